"""The load monitor in the browser: what is under way moves, rejected rows are closed, a file is checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.settings import Settings
from graph_model.facts import LoadBegun
from graph_store.store import Batch, Store
from tests.conftest import empty
from tests.explorer.browsing import Served, opened, serving, watched
from tests.explorer.test_pages import breaches, settled
from tests.explorer.words import Words
from tests.support.loading import broken_files, load_into
from tests.support.questions import rejected

PARTS = {name: f"#/loads?part={name}" for name in ("list", "rejects", "scores", "check")}
HOSTILE = "<img src=x onerror=alert(1)>\u202e" + "L" * 500
LOTS = "namespace,material,lot\nplant,RM-1,0001\nplant,RM-1,\n"


@pytest.fixture(scope="module")
def served(arcadedb: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A plant with some rejected rows, and a load that was cut off."""
    folder: Path = tmp_path_factory.mktemp("loads")
    store = empty(arcadedb)
    load_into(store, [broken_files(folder / "plant")], "canonical")
    begun = LoadBegun(load="f00d", file="cut.csv", sha256="00", profile="canonical/1 as plant")
    store.commit([begun], actor="os:kim", reason="load cut.csv", batch=Batch("f00d", 0, 0))
    store.commit([rejected(n, load="L2", rule="date") for n in range(1, 4)], actor="a", reason="r")
    with serving(Settings(data_dir=folder), store) as address:
        yield Served(address, store)


@pytest.fixture
def say(language: str) -> Words:
    return Words(language)


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_accessible(page: Page, part: str, language: str) -> None:
    page.emulate_media(color_scheme="light" if language == "en" else "dark")
    page.goto(PARTS[part])
    settled(page)
    for summary in page.locator("main summary").all():
        summary.click()
    assert breaches(page) == []
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width == 0


def test_the_account_of_every_load_adds_up(page: Page) -> None:
    page.goto(PARTS["list"])
    settled(page)
    row = page.locator("tr", has_text="consumed_in.csv")
    read, accepted, rejects, ignored = (int(cell) for cell in row.locator("td.n").all_inner_texts())
    assert (read, accepted, rejects, ignored) == (3, 2, 1, 0)
    row.get_by_role("link").click()
    expect(page.locator(".rejects tbody tr")).to_have_count(1)
    expect(page.locator(".rejects tbody")).to_contain_text("stone")


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_what_is_under_way_moves_and_rests_behind_another_tab(page: Page, say: Words) -> None:
    page.clock.install()
    rows = iter([1000, 2000, 2000, 3000])
    asked: list[str] = []

    def altered(route: Route) -> None:
        if "query UnderWay" not in (route.request.post_data or ""):
            route.fallback()
            return
        answer = route.fetch()
        told = answer.json()
        (edge,) = told["data"]["loads"]["edges"]
        edge["node"]["rowsSoFar"] = next(rows)
        asked.append(f"{edge['node']['rowsSoFar']}")
        route.fulfill(response=answer, body=json.dumps(told))

    page.route("**/graphql", altered)
    page.goto(PARTS["list"])
    bar = page.locator(".under-way li")
    expect(bar).to_contain_text("1,000 rows")
    expect(bar.locator("progress")).to_have_count(0)
    page.clock.run_for(2_000)
    expect(bar).to_contain_text("2,000 rows")
    expect(bar.locator("progress")).to_have_count(1)
    with page.expect_response("**/graphql"):
        page.clock.run_for(2_000)
    page.evaluate("Object.defineProperty(document, 'hidden', {get: () => true, configurable: true})")
    page.clock.run_for(60_000)
    seen = len(asked)
    page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    expect(bar).to_contain_text("3,000 rows")
    assert (seen, asked) == (3, ["1000", "2000", "2000", "3000"])


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_server_that_is_gone_keeps_what_is_there(page: Page, say: Words) -> None:
    page.clock.install()
    page.goto(PARTS["list"])
    expect(page.locator(".under-way li")).to_have_count(1)
    expect(page.locator("tr", has_text="consumed_in.csv")).to_be_visible()
    page.route("**/graphql", lambda route: route.abort())
    page.clock.run_for(2_000)
    expect(page.locator(".failure")).to_contain_text(say("error.offline"))
    expect(page.locator(".under-way li")).to_have_count(1)
    expect(page.locator("tr", has_text="consumed_in.csv")).to_be_visible()
    page.unroute("**/graphql")
    page.clock.run_for(4_000)
    expect(page.locator(".failure")).to_have_count(0)


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_refusal_is_no_empty_list(page: Page) -> None:
    error = {"message": "Not for you.", "extensions": {"code": "FORBIDDEN", "nextStep": "Ask."}}
    refused = {"data": {"loads": None, "rejects": None}, "errors": [error]}
    page.route("**/graphql", lambda route: route.fulfill(json=refused))
    for part in ("list", "rejects", "scores"):
        page.goto(PARTS[part])
        expect(page.locator(".failure").first).to_contain_text("Not for you.")
        expect(page.locator("main table, main ul")).to_have_count(0)


