"""The plant's records: one table for each export file, in the columns of profile `canonical`.

Promises: rows keep the order in which they were added; a cell is quoted only where CSV needs it;
columns are key parts and properties of the declarations. A million similar rows are held as a block
of columns, so that a large plant fits into memory.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, repeat
from pathlib import Path

from graph_model.keys import make
from graph_model.nodes import BY_LABEL
from graph_model.relationships import BY_TYPE

Row = tuple[str, ...]
OnProgress = Callable[[int, int], None]
NAMESPACE = "plant"
_CHUNK = 50_000

# What the loader derives from keys (lot_number, serial_number, udi_di, sscc) is not written.
_NODE_COLUMNS = {
    "Lot": "material lot record name udi manufactured expires status",
    "Device": "material serial record udi manufactured expires status",
    "ProcessStep": "kind order operation line name started ended status",
    "Receipt": "document line delivery_note purchase_order supplier_lot received",
    "Shipment": "document sales_order shipped status",
    "Return": "document line returned reason",
    "Package": "number cycle type status",
    "Supplier": "number name gln country",
    "Customer": "number name address country gln",
    "Site": "number name",
    "Location": "number name cleanroom_class",
    "Equipment": "number name",
    "Material": "number name uom traceability category",
    "DeviceIdentifier": "identifier agency type units",
    "Specification": "number version name",
    "EnvironmentalReading": (
        "sensor start quantity_kind uom started ended samples minimum mean maximum lower_limit upper_limit"
    ),
    "Inspection": "number name result inspected characteristics",
    "Measurement": "number name uom value lower_limit upper_limit measured",
    "Release": "number decision decided",
    "Hold": "number reason decided lifted",
}
_LINE = "from to document line"
_MOVED = f"{_LINE} quantity unit"
_EDGE_COLUMNS = {
    "USED_IN": f"{_MOVED} event_time event_kind retracted",
    "CONSUMED_IN": f"{_MOVED} operation event_time event_kind retracted",
    "PRODUCED": f"{_MOVED} event_time event_kind retracted",
    "HAS_UNIT": "from to retracted",
    "SUPPLIED": f"{_LINE} event_time retracted",
    "RECEIVED_AS": f"{_MOVED} event_time event_kind retracted",
    "PACKED_IN": f"{_MOVED} packed_from packed_to retracted",
    "SHIPPED_IN": f"{_MOVED} event_time event_kind retracted",
    "DELIVERED_TO": f"{_LINE} event_time retracted",
    "RETURNED_IN": f"{_MOVED} event_time event_kind retracted",
    "RETURNED_BY": f"{_LINE} event_time retracted",
    **dict.fromkeys(
        (
            "IDENTIFIED_BY",
            "AT_LOCATION",
            "LOCATED_IN",
            "PART_OF",
            "USED_EQUIPMENT",
            "FOLLOWED",
            "MEASURED_AT",
            "MEASURED_ON",
            "INSPECTED_BY",
            "DECIDED_ON",
        ),
        "from to",
    ),
}


def file_name(name: str) -> str:
    """`ProcessStep` is in process_step.csv, `CONSUMED_IN` in consumed_in.csv."""
    if name in _EDGE_COLUMNS:
        return f"{name.lower()}.csv"
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_") + ".csv"


@dataclass(frozen=True, slots=True)
class Block:
    """Many rows as columns; a text stands for itself in every row."""

    count: int
    columns: tuple[str | Sequence[str], ...]

    def rows(self, picked: Sequence[int] | None = None) -> Iterator[Row]:
        """The rows, or of each row the picked columns."""
        columns = self.columns if picked is None else [self.columns[i] for i in picked]
        spread = [repeat(c, self.count) if isinstance(c, str) else c for c in columns]
        return zip(*spread, strict=True)


class Table:
    """The rows of one export file."""

    def __init__(self, name: str, columns: tuple[str, ...]) -> None:
        self.name = name
        self.columns = columns
        self._names = frozenset(columns)
        self._parts: list[Block | list[Row]] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Row]:
        for part in self._parts:
            yield from part.rows() if isinstance(part, Block) else part

    def add(self, **values: str) -> None:
        """Add a row; `from` is written `from_`."""
        if "from_" in values:
            values["from"] = values.pop("from_")
        values["namespace"] = NAMESPACE
        if not values.keys() <= self._names:
            raise KeyError(f"{self.name} has no column {sorted(values.keys() - self._names)}")
        self.add_row(tuple(values.get(c, "") for c in self.columns))

    def add_row(self, row: Row) -> None:
        """Add a row of all columns in order."""
        if not self._parts or isinstance(self._parts[-1], Block):
            self._parts.append([])
        last = self._parts[-1]
        if isinstance(last, list):
            last.append(row)
        self._count += 1

    def add_block(self, count: int, **columns: str | Sequence[str]) -> None:
        """Add `count` rows. Their cells must need no quotes."""
        if not count:
            return
        if "from_" in columns:
            columns["from"] = columns.pop("from_")
        columns["namespace"] = NAMESPACE
        if not columns.keys() <= self._names:
            raise KeyError(f"{self.name} has no column {sorted(columns.keys() - self._names)}")
        self._parts.append(Block(count, tuple(columns.get(c, "") for c in self.columns)))
        self._count += count

    def select(self, *names: str) -> Iterator[Row]:
        """Of each row the named columns."""
        picked = [self.columns.index(name) for name in names]
        for part in self._parts:
            if isinstance(part, Block):
                yield from part.rows(picked)
            else:
                yield from (tuple(row[i] for i in picked) for row in part)

    def lines(self) -> Iterator[str]:
        """The rows as CSV lines with their ends."""
        commas = len(self.columns) - 1
        for part in self._parts:
            if isinstance(part, Block):
                yield from (",".join(row) + "\n" for row in part.rows())
            else:
                yield from (_line(row, commas) for row in part)


def _line(row: Row, commas: int) -> str:
    line = ",".join(row)
    if line.count(",") == commas and '"' not in line and "\n" not in line and "\r" not in line:
        return line + "\n"
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(row)
    return out.getvalue()


class Records:
    """All tables by label or relationship type."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {
            name: Table(name, ("namespace", *columns.split()))
            for name, columns in (_NODE_COLUMNS | _EDGE_COLUMNS).items()
        }

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]

    def __len__(self) -> int:
        return sum(map(len, self.tables.values()))

    def keys(self, label: str) -> Iterator[str]:
        """Keys of the stated nodes of a label."""
        declared = BY_LABEL[label]
        parts = (*declared.key_parts, *declared.optional_parts)
        for namespace, *values in self.tables[label].select("namespace", *parts):
            yield make(declared.prefix, namespace, *filter(None, values))

    def live(self, type_: str, *names: str) -> Iterator[Row]:
        """The named columns of the relationships that were not withdrawn."""
        for row in self.tables[type_].select("retracted", *names):
            if not row[0]:
                yield row[1:]

    def where(self, keep: Callable[[str, Row], bool]) -> Records:
        """The records for which `keep(label or type, row)` holds: an export that lost the others."""
        kept = Records()
        for name, table in self.tables.items():
            for row in table:
                if keep(name, row):
                    kept[name].add_row(row)
        return kept

    def write(self, folder: Path, on_progress: OnProgress | None = None) -> list[Path]:
        """Write the tables that have rows."""
        folder.mkdir(parents=True, exist_ok=True)
        total, done = len(self), 0
        paths = []
        for name, table in self.tables.items():
            if not len(table):
                continue
            path = folder / file_name(name)
            with path.open("w", encoding="utf-8", newline="") as file:
                file.write(",".join(table.columns) + "\n")
                lines = table.lines()
                while chunk := list(islice(lines, _CHUNK)):
                    file.write("".join(chunk))
                    done += len(chunk)
                    if on_progress:
                        on_progress(done, total)
            paths.append(path)
        return paths


NODE_TABLES = tuple(label for label in BY_LABEL if label in _NODE_COLUMNS)
EDGE_TABLES = tuple(type_ for type_ in BY_TYPE if type_ in _EDGE_COLUMNS)
