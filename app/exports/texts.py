"""Lines of a table as text, compiled: only cells that need a second look become Python's.

Promises: the CSV is that of `app.terminal.write_csv`, byte for byte; a line of the NDJSON is what `orjson`
makes of it. Both come in parts, so that no answer has to fit into memory as text.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from app.terminal import CSV_COLUMNS, write_csv

Mask = npt.NDArray[np.bool_]
AT_ONCE = 65_536
_QUOTED = b'",\r\n'
_ESCAPED = b'"\\' + bytes(range(0x20))
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
        cells: list[pa.Array | str] = []
        for name, column in zip(part.schema.names, part.columns, strict=True):
            cells += [f'{"," if cells else "{"}"{name}":', *_json(column)]
        yield _text(pc.binary_join_element_wise(*_joined([*cells, "}\n"]), ""))


def parts(table: pa.Table) -> Iterator[pa.RecordBatch]:
    """The table in parts of at most `AT_ONCE` lines."""
    for start in range(0, len(table), AT_ONCE):
        yield from table.slice(start, AT_ONCE).combine_chunks().to_batches()


def _csv(part: pa.RecordBatch) -> bytes:
    masks = [_holds(column, _QUOTED) | _begins(column, _FORMULA) for column in part.columns]
    if not any(mask.any() for mask in masks):
        out = io.BytesIO()
        pa_csv.write_csv(part, out, _AS_IT_IS)
        return out.getvalue()
    cells = [_told(column, mask, _csv_cell) for column, mask in zip(part.columns, masks, strict=True)]
    *first, last = (pc.fill_null(column, "") for column in cells)
    return _text(pc.binary_join_element_wise(*first, pc.binary_join_element_wise(last, "\r\n", ""), ","))


def _csv_cell(text: str) -> str:
    """As it stands in a line of the CSV."""
    return _written([[text, ""]])[: -len(",\r\n")].decode()


def _written(rows: Sequence[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    write_csv(out, rows)
    return out.getvalue().encode()


def _json(column: pa.Array) -> list[pa.Array | str]:
    """The cells as they stand in a line, in pieces of which some are the same for all."""
    if column.null_count == len(column):
        return ["null"]
    special = _holds(column, _ESCAPED)
    if not special.any() and not column.null_count:
        return ['"', column, '"']
    quoted = pc.binary_join_element_wise('"', column, '"', "")
    escaped = _told(column, special, lambda text: orjson.dumps(text).decode())
    return [pc.fill_null(pc.if_else(pa.array(special), escaped, quoted), "null")]


def _joined(pieces: list[pa.Array | str]) -> list[pa.Array | str]:
    """Texts that stand side by side as one: each piece costs."""
    out: list[pa.Array | str] = []
    for piece in pieces:
        if out and isinstance(piece, str) and isinstance(out[-1], str):
            out[-1] += piece
        else:
            out.append(piece)
    return out


def _told(column: pa.Array, which: Mask, by: Callable[[str], str]) -> pa.Array:
    """The column with these cells told otherwise; each different text is told once."""
    if not which.any():
        return column
    mask = pa.array(which)
    chosen = column.filter(mask).dictionary_encode()
    told = pa.array([by(text) for text in chosen.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(column, mask, told.take(chosen.indices))


def _holds(column: pa.Array, any_of: bytes) -> Mask:
    """Which cells hold any of these bytes, none of which is a part of another character in UTF-8."""
    ends, data = _buffers(column)
    out = np.zeros(len(column), dtype=np.bool_)
    text = data.tobytes()
    if len(text.translate(None, any_of)) < len(text):
        table = np.zeros(256, dtype=np.bool_)
        table[list(any_of)] = True
        out[np.searchsorted(ends, np.flatnonzero(table[data]), side="right") - 1] = True
    return out


def _begins(column: pa.Array, with_any_of: Mask) -> Mask:
    """Which cells begin with any of these bytes."""
    ends, data = _buffers(column)
    out: Mask = ends[1:] > ends[:-1]
    out[out] = with_any_of[data[ends[:-1][out]]]
    return out


def _buffers(column: pa.Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Where texts end in their bytes, which begin at 0, with a zero first."""
    _, ends, data = column.buffers()
    offsets = np.frombuffer(ends, np.int32)[column.offset : column.offset + len(column) + 1].astype(np.int64)
    raw = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
    return offsets - offsets[0], raw[offsets[0] : offsets[-1]]


def _text(column: pa.Array) -> bytes:
    return _buffers(column)[1].tobytes()
