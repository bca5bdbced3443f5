"""Rows of an answer as GraphQL types."""

from __future__ import annotations

import strawberry

from app.api.fields import resolved
from app.api.history import RecordSignature
from app.api.nodes import global_id
from app.questions import answer as answers
from app.questions.consignees import Consigned as ConsignedAnswer
from app.questions.totals import MaterialTotal as MaterialAnswer


@strawberry.type(description="How much of one material is affected, in one unit.")
class MaterialTotal:
    """One material's total."""

    material: str = strawberry.field(description="Key of the material.")
    quantity: str | None = strawberry.field(
        description="Exact decimal text; null where a part is not stated."
    )
    unit: str | None = strawberry.field(description="The material's base unit.")

    @classmethod
    def of(cls, total: MaterialAnswer) -> MaterialTotal:
        """From the answer."""
        return cls(material=total.material, quantity=total.quantity, unit=total.unit)


@strawberry.type(description="One material at one customer. Null: not stated, or not in one unit.")
class Consigned:
    """What went there and came back."""

    material: str = strawberry.field(description="Key of the material.")
    shipped: str | None = strawberry.field(description="Shipped, as exact decimal text.")
    returned: str | None = strawberry.field(description="Sent back.")
    net: str | None = strawberry.field(description="Shipped less returned.")
    unit: str | None = strawberry.field(description="Unit of the three.")

    @classmethod
    def of(cls, found: ConsignedAnswer) -> Consigned:
        """From the answer."""
        return cls(
            material=found.material,
            shipped=found.shipped,
            returned=found.returned,
            net=found.net,
            unit=found.unit,
        )


@strawberry.type(description="A record that belongs to a row: an inspection, a release, a reading.")
class Record:
    """One record."""

    key: str = strawberry.field(description="Its key.")
    label: str = strawberry.field(description="What kind of record.")
    signatures: list[RecordSignature] = strawberry.field(
        description="Who signed the decisions on it, in order; empty where none was signed here."
    )

    @classmethod
    def of(cls, record: answers.Record) -> Record:
        """From the answer."""
        signatures = [RecordSignature.of(signed) for signed in record.signatures]
        return cls(key=record.key, label=record.label, signatures=signatures)

    @resolved
    def node_id(self) -> strawberry.ID:
        """Global id of the record, for `node(id:)`."""
        return global_id(self.key)


@strawberry.type(description="One node of an answer.")
class Row:
    """A row of the contract."""

    row: strawberry.Private[answers.Row]

    @resolved
    def key(self) -> str:
        """Key of the node."""
        return self.row.key

    @resolved
    def node_id(self) -> strawberry.ID:
        """Global id of the node, for `node(id:)`."""
        return global_id(self.row.key)

    @resolved
    def label(self) -> str:
        """What kind of thing it is."""
        return self.row.label

    @resolved
    def name(self) -> str | None:
        """What people call it."""
        return self.row.name

    @resolved
    def quantity(self) -> str | None:
        """What came into it inside this answer, as exact decimal text; null for steps, documents and
        parties, and where a part is not stated.
        """
        return self.row.quantity

    @resolved
    def unit(self) -> str | None:
        """Unit of the quantity."""
        return self.row.unit

    @resolved
    def udi_di(self) -> str | None:
        """UDI-DI of its material."""
        return self.row.udi_di

    @resolved
    def by_material(self) -> list[Consigned] | None:
        """For a customer, what it received and sent back; null for other rows."""
        found = self.row.by_material
        return None if found is None else [Consigned.of(consigned) for consigned in found]

    @resolved
    def records(self) -> list[Record] | None:
        """In a genealogy, the records of this row; null in a recall."""
        found = self.row.records
        return None if found is None else [Record.of(record) for record in found]
