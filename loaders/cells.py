"""Reading a row's declared properties: per-column parsers, chosen once per file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph_model.declare import Property
from graph_model.facts import Properties
from loaders.errors import CellError
from loaders.mapping import is_key
from loaders.masking import shortened
from loaders.outcome import Rejected
from loaders.values import BadValue, Parser, parser_for


@dataclass(frozen=True, slots=True)
class Plan:
    """Which cell is which property; texts are taken as they stand, the others parsed."""

    texts: tuple[tuple[int, str], ...]
    parsed: tuple[tuple[int, str, Parser], ...]

    def read(self, cells: list[str]) -> Properties:
        """The stated properties; an empty cell states nothing."""
        properties: Properties = {}
        for index, name in self.texts:
            if text := cells[index]:
                properties[name] = text
        for index, name, parse in self.parsed:
            if text := cells[index]:
                try:
                    properties[name] = parse(text)
                except BadValue as error:
                    raise CellError(name, error.rule, str(error)) from error
        return properties


def plan_for(properties: Iterable[Property], columns: dict[str, int]) -> Plan:
    """The plan for the properties that have a column."""
    present = [(columns[p.name], p.name, parser_for(p)) for p in properties if p.name in columns]
    return Plan(
        texts=tuple((i, name) for i, name, parse in present if parse is None),
        parsed=tuple((i, name, parse) for i, name, parse in present if parse is not None),
    )


def reject(line: int, raw: str, error: CellError, readable: Iterable[str]) -> Rejected:
    """The reject of one row; `readable` are texts that may be keys it touches."""
    touches = dict.fromkeys((*error.touches, *(text for text in readable if is_key(text))))
    return Rejected(
        line, 1, error.column, error.rule, error.message, shortened(raw.rstrip("\r\n")), tuple(touches)
    )
