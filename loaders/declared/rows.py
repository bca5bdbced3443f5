"""Rows of a declared file: cleaned, joined with what they look up, and taken by the rules that fit them.

Which rules fit depends on few columns (a movement type, whether a lot is named), so the choice is
remembered by their cells and made once for each combination; rows that are alike are taken together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from loaders.declared.batch import CHANGED, Batch, Texts, narrowed
from loaders.declared.cleaning import clean, cleaners
from loaders.declared.lookups import taker
from loaders.declared.memo import Memo
from loaders.declared.programs import asked, decided, deciding, holds
from loaders.declared.sources import Getter, asks, first_filled, getter, readable_key
from loaders.declared.statements import Make, Said, Statements
from loaders.declared.typed import Columns
from loaders.errors import CellError
from loaders.mapping import BLANK, File
from loaders.masking import kept, without_names
from loaders.outcome import Accepted, Finding, Ignored, Outcome, Rejected
from loaders.profile import Column
from loaders.rules import Conditions, Derived, Lookup, Rules, State, in_order
from loaders.tables import Row
from loaders.values import BadValue, changed, integer, scaled

_REMEMBERED: Final = 10_000
_SHOWN: Final = 20
Step = Callable[[Batch], None]
_Alike = tuple[str | bool, ...]


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


class _Taken:
    """What became of rows that are read at once: outcomes, or what those say that are accepted."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.outcomes: list[Outcome | None] = [None] * len(rows)
        self.said: list[tuple[Said, ...]] = [()] * len(rows)
        self.told: dict[int, list[Finding]] = {}

    def accept(self, batch: Batch, said: Sequence[Sequence[Said]]) -> None:
        """The rows say this, column by column."""
        for at, row in zip(batch.positions, zip(*said, strict=True), strict=True):
            self.said[at] = row
        self.told |= batch.told


