"""What could be affected although nothing links it: a second tier beside a recall, never part of it.

Promises: the confirmed answer is today's recall, byte for byte; what is possible has no influence on its
rows, counts or hash. Each possible row says why, with keys, times and quantities, and what follows from it
says from which. Nothing is possible that is confirmed. A reason is a sign and no proof, and that no reason is
found proves nothing: docs/completeness.md says with which precision and recall they find links that are lost.
What an asker may not see takes no part, on either side.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.questions.answer import Answer
from app.questions.ask import recall
from app.questions.crossing import shared_equipment
from app.questions.leaving import unstated_shipments
from app.questions.materials import read_materials
from app.questions.orders import Made, Orders
from app.questions.quantities import Amount
from app.questions.reading import Backed, Reads
from app.questions.starts import label_of
from app.questions.suspicion import REASONS, Sign
from app.questions.trace import ITEMS, walk
from app.questions.unaccounted import available_from, read_unaccounted
from app.questions.usage import AGREES, Short, Usage
from app.questions.view import NOW, View, through
from app.questions.windows import moment
from graph_model.facts import canonical
from graph_model.keys import prefix_of

FOLLOWS = "follows"


@dataclass(frozen=True, slots=True)
class Possible:
    """A node that may be affected, and every sign of it."""

    key: str
    label: str
    signs: tuple[Sign, ...]

    def to_json(self) -> dict[str, object]:
        """As printed."""
        return {"key": self.key, "label": self.label, "signs": [sign.to_json() for sign in self.signs]}


@dataclass(frozen=True, slots=True)
class Suspects:
    """Both tiers. `counts` are of the possible one, by label."""

    confirmed: Answer
    possible: tuple[Possible, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Number of possible rows by label."""
        return dict(sorted(Counter(row.label for row in self.possible).items()))

    @property
    def reasons(self) -> dict[str, int]:
        """Number of possible rows by reason."""
        found = Counter(reason for row in self.possible for reason in {s.reason for s in row.signs})
        return dict(sorted(found.items()))

    @property
    def sha256(self) -> str:
        """Over the possible rows and the hash of the answer they stand beside."""
        rows = [row.to_json() for row in self.possible]
        return hashlib.sha256(canonical({"confirmed": self.confirmed.sha256, "possible": rows})).hexdigest()

    def to_json(self) -> dict[str, object]:
        """The object that `--format json` prints."""
        return {
            "confirmed": self.confirmed.to_json(),
            "possible": [row.to_json() for row in self.possible],
            "counts": self.counts,
            "reasons": self.reasons,
            "sha256": self.sha256,
        }


def suspects(reader: Backed, keys: Iterable[str], view: View = NOW) -> Suspects:
    """The recall of these, and what could be affected beside it."""
    confirmed = recall(reader, keys, view)
    return Suspects(confirmed, _Search(through(reader, view), confirmed).run())


@dataclass(slots=True)
class _Search:
    """Goes on from what was found possible, until nothing new is."""

    reads: Reads
    confirmed: Answer
    signs: dict[str, set[Sign]] = field(default_factory=lambda: defaultdict(set))
    onward: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def run(self) -> tuple[Possible, ...]:
        rows = {row.key for row in self.confirmed.rows}
        reached = {key for key in rows if prefix_of(key) in ITEMS}
        for sign in shared_equipment(self.reads, {key for key in rows if prefix_of(key) == "step"}):
            self._note(sign, rows)
        looked: set[str] = set()
        while new := reached - looked:
            looked |= new
            for sign in self._signs(new):
                self._note(sign, rows)
            reached |= self._reached(rows)
        self._follow(rows)
        return tuple(
            Possible(key, label_of(key), tuple(sorted(found))) for key, found in sorted(self.signs.items())
        )

    def _note(self, sign: Sign, rows: set[str]) -> None:
        if sign.key not in rows:
            self.signs[sign.key].add(sign)

    def _signs(self, items: set[str]) -> Iterator[Sign]:
        """Where what is not accounted for of these items may have gone."""
        materials = read_materials(self.reads, items)
        left = read_unaccounted(self.reads, items, materials)
        if not left:
            return
        of_material: dict[str, list[str]] = defaultdict(list)
        for item in left:
            of_material[materials.of_item[item]].append(item)
        orders = Orders(self.reads, of_material, items)
        shelf = Unaccounted.read(self.reads, orders, left)
        yield from _of_orders(orders, of_material, shelf)
        yield from unstated_shipments(self.reads, orders.lots_of, of_material, shelf.left, shelf.since)

    def _reached(self, rows: set[str]) -> set[str]:
        """Items that follow from what is possible so far."""
        starts = tuple(sorted(self.signs))
        if not starts:
            return set()
        done = walk(self.reads, starts, forward=True)
        for edge in done.edges.values():
            self.onward[edge.source].add(edge.target)
            if edge.type == "PART_OF":
                self.onward[edge.target].add(edge.source)
        return {key for key in done.keys - rows if prefix_of(key) in ITEMS}

    def _follow(self, rows: set[str]) -> None:
        """What is made of the possible, or ships it, says from where, for each reason."""
        first = {key: set(found) for key, found in self.signs.items()}
        for reason in REASONS:
            seeds = sorted(key for key, found in first.items() if any(s.reason == reason for s in found))
            origin = {seed: seed for seed in seeds}
            todo = list(seeds)
            for key in todo:
                for end in sorted(self.onward.get(key, ())):
                    if end not in origin:
                        origin[end] = origin[key]
                        todo.append(end)
            for key, seed in origin.items():
                if key not in first and key not in rows:
                    said = f"it follows from {seed} ({reason})"
                    self.signs[key].add(Sign(key, FOLLOWS, seed, said))


