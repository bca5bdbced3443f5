"""Set pieces of material flow: the cases in which other systems lost or invented relatives.

Each function plays one case and returns keys worth asking about. Threads are those of REGRESSIONS.
"""

from __future__ import annotations

from simulator import codes
from simulator.factory import Moved, Stock
from simulator.stage import Stage, output, part, unit, whole


def three_lots_of_one_item(stage: Stage) -> list[str]:
    """One order takes three lots of one resin (ERPNext #50279 listed one)."""
    lots = [stage.bought("RM-1001", 1) for _ in range(3)]
    compound = stage.lot(stage.family.compound, 3000)
    stage.step("production", [whole(lot) for lot in lots], [output(compound)])
    tube = _tube_from(stage, compound)
    return [lots[0].key, tube.key]


def five_serials_in_one_kit(stage: Stage) -> list[str]:
    """Five serials go into one order (ERPNext PR #51462 showed one)."""
    catheters = stage.catheters(6)
    kits = stage.made(stage.family.kit, 2, [unit(catheters) for _ in range(5)])
    stage.ship(kits)
    stage.ship(catheters)
    return [catheters.key, kits.devices[0]]


def kit_lot_of_devices_and_lots(stage: Stage) -> list[str]:
    """A kit lot without serials takes devices and a part of a device lot."""
    catheters, export = stage.catheters(2), stage.made(stage.family.lot_only, 4)
    kits = stage.made(stage.family.kit_lot, 2, [unit(catheters), part(export, 2000)])
    for lot in (kits, catheters, export):
        stage.ship(lot)
    return [export.key, kits.key]


def one_supplier_lot_over_many_receipts(stage: Stage) -> list[str]:
    """A supplier's lot comes in three deliveries, two of them into one of our lots."""
    supplier = stage.factory.rng.choice(stage.factory.catalogue.suppliers)
    number = stage.factory.number("HUB-LOT-", 3)
    item = stage.factory.item("RM-1006")
    first, second = (
        stage.factory.receive(item, 4000, supplier=supplier, supplier_lot=number) for _ in range(2)
    )
    stage.factory.receive(
        item, 3000, supplier=supplier, supplier_lot=number, number=first.number, stated=False
    )
    first.rest += 3000
    stage.stock_up(first, second)
    stage.ship(stage.catheters(2))
    return [first.key, second.key]


def one_number_from_two_suppliers(stage: Stage) -> list[str]:
    """Two suppliers use one and the same lot number; their lots have nothing to do with one another."""
    number = stage.factory.number("4711-", 3)
    suppliers = stage.factory.catalogue.suppliers
    item = stage.factory.item("RM-1005")
    lots = [
        stage.factory.receive(item, 40_000, supplier=supplier, supplier_lot=number)
        for supplier in (suppliers[0], suppliers[-1])
    ]
    stage.stock_up(lots[0])
    stage.ship(stage.catheters(1))
    return [lot.key for lot in lots]


def one_number_for_two_materials(stage: Stage) -> list[str]:
    """Our own number is used for two materials."""
    number = stage.factory.number("000", 4)
    lots = [stage.bought(material, 20, number) for material in ("RM-1006", "PK-1007")]
    stage.stock_up(lots[1])
    stage.ship(stage.catheters(1))
    return [lot.key for lot in lots]


def a_number_that_needs_escaping(stage: Stage) -> list[str]:
    """Slash, blank, comma, quote and a letter outside ASCII in one lot number."""
    number = stage.factory.number('Å/7, "b" ', 2)
    lot = stage.bought("RM-1006", 10, number, number)
    stage.stock_up(lot)
    stage.ship(stage.catheters(1))
    return [lot.key]


def a_serial_equal_to_its_lot(stage: Stage) -> list[str]:
    """The first serial of a lot is the lot's own number."""
    factory, item = stage.factory, stage.factory.item(stage.family.serialised)
    lot = factory.lot(item, factory.next_serial(item.number))
    lot.rest = 2000
    stage.step("production", factory.draw(stage.family.subassembly, 2000), [output(lot)])
    factory.serialise(lot, 2)
    stage.ship(lot)
    return [lot.key, lot.devices[0]]


