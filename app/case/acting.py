"""What is done with a recall case beside its stages: open it, tell consignees, take answers, report.

Promises: each act is decided on the case as read at one ledger size, and refused where a record that it
changes changed since. What does not fit one commit goes in several decisions, none of a part of a consignee.
Refuses what `quality.recall` refuses, with its reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from app.approvals import Outcome, decide
from app.case.filing import ROLES
from app.case.reading import Read, belonging_to, read_case
from app.corrections import Decider, last_decided
from app.errors import Refused
from app.questions.ask import recall as recall_of
from app.questions.certificate import certify
from app.questions.starts import resolve_starts
from app.questions.view import NOW, through
from app.regulation import rule_book
from app.stated import field_of, there_are, value_of
from app.working import Done, Wish, work
from graph_model.facts import DECIDED_PRECEDENCE, AnyFact, NodeFact
from graph_model.instants import after
from graph_model.keys import OWN_NAMESPACE, make, prefix_of
from graph_model.nodes import BY_LABEL
from graph_store.store import Store
from quality import recall
from quality.recall import Case, Said, Submission, Telling
from quality.words import Words, listed, said
from quality.workflow import Facts, Refusal

Act = Callable[[Case, str], Facts | Refusal]
"""One act of `quality.recall` on a case, at a time."""
_RECALLED = frozenset(["lot", "device"])
AT_ONCE = 800
"""Consignees of one decision: each is a record and two relationships, and a commit holds 5,000 facts."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A recall to be opened. `came_of` are complaints, adverse events or nonconformities that led to it."""

    name: str
    reason: str
    starts: Sequence[str]
    came_of: Sequence[str] = ()


def no_letters(read: Read, consignees: Sequence[str], at: str) -> Mapping[str, str]:
    """None: they are told in another way."""
    return {}


@dataclass(frozen=True, slots=True)
class Manner:
    """How consignees are told; `letters` gives the hashes of what these get, at a time."""

    method: str
    language: str
    letters: Callable[[Read, Sequence[str], str], Mapping[str, str]] = no_letters


@dataclass(frozen=True, slots=True)
class Told:
    """What became of it: the decisions, how many consignees they are about, and who could not be told."""

    outcomes: tuple[Outcome, ...]
    consignees: int
    against: tuple[str, ...]


def open_recall(store: Store, opening: Opening, by: Decider) -> Done:
    """Open a recall from the whole answer of its starts, certified as it stands now."""
    with store.reader() as reader:
        starts = resolve_starts(through(reader, NOW), opening.starts)
        named = list(starts)
        if others := [key for key in named if prefix_of(key) not in _RECALLED]:
            raise Refused(
                said("{keys} is no lot and no device", "{keys} 不是批次也不是器械", keys=", ".join(others)),
                Words(
                    "Name the lots or devices: lotgraph recall KEY tells what came of it.",
                    "请指明批次或器械：lotgraph recall KEY 说明其去向。",
                ),
            )
        answer = recall_of(reader, named)
        certificate = certify(reader, answer)
        size = reader.known_at
    fields = {
        "name": opening.name,
        "reason": opening.reason,
        "starts": " ".join(named),
        "certificate": certificate.sha256,
        "scope_size": str(size),
    }
    ties = [("RECALLS", key) for key in named] + [("LED_TO", key) for key in opening.came_of]
    return work(store, Wish("Recall", "open", fields, tuple(ties), prepared=True), by)


def tell(store: Store, key: str, consignees: Sequence[str] | None, how: Manner, by: Decider) -> Told:
    """Record that consignees are told; None are all that nobody told yet."""
    read = _read(store, key)
    wanted = recall.untold(read.case) if consignees is None else consignees
    who, against = _acted(recall.tellable(read.case, wanted, how.method))
    at = store.time()
    telling = Telling(how.method, how.language, at, how.letters(read, who, at))
    found = recall.tell(read.case, who, telling)
    parts = [found[begin : begin + AT_ONCE] for begin in range(0, len(found), AT_ONCE)]
    outcomes = tuple(_record(store, [fact for facts in part for fact in facts], read, by) for part in parts)
    return Told(outcomes, len(found), against)


