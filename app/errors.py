"""Errors of the application itself: each says what the operator should do next."""

from __future__ import annotations


class ApplicationError(Exception):
    """Something that can't be done, and what to do instead."""

    def __init__(self, message: str, next_step: str) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message}\nNext step: {self.next_step}"


class ConfigurationError(ApplicationError):
    """A setting that can't be used."""


class Refused(ApplicationError):
    """A request that was understood and is not carried out."""
