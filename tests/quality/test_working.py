"""Commands on records, on both engines: gates read the graph, signatures are those of the policy table."""

from __future__ import annotations

import pytest

from app.approvals import sign
from app.asker import Asker
from app.corrections import Decider, correct, withdraw
from app.errors import Refused
from app.merging import merge
from app.working import ELSEWHERE, Wish, decided, stages_of, stand, work, worklist
from graph_model.facts import Reject
from graph_model.keys import OWN_NAMESPACE, make
from graph_model.policy import Permission
from graph_model.validate import InvalidFact
from graph_store.approvals import Unapproved
from graph_store.staged import staged
from graph_store.store import Store
from quality.workflow import Command
from quality.workflows import BY_LABEL
from tests.conftest import empty
from tests.support.build import Plant, key, lot, step
from tests.support.memory import MemoryStore
from tests.support.signing import EVERYBODY, KIM, QUI, REG, Person, open_accounts

RESIN, TUBE = lot("RM-1", "0007"), lot("SA-1", "1")
RECEIPT, SHIPMENT, CLINIC = key("receipt", "GR1", "1"), key("shipment", "S1"), key("customer", "clinic")
SUPPLIER = key("supplier", "S")


@pytest.fixture
def plant(store: Store) -> Store:
    """A received resin, a tube made of it, planned to be shipped."""
    facts = Plant()
    facts.receive(RESIN, "S", "GR1", supplier_lot="V-9")
    facts.node(RECEIPT, document="GR1", received="2026-03-02")
    facts.make("MO1", [RESIN], [TUBE])
    facts.ship(TUBE, "clinic", "S1", "3")
    facts.node(key("inspection", "IN1"), result="passed", inspected="2026-03-03")
    facts.context("INSPECTED_BY", RECEIPT, key("inspection", "IN1"))
    facts.commit(empty(store))
    open_accounts(store, *EVERYBODY)
    return store


def do(store: Store, who: Person, record: str, command: str, *ties: tuple[str, str], **fields: str) -> str:
    """Give a command and return the record's key; it must hold at once."""
    done = work(store, Wish(record, command, fields, ties), Decider("", "because", who.signer))
    assert done.outcome.done
    return done.key


def refused(
    store: Store, who: Person, record: str, command: str, *ties: tuple[str, str], **fields: str
) -> str:
    """Why it is refused; nothing was recorded."""
    size = store.head().size
    with pytest.raises(Refused) as caught:
        do(store, who, record, command, *ties, **fields)
    assert store.head().size == size
    return str(caught.value.message)


def stage(store: Store, record: str) -> str:
    with store.reader() as reader:
        return stand(reader, record, store.time()).stage


