"""A watched folder: when files are taken, what becomes of them, and what no trouble does to them."""

from __future__ import annotations

import csv
import os
import shutil
import signal
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from app import cli
from app.flow.watch import keep_watching
from graph_store.digest import digest
from graph_store.errors import EngineUnavailable
from graph_store.store import Store
from tests.conftest import empty
from tests.support.engine_process import Command, environment_of, wait_until
from tests.support.flow import STAMP, Scene, lying, report_of
from tests.support.loading import broken_files, file

TRYTON = Path(__file__).parent.parent / "data" / "tryton" / "small"
LOTS = ("namespace,material,lot", "plant,RM-1,0001")


@pytest.fixture
def store(arcadedb: Store) -> Store:
    """An empty store. The watcher has no query of its own, so one engine is enough."""
    return empty(arcadedb)


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """The watched folder."""
    (tmp_path / "top").mkdir()
    return tmp_path / "top"


def only(folder: Path) -> Path:
    """The one item in `done` or `failed`."""
    (found,) = (p for p in folder.iterdir() if not p.name.endswith((".report.json", ".rejects.csv")))
    return found


# --- when ----------------------------------------------------------------------------------------


def test_a_file_is_taken_when_nothing_was_written_to_it_for_a_while(store: Store, top: Path) -> None:
    scene = Scene(top, store)
    path = file(top / "lot.csv.part", LOTS[0])
    scene.round(after=60)
    path = path.rename(top / "lot.csv")
    scene.round()
    scene.round(after=4)
    with path.open("a") as stream:
        stream.write(LOTS[1] + "\n")
    scene.round(after=4)
    scene.round(after=4)
    assert lying(top) == {"lot.csv"}
    scene.round(after=1)
    report = report_of(only(top / "done"))
    assert (report["rows"]["accepted"], report["ledger"]["size"]) == (1, store.head().size)
    assert report["ledger"]["root"] == store.head().root
    assert len(lying(top)) == 2
    (said,) = scene.said
    assert said.startswith("lot.csv: 1 rows read, 0 rejected; ledger size ")


def test_a_folder_is_taken_as_a_whole_with_its_rejected_rows_beside_it(store: Store, top: Path) -> None:
    scene = Scene(top, store)
    broken_files(top / "2025-03")
    scene.once()
    place = only(top / "done")
    assert sorted(path.name for path in place.iterdir()) == sorted(
        f"{name}.csv" for name in ("material", "lot", "process_step", "consumed_in", "produced")
    )
    report = report_of(place)
    assert report["rows"] == {"read": 13, "accepted": 12, "rejected": 1, "ignored": 0}
    assert report["rejects"] == f"{place.name}.rejects.csv"
    with (top / "done" / report["rejects"]).open(newline="") as rows:
        (row,) = csv.DictReader(rows)
    assert (row["file"], row["line"], row["column"]) == ("consumed_in.csv", "4", "unit")
    assert "stone" in row["raw"]
    assert (scene.watcher.tally.done, scene.watcher.tally.rejected) == (1, 1)


def test_the_same_again_changes_nothing_and_overwrites_nothing(store: Store, top: Path) -> None:
    scene = Scene(top, store)
    for _ in range(2):
        file(top / "lot.csv", *LOTS)
        scene.once()
    size = store.head().size
    file(top / "again" / "lot.csv", *LOTS)
    scene.once()
    assert store.head().size == size
    places = sorted(p for p in (top / "done").iterdir() if not p.name.endswith(".json"))
    reports = [report_of(place) for place in places]
    assert [report["files"][0]["repeated"] for report in reports].count(True) == 2
    assert len({report["files"][0]["load"] for report in reports}) == 1
    assert sum("loaded before" in said for said in scene.said) == 2


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "item", "content", "words"),
    [
        ("lot.dbf", "lot.dbf", "dBASE", "lot.dbf: is of no known file type"),
        ("lot.csv", "lot.csv", "", "lot.csv: is empty"),
        ("lot.csv", "lot.csv", "material,secret\na,b\n", "lot.csv"),
        ("gossip.csv", "gossip.csv", "a,b\n1,2\n", "gossip.csv"),
        ("tryton/2025-03/party.party.csv", "tryton/2025-03", "id\n1\n", "lacks stock.move"),
        ("set/x.csv", "set", "a\n1\n", "x.csv"),
    ],
)
def test_a_file_that_cannot_be_taken_is_explained_in_its_report_and_not_in_the_log(
    top: Path, name: str, item: str, content: str, words: str
) -> None:
    file(top / name).write_text(content)
    scene = Scene(top, None)
    scene.once()
    place = only(top / "failed")
    report = report_of(place)
    assert (report["state"], report["code"], report["unfinished"]) == ("refused", "REFUSED", [])
    assert words in report["message"]
    assert report["nextStep"]
    assert str(top) not in report["message"]
    assert scene.said == [f"{item}: REFUSED, see failed/{place.name}.report.json"]


