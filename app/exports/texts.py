"""Lines of a table as text, compiled: only cells that need a second look become Python's.

Promises: the CSV is that of `app.terminal.write_csv`, byte for byte; a line of the NDJSON is what `orjson`
makes of it. Both come in parts, so that no answer has to fit into memory as text.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from app.columnar.texts import AT_ONCE, Mask, buffers, bytes_of, holds, objects, parts, told
from app.terminal import CSV_COLUMNS, write_csv

_QUOTED = b'",\r\n'
_FORMULA = np.zeros(256, dtype=np.bool_)
_FORMULA[list(b"=+-@\t\r")] = True
_AS_IT_IS = pa_csv.WriteOptions(include_header=False, quoting_style="none", eol="\r\n", batch_size=AT_ONCE)


def csv_parts(table: pa.Table) -> Iterator[bytes]:
    """The CSV of `lines`, its header first."""
    yield _written([CSV_COLUMNS])
    for part in parts(table):
        yield _csv(part)


def ndjson_parts(table: pa.Table) -> Iterator[bytes]:
    """One object a line."""
    for part in parts(table):
        yield bytes_of(objects(part, "\n"))


def _csv(part: pa.RecordBatch) -> bytes:
    masks = [holds(column, _QUOTED) | _begins(column, _FORMULA) for column in part.columns]
    if not any(mask.any() for mask in masks):
        out = io.BytesIO()
        pa_csv.write_csv(part, out, _AS_IT_IS)
        return out.getvalue()
    cells = [told(column, mask, _csv_cell) for column, mask in zip(part.columns, masks, strict=True)]
    *first, last = (pc.fill_null(column, "") for column in cells)
    return bytes_of(pc.binary_join_element_wise(*first, pc.binary_join_element_wise(last, "\r\n", ""), ","))


def _csv_cell(text: str) -> str:
    """As it stands in a line of the CSV."""
    return _written([[text, ""]])[: -len(",\r\n")].decode()


def _written(rows: Sequence[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    write_csv(out, rows)
    return out.getvalue().encode()


def _begins(column: pa.Array, with_any_of: Mask) -> Mask:
    """Which cells begin with any of these bytes."""
    ends, data = buffers(column)
    out: Mask = ends[1:] > ends[:-1]
    out[out] = with_any_of[data[ends[:-1][out]]]
    return out
