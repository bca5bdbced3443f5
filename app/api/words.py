"""A text of ours by GraphQL, in both languages of the explorer."""

from __future__ import annotations

import strawberry

from quality import words


@strawberry.type(description="A text of ours in both languages of the explorer; keys in it stay as they are.")
class Words:
    """One text."""

    en: str = strawberry.field(description="In English.")
    zh: str = strawberry.field(description="In Chinese.")

    @classmethod
    def of(cls, said: words.Words) -> Words:
        """As it is said."""
        return cls(en=said.en, zh=said.zh)
