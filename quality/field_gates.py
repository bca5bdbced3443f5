"""Gates of what comes back and what is done about it: complaints, adverse events, actions, recalls.

Promises: as `quality.gates`. Death, injury or a threat to public health is never passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quality.gates import NOTHING_OPEN
from quality.near import NotRead, path
from quality.words import Words, said
from quality.workflow import Subject

REPORTABLE: Final = ("the outcome is {outcome}; that is reportable", "后果为 {outcome}；须上报")


def reported_where_it_must_be(it: Subject) -> Iterator[Words]:
    """A complaint that is reportable led to an adverse event; death or injury is never passed over."""
    outcome, reportable = it.text("outcome"), it.text("reportable")
    if reportable == "no" and outcome in ("death", "serious_injury"):
        yield said(*REPORTABLE, outcome=outcome.replace("_", " "))
    led_to = it.around(path(">LED_TO"))
    if reportable == "yes" and not any(key.startswith("adverse_event:") for key in led_to):
        yield said(
            "{key} is reportable; open an adverse event that it led to first",
            "{key} 须上报；请先开立由其引起的不良事件",
            key=it.key,
        )


def severe_is_reportable(it: Subject) -> Iterator[Words]:
    """Death, serious injury or a threat to public health is reported."""
    if it.text("reportable") == "no" and it.text("outcome") not in ("", "none", "malfunction"):
        yield said(*REPORTABLE, outcome=it.text("outcome").replace("_", " "))


def authority_was_told(it: Subject) -> Iterator[Words]:
    """A report about it was submitted."""
    papers = it.around(path("<BELONGS_TO"))
    reports = [paper for paper in papers if paper.startswith("regulatory_report:")]
    if not any(it.near.text(paper, "submitted") for paper in reports):
        yield said("no report about {key} was submitted", "尚未提交关于 {key} 的报告", key=it.key)


def may_close_unreported(it: Subject) -> Iterator[Words]:
    """An adverse event that is reportable is closed once it is reported."""
    if it.text("reportable") == "yes":
        yield from authority_was_told(it)


def actions_are_closed(it: Subject) -> Iterator[Words]:
    """What a nonconformity led to is closed."""
    for paper in it.around(path(">LED_TO")):
        if it.near.text(paper, "stage") not in NOTHING_OPEN and paper.startswith("capa:"):
            yield said("{paper} is not closed", "{paper} 尚未关闭", paper=paper)


def it_helped(it: Subject) -> Iterator[Words]:
    """A corrective action is closed once it is known to have helped."""
    if it.text("effective") != "yes":
        yield said(
            "{key} has not been found effective; plan it anew", "{key} 未被认定有效；请重新计划", key=it.key
        )


def recall_holds(it: Subject) -> Iterator[Words]:
    """What is recalled is held for this recall before anybody is told."""
    own = {paper for paper in it.around(path("<BELONGS_TO")) if paper.startswith("hold:")}
    for key in it.around(path(">RECALLS")):
        if not own & set(it.near.holds_of(key)):
            yield said(
                "{key} is not held for {recall}; place a hold on it that belongs to the recall first",
                "{key} 未因 {recall} 被冻结；请先设立属于该召回的冻结",
                key=key,
                recall=it.key,
            )


def case_is_done(it: Subject) -> Iterator[Words]:
    """Nothing of the case is open: `quality.recall.against_completing`."""
    if it.near.case is None:
        raise NotRead(f"case of {it.key}")
    yield from it.near.case
