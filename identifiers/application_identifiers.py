"""The GS1 application identifiers, compiled from our table once, at import.

Promises: every identifier of the GS1 General Specifications is in `IDENTIFIERS`; `opening` finds the one
that a text begins with. Refuses: lists of countries, currencies, banks and coupons are not kept, so such
contents are checked in their characters and length only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from identifiers import ai_table, days
from identifiers.checks import check_pair

Rule = Callable[[str], str | None]
"""A further check of a value that has its format: says what is wrong."""

_KINDS = {
    "N": "[0-9]",
    "X": '[!"%-?A-Z_a-z]',
    "Y": "[#/0-9A-Z-]",
    "Z": "[-0-9=A-Z_a-z]",
    "B": "[01]",
    "H": "-",
    "S": "/",
}
_PART = re.compile(r"(\[?)([NXYZBHS])(\.\.)?(\d+)\]?")


@dataclass(frozen=True, slots=True)
class Identifier:
    """One application identifier."""

    ai: str
    width: int
    """Its own length."""
    name: str
    layout: str
    """Its format, as the table has it."""
    predefined: int
    """Length of a value that no separator follows; 0 where one does."""
    least: int
    most: int
    matches: Callable[[str], re.Match[str] | None]
    mod10: slice | None
    """Which characters end with a check digit."""
    day_length: int
    """How many characters at the start are a day; 0 where none is."""
    last_day: bool
    """Whether its day may be 00."""
    rules: tuple[Rule, ...]
    plain: bool
    """Whether its format is all there is to check."""
    open_ended: bool
    """Whether any text might be its value, so that nothing in it tells where it should have ended."""

    @property
    def characters(self) -> str:
        """The characters that any part of its value may have, as a pattern."""
        kinds = {kind for _, kind, _, _ in _PART.findall(self.layout)}
        return _KINDS["X"] if "X" in kinds else "|".join(_KINDS[kind] for kind in sorted(kinds))


class _Row(NamedTuple):
    ai: str
    layout: str
    name: str
    options: dict[str, str]


def pair_rule(value: str) -> str | None:
    """The two check characters at the end."""
    expected = check_pair(value[:-2])
    return None if expected == value[-2:] else f"check characters {value[-2:]}, expected {expected}"


def _time_rule(start: int) -> Rule:
    def check(value: str) -> str | None:
        time = value[start:]
        limits = ((time[at : at + 2], limit) for at, limit in ((0, 24), (2, 60), (4, 60)))
        good = all(not part or int(part) < limit for part, limit in limits)
        return None if good else f"{time} is no time of day"

    return check


def _second_day_rule(value: str) -> str | None:
    # Its century makes no difference to whether it is a day: leap years repeat within the window.
    second = value[6:]
    return f"{second} is no day" if second and not days.yymmdd(second, 2000, last_day=False) else None


def _piece_rule(value: str) -> str | None:
    piece, total = value[14:16], value[16:18]
    return None if "00" < piece <= total else f"piece {piece} of {total}"


def _zero_rule(value: str) -> str | None:
    return None if value[0] == "0" else "the first digit must be 0"


_RULES: dict[str, Rule] = {
    "pair": pair_rule,
    "piece": _piece_rule,
    "second_day": _second_day_rule,
    "zero": _zero_rule,
}
_DAYS = {"day": (6, True), "exact_day": (6, False), "full_day": (8, False)}


def _pattern(layout: str) -> str:
    return "".join(
        f"(?:{_KINDS[kind]}{{{'1,' if up_to else ''}{length}}}){'?' if optional else ''}"
        for optional, kind, up_to, length in _PART.findall(layout)
    )


def _limits(layout: str) -> tuple[int, int]:
    parts = _PART.findall(layout)
    least = sum(0 if optional else 1 if up_to else int(length) for optional, _, up_to, length in parts)
    return least, sum(int(length) for *_, length in parts)


def _expanded(pattern: str) -> Iterator[str]:
    """`390n9` as 3900 to 3909; a plain identifier as itself."""
    stem, n, last = pattern.partition("n")
    yield from (f"{stem}{digit}" for digit in range(int(last) + 1)) if n else (stem,)


def _rows() -> Iterator[_Row]:
    for line in filter(None, ai_table.TABLE.split("\n")):
        pattern, layout, name, *checks = line.split()
        options = {option: value for option, _, value in (check.partition("=") for check in checks)}
        yield from (_Row(ai, layout, name, options) for ai in _expanded(pattern))
    for words in map(str.split, ai_table.MEASURES.values()):
        for stem, name in zip(words[::2], words[1::2], strict=True):
            yield from (_Row(ai, "N6", name, {}) for ai in _expanded(f"{stem}n5"))


def _slice(text: str) -> slice:
    start, _, stop = text.partition(":")
    return slice(int(start), int(stop))


def _rules(options: dict[str, str]) -> tuple[Rule, ...]:
    fixed = tuple(rule for name, rule in _RULES.items() if name in options)
    return (*fixed, _time_rule(int(options["time"]))) if "time" in options else fixed


@cache
def _matcher(layout: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(_pattern(layout)).fullmatch


def _identifier(row: _Row) -> Identifier:
    least, most = _limits(row.layout)
    rules = _rules(row.options)
    day_length, last_day = next((shape for name, shape in _DAYS.items() if name in row.options), (0, False))
    return Identifier(
        ai=row.ai,
        width=len(row.ai),
        name=row.name,
        layout=row.layout,
        predefined=most if row.ai.startswith(ai_table.PREDEFINED) else 0,
        least=least,
        most=most,
        matches=_matcher(row.layout),
        mod10=_slice(row.options["mod10"]) if "mod10" in row.options else None,
        day_length=day_length,
        last_day=last_day,
        rules=rules,
        plain=not (rules or day_length or "mod10" in row.options),
        open_ended=".." in row.layout and not rules,
    )


def _compiled() -> dict[str, Identifier]:
    found: dict[str, Identifier] = {}
    for row in _rows():
        if row.ai not in found:
            found[row.ai] = _identifier(row)
    return found


IDENTIFIERS = _compiled()
_get = IDENTIFIERS.get


def opening(text: str, at: int) -> Identifier | None:
    """The identifier that stands at this place of a text. None is the beginning of another."""
    return _get(text[at : at + 2]) or _get(text[at : at + 3]) or _get(text[at : at + 4])
