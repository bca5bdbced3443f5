"""Statements of a profile as functions from a row to facts.

Promises: what the rules promise was checked against the model when the profile was read; here only
values can fail, as a `CellError` that names the column. A quantity has its unit; a negative one is a
reversal of which the source names no document, so that sums net and the link stays visible.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from graph_model.declare import Property
from graph_model.facts import NodeFact, Properties, RelationshipFact, Retraction, Statement
from graph_model.keys import Key, relationship_key_by_content, split
from graph_model.nodes import BY_LABEL
from graph_model.relationships import BY_TYPE
from graph_model.validate import InvalidFact, check
from loaders.canonical_nodes import instance_of
from loaders.declared.sources import Cells, getter, id_getter, key_getter
from loaders.declared.typed import Columns, Field
from loaders.errors import CellError
from loaders.outcome import Finding
from loaders.rules import State
from loaders.values import BadValue

# What a key says that people search for or that a step is: prefix -> (part of the key, property).
_FROM_KEY: Final = {
    "lot": (1, "lot_number"),
    "device": (1, "serial_number"),
    "di": (0, "udi_di"),
    "package": (0, "sscc"),
    "step": (0, "kind"),
    "receipt": (0, "document"),
    "shipment": (0, "document"),
    "return": (0, "document"),
    "specification": (1, "version"),
}
_ITEMS: Final = ("lot", "device")
_ORDER_PARTS: Final = len(BY_LABEL["ProcessStep"].key_parts)
_REMEMBERED: Final = 100_000
# Numbers of documents are those of a namespace: another system has acts of the same number.
_SAME: Final = "same_as_key"


@dataclass(slots=True)
class Row:
    """One row on its way to its facts."""

    line: int
    cells: Cells
    plain: bool = False
    changed: str = ""
    facts: list[Statement] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    introduced: list[str] = field(default_factory=list)

    def add(self, fact: Statement) -> None:
        """Add a fact that the model takes."""
        try:
            check(fact, plain=True)  # who records it seals what is personal
        except InvalidFact as error:
            raise CellError("", "model", str(error)) from error
        self.facts.append(fact)

    def tell(self, finding: Finding) -> None:
        """Add a finding, once however many statements meet it."""
        if finding not in self.findings:
            self.findings.append(finding)

    def add_made(self, fact: NodeFact | RelationshipFact) -> None:
        """Add a fact whose rules were checked against the model and whose values were parsed.

        That leaves texts that are no Unicode, which a `plain` row of ASCII can't hold; the commit asks again.
        """
        if self.plain:
            self.facts.append(fact)
        else:
            self.add(fact)


Make = Callable[[Row], None]


class Statements:
    """Compiles the statements of one file."""

    def __init__(self, columns: Columns, *, namespace: str, precedence: int) -> None:
        self._columns, self._namespace, self._precedence = columns, namespace, precedence
        self._introduced: set[str] = set()

    def compiled(self, state: State) -> Make:
        """The function that adds the facts of one statement to a row."""
        if state.node:
            make = self._node(state)
        elif state.source:
            make = self._relationship(state)
        else:
            make = self._retraction(state)
        return self._each(state.each, make) if state.each else make

    def forget(self, row: Row) -> None:
        """The row is rejected: what it said of its nodes is still to be said."""
        self._introduced.difference_update(row.introduced)

    def _each(self, name: str, make: Make) -> Make:
        """Once per entry of a column that holds a list; the entry stands in its place."""
        column = self._columns.only(name)
        separator = (column.separator if column else "") or "\n"
        at = self._columns.at[name]

        def run(row: Row) -> None:
            whole = row.cells[at]
            entries = [entry for part in whole.split(separator) if (entry := part.strip())]
            if not entries:
                raise CellError(name, "required", f"{name} is a list without an entry")
            try:
                for entry in dict.fromkeys(entries):
                    row.cells[at] = entry
                    make(row)
            finally:
                row.cells[at] = whole

        return run

    def _node(self, state: State) -> Make:
        key_of = key_getter(state.node, self._namespace, self._columns.at)
        labels = [BY_LABEL[ref.label] for ref in state.node]
        plans = {label.prefix: self._fields(label.properties, state) for label in labels}
        precedence = self._precedence

        def make(row: Row) -> None:
            key = key_of(row.cells)
            properties = _properties(plans[key.partition(":")[0]], row)
            self._introduce(key, row)
            if properties:
                line, changed = row.line, row.changed
                row.add(
                    NodeFact(
                        key=key, properties=properties, line=line, precedence=precedence, changed=changed
                    )
                )

        return make

    def _relationship(self, state: State) -> Make:
        at, type_, precedence = self._columns.at, state.relationship, self._precedence
        source_of = key_getter(state.source, self._namespace, at)
        target_of = key_getter(state.target, self._namespace, at)
        id_of = id_getter(state.id, type_, self._namespace, at) if state.id else None
        plan = self._fields(BY_TYPE[type_].all_properties, state)
        takes = [take for take in (self._quantity(state), self._event_time(state)) if take]

        def make(row: Row) -> None:
            cells = row.cells
            source, target = source_of(cells), target_of(cells)
            properties = _properties(plan, row)
            for take in takes:
                take(row, properties)
            if _SAME in properties:
                properties[_SAME] = f"{self._namespace} {properties[_SAME]}"
            key = (
                id_of(cells) if id_of else relationship_key_by_content(type_, self._namespace, source, target)
            )
            self._introduce(source, row)
            self._introduce(target, row)
            row.add_made(
                RelationshipFact(
                    type=type_,
                    key=key,
                    source=source,
                    target=target,
                    properties=properties,
                    line=row.line,
                    precedence=precedence,
                    changed=row.changed,
                )
            )
            if state.retract:
                self._retract(type_, key, state.retract, row)

        return make

    def _retraction(self, state: State) -> Make:
        type_ = state.relationship
        id_of = id_getter(state.id, type_, self._namespace, self._columns.at)
        return lambda row: self._retract(type_, id_of(row.cells), state.retract, row)

    def _retract(self, type_: str, key: str, reason: str, row: Row) -> None:
        row.add(
            Retraction(
                type=type_,
                key=key,
                reason=reason,
                line=row.line,
                precedence=self._precedence,
                changed=row.changed,
            )
        )

    def _fields(self, declared: tuple[Property, ...], state: State) -> list[Field]:
        by_name = {p.name: p for p in declared}
        return [self._columns.field(by_name[name], source) for name, source in state.set.items()]

    def _quantity(self, state: State) -> Take | None:
        if not state.quantity:
            return None
        quantity = self._columns.quantity(
            state.quantity, state.unit, negative=state.negative, absolute=state.absolute
        )
        return lambda row, properties: properties.update(quantity(row.cells))

    def _event_time(self, state: State) -> Take | None:
        if not state.at:
            return None
        read, parse = getter(state.at, self._columns.at), self._columns.time(state.at)
        kind = "posting" if self._columns.is_day(state.at) else "actual"
        column = self._columns.only(state.at)
        may_lack = column is not None and column.on_error == "leave_out"

        def take(row: Row, properties: Properties) -> None:
            if not (text := read(row.cells)):
                return
            try:
                properties["event_time"], offset = parse(text)
            except BadValue as error:
                if not may_lack:
                    raise CellError(state.at, error.rule, str(error)) from error
                row.tell(Finding(state.at, error.rule, str(error)))
                return
            properties.setdefault("event_kind", kind)
            if offset:
                properties["event_offset"] = offset

        return take

    def _introduce(self, key: str, row: Row) -> None:
        """What a key says of its node, once: its own number, and of an item which material it is of."""
        if key in self._introduced:
            return
        if len(self._introduced) >= _REMEMBERED:
            self._introduced.clear()
        self._introduced.add(key)
        row.introduced.append(key)
        parsed = split(key)
        line, precedence = row.line, self._precedence
        if parsed.prefix in _FROM_KEY:
            part, name = _FROM_KEY[parsed.prefix]
            said = "operation" if _is_operation(parsed) else parsed.parts[part]
            row.add_made(NodeFact(key=key, properties={name: said}, line=line, precedence=precedence))
        if parsed.prefix in _ITEMS:
            row.add_made(
                instance_of(
                    key, parsed.namespace, parsed.parts[0], line=line, precedence=precedence, changed=""
                )
            )


def _is_operation(key: Key) -> bool:
    """Whether it is a step below an order: the first part of its key is the kind of the order."""
    return key.prefix == "step" and len(key.parts) > _ORDER_PARTS


Take = Callable[[Row, Properties], None]


def _properties(plan: Sequence[Field], row: Row) -> Properties:
    """What is stated; a bad value of a column that may be left out becomes a finding."""
    properties: Properties = {}
    for field_ in plan:
        try:
            value = field_.value(row.cells)
        except CellError as error:
            if not field_.leave_out:
                raise
            row.tell(Finding(error.column, error.rule, error.message))
            continue
        if value != "":
            properties[field_.name] = value
    return properties
