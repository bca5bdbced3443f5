"""Density map, timeline and neighbourhood: picture, table and keyboard, and nothing left out unsaid."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, Route, expect

from benchmarks.explorer import answer_of, told
from tests.explorer.test_pages import LOT, breaches, settled
from tests.explorer.words import Words

MANY = "#/trace?key=lot:p/RM-1/1&direction=forward&view="
VIEWS = ("density", "timeline", "around")


@pytest.fixture
def say(language: str) -> Words:
    return Words(language)


def many(page: Page, items: int) -> None:
    """A large answer in the place of the server's."""
    body = told(answer_of(items))
    page.route("**/graphql", lambda route: route.fulfill(body=body, content_type="application/json"))


@pytest.mark.parametrize("view", VIEWS)
def test_every_picture_is_accessible(page: Page, view: str, language: str) -> None:
    page.emulate_media(color_scheme="light" if language == "zh-CN" else "dark")
    page.goto(f"#/trace?key={LOT}&view={view}")
    settled(page)
    assert breaches(page) == []


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_the_density_map_zooms_and_opens_a_place_by_keyboard(page: Page, say: Words) -> None:
    many(page, 10_000)
    page.goto(f"{MANY}density")
    canvas = page.locator(".density canvas")
    expect(canvas).to_have_attribute("data-drawn", "0 1")
    bands = int(canvas.get_attribute("data-bands") or 0)
    page.locator(".density-map").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    said = page.locator("#density-said")
    expect(said).to_contain_text("Devices: 500 records (1 to 500)")
    for _ in range(3):
        page.keyboard.press("+", delay=60)  # by hand, not by a scanner
    expect(canvas).not_to_have_attribute("data-drawn", "0 1")
    assert int(canvas.get_attribute("data-bands") or 0) > bands
    page.locator(".density-table summary").click()
    expect(page.locator(".density-table tbody tr")).to_have_count(16)
    page.locator(".density-map").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".columns .line[aria-selected=true]")).to_be_visible()


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_click_on_the_density_map_opens_that_place(page: Page) -> None:
    many(page, 10_000)
    page.goto(f"{MANY}density")
    expect(page.locator(".density canvas")).to_have_attribute("data-drawn", "0 1")
    box = page.locator(".density-window").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 20, box["y"] + box["height"] * 0.5)
    chosen = page.locator(".column-customer .line[aria-selected=true]")
    expect(chosen).to_be_visible()


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_the_timeline_has_every_event_and_opens_them(page: Page, say: Words) -> None:
    page.goto(f"#/trace?key={LOT}&view=timeline")
    settled(page)
    events = page.locator(".timeline table").first.locator("tbody tr")
    count, every = events.count(), page.locator(".timeline table tbody tr").count()
    expect(page.locator(".timeline .tools b").first).to_have_text(say("timeline.shown", shown=count, n=every))
    expect(page.locator(".timeline .tools").first).to_contain_text(say("timeline.undated", n=every - count))
    page.get_by_role("button", name=say("environment.nearer")).click()
    assert events.count() <= count
    page.get_by_role("button", name=say("environment.whole")).click()
    expect(events).to_have_count(count)
    events.first.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".record")).to_be_visible()


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_events_without_a_time_are_counted_and_listed(page: Page, say: Words) -> None:
    def without(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        for side in body.get("data", {}).values():
            if isinstance(side, dict) and "times" in side:
                side["times"]["started"] = [None] * len(side["times"]["started"])
                side["times"]["ended"] = [None] * len(side["times"]["ended"])
        route.fulfill(response=answer, body=json.dumps(body))

    page.route("**/graphql", without)
    page.goto(f"#/trace?key={LOT}&view=timeline")
    settled(page)
    expect(page.locator(".timeline")).to_contain_text(say("timeline.none"))
    undated = page.locator(".timeline section", has_text=say("timeline.without"))
    listed = undated.locator("tbody tr").count()
    expect(page.locator(".timeline .tools")).to_contain_text(say("timeline.undated", n=listed))


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_times_that_are_refused_are_no_empty_picture(page: Page, say: Words) -> None:
    def refused(route: Route) -> None:
        if "times" in (route.request.post_data or ""):
            route.abort()
        else:
            route.continue_()

    page.route("**/graphql", refused)
    page.goto(f"#/trace?key={LOT}&view=timeline")
    expect(page.locator(".failure")).to_contain_text(say("error.offline"))
    expect(page.locator(".timeline")).to_have_count(0)


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_what_is_around_a_record_is_reached_by_keyboard(page: Page, say: Words) -> None:
    page.goto(f"#/trace?key={LOT}&view=around&row={LOT}")
    settled(page)
    nodes = page.locator(".around .node")
    count = nodes.count()
    expect(page.locator(".around .shown")).to_contain_text(str(count))
    page.locator(".around .is-middle").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".around .node:focus")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".record .key code")).not_to_have_text(LOT)
    page.get_by_label(say("around.behind")).fill("0")
    page.get_by_label(say("around.before")).fill("0")
    expect(nodes).to_have_count(1)


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_more_than_can_be_read_is_refused_with_the_way_on(page: Page, say: Words) -> None:
    many(page, 10_000)
    page.goto(f"{MANY}around")
    expect(page.locator(".around .bad")).to_have_text(say("around.tooManyNext"))
    expect(page.locator(".around .node")).to_have_count(0)
    page.get_by_label(say("around.behind")).fill("0")
    expect(page.locator(".around .node")).to_have_count(1)
