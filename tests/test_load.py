"""Loading a whole plant on both engines: the true answers, twice, in any order, and what goes wrong."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import simulator
from app.errors import Refused
from app.load import load
from app.load_report import check
from app.questions.ask import genealogy, recall
from app.questions.findings import Gap
from graph_model.facts import AnyFact, LoadAbandoned, LoadBegun, LoadEnded, RejectResolved, decode
from graph_model.keys import prefix_of
from graph_store.digest import digest, lines
from graph_store.errors import EngineLost
from graph_store.repair import repair
from graph_store.store import Receipt, Store
from graph_store.verify import verify
from loaders.errors import LoadError
from loaders.plan import plan
from simulator.parameters import Parameters
from tests.conftest import empty
from tests.support import tamper
from tests.support.loading import LOT, OTHER, Loaded, broken_files, file, load_into

pytestmark = pytest.mark.engine

STARTS = ("lot", "device", "step")


@cache
def plant() -> simulator.Plant:
    """The plant whose truth is compared."""
    return simulator.build("small", 1)


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its files."""
    folder = tmp_path_factory.mktemp("exports")
    plant().write(folder)
    return folder


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of a plant of a few dozen items."""
    folder = tmp_path_factory.mktemp("few")
    simulator.write(Parameters.tiny(3), 3, folder)
    return folder


def canonical(store: Store, *paths: Path, all_or_nothing: bool = False) -> Loaded:
    """Load as canonical files."""
    return load_into(store, paths, "canonical", all_or_nothing=all_or_nothing)


def of(keys: set[str], *prefixes: str) -> set[str]:
    """The keys of these kinds."""
    return {key for key in keys if prefix_of(key) in prefixes}


def pairs(gaps: tuple[Gap, ...]) -> set[tuple[str, str]]:
    """Gaps without their words."""
    return {(gap.kind, gap.key) for gap in gaps}


# --- the true answers ----------------------------------------------------------------------------


def test_every_interesting_recall_and_genealogy_is_the_true_one(store: Store, exports: Path) -> None:
    loaded = canonical(store, exports)
    assert loaded.adds_up
    assert loaded.rejected == []
    truth, reader = plant().truth(), store.reader()
    starts = [key for key in plant().interesting_starts() if prefix_of(key) in STARTS]
    assert len(starts) > 50
    devices = gaps = 0
    for start in starts:
        answer, true = recall(reader, [start]), truth.recall(start)
        assert {row.key for row in answer.rows} == true.keys, start
        assert of({row.key for row in answer.rows}, "lot", "device") == true.items
        assert of({row.key for row in answer.rows}, "customer") == true.customers
        assert answer.totals.devices == true.devices, start
        assert pairs(answer.gaps) == true.gaps, start
        assert answer.complete == (not true.gaps)
        origin, backward = genealogy(reader, [start]), truth.genealogy(start)
        assert {row.key for row in origin.rows} == backward.keys, start
        assert pairs(origin.gaps) == backward.gaps, start
        devices += true.devices
        gaps += len(true.gaps) + len(backward.gaps)
    assert devices > 0
    assert gaps > 0


# --- twice, in any order -------------------------------------------------------------------------


def test_what_an_altered_graph_took_for_known_is_loaded_again_after_its_repair(
    store: Store, tmp_path: Path
) -> None:
    """A forged rank hides a statement from the commit, so the ledger lacks it and no replay has it."""
    lots = file(tmp_path / "lot.csv", "namespace,material,lot,status", "plant,RM-1,0001,released")
    canonical(store, lots)
    with pytest.raises(Refused, match="never repaired"):
        load_into(store, [lots], "canonical", again=True)
    text = "MATCH (n:Lot {key: $key}) SET n._rank = '998 9999-01-01T00:00:00.000000Z 0ff' REMOVE n._ranks"
    tamper.run(store, text, key=LOT)
    blocked = file(tmp_path / "qms" / "lot.csv", "namespace,material,lot,status", "plant,RM-1,0001,blocked")
    canonical(store, blocked)
    with ExitStack() as opened:
        found = verify(store.connection, opened)
        repair(store, found, actor="test", reason="incident 9", folder=tmp_path / "verify")
    assert [file.repeated for file in canonical(store, blocked).report.files] == [True]
    assert store.reader().cards([LOT])[LOT].disputed == ()
    again = load_into(store, [lots, blocked], "canonical", again=True)
    assert [(file.facts, file.repeated) for file in again.report.files] == [(0, False), (1, False)]
    assert store.reader().cards([LOT])[LOT].disputed == ("status",)
    size = store.head().size
    more = load_into(store, [lots, blocked], "canonical", again=True)
    assert [file.repeated for file in more.report.files] == [True, True]
    assert store.head().size == size
    with ExitStack() as opened:
        assert not list(verify(store.connection, opened).differences())


def test_the_same_folder_twice_changes_nothing(store: Store, few: Path) -> None:
    first = canonical(store, few)
    head, graph = store.head(), digest(store.connection)
    again = canonical(store, few)
    assert (store.head(), digest(store.connection)) == (head, graph)
    assert all(file.repeated for file in again.report.files)
    assert [(f.read, f.accepted) for f in again.report.files] == [
        (f.read, f.accepted) for f in first.report.files
    ]


def without_loads(store: Store) -> list[bytes]:
    """What the digest is made of, without the nodes of loads, which hold the names of files."""
    return sorted(line for line in lines(store.connection) if not line.startswith(b'["load:'))


def test_neither_order_nor_names_of_files_change_the_graph(store: Store, few: Path, tmp_path: Path) -> None:
    canonical(store, few)
    whole, usual = digest(store.connection), without_loads(store)
    files = sorted(few.iterdir())
    for seed in range(2):
        random.Random(seed).shuffle(files)
        empty(store)
        for path in files:
            canonical(store, path)
        assert digest(store.connection) == whole
    empty(store)
    for number, path in enumerate(reversed(files)):
        canonical(store, _renamed(path, tmp_path / str(number)))
    assert digest(store.connection) != whole  # the names are kept, as what was loaded
    assert without_loads(store) == usual


def _renamed(path: Path, folder: Path) -> Path:
    folder.mkdir()
    return Path(shutil.copy(path, folder / f"{path.stem}.renamed{path.suffix}"))


def test_a_file_loaded_before_under_another_name_is_not_loaded_again(
    store: Store, few: Path, tmp_path: Path
) -> None:
    canonical(store, few)
    head = store.head()
    moved = [_renamed(path, tmp_path / path.stem) for path in few.iterdir()]
    assert all(file.repeated for file in canonical(store, *moved).report.files)
    assert store.head() == head


def test_a_new_file_with_the_same_rows_changes_no_fact(store: Store, few: Path, tmp_path: Path) -> None:
    canonical(store, few)
    before = without_loads(store)
    for path in few.iterdir():
        header, *rows = path.read_text("utf-8").splitlines(keepends=True)
        (tmp_path / path.name).write_text(header + "".join(reversed(rows)) + "\n", "utf-8")
    again = canonical(store, tmp_path).report.files
    assert not any(file.repeated for file in again)
    assert sum(file.unchanged for file in again) > 0
    assert sum(file.facts for file in again) == 0
    assert without_loads(store) == before


# --- rows that are not accepted ------------------------------------------------------------------


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Files of which one row is not accepted."""
    return broken_files(tmp_path / "broken")


