"""A browser, a served application, and what every page is held to."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from app.api.server import create_app
from app.questions import reading
from app.settings import Settings
from graph_store.store import Store

WIDE = {"width": 1400, "height": 850}
NAMES = ("chromium", "chromium-browser", "google-chrome")
# What the browser says of an answer that is no success; the page tells it in words.
EXPECTED = "Failed to load resource"


@dataclass(frozen=True)
class Served:
    """A server and the store behind it."""

    address: str
    store: Store


@contextmanager
def chromium(*arguments: str) -> Iterator[Browser]:
    """The machine's Chromium, without a window; skipped visibly where there is none."""
    path = os.environ.get("LOTGRAPH_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        told = "there is no Chromium; name one in LOTGRAPH_TEST_CHROMIUM"
        if os.environ.get("LOTGRAPH_REQUIRE_CHROMIUM"):
            pytest.fail(told)
        pytest.skip(told)
    with sync_playwright() as playwright:
        # Its own sandbox needs rights that a container's root has not; the pages are ours.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", *arguments])
        yield browser
        browser.close()


@contextmanager
def serving(settings: Settings, store: reading.Store) -> Iterator[str]:
    """The address of a server of the store, in a thread."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(create_app(settings, store=store), port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.should_exit = True
        thread.join()


def opened(browser: Browser, address: str, *, language: str = "en", **options: object) -> BrowserContext:
    """A new visitor."""
    return browser.new_context(
        base_url=address,
        locale=language,
        viewport=options.pop("viewport", WIDE),  # type: ignore[arg-type]  # a size of Playwright
        permissions=["clipboard-read", "clipboard-write"],
        **options,  # type: ignore[arg-type]  # options of Playwright
    )


@contextmanager
def watched(page: Page, address: str) -> Iterator[None]:
    """No request goes elsewhere, and the page raises nothing."""
    strangers, errors = list[str](), list[str]()

    def asked(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            strangers.append(request.url)

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and EXPECTED not in message.text:
            errors.append(message.text)

    page.on("request", asked)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", said)
    yield
    assert (strangers, errors) == ([], [])