class Reader:
    """Turns rows of one file into outcomes."""

    def __init__(self, file: File, namespace: str, context: Sequence[File]) -> None:
        self._file, self._rules = file, file.spec.rules
        width = len(file.table.header)
        self._at = _positions(file, width)
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
        self._programs: dict[_Alike, _Program] = {}
        self._changed = _change_time(self._rules, columns)
        self._choices: dict[_Alike, _Choice] = {}
        self._above: tuple[str, ...] | None = None
        people = [state for state in self._rules.states if state.names_people]
        self.names_people = bool(people)
        parts = (part for state in people for ref in state.node for part in ref.parts)
        self._key_at = [at for part in parts if (at := self._at.get(part, width)) < width]

    def outcomes(self, rows: Sequence[Row]) -> list[Outcome]:
        """What becomes of rows that follow one another."""
        taken = _Taken(rows)
        batch = self._carried_on(self._filled_rows(taken), taken)
        clean_text = map(str.isascii, map("".join, (rows[at][1] for at in batch.positions)))
        for (plain, *key), alike in _alike(batch, *self._alike, clean_text).items():
            work = partial(self._follow, self._program(tuple(key)), taken)
            narrowed(replace(batch, plain=bool(plain)), alike, work, partial(self._reject, taken))
        found = self._statements.facts([line for line, _, _ in rows], taken.said)
        return [
            outcome or Accepted(row[0], 1, facts, tuple(taken.told.get(at, ())))
            for at, (row, outcome, facts) in enumerate(zip(rows, taken.outcomes, found, strict=True))
        ]

    def _filled_rows(self, taken: _Taken) -> Batch:
        """The rows that are not blank, cleaned."""
        batch = Batch.of(taken.rows)
        if not all(filled := list(map(any, (cells for _, cells, _ in taken.rows)))):
            for at, (line, _, _) in enumerate(taken.rows):
                taken.outcomes[at] = None if filled[at] else Ignored(line, 1, BLANK)
            batch = batch.only([at for at, some in enumerate(filled) if some])
        clean(batch, self._cleaning)
        return batch

    def _follow(self, program: _Program, taken: _Taken, batch: Batch) -> None:
        """What the rules that fit make of rows that are alike."""
        for at, name in self._filled:
            if "" in batch[at]:
                raise CellError(name, "required", f"{name} is empty")
        for step in program.steps:
            step(batch)
        if program.choice:
            self._come_to(program.choice, taken, batch)
            return
        for key, alike in _alike(batch, self._by_text, self._by_filled).items():
            choice = self._choose(key, batch.only(alike[:1]))
            narrowed(batch, alike, partial(self._come_to, choice, taken), partial(self._reject, taken))

    def _come_to(self, choice: _Choice, taken: _Taken, batch: Batch) -> None:
        if choice.ignored:
            for at, line in zip(batch.positions, batch.lines, strict=True):
                taken.outcomes[at] = Ignored(line, 1, choice.ignored)
            return
        if choice.refused or not choice.makes:
            for row in range(len(batch)):
                one = batch.only([row])
                self._reject(taken, one, self._refusal(choice, one))
            return
        if self._changed is not None:
            batch.columns[CHANGED] = self._changed(batch)
        for row in range(len(batch)) if choice.findings else ():
            batch.findings(row).extend(choice.findings)
        taken.accept(batch, [column for make in choice.makes for column in make(batch)])

    def _refusal(self, choice: _Choice, one: Batch) -> CellError:
        if choice.refused:
            column, message = choice.refused
            return CellError(column, "state", message)
        names = [name for kind in _deciding(self._rules) for name in kind]
        shown = ", ".join(f"{name}={one[self._at[name]][0][:40]!r}" for name in names)
        return CellError(names[0] if names else "", "state", f"no rule of the profile covers {shown}")

    def _reject(self, taken: _Taken, one: Batch, error: CellError) -> None:
        """The cells are kept as they were read."""
        (at,) = one.positions
        line, cells, raw = taken.rows[at]
        shown = kept(raw, [cells], self._file.binding.personal)
        touches = tuple(dict.fromkeys((*error.touches, *self._touched(one))))
        rejected = Rejected(line, 1, error.column, error.rule, error.message, shown.rstrip("\r\n"), touches)
        named = self.names_people
        taken.outcomes[at] = without_names(rejected, cells, self._key_at) if named else rejected

    def _carried_on(self, batch: Batch, taken: _Taken) -> Batch:
        """Blank cells of a row that goes on with the record above mean the cells above."""
        if not self._carried or not batch.lines:
            return batch
        rows, good = list(zip(*(batch[at] for at in self._carried), strict=True)), list[int]()
        for row, cells in enumerate(rows):
            if any(cells):
                self._above = cells
            if self._above is None:
                problem = "the row goes on with a record that is not there"
                self._reject(taken, batch.only([row]), CellError("", "required", problem))
                continue
            rows[row] = self._above
            good.append(row)
        for at, column in zip(self._carried, zip(*rows, strict=True), strict=True):
            batch.columns[at] = column
        return batch.only(good)

    def forget(self) -> None:
        """A row could not be taken apart: what goes on with it goes on with nothing."""
        self._above = None

    def _program(self, key: _Alike) -> _Program:
        program = self._programs.get(key)
        if program is None:
            if len(self._programs) >= _REMEMBERED:
                self._programs.clear()
            program = self._programs[key] = self._programmed(key)
        return program

    def _programmed(self, key: _Alike) -> _Program:
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

    def _choose(self, key: _Alike, one: Batch) -> _Choice:
        """The choice for rows with these deciding cells, of which one is given."""
        choice = self._choices.get(key)
        if choice is None:
            if len(self._choices) >= _REMEMBERED:
                self._choices.clear()
            choice = self._choices[key] = self._chosen(lambda when: asks(when, self._at)(one)[0])
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
            return taker(one, (self._file, *context), columns.at)
        if one.udi_of:
            return _read_from_udi(one, columns)
        return _derived(one, columns, self._namespace)

    def _touched(self, one: Batch) -> Iterable[str]:
        """Keys that can be read from a rejected row: of the rules that fit it, else of all."""
        (key,) = _alike(one, self._by_text, self._by_filled)
        every = self._choose(key, one).readable or tuple(key for *_, keys in self._states for key in keys)
        return filter(None, dict.fromkeys(read(one)[0] for read in every))


def _alike(
    batch: Batch, texts: Sequence[int], filled: Sequence[int], *others: Iterable[bool]
) -> dict[_Alike, list[int]]:
    """Rows by the cells that decide on them, of some only whether they are filled."""
    columns = [*others, *(batch[at] for at in texts), *(map(bool, batch[at]) for at in filled)]
    if not columns:
        return {(): list(range(len(batch)))}
    groups: dict[_Alike, list[int]] = {}
    for row, key in enumerate(zip(*columns, strict=True)):
        groups.setdefault(key, []).append(row)
    return groups


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


