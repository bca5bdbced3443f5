"""The work pages in the browser: from a complaint to a closed recall, by those who decide and sign it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.identity import passwords
from app.settings import Settings
from graph_model import nodes
from graph_model.policy import PERMISSIONS, RULES
from graph_store.store import Store
from quality.recall import ANSWERED, GIVEN_UP, IN_VAIN, TO_TELL, TOLD
from quality.workflows import WORKFLOWS
from tests.conftest import empty
from tests.explorer.browsing import Served, opened, serving, watched
from tests.explorer.deciding import PLAN, Pair, open_people
from tests.explorer.test_pages import breaches, settled
from tests.explorer.words import Words
from tests.support.api import MIDDLE, RAW, UNITS, small_plant
from tests.support.build import Plant, key, lot
from tests.support.identity import HORSE, make_cheap

CLINIC, HOSPITAL = key("customer", "C1"), key("customer", "C2")
HOSTILE = "<img src=x onerror=alert(1)>\u202e" + "L" * 300


@pytest.fixture(scope="module")
def served(arcadedb: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A plant with two consignees, and people who sign with passwords."""
    folder: Path = tmp_path_factory.mktemp("work")
    store = empty(arcadedb)
    plant = small_plant()
    plant.node(CLINIC, name="Clinic 慈济", address="1 Oak Road", country="US")
    plant.node(HOSPITAL, name="St. Mary", country="DE")
    plant.ship(UNITS[2], "C2", "D3")
    plant.commit(store)
    with pytest.MonkeyPatch.context() as patch:
        make_cheap(patch)
        open_people(store)
        with serving(Settings(data_dir=folder, alarm_seconds=0), store) as address:
            yield Served(address, store)
    passwords._nobodys.cache_clear()


class Desktop:
    """One person's browser, signed in."""

    def __init__(self, page: Page, name: str, language: str) -> None:
        self.page, self.name, self.say = page, name, Words(language)
        self.visits = list[str]()

    def sign_in(self) -> None:
        """Begin the day."""
        self.page.goto("#/work")
        self.page.get_by_label(self.say("signIn.account")).fill(self.name)
        self.page.get_by_label(self.say("signIn.password"), exact=True).fill(HORSE)
        self.page.get_by_role("button", name=self.say("signIn.go")).click()
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def go(self, address: str) -> None:
        """Open an address anew, as things stand now."""
        self.page.goto(f"?{len(self.visits)}{address}")
        self.visits.append(address)

    def give(self, command: str, **fields: str) -> None:
        """Give a command of the record that is open, with its form."""
        name = self.say(f"command.{command}")
        self.page.get_by_role("button", name=f"{name}…", exact=True).click()
        form = self.page.locator("dialog[open] form")
        self.fill(form, **fields)
        form.get_by_role("button", name=name, exact=True).click()

    def fill(self, form: Locator, *, reason: str = "decided", password: str = HORSE, **fields: str) -> None:
        """Fill a form in by what its fields are called, and sign it."""
        for name, value in fields.items():
            label = self.say(f"field.{name}")
            moment = form.get_by_role("group", name=label)
            if moment.count():
                moment.get_by_label(self.say("work.day")).fill(value)
                continue
            box = form.get_by_label(label).first
            if box.evaluate("element => element.tagName") == "SELECT":
                box.select_option(value)
            else:
                box.fill(value)
        form.get_by_label(self.say("work.reason")).fill(reason)
        form.locator("input[type=password]").fill(password)

    def done(self) -> None:
        """It was carried out at once."""
        expect(self.page.locator(".outcome.is-done")).to_contain_text(self.say("work.done"))

    def waits(self) -> None:
        """Regulatory affairs must sign it, too."""
        expect(self.page.locator(".outcome.is-waiting")).to_contain_text(self.say("role.regulatory_affairs"))

    def sign(self) -> None:
        """Sign the one decision that waits."""
        self.go("#/work")
        sign = self.say("work.sign")
        self.page.locator(".proposals").get_by_role("button", name=f"{sign}…").click()
        form = self.page.locator("dialog[open] form")
        form.locator("input[type=password]").fill(HORSE)
        form.get_by_role("button", name=sign, exact=True).click()
        expect(self.page.get_by_text(self.say("work.carriedOut"))).to_be_visible()
        expect(self.page.get_by_text(self.say("work.noProposals"))).to_be_visible()


