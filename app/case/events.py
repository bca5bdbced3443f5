"""What happened to a recall and to the adverse events behind it that starts or ends the clocks of reports.

Promises: every time is one of the evidence. A recall is extended when somebody is told of a lot that its
certified scope did not hold; that scope is asked again at the ledger size that it was opened from, so nothing
that came later counts as known then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime

from app.case.deliveries import lots_of, scope_of
from app.case.reading import Read, belonging_to, read_case
from app.questions.reading import Reader
from graph_model.facts import NodeFact
from graph_model.keys import prefix_of
from graph_store.excerpts import commits_of_keys
from graph_store.statements import statements
from graph_store.store import Store
from quality.deadlines import CaseEvent, Trait
from quality.recall import Case, Consignee, notice_key

Card = Mapping[str, object]
_SEVERITY = {
    "death": "death",
    "serious_injury": "serious_incident",
    "public_health_threat": "serious_public_health_threat",
}


@dataclass(frozen=True, slots=True)
class Happened:
    """The complaints and adverse events behind a recall, and everything that starts or ends a clock."""

    harm: Mapping[str, Card]
    events: tuple[CaseEvent, ...]


def happened(store: Store, reader: Reader, read: Read) -> Happened:
    """Of a recall and of what led to it."""
    key, harm = read.case.key, events_behind(reader, read.case.key)
    events = (
        *recall_events(key, read.case.properties),
        *extensions(store, reader, read),
        *awareness_events(harm),
        *report_events(reader, (key, *sorted(harm))),
    )
    return Happened(harm, events)


def events_behind(reader: Reader, key: str) -> dict[str, Card]:
    """Complaints and adverse events that led to the recall, and those that these led to."""
    found: dict[str, Card] = {}
    todo = [key]
    while todo:
        back = reader.context(todo, ("LED_TO",), False)
        on = reader.context([one for one in todo if one in found], ("LED_TO",), True)
        keys = {e.source for e in back if not e.void} | {e.target for e in on if not e.void}
        todo = sorted(one for one in keys - found.keys() if one != key)
        found |= {one: card.properties for one, card in reader.cards(todo).items()}
    return found


def recall_events(key: str, said: Card) -> Iterator[CaseEvent]:
    """What happened to a recall that starts or ends clocks."""
    for kind, name in (
        ("decision", "decided"),
        ("initiation", "initiated"),
        ("completion", "completed"),
    ):
        if at := moment(said.get(name)):
            yield CaseEvent(kind, at, key, _risk(said))


def awareness_events(events: Mapping[str, Card]) -> Iterator[CaseEvent]:
    """When the maker became aware of adverse events; their keys and properties."""
    for key, card in sorted(events.items()):
        if at := moment(card.get("aware")):
            yield CaseEvent("awareness", at, key, frozenset(_harm_traits(card)))


def report_events(reader: Reader, about: Iterable[str]) -> Iterator[CaseEvent]:
    """What was reported to authorities about recalls and adverse events."""
    for subject in about:
        for _, one in sorted(belonging_to(reader, subject).items()):
            if (at := moment(one.get("submitted"))) and "report" in one:
                yield CaseEvent(str(one["report"]), at, subject)


def extensions(store: Store, reader: Reader, read: Read) -> Iterator[CaseEvent]:
    """One for each day on which consignees were told of more lots than the recall was opened for.

    Every telling of who got such a lot, or is reached no more, is looked at as it was then: a later telling,
    or more that somebody got since, undoes none.
    """
    case = read.case
    if not case.notices:
        return
    with store.reader(known_at=int(str(case.properties["scope_size"]))) as then:
        before = scope_of(then, str(case.properties["starts"]).split())
    in_vain = {str(one["consignee"]) for one in case.notices.values()} - case.consignees.keys()
    first: dict[str, str] = {}
    for size in _tellings(store, reader, read, _beyond(reader, case, before) | in_vain):
        with store.reader(known_at=size) as then:
            at = read_case(then, case.key)
            for key in _beyond(then, at.case, before):
                if when := _told(at, at.case.consignees[key]):
                    first[when[:10]] = min(when, first.get(when[:10], when))
    for when in sorted(first.values()):
        yield CaseEvent("extension", _at(when), case.key, _risk(case.properties))


def _beyond(reader: Reader, case: Case, before: Set[str]) -> set[str]:
    """Consignees who got a lot that is none of these, or a device of such a lot."""
    items = set().union(*(who.got for who in case.consignees.values())) - before
    more = {item for item, lot in lots_of(reader, items).items() if lot not in before}
    return {key for key, who in case.consignees.items() if who.got & more}


def _tellings(store: Store, reader: Reader, read: Read, consignees: Set[str]) -> list[int]:
    """The ledger sizes at which some of these consignees were told, in order."""
    belonging = belonging_to(reader, read.case.key) if consignees else {}
    notices = [
        key
        for key, card in belonging.items()
        if prefix_of(key) == "notice" and read.kept(str(card["consignee"])) in consignees
    ]
    commits = commits_of_keys(store.connection, notices) if notices else {}
    seqs_of = {key: [seq for seq in seqs if seq <= read.known_at] for key, seqs in commits.items()}
    stated = statements(store.connection, seqs_of) if seqs_of else {}
    return sorted(
        {
            one.header.seq
            for some in stated.values()
            for one in some
            if isinstance(one.fact, NodeFact) and "told_of" in one.fact.properties
        }
    )


def _told(read: Read, who: Consignee) -> str:
    """When it was told of all that it got; empty where it was not, or not of all."""
    notice = read.case.notices.get(notice_key(read.case, who.key), {})
    return str(notice.get("notified", "")) if notice.get("told_of") == who.told_of else ""


def _risk(said: Card) -> frozenset[Trait]:
    """What a class says of the risk; nothing before there is one."""
    if "recall_class" not in said:
        return frozenset()
    is_risky = "yes" if said["recall_class"] in ("I", "II") else "no"
    return frozenset([("risk_to_health", is_risky), ("recall_class", str(said["recall_class"]))])


def _harm_traits(card: Card) -> Iterator[tuple[str, str]]:
    outcome = str(card.get("outcome", ""))
    if outcome in _SEVERITY:
        yield "severity", _SEVERITY[outcome]
    if outcome in ("death", "serious_injury", "malfunction"):
        yield "fda_outcome", outcome


def moment(value: object) -> date | datetime | None:
    """A day or an instant of a record; None where it is not stated."""
    return _at(str(value)) if value else None


def _at(text: str) -> date | datetime:
    return date.fromisoformat(text) if len(text) == len("2025-01-31") else datetime.fromisoformat(text)
