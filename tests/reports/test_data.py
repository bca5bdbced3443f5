"""JSON and XML of a report: whole, canonical, well-formed for any text."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

import orjson
import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from app.reports import data
from app.reports.data import json_parts, xml_parts
from app.reports.report import Column, Fields, Heading, Paragraph, Report, Table

MADE = datetime(2026, 3, 1, 12, tzinfo=UTC)
ODD = "a<b>&\"'\r\n\t\x00\x0b\x1f\ufffe\ud800z]]>批次\U0001f600"
NOT_ASCII_SAFE = st.characters(codec=None)


def report(*texts: str) -> Report:
    return Report(
        f"T {texts[0]}",
        "zh-CN",
        MADE,
        (
            Heading(texts[0]),
            Paragraph(texts[0]),
            Fields(((texts[0], texts[0]),)),
            Table((Column("A"), Column(texts[0])), [(text, "=1") for text in texts]),
            Table((Column("B"),), []),
        ),
        Fields((("Root", "ab"),)),
        texts[0],
    )


def as_json(told: Report) -> dict[str, object]:
    found = json.loads(b"".join(json_parts(told)))
    assert isinstance(found, dict)
    return found


def expected(*texts: str) -> dict[str, object]:
    return {
        "title": f"T {texts[0]}",
        "language": "zh-CN",
        "made": "2026-03-01T12:00:00.000000Z",
        "parts": [
            {"heading": texts[0]},
            {"paragraph": texts[0]},
            {"fields": [[texts[0], texts[0]]]},
            {"table": {"columns": ["A", texts[0]], "lines": [[text, "=1"] for text in texts]}},
            {"table": {"columns": ["B"], "lines": []}},
        ],
        "stands_on": [["Root", "ab"]],
        "foot": texts[0],
    }


def as_texts(root: Element) -> dict[str, object]:
    """The XML as the JSON is."""

    def pairs(element: Element) -> list[list[str]]:
        return [[one.text or "" for one in field] for field in element]

    def part(element: Element) -> dict[str, object]:
        if element.tag == "fields":
            return {"fields": pairs(element)}
        if element.tag == "table":
            columns, *lines = element
            return {
                "table": {
                    "columns": [one.text or "" for one in columns],
                    "lines": [[one.text or "" for one in line] for line in lines],
                }
            }
        return {element.tag: element.text or ""}

    title, parts, stands_on, foot = root
    return {
        "title": title.text,
        "language": root.get("language"),
        "made": root.get("made"),
        "parts": [*map(part, parts)],
        "stands_on": pairs(stands_on),
        "foot": foot.text or "",
    }


def without(text: str, pattern: str) -> str:
    return re.sub(pattern, lambda found: f"<U+{ord(found[0]):04X}>", text)


HALF = "[\ud800-\udfff]"
NOT_XML = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]"


@pytest.mark.parametrize("texts", [("plain", "two"), (ODD, "x")])
def test_json_tells_every_part(texts: tuple[str, ...]) -> None:
    assert as_json(report(*texts)) == expected(*(without(text, HALF) for text in texts))


@pytest.mark.parametrize("texts", [("plain", "two"), (ODD, "x")])
def test_xml_tells_every_part(texts: tuple[str, ...]) -> None:
    root = fromstring(b"".join(xml_parts(report(*texts))))
    assert as_texts(root) == expected(*(without(text, NOT_XML) for text in texts))


@given(st.lists(st.text(st.characters(codec=None)), min_size=1, max_size=3))
def test_any_text_goes_through(texts: list[str]) -> None:
    told = report(*texts)
    assert as_json(told) == expected(*(without(text, HALF) for text in texts))
    root = fromstring(b"".join(xml_parts(told)))
    assert as_texts(root) == expected(*(without(text, NOT_XML) for text in texts))


def test_json_is_canonical() -> None:
    file = b"".join(json_parts(report("plain", "two")))
    assert file == orjson.dumps(orjson.loads(file), option=orjson.OPT_SORT_KEYS)


def test_lines_are_told_in_parts_and_none_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "_AT_ONCE", 2)
    texts = tuple(map(str, range(5)))
    assert as_json(report(*texts)) == expected(*texts)
    assert as_texts(fromstring(b"".join(xml_parts(report(*texts))))) == expected(*texts)


def test_lines_that_can_be_told_once_only_are_not_read_ahead() -> None:
    seen: list[int] = []

    def lines() -> object:
        for number in range(25_000):
            seen.append(number)
            yield (str(number),)

    told = Report("t", "en", MADE, (Table((Column("n"),), lines()),), Fields(()), "")  # type: ignore[arg-type]
    parts = json_parts(told)
    while b'"lines"' not in next(parts):
        pass
    next(parts)
    assert len(seen) == 10_000