@pytest.fixture
def people(browser: Browser, served: Served) -> Iterator[tuple[Desktop, Desktop]]:
    """The quality manager reads English, regulatory affairs Chinese; each at a browser of their own."""
    qui, reg = opened(browser, served.address), opened(browser, served.address, language="zh-CN")
    pages = qui.new_page(), reg.new_page()
    with watched(pages[0], served.address), watched(pages[1], served.address):
        yield Desktop(pages[0], "qui", "en"), Desktop(pages[1], "reg", "zh-CN")
    qui.close()
    reg.close()


def new_key(desktop: Desktop) -> str:
    """Key of the record that was opened just now."""
    return desktop.page.locator("[role=status] code").inner_text()


def test_from_a_complaint_to_a_closed_recall(people: tuple[Desktop, Desktop]) -> None:
    qui, reg = people
    say = qui.say
    qui.sign_in()
    reg.sign_in()
    # A complaint about a device.
    qui.go(f"#/work?new=Complaint&key={UNITS[0]}")
    form = qui.page.locator("form.decision")
    qui.fill(form, name="tip breaks", received="2026-03-02", password="wrong")
    form.get_by_role("button", name=say("command.open"), exact=True).click()
    expect(form.get_by_role("alert")).to_be_visible()
    expect(form.get_by_label(say("field.name"))).to_have_value("tip breaks")
    expect(form.locator("input[type=password]")).to_have_value("")
    form.locator("input[type=password]").fill(HORSE)
    form.get_by_role("button", name=say("command.open"), exact=True).click()
    qui.done()
    complaint = new_key(qui)
    qui.page.get_by_role("link", name=say("work.openIt")).click()
    # A recall of the lot that it was made of comes of it.
    qui.page.locator(".follows").get_by_role("link", name=f"{say('label.Recall')}…").click()
    form = qui.page.locator("form.decision")
    expect(form.locator(".keys-chosen").first).to_contain_text(complaint)
    form.locator("fieldset").first.get_by_role("textbox").fill(MIDDLE)
    form.locator("fieldset").first.get_by_role("textbox").press("Enter")
    qui.fill(form, name="brittle tips")
    form.get_by_role("button", name=say("command.open"), exact=True).click()
    qui.waits()
    recall = new_key(qui)
    reg.sign()
    case = f"#/case?key={recall}"
    qui.go(case)
    expect(qui.page.locator(".summary")).to_contain_text(MIDDLE)
    for command, fields in (
        ("evaluate", {"hazard_evaluation": "a part may stay behind", "recall_class": "II"}),
        ("plan", PLAN),
    ):
        qui.give(command, **fields)
        qui.waits()
        reg.sign()
        qui.go(case)
    # Nobody is told before what is recalled is held.
    against = qui.page.locator(".command", has_text=say("command.notify")).locator("> .against")
    expect(against).to_contain_text("place a hold")
    qui.give("notify")
    expect(qui.page.locator("dialog[open] [role=alert]")).to_contain_text("place a hold")
    qui.page.keyboard.press("Escape")
    qui.page.locator(".follows").get_by_role("link", name=f"{say('label.Hold')}…").click()
    form = qui.page.locator("form.decision")
    qui.fill(form)
    form.locator("textarea").fill("recalled")
    form.get_by_role("button", name=say("command.place"), exact=True).click()
    qui.done()
    qui.go(case)
    qui.give("notify")
    qui.waits()
    reg.sign()
    tell_and_answer(reg, case)
    check_and_close(qui, reg, case)


def tell_and_answer(reg: Desktop, case: str) -> None:
    """Regulatory affairs tells both, in Chinese; one has no address, so a letter does not reach it."""
    say = reg.say
    reg.go(case)
    expect(reg.page.locator(".consignees .shown")).to_have_text(say("trace.shown", shown=2, total=2))
    for chosen in (("letter", 1), ("email", 0)):
        method, left = chosen
        button = say("case.tellAll", n=1 + left)
        reg.page.get_by_role("button", name=button).click()
        form = reg.page.locator("dialog[open] form")
        reg.fill(form, method=method)
        form.get_by_role("button", name=say("case.tell"), exact=True).click()
        if left:
            expect(form.get_by_role("alert")).to_contain_text("has no address")
            reg.page.keyboard.press("Escape")
        expect(reg.page.locator(".is-to_tell")).to_have_count(left)
    with reg.page.expect_download() as paper:
        due = reg.page.locator("tr", has_text="21 CFR 806.10(b)")
        expect(due).to_contain_text(say("event.initiation"))
        due.get_by_role("link", name="PDF").click()
    assert paper.value.path().read_bytes().startswith(b"%PDF-")
    for name, back in (("Clinic 慈济", "1"), ("St. Mary", "")):
        reg.page.locator(".consignees .affected").first.get_by_role("button", name=name).click()
        pane = reg.page.locator(".case aside")
        expect(pane.locator("#consignee-title")).to_contain_text(name)
        with reg.page.expect_download() as letter:
            pane.get_by_role("link", name=say("case.letter")).click()
        assert letter.value.path().read_bytes().startswith(b"%PDF-")
        pane.get_by_role("button", name=f"{say('case.respond')}…").click()
        form = reg.page.locator("dialog[open] form")
        form.get_by_role("group", name=say("field.responded")).get_by_label(say("work.day")).fill(
            "2026-03-09"
        )
        for box in form.get_by_label(say("case.sentBack")).all() if back else ():
            box.fill(back)
        reg.fill(form)
        form.get_by_role("button", name=say("case.respond"), exact=True).click()
        expect(pane).to_contain_text(say("standing.answered"))
    expect(reg.page.locator(".is-answered")).to_have_count(2)


