"""What may be the same thing as one of the answer, or hold it, under a key that the answer does not have.

Promises: nothing is joined by a guess; each such key is told as a gap, so that it can be asked for too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from app.questions.findings import Gap
from app.questions.reading import Edge, Reader, may_hold
from app.questions.starts import label_of
from app.questions.trace import ITEMS, Walk
from graph_model.keys import prefix_of, split
from graph_model.nodes import BY_PREFIX
from graph_model.relationships import BY_TYPE

_ALIASED = frozenset(BY_TYPE["ALIAS_OF"].sources)


def apart_gaps(reader: Reader, done: Walk, materials: Iterable[str]) -> Iterator[Gap]:
    """Shorter keys, aliases, and lots of devices, that are no part of the answer."""
    yield from _shorter(reader, done)
    yield from _aliases(reader, sorted(k for k in (*done.keys, *materials) if label_of(k) in _ALIASED))
    if done.forward:
        yield from _lots_of_devices(reader, done)


def _shorter(reader: Reader, done: Walk) -> Iterator[Gap]:
    """One source may give a lot its record number as last part of the key, another leaves it out."""
    short = {key: key.rpartition("/")[0] for key in done.keys if prefix_of(key) in ITEMS and _is_long(key)}
    there = reader.cards(sorted(set(short.values()) - done.keys)) if short else {}
    for key, shorter in short.items():
        if shorter in there:
            yield Gap("not_joined", key, f"{shorter} is stated too and may be {key}; ask for both.")


def _is_long(key: str) -> bool:
    return len(split(key).parts) > len(BY_PREFIX[prefix_of(key)].key_parts)


def _aliases(reader: Reader, keys: list[str]) -> Iterator[Gap]:
    for outgoing in (True, False):
        for edge in reader.context(keys, ("ALIAS_OF",), outgoing) if keys else ():
            if may_hold(edge):
                key, other = (edge.source, edge.target) if outgoing else (edge.target, edge.source)
                yield Gap(
                    "not_joined", key, f"{key} is stated to be {other}, which was not joined; ask for both."
                )


def _lots_of_devices(reader: Reader, done: Walk) -> Iterator[Gap]:
    """What was done with a whole lot was done with its devices, and is booked on the lot alone."""
    devices = sorted(key for key in done.keys if prefix_of(key) == "device")
    lots: dict[str, set[str]] = defaultdict(set)
    for edge in reader.flow(devices, False) if devices else ():
        if edge.type == "HAS_UNIT" and not edge.void and edge.source not in done.keys:
            lots[edge.source].add(edge.target)
    if not lots:
        return
    moved: dict[str, set[str]] = defaultdict(set)
    for edge in _moves(reader, sorted(lots)):
        if edge.type != "HAS_UNIT" and not edge.void and edge.target not in done.keys:
            moved[edge.source].add(edge.target)
    for lot, ends in moved.items():
        for device in lots[lot]:
            where = f"{min(ends)} and {len(ends) - 1} more" if len(ends) > 1 else min(ends)
            yield Gap("not_joined", device, f"It is of {lot}, which went into {where}; ask for the lot too.")


def _moves(reader: Reader, lots: list[str]) -> list[Edge]:
    return [*reader.flow(lots, True), *reader.logistics(lots, True)]
