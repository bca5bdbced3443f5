"""Set pieces of missing records: each makes one kind of gap that an answer must name."""

from __future__ import annotations

from simulator.catalogue import COATING
from simulator.factory import Moved
from simulator.stage import Stage, output, whole


def no_origin(stage: Stage) -> list[str]:
    """A subassembly lot is there and used, and nothing says where it came from."""
    lot = stage.lot(stage.family.subassembly, 2000)
    product = _product(stage, [whole(lot)])
    return [lot.key, product]


def step_without_input(stage: Stage) -> list[str]:
    """An order made a lot out of nothing."""
    lot = stage.lot(stage.family.lot_only, 2000)
    step = stage.step("production", [], [output(lot)])
    stage.ship(lot)
    return [lot.key, step]


def step_without_output(stage: Stage) -> list[str]:
    """An order took a lot, and nothing says what it made."""
    tube = stage.bought("RM-1008", 5)
    step = stage.step("production", [whole(tube)], [])
    return [tube.key, step]


def step_whose_only_output_was_withdrawn(stage: Stage) -> list[str]:
    """The order's output was withdrawn and never stated again."""
    wires = stage.bought("RM-1008", 5)
    step = stage.step("production", [whole(wires)], [])
    stage.factory.produce(step, [output(stage.lot(stage.family.kit_lot, 1000))], void="counted wrongly")
    return [wires.key, step]


def shipment_without_customer(stage: Stage) -> list[str]:
    """A lot left, and nothing says to whom."""
    lot = stage.made(stage.family.lot_only, 2)
    shipment = stage.logistics.ship([whole(lot)], "")
    return [lot.key, shipment]


def untracked_input(stage: Stage) -> list[str]:
    """A coating done outside uses material without its lot; an order has nothing but such input."""
    sub = stage.made(stage.family.subassembly, 2)
    coated = stage.lot(stage.family.subassembly, 2000, f"{sub.number}-C")
    step = stage.step("outside_processing", [whole(sub)], [output(coated)])
    stage.factory.use(step, COATING, 20)
    product = _product(stage, [whole(coated)])
    wiped = stage.lot(stage.family.lot_only, 1000)
    stage.factory.use(stage.step("production", [], [output(wiped)]), COATING, 10)
    stage.ship(wiped)
    bought = stage.factory.receive(
        stage.factory.item(COATING), 1000, supplier=stage.factory.catalogue.suppliers[0]
    )
    return [sub.key, step, product, wiped.key, bought.key]


def lot_never_stated(stage: Stage) -> list[str]:
    """Lots are referred to by a consumption, and by a production, and no file states them."""
    used, made = (stage.lot(stage.family.subassembly, 1000, stated=False) for _ in range(2))
    product = _product(stage, [whole(used)])
    stage.step("production", stage.factory.draw(stage.family.tube, 2000), [output(made)])
    return [used.key, made.key, product]


def received_lot_never_stated(stage: Stage) -> list[str]:
    """A receipt says that a lot came in; the lot itself is in no file."""
    hubs = stage.factory.receive(stage.factory.item("RM-1006"), 2000, stated=False)
    return [hubs.key, _product(stage, [whole(hubs)])]


def device_never_stated(stage: Stage) -> list[str]:
    """A lot names a unit that no file states."""
    lot = stage.catheters(1)
    device = stage.factory.key("device", lot.item.number, stage.factory.number("LOST-"))
    stage.records["HAS_UNIT"].add(from_=lot.key, to=device)
    stage.logistics.ship([Moved(device, lot.item, 1000)], stage.logistics.customer)
    return [lot.key, device]


def step_never_stated(stage: Stage) -> list[str]:
    """Consumption and production name an order that no file states."""
    lot = stage.lot(stage.family.lot_only, 2000)
    inputs = stage.factory.draw(stage.family.subassembly, 2000)
    step = stage.step("production", inputs, [output(lot)], stated=False)
    stage.ship(lot)
    return [lot.key, step]


def _product(stage: Stage, inputs: list[Moved]) -> str:
    """A catheter lot made of these and shipped; its key."""
    lot = stage.lot(stage.family.lot_only, 2000)
    stage.step("production", inputs, [output(lot)])
    stage.ship(lot)
    return lot.key


GAP_PIECES = (
    no_origin,
    step_without_input,
    step_without_output,
    step_whose_only_output_was_withdrawn,
    shipment_without_customer,
    untracked_input,
    lot_never_stated,
    received_lot_never_stated,
    device_never_stated,
    step_never_stated,
)
