"""What leaves the path opens a nonconformity by itself; late records dismiss it; persons stand above."""

from __future__ import annotations

from typing import Any

import pytest

from app.alarms import GONE, Raised, behind, raise_alarms
from app.corrections import Decider
from app.detecting import look
from app.working import Wish, work
from graph_model.facts import Retraction
from graph_model.keys import relationship_key_by_content
from graph_store import alarm_head
from graph_store.staged import staged
from graph_store.store import Store
from tests.conftest import empty
from tests.support.build import NS, Plant, key, lot
from tests.support.signing import EVERYBODY, QUI, open_accounts

RESIN, TUBE = lot("RM-1", "0007"), lot("SA-1", "1")
RECEIPT, PAPER = key("receipt", "GR1", "1"), key("qualification", "Q1")


@pytest.fixture
def plant(store: Store) -> Store:
    """A receipt on a day on which the supplier's qualification was over; a measurement out of its limits."""
    facts = Plant()
    facts.receive(RESIN, "S", "GR1", supplier_lot="V-9")
    facts.node(RECEIPT, received="2026-03-02")
    facts.node(PAPER, valid_from="2025-01-01", valid_to="2025-12-31")
    facts.context("QUALIFIES", PAPER, key("supplier", "S"))
    facts.node(key("measurement", "M1"), value=9, lower_limit=1, upper_limit=5, measured="2026-03-03")
    facts.context("MEASURED_ON", key("measurement", "M1"), RESIN)
    facts.commit(empty(store))
    return store


def raised(store: Store) -> dict[str, dict[str, Any]]:
    """Rule -> what its nonconformity says."""
    with store.reader() as reader:
        cards = reader.cards(staged(store, "Nonconformity")).values()
    return {str(card.properties["rule"]): {"key": card.key, **card.properties} for card in cards}


def test_an_alarm_is_raised_once_and_dismissed_when_late_records_say_what_was_missing(plant: Store) -> None:
    size = plant.head().size
    assert raise_alarms(plant) == Raised(1, size + 1, 2, 0)
    found = raised(plant)
    assert set(found) == {"supplier_not_qualified", "out_of_limits"}
    one = found["supplier_not_qualified"]
    assert (one["stage"], one["evidence"].split()[0]) == ("detected", RECEIPT)
    with plant.reader() as reader:
        (tie,) = reader.context([one["key"]], ("RAISED_ON",), True)
    assert tie.target == RECEIPT
    # Nothing new, nothing more; and who forgot how far the rules looked finds the same again.
    assert raise_alarms(plant).opened == 0
    with plant.connection.writing() as transaction:
        transaction.rows("keep_alarms_seen", size=0)
        transaction.commit()
    assert alarm_head.seen(plant) > 0  # it never goes back

    late = Plant("late")
    late.node(PAPER, changed="2026-11-26T08:00:00.000000Z", valid_to="2026-12-31")
    late.node(RECEIPT, document="GR1")
    late.commit(plant)
    done = raise_alarms(plant)
    assert (done.opened, done.dismissed) == (0, 1)
    one = raised(plant)["supplier_not_qualified"]
    assert one["stage"] == "dismissed"
    assert one["description"].endswith(f". {GONE}: ledger size {size + 2}.")
    assert "root_cause" not in one  # that is a person's word


def test_what_a_person_decided_of_an_alarm_stands(plant: Store) -> None:
    raise_alarms(plant)
    open_accounts(plant, *EVERYBODY)
    found = raised(plant)
    for rule, command, fields in (
        ("out_of_limits", "take", {"due": "2026-12-01"}),
        ("supplier_not_qualified", "dismiss", {"root_cause": "approved by letter"}),
    ):
        wish = Wish(found[rule]["key"], command, fields)
        assert work(plant, wish, Decider("", "reviewed", QUI.signer)).outcome.done
    late = Plant("late")
    late.node(RECEIPT, document="GR1")
    late.node(key("measurement", "M1"), changed="2026-11-26T08:00:00.000000Z", upper_limit=10)
    late.commit(plant)
    done = raise_alarms(plant)
    assert (done.opened, done.dismissed) == (0, 0)
    found = raised(plant)
    assert found["out_of_limits"]["stage"] == "open"
    assert (found["supplier_not_qualified"]["stage"], found["supplier_not_qualified"]["root_cause"]) == (
        "dismissed",
        "approved by letter",
    )


