"""The simulated plant: the same seed gives the same bytes, its truth is true, and it has every hard case."""

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

import simulator
from graph_model.keys import make, prefix_of, split
from graph_model.nodes import BY_LABEL, BY_PREFIX
from graph_model.relationships import BY_TYPE
from graph_model.units import factor, parse_number, to_scaled
from simulator import codes
from simulator.parameters import Parameters
from simulator.plant import PIECES, Plant, build
from simulator.records import EDGE_TABLES, NODE_TABLES, Row, file_name

SEEDS = range(30)
FLOW = ("CONSUMED_IN", "PRODUCED", "HAS_UNIT")
Line = dict[str, str]
BOTH = pytest.mark.parametrize("lossy", [False, True], ids=["whole", "lossy"])


@dataclass(frozen=True)
class Export:
    """A plant's files as anybody's CSV reader sees them."""

    rows: dict[str, list[Line]]

    def live(self, type_: str) -> list[Line]:
        return [row for row in self.rows[type_] if not row["retracted"]]

    def stated(self) -> set[str]:
        return {
            make(kind.prefix, row["namespace"], *(row[p] for p in parts if row.get(p)))
            for label in NODE_TABLES
            for kind in [BY_LABEL[label]]
            for parts in [(*kind.key_parts, *kind.optional_parts)]
            for row in self.rows[label]
        }

    def ends(self, type_: str) -> list[tuple[str, str]]:
        return [(row["from"], row["to"]) for row in self.live(type_)]


def export(plant: Plant, folder: Path) -> Export:
    plant.write(folder)
    rows: dict[str, list[Line]] = {name: [] for name in (*NODE_TABLES, *EDGE_TABLES)}
    for name, lines in rows.items():
        if (path := folder / file_name(name)).exists():
            with path.open(encoding="utf-8", newline="") as file:
                lines.extend(csv.DictReader(file, strict=True))
    return Export(rows)


@cache
def small() -> Plant:
    return build("small", 1)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Export:
    return export(small(), tmp_path_factory.mktemp("small"))


# --- files ---------------------------------------------------------------------------------------


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("first", 7), ("second", 7), ("other", 8)):
        simulator.write("small", seed, tmp_path / name)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")
    assert contents(tmp_path / "first") != contents(tmp_path / "other")


def test_progress_ends_at_the_number_of_rows(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    paths = simulator.write("small", 1, tmp_path, lambda done, total: seen.append((done, total)))
    rows = sum(path.read_text("utf-8").count("\n") - 1 for path in paths)
    assert seen[-1] == (rows, rows)


def test_an_unknown_size_is_refused() -> None:
    with pytest.raises(ValueError, match="small, plant, large"):
        build("huge", 1)


def test_columns_are_those_of_the_declarations() -> None:
    undeclared: dict[str, set[str]] = {}
    for label in NODE_TABLES:
        node = BY_LABEL[label]
        names = {*node.key_parts, *node.optional_parts, *(p.name for p in node.properties)}
        undeclared[label] = set(small().records[label].columns) - names - {"namespace"}
    for type_ in EDGE_TABLES:
        edge = BY_TYPE[type_]
        names = {*(p.name for p in edge.all_properties), "from", "to", "line", "retracted", "unit"}
        undeclared[type_] = set(small().records[type_].columns) - names - {"namespace"}
    assert {name: extra for name, extra in undeclared.items() if extra} == {}


def test_every_end_is_a_canonical_key_of_a_declared_label(files: Export) -> None:
    wrong = []
    for type_ in EDGE_TABLES:
        edge = BY_TYPE[type_]
        for row in files.rows[type_]:
            for key, labels in ((row["from"], edge.sources), (row["to"], edge.targets)):
                split(key)
                if BY_PREFIX[prefix_of(key)].label not in labels:
                    wrong.append((type_, key))
    assert wrong == []


def test_codes_are_those_of_the_declarations(files: Export) -> None:
    wrong = [
        (label, field.name, row[field.name])
        for label in NODE_TABLES
        for field in BY_LABEL[label].properties
        for row in files.rows[label]
        if field.values and row.get(field.name) and row[field.name] not in field.values
    ]
    assert wrong == []


def test_a_document_line_states_one_relationship(files: Export) -> None:
    for type_ in EDGE_TABLES:
        lines = Counter((r["document"], r["line"]) for r in files.rows[type_] if "line" in r)
        assert [line for line, n in lines.items() if n > 1] == [], type_


def test_a_node_is_stated_once(files: Export) -> None:
    assert len(files.stated()) == sum(len(files.rows[label]) for label in NODE_TABLES)


def base_amount(row: Line) -> Fraction:
    """In kg, m or u; refuses what is not exact."""
    base = {"g": "kg"}.get(row["unit"], row["unit"])
    amount = parse_number(row["quantity"]) * factor(row["unit"], base)
    to_scaled(amount)
    return amount


def test_quantities_are_exact_and_in_several_units(files: Export) -> None:
    moved = [r for t in EDGE_TABLES for r in files.rows[t] if r.get("quantity")]
    assert all(base_amount(row) > 0 for row in moved)
    assert {row["unit"] for row in moved} == {"kg", "g", "m", "u"}


def test_no_lot_gives_more_than_came_in(files: Export) -> None:
    """Save those whose origin is missing on purpose, and lots that a customer sent back and got again."""
    came, went = defaultdict[str, Fraction](Fraction), defaultdict[str, Fraction](Fraction)
    for type_ in ("PRODUCED", "RECEIVED_AS"):
        for row in files.live(type_):
            came[row["to"]] += base_amount(row)
    returned = {r["from"]: base_amount(r) for r in files.live("RETURNED_IN") if r["quantity"]}
    for row in files.live("CONSUMED_IN"):
        went[row["from"]] += base_amount(row)
    over = {lot for lot in came if went[lot] > came[lot] + returned.get(lot, 0)}
    assert over == set()


def test_every_moved_row_has_a_time_that_can_be_read(files: Export) -> None:
    forms = set()
    for type_ in ("CONSUMED_IN", "PRODUCED", "RECEIVED_AS", "SHIPPED_IN", "RETURNED_IN"):
        for row in files.rows[type_]:
            text = row["event_time"]
            datetime.fromisoformat(text)
            forms.add("day" if len(text) == 10 else text[19:])
    assert forms == {"day", "Z", "+01:00", "+02:00", "+08:00"}


# --- codes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("digits", "check"),
    [("0001234560001", "2"), ("629104150021", "3"), ("37610425002123456", "9"), ("0629104150021", "3")],
)
def test_check_digit(digits: str, check: str) -> None:
    assert codes.check_digit(digits) == check


