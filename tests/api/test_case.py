"""A whole recall by GraphQL, from complaint to closure, each step signed by whom the policy table names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import resources
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api.server import create_app
from app.identity import api_keys
from app.identity.accounts import find
from app.identity.people import NewAccount, open_account
from app.settings import Settings
from graph_model.policy import Permission, Role
from graph_store.store import Store
from quality.deadlines import load
from tests.conftest import empty
from tests.support.api import asked, error_of
from tests.support.build import Plant, device, key, lot
from tests.support.identity import HORSE, Wall, desk_of, make_cheap, open_ada, with_password

RESIN, UNITS = lot("RM", "7"), [device("FG", f"S{n}") for n in range(1, 5)]
CLINIC, DEALER, OTHER = (key("customer", name) for name in ("clinic", "dealer", "other"))
WORK = """mutation W(
  $record: String!, $command: String!, $fields: [PropertyValue!], $ties: [RecordTie!], $p: String
) {
  work(record: $record, command: $command, fields: $fields, ties: $ties, reason: "as planned", password: $p) {
    key decision { done proposal waiting { role } } } }"""
SIGN = "mutation S($key: String!, $p: String!) { signProposal(key: $key, password: $p) { done } }"
STANDING = """query W($key: String!) { work(key: $key) {
  stage open { command against { en } approvers { role } } } }"""
OPEN = """mutation O($starts: [String!]!, $from: [String!], $p: String) {
  openRecall(name: "Resin 7", starts: $starts, cameOf: $from, reason: "it cracks", password: $p) {
    key decision { proposal waiting { role } } } }"""
CASE = """query C($key: String!) { recallCase(key: $key) {
  stage complete checksNeeded consignees { key standing attempts check deliveries { about quantity unit } }
  accounts { about shipped onHand sentBack destroyed open } reports { authority report } } }"""
TELL = """mutation T($key: String!, $p: String) {
  notifyConsignees(key: $key, method: "letter", reason: "letters of today", password: $p) {
    told against decisions { done } } }"""
ANSWER = """mutation A($key: String!, $all: [ConsigneeResponse!]!, $p: String) {
  recordResponses(key: $key, responses: $all, reason: "reply forms", password: $p) {
    taken against decision { done } } }"""
TRY = """mutation T($key: String!, $who: String!, $p: String) {
  recordAttempt(
    key: $key, consignee: $who, method: "telephone", result: "not_reached", reason: "x", password: $p
  ) { done } }"""
GIVE_UP = """mutation G($key: String!, $who: String!, $p: String) {
  giveUpConsignee(key: $key, consignee: $who, reason: "moved away", password: $p) { done } }"""
CHECK = """mutation C($key: String!, $who: String!, $p: String) {
  recordCheck(
    key: $key, consignee: $who, method: "visit", result: "effective", reason: "x", password: $p
  ) { done } }"""
DUE = """query D($key: String!) { recallCase(key: $key) {
  dueReports { authority rule pack event about started due state unknown report { en zh } } } }"""
SENT = """mutation S($about: String!, $report: String!, $p: String, $day: String! = "2026-11-26") {
  recordSubmission(about: $about, authority: "FDA", report: $report, submitted: $day,
    sha256: "ab", reason: "sent", password: $p) { done } }"""


@dataclass
class Person:
    """Somebody with a program of their own."""

    api: TestClient

    def does(self, record: str, command: str, *ties: tuple[str, str], **fields: str) -> dict[str, Any]:
        said = asked(
            self.api,
            WORK,
            record=record,
            command=command,
            p=HORSE,
            fields=[{"name": name, "value": value} for name, value in fields.items()],
            ties=[{"type": type_, "key": end} for type_, end in ties],
        )
        return dict(said["work"])

    def signs(self, proposal: str) -> None:
        assert asked(self.api, SIGN, key=proposal, p=HORSE)["signProposal"]["done"]


@dataclass
class People:
    """The quality manager, regulatory affairs, and the key user."""

    qui: Person
    reg: Person
    kim: Person

    def decide(self, recall: str, command: str, **fields: str) -> None:
        """Quality proposes and signs, regulatory affairs approves."""
        said = self.qui.does(recall, command, **fields)["decision"]
        assert [one["role"] for one in said["waiting"]] == ["regulatory_affairs"]
        self.reg.signs(said["proposal"])


@pytest.fixture
def plant(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A resin in four units: two at a clinic, one at a dealer without an address, one at home."""
    make_cheap(monkeypatch)
    facts = Plant()
    facts.receive(RESIN, "S", "GR1")
    facts.make("MO1", [RESIN], UNITS)
    facts.ship(UNITS[0], "clinic", "S1")
    facts.ship(UNITS[1], "clinic", "S2")
    facts.ship(UNITS[2], "dealer", "S3")
    facts.node(CLINIC, name="Clinic", address="1 Long Road")
    facts.commit(empty(store))
    return store


