"""What rows that are alike in few cells have in common: which rules fit them and what these need.

A movement type and whether a lot is named decide nearly everything, so it is worked out once for each
combination; look-ups and derivations that no fitting rule reads are then not made. Where the rules ask
for more than that (a look-up's result, a comparison), the row itself decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from loaders.rules import Conditions, Derived, Lookup, Rules, names_in

# The text of a cell, or only whether it is filled.
Known = str | bool
Step = Lookup | Derived


@dataclass(frozen=True, slots=True)
class Deciding:
    """Columns whose text decides, and those of which it only matters whether they are filled."""

    texts: tuple[str, ...]
    filled: tuple[str, ...]


def deciding(rules: Rules, steps: Iterable[Step], columns: Collection[str]) -> Deciding:
    """The columns that rules ask for, directly or through what is derived from them."""
    made = {name: step for step in steps for name in step.names}
    whens = [when for _, when in asked(rules)] + [step.when for step in made.values()]
    texts, filled = dict[str, None](), dict[str, None]()
    todo = [(name, isinstance(test, bool)) for when in whens for name, test in when.items()]
    seen: set[tuple[str, bool]] = set()
    while todo:
        name, only_filled = todo.pop()
        if (name, only_filled) in seen:
            continue
        seen.add((name, only_filled))
        if name in columns:
            (filled if only_filled else texts)[name] = None
        elif isinstance(step := made.get(name), Derived):
            todo += _through(step, only_filled=only_filled)
    return Deciding(tuple(texts), tuple(name for name in filled if name not in texts))


def _through(step: Derived, *, only_filled: bool) -> list[tuple[str, bool]]:
    if step.table or step.other is not None:
        return [(step.of, False)]
    if not only_filled:
        return []
    return [(name, True) for source in (step.pattern, *step.first_of) for name in names_in(source)]


def asked(rules: Rules) -> list[tuple[str, Conditions]]:
    """Every condition of the rules, in the order in which they are asked, with what it is of."""
    return [
        *(("ignore", one.when) for one in rules.ignores),
        *(("refuse", one.when) for one in rules.refusals),
        *(("state", one.when) for one in rules.states),
        *(("finding", one.when) for one in rules.oddities),
    ]


@dataclass(frozen=True, slots=True)
class Decided:
    """What is known of rows that are alike, and the names that the rules which fit them read."""

    known: Mapping[str, Known]
    needed: frozenset[str]


def decided(rules: Rules, steps: Iterable[Step], known: Mapping[str, Known]) -> Decided | None:
    """Which rules fit rows of which so much is known; None where each row must decide."""
    steps, found = list(steps), dict(known)
    for step in steps:
        found.update(_known(step, found))
    fits = [(what, holds(when, found)) for what, when in asked(rules)]
    if any(fit is None for _, fit in fits):
        return None
    if any(fit and what in {"ignore", "refuse"} for what, fit in fits):
        return Decided(found, frozenset())
    states = [state for state in rules.states if holds(state.when, found)]
    needed = {name for state in states for name in state.reads} | set(names_in(rules.changed))
    for step in reversed(steps):
        if needed.intersection(step.names):
            needed.update(step.reads)
    return Decided(found, frozenset(needed))


def _known(step: Step, known: Mapping[str, Known]) -> dict[str, Known]:
    """What is known of the values of a step before it is made."""
    when = holds(step.when, known)
    if when is False:
        return dict.fromkeys(step.names, "")
    if when is None or isinstance(step, Lookup):
        return {}
    value = _value(step, known)
    return {} if value is None else {step.name: value}


def _value(step: Derived, known: Mapping[str, Known]) -> Known | None:
    if step.table or step.other is not None:
        of = known.get(step.of)
        return step.table.get(of, step.other) if isinstance(of, str) else None
    if step.pattern:
        filled = [_filled(name, known) for name in names_in(step.pattern)]
        return False if False in filled else None if None in filled else True
    if step.first_of:
        sources = [_source_filled(source, known) for source in step.first_of]
        return True if True in sources else None if None in sources else False
    return None


def _source_filled(source: str, known: Mapping[str, Known]) -> bool | None:
    names = [_filled(name, known) for name in names_in(source)]
    return False if False in names else None if None in names else True


def _filled(name: str, known: Mapping[str, Known]) -> bool | None:
    value = known.get(name)
    return None if value is None else bool(value)


def holds(when: Conditions, known: Mapping[str, Known]) -> bool | None:
    """Whether conditions hold; None where that can't be said of what is known."""
    answer: bool | None = True
    for name, test in when.items():
        value = known.get(name)
        fits = None if value is None else _fits(test, value)
        if fits is False:
            return False
        answer = answer if fits else None
    return answer


def _fits(test: tuple[str, ...] | bool, value: Known) -> bool | None:
    if isinstance(test, bool):
        return bool(value) is test
    if isinstance(value, str):
        return value in test
    return None if value else "" in test
