"""What else touches a record, beside what was stated of the record itself.

Promises: inspections, measurements, releases, holds, nonconformities, complaints, service, recalls,
qualifications, calibrations and training that belong to it, withdrawn ones too and said to be so, each with
who signed it; what it was merged with; rejected rows that name it and that nobody closed; proposals about it
that wait. A record comes with the commit that tied it to this one, as of the reader's size; proposals wait
now or not at all. Nothing for the key of a relationship.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from app.approvals import told
from app.questions.gaps import shorter
from app.questions.records import INCOMING
from app.questions.signatures import read_signatures
from graph_model.declare import Kind
from graph_model.facts import NodeFact, RelationshipFact, Retraction
from graph_model.keys import prefix_of
from graph_model.nodes import BY_LABEL, BY_PREFIX
from graph_store.entries import Cause
from graph_store.history import Signed
from graph_store.proposals import Proposal, proposals
from graph_store.reader import Card, Edge, Reader
from graph_store.store import Store

_BACK = (*INCOMING, "QUALIFIES", "CALIBRATES", "TRAINED_FOR", "SIGNED", "ALIAS_OF")
_ONWARD = ("INSPECTED_BY", "ALIAS_OF")


@dataclass(frozen=True, slots=True)
class Touch:
    """Another record, and how it touches this one; no `cause` of rejected rows and of what only waits."""

    how: str
    key: str
    says: str
    cause: Cause | None = None
    signatures: tuple[Signed, ...] = ()

    def to_json(self) -> dict[str, object]:
        """As `lotgraph history --format json` prints it."""
        cause = None if self.cause is None else self.cause.to_json()
        return {**asdict(self), "cause": cause, "signatures": [one.to_json() for one in self.signatures]}


def touching(store: Store, reader: Reader, key: str) -> list[Touch]:
    """All of it, in the order of the ledger; what has no commit of its own comes last."""
    if prefix_of(key) not in BY_PREFIX:
        return []
    found = [*_records(reader, key), *_rejects(reader, key), *_waiting(store, key)]
    return sorted(found, key=lambda t: (t.cause is None, t.cause.seq if t.cause else 0, t.key))


def _records(reader: Reader, key: str) -> Iterator[Touch]:
    edges = [*reader.context([key], _BACK, False), *reader.context([key], _ONWARD, True)]
    others = {edge.key: edge.source if edge.target == key else edge.target for edge in edges}
    cards = reader.cards(sorted(set(others.values()))) if edges else {}
    signatures = read_signatures(reader, others.values()) if edges else {}
    causes = reader.causes(sorted({edge.commit for edge in edges})) if edges else {}
    for edge in edges:
        other = others[edge.key]
        says = _says(edge, cards.get(other))
        yield Touch(edge.type, other, says, causes[edge.commit], signatures.get(other, ()))


def _says(edge: Edge, card: Card | None) -> str:
    """The codes of a record, such as a decision or an outcome."""
    declared = BY_LABEL[card.label].properties if card else ()
    names = [p.name for p in declared if p.kind is Kind.CODE and card and p.name in card.properties]
    said = [f"{name}: {card.properties[name]}" for name in names] if card else []
    return "; ".join([*said, *(["withdrawn"] if edge.void else [])])


def _rejects(reader: Reader, key: str) -> Iterator[Touch]:
    """A row may name a record by fewer parts than its key has, or by more."""
    near = {key, *shorter(key)}
    found = [r for r in reader.open_rejects() if any(t in near or key in shorter(t) for t in r.touches)]
    for reject in found:
        says = f"{reject.file} line {reject.line} was not accepted ({reject.rule}): {reject.message}"
        yield Touch("REJECTED", reject.key, says)


def _waiting(store: Store, key: str) -> Iterator[Touch]:
    for proposal in proposals(store):
        if any(key in _names(fact) for fact in proposal.content.facts):
            yield Touch("PROPOSED", proposal.key, _asks(proposal))


def _asks(proposal: Proposal) -> str:
    return f"{proposal.content.reason}; to sign: {told(proposal.waiting)}"


def _names(fact: object) -> tuple[str, ...]:
    match fact:
        case NodeFact() | Retraction():
            return (fact.key,)
        case RelationshipFact():
            return fact.key, fact.source, fact.target
    return ()
