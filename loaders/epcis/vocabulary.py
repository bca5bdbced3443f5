"""Words of EPCIS and CBV 2.0, and the many ways in which documents spell them.

Promises: `receiving`, `cbv:BizStep-receiving`, `urn:epcglobal:cbv:bizstep:receiving` and
`https://ref.gs1.org/cbv/BizStep-receiving` are one word; what is no word of CBV stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

OBJECT: Final = "ObjectEvent"
AGGREGATION: Final = "AggregationEvent"
TRANSACTION: Final = "TransactionEvent"
TRANSFORMATION: Final = "TransformationEvent"
ASSOCIATION: Final = "AssociationEvent"
EVENT_TYPES: Final = (OBJECT, AGGREGATION, TRANSACTION, TRANSFORMATION, ASSOCIATION)

ADD: Final = "ADD"
OBSERVE: Final = "OBSERVE"
DELETE: Final = "DELETE"
ACTIONS: Final = (ADD, OBSERVE, DELETE)

# CBV 2.0, business steps.
BIZ_STEPS: Final = frozenset(
    [
        "accepting",
        "arriving",
        "assembling",
        "collecting",
        "commissioning",
        "consigning",
        "creating_class_instance",
        "cycle_counting",
        "decommissioning",
        "departing",
        "destroying",
        "disassembling",
        "dispensing",
        "encoding",
        "entering_exiting",
        "holding",
        "inspecting",
        "installing",
        "killing",
        "loading",
        "other",
        "packing",
        "picking",
        "receiving",
        "removing",
        "repackaging",
        "repairing",
        "replacing",
        "reserving",
        "retail_selling",
        "sampling",
        "sensor_reporting",
        "shipping",
        "staging_outbound",
        "stock_taking",
        "stocking",
        "storing",
        "transporting",
        "unloading",
        "unpacking",
        "void_shipping",
    ]
)
# CBV 2.0, dispositions.
DISPOSITIONS: Final = frozenset(
    [
        "active",
        "available",
        "completeness_inferred",
        "completeness_verified",
        "conformant",
        "container_closed",
        "container_open",
        "damaged",
        "destroyed",
        "dispensed",
        "disposed",
        "encoded",
        "expired",
        "in_progress",
        "in_transit",
        "inactive",
        "mismatch_class",
        "mismatch_instance",
        "mismatch_quantity",
        "needs_replacement",
        "no_pedigree_match",
        "non_conformant",
        "non_sellable_other",
        "partially_dispensed",
        "recalled",
        "reserved",
        "retail_sold",
        "returned",
        "sellable_accessible",
        "sellable_not_accessible",
        "stolen",
        "unavailable",
        "unknown",
    ]
)
# CBV 2.0, types of business transactions, sources and destinations, and error reasons.
TRANSACTION_TYPES: Final = frozenset(
    [
        "bol",
        "cert",
        "desadv",
        "inv",
        "pedigree",
        "po",
        "poc",
        "prodorder",
        "recadv",
        "rma",
        "testprd",
        "testres",
        "upevt",
    ]
)
PARTY_TYPES: Final = frozenset(
    [
        "location",
        "owning_party",
        "possessing_party",
    ]
)
ERROR_REASONS: Final = frozenset(
    [
        "did_not_occur",
        "incorrect_data",
    ]
)

WORDS: Final[Mapping[str, frozenset[str]]] = {
    "bizstep": BIZ_STEPS,
    "disp": DISPOSITIONS,
    "btt": TRANSACTION_TYPES,
    "sdt": PARTY_TYPES,
    "er": ERROR_REASONS,
}

_CBV: Final = re.compile(
    r"(?:urn:epcglobal:cbv:(?P<urn>[a-z]+):|(?:cbv:|https?://ref\.gs1\.org/cbv/)(?P<web>[A-Za-z]+)-)"
    r"(?P<word>[A-Za-z_]+)"
)
# What an EPCIS document calls a measurement: a word of the GS1 Web Vocabulary.
_GS1: Final = re.compile(r"(?:gs1:|https?://(?:www\.)?gs1\.org/voc/)(?P<word>[A-Za-z_]+)")
_LONGEST: Final = 2048
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def word(text: str, kind: str) -> str:
    """The CBV word of that kind (`bizstep`, `disp`, `btt`, `sdt`, `er`) that a text means, or the text."""
    match = _CBV.fullmatch(text)
    if match is None:
        return text
    stated = (match["urn"] or match["web"]).lower()
    return match["word"] if stated == kind and match["word"] in WORDS[kind] else text


def measured(text: str) -> str:
    """What a sensor report is about: `gs1:Temperature` is `Temperature`."""
    match = _GS1.fullmatch(text)
    return match["word"] if match else text


def is_uri(text: str) -> bool:
    """Whether a text has the shape of a URI (RFC 3986: a scheme, a colon, no blanks) of at most 2 KiB."""
    return len(text) <= _LONGEST and bool(_URI.fullmatch(text))
