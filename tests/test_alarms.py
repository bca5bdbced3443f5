"""What leaves the path opens a nonconformity by itself; late records dismiss it; persons stand above."""

from __future__ import annotations

from typing import Any

import pytest

from app.alarms import GONE, Raised, raise_alarms
from app.corrections import Decider
from app.working import Wish, work
from graph_store import alarm_head
from graph_store.staged import staged
from graph_store.store import Store
from tests.conftest import empty
from tests.support.build import Plant, key, lot
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
    assert raise_alarms(plant) == Raised(1, size, 2, 0)
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
    assert one["root_cause"].startswith(GONE)


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
