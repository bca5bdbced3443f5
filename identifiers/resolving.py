"""Lost separators, found again by lots that are known.

A scan `…10V1002521JGFMG4P38R` may be one long lot, or lot `V10025` and serial `JGFMG4P38R`: nothing in the
text decides. Promises: a separator is put where a known lot then stands alone and everything else reads
without an error, only if there is one such place; the raw text stays, and a finding tells what was done.
Refuses to choose between places, and between a place and the text as it stands when both make known lots.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace

from identifiers.application_identifiers import opening
from identifiers.days import this_year
from identifiers.gs1 import ANY_SEPARATOR, SEPARATOR, read
from identifiers.parsed import Code, Element, Finding, Form, Parsed, Reading, shown

_LOT = "10"
# Findings about the text around the elements, which another reading of them does not change.
_OF_THE_TEXT = (Code.SEPARATOR_WRITTEN, Code.SEPARATOR_DOUBTFUL, Code.SPACES_IGNORED)


def resolve(parsed: Parsed, known_lots: Container[str], *, year: int | None = None) -> Parsed:
    """The same text with its elements parted where a known lot says so; unchanged where none does."""
    if not _doubtful(parsed, known_lots):
        return parsed
    readings = _readings(parsed, known_lots, year=this_year() if year is None else year)
    if not readings:
        return parsed
    if len(readings) > 1:
        lots = " or ".join(sorted(shown(reading.pi.lot or "") for reading in readings))
        return _told(parsed, Code.SEPARATOR_AMBIGUOUS, f"several known lots fit: {lots}")
    (certain,) = readings
    if certain is parsed:
        doubts = tuple(f for f in parsed.findings if f.code is not Code.SEPARATOR_LOST)
        certain = parsed._replace(findings=doubts)
    return _told(certain, Code.SEPARATOR_RESOLVED, f"known lot {shown(certain.pi.lot or '')} decides")


def _doubtful(parsed: Parsed, known_lots: Container[str]) -> bool:
    """Whether a separator may be lost: flagged, or a last lot that nobody knows in a text without any."""
    if Code.SEPARATOR_LOST in parsed.codes():
        return True
    if parsed.form is not Form.ELEMENT_STRING or not parsed.elements:
        return False
    last = parsed.elements[-1]
    separated = ANY_SEPARATOR.search(parsed.raw, parsed.elements[0].start)
    return last.id == _LOT and not separated and last.value not in known_lots


def _readings(parsed: Parsed, known_lots: Container[str], *, year: int) -> list[Parsed]:
    """The readings, different from one another, in which a known lot stands alone."""
    found: dict[tuple[Element, ...], Parsed] = {}
    if parsed.pi.lot is not None and parsed.pi.lot in known_lots:
        found[parsed.elements] = parsed
    for places in _candidates(parsed.elements[-1], known_lots):
        reading = _parted(parsed, places, year=year)
        if reading is not None:
            found.setdefault(reading.elements, reading)
    return list(found.values())


def _told(parsed: Parsed, code: Code, message: str) -> Parsed:
    finding = Finding(code, message, parsed.elements[-1].start)
    return parsed._replace(findings=(*parsed.findings, finding))


def _candidates(last: Element, known_lots: Container[str]) -> Iterator[tuple[int, ...]]:
    """Places in the last value behind which a known lot ends or another element begins."""
    value = last.value
    if last.id == _LOT:
        yield from ((end,) for end in _lot_ends(value, 0, known_lots))
        return
    at = value.find(_LOT, 1)
    while at >= 0:
        for end in _lot_ends(value, at + len(_LOT), known_lots):
            yield (at, end)
        if value[at + len(_LOT) :] in known_lots:
            yield (at,)
        at = value.find(_LOT, at + 1)


def _lot_ends(value: str, start: int, known_lots: Container[str]) -> Iterator[int]:
    """Where a known lot that begins here ends, and an identifier that exists begins."""
    longest = min(len(value) - 1, start + 20)
    for end in range(start + 1, longest + 1):
        if opening(value, end) is not None and value[start:end] in known_lots:
            yield end


def _parted(parsed: Parsed, places: tuple[int, ...], *, year: int) -> Parsed | None:
    """The text read with separators at places of its last value; None if that has errors."""
    start = parsed.elements[-1].start
    text, cuts = parsed.raw, [start + place for place in places]
    for cut in reversed(cuts):
        text = text[:cut] + SEPARATOR + text[cut:]
    first = parsed.elements[0]
    again = read(Reading(text, year), first.start - len(first.id), doubting=True)
    if again.has_errors:
        return None
    inserted = [cut + place for place, cut in enumerate(cuts)]
    before = tuple(finding for finding in parsed.findings if finding.code in _OF_THE_TEXT)
    return Parsed(
        raw=parsed.raw,
        agency=again.agency,
        form=again.form,
        elements=tuple(e._replace(start=_back(e.start, inserted)) for e in again.elements),
        findings=before + tuple(replace(f, position=_back(f.position, inserted)) for f in again.findings),
    )


def _back(position: int, inserted: list[int]) -> int:
    """Where it stood before separators were inserted."""
    return position - sum(place < position for place in inserted)