@pytest.fixture
def people(plant: Store) -> Iterator[People]:
    desk = desk_of(plant, Wall(plant))
    ada = open_ada(desk)
    with ExitStack() as stack:
        found = []
        roles = (("qui", Role.QUALITY_MANAGER), ("reg", Role.REGULATORY_AFFAIRS), ("kim", Role.KEY_USER))
        for login, role in roles:
            with_password(desk, login, open_account(desk, NewAccount(login, login, login, [role]), ada))
            scopes = [p for p in Permission if p in find(plant, login).permissions]
            made = api_keys.new(desk, login, scopes=scopes, days=9, note="", who="test")
            app = create_app(Settings(), store=plant)
            client = TestClient(app, headers={"Authorization": f"Bearer {made.text}"})
            found.append(Person(stack.enter_context(client)))
        yield People(*found)


def case(people: People, recall: str) -> dict[str, Any]:
    return dict(asked(people.qui.api, CASE, key=recall)["recallCase"])


def standings(people: People, recall: str) -> dict[str, str]:
    return {one["key"]: one["standing"] for one in case(people, recall)["consignees"]}


def answer(consignee: str, about: str, **amounts: str) -> dict[str, str]:
    return {"consignee": consignee, "about": about, "responded": "2026-11-27", "unit": "u", **amounts}


