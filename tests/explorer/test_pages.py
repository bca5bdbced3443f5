"""What holds of every page: accessible, honest about what is missing, whole after every failure."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from graph_model.facts import NodeFact
from tests.explorer.browsing import Served
from tests.explorer.words import Words

LOT = "lot:plant/BL-3101/BL-00001"
# The label of a device whose scanner drops what separates the lot from the serial number.
LOST = "01095212340010101728010710FG-000012100000001"
AXE = Path(__file__).parents[2] / "explorer" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = {
    "find": "#/find",
    "found": "#/find?text=BL",
    "nothing": "#/find?text=no-such-thing",
    "lost": f"#/find?text={LOST}",
    "columns": f"#/trace?key={LOT}",
    "record": f"#/trace?key={LOT}&row=device:plant/FG-5001/00000001",
    "table": f"#/trace?key={LOT}&view=table",
    "missing": f"#/trace?key={LOT}&view=missing",
    "past": f"#/trace?key={LOT}&known-at=100",
    "scopes": "#/scopes",
    "help": "#/help",
    "unknown": "#/trace?key=lot:plant/NO/1",
}


@pytest.fixture
def say(language: str) -> Words:
    return Words(language)


def settled(page: Page) -> None:
    """Nothing is being asked any more."""
    page.wait_for_load_state("networkidle")
    expect(page.locator(".busy")).to_have_count(0)


def breaches(page: Page) -> list[str]:
    """What axe finds; it is run in the page by the debugger, so that the page's own policy stays as it is."""
    page.evaluate(AXE.read_text("utf-8"))
    options = json.dumps({"runOnly": {"type": "tag", "values": RULES}})
    found = page.evaluate(f"axe.run(document, {options})")
    return [
        f"{breach['id']}: {node['html'][:120]}" for breach in found["violations"] for node in breach["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible(page: Page, name: str, language: str) -> None:
    page.emulate_media(color_scheme="light" if language == "en" else "dark")
    page.goto(PAGES[name])
    settled(page)
    assert breaches(page) == []


def test_the_state_of_the_answer_is_always_in_sight(page: Page, say: Words) -> None:
    page.goto(PAGES["columns"])
    for view in ("table", "missing", "columns"):
        page.locator(".choice").first.get_by_role("button", name=say.like(f"view.{view}")).click()
        expect(page.locator(".summary .state")).to_contain_text(say("trace.incomplete", n=1))
    page.locator(".state a").click()
    expect(page.locator(".missing .is-gap")).to_have_count(1)


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_group_unfolds_in_place_and_its_rows_open(page: Page) -> None:
    page.goto(PAGES["columns"])
    group = page.locator(".column-device .is-group").first
    group.click()
    inside = page.locator(".column-device .is-inside")
    expect(inside.first).to_be_visible()
    inside.first.click()
    expect(page.locator(".record .path .row").first).to_contain_text("BL-00001")


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_arrows_lead_along_the_flow(page: Page) -> None:
    page.goto(PAGES["columns"])
    settled(page)
    first = page.locator(".column-supplier .lines")
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".column-supplier .is-active")).to_have_count(1)
    for column in ("receipt", "received", "step", "made"):
        page.keyboard.press("ArrowRight")
        expect(page.locator(f".column-{column} .is-active")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".record .key code")).to_have_text(LOT)
    page.keyboard.press("Escape")
    expect(page.locator(".record")).to_have_count(0)


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_marks_are_undone_and_done_again(page: Page, say: Words) -> None:
    page.goto(PAGES["table"])
    page.locator(".affected input[type=checkbox]").first.check()
    page.locator(".affected input[type=checkbox]").nth(1).check()
    count = page.locator(".marked [role=status]")
    expect(count).to_contain_text(say("mark.count", n=2))
    page.locator("main").focus()
    page.keyboard.press("Control+z")
    expect(count).to_contain_text(say("mark.count", n=1))
    page.keyboard.press("Control+y")
    expect(count).to_contain_text(say("mark.count", n=2))


def test_a_proof_is_checked_in_the_browser(page: Page, say: Words, served: Served) -> None:
    page.goto(PAGES["record"])
    page.get_by_role("button", name=say("record.prove")).first.click()
    expect(page.locator(".history .good")).to_have_text(say("record.proven", size=served.store.head().size))


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_proof_of_something_else_fails(page: Page, say: Words) -> None:
    def altered(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("FG-00001", "FG-00009"))

    page.goto(PAGES["columns"])
    settled(page)
    page.route("**/graphql", altered)
    page.locator(".column-made .line", has_text="FG-00001").first.click()
    page.get_by_role("button", name=say("record.prove")).first.click()
    expect(page.locator(".history .bad")).to_have_text(say("record.unproven"))


