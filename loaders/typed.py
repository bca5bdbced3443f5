"""Values of formats that have types (XLSX, Parquet) as the text a CSV would hold."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Final

_EXACT: Final = 2**53


class BadValue(ValueError):
    """A value that has no exact text."""


def cell_text(value: object) -> str:
    """Exact text: `12.0` is `12`, midnight is a day, true is `true`; empty for no value."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        return _instant_text(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    raise BadValue(f"holds a {type(value).__name__}, which has no place in a cell")


def _float_text(value: float) -> str:
    if value.is_integer():
        if abs(value) >= _EXACT:
            raise BadValue("holds a number of more than 15 digits, which was rounded; store it as text")
        return str(int(value))
    if value != value or value in (float("inf"), float("-inf")):
        raise BadValue(f"holds {value}, which is no number")
    return repr(value)


def _instant_text(value: datetime.datetime) -> str:
    if value.tzinfo is None and value.time() == datetime.time():
        return value.date().isoformat()
    return value.isoformat()
