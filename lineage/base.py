"""What the columns of a graph are: their names and kinds, a node and a relationship, the part that is sorted.

A record is what the database stores of a node or relationship, as JSON. Relationships have columns too:

    source, target  places of nodes      type    place in `types`
    commit, ended   from, and from which on it no longer holds (0: it does)
    flags           why a reader must look at the record: `VOID`, `DISPUTED`, `DECIDED`, `SHARED`, `CROSSED`
    quantity, unit  whole numbers of 10^-9 of `units[unit]`; `NOTHING` where none is stated
    window          place in `windows` of the time at which it held: `OPEN`, `UNDATED`, or a stated one

and so have nodes:

    label           place in `labels`
    made            commit from which it is there     stated  the one that first states it (0: none)
    last            the last one that changed it      kind    place in `kinds` (steps)
    odd             why a reader must look at the record: `IN_DISPUTE`, `SEALED`

The kinds of their numbers are those of what comes behind a base, which has them in as few bytes as hold them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from lineage.column import Column, Loose, Texts

VOID, DISPUTED, DECIDED, SHARED, CROSSED = 1, 2, 4, 8, 16
"""Withdrawn; in dispute; decided here; one act with others; a stay that ends before it begins."""
JUDGED = VOID | DISPUTED | DECIDED
""" Whether these hold, their records say."""
IN_DISPUTE, SEALED = 1, 2
OPEN, UNDATED = 0, 1
""" `UNDATED`: it has no time of its own, and its target may tell one."""
NOTHING = np.iinfo(np.int64).min
KINDS: Mapping[str, str] = {
    "source": "<i4",
    "target": "<i4",
    "type": "<u1",
    "commit": "<i4",
    "ended": "<i4",
    "flags": "<u1",
    "quantity": "<i8",
    "unit": "<u2",
    "window": "<u4",
}
NODE_KINDS: Mapping[str, str] = {
    "label": "<u1",
    "made": "<i4",
    "stated": "<i4",
    "last": "<i4",
    "odd": "<u1",
    "kind": "<u2",
}
WORDS = ("types", "units", "labels", "kinds")
EVER = np.iinfo(np.int64).max
Window = tuple[int, int, int, int]
"""Since and until as instants (microseconds), since and until as days; `-EVER` and `EVER` where open."""
ALWAYS: Window = (-EVER, EVER, -EVER, EVER)


class Late:
    """A record that is made of other bytes when somebody asks for it, once."""

    __slots__ = ("_made", "_make", "_of", "_seq")

    def __init__(self, make: Callable[[bytes, int], bytes], of: bytes, seq: int) -> None:
        self._make, self._of, self._seq = make, of, seq
        self._made = b""

    @property
    def text(self) -> bytes:
        """The record."""
        if not self._made:
            self._made = self._make(self._of, self._seq)
        return self._made


Record = bytes | Late


def text_of(record: Record) -> bytes:
    """A record as bytes."""
    return record if isinstance(record, bytes) else record.text


class Node(NamedTuple):
    """One node as its columns and record have it; the name is empty where none is stated."""

    key: str
    label: int
    made: int
    stated: int
    last: int
    odd: int
    kind: int
    name: bytes
    record: Record


class Link(NamedTuple):
    """One relationship as its columns and record have it."""

    source: int
    target: int
    type: int
    commit: int
    ended: int
    flags: int
    quantity: int
    unit: int
    window: int
    key: bytes
    record: bytes


class Row(NamedTuple):
    """What the columns have of one relationship."""

    source: int
    target: int
    type: int
    commit: int
    ended: int
    flags: int


@dataclass(frozen=True, slots=True)
class Base:
    """The part that does not change, as it stood behind `size` commits of the ledger."""

    size: int
    words: Mapping[str, tuple[str, ...]]
    """Types, units, labels and kinds by their places."""
    keys: Texts
    names: Texts
    records: Texts
    node_columns: Mapping[str, Column]
    columns: Mapping[str, Column]
    windows: Column
    """Four numbers for each stated window."""
    out_ends: Column
    """Where the relationships that leave each node end, behind a zero."""
    into_ends: Column
    into: Column
    """Places of relationships in the order of their targets."""
    out_types: Column
    into_types: Column
    """Of each node the types of the relationships that leave it, and that end in it, a bit for each place."""
    link_keys: Texts
    link_records: Texts
    by_key: Column
    """Places of relationships in the order of their keys."""
    aliases: Column
    """Places of the relationships of type ALIAS_OF, which are few."""
    nested: frozenset[int] = frozenset()
    """Items whose key goes on from that of another one, and those others."""
    withdrawn: Mapping[str, bytes] = field(default_factory=dict)
    """Relationship key -> the record of its withdrawal."""

    @property
    def nodes(self) -> int:
        """How many."""
        return len(self.keys)

    @property
    def links(self) -> int:
        """How many."""
        return len(self.link_keys)


def nothing() -> Base:
    """The base of an empty ledger."""
    zero = Loose(np.zeros(1, dtype=np.int64))
    return Base(
        size=0,
        words=dict.fromkeys(WORDS, ()),
        keys=Texts.of(()),
        names=Texts.of(()),
        records=Texts.of(()),
        node_columns={name: Loose(np.zeros(0, dtype=kind)) for name, kind in NODE_KINDS.items()},
        windows=Loose(np.array([*ALWAYS, *ALWAYS], dtype=np.int64)),
        aliases=Loose(np.zeros(0, dtype=np.int64)),
        columns={name: Loose(np.zeros(0, dtype=kind)) for name, kind in KINDS.items()},
        out_ends=zero,
        into_ends=zero,
        into=Loose(np.zeros(0, dtype=np.int32)),
        out_types=Loose(np.zeros(0, dtype=np.int64)),
        into_types=Loose(np.zeros(0, dtype=np.int64)),
        link_keys=Texts.of(()),
        link_records=Texts.of(()),
        by_key=Loose(np.zeros(0, dtype=np.int32)),
    )
