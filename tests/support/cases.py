"""A recall case whose numbers are plain to see: two products, two lots, two consignees, and made larger."""

from __future__ import annotations

from datetime import UTC, date, datetime

from graph_model.units import ONE
from quality.case_file import (
    Amount,
    Attempt,
    CaseFile,
    CaseLot,
    Communication,
    Consignee,
    Contact,
    Delivery,
    EffectivenessCheck,
    Injury,
    LedgerLine,
    Organisation,
    Product,
)
from quality.deadlines import CaseEvent

FIRM = Organisation(
    name="Acme Cardio",
    address="1 Main St, Boston",
    country="US",
    phone="+1 617 1",
    registration="1234567",
)
PRODUCTS = (
    Product(
        key="P1",
        brand_name="Stent A",
        common_name="coronary stent",
        model="A-1",
        catalogue_number="C-100",
        udi_di="09506000134352",
        intended_use="keeps a vessel open",
        risk_class="III",
        nomenclature="CND C0104",
        marketing_status="PMA P000001",
        software_version="none",
        accessories=(),
    ),
    Product(
        key="P2",
        brand_name="支架 B",
        common_name="stent",
        model="B-1",
        catalogue_number="C-200",
        udi_di="09506000134369",
        intended_use="keeps a vessel open",
        risk_class="III",
        nomenclature="CND C0104",
        marketing_status="国械注准20173460001",
        software_version="2.1",
        accessories=("sheath", "wire"),
    ),
)
LOTS = (
    CaseLot(
        key="lot:1",
        product="P1",
        number="L1",
        serials=tuple(f"S{n:04d}" for n in range(1, 11)),
        produced=Amount("u", 12 * ONE),
        distributed=Amount("u", 10 * ONE),
        manufactured=(date(2025, 12, 30), date(2026, 1, 2)),
        expires=date(2028, 2, 29),
    ),
    CaseLot(
        key="lot:2",
        product="P2",
        number="L2",
        serials=(),
        produced=Amount("kg", 3 * ONE // 2),
        distributed=Amount("kg", ONE),
        manufactured=(date(2026, 1, 5),),
        expected_life="5 years",
    ),
)
CONSIGNEES = (
    Consignee(
        key="C1",
        name="St. Mary",
        address="2 Oak Rd, Austin",
        country="US",
        phone="+1 512 2",
        deliveries=(
            Delivery(
                lot="lot:1",
                shipped=date(2026, 1, 10),
                quantity=Amount("u", 6 * ONE),
                serials=tuple(f"S{n:04d}" for n in range(1, 7)),
            ),
        ),
    ),
    Consignee(
        key="C2",
        name="北京医院",
        address="北京市东城区 1 号",
        country="CN",
        phone="+86 10 3",
        deliveries=(
            Delivery(
                lot="lot:1",
                shipped=date(2026, 1, 11),
                quantity=Amount("u", 4 * ONE),
                serials=tuple(f"S{n:04d}" for n in range(7, 11)),
            ),
            Delivery(lot="lot:2", shipped=date(2026, 1, 12), quantity=Amount("kg", ONE), serials=()),
        ),
    ),
)
LEDGER = (
    LedgerLine(
        consignee="C1",
        lot="lot:1",
        notified=date(2026, 3, 3),
        method="letter",
        responded=datetime(2026, 3, 5, 9, tzinfo=UTC),
        on_hand=Amount("u", 4 * ONE),
        returned=Amount("u", 3 * ONE),
        corrected=Amount("u", 0),
        destroyed=Amount("u", ONE),
    ),
    LedgerLine(
        consignee="C2",
        lot="lot:1",
        notified=date(2026, 3, 3),
        method="e-mail",
        returned=Amount("u", 0),
        corrected=Amount("u", 2 * ONE),
        destroyed=Amount("u", 0),
    ),
    LedgerLine(
        consignee="C2",
        lot="lot:2",
        notified=date(2026, 3, 3),
        method="e-mail",
        returned=Amount("kg", ONE // 2),
        corrected=Amount("kg", 0),
        destroyed=Amount("kg", 0),
    ),
)
RISK = frozenset({("risk_to_health", "yes"), ("recall_class", "II")})
EVENTS = (
    CaseEvent("decision", datetime(2026, 3, 2, 8, tzinfo=UTC), "R-7", RISK),
    CaseEvent("initiation", date(2026, 3, 3), "R-7", RISK),
    CaseEvent("awareness", date(2026, 2, 27), "AE-1", frozenset({("fda_outcome", "serious_injury")})),
)
FULL = CaseFile(
    recall_number="R-7",
    stage="initial",
    reported=date(2026, 3, 6),
    sequence=1,
    authority="BfArM",
    authority_reference="BfArM-1",
    own_reference="FSCA-7",
    action="removal",
    recall_class="II",
    reason="The balloon may not deflate.",
    event_description="Two balloons did not deflate.",
    hazard_evaluation="A vessel may be blocked for minutes.",
    risk="1 in 1,000; serious",
    investigation_result="A seal was too thick.",
    action_taken="All devices of both lots are taken back.",
    justification="No correction in the field is possible.",
    advice="Stop using and selling. Put aside what you have.",
    strategy="To all users.",
    depth="user level",
    effectiveness_level="A",
    organisation_of_measures="Regulatory affairs leads.",
    schedule="All back by 2026-04-30.",
    publication="Our web page.",
    expected_effect="All devices accounted for.",
    disposition="Destroyed under witness.",
    notice_status="final",
    completion_estimate=date(2026, 4, 30),
    conclusion="Open.",
    missing_follows=date(2026, 3, 20),
    manufacturer=FIRM,
    reporter=FIRM,
    authorised_representative=Organisation(
        name="Acme EU",
        address="3 Rue, Bruxelles",
        country="BE",
        phone="+32 2",
        registration="BE-AR-000000001",
    ),
    local_agent=Organisation(
        name="艾克美", address="上海市 2 号", country="CN", phone="+86 21 1", registration="91310000"
    ),
    notified_body="0123",
    contact=Contact(
        name="Ann Lee",
        title="Head of regulatory affairs",
        address="1 Main St",
        phone="+1 617 2",
        email="ra@acme.test",
    ),
    countries=("US", "CN"),
    events=EVENTS,
    deadlines=(),
    products=PRODUCTS,
    lots=LOTS,
    consignees=CONSIGNEES,
    ledger=LEDGER,
    attempts=(Attempt(consignee="C2", at=date(2026, 3, 10), method="phone", outcome="no answer"),),
    checks=(EffectivenessCheck(consignee="C1", at=date(2026, 3, 12), method="visit", result="effective"),),
    injuries=(
        Injury(
            key="AE-1",
            at=date(2026, 2, 20),
            device="S0003",
            outcome="serious injury",
            description="Balloon did not deflate.",
        ),
    ),
    communications=(Communication(title="Letter", at=date(2026, 3, 3), to="C1, C2", sha256="cd" * 32),),
    certificate_sha256="ef" * 32,
    ledger_root="ab" * 32,
    ledger_size=42,
)


def wide(consignees: int, devices_each: int, lots: int = 40) -> CaseFile:
    """A case of many consignees; each got devices of four lots, with serial numbers that are mixed."""
    serials: dict[str, list[str]] = {f"lot:{n}": [] for n in range(lots)}
    people: list[Consignee] = []
    number = 0
    for who in range(consignees):
        got: list[Delivery] = []
        for place in range(4):
            lot = f"lot:{(who + place) % lots}"
            some = tuple(f"SN{number + n:08d}" for n in range(devices_each // 4))
            number += len(some)
            serials[lot] += some
            got.append(
                Delivery(
                    lot=lot, shipped=date(2026, 1, 9), quantity=Amount("u", len(some) * ONE), serials=some
                )
            )
        people.append(
            Consignee(
                key=f"customer:{who}",
                name=f"Hospital {who} 医院",
                address=f"{who} Long Road, Some Town, Some State",
                country="US",
                phone=f"+1 {who}",
                deliveries=tuple(got),
            )
        )
    return CaseFile(
        recall_number="R-wide",
        products=(PRODUCTS[0],),
        lots=tuple(
            CaseLot(
                key=key,
                product="P1",
                number=key,
                serials=tuple(some),
                produced=Amount("u", len(some) * ONE),
                distributed=Amount("u", len(some) * ONE),
            )
            for key, some in serials.items()
        ),
        consignees=tuple(people),
        ledger=tuple(
            LedgerLine(consignee=one.key, lot=delivery.lot, notified=date(2026, 3, 3), method="letter")
            for one in people
            for delivery in one.deliveries
        ),
        contact=FULL.contact,
        reason="r",
        ledger_root="ab" * 32,
        ledger_size=42,
    )
