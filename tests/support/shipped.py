"""A few rows for a profile that ships, and the graph that they leave."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from graph_model.facts import NodeFact, RelationshipFact
from graph_model.units import from_scaled
from loaders import plan
from loaders.outcome import Accepted, Outcome, Rejected
from tests.support.definition import effective, live
from tests.support.pictured import facts_of

# Where it comes from, what happened, where it goes, how much.
Moved = tuple[str, str, str, str]
FLOW = ("CONSUMED_IN", "PRODUCED", "HAS_UNIT", "USED_IN")


def taken(
    folder: Path, profile: str, files: Mapping[str, str | bytes], *, zone: str | None = None
) -> list[Outcome]:
    """What becomes of the rows of these files, each without its indent."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        raw = (
            text if isinstance(text, bytes) else "\n".join(map(str.strip, text.strip().splitlines())).encode()
        )
        (folder / name).write_bytes(raw)
    sources = plan([folder], profile=profile, namespace="n", time_zone=zone)
    return [outcome for source in sources for outcome in source.outcomes()]


def moved(outcomes: list[Outcome], *types: str) -> set[Moved]:
    """The live relationships of these types (of material flow, where none is named) with their sums."""
    sums: dict[tuple[str, str, str], tuple[int, str]] = {}
    for fact in live(facts_of(outcomes)).values():
        if fact.type in (types or FLOW):
            ends = (fact.source, fact.type, fact.target)
            quantity, unit = fact.properties.get("quantity"), str(fact.properties.get("uom", ""))
            so_far, _ = sums.get(ends, (0, unit))
            sums[ends] = (so_far + (quantity if isinstance(quantity, int) else 0), unit)
    return {(*ends, f"{from_scaled(n)} {unit}" if unit else "") for ends, (n, unit) in sums.items()}


def times(outcomes: list[Outcome]) -> set[tuple[str, object, object]]:
    """Type, time and offset of every event that is stated."""
    facts = (fact for fact in facts_of(outcomes) if isinstance(fact, RelationshipFact))
    found = ((f.type, f.properties.get("event_time"), f.properties.get("event_offset", "")) for f in facts)
    return {entry for entry in found if entry[1]}


def properties(outcomes: list[Outcome], key: str) -> dict[str, object]:
    """What is stated of a node."""
    stated = [f for f in facts_of(outcomes) if isinstance(f, NodeFact) and f.key == key]
    return dict(effective(stated)[0])


def refused(outcomes: list[Outcome]) -> list[tuple[int, str, str]]:
    """Line, column and rule of every rejected row."""
    return [(one.line, one.column, one.rule) for one in outcomes if isinstance(one, Rejected)]


def found_odd(outcomes: list[Outcome]) -> list[tuple[int, str, str]]:
    """Line, column and rule of every finding."""
    accepted = (one for one in outcomes if isinstance(one, Accepted))
    return [(one.line, f.column, f.rule) for one in accepted for f in one.findings]


def one_act(outcomes: list[Outcome]) -> set[str]:
    """Types of the relationships that share the one `same_as_key` there is."""
    shared = [(f.type, f.properties.get("same_as_key")) for f in live(facts_of(outcomes)).values()]
    (key,) = {key for _, key in shared if key}
    return {type_ for type_, value in shared if value == key}
