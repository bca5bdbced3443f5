"""What an export must hold to by itself: its order, its ends, its sums, its hash, its gaps.

Promises: plain reading of JSON, no code of what answers; findings in words that name the row or relationship.
Refuses nothing by raising: what has not the shape of an answer is a finding too.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

Finding = str
_LABELS = {
    "lot": "Lot",
    "device": "Device",
    "step": "ProcessStep",
    "receipt": "Receipt",
    "supplier": "Supplier",
    "package": "Package",
    "shipment": "Shipment",
    "return": "Return",
    "customer": "Customer",
}
ENDS = {
    "CONSUMED_IN": ("lot device", "step"),
    "PRODUCED": ("step", "lot device"),
    "HAS_UNIT": ("lot", "device"),
    "PART_OF": ("step", "step"),
    "SUPPLIED": ("supplier", "receipt"),
    "RECEIVED_AS": ("receipt", "lot device"),
    "PACKED_IN": ("lot device package", "package"),
    "SHIPPED_IN": ("lot device package", "shipment"),
    "DELIVERED_TO": ("shipment", "customer"),
    "RETURNED_IN": ("lot device package", "return"),
    "RETURNED_BY": ("return", "customer"),
}
_NAMES = {"key", "label", "name", "quantity", "unit", "udi_di"}
_MOVED = {"material", "shipped", "returned", "net", "unit"}
_TOTAL = {"material", "quantity", "unit"}
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")


class Relationship(NamedTuple):
    """One relationship of an export."""

    source: str
    type: str
    target: str
    key: str

    @property
    def ends(self) -> tuple[str, str, str, str]:
        """As it stands in the file."""
        return self.source, self.type, self.target, self.key


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an export: what it says is in `body`."""

    key: str
    body: Mapping[str, object]

    @property
    def prefix(self) -> str:
        """What kind of thing the key is of."""
        return self.key.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Rows:
    """An export as read; `malformed` is what has not the shape of an answer."""

    start: tuple[str, ...]
    forward: bool
    known_at: int
    root: str
    complete: bool
    sha256: str
    rows: tuple[Row, ...]
    relationships: tuple[Relationship, ...]
    gaps: tuple[Mapping[str, object], ...]
    malformed: tuple[Finding, ...]

    @classmethod
    def read(cls, told: Mapping[str, object]) -> Rows:
        """From the object of `--export`."""
        wrong: list[Finding] = []
        rows = [Row(str(body["key"]), body) for body in _objects(told["rows"], "row", {"key"}, wrong)]
        links = []
        for value in _list(told["relationships"], "relationships", wrong):
            if isinstance(value, list) and len(value) == 4 and all(isinstance(one, str) for one in value):
                links.append(Relationship(*value))
            else:
                wrong.append(f"{_short(value)} is no relationship")
        start = [key for key in _list(told["start"], "start", wrong) if isinstance(key, str)]
        ledger, clocks = told["ledger"], told["clocks"]
        size = ledger.get("size") if isinstance(ledger, dict) else None
        root = ledger.get("root") if isinstance(ledger, dict) else None
        known_at = clocks.get("known_at") if isinstance(clocks, dict) else None
        is_size = type(size) is int and type(known_at) is int
        if not is_size or not isinstance(root, str) or known_at != size:
            wrong.append("`ledger` and `clocks` do not say one ledger size")
        if told["direction"] not in ("forward", "backward"):
            wrong.append("`direction` is neither forward nor backward")
        return cls(
            start=tuple(start),
            forward=told["direction"] == "forward",
            known_at=size if type(size) is int else -1,
            root=str(root),
            complete=told["complete"] is True,
            sha256=str(told["sha256"]),
            rows=tuple(rows),
            relationships=tuple(links),
            gaps=tuple(_objects(told["gaps"], "gap", {"kind", "message"}, wrong)),
            malformed=tuple(wrong),
        )

    @property
    def keys(self) -> frozenset[str]:
        """Of all rows."""
        return frozenset(row.key for row in self.rows)

    @property
    def is_filtered(self) -> bool:
        """Whether the answer says that records are hidden from its asker."""
        return any(gap["kind"] == "hidden_by_site" for gap in self.gaps)

    def unreached(self, entered: Iterable[str]) -> Iterator[Finding]:
        """Rows to which nothing leads from the start, over the relationships in their direction."""
        onward: dict[str, list[str]] = defaultdict(list)
        for link in self.relationships:
            # An order and its operations are one.
            if self.forward or link.type == "PART_OF":
                onward[link.source].append(link.target)
            if not self.forward or link.type == "PART_OF":
                onward[link.target].append(link.source)
        reached = {*self.start, *entered}
        todo = list(reached)
        while todo:
            for key in onward.get(todo.pop(), ()):
                if key not in reached:
                    reached.add(key)
                    todo.append(key)
        keys = self.keys
        for key in sorted(keys - reached):
            yield f"{key} is a row, and nothing leads to it from the start"
        for key in sorted(reached - keys):
            yield f"{key} is reached, and is no row"