def _derived(derived: Derived, columns: Columns, namespace: str) -> Step:
    slot, value = columns.at[derived.name], _derivation(derived, columns, namespace)
    wanted = asks(derived.when, columns.at)

    def always(batch: Batch) -> None:
        batch.columns[slot] = value(batch)

    def step(batch: Batch) -> None:
        rows = [row for row, fits in enumerate(wanted(batch)) if fits]
        if not rows:
            return
        made = dict(zip(rows, value(batch.only(rows)), strict=True))
        batch.columns[slot] = [made.get(row, "") for row in range(len(batch))]

    return step if derived.when else always


def _read_from_udi(derived: Derived, columns: Columns) -> Step:
    # Its tables take a quarter of a second to read, so that no other file may need them.
    from loaders.declared.udi import udi_part

    slot, value = columns.at[derived.name], udi_part(derived, columns)
    wanted = asks(derived.when, columns.at)

    def step(batch: Batch) -> None:
        batch.columns[slot] = value(batch, wanted(batch))

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
        return first_filled([getter(source, at) for source in derived.first_of])
    if derived.matching:
        return _matching(derived, columns)
    if derived.sign_of:
        return _sign(derived.sign_of, columns)
    if derived.equal:
        return _equal([getter(source, at) for source in derived.equal])
    return _translation(derived, at)


def _equal(reads: Sequence[Getter]) -> Getter:
    def compare(batch: Batch) -> Texts:
        rows = zip(*(read(batch) for read in reads), strict=True)
        return ["yes" if len(set(texts)) == 1 else "no" for texts in rows]

    return compare


def _matching(derived: Derived, columns: Columns) -> Getter:
    read, expression = getter(derived.of, columns.at), re.compile(derived.matching)

    def match(text: str) -> str:
        found = expression.search(text)
        return (found.group(1) or "") if found else ""

    return _each_text(read, match, derived.of)


def _product(sources: Sequence[str], at: Mapping[str, int]) -> Getter:
    """Whole numbers multiplied; empty where one of them is."""
    reads = [(source, getter(source, at)) for source in sources]

    def multiply(texts: Sequence[str]) -> str:
        product = 1
        for source, text in zip(sources, texts, strict=True):
            if not text:
                return ""
            try:
                product *= integer(text)
            except BadValue as error:
                raise CellError(source, error.rule, str(error)) from error
        return str(product)

    return lambda batch: list(map(multiply, zip(*(read(batch) for _, read in reads), strict=True)))


def _each_text(read: Getter, make: Callable[[str], str], column: str) -> Getter:
    """What is made of each text, worked out once for equal ones; the column is at fault where that fails."""
    made = Memo(make)

    def take(batch: Batch) -> Texts:
        try:
            return list(map(made.__getitem__, read(batch)))
        except BadValue as error:
            raise CellError(column, error.rule, str(error)) from error

    return take


def _sign(source: str, columns: Columns) -> Getter:
    """`+`, `-` or `0`; empty for no number."""

    def sign(text: str) -> str:
        plain = columns.plain(text)
        if not plain:
            return ""
        value = scaled(plain)
        return "0" if not value else "+" if value > 0 else "-"

    return _each_text(getter(source, columns.at), sign, source)


def _translation(derived: Derived, at: Mapping[str, int]) -> Getter:
    table, other = derived.table, derived.other

    def translate(text: str) -> str:
        found = table.get(text, other)
        if found is None and text:
            known = ", ".join(list(table)[:_SHOWN])
            raise BadValue("code", f"{text[:40]!r} is not known to the profile; known: {known}")
        return found or ""

    return _each_text(getter(derived.of, at), translate, derived.of)


def _change_time(rules: Rules, columns: Columns) -> Getter | None:
    """When the source last changed the rows, as facts compare it."""
    if not rules.changed:
        return None
    time = columns.time(rules.changed)

    def stamp(text: str) -> str:
        return changed(_instant(time(text)[0])) if text else ""

    return _each_text(getter(rules.changed, columns.at), stamp, rules.changed)


def _instant(time: str) -> str:
    """A day as its first instant: of two statements of one day neither is the later."""
    return time if "T" in time else f"{time}T00:00:00Z"
