"""The table of rules fits the declarations, and the page about it names them all."""

from __future__ import annotations

from pathlib import Path

from app.quality.rules import (
    ANY,
    BY_PLACE,
    LINKS,
    MOVING,
    NAMES,
    RULES,
    UNIQUE,
    WITHIN_MATERIAL,
    Severity,
    owner_of,
)
from graph_model.nodes import BY_LABEL, NODES
from graph_model.relationships import BY_TYPE, RELATIONSHIPS

PAGE = (Path(__file__).parents[2] / "docs/quality.md").read_text("utf-8")
OWNERS = {node.owner for node in NODES} | {r.owner for r in RELATIONSHIPS}
OF_FIELDS = {p.owner for node in NODES for p in node.properties if p.owner}


def test_each_rule_stands_once_and_is_about_what_is_declared() -> None:
    assert len(BY_PLACE) == len(RULES)
    for rule in RULES:
        declared = BY_LABEL.get(rule.record) or BY_TYPE.get(rule.record)
        if rule.record == ANY:
            assert rule.owner == "of the record"
            continue
        assert declared is not None
        names = rule.field.split(", ") if rule.field else []
        assert [n for n in names if declared.property_named(n) is None and n not in BY_TYPE] == [], rule
        assert rule.owner in OWNERS | OF_FIELDS
        assert rule.checks
        assert rule.next_step


def test_the_owner_is_that_of_the_field_where_it_has_one() -> None:
    assert owner_of("Lot", "lot_number") == "production"
    assert owner_of("Lot", "expires") == "quality"
    assert owner_of("Lot", "expires, manufactured") == "quality"
    assert owner_of("Receipt", "supplier_lot") == "purchasing"
    assert owner_of("Shipment", "DELIVERED_TO") == "sales"
    assert owner_of("SHIPPED_IN", "quantity") == "warehouse"
    assert owner_of("SHIPPED_IN", "") == "warehouse"


def test_a_record_is_held_to_relationships_that_it_may_have() -> None:
    for label, type_, _ in LINKS:
        assert label in {*BY_TYPE[type_].sources, *BY_TYPE[type_].targets}
    assert {(label, field) for label, field, _ in UNIQUE} >= WITHIN_MATERIAL
    assert "SHIPPED_IN" in MOVING


def test_only_what_stays_outside_of_limits_is_no_error_of_the_data() -> None:
    told = {rule.name for rule in RULES if rule.severity is Severity.EXCURSION}
    assert told == {"outside_limits"}


def test_the_page_names_every_rule() -> None:
    assert [name for name in NAMES if f"| `{name}` |" not in PAGE] == []
