"""What the rows say of amounts and identifiers."""

from __future__ import annotations

from graph_store.store import Store
from tests.support.build import Plant, device, key, lot, step
from tests.support.questions import (
    CATHETERS,
    FG,
    ORDER,
    RESIN,
    UDI_DI,
    backward,
    device_plant,
    forward,
    quantities,
    whole_plant,
)


def test_quantities_are_what_flowed_into_lots_and_null_elsewhere(store: Store) -> None:
    plant = Plant()
    tube, unit = lot("SA-1", "1"), device("FG-1", "1")
    receipt = key("receipt", "GR1", "1")
    plant.link("SUPPLIED", key("supplier", "S"), receipt)
    plant.link("RECEIVED_AS", receipt, RESIN, "12.5")
    plant.link("RECEIVED_AS", receipt, RESIN, "500", "g")
    plant.link("CONSUMED_IN", RESIN, ORDER, "2")
    plant.link("PRODUCED", ORDER, tube, "1.25")
    plant.link("PRODUCED", ORDER, tube, "0.000000001")
    plant.link("CONSUMED_IN", tube, step("MO2"), "1")
    plant.link("PRODUCED", step("MO2"), unit)
    plant.ship(unit, "1", "S1")
    plant.commit(store)
    nothing = (None, None)
    through = {
        RESIN: ("13", "kg"),
        tube: ("1.250000001", "kg"),
        unit: ("1", "u"),
        ORDER: nothing,
        step("MO2"): nothing,
    }
    assert quantities(forward(store, RESIN)) == {
        **through,
        key("shipment", "S1"): nothing,
        key("customer", "1"): nothing,
    }
    assert quantities(backward(store, unit)) == {**through, receipt: nothing, key("supplier", "S"): nothing}
    assert quantities(forward(store, tube))[tube] == ("1.250000001", "kg")


def test_only_flow_inside_the_answer_is_added_up(store: Store) -> None:
    plant = whole_plant()
    tube = lot("SA-1", "1")
    plant.link("PRODUCED", ORDER, tube, "3")
    plant.link("PRODUCED", step("MO9"), tube, "4")
    plant.commit(store)
    assert quantities(forward(store, RESIN))[tube] == ("3", "kg")
    assert quantities(forward(store, tube))[tube] == ("7", "kg")
    assert quantities(backward(store, tube))[tube] == ("7", "kg")


def test_rows_carry_the_primary_udi_di_of_their_material(store: Store) -> None:
    plant = device_plant()
    package = plant.node(key("di", "0"), udi_di="09999999999999", type="package")
    plant.context("IDENTIFIED_BY", FG, package)
    plant.link("PRODUCED", ORDER, CATHETERS, "1", "u")
    plant.link("HAS_UNIT", CATHETERS, device("FG-1", "1"))
    plant.commit(store)
    assert {row.key: row.udi_di for row in forward(store, RESIN).rows} == {
        RESIN: None,
        ORDER: None,
        CATHETERS: UDI_DI,
        device("FG-1", "1"): UDI_DI,
    }
