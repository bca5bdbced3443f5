"""How many of some units each node of a graph may have reached.

Promises: exact, each unit once for a node whatever the number of paths, on cycles too; memory stays bounded.
What is alike is counted as one: a loop is one node; a node that leads to one other only reaches what that
does; units with the same parents are one class. What is left is counted by sets of bits, block by block.
Units and nodes are places; relationships lead from `sources` to `targets`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
_Bits = npt.NDArray[np.uint8]

BLOCK = 8192
"""Classes at a time: 1 kB for each node that is left."""
_BYTE, _WORD, _HALF = 8, 64, np.int64(32)
_WORTH_IT = 0.9


@dataclass(frozen=True, slots=True)
class Exposed:
    """Of each node: bad and good units that it reaches, itself included, and a mark of which these are.

    Nodes that reach the very same units have the same mark.
    """

    bad: Ints
    good: Ints
    mark: Marks

    def __getitem__(self, places: Ints) -> Exposed:
        return Exposed(self.bad[places], self.good[places], self.mark[places])


def exposed(nodes: int, sources: Ints, targets: Ints, units: Ints, is_bad: Flags) -> Exposed:
    """Counts for nodes 0 to `nodes` - 1; each unit is one of them, named once."""
    loop_of = _loops(nodes, sources, targets)
    n = int(loop_of.max()) + 1 if nodes else 0
    graph = _Graph.of(n, loop_of[sources], loop_of[targets], loop_of[units], is_bad)
    while graph.shrink():
        pass
    return graph.counted()[loop_of]


def _loops(nodes: int, sources: Ints, targets: Ints) -> Ints:
    """Node -> the number of its loop; nodes where nothing enters or leaves are in none."""
    has_both = np.zeros(nodes, np.bool_)
    has_both[sources] = True
    entered = np.zeros(nodes, np.bool_)
    entered[targets] = True
    has_both &= entered
    inner = np.flatnonzero(has_both)
    place = np.cumsum(has_both) - 1
    kept = has_both[sources] & has_both[targets]
    ends = (place[sources[kept]], place[targets[kept]])
    matrix = coo_array((np.ones(len(ends[0]), np.int8), ends), shape=(len(inner), len(inner)))
    n, labels = connected_components(matrix, directed=True, connection="strong") if len(inner) else (0, [])
    out = np.empty(nodes, np.int64)
    out[inner] = labels
    out[~has_both] = n + np.arange(nodes - len(inner))
    return out


@dataclass(slots=True)
class _Graph:
    """A graph without loops, and what is known of it. Only nodes without an exit have units of their own."""

    sources: Ints
    targets: Ints
    own: Exposed
    found: Exposed
    known: Flags
    """Nodes of which `found` is final."""
    alias: Ints
    """Node -> the one that reaches the same."""
    loops: int

    @classmethod
    def of(cls, n: int, sources: Ints, targets: Ints, units: Ints, is_bad: Flags) -> _Graph:
        """Units that lead on get a node of their own, without an exit."""
        marks = _scattered(np.arange(1, len(units) + 1, dtype=np.uint64))
        leads = np.zeros(n, np.bool_)
        leads[sources[sources != targets]] = True
        twins = np.flatnonzero(leads & (np.bincount(units, minlength=n) > 0))
        twin = np.arange(n)
        twin[twins] = n + np.arange(len(twins))
        own = _summed(n + len(twins), twin[units], is_bad, marks)
        return cls(
            np.concatenate([sources, twins]),
            np.concatenate([targets, twin[twins]]),
            own,
            Exposed(own.bad.copy(), own.good.copy(), own.mark.copy()),
            own.bad + own.good > 0,
            np.arange(n + len(twins)),
            n,
        )

    def shrink(self) -> bool:
        """Take out what is alike; whether it is worth to look again."""
        before = len(self.sources)
        self._once()
        self._drop_dead_ends()
        self._join_only_children()
        self._join_siblings()
        return len(self.sources) < before * _WORTH_IT

    def _once(self) -> None:
        """Each relationship once, in the order of targets and then sources."""
        n = len(self.alias)
        self.targets, self.sources = np.divmod(_distinct(self.targets * n + self.sources), n)
        loops = self.sources == self.targets
        self.sources, self.targets = self.sources[~loops], self.targets[~loops]

    def _drop_dead_ends(self) -> None:
        """Relationships to where no unit is."""
        while True:
            leads = self.known.copy()
            leads[self.sources] = True
            alive = leads[self.targets]
            if alive.all():
                return
            self.sources, self.targets = self.sources[alive], self.targets[alive]

    def _join_only_children(self) -> None:
        """Nodes of one exit become what that leads to."""
        exits = np.bincount(self.sources, minlength=len(self.alias))
        single = exits[self.sources] == 1
        parents, children = self.sources[single], self.targets[single]
        to = np.arange(len(self.alias))
        to[parents] = children
        while not np.array_equal(further := to[to], to):
            to = further
        ends = to[parents]
        at_units = exits[ends] == 0
        for column, own in zip(_columns(self.found), _columns(self.own), strict=True):
            column[parents[at_units]] = own[ends[at_units]]
        self.known[parents[at_units]] = True
        self.alias[parents[~at_units]] = ends[~at_units]
        self.sources, self.targets = self.sources[~single], to[self.targets[~single]]
        self._once()

    def _join_siblings(self) -> None:
        """Ends with the same parents become one; what they are themselves is known."""
        exits = np.bincount(self.sources, minlength=len(self.alias))
        at_end = exits[self.targets] == 0
        ends, firsts = _first_siblings(self.targets[at_end], self.sources[at_end])
        to = np.arange(len(self.alias))
        to[ends] = firsts
        moved = ends != firsts
        for column in _columns(self.own):
            np.add.at(column, firsts[moved], column[ends[moved]])
        self.targets = to[self.targets]
        self._once()

    def counted(self) -> Exposed:
        """The counts of all nodes, when nothing is alike any more."""
        inner = _distinct(self.sources)
        targets = _distinct(self.targets)
        classes = targets[~np.isin(targets, inner)]
        if len(inner):
            self._count_sets(inner, classes)
        final = self.alias
        while not np.array_equal(further := final[final], final):
            final = further
        return self.found[final[: self.loops]]

    def _count_sets(self, inner: Ints, classes: Ints) -> None:
        place = np.zeros(len(self.alias), np.int64)
        place[inner], place[classes] = np.arange(len(inner)), np.arange(len(classes))
        is_end = np.isin(self.targets, classes)
        held = place[self.sources[is_end]], place[self.targets[is_end]]
        steps = _levels(len(inner), place[self.sources[~is_end]], place[self.targets[~is_end]])
        for begin in range(0, len(classes), BLOCK):
            part = self.own[classes[begin : begin + BLOCK]]
            bits = _held(len(inner), held[0], held[1] - begin, len(part.bad))
            words = bits.view(np.uint64)
            for parents, children, starts in steps:
                words[parents] |= np.bitwise_or.reduceat(words[children], starts, axis=0)
            for column, added in zip(_columns(self.found), _columns(_weighed(bits, part)), strict=True):
                column[inner] += added


def _columns(counts: Exposed) -> tuple[Ints | Marks, ...]:
    return counts.bad, counts.good, counts.mark


def _summed(n: int, places: Ints, is_bad: Flags, marks: Marks) -> Exposed:
    mark = np.zeros(n, np.uint64)
    np.add.at(mark, places, marks)
    bad = np.bincount(places[is_bad], minlength=n)
    return Exposed(bad, np.bincount(places[~is_bad], minlength=n), mark)


def _scattered(numbers: Marks) -> Marks:
    """Numbers as far from one another as 64 bits allow (the finaliser of SplitMix64), so that sums differ."""
    z = numbers * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _distinct(numbers: Ints) -> Ints:
    """Sorted, each once."""
    numbers = np.sort(numbers)
    return numbers[np.concatenate([[True], numbers[1:] != numbers[:-1]])] if len(numbers) else numbers


def _first_siblings(ends: Ints, parents: Ints) -> tuple[Ints, Ints]:
    """Each end and the first one that has the very same parents, from pairs in order."""
    begins = np.flatnonzero(np.diff(ends, prepend=-1))
    degrees = np.diff(begins, append=len(ends))
    nodes = ends[begins]
    first = nodes.copy()
    for degree in _distinct(degrees).tolist():
        rows = np.flatnonzero(degrees == degree)
        kind = _numbered(parents[begins[rows]])
        for k in range(1, degree):
            is_shared = np.bincount(kind)[kind] > 1
            rows, kind = rows[is_shared], kind[is_shared]
            if not len(rows):
                break
            # Alike so far, and alike in the next parent.
            nth = parents[begins[rows] + k]
            kind = _numbered(kind * (nth.max() + 1) + nth)
        lead = np.zeros(kind.max(initial=-1) + 1, np.int64)
        lead[kind[::-1]] = nodes[rows][::-1]
        first[rows] = lead[kind]
    return nodes, first


def _numbered(kind: Ints) -> Ints:
    """The same distinctions in small numbers."""
    return np.unique(kind, return_inverse=True)[1].astype(np.int64)


def _levels(n: int, parents: Ints, children: Ints) -> list[tuple[Ints, Ints, Ints]]:
    """Steps in which sets pass from children to parents: parents, their children, where each one's begin."""
    height = _heights(n, parents, children)
    order = np.lexsort((parents, height[parents]))
    parents, children = parents[order], children[order]
    cuts = np.flatnonzero(np.diff(height[parents])) + 1
    out = []
    for above, below in zip(np.split(parents, cuts), np.split(children, cuts), strict=True):
        if len(above):
            own, starts = np.unique(above, return_index=True)
            out.append((own, below, starts.astype(np.int64)))
    return out


