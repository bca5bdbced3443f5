"""The environment of a room: drawn as it was measured, by mouse and by keyboard, nothing left unsaid."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.explorer.browsing import Served
from tests.explorer.test_pages import breaches, settled
from tests.explorer.words import Words
from tests.questions.test_environment import read
from tests.questions.test_exposure import made
from tests.support.build import Plant, key

ROOM = "location:plant/EX-1"
HOSTILE = '<img src=x onerror=alert(1)> \u202eevil" &amp; ' + "s" * 400
# A sensor by the minute with a hole, one without limits, one without a time, one silent.
BUSY, STEP = key("location", "BUSY"), "step:t/production/MO-9"
MINUTES = [minute for minute in range(500) if not 200 <= minute < 230]


@pytest.fixture(scope="module")
def busy(served: Served) -> str:
    """A room that has everything that can be odd."""
    plant = Plant()
    plant.node(BUSY)
    for minute in MINUTES:
        at = f"2025-03-01T{minute // 60:02}:{minute % 60:02}:00Z"
        read(plant, "T1", BUSY, at, at, most=25 if minute == 321 else 20)
    read(plant, HOSTILE, BUSY, "2025-03-01", "2025-03-01", limits=False)
    read(plant, "T3", BUSY)
    read(plant, "T4", BUSY, "2025-04-01T00:00:00Z", "2025-04-01T01:00:00Z")
    for order, started, ended in (
        ("MO-9", "2025-03-01T01:00:00Z", "2025-03-01T02:00:00Z"),
        ("MO-10", "2025-03-01", "2025-03-01"),
        ("MO-11", "", ""),
    ):
        plant.context("AT_LOCATION", made(plant, order, started, ended), BUSY)
    plant.commit(served.store)
    return f"#/environment?about={BUSY}&from=2025-03-01T00:00:00Z&to=2025-03-01T08:30:00Z"


@pytest.fixture
def say(language: str) -> Words:
    return Words(language)


def test_a_room_has_its_curve_its_excursion_and_its_steps(page: Page, say: Words, language: str) -> None:
    page.emulate_media(color_scheme="light" if language == "en" else "dark")
    page.goto(f"#/environment?about={ROOM}")
    settled(page)
    expect(page.locator(".summary .totals")).to_contain_text(say("environment.outside", n=1))
    expect(page.locator(".curve .point")).to_have_count(16)
    expect(page.locator(".curve .point.is-outside")).to_have_count(1)
    expect(page.locator(".sheet tr.is-outside").first).to_contain_text("24.063 Cel")
    expect(page.locator(".curve .ran")).to_have_count(5)
    assert breaches(page) == []


def test_what_cannot_be_drawn_is_counted_and_listed(page: Page, say: Words, language: str, busy: str) -> None:
    page.emulate_media(color_scheme="dark" if language == "en" else "light")
    page.goto(busy)
    settled(page)
    expect(page.locator(".summary .state")).to_contain_text(say("trace.incomplete", n=3))
    curves = page.locator(".curve h3")
    # The hostile sensor, T1 in at most so many points, T3 without a time; T4 was silent.
    expect(curves).to_have_count(4)
    shown = page.locator(".curve h3", has_text="T1 ·")
    told = int(re.findall(r"\d+", shown.inner_text().split("Cel)")[1])[2])
    assert told <= 400
    expect(shown).to_contain_text(say("environment.holes", n=2))
    expect(page.locator(".curve h3", has_text="T3 ·")).to_contain_text(say("environment.undated", n=1))
    expect(page.locator(".sheet")).to_contain_text(say("environment.silent"))
    steps = page.locator(".sheet table").last
    expect(steps.locator("tbody tr")).to_have_count(3)
    expect(steps).to_contain_text(say("environment.byNothing"))
    expect(page.locator(".curve .ran")).to_have_count(2)
    # One by one, those that are not within limits, or may not be.
    odd = page.locator(".sheet section > table").first
    expect(odd.locator("tbody tr")).to_have_count(2)
    assert page.evaluate("document.querySelectorAll('.sheet img').length") == 0
    assert breaches(page) == []


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_the_keyboard_leads_to_what_is_outside_and_into_its_evidence(
    page: Page, say: Words, busy: str
) -> None:
    page.goto(busy)
    settled(page)
    curve = page.locator(".curve", has=page.locator("[aria-label^='T1 ·']"))
    curve.locator("[role=group]").focus()
    page.keyboard.press("PageDown")
    said = curve.locator(".said")
    expect(said).to_contain_text("25 Cel")
    expect(said).to_contain_text(say("environment.isOutside"))
    page.keyboard.press("ArrowLeft")
    expect(said).to_contain_text("20 Cel")
    page.locator(".sheet table").last.get_by_role("link", name="MO-9").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".record .key code")).to_contain_text("MO-9")


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_nearer_is_asked_anew_until_every_reading_is_a_point(page: Page, say: Words, busy: str) -> None:
    page.goto(busy)
    settled(page)
    page.get_by_role("button", name=say("environment.nearer")).click()
    settled(page)
    assert "from=2025-03-01T02" in page.url
    heading = page.locator(".curve h3", has_text="T1 ·")
    count = sum(128 <= minute <= 382 for minute in MINUTES)
    expect(heading).to_contain_text(say("environment.readings", n=count, points=count))
    page.get_by_role("button", name=say("environment.whole")).click()
    expect(page.get_by_role("button", name=say("environment.whole"))).to_be_disabled()
    page.go_back()
    expect(heading).to_contain_text(say("environment.readings", n=count, points=count))


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_step_leads_to_its_room_in_its_own_time(page: Page, say: Words) -> None:
    page.goto("#/trace?key=lot:plant/BL-3101/BL-00001")
    settled(page)
    page.locator(".column-step .line").first.click()
    page.get_by_role("link", name=say("environment.open")).click()
    settled(page)
    expect(page.locator(".summary h1")).to_contain_text("step:plant/")
    expect(page.locator(".sheet")).to_contain_text(say.like("environment.during"))
    # The answer is where it was.
    page.get_by_role("link", name=say("nav.trace"), exact=True).click()
    expect(page.locator(".summary h1")).to_have_text("lot:plant/BL-3101/BL-00001")


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_what_is_refused_says_so_and_can_be_asked_again(page: Page, say: Words) -> None:
    page.goto("#/environment?about=location:plant/NO-1")
    expect(page.locator(".failure")).to_contain_text("NO-1")
    expect(page.locator(".curve")).to_have_count(0)
    page.route("**/graphql", lambda route: route.fulfill(json={"data": {"environment": None}}))
    page.goto(f"#/environment?about={ROOM}")
    expect(page.locator(".failure")).to_contain_text(say("error.nothing"))
    page.unroute("**/graphql")
    page.get_by_role("button", name=say("retry")).click()
    expect(page.locator(".curve .point")).to_have_count(16)
