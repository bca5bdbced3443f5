"""All 10,000 records of the sample load; what is odd is told, and nothing is dropped."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from functools import cache
from pathlib import Path

from graph_model.facts import NodeFact, RelationshipFact
from graph_model.nodes import BY_PREFIX
from loaders import plan
from loaders.outcome import Accepted, Outcome

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "gudid" / "gudid_identifiers.csv.gz"
# What the model has no place for is named once.
UNREAD = "pi_mfg_date, pi_expiry, pi_donation, single_use, kit, distribution_status, publish_date"


@cache
def published() -> list[dict[str, str]]:
    with gzip.open(SAMPLE, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def outcomes() -> list[Outcome]:
    (source,) = plan([SAMPLE], profile=None, namespace=None)
    assert source.notes == (f"columns not used: {UNREAD}",)
    return list(source.outcomes())


def accepted() -> list[Accepted]:
    return [one for one in outcomes() if isinstance(one, Accepted)]


def properties() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for fact in (fact for one in accepted() for fact in one.facts):
        if isinstance(fact, NodeFact):
            node = found.setdefault(fact.key, {})
            assert all(node.get(name, value) == value for name, value in fact.properties.items()), fact
            node.update(fact.properties)
    return found


def test_every_row_is_accepted() -> None:
    rows = published()
    assert (len(rows), len({row["record_key"] for row in rows})) == (12_063, 10_000)
    assert Counter(type(one).__name__ for one in outcomes()) == {"Accepted": 12_063}


def test_no_two_rows_contradict_each_other() -> None:
    """`properties` compares: 91 identifiers stand in several records."""
    labels = Counter(BY_PREFIX[key.partition(":")[0]].label for key in properties())
    assert labels == {"Material": 10_000, "DeviceIdentifier": 11_921}


def test_what_is_odd_is_told() -> None:
    told = Counter((found.column, found.rule) for one in accepted() for found in one.findings)
    assert told == {
        ("identifier", "check_failed"): 6,
        ("identifier", "padded"): 2,
        # One labeler published HIBCC identifiers with their check character.
        ("identifier", "check_included"): 306,
        ("identifier", "ambiguous"): 55,
        ("identifier", "several_materials"): 136,
        ("identifier_type", "type"): 3,
        ("pi_lot", "no_production_identifier"): 16,
    }


def test_the_six_identifiers_whose_check_digit_fails_are_kept() -> None:
    failed = {
        published()[at]["identifier"]
        for at, one in enumerate(accepted())
        if any(found.rule == "check_failed" for found in one.findings)
    }
    assert failed == {
        "00841518100003",
        "00815612020043",
        "1081463902131",
        "00812845020979",
        "00763003088567",
        "00729000000006",
    }
    known = properties()
    assert all(f"di:gudid/{identifier.zfill(14)}" in known for identifier in failed)


def test_an_identifier_may_name_several_materials_and_a_material_has_several() -> None:
    links = {
        (fact.source, fact.target)
        for one in accepted()
        for fact in one.facts
        if isinstance(fact, RelationshipFact)
    }
    assert len(links) == len({(row["record_key"], row["identifier"]) for row in published()}) == 12_063
    materials = Counter(Counter(target for _, target in links).values())
    assert materials == {1: 11_921 - 91, 2: 40, 3: 51}
    several = Counter(Counter(source for source, _ in links).values())
    assert several == Counter(Counter(row["record_key"] for row in published()).values())


def test_devices_in_a_case_of_boxes_are_counted_over_both_levels() -> None:
    known = properties()
    boxes = {row["identifier"]: row for row in published() if row["identifier_type"] == "Package"}
    cases = {di: row for di, row in boxes.items() if row["contains_di"] in boxes}
    assert len(cases) == 136
    for di, row in cases.items():
        box = boxes[row["contains_di"]]
        whole = int(row["package_quantity"]) * int(box["package_quantity"]) * int(row["device_count"])
        assert known[f"di:gudid/{di}"]["units"] == whole


def test_a_line_break_in_a_brand_is_kept() -> None:
    assert properties()["material:gudid/00811806012551"]["name"] == "AMPLATZER™\n, TorqVue™ 2  "
