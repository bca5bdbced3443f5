"""The workflows of the plant, from receipt to shipment: part of the table `quality.workflows`."""

from __future__ import annotations

from typing import Final

from quality import gates
from quality.near import Properties, path
from quality.workflow import ABSENT, REPORTED, Step, Tie, Workflow

_NEW: Final = (ABSENT,)


def _hold_stage(card: Properties) -> str:
    return "lifted" if card.get("lifted") else "placed"


def _release_stage(card: Properties) -> str:
    return "decided" if card.get("decision") else "draft"


RECEIPT = Workflow(
    "Receipt",
    "Material receipt: quarantine, inspection, release, putaway",
    (
        Step(
            "quarantine",
            (REPORTED,),
            "quarantined",
            "take it in; the supplier must be qualified on the day of receipt",
            needs=("document", "received", "supplier_lot"),
            gates=(gates.supplier_is_qualified,),
        ),
        Step(
            "refuse",
            (REPORTED, "quarantined"),
            "refused",
            "send it back",
            needs=("refused_because",),
        ),
        Step(
            "accept",
            ("quarantined",),
            "accepted",
            "its incoming inspection has passed",
            gates=(gates.receipt_is_inspected,),
        ),
        Step(
            "put_away",
            ("accepted",),
            "put_away",
            "store it; its lots must be released and not held",
            needs=("put_away_to",),
            gates=(gates.place_exists, gates.receipt_is_released, gates.receipt_is_not_held),
        ),
    ),
    looks=tuple(
        path(text)
        for text in (
            "<SUPPLIED <QUALIFIES",
            ">INSPECTED_BY",
            ">RECEIVED_AS >INSPECTED_BY",
            *(f">RECEIVED_AS {rest}" for rest in gates.RELEASES),
        )
    ),
    looks_at_holds=gates.RECEIVED,
)

QUALIFICATION = Workflow(
    "SupplierQualification",
    "Supplier qualification: checked on the date of receipt",
    (
        Step(
            "draft",
            _NEW,
            "draft",
            "propose a supplier for a scope",
            needs=("name", "valid_from"),
            may=("valid_to",),
            ties=(Tie("QUALIFIES", required=True),),
        ),
        Step(
            "approve", ("draft", REPORTED), "approved", "approve the supplier", may=("valid_from", "valid_to")
        ),
        Step("suspend", ("approved", REPORTED), "suspended", "stop receipts until it is approved again"),
        Step("reinstate", ("suspended",), "approved", "approve it again", may=("valid_to",)),
        Step("end", ("draft", "approved", "suspended", REPORTED), "ended", "end it", may=("valid_to",)),
    ),
)

INSPECTION = Workflow(
    "Inspection",
    "Incoming inspection, in-process and final inspection",
    (
        Step(
            "plan",
            _NEW,
            "planned",
            "say what is to be inspected",
            needs=("name",),
            may=("sample_size",),
            ties=(Tie("INSPECTED_BY", forward=False, required=True),),
        ),
        Step(
            "perform",
            ("planned",),
            "performed",
            "say what was found; the inspector must be trained on the day",
            needs=("result", "characteristics"),
            may=("sample_size",),
            now=("inspected",),
            ties=(Tie("PERFORMED_BY", required=True),),
            gates=(gates.inspector_is_competent,),
        ),
        Step(
            "review",
            ("performed", REPORTED),
            "reviewed",
            "confirm the result; what failed has a nonconformity",
            needs=("result",),
            gates=(gates.failure_has_nonconformity,),
        ),
    ),
    looks=(path(">PERFORMED_BY <TRAINED_FOR"), path("<RAISED_ON")),
    times_are_the_sources=True,
)

MEASUREMENT = Workflow(
    "Measurement",
    "Process parameters of a step, and critical quality characteristics, against their limits",
    (
        Step(
            "accept",
            (REPORTED,),
            "accepted",
            "it is within its limits, and the step followed a specification that was in force",
            gates=(gates.value_is_within, gates.specification_was_in_force),
        ),
        Step("deviate", (REPORTED,), "deviating", "it is out of its limits, or cannot be accepted"),
        Step("assess", ("deviating",), "assessed", "say what it means", needs=("assessment",)),
    ),
    looks=(path(">MEASURED_ON >FOLLOWED"), path(">MEASURED_ON >PART_OF >FOLLOWED")),
)