def check_and_close(qui: Desktop, reg: Desktop, case: str) -> None:
    """Both are checked; then the recall is completed and closed."""
    say = qui.say
    qui.go(case)
    expect(qui.page.locator(".command > .against")).to_contain_text("checked")
    for name in ("Clinic 慈济", "St. Mary"):
        qui.page.locator(".consignees .affected").first.get_by_role("button", name=name).click()
        qui.page.locator(".case aside").get_by_role("button", name=f"{say('case.checkIt')}…").click()
        form = qui.page.locator("dialog[open] form")
        qui.fill(form, result="effective")
        form.get_by_role("button", name=say("case.checkIt"), exact=True).click()
        expect(qui.page.locator("dialog[open]")).to_have_count(0)
    expect(qui.page.locator(".totals")).to_contain_text(say("case.checks", done=2, needed=2))
    for command, fields in (("complete", {}), ("close", {"accounting": "all back or in use"})):
        qui.give(command, **fields)
        qui.waits()
        reg.sign()
        qui.go(case)
    expect(qui.page.locator(".stage-name")).to_have_text(say("stage.closed"))
    expect(qui.page.get_by_text(say("work.atEnd"))).to_be_visible()
    assert breaches(qui.page) == []


@dataclass(frozen=True)
class Staged:
    """What stands where, for pages that are only looked at."""

    complaint: str
    recall: str


@pytest.fixture(scope="module")
def staged(served: Served) -> Staged:
    """A hostile complaint, something overdue, a recall that is under way, and a decision of it that waits."""
    pair = Pair.of(served.store, HOSTILE)
    complaint = pair.give("Complaint", "open", ("COMPLAINS_OF", RAW), name=HOSTILE, received="2026-03-02").key
    late = {"name": "out of limits", "description": "too hot", "due": "2026-03-03"}
    pair.give("Nonconformity", "open", ("RAISED_ON", RAW), **late)
    recall = pair.open_recall("leaking bags", RAW)
    pair.give(recall, "evaluate", hazard_evaluation="none known", recall_class="III")
    return Staged(complaint, recall)


@pytest.fixture
def desktop(browser: Browser, served: Served, language: str) -> Iterator[Desktop]:
    """The quality manager, signed in."""
    context = opened(browser, served.address, language=language)
    page = context.new_page()
    with watched(page, served.address):
        desktop = Desktop(page, "qui", language)
        desktop.sign_in()
        yield desktop
    context.close()


