"""Loading a whole plant on both engines: the true answers, twice, in any order, and what goes wrong."""

from __future__ import annotations

import csv
import gzip
import os
import random
import shutil
from collections.abc import Callable, Sequence
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import simulator
from app import cli
from app.load import check
from app.questions.ask import genealogy, recall
from app.questions.findings import Gap
from graph_model.facts import AnyFact, LoadBegun, LoadEnded, RejectResolved, decode
from graph_model.keys import prefix_of
from graph_store.digest import digest, lines
from graph_store.errors import EngineLost
from graph_store.store import Receipt, Store
from loaders.plan import plan
from simulator.parameters import Parameters
from tests.conftest import empty
from tests.support.engine_process import Command, environment_of
from tests.support.loading import Loaded, load_into

pytestmark = pytest.mark.engine

STARTS = ("lot", "device", "step")
LOT = "lot:plant/RM-1/0001"
OTHER = "lot:plant/RM-1/0002"


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


def file(path: Path, *lines: str) -> Path:
    """Write a file of a few lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line + "\n" for line in lines), "utf-8")
    return path


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
    # What is new is that each file was begun and ended.
    assert [file.facts for file in again] == [2] * len(again)
    assert without_loads(store) == before


# --- rows that are not accepted ------------------------------------------------------------------


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Two lots that become a product each; one line of the consumptions has a unit nobody knows."""
    folder = tmp_path / "broken"
    file(folder / "material.csv", "namespace,number,uom", "plant,RM-1,kg", "plant,FG-1,kg")
    lots = [f"plant,{material},{number}" for material in ("RM-1", "FG-1") for number in ("0001", "0002")]
    file(folder / "lot.csv", "namespace,material,lot", *lots)
    steps = ("plant,production,MO1", "plant,production,MO2")
    file(folder / "process_step.csv", "namespace,kind,order", *steps)
    file(
        folder / "consumed_in.csv",
        "from,to,document,line,quantity,unit",
        f"{LOT},step:plant/production/MO1,D,1,5,kg",
        f"{OTHER},step:plant/production/MO2,D,2,5,kg",
        f"{LOT},step:plant/production/MO3,D,3,5,stone",
    )
    produced = [f"step:plant/production/MO{n},lot:plant/FG-1/000{n},D,{n},5,kg" for n in (1, 2)]
    file(folder / "produced.csv", "from,to,document,line,quantity,unit", *produced)
    return folder


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
    monkeypatch.undo()
    size = store.head().size
    again = canonical(store, broken / "consumed_in.csv")
    assert [f.resumed for f in again.report.files] == [True]
    assert store.head().size == size + 1
    assert asked(store) == {LOT: {("rejected_rows", LOT)}, OTHER: set()}


# --- the command line ----------------------------------------------------------------------------

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def lotgraph(store: Store, tmp_path: Path) -> Run:
    """Run the real command on this engine: exit code, what it printed, what it said on stderr."""
    numbers, settings = count(), environment_of(store)
    settings.setdefault("LOTGRAPH_DATA_DIR", os.fspath(tmp_path / "data"))

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        command = Command(tmp_path / f"run{next(numbers)}", settings, *map(str, arguments))
        code = command.end()
        assert "Traceback" not in command.out + command.err
        return code, command.out, command.err

    return run


