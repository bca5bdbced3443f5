"""Alarms: what the rules find of new commits opens nonconformities, and what no longer holds is dismissed.

Promises: every commit is looked at once, at the ledger as it stands when it is looked at; equal findings open
one nonconformity, however often they are found. What a rule opened, nobody took up and it finds no more is
dismissed by it, since late records often say what was missing, and only at the very size that was looked at;
what a person decided stands. A kill in between loses nothing: what was not remembered as looked at is looked
at again.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice

from app.detecting import Past, look, materials_released
from app.scopes import facts_of
from graph_model.facts import (
    RAISED_PRECEDENCE,
    AnyFact,
    NodeFact,
    Properties,
    RelationshipFact,
    Retraction,
)
from graph_model.keys import OWN_NAMESPACE, make, prefix_of, relationship_key_by_content
from graph_model.nodes import BY_PREFIX
from graph_model.relationships import BY_TYPE
from graph_store import alarm_head
from graph_store.ends import ends_of
from graph_store.errors import LedgerGrew
from graph_store.reader import Reader
from graph_store.staged import staged
from graph_store.store import Store
from quality.detection import BY_NAME, Finding, papers_in

ACTOR = "alarms"
log = logging.getLogger(__name__)
FACTS_AT_ONCE = 5_000
OPENED_AT_ONCE = 1_000
MOST_BEHIND = 200
"""Commits that a server lets the rules look at beside its questions."""
GONE = "The rule finds it no more"
Progress = Callable[[str, int, int | None], None]
"""What is counted, how much, of how much."""


def _unseen(what: str, count: int, total: int | None) -> None:
    """Nobody looks on."""


@dataclass(frozen=True, slots=True)
class Raised:
    """What came of a look: the commits looked at, and how many nonconformities were opened and dismissed."""

    first: int
    last: int
    opened: int
    dismissed: int


def raise_alarms(store: Store, on_progress: Progress = _unseen) -> Raised:
    """Ask the rules about every commit that nobody asked about yet, also about those that record alarms."""
    first, last = alarm_head.seen(store) + 1, store.head().size
    opened = dismissed = 0
    since = first - 1
    for upto, facts in _parts(facts_of(store, first, last)):
        more, fewer = _look(store, facts, since, upto)
        opened, dismissed, since = opened + more, dismissed + fewer, upto
        alarm_head.keep(store, upto)
        on_progress("commits", upto - first + 1, last - first + 1)
    if opened or dismissed:
        own = raise_alarms(store, on_progress)
        return Raised(first, own.last, opened + own.opened, dismissed + own.dismissed)
    return Raised(first, last, opened, dismissed)


def keep_up(store: Store, on_progress: Progress) -> None:
    """The same beside a server's questions; what is far ahead is told, and left to the command."""
    n = behind(store)
    if n > MOST_BEHIND:
        log.warning("%d commits wait for the rules. Next step: lotgraph alarms run", n)
        return
    raise_alarms(store, on_progress)


def behind(store: Store) -> int:
    """How many commits the rules have not looked at."""
    return max(0, store.head().size - alarm_head.seen(store))


def _parts(commits: Iterator[tuple[int, list[AnyFact]]]) -> Iterator[tuple[int, list[AnyFact]]]:
    """Some commits together, as long as they are small: a rule reads as often for few records as for many."""
    facts: list[AnyFact] = []
    upto = 0
    for seq, some in commits:
        if facts and len(facts) + len(some) > FACTS_AT_ONCE:
            yield upto, facts
            facts = []
        facts, upto = [*facts, *some], seq
    if upto:
        yield upto, facts


def _look(store: Store, facts: list[AnyFact], since: int, upto: int) -> tuple[int, int]:
    past = _past(store, facts, since)
    with store.reader() as reader:
        waiting = _waiting(reader, staged(store, "Nonconformity"))
        again = [one for said in waiting.values() for one in _judged(said)]
        released = partial(materials_released, reader, reader.of_label("Release"))
        found = look(reader, facts, released, again, past)
        new = _new(reader, found.findings)
    still = {key_of(one) for one in found.findings}
    gone = [key for key in waiting if key not in still]
    at, reason = store.time(), f"rules up to commit {upto}"
    dismissed = _dismiss(
        store, [_dismissed(key, waiting[key], upto, at) for key in gone], reader.known_at, reason
    )
    for part in _chunks([_opened(one, at) for one in new]):
        store.commit([fact for some in part for fact in some], actor=ACTOR, reason=reason)
    return len(new), dismissed


