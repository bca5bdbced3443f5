"""Rows of a canonical relationship file: two ends, what flowed, or that it does not hold.

Identity: type, document and line where the row has both; else a hash of what it states, so that
two rows that state the same are one statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graph_model.declare import RelationshipType
from graph_model.facts import Properties, RelationshipFact, Retraction, Statement
from graph_model.keys import encode, relationship_key_by_content
from graph_model.units import is_unit
from graph_model.validate import InvalidFact, check
from loaders.cells import Plan, plan_for, reject
from loaders.errors import CellError
from loaders.mapping import BLANK, File, account_for, is_key
from loaders.outcome import Accepted, Ignored, Outcome
from loaders.values import BadValue, changed, time_and_offset

_encoded = lru_cache(65536)(encode)
_OWN: Final = ("uom", "event_time")


@dataclass(frozen=True, slots=True)
class _Reader:
    """What is chosen once per file; -1 stands for a column the file does not have."""

    type: str
    plan: Plan
    namespace: str
    precedence: int
    source: int
    target: int
    namespace_at: int
    document: int
    line: int
    unit: int
    event_time: int
    changed: int
    retracted: int


def outcomes(file: File, namespace: str, declared: RelationshipType) -> Iterator[Outcome]:
    """Every row of the file."""
    reader = _reader(file, namespace, declared)
    source, target = reader.source, reader.target
    for item in file.table.rows():
        if not isinstance(item, tuple):
            yield account_for(file, item)
            continue
        line, cells, raw = item
        try:
            yield Accepted(line, 1, _facts(reader, line, cells))
        except CellError as error:
            if any(cells):
                ends = (cells[source], cells[target])
                # An end that can't be read may be any; then the row may be about every answer.
                yield reject(line, raw, error, ends if all(map(is_key, ends)) else ())
            else:
                yield Ignored(line, 1, BLANK)


def _reader(file: File, namespace: str, declared: RelationshipType) -> _Reader:
    at = dict(file.binding.index)
    own = [p for p in declared.all_properties if p.name not in _OWN]
    return _Reader(
        type=declared.type,
        plan=plan_for(own, at),
        namespace=namespace,
        precedence=file.profile.precedence,
        source=at["from"],
        target=at["to"],
        namespace_at=at.get("namespace", -1),
        document=at.get("document", -1),
        line=at.get("line", -1),
        unit=at.get("unit", at.get("uom", -1)),
        event_time=at.get("event_time", -1),
        changed=at.get("changed", -1),
        retracted=at.get("retracted", -1),
    )


def _facts(reader: _Reader, line: int, cells: list[str]) -> tuple[Statement, ...]:
    properties = reader.plan.read(cells)
    if reader.unit >= 0 or "quantity" in properties:
        _take_unit(reader, cells, properties)
    if reader.event_time >= 0 and cells[reader.event_time]:
        _take_time(cells[reader.event_time], properties)
    stamp = _changed(cells[reader.changed]) if reader.changed >= 0 and cells[reader.changed] else ""
    reason = cells[reader.retracted] if reader.retracted >= 0 else ""
    source, target = cells[reader.source], cells[reader.target]
    key = _key(reader, cells, properties)
    if reason and not (source and target and properties.keys() - {"document"}):
        return (_retraction(reader, key, reason, line, stamp),)
    for name, end in (("from", source), ("to", target)):
        if not end:
            raise CellError(name, "required", f"{name} is empty")
    fact = RelationshipFact(
        type=reader.type,
        key=key,
        source=source,
        target=target,
        properties=properties,
        line=line,
        precedence=reader.precedence,
        changed=stamp,
    )
    try:
        check(fact)
    except InvalidFact as error:
        raise CellError("", "model", str(error)) from error
    return (fact, _retraction(reader, key, reason, line, stamp)) if reason else (fact,)


def _retraction(reader: _Reader, key: str, reason: str, line: int, stamp: str) -> Retraction:
    return Retraction(
        type=reader.type, key=key, reason=reason, line=line, precedence=reader.precedence, changed=stamp
    )


def _take_unit(reader: _Reader, cells: list[str], properties: Properties) -> None:
    unit = cells[reader.unit] if reader.unit >= 0 else ""
    quantity = properties.get("quantity")
    if not unit:
        if quantity is not None:
            raise CellError("unit", "required", "a quantity needs its unit")
        return
    if not is_unit(unit):
        raise CellError("unit", "unit", f"unknown unit {unit[:40]!r}; docs/profiles.md lists the known ones")
    if isinstance(quantity, int) and quantity < 0:
        raise CellError(
            "quantity", "number", "a negative quantity is a reversal; state why in the column retracted"
        )
    properties["uom"] = unit


def _take_time(text: str, properties: Properties) -> None:
    try:
        properties["event_time"], offset = time_and_offset(text)
    except BadValue as error:
        raise CellError("event_time", error.rule, str(error)) from error
    if offset:
        properties.setdefault("event_offset", offset)


def _changed(text: str) -> str:
    try:
        return changed(text)
    except BadValue as error:
        raise CellError("changed", error.rule, str(error)) from error


def _key(reader: _Reader, cells: list[str], properties: Properties) -> str:
    document = cells[reader.document] if reader.document >= 0 else ""
    line = cells[reader.line] if reader.line >= 0 else ""
    namespace = (reader.namespace_at >= 0 and cells[reader.namespace_at]) or reader.namespace
    if document and line:
        # keys.relationship_key with its parts remembered: documents and line numbers repeat.
        return f"{reader.type}:{_encoded(namespace)}/{_encoded(document)}/{_encoded(line)}"
    if line:
        raise CellError("document", "required", "a line number needs its document")
    source, target = cells[reader.source], cells[reader.target]
    if not source or not target:
        raise CellError("document", "required", "without from and to, document and line must name the row")
    stated = (f"{name}={properties[name]}" for name in sorted(properties))
    return relationship_key_by_content(reader.type, namespace, source, target, *stated)
