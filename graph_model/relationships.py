"""Every relationship type, declared once. They point in the direction of material flow.

(Supplier)-SUPPLIED->(Receipt)-RECEIVED_AS->(Lot)-CONSUMED_IN->(ProcessStep)-PRODUCED->(Lot|Device)
(Lot)-HAS_UNIT->(Device)      (Lot|Device)-PACKED_IN->(Package)-PACKED_IN->(Package)
(Lot|Device|Package)-SHIPPED_IN->(Shipment)-DELIVERED_TO->(Customer)
(Lot|Device|Package)-RETURNED_IN->(Return)-RETURNED_BY->(Customer)
"""

from __future__ import annotations

from graph_model.declare import Phase, Property, RelationshipType, text, time

_ITEMS = ("Lot", "Device")
_SHIPPABLE = ("Lot", "Device", "Package")
_DECIDABLE = ("Lot", "Device", "Material", "ProcessStep")
_LINE = "type, system, document, line"
_FIELDS = "hash of its stated fields"


def _relationship(
    type: str,
    sources: tuple[str, ...],
    targets: tuple[str, ...],
    phase: Phase,
    description: str,
    forward: str,
    backward: str,
    *properties: Property,
    quantity: bool = False,
    key_source: str = _FIELDS,
    owner: str = "production",
) -> RelationshipType:
    return RelationshipType(
        type=type,
        sources=sources,
        targets=targets,
        phase=phase,
        key_source=key_source,
        description=description,
        quantity=quantity,
        properties=properties,
        forward_example=forward,
        backward_example=backward,
        owner=owner,
    )


FLOW = (
    _relationship(
        "CONSUMED_IN",
        _ITEMS,
        ("ProcessStep",),
        Phase.FLOW,
        "an item went into a step (B2MML MaterialUse Consumed)",
        "resin lot 0004707 went into extrusion order MO00001",
        "extrusion order MO00001 used resin lot 0004707",
        text("operation", "key of the operation that used it"),
        quantity=True,
        key_source=_LINE,
    ),
    _relationship(
        "PRODUCED",
        ("ProcessStep",),
        _ITEMS,
        Phase.FLOW,
        "a step made an item (B2MML MaterialUse Produced)",
        "extrusion order MO00001 made shaft lot SA-0001",
        "shaft lot SA-0001 was made by extrusion order MO00001",
        quantity=True,
        key_source=_LINE,
    ),
    _relationship(
        "HAS_UNIT",
        ("Lot",),
        ("Device",),
        Phase.FLOW,
        "a serialised unit of a lot",
        "catheter lot FG-0001 has the unit with serial 1001",
        "the unit with serial 1001 belongs to catheter lot FG-0001",
    ),
)

LOGISTICS = (
    _relationship(
        "SUPPLIED",
        ("Supplier",),
        ("Receipt",),
        Phase.LOGISTICS,
        "a supplier delivered what a receipt line took in",
        "Rheintal Polymere delivered receipt 2 line 1",
        "receipt 2 line 1 came from Rheintal Polymere",
        key_source=_LINE,
        owner="purchasing",
    ),
    _relationship(
        "RECEIVED_AS",
        ("Receipt",),
        _ITEMS,
        Phase.LOGISTICS,
        "a receipt line became our lot",
        "receipt 2 line 1 became resin lot 0004707",
        "resin lot 0004707 came in by receipt 2 line 1",
        quantity=True,
        key_source=_LINE,
        owner="warehouse",
    ),
    _relationship(
        "PACKED_IN",
        _SHIPPABLE,
        ("Package",),
        Phase.LOGISTICS,
        "an item or package was inside a package for a time",
        "the unit with serial 1001 was packed in carton 000001",
        "carton 000001 held the unit with serial 1001",
        time("packed_from", "when it was packed"),
        time("packed_to", "when it was unpacked; empty while it is inside"),
        quantity=True,
        key_source=_LINE,
        owner="warehouse",
    ),
    _relationship(
        "SHIPPED_IN",
        _SHIPPABLE,
        ("Shipment",),
        Phase.LOGISTICS,
        "an item left in a shipment",
        "catheter lot FG-0001 left in shipment 12",
        "shipment 12 held catheter lot FG-0001",
        quantity=True,
        key_source=_LINE,
        owner="warehouse",
    ),
    _relationship(
        "DELIVERED_TO",
        ("Shipment",),
        ("Customer",),
        Phase.LOGISTICS,
        "a shipment went to its consignee",
        "shipment 12 went to Herzzentrum",
        "Herzzentrum received shipment 12",
        key_source=_LINE,
        owner="sales",
    ),
    _relationship(
        "RETURNED_IN",
        _SHIPPABLE,
        ("Return",),
        Phase.LOGISTICS,
        "an item came back with a return line",
        "catheter lot FG-0001 came back in return 1 line 1",
        "return 1 line 1 brought catheter lot FG-0001 back",
        quantity=True,
        key_source=_LINE,
        owner="quality",
    ),
    _relationship(
        "RETURNED_BY",
        ("Return",),
        ("Customer",),
        Phase.LOGISTICS,
        "a customer sent a return",
        "return 1 line 1 was sent by Herzzentrum",
        "Herzzentrum sent return 1 line 1",
        key_source=_LINE,
        owner="quality",
    ),
)


