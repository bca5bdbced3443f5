"""Numbers and days as localised exports write them, under a locale that was declared.

Promises: a text has one reading under the declared locale or none; `1.000` is a thousand where `.` groups and
one where it is the decimal sign, never what looks likely. Signs may stand in front or, as SAP writes them,
behind (`5,000-`); blanks round a number are padding. Refuses: groups of other than three digits, two signs,
texts that two declared forms of a day read differently.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from loaders import values
from loaders.local_time import moment
from loaders.values import BadValue

_CACHE: Final = 65536
_SHOWN: Final = 40
_LONGEST: Final = 400
_PLAIN: Final = re.compile(r"-?\d{1,40}(?:\.\d{1,40})?", re.ASCII)
_BLANKS: Final = " \u00a0\u202f"
# Signs that the same key or setting makes.
_SAME: Final = {" ": f"[{_BLANKS}]", "\u00a0": f"[{_BLANKS}]", "'": "['\u2019]", "\u2019": "['\u2019]"}
_NO_DAY: Final = re.compile(r"0000-?00-?00|00[./]00[./]0000|0000[./]00[./]00")


@lru_cache(_CACHE)
def plain_number(text: str, decimal: str = ".", grouping: str = "") -> str:
    """Plain decimal text, empty for an empty cell: `1.250,5-` is `-1250.5` under `,` and `.`."""
    if not text:
        return ""
    if decimal == "." != grouping and _PLAIN.fullmatch(text):
        return text  # what most cells hold, in a fraction of the time
    found = _number(decimal, grouping).fullmatch(text) if len(text) <= _LONGEST else None
    if found is None or (found["before"] and found["behind"]):
        grouped = f" and {grouping!r} between groups of three" if grouping else ""
        problem = f"is no number written with {decimal!r} before decimals{grouped}"
        raise BadValue("number", f"{text[:_SHOWN]!r} {problem}")
    sign = "-" if (found["before"] or found["behind"]) in ("-", "\u2212") else ""
    whole = re.sub(r"\D", "", found["whole"], flags=re.ASCII)
    rest = f".{found['rest']}" if found["rest"] else ""
    return f"{sign}{whole}{rest}{found['exponent'] or ''}"


def plain_numbers(texts: Sequence[str], decimal: str = ".", grouping: str = "") -> Sequence[str]:
    """The same of a column."""
    if decimal == "." != grouping and all(map(_PLAIN.fullmatch, texts)):
        return texts
    return [plain_number(text, decimal, grouping) for text in texts]


def scaled(text: str, decimal: str = ".", grouping: str = "") -> int:
    """The number as an integer of 10^-9."""
    return values.scaled(plain_number(text, decimal, grouping))


@lru_cache(_CACHE)
def day(text: str, formats: tuple[str, ...]) -> str:
    """A day in one of the forms (docs/profiles.md); empty for the days that mean none, such as `00000000`."""
    if not text or _NO_DAY.fullmatch(text):
        return ""
    found = moment(text, None, formats)
    if not found.is_day:
        raise BadValue("date", f"{text[:_SHOWN]!r} is a time, not a day")
    return found.value


@cache
def _number(decimal: str, grouping: str) -> re.Pattern[str]:
    if decimal == grouping:
        raise ValueError(f"{decimal!r} can't group digits and stand before decimals")
    point = re.escape(decimal)
    group = _SAME.get(grouping, re.escape(grouping))
    grouped = rf"\d{{1,3}}(?:{group}\d{{3}})+|" if grouping else ""
    return re.compile(
        rf"[{_BLANKS}]*(?P<before>[-+\u2212]?)(?P<whole>{grouped}\d+|(?={point}\d))"
        rf"(?:{point}(?P<rest>\d*))?(?P<exponent>[eE][+-]?\d{{1,3}})?(?P<behind>[-+\u2212]?)[{_BLANKS}]*",
        re.ASCII,
    )
