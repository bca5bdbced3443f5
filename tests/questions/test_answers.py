"""Answers as they were, and as bytes: the contract to the letter."""

from __future__ import annotations

import hashlib
import json

import pytest

from app.questions.errors import UnknownKey
from graph_model.facts import LoadBegun
from graph_store.store import Store
from ledger.tree import root_of
from tests.support.build import Plant, device, key, lot
from tests.support.questions import (
    CATHETERS,
    FG,
    MATERIAL,
    ORDER,
    RESIN,
    UDI_DI,
    backward,
    device_plant,
    forward,
    rejected,
)


def test_an_answer_known_at_an_earlier_size_is_the_one_given_then(store: Store) -> None:
    plant = device_plant()
    customer = plant.node(key("customer", "1"), name="Herzzentrum")
    made = plant.link("PRODUCED", ORDER, CATHETERS, "40", "u", line="made")
    plant.ship(CATHETERS, "1", "S1", "40")
    size = plant.commit(store).size
    asked = [(forward, RESIN), (backward, CATHETERS), (backward, customer)]
    then = [ask(store, start).to_json(with_links=True) for ask, start in asked]
    later = "2025-06-01T00:00:00.000000Z"
    plant.node(customer, name="Herzklinik", changed=later)
    plant.node(FG, uom="dozen", changed=later)
    plant.link("PRODUCED", ORDER, CATHETERS, "24", "u", line="made", changed=later)
    plant.link("CONSUMED_IN", lot("RM-2", "1"), ORDER, "1")
    plant.link("PRODUCED", ORDER, lot("FG-1", "2"), "5", "u")
    plant.link("HAS_UNIT", CATHETERS, device("FG-1", "1"))
    plant.context("INSPECTED_BY", CATHETERS, plant.node(key("inspection", "I1")))
    plant.context("IDENTIFIED_BY", MATERIAL, plant.node(key("di", "2")))
    plant.facts += [rejected(3), LoadBegun(load="L1", file="f", sha256="00", profile="p")]
    plant.commit(store)
    plant.withdraw("PRODUCED", made)
    plant.commit(store)
    again = [ask(store, start, known_at=size).to_json(with_links=True) for ask, start in asked]
    assert again == then
    now = [ask(store, start).to_json(with_links=True) for ask, start in asked]
    assert all(new["rows"] != old["rows"] for new, old in zip(now, then, strict=True))
    with pytest.raises(UnknownKey):
        forward(store, lot("FG-1", "2"), known_at=size)


GOLDEN = json.loads(
    """
{
  "start": ["lot:t/RM-1/0007"],
  "direction": "forward",
  "clocks": {"as_of": null, "known_at": 2},
  "complete": false,
  "gaps": [
    {
      "kind": "rejected_rows",
      "message": "moves.csv, line 3 not accepted (unknown_unit), and may be about anything (load L1)."
    },
    {
      "kind": "shipment_without_customer",
      "key": "shipment:t/S2",
      "label": "Shipment",
      "message": "Nothing says to whom shipment:t/S2 went."
    }
  ],
  "notes": [
    {
      "kind": "not_traced",
      "key": "material:t/RM-1",
      "label": "Material",
      "message": "material:t/RM-1 is declared not to be traced; its links may be partial."
    },
    {
      "kind": "retracted",
      "key": "PRODUCED:t/doc/9",
      "type": "PRODUCED",
      "from": "step:t/production/MO1",
      "to": "lot:t/FG-1/2",
      "message": "step:t/production/MO1 PRODUCED lot:t/FG-1/2 was stated and withdrawn; it was not followed."
    }
  ],
  "counts": {"Customer": 1, "Device": 1, "Lot": 2, "ProcessStep": 1, "Return": 1, "Shipment": 2},
  "totals": {
    "devices": 40,
    "by_material": [
      {"material": "material:t/FG-1", "quantity": "40", "unit": "u"},
      {"material": "material:t/RM-1", "quantity": "12.5", "unit": "kg"}
    ]
  },
  "rows": [
    {
      "key": "customer:t/1",
      "label": "Customer",
      "name": "Herzzentrum Köln",
      "quantity": null,
      "unit": null,
      "udi_di": null,
      "by_material": [
        {"material": "material:t/FG-1", "shipped": "30", "returned": "1", "net": "29", "unit": "u"}
      ]
    },
    {
      "key": "device:t/FG-1/1001",
      "label": "Device",
      "name": null,
      "quantity": "1",
      "unit": "u",
      "udi_di": "04012345678901"
    },
    {
      "key": "lot:t/FG-1/1",
      "label": "Lot",
      "name": "Catheter",
      "quantity": "40",
      "unit": "u",
      "udi_di": "04012345678901"
    },
    {
      "key": "lot:t/RM-1/0007",
      "label": "Lot",
      "name": null,
      "quantity": "12.5",
      "unit": "kg",
      "udi_di": null
    },
    {
      "key": "return:t/R1/1",
      "label": "Return",
      "name": null,
      "quantity": null,
      "unit": null,
      "udi_di": null
    },
    {
      "key": "shipment:t/S1",
      "label": "Shipment",
      "name": null,
      "quantity": null,
      "unit": null,
      "udi_di": null
    },
    {
      "key": "shipment:t/S2",
      "label": "Shipment",
      "name": null,
      "quantity": null,
      "unit": null,
      "udi_di": null
    },
    {
      "key": "step:t/production/MO1",
      "label": "ProcessStep",
      "name": null,
      "quantity": null,
      "unit": null,
      "udi_di": null
    }
  ],
  "relationships": [
    ["device:t/FG-1/1001", "RETURNED_IN", "return:t/R1/1", "RETURNED_IN:t/doc/7"],
    ["lot:t/FG-1/1", "HAS_UNIT", "device:t/FG-1/1001", "HAS_UNIT:t/doc/4"],
    ["lot:t/FG-1/1", "SHIPPED_IN", "shipment:t/S1", "SHIPPED_IN:t/doc/5"],
    ["lot:t/FG-1/1", "SHIPPED_IN", "shipment:t/S2", "SHIPPED_IN:t/doc/10"],
    ["lot:t/RM-1/0007", "CONSUMED_IN", "step:t/production/MO1", "CONSUMED_IN:t/doc/2"],
    ["return:t/R1/1", "RETURNED_BY", "customer:t/1", "RETURNED_BY:t/doc/8"],
    ["shipment:t/S1", "DELIVERED_TO", "customer:t/1", "DELIVERED_TO:t/doc/S1-to"],
    ["step:t/production/MO1", "PRODUCED", "lot:t/FG-1/1", "PRODUCED:t/doc/3"]
  ]
}
"""
)


