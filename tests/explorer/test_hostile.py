"""Links that say nonsense, and scans that begin with a key of the page: nothing is lost or guessed."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, Request, expect

from tests.explorer.browsing import Served
from tests.explorer.test_pages import LOT, breaches, settled
from tests.explorer.words import Words


@pytest.fixture
def say(language: str) -> Words:
    return Words(language)


def scan(page: Page, text: str) -> None:
    """What a scanner types, at once."""
    page.evaluate(
        """text => [...text, "Enter"].forEach((key) => document.activeElement.dispatchEvent(
            new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })))""",
        text,
    )


@pytest.mark.parametrize("language", ["en"], indirect=True)
@pytest.mark.parametrize("text", ["/O000123", "?O000123", "MO/000123", ".?/12"])
def test_a_scan_that_holds_keys_of_the_page_lands_whole_in_the_box(page: Page, text: str) -> None:
    page.goto(f"#/trace?key={LOT}&view=table")
    page.locator(".affected tbody tr[tabindex]").first.focus()
    scan(page, text)
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)
    expect(page.get_by_role("searchbox").first).to_have_value(text)
    assert page.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_keys_of_the_page_still_act_by_themselves(page: Page, say: Words) -> None:
    page.goto(f"#/trace?key={LOT}&view=table")
    page.locator(".affected tbody tr[tabindex]").first.focus()
    page.keyboard.press(".")
    expect(page.locator(".marked [role=status]")).to_contain_text(say("mark.count", n=1))
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox").first).to_be_focused()
    page.locator("main").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name=say("help.title"))).to_be_visible()


@pytest.mark.parametrize("kind", ["find?text=BL", "trace?key=" + LOT, "balance?key=" + LOT])
def test_a_clock_that_cannot_be_read_is_refused_and_nothing_is_asked(
    page: Page, say: Words, kind: str
) -> None:
    asked = list[Request]()
    page.on("request", lambda request: asked.append(request) if "/graphql" in request.url else None)
    page.goto(f"#/{kind}&known-at=1x")
    expect(page.locator("main .failure")).to_contain_text("1x")
    settled(page)
    assert (asked, breaches(page)) == ([], [])
    page.get_by_role("link", name=say("clock.newest")).click()
    expect(page.locator(".failure")).to_have_count(0)
    settled(page)
    assert {json.loads(request.post_data or "")["variables"].get("knownAt") for request in asked} == {None}


@pytest.mark.parametrize("word", ["refused", "denied", "anything"])
def test_a_link_that_tells_of_a_refusal_stops_nobody_on_an_open_server(
    page: Page, say: Words, served: Served, word: str
) -> None:
    page.goto(f"?sign-in={word}#/trace?key={LOT}")
    expect(page.locator(".summary h1")).to_have_text(LOT)
    assert page.url == f"{served.address}#/trace?key={LOT}"
    expect(page.get_by_role("dialog")).to_have_count(0)
    if word == "anything":
        expect(page.locator(".notice")).to_have_count(0)
        return
    expect(page.locator(".notice")).to_contain_text(say("signIn.linkOnly"))
    assert breaches(page) == []
    page.locator(".notice button").click()
    expect(page.locator(".notice")).to_have_count(0)
