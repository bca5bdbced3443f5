"""What may be the same thing as one of the answer, or hold it, under a key that the answer does not have.

Promises: nothing is joined by a guess; each such key is told as a gap, so that it can be asked for too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.questions.findings import Gap
from app.questions.materials import named_by_key
from app.questions.merged import Classes
from app.questions.reading import Reads, may_hold
from app.questions.records import operations_below
from app.questions.starts import label_of
from app.questions.trace import ITEMS, Walk
from app.questions.watching import Watching
from graph_model.keys import make, prefix_of, split
from graph_model.nodes import BY_PREFIX
from graph_model.relationships import BY_TYPE
from quality.words import Words, said

_ALIASED = frozenset(BY_TYPE["ALIAS_OF"].sources)


@dataclass(slots=True)
class Apart:
    """The gaps, and keys beside the answer that it would have if their rows had been accepted."""

    gaps: list[Gap] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)


def read_apart(reader: Watching, done: Walk, materials: Iterable[str]) -> Apart:
    """Other spellings of keys, aliases, lots of devices and idle operations beside the answer."""
    out = Apart()
    names = _names(reader.classes, done.keys)
    out.keys |= {name for _, name in names}
    out.gaps += _spellings(reader, done, names)
    out.gaps += _aliases(reader, sorted(k for k in (*done.keys, *materials) if label_of(k) in _ALIASED))
    if done.forward:
        _add_lots_of_devices(reader, done, out)
        out.keys |= set(operations_below(reader, {k for k in done.keys if prefix_of(k) == "step"}))
    return out


def _names(classes: Classes, keys: Iterable[str]) -> list[tuple[str, str]]:
    """Each item with its keys: its own, those of what was merged into it, by each number of its material."""
    items = classes.whole(key for key in keys if prefix_of(key) in ITEMS)
    if not classes:
        return [(item, item) for item in items]
    return [(item, name) for item in items for name in _by_every_number(classes, item)]


def _by_every_number(classes: Classes, item: str) -> list[str]:
    """The item's key, and what it is with the other numbers of its material, where that was merged."""
    key = split(item)
    materials = map(split, classes.members(classes.kept(named_by_key(item))))
    return [make(key.prefix, of.namespace, *of.parts, *key.parts[1:]) for of in materials]


def _spellings(reader: Watching, done: Walk, names: Sequence[tuple[str, str]]) -> Iterator[Gap]:
    """One source may give a lot its record number as last part of the key, another leaves it out.

    The longer spellings are looked for at the starts only: any number of lots may begin alike. What was
    merged into a record has its own other spellings, and so has an item by each number of its material.
    """
    others = [(item, name) for item, name in names if name != item]
    others += [(item, name.rpartition("/")[0]) for item, name in names if _is_long(name)]
    there = reader.cards(sorted({other for _, other in others} - done.keys)) if others else {}
    pairs = [(item, there[other].key) for item, other in others if other in there]
    starts = set(reader.classes.whole(done.starts))
    for item, name in names:
        if item in starts and not _is_long(name):
            pairs += [(item, longer) for longer in reader.find(name)]
    for item, other in pairs:
        if other not in done.keys:
            key = reader.classes.kept(item)
            words = said(
                "{other} is stated too and may be {item}; ask for both.",
                "{other} 也有说明，可能就是 {item}；请两个都查询。",
                other=other,
                item=item,
            )
            yield Gap("not_joined", key, words)


def _is_long(key: str) -> bool:
    return len(split(key).parts) > len(BY_PREFIX[prefix_of(key)].key_parts)


def _aliases(reader: Reads, keys: list[str]) -> Iterator[Gap]:
    for outgoing in (True, False):
        for edge in reader.context(keys, ("ALIAS_OF",), outgoing) if keys else ():
            if may_hold(edge):
                key, other = (edge.source, edge.target) if outgoing else (edge.target, edge.source)
                words = said(
                    "{key} is stated to be {other}, which was not joined; ask for both.",
                    "{key} 被说明为就是 {other}，但未关联；请两个都查询。",
                    key=key,
                    other=other,
                )
                yield Gap("not_joined", key, words)


def _add_lots_of_devices(reader: Reads, done: Walk, out: Apart) -> None:
    """What was done with a whole lot was done with its devices, and is booked on the lot alone."""
    devices = sorted(key for key in done.keys if prefix_of(key) == "device")
    lots: dict[str, set[str]] = defaultdict(set)
    for edge in reader.flow(devices, False) if devices else ():
        if edge.type == "HAS_UNIT" and may_hold(edge) and edge.source not in done.keys:
            lots[edge.source].add(edge.target)
    if not lots:
        return
    out.keys |= set(lots)
    moved: dict[str, set[str]] = defaultdict(set)
    for edge in (*reader.flow(sorted(lots), True), *reader.logistics(sorted(lots), True)):
        if edge.type != "HAS_UNIT" and may_hold(edge) and edge.target not in done.keys:
            moved[edge.source].add(edge.target)
    for lot, ends in moved.items():
        for device in lots[lot]:
            words = said(
                "It is of {lot}, which went into {where}; ask for the lot too.",
                "它属于 {lot}，而该批次进入了 {where}；请也查询该批次。",
                lot=lot,
                where=_first_of(ends),
            )
            out.gaps.append(Gap("not_joined", device, words))


def _first_of(ends: set[str]) -> str | Words:
    if len(ends) == 1:
        return min(ends)
    return said("{first} and {n} more", "{first} 等（另有 {n} 个）", first=min(ends), n=str(len(ends) - 1))