def by_product_under_one_number(stage: Stage) -> list[str]:
    """Regrind carries the number of the tube it fell off (Odoo #17702), and goes into a compound."""
    tube = stage.lot(stage.family.tube, 20_000)
    regrind = stage.lot("RG-3901", 200, tube.number)
    stage.step("production", stage.factory.draw(stage.family.compound, 400), [output(tube), output(regrind)])
    compound = stage.lot(stage.family.compound, 1000)
    resin = stage.factory.draw("RM-1001", 800)
    stage.step("production", [*resin, whole(regrind)], [output(compound)])
    stage.stock_up(compound, tube)
    return [regrind.key, tube.key]


def split_merge_relabel(stage: Stage) -> list[str]:
    """A split with an unrelated lot in the same document, a merge, a new number."""
    lot, other = (stage.made(stage.family.lot_only, 5) for _ in range(2))
    document = stage.factory.number("SP-")
    parts = [stage.lot(lot.item.number, milli) for milli in (2000, 3000)]
    stage.step("split", [whole(lot)], [output(p) for p in parts], order=document, line="1")
    apart = stage.lot(other.item.number, 1000)
    stage.step("split", [part(other, 1000)], [output(apart)], order=document, line="2")
    merged = stage.lot(lot.item.number, 3000)
    stage.step("merge", [part(parts[0], 2000), part(apart, 1000)], [output(merged)])
    renamed = stage.lot(lot.item.number, 3000, f"{merged.number}-EU")
    stage.step("relabel", [whole(merged)], [output(renamed)])
    moved = stage.lot(lot.item.number, 3000, f"{parts[1].number}-W1")
    stage.step("transfer", [whole(parts[1])], [output(moved)])
    for last in (renamed, moved, other):
        stage.ship(last)
    return [lot.key, other.key, renamed.key]


def rework_into_the_same_lot(stage: Stage) -> list[str]:
    """A rework gives back the lot it took: a cycle of two (Odoo #24787, #77895)."""
    lot = stage.made(stage.family.lot_only, 4)
    adhesive = stage.factory.draw("RM-1004", 2)
    reworked = Moved(lot.key, lot.item, 2000)
    stage.step("rework", [reworked, *adhesive], [reworked])
    stage.ship(lot)
    return [lot.key, adhesive[0].key]


def rework_into_a_new_lot(stage: Stage) -> list[str]:
    """A rework gives a lot with -R1, less what was scrapped."""
    lot = stage.made(stage.family.lot_only, 5)
    new = stage.lot(lot.item.number, 2000, f"{lot.number}-R1")
    stage.step("rework", [part(lot, 3000), *stage.factory.draw("RM-1004", 3)], [output(new)])
    stage.ship(lot)
    stage.ship(new)
    return [lot.key, new.key]


def disassembly_gives_a_component_back(stage: Stage) -> list[str]:
    """A catheter is taken apart; its subassembly goes back into its old lot, which is used again."""
    factory, sub = stage.factory, stage.made(stage.family.subassembly, 2)
    catheters = stage.lot(stage.family.serialised, 2000)
    stage.step("production", [Moved(sub.key, sub.item, 2000)], [output(catheters)])
    factory.serialise(catheters, 2)
    stage.step("disassembly", [unit(catheters)], [Moved(sub.key, sub.item, 1000)])
    again = stage.lot(stage.family.serialised, 1000)
    stage.step("production", [Moved(sub.key, sub.item, 1000)], [output(again)])
    factory.serialise(again, 1)
    stage.ship(again)
    stage.ship(catheters)
    return [sub.key, again.devices[0]]


