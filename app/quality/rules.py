"""The rules, as a table: what each of them looks at, how grave a breach is, who answers for it, what to do.

Promises: one row for each rule, record class and field; the owner is that of the data dictionary. What a
device maker needs of a record (21 CFR 820.65, 820.160 and 820.184; ISO 13485, 7.5.9) stands in `REQUIRED`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from graph_model.dictionary import entries
from graph_model.nodes import BY_LABEL, NODES
from graph_model.relationships import BY_TYPE, RELATIONSHIPS

ANY = "any record"
"""Instead of a record class: the rule is about all of them."""


class Severity(StrEnum):
    """How grave it is. An excursion is a value outside of its limits: the data is good, its news is not."""

    ERROR = "error"
    WARNING = "warning"
    EXCURSION = "excursion"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule for one record class. `field` is a property or a type of relationship; empty: the whole."""

    name: str
    record: str
    field: str
    checks: str
    severity: Severity
    next_step: str
    on_load: bool = False
    """Whether a load's own facts tell it."""

    @property
    def owner(self) -> str:
        """Who answers for it by the data dictionary; of a rule for any record, that of the one it finds."""
        return "of the record" if self.record == ANY else owner_of(self.record, self.field)


_MEND = "Mend it at the source and load again, or decide it: lotgraph correct KEY FIELD=VALUE --reason …"
_STATE = "State it at the source and load again, or decide it: lotgraph correct KEY FIELD=VALUE --reason …"
_EXPORT = "Load the file that states it; if there is none, look for it at the source."
_COUNT = "Look at lotgraph history of its movements: one is doubled, missing or wrong."
_TIME = "Look which of the times is that of a booking, and mend the wrong one at the source."
_MERGE = "One thing: lotgraph merge DUPLICATE KEPT --reason …. Two: mend the number at the source."
_ACT = "Assess it: lotgraph recall KEY tells what it may have touched."

_E, _W = Severity.ERROR, Severity.WARNING

OF_DEVICES = frozenset([("Lot", "manufactured"), ("Lot", "expires")])
"""Fields that only lots of devices need (materials with a UDI-DI), so that a load alone can't tell."""

REQUIRED: tuple[tuple[str, str, Severity], ...] = (
    ("Lot", "lot_number", _E),
    ("Lot", "manufactured", _W),
    ("Lot", "expires", _E),
    ("Device", "serial_number", _E),
    ("ProcessStep", "started", _W),
    ("ProcessStep", "ended", _W),
    ("Receipt", "supplier_lot", _W),
    ("Receipt", "received", _W),
    ("Shipment", "shipped", _E),
    ("Return", "returned", _W),
    ("Supplier", "name", _W),
    ("Customer", "name", _E),
    ("Customer", "address", _W),
    ("Material", "name", _W),
    ("Material", "uom", _E),
    ("Material", "traceability", _W),
    ("DeviceIdentifier", "udi_di", _E),
    ("DeviceIdentifier", "agency", _W),
    ("EnvironmentalReading", "quantity_kind", _E),
    ("EnvironmentalReading", "uom", _E),
    ("EnvironmentalReading", "started", _E),
    ("EnvironmentalReading", "ended", _W),
    ("EnvironmentalReading", "minimum", _W),
    ("EnvironmentalReading", "maximum", _W),
    ("Inspection", "result", _E),
    ("Inspection", "inspected", _W),
    ("Measurement", "value", _E),
    ("Measurement", "uom", _E),
    ("Measurement", "measured", _W),
    ("Release", "decision", _E),
    ("Release", "decided", _W),
    ("Hold", "decided", _W),
    ("Nonconformity", "raised", _W),
    ("Complaint", "received", _W),
    ("SupplierQualification", "valid_to", _W),
    ("Calibration", "calibrated", _E),
    ("Calibration", "valid_to", _W),
    ("TrainingRecord", "trained", _W),
    ("CONSUMED_IN", "quantity", _W),
    ("PRODUCED", "quantity", _W),
    ("RECEIVED_AS", "quantity", _W),
    ("SHIPPED_IN", "quantity", _E),
    ("RETURNED_IN", "quantity", _W),
    ("USED_IN", "quantity", _W),
)
"""Record class, field, severity. A quantity is needed of lots and materials; a device is one."""

