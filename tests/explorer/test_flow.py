"""Quantity flow: the table holds what the API's amounts come to, the picture draws the same."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from tests.explorer.browsing import Served
from tests.explorer.test_pages import breaches, settled
from tests.explorer.words import Words

LOT = "lot:plant/BL-3101/BL-00001"
QUERY = """query Q($k: [String!]!) { recall(keys: $k) {
  columns { keys edgeTypes edgeSources } edgeAmounts { quantities units } } }"""


@pytest.fixture
def say(language: str) -> Words:
    return Words(language)


def used(served: Served) -> dict[tuple[str, str], Decimal]:
    """What each material went into steps with, by unit."""
    body = {"query": QUERY, "variables": {"k": [LOT]}}
    found = httpx.post(f"{served.address}graphql", json=body, timeout=60).json()["data"]["recall"]
    columns, amounts = found["columns"], found["edgeAmounts"]
    out: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    rows = (columns["edgeTypes"], columns["edgeSources"], amounts["quantities"], amounts["units"])
    for type_, source, quantity, unit in zip(*rows, strict=True):
        if type_ == "CONSUMED_IN":
            material = columns["keys"][source].split("/")[1]
            out[material, unit] += Decimal(quantity)
    return out


def test_the_table_holds_what_the_amounts_come_to(page: Page, say: Words, served: Served) -> None:
    page.emulate_media(color_scheme="light" if say("nav.find") == "Find" else "dark")
    page.goto(f"#/trace?key={LOT}&view=flow&direction=forward")
    settled(page)
    lines = [line.split("\t") for line in page.locator(".flow tbody tr").all_inner_texts()]
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for source, target, quantity, unit, _ in lines:
        if target.startswith(f"{say('flow.step')}: "):
            found[source.rpartition(": ")[2], unit] += Decimal(quantity)
    assert found == used(served)
    expect(page.locator(".flow .ribbon")).to_have_count(len(lines))
    assert breaches(page) == []


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_units_that_differ_are_said_so(page: Page, say: Words) -> None:
    page.goto(f"#/trace?key={LOT}&view=flow")
    settled(page)
    expect(page.locator(".flow .legend li")).to_have_count(2)
    expect(page.get_by_text(say("flow.units"))).to_be_visible()


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_amounts_of_another_answer_are_refused(page: Page) -> None:
    def altered(route: Route) -> None:
        if "edgeAmounts" not in (route.request.post_data or ""):
            route.continue_()
            return
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('"sha256":"', '"sha256":"0'))

    page.route("**/graphql", altered)
    page.goto(f"#/trace?key={LOT}&view=flow")
    settled(page)
    expect(page.locator(".flow .failure")).to_be_visible()
    expect(page.locator(".flow table")).to_have_count(0)
