"""Where accounts exist: the page asks for a password, keeps the work, and hands files to who may see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.corrections import Decider
from app.identity.desk import Desk
from app.identity.people import NewAccount, open_account
from app.settings import Settings
from graph_store.store import Store
from tests.conftest import empty
from tests.explorer.browsing import opened, serving, watched
from tests.explorer.test_pages import breaches
from tests.explorer.words import Words
from tests.support.api import RAW, small_plant
from tests.support.identity import HORSE, make_cheap, open_ada, open_kim

SAY = Words("en")


@pytest.fixture
def once(arcadedb: Store, monkeypatch: pytest.MonkeyPatch) -> str:
    """A plant with accounts: Ada's and Kim's, and Eve's with the password that is returned, for one use."""
    make_cheap(monkeypatch)
    small_plant().commit(empty(arcadedb))
    desk = Desk.of(arcadedb)
    ada: Decider = open_ada(desk)
    open_kim(desk, ada)
    return str(open_account(desk, NewAccount("eve", "3", "Eve", ["auditor"]), ada))


@pytest.fixture
def visitor(browser: Browser, arcadedb: Store, once: str, tmp_path: Path) -> Iterator[Page]:
    """Somebody who is not signed in."""
    with serving(Settings(data_dir=tmp_path), arcadedb) as address:
        context = opened(browser, address)
        page = context.new_page()
        with watched(page, address):
            yield page
        context.close()


def sign_in(page: Page, account: str, password: str) -> None:
    page.get_by_label(SAY("signIn.account")).fill(account)
    page.get_by_label(SAY("signIn.password"), exact=True).fill(password)
    page.get_by_role("button", name=SAY("signIn.go")).click()


def test_a_link_is_followed_after_signing_in(visitor: Page) -> None:
    visitor.goto(f"#/trace?key={RAW}&view=table")
    sign_in(visitor, "kim", "wrong")
    expect(visitor.get_by_role("alert").last).to_be_visible()
    sign_in(visitor, "kim", HORSE)
    expect(visitor.locator(".summary h1")).to_have_text(RAW)
    expect(visitor.get_by_role("dialog")).to_have_count(0)


def test_files_are_handed_to_who_is_signed_in(visitor: Page) -> None:
    visitor.goto(f"#/trace?key={RAW}&view=table")
    sign_in(visitor, "kim", HORSE)
    visitor.locator("summary", has_text=SAY("export.label")).click()
    with visitor.expect_download() as started:
        visitor.get_by_role("link", name="CSV").first.click()
    assert RAW in started.value.path().read_text("utf-8-sig")


def test_a_session_that_ends_leaves_the_work(visitor: Page) -> None:
    visitor.goto(f"#/trace?key={RAW}")
    sign_in(visitor, "kim", HORSE)
    expect(visitor.locator(".line").first).to_be_visible()
    visitor.evaluate("sessionStorage.setItem('lotgraph.token', 'lgs_over')")
    visitor.get_by_role("button", name=SAY("trace.forward"), exact=True).click()
    expect(visitor.get_by_text(SAY("signIn.kept"))).to_be_visible()
    expect(visitor.locator(".line").first).to_be_attached()
    sign_in(visitor, "kim", HORSE)
    expect(visitor.locator(".failure")).to_have_count(0)
    expect(visitor.locator(".column-supplier")).to_have_count(0)


def test_a_password_for_one_use_is_changed_on_the_way(visitor: Page, once: str) -> None:
    visitor.goto(f"#/trace?key={RAW}")
    sign_in(visitor, "eve", once)
    visitor.get_by_label(SAY("signIn.next")).fill(HORSE)
    visitor.get_by_role("button", name=SAY("signIn.go")).click()
    expect(visitor.locator(".summary h1")).to_have_text(RAW)


def with_work(visitor: Page) -> None:
    """Kim found, marked and noted something."""
    visitor.goto(f"#/trace?key={RAW}&row={RAW}")
    sign_in(visitor, "kim", HORSE)
    record = visitor.get_by_role("complementary")
    record.get_by_role("button", name=SAY("record.mark"), exact=True).click()
    record.get_by_label(SAY("record.note")).fill("seen by kim")
    record.get_by_label(SAY("record.note")).blur()
    expect(visitor.locator(".marked [role=status]")).to_contain_text(SAY("mark.count", n=1))