def test_an_alarm_comes_again_when_it_is_found_again(plant: Store) -> None:
    raise_alarms(plant)
    for limit, stage in ((10, "dismissed"), (5, "detected")):
        late = Plant(f"late {limit}")
        late.node(
            key("measurement", "M1"), changed=f"2026-11-26T08:00:{limit:02d}.000000Z", upper_limit=limit
        )
        if limit == 5:
            late.node(key("measurement", "M1"), changed="2026-11-26T09:00:00.000000Z", upper_limit=5)
        late.commit(plant)
        raise_alarms(plant)
        assert raised(plant)["out_of_limits"]["stage"] == stage


def test_what_still_stands_is_found_again_and_stays(arcadedb: Store) -> None:
    """Also where the record at fault is not the one that the rule judges."""
    store, facts = empty(arcadedb), Plant()
    facts.node(RESIN, expires="2026-01-01")
    facts.node(order := facts.make("MO1", [RESIN], [TUBE]), started="2026-01-02")
    for number, day in (("10", "2026-01-03"), ("20", "2026-01-02")):
        facts.node(operation := key("step", "operation", "MO1", number), started=day)
        facts.context("PART_OF", operation, order)
    facts.commit(store)
    assert raise_alarms(store).opened == 2
    for n in range(2):
        other = Plant(f"other {n}")
        other.node(key("customer", str(n)), name="elsewhere")
        other.commit(store)
        done = raise_alarms(store)
        assert (done.opened, done.dismissed) == (0, 0)
    assert {rule: one["stage"] for rule, one in raised(store).items()} == {
        "shelf_life": "detected",
        "step_out_of_order": "detected",
    }


def test_a_tie_that_is_withdrawn_is_looked_at_with_what_stood_on_it(arcadedb: Store) -> None:
    store, facts = empty(arcadedb), Plant()
    facts.receive(RESIN, "S", "GR1")
    facts.node(RECEIPT, received="2026-03-02")
    facts.node(PAPER, valid_from="2025-01-01")
    facts.context("QUALIFIES", PAPER, key("supplier", "S"))
    measured = key("measurement", "M1")
    facts.node(measured, value=9, upper_limit=5, measured="2026-03-03")
    facts.context("MEASURED_ON", measured, RESIN)
    facts.commit(store)
    assert (raise_alarms(store).opened, set(raised(store))) == (1, {"out_of_limits"})
    pairs = (("QUALIFIES", PAPER, key("supplier", "S")), ("MEASURED_ON", measured, RESIN))
    gone = [
        Retraction(type=t, key=relationship_key_by_content(t, NS, source, target), reason="wrong")
        for t, source, target in pairs
    ]
    store.commit(gone, actor="test", reason="withdrawn")
    done = raise_alarms(store)
    assert (done.opened, done.dismissed) == (1, 1)
    assert {rule: one["stage"] for rule, one in raised(store).items()} == {
        "out_of_limits": "dismissed",
        "supplier_not_qualified": "detected",
    }


def test_nothing_is_dismissed_by_a_look_that_something_overtook(
    arcadedb: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, facts, measured = empty(arcadedb), Plant(), key("measurement", "M1")
    facts.node(measured, value=9, upper_limit=5, measured="2026-03-03")
    facts.commit(store)
    raise_alarms(store)
    better = Plant("better")
    better.node(measured, changed="2026-11-26T08:00:00.000000Z", upper_limit=10)
    better.commit(store)
    looked = look

    def overtaken(*args: Any, **named: Any) -> Any:
        found = looked(*args, **named)
        worse = Plant("worse")
        worse.node(measured, changed="2026-11-26T09:00:00.000000Z", upper_limit=5)
        worse.commit(store)
        return found

    monkeypatch.setattr("app.alarms.look", overtaken)
    assert raise_alarms(store).dismissed == 0
    monkeypatch.undo()
    assert behind(store) == 1
    assert raise_alarms(store).dismissed == 0
    assert raised(store)["out_of_limits"]["stage"] == "detected"
    assert behind(store) == 0
