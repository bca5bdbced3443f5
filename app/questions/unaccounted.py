"""How much of an item is stated to have come in and is not stated to have gone anywhere.

Promises: exact, in the item's unit; what is inside a package, shipped, used, or split into units is
accounted for, what came back is there again. None where a part is not stated: then nobody can tell. Unlike
in `app.questions.balance`, which tells what left, what waits in a carton is accounted for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from app.questions.materials import Materials
from app.questions.quantities import ONE_UNIT, Amount, Sums, counted_once, per_device
from app.questions.reading import Edge, Reads
from app.questions.windows import moment
from graph_model.keys import prefix_of

_IN = frozenset(["PRODUCED", "RECEIVED_AS"])
_OUT = frozenset(["CONSUMED_IN", "SHIPPED_IN"])


def read_unaccounted(reads: Reads, items: Iterable[str], materials: Materials) -> dict[str, Amount | None]:
    """Item -> what of it is not accounted for; only of those of which there is, or may be, some."""
    wanted = sorted(set(items))
    if not wanted:
        return {}
    into, out_of = _edges(reads, wanted, forward=False), _edges(reads, wanted, forward=True)
    sums, found = Sums(materials), dict[str, Amount | None]()
    for item in wanted:
        left = _left(item, into.get(item, []), out_of.get(item, []), sums)
        if left is None or left.value > 0:
            found[item] = left
    return found


def available_from(reads: Reads, items: Iterable[str]) -> Mapping[str, str]:
    """Item -> the earliest time at which something of it came in; of those of which all times are stated."""
    out: dict[str, str] = {}
    for item, edges in _edges(reads, sorted(set(items)), forward=False).items():
        times = [str(e.properties.get("event_time") or "") for e in edges if e.type in _IN]
        if times and all(times):
            out[item] = min(times, key=lambda time: moment(time).first)
    return out


def _edges(reads: Reads, items: list[str], *, forward: bool) -> Mapping[str, list[Edge]]:
    out: dict[str, list[Edge]] = defaultdict(list)
    for edge in (*reads.flow(items, forward), *reads.logistics(items, forward)) if items else ():
        if not edge.void:
            out[edge.source if forward else edge.target].append(edge)
    return out


def _left(item: str, into: list[Edge], out_of: list[Edge], sums: Sums) -> Amount | None:
    is_device = prefix_of(item) == "device"
    came = sums.of(item, [e for e in into if e.type in _IN])
    if is_device:
        came = ONE_UNIT if came is None else Amount(max(came.value, Fraction(1)), came.unit)
    if came is None:
        return None
    left = came.value
    for edge in counted_once(out_of):
        sign = _sign(edge)
        if sign == 0:
            continue
        if edge.type == "HAS_UNIT":
            left -= per_device(came.unit)
            continue
        moved = sums.amount(item, edge, came.unit)
        if moved is None or moved.unit != came.unit:
            return None
        left += sign * moved.value
    return Amount(left, came.unit)


def _sign(edge: Edge) -> int:
    """Whether it takes away from the item, or gives back."""
    if edge.type == "RETURNED_IN":
        return 1
    if edge.type == "PACKED_IN":
        return 0 if edge.properties.get("packed_to") else -1
    return -1 if edge.type in _OUT or edge.type == "HAS_UNIT" else 0
