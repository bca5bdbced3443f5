"""What changed in an answer between two ledger sizes, and which commits changed it.

Promises: all answers are whole, so no row is missing here that one of them has. The commits of a row are
found by asking again in the middle, and in the middle of each half in which the row is not the same,
until two sizes are one apart: what is named did change the row, whatever the reason. What changed and
changed back between two sizes that were asked is not named. A shorter key stands for the same records at
every size, those that it fits at the later one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.questions.answer import Answer, Row
from app.questions.reading import Cause, Reader, Store
from app.questions.starts import spell

Ask = Callable[[Reader, Iterable[str]], Answer]


@dataclass(frozen=True, slots=True)
class Changed:
    """A row that was added, removed or altered between the two sizes, and the commits that did it."""

    how: str
    before: Row | None
    after: Row | None
    commits: tuple[int, ...]

    @property
    def row(self) -> Row:
        """The row as it is, or as it was last."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change of no row")
        return found

    def to_json(self) -> dict[str, object]:
        """As `--diff --format json` prints it."""
        return {
            "how": self.how,
            "key": self.row.key,
            "label": self.row.label,
            "before": self.before.to_json() if self.before else None,
            "after": self.after.to_json() if self.after else None,
            "commits": list(self.commits),
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two answers and what lies between them. `before` is None where no start was there yet."""

    before: Answer | None
    after: Answer
    known_at: tuple[int, int]
    changes: tuple[Changed, ...]
    causes: Mapping[int, Cause]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing in either answer."""
        return self.after.complete and (self.before is None or self.before.complete)

    def to_json(self) -> dict[str, object]:
        """As `--diff --format json` prints it."""
        return {
            "start": list(self.after.start),
            "direction": self.after.direction,
            "as_of": self.after.as_of,
            **({"prefer": list(self.after.prefer)} if self.after.prefer else {}),
            "known_at": list(self.known_at),
            "complete": self.complete,
            "changes": [change.to_json() for change in self.changes],
            "commits": [cause.to_json() for _, cause in sorted(self.causes.items())],
            "sha256": [self.before.sha256 if self.before else None, self.after.sha256],
        }


def compare(store: Store, ask: Ask, keys: Iterable[str], sizes: tuple[int, int]) -> Comparison:
    """Ask at both sizes and compare; `sizes` is (earlier, later)."""
    first, last = sizes
    named = list(keys)
    with store.reader(last) as reader:
        after = ask(reader, named)
        starts = _starts(reader, named)

    def at(size: int) -> Answer | None:
        with store.reader(size) as reader:
            there = sorted(reader.cards(sorted(starts)))
            return ask(reader, there) if there else None

    before = at(first)
    then, now = _rows(before), _rows(after)
    differing = {key for key in {*then, *now} if then.get(key) != now.get(key)}
    points: dict[str, list[_Point]] = defaultdict(list)
    todo = [(first, then, last, now, differing)] if differing else []
    while todo:
        low, at_low, high, at_high, differ = todo.pop()
        if high - low == 1:
            for key in differ:
                points[key].append(_Point(high, key in at_low, key in at_high))
            continue
        middle = (low + high) // 2
        at_middle = _rows(at(middle))
        for part in ((low, at_low, middle, at_middle), (middle, at_middle, high, at_high)):
            changed = {key for key in differ if part[1].get(key) != part[3].get(key)}
            if changed:
                todo.append((*part, changed))
    changes = tuple(_changed(then.get(k), now.get(k), points[k]) for k in sorted(differing))
    with store.reader(last) as reader:
        causes = reader.causes(sorted({seq for change in changes for seq in change.commits}))
    return Comparison(before, after, sizes, changes, causes)


def _starts(reader: Reader, keys: Iterable[str]) -> set[str]:
    """The whole keys that the named ones stand for. What one of them was merged into between the sizes was
    another record before, with a past of its own.
    """
    wanted = {spell(text.strip()) or "" for text in keys} - {""}
    whole = set(reader.cards(sorted(wanted)))
    return whole.union(*(reader.find(text) for text in wanted - whole))


def _rows(answer: Answer | None) -> dict[str, Row]:
    return {row.key: row for row in answer.rows} if answer else {}


class _Point(NamedTuple):
    """A commit that changed a row, and whether the row was there before it and after."""

    seq: int
    before: bool
    after: bool


def _changed(before: Row | None, after: Row | None, points: list[_Point]) -> Changed:
    """Of a row that came, the last commit that brought it; of one that went, the last that took it."""
    if before is None:
        return Changed("added", before, after, (max(p.seq for p in points if not p.before),))
    if after is None:
        return Changed("removed", before, after, (max(p.seq for p in points if not p.after),))
    return Changed("altered", before, after, tuple(sorted(p.seq for p in points)))
