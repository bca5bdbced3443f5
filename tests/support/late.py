"""What comes late to a random world: every kind of fact, about what is there, next to it, or far away."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from graph_model.facts import (
    AnyFact,
    LoadAbandoned,
    LoadBegun,
    LoadEnded,
    NodeFact,
    Reject,
    RejectResolved,
    RelationshipFact,
    Retraction,
)
from graph_model.keys import prefix_of, relationship_key
from graph_store.effects import reject_key
from tests.support.build import NS, key
from tests.support.duplicates import merging
from tests.support.questions import rejected

ITEMS = ("lot", "device")


class Late:
    """Makes commits on top of some facts, drawn from a seed."""

    def __init__(self, chance: random.Random, facts: Sequence[AnyFact]) -> None:
        self._chance, self._n = chance, 0
        self._links = [f for f in facts if isinstance(f, RelationshipFact)]
        ends = {end for f in self._links for end in (f.source, f.target)}
        self._nodes = sorted(ends | {f.key for f in facts if isinstance(f, NodeFact)})
        self._rejects = [f for f in facts if isinstance(f, Reject)]
        self._loads = [f for f in facts if isinstance(f, LoadBegun)]

    def commit(self) -> list[AnyFact]:
        """One or two facts of a kind."""
        kinds: list[Callable[[], AnyFact]] = [self._withdrawn, self._moved, self._moved, self._joined]
        kinds += [self._joined, self._node, self._rejected, self._rejected, self._load, self._operation]
        kinds += [self._operation, self._of_operation, self._of_operation, self._resolved, self._new]
        kinds += [self._merged] if self._chance.random() < 0.1 else []
        return [self._chance.choice(kinds)() for _ in range(self._chance.choice((1, 1, 2)))]

    def _number(self) -> str:
        self._n += 1
        return f"late-{self._n}"

    def _one(self, *prefixes: str) -> str:
        """Of what there is, or something that nothing names yet."""
        there = [node for node in self._nodes if prefix_of(node) in prefixes]
        if not there or self._chance.random() < 0.1:
            made = key("step", "production", self._number()) if "step" in prefixes else ""
            self._nodes.append(made or key("lot", "RM-1", self._number()))
            return self._nodes[-1]
        return self._chance.choice(there)

    def _link(self, type_: str, source: str, target: str) -> RelationshipFact:
        made = relationship_key(type_, NS, "late", self._number())
        self._links.append(RelationshipFact(type=type_, key=made, source=source, target=target))
        return self._links[-1]

    def _withdrawn(self) -> AnyFact:
        link = self._chance.choice(self._links)
        return Retraction(
            type=link.type, key=link.key, reason="r", precedence=self._chance.choice((400, 500, 600))
        )

    def _moved(self) -> AnyFact:
        """A relationship stated once more, with another end."""
        link = self._chance.choice(self._links)
        precedence = self._chance.choice((400, 500, 600))
        if self._chance.random() < 0.5:
            return replace(link, source=self._one(prefix_of(link.source)), precedence=precedence)
        return replace(link, target=self._one(prefix_of(link.target)), precedence=precedence)

    def _joined(self) -> AnyFact:
        """A new relationship of a known type."""
        link = self._chance.choice(self._links)
        return self._link(link.type, self._one(prefix_of(link.source)), self._one(prefix_of(link.target)))

    def _node(self) -> AnyFact:
        return NodeFact(key=self._chance.choice(self._nodes), properties={"name": self._number()})

    def _new(self) -> AnyFact:
        return NodeFact(key=key("lot", "RM-1", self._number()))

    def _operation(self) -> AnyFact:
        """An operation that leads nowhere yet."""
        operation = key("step", "operation", self._number())
        self._nodes.append(operation)
        return self._link("PART_OF", operation, self._one("step"))

    def _of_operation(self) -> AnyFact:
        """Something that an operation made, used, or has as a part."""
        parts = [f.source for f in self._links if f.type == "PART_OF"] or [self._one("step")]
        operation, choice = self._chance.choice(parts), self._chance.random()
        if choice < 0.4:
            return self._link("PRODUCED", operation, self._one(*ITEMS))
        if choice < 0.8:
            return self._link("CONSUMED_IN", self._one(*ITEMS), operation)
        return self._link("PART_OF", self._one("step"), operation)

    def _rejected(self) -> AnyFact:
        touched = self._chance.choice(self._nodes)
        shapes = ((), (touched,), (touched.rpartition("/")[0],), (f"{touched}/1",), (key("lot", "no", "1"),))
        reject = replace(rejected(self._n + 2, *self._chance.choice(shapes)), file=f"{self._number()}.csv")
        self._rejects.append(reject)
        return reject

    def _resolved(self) -> AnyFact:
        if not self._rejects:
            return self._rejected()
        return RejectResolved(reject=reject_key(self._chance.choice(self._rejects)), reason="r")

    def _load(self) -> AnyFact:
        choice = self._chance.random()
        if choice < 0.5 or not self._loads:
            self._loads.append(LoadBegun(load=self._number(), file="late.csv", sha256="", profile="p/1"))
            return self._loads[-1]
        load = self._chance.choice(self._loads).load
        if choice < 0.7:
            return LoadAbandoned(load=load, reason="r")
        return LoadEnded(load=load, file="late.csv", read=0, accepted=0, rejected=0, ignored=0)

    def _merged(self) -> AnyFact:
        lots = [node for node in self._nodes if prefix_of(node) == "lot"]
        return merging(*self._chance.sample(lots, 2))
