"""`lotgraph load` and `lotgraph rejects` as the command line that a person types, on both engines."""

from __future__ import annotations

import csv
import gzip
import json
import os
import stat
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from app import cli
from app.questions.ask import recall
from graph_store.store import Store
from tests.support.engine_process import Command, environment_of
from tests.support.loading import LOT, OTHER, broken_files, file, load_into

pytestmark = pytest.mark.engine

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Files of which one row is not accepted."""
    return broken_files(tmp_path / "broken")


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


def test_the_rejects_file_is_written_again_with_the_same_file(
    store: Store, lotgraph: Run, broken: Path, tmp_path: Path
) -> None:
    written = []
    (tmp_path / "first.csv").touch(0o644)
    for name in ("first.csv", "again.csv"):
        code, said, complaint = lotgraph(
            "load", "--profile", "canonical", "--rejects", tmp_path / name, broken / "consumed_in.csv"
        )
        assert code == 3
        assert "2 accepted + 1 rejected + 0 ignored = 3 rows read" in said
        assert str(tmp_path / name) in complaint
        written.append((tmp_path / name).read_bytes())
    assert "Nothing is new: all of it was loaded before." in said
    assert written[0] == written[1]
    assert b"stone" in written[0]
    assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("first.csv", "again.csv")} == {0o600}


def test_the_command_says_how_much_was_known(
    store: Store, lotgraph: Run, broken: Path, tmp_path: Path
) -> None:
    _, said, _ = lotgraph("load", "--profile", "canonical", broken / "lot.csv")
    assert "8 facts are new; 0 were stated before" in said
    header, *lots = (broken / "lot.csv").read_text("utf-8").splitlines()
    code, said, _ = lotgraph(
        "load", "--profile", "canonical", file(tmp_path / "lot.csv", header, *lots[::-1])
    )
    assert code == 0
    assert (
        "0 facts are new; 8 were stated before, here or in an earlier load, and change nothing."
        in said.splitlines()
    )
    assert "0 new facts, 8 stated before" in said


def test_rejected_rows_are_listed_whole(store: Store, lotgraph: Run, broken: Path) -> None:
    load_into(store, [broken], "canonical")
    (reject,) = store.reader().open_rejects()
    raw = f"{LOT},step:plant/production/MO3,D,3,5,stone"
    code, said, complaint = lotgraph("rejects", "list", "--format", "json")
    assert (code, complaint) == (3, "1 rejected rows are open.\n")
    assert json.loads(said) == {
        "rejects": [
            {
                "key": reject.key,
                "load": reject.load,
                "file": "consumed_in.csv",
                "line": 4,
                "column": "unit",
                "rule": "unit",
                "message": reject.message,
                "raw": raw,
                "touches": [LOT, "step:plant/production/MO3"],
            }
        ]
    }
    code, said, _ = lotgraph("rejects", "list", "--format", "csv")
    assert code == 3
    (row,) = csv.DictReader(said.splitlines())
    assert row == {
        "key": reject.key,
        "file": "consumed_in.csv",
        "line": "4",
        "column": "unit",
        "rule": "unit",
        "message": reject.message,
        "raw": raw,
    }
    code, said, _ = lotgraph("rejects", "list")
    assert code == 3
    assert said.split()[:7] == ["key", "file", "line", "column", "rule", "message", "raw"]
    assert raw in said
    assert lotgraph("rejects", "list", "--format", "xml")[0] == 64


def test_all_rejected_rows_of_a_load_are_closed_at_once(
    store: Store, lotgraph: Run, broken: Path, tmp_path: Path
) -> None:
    load_into(store, [broken], "canonical")
    (kept,) = store.reader().open_rejects()
    rows = [f"{LOT},step:plant/production/MO1,E,{n},1,stone" for n in range(3)]
    other = file(tmp_path / "consumed_in-2.csv", "from,to,document,line,quantity,unit", *rows)
    (report,) = load_into(store, [other], "canonical").report.files
    closing = ("rejects", "close", "--reason", "entered by hand")
    assert lotgraph(*closing, "--load", report.load) == (0, "", "3 closed, 0 were closed before.\n")
    assert store.reader().open_rejects() == [kept]
    head = store.head()
    code, _, complaint = lotgraph(*closing, "--load", report.load)
    assert code == 2
    assert f"no rejected row of load {report.load} is open; nothing was closed" in complaint
    for wrong in ((), (kept.key, "--load", kept.load)):
        code, _, complaint = lotgraph(*closing, *wrong)
        assert code == 64
        assert "name either keys or one load" in complaint
    assert store.head() == head
    assert lotgraph(*closing, kept.key) == (0, "", "1 closed, 0 were closed before.\n")


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
