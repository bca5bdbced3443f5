"""The data dictionary, told from the declarations: one page, and the same as rows for the API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph_model.declare import NodeType, Property, RelationshipType
from graph_model.nodes import NODES
from graph_model.relationships import RELATIONSHIPS


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of one label or relationship type."""

    owner_type: str
    name: str
    kind: str
    unit: str
    description: str
    values: tuple[str, ...]
    personal: bool
    record_class: str
    owner: str


def entries() -> Iterator[Entry]:
    """Every declared field, labels first, in the order of the declarations."""
    for node in NODES:
        for declared in node.properties:
            yield _entry(node.label, declared, node.record_class.value, node.owner)
    for relationship in RELATIONSHIPS:
        for declared in relationship.all_properties:
            yield _entry(relationship.type, declared, "kept for ever", relationship.owner)


def _entry(name: str, declared: Property, record_class: str, owner: str) -> Entry:
    return Entry(
        owner_type=name,
        name=declared.name,
        kind=declared.kind.value,
        unit=declared.unit,
        description=declared.description,
        values=declared.values,
        personal=declared.personal,
        record_class=record_class,
        owner=declared.owner or owner,
    )


def page() -> str:
    """The dictionary as Markdown."""
    lines = [
        "# Data dictionary",
        "",
        "Generated from `graph_model` by `make generate`. Do not edit.",
        "",
        "Quantities are whole numbers of 10^-9 of their unit. A time is a day (`2025-01-31`) or an",
        "instant in UTC (`2025-01-31T08:15:00Z`): the form is its precision. Personal fields are marked, and",
        "so are fields whose owner is not their record's. What owners, record classes and personal fields",
        "mean stands in [governance.md](governance.md).",
        "",
        "## Nodes",
        "",
    ]
    for node in NODES:
        lines += _node(node)
    lines += ["## Relationships", "", "They point in the direction of material flow.", ""]
    for relationship in RELATIONSHIPS:
        lines += _relationship(relationship)
    return "\n".join(lines).rstrip() + "\n"


def _node(node: NodeType) -> list[str]:
    parts = [f"<{p}>" for p in node.key_parts] + [f"[<{p}>]" for p in node.optional_parts]
    return [
        f"### {node.label}",
        "",
        f"{node.description[0].upper()}{node.description[1:]}.",
        "",
        f"Key `{node.prefix}:<namespace>/{'/'.join(parts)}` · {node.record_class.value} · "
        f"{node.origin} · owner: {node.owner}",
        "",
        *_table(node.properties),
    ]


def _relationship(relationship: RelationshipType) -> list[str]:
    return [
        f"### {relationship.type}",
        "",
        f"`({'|'.join(relationship.sources)})-[:{relationship.type}]->({'|'.join(relationship.targets)})` · "
        f"{relationship.phase.value} · key from {relationship.key_source} · owner: {relationship.owner}",
        "",
        f"Forward: {relationship.forward_example}. Backward: {relationship.backward_example}.",
        "",
        *_table(relationship.all_properties),
    ]


def _table(properties: tuple[Property, ...]) -> list[str]:
    rows = ["| field | type | meaning |", "|---|---|---|"]
    for declared in properties:
        meaning = declared.description
        if declared.values:
            meaning += f": {', '.join(declared.values)}"
        if declared.personal:
            meaning += " (personal)"
        if declared.owner:
            meaning += f" (owner: {declared.owner})"
        rows.append(f"| `{declared.name}` | {declared.kind.value} | {meaning} |")
    return [*rows, ""]