def golden_plant(store: Store) -> None:
    """One of everything that an answer can hold."""
    plant = Plant()
    identifier = plant.node(key("di", "1"), udi_di=UDI_DI, type="primary")
    plant.context("IDENTIFIED_BY", plant.node(FG, uom="u"), identifier)
    plant.node(MATERIAL, uom="kg", traceability="none")
    plant.node(key("customer", "1"), name="Herzzentrum Köln")
    resin, unit = lot("RM-1", "0007"), device("FG-1", "1001")
    plant.link("RECEIVED_AS", key("receipt", "GR1", "1"), resin, "12500", "g")
    plant.link("CONSUMED_IN", resin, ORDER, "2.5")
    plant.link("PRODUCED", ORDER, CATHETERS, "40", "u")
    plant.link("HAS_UNIT", CATHETERS, unit)
    plant.ship(CATHETERS, "1", "S1", "30")
    plant.give_back(unit, "1", "R1")
    void = plant.link("PRODUCED", ORDER, lot("FG-1", "2"), "5", "u")
    plant.link("SHIPPED_IN", CATHETERS, key("shipment", "S2"), "10", "u")
    plant.node(CATHETERS, name="Catheter")
    plant.commit(store)
    plant.withdraw("PRODUCED", void)
    plant.facts.append(rejected(3))
    plant.commit(store)


def test_the_answer_is_the_contract_to_the_letter(store: Store) -> None:
    golden_plant(store)
    answer = forward(store, "lot:t/RM-1/0007")
    given = json.loads(json.dumps(answer.to_json(with_links=True)))
    ledger, digest = given.pop("ledger"), given.pop("sha256")
    assert given == GOLDEN
    headers = [entry.header.encode() for entry in store.entries(1, 2)]
    assert ledger == {"size": 2, "root": root_of(headers).hex()}
    assert digest == sha256_of({**GOLDEN, "ledger": ledger})


def test_without_links_only_the_relationships_are_left_out(store: Store) -> None:
    golden_plant(store)
    answer = forward(store, "lot:t/RM-1/0007")
    linked, plain = answer.to_json(with_links=True), answer.to_json()
    assert list(plain) == [
        "start",
        "direction",
        "clocks",
        "complete",
        "gaps",
        "notes",
        "counts",
        "totals",
        *("rows", "ledger", "sha256"),
    ]
    del linked["relationships"]
    assert plain == linked


def test_both_engines_give_the_same_bytes_but_for_their_ledgers(stores: tuple[Store, Store]) -> None:
    bodies = []
    for one in stores:
        golden_plant(one)
        body = forward(one, "lot:t/RM-1/0007").to_json(with_links=True)
        del body["ledger"], body["sha256"]
        bodies.append(json.dumps(body))
    assert bodies[0] == bodies[1]


def test_a_corrected_name_changes_the_answer_and_not_what_is_hashed_of_its_rows(store: Store) -> None:
    golden_plant(store)
    before = forward(store, "lot:t/RM-1/0007").to_json(with_links=True)
    plant = Plant()
    plant.node(key("customer", "1"), name="Herzklinik Köln", changed="2025-06-01T00:00:00.000000Z")
    plant.commit(store)
    after = forward(store, "lot:t/RM-1/0007").to_json(with_links=True)
    assert [row["name"] for row in _rows_of(after)] == ["Herzklinik Köln", None, "Catheter", *[None] * 5]
    same = {**before, "clocks": after["clocks"], "ledger": after["ledger"]}
    assert sha256_of(same) == after["sha256"] != before["sha256"]


def _rows_of(body: dict[str, object]) -> list[dict[str, object]]:
    found = body["rows"]
    assert isinstance(found, list)
    return found


def sha256_of(body: dict[str, object]) -> str:
    """The hash as DESIGN 7 words it, computed with the standard library alone."""
    hashed = {name: value for name, value in body.items() if name != "sha256"}
    hashed["rows"] = [{n: v for n, v in row.items() if n != "name"} for row in _rows_of(body)]
    text = json.dumps(hashed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