def test_from_receipt_to_shipment_every_gate_holds_until_it_is_met(plant: Store) -> None:
    store = plant
    assert refused(store, KIM, RECEIPT, "quarantine") == f"{SUPPLIER} was not qualified on 2026-03-02"
    paper = do(
        store,
        QUI,
        "SupplierQualification",
        "draft",
        ("QUALIFIES", SUPPLIER),
        name="resin",
        valid_from="2026-03-03",
    )
    do(store, QUI, paper, "approve")
    assert refused(store, KIM, RECEIPT, "quarantine") == f"{SUPPLIER} was not qualified on 2026-03-02"
    do(store, QUI, paper, "suspend")
    do(store, QUI, paper, "end")
    assert "nothing follows that" in refused(store, QUI, paper, "approve")
    paper = do(
        store,
        QUI,
        "SupplierQualification",
        "draft",
        ("QUALIFIES", SUPPLIER),
        name="resin",
        valid_from="2026-03-02",
    )
    assert refused(store, KIM, RECEIPT, "quarantine") == f"{SUPPLIER} was not qualified on 2026-03-02"
    do(store, QUI, paper, "approve")
    do(store, KIM, RECEIPT, "quarantine")
    assert "what may be done is: refuse, accept" in refused(store, KIM, RECEIPT, "quarantine")
    do(store, KIM, RECEIPT, "accept")

    shelf = key("location", "A1")
    assert refused(store, KIM, RECEIPT, "put_away", put_away_to=shelf) == f"{RESIN} is not released"
    first = do(store, QUI, "Release", "reject", ("DECIDED_ON", RESIN), reason="colour")
    assert refused(store, KIM, RECEIPT, "put_away", put_away_to=shelf) == f"{RESIN} was rejected by {first}"
    do(store, QUI, first, "withdraw", reason="wrong drum")
    do(store, QUI, "Release", "release", ("DECIDED_ON", RESIN))
    hold = do(store, QUI, "Hold", "place", ("DECIDED_ON", RESIN), reason="call of the supplier")
    assert refused(store, KIM, RECEIPT, "put_away", put_away_to=shelf) == f"{RESIN} is held by {hold}"
    # A hold reaches what was made of the lot.
    assert f"{TUBE} is held by {hold}" in refused(store, QUI, "Release", "release", ("DECIDED_ON", TUBE))
    do(store, QUI, hold, "lift")
    do(store, KIM, RECEIPT, "put_away", put_away_to=shelf)

    assert refused(store, KIM, SHIPMENT, "clear") == f"{TUBE} is not released; {CLINIC} has no address"
    said = refused(store, QUI, "Release", "release", ("DECIDED_ON", TUBE))
    assert said == "no inspection of it has passed; say in `reason` why it is released without one"
    do(store, QUI, "Release", "release", ("DECIDED_ON", TUBE), reason="the order was inspected")
    facts = Plant()
    facts.node(CLINIC, address="1 Long Road")
    facts.commit(store)
    do(store, KIM, SHIPMENT, "clear")
    # What stopped it from being cleared still stops it.
    late_hold = do(store, QUI, "Hold", "place", ("DECIDED_ON", RESIN), reason="another call")
    assert refused(store, KIM, SHIPMENT, "ship") == f"{TUBE} is held by {late_hold}"
    assert "which is to come" in refused(store, QUI, late_hold, "lift", lifted="2099-01-01")
    do(store, QUI, late_hold, "lift")
    do(store, KIM, SHIPMENT, "ship")
    do(store, KIM, SHIPMENT, "deliver")
    assert (stage(store, RECEIPT), stage(store, SHIPMENT)) == ("put_away", "delivered")


def test_what_is_done_at_once_by_two_is_done_by_one(plant: Store) -> None:
    """The second one decided on what stood before the first one's decision."""
    complaint = do(
        plant, QUI, "Complaint", "open", ("COMPLAINS_OF", TUBE), name="leaks", received="2026-03-10"
    )
    fields = {"investigation": "kinked", "reportable": "no", "outcome": "malfunction"}
    first = work(plant, Wish(complaint, "investigate", fields), Decider("", "x", KIM.signer))
    assert [str(a.role) for a in first.outcome.waiting] == ["quality_manager"]
    do(plant, QUI, complaint, "investigate", **fields)
    with pytest.raises(Unapproved, match="changed after ledger size"):
        sign(plant, str(first.outcome.proposal), QUI.signer)
    assert refused(plant, QUI, complaint, "investigate", **fields).startswith(
        "investigate: the Complaint is investigated"
    )


def test_a_complaint_becomes_an_adverse_event_where_it_must(plant: Store) -> None:
    complaint = do(
        plant, QUI, "Complaint", "open", ("COMPLAINS_OF", TUBE), name="burst", received="2026-03-10"
    )
    do(plant, QUI, complaint, "investigate", investigation="burst", reportable="no", outcome="death")
    assert refused(plant, QUI, complaint, "close") == "the outcome is death; that is reportable"
    event = do(
        plant,
        REG,
        "AdverseEvent",
        "open",
        ("COMPLAINS_OF", TUBE),
        ("LED_TO", complaint),
        name="burst",
        aware="2026-03-11",
        outcome="death",
    )
    assert "that is reportable" in refused(plant, REG, event, "assess", assessment="x", reportable="no")
    assert "reportable" in refused(plant, QUI, complaint, "close")
    do(plant, REG, event, "assess", assessment="it burst", reportable="yes")
    assert refused(plant, REG, event, "close") == f"no report about {event} was submitted"


