"""A plant has every hard case."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

import networkx as nx
import pytest

from graph_model.keys import make, prefix_of, split
from graph_model.nodes import BY_LABEL
from simulator.plant import PIECES
from tests.support.simulated import Export, flow_of, small


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
        "outside_processing" in kinds(f) and starts(f, "USED_IN") == {"material"}
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
