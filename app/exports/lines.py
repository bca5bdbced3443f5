"""An answer as tables: the lines of its CSV, and its relationships.

Promises: `lines` are those of `app.terminal.csv_lines` but for the header, a customer's once for each
material, what was left out and what is missing at the end; null where a cell is empty. A wide answer stays
columns all the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from app.columnar.answer import COLUMNS, Wide
from app.questions.answer import Told, heading
from app.questions.consignees import Consigned
from app.questions.findings import Gap
from app.terminal import CSV_COLUMNS, left_out_lines
from lineage.column import Ids

SCHEMA = pa.schema([(name, pa.string()) for name in CSV_COLUMNS])
ENDS = ("from", "type", "to", "key")
_CONSIGNED = ("material", "shipped", "returned", "net", "unit")


def lines(answer: Told) -> pa.Table:
    """All lines but the header."""
    return pa.concat_tables([row_lines(answer), excluded_lines(answer), gap_lines(answer.gaps)])


def row_lines(answer: Told) -> pa.Table:
    """The lines of the rows."""
    table, consigned = rows(answer), consignments(answer)
    keys = pa.array(sorted(consigned), pa.string())
    at_rows = np.array(pc.index_in(keys, value_set=table["key"].combine_chunks()), dtype=np.int64)
    lists = [consigned[key] for key in keys.to_pylist()]
    counts = np.ones(len(table), dtype=np.int64)
    counts[at_rows] = [len(found) for found in lists]
    first = np.cumsum(counts) - counts
    places = np.full(int(counts.sum()), -1, dtype=np.int64)
    told = list(chain.from_iterable(lists))
    taken = (np.arange(start, start + len(found)) for start, found in zip(first[at_rows], lists, strict=True))
    places[np.concatenate([np.zeros(0, np.int64), *taken])] = np.arange(len(told))
    cells = _repeated(table, at_rows, counts)
    at = pa.array(places, mask=places < 0)
    for name, source in zip(CSV_COLUMNS[len(COLUMNS) :], _CONSIGNED, strict=True):
        column = pa.array([getattr(one, source) for one in told], pa.string())
        cells = cells.append_column(name, column.take(at) if told else pa.nulls(len(cells), pa.string()))
    return cells.cast(SCHEMA)


def gap_lines(gaps: tuple[Gap, ...]) -> pa.Table:
    """The lines that say what is missing; their empty cells are texts, as in the CSV."""
    return _said([(gap.key, f"GAP {gap.kind}", gap.message) for gap in gaps])


def excluded_lines(answer: Told) -> pa.Table:
    """The lines that say what a time-aware answer left out."""
    return _said([(key, f"EXCLUDED {what}", message) for key, what, message in left_out_lines(answer)])


def _said(told: list[tuple[str, str, str]]) -> pa.Table:
    columns = [list(cells) for cells in zip(*told, strict=True)] if told else [[], [], []]
    rest = [[""] * len(told)] * (len(CSV_COLUMNS) - len(columns))
    return pa.table([pa.array(column, pa.string()) for column in (*columns, *rest)], schema=SCHEMA)


def relationships(answer: Told) -> pa.Table:
    """from, type, to and key of each relationship, sorted."""
    if isinstance(answer, Wide):
        return answer.link_table.rename_columns(list(ENDS)).cast(_links())
    told = [(link.source, link.type, link.target, link.key) for link in answer.links]
    columns = [list(cells) for cells in zip(*told, strict=True)] if told else [[]] * len(ENDS)
    return pa.table([pa.array(column, pa.string()) for column in columns], schema=_links())


def head(answer: Told) -> bytes:
    """What `--format json` says before the rows, and on which ledger it stands."""
    return orjson.dumps(heading(answer) | {"ledger": {"size": answer.known_at, "root": answer.root}})


def _links() -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in ENDS])


def rows(answer: Told) -> pa.Table:
    """key, label, name, quantity, unit, udi_di of each row."""
    if isinstance(answer, Wide):
        return answer.table
    return pa.table({name: pa.array(answer.column(name), pa.string()) for name in COLUMNS})


def consignments(answer: Told) -> Mapping[str, tuple[Consigned, ...]]:
    """What customers received, where it is anything."""
    if isinstance(answer, Wide):
        return {key: told for key, told in answer.consigned.items() if told}
    return {row.key: row.by_material for row in answer.rows if row.by_material}


def _repeated(table: pa.Table, rows: Ids, counts: Ids) -> pa.Table:
    """Each row as often as it has lines; only what lies around those with several is copied."""
    several = rows[counts[rows] > 1]
    if not len(several):
        return table
    start, stop = int(several.min()), int(several.max()) + 1
    block = table.slice(start, stop - start)
    repeated = block.take(pa.array(np.repeat(np.arange(stop - start), counts[start:stop])))
    return pa.concat_tables([table.slice(0, start), repeated, table.slice(stop)])