def checked_answer(told: Mapping[str, object], answer: Rows) -> Iterator[Finding]:
    """All that an export by itself can be held to."""
    yield from answer.malformed
    yield from _ordered(answer)
    yield from _ends(answer)
    labels = dict(Counter(str(row.body.get("label")) for row in answer.rows))
    if json.dumps(told["counts"], sort_keys=True) != json.dumps(labels, sort_keys=True):  # True is no 1
        yield f"`counts` is not {json.dumps(labels, sort_keys=True)}"
    if told["complete"] is not (not answer.gaps):
        yield "`complete` is not what the gaps say"
    for row in answer.rows:
        yield from _amounts(row, forward=answer.forward)
    yield from _totals(told["totals"], answer)
    if not answer.is_filtered:
        yield from _untold(answer)
    if answer.sha256 != _digest(told):
        yield "`sha256` is not that of the answer"


def _ordered(answer: Rows) -> Iterator[Finding]:
    for first, second in pairwise(answer.rows):
        if first.key >= second.key:
            yield f"row {second.key} does not follow {first.key}"
    for link, following in pairwise(answer.relationships):
        if link >= following:
            yield f"relationship {' '.join(following)} does not follow {' '.join(link)}"
    for first_key, second_key in pairwise(answer.start):
        if first_key >= second_key:
            yield f"start {second_key} does not follow {first_key}"


def _ends(answer: Rows) -> Iterator[Finding]:
    keys = answer.keys
    for row in answer.rows:
        if row.body.get("label") != _LABELS.get(row.prefix):
            yield f"row {row.key} is labelled {_short(row.body.get('label'))}"
    for link in answer.relationships:
        sources, targets = ENDS.get(link.type, ("", ""))
        prefixes = (link.source.partition(":")[0], link.target.partition(":")[0])
        if prefixes[0] not in sources.split() or prefixes[1] not in targets.split():
            yield f"{' '.join(link)} joins what no relationship of its type joins"
        for end in {link.source, link.target} - keys:
            yield f"{' '.join(link)} joins {end}, which is no row"


def _amounts(row: Row, *, forward: bool) -> Iterator[Finding]:
    """A device is one, documents and parties have no amount, and net is shipped less returned."""
    body, beside = row.body, {"by_material"} if row.prefix == "customer" else set()
    if set(body) != _NAMES | beside | (set() if forward else {"records"}):
        yield f"row {row.key} has not the fields of a row"
        return
    quantity, unit = body["quantity"], body["unit"]
    if (quantity is None and unit is not None) or (quantity is not None and _number(quantity) is None):
        yield f"row {row.key} has no exact quantity"
    if not all(body[name] is None or isinstance(body[name], str) for name in ("name", "unit", "udi_di")):
        yield f"row {row.key} has a name, unit or UDI-DI that is no text"
    if row.prefix == "device" and (quantity, unit) not in (("1", "u"), (None, None)):
        yield f"row {row.key} is one device, and its quantity is {_short(quantity)}"
    if row.prefix not in ("lot", "device") and quantity is not None:
        yield f"row {row.key} is no item and has a quantity"
    if not isinstance(body.get("by_material", []), list):
        yield f"row {row.key} does not list what was shipped by material"
    for moved in _list(body.get("by_material", []), "by_material", []):
        if not isinstance(moved, dict) or set(moved) != _MOVED or not _is_of(moved) or not _is_net(moved):
            yield f"row {row.key}: {_short(moved)} is not shipped less returned"


def _is_of(amount: Mapping[str, object]) -> bool:
    """Whether an amount is of a material, in a unit where there is one."""
    return isinstance(amount["material"], str) and isinstance(amount["unit"], str | None)


