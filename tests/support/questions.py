"""Small whole plants and how to ask about them: a test sees exactly the gap or the number it made."""

from __future__ import annotations

from app.questions.answer import Answer
from app.questions.ask import genealogy, recall
from app.questions.reading import Store
from graph_model.facts import Reject
from tests.support.build import Plant, key, lot, step

RESIN, CATHETERS = lot("RM-1", "1"), lot("FG-1", "1")
MATERIAL, FG = key("material", "RM-1"), key("material", "FG-1")
UDI_DI = "04012345678901"
ORDER = step("MO1")


def forward(store: Store, *keys: str, known_at: int | None = None) -> Answer:
    with store.reader(known_at=known_at) as reader:
        return recall(reader, keys)


def backward(store: Store, *keys: str, known_at: int | None = None) -> Answer:
    with store.reader(known_at=known_at) as reader:
        return genealogy(reader, keys)


def keys(answer: Answer) -> list[str]:
    return [row.key for row in answer.rows]


def quantities(answer: Answer) -> dict[str, tuple[str | None, str | None]]:
    return {row.key: (row.quantity, row.unit) for row in answer.rows}


def records(answer: Answer) -> dict[str, list[str]]:
    """Row -> its records, rows without records left out."""
    found = {row.key: [record.key for record in row.records or ()] for row in answer.rows}
    return {row: attached for row, attached in found.items() if attached}


def whole_plant() -> Plant:
    """Resin received, catheters made of it and delivered: complete in both directions."""
    plant = Plant()
    plant.receive(RESIN, "S", "GR1")
    plant.make("MO1", [RESIN], [CATHETERS])
    plant.ship(CATHETERS, "1", "S1")
    return plant


def device_plant() -> Plant:
    """The material of the catheters carries a UDI-DI, so its lots are device lots."""
    plant = Plant()
    identifier = plant.node(key("di", UDI_DI), udi_di=UDI_DI, agency="GS1", type="primary")
    plant.context("IDENTIFIED_BY", plant.node(FG, uom="u"), identifier)
    plant.receive(RESIN, "S", "GR1")
    plant.link("CONSUMED_IN", RESIN, ORDER, "1")
    return plant


def rejected(line: int | None, *touches: str, load: str = "L1", rule: str = "unknown_unit") -> Reject:
    return Reject(
        load=load,
        file="moves.csv",
        line=line,
        column="uom",
        rule=rule,
        message="write a unit",
        raw="a,b",
        touches=touches,
    )
