"""One part of a UDI as a derived value: of a label that was scanned, or of what a registry keeps.

Promises: `identifiers` reads the text, and what it finds odd is told: of a registry all of it, of a label
what breaks a rule or leaves a doubt, since a label may be written in many right ways. A failed check digit
costs no row. Refuses: a lot or serial number that may be two elements whose separator was lost; it would
join the row to something that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from identifiers import Agency, Code, Finding, Parsed, Severity, canonical, parse, parse_di, resolve
from loaders.declared.batch import Batch, Texts
from loaders.declared.sources import getter
from loaders.declared.typed import Columns
from loaders.errors import CellError
from loaders.outcome import Finding as Told
from loaders.rules import UDI_DAYS, Derived, UdiPart
from loaders.values import BadValue

_CACHE: Final = 4096
_LONGEST_KEPT: Final = 512
_SHOWN: Final = 40
_ISSUING: Final = (Agency.GS1, Agency.HIBCC, Agency.ICCBBA)
_NOT_PARTED: Final = frozenset({Code.SEPARATOR_LOST, Code.SEPARATOR_AMBIGUOUS})
_PARTED_BY_SEPARATORS: Final = ("lot", "serial")


def udi_part(derived: Derived, columns: Columns) -> Callable[[Batch, Sequence[bool]], Texts]:
    """The function that takes the part of the UDI of the rows asked for and tells what is odd of them."""
    reads = [getter(source or "=", columns.at) for source in (derived.udi_of, derived.agency, derived.lots)]
    dated = getter((derived.dated if derived.take in UDI_DAYS else "") or "=", columns.at)
    year_of = _year(derived, columns) if derived.take in UDI_DAYS else lambda _: None

    def take(batch: Batch, asked: Sequence[bool]) -> Texts:
        found = [""] * len(batch)
        rows = zip(*(read(batch) for read in reads), dated(batch), strict=True)
        for row, (text, agency, lot, day) in enumerate(rows):
            if not text or not asked[row]:
                continue
            read = _read if len(text) <= _LONGEST_KEPT else _read.__wrapped__
            parsed, told = read(text, agency, lot, year_of(day))
            known = batch.findings(row)
            known += [one for one in _named(derived.udi_of, told) if one not in known]
            _check_parted(derived, parsed)
            found[row] = _part(parsed, derived.take)
        return found

    return take


def _year(derived: Derived, columns: Columns) -> Callable[[str], int | None]:
    """The year of the record; the years of a label have two digits."""
    time = columns.time(derived.dated)

    def year(text: str) -> int | None:
        if not text:
            problem = f"without it the years of {derived.udi_of} are unknown"
            raise CellError(derived.dated, "required", problem)
        try:
            return int(time(text)[0][:4])
        except BadValue as error:
            raise CellError(derived.dated, error.rule, str(error)) from error

    return year


@lru_cache(_CACHE)
def _read(text: str, agency: str, lot: str, year: int | None) -> tuple[Parsed, tuple[Finding, ...]]:
    """What the text says, and what of its findings is told. Several parts of one text are read at once."""
    if agency:
        return _registered(text, agency, year)
    parsed = parse(text, year=year)
    if lot:
        parsed = resolve(parsed, (lot,), year=year)
    told = tuple(f for f in parsed.findings if _matters(f))
    return parsed, told


def _registered(text: str, agency: str, year: int | None) -> tuple[Parsed, tuple[Finding, ...]]:
    if agency in _ISSUING:
        parsed = parse_di(text, agency, year=year)
        return parsed, parsed.findings
    message = f"{agency[:_SHOWN]!r} is none of {', '.join(_ISSUING)}: nothing is known of its identifiers"
    return _unread(text), (Finding(Code.OTHER_AGENCY, message, 0),)


def _unread(text: str) -> Parsed:
    """A text of which nothing was read."""
    return parse("")._replace(raw=text, findings=())


def _matters(found: Finding) -> bool:
    return found.severity is not Severity.INFO or found.code is Code.SEPARATOR_RESOLVED


def _named(column: str, findings: tuple[Finding, ...]) -> list[Told]:
    return [Told(column, found.code.value, found.message) for found in findings]


def _check_parted(derived: Derived, parsed: Parsed) -> None:
    doubt = next((f for f in parsed.findings if f.code in _NOT_PARTED), None)
    if doubt is not None and derived.take in _PARTED_BY_SEPARATORS:
        remedy = f"say the lot in {derived.lots}" if derived.lots else "say it in a column of its own"
        raise CellError(derived.udi_of, doubt.code.value, f"{doubt.message}; {remedy}")


def _part(parsed: Parsed, part: UdiPart) -> str:
    """The part as text; empty where the UDI does not have it."""
    if part == "di":
        return parsed.di or ""
    if part == "agency":
        return parsed.agency.value if parsed.agency in _ISSUING else ""
    if part == "canonical":
        return canonical(parsed)
    pi = parsed.pi
    if part == "lot":
        return pi.lot or ""
    if part == "serial":
        return pi.serial_number or ""
    day = pi.manufactured if part == "manufactured" else pi.expires
    return day.isoformat() if day else ""
