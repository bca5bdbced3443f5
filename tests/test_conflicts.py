"""Every open dispute is listed with all its statements and their sources, until a decision ends it."""

from __future__ import annotations

import csv
import io
import json
import shlex

import pytest

from app import cli
from app.asker import EVERYTHING, Asker
from app.conflicts import conflicts, page, to_end, to_json
from app.corrections import Decider, correct, withdraw
from app.errors import Refused
from graph_model.facts import AnyFact, NodeFact, RelationshipFact
from graph_model.units import ONE
from graph_store import disputes as listing
from graph_store.digest import digest
from graph_store.store import Store
from tests.support.build import Plant, key, lot, step
from tests.support.engine_process import environment_of
from tests.support.questions import CATHETERS, ORDER, RESIN, forward, quantities, whole_plant
from tests.support.sources import load

BY = Decider("王芳", "asked both")
PERSON, SHAFT, SHIPMENT = key("person", "7"), lot("SA-1", "1"), key("shipment", "S2")
MADE, SENT = "PRODUCED:t/erp/1", "DELIVERED_TO:t/erp/2"
ADDRESS = "Straße 1, \"Haus 'B'\""


def facts(name: str, quantity: int, customer: str, address: str, line: int) -> list[AnyFact]:
    """What one of the two sources states."""
    properties = {"quantity": quantity * ONE // 2, "uom": "kg"}
    return [
        NodeFact(key=RESIN, properties={"name": name, "expires": "2026-01-31"}, line=line),
        NodeFact(key=PERSON, properties={"name": name}, line=line + 1),
        NodeFact(key=key("customer", "1"), properties={"address": address, "country": "DE"}, line=line + 2),
        RelationshipFact(
            type="PRODUCED", key=MADE, source=ORDER, target=SHAFT, properties=properties, line=line + 3
        ),
        RelationshipFact(
            type="DELIVERED_TO", key=SENT, source=SHIPMENT, target=key("customer", customer), line=line + 4
        ),
    ]


@pytest.fixture
def disputed(store: Store) -> Store:
    """A plant of which two sources state five things differently, and of one of them a third source too."""
    plant = whole_plant()
    plant.node(key("customer", "2"))
    plant.link("SHIPPED_IN", CATHETERS, SHIPMENT, "1", "u")
    load(store, "base", plant.facts)
    load(store, "erp", facts("one", 3, "1", ADDRESS, 2), profile="tryton")
    load(store, "mes", facts("two", 5, "2", "Weg 2", 12))
    third = NodeFact(key=CATHETERS, properties={"name": "settled"}, precedence=100)
    store.commit(
        [third, NodeFact(key=CATHETERS, properties={"name": "x"})], actor="test", reason="no dispute"
    )
    return store


def test_every_dispute_is_told_with_its_statements_and_sources(disputed: Store) -> None:
    found = list(conflicts(disputed, EVERYTHING))
    assert [(dispute.key, dispute.name, dispute.differing) for dispute in found] == [
        (SENT, "", ["to"]),
        (MADE, "", ["quantity"]),
        (key("customer", "1"), "address", ["address"]),
        (RESIN, "name", ["name"]),
        (PERSON, "name", ["name"]),
    ]
    for dispute in found:
        assert [rival.shown for rival in dispute.rivals] == [True, False]
        by_file = {rival.source.file: rival for rival in dispute.rivals}
        assert {*by_file} == {"erp.csv", "mes.csv"}
        first = by_file["erp.csv"].source
        assert (first.load, first.profile, first.commit) == ("L-erp", "tryton/1 as t", 2)
        assert (first.actor, first.reason) == ("loader of erp", "load erp.csv")
        assert by_file["mes.csv"].source.line == (first.line or 0) + 10
    assert {str(rival.stated["name"]) for rival in found[4].rivals} == {"one", "two"}
    assert {str(rival.stated["quantity"]) for rival in found[1].rivals} == {"1.5", "2.5"}


def test_a_page_goes_on_where_the_last_one_ended(disputed: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    plant = Plant()
    for number in range(7):
        for name in ("a", "b"):
            plant.node(lot("RM-9", str(number)), name=name, status=name)
    plant.commit(disputed)
    monkeypatch.setattr(listing, "PAGE", 2)
    whole = list(conflicts(disputed, EVERYTHING))
    assert len(whole) == 5 + 2 * 7
    assert [(d.key, d.name) for d in whole] == sorted((d.key, d.name) for d in whole)
    for size in (4, 19):
        told, place, more = [], ("", ""), True
        while more:
            found, more = page(disputed, EVERYTHING, size, place)
            told += found
            place = (found[-1].key, found[-1].name)
        assert told == whole


@pytest.mark.parametrize("chosen", [0, 1])
def test_the_command_that_is_told_ends_the_dispute(disputed: Store, chosen: int) -> None:
    for dispute in list(conflicts(disputed, EVERYTHING)):
        program, verb, about, *values, option, _ = shlex.split(to_end(dispute, dispute.rivals[chosen]))
        assert (program, verb, about, option) == ("lotgraph", "correct", dispute.key, "--reason")
        correct(disputed, about, dict(value.split("=", 1) for value in values), BY)
        there = {d.key for d in conflicts(disputed, EVERYTHING)}
        assert dispute.key not in there
    answer = forward(disputed, RESIN)
    assert [gap for gap in answer.gaps if gap.kind == "conflict"] == []
    (name,) = [row.name for row in answer.rows if row.key == RESIN]
    wanted = {"one": "1.5", "two": "2.5"}[name or ""]
    assert quantities(answer)[SHAFT] == (wanted, "kg") or chosen == 1


def test_what_is_withdrawn_or_outweighed_is_no_dispute_any_more(disputed: Store) -> None:
    withdraw(disputed, MADE, BY)
    late = NodeFact(key=RESIN, properties={"name": "three"}, changed="2026-01-31T08:15:00.000000Z")
    disputed.commit([late], actor="loader", reason="load")
    left = {dispute.key for dispute in conflicts(disputed, EVERYTHING)}
    assert left == {SENT, key("customer", "1"), PERSON}


def test_the_ends_of_a_relationship_are_corrected_to_what_is_there(disputed: Store) -> None:
    before = digest(disputed.connection)
    for end, says in ((key("customer", "9"), "there is no record"), (RESIN, "the end of DELIVERED_TO is")):
        with pytest.raises(Refused, match=says):
            correct(disputed, SENT, {"to": end}, BY)
    with pytest.raises(Refused, match="there is no property to"):
        correct(disputed, RESIN, {"to": CATHETERS}, BY)
    assert digest(disputed.connection) == before
    correct(disputed, SENT, {"from": SHIPMENT, "to": key("customer", "2")}, BY)
    (edge,) = [e for e in disputed.reader().logistics([SHIPMENT], True) if e.key == SENT and not e.void]
    assert (edge.target, edge.disputed) == (key("customer", "2"), False)


def test_who_is_bound_to_sites_sees_the_disputes_about_them(disputed: Store) -> None:
    plant = Plant("sites")
    room = plant.node(key("location", "R1"))
    plant.context("LOCATED_IN", room, plant.node(key("site", "1")))
    plant.context("AT_LOCATION", plant.node(step("MO7")), room)
    plant.link("PRODUCED", step("MO7"), lot("FG-1", "7"))
    for name in ("a", "b"):
        plant.node(lot("FG-1", "7"), name=name)
    plant.commit(disputed)
    asker = Asker("kim", frozenset(), frozenset([key("site", "1")]))
    assert [(d.key, d.name) for d in conflicts(disputed, asker)] == [(lot("FG-1", "7"), "name")]


def test_the_command_line_tells_them_in_three_forms(
    disputed: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in environment_of(disputed).items():
        monkeypatch.setenv(name, value)
    whole = [to_json(dispute) for dispute in conflicts(disputed, EVERYTHING)]
    assert cli.run(["conflicts", "--format", "json"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert told["conflicts"] == json.loads(json.dumps(whole))
    assert told["ledger"]["size"] == disputed.head().size
    assert cli.run(["conflicts", "--format", "csv"]) == 3
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 10
    assert {row["from"] for row in rows} == {f"{name}.csv:{n}" for name, n in _lines()}
    assert cli.run(["conflicts"]) == 3
    said = capsys.readouterr()
    assert "5 disputes between sources are not decided." in said.err
    assert f"lotgraph correct {SENT} to=customer:t/2 --reason" in said.out
    for dispute in list(conflicts(disputed, EVERYTHING)):
        values = {name: str(dispute.rivals[0].stated[name]) for name in dispute.differing}
        correct(disputed, dispute.key, values, BY)
    assert cli.run(["conflicts", "--format", "csv"]) == 0


def _lines() -> list[tuple[str, int]]:
    return [("erp", n) for n in range(2, 7)] + [("mes", n) for n in range(12, 17)]
