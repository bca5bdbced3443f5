"""What a file of unknown layout probably is: profiles and kinds of file, best first, with a confidence.

Promises: a proposal, never a decision; what fits by its exact name counts for 1, what fits but for case,
blanks or signs a little less, what is merely spelled alike less again, and a column whose values are not of
the declared type less than half. The confidence of a kind of file is that of its required columns, weighed
with the share of the header that it explains. Nothing here changes how a file is loaded.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from loaders.local_time import moment
from loaders.localised import plain_number
from loaders.profile import Column, FileSpec, Locale, Profile
from loaders.values import BadValue, scaled

ROWS: Final = 500
_EXACT, _LOOSE, _ALIKE, _WRONG_TYPE = 1.0, 0.95, 0.8, 0.4
_LEAST_ALIKE: Final = 0.82
_REQUIRED: Final = 0.7
_WORTH: Final = 0.25
_SIGNS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Match:
    """A declared column, the column of the file that it probably is, and how sure that is (0 to 1)."""

    column: str
    found: str
    required: bool
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A kind of file, in the locale that fits best."""

    profile: str
    file: str
    locale: str
    confidence: float
    matches: tuple[Match, ...]
    missing: tuple[str, ...]
    unexplained: tuple[str, ...]


def proposals(
    header: Sequence[str], rows: Sequence[Sequence[str]], profiles: Iterable[Profile]
) -> list[Proposal]:
    """Every kind of file that is worth a look, the most probable first."""
    cells = {name: [row[i] for row in rows if row[i]] for i, name in enumerate(header)}
    found = [
        _proposal(profile, spec, locale, cells)
        for profile in profiles
        for spec in profile.files
        if spec.columns
        for locale in profile.locales
    ]
    best: dict[tuple[str, str], Proposal] = {}
    for one in found:
        key = (one.profile, one.file)
        if key not in best or one.confidence > best[key].confidence:
            best[key] = one
    worth = (one for one in best.values() if one.confidence >= _WORTH)
    return sorted(worth, key=lambda one: (-one.confidence, one.profile, one.file))


def _proposal(
    profile: Profile, spec: FileSpec, locale: Locale, cells: Mapping[str, Sequence[str]]
) -> Proposal:
    free, matches, missing = list(cells), [], []
    # Names that fit exactly are given away first, or a name that is merely alike could take them.
    by_name = sorted(spec.columns, key=lambda c: -max((_name(c, n, locale)[0] for n in cells), default=0))
    for column in by_name:
        scores = [(*_name(column, name, locale), name) for name in free]
        score, why, name = max(scores, default=(0.0, "", ""))
        if not score:
            missing += [column.name] if column.required else []
            continue
        free.remove(name)
        fits = _fits(column, cells[name], locale, profile.null_dates)
        score, why = (score, why) if fits else (score * _WRONG_TYPE, f"{why}; values are no {column.type}")
        matches.append(Match(column.name, name, column.required, round(score, 2), why))
    return Proposal(
        profile=profile.name,
        file=spec.name,
        locale=locale.name,
        confidence=round(_confidence(matches, missing, len(cells)), 2),
        matches=tuple(matches),
        missing=tuple(missing),
        unexplained=tuple(free),
    )


def _confidence(matches: Sequence[Match], missing: Sequence[str], columns: int) -> float:
    required = [m.confidence for m in matches if m.required] + [0.0] * len(missing)
    explained = sum(m.confidence for m in matches) / columns if columns else 0.0
    if not required:
        return explained * (1 - _REQUIRED)
    return _REQUIRED * sum(required) / len(required) + (1 - _REQUIRED) * explained


def _name(column: Column, name: str, locale: Locale) -> tuple[float, str]:
    """How well a column of the file fits by its name, and why."""
    return max(_alike(known, name) for known in (*column.names_in(locale.name), column.name, column.note))


@lru_cache(1 << 16)
def _alike(known: str, name: str) -> tuple[float, str]:
    if not known or not name:
        return 0.0, ""
    if known == name:
        return _EXACT, "name"
    plain, other = (_SIGNS.sub(" ", text).strip().casefold() for text in (known, name))
    if plain == other:
        return _LOOSE, "name but for case, blanks and signs"
    ratio = difflib.SequenceMatcher(None, plain, other).ratio()
    return (_ALIKE * ratio, f"spelled like {known}") if ratio >= _LEAST_ALIKE else (0.0, "")


def _fits(column: Column, values: Sequence[str], locale: Locale, null: Sequence[str]) -> bool:
    """Whether most values are of the declared type."""
    texts = [text for text in values if text not in null and text not in column.null]
    good = sum(_is(column, text, locale) for text in texts)
    return not texts or good * 2 > len(texts)


def _is(column: Column, text: str, locale: Locale) -> bool:
    try:
        if column.type in {"number", "integer"}:
            scaled(plain_number(text, locale.decimal, locale.grouping))
        elif column.type == "date":
            moment(text, None, column.formats or locale.dates)
    except BadValue:
        return False
    return True
