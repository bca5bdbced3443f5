"""Rows of a declared file: cleaned, joined with what they look up, and taken by the rules that fit them.

Which rules fit depends on few columns (a movement type, whether a lot is named), so the choice is
remembered by their cells and made once for each combination; rows that are alike are taken together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from loaders.declared.cleaning import clean, cleaners
from loaders.declared.lookups import taker
from loaders.declared.programs import asked, decided, deciding, holds
from loaders.declared.sources import Cells, Getter, asks, getter, readable_key
from loaders.declared.statements import Make, Row, Statements
from loaders.declared.typed import Columns
from loaders.errors import CellError
from loaders.mapping import BLANK, File
from loaders.masking import kept, without_names
from loaders.outcome import Accepted, Finding, Ignored, Outcome, Rejected
from loaders.profile import Column
from loaders.rules import Conditions, Derived, Lookup, Rules, State, in_order
from loaders.values import BadValue, changed, integer, scaled

_REMEMBERED: Final = 10_000
_SHOWN: Final = 20
Step = Callable[[Row], None]


@dataclass(frozen=True, slots=True)
class _Choice:
    """What becomes of rows with the same deciding cells."""

    makes: tuple[Make, ...] = ()
    readable: tuple[Getter, ...] = ()
    ignored: str = ""
    refused: tuple[str, str] | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Program:
    """What is done with rows that are alike: steps, then the choice; without one the row decides."""

    steps: tuple[Step, ...]
    choice: _Choice | None = None


class Reader:
    """Turns rows of one file into outcomes."""

    def __init__(self, file: File, namespace: str, context: Sequence[File]) -> None:
        self._file, self._rules = file, file.spec.rules
        width = len(file.table.header)
        self._at = _positions(file, width)
        self._slots = [""] * (1 + len(set(self._at.values()) - set(range(width + 1))))
        profile, binding = file.profile, file.binding
        columns = Columns(profile, _declared(file), binding.locale, self._at)
        self._cleaning = cleaners(file)
        self._carried = [self._at[c.name] for c in file.spec.columns if c.carry and c.name in binding.index]
        self._filled = [(self._at[c.name], c.name) for c in file.spec.columns if c.filled]
        named = (column.name for column in file.spec.columns)
        self._namespace = namespace
        self._order = in_order(self._rules, named)
        self._steps = [(one, self._step(one, context, columns)) for one in self._order]
        self._statements = Statements(columns, namespace=namespace, precedence=profile.precedence)
        self._states = [
            (state, self._statements.compiled(state), _readable(state, namespace, self._at))
            for state in self._rules.states
        ]
        texts, filled = _deciding(self._rules)
        self._by_text, self._by_filled = [self._at[n] for n in texts], [self._at[n] for n in filled]
        self._deciding = deciding(self._rules, self._order, {column.name for column in file.spec.columns})
        self._alike = (
            [self._at[name] for name in self._deciding.texts],
            [self._at[name] for name in self._deciding.filled],
        )
        self._programs: dict[tuple[str | bool, ...], _Program] = {}
        self._changed = _change_time(self._rules, columns)
        self._choices: dict[tuple[str, ...], _Choice] = {}
        self._above: list[str] | None = None
        people = [state for state in self._rules.states if state.names_people]
        self.names_people = bool(people)
        parts = (part for state in people for ref in state.node for part in ref.parts)
        self._key_at = [at for part in parts if (at := self._at.get(part, width)) < width]

    def outcomes(self, rows: Sequence[TableRow]) -> list[Outcome]:
        """What becomes of rows that follow one another."""
        taken = _Taken(rows, self._rejected)
        batch = Batch.of(rows)
        if not all(map(any, (cells for _, cells, _ in rows))):
            filled = list[int]()
            for at, (line, cells, _) in enumerate(rows):
                if any(cells):
                    filled.append(at)
                else:
                    taken.outcomes[at] = Ignored(line, 1, BLANK)
            batch = batch.only(filled)
        clean(batch, self._cleaning)
        batch = self._carry(batch, taken)
        for key, alike in self._groups(batch, rows).items():
            halved(batch, alike, partial(self._follow, self._program(key), taken), taken.refuse)
        return [
            outcome or Accepted(row[0], 1, self._statements.facts(row[0], said), told)
            for row, (outcome, said, told) in zip(rows, taken.by_row(), strict=True)
        ]

    def _groups(self, batch: Batch, rows: Sequence[TableRow]) -> dict[_Alike, list[int]]:
        """Rows with the same deciding cells, those of ASCII alone apart."""
        texts, filled = self._alike
        columns = [*(batch[at] for at in texts), *(map(bool, batch[at]) for at in filled)]
        plain = list(map(str.isascii, map("".join, (rows[at][1] for at in batch.positions))))
        groups: dict[_Alike, list[int]] = {}
        for row, key in enumerate(zip(plain, *columns, strict=True)):
            groups.setdefault(key, []).append(row)
        return groups

    def _uncovered(self, cells: Cells) -> CellError:
        names = [name for kind in _deciding(self._rules) for name in kind]
        shown = ", ".join(f"{name}={cells[self._at[name]][:40]!r}" for name in names)
        return CellError(names[0] if names else "", "state", f"no rule of the profile covers {shown}")

    def _carry(self, row: Row) -> None:
        """Blank cells of a row that goes on with the record above mean the cells above."""
        if not self._carried:
            return
        if any(row.cells[at] for at in self._carried):
            self._above = [row.cells[at] for at in self._carried]
        elif self._above is None:
            raise CellError("", "required", "the row goes on with a record that is not there")
        else:
            for at, text in zip(self._carried, self._above, strict=True):
                row.cells[at] = text

    def forget(self) -> None:
        """A row could not be taken apart: what goes on with it goes on with nothing."""
        self._above = None

    def _program(self, cells: Cells) -> _Program:
        texts, filled = self._alike
        key: tuple[str | bool, ...] = (*[cells[at] for at in texts], *[bool(cells[at]) for at in filled])
        program = self._programs.get(key)
        if program is None:
            if len(self._programs) >= _REMEMBERED:
                self._programs.clear()
            program = self._programs[key] = self._programmed(key)
        return program

    def _programmed(self, key: tuple[str | bool, ...]) -> _Program:
        known = dict(zip((*self._deciding.texts, *self._deciding.filled), key, strict=True))
        found = decided(self._rules, self._order, known)
        if found is None:
            return _Program(tuple(step for _, step in self._steps))
        choice = self._chosen(lambda when: bool(holds(when, found.known)))
        if not (choice.makes or choice.ignored or choice.refused):
            return _Program(tuple(step for _, step in self._steps))  # to say what no rule covers
        return _Program(
            tuple(step for one, step in self._steps if found.needed.intersection(one.names)), choice
        )

    def _choose(self, cells: Cells) -> _Choice:
        key = (*[cells[at] for at in self._by_text], *["" if cells[at] else "-" for at in self._by_filled])
        choice = self._choices.get(key)
        if choice is None:
            if len(self._choices) >= _REMEMBERED:
                self._choices.clear()
            choice = self._choices[key] = self._chosen(lambda when: asks(when, self._at)(cells))
        return choice

    def _chosen(self, fits: Callable[[Conditions], bool]) -> _Choice:
        """What the rules come to, asked in their order."""
        for ignore in self._rules.ignores:
            if fits(ignore.when):
                return _Choice(ignored=ignore.reason)
        for refusal in self._rules.refusals:
            if fits(refusal.when):
                return _Choice(refused=(refusal.column, refusal.message))
        chosen = [entry for entry in self._states if fits(entry[0].when)]
        makes, readable = (make for _, make, _ in chosen), (key for *_, keys in chosen for key in keys)
        told = (Finding(o.column, o.rule, o.message) for o in self._rules.oddities if fits(o.when))
        return _Choice(tuple(makes), tuple(readable), findings=tuple(told))

    def _step(self, one: Lookup | Derived, context: Sequence[File], columns: Columns) -> Step:
        if isinstance(one, Lookup):
            return _looked_up(one, self._file, context, columns.at)
        if one.udi_of:
            return _read_from_udi(one, columns)
        return _derived(one, columns, self._namespace)

    def _touched(self, cells: Cells) -> Iterable[str]:
        """Keys that can be read from a rejected row: of the rules that fit it, else of all."""
        fitting = self._choose(cells).readable
        every = fitting or tuple(key for *_, keys in self._states for key in keys)
        return filter(None, dict.fromkeys(read(cells) for read in every))


def _declared(file: File) -> dict[str, Column]:
    """The columns by the names that rules give them, those of other files included.

    The first that is filled of several columns is one like the first of them.
    """
    specs = {spec.name: {column.name: column for column in spec.columns} for spec in file.profile.files}
    columns = {column.name: column for column in file.spec.columns}
    for lookup in file.spec.rules.lookups:
        there = specs[lookup.file]
        taken = zip(lookup.names, lookup.take, strict=True)
        columns |= {name: there[column] for name, column in taken if column in there}
    for derived in file.spec.rules.derived:
        if derived.first_of and (first := columns.get(derived.first_of[0])):
            columns[derived.name] = first
    return columns


def _positions(file: File, width: int) -> dict[str, int]:
    """Where each name stands in a row: columns, one empty cell for absent ones, then what is added."""
    at = {column.name: file.binding.index.get(column.name, width) for column in file.spec.columns}
    rules = file.spec.rules
    steps: list[Lookup | Derived] = [*rules.lookups, *rules.derived]
    added = [name for step in steps for name in step.names]
    return at | {name: width + 1 + i for i, name in enumerate(added)}


def _deciding(rules: Rules) -> tuple[list[str], list[str]]:
    """Names on which it depends which rules fit: by their text, and only by whether they are filled."""
    tests = [(name, test) for _, when in asked(rules) for name, test in when.items()]
    texts = dict.fromkeys(name for name, test in tests if not isinstance(test, bool))
    return list(texts), list(dict.fromkeys(name for name, _ in tests if name not in texts))


def _readable(state: State, namespace: str, at: Mapping[str, int]) -> list[Getter]:
    ends = (state.node, state.source, state.target)
    return [readable_key(refs, namespace, at) for refs in ends if refs]


def _looked_up(lookup: Lookup, file: File, context: Sequence[File], at: Mapping[str, int]) -> Step:
    take = taker(lookup, (file, *context), at)
    slots = [at[name] for name in lookup.names]
    wanted = asks(lookup.when, at)

    def step(row: Row) -> None:
        cells = row.cells
        if wanted(cells):
            for slot, text in zip(slots, take(cells), strict=True):
                cells[slot] = text

    return step


def _derived(derived: Derived, columns: Columns, namespace: str) -> Step:
    slot, value = columns.at[derived.name], _derivation(derived, columns, namespace)
    wanted = asks(derived.when, columns.at)

    def always(row: Row) -> None:
        row.cells[slot] = value(row.cells)

    def step(row: Row) -> None:
        if wanted(row.cells):
            always(row)

    return step if derived.when else always


def _read_from_udi(derived: Derived, columns: Columns) -> Step:
    # Its tables take a quarter of a second to read, so that no other file may need them.
    from loaders.declared.udi import udi_part

    slot, value = columns.at[derived.name], udi_part(derived, columns)
    wanted = asks(derived.when, columns.at)

    def step(row: Row) -> None:
        if wanted(row.cells):
            row.cells[slot] = value(row)

    return step


def _derivation(derived: Derived, columns: Columns, namespace: str) -> Getter:
    at = columns.at
    if derived.key_of:
        return readable_key(derived.key_of, namespace, at)
    if derived.product_of:
        return _product(derived.product_of, at)
    if derived.pattern:
        return getter(derived.pattern, at)
    if derived.first_of:
        reads = [getter(source, at) for source in derived.first_of]
        return lambda cells: next((text for read in reads if (text := read(cells))), "")
    if derived.matching:
        return _matching(derived, columns)
    if derived.sign_of:
        return _sign(derived.sign_of, columns)
    if derived.equal:
        texts = [getter(source, at) for source in derived.equal]
        return lambda cells: "yes" if len({read(cells) for read in texts}) == 1 else "no"
    return _translation(derived, at)


def _matching(derived: Derived, columns: Columns) -> Getter:
    read, expression = getter(derived.of, columns.at), re.compile(derived.matching)

    def match(cells: Cells) -> str:
        found = expression.search(read(cells))
        return (found.group(1) or "") if found else ""

    return match


def _product(sources: Sequence[str], at: Mapping[str, int]) -> Getter:
    """Whole numbers multiplied; empty where one of them is."""
    reads = [(source, getter(source, at)) for source in sources]

    def multiply(cells: Cells) -> str:
        product = 1
        for source, read in reads:
            if not (text := read(cells)):
                return ""
            try:
                product *= integer(text)
            except BadValue as error:
                raise CellError(source, error.rule, str(error)) from error
        return str(product)

    return multiply


def _sign(source: str, columns: Columns) -> Getter:
    """`+`, `-` or `0`; empty for no number."""
    number = columns.number(source)

    def sign(cells: Cells) -> str:
        try:
            text = number(cells)
            value = scaled(text) if text else None
        except BadValue as error:
            raise CellError(source, error.rule, str(error)) from error
        if value is None:
            return ""
        return "0" if not value else "+" if value > 0 else "-"

    return sign


def _translation(derived: Derived, at: Mapping[str, int]) -> Getter:
    read, table, other = at[derived.of], derived.table, derived.other

    def translate(cells: Cells) -> str:
        text = cells[read]
        found = table.get(text, other)
        if found is None and text:
            known = ", ".join(list(table)[:_SHOWN])
            raise CellError(derived.of, "code", f"{text[:40]!r} is not known to the profile; known: {known}")
        return found or ""

    return translate


def _change_time(rules: Rules, columns: Columns) -> Getter | None:
    """When the source last changed the row, as facts compare it."""
    if not rules.changed:
        return None
    read, time = getter(rules.changed, columns.at), columns.time(rules.changed)

    def stamp(cells: Cells) -> str:
        if not (text := read(cells)):
            return ""
        try:
            return changed(_instant(time(text)[0]))
        except BadValue as error:
            raise CellError(rules.changed, error.rule, str(error)) from error

    return stamp


def _instant(time: str) -> str:
    """A day as its first instant: of two statements of one day neither is the later."""
    return time if "T" in time else f"{time}T00:00:00Z"
