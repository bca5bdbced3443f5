"""Parquet: values that no cell can hold, and damage that a reader meets late."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from loaders import LoadError
from loaders.tables import Broken
from tests.support.files import opened, shortly, written


def saved(path: Path, columns: dict[str, pa.Array]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def test_a_day_beyond_the_calendar_breaks_its_row(tmp_path: Path) -> None:
    days = pa.array([0, 10_000_000, None], pa.int32()).cast(pa.date32())
    table = opened(saved(tmp_path / "lot.parquet", {"a": days, "b": pa.array(["x", "y", "z"])}))
    assert shortly(table) == [(1, ["1970-01-01", "x"]), (2, "value"), (3, ["", "z"])]
    broken = list(table.rows())[1]
    assert isinstance(broken, Broken)
    assert "holds a value that can't be read" in broken.message


def test_a_cell_over_1_mib_breaks_its_row(tmp_path: Path) -> None:
    table = opened(
        saved(tmp_path / "lot.parquet", {"a": pa.array(["x" * (1 << 20), "y" * ((1 << 20) + 1), "z"])})
    )
    assert [line for line, told in shortly(table) if told == "value"] == [2]


def test_text_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "lot.parquet", {"a": pa.array([b"\xff\xfe"]).view(pa.binary()).cast(pa.binary())})
    assert shortly(opened(path)) == [(1, "value")]
    text = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")]
    )
    assert shortly(opened(saved(tmp_path / "text.parquet", {"a": text}))) == [(1, "value")]


def test_a_column_name_with_a_nul_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="a column name with a NUL"):
        opened(saved(tmp_path / "lot.parquet", {"a\0b": pa.array(["x"])}))


@pytest.mark.parametrize("at", [40, -60])
def test_damage_behind_the_header_is_a_refusal(tmp_path: Path, at: int) -> None:
    path = saved(tmp_path / "lot.parquet", {"a": pa.array([f"{n}" for n in range(1000)])})
    data = bytearray(path.read_bytes())
    data[at : at + 30] = b"\xff" * 30
    with pytest.raises(LoadError, match="no readable Parquet file"):
        list(opened(written(tmp_path, bytes(data), "lot.parquet")).rows())