def test_what_is_asked_of_a_record_that_is_not_there_or_has_no_workflow(plant: Store) -> None:
    assert refused(plant, QUI, "Supplier", "open") == "Supplier has no workflow"
    assert refused(plant, QUI, "Lot", "identify").startswith("identify opens no Lot")
    absent = key("complaint", "404")
    assert refused(plant, QUI, absent, "open", name="x") == f"there is no record {absent}"
    assert refused(
        plant, QUI, "Complaint", "open", ("COMPLAINS_OF", lot("X", "1")), name="x", received="2026-01-01"
    ) == (f"there is no record {lot('X', '1')}")
    assert refused(plant, QUI, "Complaint", "open", nothing="x") == "there is no property nothing"
    assert refused(plant, QUI, "Complaint", "open", received="yesterday").startswith("received: ")


def test_the_work_list_tells_what_is_due_first_and_how_much_waits_where(plant: Store) -> None:
    late = do(
        plant, QUI, "Nonconformity", "open", ("RAISED_ON", TUBE), name="a", description="b", due="2026-01-01"
    )
    keys = [found for label in ("Nonconformity", "Complaint") for found in staged(plant, label)]
    with plant.reader() as reader:
        found = worklist(reader, keys)
    assert found[0].key == late
    assert stages_of(found)["Nonconformity", "open"] == 1
    with plant.reader() as reader:
        assert TUBE in reader.cards([TUBE])
    assert "nonconformity" in refused(plant, QUI, "Release", "release", ("DECIDED_ON", TUBE))


def test_a_merged_record_is_held_as_the_one_that_it_is(plant: Store) -> None:
    """A hold on one number of a lot reaches what is known under the other."""
    twin = lot("SA-1", "1b")
    facts = Plant()
    facts.node(twin, lot_number="1b")
    facts.commit(plant)
    done = merge(plant, twin, TUBE, Decider("", "one lot", KIM.signer))
    sign(plant, str(done.proposal), QUI.signer)
    hold = do(plant, QUI, "Hold", "place", ("DECIDED_ON", RESIN), reason="x")
    for number in (TUBE, twin):
        said = refused(plant, QUI, "Release", "release", ("DECIDED_ON", number))
        assert f"{number} is held by {hold}" in said


def test_no_other_way_states_what_a_workflow_states(plant: Store) -> None:
    """Corrections and files pass no gate."""
    rejected = do(plant, QUI, "Release", "reject", ("DECIDED_ON", TUBE), reason="colour")
    with pytest.raises(Refused, match="decision is set by its workflow"):
        correct(plant, rejected, {"decision": "released"}, Decider("", "x", QUI.signer))
    with pytest.raises(Refused, match="stage is set by its workflow"):
        correct(plant, rejected, {"stage": "withdrawn"}, Decider("", "x", QUI.signer))
    hold = do(plant, QUI, "Hold", "place", ("DECIDED_ON", RESIN), reason="x")
    with plant.reader() as reader:
        (tie,) = reader.context([hold], ("DECIDED_ON",), True)
    with pytest.raises(Refused, match="was decided with its record"):
        correct(plant, tie.key, {"to": TUBE}, Decider("", "x", QUI.signer))
    with pytest.raises(Refused, match="was decided with its record"):
        withdraw(plant, tie.key, Decider("", "x", QUI.signer))
    stated = Plant("file")
    stated.context("DECIDED_ON", rejected, lot("SA-1", "2"))
    with pytest.raises(InvalidFact, match="was opened here, and no source says what it is tied to"):
        stated.commit(plant)
    with pytest.raises(Refused, match="needs what is asked first"):
        do(
            plant,
            QUI,
            "Recall",
            "open",
            ("RECALLS", TUBE),
            name="x",
            reason="x",
            starts="x",
            certificate="x",
            scope_size="9",
        )


