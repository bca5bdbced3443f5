"""What a parse hands back: the text as it came, what was read in it, and what is wrong with it.

Promises: `raw` is the given text, byte for byte; every finding has a code of `Code`, its severity, a
message for people and the position in `raw` it speaks of, counted from 0; what could not be read stands
in an element named `unread`, so that no character goes missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

UNREAD = "unread"


_MOST_SHOWN = 40


def shown(text: str) -> str:
    """A text inside of a message: quoted, and cut where it is long."""
    return repr(text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…")


class Agency(StrEnum):
    """Issuing agency (21 CFR 830.100) whose rules the text follows."""

    GS1 = "GS1"
    HIBCC = "HIBCC"
    ICCBBA = "ICCBBA"
    UNKNOWN = "unknown"


class Form(StrEnum):
    """How the text says it."""

    ELEMENT_STRING = "element string"
    HUMAN_READABLE = "human-readable"
    DIGITAL_LINK = "digital link"
    EPC = "EPC URN"
    KEY = "bare key"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    CONCATENATED = "primary and secondary"
    BASIC_UDI_DI = "Basic UDI-DI"
    DATA_STRUCTURES = "data structures"
    NONE = "none"


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    """Something in the text breaks its agency's rules."""
    WARNING = "warning"
    """The text may not say what it seems to say."""
    INFO = "info"
    """How the text was understood, where there was a choice."""


class Code(StrEnum):
    """The findings there are. docs/identifiers.md explains each."""

    UNRECOGNISED = "unrecognised"
    NOT_UTF8 = "not_utf8"
    LINE_TOO_LONG = "line_too_long"
    UNKNOWN_ELEMENT = "unknown_element"
    EMPTY_VALUE = "empty_value"
    BAD_LENGTH = "bad_length"
    BAD_CHARACTER = "bad_character"
    BAD_DATE = "bad_date"
    BAD_VALUE = "bad_value"
    BAD_STRUCTURE = "bad_structure"
    BAD_URI = "bad_uri"
    CHECK_FAILED = "check_failed"
    CHECK_MISSING = "check_missing"
    EXCLUDED_TOGETHER = "excluded_together"
    REPEAT_CONFLICT = "repeat_conflict"
    REPEATED_IN_LINK = "repeated_in_link"
    PATH_ORDER = "path_order"
    NOT_IN_QUERY = "not_in_query"
    DIGIT_COUNT = "digit_count"
    OTHER_AGENCY = "other_agency"

    SEPARATOR_LOST = "separator_lost"
    SEPARATOR_AMBIGUOUS = "separator_ambiguous"
    SEPARATOR_DOUBTFUL = "separator_doubtful"
    REQUIRES_OTHER = "requires_other"
    AMBIGUOUS = "ambiguous"
    CHECK_SPACE_LOST = "check_space_lost"
    CHECK_INCLUDED = "check_included"
    UNKNOWN_AGENCY = "unknown_agency"
    UNKNOWN_SUPPLEMENT = "unknown_supplement"
    SPREADSHEET_APOSTROPHE = "spreadsheet_apostrophe"

    SEPARATOR_RESOLVED = "separator_resolved"
    SEPARATOR_WRITTEN = "separator_written"
    PADDED = "padded"
    LAST_DAY = "last_day"
    REPEATED = "repeated"
    LEGACY_ALIAS = "legacy_alias"
    EXTENSION_PARAMETER = "extension_parameter"
    ENVELOPE = "envelope"
    SPACES_IGNORED = "spaces_ignored"

    @property
    def severity(self) -> Severity:
        """The weight every finding of this code has."""
        return _SEVERITY[self]


_CODES = tuple(Code)
_FIRST_WARNING, _FIRST_INFO = (_CODES.index(code) for code in (Code.SEPARATOR_LOST, Code.SEPARATOR_RESOLVED))
_SEVERITY = {
    code: Severity.ERROR if at < _FIRST_WARNING else Severity.WARNING if at < _FIRST_INFO else Severity.INFO
    for at, code in enumerate(_CODES)
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a text."""

    code: Code
    message: str
    position: int

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return self.code.severity


class Element(NamedTuple):
    """One element. A tuple, like `Parsed`, since tuples are made fastest and loads make millions."""

    id: str
    """What introduces it: an application identifier, a HIBCC flag, an ICCBBA data identifier."""
    name: str
    """What it is: `lot`, `serial_number`, `expires`; `unread` where nothing is known about it."""
    value: str
    """The data as they stand, percent-encoding undone; dates are text here."""
    start: int
    """Where the value begins in the raw text."""
    day: date | None = None
    """The day that the value means."""


@dataclass(frozen=True, slots=True)
class ProductionIdentifiers:
    """UDI-PI (21 CFR 830.3): what changes from one production to the next."""

    lot: str | None = None
    serial_number: str | None = None
    manufactured: date | None = None
    expires: date | None = None
    donation_number: str | None = None
    """The distinct identification code of human tissue (21 CFR 1271.290(c))."""
    software_version: str | None = None


class Parsed(NamedTuple):
    """A text and what was read in it."""

    raw: str
    agency: Agency
    form: Form
    elements: tuple[Element, ...] = ()
    findings: tuple[Finding, ...] = ()

    def first(self, *names: str) -> Element | None:
        """The first element of one of these names, in the order of the names."""
        for name in names:
            for element in self.elements:
                if element.name == name:
                    return element
        return None

    @property
    def di(self) -> str | None:
        """UDI-DI, as registries store it: GTIN of 14 digits; HIBCC without `+` and check character."""
        found = self.first("udi_di", "gtin", "made_to_order_gtin", "piece_of_item")
        if found is None:
            return None
        return found.value[:14] if found.name == "piece_of_item" else found.value

    @property
    def basic_udi_di(self) -> str | None:
        """The European key of a device model, where the text carries it."""
        found = self.first("basic_udi_di")
        return found.value if found else None

    @property
    def pi(self) -> ProductionIdentifiers:
        """UDI-PI."""
        lot, serial, donation, version = (
            self.first(name) for name in ("lot", "serial_number", "donation_number", "software_version")
        )
        manufactured, expires = self.first("manufactured"), self.first("expires", "expires_at")
        return ProductionIdentifiers(
            lot=lot and lot.value,
            serial_number=serial and serial.value,
            manufactured=manufactured and manufactured.day,
            expires=expires and expires.day,
            donation_number=donation and donation.value,
            software_version=version and version.value,
        )

    @property
    def has_errors(self) -> bool:
        """Whether a finding is an error."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def codes(self) -> frozenset[Code]:
        """Codes of the findings."""
        return frozenset(finding.code for finding in self.findings)


class Reading:
    """What a reader has found so far, and the text it reads."""

    __slots__ = ("elements", "findings", "text", "year")

    def __init__(self, text: str, year: int) -> None:
        self.text = text
        self.year = year
        self.elements: list[Element] = []
        self.findings: list[Finding] = []

    def note(self, code: Code, message: str, position: int) -> None:
        """Add a finding. What an URN was turned into may be longer than the text."""
        self.findings.append(Finding(code, message, min(position, len(self.text))))

    def leave(self, value: str, start: int) -> None:
        """Keep text that nothing is known about."""
        if value:
            self.elements.append(Element("", UNREAD, value, start))

    def done(self, agency: Agency, form: Form) -> Parsed:
        """The result."""
        return Parsed(self.text, agency, form, tuple(self.elements), tuple(self.findings))