MOVING = tuple(declared.type for declared in RELATIONSHIPS if declared.quantity)
"""Types that carry a quantity."""

POSITIVE: tuple[tuple[str, str], ...] = (
    *((type_, "quantity") for type_ in MOVING),
    ("DeviceIdentifier", "units"),
    ("EnvironmentalReading", "samples"),
)

ORDERED: tuple[tuple[str, str, str], ...] = (
    ("EnvironmentalReading", "minimum", "mean"),
    ("EnvironmentalReading", "mean", "maximum"),
    ("EnvironmentalReading", "minimum", "maximum"),
    ("EnvironmentalReading", "lower_limit", "upper_limit"),
    ("Measurement", "lower_limit", "upper_limit"),
)
"""Record class, a value, and one that is not below it."""

LIMITED: tuple[tuple[str, str, str], ...] = (
    ("EnvironmentalReading", "minimum", "maximum"),
    ("Measurement", "value", "value"),
)
"""Record class, the value that `lower_limit` is for, and the one that `upper_limit` is for."""

SPANS: tuple[tuple[str, str, str], ...] = (
    ("Lot", "manufactured", "expires"),
    ("Device", "manufactured", "expires"),
    ("ProcessStep", "started", "ended"),
    ("EnvironmentalReading", "started", "ended"),
    ("Hold", "decided", "lifted"),
    ("SupplierQualification", "valid_from", "valid_to"),
    ("Calibration", "calibrated", "valid_to"),
    ("TrainingRecord", "trained", "valid_to"),
    ("PACKED_IN", "packed_from", "packed_to"),
)
"""Record class, a time, and one that is not before it."""

LINKS: tuple[tuple[str, str, Severity], ...] = (
    ("Receipt", "SUPPLIED", _E),
    ("Receipt", "RECEIVED_AS", _W),
    ("Shipment", "SHIPPED_IN", _W),
    ("Shipment", "DELIVERED_TO", _E),
    ("Return", "RETURNED_IN", _W),
    ("Return", "RETURNED_BY", _W),
    ("EnvironmentalReading", "MEASURED_AT", _W),
    ("Inspection", "INSPECTED_BY", _W),
    ("Measurement", "MEASURED_ON", _W),
    ("Release", "DECIDED_ON", _E),
    ("Hold", "DECIDED_ON", _E),
    ("Nonconformity", "RAISED_ON", _W),
    ("Complaint", "COMPLAINS_OF", _W),
    ("Calibration", "CALIBRATES", _E),
    ("SupplierQualification", "QUALIFIES", _E),
    ("TrainingRecord", "TRAINED_FOR", _W),
)
"""Label, and the relationship without which such a record hangs in the air."""

UNIQUE: tuple[tuple[str, str, Severity], ...] = (
    ("Lot", "lot_number", _W),
    ("Device", "serial_number", _E),
    ("Device", "udi", _E),
    ("DeviceIdentifier", "udi_di", _W),
    ("Supplier", "gln", _W),
    ("Customer", "gln", _W),
)
"""Label, and the number that two of them should not share; lots and devices within a material."""


def pair(first: str, last: str) -> str:
    """How a rule names the two fields that it compares."""
    return first if first == last else f"{first}, {last}"


def _missing() -> Iterator[Rule]:
    for record, field, severity in REQUIRED:
        of = " (lots of devices)" if (record, field) in OF_DEVICES else ""
        checks = f"{field} is stated{of}"
        on_load = (record, field) not in OF_DEVICES
        yield Rule("missing_value", record, field, checks, severity, _STATE, on_load)
    for type_ in MOVING:
        yield Rule("missing_value", type_, "uom", "a quantity has its unit", _E, _STATE, True)
    what = "a device has a UDI, or its material a UDI-DI"
    yield Rule("missing_value", "Device", "udi", what, _E, "Load which UDI-DI the material carries.")
    for record, field, severity in LINKS:
        yield Rule("missing_link", record, field, f"it has a {field}", severity, _EXPORT)


