"""A text of ours in the languages of our papers.

Promises: what a paper says in our own words is there in each language; what the evidence says is never
translated, so it stays what it is: a text. Refuses a language that is left out or empty.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import ConfigDict, StringConstraints
from pydantic.dataclasses import dataclass

Language = Literal["en", "zh-CN"]
Filled = Annotated[str, StringConstraints(min_length=1, strict=True)]
STRICT: Final = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, config=STRICT)
class Words:
    """The same in English and Chinese."""

    en: Filled
    zh: Filled

    def said(self, language: Language) -> str:
        """In that language."""
        return self.en if language == "en" else self.zh

    def filled(self, **values: str) -> Words:
        """With its values, which are put in as they are."""
        return Words(self.en.format_map(values), self.zh.format_map(values))


def said(en: str, zh: str, **values: str) -> Words:
    """A text with its values in both languages."""
    return Words(en, zh).filled(**values)
