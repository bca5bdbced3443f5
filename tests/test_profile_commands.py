"""`lotgraph profile check` and `infer`, files told by their columns, profiles of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import cli
from loaders import LoadError, load_profile, plan
from loaders.infer import proposals
from tests.support.loading import file

SAP = Path(__file__).resolve().parent / "data" / "profiles" / "sap" / "tables" / "files"
HEADER = "Materialnr;CHARG;WERKS;AUFNR;MBLNR;MJAHR;ZEILE;BWART;MENGE;MEINS;BUDAT;Bemerkung"
ROW = "1001;0008;1000;17;49;2025;1;261;12.5;KG;20250101;x"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = cli.run([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_a_check_says_what_would_become_of_a_file_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(tmp_path / "data"))
    code, out, err = run(capsys, "profile", "check", "--profile", "sap", SAP / "chvw.csv")
    assert code == 3
    assert "NOT ACCEPTED" in err
    assert "19 rows: 12 accepted, 5 rejected, 2 ignored" in err
    assert "unit 'XX'" in out
    assert not (tmp_path / "data").exists()


def test_a_check_for_programs_counts_every_row(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "profile", "check", "--profile", "sap", SAP / "chvw.csv", "--format", "json")
    (found,) = json.loads(out)
    rows = found["rows"]
    assert (code, found["accepted_file"], found["kind"]) == (3, False, "chvw")
    assert rows["read"] == rows["accepted"] + rows["rejected"] + sum(rows["ignored"].values())
    assert {(fault["column"], fault["rule"]): fault["lines"] for fault in found["faults"]} == {
        ("AUFNR", "state"): [16],
        ("MEINS", "unit"): [17],
        ("BWART", "code"): [18],
        ("MENGE", "number"): [19],
        ("BUDAT", "date"): [20],
    }
    column = next(c for c in found["columns"] if c["name"] == "AUFNR")
    assert (column["present"], column["filled"], column["rows"]) == (True, 9, 19)


def test_a_file_without_a_fault_is_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "profile", "check", "--profile", "sap", SAP / "lfa1.csv")
    assert code == 0
    assert "accepted as sap/1 lfa1" in err


def test_what_is_inferred_becomes_a_profile_that_takes_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = file(tmp_path / "EXPORT.csv", HEADER, ROW)
    code, own, _ = run(capsys, "profile", "infer", export, "--profile", "sap", "--toml")
    assert code == 0
    profile = file(tmp_path / "ours.toml", own.rstrip("\n"))
    code, _, err = run(capsys, "profile", "check", "--profile", profile, export)
    assert code == 0
    assert "1 accepted" in err


def test_an_inference_says_how_sure_each_column_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = file(tmp_path / "EXPORT.csv", HEADER, ROW)
    code, out, _ = run(capsys, "profile", "infer", export, "--format", "json")
    best = json.loads(out)[0]
    matches = {match["column"]: match for match in best["matches"]}
    assert (code, best["profile"], best["file"]) == (0, "sap", "chvw")
    assert matches["CHARG"]["confidence"] == 1.0
    assert matches["MATNR"]["found"] == "Materialnr"
    assert 0.5 < matches["MATNR"]["confidence"] < 0.95
    assert best["unexplained"] == ["Bemerkung"]


def test_what_looks_like_nothing_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(
        capsys, "profile", "infer", file(tmp_path / "x.csv", "foo,bar", "1,2"), "--profile", "sap"
    )
    assert (code, out) == (3, "")
    assert "looks like no kind of file" in err


def test_a_column_whose_values_are_of_another_type_counts_less() -> None:
    header = HEADER.split(";")
    right = proposals(header, [ROW.split(";")], [load_profile("sap")])[0]
    wrong = proposals(header, [ROW.replace("12.5", "much").split(";")], [load_profile("sap")])[0]
    assert wrong.confidence < right.confidence
    assert "no number" in next(m.why for m in wrong.matches if m.column == "MENGE")


def test_a_file_of_any_name_is_told_by_its_columns(tmp_path: Path) -> None:
    header = HEADER.replace("Materialnr", "MATNR")
    (source,) = plan([file(tmp_path / "EXPORT (3).csv", header, ROW)], profile=None, namespace=None)
    assert (source.profile, source.record_type) == ("sap/1", "chvw")


def test_a_header_in_another_language_is_told_too(tmp_path: Path) -> None:
    header = "Material;Charge;Werk;Auftrag;Mat.Beleg;MJahr;Pos;BwA;Menge;BME;Buch.Dat."
    row = "1001;0008;1000;17;49;2025;1;261;1.012,5;KG;31.01.2025"
    (source,) = plan([file(tmp_path / "x.csv", header, row)], profile="sap", namespace=None)
    (outcome,) = source.outcomes()
    quantities = [f.properties.get("quantity") for f in outcome.facts if hasattr(f, "properties")]  # type: ignore[union-attr]
    assert (source.record_type, quantities.count(1_012_500_000_000)) == ("chvw", 1)


def test_a_file_that_nothing_tells_is_refused_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="does not tell its profile"):
        plan([file(tmp_path / "x.csv", "foo,bar", "1,2")], profile=None, namespace=None)
    with pytest.raises(LoadError, match="profile infer"):
        plan([file(tmp_path / "x.csv", "foo,bar", "1,2")], profile="sap", namespace=None)


def test_a_file_that_its_columns_could_tell_and_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "EXPORT.csv.gz").write_bytes(b"no gzip")
    with pytest.raises(LoadError, match="damaged or cut off"):
        plan([tmp_path / "EXPORT.csv.gz"], profile="sap", namespace=None)


def test_another_text_of_ones_own_profile_or_another_clock_is_another_load(tmp_path: Path) -> None:
    export = file(tmp_path / "EXPORT.csv", HEADER, ROW)
    loads = set()
    for number, note in enumerate(("", "# changed")):
        text = ('name = "o"', "version = 1", 'description = "ours"', 'extends = "sap"', note)
        also = ("[[file]]", 'name = "chvw"', "[file.also]", 'MATNR = ["Materialnr"]')
        own = str(file(tmp_path / f"ours{number}.toml", *text, *also))
        for zone in (None, "Asia/Tokyo"):
            (source,) = plan([export], profile=own, namespace="n", time_zone=zone)
            loads.add(source.load_id)
    assert len(loads) == 4


def test_a_clock_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="is no time zone"):
        plan([SAP], profile="sap", namespace=None, time_zone="Mars/Olympus")