def _dismiss(store: Store, stated: list[AnyFact], size: int, reason: str) -> int:
    """Dismiss at the size that was looked at; what came since may break the rules again.

    What is left is looked at again with that.
    """
    for n in range(0, len(stated), OPENED_AT_ONCE):
        part = stated[n : n + OPENED_AT_ONCE]
        try:
            size = store.commit(part, actor=ACTOR, reason=reason, at_size=size).size
        except LedgerGrew:
            return n
    return len(stated)


def _past(store: Store, facts: list[AnyFact], since: int) -> Past:
    """What stood at a ledger size of what these facts, which came after it, change."""
    relationships = {fact.key for fact in facts if isinstance(fact, RelationshipFact | Retraction)}
    papers = papers_in(facts)
    with store.reader(since) as before:
        there = before.cards(sorted(papers)) if papers else {}
    stated = frozenset(key for key, card in there.items() if card.stated)
    return Past(stated, ends_of(store, relationships))


def _chunks(all_: list[list[AnyFact]]) -> Iterator[list[list[AnyFact]]]:
    rest = iter(all_)
    while part := list(islice(rest, OPENED_AT_ONCE)):
        yield part


def key_of(finding: Finding) -> str:
    """Key of the nonconformity of a finding: one for each rule and record, and each other record at fault."""
    said = "\0".join((finding.rule, finding.key, *finding.evidence))
    return make("nonconformity", OWN_NAMESPACE, hashlib.sha256(said.encode()).hexdigest()[:16])


def _new(reader: Reader, findings: Iterable[Finding]) -> list[Finding]:
    """What was never raised, or was dismissed by the rules alone and is found again."""
    by_key = {key_of(one): one for one in findings}
    cards = reader.cards(by_key)
    return [one for key, one in by_key.items() if key not in cards or _is_gone(cards[key].properties)]


def _is_gone(card: Mapping[str, object]) -> bool:
    """Whether a rule dismissed it: a person says why."""
    return card.get("stage") == "dismissed" and not card.get("root_cause")


def _waiting(reader: Reader, raised: Iterable[str]) -> dict[str, Mapping[str, object]]:
    """What is stated of the nonconformities that a rule opened and nobody took up.

    A rule that is no more finds nothing, and what it opened waits for a person.
    """
    cards = {key: card.properties for key, card in reader.cards(raised).items()}
    return {
        k: said for k, said in cards.items() if said.get("stage") == "detected" and said["rule"] in BY_NAME
    }


def _judged(said: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The rule of a nonconformity, with each of its records that the rule may judge.

    All of them are looked at again: what ends one may be a record that it did not know, as a late paper.
    """
    rule = BY_NAME[str(said["rule"])]
    yield from ((rule.name, key) for key in str(said["evidence"]).split() if rule.judges(key))


def _opened(finding: Finding, at: str) -> list[AnyFact]:
    key = key_of(finding)
    stated: Properties = {
        "name": BY_NAME[finding.rule].description,
        "description": finding.message,
        "rule": finding.rule,
        "evidence": " ".join((finding.key, *finding.evidence, *finding.papers)),
        "raised": at,
        "stage": "detected",
    }
    facts: list[AnyFact] = [_raised(key, stated, at)]
    if BY_PREFIX[prefix_of(finding.key)].label in BY_TYPE["RAISED_ON"].targets:
        facts.append(
            RelationshipFact(
                type="RAISED_ON",
                key=relationship_key_by_content("RAISED_ON", OWN_NAMESPACE, key, finding.key),
                source=key,
                target=finding.key,
                precedence=RAISED_PRECEDENCE,
                changed=at,
                origin="decided",
            )
        )
    return facts


def _dismissed(key: str, said: Mapping[str, object], upto: int, at: str) -> AnyFact:
    told = f"{said['description']} {GONE}: ledger size {upto}."
    return _raised(key, {"stage": "dismissed", "description": told}, at)


def _raised(key: str, stated: Properties, at: str) -> NodeFact:
    return NodeFact(key=key, properties=stated, precedence=RAISED_PRECEDENCE, changed=at, origin="decided")
