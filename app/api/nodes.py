"""The labels of the graph as GraphQL types, made from their declarations.

Promises: a type for every label and a field for every declared property, described in the declaration's
words; quantities are exact decimal text. A personal value comes as the store shows it: its text, or a word
in brackets that says why it can't be read.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable

import strawberry

from app.api.context import Info
from app.api.fields import ONLY_TELLS, resolved
from app.api.history import RecordSignature
from app.questions.reading import Card
from graph_model.declare import Kind, NodeType, Property
from graph_model.keys import prefix_of
from graph_model.nodes import BY_PREFIX, NODES
from graph_model.relationships import BY_TYPE
from graph_model.units import from_scaled


@strawberry.interface(description="Anything in the graph.")
class Node:
    """One node at one ledger size."""

    card: strawberry.Private[Card]
    known_at: strawberry.Private[int | None] = None

    @resolved
    def id(self) -> strawberry.ID:
        """Global id for `node(id:)`; it stands for the key."""
        return global_id(self.card.key)

    @resolved
    def key(self) -> str:
        """The key, made from the natural key: lot:<namespace>/<material>/<lot>."""
        return self.card.key

    @resolved
    def label(self) -> str:
        """What kind of thing it is."""
        return self.card.label

    @resolved
    def name(self) -> str | None:
        """What people call it; null where the label has no name, [erased] where a person's was erased."""
        declared = BY_PREFIX[prefix_of(self.card.key)].property_named("name")
        return None if declared is None else _text(self.card.properties.get("name"))

    @resolved
    def stated(self) -> bool:
        """False where it is only referred to and no file states it."""
        return self.card.stated

    @resolved
    def disputed(self) -> list[str]:
        """Properties about which sources disagree."""
        return list(self.card.disputed)

    @resolved
    def stated_later(self) -> list[str]:
        """Properties of which nothing is stated that is as old as `asOf`; what was stated first is shown."""
        return list(self.card.later)


def global_id(key: str) -> strawberry.ID:
    """The opaque id of a key."""
    return strawberry.ID(
        base64.urlsafe_b64encode(f"{BY_PREFIX[prefix_of(key)].label}:{key}".encode()).decode()
    )


def key_of(id_: str) -> str | None:
    """The key that an id stands for, or None where it is no id of ours."""
    try:
        label, _, key = base64.b64decode(id_, altchars=b"-_", validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    declared = BY_PREFIX.get(prefix_of(key))
    return key if declared is not None and declared.label == label else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _reader_of(declared: Property) -> Callable[..., object]:
    name = declared.name

    def text(root: Node) -> str | None:
        return _text(root.card.properties.get(name))

    def quantity(root: Node) -> str | None:
        value = root.card.properties.get(name)
        return from_scaled(value) if isinstance(value, int) else None

    def integer(root: Node) -> int | None:
        value = root.card.properties.get(name)
        return value if isinstance(value, int) else None

    def quantities(root: Node) -> list[str] | None:
        value = root.card.properties.get(name)
        return [from_scaled(v) for v in value] if isinstance(value, list | tuple) else None

    special: dict[Kind, Callable[..., object]] = {
        Kind.QUANTITY: quantity,
        Kind.INTEGER: integer,
        Kind.INTEGERS: quantities,
    }
    return special.get(declared.kind, text)


def _described(declared: Property) -> str:
    out = declared.description[0].upper() + declared.description[1:]
    if declared.unit:
        out += f", in {declared.unit}"
    if declared.values:
        out += f": {', '.join(declared.values)}"
    return f"{out}."


_SIGNED = "Who signed the decisions on it, in order (21 CFR 11.50); empty where none was signed here."


async def _signatures(root: Node, info: Info) -> list[RecordSignature]:
    found = await info.context.signatures.load((root.known_at, root.card.key))
    return [RecordSignature.of(signed) for signed in found]


def _type_of(declared: NodeType) -> type[Node]:
    fields = {
        p.name: strawberry.field(
            resolver=_reader_of(p), description=_described(p), metadata={ONLY_TELLS: True}
        )
        for p in declared.properties
    }
    if declared.label in BY_TYPE["SIGNED"].targets:
        fields["signatures"] = strawberry.field(resolver=_signatures, description=_SIGNED)
    plain = type(declared.label, (Node,), {"__module__": __name__, "__doc__": declared.description, **fields})
    description = f"{declared.description[0].upper()}{declared.description[1:]}."
    return strawberry.type(plain, name=declared.label, description=description)


TYPES: dict[str, type[Node]] = {declared.label: _type_of(declared) for declared in NODES}


def node_of(card: Card, known_at: int | None = None) -> Node:
    """A card as the type of its label, as of a ledger size; now where that is None."""
    return TYPES[card.label](card=card, known_at=known_at)
