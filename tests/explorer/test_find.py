"""Find: ranked and grouped results with counts of their neighbours, read at once."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.explorer.test_pages import breaches, settled
from tests.explorer.words import Words

LOT = "lot:plant/BL-3101/BL-00001"


@pytest.fixture
def say(language: str) -> Words:
    return Words(language)


def asks_neighbours(request: Request) -> bool:
    return request.url.endswith("/graphql") and "neighbours(" in (request.post_data or "")


def test_every_hit_tells_what_flows_in_and_out_with_one_question(page: Page, say: Words) -> None:
    asked = list[Request]()
    page.on("request", lambda request: asked.append(request) if asks_neighbours(request) else None)
    page.goto("#/find?text=BL-0000")
    settled(page)
    first = page.locator(".found li").first
    expect(first.locator("b").first).to_have_text("BL-00001")
    expect(first.locator(".beside")).to_contain_text(f"{say('record.out')} {say('label.ProcessStep')} 2")
    expect(page.locator("h2", has_text=say("found.lots"))).to_be_visible()
    (request,) = asked
    assert len(json.loads(request.post_data or "")["variables"]["keys"]) == page.locator(".found li").count()
    assert breaches(page) == []


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_group_says_how_much_of_it_is_shown_and_opens_whole(page: Page, say: Words) -> None:
    page.goto("#/find?text=0000")
    expect(page.get_by_text(say("trace.shown", shown=20, total=203))).to_be_visible()
    lines = page.locator("section", has_text=say("found.serials")).locator(".found li")
    expect(lines).to_have_count(20)
    page.get_by_role("button", name=say("found.all", n=203)).click()
    expect(lines).to_have_count(203)
    expect(lines.last.locator(".beside b").first).to_be_visible()


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_suppliers_lots_and_orders_have_groups_of_their_own(page: Page, say: Words) -> None:
    page.goto("#/find?text=HUB-LOT")
    group = page.locator("section", has_text=say("found.supplierLots"))
    expect(group.locator("li")).to_have_count(3)
    expect(group.locator("em").first).to_have_text(f"{say('found.bySupplierLot')} HUB-LOT-001")
    page.goto("#/find?text=MO-000005")
    expect(page.locator(".summary h1")).to_have_text("step:plant/production/MO-000005")


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_counts_that_fail_leave_the_hits_and_are_asked_again(page: Page, say: Words) -> None:
    def refuse(route: Route) -> None:
        if asks_neighbours(route.request):
            route.abort()
        else:
            route.continue_()

    page.route("**/graphql", refuse)
    page.goto("#/find?text=BL-0000")
    expect(page.locator(".failure")).to_contain_text(say("error.offline"))
    expect(page.get_by_role("link", name=LOT)).to_be_visible()
    expect(page.locator(".beside").first).to_have_text(say("found.notCounted"))
    page.unroute("**/graphql")
    page.get_by_role("button", name=say("retry")).click()
    expect(page.locator(".beside b").first).to_be_visible()
    expect(page.locator(".failure")).to_have_count(0)


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_room_that_was_found_leads_to_its_environment(page: Page, say: Words) -> None:
    page.goto("#/find?text=EX")
    page.get_by_role("link", name="location:plant/EX-1").click()
    expect(page.locator(".environment h1")).to_contain_text(f"{say('environment.title')} location:plant/EX-1")
    expect(page.locator(".curve").first).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name="location:plant/EX-1")).to_be_visible()
    # The only one of its name is not asked for twice.
    page.goto("#/find?text=location:plant/EX-1")
    expect(page.locator(".environment h1")).to_contain_text("location:plant/EX-1")
    expect(page.locator(".failure")).to_have_count(0)


def test_a_hit_that_no_trace_starts_at_shows_its_record_beside_the_others(page: Page, say: Words) -> None:
    page.goto("#/find?text=material:plant/BL-3101")
    hit = page.get_by_role("link", name="material:plant/BL-3101")
    hit.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#record-title")).to_be_focused()
    expect(page.locator(".record .history")).to_contain_text("material.csv")
    expect(hit).to_have_attribute("aria-current", "true")
    settled(page)
    assert breaches(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(".record")).to_have_count(0)
    expect(hit).to_be_visible()
