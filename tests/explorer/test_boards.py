"""The boards: what they show is what the API answers, and they say so when there is nothing to show."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.explorer.browsing import Served
from tests.explorer.test_pages import breaches, settled
from tests.explorer.words import Words

BAD = [f"device:plant/FG-5001/{n:08d}" for n in range(1, 7)]
LOTS = ["lot:plant/BL-3101/BL-00001", "lot:plant/PK-1007/0000001"]
CAUSES = """query Q($k: [String!]!) { commonCause(keys: $k) {
  bad goodItems ranking(first: 500) { edges { node { rank kind key when bad good p q } } } } }"""
BALANCE = """query Q($k: [String!]!) { massBalance(keys: $k) { rows(first: 50) { edges { node {
  key unit received produced returned consumed shipped unexplained } } } } }"""


@pytest.fixture
def say(language: str) -> Words:
    return Words(language)


def address(page: str, keys: list[str]) -> str:
    return f"#/{page}?{'&'.join(f'key={key}' for key in keys)}"


def asked(served: Served, query: str, keys: list[str]) -> dict[str, Any]:
    body = {"query": query, "variables": {"k": keys}}
    data: dict[str, Any] = httpx.post(f"{served.address}graphql", json=body, timeout=60).json()["data"]
    return data


def cells(line: Locator) -> list[str]:
    return [" ".join(text.split()) for text in line.locator("th, td").all_inner_texts()]


def test_candidates_stand_as_the_api_ranks_them(page: Page, say: Words, served: Served) -> None:
    page.emulate_media(color_scheme="light" if say("nav.find") == "Find" else "dark")
    page.goto(address("causes", BAD))
    settled(page)
    found = asked(served, CAUSES, BAD)["commonCause"]
    bad, good = len(found["bad"]), found["goodItems"]
    wanted = [edge["node"] for edge in found["ranking"]["edges"]]
    expect(page.locator(".summary")).to_contain_text(say("cause.compared", bad=bad, good=good))
    expect(page.locator(".shown")).to_have_text(say("trace.shown", shown=len(wanted), total=len(wanted)))
    lines = page.locator(".ranking tbody tr")
    expect(lines).to_have_count(len(wanted))
    for line, node in list(zip(lines.all(), wanted, strict=True))[:12]:
        told = cells(line)
        assert told[2:6] == [
            str(n) for n in (node["bad"], bad - node["bad"], node["good"], good - node["good"])
        ]
        assert told[7:9] == [node["p"], node["q"]]
        assert node["key"] in told[1]
    out = [node for node in wanted if float(node["q"]) <= 0.05]
    expect(page.locator(".ranking .is-out")).to_have_count(len(out))
    expect(page.locator(".verdict")).to_contain_text(say("cause.standOut", n=len(out)))
    assert breaches(page) == []


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_one_bad_device_says_that_nothing_stands_out(page: Page, say: Words) -> None:
    page.goto(address("causes", BAD[:1]))
    settled(page)
    expect(page.locator(".verdict")).to_contain_text(say("cause.nothing"))
    expect(page.locator(".ranking .is-out")).to_have_count(0)
    page.get_by_role("link", name=f"{say('cause.trace')} lot:").first.click()
    expect(page.locator(".summary h1")).to_contain_text("lot:plant/")


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_marked_and_typed_records_are_chosen_by_keyboard_alone(page: Page, say: Words) -> None:
    page.goto(f"#/trace?key={BAD[0]}&view=table&direction=backward")
    page.get_by_role("checkbox", name=f"{say('table.mark')} {BAD[0]}").focus()
    page.keyboard.press("Space")
    page.locator(".marked").get_by_role("link", name=say("nav.causes")).focus()
    page.keyboard.press("Enter")
    chosen = page.locator(".chosen li code")
    expect(chosen).to_have_text(BAD[:1])
    box = page.get_by_role("textbox", name=say("board.add"))
    box.focus()
    page.keyboard.type("00000002")
    page.keyboard.press("Enter")
    expect(page.locator(".add [role=status]")).to_contain_text(say("board.which", n=3))
    page.get_by_role("button", name=BAD[1]).focus()
    page.keyboard.press("Enter")
    expect(chosen).to_have_text(BAD[:2])
    box.focus()
    page.keyboard.type("no-such-thing")
    page.keyboard.press("Enter")
    expect(page.locator(".add [role=status]")).to_have_text(say("board.noneCalled", text="no-such-thing"))
    page.get_by_role("button", name=say("board.remove", key=BAD[0])).focus()
    page.keyboard.press("Enter")
    expect(chosen).to_have_text(BAD[1:2])
    settled(page)
    expect(page.locator(".ranking tbody tr").first).to_be_visible()


def test_a_balance_is_that_of_the_api(page: Page, say: Words, served: Served) -> None:
    page.goto(address("balance", LOTS))
    settled(page)
    rows = [edge["node"] for edge in asked(served, BALANCE, LOTS)["massBalance"]["rows"]["edges"]]
    names = ("received", "produced", "returned", "consumed", "shipped")
    unstated = [say("balance.notStated")] * 2
    shapes = {"0": f"✓ 0 {say('balance.none')}", "4": f"▲ 4 {say('balance.over')}"}
    wanted = [
        [row["unit"], *(row[name] for name in names), *unstated, shapes[row["unexplained"]]] for row in rows
    ]
    lines = page.locator(".sheet tbody tr")
    expect(lines).to_have_count(len(rows))
    assert [cells(line)[1:] for line in lines.all()] == wanted
    expect(page.locator(".summary")).to_contain_text(say("balance.left", n=1))
    assert breaches(page) == []
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("language", ["en"], indirect=True)
@pytest.mark.parametrize("board", ["causes", "balance"])
def test_a_board_says_what_it_needs_and_why_it_is_refused(page: Page, say: Words, board: str) -> None:
    page.goto(f"#/{board}")
    expect(page.get_by_text(say("board.none"))).to_be_visible()
    assert breaches(page) == []
    page.goto(address(board, ["supplier:plant/S00001"]))
    settled(page)
    expect(page.locator(".failure")).to_contain_text("supplier:plant/S00001")
    expect(page.locator(".failure p").nth(1)).not_to_be_empty()
    expect(page.locator(".board table")).to_have_count(0)
