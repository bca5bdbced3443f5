"""The Tryton exports through loaders, store and questions, against the independent closure.

Every lot of the small folder and every third one of the large are walked both ways; the whole answers, with
net quantities, are compared for every third of small and every 600th of large. `LOTGRAPH_TRYTON_STEP` is that
last number; with 1 every lot of both is walked and compared.
"""

from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest

from app.questions.answer import Answer
from app.questions.ask import genealogy, recall
from app.questions.trace import walk
from graph_store.store import Store
from tests.support import tryton_oracle
from tests.support.loading import load_into

pytestmark = pytest.mark.engine

DATA = Path(__file__).parent / "data" / "tryton"
EVERY = int(os.environ.get("LOTGRAPH_TRYTON_STEP", "600"))
STEP = {"small": max(1, EVERY // 200), "large": EVERY}
WALKED = {"small": 1, "large": min(3, EVERY)}
ITEMS = ("lot", "device")


def of(keys: set[str], *prefixes: str) -> set[str]:
    """The keys with these prefixes."""
    return {key for key in keys if key.partition(":")[0] in prefixes}


def nets(answer: Answer) -> dict[tuple[str, str], Decimal]:
    """(customer, material) -> what is left there."""
    return {
        (row.key, consigned.material): Decimal(consigned.net or "0")
        for row in answer.rows
        for consigned in row.by_material or ()
    }


@pytest.mark.timeout(900)
@pytest.mark.parametrize("folder", ["small", "large"])
def test_every_lot_is_traced_as_the_done_moves_imply(store: Store, folder: str) -> None:
    loaded = load_into(store, [DATA / folder], "tryton")
    assert loaded.adds_up
    assert loaded.rejected == []
    plant = tryton_oracle.load(DATA / folder)
    reader = store.reader()
    lots = sorted(plant.all_lots())
    for lot in lots[:: WALKED[folder]]:
        forward, backward = plant.forward(lot), plant.backward(lot)
        down = walk(reader, (plant.key(lot),), forward=True).keys
        up = walk(reader, (plant.key(lot),), forward=False).keys
        assert of(down, *ITEMS) == forward.items
        assert of(down, "customer") == forward.customers
        assert of(down, "shipment") == forward.shipments
        assert of(up, *ITEMS) == backward.items
        assert of(up, "supplier") == backward.suppliers
        assert of(up, "receipt") == backward.receipts
    for lot in lots[:: STEP[folder]]:
        _compare_answers(store, plant, lot)


def _compare_answers(store: Store, plant: tryton_oracle.Plant, lot: str) -> None:
    key = plant.key(lot)
    answer, origin = recall(store.reader(), [key]), genealogy(store.reader(), [key])
    assert answer.complete, answer.gaps
    assert origin.complete, origin.gaps
    assert of({row.key for row in answer.rows}, "customer") == plant.forward(lot).customers
    expected: dict[tuple[str, str], Decimal] = {}
    for (customer, item), balance in plant.net(lot).items():
        pair = customer, f"material:tryton/{item.split('/')[1]}"
        expected[pair] = expected.get(pair, Decimal(0)) + balance.net
    assert nets(answer) == expected


def test_loading_again_changes_nothing(stores: tuple[Store, Store]) -> None:
    for store in stores:
        first = load_into(store, [DATA / "small"], "tryton")
        size = store.head().size
        again = load_into(store, [DATA / "small"], "tryton")
        assert store.head().size == size
        assert [f.read for f in again.report.files] == [f.read for f in first.report.files]
        assert all(f.repeated for f in again.report.files)


def test_two_lots_of_one_number_are_two_lots(store: Store) -> None:
    load_into(store, [DATA / "small"], "tryton")
    found = store.reader().find("lot:tryton/RM-1002/0004707")
    assert found == ["lot:tryton/RM-1002/0004707/1", "lot:tryton/RM-1002/0004707/2"]
