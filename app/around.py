"""Reads what stands around a record, along the paths that its workflow names (`quality.near`).

Promises: everything at the reader's one ledger size; a relationship that was withdrawn is none, and neither
is a packing that ended. A level of a path is one read for each of its types and directions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from app.holding.items import held_by
from app.questions.merged import Classes
from app.questions.reading import Edge, Reader, joined
from app.questions.trace import ITEMS
from graph_model.keys import prefix_of
from quality.near import Hop, Near, Path, Unsure

Beginning = tuple[str, Path]
Links = dict[tuple[str, str, bool], tuple[str, ...]]


def read_near(
    reader: Reader, keys: Iterable[str], looks: Sequence[Beginning], holds: Sequence[Beginning], at: str
) -> Near:
    """What stands around these keys; `holds` lead to the items of which it is asked what holds them.

    What was unpacked before `at` is in its package no more.
    """
    links: Links = {}
    by_look: dict[Path, list[str]] = defaultdict(list)
    for key, look in looks:
        by_look[look].append(key)
    for look, some in by_look.items():
        follow(reader, links, some, look, at)
    shown = near_of(reader, links, keys)
    items = sorted({item for key, look in holds for item in shown.at([key], look)})
    return Near(shown.cards, links, *_held(reader, items))


def near_of(reader: Reader, links: Links, keys: Iterable[str]) -> Near:
    """What was met along paths, with what is stated of it and of these keys."""
    met = {*keys, *(key for key, _, _ in links), *(end for found in links.values() for end in found)}
    cards = reader.cards(sorted(met))
    return Near({key: cards[key].properties if key in cards else None for key in met}, links)


def _held(reader: Reader, records: Sequence[str]) -> tuple[dict[str, tuple[str, ...]], tuple[Unsure, ...]]:
    """The holds that reach each record, and what may hide others; a merged one has those of the kept one."""
    kept = Classes.of(reader.merges()).kept
    items = {kept(record) for record in records if prefix_of(record) in ITEMS}
    found = held_by(reader, items) if items else None
    holds = found.items if found else {}
    unsure = tuple(Unsure(gap.kind, gap.key, gap.words) for gap in (found.gaps if found else ()))
    return {one: holds[kept(one)] if prefix_of(one) in ITEMS else () for one in records}, unsure


def follow(reader: Reader, links: Links, keys: Iterable[str], look: Path, at: str = "") -> set[str]:
    """The records at the end of a path from these; every hop on the way is added to `links`.

    Merged records are one: what is tied to one of them is tied to each, and a path leads to the kept one.
    With `at` what was unpacked before is in its package no more; without it all that was ever inside counts.
    """
    here = set(keys)
    for hop in look:
        here = _hop(reader, links, here, hop, at)
    return here


def follow_all(reader: Reader, links: Links, keys: Iterable[str], looks: Iterable[Path]) -> None:
    """Along several paths from these; a hop at which some of them begin alike is made once for all."""
    here, rests = set(keys), dict[Hop, list[Path]]()
    for look in looks:
        if look:
            rests.setdefault(look[0], []).append(look[1:])
    for hop, rest in rests.items():
        follow_all(reader, links, _hop(reader, links, here, hop, ""), rest)


def _hop(reader: Reader, links: Links, here: set[str], hop: Hop, at: str) -> set[str]:
    """What is one hop away, and with `again` what is any number of them away."""
    reached: set[str] = set()
    todo = here
    while todo:
        _read(reader, links, {key for key in todo if (key, hop.type, hop.forward) not in links}, hop, at)
        found = {end for key in todo for end in links[key, hop.type, hop.forward]}
        todo = found - reached if hop.again else set()
        reached |= found
    return reached


def _read(reader: Reader, links: Links, keys: set[str], hop: Hop, at: str) -> None:
    if not keys:
        return
    classes = Classes.of(reader.merges())
    members = {*keys, *classes.whole(keys)}
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for source, target in _joined(reader, sorted(members), hop, at):
        here, end = (source, target) if hop.forward else (target, source)
        found[classes.kept(here)][classes.kept(end)] = None
    for key in keys:
        links[key, hop.type, hop.forward] = tuple(sorted(found.get(classes.kept(key), ())))


def _joined(reader: Reader, keys: Sequence[str], hop: Hop, at: str) -> Iterable[tuple[str, str]]:
    if not at:
        return joined(reader, keys, hop.type, hop.forward)
    found = reader.context(keys, (hop.type,), hop.forward)
    return ((edge.source, edge.target) for edge in found if not edge.void and not _is_over(edge, at))


def _is_over(edge: Edge, at: str) -> bool:
    """Whether it is a packing that ended before the day of that time."""
    ended = str(edge.properties.get("packed_to", ""))
    return bool(ended) and ended[:10] < at[:10]
