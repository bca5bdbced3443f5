"""The pages of key figures and of holds in the browser, in both languages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app.commands import drill, kpi
from app.drilling import recorded
from app.indicators.recording import series
from app.settings import Settings
from app.terminal import write_csv
from graph_store.store import Store
from quality.indicators import DEFINITIONS
from tests.conftest import empty
from tests.explorer.browsing import Served, serving
from tests.explorer.figures import LEFT_OUT, LEFT_OUT_ZH, record_drills, record_figures
from tests.explorer.test_pages import breaches, settled
from tests.explorer.words import Words
from tests.support.questions import RESIN, rejected
from tests.test_holding import FIRST, SECOND, UNITS, devices, put

HOSTILE = "<img src=x onerror=alert(1)>\u202e" + "L" * 300
LAST = date(2026, 3, 31)


@pytest.fixture(scope="module")
def served(arcadedb: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Resin and one of four devices are on hold; half a year of figures, three drills; one gap."""
    store, plant = empty(arcadedb), devices()
    put(plant, FIRST, RESIN)
    put(plant, SECOND, UNITS[3], reason=HOSTILE)
    plant.commit(store)
    store.commit([rejected(4, UNITS[3])], actor="a", reason="r")
    record_figures(store, LAST)
    record_drills(store, RESIN, LAST)
    settings = Settings(data_dir=tmp_path_factory.mktemp("figures"), kpi_hours=0)
    with serving(settings, store) as address:
        yield Served(address, store)


@pytest.fixture
def say(language: str) -> Words:
    return Words(language)


def downloaded(page: Page, button: Locator) -> str:
    """What a button hands over."""
    with page.expect_download() as waiting:
        button.click()
    return Path(waiting.value.path()).read_bytes().decode()


