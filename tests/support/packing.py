"""Packages that are packed, sent and taken back, and what the customers of an answer got."""

from __future__ import annotations

from app.questions.answer import Answer
from app.questions.consignees import Consigned
from graph_model.facts import Value
from tests.support.build import Plant, device, key

UNIT, OTHER = device("FG-1", "1"), device("FG-1", "2")
FG = key("material", "FG-1")
FIRST, SECOND = key("customer", "1"), key("customer", "2")
CARTON, PALLET, CONTAINER = (key("package", name) for name in ("C1", "P1", "X1"))


def pack(plant: Plant, item: str, package: str, since: str = "", until: str = "") -> None:
    """An item, or a package, inside a package; an empty time is not stated."""
    times: dict[str, Value] = {n: t for n, t in (("packed_from", since), ("packed_to", until)) if t}
    amount = None if item.startswith("package:") else "1"
    plant.link("PACKED_IN", item, package, amount, "u", **times)  # type: ignore[arg-type]  # properties only


def send(plant: Plant, item: str, customer: str, document: str, shipped: str = "") -> None:
    """A shipment of one item or package; an empty time is not stated."""
    shipment = plant.node(key("shipment", document), **({"shipped": shipped} if shipped else {}))
    plant.link("SHIPPED_IN", item, shipment)
    plant.link("DELIVERED_TO", shipment, key("customer", customer))


def take_back(plant: Plant, item: str, customer: str, document: str, returned: str = "") -> None:
    """A customer's return of one item or package."""
    back = plant.node(key("return", document, "1"), **({"returned": returned} if returned else {}))
    plant.link("RETURNED_IN", item, back)
    plant.link("RETURNED_BY", back, key("customer", customer))


def reached(answer: Answer) -> list[str]:
    """Keys of all rows but the starts."""
    return [row.key for row in answer.rows if row.key not in answer.start]


def consigned(answer: Answer) -> dict[str, tuple[Consigned, ...]]:
    """What each customer of the answer got and gave back."""
    return {row.key: row.by_material or () for row in answer.rows if row.label == "Customer"}


def moved(shipped: str, returned: str = "0") -> tuple[Consigned, ...]:
    """The catheters one customer got and gave back."""
    return (Consigned(FG, shipped, returned, str(int(shipped) - int(returned)), "u"),)
