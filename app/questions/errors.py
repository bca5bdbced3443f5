"""Why a question was not answered. Each says what to do next; an error of the store is none of these.

QuestionError
├── UnknownKey     nothing is known under this key
├── AmbiguousKey   the shorter key fits several items
├── BadStart       the key exists, and no trace starts there
├── UnknownSource  no load, file or profile has the name that is to be preferred
├── UnknownScope   nobody saved, or shares with this asker, a scope of this name
├── AmbiguousScope several people share a scope of this name
└── BadRequest     the question itself makes no sense
"""

from __future__ import annotations

from typing import ClassVar

SHOWN = 20


class QuestionError(Exception):
    """What is wrong (`message`) and what to do about it (`next_step`)."""

    code: ClassVar[str] = "BAD_REQUEST"

    def __init__(self, message: str, next_step: str, *, keys: tuple[str, ...] = ()) -> None:
        super().__init__(f"{message}\nNext step: {next_step}")
        self.message = message
        self.next_step = next_step
        self.keys = keys


class UnknownKey(QuestionError):
    """Nothing is known under this key; `keys` are what was perhaps meant."""

    code = "UNKNOWN_KEY"

    def __init__(self, text: str, keys: tuple[str, ...] = ()) -> None:
        hint = f"Did you mean {', '.join(keys)}? " if keys else ""
        super().__init__(
            f"Nothing is known under {text!r}.",
            f"{hint}Look it up with `lotgraph search TEXT` (a lot, serial or delivery note number, a name).",
            keys=keys,
        )


class AmbiguousKey(QuestionError):
    """The shorter key fits several; `keys` are all of them."""

    code = "AMBIGUOUS_KEY"

    def __init__(self, text: str, keys: tuple[str, ...]) -> None:
        shown = "\n  ".join(keys[:SHOWN])
        rest = f"\n  and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
        super().__init__(
            f"{text!r} fits {len(keys)} keys:\n  {shown}{rest}",
            "Ask again with the whole key, or with all the keys you mean.",
            keys=keys,
        )


class BadStart(QuestionError):
    """The key is known and no trace starts there."""


class UnknownSource(QuestionError):
    """Nothing was loaded from a source of this name; `known` are the first of those there are."""

    def __init__(self, source: str, known: tuple[str, ...], n: int) -> None:
        rest = f" and {n - len(known)} more" if n > len(known) else ""
        super().__init__(
            f"No load, file or profile is called {source!r}.",
            f"Prefer one of {', '.join(known)}{rest}, or the id of a load."
            if known
            else "Load files first: nothing was loaded yet.",
        )


class UnknownScope(QuestionError):
    """No scope of this name that the asker may see."""

    code = "UNKNOWN_KEY"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no scope {name[:100]!r}.", "`lotgraph scope list` shows all that you may see."
        )


class AmbiguousScope(QuestionError):
    """Several people share a scope of this name; `keys` are the names with their owners."""

    code = "AMBIGUOUS_KEY"

    def __init__(self, name: str, keys: tuple[str, ...]) -> None:
        shown = ", ".join(keys[:SHOWN])
        super().__init__(f"Several share a scope {name!r}.", f"Name one with its owner: {shown}.", keys=keys)


class BadRequest(QuestionError):
    """The question makes no sense as asked."""
