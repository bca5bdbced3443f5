"""Parquet: batches of rows as text; a row's line is its number, from 1.

Promises: memory is bounded by one batch; decimals, integers and times are exact. Refuses: nested
columns, and times finer than a microsecond; per row: cells over 1 MiB and times beyond the calendar.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from loaders.encodings import damage, visible
from loaders.errors import LoadError
from loaders.tables import Broken, Item, changed_while_read, checked_header, sha256_of
from loaders.typed import BadValue, cell_text

_BATCH: Final = 8192
_MAX_CELL: Final = 1 << 20


class ParquetTable:
    """A Parquet file."""

    listed = False
    repeated: frozenset[str] = frozenset()

    def __init__(self, path: Path, sha256: str) -> None:
        self._path, self._sha256 = path, sha256
        with self._damage_told(), pq.ParquetFile(path) as file:
            schema = file.schema_arrow
            for field in schema:
                if pa.types.is_nested(field.type):
                    raise LoadError(path, f"column {field.name!r} is nested", "Flatten it.")
            if not len(schema):
                raise LoadError(path, "is empty", "Export it again, with its columns.")
            names = [str(name) for name in schema.names]
        if any(map(damage, names)):
            raise LoadError(path, "has a column name with a NUL or half a character", "Export it again.")
        self.header = checked_header(path, names, 1)

    def rows(self) -> Iterator[Item]:
        """A fresh pass over the rows."""
        line = 0
        with self._damage_told(), pq.ParquetFile(self._path) as file:
            for batch in file.iter_batches(batch_size=_BATCH):
                columns = [_column(self._path, batch, i) for i in range(batch.num_columns)]
                for values in zip(*columns, strict=True):
                    line += 1
                    yield _row(line, values)
        if sha256_of(self._path) != self._sha256:
            raise changed_while_read(self._path)

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except (pa.ArrowException, OSError, UnicodeError, MemoryError, OverflowError) as error:
            raise LoadError(
                self._path, f"is no readable Parquet file ({error})", "Export it again."
            ) from error


def _column(path: Path, batch: pa.RecordBatch, index: int) -> list[object]:
    column = batch.column(index)
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        try:
            column = column.cast(pa.timestamp("us", column.type.tz))
        except pa.ArrowInvalid as error:
            name = batch.schema.names[index]
            problem = f"column {name!r} is finer than a microsecond"
            raise LoadError(path, problem, "Write it in microseconds.") from error
    try:
        values: list[object] = column.to_pylist()
    except (ValueError, OverflowError, pa.ArrowException):
        return [_value(value) for value in column]
    return values


def _value(value: pa.Scalar) -> object:
    """One value of a column that holds some which Python has none for, such as days of the year 10000."""
    try:
        found: object = value.as_py()
    except (ValueError, OverflowError, pa.ArrowException) as error:
        return _Unreadable(str(error))
    return found


class _Unreadable(str):
    """Why a value can't be told."""

    __slots__ = ()


def _row(line: int, values: tuple[object, ...]) -> Item:
    unreadable = next((value for value in values if isinstance(value, _Unreadable)), None)
    if unreadable is not None:
        return _broken(line, f"holds a value that can't be read ({unreadable})", values)
    try:
        cells = [cell_text(value) for value in values]
        if max(map(len, cells)) > _MAX_CELL:
            raise BadValue("holds a cell over 1 MiB")
    except BadValue as error:
        return _broken(line, str(error), values)
    raw = "\t".join(cells)
    if damage(raw):
        return Broken(line, "nul", "holds a NUL or half a character", raw.replace("\0", "\\x00"))
    return line, cells, raw


def _broken(line: int, message: str, values: tuple[object, ...]) -> Broken:
    return Broken(line, "value", message, visible("\t".join(map(str, values))).replace("\0", "\\x00"))