def test_every_page_is_accessible(desktop: Desktop, staged: Staged, language: str) -> None:
    page = desktop.page
    page.emulate_media(color_scheme="light" if language == "en" else "dark")
    forms = [f"#/work?key={staged.complaint}", "#/work?new=Complaint", f"#/work?new=Recall&key={RAW}"]
    for address in (
        "#/work",
        *(forms if language == "en" else []),
        f"#/case?key={staged.recall}&row={CLINIC}",
    ):
        desktop.go(address)
        settled(page)
        assert breaches(page) == [], address
        assert page.locator("main img").count() == 0
        for width in (1400, 380):
            page.set_viewport_size({"width": width, "height": 850})
            over = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert over == 0, (address, width)
    expect(page.get_by_role("heading", name="Clinic 慈济")).to_be_visible()


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_what_piles_up_is_found_and_what_is_overdue_says_so(desktop: Desktop, staged: Staged) -> None:
    page, say = desktop.page, desktop.say
    desktop.go("#/work")
    row = page.locator(".piles tr", has_text=say("label.Nonconformity"))
    expect(row.locator(".bad")).to_contain_text("▲ 1")
    row.get_by_role("link", name=say("stage.open")).click()
    lines = page.locator(".lines-of tbody tr")
    expect(lines).to_have_count(1)
    expect(lines).to_contain_text(say("work.overdue"))
    page.get_by_role("combobox", name=say("work.kind")).select_option("Recall")
    expect(lines.filter(has_text="leaking bags")).to_have_count(1)
    lines.get_by_role("link", name="leaking bags").click()
    expect(page.locator(".summary")).to_contain_text(staged.recall)


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_who_signed_does_not_sign_again_and_a_proposal_is_rejected(desktop: Desktop, staged: Staged) -> None:
    page, say = desktop.page, desktop.say
    desktop.go("#/work")
    proposal = page.locator(".proposals > li")
    expect(proposal).to_contain_text(staged.recall)
    proposal.get_by_role("button", name=f"{say('work.sign')}…").click()
    form = page.locator("dialog[open] form")
    form.locator("input[type=password]").fill(HORSE)
    form.get_by_role("button", name=say("work.sign"), exact=True).click()
    expect(form.get_by_role("alert")).to_be_visible()
    expect(form.locator("input[type=password]")).to_have_value("")
    page.keyboard.press("Escape")
    proposal.get_by_role("button", name=f"{say('work.reject')}…").click()
    form = page.locator("dialog[open] form")
    form.get_by_label(say("work.reason")).fill("another class")
    form.get_by_role("button", name=say("work.reject"), exact=True).click()
    expect(page.get_by_text(say("work.rejected"))).to_be_visible()
    expect(proposal).to_have_count(0)


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_a_refusal_is_no_empty_list(desktop: Desktop) -> None:
    page = desktop.page
    error = {"message": "Not for you.", "extensions": {"code": "FORBIDDEN", "nextStep": "Ask."}}
    none = {"worklist": None, "proposals": None, "workForms": None, "work": None, "recallCase": None}
    page.route("**/graphql", lambda route: route.fulfill(json={"data": none, "errors": [error]}))
    for address in ("#/work", "#/work?key=hold:t/1", "#/work?new=Hold", "#/case?key=recall:t/1"):
        desktop.go(address)
        expect(page.locator(".failure").first).to_contain_text("Not for you.")
        expect(page.locator("main table, main form")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_word_of_the_workflows_has_a_text(language: str) -> None:
    """Enumerated from the tables that decide, so that a new stage is not shown by its name in the code."""
    words = set[str]()
    for workflow in WORKFLOWS:
        declared = nodes.BY_LABEL[workflow.label]
        words.add(f"label.{workflow.label}")
        for step in workflow.steps:
            words |= {f"stage.{stage}" for stage in (*step.sources, step.target)}
            words |= {f"command.{step.command}", *(f"tie.{tie.type}" for tie in step.ties)}
            for name in step.takes:
                field = declared.property_named(name)
                words |= {f"field.{name}", *(f"code.{value}" for value in (field.values if field else ()))}
    for label in ("Notice", "Response", "OutreachAttempt", "EffectivenessCheck", "RegulatoryReport"):
        for field in nodes.BY_LABEL[label].properties:
            said = "stage" if field.name == "stage" else "code"
            words |= {f"field.{field.name}", *(f"{said}.{value}" for value in field.values)}
    words |= {f"role.{role}" for role in PERMISSIONS}
    words |= {f"meaning.{one.meaning}" for rule in RULES for one in rule.approvers}
    words |= {f"standing.{one}" for one in (TO_TELL, TOLD, ANSWERED, GIVEN_UP, IN_VAIN)}
    assert sorted(word for word in words if not Words(language).has(word)) == []


@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_what_the_answer_of_a_case_lacks_is_on_paper_without_being_opened(
    desktop: Desktop, staged: Staged, served: Served
) -> None:
    plant = Plant("paper")
    odd = plant.node(lot("RM-7", "7"))
    plant.link("CONSUMED_IN", odd, key("step", "production", "MO-UNSAID"), "1", stub=True)
    plant.commit(served.store)
    desktop.go(f"#/case?key={Pair.of(served.store, 'odd').open_recall('odd resin', odd)}")
    lacks = desktop.page.locator("details.lacks li", has_text="MO-UNSAID").first
    expect(lacks).to_be_hidden()
    desktop.page.emulate_media(media="print")
    expect(lacks).to_be_visible()
