"""A pack and a letter on paper and as data, in both languages."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.errors import Refused
from app.reports.forms import FORMS, PaperForm
from app.reports.pack import letter_report, pack_report
from app.reports.pdf import bound_parts
from app.reports.report import Column, Fields, Heading, Report, Table
from app.reports.texts import LANGUAGES, Language
from quality.case_file import CaseFile
from quality.letters import LETTERS, RECALL_LETTER, letters
from quality.packs import PACKS
from quality.packs.declare import fill
from quality.words import Words
from tests.support.cases import CONSIGNEES, FULL
from tests.support.paper import pages_of

MADE = datetime(2026, 3, 6, 12, tzinfo=UTC)
SMALL = replace(
    FULL,
    gaps=(Words("no origin", "没有来源"),),
    consignees=(replace(CONSIGNEES[0], phone=None), CONSIGNEES[1]),
)


def made(report: Report, form: PaperForm) -> bytes:
    return b"".join(FORMS[form][1](report))


def data(report: Report) -> dict[str, object]:
    found = json.loads(made(report, PaperForm.json))
    assert isinstance(found, dict)
    return found


def test_a_notice_as_a_whole() -> None:
    case = replace(FULL, products=FULL.products, reason=None)
    assert data(pack_report(fill(PACKS["nmpa-notice"], case), "en", MADE)) == {
        "title": "Recall notice",
        "language": "en",
        "made": "2026-03-06T12:00:00.000000Z",
        "foot": f"Recall R-7; nmpa-notice; missing: 1. Ledger 42 {'ab' * 32}. Certificate {'ef' * 32}",
        "parts": [
            {
                "paragraph": "Titles are our words. Items marked [K] rest on general knowledge of the rule: "
                "verify them before you rely on them."
            },
            {"heading": "Notice"},
            {"heading": "15-1-name Name and model"},
            {
                "table": {
                    "columns": ["Brand name", "Model"],
                    "lines": [["Stent A", "A-1"], ["支架 B", "B-1"]],
                }
            },
            {"heading": "15-1-lot Lots"},
            {
                "table": {
                    "columns": ["Product", "Lot", "UDI-DI", "Serial numbers"],
                    "lines": [
                        ["Stent A", "L1", "09506000134352", "S0001 .. S0010 (10)"],
                        ["支架 B", "L2", "09506000134369", "none"],
                    ],
                }
            },
            {
                "fields": [
                    ["15-2 Reason", "not in evidence"],
                    [
                        "15-3-stop What to stop: selling and using",
                        "Stop using and selling. Put aside what you have.",
                    ],
                    [
                        "15-3-pass-on Whom to pass it on to",
                        "Pass this notice on to every dealer and user to whom you delivered.",
                    ],
                    ["15-4 How it is dealt with", "Destroyed under witness."],
                ]
            },
            {"heading": "Missing"},
            {
                "table": {
                    "columns": ["Paragraph", "Item", "What is missing", "Who owns it"],
                    "lines": [["15-2", "Reason", "not in evidence", "quality"]],
                }
            },
        ],
        "stands_on": [
            ["Recall", "R-7"],
            ["Paper", "nmpa-notice"],
            ["Answers", "总局令第29号 第十五条"],
            ["Missing items", "1"],
            ["Known at ledger size", "42"],
            ["Ledger root", "ab" * 32],
            ["SHA-256 of the certificate", "ef" * 32],
            ["Made", "2026-03-06T12:00:00.000000Z"],
        ],
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("case", [FULL, CaseFile()], ids=["full", "empty"])
def test_no_cell_is_blank_and_what_is_missing_is_told(pack: str, language: Language, case: CaseFile) -> None:
    filled = fill(PACKS[pack], case)
    report = pack_report(filled, language, MADE)
    cells: list[str] = []
    for part in report.parts:
        match part:
            case Table(columns, lines):
                cells += [cell for line in lines for cell in line] + [column.title for column in columns]
            case Heading(text):
                cells.append(text)
    assert [cell for cell in cells if not cell.strip()] == []
    word = "Missing" if language == "en" else "缺少的内容"
    at = report.parts.index(Heading(word))
    told = report.parts[at + 1]
    lines = [*told.lines] if isinstance(told, Table) else []
    assert [line[0] for line in lines] == [name for name, _, _ in filled.missing]


def test_what_is_general_knowledge_is_marked() -> None:
    file = made(pack_report(fill(PACKS["fda-806"], FULL), "zh-CN", MADE), PaperForm.csv).decode("utf-8-sig")
    assert "806.10(c)(4) 上市许可状态 [K] 待核实" in file
    assert "806.10(c)(9)-lot 各批数量\r\n" in file


def test_every_form_tells_what_is_missing_and_what_it_stands_on() -> None:
    report = pack_report(fill(PACKS["fda-806"], SMALL), "zh-CN", MADE)
    pages = pages_of(made(report, PaperForm.pdf))
    for page in pages:
        assert "ab" * 32 in page.replace("\r\n", "")
        assert "ef" * 32 in page.replace("\r\n", "")
    whole = "".join(pages)
    for text in (
        "召回范围所依据的结果有缺口：没有来源",
        "电话：3 行中的 1 行：1. C1 / L1",
        "北京市东城区 1 号",
        "证据中没有",
    ):
        assert text in whole
    for form in (PaperForm.csv, PaperForm.json, PaperForm.xml):
        assert "召回范围所依据的结果有缺口：没有来源" in made(report, form).decode()


def test_a_letter_has_no_ids_no_marks_and_nothing_for_the_house() -> None:
    (letter, _) = letters(replace(SMALL, reason=None), RECALL_LETTER)
    told = made(letter_report(letter, "en", MADE), PaperForm.json).decode()
    for text in ("to-address", "[K]", "no origin", "regulatory affairs owns", "Missing", "北京医院"):
        assert text not in told
    assert '["Reason","not in evidence"]' in told
    assert told.endswith('"title":"URGENT: medical device recall"}')


@pytest.mark.parametrize("kind", LETTERS)
def test_all_letters_in_one_file_each_from_page_1(kind: str) -> None:
    reports = [letter_report(letter, "zh-CN", MADE) for letter in letters(FULL, LETTERS[kind])]
    pages = pages_of(b"".join(bound_parts(reports)))
    assert len(pages) == 2
    assert "St. Mary" in pages[0]
    assert "北京医院" not in pages[0]
    assert "北京医院" in pages[1]


def test_a_bound_file_numbers_the_pages_of_each_report() -> None:
    table = Table((Column("a"),), [(str(n),) for n in range(100)])
    report = Report("t", "en", MADE, (table,), Fields(()), "Foot")
    pages = pages_of(b"".join(bound_parts([report, report])))
    assert ["".join(page[page.index("Foot") :].split()) for page in pages] == ["Foot1", "Foot2"] * 2


def test_a_file_of_very_many_pages_numbers_them_all() -> None:
    table = Table((Column("a"),), [(f"n{n}",) for n in range(7_000)])
    report = Report("t", "en", MADE, (table,), Fields(()), "Foot")
    pages = pages_of(made(report, PaperForm.pdf))
    assert len(pages) > 100
    wrong = [n for n, page in enumerate(pages, 1) if f"{n} / {len(pages)}" not in page]
    assert wrong == []


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(Refused, match="nothing to print"):
        list(bound_parts([]))