def test_a_file_that_is_read_together_with_others_does_not_come_alone(top: Path) -> None:
    shutil.copy(TRYTON / "stock.move.csv", top)
    shutil.copy(TRYTON / "stock.lot.csv", top)
    scene = Scene(top, None, profile="tryton")
    scene.once()
    assert scene.watcher.tally.refused == 2
    report = report_of(top / "failed" / f"stock.move.{STAMP}.refused.csv")
    assert report["message"].startswith("stock.move.csv: is read together with ")
    assert report["message"].endswith(", and came alone")
    assert report["nextStep"] == "Put all files of the export into one folder or .zip, and hand over that."


def test_links_are_not_followed(top: Path, tmp_path: Path) -> None:
    secret = file(tmp_path / "secret.csv", *LOTS)
    (top / "lot.csv").symlink_to(secret)
    file(top / "set" / "material.csv", "namespace,number", "plant,RM-1")
    (top / "set" / "lot.csv").symlink_to(secret)
    os.mkfifo(top / "pipe.csv")
    scene = Scene(top, None)
    scene.once()
    assert scene.watcher.tally.refused == 3
    for name in (f"lot.{STAMP}.refused.csv", f"pipe.{STAMP}.refused.csv", f"set.{STAMP}.refused"):
        assert report_of(top / "failed" / name)["message"].endswith("is a link or a device, no file")
    assert secret.read_text().splitlines() == list(LOTS)


