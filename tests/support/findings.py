"""Gaps and notes as tests write them: by what they say in English, whatever they say in Chinese."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import cast

from app.questions.findings import Gap, Note


@dataclass(frozen=True)
class _InEnglish:
    """Equal to every gap or note with these fields."""

    of: type[Gap | Note]
    fields: tuple[object, ...]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, self.of):
            return False
        kind, key, _, *rest = astuple(other)
        return (kind, key, other.message, *rest) == self.fields

    __hash__ = None  # type: ignore[assignment]  # equal to what has another hash


def a_gap(kind: str, key: str, message: str, label: str = "", n: int = 0) -> Gap:
    """The gap that says this."""
    return cast(Gap, _InEnglish(Gap, (kind, key, message, label, n)))


def a_note(kind: str, key: str, message: str, type_: str = "", source: str = "", target: str = "") -> Note:
    """The note that says this."""
    return cast(Note, _InEnglish(Note, (kind, key, message, type_, source, target)))
