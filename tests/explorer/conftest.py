"""The explorer in a real Chromium, on a served plant.

Every page is watched: no request leaves its server, and nothing is said on the console.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.settings import Settings
from graph_store.store import Store
from tests.conftest import empty
from tests.explorer.browsing import Served, chromium, opened, serving, watched
from tests.support.loading import load_into
from tests.support.simulated import small


# Of one file only: while Playwright runs, its event loop does, and other tests have loops of their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for the tests of a file."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def served(arcadedb: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A simulated plant behind a server of its own."""
    folder: Path = tmp_path_factory.mktemp("explorer")
    small().write(folder / "plant")
    loaded = load_into(empty(arcadedb), [folder / "plant"], "canonical")
    assert not loaded.rejected
    with serving(Settings(data_dir=folder), arcadedb) as address:
        yield Served(address, arcadedb)


@pytest.fixture(params=["en", "zh-CN"])
def language(request: pytest.FixtureRequest) -> str:
    """Both languages."""
    return str(request.param)


@pytest.fixture
def page(browser: Browser, served: Served, language: str) -> Iterator[Page]:
    """A page of a new visitor."""
    context = opened(browser, served.address, language=language)
    page = context.new_page()
    with watched(page, served.address):
        yield page
    context.close()