def diamonds(stage: Stage) -> list[str]:
    """A chain of splits and merges: paths double at each, nodes do not."""
    start = lot = stage.bought("RM-1002", 8)
    for _ in range(4):
        halves = [stage.lot("RM-1002", lot.rest // 2) for _ in range(2)]
        stage.step("split", [whole(lot)], [output(h) for h in halves])
        lot = stage.lot("RM-1002", sum(h.rest for h in halves))
        stage.step("merge", [whole(h) for h in halves], [output(lot)])
    stage.stock_up(lot)
    return [start.key, lot.key]


def a_consumption_withdrawn(stage: Stage) -> list[str]:
    """A lot was booked into an order by mistake, and the booking withdrawn."""
    lot, wrong = stage.catheters(2), stage.bought("RM-1008", 5)
    step = stage.step("production", [unit(lot)], [output(kit := stage.lot(stage.family.kit_lot, 1000))])
    stage.factory.consume(step, [Moved(wrong.key, wrong.item, 1000)], void="booked to the wrong order")
    stage.ship(kit)
    stage.ship(lot)
    return [wrong.key, kit.key]


def a_quantity_corrected(stage: Stage) -> list[str]:
    """A wrong quantity is withdrawn and stated again on a new line; the lot stays consumed."""
    hubs = stage.bought("RM-1006", 9)
    lot = stage.lot(stage.family.lot_only, 3000)
    step = stage.step("production", stage.factory.draw(stage.family.subassembly, 3000), [output(lot)])
    stage.factory.consume(step, [Moved(hubs.key, hubs.item, 30_000)], void="30 was meant to be 3")
    stage.factory.consume(step, [part(hubs, 3000)])
    stage.ship(lot)
    return [hubs.key, lot.key]


def an_output_withdrawn(stage: Stage) -> list[str]:
    """An order's output was booked to a wrong lot that went on; only the right lot descends from it."""
    tube = stage.factory.draw(stage.family.tube, 2000)
    right, wrong = (stage.lot(stage.family.subassembly, 1000) for _ in range(2))
    step = stage.step("production", tube, [output(right)])
    stage.factory.produce(step, [output(wrong)], void="wrong lot number")
    for sub in (right, wrong):
        catheter = stage.lot(stage.family.lot_only, 1000)
        stage.step("production", [whole(sub)], [output(catheter)])
        stage.ship(catheter)
    return [tube[0].key, right.key]


def an_input_booked_late(stage: Stage) -> list[str]:
    """An input is booked after the product has shipped, under the day of its use (Marquez #2733)."""
    hubs, lot = stage.bought("RM-1006", 4), stage.lot(stage.family.lot_only, 2000)
    step = stage.step("production", stage.factory.draw(stage.family.subassembly, 2000), [output(lot)])
    used = codes.day(stage.factory.clock)
    stage.ship(lot)
    stage.records["CONSUMED_IN"].add(
        from_=hubs.key,
        to=step,
        document=stage.factory.number("MI-"),
        line="1",
        quantity="2",
        unit="u",
        event_time=used,
        event_kind="posting",
    )
    return [hubs.key]


def never_used(stage: Stage) -> list[str]:
    """A lot and a device of which nothing further is known: an empty answer that is complete."""
    hubs, kept = stage.bought("RM-1006", 3), stage.catheters(1)
    hold = stage.factory.number("HD-")
    stage.records["Hold"].add(
        number=hold, reason="dimension out of limits", decided=codes.day(stage.factory.clock)
    )
    stage.records["DECIDED_ON"].add(from_=stage.factory.key("hold", hold), to=hubs.key)
    stage.factory.inspect(hubs.key, "Incoming inspection", "failed")
    return [hubs.key, kept.devices[0]]


def _tube_from(stage: Stage, compound: Stock) -> Stock:
    tube = stage.lot(stage.family.tube, 60_000)
    stage.step("production", [whole(compound)], [output(tube)])
    stage.stock_up(tube)
    stage.ship(stage.catheters(1))
    return tube


FLOW_PIECES = (
    three_lots_of_one_item,
    five_serials_in_one_kit,
    kit_lot_of_devices_and_lots,
    one_supplier_lot_over_many_receipts,
    one_number_from_two_suppliers,
    one_number_for_two_materials,
    a_number_that_needs_escaping,
    a_serial_equal_to_its_lot,
    by_product_under_one_number,
    split_merge_relabel,
    rework_into_the_same_lot,
    rework_into_a_new_lot,
    disassembly_gives_a_component_back,
    diamonds,
    a_consumption_withdrawn,
    a_quantity_corrected,
    an_output_withdrawn,
    an_input_booked_late,
    never_used,
)
