"""A recall case: who must be told, who was, what they said; what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph_model.facts import NodeFact, RelationshipFact
from graph_model.merge import NodeState, merge
from graph_model.validate import check
from quality import recall
from quality.recall import Account, Case, Consignee, Delivery, Said, Submission, Telling
from quality.words import Words
from quality.workflow import Facts, Refusal

LOT, OTHER = "lot:t/FG/1", "lot:t/FG/2"
ADA, BEA, CAI = "customer:t/ada", "customer:t/bea", "customer:t/cai"
AT, ONE = "2026-11-26T08:00:00.000000Z", 10**9
LATER = "2026-11-26T08:00:01.000000Z"
HOW = Telling("letter", "en", AT, {ADA: "ab" * 32})


def got(about: str = LOT, quantity: int | None = 5 * ONE, unit: str = "u") -> Delivery:
    return Delivery(about, "shipment:t/S1", "2026-03-01", quantity, unit)


def case(stage: str = "notifying") -> Case:
    """Two with an address and one without."""
    customers = (
        Consignee(ADA, "Ada", "1 Road", deliveries=(got(),)),
        Consignee(BEA, "Bea", "2 Road", deliveries=(got(), got(OTHER, None))),
        Consignee(CAI, "Cai", "", deliveries=(got(),)),
    )
    return Case(
        key="recall:lotgraph/R1",
        stage=stage,
        properties={},
        consignees={one.key: one for one in customers},
        notices={},
        responses={},
        attempts={},
        checks={},
        reports={},
    )


_PLACES = {
    "notice": "notices",
    "response": "responses",
    "outreach": "attempts",
    "effectiveness_check": "checks",
}


def after(before: Case, *done: Facts | Refusal) -> Case:
    """The case once these facts are recorded; each is one that the model takes."""
    now = before
    for facts in done:
        assert not isinstance(facts, Refusal), facts
        for fact in facts:
            check(fact)
            if isinstance(fact, RelationshipFact):
                continue
            assert isinstance(fact, NodeFact)
            place = _PLACES[fact.key.partition(":")[0]]
            records = dict(getattr(now, place))
            state = NodeState()
            if fact.key in records:
                state = NodeState(dict(records[fact.key]), rank="000  0")
            merge(state, fact)
            records[fact.key] = state.properties
            now = replace(now, **{place: records})  # type: ignore[arg-type]  # of the four kinds of record
    return now


def told(before: Case, *consignees: str) -> Case:
    return after(before, *recall.tell(before, consignees, HOW))


def standings(now: Case) -> dict[str, str]:
    return {line.consignee.key: line.standing for line in recall.lines(now)}


def said(consignee: str = ADA, about: str = LOT, unit: str = "u", **amounts: int) -> Said:
    return Said(consignee, about, "2026-11-27", unit, dict.fromkeys(recall.AMOUNTS, 0) | amounts)


def test_who_can_be_told_is_and_the_others_are_named_and_stay_to_be_told() -> None:
    done = recall.tellable(case(), [ADA, CAI, "customer:t/nobody", ADA], "letter")
    assert done == ((ADA,), (f"{CAI} has no address", "customer:t/nobody got nothing that is recalled"))
    now = told(case(), ADA)
    assert standings(now) == {ADA: "told", BEA: "to_tell", CAI: "to_tell"}
    assert recall.untold(now) == (BEA, CAI)
    notice = now.notices[recall.notice_key(now, ADA)]
    assert notice == {
        "consignee": ADA,
        "address": "1 Road",
        "method": "letter",
        "language": "en",
        "notified": AT,
        "sha256": "ab" * 32,
        "told_of": now.consignees[ADA].told_of,
        "stage": "notified",
    }
    assert recall.tellable(now, [ADA], "letter") == ((), (f"{ADA} was told before",))
    assert recall.tellable(now, [CAI], "telephone") == ((), (f"{CAI} has no telephone",))
    assert recall.tellable(now, [CAI], "email") == ((CAI,), ())
    assert standings(after(now, *recall.tell(now, [CAI], replace(HOW, method="email"))))[CAI] == "told"


@pytest.mark.parametrize("stage", ["open", "evaluated", "planned", "closed", "dropped"])
def test_nobody_is_told_and_nothing_is_taken_before_or_after_the_recall(stage: str) -> None:
    assert isinstance(recall.tellable(case(stage), [ADA], "letter"), Refusal)
    now = replace(told(case(), ADA), stage=stage)
    assert isinstance(recall.respond(now, said(), AT), Refusal)


def test_an_answer_ends_the_waiting_and_the_last_word_holds() -> None:
    now = told(case(), ADA, BEA)
    now = after(now, recall.respond(now, said(on_hand=3 * ONE, sent_back=3 * ONE), AT))
    assert standings(now) == {ADA: "answered", BEA: "told", CAI: "to_tell"}
    now = after(
        now,
        recall.respond(now, said(on_hand=3 * ONE, sent_back=2 * ONE, destroyed=ONE), LATER),
    )
    assert recall.accounts(now) == (
        Account(LOT, "u", 15 * ONE, 3 * ONE, 2 * ONE, 0, ONE),
        Account(OTHER, "u", None, 0, 0, 0, 0),
    )
    assert [one.open for one in recall.accounts(now)] == [12 * ONE, None]


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (said(CAI), f"{CAI} was not told of recall:lotgraph/R1"),
        (said(about=OTHER, sent_back=1), f"{ADA} got nothing of {OTHER}"),
        (said(unit="kg"), f"{LOT} was shipped in u, not kg"),
        (said(sent_back=-1), "an amount is not below nothing"),
        (said(sent_back=3 * ONE, destroyed=3 * ONE), f"{ADA} tells of more of {LOT} than they got"),
        (said(on_hand=400 * ONE), f"{ADA} tells of more of {LOT} than they got"),
    ],
    ids=["untold", "other lot", "other unit", "negative", "too much", "too much on hand"],
)
def test_a_response_that_can_t_be_is_refused(one: Said, why: str) -> None:
    refused = recall.respond(told(case(), ADA), one, AT)
    assert isinstance(refused, Refusal)
    assert refused.reasons == (why,)


def test_nobody_is_given_up_before_another_try() -> None:
    now = told(case(), ADA)
    assert isinstance(recall.give_up(now, ADA, AT), Refusal)
    assert isinstance(recall.attempt(now, BEA, "email", "reached", AT), Refusal)
    now = after(now, recall.attempt(now, ADA, "telephone", "not_reached", AT))
    now = after(now, recall.attempt(now, ADA, "telephone", "not_reached", AT))
    assert len(now.attempts) == 2
    now = after(now, recall.give_up(now, ADA, LATER))
    assert standings(now)[ADA] == "given_up"
    assert isinstance(recall.give_up(now, ADA, AT), Refusal)


def test_late_data_add_consignees_and_leave_others_told_in_vain() -> None:
    now = told(case(), ADA, BEA)
    new = Consignee("customer:t/dan", "Dan", "4 Road", deliveries=(got(),))
    late = replace(now, consignees={BEA: now.consignees[BEA], new.key: new})
    assert standings(late) == {ADA: "in_vain", BEA: "told", new.key: "to_tell"}
    # Who was told in vain may say that they have none, and nothing else.
    assert not isinstance(recall.respond(late, said(), AT), Refusal)
    assert isinstance(recall.respond(late, said(sent_back=1), AT), Refusal)


def test_who_gets_another_lot_later_is_told_again_and_has_not_answered() -> None:
    """A recall never looks complete because of what somebody said of something else."""
    now = after(told(case(), ADA), recall.respond(told(case(), ADA), said(sent_back=ONE), AT))
    assert standings(now)[ADA] == "answered"
    more = replace(now.consignees[ADA], deliveries=(got(), got(OTHER)))
    late = replace(now, consignees={**now.consignees, ADA: more})
    assert standings(late)[ADA] == "to_tell"
    assert recall.tellable(late, [ADA], "letter") == ((ADA,), ())
    again = after(late, *recall.tell(late, [ADA], replace(HOW, at=LATER)))
    assert standings(again)[ADA] == "told"
    both = after(again, recall.respond(again, said(about=OTHER, destroyed=ONE), LATER))
    assert standings(both)[ADA] == "answered"


def open_in(now: recall.Case) -> list[str]:
    """What is against completing it, in English."""
    return [one.en for one in recall.against_completing(now)]


def test_a_recall_is_not_done_while_anything_is_open() -> None:
    now = replace(
        case(),
        properties={"effectiveness_level": "A"},
        gaps=(Words("Nothing says to whom S77 went.", "没有说明 S77 发给了谁。"),),
    )
    now = replace(now, consignees={ADA: now.consignees[ADA]})
    assert open_in(now) == [
        f"1 of 1 consignees are to be told, such as {ADA}",
        "the answer lacks something (accepted_gaps says why it may): Nothing says to whom S77 went.",
        "0 of 1 consignees that must be checked were found to have acted",
    ]
    now = told(now, ADA)
    assert open_in(now)[0].startswith("1 of 1 consignees have not answered")
    now = after(
        now, recall.respond(now, said(on_hand=ONE), LATER), recall.check(now, ADA, "visit", "effective", AT)
    )
    assert len(open_in(now)) == 1
    now = replace(now, properties={**now.properties, "accepted_gaps": "the shipment never left"})
    assert open_in(now) == []
    # The last check counts, whatever an earlier one found.
    now = after(now, recall.check(now, ADA, "visit", "ineffective", LATER))
    assert open_in(now) == ["0 of 1 consignees that must be checked were found to have acted"]


@pytest.mark.parametrize(
    ("level", "consignees", "needed"),
    [
        ("A", 7, 7),
        ("B", 7, 1),
        ("B", 20, 3),
        ("B", 1, 1),
        ("C", 20, 2),
        ("C", 21, 3),
        ("D", 50, 1),
        ("D", 51, 2),
        ("E", 9, 0),
    ],
)
def test_the_level_says_how_many_are_checked(level: str, consignees: int, needed: int) -> None:
    assert recall.checks_needed(level, consignees) == needed


def test_a_check_tells_the_last_result() -> None:
    now = told(case(), ADA)
    assert isinstance(recall.check(now, BEA, "visit", "effective", AT), Refusal)
    now = after(now, recall.check(now, ADA, "visit", "not_reached", AT))
    now = after(now, recall.check(now, ADA, "visit", "effective", LATER))
    assert {line.consignee.key: line.check for line in recall.lines(now)}[ADA] == "effective"


def test_a_report_to_an_authority_belongs_to_what_it_is_about() -> None:
    sent = Submission("FDA", "806.10", "2026-11-27", "cd" * 32, due="2026-12-10")
    node, tie = recall.submit("recall:lotgraph/R1", 1, sent, AT)
    for fact in (node, tie):
        check(fact)
    assert isinstance(tie, RelationshipFact)
    assert (tie.type, tie.target) == ("BELONGS_TO", "recall:lotgraph/R1")
