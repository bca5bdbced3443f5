"""Which records belong to an answer's evidence, beside its rows and relationships.

Promises: readings, inspections, measurements and decisions of the rows and of their operations, whichever way
was asked; what else is stated to belong to a row (material, equipment, person, specification, supplier's
qualification), with calibrations and identifiers; each signature of any of these with its proposal and its
account; merged records; the loads and rejected rows that are gaps of the answer. All of it is bounded by the
answer. What a place or a material has to do with other items is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from app.questions.answer import Answer
from app.questions.materials import named_by_key
from app.questions.reading import Backed, Edge, Reads
from app.questions.records import read_records
from app.questions.trace import Walk
from app.questions.view import View, through
from app.questions.watching import Watching
from graph_model.approval import proposal_key
from graph_model.declare import Phase
from graph_model.keys import OWN_NAMESPACE, make, prefix_of, split
from graph_model.relationships import RELATIONSHIPS

_CONTEXT: Final = tuple(r.type for r in RELATIONSHIPS if r.phase is Phase.CONTEXT)
_INTO: Final = tuple(type_ for type_ in _CONTEXT if type_ != "ADDRESSED_TO")
"""A letter to a customer of the answer may be about anything."""
_ONWARD: Final = ("IDENTIFIED_BY", "LOCATED_IN", "MEASURED_AT")
_BACK: Final = ("SIGNED", "CALIBRATES")


def records_of(reader: Backed, answer: Answer, view: View) -> set[str]:
    """Keys of nodes and relationships; `reader` stands where that of the answer stood."""
    reads = through(reader, view)
    rows = {row.key for row in answer.rows}
    done = Walk(answer.start, answer.direction == "forward", set(rows))
    found = read_records(reads, done, reads.cards(sorted(rows)))
    carriers = sorted(rows | set(found.operations))
    near = [*reads.context(carriers, _CONTEXT, True), *reads.context(carriers, _INTO, False)]
    nodes = found.keys.union(_materials(reads, rows), *(_ends(edge) for edge in near)) - rows
    edges = [*near, *_beyond(reads, nodes)]
    nodes = nodes.union(*(_ends(edge) for edge in edges)) - rows
    nodes |= _approvals(reads, nodes)
    return {
        *nodes,
        *(edge.key for edge in edges),
        *_merged(reader, reads, rows | nodes),
        *_of_gaps(reads, answer),
    }


def _beyond(reads: Reads, nodes: Iterable[str]) -> list[Edge]:
    """What leads on from the records themselves; a reading is told of these places only."""
    records = sorted(nodes)
    if not records:
        return []
    return [*reads.context(records, _ONWARD, True), *reads.context(records, _BACK, False)]


def _materials(reads: Reads, rows: Iterable[str]) -> set[str]:
    """The materials that keys of items name: their units and identifiers count without INSTANCE_OF."""
    named = {named_by_key(key) for key in rows if prefix_of(key) in ("lot", "device")}
    return set(reads.cards(sorted(named))) if named else set()


def _ends(edge: Edge) -> tuple[str, str]:
    return edge.source, edge.target


def _approvals(reads: Reads, nodes: Iterable[str]) -> set[str]:
    """The proposals and accounts of the signatures among these."""
    signatures = sorted(key for key in nodes if prefix_of(key) == "signature")
    cards = reads.cards(signatures) if signatures else {}
    accounts = {str(card.properties["signer"]) for card in cards.values() if "signer" in card.properties}
    return accounts | {proposal_key(split(key).parts[0]) for key in signatures}


def _merged(reader: Backed, reads: Watching, nodes: Iterable[str]) -> set[str]:
    """The records that are told as one with these, and the decisions that say so."""
    if not reads.classes:
        return set()
    whole = set(reads.classes.whole(nodes))
    merges = [merge for merge in reader.merges() if {merge.duplicate, merge.kept} <= whole]
    return set(chain(whole, (merge.key for merge in merges)))


def _of_gaps(reads: Reads, answer: Answer) -> Iterator[str]:
    """Loads and rejected rows that the answer names as gaps."""
    if any(gap.kind == "load_unfinished" for gap in answer.gaps):
        yield from (make("load", OWN_NAMESPACE, begun.load) for begun in reads.unfinished_loads())
    met = {gap.key for gap in answer.gaps if gap.kind == "rejected_rows"}
    for reject in reads.open_rejects() if met else ():
        if not met.isdisjoint(reject.touches or [""]):
            yield reject.key