def test_from_complaint_to_closure(people: People, plant: Store) -> None:
    qui, reg = people.qui, people.reg
    complaint = qui.does(
        "Complaint", "open", ("COMPLAINS_OF", UNITS[0]), name="Cracks", received="2026-11-24"
    )["key"]
    qui.does(complaint, "investigate", investigation="the resin", reportable="yes", outcome="serious_injury")
    event = reg.does(
        "AdverseEvent",
        "open",
        ("COMPLAINS_OF", UNITS[0]),
        ("LED_TO", complaint),
        name="Cracks",
        aware="2026-11-24",
        outcome="serious_injury",
    )["key"]
    reg.does(event, "assess", assessment="it cracked in use", reportable="yes")
    assert asked(reg.api, SENT, about=event, report="fda_mdr_report", p=HORSE)["recordSubmission"]["done"]
    reg.does(event, "report")
    reg.does(event, "close")
    qui.does(complaint, "close")

    # Two sign that there is a recall; nobody can tell consignees before it is planned and held.
    opened = asked(qui.api, OPEN, starts=[RESIN], **{"from": [complaint]}, p=HORSE)["openRecall"]
    recall = opened["key"]
    assert [one["role"] for one in opened["decision"]["waiting"]] == ["regulatory_affairs"]
    assert error_of(qui.api, CASE, key=recall)["code"] == "REFUSED"
    reg.signs(opened["decision"]["proposal"])
    assert error_of(reg.api, TELL, key=recall, p=HORSE)["message"].endswith("it is not notifying")
    people.decide(recall, "evaluate", hazard_evaluation="a crack may cut", recall_class="II")
    people.decide(
        recall,
        "plan",
        strategy="letters, then calls",
        advice="do not use them, send them back",
        depth="user",
        effectiveness_level="A",
        action="removal",
        due="2027-01-31",
    )
    (step,) = asked(qui.api, STANDING, key=recall)["work"]["open"]
    assert (step["command"], step["against"]) == (
        "notify",
        [{"en": f"{RESIN} is not held for {recall}; place a hold on it that belongs to the recall first"}],
    )
    hold = qui.does("Hold", "place", ("DECIDED_ON", RESIN), ("BELONGS_TO", recall), reason="recall")["key"]
    people.decide(recall, "notify")
    assert (
        "is held by " + hold
        in error_of(
            qui.api,
            WORK,
            record="Release",
            command="release",
            ties=[{"type": "DECIDED_ON", "key": UNITS[3]}],
            p=HORSE,
        )["message"]
    )

    # Who has no address is named and stays to be told; late data bring the address.
    told = asked(reg.api, TELL, key=recall, p=HORSE)["notifyConsignees"]
    assert told == {"told": 1, "against": [f"{DEALER} has no address"], "decisions": [{"done": True}]}
    assert standings(people, recall) == {CLINIC: "told", DEALER: "to_tell"}
    late = Plant("late")
    late.node(DEALER, name="Dealer", address="2 Long Road")
    late.ship(UNITS[3], "other", "S4")
    late.node(OTHER, name="Other", address="3 Long Road")
    late.commit(plant)
    assert standings(people, recall) == {CLINIC: "told", DEALER: "to_tell", OTHER: "to_tell"}
    assert asked(reg.api, TELL, key=recall, p=HORSE)["notifyConsignees"]["told"] == 2

    said = [
        answer(CLINIC, UNITS[0], onHand="1", sentBack="1"),
        answer(CLINIC, UNITS[1], destroyed="1"),
        answer(DEALER, UNITS[0], sentBack="1"),
        answer(OTHER, UNITS[3], onHand="1", sentBack="1"),
    ]
    answered = asked(reg.api, ANSWER, key=recall, all=said, p=HORSE)["recordResponses"]
    assert answered == {
        "taken": 3,
        "against": [f"3: {DEALER} got nothing of {UNITS[0]}"],
        "decision": {"done": True},
    }
    refused = error_of(qui.api, WORK, record=recall, command="complete", p=HORSE)["message"]
    assert f"1 of 3 consignees have not answered about all that they got, such as {DEALER}" in refused
    assert "0 of 3 consignees that must be checked were found to have acted" in refused
    assert error_of(reg.api, GIVE_UP, key=recall, who=DEALER, p=HORSE)["message"].startswith("nobody tried")
    assert asked(reg.api, TRY, key=recall, who=DEALER, p=HORSE)["recordAttempt"]["done"]
    assert asked(reg.api, GIVE_UP, key=recall, who=DEALER, p=HORSE)["giveUpConsignee"]["done"]
    for who in (CLINIC, DEALER, OTHER):
        assert asked(qui.api, CHECK, key=recall, who=who, p=HORSE)["recordCheck"]["done"]
    assert asked(reg.api, SENT, about=recall, report="fda_806_report", p=HORSE)["recordSubmission"]["done"]
    people.decide(recall, "complete")
    people.decide(recall, "close", accounting="three back or destroyed, one with a dealer who moved away")
    assert (
        "nothing follows that"
        in error_of(qui.api, WORK, record=recall, command="evaluate", p=HORSE)["message"]
    )

    paper = qui.api.get("/case/paper", params={"recall": recall, "pack": "fda-806", "form": "json"})
    assert (paper.status_code, paper.headers["content-type"]) == (200, "application/json")
    assert all(known in paper.text for known in ("it cracks", "Clinic", "1 Long Road"))
    letter = qui.api.get("/case/letter", params={"recall": recall, "consignee": CLINIC})
    assert letter.content.startswith(b"%PDF-")
    for wrong in ({"recall": recall, "pack": "none"}, {"recall": key("recall", "none"), "pack": "fda-806"}):
        assert qui.api.get("/case/paper", params=wrong).status_code == 409

    done = case(people, recall)
    assert (done["stage"], done["complete"], done["checksNeeded"]) == ("closed", True, 3)
    assert standings(people, recall) == {CLINIC: "answered", DEALER: "given_up", OTHER: "answered"}
    assert [one["open"] for one in done["accounts"]] == ["0", "0", "1", "0"]
    assert done["reports"] == [{"authority": "FDA", "report": "fda_806_report"}]
    told = asked(qui.api, "{ worklist { key } rulesBehind }")
    assert told == {"worklist": [{"key": hold}], "rulesBehind": plant.head().size}


def test_a_scope_that_shrinks_leaves_who_was_told_in_vain(people: People, plant: Store) -> None:
    recall = opened(people)
    hold_and_notify(people, recall)
    assert standings(people, recall) == {CLINIC: "told", DEALER: "to_tell"}
    with plant.reader() as reader:
        gone = list(reader.logistics([UNITS[0], UNITS[1]], True))
    withdraw = """mutation W($key: String!, $p: String) {
      withdraw(key: $key, reason: "the other clinic", password: $p) { proposal } }"""
    for edge in gone:
        proposal = asked(people.kim.api, withdraw, key=edge.key, p=HORSE)["withdraw"]["proposal"]
        people.qui.signs(proposal)
    assert standings(people, recall) == {CLINIC: "in_vain", DEALER: "to_tell"}


