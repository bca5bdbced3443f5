"""What the rows of one file refer to in the others: products, lots, parties, documents, packages.

Promises: a reference is found by ID, or by name where the name is unique; what is not in the export
or is ambiguous is a `CellError` on the column that refers. Each index is read once, when first asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final, Generic, TypeVar

from graph_model.keys import make
from loaders.errors import CellError
from loaders.mapping import File
from loaders.profile import Profile
from loaders.tryton.records import Record, whole_records

T = TypeVar("T")
SHIPMENTS: Final = {
    "stock.shipment.in": ("Supplier/ID", "Incoming Moves/ID"),
    "stock.shipment.out": ("Customer/ID", "Outgoing Moves/ID"),
    "stock.shipment.out.return": ("Customer/ID", "Incoming Moves/ID"),
}


@dataclass(frozen=True, slots=True)
class Product:
    """What lots are of."""

    code: str
    unit: str
    serial: bool
    tracked: bool


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot or serial number, with its key."""

    number: str
    product: Product
    key: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: `factor` of the category's base unit."""

    name: str
    symbol: str
    category: str
    factor: Fraction
    rounding: Fraction


@dataclass(frozen=True, slots=True)
class Shipment:
    """A receipt, delivery or return document."""

    id: str
    number: str
    reference: str
    origins: str
    party: str
    state: str
    day: str


@dataclass(frozen=True, slots=True)
class Package:
    """A package and where it stands."""

    id: str
    number: str
    shipment: str
    parent: str


class Index(Generic[T]):
    """Things by ID and by name."""

    def __init__(self, what: str) -> None:
        self._what = what
        self.by_id: dict[str, T] = {}
        self._by_name: defaultdict[str, dict[str, T]] = defaultdict(dict)

    def add(self, ident: str, thing: T, *names: str) -> None:
        """Take one thing; a later file's record replaces an earlier one's."""
        self.by_id[ident] = thing
        for name in names:
            if name:
                self._by_name[name][ident] = thing

    def named(self, name: str) -> list[T]:
        """All things of a name."""
        return list(self._by_name.get(name, {}).values())

    def find(self, column: str, ident: str, name: str) -> T:
        """The thing of that ID, or else of that name."""
        found = self.by_id.get(ident) if ident else None
        if found is not None:
            return found
        named = [] if ident else self.named(name)
        if len(named) == 1:
            return named[0]
        problem = f"is the name of {len(named)}; export the ID" if named else "is not in the export"
        raise CellError(column, "reference", f"{self._what} {ident or name!r} {problem}")


def recorded(number: str, reference: str) -> str:
    """A document's record name: `MO00012 [BR-67951]`."""
    return f"{number} [{reference}]" if reference else number