def as_csv(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """What the command line would print."""
    out = io.StringIO()
    write_csv(out, [columns, *rows])
    return out.getvalue()


def fits(page: Page) -> None:
    """It is accessible as it stands, and no wider than a narrow screen."""
    assert breaches(page) == []
    for width in (380, 1400):
        page.set_viewport_size({"width": width, "height": 850})
        over = [page.locator(at).evaluate("e => e.scrollWidth - e.clientWidth") for at in ("html", "main")]
        assert over == [0, 0], width


def test_figures_and_their_course(page: Page, say: Words, served: Served, language: str) -> None:
    page.emulate_media(color_scheme="light" if language == "en" else "dark")
    page.goto("#/find")
    page.get_by_role("navigation").get_by_role("link", name=say("nav.figures"), exact=True).click()
    settled(page)
    cards = page.locator("article.figure")
    expect(cards).to_have_count(len(DEFINITIONS))
    overdue = cards.filter(has=page.locator("code", has_text=re.compile("^capa_overdue$")))
    expect(overdue.locator(".now")).to_contain_text(say("figures.missed"))
    expect(overdue.locator(".now")).to_contain_text(say("figures.atMost", target="0"))
    cover = cards.filter(has=page.locator("code", has_text="training_cover"))
    (definition,) = (one for one in DEFINITIONS if one.name == "training_cover")
    assert definition.share is not None
    for words in (definition.share.counted, definition.share.whole):
        expect(cover.locator(".fraction")).to_contain_text(words.en if language == "en" else words.zh)
    expect(cover.locator(".now")).to_contain_text(say("figures.madeOf", numerator="11", denominator="12"))
    expect(cover.locator(".lacks")).to_contain_text(LEFT_OUT if language == "en" else LEFT_OUT_ZH)
    old = cards.filter(has=page.locator("code", has_text="completeness"))
    expect(old.locator(".now")).to_contain_text(say("figures.noNumbers"))
    expect(cover.locator("svg .is-empty")).to_have_count(1)
    expect(cover.locator("svg circle")).to_have_count(6)
    unmeasured = cards.filter(has=page.locator("code", has_text="audit_time"))
    expect(unmeasured.locator(".lacks")).to_have_text(say("figures.never"))
    # Every value stands in a table, too; opened by keyboard.
    cover.locator("summary").focus()
    page.keyboard.press("Enter")
    rows = cover.locator("tbody tr:not([aria-hidden])")
    expect(rows).to_have_count(7)
    expect(rows.nth(4)).to_contain_text(say("figures.none"))
    rows.first.focus()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    with served.store.reader() as reader:
        points, drills = series(reader), recorded(reader)
    figures = downloaded(page, page.get_by_role("button", name=say("figures.csv")))
    assert figures == as_csv(kpi.COLUMNS, [kpi._line(one) for one in points])
    told = downloaded(page, page.get_by_role("button", name=say("figures.drillsCsv")))
    columns = ("performed", "scope", "rows", "seconds", "located", "gaps", "reached", "number")
    assert told == as_csv(columns, [drill._line(one) for one in drills])
    fits(page)


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_before_and_after_a_change_and_the_evidence_of_a_drill(page: Page, say: Words) -> None:
    page.goto("#/figures")
    settled(page)
    page.locator(".around input").fill("2001-01-01")
    page.keyboard.press("Enter")
    expect(page.locator(".failure")).to_contain_text("nothing was recorded on 2001-01-01")
    expect(page.locator("article.figure")).to_have_count(len(DEFINITIONS))
    page.locator(".around input").fill("2")
    page.get_by_role("button", name=say("figures.compare")).click()
    expect(page.locator("#change + .lines-of tbody")).to_contain_text("a")
    gaps = page.locator(".wide tr", has=page.get_by_role("rowheader", name=say("figure.open_gaps")))
    expect(gaps.locator("td").first).to_contain_text("2")
    expect(gaps.locator("td").nth(1)).to_contain_text(say("trace.ledger", size=2))
    assert page.url.endswith("#/figures?around=2")
    recalls = page.locator("section", has=page.locator("#drills")).locator("tbody tr")
    expect(recalls).to_have_count(3)
    expect(recalls.nth(1)).to_contain_text(say("figures.against", precision="100", recall="99.8"))
    recalls.first.get_by_role("link").click()
    expect(page.locator(".record .history")).to_contain_text("os:kim")
    assert breaches(page) == []
    page.keyboard.press("Escape")
    expect(page.locator(".record")).to_have_count(0)
    expect(page.locator("#change")).to_be_visible()


def test_holds_and_what_they_reach(page: Page, say: Words, language: str) -> None:
    page.emulate_media(color_scheme="light" if language == "en" else "dark")
    page.goto("#/find")
    page.get_by_role("navigation").get_by_role("link", name=say("nav.holds"), exact=True).click()
    settled(page)
    expect(page.locator(".summary")).to_contain_text(say("trace.incomplete", n=1))
    expect(page.locator(".summary")).to_contain_text(say("holds.inForce", n=2))
    expect(page.locator(".summary")).to_contain_text(say("holds.reached", n=5))
    page.get_by_role("button", name=say("trace.seeMissing")).click()
    expect(page.locator("#held-missing")).to_be_focused()
    expect(page.locator("#held-missing")).to_contain_text(say("board.gaps"))
    first = page.locator(".wide tbody tr").first
    expect(first.locator("td")).to_have_text([RESIN, "4", "▲ 2", "0", "3"])
    expect(page.locator(".wide tbody tr").nth(1)).to_contain_text("onerror")
    assert page.locator("main img").count() == 0
    items = page.locator(".lines-of tbody tr:not([aria-hidden])")
    expect(items).to_have_count(5)
    expect(items.filter(has_text=UNITS[3])).to_contain_text("2: ")
    # Of one hold, what was shipped; then one of these, by keyboard.
    first.get_by_role("link", name=say("holds.shipped")).click()
    expect(items).to_have_count(2)
    expect(page.get_by_role("button", name=say("holds.shipped"), exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    items.last.focus()
    page.keyboard.press("Enter")
    pane = page.locator(".record")
    expect(pane.locator(".holding li")).to_have_count(1)
    expect(pane.get_by_role("link", name=FIRST)).to_be_visible()
    expect(pane.locator("[role=status]")).to_contain_text(say("holds.isHeld"))
    here = page.url
    fits(page)
    # To the record, and back to where one was.
    pane.get_by_role("link", name=say("work.mayBeDone")).click()
    expect(page.locator("h1")).to_have_text(UNITS[1])
    page.get_by_role("link", name=say("holds.whatHolds")).click()
    expect(pane.locator(".holding li")).to_have_count(1)
    page.go_back()
    page.go_back()
    assert page.url == here
    expect(items).to_have_count(2)
    page.keyboard.press("Escape")
    expect(pane).to_have_count(0)
    page.locator(".asking input[type=text]").fill(UNITS[3])
    page.keyboard.press("Enter")
    expect(pane.locator(".holding li")).to_have_count(2)


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_refusal_is_no_empty_page_and_is_tried_again(page: Page, say: Words) -> None:
    error = {"message": "Not for you.", "extensions": {"code": "FORBIDDEN", "nextStep": "Ask."}}
    none: dict[str, object] = {
        "indicators": None,
        "drills": None,
        "figureDefinitions": [],
        "onHold": None,
        "heldBy": None,
    }
    page.route("**/graphql", lambda route: route.fulfill(json={"data": none, "errors": [error]}))
    for address in ("#/figures", f"#/holds?row={UNITS[0]}"):
        page.goto(address)
        expect(page.locator(".failure").first).to_contain_text("Not for you.")
        expect(page.locator("main table, main article, .holding li, .good")).to_have_count(0)
    page.unroute("**/graphql")
    page.locator(".failure button").first.click()
    expect(page.locator(".summary")).to_contain_text(say("holds.inForce", n=2))


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_figure_has_a_name(language: str) -> None:
    missing = [one.name for one in DEFINITIONS if not Words(language).has(f"figure.{one.name}")]
    assert missing == []
