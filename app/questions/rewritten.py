"""Relationships and nodes as a wrapper shows them: what it read, with something else in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.questions.reading import Card, Edge


@dataclass(frozen=True, slots=True)
class ShownEdge:
    """A relationship of `app.questions.reading`."""

    type: str
    key: str
    source: str
    target: str
    commit: int
    properties: Mapping[str, object]
    void: bool
    disputed: bool
    upheld: bool

    @classmethod
    def of(cls, edge: Edge) -> ShownEdge:
        """The same relationship, to be given other values with `dataclasses.replace`."""
        return cls(
            edge.type,
            edge.key,
            edge.source,
            edge.target,
            edge.commit,
            edge.properties,
            edge.void,
            edge.disputed,
            edge.upheld,
        )


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A node of `app.questions.reading`."""

    key: str
    label: str
    properties: Mapping[str, object]
    stated: bool
    disputed: Sequence[str]
    later: Sequence[str]

    @classmethod
    def of(cls, card: Card) -> ShownCard:
        """The same node, to be given other values with `dataclasses.replace`."""
        return cls(card.key, card.label, card.properties, card.stated, card.disputed, card.later)
