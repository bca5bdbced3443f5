"""A rebuild gives an equal ledger and an equal graph in an empty database, and touches no other."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from app import cli
from graph_model import upcast
from graph_model.facts import NodeFact
from graph_model.version import MODEL_VERSION
from graph_store.digest import digest
from graph_store.errors import StoreError
from graph_store.rebuild import TargetNotEmpty, rebuild, refuse_foreign
from graph_store.store import Store
from tests.support import tamper
from tests.support.build import key
from tests.support.kept import Kept

pytestmark = pytest.mark.engine


def whole(store: Store) -> tuple[object, str]:
    return store.head(), digest(store.connection)


@pytest.mark.parametrize("there", [0, 3])
def test_either_engine_is_rebuilt_in_the_other(stores: tuple[Store, Store], there: int) -> None:
    """`there` commits arrived before the rebuild was cut short; it goes on behind them."""
    source, target = stores
    tamper.history(source)
    for entry in islice(source.entries(), there):
        target.replay(entry)
    seen: list[int] = []
    head = rebuild(source.entries(), target, on_entry=seen.append)
    assert seen == list(range(there + 1, head.size + 1))
    assert whole(target) == whole(source)
    assert rebuild(source.entries(), target, on_entry=seen.append) == head
    assert len(seen) == head.size - there


def test_the_same_the_other_way_round(stores: tuple[Store, Store]) -> None:
    target, source = stores
    tamper.history(source)
    rebuild(source.entries(), target)
    assert whole(target) == whole(source)


def test_another_ledger_is_refused_and_stays_as_it_is(stores: tuple[Store, Store]) -> None:
    source, target = stores
    tamper.history(source)
    target.commit([NodeFact(key=key("site", "9"))], actor="other", reason="other")
    before = whole(target)
    with pytest.raises(TargetNotEmpty, match="not the first of this ledger"):
        rebuild(source.entries(), target)
    assert whole(target) == before


def test_a_longer_ledger_is_refused(stores: tuple[Store, Store]) -> None:
    source, target = stores
    tamper.history(source)
    rebuild(source.entries(), target)
    with pytest.raises(TargetNotEmpty, match="this ledger 2"):
        rebuild(islice(source.entries(), 2), target)


def test_entries_out_of_place_are_refused(stores: tuple[Store, Store]) -> None:
    source, target = stores
    tamper.history(source)
    with pytest.raises(StoreError, match="entry 2 stands in place 1"):
        rebuild(source.entries(first=2), target)
    assert target.head().size == 0


def test_a_database_of_somebody_else_is_refused(store: Store) -> None:
    refuse_foreign(store.connection)
    tamper.run(store, "CREATE (n:Lot {key: 'theirs'})")
    with pytest.raises(TargetNotEmpty, match="holds 1 nodes and no ledger"):
        refuse_foreign(store.connection)


def test_the_command(
    stores: tuple[Store, Store],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source, target = stores
    tamper.history(source)
    there = tmp_path / "copy"
    monkeypatch.setenv("LOTGRAPH_NEO4J_URI", "")
    monkeypatch.setattr(
        "app.wiring.open_store",
        lambda settings, on_wait: Kept(target if settings.data_dir == there else source),
    )
    assert cli.run(["rebuild", "--to", str(there)]) == 0
    head = source.head()
    assert f"holds {head.size} commits, root {head.root}." in capsys.readouterr().err
    assert whole(target) == whole(source)
    target.commit([NodeFact(key=key("site", "9"))], actor="other", reason="other")
    assert cli.run(["rebuild", "--to", str(there)]) == 1
    assert "Name an empty database" in capsys.readouterr().err


# --- model versions --------------------------------------------------------------------------------


def test_an_older_fact_is_read_in_the_words_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upcast, "MODEL_VERSION", "0003")
    steps: dict[str, upcast.Step] = {
        "0001": lambda body: {**body, "key": "site:t/new"},
        "0002": lambda body: {**body, "line": 7},
    }
    monkeypatch.setattr(upcast, "UPCASTERS", steps)
    line = b'["00000000000000000000000000000000",{"fact":"node","key":"site:t/old","properties":{}}]'
    assert upcast.read(line, "0001") == NodeFact(key="site:t/new", line=7)
    assert upcast.read(line, "0002") == NodeFact(key="site:t/old", line=7)
    assert upcast.read(line, "0003") == NodeFact(key="site:t/old")


def test_the_present_model_needs_no_step() -> None:
    assert all(version < MODEL_VERSION for version in upcast.UPCASTERS)
