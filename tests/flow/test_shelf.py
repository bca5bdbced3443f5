"""Where files go, what lies beside them, and that no kill leaves half of that."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest

from app.errors import Refused
from app.flow.folder import Item, look
from app.flow.shelf import Shelf
from app.flow.taking import Refusal, Taken
from app.load_report import FileReport, Report
from graph_store.store import LedgerHead
from tests.support.flow import STAMP, lying, report_of, shelf_of
from tests.support.loading import file

LOAD = "4f2a6b1c" + 24 * "0"


def taken(*loads: str, rejected: int = 0) -> Taken:
    files = tuple(FileReport("lot.csv", load, read=3, accepted=3 - rejected) for load in loads)
    refusal = None if loads else Refusal("it is odd", "mend it")
    report = Report(files, 7) if loads else None
    return Taken("lot.csv", report, LedgerHead(7, "ab") if loads else None, rejected, refusal)


def put(shelf: Shelf, item: Item, what: Taken) -> Path | None:
    seen = look(item.path)
    assert seen is not None
    return shelf.put(item, what, seen)


def reject(shelf: Shelf) -> None:
    shelf.rejects.write_text("line\n")


def test_a_file_goes_with_its_report_and_its_rejected_rows(tmp_path: Path) -> None:
    item = Item(file(tmp_path / "lot.csv.gz", "x"), "canonical")
    with shelf_of(tmp_path) as shelf:
        reject(shelf)
        place = put(shelf, item, taken(LOAD, rejected=1))
    name = f"done/lot.{STAMP}.4f2a6b1c.csv.gz"
    assert place == tmp_path / name
    assert lying(tmp_path) == {name, f"{name}.report.json", f"{name}.rejects.csv"}
    assert place.read_text() == "x\n"
    report = report_of(place)
    assert report.pop("files")[0]["load"] == LOAD
    assert report == {
        "state": "done",
        "name": "lot.csv",
        "taken": "2025-03-02T10:15:00+00:00",
        "rows": {"read": 3, "accepted": 2, "rejected": 0, "ignored": 0},
        "rejects": f"lot.{STAMP}.4f2a6b1c.csv.gz.rejects.csv",
        "ledger": {"size": 7, "root": "ab"},
        "profile": "canonical",
    }


def test_what_is_refused_goes_to_failed_with_what_to_do(tmp_path: Path) -> None:
    with shelf_of(tmp_path) as shelf:
        place = put(shelf, Item(file(tmp_path / "odd", "x"), None), taken())
    assert place == tmp_path / "failed" / f"odd.{STAMP}.refused"
    report = report_of(place)
    assert (report["state"], report["message"], report["nextStep"]) == ("refused", "it is odd", "mend it")
    assert (report["ledger"], report["files"], report["rejects"]) == (None, [], None)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    with shelf_of(tmp_path) as shelf:
        places = [put(shelf, Item(file(tmp_path / "lot.csv", str(n)), None), taken(LOAD)) for n in range(3)]
        long = put(shelf, Item(file(tmp_path / f"{'ü' * 120}.csv", "3"), None), taken(LOAD))
    assert [place.name for place in places if place] == [
        f"lot.{STAMP}.4f2a6b1c{more}.csv" for more in ("", ".2", ".3")
    ]
    assert [place.read_text() for place in (*places, long) if place] == ["0\n", "1\n", "2\n", "3\n"]


def test_a_folder_goes_as_a_whole_and_that_of_a_profile_is_there_again(tmp_path: Path) -> None:
    file(tmp_path / "tryton" / "deep" / "stock.move.csv", "x")
    with shelf_of(tmp_path) as shelf:
        place = put(shelf, Item(tmp_path / "tryton", "tryton", stays=True), taken(LOAD, LOAD[::-1]))
    assert place is not None
    assert (place / "deep" / "stock.move.csv").is_file()
    assert report_of(place)["profile"] == "tryton"
    assert list((tmp_path / "tryton").iterdir()) == []


def test_a_folder_has_one_watcher(tmp_path: Path) -> None:
    with shelf_of(tmp_path), pytest.raises(Refused, match="another lotgraph watches"):
        shelf_of(tmp_path)
    shelf_of(tmp_path).close()


@contextmanager
def before_rename(path: Path, act: Callable[[], object]) -> Iterator[None]:
    """Something happens in the moment in which a path is moved."""
    rename = os.rename

    def moved(source: Path, target: Path) -> None:
        if source == path:
            act()
        rename(source, target)

    with mock.patch.object(os, "rename", moved):
        yield


def test_what_changed_in_the_moment_of_the_move_is_put_back(tmp_path: Path) -> None:
    item = Item(file(tmp_path / "set" / "lot.csv", "x").parent, None)
    with shelf_of(tmp_path) as shelf:
        with before_rename(item.path, lambda: file(item.path / "late.csv", "y")):
            assert put(shelf, item, taken(LOAD)) is None
        assert lying(tmp_path) == {"set/lot.csv", "set/late.csv"}
        assert put(shelf, item, taken(LOAD)) is not None


@pytest.mark.parametrize(
    ("name", "stays", "back"),
    [("set", False, f"set.{STAMP}"), ("tryton", True, f"tryton/tryton.{STAMP}")],
)
def test_what_is_put_back_lies_beside_what_came_meanwhile(
    tmp_path: Path, name: str, stays: bool, back: str
) -> None:
    item = Item(file(tmp_path / name / "lot.csv", "x").parent, None, stays)
    seen = look(item.path)
    assert seen is not None
    with shelf_of(tmp_path) as shelf:
        rename = os.rename

        def moved(source: Path, target: Path) -> None:
            rename(source, target)
            if source == item.path:
                file(target / "late.csv", "y")
                file(item.path / "lot.csv", "again")

        with mock.patch.object(os, "rename", moved):
            assert shelf.put(item, taken(LOAD), seen) is None
    assert lying(tmp_path) == {f"{name}/lot.csv", f"{back}/lot.csv", f"{back}/late.csv"}


class Killed(BaseException):
    """The process is gone."""


@contextmanager
def killed_at(step: int) -> Iterator[list[str]]:
    """The process is killed before that call that changes the disk; the calls it came to."""
    made: list[str] = []

    def counted(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            if len(made) == step:
                raise Killed
            made.append(name)
            return real(*arguments, **named)

        return call

    patches = [
        mock.patch.object(os, "rename", counted("rename", os.rename)),
        mock.patch.object(os, "replace", counted("replace", os.replace)),
        mock.patch.object(Path, "unlink", counted("unlink", Path.unlink)),
    ]
    for patch in patches:
        patch.start()
    try:
        yield made
    finally:
        for patch in patches:
            patch.stop()


def test_a_kill_at_any_step_leaves_the_file_or_the_file_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    whole: set[str] = set()
    kept = moved = 0
    for step in range(100):
        top = tmp_path / str(step)
        item = Item(file(top / "lot.csv", "x"), None)
        shelf = shelf_of(top)
        reject(shelf)
        try:
            with killed_at(step) as made:
                put(shelf, item, taken(LOAD, rejected=1))
        except Killed:
            pass
        else:
            whole = lying(top)
        shelf.close()
        if whole:
            break
        shelf_of(top).close()
        left = lying(top)
        if left == {"lot.csv"}:
            kept += 1
            reject(again := shelf_of(top))
            assert put(again, item, taken(LOAD, rejected=1))
            again.close()
            left = lying(top)
        else:
            moved += 1
        name = f"done/lot.{STAMP}.4f2a6b1c.csv"
        assert left == {name, f"{name}.report.json", f"{name}.rejects.csv"}, f"killed after {made}"
        assert json.loads((top / f"{name}.report.json").read_text())["rows"]["read"] == 3
    assert len(whole) == 3
    assert kept >= 3
    assert moved >= 3
