"""An archive that the tests of its verifier may change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.ledger_archives import Made, make


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Seven commits, one of them with 300 facts."""
    return make(tmp_path / "archive", [1, 9, 0, 300, 4, 5, 2], signed=[3, 6])