def test_a_fault_of_a_loader_holds_up_nobody_and_tells_no_cell(
    store: Store, top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError(f"{LOTS[1]} is in this text")

    file(top / "lot.csv", *LOTS)
    scene = Scene(top, store)
    with monkeypatch.context() as patch:
        patch.setattr("app.flow.taking.load", fail)
        scene.once()
    report = (top / "failed" / f"lot.{STAMP}.refused.csv.report.json").read_text()
    assert "an error nobody foresaw: ValueError in " in report
    assert LOTS[1] not in report + "".join(scene.said)  # its number alone may stand in a hash


# --- trouble -------------------------------------------------------------------------------------


class Away(Scene):
    """An engine that is away for some rounds; it is asked to end after so many pauses."""

    def __init__(self, top: Path, store: Store, *, rounds: int) -> None:
        super().__init__(top, store, settle=0)
        self.pauses: list[float] = []
        self._left = rounds

    def is_set(self) -> bool:
        """Asked to end when it came back and all was taken."""
        return len(self.pauses) > 3

    def wait(self, seconds: float) -> bool:
        """The pauses tell how long it waits."""
        self.pauses.append(seconds)
        return super().wait(seconds)

    def opened(self) -> AbstractContextManager[Store]:
        """The store, later."""
        self._left -= 1
        if self._left >= 0:
            raise EngineUnavailable("It is away.")
        return super().opened()


def test_an_engine_that_is_away_is_waited_for_with_the_files_where_they_lie(store: Store, top: Path) -> None:
    file(top / "lot.csv", *LOTS)
    scene = Away(top, store, rounds=2)
    keep_watching(scene.watcher, scene.opened, scene, scene.said.append)
    assert [said.splitlines()[0] for said in scene.said[:2]] == ["It is away.", "It is away."]
    assert scene.pauses == [2, 4, 1, 1]
    assert only(top / "done").name.startswith("lot.")


def test_a_file_that_the_engine_is_lost_over_comes_last_the_next_time(
    store: Store, top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file(top / "lot.csv", *LOTS)
    file(top / "material.csv", "namespace,number", "plant,RM-1")
    scene = Scene(top, store)
    commit = store.commit

    def commit_other_than_lots(*facts: object, **about: object) -> object:
        if "lot.csv" in str(about["reason"]):
            raise EngineUnavailable("lost")
        return commit(*facts, **about)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(store, "commit", commit_other_than_lots)
        for _ in range(2):
            with pytest.raises(EngineUnavailable):
                scene.once()
    assert only(top / "done").name.startswith("material.")
    assert (top / "lot.csv").is_file()
    scene.once()
    assert not (top / "lot.csv").exists()


def test_a_file_that_is_written_to_while_it_is_read_is_taken_when_that_is_over(
    store: Store, top: Path
) -> None:
    path = file(top / "lot.csv", *LOTS)
    more = ["plant,RM-1,0002\n"]

    def write_more(name: str, rows: int) -> None:
        with path.open("a") as stream:
            stream.write(more.pop() if more else "")

    scene = Scene(top, store, progress=write_more)
    scene.once()
    assert lying(top) == {"lot.csv"}
    assert "changed while it was read" in scene.said[0]
    scene.once()
    assert report_of(only(top / "done"))["rows"]["accepted"] == 2


def test_a_file_that_was_loaded_and_not_moved_is_moved_the_next_time(
    store: Store, top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file(top / "lot.csv", *LOTS)
    scene = Scene(top, store)
    with monkeypatch.context() as patch:
        patch.setattr(scene.shelf, "put", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            scene.once()
    scene.shelf.close()
    head, graph = store.head(), digest(store.connection)
    assert lying(top) == {"lot.csv"}
    Scene(top, store).once()
    assert report_of(only(top / "done"))["files"][0]["repeated"] is True
    assert (store.head(), digest(store.connection)) == (head, graph)


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def environment(store: Store, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What tells the command to use the store."""
    settings = environment_of(store)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("LOTGRAPH_NEO4J_URI", raising=False)
    return settings


def test_once_says_by_its_exit_code_what_became_of_all(
    environment: dict[str, str], top: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["watch", str(top), "--profile", "canonical", "--once", "--settle", "0"]
    assert cli.run(command) == 0
    assert capsys.readouterr().err == "0 taken, 0 refused; 0 rows rejected.\n"
    file(top / "lot.csv", *LOTS)
    assert cli.run(command) == 0
    broken_files(top / "set")
    assert cli.run(command) == 3
    assert capsys.readouterr().err.endswith("1 taken, 0 refused; 1 rows rejected.\n")
    file(top / "odd.xyz", "x")
    broken_files(top / "again")
    assert cli.run(command) == 1
    with Scene(top, None).shelf:
        assert cli.run(command) == 1
        assert "another lotgraph watches" in capsys.readouterr().err
    assert cli.run(["watch", str(top / "nowhere")]) == 64
    assert cli.run(["watch", str(top), "--profile", "nothing"]) == 1
    assert cli.run(["watch", str(top), "--settle", "-1"]) == 64
    assert cli.run(["watch", str(top), "--time-zone", "Nowhere/Else"]) == 64


def test_ctrl_c_ends_it_after_the_file_at_hand(
    environment: dict[str, str], top: Path, tmp_path: Path
) -> None:
    command = Command(
        tmp_path / "run", environment, "watch", str(top), "--profile", "canonical", "--settle", "0"
    )
    shutil.move(file(tmp_path / "lot.csv", *LOTS), top / "lot.csv")
    wait_until(lambda: (top / "done").is_dir() and any(n.endswith(".report.json") for n in lying(top)))
    command.send(signal.SIGINT)
    assert command.end() == 0, command.err
    assert "Ending after the file at hand." in command.err.splitlines()
    assert command.out == ""
    assert len(lying(top)) == 2