def _heights(n: int, parents: Ints, children: Ints) -> Ints:
    """How far each node is above the last one below it, at most."""
    height, waits_for = np.zeros(n, np.int64), np.bincount(parents, minlength=n)
    order = np.argsort(children, kind="stable")
    above = parents[order]
    ends = np.cumsum(np.bincount(children, minlength=n))
    begins = ends - np.bincount(children, minlength=n)
    level, ready = 0, np.flatnonzero(waits_for == 0)
    while len(ready):
        height[ready] = level
        lengths = (ends - begins)[ready]
        places = np.arange(lengths.sum()) + np.repeat(begins[ready] - np.cumsum(lengths) + lengths, lengths)
        met, times = np.unique(above[places], return_counts=True)
        waits_for[met] -= times
        ready, level = met[waits_for[met] == 0], level + 1
    return height


def _held(n: int, nodes: Ints, classes: Ints, size: int) -> _Bits:
    """The sets of what each node leads to directly, of one block of classes."""
    bits = np.zeros((n, -(-size // _WORD) * _WORD // _BYTE), np.uint8)
    here = (classes >= 0) & (classes < size)
    byte, bit = np.divmod(classes[here], _BYTE)
    np.bitwise_or.at(bits, (nodes[here], byte), (1 << bit).astype(np.uint8))
    return bits


def _weighed(bits: _Bits, part: Exposed) -> Exposed:
    """What the sets hold in all: for each byte its sum is looked up."""
    size = bits.shape[1] * _BYTE
    both = np.zeros(size, np.int64)
    both[: len(part.bad)] = (part.bad << _HALF) + part.good
    mark = np.zeros(size, np.uint64)
    mark[: len(part.mark)] = part.mark
    bit_of = ((np.arange(256)[:, None] >> np.arange(_BYTE)) & 1).astype(np.int64)
    counts, marks = np.zeros(len(bits), np.int64), np.zeros(len(bits), np.uint64)
    for byte, column in enumerate(np.ascontiguousarray(bits.T)):
        of = slice(byte * _BYTE, (byte + 1) * _BYTE)
        places = column.astype(np.intp)
        counts += (bit_of @ both[of])[places]
        marks += (bit_of.astype(np.uint64) @ mark[of])[places]
    return Exposed(counts >> _HALF, counts & ((1 << int(_HALF)) - 1), marks)