def end_session(visitor: Page) -> None:
    """The server does not know the token any more; the next question says so."""
    visitor.evaluate("sessionStorage.setItem('lotgraph.token', 'lgs_over')")
    visitor.get_by_role("button", name=SAY("trace.forward"), exact=True).click()
    expect(visitor.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("reloads", [False, True])
def test_another_account_finds_nothing_of_the_first_ones_work(visitor: Page, *, reloads: bool) -> None:
    with_work(visitor)
    end_session(visitor)
    if reloads:
        visitor.reload()
    sign_in(visitor, "ada", HORSE)  # who may read nothing
    expect(visitor.get_by_role("dialog")).to_have_count(0)
    expect(visitor.locator(".failure").first).to_be_visible()
    expect(visitor.locator(".summary")).to_have_count(0)
    expect(visitor.locator(".marked [role=status]")).to_have_count(0)
    assert "seen by kim" not in visitor.evaluate("JSON.stringify(sessionStorage)")
    visitor.locator("main").focus()
    visitor.keyboard.press("Control+z")
    expect(visitor.locator(".marked [role=status]")).to_have_count(0)


@pytest.mark.parametrize("reloads", [False, True])
def test_the_same_account_finds_its_work_again(visitor: Page, *, reloads: bool) -> None:
    with_work(visitor)
    end_session(visitor)
    if reloads:
        visitor.reload()
    sign_in(visitor, "kim", HORSE)
    expect(visitor.get_by_role("dialog")).to_have_count(0)
    expect(visitor.get_by_label(SAY("record.note"))).to_have_value("seen by kim")


def test_what_was_found_is_not_another_ones(visitor: Page) -> None:
    visitor.goto("#/find?text=nothing")
    sign_in(visitor, "kim", HORSE)
    found = visitor.get_by_role("heading", name=SAY("find.none", text="nothing"))
    expect(found).to_be_visible()
    visitor.route("**/graphql", lambda route: route.abort())
    visitor.get_by_role("button", name=SAY("signIn.out")).click()
    expect(visitor.get_by_role("dialog")).to_be_visible()
    expect(visitor.locator("main h1")).to_have_count(0)


def test_signing_out_clears_all(visitor: Page) -> None:
    with_work(visitor)
    visitor.get_by_role("button", name=SAY("signIn.out")).click()
    expect(visitor.get_by_role("dialog")).to_be_visible()
    expect(visitor.locator(".summary")).to_have_count(0)
    assert visitor.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize("away", [True, False])
def test_signing_out_that_fails_says_so(visitor: Page, *, away: bool) -> None:
    with_work(visitor)

    def refuse(route: Route) -> None:
        if route.request.method != "DELETE":
            route.fallback()
        elif away:
            route.abort()
        else:
            route.fulfill(status=503, body="busy")

    visitor.route("**/session", refuse)
    visitor.get_by_role("button", name=SAY("signIn.out")).click()
    notice = visitor.locator(".notice")
    expect(notice).to_contain_text(SAY("signIn.notOut"))
    expect(notice).to_contain_text(SAY("error.offline") if away else "HTTP 503")
    expect(visitor.get_by_role("dialog")).to_have_count(0)
    expect(visitor.locator(".marked [role=status]")).to_contain_text(SAY("mark.count", n=1))
    assert breaches(visitor) == []
    notice.get_by_role("button").click()
    expect(notice).to_have_count(0)
    visitor.unroute("**/session")
    visitor.get_by_role("button", name=SAY("signIn.out")).click()
    expect(visitor.get_by_role("dialog")).to_be_visible()


def test_who_signs_in_in_another_tab_is_who_asks_here(visitor: Page) -> None:
    with_work(visitor)
    told = {"needed": True, "accounts": True, "provider": None, "account": "account:lotgraph/ada"}
    visitor.route("**/session/ways", lambda route: route.fulfill(json=told))
    visitor.evaluate("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))")
    expect(visitor.locator(".marked [role=status]")).to_have_count(0)
    expect(visitor.locator(".summary h1")).to_have_text(RAW)