def test_every_gs1_number_has_its_check_digit(files: Export) -> None:
    numbers = [r["identifier"] for r in files.rows["DeviceIdentifier"]]
    numbers += [r["number"] for r in files.rows["Package"]]
    numbers += [r["gln"] for label in ("Supplier", "Customer") for r in files.rows[label]]
    assert {len(n) for n in numbers} == {13, 14, 18}
    assert [n for n in numbers if codes.with_check_digit(n[:-1]) != n] == []


@pytest.mark.parametrize(("milli", "text"), [(12500, "12.5"), (1000, "1"), (7, "0.007"), (0, "0")])
def test_decimal(milli: int, text: str) -> None:
    assert codes.decimal(milli) == text


# --- truth ---------------------------------------------------------------------------------------


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


def flow_of(files: Export) -> "nx.DiGraph[str]":
    flow: nx.DiGraph[str] = nx.DiGraph()
    for type_ in FLOW:
        flow.add_edges_from(files.ends(type_))
    return flow


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
        assert answer.items | answer.steps == reached
        assert answer.steps == steps
        assert answer.shipments | answer.returns == met
        assert answer.customers == {c for document in met for c in customers[document]}
        assert answer.gaps == (
            {("step_without_output", s) for s in steps - producing}
            | {("shipment_without_customer", d) for d in met if not customers[d]}
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
    flagged = {f"{r['kind']}/{r['order']}" for r in files.rows["ProcessStep"] if r["untracked_input"]}
    for start in flow:
        answer = truth.genealogy(start)
        reached = nx.ancestors(flow, start) | {start}
        receipts = {r for lot, r in received if lot in reached}
        steps = {key for key in reached if prefix_of(key) == "step"}
        untracked = {s for s in steps if s.removeprefix("step:plant/") in flagged}
        rootless = {k for k in reached - steps if not flow.in_degree(k)} - {lot for lot, _ in received}
        assert answer.items | answer.steps == reached
        assert answer.receipts == receipts
        assert answer.suppliers == {s for receipt, s in supplied if receipt in receipts}
        assert answer.gaps == (
            {("no_origin", key) for key in rootless | (receipts - {r for r, _ in supplied})}
            | {("untracked_input", s) for s in untracked}
            | {("step_without_input", s) for s in steps - consuming - untracked}
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


def moved(piece: str) -> list[str]:
    return small().pieces[piece]


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


# --- what a plant must have ----------------------------------------------------------------------


def cycles(files: Export) -> int:
    return sum(1 for part in nx.strongly_connected_components(flow_of(files)) if len(part) > 1)


def kinds(files: Export) -> set[str]:
    return {row["kind"] for row in files.rows["ProcessStep"]}


def lots_of_one_item(files: Export) -> int:
    used: dict[tuple[str, str], set[str]] = defaultdict(set)
    for item, step in files.ends("CONSUMED_IN"):
        used[step, split(item).parts[0]].add(item)
    return max(map(len, used.values()))


def returned_and_sold_again(files: Export) -> bool:
    shipped = Counter(row["from"] for row in files.live("SHIPPED_IN"))
    return any(shipped[row["from"]] for row in files.live("RETURNED_IN"))


def origins_of_supplier_lots(files: Export) -> list[tuple[int, int]]:
    """Of each supplier's lot number, how many receipts and how many suppliers it came with."""
    suppliers, receipts = {end: start for start, end in files.ends("SUPPLIED")}, defaultdict(list)
    for row in files.rows["Receipt"]:
        receipts[row["supplier_lot"]].append(make("receipt", "plant", row["document"], row["line"]))
    return [(len(found), len({suppliers[r] for r in found})) for found in receipts.values()]


def lots_under_one_number(files: Export) -> int:
    return max(Counter(row["lot"] for row in files.rows["Lot"]).values())


def in_chinese(files: Export, label: str) -> bool:
    return any(max(row["name"]) >= "\u4e00" for row in files.rows[label])


def starts(files: Export, type_: str) -> set[str]:
    return {prefix_of(row["from"]) for row in files.rows[type_]}


def lot_in_two_units(files: Export) -> bool:
    used = {(row["from"], row["unit"]) for row in files.rows["CONSUMED_IN"]}
    return any((lot, "kg") in used for lot, unit in used if unit == "g")


FEATURES: dict[str, Callable[[Export], bool]] = {
    "1 several lots of one item in one step": lambda f: lots_of_one_item(f) >= 3,
    "2 five serials in one step": lambda f: lots_of_one_item(f) >= 5,
    "3 five levels": lambda f: nx.dag_longest_path_length(nx.condensation(flow_of(f))) >= 10,
    "4 cycles by rework and by disassembly": lambda f: cycles(f) >= 2,
    "5 diamonds": lambda f: {"split", "merge"} <= kinds(f),
    "7 return and resale": returned_and_sold_again,
    "8 one lot number for two materials": lambda f: lots_under_one_number(f) >= 2,
    "8 a serial equal to a lot number": lambda f: (
        not {r["lot"] for r in f.rows["Lot"]}.isdisjoint(r["serial"] for r in f.rows["Device"])
    ),
    "8 one lot number from two suppliers": lambda f: (2, 2) in origins_of_supplier_lots(f),
    "9 one supplier's lot over many receipts": lambda f: (3, 1) in origins_of_supplier_lots(f),
    "10 voided consumption, production and shipment": lambda f: all(
        any(r["retracted"] for r in f.rows[t]) for t in ("CONSUMED_IN", "PRODUCED", "SHIPPED_IN")
    ),
    "11 two versions of a recipe in use": lambda f: (
        {split(r["to"]).parts[1] for r in f.rows["FOLLOWED"]} == {"A", "B"}
    ),
    "14 outside processing, untracked input": lambda f: (
        "outside_processing" in kinds(f) and any(r["untracked_input"] for r in f.rows["ProcessStep"])
    ),
    "18 g and kg of one lot": lot_in_two_units,
    "every kind of step": lambda f: (
        kinds(f) == {v for p in BY_LABEL["ProcessStep"].properties for v in p.values}
    ),
    "rework under a new number": lambda f: any(r["lot"].endswith("-R1") for r in f.rows["Lot"]),
    "SSCC used again": lambda f: any(r["cycle"] == "2" for r in f.rows["Package"]),
    "carton in pallet, lots and devices in cartons": lambda f: (
        starts(f, "PACKED_IN") == {"package", "lot", "device"}
    ),
    "unpacking": lambda f: any(r["packed_to"] for r in f.rows["PACKED_IN"]),
    "whatever can leave leaves": lambda f: starts(f, "SHIPPED_IN") == {"package", "lot", "device"},
    "whatever can come back comes back": lambda f: starts(f, "RETURNED_IN") == {"package", "lot", "device"},
    "kits of devices": lambda f: starts(f, "CONSUMED_IN") == {"lot", "device"},
    "keys that need escaping": lambda f: any("%2F" in r["from"] for r in f.rows["CONSUMED_IN"]),
    "Chinese names": lambda f: all(in_chinese(f, label) for label in ("Supplier", "Customer", "Material")),
}


@pytest.mark.parametrize("feature", FEATURES)
def test_a_small_plant_has(feature: str, files: Export) -> None:
    assert FEATURES[feature](files)


def test_a_small_plant_plays_every_set_piece() -> None:
    assert set(small().pieces) == {piece.__name__ for piece in PIECES}


def test_every_kind_of_gap_occurs() -> None:
    truth = small().truth()
    keys = {key for type_ in FLOW for row in small().records.live(type_, "from", "to") for key in row}
    forward = {kind for key in keys for kind, _ in truth.recall(key).gaps}
    backward = {kind for key in keys for kind, _ in truth.genealogy(key).gaps}
    assert forward == {"step_without_output", "shipment_without_customer", "unknown_reference"}
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
    _, step, product, _ = moved("untracked_input")
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
