"""Which application identifiers need one another, and which must not meet.

Promises: the answer depends on the identifiers alone, so that it is remembered for the few combinations
that labels have. What is needed may stand in another carrier on the same item (a label in two bar codes),
so a need is a warning; what must not meet is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

from identifiers import ai_table
from identifiers.parsed import Code

# Labels have few combinations; bounded, since a stream of scans may hold any.
_REMEMBERED = 1024


class Complaint(NamedTuple):
    """What is wrong with the identifier at this place among them."""

    place: int
    code: Code
    message: str


@lru_cache(_REMEMBERED)
def complaints(identifiers: tuple[str, ...]) -> tuple[Complaint, ...]:
    """What is wrong with identifiers that stand together in this order."""
    present = frozenset(identifiers)
    found: list[Complaint] = []
    told: set[str] = set()
    for index, ai in enumerate(identifiers):
        if ai in told:
            continue
        told.add(ai)
        rivals = sorted(other for other in present - told if _rivals(ai)(other))
        if rivals:
            message = f"({ai}) must not stand with {_listed(rivals)}"
            found.append(Complaint(index, Code.EXCLUDED_TOGETHER, message))
        for need in _needs_of(ai):
            if not any(_met(alternative, present) for alternative in need):
                message = f"({ai}) needs {' or '.join(map(_listed, need))} on the same item"
                found.append(Complaint(index, Code.REQUIRES_OTHER, message))
    return tuple(found)


def _listed(identifiers: list[str] | tuple[str, ...]) -> str:
    return " and ".join(f"({ai})" for ai in identifiers)


def _covers(pattern: str, ai: str) -> bool:
    """Whether `31nn` stands for 3102."""
    return len(pattern) == len(ai) and all(p in ("n", c) for p, c in zip(pattern, ai, strict=True))


def _among(patterns: str, ai: str) -> bool:
    return any(_covers(pattern, ai) for pattern in patterns.split())


def _met(alternative: tuple[str, ...], present: frozenset[str]) -> bool:
    return all(any(_covers(pattern, ai) for ai in present) for pattern in alternative)


@cache
def _measure_needs() -> tuple[tuple[str, str], ...]:
    return tuple(
        (" ".join(f"{stem}n" for stem in words.split()[::2]), ai_table.MEASURED[kind])
        for kind, words in ai_table.MEASURES.items()
    )


@cache
def _needs_of(ai: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """What an identifier needs: each of these, by one of its alternatives."""
    lines = (*ai_table.NEEDS, *_measure_needs())
    return tuple(
        tuple(tuple(alternative.split("&")) for alternative in whom.split())
        for who, whom in lines
        if _among(who, ai)
    )


@cache
def _rivals(ai: str) -> Callable[[str], object]:
    """Tells of another identifier whether it must not stand with this one."""
    patterns = [whom for who, whom in ai_table.EXCLUDES if _among(who, ai)]
    patterns += [who for who, whom in ai_table.EXCLUDES if _among(whom, ai)]
    if any(_among(measures, ai) for measures, _ in _measure_needs()):
        patterns.append(f"{ai[:3]}n")  # one measure in two precisions
    joined = " ".join(patterns).replace("n", "[0-9]").replace(" ", "|")
    return re.compile(joined or "(?!)").fullmatch
