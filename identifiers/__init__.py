"""Identifiers of medical devices and what they travel in: GS1, HIBCC, ICCBBA, EPC URNs. No I/O.

`parse(text)` answers with value and findings and never raises; `parse_di(text, agency)` reads what
registries keep; `resolve(parsed, known_lots)` finds lost separators; `canonical(parsed)` is one spelling.
"""

from identifiers.parsed import (
    Agency,
    Code,
    Element,
    Finding,
    Form,
    Parsed,
    ProductionIdentifiers,
    Severity,
)
from identifiers.parsing import canonical, di_of, parse, parse_di
from identifiers.resolving import resolve

__all__ = [
    "Agency",
    "Code",
    "Element",
    "Finding",
    "Form",
    "Parsed",
    "ProductionIdentifiers",
    "Severity",
    "canonical",
    "di_of",
    "parse",
    "parse_di",
    "resolve",
]