def act_on(store: Store, key: str, by: Decider, act: Act) -> Outcome:
    """Record one act on a case; `act` is one of `quality.recall` and gets the time of the decision."""
    read = _read(store, key)
    at = store.time()
    return _record(store, list(_acted(act(read.case, at))), read, by)


def respond(
    store: Store, key: str, said: Sequence[Said], by: Decider
) -> tuple[tuple[Outcome, ...], dict[int, str]]:
    """Record all that can be taken, some hundreds in a decision; the reasons against the others by place."""
    read, at = _read(store, key), store.time()
    taken: list[Facts] = []
    against: dict[int, str] = {}
    seen = set[tuple[str, str]]()
    for place, told in enumerate(said):
        one = replace(told, consignee=read.kept(told.consignee), about=read.kept(told.about))
        result = recall.respond(read.case, one, at)
        if (one.consignee, one.about) in seen:
            against[place] = f"{one.consignee} tells of {one.about} twice here; which holds?"
        elif isinstance(result, Refusal):
            against[place] = "; ".join(result.reasons)
        else:
            taken.append(result)
        seen.add((one.consignee, one.about))
    return tuple(_record(store, part, read, by) for part in _parts(taken)), against


def _parts(taken: Sequence[Facts]) -> Iterator[list[AnyFact]]:
    """Some hundreds at once, each fact once: a notice is answered by each response of its consignee."""
    known = set[str]()
    for begin in range(0, len(taken), AT_ONCE):
        part = {fact.key: fact for facts in taken[begin : begin + AT_ONCE] for fact in facts}
        yield [fact for key, fact in part.items() if key not in known]
        known |= part.keys()


def submit(store: Store, about: str, sent: Submission, by: Decider) -> Outcome:
    """Record that an authority got a report about a recall or an adverse event."""
    if sent.report not in rule_book().kinds:
        known = ", ".join(sorted(rule_book().kinds))
        raise Refused(
            said(
                "{report} is no report that a rule asks for", "没有规则要求报告 {report}", report=sent.report
            ),
            there_are(known),
        )
    with store.reader() as reader:
        if prefix_of(about) not in ("recall", "adverse_event") or about not in reader.cards([about]):
            raise Refused(
                said("{key} is no recall and no adverse event", "{key} 不是召回也不是不良事件", key=about),
                Words("Look it up: lotgraph search TEXT.", "请查找：lotgraph search TEXT。"),
            )
        before = [key for key in belonging_to(reader, about) if prefix_of(key) == "regulatory_report"]
        size = reader.known_at
    facts = recall.submit(about, len(before) + 1, sent, store.time())
    return decide(store, facts, signer=by.signer, actor=by.actor, reason=by.reason, seen=size)


def set_organisation(store: Store, role: str, values: Mapping[str, str], by: Decider) -> Outcome:
    """Say who answers to the authorities in a role; what is not named stays as it is."""
    if role not in ROLES:
        raise Refused(
            said("{role} is no role of an organisation", "{role} 不是机构的角色", role=role),
            there_are(", ".join(ROLES)),
        )
    declared = BY_LABEL["Organisation"]
    key = make(declared.prefix, OWN_NAMESPACE, role)
    fact = NodeFact(
        key=key,
        properties={name: value_of(field_of(declared, name), text) for name, text in values.items()},
        precedence=DECIDED_PRECEDENCE,
        changed=after(last_decided(store, key), store.time()),
        origin="decided",
    )
    return decide(store, [fact], signer=by.signer, actor=by.actor, reason=by.reason)


def _read(store: Store, key: str) -> Read:
    with store.reader() as reader:
        return read_case(reader, key)


T = TypeVar("T")


def _acted(result: T | Refusal) -> T:
    if isinstance(result, Refusal):
        raise Refused(
            listed(result.words),
            Words("See how it stands: lotgraph case show KEY.", "查看其状态：lotgraph case show KEY。"),
        )
    return result


def _record(store: Store, facts: Sequence[AnyFact], read: Read, by: Decider) -> Outcome:
    return decide(store, facts, signer=by.signer, actor=by.actor, reason=by.reason, seen=read.known_at)