READING = Workflow(
    "EnvironmentalReading",
    "Environmental conditions against their limits",
    (
        Step("accept", (REPORTED,), "accepted", "it is within its limits", gates=(gates.reading_is_within,)),
        Step("excursion", (REPORTED,), "excursion", "it is out of its limits, or cannot be accepted"),
        Step("assess", ("excursion",), "assessed", "say what it means", needs=("assessment",)),
    ),
)


def _item(label: str) -> Workflow:
    own = ("lot_number",) if label == "Lot" else ("serial_number",)
    return Workflow(
        label,
        f"{label}: number, UDI and label",
        (
            Step(
                "identify",
                (REPORTED,),
                "identified",
                "its UDI says its own lot, serial and day of expiry",
                needs=(*own, "udi"),
                gates=(gates.udi_is_its_own,),
            ),
            Step("label", ("identified",), "labelled", "the label was read and is its own"),
        ),
    )


RELEASE = Workflow(
    "Release",
    "Release: what is not released is neither used nor shipped",
    (
        Step("draft", _NEW, "draft", "prepare a decision", ties=(Tie("DECIDED_ON", required=True),)),
        Step(
            "release",
            ("draft", *_NEW),
            "decided",
            "let it go: inspected, within limits or assessed, no open nonconformity, not held",
            may=("reason",),
            now=("decided",),
            sets=(("decision", "released"),),
            ties=(Tie("DECIDED_ON"),),
            gates=(gates.decides_on_something, gates.decided_is_not_held, gates.decided_is_sound),
        ),
        Step(
            "reject",
            ("draft", *_NEW),
            "decided",
            "it may not be used",
            needs=("reason",),
            now=("decided",),
            sets=(("decision", "rejected"),),
            ties=(Tie("DECIDED_ON"),),
            gates=(gates.decides_on_something,),
        ),
        Step("withdraw", ("decided",), "withdrawn", "take the decision back", needs=("reason",)),
    ),
    looks=tuple(path(f"{way} {rest}") for way, rest in gates.PAPERS),
    stage_of=_release_stage,
    looks_at_holds=gates.DECIDED,
)

HOLD = Workflow(
    "Hold",
    "Hold: what it reaches waits, with all that was made of it",
    (
        Step(
            "place",
            _NEW,
            "placed",
            "make it wait",
            needs=("reason",),
            now=("decided",),
            ties=(Tie("DECIDED_ON", required=True), Tie("BELONGS_TO")),
        ),
        Step("lift", ("placed",), "lifted", "let it go on", now=("lifted",), gates=(gates.lifted_by_now,)),
    ),
    stage_of=_hold_stage,
)

_CLEARED: Final = (
    gates.shipment_is_released,
    gates.shipment_is_not_held,
    gates.shipment_is_not_expired,
    gates.consignee_has_address,
)
SHIPMENT = Workflow(
    "Shipment",
    "Shipment: cleared before it leaves",
    (
        Step(
            "plan",
            _NEW,
            "planned",
            "say what goes to whom",
            needs=("document",),
            may=("sales_order",),
            ties=(Tie("SHIPPED_IN", forward=False, required=True), Tie("DELIVERED_TO", required=True)),
        ),
        Step(
            "clear",
            ("planned", REPORTED),
            "cleared",
            "all of it is released, not held and not expired; the consignee has an address",
            gates=_CLEARED,
        ),
        Step(
            "ship",
            ("cleared",),
            "shipped",
            "it left; what stopped it from being cleared still stops it",
            now=("shipped",),
            gates=_CLEARED,
        ),
        Step("deliver", ("shipped",), "delivered", "it arrived"),
    ),
    looks=tuple(
        path(text)
        for text in (
            ">DELIVERED_TO",
            *(f"<SHIPPED_IN <PACKED_IN* {rest}" for rest in gates.RELEASES),
            *(f"<SHIPPED_IN {rest}" for rest in gates.RELEASES),
        )
    ),
    looks_at_holds=gates.SHIPPED,
    times_are_the_sources=True,
)


LOT, DEVICE = _item("Lot"), _item("Device")
