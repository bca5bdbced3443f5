"""Which rules take a row: order, look-ups, derived values, records over several rows, lists, reversals."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from graph_model.facts import RelationshipFact, Retraction
from loaders import LoadError, plan
from loaders.declared import rows as declared_rows
from loaders.outcome import Accepted, Ignored
from tests.support.own_profile import HEAD, links, nodes, outcomes, rejected
from tests.support.pictured import counted, facts_of, pictured

MOVES = """
[file.derive.act]
of = "type"
table = { I = "issue", R = "receipt", M = "moved", X = "broken" }
[[file.ignore]]
when = { act = ["moved"] }
reason = "keeps the lot"
[[file.refuse]]
when = { act = ["issue", "moved"], order = false }
column = "order"
message = "names no order"
[[file.state]]
when = { act = ["issue"] }
relationship = "CONSUMED_IN"
from = { Lot = ["=M", "lot"] }
to = { ProcessStep = ["=production", "order"] }
id = ["=T", "line"]
quantity = "amount"
unit = "=kg"
[[file.state]]
when = { act = ["receipt"] }
relationship = "PRODUCED"
from = { ProcessStep = ["=production", "order"] }
to = { Lot = ["=M", "lot"] }
id = ["=T", "line"]
quantity = "amount"
unit = "=kg"
"""
COLUMNS = """
[[file]]
name = "thing"
columns = [
  { name = "line" }, { name = "type" }, { name = "lot" }, { name = "order" },
  { name = "amount", type = "number" },
]
"""
HEADER = "line,type,lot,order,amount"


def test_ignores_are_asked_before_refusals_and_these_before_statements(tmp_path: Path) -> None:
    found = outcomes(tmp_path, COLUMNS + MOVES, HEADER, "1,M,L,,1", "2,I,L,,1", "3,I,L,O,1")
    assert counted(found) == ["line 2: ignored, keeps the lot", "line 3: rejected order state"]
    assert links(found[2]) == {("lot:n/M/L", "CONSUMED_IN", "step:n/production/O")}


def test_a_row_that_no_rule_covers_is_rejected_with_what_decides(tmp_path: Path) -> None:
    (uncovered, unknown) = outcomes(tmp_path, COLUMNS + MOVES, HEADER, "1,X,L,O,1", "2,?,L,O,1")
    assert rejected(uncovered)[:2] == ("act", "state")
    assert "act='broken'" in rejected(uncovered)[2]
    column, rule, message = rejected(unknown)
    assert (column, rule) == ("type", "code")
    assert "I, R, M, X" in message


def test_a_reject_keeps_the_row_as_it_was_read_and_touches_what_it_names(tmp_path: Path) -> None:
    profile = COLUMNS.replace('{ name = "lot" }', '{ name = "lot", zeros = "strip" }') + MOVES
    (bad,) = outcomes(tmp_path, profile, HEADER, "1,I,007,O,much")
    assert rejected(bad)[:2] == ("amount", "number")
    assert bad.raw == "1,I,007,O,much"  # type: ignore[union-attr]  # it is rejected
    assert bad.touches == ("lot:n/M/7", "step:n/production/O")  # type: ignore[union-attr]


def test_what_a_rejected_row_said_of_its_nodes_is_said_by_the_next(tmp_path: Path) -> None:
    _, good = outcomes(tmp_path, COLUMNS + MOVES, HEADER, "1,I,L,O,much", "2,I,L,O,1")
    assert nodes(good) == {"lot:n/M/L": {"lot_number": "L"}, "step:n/production/O": {"kind": "production"}}


def test_a_negative_statement_counts_against_the_others(tmp_path: Path) -> None:
    profile = (COLUMNS + MOVES).replace(
        'when = { act = ["receipt"] }', 'negative = true\nwhen = { act = ["receipt"] }'
    )
    (back,) = outcomes(tmp_path, profile, HEADER, "1,R,L,O,2.5")
    assert isinstance(back, Accepted)
    amounts = [f.properties.get("quantity") for f in back.facts if isinstance(f, RelationshipFact)]
    assert -2_500_000_000 in amounts


TAKEN_BACK = """
[[file]]
name = "thing"
columns = [{ name = "line" }, { name = "lot" }, { name = "undoes" }]
[[file.state]]
when = { undoes = false }
relationship = "CONSUMED_IN"
from = { Lot = ["=M", "lot"] }
to = { ProcessStep = ["=production", "=O"] }
id = ["=T", "line"]
[[file.state]]
when = { undoes = true }
relationship = "CONSUMED_IN"
id = ["=T", "undoes"]
retract = "reversed"
"""


@pytest.mark.parametrize("rows", [("1,L,", "2,K,", "3,,1"), ("3,,1", "1,L,", "2,K,")])
def test_a_reversal_takes_back_what_it_names_whatever_comes_first(
    tmp_path: Path, rows: tuple[str, ...]
) -> None:
    facts = facts_of(outcomes(tmp_path, TAKEN_BACK, "line,lot,undoes", *rows))
    assert sum(isinstance(fact, Retraction) for fact in facts) == 1
    assert [line for line in pictured(facts) if "CONSUMED_IN" in line] == [
        "lot:n/M/K CONSUMED_IN step:n/production/O"
    ]


LOOKED_UP = """
[[file]]
name = "master"
kind = "master"
ignored = "read with things"
columns = [{ name = "number", required = true }, { name = "what", required = true }, { name = "gone" }]
[[file]]
name = "thing"
columns = [{ name = "number", required = true }, { name = "lot", required = true }]
[[file.lookups]]
name = "of"
file = "master"
by = ["number"]
key = ["number"]
take = ["what"]
where = { gone = false }
[[file.state]]
node = { Lot = ["of.what", "lot"] }
"""


def looked_up(folder: Path, master: str, rows: str) -> list[str]:
    files = folder / "files"
    files.mkdir()
    (folder / "own.toml").write_text(HEAD + LOOKED_UP, "utf-8")
    (files / "master.csv").write_text(f"number,what,gone\n{master}", "utf-8")
    (files / "thing.csv").write_text(f"number,lot\n{rows}", "utf-8")
    sources = plan([files], profile=str(folder / "own.toml"), namespace="n")
    found = [one for source in sources if source.record_type == "thing" for one in source.outcomes()]
    return [*pictured(facts_of(found)), *counted(found)]


def test_a_look_up_finds_its_row_or_the_row_is_rejected(tmp_path: Path) -> None:
    assert looked_up(tmp_path, "1,M,\n", "1,L\n2,K\n") == [
        "lot:n/M/L lot_number=L",
        "lot:n/M/L INSTANCE_OF material:n/M",
        "line 3: rejected number reference",
    ]


def test_rows_that_differ_are_not_chosen_from(tmp_path: Path) -> None:
    assert looked_up(tmp_path, "1,M,\n1,N,\n1,M,\n", "1,L\n") == ["line 2: rejected number reference"]


def test_rows_that_are_equal_or_excluded_are_one(tmp_path: Path) -> None:
    lines = looked_up(tmp_path, "1,M,\n1,M,\n1,N,yes\n", "1,L\n")
    assert lines[0] == "lot:n/M/L lot_number=L"


CARRIED = """
[[file]]
name = "thing"
columns = [{ name = "order", carry = true }, { name = "day", carry = true }, { name = "lot", filled = true }]
[[file.state]]
relationship = "PRODUCED"
from = { ProcessStep = ["=production", "order"] }
to = { Lot = ["=M", "lot"] }
"""


def test_blank_cells_of_further_rows_mean_those_above(tmp_path: Path) -> None:
    first, more, other = outcomes(tmp_path, CARRIED, "order,day,lot", "O1,1,A", ",,B", "O2,1,C")
    steps = [next(iter(links(one)))[0] for one in (first, more, other)]
    assert steps == ["step:n/production/O1", "step:n/production/O1", "step:n/production/O2"]


def test_what_goes_on_with_a_broken_row_goes_on_with_nothing(tmp_path: Path) -> None:
    lines = counted(outcomes(tmp_path, CARRIED, "order,day,lot", ",,A", "O1,1,B", "O2,1,C,D", ",,E"))
    assert lines == ["line 2: rejected - required", "line 4: rejected - cells", "line 5: rejected - required"]


LISTS = """
[[file]]
name = "thing"
columns = [{ name = "lot" }, { name = "serials", separator = ";" }]
[[file.state]]
when = { serials = true }
each = "serials"
relationship = "HAS_UNIT"
from = { Lot = ["=M", "lot"] }
to = { Device = ["=M", "serials"] }
"""


def test_a_list_makes_a_statement_for_each_of_its_entries(tmp_path: Path) -> None:
    (found,) = outcomes(tmp_path, LISTS, "lot,serials", "L,1; 2 ;2")
    assert links(found) == {
        ("lot:n/M/L", "HAS_UNIT", "device:n/M/1"),
        ("lot:n/M/L", "HAS_UNIT", "device:n/M/2"),
    }


def test_a_list_without_an_entry_is_rejected(tmp_path: Path) -> None:
    (found,) = outcomes(tmp_path, LISTS, "lot,serials", "L,;")
    assert rejected(found)[:2] == ("serials", "required")


def test_a_profile_of_ones_own_is_read_anew(tmp_path: Path) -> None:
    (first,) = outcomes(tmp_path, MARKED, "lot", "1")
    (second,) = outcomes(tmp_path, MARKED.replace("=M", "=N"), "lot", "1")
    assert (set(nodes(first)), set(nodes(second))) == ({"lot:n/M/1"}, {"lot:n/N/1"})


MARKED = """
unquote = "'"
[[file]]
name = "thing"
columns = [{ name = "lot", filled = true }]
[[file.state]]
node = { Lot = ["=M", "lot"] }
"""


def test_only_the_mark_of_the_export_is_taken_away(tmp_path: Path) -> None:
    found = outcomes(tmp_path, MARKED, "lot", "'+A1", "'=B", "'C", "''+D")
    assert sorted(key for one in found for key in nodes(one)) == [
        "lot:n/M/%27%27%2BD",
        "lot:n/M/%27C",
        "lot:n/M/%2BA1",
        "lot:n/M/%3DB",
    ]


LOCAL = """
[locale.""]
decimal = ","
grouping = "."
date = "%d.%m.%Y"
[[file]]
name = "thing"
columns = [
  { name = "lot" }, { name = "amount", type = "number" },
  { name = "day", type = "date", on_error = "leave_out" },
]
[[file.state]]
relationship = "PRODUCED"
from = { ProcessStep = ["=production", "=O"] }
to = { Lot = ["=M", "lot"] }
quantity = "amount"
unit = "=kg"
[[file.state]]
node = { Lot = ["=M", "lot"] }
set = { expires = "day" }
"""


def test_numbers_and_days_are_read_as_the_locale_writes_them(tmp_path: Path) -> None:
    facts = facts_of(outcomes(tmp_path, LOCAL, "lot;amount;day", "A;1.250,5;31.01.2027", "B;1,5-;"))
    lines = pictured(facts)
    assert lines[0] == "lot:n/M/A expires=2027-01-31 lot_number=A"
    assert [line.split(" quantity=")[1] for line in lines if "quantity" in line] == [
        "1250.5 uom=kg",
        "-1.5 uom=kg",
    ]


def test_a_number_of_another_locale_is_never_read_as_one_of_this(tmp_path: Path) -> None:
    assert counted(outcomes(tmp_path, LOCAL, "lot;amount;day", "A;1,100.5;", "B;1.10;")) == [
        "line 2: rejected amount number",
        "line 3: rejected amount number",
    ]


def test_a_bad_value_that_may_be_left_out_is_told_and_the_row_stays(tmp_path: Path) -> None:
    found = outcomes(tmp_path, LOCAL, "lot;amount;day", "A;1;2027-01-31")
    assert counted(found) == ["line 2: finding day date"]
    assert "lot:n/M/A lot_number=A" in pictured(facts_of(found))


def test_a_choice_made_for_rows_that_are_alike_is_that_of_each_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is worked out once for a combination of cells is what every row would come to by itself."""
    rng = random.Random(5)
    rows = [
        ",".join(
            (
                str(n),
                rng.choice("IRMX?"),
                rng.choice(("L", "K", "")),
                rng.choice(("O", "")),
                rng.choice(("1", "", "x")),
            )
        )
        for n in range(300)
    ]
    together = outcomes(tmp_path, COLUMNS + MOVES, HEADER, *rows)
    monkeypatch.setattr(declared_rows, "decided", lambda *_: None)
    assert outcomes(tmp_path, COLUMNS + MOVES, HEADER, *rows) == together
    assert {type(one).__name__ for one in together} == {"Accepted", "Rejected", "Ignored"}


