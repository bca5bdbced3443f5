"""A store without an engine: the rules are asked of it as of any other."""

from __future__ import annotations

import pytest

from tests.support.memory import MemoryStore


@pytest.fixture
def memory() -> MemoryStore:
    """An empty store in memory."""
    return MemoryStore()
