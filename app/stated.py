"""What somebody typed, as the value of a declared field."""

from __future__ import annotations

from app.errors import Refused
from graph_model.declare import NodeType, Property, RelationshipType
from graph_model.facts import Value
from loaders.values import BadValue, parser_for


def field_of(declared: NodeType | RelationshipType, name: str) -> Property:
    """The declared field of that name."""
    found = declared.property_named(name)
    if found is None:
        raise Refused(f"there is no property {name}", "See `lotgraph dictionary`.")
    return found


def value_of(field: Property, text: str) -> Value:
    """The value that a text states."""
    parse = parser_for(field)
    try:
        return parse(text) if parse else text
    except BadValue as error:
        raise Refused(f"{field.name}: {error}", "See `lotgraph dictionary`.") from error
