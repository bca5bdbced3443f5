"""What rules say beside columns: products, keys, measures, findings, shared rules, people."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_model.facts import RelationshipFact
from loaders import LoadError
from loaders.outcome import Accepted, Rejected
from tests.support.own_profile import links, nodes, outcomes, rejected, told

PACKAGES = """
[[file]]
name = "thing"
columns = [{ name = "di" }, { name = "cases", type = "integer" }, { name = "each", type = "integer" }]
derive.all = { product_of = ["cases", "each"] }
[[file.state]]
node = { DeviceIdentifier = ["di"] }
set = { units = "all" }
"""


def test_numbers_are_multiplied(tmp_path: Path) -> None:
    full, half, wrong = outcomes(tmp_path, PACKAGES, "di,cases,each", "A,10,12", "B,10,", "C,10,x")
    assert nodes(full) == {"di:n/A": {"udi_di": "A", "units": 120}}
    assert nodes(half) == {"di:n/B": {"udi_di": "B"}}
    assert rejected(wrong)[:2] == ("each", "number")


OPERATIONS = """
[[file]]
name = "thing"
columns = [{ name = "lot" }, { name = "order" }, { name = "operation" }]
refs.order = { ProcessStep = ["=production", "order"] }
refs.operation = { ProcessStep = ["=production", "order", "operation"] }
derive.used_by = { key_of = "operation" }
[[file.state]]
relationship = "CONSUMED_IN"
from = { Lot = ["=M", "lot"] }
to = "order"
set = { operation = "used_by" }
[[file.state]]
when = { operation = true }
relationship = "PART_OF"
from = "operation"
to = "order"
"""


def test_a_property_names_a_node_by_its_key(tmp_path: Path) -> None:
    with_one, without = outcomes(tmp_path, OPERATIONS, "lot,order,operation", "L,O/1,10", "L,O/1,")
    assert isinstance(with_one, Accepted)
    used = [
        f.properties for f in with_one.facts if isinstance(f, RelationshipFact) and f.type == "CONSUMED_IN"
    ]
    assert used == [{"operation": "step:n/production/O%2F1/10"}]
    assert links(without) == {("lot:n/M/L", "CONSUMED_IN", "step:n/production/O%2F1")}


def test_a_step_below_an_order_is_an_operation(tmp_path: Path) -> None:
    (outcome,) = outcomes(tmp_path, OPERATIONS, "lot,order,operation", "L,O1,10")
    found = nodes(outcome)
    assert found["step:n/production/O1"] == {"kind": "production"}
    assert found["step:n/production/O1/10"] == {"kind": "operation"}


MEASURES = """
[[file]]
name = "thing"
columns = [
  { name = "number" },
  { name = "value", type = "number" },
  { name = "unit", type = "measure", system = "symbols" },
]
[[file.state]]
node = { Measurement = ["number"] }
set = { value = "value", uom = "unit" }
"""


def test_units_of_measured_values_have_one_name(tmp_path: Path) -> None:
    rows = ("1,21.5,°C", "2,3,Nm", "3,3,1/m³", "4,3,furlong")
    celsius, torque, count, unknown = outcomes(tmp_path, MEASURES, "number,value,unit", *rows)
    assert nodes(celsius) == {"measurement:n/1": {"value": 21_500_000_000, "uom": "Cel"}}
    assert nodes(torque) == {"measurement:n/2": {"value": 3_000_000_000, "uom": "N.m"}}
    # Particles or CFU: nobody can say.
    assert rejected(count)[:2] == ("unit", "unit")
    assert rejected(unknown)[:2] == ("unit", "unit")


ODD = """
[rules.told]
[[rules.told.finding]]
when = { name = false }
column = "name"
rule = "unnamed"
message = "has no name"
[rules.dated]
derive.day = { first_of = ["until", "=2025-01-31"] }
[[file]]
name = "thing"
rules_of = ["told", "dated"]
columns = [{ name = "number" }, { name = "name" }, { name = "until", type = "date" }]
[[file.state]]
node = { Capa = ["number"] }
set = { name = "name", due = "day" }
"""


def test_an_odd_row_is_taken_and_told_by_rules_that_several_files_share(tmp_path: Path) -> None:
    named, unnamed = outcomes(tmp_path, ODD, "number,name,until", "1,Mend,2026-01-01", "2,,")
    assert told(named) == []
    assert nodes(named) == {"capa:n/1": {"name": "Mend", "due": "2026-01-01"}}
    assert told(unnamed) == [("name", "unnamed")]
    assert nodes(unnamed) == {"capa:n/2": {"due": "2025-01-31"}}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('["told", "dated"]', '"other"', "no rules and no file other"),
        ("when = { name = false }", "when = { nome = false }", "nome, which is no column"),
        ('rule = "unnamed"', 'role = "unnamed"', "role"),
    ],
)
def test_rules_that_say_something_undeclared_are_refused(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    with pytest.raises(LoadError, match=problem):
        outcomes(tmp_path, ODD.replace(old, new), "number,name,until", "1,Mend,")


PEOPLE = """
personal = ["*"]
[[file]]
name = "thing"
columns = [{ name = "number", filled = true }, { name = "name", personal = true }]
[[file.state]]
node = { Person = ["number"] }
set = { name = "name" }
"""


def kept_of(tmp_path: Path, profile: str, *rows: str) -> list[tuple[str, str]]:
    found = outcomes(tmp_path, profile, *rows)
    return [(one.raw, one.message) for one in found if isinstance(one, Rejected)]


def test_of_a_rejected_row_of_people_a_key_is_kept_and_nothing_is_quoted(tmp_path: Path) -> None:
    rows = ("number,name,mail", f"4711,{'A' * 300},a@example.org", ",Ben Muster,", "4713,Carla")
    message = (
        "{} breaks the rule {} (docs/profiles.md, Rejects); what stands there is not repeated, since this "
        "file names people"
    )
    assert kept_of(tmp_path, PEOPLE, *rows) == [
        ("4711,[personal],[personal]", message.format("the row", "model")),
        (",[personal],", message.format("number", "required")),
        ("[personal]", message.format("the row", "cells")),
    ]


def test_of_a_rejected_row_no_undeclared_column_is_kept(tmp_path: Path) -> None:
    plain = PEOPLE.replace('Person = ["number"]', 'Complaint = ["number"]').replace(", personal = true", "")
    rows = ("number,name,Patient", ",Tip came off,M. Muster")
    assert [raw for raw, _ in kept_of(tmp_path, plain, *rows)] == [",Tip came off,[personal]"]
    only = plain.replace('["*"]', '["patient"]')
    assert [raw for raw, _ in kept_of(tmp_path, only, *rows)] == [",Tip came off,[personal]"]
    none = plain.replace('["*"]', "[]")
    assert [raw for raw, _ in kept_of(tmp_path, none, *rows)] == [",Tip came off,M. Muster"]