def test_a_blank_row_is_ignored(tmp_path: Path) -> None:
    (blank,) = outcomes(tmp_path, COLUMNS + MOVES, HEADER, ",,,,")
    assert blank == Ignored(2, 1, "blank row")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('relationship = "PRODUCED"', 'relationship = "MADE"', "MADE is no relationship type"),
        ("{ Lot = [", "{ Lots = [", "Lots is no label"),
        ('Lot = ["=M", "lot"]', 'Lot = ["lot"]', "a Lot is named by"),
        ('quantity = "amount"\nunit = "=kg"', 'quantity = "amount"', "a quantity needs"),
        ('from = { ProcessStep = ["=production", "order"] }', 'from = { Material = ["order"] }', "goes from"),
        ('"=production"', '"=producing"', "one of"),
        ('act = ["moved"]', 'act_ = ["moved"]', "act_, which is no column"),
        ("[[file.refuse]]", "[[file.refuses]]", "refuses"),
        ('of = "type"', 'of = "type"\npattern = "{lot}"', "say one way"),
        ('type = "number"', 'type = "amount"', "columns.4.type"),
    ],
)
def test_a_profile_that_says_what_the_model_does_not_know_is_refused(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    assert old in COLUMNS + MOVES
    with pytest.raises(LoadError, match=problem):
        outcomes(tmp_path, (COLUMNS + MOVES).replace(old, new), HEADER, "1,I,L,O,1")