def asked(store: Store, *keys: str) -> dict[str, set[tuple[str, str]]]:
    """The gaps of each recall."""
    return {key: pairs(recall(store.reader(), [key]).gaps) for key in keys or (LOT, OTHER)}


def test_a_broken_row_is_a_gap_of_the_answers_it_touches_until_it_is_resolved(
    store: Store, broken: Path
) -> None:
    loaded = canonical(store, broken)
    assert loaded.adds_up
    assert [(name, row.line, row.column, row.rule) for name, row in loaded.rejected] == [
        ("consumed_in.csv", 4, "unit", "unit")
    ]
    product = "lot:plant/FG-1/0001"
    assert asked(store, LOT, OTHER, product) == {LOT: {("rejected_rows", LOT)}, OTHER: set(), product: set()}
    (gap,) = recall(store.reader(), [LOT]).gaps
    assert "consumed_in.csv, line 4" in gap.message
    assert pairs(genealogy(store.reader(), [product]).gaps) >= {("rejected_rows", LOT)}
    (reject,) = store.reader().open_rejects()
    assert reject.touches == (LOT, "step:plant/production/MO3")
    before = store.head().size
    store.commit(
        [RejectResolved(reject=reject.key, reason="entered by hand", origin="decided")],
        actor="test",
        reason="test",
    )
    assert store.reader().open_rejects() == []
    assert asked(store) == {LOT: set(), OTHER: set()}
    assert pairs(recall(store.reader(known_at=before), [LOT]).gaps) == {("rejected_rows", LOT)}


