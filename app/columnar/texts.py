"""Columns as JSON text, compiled: only cells that need a second look become Python's.

Promises: an object or a list of a row is what `orjson` makes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]
AT_ONCE = 65_536
_ESCAPED = b'"\\' + bytes(range(0x20))


def parts(table: pa.Table) -> Iterator[pa.RecordBatch]:
    """The table in parts of at most `AT_ONCE` lines."""
    for start in range(0, len(table), AT_ONCE):
        yield from table.slice(start, AT_ONCE).combine_chunks().to_batches()


def objects(part: pa.RecordBatch, end: str) -> pa.Array:
    """Each row as an object with the names of the columns, in their order, and what comes behind it."""
    cells: list[pa.Array | str] = []
    for name, column in zip(part.schema.names, part.columns, strict=True):
        cells += [f'{"," if cells else "{"}"{name}":', *_json(column)]
    return _side_by_side([*cells, f"}}{end}"])


def lists(part: pa.RecordBatch, end: str) -> pa.Array:
    """Each row as a list, and what comes behind it."""
    cells: list[pa.Array | str] = []
    for column in part.columns:
        cells += ["," if cells else "[", *_json(column)]
    return _side_by_side([*cells, f"]{end}"])


def text_of(columns: Iterable[pa.Array]) -> bytes:
    """All texts of columns one after the other."""
    return b"".join(map(bytes_of, columns))


def _side_by_side(pieces: list[pa.Array | str]) -> pa.Array:
    return pc.binary_join_element_wise(*_joined(pieces), "")


def _json(column: pa.Array) -> list[pa.Array | str]:
    """The cells as they stand in a line, in pieces of which some are the same for all."""
    if column.null_count == len(column):
        return ["null"]
    special = holds(column, _ESCAPED)
    if not special.any() and not column.null_count:
        return ['"', column, '"']
    quoted = pc.binary_join_element_wise('"', column, '"', "")
    escaped = told(column, special, lambda text: orjson.dumps(text).decode())
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


def told(column: pa.Array, which: Mask, by: Callable[[str], str]) -> pa.Array:
    """The column with these cells told otherwise; each different text is told once."""
    if not which.any():
        return column
    mask = pa.array(which)
    chosen = column.filter(mask).dictionary_encode()
    texts = pa.array([by(text) for text in chosen.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(column, mask, texts.take(chosen.indices))


def holds(column: pa.Array, any_of: bytes) -> Mask:
    """Which cells hold any of these bytes, none of which is a part of another character in UTF-8."""
    ends, data = buffers(column)
    out = np.zeros(len(column), dtype=np.bool_)
    text = data.tobytes()
    if len(text.translate(None, any_of)) < len(text):
        table = np.zeros(256, dtype=np.bool_)
        table[list(any_of)] = True
        out[np.searchsorted(ends, np.flatnonzero(table[data]), side="right") - 1] = True
    return out


def buffers(column: pa.Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Where texts end in their bytes, which begin at 0, with a zero first."""
    _, ends, data = column.buffers()
    offsets = np.frombuffer(ends, np.int32)[column.offset : column.offset + len(column) + 1].astype(np.int64)
    raw = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
    return offsets - offsets[0], raw[offsets[0] : offsets[-1]]


def bytes_of(column: pa.Array) -> bytes:
    """All texts of a column one after the other."""
    return buffers(column)[1].tobytes()
