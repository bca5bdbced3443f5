"""What the plant makes of what, where, and with whom it deals. Fixed data and plain records, no chance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph_model.keys import make
from simulator.codes import gln, gtin
from simulator.records import NAMESPACE, Records


@dataclass(frozen=True, slots=True)
class Item:
    """One material."""

    number: str
    name: str
    uom: str
    category: str
    traceability: str = "lot"
    identifier: str = ""
    """Its primary UDI-DI, where it is a device."""

    @property
    def key(self) -> str:
        return make("material", NAMESPACE, self.number)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one material is made: inputs are thousandths of their unit for one unit of the product."""

    product: str
    inputs: tuple[tuple[str, int], ...]
    room: str
    machine: str
    batch: float
    """Lot size in units for one device of a catheter lot."""


@dataclass(frozen=True, slots=True)
class Family:
    """The materials of one product family, by role."""

    compound: str
    tube: str
    balloon: str
    subassembly: str
    serialised: str
    lot_only: str
    kit: str
    kit_lot: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that is there before the first act."""

    items: dict[str, Item]
    recipes: dict[str, Recipe]
    families: tuple[Family, ...]
    suppliers: tuple[str, ...]
    customers: tuple[str, ...]


REGRIND = "RG-3901"
SOLVENT = "RM-1900"
COATING = "RM-1910"
# Bought materials, with the size of a delivery in units for one device of a catheter lot.
_BOUGHT = (
    (Item("RM-1001", "Polyether block amide resin 7233", "kg", "resin"), 1.0),
    (Item("RM-1002", "Polyamide 12 balloon resin", "kg", "resin"), 0.1),
    (Item("RM-1003", "Barium sulfate, radiopaque", "kg", "resin"), 0.5),
    (Item("RM-1004", "紫外固化胶 UV adhesive", "kg", "chemical"), 0.04),
    (Item("RM-1005", "Platinum-iridium marker band 1.0 mm", "u", "component"), 20.0),
    (Item("RM-1006", "Luer hub, polycarbonate", "u", "component"), 10.0),
    (Item("PK-1007", "Pouch, spunbonded olefin, 120 × 1500", "u", "packaging"), 20.0),
    (Item("RM-1008", "Guide wire 0.014 in", "u", "component"), 5.0),
)
DELIVERY_SIZE = {item.number: size for item, size in _BOUGHT}
ROOMS = (
    ("CP-1", "Compounding", "8"),
    ("EX-1", "Extrusion 挤出", "7"),
    ("BF-1", "Balloon forming", "7"),
    ("AS-1", "Assembly clean room", "7"),
    ("PA-1", "Packaging clean room", "8"),
    ("WH-1", "Warehouse", ""),
)
_MACHINES = (
    ("CMP-01", "Twin-screw compounder", "CP-1"),
    ("EXT-02", "Extruder 25 mm", "EX-1"),
    ("BFM-03", "Balloon former", "BF-1"),
    ("LSR-04", "Laser bonder", "AS-1"),
    ("SEA-05", "Pouch sealer", "PA-1"),
)
_SUPPLIERS = (
    ("Rheintal Polymere AG", "CH"),
    ("苏州华瑞医用材料有限公司", "CN"),
    ("Médical Composants, S.A.", "FR"),
    ("Norrland Precision AB", "SE"),
    ("深圳市精密导管配件厂", "CN"),
    ("Great Lakes Biomaterials Inc.", "US"),
)
_CUSTOMERS = (
    ("Herzzentrum am See, Einkauf", "DE"),
    ("上海市第九心血管医院", "CN"),
    ("St. Brendan's Hospital Trust", "GB"),
    ("Clínica del Corazón", "ES"),
    ("北京东方医疗器械配送中心", "CN"),
    ('Distributor "Nordic Cath" Oy', "FI"),
    ("Hôpital Saint-Luc", "BE"),
)


def found_plant(records: Records, families: int, suppliers: int, customers: int) -> Catalogue:
    """State the master data and return what the acts need of it."""
    made, recipes, roles = _made(families)
    items = {item.number: item for item in (*(i for i, _ in _BOUGHT), *made)}
    items[REGRIND] = Item(REGRIND, "Tube regrind (by-product)", "kg", "by-product")
    items[SOLVENT] = Item(SOLVENT, "Isopropyl alcohol, wiping", "kg", "chemical", "none")
    items[COATING] = Item(COATING, "Hydrophilic coating, used outside", "kg", "chemical")
    _state_materials(records, items.values())
    _state_places(records)
    for number, recipe in recipes.items():
        for version in ("A", "B"):
            records["Specification"].add(
                number=f"MBR-{number}", version=version, name=f"Recipe of {items[recipe.product].name}"
            )
    return Catalogue(
        items,
        recipes,
        roles,
        _state_parties(records, "Supplier", _SUPPLIERS, suppliers),
        _state_parties(records, "Customer", _CUSTOMERS, customers),
    )


def _made(families: int) -> tuple[list[Item], dict[str, Recipe], tuple[Family, ...]]:
    items: list[Item] = []
    recipes: list[Recipe] = []
    roles: list[Family] = []
    for n in range(1, families + 1):
        role = Family(
            *(f"{p}{n:02d}" for p in ("CP-20", "TB-30", "BL-31", "SA-40", "FG-50", "FG-51", "KT-60", "KT-61"))
        )
        roles.append(role)
        items += _family_items(role, n)
        recipes += _family_recipes(role)
    return items, {recipe.product: recipe for recipe in recipes}, tuple(roles)


def _family_items(role: Family, n: int) -> list[Item]:
    size = f"{1.5 + 0.25 * n:.2f} × 20 mm"
    return [
        Item(role.compound, f"Shaft compound {n}", "kg", "compound"),
        Item(role.tube, f"Shaft tube {n}", "m", "tube"),
        Item(role.balloon, f"Balloon {size}", "u", "balloon"),
        Item(role.subassembly, f"Balloon on shaft {size}", "u", "subassembly"),
        Item(role.serialised, f"Balloon catheter {size}", "u", "device", "serial", gtin(100 + n)),
        Item(role.lot_only, f"Balloon catheter {size}, export 出口", "u", "device", "lot", gtin(200 + n)),
        Item(role.kit, f"Angioplasty kit {n}", "u", "device", "serial", gtin(300 + n)),
        Item(role.kit_lot, f"Angioplasty kit {n}, clinic pack", "u", "device", "lot", gtin(400 + n)),
    ]


def _family_recipes(role: Family) -> list[Recipe]:
    catheter = ((role.subassembly, 1000), ("RM-1006", 1000), ("PK-1007", 1000))
    sub = ((role.tube, 1350), (role.balloon, 1000), ("RM-1005", 2000), ("RM-1004", 2))
    return [
        Recipe(role.compound, (("RM-1001", 700), ("RM-1003", 300)), "CP-1", "CMP-01", 0.25),
        Recipe(role.tube, ((role.compound, 12),), "EX-1", "EXT-02", 7.0),
        Recipe(role.balloon, (("RM-1002", 1),), "BF-1", "BFM-03", 3.0),
        Recipe(role.subassembly, sub, "AS-1", "LSR-04", 2.0),
        Recipe(role.serialised, catheter, "AS-1", "SEA-05", 1.0),
        Recipe(role.lot_only, catheter, "AS-1", "SEA-05", 1.0),
        Recipe(role.kit, (("RM-1008", 1000), ("PK-1007", 1000)), "PA-1", "SEA-05", 1.0),
        Recipe(role.kit_lot, (("RM-1008", 1000), ("PK-1007", 1000)), "PA-1", "SEA-05", 1.0),
    ]


def _state_materials(records: Records, items: Iterable[Item]) -> None:
    for item in items:
        records["Material"].add(
            number=item.number,
            name=item.name,
            uom=item.uom,
            traceability=item.traceability,
            category=item.category,
        )
        if item.identifier:
            carton = gtin(int(item.identifier[8:13]), level=1)
            for identifier, type_, units in ((item.identifier, "primary", "1"), (carton, "package", "10")):
                records["DeviceIdentifier"].add(identifier=identifier, agency="GS1", type=type_, units=units)
                records["IDENTIFIED_BY"].add(from_=item.key, to=make("di", NAMESPACE, identifier))


def _state_places(records: Records) -> None:
    for number, name in (("P1", "Plant Rheintal"), ("W1", "Warehouse 苏州")):
        records["Site"].add(number=number, name=name)
    for number, name, cleanroom in ROOMS:
        records["Location"].add(number=number, name=name, cleanroom_class=cleanroom and f"ISO {cleanroom}")
        site = "W1" if number == "WH-1" else "P1"
        records["LOCATED_IN"].add(from_=make("location", NAMESPACE, number), to=make("site", NAMESPACE, site))
    for number, name, room in _MACHINES:
        records["Equipment"].add(number=number, name=name)
        records["AT_LOCATION"].add(
            from_=make("equipment", NAMESPACE, number), to=make("location", NAMESPACE, room)
        )


def _state_parties(
    records: Records, label: str, names: tuple[tuple[str, str], ...], count: int
) -> tuple[str, ...]:
    base = 10_000 if label == "Supplier" else 20_000
    keys = []
    for n in range(count):
        name, country = names[n % len(names)]
        number = f"{label[0]}{n + 1:05d}"
        shown = name if n < len(names) else f"{name} {n // len(names) + 1}"
        records[label].add(number=number, name=shown, country=country, gln=gln(base + n))
        keys.append(make(label.lower(), NAMESPACE, number))
    return tuple(keys)
