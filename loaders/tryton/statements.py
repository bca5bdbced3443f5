"""Facts of one record of an export, and the outcome of a record."""

from __future__ import annotations

from collections.abc import Callable

from loaders import statements
from loaders.errors import CellError
from loaders.outcome import Accepted, Outcome, Rejected
from loaders.tryton.records import Record

Reader = Callable[[Record], Outcome]


class Statements(statements.Statements):
    """Collects what one record states."""

    def __init__(self, record: Record, *, namespace: str, precedence: int) -> None:
        super().__init__(record.line, namespace=namespace, precedence=precedence, changed=record.changed)
        self.record = record

    def accepted(self) -> Accepted:
        """The record as accepted, with what it states."""
        return Accepted(self.record.line, len(self.record.rows), self.facts)


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
