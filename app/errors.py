"""Errors of the application itself: each says what the operator should do next.

Promises: what people meet in forms is said in English and Chinese; the rest in English.
"""

from __future__ import annotations

from quality.words import Words


class Spoken(Exception):
    """What is wrong and what to do about it, in English (`message`, `next_step`) and as it was said."""

    def __init__(self, message: str | Words, next_step: str | Words) -> None:
        self.said = (message, next_step)
        self.message, self.next_step = (one if isinstance(one, str) else one.en for one in self.said)
        super().__init__(str(self))

    def __str__(self) -> str:
        return f"{self.message}\nNext step: {self.next_step}"

    @property
    def chinese(self) -> tuple[str, str] | None:
        """Both in Chinese; None where one is said in English only."""
        message, next_step = self.said
        if isinstance(message, str) or isinstance(next_step, str):
            return None
        return message.zh, next_step.zh


class ApplicationError(Spoken):
    """Something that can't be done, and what to do instead."""


class ConfigurationError(ApplicationError):
    """A setting that can't be used."""


class Refused(ApplicationError):
    """A request that was understood and is not carried out."""
