"""One plant in the words of three ERPs comes to one lineage, and every recall is what happened.

`LOTGRAPH_ERP_PLANTS` says how many plants (200 are the proof; CI runs fewer), `LOTGRAPH_ORDERS` in how many
orders the files of one plant are loaded into each engine.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import networkx
import pytest

from app.questions.ask import genealogy, recall
from graph_model.facts import RelationshipFact, Statement
from graph_model.keys import make, split
from graph_store.digest import digest
from graph_store.store import Store
from loaders import Rejected, plan
from tests.conftest import empty
from tests.support.definition import live
from tests.support.erp_plants import ErpPlant, Item, erp_plant, write_erpnext, write_odoo, write_sap
from tests.support.loading import load_into
from tests.support.memory import MemoryStore
from tests.support.pictured import facts_of

PLANTS = int(os.environ.get("LOTGRAPH_ERP_PLANTS", "10"))
ORDERS = int(os.environ.get("LOTGRAPH_ORDERS", "2"))
SHAPES: dict[str, Callable[[ErpPlant, Path], None]] = {
    "sap": write_sap,
    "odoo": write_odoo,
    "erpnext": write_erpnext,
}


def loaded(shape: str, folder: Path) -> list[Statement]:
    sources = plan([folder], profile=shape, namespace=None, time_zone="Europe/Berlin")
    outcomes = [outcome for source in sources for outcome in source.outcomes()]
    assert [o for o in outcomes if isinstance(o, Rejected)] == []
    return facts_of(outcomes)


def items_of(keys: Iterable[str]) -> set[Item]:
    found = (split(key) for key in keys)
    return {(key.parts[0], key.parts[1]) for key in found if key.prefix == "lot"}


def partners_of(keys: Iterable[str], prefix: str) -> set[str]:
    """Partners by their last character: each system names them in its own way."""
    return {key[-1] for key in keys if key.startswith(f"{prefix}:")}


def expected(plant: ErpPlant, items: set[Item], *acts: str) -> set[str]:
    partners = [plant.partners(act) for act in acts]  # type: ignore[arg-type]  # names of acts
    return {partner for found in partners for item in items for partner in found.get(item, ())}


def net_flow(facts: Iterable[Statement]) -> dict[tuple[str, Item], int]:
    """What flowed into and out of orders and to customers, by item, in units; sums net to nothing are out."""
    sums: defaultdict[tuple[str, Item], int] = defaultdict(int)
    for fact in live(facts).values():
        if fact.type in {"CONSUMED_IN", "PRODUCED", "SHIPPED_IN"}:
            (item,) = items_of((fact.source, fact.target))
            sums[fact.type, item] += int(str(fact.properties["quantity"]))
    return {key: amount for key, amount in sums.items() if amount}


@pytest.mark.parametrize("seed", range(PLANTS))
def test_three_shapes_of_one_plant_come_to_one_lineage_and_it_is_the_truth(seed: int, tmp_path: Path) -> None:
    plant = erp_plant(seed)
    flow, flows = plant.flow(), {}
    for shape, write in SHAPES.items():
        write(plant, tmp_path / shape)
        facts = loaded(shape, tmp_path / shape)
        flows[shape] = net_flow(facts)
        store = MemoryStore()
        store.commit(facts, actor="test", reason="load")
        reader = store.reader()
        known = items_of(
            f.source for f in facts if isinstance(f, RelationshipFact) and f.type == "INSTANCE_OF"
        )
        for item in sorted(known & set(flow)):
            start = [make("lot", shape, *item)]
            forward = {row.key for row in recall(reader, start).rows}
            reached = networkx.descendants(flow, item) | {item}
            assert items_of(forward) == reached, (shape, item)
            assert partners_of(forward, "customer") == expected(plant, reached, "ship", "return"), (
                shape,
                item,
            )
            backward = {row.key for row in genealogy(reader, start).rows}
            origin = networkx.ancestors(flow, item) | {item}
            assert items_of(backward) == origin, (shape, item)
            assert partners_of(backward, "supplier") == expected(plant, origin, "receive"), (shape, item)
    assert flows["odoo"] == flows["erpnext"] == flows["sap"]


@pytest.mark.parametrize("shape", SHAPES)
def test_files_in_any_order_and_again_come_to_the_same_graph(
    shape: str, store: Store, tmp_path: Path
) -> None:
    SHAPES[shape](erp_plant(7), tmp_path)
    files, rng, digests = sorted(tmp_path.iterdir()), random.Random(shape), set()
    for _ in range(ORDERS):
        empty(store)
        order = [*rng.sample(files, len(files)), rng.choice(files)]
        for path in order:
            load_into(store, [path], shape, time_zone="Europe/Berlin")
        digests.add(digest(store.connection))
    assert len(digests) == 1
