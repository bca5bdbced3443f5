"""What a load's own facts say of their quality, in whatever lists they come."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import cli
from app.load_report import check
from app.quality.rules import BY_PLACE, RULES
from app.quality.tally import MOST_EXAMPLES, Example, Tally
from app.quality.told import load_lines
from graph_model.facts import AnyFact, NodeFact, RelationshipFact, Retraction
from graph_model.units import ONE
from loaders.plan import plan
from tests.support.build import device, key, lot
from tests.support.loading import file

LOT = lot("RM-1", "1")


def shipped(item: str, line: int, quantity: int | None) -> RelationshipFact:
    return RelationshipFact(
        type="SHIPPED_IN",
        key=f"SHIPPED_IN:t/d/{line}",
        source=item,
        target=key("shipment", "S1"),
        properties={} if quantity is None else {"quantity": quantity, "uom": "kg"},
        line=line,
    )


FACTS: list[AnyFact] = [
    NodeFact(key=LOT, properties={"lot_number": "1", "manufactured": "2025-01-31"}, line=2),
    NodeFact(key=LOT, properties={"expires": "2025-01-30"}, line=3),
    NodeFact(key=lot("RM-1", "2"), properties={"status": "released"}, line=4),
    NodeFact(key=key("receipt", "GR1", "1"), properties={"received": "2025-01-31"}, line=5),
    NodeFact(key=key("site", "1"), properties={"name": "P"}, line=6),
    shipped(LOT, 7, ONE),
    shipped(LOT, 8, 0),
    shipped(LOT, 9, None),
    shipped(device("FG-1", "1"), 10, None),
    Retraction(type="SHIPPED_IN", key="SHIPPED_IN:t/d/7", reason="booked in error", line=11),
]


def tally_of(*lists: list[AnyFact]) -> Tally:
    tally = Tally()
    for facts in lists:
        tally.take(facts)
    return tally


def test_fields_and_breaches_are_counted() -> None:
    tally = tally_of(FACTS)
    assert (tally.records, tally.broken) == (7, 2)
    assert tally.needed == {
        ("Lot", "lot_number"): 1,
        ("Receipt", "supplier_lot"): 1,
        ("Receipt", "received"): 1,
        ("SHIPPED_IN", "quantity"): 3,
    }
    assert {place: tally.stated[place] for place in tally.needed} == {
        ("Lot", "lot_number"): 1,
        ("Receipt", "supplier_lot"): 0,
        ("Receipt", "received"): 1,
        ("SHIPPED_IN", "quantity"): 2,
    }
    assert tally.examples == {
        BY_PLACE["dates_reversed", "Lot", "manufactured, expires"]: [
            Example(2, LOT, "expires is 2025-01-30, manufactured is 2025-01-31.")
        ],
        BY_PLACE["missing_value", "Receipt", "supplier_lot"]: [
            Example(5, key("receipt", "GR1", "1"), "supplier_lot is missing.")
        ],
        BY_PLACE["not_positive", "SHIPPED_IN", "quantity"]: [
            Example(8, "SHIPPED_IN:t/d/8", "quantity is 0, not above 0.")
        ],
        BY_PLACE["missing_value", "SHIPPED_IN", "quantity"]: [
            Example(9, "SHIPPED_IN:t/d/9", "quantity is missing.")
        ],
    }
    assert tally.found == dict.fromkeys(tally.examples, 1)


def test_only_rules_that_a_load_can_tell_are_asked() -> None:
    assert [rule for rule in tally_of(FACTS).found if not rule.on_load] == []
    assert [rule for rule in RULES if rule.on_load and rule.name in ("duplicate", "no_origin")] == []


def test_examples_are_few_and_all_are_counted() -> None:
    tally = tally_of([shipped(LOT, line, 0) for line in range(2, 12)])
    ((rule, n),) = tally.by_rule()
    assert (n, [example.line for example in tally.examples[rule]]) == (10, [2, 3, 4][:MOST_EXAMPLES])


def test_tallies_add_up() -> None:
    whole, sum_ = tally_of(FACTS[:5], FACTS[5:]), tally_of(FACTS[:5])
    sum_.add(tally_of(FACTS[5:]))
    assert (sum_.records, sum_.broken) == (whole.records, whole.broken)
    assert (sum_.needed, sum_.stated, sum_.found) == (whole.needed, whole.stated, whole.found)


def test_a_dry_run_tells_what_the_files_break(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [f"plant,GR{n},1,2025-01-31,{'V' if n > 4 else ''}" for n in range(1, 8)]
    file(tmp_path / "receipt.csv", "namespace,document,line,received,supplier_lot", *lines)
    file(tmp_path / "site.csv", "namespace,number", "plant,1")
    report = check(
        plan([tmp_path], profile="canonical", namespace=None),
        on_rows=lambda name, rows: None,
        on_reject=lambda name, row: None,
    )
    said = list(load_lines((one.name, one.quality) for one in report.files))
    examples = "; ".join(f"line {n + 1}, receipt:plant/GR{n}/1: supplier_lot is missing." for n in (1, 2, 3))
    assert said == [
        f"receipt.csv: warning missing_value in Receipt.supplier_lot, 4 times, owner: purchasing. {examples}"
    ]
    assert cli.run(["load", "--dry-run", "--profile", "canonical", str(tmp_path)]) == 0
    assert said[0] in capsys.readouterr().out.splitlines()