def test_rows_are_chosen_and_closed_by_keyboard(page: Page, say: Words, served: Served) -> None:
    page.goto(PARTS["rejects"])
    settled(page)
    before = len(served.store.reader().open_rejects())
    page.locator(".rejects select").select_option("date")
    rows = page.locator(".rejects tbody tr")
    expect(rows.first).to_contain_text("date")
    page.locator(".rejects tbody input").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name=say("loads.closeChosen", n=1)).focus()
    page.keyboard.press("Enter")
    page.keyboard.type("entered by hand")
    page.keyboard.press("Enter")
    expect(page.locator(".closing [role=status]").first).to_have_text(say("loads.closedNow"))
    settled(page)
    assert len(served.store.reader().open_rejects()) == before - 1
    page.get_by_role("button", name=say("loads.whichClosed"), exact=True).click()
    expect(page.locator(".is-closed .good").first).to_contain_text("entered by hand")


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_wrong_row_is_refused_in_the_dialog(page: Page, say: Words, served: Served) -> None:
    page.goto(PARTS["rejects"])
    settled(page)
    for row in served.store.reader().open_rejects():
        if row.load == "L2":
            key = row.key
    page.route("**/graphql", lambda route: _with_another_key(route, key))
    page.locator("tr", has_text="moves.csv").get_by_role("checkbox").first.check()
    page.get_by_role("button", name=say("loads.closeChosen", n=1)).click()
    page.get_by_label(say("loads.reason")).fill("x")
    page.get_by_role("button", name=say("loads.close"), exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("is no rejected row")


def _with_another_key(route: Route, key: str) -> None:
    body = route.request.post_data or ""
    route.continue_(post_data=body.replace("reject:lotgraph/L2/", "reject:lotgraph/L3/"))


def test_a_file_is_checked_and_what_to_mend_is_said(page: Page, say: Words, tmp_path: Path) -> None:
    page.goto(PARTS["check"])
    settled(page)
    (tmp_path / "lot.csv").write_text(LOTS, "utf-8")
    page.locator("input[type=file]").set_input_files(tmp_path / "lot.csv")
    expect(page.locator(".verdict")).to_contain_text(say("loads.wouldBeRejected", n=1))
    expect(page.locator(".checked")).to_contain_text(
        say("loads.sum", read=2, accepted=1, rejected=1, ignored=0)
    )
    fault = page.locator(".checked .is-gap")
    expect(fault.get_by_role("rowheader")).to_have_text("lot")
    expect(fault.locator("td").last).to_have_text("3")
    page.locator(".checked summary").click()
    assert breaches(page) == []
    (tmp_path / "gossip.csv").write_text("a,b\n1,2\n", "utf-8")
    page.locator("input[type=file]").set_input_files(tmp_path / "gossip.csv")
    expect(page.locator(".failure")).to_contain_text("gossip.csv")
    expect(page.locator(".checked")).to_have_count(0)


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_file_may_be_dropped(page: Page, say: Words) -> None:
    page.goto(PARTS["check"])
    settled(page)
    page.evaluate(
        """text => {
            const files = new DataTransfer();
            files.items.add(new File([text], "批次 lot.csv"));
            const at = document.querySelector(".drop");
            for (const type of ["dragover", "drop"])
              at.dispatchEvent(new DragEvent(type, {dataTransfer: files, bubbles: true, cancelable: true}));
        }""",
        LOTS,
    )
    expect(page.locator(".checked h2, .failure")).to_contain_text("批次 lot.csv")


def test_who_is_bound_to_sites_is_told_that_it_is_not_all(page: Page, say: Words) -> None:
    def altered(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('"whole":true', '"whole":false'))

    page.route("**/graphql", altered)
    page.goto(PARTS["rejects"])
    expect(page.locator(".stale")).to_have_text(say("loads.notWhole"))


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_hostile_names_are_only_text(page: Page, served: Served) -> None:
    begun = LoadBegun(load="bad", file=HOSTILE, sha256="01", profile=f"{HOSTILE} as x")
    served.store.commit([begun], actor="os:kim", reason="hostile", batch=Batch("bad", 0, 0))
    page.goto(PARTS["list"])
    expect(page.locator(".under-way li", has_text="onerror").first).to_be_visible()
    assert page.locator("main img").count() == 0
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width == 0


def test_an_address_leads_to_a_part_on_a_narrow_screen(browser: Browser, served: Served) -> None:
    context = opened(browser, served.address, viewport={"width": 380, "height": 800})
    page = context.new_page()
    with watched(page, served.address):
        for part in PARTS.values():
            page.goto(part)
            settled(page)
            over = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert over == 0, part
    context.close()
