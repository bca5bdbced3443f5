"""Statements of a profile as functions from a batch to facts.

Promises: what the rules promise was checked against the model when the profile was read; here only
values can fail, as a `CellError` that names the column. A quantity has its unit; a negative one is a
reversal of which the source names no document, so that sums net and the link stays visible.

What a statement says of its rows are columns: keys that it names, which are introduced once, and facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from typing import Final

from graph_model.declare import Property
from graph_model.facts import NodeFact, Properties, RelationshipFact, Retraction, Statement, Value
from graph_model.keys import decode, encode, prefix_of, relationship_key_by_content
from graph_model.nodes import BY_LABEL
from graph_model.relationships import BY_TYPE
from graph_model.validate import InvalidFact, check
from loaders.declared.batch import CHANGED, Batch, Texts
from loaders.declared.building import built
from loaders.declared.sources import getter, id_getter, key_getter
from loaders.declared.typed import Columns, Field, Values, told
from loaders.errors import CellError
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
_IS_OF: Final = "INSTANCE_OF"
_ORDER_PARTS: Final = len(BY_LABEL["ProcessStep"].key_parts)
_REMEMBERED: Final = 100_000
# Numbers of documents are those of a namespace: another system has acts of the same number.
_SAME: Final = "same_as_key"


# What a row says at one place: a key that is introduced, a fact, or nothing.
Said = str | Statement | None
Make = Callable[[Batch], list[Sequence[Said]]]
_Take = Callable[[Batch, dict[str, Values]], None]


class Statements:
    """Compiles the statements of one file."""

    def __init__(self, columns: Columns, *, namespace: str, precedence: int) -> None:
        self._columns, self._namespace, self._precedence = columns, namespace, precedence
        self._materials = f"{BY_LABEL['Material'].prefix}:{encode(namespace)}/"
        self._introduced: set[str] = set()

    def compiled(self, state: State) -> Make:
        """The function that gives what one statement says of each row."""
        if state.node:
            make = self._node(state)
        elif state.source:
            make = self._relationship(state)
        else:
            make = self._retraction(state)
        return self._each(state.each, make) if state.each else make

    def facts(self, lines: Sequence[int], said: Sequence[tuple[Said, ...]]) -> list[tuple[Statement, ...]]:
        """The facts of rows that follow one another, before each those that introduce what it names."""
        known, facts = self._introduced, list[list[Statement]]()
        named, at, places = list[str](), list[int](), list[tuple[list[Statement], int]]()
        for line, saying in zip(lines, said, strict=True):
            facts.append(stated := [])
            for one in saying:
                if not isinstance(one, str):
                    if one is not None:
                        stated.append(one)
                elif one not in known:
                    self._remember(one)
                    named.append(one)
                    at.append(line)
                    places.append((stated, len(stated)))
        introductions = self._introductions(named, at)
        # From the last place on, so that those before it stay where they are.
        for (stated, place), introduction in zip(reversed(places), reversed(introductions), strict=True):
            stated[place:place] = introduction
        return list(map(tuple, facts))

    def _remember(self, key: str) -> None:
        """A key is introduced from now on."""
        if len(self._introduced) >= _REMEMBERED:
            self._introduced.clear()
        self._introduced.add(key)

    def _each(self, name: str, make: Make) -> Make:
        """Once per entry of a column that holds a list; the entry stands in its place."""
        column = self._columns.only(name)
        separator = (column.separator if column else "") or "\n"
        slot = self._columns.at[name]

        def run(batch: Batch) -> list[Sequence[Said]]:
            stripped = ([part.strip() for part in whole.split(separator)] for whole in batch[slot])
            entries = [list(dict.fromkeys(filter(None, parts))) for parts in stripped]
            if not all(entries):
                raise CellError(name, "required", f"{name} is a list without an entry")
            said = list[Sequence[Said]]()
            for turn in range(max(map(len, entries))):
                rows = [row for row, found in enumerate(entries) if len(found) > turn]
                part = _part(batch, rows)
                part.columns[slot] = [entries[row][turn] for row in rows]
                said += [_spread(column, rows, len(batch)) for column in make(part)]
            return said

        return run

    def _node(self, state: State) -> Make:
        key_of = key_getter(state.node, self._namespace, self._columns.at)
        labels = [BY_LABEL[ref.label] for ref in state.node]
        plans = {label.prefix: self._fields(label.properties, state) for label in labels}

        def make(batch: Batch) -> list[Sequence[Said]]:
            keys = key_of(batch)
            properties = _of_nodes(plans, keys, batch)
            self._check_introductions(keys, batch)
            if not any(properties):
                return [keys]
            facts = built(
                NodeFact,
                batch.lines,
                key=keys,
                properties=properties,
                precedence=repeat(self._precedence),
                changed=batch[CHANGED],
            )
            stated = [fact if fact.properties else None for fact in facts]
            _check(fact for fact in stated if fact)
            return [keys, stated]

        return make

    def _relationship(self, state: State) -> Make:
        at, type_ = self._columns.at, state.relationship
        source_of = key_getter(state.source, self._namespace, at)
        target_of = key_getter(state.target, self._namespace, at)
        id_of = id_getter(state.id, type_, self._namespace, at) if state.id else None
        plan = self._fields(BY_TYPE[type_].all_properties, state)
        takes = [take for take in (self._quantity(state), self._event_time(state)) if take]

        def make(batch: Batch) -> list[Sequence[Said]]:
            sources, targets = source_of(batch), target_of(batch)
            columns = {one.name: one.values(batch) for one in plan}
            for take in takes:
                take(batch, columns)
            if _SAME in columns:
                columns[_SAME] = [value and f"{self._namespace} {value}" for value in columns[_SAME]]
            keys = id_of(batch) if id_of else self._by_content(type_, sources, targets)
            self._check_introductions((*sources, *targets), batch)
            facts = built(
                RelationshipFact,
                batch.lines,
                type=repeat(type_),
                key=keys,
                source=sources,
                target=targets,
                properties=_as_properties(columns, len(batch)),
                precedence=repeat(self._precedence),
                changed=batch[CHANGED],
            )
            # Rules were checked against the model and values parsed. That leaves texts that are no Unicode,
            # which ASCII can't hold; the commit asks again.
            if not batch.plain:
                _check(facts)
            taken_back = [self._retractions(type_, keys, state.retract, batch)] if state.retract else []
            return [sources, targets, facts, *taken_back]

        return make

    def _by_content(self, type_: str, sources: Texts, targets: Texts) -> Texts:
        pairs = zip(sources, targets, strict=True)
        return [relationship_key_by_content(type_, self._namespace, *ends) for ends in pairs]

    def _retraction(self, state: State) -> Make:
        type_ = state.relationship
        id_of = id_getter(state.id, type_, self._namespace, self._columns.at)
        return lambda batch: [self._retractions(type_, id_of(batch), state.retract, batch)]

    def _retractions(self, type_: str, keys: Texts, reason: str, batch: Batch) -> Sequence[Retraction]:
        facts = built(
            Retraction,
            batch.lines,
            type=repeat(type_),
            key=keys,
            reason=repeat(reason),
            precedence=repeat(self._precedence),
            changed=batch[CHANGED],
        )
        _check(facts)
        return facts

    def _fields(self, declared: tuple[Property, ...], state: State) -> list[Field]:
        by_name = {p.name: p for p in declared}
        return [self._columns.field(by_name[name], source) for name, source in state.set.items()]

    def _quantity(self, state: State) -> _Take | None:
        if not state.quantity:
            return None
        quantity = self._columns.quantity(
            state.quantity, state.unit, negative=state.negative, absolute=state.absolute
        )
        return lambda batch, columns: _state(columns, quantity(batch))

    def _event_time(self, state: State) -> _Take | None:
        if not state.at:
            return None
        read, parse = getter(state.at, self._columns.at), self._columns.time(state.at)
        kind = "posting" if self._columns.is_day(state.at) else "actual"
        column = self._columns.only(state.at)
        may_lack = column is not None and column.on_error == "leave_out"

        def take(batch: Batch, columns: dict[str, Values]) -> None:
            texts = read(batch)
            try:
                found = list(map(parse, texts))
            except BadValue as error:
                if not may_lack:
                    raise CellError(state.at, error.rule, str(error)) from error
                found = told(batch, texts, parse, state.at, ("", ""))
            times, offsets = zip(*found, strict=True)
            own = {name: columns[name] for name in ("event_kind",) if name in columns}
            kinds = [time and kind for time in times]
            _state(columns, {"event_time": times, "event_kind": kinds, "event_offset": offsets})
            _state(columns, own)

        return take

    def _check_introductions(self, keys: Iterable[str], batch: Batch) -> None:
        """Refuse texts that the model does not take; ASCII can't hold such."""
        if not batch.plain:
            new = [key for key in dict.fromkeys(keys) if key not in self._introduced]
            for facts in self._introductions(new, [batch.lines[0]] * len(new)):
                _check(facts)

    def _introductions(self, keys: Sequence[str], lines: Sequence[int]) -> list[tuple[Statement, ...]]:
        """What keys say of their nodes: an own number, and of an item which material it is of."""
        prefixes, parts = list(map(prefix_of, keys)), [key.split("/")[1:] for key in keys]
        numbered = [row for row, prefix in enumerate(prefixes) if prefix in _FROM_KEY]
        items = [row for row, prefix in enumerate(prefixes) if prefix in _ITEMS]
        found: list[tuple[Statement, ...]] = [()] * len(keys)
        nodes = built(
            NodeFact,
            [lines[row] for row in numbered],
            key=[keys[row] for row in numbered],
            properties=[_own_number(prefixes[row], parts[row]) for row in numbered],
            precedence=repeat(self._precedence),
        )
        for row, fact in zip(numbered, nodes, strict=True):
            found[row] = (fact,)
        sources = [keys[row] for row in items]
        targets = [f"{self._materials}{parts[row][0]}" for row in items]
        links = built(
            RelationshipFact,
            [lines[row] for row in items],
            type=repeat(_IS_OF),
            key=self._by_content(_IS_OF, sources, targets),
            source=sources,
            target=targets,
            properties=[{} for _ in items],
            precedence=repeat(self._precedence),
        )
        for row, link in zip(items, links, strict=True):
            found[row] += (link,)
        return found