def _is_net(moved: Mapping[str, object]) -> bool:
    amounts = [_number(moved[name]) for name in ("shipped", "returned", "net")]
    shipped, returned, net = amounts
    if shipped is None or returned is None:
        return moved["net"] is None
    return net == shipped - returned


def _totals(totals: object, answer: Rows) -> Iterator[Finding]:
    devices = totals.get("devices") if isinstance(totals, dict) else None
    materials = totals.get("by_material") if isinstance(totals, dict) else None
    if type(devices) is not int or devices < 0 or not isinstance(materials, list):
        yield "`totals` are no totals"
        return
    for one in materials:
        if not isinstance(one, dict) or set(one) != _TOTAL or not _is_of(one) or not _is_amount(one):
            yield f"`totals`: {_short(one)} is no amount of a material"
    items = sum(row.prefix in ("lot", "device") for row in answer.rows)
    if (not items and (devices or materials)) or (items and not materials) or len(materials) > items:
        yield f"`totals` are of {len(materials)} materials, and {items} rows are items"


def _untold(answer: Rows) -> Iterator[Finding]:
    """Gaps that the export shows, and does not name."""
    named = {(gap["kind"], gap.get("key")) for gap in answer.gaps}
    leaving, entering = defaultdict(set), defaultdict(set)
    for link in answer.relationships:
        leaving[link.source].add(link.type)
        entering[link.target].add(link.type)
    for row in answer.rows:
        key = row.key
        match row.prefix:
            case "shipment" if answer.forward and "DELIVERED_TO" not in leaving[key]:
                kind = "shipment_without_customer"
            case "return" if answer.forward and "RETURNED_BY" not in leaving[key]:
                kind = "shipment_without_customer"
            case "lot" | "device" if not answer.forward and not entering[key] & {
                "PRODUCED",
                "HAS_UNIT",
                "RECEIVED_AS",
            }:
                kind = "no_origin"
            case "receipt" if not answer.forward and "SUPPLIED" not in entering[key]:
                kind = "no_origin"
            case _:
                continue
        if (kind, key) not in named:
            yield f"{key} is a gap ({kind}), and the export does not name it"
    if answer.forward:
        yield from _without_output(answer, leaving, named)


def _without_output(
    answer: Rows, leaving: Mapping[str, set[str]], named: set[tuple[object, object]]
) -> Iterator[Finding]:
    """Orders, with their operations, that made nothing."""
    near: dict[str, set[str]] = defaultdict(set)
    for link in answer.relationships:
        if link.type == "PART_OF":
            near[link.source].add(link.target)
            near[link.target].add(link.source)
    seen: set[str] = set()
    for row in answer.rows:
        if row.prefix != "step" or row.key in seen:
            continue
        order, todo = {row.key}, [row.key]
        while todo:
            for key in near.get(todo.pop(), ()):
                if key not in order:
                    order.add(key)
                    todo.append(key)
        seen |= order
        made = any("PRODUCED" in leaving[key] for key in order)
        if not made and not any(("step_without_output", key) in named for key in order):
            yield f"{row.key} is a gap (step_without_output), and the export does not name it"


def _digest(told: Mapping[str, object]) -> str:
    """SHA-256 of the canonical answer without `name` and `sha256`, as the contract has it."""
    out = {name: value for name, value in told.items() if name != "sha256"}
    out["rows"] = _nameless(told["rows"])
    text = json.dumps(out, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _nameless(value: object) -> object:
    if isinstance(value, dict):
        return {name: _nameless(one) for name, one in value.items() if name != "name"}
    return [_nameless(one) for one in value] if isinstance(value, list) else value


def _number(value: object) -> Fraction | None:
    is_plain = isinstance(value, str) and len(value) < 200 and _DECIMAL.fullmatch(value)
    return Fraction(str(value)) if is_plain else None


def _is_amount(total: Mapping[str, object]) -> bool:
    return total["quantity"] is None or _number(total["quantity"]) is not None


def _list(value: object, what: str, wrong: list[Finding]) -> Sequence[object]:
    if isinstance(value, list):
        return value
    wrong.append(f"`{what}` is no list")
    return ()


def _objects(value: object, what: str, needs: set[str], wrong: list[Finding]) -> list[dict[str, object]]:
    out = []
    for one in _list(value, f"{what}s", wrong):
        if isinstance(one, dict) and needs <= set(one) and all(isinstance(one[n], str) for n in needs):
            out.append(one)
        else:
            wrong.append(f"{_short(one)} is no {what}")
    return out


def _short(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:120]