def test_a_release_of_the_order_passes_by_nothing(plant: Store) -> None:
    """What stands against a lot stands against the order that made it, and the other way round."""
    order = step("MO1")
    do(plant, QUI, "Nonconformity", "open", ("RAISED_ON", TUBE), name="a", description="b", due="2027-01-01")
    said = refused(plant, QUI, "Release", "release", ("DECIDED_ON", order), reason="x")
    assert f"of {TUBE} is open" in said
    hold = do(plant, QUI, "Hold", "place", ("DECIDED_ON", RESIN), reason="x")
    assert f"{TUBE} is held by {hold}" in refused(
        plant, QUI, "Release", "release", ("DECIDED_ON", order), reason="x"
    )
    material = key("material", "SA-1")
    assert "is a material" in refused(plant, QUI, "Release", "release", ("DECIDED_ON", material), reason="x")


def test_a_rejection_falls_to_a_later_release_of_the_same_record_only(plant: Store) -> None:
    do(plant, QUI, "Release", "reject", ("DECIDED_ON", TUBE), reason="colour", decided="2026-03-05")
    order = step("MO1")
    do(plant, QUI, "Release", "release", ("DECIDED_ON", order), reason="x", decided="2026-03-06")
    assert f"{TUBE} was rejected by" in refused(plant, KIM, SHIPMENT, "clear")
    do(plant, QUI, "Release", "release", ("DECIDED_ON", TUBE), reason="x", decided="2026-03-05")
    assert f"{TUBE} was rejected by" in refused(plant, KIM, SHIPMENT, "clear")  # of the same day
    do(plant, QUI, "Release", "release", ("DECIDED_ON", TUBE), reason="looked again", decided="2026-03-07")
    assert refused(plant, KIM, SHIPMENT, "clear") == f"{CLINIC} has no address"


def test_a_release_answers_for_a_history_that_nobody_stated_whole(memory: MemoryStore) -> None:
    """A hold may be on what is missing: it is named, and passed by with a reason alone."""
    facts = Plant()
    facts.link("PRODUCED", step("MO1"), TUBE)  # out of nothing
    facts.node(inspection := key("inspection", "IN1"), result="passed", inspected="2026-03-03")
    facts.context("INSPECTED_BY", TUBE, inspection)
    facts.commit(memory)
    record, workflow = make("release", OWN_NAMESPACE, "R1"), BY_LABEL["Release"]
    at, ties = "2026-03-04T00:00:00.000000Z", (("DECIDED_ON", TUBE),)
    with pytest.raises(Refused) as caught:
        decided(memory.reader(), workflow, record, Command("release", at, ties=ties))
    assert caught.value.message == (
        f"a hold may not be seen: Nothing says what {step('MO1')} used. Say in `reason` why it is released so"
    )
    stated = {"reason": "made of what was here before the first export"}
    assert decided(memory.reader(), workflow, record, Command("release", at, stated, ties))


def test_no_reason_lets_go_what_a_rejected_row_about_a_hold_may_be_about(memory: MemoryStore) -> None:
    facts = Plant()
    facts.receive(RESIN, "S", "GR1")
    facts.make("MO1", [RESIN], [TUBE])
    facts.ship(TUBE, "clinic", "S1", "1")
    facts.node(CLINIC, address="1 Main Street")
    facts.context(
        "DECIDED_ON", facts.node(key("release", "1"), decision="released", decided="2026-01-01"), TUBE
    )
    hold = key("hold", "7")
    facts.facts.append(
        Reject(
            load="l1",
            file="hold.csv",
            line=7,
            column="decided",
            rule="date",
            message="no day",
            raw="",
            touches=(hold,),
        )
    )
    facts.commit(memory)
    at = "2026-03-04T00:00:00.000000Z"
    with pytest.raises(Refused) as caught:
        decided(memory.reader(), BY_LABEL["Shipment"], SHIPMENT, Command("clear", at))
    assert caught.value.message.startswith("a hold may be missing: ")
    assert "hold.csv" in caught.value.message
    # Who may not see where the row belongs is told that something is against it.
    bound = Asker("account:t/bo", frozenset(Permission), frozenset([key("site", "elsewhere")]))
    with pytest.raises(Refused) as caught:
        decided(memory.reader(), BY_LABEL["Shipment"], SHIPMENT, Command("clear", at), bound)
    assert caught.value.message == ELSEWHERE.en
