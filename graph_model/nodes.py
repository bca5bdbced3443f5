"""Every label of the graph, declared once."""

from __future__ import annotations

from graph_model.case_nodes import CASES
from graph_model.decision_nodes import DECISIONS
from graph_model.declare import (
    NodeType,
    RecordClass,
    code,
    date,
    decided,
    integer,
    node_type,
    stage,
    text,
    time,
)
from graph_model.record_nodes import RECORDS

EVER, VERSIONED, SIGNED = RecordClass.FOR_EVER, RecordClass.VERSIONED, RecordClass.SIGNED

_NAME = text("name", "what people call it", searchable=True)
# Items and steps are found by number; an index on their names would only slow the loads.
_ITEM_NAME = text("name", "what people call it")
_STATUS = text("status", "state as the source words it")
_UDI = text("udi", "UDI text on the label", searchable=True, owner="regulatory affairs")
_EXPIRES = date("expires", "day of expiry", owner="quality")


TRACE_ITEMS = (
    node_type(
        "Lot",
        "lot: material lot [record]",
        "a lot or batch (21 CFR 830.3) of one material",
        _ITEM_NAME,
        text("lot_number", "number of the lot, byte-exact", searchable=True),
        _UDI,
        date("manufactured", "day of manufacture"),
        _EXPIRES,
        _STATUS,
        stage("identified", "labelled"),
        owner="production",
    ),
    node_type(
        "Device",
        "device: material serial [record]",
        "one finished unit with a serial number (EPCIS instance level)",
        _ITEM_NAME,
        text("serial_number", "serial number, byte-exact", searchable=True),
        _UDI,
        date("manufactured", "day of manufacture"),
        _EXPIRES,
        _STATUS,
        stage("identified", "labelled"),
        owner="production",
    ),
)

EVENTS = (
    node_type(
        "ProcessStep",
        "step: kind order [operation] [line]",
        "one execution of a production, rework, split, merge, relabel or transfer, or an operation of it",
        _ITEM_NAME,
        code(
            "kind",
            "what the step does",
            "production",
            "operation",
            "rework",
            "disassembly",
            "split",
            "merge",
            "relabel",
            "transfer",
            "outside_processing",
        ),
        time("started", "start"),
        time("ended", "end"),
        text("biz_step", "business step of CBV 2.0"),
        _STATUS,
        occurs="started",
        owner="production",
    ),
    node_type(
        "Receipt",
        "receipt: document line",
        "one line of a goods receipt; carries our lot and the supplier's",
        text("document", "number of the goods receipt", searchable=True),
        text("delivery_note", "the supplier's delivery note", searchable=True),
        text("purchase_order", "our purchase order", searchable=True),
        text("supplier_lot", "the supplier's lot number, byte-exact", searchable=True, owner="purchasing"),
        time("received", "when it was received"),
        stage("quarantined", "accepted", "refused", "put_away"),
        decided(text("put_away_to", "key of the place where it was put away")),
        decided(text("refused_because", "why it was refused")),
        occurs="received",
        owner="warehouse",
    ),
    node_type(
        "Shipment",
        "shipment: document",
        "one consignment to one consignee",
        text("document", "number of the shipment", searchable=True),
        text("sales_order", "sales order", searchable=True),
        time("shipped", "when it left"),
        _STATUS,
        stage("planned", "cleared", "shipped", "delivered"),
        occurs="shipped",
        owner="warehouse",
    ),
    node_type(
        "Return",
        "return: document line",
        "one line of a customer's return",
        text("document", "number of the return", searchable=True),
        time("returned", "when it came back"),
        text("reason", "why it came back"),
        stage("announced", "received", "settled"),
        decided(code("disposition", "what became of it", "restock", "rework", "scrap", "send_back")),
        occurs="returned",
        owner="quality",
    ),
    node_type(
        "Package",
        "package: number [cycle]",
        "a logistic unit; one SSCC used again after emptying gets a cycle number",
        text("sscc", "serial shipping container code", searchable=True),
        text("type", "carton, pallet"),
        _STATUS,
        owner="warehouse",
    ),
)

