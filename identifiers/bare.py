"""Keys that come without any sign of what they are: a GTIN typed in, a DI out of a registry.

Promises: digits with a valid check digit are a key, and told to be ambiguous where they read as elements
too; a registry's DI is read by the rules of the agency that the registry names, and what does not fit is
flagged and kept, never dropped.
"""

from __future__ import annotations

from identifiers import gs1, hibcc, iccbba
from identifiers.application_identifiers import IDENTIFIERS
from identifiers.checks import mod10_holds
from identifiers.parsed import Agency, Code, Form, Parsed, Reading

_GTIN_LENGTHS = (8, 12, 13, 14)
_SSCC_LENGTH = 18


def is_key(text: str) -> bool:
    """Whether the text has the shape of a GTIN or an SSCC."""
    return len(text) in (*_GTIN_LENGTHS, _SSCC_LENGTH) and text.isascii() and text.isdigit()


def read(reading: Reading, at: int) -> Parsed:
    """Digits that are a key or elements: the check digit decides."""
    text = reading.text[at:]
    elements = gs1.read(Reading(reading.text, reading.year), at)
    plausible = not elements.has_errors and elements.elements[0].id in gs1.ON_LABELS
    if mod10_holds(text):
        if plausible:
            reading.note(Code.AMBIGUOUS, f"may be ({elements.elements[0].id}) and its value", at)
        return _key(reading, text, at)
    if not plausible and len(text) != _SSCC_LENGTH:
        return _key(reading, text, at)
    reading.elements += elements.elements
    reading.findings += elements.findings
    if plausible:
        reading.note(Code.AMBIGUOUS, "may be a key with a wrong check digit", at)
    return reading.done(Agency.GS1, Form.ELEMENT_STRING)


def _key(reading: Reading, text: str, at: int) -> Parsed:
    if len(text) == _SSCC_LENGTH:
        gs1.add(reading, IDENTIFIERS["00"], text, at)
    else:
        gs1.add_gtin(reading, text, at)
    return reading.done(Agency.GS1, Form.KEY)


def read_di(reading: Reading, agency: Agency) -> Parsed:
    """A device identifier by the rules of an agency."""
    text = reading.text
    if agency is Agency.GS1:
        gs1.add_gtin(reading, text, 0)
    elif is_key(text) and mod10_holds(text):
        reading.note(Code.OTHER_AGENCY, f"this is a GTIN, not a device identifier of {agency}", 0)
        gs1.add_gtin(reading, text, 0)
        return reading.done(Agency.GS1, Form.KEY)
    elif agency is Agency.HIBCC:
        hibcc.read_registered(reading)
    else:
        iccbba.read_registered(reading)
    return reading.done(agency, Form.KEY)
