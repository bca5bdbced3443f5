"""A graph as lines of text that a person can write by hand and compare.

    lot:sap/RM-1/0001 expires=2026-01-01 lot_number=0001
    lot:sap/RM-1/0001 CONSUMED_IN step:sap/production/1000 document=49-2025 quantity=12.5 uom=kg

Nodes first, then the live relationships, sorted; amounts as decimals; a dispute as `name=value?`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from graph_model.declare import Kind, Property
from graph_model.facts import NodeFact, Properties, Statement
from graph_model.keys import prefix_of
from graph_model.nodes import BY_PREFIX
from graph_model.relationships import BY_TYPE
from graph_model.units import from_scaled
from loaders import Accepted, Ignored, Outcome, Rejected
from tests.support.definition import effective, live


def facts_of(outcomes: Iterable[Outcome]) -> list[Statement]:
    return [fact for one in outcomes if not isinstance(one, Ignored) for fact in one.facts]


def pictured(facts: Iterable[Statement]) -> list[str]:
    """The graph that facts leave."""
    stated = list(facts)
    nodes: defaultdict[str, list[NodeFact]] = defaultdict(list)
    for fact in stated:
        if isinstance(fact, NodeFact):
            nodes[fact.key].append(fact)
    lines = [_node(key, found) for key, found in sorted(nodes.items())]
    links = (
        f"{r.source} {r.type} {r.target}{_properties(r.properties, BY_TYPE[r.type].all_properties)}"
        for r in live(stated).values()
    )
    return lines + sorted(links)


def counted(outcomes: Iterable[Outcome]) -> list[str]:
    """What became of rows that state nothing, and findings: `line 3: rejected MENGE number`."""
    lines = []
    for one in outcomes:
        if isinstance(one, Rejected):
            lines.append(f"line {one.line}: rejected {one.column or '-'} {one.rule}")
        elif isinstance(one, Ignored):
            lines.append(f"line {one.line}: ignored, {one.reason}")
        elif isinstance(one, Accepted):
            lines += [f"line {one.line}: finding {f.column} {f.rule}" for f in one.findings]
    return lines


def written(path: Path) -> list[str]:
    """The lines of a file that somebody wrote by hand; `#` begins a comment, blank lines part groups."""
    lines = (line.rstrip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _node(key: str, facts: Iterable[NodeFact]) -> str:
    properties, disputed = effective(facts)
    return key + _properties(properties, BY_PREFIX[prefix_of(key)].properties, disputed)


def _properties(properties: Properties, declared: Iterable[Property], disputed: Iterable[str] = ()) -> str:
    amounts = {p.name for p in declared if p.kind is Kind.QUANTITY}
    doubtful = set(disputed)
    shown = (
        (name, from_scaled(value) if name in amounts and isinstance(value, int) else value)
        for name, value in sorted(properties.items())
    )
    return "".join(f" {name}={value}{'?' if name in doubtful else ''}" for name, value in shown)
