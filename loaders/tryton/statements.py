"""Facts of one record: the load's namespace, line, precedence and time of change on each of them."""

from __future__ import annotations

from collections.abc import Callable

from graph_model.facts import NodeFact, Properties, RelationshipFact, Retraction, Statement
from graph_model.keys import relationship_key, relationship_key_by_content
from graph_model.validate import InvalidFact, check
from loaders.errors import CellError
from loaders.outcome import Accepted, Outcome, Rejected
from loaders.tryton.records import Record

Reader = Callable[[Record], Outcome]


class Statements:
    """Collects what one record states; empty values are left out."""

    def __init__(self, record: Record, *, namespace: str, precedence: int) -> None:
        self.record = record
        self._namespace, self._precedence = namespace, precedence
        self._changed = record.changed
        self._facts: list[Statement] = []

    def node(self, key: str, **properties: str | bool | int) -> None:
        """State a node."""
        self._add(
            NodeFact(
                key=key,
                properties=_stated(properties),
                line=self.record.line,
                precedence=self._precedence,
                changed=self._changed,
            )
        )

    def relation(
        self, type: str, source: str, target: str, line: tuple[str, ...], /, **properties: str | int
    ) -> None:
        """State a relationship, told apart by model and record; by content where `line` is empty."""
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
                line=self.record.line,
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
                    line=self.record.line,
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

    def accepted(self) -> Accepted:
        """The record as accepted, with what it states."""
        return Accepted(self.record.line, len(self.record.rows), tuple(self._facts))


def _stated(properties: dict[str, str | int]) -> Properties:
    return {name: value for name, value in properties.items() if value != ""}


def guarded(record: Record, read: Reader, readable: Callable[[Record], list[str]]) -> Outcome:
    """The outcome of a record, or its reject with the keys that can be read from it."""
    try:
        return read(record)
    except CellError as error:
        touches = dict.fromkeys((*error.touches, *readable(record)))
        return Rejected(
            record.line,
            len(record.rows),
            error.column,
            error.rule,
            error.message,
            record.raw,
            tuple(touches),
        )
