"""The graph as columns: a sorted base that does not change, and what came after it.

Promises: nodes of the base are in the order of their keys, its relationships in the order of their
sources, so that a node's relationships are one range; what came later stands behind, in the order it came.
Places never change while a `Graph` lives, so that readers of older sizes go on beside a writer: what is
altered is a record as a whole, and says itself from which commit on. What the columns are: `lineage.base`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lineage.base import ALWAYS, KINDS, OPEN, Base, Link, Node, Window
from lineage.column import Array, Ids

MOST_REMEMBERED, FEW = 100_000, 5_000
"""Keys of the base whose places are remembered; more at once than a few are not."""
_ITEMS = ("lot:", "device:")


class _Growing:
    """An array that is appended to."""

    def __init__(self, kind: str) -> None:
        self._room, self._filled = np.zeros(1024, dtype=kind), 0

    def append(self, value: int) -> None:
        if self._filled == len(self._room):
            self._room = np.concatenate([self._room, np.zeros_like(self._room)])
        self._room[self._filled] = value
        self._filled += 1

    def __setitem__(self, at: int, value: int) -> None:
        self._room[at] = value

    @property
    def raw(self) -> Array:
        return self._room[: self._filled]


class Graph:
    """A base and what came after it. One writer; readers beside it read up to `size` commits."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self.size = base.size
        self.words = {of: list(words) for of, words in base.words.items()}
        self._word_at = {of: {word: at for at, word in enumerate(words)} for of, words in base.words.items()}
        self._keys: list[str] = []
        self._place: dict[str, int] = {}
        self._met: dict[str, int] = {}
        self._under: dict[str, list[int]] = defaultdict(list)
        self._altered: dict[int, Node] = {}
        self._windows: list[Window] = []
        self._window_at: dict[Window, int] = {}
        self._aliases: list[int] = []
        self.nested: set[int] = set(base.nested)
        """Lots and devices of which a shorter key was once seen, or a longer one."""
        self._columns = {name: _Growing(kind) for name, kind in KINDS.items()}
        self._types: dict[bool, dict[int, int]] = {True: defaultdict(int), False: defaultdict(int)}
        self._out: dict[int, list[int]] = defaultdict(list)
        self._into: dict[int, list[int]] = defaultdict(list)
        self._link_keys: list[bytes] = []
        self._link_records: list[bytes] = []
        self._by_key: dict[bytes, list[int]] = defaultdict(list)
        self._marked: dict[int, tuple[int, int, bytes]] = {}
        self._withdrawn: dict[str, bytes] = {}

    # --- reading ------------------------------------------------------------------------------------

    @property
    def nodes(self) -> int:
        """How many there are."""
        return self.base.nodes + len(self._keys)

    @property
    def links(self) -> int:
        """How many there are."""
        return self.base.links + len(self._link_keys)

    @property
    def behind(self) -> int:
        """How many relationships and nodes came after the base, or were altered since."""
        return len(self._link_keys) + len(self._altered) + len(self._marked)

    def node(self, key: str) -> int | None:
        """The place of a node."""
        at = self._place.get(key, self._met.get(key))
        if at is not None:
            return at
        at, there = self.base.keys.place(key.encode())
        if not there:
            return None
        self._remember([key], [at])
        return at

    def _remember(self, keys: list[str], nodes: list[int]) -> None:
        """Places of the base don't change, so those that were met need not be looked for again."""
        if len(self._met) > MOST_REMEMBERED:
            self._met = {}
        self._met.update(zip(keys, nodes, strict=True))

    def key(self, node: int) -> str:
        """The key of a node."""
        if node < self.base.nodes:
            return self.base.keys[node].decode()
        return self._keys[node - self.base.nodes]

    def keys(self, nodes: Ids) -> list[str]:
        """The keys of nodes."""
        first = self.base.nodes
        if not self._keys:
            found = _texts(self.base.keys.take(nodes))
            if len(found) < FEW:
                self._remember(found, nodes.tolist())
            return found
        is_later = nodes >= first
        told = iter(_texts(self.base.keys.take(nodes[~is_later])))
        both = zip(nodes.tolist(), is_later.tolist(), strict=True)
        return [self._keys[at - first] if later else next(told) for at, later in both]

    def key_column(self, nodes: Ids) -> pa.StringArray:
        """The keys of nodes as a column."""
        return pa.array(self.keys(nodes), pa.string()) if self._keys else _column(self.base.keys.take(nodes))

    def link_key_column(self, links: Ids) -> pa.StringArray:
        """The keys of relationships as a column."""
        if self._link_keys:
            return pa.array(self.link_keys(links), pa.string())
        return _column(self.base.link_keys.take(links))

    def record(self, node: int) -> bytes:
        """What is stored of a node, without its key."""
        altered = self._altered.get(node)
        return self.base.records[node] if altered is None else altered.record

    def names(self, nodes: Ids) -> pa.LargeBinaryArray:
        """The names of nodes, empty where none is stated."""
        altered = self._own(nodes) if self._altered else None
        if altered is None or not altered.any():
            return self.base.names.take(nodes)
        base = iter(self.base.names.take(nodes[~altered]).to_pylist())
        both = zip(nodes.tolist(), altered.tolist(), strict=True)
        told = [self._altered[at].name if own else next(base) for at, own in both]
        return pa.array(told, type=pa.large_binary())

    def node_take(self, name: str, nodes: Ids) -> Ids:
        """A column's values of these nodes."""
        altered = self._own(nodes) if self._altered else None
        if altered is None or not altered.any():
            return self.base.node_columns[name].take(nodes).astype(np.int64)
        out = np.empty(len(nodes), dtype=np.int64)
        out[~altered] = self.base.node_columns[name].take(nodes[~altered])
        out[altered] = [getattr(self._altered[at], name) for at in nodes[altered].tolist()]
        return out

    def _own(self, nodes: Ids) -> npt.NDArray[np.bool_]:
        """Which of these nodes are not in the base, or not as it has them."""
        return np.isin(nodes, np.fromiter(self._altered, dtype=np.int64))

    def windows(self, places: Ids) -> npt.NDArray[np.int64]:
        """The windows at these places, four numbers each."""
        first = len(self.base.windows) // 4
        out = np.empty((len(places), 4), dtype=np.int64)
        later = places >= first
        at = (places[~later] * 4)[:, None] + np.arange(4)
        out[~later] = self.base.windows.take(at.ravel()).reshape(-1, 4)
        if later.any():
            out[later] = [self._windows[place - first] for place in places[later].tolist()]
        return out

    def aliases(self) -> Ids:
        """The places of all relationships of type ALIAS_OF."""
        return np.concatenate([self.base.aliases.raw, np.array(self._aliases, dtype=np.int64)])

    def starting_with(self, prefix: str) -> Iterator[int]:
        """The places of the nodes whose keys begin so; a prefix ends with `:` or `/`."""
        begin = prefix.encode()
        at, _ = self.base.keys.place(begin)
        while at < self.base.nodes and self.base.keys[at].startswith(begin):
            yield at
            at += 1
        yield from list(self._under.get(prefix, ()))  # a writer may add to it meanwhile

    def having(self, nodes: Ids, types: int, *, outgoing: bool) -> Ids:
        """Those of the nodes with relationships of these types, a bit for each place; maybe some more."""
        base = self.base.out_types if outgoing else self.base.into_types
        is_base = nodes < self.base.nodes
        found = np.zeros(len(nodes), dtype=np.int64)
        found[is_base] = base.take(nodes[is_base])
        has = (found & types) != 0
        later = self._types[outgoing]
        if later:
            has |= np.array([later.get(node, 0) & types != 0 for node in nodes.tolist()], dtype=np.bool_)
        found_of: Ids = nodes[has]
        return found_of

    def links_of(self, nodes: Ids, *, outgoing: bool) -> Ids:
        """The places of the relationships that leave these nodes, or end in them."""
        base = nodes[nodes < self.base.nodes]
        ends = self.base.out_ends if outgoing else self.base.into_ends
        found = ranges(ends.take(base), ends.take(base + 1))
        if not outgoing:
            found = self.base.into.take(found).astype(np.int64)
        if not self._link_keys:
            return found
        near = self._out if outgoing else self._into
        later = [at for node in nodes.tolist() for at in near.get(node, ())]
        return np.concatenate([found, np.array(later, dtype=np.int64)])

    def take(self, name: str, links: Ids) -> Ids:
        """A column's values of these relationships."""
        column = self.base.columns[name]
        if not self._link_keys and not self._marked:
            return column.take(links).astype(np.int64)
        first = self.base.links
        out = np.empty(len(links), dtype=np.int64)
        is_later = links >= first
        out[~is_later] = column.take(links[~is_later])
        out[is_later] = self._columns[name].raw[links[is_later] - first]
        if self._marked and name in ("ended", "flags"):
            marked = np.fromiter(self._marked, dtype=np.int64)
            for at in np.flatnonzero(np.isin(links, marked)).tolist():
                out[at] = self._marked[int(links[at])][name == "flags"]
        return out

    def link_keys(self, links: Ids) -> list[str]:
        """The keys of relationships."""
        first = self.base.links
        if not self._link_keys:
            return _texts(self.base.link_keys.take(links))
        is_later = links >= first
        told = iter(_texts(self.base.link_keys.take(links[~is_later])))
        both = zip(links.tolist(), is_later.tolist(), strict=True)
        return [self._link_keys[at - first].decode() if later else next(told) for at, later in both]

    def link_records(self, links: Ids) -> list[bytes]:
        """What is stored of relationships."""
        first = self.base.links
        if not self._link_keys and not self._marked:
            told: list[bytes] = self.base.link_records.take(links).to_pylist()
            return told
        own = (links >= first) | np.isin(links, np.fromiter(self._marked, dtype=np.int64))
        base = iter(self.base.link_records.take(links[~own]).to_pylist())
        both = zip(links.tolist(), own.tolist(), strict=True)
        return [self.link_record(at) if is_own else next(base) for at, is_own in both]

    def link_record(self, link: int) -> bytes:
        """What is stored of a relationship."""
        first = self.base.links
        if link >= first:
            return self._link_records[link - first]
        marked = self._marked.get(link)
        return self.base.link_records[link] if marked is None else marked[2]

    def statements(self, key: str) -> list[int]:
        """The places of all statements of a relationship's key."""
        wanted = key.encode()
        found = list(self._by_key.get(wanted, ()))
        low, high = 0, self.base.links
        while low < high:
            middle = (low + high) // 2
            if self.base.link_keys[self._sorted_by_key(middle)] < wanted:
                low = middle + 1
            else:
                high = middle
        while low < self.base.links and self.base.link_keys[at := self._sorted_by_key(low)] == wanted:
            found.append(at)
            low += 1
        return found

    def _sorted_by_key(self, place: int) -> int:
        return int(self.base.by_key.part(place, place + 1)[0])

    def withdrawal(self, key: str) -> bytes | None:
        """The record of a relationship's withdrawal."""
        return self._withdrawn.get(key) or self.base.withdrawn.get(key)

    @property
    def withdrawals(self) -> Mapping[str, bytes]:
        """All of them."""
        return {**self.base.withdrawn, **self._withdrawn}

    # --- writing ------------------------------------------------------------------------------------

    def put(self, node: Node) -> int:
        """Add a node, or replace what is stored of it."""
        at = self.node(node.key)
        if at is None:
            at = self.nodes
            self._altered[at] = node
            self._nest(node.key, at)
            self._keys.append(node.key)
            for prefix in _prefixes(node.key):
                self._under[prefix].append(at)
            self._place[node.key] = at
        else:
            self._altered[at] = node
        return at

    def _nest(self, key: str, at: int) -> None:
        """Remember where one item's key goes on from another's."""
        if key.startswith(_ITEMS):
            others = set(self.starting_with(key + "/"))
            above = self.node(key.rpartition("/")[0])
            others |= {above} - {None}  # type: ignore[arg-type]
            if others:
                self.nested |= others | {at}

    def word_at(self, of: str, word: str) -> int:
        """The place of a type, unit, label or kind, new or not."""
        at = self._word_at[of].get(word)
        if at is None:
            at = self._word_at[of][word] = len(self.words[of])
            self.words[of].append(word)
        return at

    def window_at(self, window: Window) -> int:
        """The place of a window, new or not."""
        if window == ALWAYS:
            return OPEN
        at = self._window_at.get(window)
        if at is None:
            at = self._window_at[window] = len(self.base.windows) // 4 + len(self._windows)
            self._windows.append(window)
        return at

    def link(self, link: Link) -> None:
        """Add a statement of a relationship."""
        at = self.links
        for name in KINDS:
            self._columns[name].append(getattr(link, name))
        self._link_records.append(link.record)
        self._link_keys.append(link.key)
        self._types[True][link.source] |= 1 << link.type
        self._types[False][link.target] |= 1 << link.type
        self._out[link.source].append(at)
        self._into[link.target].append(at)
        self._by_key[link.key].append(at)
        if self.words["types"][link.type] == "ALIAS_OF":
            self._aliases.append(at)

    def mark(self, link: int, *, ended: int, flags: int, record: bytes) -> None:
        """Replace what is stored of a statement."""
        at = link - self.base.links
        if at < 0:
            self._marked[link] = (ended, flags, record)
            return
        self._link_records[at] = record
        self._columns["ended"][at] = ended
        self._columns["flags"][at] = flags

    def withdraw(self, key: str, record: bytes) -> None:
        """Replace the record of a relationship's withdrawal."""
        self._withdrawn[key] = record

    def reach(self, size: int) -> None:
        """Everything up to this size of the ledger is in."""
        self.size = size

    # --- for a new base -----------------------------------------------------------------------------

    @property
    def later_keys(self) -> Sequence[str]:
        """Keys of the nodes behind the base, by place."""
        return self._keys

    @property
    def altered(self) -> Mapping[int, Node]:
        """Nodes that are not in the base, or not as it has them, by place."""
        return self._altered

    @property
    def later_windows(self) -> Sequence[Window]:
        """Windows behind those of the base, by place."""
        return self._windows

    @property
    def later_links(self) -> tuple[Sequence[bytes], Sequence[bytes]]:
        """Keys and records of the relationships behind the base, by place."""
        return self._link_keys, self._link_records

    @property
    def marked(self) -> Mapping[int, bytes]:
        """Records of relationships of the base that are not as it has them."""
        return {at: record for at, (_, _, record) in self._marked.items()}


def ranges(starts: Array, stops: Array) -> Ids:
    """The numbers from each start to before its stop, one range after the other."""
    first, last = starts.astype(np.int64, copy=False), stops.astype(np.int64, copy=False)
    lengths = last - first
    total = int(lengths.sum())
    if not total:
        return np.zeros(0, dtype=np.int64)
    return np.repeat(first - (np.cumsum(lengths) - lengths), lengths) + np.arange(total)


def _prefixes(key: str) -> Iterator[str]:
    """All that end with `:` or `/`: `lot:`, `lot:ns/`, `lot:ns/material/`."""
    at = key.find(":")
    while at >= 0:
        yield key[: at + 1]
        at = key.find("/", at + 1)


def _column(binary: pa.LargeBinaryArray) -> pa.StringArray:
    return binary.cast(pa.large_string()).cast(pa.string())


def _texts(binary: pa.LargeBinaryArray) -> list[str]:
    told: list[str] = binary.cast(pa.large_string()).to_pylist()
    return told