def test_a_lot_beyond_the_certified_scope_starts_the_clock_of_an_amendment(
    people: People, plant: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    recall = opened(people)
    hold_and_notify(people, recall)
    first = due(people, recall)
    assert [one["rule"] for one in first if one["about"] == recall and one["authority"] == "FDA"] == [
        "fda-806-report",
        "fda-7-53-status",
    ]
    late = Plant("late")
    more = device("FG", "S9")
    late.make("MO2", [RESIN], [more])
    late.ship(more, "other", "S9")
    late.ship(UNITS[3], "other", "S9")
    late.node(OTHER, name="Other", address="2 Long Road")
    late.commit(plant)
    assert due(people, recall) == first, "nobody was told of it yet"
    asked(people.reg.api, TELL, key=recall, p=HORSE)
    (amendment,) = [one for one in due(people, recall) if one["event"] == "extension"]
    assert (amendment["rule"], amendment["pack"], amendment["state"], amendment["unknown"]) == (
        "fda-806-amendment",
        "fda-806",
        "open",
        [],
    )
    assert amendment["started"] < amendment["due"]
    asked(people.reg.api, SENT, about=recall, report="fda_806_amendment", day=amendment["started"], p=HORSE)
    (amendment,) = [one for one in due(people, recall) if one["event"] == "extension"]
    assert amendment["state"] == "answered"
    # Of rules that ended before, every pack of their authority says which days they do not cover.
    rules = resources.files("quality").joinpath("rules", "fda.toml").read_text(encoding="utf-8")
    ended = load({"fda.toml": rules.replace("\nvalid_from", "\nvalid_to = 2020-12-31\nvalid_from")})
    with monkeypatch.context() as patch:
        patch.setattr("app.case.papers.rule_book", lambda: ended)
        wanted = {"recall": recall, "pack": "fda-806", "form": "json"}
        paper = people.qui.api.get("/case/paper", params=wanted).text
        uncovered = "query U($key: String!) { recallCase(key: $key) { uncovered } }"
        holes = asked(people.qui.api, uncovered, key=recall)["recallCase"]["uncovered"]
    assert any("fda-806-report" in hole for hole in holes)
    assert [hole for hole in holes if hole not in paper] == []
    later = Plant("later")
    later.make("MO3", [RESIN], [device("FG", "S7")])
    later.ship(device("FG", "S7"), "other", "S10")
    later.commit(plant)
    assert standings(people, recall)[OTHER] == "to_tell"
    assert [one for one in due(people, recall) if one["event"] == "extension"] == [amendment]


def due(people: People, recall: str) -> list[dict[str, Any]]:
    """Which reports are due."""
    return list(asked(people.qui.api, DUE, key=recall)["recallCase"]["dueReports"])


def opened(people: People) -> str:
    made = asked(people.qui.api, OPEN, starts=[RESIN], p=HORSE)["openRecall"]
    people.reg.signs(made["decision"]["proposal"])
    return str(made["key"])


def hold_and_notify(people: People, recall: str) -> None:
    people.decide(recall, "evaluate", hazard_evaluation="x", recall_class="I")
    plan = {
        "strategy": "x",
        "advice": "x",
        "depth": "user",
        "effectiveness_level": "E",
        "action": "removal",
        "due": "2027-01-31",
    }
    people.decide(recall, "plan", **plan)
    people.qui.does("Hold", "place", ("DECIDED_ON", RESIN), ("BELONGS_TO", recall), reason="recall")
    people.decide(recall, "notify")
    asked(people.reg.api, TELL, key=recall, p=HORSE)


def test_approvals_out_of_order_are_refused(people: People) -> None:
    """Regulatory affairs approves what quality has reviewed, and nobody signs twice."""
    first = asked(people.reg.api, OPEN, starts=[RESIN], p=HORSE)["openRecall"]["decision"]
    assert [one["role"] for one in first["waiting"]] == ["quality_manager", "regulatory_affairs"]
    assert "next signature" in error_of(people.reg.api, SIGN, key=first["proposal"], p=HORSE)["message"]
    asked(people.qui.api, SIGN, key=first["proposal"], p=HORSE)
    assert error_of(people.qui.api, SIGN, key=first["proposal"], p=HORSE)["code"] == "REFUSED"
    people.reg.signs(first["proposal"])
