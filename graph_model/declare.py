"""The shapes in which nodes and relationships are declared.

A declaration is data: `graph_model.nodes` and `graph_model.relationships` hold the tables, and
constraints, upserts, loader validation, GraphQL descriptions and the data dictionary come from them.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class RecordClass(StrEnum):
    """How long a record lives and who may change it."""

    FOR_EVER = "kept for ever"
    VERSIONED = "versioned"
    SIGNED = "must be signed"


class Phase(StrEnum):
    """What a trace may do with a relationship."""

    FLOW = "material flow"
    LOGISTICS = "logistics"
    CONTEXT = "context"


class Kind(StrEnum):
    """The type of a property's value, as stored and as loaders must hand it over."""

    TEXT = "text"
    INTEGER = "integer"
    QUANTITY = "scaled integer, 9 digits"
    DATE = "date"
    TIME = "time"
    CODE = "code"
    INTEGERS = "list of integers"


class _Declaration(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Property(_Declaration):
    """One field: what it is, how exact, and whether it says something about a person."""

    name: str
    kind: Kind
    description: str
    unit: str = ""
    values: tuple[str, ...] = ()
    personal: bool = False
    searchable: bool = False
    owner: str = ""
    """Who answers for this field, where that is not who answers for its record."""
    subject: str = ""
    """Of a personal field: which field names the record that it is about; empty where it is its own."""
    decided: bool = False
    """Whether it is decided here, by the workflows alone (docs/workflow.md): no source may state it."""


class NodeType(_Declaration):
    """One label: its key, its fields, how long it is kept and who answers for it."""

    label: str
    prefix: str
    key_parts: tuple[str, ...]
    optional_parts: tuple[str, ...] = ()
    properties: tuple[Property, ...]
    description: str
    record_class: RecordClass
    owner: str
    origin: str = "imported"
    occurs: str = ""
    """The property that says when it happened; empty where it is no event."""

    def property_named(self, name: str) -> Property | None:
        """The declared property of that name."""
        return next((p for p in self.properties if p.name == name), None)


class RelationshipType(_Declaration):
    """One type: its ends in the direction of material flow, and one example each way."""

    type: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    phase: Phase
    key_source: str
    description: str
    quantity: bool = False
    properties: tuple[Property, ...] = ()
    forward_example: str
    backward_example: str
    owner: str

    def property_named(self, name: str) -> Property | None:
        """The declared property of that name, the common ones included."""
        return next((p for p in self.all_properties if p.name == name), None)

    @property
    def all_properties(self) -> tuple[Property, ...]:
        """Its own fields, then those every relationship has, then the quantity's where it has one."""
        return self.properties + COMMON + (QUANTITY if self.quantity else ())


def node_type(
    label: str,
    key: str,
    description: str,
    *properties: Property,
    owner: str,
    keep: RecordClass = RecordClass.FOR_EVER,
    origin: str = "imported",
    occurs: str = "",
) -> NodeType:
    """A declaration from its key pattern: `lot: material lot [record]`."""
    prefix, _, parts = key.partition(": ")
    names = parts.split()
    return NodeType(
        label=label,
        prefix=prefix,
        key_parts=tuple(n for n in names if not n.startswith("[")),
        optional_parts=tuple(n.strip("[]") for n in names if n.startswith("[")),
        properties=properties,
        description=description,
        record_class=keep,
        owner=owner,
        origin=origin,
        occurs=occurs,
    )


def text(
    name: str,
    description: str,
    *,
    personal: bool = False,
    searchable: bool = False,
    owner: str = "",
    subject: str = "",
) -> Property:
    """A text field."""
    return Property(
        name=name,
        kind=Kind.TEXT,
        description=description,
        personal=personal,
        searchable=searchable,
        owner=owner,
        subject=subject,
    )


def code(name: str, description: str, *values: str) -> Property:
    """A field with a closed list of values."""
    return Property(name=name, kind=Kind.CODE, description=description, values=values)


def decided(declared: Property) -> Property:
    """The same field, which no source may state."""
    return declared.model_copy(update={"decided": True})


def stage(*values: str) -> Property:
    """Where a record stands in its workflow; `quality.workflows` says how it comes there."""
    return decided(code("stage", "where it stands in its workflow", *values))


def date(name: str, description: str, *, owner: str = "") -> Property:
    """A calendar day, `2025-01-31`."""
    return Property(name=name, kind=Kind.DATE, description=description, owner=owner)


def time(name: str, description: str) -> Property:
    """A day (`2025-01-31`) or an instant in UTC (`2025-01-31T08:15:00Z`); the form is the precision."""
    return Property(name=name, kind=Kind.TIME, description=description)


def integer(name: str, description: str, unit: str = "") -> Property:
    """A whole number."""
    return Property(name=name, kind=Kind.INTEGER, description=description, unit=unit)


def scaled(name: str, description: str, unit: str = "") -> Property:
    """An exact decimal, stored as an integer of 10^-9."""
    return Property(name=name, kind=Kind.QUANTITY, description=description, unit=unit)


COMMON: tuple[Property, ...] = (
    time("event_time", "when it happened: a day, or an instant in UTC"),
    text("event_offset", "UTC offset the source stated, such as +08:00"),
    code("event_kind", "whether the time is that of the act or of its booking", "actual", "posting"),
    text("document", "number of the source document"),
    text("same_as_key", "shared by statements of one and the same act in two systems; counted once"),
)

QUANTITY: tuple[Property, ...] = (
    scaled("quantity", "what flowed, in uom"),
    text("uom", "unit of quantity"),
    text("source_quantity", "the number as the source wrote it, where it was converted"),
    text("source_uom", "the unit as the source wrote it, where it was converted"),
    text(
        "factor",
        "what the source's number was multiplied by, as a fraction, where it was converted",
    ),
)
