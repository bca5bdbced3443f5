"""What tests compare of a parsed identifier. Years are seen from 2026, so that no test depends on a clock."""

from __future__ import annotations

from datetime import date

from identifiers import Agency, Code, Parsed, Severity, parse

YEAR = 2026
GS = "\x1d"
GTIN = "09506000134352"


def read(text: str) -> Parsed:
    return parse(text, year=YEAR)


def elements(text: str) -> list[tuple[str, str]]:
    """Identifiers and values, in their order."""
    return [(element.id, element.value) for element in read(text).elements]


def days(text: str) -> list[tuple[str, date | None]]:
    """Names and days of the elements that have one or should."""
    return [(e.name, e.day) for e in read(text).elements if e.day or e.name in ("expires", "manufactured")]


def findings(text: str) -> set[tuple[Code, int]]:
    """Errors and warnings with their places."""
    return told(read(text))


def told(parsed: Parsed) -> set[tuple[Code, int]]:
    return {(f.code, f.position) for f in parsed.findings if f.severity is not Severity.INFO}


def errors(text: str) -> set[Code]:
    return {f.code for f in read(text).findings if f.severity is Severity.ERROR}


def facts(parsed: Parsed) -> tuple[Agency, frozenset[tuple[str, str]]]:
    """What is said, in whatever order and how often."""
    return parsed.agency, frozenset((element.id, element.value) for element in parsed.elements)