def test_the_command_says_what_became_of_every_row(
    store: Store, lotgraph: Run, broken: Path, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    asking = ("load", "--profile", "canonical", "--rejects", rejects)
    head = store.head()
    code, said, complaint = lotgraph(*asking, "--dry-run", broken)
    assert code == 3
    assert "12 accepted + 1 rejected + 0 ignored = 13 rows read" in said
    assert "Nothing was written (--dry-run)" in complaint
    code, said, complaint = lotgraph(*asking, "--all-or-nothing", broken)
    assert code == 1
    assert "Nothing was written, because rows were rejected" in complaint
    assert store.head() == head
    code, said, complaint = lotgraph(*asking, broken)
    assert code == 3
    assert "12 accepted + 1 rejected + 0 ignored = 13 rows read" in said
    assert str(rejects) in complaint
    with rejects.open(encoding="utf-8", newline="") as rows:
        (row,) = csv.DictReader(rows)
    assert (row["file"], row["line"], row["column"]) == ("consumed_in.csv", "4", "unit")
    assert "stone" in row["raw"]
    assert recall(store.reader(), [OTHER]).complete
    head = store.head()
    path = broken / "consumed_in.csv"
    path.write_text(path.read_text("utf-8").replace("stone", "kg"))
    code, said, _ = lotgraph(*asking, broken)
    assert code == 0
    assert "was loaded before, nothing changed" in said
    assert store.head().size > head.size


def test_a_file_cut_short_is_refused_and_never_taken_for_whole(
    store: Store, lotgraph: Run, broken: Path
) -> None:
    rows = [f"{LOT},step:plant/production/MO1,E,{n},1,kg" for n in range(20_000)]
    whole = "\n".join(["from,to,document,line,quantity,unit", *rows]).encode()
    (broken / "consumed_in.csv").unlink()
    (broken / "consumed_in.csv.gz").write_bytes(gzip.compress(whole)[:-2000])
    size = store.head().size
    code, _, complaint = lotgraph("load", "--profile", "canonical", broken)
    assert code == 1
    assert store.head().size == size  # else the rows taken would be an unfinished load for ever
    assert "consumed_in.csv.gz" in complaint
    assert "cut off" in complaint
    assert "Fetch it again" in complaint


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("consumed_in.csv", b"from,document\na,b\n", ["consumed_in.csv", "column", "to"]),
        ("lot.csv", b"material,name\na,b\n", ["lot.csv", "lot", "needs"]),
        ("lot.dbf", b"dBASE", ["lot.dbf", ".csv"]),
        ("lot.csv", b"", ["lot.csv", "empty"]),
        ("lot.csv", b"material,lot,lot\na,b,c\n", ["lot.csv", "lot"]),
        ("gossip.csv", b"a,b\n1,2\n", ["gossip.csv", "Known:"]),
    ],
    ids=["missing column", "missing key", "unknown type", "empty", "column twice", "unknown file"],
)
def test_a_file_that_cannot_be_taken_is_explained_before_anything_is_started(
    tmp_path: Path, name: str, content: bytes, words: list[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    data_dir = tmp_path / "data"
    settings = {"LOTGRAPH_DATA_DIR": os.fspath(data_dir)}
    arguments = ("load", "--profile", "canonical", os.fspath(tmp_path / name))
    command = Command(tmp_path / "run", settings, *arguments)
    assert command.end() == 1
    assert "Traceback" not in command.err
    for word in words:
        assert word in command.err
    assert not data_dir.exists()


def test_the_rejects_file_is_never_one_of_the_files_to_load(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(tmp_path / "lot.csv", "material,lot", "RM-1,")
    before = path.read_bytes()
    assert cli.run(["load", "--dry-run", "--rejects", str(path), str(tmp_path)]) == 64
    assert "is one of the files to load" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_files_of_one_name_keep_their_rejects_apart(tmp_path: Path) -> None:
    for place in ("x", "y"):
        file(tmp_path / place / "lot.csv", "material,lot", f"{place},")
    out = tmp_path / "rejects.csv"
    code = cli.run(["load", "--dry-run", "--rejects", str(out), str(tmp_path / "x"), str(tmp_path / "y")])
    assert code == 3
    with out.open(encoding="utf-8", newline="") as stream:
        assert [row["raw"] for row in csv.DictReader(stream)] == ["x,", "y,"]


def test_without_files_the_command_is_not_understood(tmp_path: Path) -> None:
    command = Command(tmp_path / "run", {"LOTGRAPH_DATA_DIR": os.fspath(tmp_path / "data")}, "load")
    assert command.end() == 64
    assert "Missing argument" in command.err
