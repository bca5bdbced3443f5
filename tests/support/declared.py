"""Facts with every declared property, made from the declarations."""

from __future__ import annotations

from collections.abc import Iterator

from graph_model.decision_nodes import DECISIONS
from graph_model.declare import Kind, NodeType, Property, RelationshipType
from graph_model.facts import NodeFact, RelationshipFact, Value
from graph_model.keys import make, relationship_key
from graph_model.nodes import BY_LABEL, SYSTEM
from graph_model.sealed import Sealed

VALUES: dict[Kind, Value] = {
    Kind.TEXT: "心脏 0007",
    Kind.INTEGER: -3,
    Kind.QUANTITY: 2**63 - 1,
    Kind.DATE: "2025-01-31",
    Kind.TIME: "2025-01-31T08:15:00.000001Z",
    Kind.INTEGERS: (1, -2, 3),
}


def value_of(declared: Property) -> Value:
    """A value of the declared kind."""
    if declared.personal:
        return str(Sealed("0123456789abcdef" * 2, bytes(17)))
    return declared.values[-1] if declared.kind is Kind.CODE else VALUES[declared.kind]


def key_of(node: NodeType, *, optional: bool = False) -> str:
    """A key with the declared parts, each naming itself."""
    namespace = "lotgraph" if node in (*DECISIONS, *SYSTEM) else "t"
    return make(node.prefix, namespace, *node.key_parts, *(node.optional_parts if optional else ()))


def origin_of(*nodes: NodeType) -> str:
    """Decided, where one of the nodes can only be decided."""
    return "decided" if any(node.origin == "decided" for node in nodes) else "imported"


def fact_of_node(node: NodeType, origin: str = "") -> NodeFact:
    """A node with every property that may be stated; one that repeats a part of the key is that part."""
    origin = origin or origin_of(node)
    properties = {p.name: value_of(p) for p in node.properties if origin == "decided" or not p.decided}
    texts = {p.name for p in node.properties if p.kind is Kind.TEXT and not p.personal}
    properties |= {name: name for name in node.key_parts if name in texts}
    return NodeFact(key=key_of(node, optional=True), properties=properties, origin=origin)


def facts_of_relationship(declared: RelationshipType) -> Iterator[RelationshipFact]:
    """One relationship for each pair of ends."""
    for source in (BY_LABEL[label] for label in declared.sources):
        for target in (BY_LABEL[label] for label in declared.targets):
            yield RelationshipFact(
                type=declared.type,
                key=relationship_key(declared.type, "t", source.label, target.label),
                source=key_of(source, optional=True),
                target=key_of(target, optional=True),
                properties={p.name: value_of(p) for p in declared.all_properties},
                origin=origin_of(source, target),
            )
