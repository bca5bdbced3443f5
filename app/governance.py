"""Who answers for which data: the owners as they are declared, and whom to ask as it was recorded.

Promises: every declared owner is told with its data sets and fields, whether or not a contact was named;
naming one is a decision with a reason, and another decision replaces it. Refuses: an owner or a deputy that
no declaration names.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from app.approvals import Outcome
from app.corrections import Decider, record
from app.errors import Refused
from graph_model.dictionary import entries
from graph_model.facts import NodeFact, Properties
from graph_model.keys import make
from graph_model.nodes import NODES
from graph_model.relationships import RELATIONSHIPS
from graph_store.effects import SYSTEM_NAMESPACE
from graph_store.store import Store


@dataclass(frozen=True, slots=True)
class Owner:
    """One owner: its data sets (labels, types), its fields in those of others, and whom to ask."""

    name: str
    data_sets: tuple[str, ...]
    fields: tuple[str, ...]
    contact: str | None
    deputy: str | None

    def to_json(self) -> dict[str, object]:
        """As `lotgraph owners list --format json` prints it."""
        return {
            "owner": self.name,
            "data_sets": list(self.data_sets),
            "fields": list(self.fields),
            "contact": self.contact,
            "deputy": self.deputy,
        }


def owners(store: Store) -> list[Owner]:
    """Every declared owner, by name."""
    sets, fields = _data_sets(), _fields()
    names = sorted({*sets, *fields})
    cards = store.reader().cards(map(responsibility_key, names))
    out = []
    for name in names:
        card = cards.get(responsibility_key(name))
        said = {} if card is None else card.properties
        told = [None if said.get(n) is None else str(said[n]) for n in ("contact", "deputy")]
        out.append(Owner(name, tuple(sets[name]), tuple(fields[name]), *told))
    return out


def assign(store: Store, owner: str, *, contact: str, deputy: str | None, by: Decider) -> Outcome:
    """Record whom to ask, and who stands in."""
    _refuse_undeclared(owner)
    said: Properties = {"contact": contact}
    if deputy is not None:
        _refuse_undeclared(deputy)
        if deputy == owner:
            raise Refused(f"{owner} can't stand in for itself", "Name another owner, or none.")
        said["deputy"] = deputy
    key = responsibility_key(owner)
    return record(store, NodeFact(key=key, properties=said), by)


def responsibility_key(owner: str) -> str:
    """Key of the node that names an owner's contact."""
    return make("responsibility", SYSTEM_NAMESPACE, owner)


def _refuse_undeclared(owner: str) -> None:
    declared = sorted({*_data_sets(), *_fields()})
    if owner not in declared:
        raise Refused(f"no data set is of {owner!r}", f"The owners are: {', '.join(declared)}.")


def _data_sets() -> dict[str, list[str]]:
    out: dict[str, list[str]] = defaultdict(list)
    for node in NODES:
        out[node.owner].append(node.label)
    for relationship in RELATIONSHIPS:
        out[relationship.owner].append(relationship.type)
    return out


def _fields() -> dict[str, list[str]]:
    """Fields whose owner is not their record's."""
    of_record = {n.label: n.owner for n in NODES} | {r.type: r.owner for r in RELATIONSHIPS}
    out: dict[str, list[str]] = defaultdict(list)
    for entry in entries():
        if entry.owner != of_record[entry.owner_type]:
            out[entry.owner].append(f"{entry.owner_type}.{entry.name}")
    return out