def test_lost_separators_are_told_and_nobody_is_led_on(page: Page, say: Words) -> None:
    page.goto(PAGES["lost"])
    expect(page.locator(".label .bad")).to_have_text(say("find.lost"))
    expect(page.get_by_role("link", name="device:plant/FG-5001/00000001")).to_be_visible()


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_back_leads_back(page: Page) -> None:
    page.goto("#/find?text=BL")
    page.get_by_role("link", name=LOT).click()
    expect(page.locator(".summary h1")).to_have_text(LOT)
    page.locator(".column-step .line").first.click()
    expect(page.locator(".record")).to_be_visible()
    page.go_back()
    expect(page.locator(".record")).to_have_count(0)
    page.go_back()
    expect(page.locator(".found a").first).to_be_visible()


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_what_goes_out_is_the_answer_on_the_page_whatever_was_asked_since(page: Page, say: Words) -> None:
    page.goto(PAGES["table"])
    settled(page)
    rows = page.locator(".affected table").get_attribute("aria-rowcount")
    page.route("**/graphql", lambda route: route.abort())
    page.evaluate("location.hash += '&as-of=2020-01-01'")
    expect(page.locator(".stale")).to_be_visible()
    page.locator("summary", has_text=say("export.label")).click()
    with page.expect_request("**/export/shown") as asked, page.expect_download() as started:
        page.get_by_role("button", name="CSV", exact=True).click()
    body = asked.value.post_data_json or {}
    assert body["asOf"] is None
    assert len(body["rows"]) == int(rows or 0) - 1
    foot = started.value.path().read_text("utf-8-sig").splitlines()[-1]
    assert say("shown.now") in foot


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_record_hands_over_its_dossier_or_says_why_there_is_none(page: Page, say: Words) -> None:
    page.goto(f"{PAGES['record']}&known-at=100")
    settled(page)
    dossier = page.locator(".record section", has=page.get_by_role("heading", name=say("dossier.title")))
    backward = dossier.get_by_role("button", name=say("dossier.backward"))
    backward.click()
    expect(dossier.get_by_role("alert")).to_contain_text("there is no signing key")
    page.route("**/export/dossier?*", lambda route: route.fulfill(body="signed"))
    with page.expect_request("**/export/dossier?*") as asked, page.expect_download() as started:
        backward.click()
    told = parse_qs(urlsplit(asked.value.url).query)
    record = "device:plant/FG-5001/00000001"
    assert told == {"key": [record], "direction": ["backward"], "known_at": ["100"]}
    assert started.value.suggested_filename == "lotgraph-backward.dossier"
    assert started.value.path().read_bytes() == b"signed"
    expect(dossier.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_both_directions_stand_at_one_ledger_size(page: Page) -> None:
    """A commit between the two answers of one question: both are asked again as of the later size."""
    asked = []

    def between(route: Route) -> None:
        told = json.loads(route.request.post_data or "{}")
        answer = route.fetch()
        body = answer.json()
        if "genealogy" in (body.get("data") or {}):
            asked.append(told["variables"]["knownAt"])
            if len(asked) == 1:
                body["data"]["recall"]["ledger"]["size"] -= 1
        route.fulfill(response=answer, json=body)

    page.route("**/graphql", between)
    page.goto(PAGES["columns"])
    settled(page)
    assert asked[0] is None
    assert isinstance(asked[1], int)
    assert len(asked) == 2


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_server_that_is_gone_keeps_what_is_there(page: Page, say: Words) -> None:
    page.goto(PAGES["columns"])
    settled(page)
    page.route("**/graphql", lambda route: route.abort())
    page.get_by_role("button", name=say("trace.forward"), exact=True).click()
    expect(page.locator(".failure")).to_contain_text(say("error.offline"))
    expect(page.locator(".stale")).to_be_visible()
    expect(page.locator(".column-made .line").first).to_be_visible()
    page.unroute("**/graphql")
    page.get_by_role("button", name=say("retry")).click()
    expect(page.locator(".failure")).to_have_count(0)
    expect(page.locator(".column-supplier")).to_have_count(0)


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_refusal_says_what_to_do(page: Page) -> None:
    page.goto(PAGES["unknown"])
    expect(page.locator(".failure")).to_contain_text("lot:plant/NO/1")
    expect(page.locator(".failure p").nth(1)).not_to_be_empty()


HOSTILE = {
    "markup": "<img src=x onerror=alert(1)>",
    "right to left": "\u202eLOT\u202c مرحبا",
    "long": "L" * 500,
    "formula": "=HYPERLINK(1)",
}


@pytest.mark.parametrize("language", ["en"], indirect=True)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_text(page: Page, served: Served, name: str) -> None:
    key = f"customer:hostile/{quote(name, safe='')}"
    fact = NodeFact(key=key, properties={"name": HOSTILE[name]})
    served.store.commit([fact], actor="test", reason="hostile names")
    page.goto(f"#/trace?key={quote(key)}&view=table")
    expect(page.locator("td.name")).to_have_text(HOSTILE[name])
    assert page.locator("main img").count() == 0
    page.goto(f"#/trace?key={quote(key)}")
    expect(page.locator(".column-customer .line b")).to_have_text(HOSTILE[name])
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width == 0
