"""Least and most suspect quantity that items can hold, through pooled and reworked material.

Model: of each material that a step used, x[i,o] of input i went into output o; sum_o x[i,o] = q_i and
sum_i x[i,o] = u q_o, where u is what went in by what came out. Suspect of it is s[i,o] <= k_i x[i,o], where
k_i is the most that a unit of i can hold, and sum_o s[i,o] = s_i. What an item holds is what its steps gave
it. A part of an item holds what it measures times k_i at most, and all parts hold what the item holds.
Everything is in the start's unit.

Promises: bounds hold for every way in which material can have mixed; where `is_tight`, there is one that
attains each, so they are the optima of that linear programme. Where no two uncertain ways meet again, they
follow in one pass, in exact fractions: what comes together is independent, so the extremes of a step are
those of its inputs. Where they do meet, the programme over all that lies before is solved; where that would
cost more than `most_work`, the bounds of the pass stand, which hold all the same, and `is_tight` is false.
Refuses: a number where nothing says it (`most` is None), or where amounts contradict each other (both are).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lineage.joint import Goal, Joint
from lineage.mixing import NOWHERE, ZERO, Plant, Quantity, least_of, plus, times
from lineage.pools import Place, Pools
from lineage.programme import NoSolution

MOST_WORK = 3_000_000
"""Variables of all programmes of one plant, and `OF_EACH` for each programme: a minute or two of work."""
OF_EACH = 100
MOST_DOUBTS = 2_000
"""Branchings that are kept before an item is taken to share some with any other."""

Doubts = frozenset[int] | None
"""Where what is not known of a quantity came apart; None: anywhere."""
_CERTAIN: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Bounds:
    """Least and most, in the start's unit; None where nothing says it."""

    least: Quantity
    most: Quantity
    is_tight: bool = True


