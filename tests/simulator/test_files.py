"""The same seed gives the same bytes, and files that fit the declarations."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest

import simulator
from graph_model.keys import prefix_of, split
from graph_model.nodes import BY_LABEL, BY_PREFIX
from graph_model.relationships import BY_TYPE
from graph_model.units import factor, parse_number, to_scaled
from simulator import codes
from simulator.plant import build
from simulator.records import EDGE_TABLES, NODE_TABLES
from tests.support.simulated import Export, Line, small


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