class References:
    """The other files of a folder."""

    def __init__(self, profile: Profile, namespace: str, files: tuple[File, ...]) -> None:
        self._profile, self._namespace, self._files = profile, namespace, files

    def key(self, prefix: str, *parts: str) -> str:
        """A key in the load's namespace."""
        return make(prefix, self._namespace, *parts)

    def records(self, model: str) -> Iterator[Record]:
        """The readable records of all files of a model."""
        for file in self._files:
            if file.spec.name == model:
                yield from whole_records(file)

    def names(self, name: str) -> list[str]:
        """What a name may be called in the other files."""
        return [name, *self._profile.names.get(name, ())]

    @cached_property
    def products(self) -> Index[Product]:
        """By ID, record name or code."""
        index = Index[Product]("product")
        for r in self.records("product.product"):
            if r["Code"]:
                index.add(r["ID"], product_of(r), r["Record Name"], r["Code"])
        return index

    @cached_property
    def lots(self) -> Index[Lot]:
        """By ID, or by product code and number with a NUL between."""
        index = Index[Lot]("lot")
        for record in self.records("stock.lot"):
            try:
                lot = self.lot_of(record)
            except CellError:
                continue  # rejected in its own file
            index.add(record["ID"], lot, f"{lot.product.code}\0{lot.number}")
        return index

    def lot_of(self, record: Record) -> Lot:
        """The lot that a record of stock.lot states."""
        product = self.products.find("Product/Code", record["Product/ID"], record["Product"])
        number = record.required("Number")
        return Lot(number, product, self.item_key(product, number, record["ID"]))

    def item_key(self, product: Product, number: str, ident: str) -> str:
        """`lot:` or, where the product is serial-tracked, `device:`."""
        return self.key("device" if product.serial else "lot", product.code, number, ident)

    @cached_property
    def units(self) -> Index[Unit]:
        """By ID or name."""
        index = Index[Unit]("unit")
        for r in self.records("product.uom"):
            unit = Unit(r["Name"], r["Symbol"], r["Category"], _factor(r), r.number("Rounding Precision"))
            index.add(r["ID"], unit, r["Name"])
        return index

    @cached_property
    def parties(self) -> Index[str]:
        """Party codes by ID."""
        index = Index[str]("party")
        for r in self.records("party.party"):
            if r["Code"]:
                index.add(r["ID"], r["Code"])
        return index

    @cached_property
    def place_types(self) -> Index[str]:
        """Types of place by ID, record name or `[code]`."""
        index = Index[str]("location")
        for r in self.records("stock.location"):
            code = f"[{r['Code']}]" if r["Code"] else ""
            index.add(r["ID"], r["Type"], r["Record Name"] or r["Name"], code)
        return index

    @cached_property
    def productions(self) -> Index[str]:
        """Production numbers by ID or record name."""
        index = Index[str]("production")
        for r in self.records("production"):
            if r["Number"]:
                index.add(r["ID"], r["Number"], recorded(r["Number"], r["Reference"]))
        return index

    @cached_property
    def shipments(self) -> Index[Shipment]:
        """By `model,ID` or by `model,record name`, as moves and packages write it."""
        index = Index[Shipment]("shipment")
        for model, (party, _) in SHIPMENTS.items():
            for r in self.records(model):
                found = Shipment(
                    id=r["ID"],
                    number=r["Number"],
                    reference=r["Reference"],
                    origins=r["Origins"],
                    party=r[party],
                    state=r["State"],
                    day=r["Effective Date"],
                )
                if found.number:
                    index.add(f"{model},{r['ID']}", found, f"{model},{recorded(r['Number'], r['Reference'])}")
        return index

    @cached_property
    def documents_of_moves(self) -> dict[tuple[str, str], str]:
        """(model, move ID) -> `model,ID` of the document that lists the move."""
        return {
            (model, move): f"{model},{r['ID']}"
            for model, (_, column) in SHIPMENTS.items()
            for r in self.records(model)
            for move in r.all(column)
        }

    def shipment_of_move(self, model: str, record: Record) -> Shipment:
        """The document of a move, by the list of moves, else by its name."""
        ident = self.documents_of_moves.get((model, record["ID"]), "")
        name = record["Shipment"]
        if not ident and not name.startswith(f"{model},"):
            raise CellError("Shipment", "reference", f"the move is in no {model} of the export")
        return self.shipments.find("Shipment", ident, name)

    @cached_property
    def packages(self) -> Index[Package]:
        """Packages whose number is theirs alone, by ID."""
        every = [package_of(r) for r in self.records("stock.package") if r["Number"]]
        count: defaultdict[str, int] = defaultdict(int)
        for package in every:
            count[package.number] += 1
        index = Index[Package]("package")
        for package in every:
            if count[package.number] == 1:
                index.add(package.id, package)
        return index

    def outermost(self, package: Package) -> Package | None:
        """The package that ships: up through what travels in the same shipment; None on a cycle."""
        seen, top = {package.id}, package
        while (parent := self.enclosing(top)) is not None:
            if parent.id in seen:
                return None
            seen.add(parent.id)
            top = parent
        return top

    def enclosing(self, package: Package) -> Package | None:
        """The package around a package, if it travels in the same shipment."""
        parent = self.packages.by_id.get(package.parent)
        return parent if parent is not None and parent.shipment == package.shipment else None

    def shipped_with(self, package: Package) -> Shipment | None:
        """The done delivery that took the package out, if there is one."""
        if not package.shipment.startswith("stock.shipment.out,"):
            return None
        found = self.shipments.named(package.shipment)
        return found[0] if len(found) == 1 and found[0].state == "done" else None

    def ids(self, model: str, column: str) -> set[str]:
        """The cells of a column over all records of a model."""
        return {r[column] for r in self.records(model)}


def product_of(record: Record) -> Product:
    """The product that a record states."""
    return Product(
        code=record.required("Code"),
        unit=record["Product Template/Default UoM"],
        serial=bool(record["Product Template/Lot UoM"]),
        tracked=bool(record["Product Template/Lot UoM"] or record["Product Template/Lot Required"]),
    )


def package_of(record: Record) -> Package:
    """The package that a record states."""
    return Package(record["ID"], record["Number"], record["Shipment"], record["Parent/ID"])


def _factor(record: Record) -> Fraction:
    """The exact factor: Tryton rounds factor and rate to 12 digits, one of them is the definition."""
    factor, rate = record.number("Factor"), record.number("Rate")
    return 1 / rate if rate.denominator == 1 and factor.denominator != 1 else factor