@dataclass(frozen=True, slots=True)
class Range:
    """What a flow can be, what it hangs on, and whether both ends are attained."""

    low: Fraction
    high: Quantity
    doubts: Doubts = _CERTAIN
    is_tight: bool = True

    @property
    def is_certain(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high


NOTHING = Range(ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class _Entered:
    """What can go into a step: by material, of each density, the densest first; and all of it."""

    materials: Sequence[Sequence[tuple[Quantity, Range]]]
    all: Range


class Spread:
    """How suspect quantity can be spread over a plant."""

    def __init__(self, plant: Plant, most_work: int = MOST_WORK) -> None:
        self._pools = Pools(plant)
        self._mixing = self._pools.mixing
        self._work = most_work
        self._ranges: dict[int, Range] = {}
        self._at_steps: dict[int, _Entered] = {}
        self._loops: set[int] = set()
        self._has_solution = True
        for members, is_loop in self._mixing.components:
            self._take(members, is_loop=is_loop)

    @property
    def total(self) -> Quantity:
        """All that is suspect; None where nothing says how much."""
        return self._pools.total

    def of_item(self, item: int) -> Bounds:
        """What all that came into the item can hold; what a step took from it and gave back counts once."""
        found = self._ranges.get(item, NOTHING)
        if self._mixing.items[item].is_start:
            return Bounds(found.low, found.high)
        return self._told(found)

    def of_part(self, item: int, quantity: Quantity) -> Bounds:
        """What any part of this size can hold."""
        if self._mixing.items[item].is_start:
            return Bounds(quantity or ZERO, quantity)
        whole = self._mixing.items[item].quantity
        dense = self._pools.density[item]
        rest = None if quantity is None or whole is None else times(dense, max(whole - quantity, ZERO))
        return self._told(_part(self._ranges.get(item, NOTHING), times(dense, quantity), rest))

    def of_ends(self, ends: Iterable[tuple[int, int]]) -> Bounds:
        """What these ends, (item, number of the end), can hold together."""
        reached = [(item, end) for item, end in ends if item in self._mixing.reached]
        ranges = [self._flow(item, (NOWHERE, end)) for item, end in reached]
        found = _sum(ranges)
        if not _apart(ranges):
            found = self._by_programme(found, [(item, (NOWHERE, end)) for item, end in reached])
        return self._told(found)

    def _told(self, found: Range) -> Bounds:
        if not self._has_solution:
            return Bounds(None, None)
        most = least_of(found.high, self.total)
        return Bounds(found.low if most is None else min(found.low, most), most, found.is_tight)

    # One pass over all items, what comes before first.

    def _take(self, members: Sequence[int], *, is_loop: bool) -> None:
        if not is_loop:
            self._ranges[members[0]] = self._range(members[0])
            return
        widest = [
            Range(ZERO, least_of(self.total, times(self._pools.density[n], self._mixing.items[n].quantity)))
            for n in members
        ]
        doubts = self._doubts_before(members)
        self._loops.update(members)
        for item, wide in zip(members, widest, strict=True):
            self._ranges[item] = Range(wide.low, wide.high, doubts, is_tight=False)
        found = [self._by_programme(self._ranges[item], [(item, None)]) for item in members]
        for item, one in zip(members, found, strict=True):
            self._ranges[item] = Range(one.low, one.high, doubts, one.is_tight)

    def _doubts_before(self, members: Sequence[int]) -> Doubts:
        """Those of a loop are those of all that it took in, and itself."""
        found: Doubts = frozenset(members)
        for place in {step for item in members for step in self._mixing.made_by.get(item, ())}:
            for group in self._mixing.steps[place].inputs:
                for item in group:
                    if item in self._ranges:
                        found = _both(found, self._flow_into(item, place).doubts)
        return found

    def _range(self, item: int) -> Range:
        found = self._mixing.items[item]
        if found.is_start:
            return self._range_of_start(item)
        came = [self._came(step, item) for step in self._mixing.made_by.get(item, ())]
        if found.suspect is None:
            came.append(Range(ZERO, found.quantity))
        elif found.suspect:
            came.append(Range(found.suspect, found.suspect))
        out = _sum(came)
        if out.is_certain:
            return Range(out.low, out.high)
        out = Range(out.low, out.high, _all(came), out.is_tight)
        return out if _apart(came) else self._by_programme(out, [(item, None)])

    def _came(self, step: int, item: int) -> Range:
        """What a step can give to an item; it hangs on all that went in, and on where that went."""
        given = _sum(self._given(step, item))
        if given.is_certain:
            return given
        entered = self._entered(step).all
        own = frozenset([-1 - step]) if len(self._mixing.steps[step].outputs) > 1 else _CERTAIN
        return Range(given.low, given.high, _both(entered.doubts, own), entered.is_tight)

    def _range_of_start(self, item: int) -> Range:
        """All that came in; at least what left of it, where that is more, or nothing says what came in."""
        came = self._mixing.items[item].quantity
        if came is not None and not self._pools.is_loose(item):
            return Range(came, came)
        return Range(max(self._pools.known_parts(item), came or ZERO), None)

    def _entered(self, step: int) -> _Entered:
        """What can go into a step; worked out once all that goes into it is known."""
        if step not in self._at_steps:
            self._at_steps[step] = self._enter(step)
        return self._at_steps[step]

    def _enter(self, step: int) -> _Entered:
        materials = []
        flows: list[Range] = []
        for group in self._mixing.steps[step].inputs:
            by_density: dict[Quantity, list[Range]] = defaultdict(list)
            for item in group:
                if item in self._ranges:
                    by_density[self._pools.density[item]].append(self._flow_into(item, step))
            densest_first = sorted(by_density, key=lambda dense: (dense is not None, -(dense or ZERO)))
            materials.append([(dense, _sum(by_density[dense])) for dense in densest_first])
            flows += itertools.chain.from_iterable(by_density.values())
        whole = _sum(flows)
        return _Entered(materials, Range(whole.low, whole.high, _all(flows), _apart(flows)))

    def _given(self, place: int, item: int) -> Iterator[Range]:
        """What a step can give to an item, material by material."""
        step = self._mixing.steps[place]
        share = step.outputs[item].share
        for flows, used in zip(self._entered(place).materials, step.used, strict=True):
            own = None if share == 1 else times(used, share)
            others = None if own is None or used is None else used - own
            elsewhere = ZERO if share == 1 else _most_within([(d, f.low) for d, f in flows], others) or ZERO
            high = _most_within([(d, f.high) for d, f in flows], own)
            low = sum((flow.low for _, flow in flows), ZERO) - elsewhere
            yield Range(low, high)

    def _flow_into(self, item: int, step: int) -> Range:
        place, _ = next(self._mixing.steps[step].taken(item))
        return self._flow(item, (step, place))

    def _flow(self, item: int, place: Place) -> Range:
        """What a part of an item can hold."""
        limit = self._pools.parts[item][place]
        if self._pools.is_loose(item):
            return Range(limit or ZERO, limit)
        if item in self._loops:
            return Range(ZERO, least_of(limit, self.total), self._ranges[item].doubts, is_tight=False)
        found = _part(self._ranges[item], limit, self._pools.others(item, place))
        if found.is_certain:
            return Range(found.low, found.high)
        own = frozenset([item]) if len(self._pools.parts[item]) > 1 else _CERTAIN
        return Range(found.low, found.high, _both(found.doubts, own), found.is_tight)

    # The programme, where ways meet again.

    def _by_programme(self, wide: Range, goals: Sequence[Goal]) -> Range:
        """The same range with its ends attained, unless that costs too much."""
        joint = Joint(self._pools, self, goals)
        cost = 2 * (OF_EACH + joint.size)
        if cost > self._work:
            return Range(wide.low, wide.high, wide.doubts, is_tight=False)
        self._work -= cost
        try:
            low, high = joint.solve()
        except NoSolution:
            self._has_solution = False
            return wide
        return Range(max(low, wide.low), least_of(high, wide.high), wide.doubts)

    def constant(self, item: int, place: Place) -> Quantity:
        """What flows for certain into a part of an item; None where that is not certain."""
        found = self._flow(item, place)
        return found.low if found.is_certain else None

    def exact(self, item: int) -> tuple[Fraction, Quantity] | None:
        """What an item holds, where both ends are attained and nothing comes round to it."""
        found = self._ranges[item]
        return None if item in self._loops or not found.is_tight else (found.low, found.high)


def _part(whole: Range, limit: Quantity, others: Quantity) -> Range:
    """What a part can hold, if it and the others hold no more than their limits."""
    low = ZERO if others is None else max(whole.low - others, ZERO)
    return Range(low, least_of(whole.high, limit), whole.doubts, whole.is_tight)


def _sum(ranges: Iterable[Range]) -> Range:
    low, high, is_tight = ZERO, Fraction(0), True
    most: Quantity = high
    for one in ranges:
        low, most, is_tight = low + one.low, plus(most, one.high), is_tight and one.is_tight
    return Range(low, most, _CERTAIN, is_tight)


def _both(first: Doubts, second: Doubts) -> Doubts:
    if first is None or second is None or len(first) + len(second) > MOST_DOUBTS:
        return None
    return first | second if second - first else first


def _all(ranges: Iterable[Range]) -> Doubts:
    out: Doubts = _CERTAIN
    for one in ranges:
        out = _both(out, one.doubts)
    return out


def _apart(ranges: Sequence[Range]) -> bool:
    """Whether what is not known of these is independent, so that each extreme of the sum is attained."""
    doubtful = [one.doubts for one in ranges if not one.is_certain]
    if len(doubtful) < 2:
        return all(one.is_tight for one in ranges)
    met: set[int] = set()
    for doubts in doubtful:
        if doubts is None or not met.isdisjoint(doubts):
            return False
        met |= doubts
    return all(one.is_tight for one in ranges)


def _most_within(flows: Iterable[tuple[Quantity, Quantity]], room: Quantity) -> Quantity:
    """The most of these flows, (density, quantity), the densest first, that has room; None: no limit."""
    out = ZERO
    for dense, flow in flows:
        if room is None or dense is None:
            if flow is None:
                return None
            out += flow
            continue
        taken = least_of(flow, room * dense) or ZERO
        out += taken
        room -= taken / dense if dense else ZERO
    return out