def _context(
    type: str,
    sources: tuple[str, ...],
    targets: tuple[str, ...],
    forward: str,
    backward: str,
    owner: str,
) -> RelationshipType:
    """A relationship that questions join and no trace follows."""
    return _relationship(
        type,
        sources,
        targets,
        Phase.CONTEXT,
        forward[0].upper() + forward[1:],
        forward,
        backward,
        owner=owner,
    )


_RECORDS = ("Inspection", "Measurement", "Nonconformity", "Complaint", "Calibration")
_CASE = ("Notice", "Response", "OutreachAttempt", "EffectivenessCheck")
CONTEXT = (
    _context(
        "INSTANCE_OF",
        _ITEMS,
        ("Material",),
        "lot SA-0001 is of material SA-5001",
        "material SA-5001 has lot SA-0001",
        "product data",
    ),
    _context(
        "IDENTIFIED_BY",
        ("Material",),
        ("DeviceIdentifier",),
        "material FG-9001 carries a UDI-DI",
        "the UDI-DI names material FG-9001",
        "regulatory affairs",
    ),
    _context(
        "AT_LOCATION",
        ("ProcessStep", "EnvironmentalReading", "Equipment", "Lot"),
        ("Location",),
        "order MO00001 ran in room EX-1",
        "room EX-1 housed order MO00001",
        "operations",
    ),
    _context(
        "LOCATED_IN",
        ("Location",),
        ("Site", "Location"),
        "room EX-1 is in plant 1",
        "plant 1 holds room EX-1",
        "operations",
    ),
    _context(
        "PART_OF",
        ("ProcessStep",),
        ("ProcessStep",),
        "operation 10 is part of order MO00001",
        "order MO00001 has operation 10",
        "production",
    ),
    _relationship(
        "USED_IN",
        ("Material",),
        ("ProcessStep",),
        Phase.CONTEXT,
        "A material went into a step, and nothing says which lot",
        "material PK-3006 went into packing order MO00004 without a lot",
        "packing order MO00004 used material PK-3006 without a lot",
        quantity=True,
        key_source=_LINE,
    ),
    _context(
        "USED_EQUIPMENT",
        ("ProcessStep",),
        ("Equipment",),
        "operation 10 used extruder EX-02",
        "extruder EX-02 ran operation 10",
        "production",
    ),
    _context(
        "PERFORMED_BY",
        ("ProcessStep", "Inspection"),
        ("Person",),
        "operation 10 was done by a person",
        "a person did operation 10",
        "production",
    ),
    _context(
        "FOLLOWED",
        ("ProcessStep",),
        ("Specification",),
        "order MO00001 followed recipe rev. C",
        "recipe rev. C was used by order MO00001",
        "product data",
    ),
    _context(
        "MEASURED_AT",
        ("EnvironmentalReading",),
        ("Location",),
        "a reading was taken in room EX-1",
        "room EX-1 has a reading",
        "facilities",
    ),
    _context(
        "MEASURED_ON",
        ("Measurement",),
        ("ProcessStep", "Lot", "Device"),
        "a measurement was taken on order MO00001",
        "order MO00001 has a measurement",
        "production",
    ),
    _context(
        "INSPECTED_BY",
        ("Lot", "Device", "Receipt", "ProcessStep", "Shipment"),
        ("Inspection",),
        "receipt 1 line 1 was checked by inspection 1",
        "inspection 1 checked receipt 1 line 1",
        "quality",
    ),
    _context(
        "DECIDED_ON",
        ("Release", "Hold"),
        _DECIDABLE,
        "release 1 lets lot SA-0001 go",
        "lot SA-0001 was let go by release 1",
        "quality",
    ),
    _context(
        "RAISED_ON",
        ("Nonconformity", "Capa"),
        (
            *(*_DECIDABLE, *_RECORDS, "Supplier", "Receipt", "Shipment", "Return", "Equipment", "Person"),
            *("EnvironmentalReading", "Release", "SupplierQualification", "TrainingRecord", "Specification"),
        ),
        "nonconformity 1 was raised on lot SA-0001",
        "lot SA-0001 has nonconformity 1",
        "quality",
    ),
    _context(
        "COMPLAINS_OF",
        ("Complaint", "AdverseEvent"),
        _ITEMS,
        "complaint 1 is about the unit 1001",
        "the unit 1001 has complaint 1",
        "quality",
    ),
    _context(
        "SERVICED",
        ("ServiceEvent",),
        _ITEMS,
        "service 1 repaired the unit 1001",
        "the unit 1001 was repaired by service 1",
        "service",
    ),
    _context(
        "QUALIFIES",
        ("SupplierQualification",),
        ("Supplier",),
        "qualification 1 approves a supplier",
        "a supplier is approved by qualification 1",
        "purchasing",
    ),
    _context(
        "CALIBRATES",
        ("Calibration",),
        ("Equipment",),
        "calibration 1 checked gauge G-1",
        "gauge G-1 was checked by calibration 1",
        "engineering",
    ),
    _context(
        "TRAINED_FOR",
        ("TrainingRecord",),
        ("Person", "Specification", "Document"),
        "training 1 covers a recipe",
        "a recipe is covered by training 1",
        "human resources",
    ),
    _context(
        "SIGNED",
        ("Signature",),
        (
            *("Release", "Hold", "Nonconformity", "Capa", "Recall", "SupplierQualification", *_RECORDS[:2]),
            *("Receipt", "Shipment", "Return", "Complaint", "AdverseEvent", "ServiceEvent", "Lot", "Device"),
            *("EnvironmentalReading", "RegulatoryReport"),
        ),
        "signature 1 signs release 1",
        "release 1 is signed by signature 1",
        "quality",
    ),
    _context(
        "RECALLS",
        ("Recall",),
        ("Lot", "Device", "Material"),
        "recall 1 takes back lot FG-0001",
        "lot FG-0001 is taken back by recall 1",
        "regulatory affairs",
    ),
    _context(
        "LED_TO",
        ("Complaint", "AdverseEvent", "Nonconformity"),
        ("AdverseEvent", "Nonconformity", "Capa", "Recall"),
        "complaint 1 led to recall 1",
        "recall 1 came of complaint 1",
        "quality",
    ),
    _context(
        "BELONGS_TO",
        (*_CASE, "RegulatoryReport", "Hold"),
        ("Recall", "AdverseEvent"),
        "a notice belongs to recall 1",
        "recall 1 has a notice",
        "regulatory affairs",
    ),
    _context(
        "ADDRESSED_TO",
        _CASE,
        ("Customer",),
        "a notice went to Herzzentrum",
        "Herzzentrum got a notice",
        "regulatory affairs",
    ),
    _context(
        "TELLS_OF",
        ("Response",),
        ("Lot", "Device"),
        "a response tells of lot FG-0001",
        "lot FG-0001 is told of by a response",
        "regulatory affairs",
    ),
    _context(
        "SPECIFIES",
        ("Specification",),
        ("Material",),
        "recipe rev. C is for material SA-5001",
        "material SA-5001 is made by recipe rev. C",
        "product data",
    ),
    _context(
        "ALIAS_OF",
        ("Lot", "Device", "Material", "Supplier", "Customer"),
        ("Lot", "Device", "Material", "Supplier", "Customer"),
        "one record is the same thing as another",
        "another record names the same thing",
        "product data",
    ),
)

ALIAS = "ALIAS_OF"
"""Decided here, it merges the record it leaves into the one it ends in; imported, it only tells of both."""

RELATIONSHIPS: tuple[RelationshipType, ...] = FLOW + LOGISTICS + CONTEXT
BY_TYPE: dict[str, RelationshipType] = {r.type: r for r in RELATIONSHIPS}
