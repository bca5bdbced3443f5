"""What counts as an item of a watched folder, and when it is whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.flow.folder import digest_of, is_unfinished, items, look
from tests.support.loading import file


def found(top: Path, profile: str | None = None) -> set[tuple[str, str | None, bool]]:
    return {(item.path.relative_to(top).as_posix(), item.profile, item.stays) for item in items(top, profile)}


@pytest.mark.parametrize(
    "name",
    [".lot.csv", "lot.csv.part", "LOT.CSV.PART", "lot.tmp", "lot.csv~", "~$lot.xlsx", "lot.crdownload"],
)
def test_names_of_what_is_not_whole(name: str) -> None:
    assert is_unfinished(name)


@pytest.mark.parametrize("name", ["lot.csv", "part.csv", "tmp.csv", "a~b.csv", "lot.part.csv"])
def test_names_of_what_is_whole(name: str) -> None:
    assert not is_unfinished(name)


def test_files_and_folders_are_items_and_folders_of_profiles_say_what_is_in_them(tmp_path: Path) -> None:
    for name in (
        *("lot.csv", "lot.csv.part", ".hidden.csv", "done/lot.csv", "failed/lot.csv", ".lotgraph/move.json"),
        *("2025-03/lot.csv", "canonical/material.csv", "canonical/more/lot.csv", "tryton/2025-03/party.csv"),
    ):
        file(tmp_path / name, "x")
    assert found(tmp_path, "canonical") == {
        ("lot.csv", "canonical", False),
        ("2025-03", "canonical", False),
        ("canonical/material.csv", "canonical", False),
        ("canonical/more", "canonical", False),
        ("tryton/2025-03", "tryton", False),
    }
    assert {profile for _, profile, _ in found(tmp_path)} == {None, "canonical", "tryton"}


def test_loose_files_of_a_profile_that_reads_them_together_are_one_item(tmp_path: Path) -> None:
    file(tmp_path / "tryton" / "stock.move.csv", "x")
    file(tmp_path / "tryton" / "2025-03" / "stock.move.csv", "x")
    assert found(tmp_path) == {("tryton", "tryton", True)}


def test_a_folder_is_whole_when_all_in_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    assert look(folder) is None
    file(folder / ".DS_Store", "x")
    assert look(folder) is None
    file(folder / "lot.csv", "x")
    whole = look(folder)
    assert whole is not None
    assert {name for name, _, _ in whole} == {".DS_Store", "lot.csv"}
    file(folder / "deep" / "material.csv.part", "x")
    assert look(folder) is None
    (folder / "deep" / "material.csv.part").rename(folder / "deep" / "material.csv")
    assert look(folder) not in (None, whole)
    assert look(tmp_path / "nothing") is None


def test_whatever_is_written_shows_and_a_new_name_does_not(tmp_path: Path) -> None:
    path = file(tmp_path / "lot.csv", "x")
    first = look(path)
    assert first is not None
    assert look(path) == first
    with path.open("a") as stream:
        stream.write("y")
    second = look(path)
    os.utime(path, ns=(0, 0))
    third = look(path)
    assert second is not None
    assert third is not None
    assert len({first, second, third}) == 3
    assert look(path.rename(tmp_path / "other.csv")) == third
    assert len({digest_of(seen) for seen in (first, second, third)}) == 3
