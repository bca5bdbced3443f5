"""Do the statements of a dossier state its answer? Reading of facts alone, no code of what answers.

Promises: every row, relationship and attached record has its statements, or is named as only referred to;
there are no others; a relationship of the answer is stated with the ends that it shows, merged records taken
as one, and holds: its best statement is no withdrawal. Of an answer as of a time, or under a preferred
source, only that it is stated: what holds is then not for the statements alone to say. What rows tell of
their records and identifiers, `app.dossier.told` looks at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.dossier.proven import Stated
from app.dossier.reading import Finding, is_key
from app.dossier.told import mistold
from graph_model.facts import (
    DECIDED_PRECEDENCE,
    AnyFact,
    LoadAbandoned,
    LoadBegun,
    LoadEnded,
    Reject,
    RejectResolved,
    RelationshipFact,
    Retraction,
    rank,
)
from graph_model.keys import OWN_NAMESPACE, make


def misstated(
    answer: Mapping[str, object],
    stated: Sequence[Stated],
    records: Sequence[str],
    unstated: Sequence[str],
) -> Iterator[Finding]:
    """What the answer shows otherwise than its statements."""
    by_key: dict[str, list[AnyFact]] = defaultdict(list)
    for one in stated:
        by_key[key_of(one.fact)].append(one.fact)
    rows: list[Mapping[str, object]] = answer["rows"]  # type: ignore[assignment]
    links: list[list[str]] = answer["relationships"]  # type: ignore[assignment]
    told = {*(str(row["key"]) for row in rows), *(link[3] for link in links), *records}
    for key in sorted(told):
        if not is_key(key):
            yield f"{key!r} is no key"
    for key in sorted(set(unstated) - told):
        yield f"{key} is named as without a statement, and is no part of the answer or of its records"
    for key in sorted(told - by_key.keys() - set(unstated)):
        yield f"{key} has no statement, and is not named as one without"
    for key in sorted(by_key.keys() - told):
        yield f"{key} is stated, and is no part of the answer or of its records"
    for key in sorted(by_key.keys() & set(unstated)):
        yield f"{key} is stated, and named as if it were not"
    clocks: Mapping[str, object] = answer["clocks"]  # type: ignore[assignment]
    is_plain = clocks["as_of"] is None and "prefer" not in answer
    one_of = _merged(by_key)
    for source, type_, target, key in links:
        yield from _link((source, type_, target), key, by_key.get(key, ()), one_of, plain=is_plain)
    yield from mistold(rows, by_key, told, one_of, plain=is_plain)


def key_of(fact: AnyFact) -> str:
    """The key of what a fact speaks of."""
    match fact:
        case LoadBegun() | LoadEnded() | LoadAbandoned():
            return make("load", OWN_NAMESPACE, fact.load)
        case Reject():
            return make("reject", OWN_NAMESPACE, fact.load, str(fact.line))
        case RejectResolved():
            return fact.reject
    return fact.key


def _link(
    ends: tuple[str, str, str],
    key: str,
    facts: Iterable[AnyFact],
    one_of: Mapping[str, str],
    *,
    plain: bool,
) -> Iterator[Finding]:
    ranked = sorted((rank(fact), fact) for fact in facts if isinstance(fact, RelationshipFact | Retraction))
    if plain and ranked and isinstance(ranked[-1][1], Retraction):
        yield f"{key} is in the answer, and was withdrawn"
        return
    shown = _as_one(ends, one_of)
    counting = ranked[-1:] if plain else ranked
    if not any(_as_one(_ends(fact), one_of) == shown for _, fact in counting):
        yield f"{key} is not stated as the answer shows it: {' '.join(ends)}"


def _ends(fact: AnyFact) -> tuple[str, str, str]:
    is_stated = isinstance(fact, RelationshipFact)
    return (fact.source, fact.type, fact.target) if is_stated else ("", "", "")  # type: ignore[union-attr]


def _as_one(ends: tuple[str, str, str], one_of: Mapping[str, str]) -> tuple[str, str, str]:
    source, type_, target = ends
    return one_of.get(source, source), type_, one_of.get(target, target)


def _merged(by_key: Mapping[str, Sequence[AnyFact]]) -> dict[str, str]:
    """Record -> the first key of all that were decided to be one with it."""
    one_of: dict[str, str] = {}
    for facts in by_key.values():
        ranked = sorted((rank(f), f) for f in facts if isinstance(f, RelationshipFact | Retraction))
        best = ranked[-1][1] if ranked else None
        if not isinstance(best, RelationshipFact) or best.type != "ALIAS_OF":
            continue
        if best.precedence == DECIDED_PRECEDENCE:
            pair = {one_of.get(end, end) for end in (best.source, best.target)}
            one_of |= dict.fromkeys((best.source, best.target), min(pair))
            one_of |= {key: min(pair) for key, first in one_of.items() if first in pair}
    return one_of
