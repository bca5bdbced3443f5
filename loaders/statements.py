"""Facts of one record: its line, precedence and time of change on each of them.

Promises: every fact was checked against the model, or the record is refused with a `CellError`; empty values
state nothing.
"""

from __future__ import annotations

from graph_model.facts import NodeFact, Properties, RelationshipFact, Retraction, Statement, Value
from graph_model.keys import relationship_key, relationship_key_by_content
from graph_model.validate import InvalidFact, check
from loaders.errors import CellError


class Statements:
    """Collects what one record states."""

    def __init__(self, line: int, *, namespace: str, precedence: int, changed: str = "") -> None:
        self._line, self._namespace = line, namespace
        self._precedence, self._changed = precedence, changed
        self._facts: list[Statement] = []

    @property
    def facts(self) -> tuple[Statement, ...]:
        """What was stated."""
        return tuple(self._facts)

    def node(self, key: str, **properties: Value) -> None:
        """State a node."""
        self._add(
            NodeFact(
                key=key,
                properties=_stated(properties),
                line=self._line,
                precedence=self._precedence,
                changed=self._changed,
            )
        )

    def relation(
        self, type: str, source: str, target: str, line: tuple[str, ...], /, **properties: Value
    ) -> None:
        """State a relationship, told apart by document and line; by its ends where `line` is empty."""
        if line:
            key = relationship_key(type, self._namespace, *line)
        else:
            key = relationship_key_by_content(type, self._namespace, source, target)
        self._add(
            RelationshipFact(
                type=type,
                key=key,
                source=source,
                target=target,
                properties=_stated(properties),
                line=self._line,
                precedence=self._precedence,
                changed=self._changed,
            )
        )

    def retract_relations(self, reason: str) -> None:
        """Take back every relationship stated so far."""
        for fact in [f for f in self._facts if isinstance(f, RelationshipFact)]:
            self._add(
                Retraction(
                    type=fact.type,
                    key=fact.key,
                    reason=reason,
                    line=self._line,
                    precedence=self._precedence,
                    changed=self._changed,
                )
            )

    def _add(self, fact: Statement) -> None:
        try:
            check(fact)
        except InvalidFact as error:
            raise CellError("", "model", str(error)) from error
        self._facts.append(fact)


def _stated(properties: Properties) -> Properties:
    return {name: value for name, value in properties.items() if value != ""}
