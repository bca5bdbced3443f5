"""The graph as columns: a sorted base that does not change, and what came after it.

Promises: nodes of the base are in the order of their keys, its relationships in the order of their
sources, so that a node's relationships are one range; what came later stands behind, in the order it came.
Places never change while a `Graph` lives, so that readers of older sizes go on beside a writer: what is
altered is a record as a whole, and says itself from which commit on. What the columns are: `lineage.base`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from lineage.base import ALWAYS, KINDS, OPEN, Base, Link, Node, Record, Row, Window, text_of
from lineage.column import Array, Flags, Growing, Ids
from lineage.column import places as places_in
from lineage.near import Near

MOST_REMEMBERED, FEW, SOME = 100_000, 5_000, 25_000
"""Keys of the base whose places are remembered; more at once than a few, or looked for, are not."""
_ITEMS = ("lot:", "device:")


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
        self._columns = {name: Growing(kind) for name, kind in KINDS.items()}
        self._near = {outgoing: Near(base.links) for outgoing in (True, False)}
        self._link_keys: list[bytes] = []
        self._link_records: list[Record] = []
        self._by_key: dict[bytes, int] = {}
        self._again: dict[bytes, list[int]] = defaultdict(list)
        """Statements behind the base of keys that are in `_by_key`."""
        self._marked: dict[int, tuple[int, int, bytes]] = {}
        self._withdrawn: dict[str, bytes] = {}
        self.beside: dict[str, object] = {}
        """What readers keep of this graph, by their names; it goes with the graph."""

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

    def places(self, keys: Sequence[str]) -> Ids:
        """The places of nodes. Of one that is not there, `~place` is where the base would have it."""
        met = map(self._place.get, keys, map(self._met.get, keys, repeat(-1)))
        found: Ids = np.fromiter(met, dtype=np.int64, count=len(keys))
        rest = np.flatnonzero(found < 0)
        at, there = places_in(self.base.keys, [keys[one].encode() for one in rest.tolist()])
        found[rest] = np.where(there, at, ~at)
        if len(rest) < SOME:
            self._remember([keys[one] for one in rest[there].tolist()], at[there].tolist())
        return found

    def key(self, node: int) -> str:
        """The key of a node."""
        if node < self.base.nodes:
            key = self.base.keys[node].decode()
            self._remember([key], [node])
            return key
        return self._keys[node - self.base.nodes]

    def keys(self, nodes: Ids) -> list[str]:
        """The keys of nodes."""
        if not len(nodes):
            return []
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
        return self.base.records[node] if altered is None else text_of(altered.record)

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
        return np.isin(nodes, self.altered_nodes())

    def altered_nodes(self) -> Ids:
        """The places of nodes that are not in the base, or not as it has them."""
        return np.fromiter(self._altered, dtype=np.int64)

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

    def starting_with(self, prefix: str) -> Sequence[int]:
        """The places of the nodes whose keys begin so; a prefix ends with `:` or `/`."""
        begin = prefix.encode()
        first, _ = self.base.keys.place(begin)
        after, _ = self.base.keys.place(begin[:-1] + bytes([begin[-1] + 1]))
        return [*range(first, after), *self._under.get(prefix, ())]  # copied: a writer may add meanwhile

    def having(self, nodes: Ids, types: int, *, outgoing: bool) -> Ids:
        """Those of the nodes with relationships of these types, a bit for each place; maybe some more."""
        base = self.base.out_types if outgoing else self.base.into_types
        is_base = nodes < self.base.nodes
        found = np.zeros(len(nodes), dtype=np.int64)
        found[is_base] = base.take(nodes[is_base])
        has = (found & types) != 0
        if self._link_keys:
            later = self._near[outgoing].types
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
        later = self._near[outgoing].of(nodes.tolist())
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

    def later(self, link: int) -> tuple[Row, bytes, bytes]:
        """What the columns have of a relationship behind the base, its key and its record."""
        at = link - self.base.links
        row = Row(*(int(self._columns[name].raw[at]) for name in Row._fields))
        return row, self._link_keys[at], text_of(self._link_records[at])

    def later_state(self, link: int) -> tuple[int, int]:
        """Of a relationship behind the base from which commit on it does not hold, and its flags."""
        at = link - self.base.links
        return int(self._columns["ended"].raw[at]), int(self._columns["flags"].raw[at])

    def later_at(self, node: int, *, outgoing: bool) -> Sequence[int]:
        """The relationships behind the base that leave a node, or end in it."""
        return self._near[outgoing].at(node)

    def types_at(self, node: int, leaving: int, ending: int) -> tuple[int, int] | None:
        """Which of these types leave a node and end in it; None where some came after the base."""
        if node >= self.base.nodes or any(near.has(node) for near in self._near.values()):
            return None
        return self.base.out_types.one(node) & leaving, self.base.into_types.one(node) & ending

    def node_altered(self, node: int) -> Node | None:
        """A node that is not in the base, or not as it has it."""
        return self._altered.get(node)

    def is_marked(self, links: Iterable[int]) -> bool:
        """Whether one of these relationships of the base is not as it has it."""
        return bool(self._marked) and not self._marked.keys().isdisjoint(links)

    @property
    def changes(self) -> tuple[int, int]:
        """How many nodes and relationships of the base are not as it has them; neither number ever falls."""
        return len(self._altered), len(self._marked)

    def link_keys(self, links: Ids) -> list[str]:
        """The keys of relationships."""
        if not len(links):
            return []
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
            return text_of(self._link_records[link - first])
        marked = self._marked.get(link)
        return self.base.link_records[link] if marked is None else marked[2]

    def statements(self, key: str) -> list[int]:
        """The places of all statements of a relationship's key."""
        wanted = key.encode()
        first = self._by_key.get(wanted)
        found = [] if first is None else [first, *self._again.get(wanted, ())]
        low, _ = self.base.link_keys.place(wanted, self.base.by_key)
        while low < self.base.links and self.base.link_keys[at := self.base.by_key.one(low)] == wanted:
            found.append(at)
            low += 1
        return found

    def is_known(self, keys: Sequence[bytes]) -> Flags:
        """Of which of these keys there is a statement or a withdrawal."""
        known = np.fromiter(map(self._by_key.__contains__, keys), dtype=np.bool_, count=len(keys))
        for withdrawn in (self._withdrawn, self.base.withdrawn):
            if withdrawn:
                known |= np.array([key.decode() in withdrawn for key in keys], dtype=np.bool_)
        rest = np.flatnonzero(~known)
        known[rest] = self._in_base([keys[at] for at in rest.tolist()])
        return known

    def several(self, keys: Sequence[bytes]) -> list[bytes]:
        """Those of some keys that are stated, of which there may be another statement."""
        return [key for key, old in zip(keys, self._in_base(keys), strict=True) if old or key in self._again]

    def _in_base(self, keys: Sequence[bytes]) -> Flags:
        return places_in(self.base.link_keys, keys, self.base.by_key)[1]

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
        at = int(self.places([node.key])[0])
        if at < 0:
            at, above = self.nodes, np.array([~at])
            self.add([node], above)
        else:
            self._altered[at] = node
        return at

    def add(self, nodes: Sequence[Node], above: Ids) -> None:
        """Add nodes that are not there, each once; `above` is where the base would have them."""
        first, keys = self.nodes, [node.key for node in nodes]
        self._altered.update(enumerate(nodes, first))
        self._keys += keys
        chains: dict[str, list[list[int]]] = {}
        for at, key in enumerate(keys, first):
            shorter = key[: max(key.rfind("/"), key.find(":")) + 1]
            if shorter not in chains:
                chains[shorter] = [self._under[prefix] for prefix in _prefixes(shorter)]
            for some in chains[shorter]:
                some.append(at)
        self._place.update(zip(keys, range(first, first + len(keys)), strict=True))
        items = [(at, keys[at]) for at in range(len(keys)) if keys[at].startswith(_ITEMS)]
        if items:
            self._nest(items, first, above)

    def _nest(self, items: Sequence[tuple[int, str]], first: int, above: Ids) -> None:
        """Remember where one item's key goes on from another's, of those that were just added."""
        shorter = {key: key.rpartition("/")[0] for _, key in items}
        parents = sorted(set(shorter.values()))
        parent = dict(zip(parents, self.places(parents).tolist(), strict=True))
        follow = self._following(above[[at for at, _ in items]])
        for (at, key), after in zip(items, follow, strict=True):
            # What goes on from a key stands behind it, behind no key that begins otherwise.
            has_more = key + "/" in self._under or after.startswith(key.encode())
            others = set(self.starting_with(key + "/")) if has_more else set[int]()
            if parent[shorter[key]] >= 0:
                others.add(parent[shorter[key]])
            if others:
                self.nested |= others | {first + at}

    def _following(self, places: Ids) -> list[bytes]:
        """The keys of the base at these places; nothing at its end."""
        if not self.base.nodes:
            return [b""] * len(places)
        is_end = places == self.base.nodes
        told: list[bytes] = self.base.keys.take(np.where(is_end, 0, places)).to_pylist()
        return [b"" if end else key for end, key in zip(is_end.tolist(), told, strict=True)]

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
        self.add_links({name: [getattr(link, name)] for name in KINDS}, [link.key], [link.record])

    def add_links(
        self, columns: Mapping[str, Sequence[int]], keys: Sequence[bytes], records: Sequence[Record]
    ) -> None:
        """Add statements of relationships."""
        first = self.links
        for name in KINDS:
            self._columns[name].extend(columns[name])
        self._link_records += records
        self._link_keys += keys
        bits = np.left_shift(1, np.array(columns["type"], dtype=np.int64))
        for outgoing, near in self._near.items():
            near.add(np.array(columns["source" if outgoing else "target"], dtype=np.int64), bits)
        for at, key in enumerate(keys, first):
            if self._by_key.setdefault(key, at) != at:
                self._again[key].append(at)
        alias = self._word_at["types"].get("ALIAS_OF")
        self._aliases += [at for at, type_ in enumerate(columns["type"], first) if type_ == alias]

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
        return self._link_keys, list(map(text_of, self._link_records))

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
