"""Labels and registered identifiers in declared files: parts, findings, lost separators, years."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders import LoadError
from tests.support.own_profile import nodes, outcomes, rejected, told

# GTIN, expiry 2028-02-03, lot L7, serial number 77.
LABEL = "(01)04012345111224(17)280203(10)L7(21)77"
LOST = "010401234511122410V1002521JGFMG4P38R"


def profile(take: str, **more: str) -> str:
    """Rows of a lot that tell one part of their label as the lot's status."""
    extra = "".join(f', {name} = "{source}"' for name, source in more.items())
    return f"""
[[file]]
name = "thing"
columns = [{{ name = "udi" }}, {{ name = "agency" }}, {{ name = "lot" }}, {{ name = "seen", type = "date" }}]
derive.part = {{ udi_of = "udi", take = "{take}"{extra} }}
[[file.state]]
node = {{ Lot = ["=M", "=L"] }}
set = {{ status = "part" }}
"""


def part(tmp_path: Path, text: str, take: str, **more: str) -> object:
    (outcome,) = outcomes(
        tmp_path, profile(take, **more), "udi\tseen", f"{text}\t2025-06-01", name="thing.tsv"
    )
    return nodes(outcome)["lot:n/M/L"].get("status", "")


@pytest.mark.parametrize(
    ("text", "take", "value"),
    [
        (LABEL, "di", "04012345111224"),
        (LABEL, "agency", "GS1"),
        (LABEL, "lot", "L7"),
        (LABEL, "serial", "77"),
        (LABEL, "canonical", "(01)04012345111224(10)L7(21)77(17)280203"),
        ("(01)04012345111224", "lot", ""),
        ("+H373FG90021/$LOTA7Q", "di", "H373FG90021"),
        ("+H373FG90021/$LOTA7Q", "agency", "HIBCC"),
        ("+H373FG90021/$LOTA7Q", "lot", "LOTA7"),
        ("https://id.gs1.org/01/04012345111224/21/77", "serial", "77"),
        ("no label", "canonical", "no label"),
        ("no label", "di", ""),
        ("no label", "agency", ""),
    ],
)
def test_a_part_of_a_label(tmp_path: Path, text: str, take: str, value: str) -> None:
    assert part(tmp_path, text, take) == value


@pytest.mark.parametrize(("take", "value"), [("expires", "2028-02-03"), ("manufactured", "")])
def test_a_day_of_a_label(tmp_path: Path, take: str, value: str) -> None:
    assert part(tmp_path, LABEL, take, dated="seen") == value


def test_the_year_of_a_label_is_near_that_of_its_record(tmp_path: Path) -> None:
    """Two digits of a year say 75 in 1990 and in 2060: the file means the same whenever it is loaded."""
    text = "(01)04012345111224(17)750131"
    rows = (f"{text},1990-01-01", f"{text},2060-01-01")
    found = outcomes(tmp_path, profile("expires", dated="seen"), "udi,seen", *rows)
    assert [nodes(one)["lot:n/M/L"]["status"] for one in found] == ["1975-01-31", "2075-01-31"]


def test_a_day_needs_the_time_of_the_record(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="needs dated"):
        outcomes(tmp_path, profile("expires"), "udi", LABEL)
    (outcome,) = outcomes(tmp_path, profile("expires", dated="seen"), "udi,seen", f"{LABEL},")
    assert rejected(outcome)[:2] == ("seen", "required")


def test_a_failed_check_digit_is_told_and_costs_no_row(tmp_path: Path) -> None:
    (outcome,) = outcomes(tmp_path, profile("di"), "udi", "(01)04012345111225(10)L7")
    assert nodes(outcome)["lot:n/M/L"]["status"] == "04012345111225"
    assert told(outcome) == [("udi", "check_failed")]


def test_of_a_label_how_it_was_written_is_not_told(tmp_path: Path) -> None:
    (outcome,) = outcomes(tmp_path, profile("di"), "udi", "https://id.gs1.org/01/4012345111224?17=280200")
    assert told(outcome) == []


def test_of_a_registry_everything_is_told(tmp_path: Path) -> None:
    (outcome,) = outcomes(tmp_path, profile("di", agency="agency"), "udi,agency", "4012345111224,GS1")
    assert nodes(outcome)["lot:n/M/L"]["status"] == "04012345111224"
    assert told(outcome) == [("udi", "padded")]


def test_an_agency_that_is_not_known_is_told(tmp_path: Path) -> None:
    (outcome,) = outcomes(tmp_path, profile("di", agency="agency"), "udi,agency", "0363808-01,NDC/NHRIC")
    assert nodes(outcome)["lot:n/M/L"].get("status") is None
    assert told(outcome) == [("udi", "other_agency")]


@pytest.mark.parametrize("take", ["lot", "serial"])
def test_a_lost_separator_is_not_guessed(tmp_path: Path, take: str) -> None:
    (outcome,) = outcomes(tmp_path, profile(take, lots="lot"), "udi,lot", f"{LOST},")
    column, rule, message = rejected(outcome)
    assert (column, rule) == ("udi", "separator_lost")
    assert message.endswith("say the lot in lot")


@pytest.mark.parametrize(("take", "value"), [("lot", "V10025"), ("serial", "JGFMG4P38R")])
def test_a_lost_separator_is_found_by_the_lot_of_the_row(tmp_path: Path, take: str, value: str) -> None:
    (outcome,) = outcomes(tmp_path, profile(take, lots="lot"), "udi,lot", f"{LOST},V10025")
    assert nodes(outcome)["lot:n/M/L"]["status"] == value
    assert told(outcome) == [("udi", "separator_resolved")]


def test_a_separator_that_is_written_out_may_be_data_and_is_told(tmp_path: Path) -> None:
    (outcome,) = outcomes(tmp_path, profile("lot"), "udi", "010401234511122410V10025<GS>21JG")
    assert nodes(outcome)["lot:n/M/L"]["status"] == "V10025"
    assert told(outcome) == [("udi", "separator_doubtful")]


def test_a_device_identifier_needs_no_separator(tmp_path: Path) -> None:
    (outcome,) = outcomes(tmp_path, profile("di"), "udi", LOST)
    assert nodes(outcome)["lot:n/M/L"]["status"] == "04012345111224"
    assert told(outcome) == [("udi", "separator_lost")]


def test_what_several_parts_of_one_label_tell_is_told_once(tmp_path: Path) -> None:
    more = 'derive.other = { udi_of = "udi", take = "lot" }\n[[file.state]]'
    two = profile("di").replace("[[file.state]]", more) + 'node = { Lot = ["=M", "other"] }\n'
    two = two.replace('set = { status = "part" }\n', 'set = { status = "part" }\n[[file.state]]\n')
    (outcome,) = outcomes(tmp_path, two, "udi", "(01)04012345111225(10)L7")
    assert set(nodes(outcome)) == {"lot:n/M/L", "lot:n/M/L7"}
    assert told(outcome) == [("udi", "check_failed")]
