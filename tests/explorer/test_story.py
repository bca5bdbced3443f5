"""From a scanned label to the printed list, as an investigator goes, by mouse and by keyboard alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.explorer.browsing import Served, opened, watched
from tests.explorer.words import Words
from tests.support.paper import pages_of

DEVICE = "device:plant/FG-5001/00000001"
LABEL = "]d201095212340010101728010710FG-00001\x1d2100000001"
SUPPLIED = "lot:plant/RM-1002/000000004"
Use = Callable[[Locator], None]


def by_mouse(target: Locator) -> None:
    target.click()


def by_keyboard(target: Locator) -> None:
    """Tab to it, as one does without a mouse, and press Enter."""
    page = target.page
    wanted = target.element_handle()
    for _ in range(150):
        if page.evaluate("wanted => document.activeElement === wanted", wanted):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


def scan(page: Page, text: str) -> None:
    """What a scanner types, wherever the focus is: at once, which a remote keyboard is too slow for."""
    page.evaluate(
        """text => [...text, "Enter"].forEach((key) =>
            document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })))""",
        text,
    )


@pytest.fixture
def say(language: str) -> Words:
    return Words(language)


@pytest.mark.parametrize("use", [by_mouse, by_keyboard])
def test_from_the_label_to_the_printed_list(
    page: Page, browser: Browser, served: Served, say: Words, language: str, use: Use
) -> None:
    page.goto("")
    expect(page.get_by_role("heading", name=say("find.label"))).to_be_visible()

    # Scan a label: the device, and all that it is made of.
    scan(page, LABEL)
    expect(page.locator(".summary h1")).to_have_text(DEVICE)
    use(page.get_by_role("button", name=say("trace.backward"), exact=True))
    expect(page.locator(".trace > .busy")).to_have_count(0)
    expect(page.locator(".column-supplier .line")).to_have_count(5)

    # The supplier's lot behind it, and everything that holds it.
    use(page.get_by_role("button", name=say("view.table"), exact=True))
    use(page.get_by_role("button", name=SUPPLIED.rpartition("/")[2], exact=True))
    expect(page.locator(".record .key code")).to_have_text(SUPPLIED)
    use(page.get_by_role("link", name=say("trace.startAgain")))
    expect(page.locator(".summary h1")).to_have_text(SUPPLIED)
    use(page.get_by_role("button", name=say("trace.forward"), exact=True))
    expect(page.locator(".trace > .busy")).to_have_count(0)
    whole = _asked(served, "recall", SUPPLIED)
    expect(page.locator(".shown")).to_have_text(say("trace.shown", shown=len(whole), total=len(whole)))

    # Narrow, export what is shown, and compare it with the API.
    use(page.get_by_role("button", name=say("view.table"), exact=True))
    narrow = page.get_by_role("searchbox", name=say("trace.narrow"))
    narrow.focus()
    page.keyboard.type("FG-5001")
    wanted = sorted(row["key"] for row in whole if "FG-5001" in row["key"])
    expect(page.locator(".shown")).to_have_text(say("trace.shown", shown=len(wanted), total=len(whole)))
    assert sorted(_exported(page, say, use)) == wanted

    # Save it, and hand the link to somebody else.
    narrow.fill("")
    name = f"resin {language} {use.__name__}"
    use(page.get_by_role("button", name=say("scopes.save")))
    page.get_by_role("textbox", name=say("scopes.name"), exact=True).fill(name)
    use(page.get_by_role("button", name=say("save"), exact=True))
    expect(page.get_by_text(say("scopes.saved", name=name))).to_be_visible()
    use(page.get_by_role("button", name=say("share.link")))
    link = page.evaluate("navigator.clipboard.readText()")
    _second_session(browser, served, link, page.locator(".summary").inner_text())

    # What was known before the last loads came.
    size = served.store.head().size
    page.goto(f"{link}&known-at={size - 40}")
    expect(page.locator(".pinned")).to_contain_text(str(size - 40))
    expect(page.get_by_role("heading", name=say("time.changed"), exact=True)).to_be_visible()
    use(page.get_by_role("link", name=say("time.reset")))
    expect(page.locator(".pinned")).to_have_count(0)

    # Compare it with another scope.
    _save(served, "other", DEVICE)
    page.goto("#/scopes")
    boxes = page.locator(".scopes input[type=checkbox]")
    expect(boxes.first).to_be_visible()
    for which in (name, "other"):
        box = page.get_by_role("checkbox", name=f"{say('scopes.compare')} {which}")
        box.focus()
        page.keyboard.press("Space")
    expect(page.locator(".difference tr").first).to_be_visible()

    # On paper every row stands.
    page.goto(f"{link}&view=table")
    expect(page.locator(".affected tbody tr").first).to_be_visible()
    pdf = page.pdf()
    assert pdf.startswith(b"%PDF")


def _asked(served: Served, question: str, key: str) -> list[dict[str, str]]:
    answer = httpx.get(f"{served.address}export/{question}", params={"key": key, "format": "json"}).json()
    rows: list[dict[str, str]] = answer["rows"]
    return rows


def _exported(page: Page, say: Words, use: Use) -> list[str]:
    use(page.locator("summary", has_text=say("table.columns")))
    page.get_by_label(say("table.key"), exact=True).check()
    use(page.locator("summary", has_text=say("export.label")))
    files = {}
    for form in ("CSV", "XLSX", "PDF"):
        with page.expect_download() as started:
            use(page.get_by_role("button", name=form, exact=True))
        files[form] = started.value.path().read_bytes()
    page.keyboard.press("Escape")  # it would lie over what is asked for next
    expect(page.get_by_role("button", name="PDF", exact=True)).to_be_hidden()
    assert (files["XLSX"][:2], files["PDF"][:4]) == (b"PK", b"%PDF")
    header, *lines, footer = list(csv.reader(io.StringIO(files["CSV"].decode("utf-8-sig"))))
    said = [one[0] for one in lines]
    if (missing := say("shown.missing")) in said:
        lines = lines[: said.index(missing)]
    text = "\n".join(pages_of(files["PDF"]))
    assert [line[1] for line in lines if line[1] not in text] == []
    assert SUPPLIED in footer[0]
    return [line[header.index(say("table.key"))] for line in lines]


def _second_session(browser: Browser, served: Served, link: str, summary: str) -> None:
    """The same answer for somebody else, who speaks another language."""
    context = opened(browser, served.address, language="en")
    with watched(second := context.new_page(), served.address):
        second.goto(link)
        first_line = summary.splitlines()[0]
        expect(second.locator(".summary h1")).to_have_text(first_line)
    context.close()


def _save(served: Served, name: str, key: str) -> None:
    query = "mutation($name: String!, $keys: [String!]!) { saveScope(name: $name, keys: $keys) { name } }"
    httpx.post(f"{served.address}graphql", json={"query": query, "variables": {"name": name, "keys": [key]}})
