"""Instants as facts and everything beside them write them: UTC, six decimals, `2025-01-31T08:15:00.000000Z`.

Promises: the texts sort as the instants do.
"""

from __future__ import annotations

import datetime
from typing import Final

_TICK: Final = datetime.timedelta(microseconds=1)


def text_of(moment: datetime.datetime) -> str:
    """The text of a moment."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(text: str) -> datetime.datetime:
    """The moment of such a text."""
    return datetime.datetime.fromisoformat(text)


def after(last: str, now: str) -> str:
    """Now, or right after `last` (which may be empty) where that is not earlier."""
    return max(now, text_of(moment_of(last) + _TICK)) if last else now