def _own_number(prefix: str, parts: Sequence[str]) -> Properties:
    """What a key says that people search for or that a step is, of its parts as they stand in it."""
    if prefix == "step" and len(parts) > _ORDER_PARTS:
        return {"kind": "operation"}  # a step below an order: its first part is the kind of the order
    part, name = _FROM_KEY[prefix]
    return {name: decode(parts[part])}


def _check(facts: Iterable[Statement]) -> None:
    """Refuse facts that the model does not take."""
    for fact in facts:
        try:
            check(fact, plain=True)  # who records it seals what is personal
        except InvalidFact as error:
            raise CellError("", "model", str(error)) from error


def _part(batch: Batch, rows: Sequence[int]) -> Batch:
    """Some of the rows; what is told of them is told of the batch."""
    part = batch.only(rows)
    part.told = batch.told
    return part


def _spread(column: Sequence[Said], rows: Sequence[int], size: int) -> Sequence[Said]:
    """A column of some rows as one of all, which says nothing of the others."""
    by_row = dict(zip(rows, column, strict=True))
    return [by_row.get(row) for row in range(size)]


def _of_nodes(plans: Mapping[str, Sequence[Field]], keys: Texts, batch: Batch) -> list[Properties]:
    """What is stated of nodes that may be of several labels."""
    found: list[Properties] = [{} for _ in keys]
    for prefix, plan in plans.items():
        rows = [row for row, key in enumerate(keys) if prefix_of(key) == prefix]
        part = batch if len(rows) == len(batch) else _part(batch, rows)
        stated = _as_properties({one.name: one.values(part) for one in plan}, len(rows))
        for row, properties in zip(rows, stated, strict=True):
            found[row] = properties
    return found


def _state(columns: dict[str, Values], more: Mapping[str, Values]) -> None:
    """Add columns; where one is there already, it stays in the rows of which the new one says nothing."""
    for name, column in more.items():
        if there := columns.get(name):
            pairs = zip(column, there, strict=True)
            columns[name] = [there if value == "" else value for value, there in pairs]
        else:
            columns[name] = column


def _as_properties(columns: Mapping[str, Values], size: int) -> list[Properties]:
    """The properties of each row; what is empty is not stated."""
    lacking = {name: column.count("") for name, column in columns.items()}
    names = [name for name, count in lacking.items() if count < size]
    if not names:
        return [{} for _ in range(size)]
    rows = zip(*(columns[name] for name in names), strict=True)
    if any(map(lacking.__getitem__, names)):
        return [_stated(names, row) for row in rows]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _stated(names: Sequence[str], row: Iterable[Value]) -> Properties:
    return {name: value for name, value in zip(names, row, strict=True) if value != ""}