def test_a_row_that_cannot_be_read_may_touch_every_answer(store: Store, broken: Path) -> None:
    path = broken / "consumed_in.csv"
    path.write_text(path.read_text("utf-8").replace(f"{LOT},step:plant/production/MO3,D,3,5,stone", "a,b"))
    loaded = canonical(store, broken)
    assert [(name, row.line, row.touches) for name, row in loaded.rejected] == [("consumed_in.csv", 4, ())]
    assert asked(store) == {key: {("rejected_rows", "")} for key in (LOT, OTHER)}


def test_no_answer_between_two_files_looks_complete(store: Store, few: Path) -> None:
    canonical(store, few)
    begun: set[int] = set()
    stated = store.head().size
    for entry in store.entries():
        facts = [decode(line) for line in entry.lines()]
        if any(isinstance(fact, LoadBegun) for fact in facts):
            begun.add(entry.header.seq)
        elif facts and not isinstance(facts[0], LoadEnded):
            stated = min(stated, entry.header.seq)
    assert len(begun) == len(list(few.iterdir())) > 3
    assert max(begun) < stated
    for size in range(1, store.head().size):
        assert store.reader(size).unfinished_loads(), size
    assert store.reader().unfinished_loads() == []


def test_all_or_nothing_writes_nothing_if_one_row_is_rejected(store: Store, broken: Path) -> None:
    head, graph = store.head(), digest(store.connection)
    loaded = canonical(store, broken, all_or_nothing=True)
    assert loaded.report.refused
    assert loaded.report.size is None
    assert len(loaded.rejected) == 1
    assert (store.head(), digest(store.connection)) == (head, graph)
    path = broken / "consumed_in.csv"
    path.write_text(path.read_text("utf-8").replace("stone", "kg"))
    assert not canonical(store, broken, all_or_nothing=True).report.refused
    assert store.head().size > head.size


def test_a_dry_run_reads_everything_and_writes_nothing(store: Store, broken: Path) -> None:
    head, rejected = store.head(), []
    sources = plan([broken], profile="canonical", namespace=None)
    report = check(sources, on_rows=lambda *_: None, on_reject=lambda *row: rejected.append(row))
    assert sum(f.read for f in report.files) == 2 + 4 + 2 + 3 + 2
    assert (len(rejected), report.rejected, report.size) == (1, 1, None)
    assert store.head() == head


def test_what_is_odd_about_accepted_rows_is_told_by_column_and_rule(store: Store, tmp_path: Path) -> None:
    path = file(
        tmp_path / "udi_di_assignments.csv",
        "material,di,agency",
        "FG-1,00841518100003,GS1",
        "FG-2,4012345111224,GS1",
        "FG-3,00815612020043,GS1",
    )
    loaded = load_into(store, [path], "plm")
    told = {place: (one.count, one.lines) for place, one in loaded.report.files[0].findings.items()}
    assert told == {("di", "check_failed"): (2, [2, 4]), ("di", "padded"): (1, [3])}


