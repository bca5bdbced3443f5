"""Instants and days as events write them.

Promises: an instant comes out in UTC with up to six decimals; further ones are cut off, so that two
events keep their order or become simultaneous. Refuses: instants without a UTC offset, unless told in
which to read them.
"""

from __future__ import annotations

import re
from typing import Final

from loaders.epcis.fields import Fields
from loaders.errors import CellError
from loaders.values import BadValue, day, time_and_offset

_LONGEST: Final = 80
_FINE: Final = re.compile(r"([^T]*T\d\d:\d\d:\d\d\.\d{6})\d*(.*)", re.DOTALL)
_ZONED: Final = re.compile(r"[^T]*T.*(?:Z|[+-]\d\d:?\d\d)", re.DOTALL)


def instant(text: str, path: str, *, offset: str = "") -> str:
    """The instant in UTC; `path` names the field in the error."""
    text = text[:_LONGEST]
    stated = text if _ZONED.fullmatch(text) or not offset else text + offset
    fine = _FINE.fullmatch(stated)
    try:
        value, _ = time_and_offset(fine[1] + fine[2] if fine else stated)
    except BadValue as error:
        raise CellError(path, error.rule, f"{path}: {error}") from error
    if "T" not in value:
        raise CellError(path, "time", f"{path}: {text[:40]!r} is a day, not an instant")
    return value


def changed(value: str) -> str:
    """An instant as facts compare it: always six decimals."""
    return value if "." in value else value.replace("Z", ".000000Z")


def day_of(fields: Fields, name: str) -> str:
    """The day of a date or of an instant, as its writer had it on the wall."""
    text = fields.text(name)
    if not text:
        return ""
    try:
        return day(text.partition("T")[0])
    except BadValue as error:
        raise CellError(fields.path(name), error.rule, f"{fields.path(name)}: {error}") from error
