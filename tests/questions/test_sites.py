"""Askers who are bound to sites: what belongs where (ADR 9), what they are told, how the rest is counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.asker import EVERYTHING, Asker
from app.questions.answer import Answer
from app.questions.ask import genealogy, recall
from app.questions.errors import AmbiguousKey, UnknownKey
from app.questions.findings import Gap, Note
from app.questions.hiding import filtered
from app.questions.reading import Store
from app.questions.scoped import NOT_TOLD, ScopedReader, for_asker, store_for
from app.questions.starts import resolve
from app.questions.view import View
from app.questions.why import why
from graph_model.facts import LoadBegun, RelationshipFact
from graph_model.keys import relationship_key
from graph_store.store import Batch
from quality.words import said
from tests.support.build import NS, Plant, device, key, lot, step
from tests.support.findings import a_gap
from tests.support.memory import MemoryStore
from tests.support.questions import keys, quantities, rejected

SITES = {name: key("site", name) for name in "AB"}
ROOMS = {name: key("location", f"room-{name}") for name in "AB"}
RAW, RAW_B = lot("RM", "7"), lot("RM", "8")
MADE = {name: lot("FG", f"made-{name}") for name in "AB"}
STEPS = {name: step(f"MO-{name}") for name in "AB"}
CUSTOMERS = {name: key("customer", f"C-{name}") for name in "AB"}
SHIPMENTS = {name: key("shipment", f"S-{name}") for name in "AB"}


def two_plants() -> Plant:
    """Both plants make something of one lot, and each delivers to a customer of its own."""
    plant = Plant()
    for name, site in SITES.items():
        plant.node(site, name=f"Plant {name}")
        plant.context("LOCATED_IN", plant.node(ROOMS[name]), site)
        plant.node(CUSTOMERS[name], name=f"Clinic {name}")
        plant.make(f"MO-{name}", [RAW], [MADE[name]])
        plant.context("AT_LOCATION", STEPS[name], ROOMS[name])
        plant.ship(MADE[name], f"C-{name}", f"S-{name}")
    plant.receive(RAW, "S1", "GR1")
    return plant


def seen_by(store: Store, *sites: str) -> ScopedReader:
    return ScopedReader(store.reader(), frozenset(SITES[name] for name in sites))


def hidden(answer: Answer) -> dict[str, int]:
    return {gap.label: gap.n for gap in answer.gaps if gap.kind == "hidden_by_site"}


def dispute(plant: Plant, type_: str, source: str, targets: list[str]) -> None:
    """Sources of equal standing state one relationship differently."""
    made = relationship_key(type_, NS, "dispute", type_, source)
    plant.facts += [RelationshipFact(type=type_, key=made, source=source, target=end) for end in targets]


def test_a_recall_shows_what_belongs_to_the_site_and_counts_the_rest(memory: MemoryStore) -> None:
    two_plants().commit(memory)
    answer = recall(seen_by(memory, "A"), [RAW])
    assert keys(answer) == sorted([RAW, MADE["A"], STEPS["A"], CUSTOMERS["A"], SHIPMENTS["A"]])
    assert hidden(answer) == {"Customer": 1, "Lot": 1, "ProcessStep": 1, "Shipment": 1}
    assert answer.complete is False
    assert answer.counts == {"Customer": 1, "Lot": 2, "ProcessStep": 1, "Shipment": 1}
    assert {total.material: total.quantity for total in answer.totals.by_material} == {
        key("material", "RM"): "1",
        key("material", "FG"): "1",
    }
    assert "B" not in str(answer.to_json(with_links=True))
    assert answer.gaps[0].to_json() == {
        "kind": "hidden_by_site",
        "label": "Customer",
        "n": 1,
        "message": "Outside your sites and not shown, of label Customer: 1.",
    }


def test_who_may_see_all_sites_of_an_answer_gets_the_answer_of_everybody(memory: MemoryStore) -> None:
    two_plants().commit(memory)
    whole = recall(memory.reader(), [RAW])
    assert recall(seen_by(memory, "A", "B"), [RAW]) == whole
    nobody = recall(for_asker(memory.reader(), EVERYTHING), [RAW])
    assert nobody == whole
    bound = Asker("account:t/a", frozenset(), frozenset([SITES["A"]]))
    assert keys(recall(store_for(memory, bound).reader(), [RAW])) == keys(recall(seen_by(memory, "A"), [RAW]))


def test_a_quantity_that_comes_from_elsewhere_is_not_told(memory: MemoryStore) -> None:
    plant = two_plants()
    shared = lot("WIP", "1")
    plant.link("PRODUCED", STEPS["B"], shared, "40")
    plant.make("MO-A2", [shared], [lot("FG", "late")])
    plant.context("AT_LOCATION", step("MO-A2"), ROOMS["A"])
    plant.commit(memory)
    backward = genealogy(seen_by(memory, "A"), [lot("FG", "late")])
    assert quantities(backward)[shared] == (None, None)
    assert hidden(backward) == {"ProcessStep": 1}
    # Of a recall the step that made the start is no row, and yet it is counted.
    forward = recall(seen_by(memory, "A"), [shared])
    assert quantities(forward)[shared] == (None, None)
    assert hidden(forward) == {"ProcessStep": 1}
    assert quantities(recall(seen_by(memory, "A", "B"), [shared]))[shared] == ("40", "kg")


@pytest.mark.parametrize("text", [MADE["B"], STEPS["B"], SITES["B"], CUSTOMERS["B"], "lot:t/FG/made-B"])
def test_a_forbidden_key_is_an_unknown_one(memory: MemoryStore, text: str) -> None:
    two_plants().commit(memory)
    reader = seen_by(memory, "A")
    unknown = text.replace("-B", "-Z").replace("/B", "/Z")
    told = []
    for asked in (text, unknown):
        with pytest.raises(UnknownKey) as error:
            recall(reader, [asked])
        told.append((str(error.value).replace(asked, "?"), error.value.keys, error.value.code))
    assert told[0] == told[1]
    assert reader.cards([text]) == {}


def test_a_shorter_key_stands_for_what_may_be_seen(memory: MemoryStore) -> None:
    plant = two_plants()
    more = lot("FG", "also-A")
    plant.make("MO-A", [RAW], [more])
    plant.make("MO-B2", [RAW_B], [lot("RX", "1")])
    plant.context("AT_LOCATION", step("MO-B2"), ROOMS["B"])
    plant.commit(memory)
    reader = seen_by(memory, "A")
    with pytest.raises(AmbiguousKey) as error:
        resolve(reader, "lot:t/FG")
    assert error.value.keys == (more, MADE["A"])
    assert resolve(reader, "lot:t/RM") == RAW
    assert resolve(seen_by(memory, "B"), "lot:t/RX") == lot("RX", "1")


def test_a_party_is_seen_by_its_events_alone(memory: MemoryStore) -> None:
    plant = two_plants()
    plant.node(key("customer", "new"), name="Nobody's yet")
    plant.commit(memory)
    suppliers = [key("supplier", "S1")]
    assert set(seen_by(memory, "A").cards([*CUSTOMERS.values(), *suppliers, key("customer", "new")])) == {
        CUSTOMERS["A"],
        *suppliers,
    }


def test_a_party_is_a_row_only_where_a_visible_row_leads_to_it(memory: MemoryStore) -> None:
    plant = two_plants()
    # Plant A knows the customer by another lot; what it got of this one came from plant B.
    plant.link("CONSUMED_IN", RAW_B, STEPS["B"], "1")
    plant.link("CONSUMED_IN", RAW_B, step("MO-A5"), "1")
    plant.context("AT_LOCATION", step("MO-A5"), ROOMS["A"])
    plant.ship(MADE["B"], "C-A", "S-B5")
    plant.commit(memory)
    assert seen_by(memory, "A").visible([CUSTOMERS["A"]]) == {CUSTOMERS["A"]}
    answer = recall(seen_by(memory, "A"), [RAW_B])
    assert keys(answer) == [RAW_B, step("MO-A5")]
    assert hidden(answer) == {"Customer": 2, "Lot": 1, "ProcessStep": 1, "Shipment": 2}


def test_master_data_is_everybodys_and_what_has_no_place_nobodys(memory: MemoryStore) -> None:
    plant = two_plants()
    unplaced, held = plant.node(lot("RM", "lost")), plant.node(key("hold", "H1"))
    about_material, on_supplier = plant.node(key("hold", "H2")), plant.node(key("nonconformity", "N1"))
    plant.context("DECIDED_ON", held, MADE["A"])
    plant.context("DECIDED_ON", about_material, key("material", "RM"))
    plant.context("RAISED_ON", on_supplier, key("supplier", "S1"))
    plant.node(key("specification", "R", "1"))
    plant.commit(memory)
    everything = [unplaced, held, about_material, on_supplier, key("material", "RM")]
    found = seen_by(memory, "A").cards([*everything, key("specification", "R", "1")])
    assert set(found) == {held, key("material", "RM"), key("specification", "R", "1")}


def test_a_place_that_was_withdrawn_or_is_in_dispute_grants_nothing(memory: MemoryStore) -> None:
    plant = two_plants()
    withdrawn, disputed = step("withdrawn"), step("disputed")
    made = plant.link("AT_LOCATION", plant.node(withdrawn), ROOMS["A"])
    plant.withdraw("AT_LOCATION", made)
    dispute(plant, "AT_LOCATION", plant.node(disputed), [ROOMS["A"], ROOMS["B"]])
    plant.commit(memory)
    assert seen_by(memory, "A").visible([withdrawn, disputed, STEPS["A"]]) == {STEPS["A"]}


@pytest.mark.parametrize("prefer", [(), ("first.csv",), ("second.csv",)])
@pytest.mark.parametrize(
    ("type_", "carried", "event"),
    [
        ("SUPPLIED", "RECEIVED_AS", key("receipt", "E", "1")),
        ("DELIVERED_TO", "SHIPPED_IN", key("shipment", "E")),
        ("RETURNED_BY", "RETURNED_IN", key("return", "E", "1")),
    ],
)
def test_no_preferred_source_places_a_party(
    memory: MemoryStore, type_: str, carried: str, event: str, prefer: tuple[str, ...]
) -> None:
    plant, bought = two_plants(), type_ == "SUPPLIED"
    plant.link(carried, *((event, MADE["A"]) if bought else (MADE["A"], event)), "1", "u")
    for name in ("first", "second"):
        plant.facts.append(LoadBegun(load=name, file=f"{name}.csv", sha256="", profile="p/1"))
        party = plant.node(key("supplier" if bought else "customer", name))
        plant.link(type_, *((party, event) if bought else (event, party)), line="in dispute")
        memory.commit(plant.facts, actor="test", reason="test", batch=Batch(name, 1))
        plant.facts = []
    answer = (genealogy if bought else recall)(seen_by(memory, "A"), [event], View(prefer=prefer))
    assert keys(answer) == [event]
    assert hidden(answer)["Supplier" if bought else "Customer"] == 1


def test_an_operation_belongs_where_its_order_is_and_not_where_its_other_operations_are(
    memory: MemoryStore,
) -> None:
    plant = two_plants()
    order = plant.node(step("MO-AB"))
    operations = {name: key("step", "production", "MO-AB", name) for name in "AB"}
    for name, operation in operations.items():
        plant.context("PART_OF", plant.node(operation), order)
        plant.context("AT_LOCATION", operation, ROOMS[name])
    below = plant.node(key("step", "production", "MO-A", "10"))
    plant.context("PART_OF", below, STEPS["A"])
    plant.commit(memory)
    assert seen_by(memory, "A").visible([order, *operations.values(), below]) == {
        order,
        operations["A"],
        below,
    }


def test_a_package_that_was_used_again_tells_nothing_of_its_later_journey(memory: MemoryStore) -> None:
    plant = two_plants()
    box = plant.node(key("package", "1"))
    for name, month in (("A", "01"), ("B", "02")):
        plant.link("PACKED_IN", MADE[name], box, packed_from=f"2025-{month}-01", packed_to=f"2025-{month}-20")
        plant.node(key("shipment", f"P-{name}"), shipped=f"2025-{month}-10")
        plant.link("SHIPPED_IN", box, key("shipment", f"P-{name}"))
    plant.commit(memory)
    shipments = [key("shipment", f"P-{name}") for name in "AB"]
    assert seen_by(memory, "A").visible([box, *shipments]) == {box, shipments[0]}


def test_merged_records_belong_where_any_of_them_does(memory: MemoryStore) -> None:
    plant = two_plants()
    plant.facts.append(
        RelationshipFact(
            type="ALIAS_OF",
            key=relationship_key("ALIAS_OF", NS, "1"),
            source=CUSTOMERS["B"],
            target=CUSTOMERS["A"],
            precedence=999,
            changed="2025-01-01T00:00:00.000000Z",
            origin="decided",
        )
    )
    plant.commit(memory)
    assert seen_by(memory, "B").visible(CUSTOMERS.values()) == set(CUSTOMERS.values())
    answer = recall(seen_by(memory, "B"), [RAW])
    assert [c.shipped for row in answer.rows for c in row.by_material or ()] == ["1"]
    assert hidden(answer) == {"Lot": 1, "ProcessStep": 1, "Shipment": 1}


def test_a_gap_is_told_where_all_it_names_may_be_seen_and_counted_elsewhere(memory: MemoryStore) -> None:
    plant = two_plants()
    plant.link("CONSUMED_IN", RAW, step("half-A"), "1")
    plant.link("CONSUMED_IN", RAW, step("half-B"), "1")
    for name in "AB":
        plant.context("AT_LOCATION", step(f"half-{name}"), ROOMS[name])
    plant.commit(memory)
    answer = recall(seen_by(memory, "A"), [RAW])
    told = [gap for gap in answer.gaps if gap.kind != "hidden_by_site"]
    assert told == [a_gap("step_without_output", step("half-A"), f"Nothing says what {step('half-A')} made.")]
    assert hidden(answer) == {"Customer": 1, "Lot": 1, "ProcessStep": 2, "Shipment": 1, "Gap": 1}


def test_a_text_that_names_what_is_hidden_stays_back_whoever_wrote_it(memory: MemoryStore) -> None:
    two_plants().commit(memory)
    reader = seen_by(memory, "A")
    assert reader.may_tell(f"Nothing says what {STEPS['A']} made; account:lotgraph/ada asked, of no key.")
    assert not reader.may_tell(f"It may be {STEPS['B']}.")
    answer = recall(reader, [RAW])
    gap = Gap("conflict", RAW, said("It went to {lot}.", "它进入了 {lot}。", lot=MADE["B"]))
    note = Note("retracted", RAW, said("See {site}.", "见 {site}。", site=SITES["B"]))
    both = replace(answer, gaps=(gap,), notes=(note,))
    found = filtered(both, both, (), reader).answer
    assert (hidden(found), len(found.gaps), found.notes) == ({"Gap": 1, "Note": 1}, 2, ())


def test_files_and_rows_are_told_of_where_they_name_what_may_be_seen(memory: MemoryStore) -> None:
    plant = two_plants()
    plant.facts += [
        rejected(2, MADE["A"]),
        rejected(3, MADE["B"], load="L2"),
        rejected(4, RAW, MADE["B"], load="L3"),
        rejected(5, load="L4"),
        rejected(6, key("material", "FG"), lot("FG", "never"), load="L5"),
        rejected(7, "lot:t/FG", load="L6"),
        LoadBegun(load="L7", file="secret.csv", sha256="", profile="p"),
    ]
    plant.commit(memory)
    answer = recall(seen_by(memory, "A"), [RAW])
    assert [gap.message for gap in answer.gaps if gap.kind == "rejected_rows"] == [
        "moves.csv, line 7 not accepted (unknown_unit), and names lot:t/FG (load L6).",
        f"moves.csv, line 2 not accepted (unknown_unit), and names {MADE['A']} (load L1).",
    ]
    assert "secret" not in str(answer.to_json())
    whole = recall(memory.reader(), [RAW])
    assert hidden(answer)["Gap"] == len(whole.gaps) - 2


def test_why_shows_a_path_of_which_every_node_may_be_seen(memory: MemoryStore) -> None:
    plant = two_plants()
    between, last = lot("WIP", "b"), lot("FG", "last")
    plant.link("PRODUCED", STEPS["B"], between, "1")
    plant.make("MO-B4", [between], [last])
    plant.context("AT_LOCATION", step("MO-B4"), ROOMS["B"])
    plant.context("AT_LOCATION", last, ROOMS["A"])
    plant.commit(memory)
    assert why(memory.reader(), RAW, last).path is not None
    direct = why(seen_by(memory, "A"), RAW, MADE["A"])
    assert direct == why(memory.reader(), RAW, MADE["A"])
    found = why(seen_by(memory, "A"), RAW, last)
    assert (found.direction, found.path, found.complete) == (None, None, False)
    assert {gap.label: gap.n for gap in found.gaps if gap.n} == {
        "Customer": 1,
        "Lot": 2,
        "ProcessStep": 2,
        "Shipment": 1,
    }
    assert "B" not in str(found.to_json())


def test_a_search_fills_its_pages_from_what_may_be_seen(memory: MemoryStore) -> None:
    plant = two_plants()
    for number in range(10):
        name = "AB"[number % 2]
        made = plant.node(device("FG", str(number)), serial_number=f"SN{number}")
        plant.link("PRODUCED", STEPS[name], made, "1", "u")
    plant.commit(memory)
    reader = seen_by(memory, "A")
    pages, after = [], ""
    while True:
        cards, rest = reader.search("SN", 2, after)
        pages.append([card.properties["serial_number"] for card in cards])
        if rest is None:
            break
        after = rest
    assert pages == [["SN0", "SN2"], ["SN4", "SN6"], ["SN8"]]


def test_what_a_rule_found_at_a_lot_names_no_step_of_another_site() -> None:
    plant, memory = two_plants(), MemoryStore()
    alarms = {name: key("nonconformity", name) for name in "AB"}
    for name, alarm in alarms.items():
        said = f"{RAW} was used by {STEPS[name]}, and nothing had released it."
        plant.node(alarm, rule="unreleased", description=said, evidence=f"{RAW} {STEPS[name]}", name="x")
        plant.context("RAISED_ON", alarm, RAW)
    plant.commit(memory)
    told = seen_by(memory, "A").cards(alarms.values())
    assert {k: (card.properties["description"], card.properties["evidence"]) for k, card in told.items()} == {
        alarms["A"]: (f"{RAW} was used by {STEPS['A']}, and nothing had released it.", f"{RAW} {STEPS['A']}"),
        alarms["B"]: (NOT_TOLD, NOT_TOLD),
    }
    assert told[alarms["B"]].properties["name"] == "x"