PARTIES = (
    node_type(
        "Supplier",
        "supplier: number",
        "who delivers materials to us",
        _NAME,
        text("gln", "global location number", searchable=True),
        text("country", "ISO 3166 code"),
        owner="purchasing",
        keep=VERSIONED,
    ),
    node_type(
        "Customer",
        "customer: number",
        "who receives devices from us (consignee)",
        _NAME,
        text("address", "postal address for notices"),
        text("country", "ISO 3166 code"),
        text("phone", "telephone for notices"),
        text("gln", "global location number", searchable=True),
        owner="sales",
        keep=VERSIONED,
    ),
    node_type(
        "Site",
        "site: number",
        "a plant or warehouse (EPCIS bizLocation)",
        _NAME,
        owner="operations",
        keep=VERSIONED,
    ),
    node_type(
        "Location",
        "location: number",
        "a room, line or storage place",
        _NAME,
        text("cleanroom_class", "ISO 14644-1 class", owner="facilities"),
        owner="operations",
        keep=VERSIONED,
    ),
    node_type(
        "Equipment",
        "equipment: number",
        "a machine or instrument",
        _NAME,
        owner="engineering",
        keep=VERSIONED,
    ),
    node_type(
        "Person",
        "person: number",
        "an operator, inspector or signatory",
        text("name", "printed name", personal=True),
        owner="human resources",
        keep=VERSIONED,
    ),
    node_type(
        "Material",
        "material: number",
        "what a thing is: part number or trade item",
        _NAME,
        text("uom", "base unit in which answers count it"),
        code("traceability", "how far its items are tracked", "lot", "serial", "none"),
        text("category", "class of material"),
        text("model", "model or catalogue number", owner="regulatory affairs"),
        text("intended_use", "what the device is for", owner="regulatory affairs"),
        text("device_class", "class by the rules of the market", owner="regulatory affairs"),
        text(
            "nomenclature", "code of a device nomenclature, such as GMDN or EMDN", owner="regulatory affairs"
        ),
        text("marketing_status", "number of its clearance or registration", owner="regulatory affairs"),
        owner="product data",
        keep=VERSIONED,
    ),
    node_type(
        "DeviceIdentifier",
        "di: identifier",
        "UDI-DI of a device model at one package level (21 CFR 830.3)",
        code("agency", "issuing agency", "GS1", "HIBCC", "ICCBBA"),
        text("udi_di", "the identifier", searchable=True),
        code("type", "role of the identifier", "primary", "secondary", "package", "unit_of_use"),
        integer("units", "devices in this package level"),
        owner="regulatory affairs",
        keep=VERSIONED,
    ),
    node_type(
        "Specification",
        "specification: number version",
        "a recipe, bill of materials or parameter set in one version",
        _NAME,
        text("version", "version"),
        date("valid_from", "first day in force"),
        date("valid_to", "last day in force"),
        owner="product data",
        keep=VERSIONED,
    ),
)

# What the store itself writes; no loader and no user may state these.
SYSTEM = (
    node_type(
        "Load",
        "load: load",
        "one file taken in under one profile version",
        text("file", "file name"),
        text("sha256", "hash of the file's bytes"),
        text("profile", "profile and version"),
        text("state", "begun or ended"),
        integer("rows_read", "rows read"),
        integer("rows_accepted", "rows accepted"),
        integer("rows_rejected", "rows rejected"),
        integer("rows_ignored", "rows ignored with a reason"),
        owner="system",
        origin="system",
    ),
    node_type(
        "Reject",
        "reject: load line",
        "a row that was not accepted; a gap in the answers it may touch until it is resolved",
        text("load", "the load it came with"),
        text("file", "file name"),
        integer("line", "line of the file, from 1"),
        text("column", "column at fault"),
        text("rule", "rule that was broken"),
        text("message", "what is wrong and what to do"),
        text("raw", "the row as read"),
        text("touches", "keys that could be read from the row, space between"),
        owner="system",
        origin="system",
    ),
)

NODES: tuple[NodeType, ...] = TRACE_ITEMS + EVENTS + PARTIES + RECORDS + CASES + DECISIONS + SYSTEM
BY_LABEL: dict[str, NodeType] = {node.label: node for node in NODES}
BY_PREFIX: dict[str, NodeType] = {node.prefix: node for node in NODES}
