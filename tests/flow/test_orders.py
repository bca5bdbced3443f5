"""Files that come late, twice or in any order end in the same graph, on both engines.

`LOTGRAPH_ORDERS` sets how many orders are tried (default 1). Where it asks for more, all files of the Tryton
sample are taken instead of those that moves are read with, and canonical files too; tests/test_load.py always
tries some orders of these.
"""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

import simulator
from graph_store.digest import digest
from graph_store.store import Store
from simulator.parameters import Parameters
from tests.conftest import empty
from tests.support.flow import Scene
from tests.support.loading import load_into

pytestmark = pytest.mark.engine

ORDERS = int(os.environ.get("LOTGRAPH_ORDERS", "1"))
PROFILES = ("tryton", "canonical")[: min(ORDERS, 2)]
TRYTON = Path(__file__).parent.parent / "data" / "tryton" / "small"
# The moves, and what they are read with.
FEW = (
    *("party.party", "product.product", "product.uom", "production", "stock.location", "stock.lot"),
    *("stock.move", "stock.package", "stock.shipment.in", "stock.shipment.out"),
)
TWICE = 4


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files of each profile."""
    made = {profile: tmp_path_factory.mktemp(profile) for profile in ("tryton", "canonical")}
    for path in TRYTON.glob("*.csv"):
        if path.stem in FEW or ORDERS > 1:
            shutil.copy(path, made["tryton"])
    simulator.write(Parameters.tiny(3), 3, made["canonical"])
    return made


@pytest.fixture(scope="module")
def whole(arcadedb: Store, folders: dict[str, Path]) -> dict[str, str]:
    """The digest of each profile's files when they are loaded as a folder."""

    def loaded(profile: str) -> str:
        load_into(empty(arcadedb), [folders[profile]], profile)
        return digest(arcadedb.connection)

    return {profile: loaded(profile) for profile in PROFILES}


def shuffled(folder: Path, seed: int) -> list[Path]:
    """All files in some order, some of them twice."""
    rng = random.Random(seed)
    files = sorted(folder.glob("*.csv"))
    files += rng.sample(files, TWICE)
    rng.shuffle(files)
    return files


@pytest.mark.timeout(600 * ORDERS)
@pytest.mark.parametrize("profile", PROFILES)
def test_any_order_and_repetition_of_files_ends_in_one_graph(
    whole: dict[str, str], store: Store, folders: dict[str, Path], profile: str
) -> None:
    for seed in range(ORDERS):
        empty(store)
        for path in shuffled(folders[profile], seed):
            load_into(store, [path], profile)
        assert digest(store.connection) == whole[profile], seed


def test_what_a_watched_folder_took_is_the_same_graph(
    whole: dict[str, str], arcadedb: Store, folders: dict[str, Path], tmp_path: Path
) -> None:
    scene = Scene(tmp_path, empty(arcadedb))
    shutil.copytree(folders["tryton"], tmp_path / "tryton")
    scene.once()
    assert (scene.watcher.tally.done, scene.watcher.tally.refused) == (1, 0)
    assert digest(arcadedb.connection) == whole["tryton"]
    assert list((tmp_path / "tryton").iterdir()) == []
