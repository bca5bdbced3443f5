"""The truth of a plant is true: it is the closure of the written records."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import datetime
from pathlib import Path

import networkx as nx
import pytest

from graph_model.keys import make, prefix_of, split
from simulator.parameters import Parameters
from simulator.plant import PIECES, Plant, build
from simulator.records import Row
from tests.support.simulated import BOTH, FLOW, SEEDS, Export, export, flow_of, moved, small


def tiny(seed: int) -> Plant:
    return build(Parameters.tiny(seed), seed)


def some_lost(plant: Plant, seed: int) -> Plant:
    """An export that lost one row in twelve; master data is whole."""
    rng, whole = random.Random(seed), {"Material", "DeviceIdentifier", "IDENTIFIED_BY"}
    return plant.without(lambda name, row: name not in whole and rng.random() < 1 / 12)


def inside_at(files: Export, package: str, at: datetime) -> set[str]:
    """Items in a package at an instant, looked at from the package."""
    found: set[str] = set()
    for row in files.live("PACKED_IN"):
        until = row["packed_to"]
        if row["to"] != package or datetime.fromisoformat(row["packed_from"]) > at:
            continue
        if until and datetime.fromisoformat(until) <= at:
            continue
        inner = row["from"]
        found |= inside_at(files, inner, at) if prefix_of(inner) == "package" else {inner}
    return found


def documents_of(files: Export) -> dict[str, set[str]]:
    """Shipment or return -> the items that moved with it."""
    out: dict[str, set[str]] = defaultdict(set)
    for row in files.live("SHIPPED_IN") + files.live("RETURNED_IN"):
        if prefix_of(row["from"]) == "package":
            out[row["to"]] |= inside_at(files, row["from"], datetime.fromisoformat(row["event_time"]))
        else:
            out[row["to"]].add(row["from"])
    return out


def parties(files: Export, *types: str) -> dict[str, set[str]]:
    out: dict[str, set[str]] = defaultdict(set)
    for type_ in types:
        for start, end in files.ends(type_):
            out[start].add(end)
    return out


@BOTH
@pytest.mark.parametrize("seed", SEEDS)
def test_recalls_are_the_closure_of_the_written_records(seed: int, lossy: bool, tmp_path: Path) -> None:
    plant = some_lost(tiny(seed), seed) if lossy else tiny(seed)
    files, truth = export(plant, tmp_path), plant.truth()
    flow, documents, stated = flow_of(files), documents_of(files), files.stated()
    customers = parties(files, "DELIVERED_TO", "RETURNED_BY")
    producing = {start for start, _ in files.ends("PRODUCED")}
    for start in flow:
        answer = truth.recall(start)
        reached = nx.descendants(flow, start) | {start}
        met = {document for document, items in documents.items() if items & reached}
        steps = {key for key in reached if prefix_of(key) == "step"}
        materials = {make("material", "plant", split(key).parts[0]) for key in reached - steps}
        assert answer.items | answer.steps == reached
        assert answer.steps == steps
        assert answer.shipments | answer.returns == met
        assert answer.customers == {c for document in met for c in customers[document]}
        assert answer.gaps == (
            {("step_without_output", s) for s in steps - producing}
            | {("shipment_without_customer", d) for d in met if not customers[d]}
            | {("untracked_input", s) for m, s in files.ends("USED_IN") if m in materials and s not in steps}
            | {("unknown_reference", key) for key in answer.keys - stated}
        )


@BOTH
@pytest.mark.parametrize("seed", SEEDS)
def test_genealogies_are_the_closure_of_the_written_records(seed: int, lossy: bool, tmp_path: Path) -> None:
    plant = some_lost(tiny(seed), seed) if lossy else tiny(seed)
    files, truth = export(plant, tmp_path), plant.truth()
    flow, stated = flow_of(files), files.stated()
    received = {(end, start) for start, end in files.ends("RECEIVED_AS")}
    supplied = {(end, start) for start, end in files.ends("SUPPLIED")}
    consuming = {end for _, end in files.ends("CONSUMED_IN")}
    unlotted = {step for _, step in files.ends("USED_IN")}
    for start in flow:
        answer = truth.genealogy(start)
        reached = nx.ancestors(flow, start) | {start}
        receipts = {r for lot, r in received if lot in reached}
        steps = {key for key in reached if prefix_of(key) == "step"}
        rootless = {k for k in reached - steps if not flow.in_degree(k)} - {lot for lot, _ in received}
        assert answer.items | answer.steps == reached
        assert answer.receipts == receipts
        assert answer.suppliers == {s for receipt, s in supplied if receipt in receipts}
        assert answer.gaps == (
            {("no_origin", key) for key in rootless | (receipts - {r for r, _ in supplied})}
            | {("untracked_input", s) for s in steps & unlotted}
            | {("step_without_input", s) for s in steps - consuming - unlotted}
            | {("unknown_reference", key) for key in answer.keys - stated}
        )


def test_a_recall_may_start_at_a_supplier_or_a_receipt() -> None:
    truth = small().truth()
    lot = small().pieces["one_supplier_lot_over_many_receipts"][0]
    back = truth.genealogy(lot)
    assert (len(back.receipts), len(back.suppliers)) == (2, 1)
    for receipt in back.receipts:
        assert truth.recall(receipt).items == truth.recall(lot).items
    assert truth.recall(*back.suppliers).items >= truth.recall(lot).items


@pytest.mark.parametrize(
    ("piece", "place", "devices"),
    [
        ("split_merge_relabel", 0, 6),  # five, merged with one of another lot
        ("split_merge_relabel", 2, 3),
        ("rework_into_the_same_lot", 0, 4),
        ("rework_into_a_new_lot", 0, 4),  # five, of which one was scrapped
        ("a_serial_equal_to_its_lot", 0, 2),
    ],
)
def test_devices_are_counted_once(piece: str, place: int, devices: int) -> None:
    assert small().truth().recall(moved(piece)[place]).devices == devices


def customers_of(*keys: str) -> frozenset[str]:
    return small().truth().recall(*keys).customers


def test_who_was_inside_is_decided_by_the_instant() -> None:
    first, last = "customer:plant/C00001", "customer:plant/C00012"
    moved_device, stayed = moved("unpacked_and_repacked")
    assert customers_of(moved_device) == {last}
    assert customers_of(stayed) == {first}
    taken_off, on_pallet = moved("taken_off_the_pallet")
    truth = small().truth()
    assert first in truth.recall(on_pallet).customers
    assert len(truth.recall(taken_off).packages) == 2
    assert not truth.recall(taken_off).shipments
    for lot in moved("offsets_decide"):
        assert len(truth.recall(lot).shipments) == 1


def test_who_returned_everything_stays_listed() -> None:
    device = moved("return_and_resale")[0]
    answer = small().truth().recall(device)
    assert len(answer.customers) == len(answer.shipments) == len(answer.returns) == 2


@pytest.mark.parametrize(
    "piece",
    [
        "one_number_from_two_suppliers",
        "one_number_for_two_materials",
        "carton_refused",
        "sscc_used_again",
        "taken_off_the_pallet",
        "a_shipment_line_withdrawn",
        "split_merge_relabel",
    ],
)
def test_no_two_lots_are_joined_by_a_document_a_pallet_or_a_number(piece: str) -> None:
    one, other, *_ = moved(piece)
    assert other not in small().truth().recall(one).items


def test_every_kind_of_gap_occurs() -> None:
    truth = small().truth()
    keys = {key for type_ in FLOW for row in small().records.live(type_, "from", "to") for key in row}
    forward = {kind for key in keys for kind, _ in truth.recall(key).gaps}
    backward = {kind for key in keys for kind, _ in truth.genealogy(key).gaps}
    bought = moved("untracked_input")[-1]
    forward |= {kind for kind, _ in truth.recall(bought).gaps}
    assert forward == {
        *("step_without_output", "shipment_without_customer", "unknown_reference", "untracked_input")
    }
    assert backward == {"no_origin", "step_without_input", "untracked_input", "unknown_reference"}


def test_a_missing_record_is_a_gap_of_the_recall() -> None:
    pieces = ("step_without_output", "shipment_without_customer", "device_never_stated")
    kinds = ("step_without_output", "shipment_without_customer", "unknown_reference")
    for piece, kind in zip(pieces, kinds, strict=True):
        start, missing = moved(piece)
        assert small().truth().recall(start).gaps == {(kind, missing)}
    start, missing = moved("step_whose_only_output_was_withdrawn")
    assert small().truth().recall(start).gaps == {("step_without_output", missing)}


def test_a_missing_record_is_a_gap_of_the_genealogy() -> None:
    truth = small().truth()
    lot, product = moved("no_origin")
    assert truth.genealogy(product).gaps == {("no_origin", lot)}
    lot, step = moved("step_without_input")
    assert truth.genealogy(lot).gaps == {("step_without_input", step)}
    used, _, product = moved("lot_never_stated")
    assert truth.genealogy(product).gaps == {("no_origin", used), ("unknown_reference", used)}
    hubs, product = moved("received_lot_never_stated")
    assert truth.genealogy(product).gaps == {("unknown_reference", hubs)}
    lot, step = moved("step_never_stated")
    assert ("unknown_reference", step) in truth.genealogy(lot).gaps
    _, step, product, *_ = moved("untracked_input")
    assert ("untracked_input", step) in truth.genealogy(product).gaps


def test_what_was_never_used_has_an_empty_complete_answer() -> None:
    for key in moved("never_used"):
        answer = small().truth().recall(key)
        assert answer.keys == {key}
        assert not answer.gaps


def test_a_withdrawn_statement_leads_nowhere() -> None:
    wrong, kit = moved("a_consumption_withdrawn")
    assert kit not in small().truth().recall(wrong).items
    hubs, lot = moved("a_quantity_corrected")
    assert lot in small().truth().recall(hubs).items


def test_interesting_starts_begin_with_lots_that_reach_customers() -> None:
    first, *rest = small().interesting_starts()
    answer = small().truth().recall(first)
    assert (answer.devices > 0, len(answer.customers) > 0) == (True, True)
    assert {moved(piece.__name__)[0] for piece in PIECES} <= {first, *rest}


def test_a_lost_row_is_lost_from_the_truth() -> None:
    hubs, lot = moved("a_quantity_corrected")

    def lost(name: str, row: Row) -> bool:
        return name == "CONSUMED_IN" and hubs in row

    assert lot not in small().without(lost).truth().recall(hubs).items
