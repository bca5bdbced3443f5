"""Parquet: batches of rows as text; a row's line is its number, from 1.

Promises: memory is bounded by one batch; decimals, integers and times are exact. Refuses: nested
columns, and times finer than a microsecond.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from loaders.encodings import damage
from loaders.errors import LoadError
from loaders.tables import Broken, Item, changed_while_read, checked_header, sha256_of
from loaders.typed import BadValue, cell_text

_BATCH: Final = 8192


class ParquetTable:
    """A Parquet file."""

    def __init__(self, path: Path, sha256: str) -> None:
        self._path, self._sha256 = path, sha256
        with self._open() as file:
            schema = file.schema_arrow
            for field in schema:
                if pa.types.is_nested(field.type):
                    raise LoadError(path, f"column {field.name!r} is nested", "Flatten it.")
            if not len(schema):
                raise LoadError(path, "is empty", "Export it again, with its columns.")
            self.header = checked_header(path, [str(name) for name in schema.names], 1)

    def rows(self) -> Iterator[Item]:
        """A fresh pass over the rows."""
        line = 0
        try:
            with self._open() as file:
                for batch in file.iter_batches(batch_size=_BATCH):
                    columns = [_column(self._path, batch, i) for i in range(batch.num_columns)]
                    for values in zip(*columns, strict=True):
                        line += 1
                        yield _row(line, values)
        except (pa.ArrowException, OSError) as error:
            raise LoadError(self._path, f"is damaged ({error})", "Export it again.") from error
        if sha256_of(self._path) != self._sha256:
            raise changed_while_read(self._path)

    def _open(self) -> pq.ParquetFile:
        try:
            return pq.ParquetFile(self._path)
        except (pa.ArrowException, OSError) as error:
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
    values: list[object] = column.to_pylist()
    return values


def _row(line: int, values: tuple[object, ...]) -> Item:
    try:
        cells = [cell_text(value) for value in values]
    except BadValue as error:
        return Broken(line, "value", str(error), "\t".join(map(str, values)))
    raw = "\t".join(cells)
    if damage(raw):
        return Broken(line, "nul", "holds a NUL or half a character", raw.replace("\0", "\\x00"))
    return line, cells, raw
