"""A store without an engine, for what lies in the questions alone."""

from __future__ import annotations

import pytest

from tests.support.memory import MemoryStore


@pytest.fixture
def memory() -> MemoryStore:
    """An empty store in memory."""
    return MemoryStore()