def test_a_file_loaded_before_gives_its_rejected_rows_again(store: Store, broken: Path) -> None:
    first = canonical(store, broken)
    head, graph = store.head(), digest(store.connection)
    again = canonical(store, broken)
    assert all(file.repeated for file in again.report.files)
    assert again.rejected == first.rejected != []
    assert again.report.rejected == first.report.rejected
    assert (store.head(), digest(store.connection)) == (head, graph)


def test_lines_that_may_be_a_row_each_are_all_rejected_and_counted(store: Store, broken: Path) -> None:
    path = broken / "consumed_in.csv"
    header, first, second, _ = path.read_text("utf-8").splitlines()
    path.write_text("\n".join((header, first.replace(",D,", ',"D,'), second.replace(",D,", ',D",'))))
    loaded = canonical(store, broken)
    report = {f.name: f for f in loaded.report.files}[path.name]
    assert (report.read, report.accepted, report.rejected) == (2, 0, 2)
    assert [(row.line, row.rule) for _, row in loaded.rejected] == [(2, "quote"), (3, "quote")]
    assert len(store.reader().open_rejects()) == 2
    assert ("rejected_rows", "") in asked(store)[LOT]


def _unfinished(store: Store) -> str:
    (one,) = store.reader().unfinished_loads()
    return one.load


def test_a_load_that_stopped_is_a_gap_until_it_went_on(
    store: Store, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canonical(store, *(path for path in broken.iterdir() if path.name != "consumed_in.csv"))
    commit = store.commit

    def commit_until_the_end(facts: Sequence[AnyFact], **about: Any) -> Receipt:
        if isinstance(facts[0], LoadEnded):
            raise EngineLost("gone")
        return commit(facts, **about)

    monkeypatch.setattr(store, "commit", commit_until_the_end)
    with pytest.raises(EngineLost):
        canonical(store, broken / "consumed_in.csv")
    gaps = asked(store)
    assert gaps == {LOT: {("load_unfinished", ""), ("rejected_rows", LOT)}, OTHER: {("load_unfinished", "")}}
    given_up = LoadAbandoned(load=_unfinished(store), reason="not coming", origin="decided")
    commit([given_up], actor="test", reason="not coming")
    assert asked(store) == {LOT: {("rejected_rows", LOT)}, OTHER: set()}
    with pytest.raises(EngineLost):
        canonical(store, broken / "consumed_in.csv")
    assert asked(store) == gaps  # it was begun again, so it is missing again
    monkeypatch.undo()
    size = store.head().size
    again = canonical(store, broken / "consumed_in.csv")
    assert [f.resumed for f in again.report.files] == [True]
    assert store.head().size == size + 1
    assert asked(store) == {LOT: {("rejected_rows", LOT)}, OTHER: set()}


def test_a_file_that_changes_while_it_is_read_leaves_what_was_recorded_before(
    store: Store, tmp_path: Path
) -> None:
    rows = [f"plant,RM-1,{number:05d}" for number in range(2_500)]
    lots = file(tmp_path / "lot.csv", "namespace,material,lot", *rows)
    (source,) = plan([lots], profile="canonical", namespace=None)
    file(lots, "namespace,material,lot", *rows, "plant,RM-1,more")
    told: list[int] = []
    with pytest.raises(LoadError, match="changed"):
        load(store, [source], actor="test", on_rows=lambda _, n: told.append(n), on_reject=lambda *_: None)
    assert store.load_state(source.load_id).done == {(0, 0), (1, 0), (2, 0)}
    assert sum(told) == 2_000
    file(lots, "namespace,material,lot", *rows)
    (again,) = canonical(store, lots).report.files
    assert (again.resumed, again.read, again.facts, again.unchanged) == (True, 2_500, 1_000, 0)
