"""Profile `tryton`: CSV exports of the Tryton ERP, one file per model, as SOURCE.md describes them.

Promises: only what is `done` is stated; a production joins the lots of its done inputs to the lots of
its done outputs and nothing else joins lots; every row of every file has an outcome. Refuses per row
references to what the export lacks. Names of users are personal and not loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from loaders.errors import CellError
from loaders.mapping import File, unknown_columns
from loaders.outcome import Outcome
from loaders.profile import FileSpec
from loaders.tryton.documents import Documents
from loaders.tryton.masters import Masters
from loaders.tryton.moves import Moves
from loaders.tryton.records import Record, records
from loaders.tryton.references import SHIPMENTS, References
from loaders.tryton.statements import Reader, guarded

_DOCUMENTS: Final = tuple(SHIPMENTS)
_ITEMS: Final = ("product.product", "product.uom", "stock.lot")
_CONTEXT: Final[dict[str, tuple[str, ...]]] = {
    "product.product": ("product.uom",),
    "party.party": ("party.address", "purchase.purchase", "sale.sale", *_DOCUMENTS),
    "stock.location": ("stock.location",),
    "stock.lot": ("product.product",),
    "production.work": ("production",),
    "stock.shipment.out": ("party.party",),
    "stock.package": ("stock.package", *_DOCUMENTS),
    "quality.inspection": ("production", "stock.move", *_DOCUMENTS),
    "stock.move": (*_ITEMS, *_DOCUMENTS, "party.party", "production", "stock.location", "stock.package"),
}
# What a reject of a file touches: the key of the record's own number or code.
_OWN_KEY: Final[dict[str, tuple[str, str]]] = {
    "product.product": ("material", "Code"),
    "stock.shipment.out": ("shipment", "Number"),
    "stock.package": ("package", "Number"),
    "quality.inspection": ("inspection", "Number"),
    "quality.alert": ("nonconformity", "Number"),
}


class Tryton:
    """The mapping of the profile `tryton`."""

    def files(self) -> tuple[FileSpec, ...]:
        """All kinds of file are in the TOML."""
        return ()

    def context_of(self, spec: FileSpec) -> tuple[str, ...]:
        """The files that a file's references lead to."""
        return _CONTEXT.get(spec.name, ())

    def notes(self, file: File) -> tuple[str, ...]:
        """Columns that nothing reads; of files that carry nothing that is no news."""
        return () if file.spec.ignored else unknown_columns(file.binding.unknown)

    def outcomes(self, file: File, namespace: str, context: tuple[File, ...]) -> Iterator[Outcome]:
        """Every record of the file."""
        own = (file,) if file.spec.name in self.context_of(file.spec) else ()
        references = References(file.profile, namespace, (*context, *own))
        read, readable = _reader(file, references, namespace)
        for item in records(file):
            if isinstance(item, Record):
                yield guarded(item, read, readable)
            else:
                yield item


def _reader(
    file: File, references: References, namespace: str
) -> tuple[Reader, Callable[[Record], list[str]]]:
    moves = Moves(references, file.profile, namespace)
    if file.spec.name == "stock.move":
        return moves.outcome, moves.readable
    masters = Masters(references, file.profile, namespace)
    documents = Documents(references, file.profile, namespace)
    readers: dict[str, Reader] = {
        "product.product": masters.product,
        "party.party": masters.party,
        "stock.location": masters.location,
        "stock.lot": masters.lot,
        "production.bom": masters.bom,
        "production": documents.production,
        "production.work": documents.work,
        "stock.shipment.out": documents.delivery,
        "stock.package": documents.package,
        "quality.inspection": documents.inspection,
        "quality.alert": documents.alert,
    }

    def readable(record: Record) -> list[str]:
        return _own_keys(file.spec, references, record)

    return readers[file.spec.name], readable


def _own_keys(spec: FileSpec, references: References, record: Record) -> list[str]:
    name = spec.name
    try:
        if name == "stock.lot" and record["Number"] and record["Product/Code"]:
            parts = (record["Product/Code"], record["Number"], record["ID"])
            product = references.products.by_id.get(record["Product/ID"])
            return [references.key("device" if product and product.serial else "lot", *parts)]
        if name == "production" and record["Number"]:
            return [references.key("step", "production", record["Number"])]
        if name == "production.work" and record["Production"]:
            return [references.key("step", "production", record["Production"].partition(" [")[0])]
        if name == "party.party" and record["Code"]:
            return [references.key(prefix, record["Code"]) for prefix in ("supplier", "customer")]
        prefix, column = _OWN_KEY.get(name, ("", ""))
        return [references.key(prefix, record[column])] if prefix and record[column] else []
    except CellError:
        return []
