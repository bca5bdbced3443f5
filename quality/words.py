"""A text of ours in the languages of our papers.

Promises: what a paper says in our own words is there in each language; what the evidence says is never
translated, so it stays what it is: a text. Refuses a language that is left out or empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final, Literal

from pydantic import ConfigDict, StringConstraints
from pydantic.dataclasses import dataclass

Language = Literal["en", "zh-CN"]
Filled = Annotated[str, StringConstraints(min_length=1, strict=True)]
STRICT: Final = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, order=True, config=STRICT)
class Words:
    """The same in English and Chinese."""

    en: Filled
    zh: Filled

    def said(self, language: Language) -> str:
        """In that language."""
        return self.en if language == "en" else self.zh

    def filled(self, **values: str | Words) -> Words:
        """With its values, which are put in as they are, or in its language where they have two."""
        return said(self.en, self.zh, **values)


def said(en: str, zh: str, **values: str | Words) -> Words:
    """A text with its values in both languages."""
    return Words(
        en.format_map({name: one if isinstance(one, str) else one.en for name, one in values.items()}),
        zh.format_map({name: one if isinstance(one, str) else one.zh for name, one in values.items()}),
    )


def listed(parts: Iterable[Words], en: str = "; ", zh: str = "；") -> Words:
    """At least one text, one after the other."""
    all_parts = list(parts)
    return Words(en.join(one.en for one in all_parts), zh.join(one.zh for one in all_parts))