@dataclass(frozen=True, slots=True)
class Unaccounted:
    """What is not accounted for of the lots of some materials, and since when each was there."""

    left: Mapping[str, Amount | None]
    since: Mapping[str, str]

    @classmethod
    def read(cls, reads: Reads, orders: Orders, items: Iterable[str]) -> Unaccounted:
        """Of these items and of all lots of their materials."""
        every = set(items).union(*orders.lots_of.values())
        left = read_unaccounted(reads, every, orders.materials)
        return cls(left, available_from(reads, left))

    def may_be_in(self, made: Made, item: str) -> bool:
        """Whether the order may have used it: not where it says so, or surely ended before it was there."""
        times = [moment(time) for time in made.made_at if time]
        since = self.since.get(item)
        if item in made.items or item not in self.left:
            return False
        if not since or len(times) < len(made.made_at) or not times:
            return True
        return any(not moment(since).surely_after(time) for time in times)

    def covers(self, item: str, missing: Fraction) -> bool:
        """Whether as much as that is left of it, or may be."""
        left = self.left.get(item)
        return left is None or left.value >= missing * (1 - AGREES)

    def sign(self, made: Made, reason: str, item: str, said: str, missing: str = "") -> Sign:
        """That the order may have used it."""
        left = self.left[item]
        told = (left.text, left.unit) if left else ("", "")
        return Sign(made.key, reason, item, said, missing, *told, self.since.get(item, ""))


def _of_orders(orders: Orders, of_material: Mapping[str, list[str]], shelf: Unaccounted) -> Iterator[Sign]:
    usage = Usage(orders)
    for made, material in usage.unlotted():
        said = f"it used {material} without saying which lot"
        for item in of_material[material]:
            if shelf.may_be_in(made, item):
                yield shelf.sign(made, "untracked_input", item, said)
    for made, material in usage.empties():
        said = f"nothing says what it used, and others that made the same used {material}"
        for item in of_material[material]:
            if shelf.may_be_in(made, item):
                yield shelf.sign(made, "step_without_input", item, said)
    for short in usage.shorts():
        yield from _of_short(short, orders, of_material[short.material], shelf)


def _of_short(short: Short, orders: Orders, items: Iterable[str], shelf: Unaccounted) -> Iterator[Sign]:
    """Of the lots there are, those that can make up for what is missing; all, where none can by itself."""
    made = orders.by_step[short.order]
    missing = "" if short.missing is None else f"about {float(short.missing):.6g} {short.unit}".strip()
    said = (
        f"it made {short.product} and says to have used {float(short.stated):.6g} {short.unit} "
        f"of {short.material}, where others used more"
    )
    there = {i for i in (*orders.lots_of[short.material], *items) if shelf.may_be_in(made, i)}
    covering = {item for item in there if short.missing and shelf.covers(item, short.missing)}
    for item in sorted((covering or there).intersection(items)):
        yield shelf.sign(made, "short_of_material", item, said, missing)
