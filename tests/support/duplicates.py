"""The same plant as two systems would state it that number some things differently, and what joins them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.questions.answer import Answer
from graph_model.facts import DECIDED_PRECEDENCE, AnyFact, NodeFact, RelationshipFact
from graph_model.keys import make, prefix_of, relationship_key_by_content, split
from tests.support.build import Plant, key, lot
from tests.support.questions import whole_plant

MERGEABLE = ("lot", "device", "material", "supplier", "customer")
TWICE, CLINIC, OTHER_CLINIC = lot("RM-1", "0001"), key("customer", "1"), key("customer", "2")
CHANGED = "2025-01-31T08:15:00.000000Z"


def merging(duplicate: str, kept: str) -> RelationshipFact:
    """The decision that one is the other."""
    return RelationshipFact(
        type="ALIAS_OF",
        key=relationship_key_by_content("ALIAS_OF", "lotgraph", duplicate, kept, "merge"),
        source=duplicate,
        target=kept,
        precedence=DECIDED_PRECEDENCE,
        changed=CHANGED,
        origin="decided",
    )


def twice_entered() -> Plant:
    """A whole plant with its resin and its clinic under two numbers each."""
    plant = whole_plant()
    plant.node(CLINIC, country="DE")
    plant.node(OTHER_CLINIC, name="Klinik Süd", country="AT")
    plant.make("MO2", [TWICE], [lot("FG-1", "2")])
    plant.ship(lot("FG-1", "2"), "2", "S2", "3")
    plant.receive(TWICE, "S", "GR2")
    return plant


@dataclass
class Doubled:
    """Facts in which about half of the mentions of some records go by another key."""

    facts: list[AnyFact] = field(default_factory=list)
    merges: list[AnyFact] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """The other key of a record -> its key in the first plant."""


def doubled(chance: random.Random, facts: Sequence[AnyFact]) -> Doubled:
    """State some records under two keys."""
    out = Doubled()
    keys = sorted({f.key for f in facts if isinstance(f, NodeFact) and prefix_of(f.key) in MERGEABLE})
    other = {name: _other(name) for name in keys if chance.random() < 0.6}
    for fact in facts:
        out.facts += _restated(chance, fact, other)
    for name, duplicate in other.items():
        out.merges.append(merging(*chance.sample((name, duplicate), 2)))
        out.names[duplicate] = name
    return out


def _other(name: str) -> str:
    """Sorts where the key does, so that what is chosen by the order of keys stays the same."""
    one = split(name)
    last = f"{one.parts[-1]}-b"
    return make(one.prefix, one.namespace, *one.parts[:-1], last)


def _restated(chance: random.Random, fact: AnyFact, other: dict[str, str]) -> list[AnyFact]:
    if isinstance(fact, NodeFact) and fact.key in other:
        names = sorted(fact.properties)
        part = {name: fact.properties[name] for name in chance.sample(names, chance.randint(0, len(names)))}
        whole = replace(fact, key=other[fact.key])
        # Whichever is kept: a property that it does not state is that of the other one.
        return chance.choice(
            [[fact, replace(whole, properties=part)], [replace(fact, properties=part), whole]]
        )
    if not isinstance(fact, RelationshipFact):
        return [fact]
    source, target = (
        other[end] if end in other and chance.random() < 0.5 else end for end in (fact.source, fact.target)
    )
    return [replace(fact, source=source, target=target)]


def plainly(answer: Answer) -> dict[str, object]:
    """All that an answer says but its merges, without where in the ledger it stands."""
    return told(answer, {})


def told(answer: Answer, names: dict[str, str]) -> dict[str, object]:
    """What an answer says in the words of the first plant, without where in the ledger it stands."""
    said = answer.to_json(with_links=True)
    said["notes"] = [note.to_json() for note in answer.notes if note.kind != "merged"]
    for name in ("clocks", "ledger", "sha256"):
        del said[name]
    mapped = _mapped(said, names)
    assert isinstance(mapped, dict)
    return mapped


def _mapped(value: object, names: dict[str, str]) -> object:
    if isinstance(value, dict):
        return {key: _mapped(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_mapped(inner, names) for inner in value]
    if isinstance(value, str):
        return " ".join(_word(word, names) for word in value.split(" "))
    return value


def _word(word: str, names: dict[str, str]) -> str:
    """A key in a text may have a comma or the like behind it."""
    bare = word.rstrip(",.;:")
    return names.get(bare, bare) + word[len(bare) :]