def _values() -> Iterator[Rule]:
    for record, field in POSITIVE:
        yield Rule("not_positive", record, field, f"{field} is above 0", _E, _MEND, True)
    for record, low, high in ORDERED:
        yield Rule("values_reversed", record, pair(low, high), f"{low} <= {high}", _E, _MEND, True)
    for record, low, high in LIMITED:
        checks = f"{low} >= lower_limit, {high} <= upper_limit"
        yield Rule("outside_limits", record, pair(low, high), checks, Severity.EXCURSION, _ACT, True)
    for record, first, last in SPANS:
        checks = f"{last} is not before {first}"
        yield Rule("dates_reversed", record, pair(first, last), checks, _E, _MEND, True)


def _flows() -> Iterator[Rule]:
    for label in ("Lot", "Device"):
        name = "used_before_it_came"
        checks = "it is used after the first time that it is received or made"
        yield Rule(name, label, "CONSUMED_IN", checks, _W, _TIME)
        checks = "it is shipped after the first time that it is received or made"
        yield Rule("shipped_before_it_came", label, "SHIPPED_IN", checks, _W, _TIME)
        checks = "used + shipped <= received + made + returned, where all units convert"
        yield Rule("more_out_than_in", label, "", checks, _E, _COUNT)
        yield Rule("no_origin", label, "", "something says that it was received or made", _E, _EXPORT)
        checks = "its quantities convert into one unit, so that a balance can be struck"
        yield Rule("units_differ", label, "", checks, _W, _MEND)
    checks = "a step that used something made something; an order and its operations are one"
    yield Rule("step_without_output", "ProcessStep", "PRODUCED", checks, _E, _EXPORT)
    checks = "a step that made something used something"
    yield Rule("step_without_input", "ProcessStep", "CONSUMED_IN", checks, _W, _EXPORT)


def _identities() -> Iterator[Rule]:
    checks = "what a relationship names is stated by some file"
    yield Rule("unknown_reference", ANY, "", checks, _W, _EXPORT)
    for label, field, severity in UNIQUE:
        within = " of one material" if (label, field) in WITHIN_MATERIAL else ""
        checks = f"no two records{within} share a {field}, but those that were merged"
        yield Rule("duplicate", label, field, checks, severity, _MERGE)
    checks = "a UDI-DI is that of one material"
    yield Rule("duplicate", "DeviceIdentifier", "IDENTIFIED_BY", checks, _W, _MERGE)
    checks = "sources of equal standing state the same"
    yield Rule("conflict", ANY, "", checks, _E, "End it with the command that lotgraph conflicts tells.")


WITHIN_MATERIAL = frozenset([("Lot", "lot_number"), ("Device", "serial_number")])

RULES: tuple[Rule, ...] = (*_missing(), *_values(), *_flows(), *_identities())
NAMES: tuple[str, ...] = tuple(dict.fromkeys(rule.name for rule in RULES))
BY_PLACE: Mapping[tuple[str, str, str], Rule] = MappingProxyType(
    {(rule.name, rule.record, rule.field): rule for rule in RULES}
)
LABELS: tuple[str, ...] = tuple(node.label for node in NODES if node.origin == "imported")
"""Labels that are looked at: what sources state."""


@cache
def owner_of(record: str, field: str) -> str:
    """Who answers for a field, else for the relationship of that name, else for the record."""
    fields = {(entry.owner_type, entry.name): entry.owner for entry in entries()}
    # Of two fields the first one stands for both.
    found = fields.get((record, field.partition(",")[0]))
    if found is None and field in BY_TYPE:
        return BY_TYPE[field].owner
    return found or (BY_LABEL[record] if record in BY_LABEL else BY_TYPE[record]).owner
