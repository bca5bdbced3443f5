"""The holds in force, and where their reach begins.

Promises: a hold is in force until it was surely lifted: a time that sources dispute, or that was stated for
later than the time asked about, lifts nothing. Without a time it is asked of the newest commit's: a hold
whose end is still to come is in force. A hold on a material holds every lot and device of it, one that only
its own key ties to it too; of a hold that names nothing, and of rejected rows about holds, answers tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.questions.as_of import read_time
from app.questions.findings import Gap
from app.questions.gaps import dispute_gaps, rejected_gaps, statement_gaps, unfinished_gaps, unstated
from app.questions.reading import Card, Edge, Recorded, may_hold
from app.questions.scoped import ScopedReader
from app.questions.trace import ITEMS
from app.questions.view import View
from app.questions.watching import Watching
from app.questions.windows import Moment, moment
from graph_model.keys import make, prefix_of, split
from quality.holds import DECIDED_ON, Hold
from quality.words import Words

_idle = Words("{hold} names nothing that it holds.", "{hold} 没有说明它冻结什么。")


@dataclass(frozen=True, slots=True)
class InForce:
    """Holds in the order of their keys, and what is missing of what was read of them."""

    holds: tuple[Hold, ...]
    gaps: frozenset[Gap]


def whole_of(reader: Recorded) -> Recorded:
    """The reader under one that is bound to sites."""
    return reader.whole if isinstance(reader, ScopedReader) else reader


def read_in_force(reader: Recorded, seen: Watching, view: View, keys: Iterable[str]) -> InForce:
    """Those of these holds that are in force, as the view has them."""
    told = read_holds(seen, keys)
    holds = told.holds
    if any(hold.lifted for hold in holds):
        at = _at(reader, view)
        holds = tuple(hold for hold in holds if not _is_over(hold, at))
    if view.as_of is not None:
        until = read_time(view.as_of)
        holds = tuple(hold for hold in holds if not _is_to_come(hold, until))
    idle = {Gap("not_joined", hold.key, _idle.filled(hold=hold.key)) for hold in holds if not hold.targets}
    return InForce(holds, told.gaps | idle)


def read_holds(seen: Watching, keys: Iterable[str]) -> InForce:
    """These holds, whether they are in force or not."""
    wanted = sorted(set(keys))
    cards = seen.cards(wanted)
    targets: dict[str, set[str]] = defaultdict(set)
    edges = [e for e in seen.context(wanted, (DECIDED_ON,), True) if may_hold(e)] if wanted else []
    for edge in edges:
        targets[edge.source].add(edge.target)
    holds = tuple(_hold(key, cards.get(key), sorted(targets[key])) for key in wanted)
    materials = {t for hold in holds for t in hold.targets if prefix_of(t) == "material"}
    return InForce(holds, frozenset(_missing(seen, wanted, cards, edges, sorted(materials))))


def starts_of(seen: Watching, holds: Sequence[Hold]) -> list[frozenset[str]]:
    """Of each hold the lots, devices and steps where its reach begins."""
    materials = {t for hold in holds for t in hold.targets if prefix_of(t) == "material"}
    of = items_of(seen, materials)
    return [
        frozenset(start for target in hold.targets for start in of.get(target, (target,))) for hold in holds
    ]


def items_of(seen: Watching, materials: Iterable[str]) -> Mapping[str, set[str]]:
    """Material -> its lots and devices."""
    out: dict[str, set[str]] = {material: set() for material in materials}
    for edge in _instances(seen, out, outgoing=False):
        out[edge.target].add(edge.source)
    named = {item: material for material in out for item in _named_after(seen, material)}
    tied = {edge.source for edge in _instances(seen, named, outgoing=True)}
    for item, material in named.items():
        if item not in tied:
            out[material].add(item)
    return out


def _named_after(seen: Watching, material: str) -> Iterator[str]:
    """Items whose key is made from that of the material, or of one that was merged into it."""
    for member in seen.classes.members(material):
        key = split(member)
        for prefix in sorted(ITEMS):
            yield from seen.find(make(prefix, key.namespace, *key.parts))


def _instances(seen: Watching, keys: Iterable[str], *, outgoing: bool) -> list[Edge]:
    wanted = sorted(keys)
    found = seen.context(wanted, ("INSTANCE_OF",), outgoing) if wanted else ()
    return [edge for edge in found if may_hold(edge)]


def _hold(key: str, card: Card | None, targets: Sequence[str]) -> Hold:
    said = {} if card is None else card.properties
    reason, decided, lifted = (str(said.get(name) or "") for name in ("reason", "decided", "lifted"))
    in_doubt = card is not None and "lifted" in (*card.disputed, *card.later)
    return Hold(key, tuple(targets), reason, decided, "" if in_doubt else lifted)


def _is_over(hold: Hold, at: Moment) -> bool:
    return bool(hold.lifted) and moment(hold.lifted).last <= at.last


def _is_to_come(hold: Hold, at: Moment) -> bool:
    return bool(hold.decided) and moment(hold.decided).surely_after(at)


def _at(reader: Recorded, view: View) -> Moment:
    """The time asked about; else that of the newest commit, so that an answer of one size stays the same."""
    if view.as_of is not None:
        return read_time(view.as_of)
    return moment(_recorded(reader) or "9999-12-31")


def _recorded(reader: Recorded) -> str:
    return reader.causes([reader.known_at])[reader.known_at].record_time if reader.known_at else ""


def _missing(
    seen: Watching,
    keys: Sequence[str],
    cards: Mapping[str, Card],
    edges: Sequence[Edge],
    materials: list[str],
) -> Iterator[Gap]:
    """What is missing of the holds themselves; what they reach has its own gaps."""
    of_materials = seen.cards(materials) if materials else {}
    for key, card in [(k, cards.get(k)) for k in keys] + [(k, of_materials.get(k)) for k in materials]:
        if card is None or not card.stated:
            yield unstated(key)
    met = {edge.key for edge in edges}
    yield from dispute_gaps(cards.values(), seen.taken())
    yield from statement_gaps((edge for edge in seen.disputed if edge.key in met), seen.taken())
    yield from unfinished_gaps(seen)
    yield from rejected_gaps(seen.open_rejects(), lambda key: prefix_of(key) == "hold")
