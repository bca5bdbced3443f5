"""The files of one small plant."""

from __future__ import annotations

import pytest

from tests.support.simulated import Export, export, small


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Export:
    return export(small(), tmp_path_factory.mktemp("small"))
