"""lotgraph udi parse: arguments and lines, people and programs."""

from __future__ import annotations

import io
import json
import re
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import cli
from app.commands.udi import MOST_BYTES, _lines
from identifiers import Code

GTIN = "09506000134352"
LABEL = f"(01){GTIN}(17)271231(10)ABC123"
HIBC = "+A123BJC5D6E71G"
PAGE = Path(__file__).parent.parent / "docs" / "identifiers.md"


class Standard(io.TextIOWrapper):
    """Standard input that holds these bytes."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = cli.run(["udi", "parse", *arguments])
    return code, capsys.readouterr().out


def fed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data: bytes
) -> tuple[int, list[dict[str, object]]]:
    """Exit code and objects of lines on standard input."""
    monkeypatch.setattr(sys, "stdin", Standard(data))
    code, said = run(capsys, "--json")
    return code, [json.loads(line) for line in said.splitlines()]


def test_what_people_read(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "--year", "2026", f"01{GTIN}17271200" + "10ABC\x1d21\\x")
    assert code == 3
    assert said == (
        "01095060001343521727120010ABC\\x1d21\\x\n"
        "  agency       GS1, element string\n"
        "  DI           09506000134352\n"
        "  PI           lot ABC, serial_number \\x, expires 2027-12-31\n"
        "  elements     (01) gtin 09506000134352\n"
        "               (17) expires 271200 = 2027-12-31\n"
        "               (10) lot ABC\n"
        "               (21) serial_number \\x\n"
        "  canonical    01095060001343521727120010ABC\\x1d21\\x\n"
        "  info         last_day at 22: (17) day 00 means the last of the month, 2027-12-31\n"
        "  error        bad_character at 32: (21) must not have '\\\\'; its format is X..20\n"
        "\n"
    )


def test_what_programs_read(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "--json", "--year", "2026", LABEL)
    assert code == 0
    assert json.loads(said) == {
        "raw": LABEL,
        "agency": "GS1",
        "form": "human-readable",
        "di": GTIN,
        "basic_udi_di": None,
        "pi": {
            "lot": "ABC123",
            "serial_number": None,
            "manufactured": None,
            "expires": "2027-12-31",
            "donation_number": None,
            "software_version": None,
        },
        "elements": [
            {"id": "01", "name": "gtin", "value": GTIN, "start": 4, "day": None},
            {"id": "17", "name": "expires", "value": "271231", "start": 22, "day": "2027-12-31"},
            {"id": "10", "name": "lot", "value": "ABC123", "start": 32, "day": None},
        ],
        "canonical": f"(01){GTIN}(10)ABC123(17)271231",
        "findings": [],
    }


def test_findings_of_programs(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "--json", f"{HIBC[:-1]}H")
    message = "check character 'H', expected 'G'"
    finding = {"code": "check_failed", "severity": "error", "position": 14, "message": message}
    assert (code, json.loads(said)["findings"]) == (3, [finding])


def test_warnings_are_no_errors(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "(10)ABC")
    assert code == 0
    assert "warning      requires_other at 4" in said


def test_several_arguments_are_answered_in_their_order(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "--json", HIBC, "abc", LABEL)
    assert code == 3
    assert [json.loads(line)["raw"] for line in said.splitlines()] == [HIBC, "abc", LABEL]


def test_lines_lose_their_ends_and_nothing_else(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"+A999AZ1 \n+A999AZ1 \r\n+A999AZ1 \r\r\n\n  \n+A999AZ1 \r"
    code, told = fed(capsys, monkeypatch, data)
    assert [line["raw"] for line in told] == [
        "+A999AZ1 ",
        "+A999AZ1 ",
        "+A999AZ1 \r",
        "",
        "  ",
        "+A999AZ1 \r",
    ]
    assert [len(line["findings"]) for line in told[:2] if isinstance(line["findings"], list)] == [0, 0]
    assert code == 3


def test_bytes_that_are_not_utf_8_are_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, told = fed(capsys, monkeypatch, b"(10)\xe9\xff\n" + HIBC.encode())
    assert code == 3
    assert [line["raw"] for line in told] == ["(10)\\xe9\\xff", HIBC]
    assert told[0]["elements"] == [
        {"id": "", "name": "unread", "value": "(10)\\xe9\\xff", "start": 0, "day": None}
    ]
    assert "not_utf8" in str(told[0]["findings"])


def test_an_argument_that_is_not_utf_8_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "--json", "(10)\udce9")
    assert (code, json.loads(said)["raw"]) == (3, "(10)\\xe9")


def test_a_line_that_is_too_long_is_told_and_the_next_is_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"9" * (3 * MOST_BYTES) + b"\n" + HIBC.encode() + b"\n"
    code, told = fed(capsys, monkeypatch, data)
    assert code == 3
    assert [line["raw"] for line in told] == ["9" * 200, HIBC]
    assert "line_too_long" in str(told[0]["findings"])


def test_the_longest_line_is_read_whole() -> None:
    longest = b"9" * MOST_BYTES
    assert list(_lines(io.BytesIO(longest + b"\n" + longest))) == [longest, longest]
    (beyond,) = _lines(io.BytesIO(longest + b"99\n"))
    assert len(beyond) == MOST_BYTES + 1


class Endless(io.RawIOBase):
    """Lines that are made while they are read."""

    def __init__(self, lines: int) -> None:
        self._left: Iterator[bytes] = (b"010950600013435210%d\n" % n for n in range(lines))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        line = next(self._left, b"")
        buffer[: len(line)] = line
        return len(line)


def test_lines_are_answered_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Endless(5_000))))
    monkeypatch.setattr("app.terminal.print_json", lambda value: kept.append(len(value)))
    tracemalloc.start()
    assert cli.run(["udi", "parse", "--json"]) == 0
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(kept) == 5_000
    assert peak < 5_000_000


@pytest.mark.parametrize("arguments", [["--format", "json"], ["--year", "26"], ["--year", "x"]])
def test_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["udi", "parse", *arguments, LABEL]) == 64


def test_the_page_explains_every_finding() -> None:
    explained = re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [code for code in explained if code in set(Code)] == [str(code) for code in Code]


def test_the_page_has_a_real_answer(capsys: pytest.CaptureFixture[str]) -> None:
    text = PAGE.read_text(encoding="utf-8")
    asked = f"01{GTIN}17271200" + "10V1002521JGFMG4P38R"
    _, said = run(capsys, "--year", "2026", asked)
    assert said.rstrip("\n") in text.replace("\n    ", "\n")
