"""Does the graph say what its ledger says? Names whatever somebody changed behind the system's back.

Promises: the ledger is checked first (`audit`), and where it is damaged the graph is compared with
nothing; every node and relationship is compared, of whatever label and type, internal properties
included, but for the nodes outside of the ledger (`outside`); nothing is written. The size is that of the
head when the check began: what is recorded while it runs is no alarm, and a row that these later commits
touch must be as the ledger has it at some size since.

How, and why so: the ledger's statements and the graph's rows are dealt into buckets by the hash of
their key, in temporary files; then bucket by bucket the statements are folded into the rows they
stand for (`fold`, no code of the write path) and the two sets of lines are compared. One scan of the
graph, one pass over the ledger, memory for one bucket; both engines alike. It costs temporary disk of
about the size of the ledger's lines and of the graph as JSON. A replay into a second engine would
share the write path's faults and takes as long as the load did.
"""

from __future__ import annotations

import tempfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import orjson

from graph_model.upcast import upcast
from graph_store.audit import Audit, Checkpoint, Damage, body_of
from graph_store.connection import Connection
from graph_store.decisions import Decisions
from graph_store.errors import StoreError
from graph_store.fold import (
    NODE,
    RETRACTION,
    Record,
    mentions,
    node_row,
    rows_of,
    stored_row,
)
from graph_store.outside import is_outside
from graph_store.rotation_audit import RotationAudit
from ledger.commit import Header

BUCKETS = 128
IN_MEMORY = 128 * 1024  # bytes of a bucket that need no file, so that a small graph needs none
ROWS_A_STEP = 10_000

OnProgress = Callable[[str, int, int | None], None]
"""What is being done, how much of it is done, of how much (None: not known)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One property: what the ledger says and what stands in the graph. None: it is not there."""

    name: str
    expected: object
    stored: object


@dataclass(frozen=True, slots=True)
class Difference:
    """One node or relationship that is not as the ledger has it.

    `what` is `node`, `relationship` or `head`; `how` is `added`, `missing` or `altered`; `expected`
    and `stored` are the rows as canonical lines (`fold`), empty where there is none.
    """

    how: str
    what: str
    name: str
    key: str
    expected: bytes
    stored: bytes
    changes: tuple[Change, ...] = ()

    def to_json(self) -> dict[str, object]:
        """As `--json` prints it."""
        return {
            "how": self.how,
            "what": self.what,
            "name": self.name,
            "key": self.key,
            "changes": [{"name": c.name, "ledger": c.expected, "graph": c.stored} for c in self.changes],
        }


@dataclass(slots=True)
class Verification:
    """The outcome: damage of the ledger, or else the differences, computed bucket by bucket."""

    size: int
    root: str
    later: int
    damage: tuple[Damage, ...]
    unapproved: tuple[Damage, ...]
    """Decisions that lack the signatures of the policy table, key rotations those of both keys; no repair
    makes them good."""
    _buckets: _Buckets
    _head_retractions: int

    def differences(self) -> Iterator[Difference]:
        """All of them, in no particular order over buckets; may be asked for again."""
        if self.damage:
            return
        withdrawn = 0
        for number in range(BUCKETS):
            bucket = self._buckets.compare(number, self.size)
            withdrawn += bucket.withdrawn
            yield from bucket.differences
        if withdrawn != self._head_retractions:
            change = Change("retractions", withdrawn, self._head_retractions)
            yield Difference("altered", "head", "Head", "head", b"", b"", (change,))


def verify(
    connection: Connection,
    opened: ExitStack,
    *,
    folder: Path | None = None,
    checkpoint: Checkpoint | None = None,
    on_progress: OnProgress = lambda what, done, total: None,
) -> Verification:
    """Check ledger and graph. `opened` keeps the temporary files (in `folder`) until it is closed."""
    buckets = _Buckets(opened, folder)
    audit = Audit.begin(connection)
    decisions, rotations = Decisions(), RotationAudit()
    for count, (header, lines) in enumerate(audit.entries(), start=1):
        buckets.add_entry(header, lines, audit)
        decisions.take(header, lines)
        rotations.take(header, lines)
        on_progress("commits of the ledger", count, audit.size)
    if not audit.damage:
        buckets.add_graph(connection, on_progress)
    later = audit.finish(checkpoint)
    if not audit.damage:
        for header, lines in audit.entries_between(audit.size + 1, later):
            buckets.add_entry(header, lines, audit)
    return Verification(
        audit.size,
        audit.root,
        later - audit.size,
        tuple(audit.damage),
        (*decisions.unapproved, *rotations.findings),
        buckets,
        audit.retractions,
    )


@dataclass(slots=True)
class _Bucket:
    differences: list[Difference]
    withdrawn: int


class _Buckets:
    """Statements and rows by the hash of their key."""

    def __init__(self, opened: ExitStack, folder: Path | None) -> None:
        def files() -> list[IO[bytes]]:
            return [opened.enter_context(_file(folder)) for _ in range(BUCKETS)]

        self._stated, self._stored = files(), files()

    def add_entry(self, header: Header, lines: list[bytes], audit: Audit) -> None:
        """A commit's statements, under every key they speak of."""
        out: dict[int, list[bytes]] = defaultdict(list)
        prefix = b"%d " % header.seq
        for number, line in enumerate(lines, start=1):
            try:
                body = upcast(body_of(line), header.model)
                for key, states in mentions(body):
                    spoken = key.encode()
                    text = orjson.dumps(body) if states else b""
                    out[zlib.crc32(spoken) % BUCKETS].append(prefix + spoken + b" " + text + b"\n")
            except (ValueError, TypeError) as error:
                audit.damage.append(Damage(header.seq, f"line {number}: {error}"))
        for bucket, records in out.items():
            self._stated[bucket].write(b"".join(records))

    def add_graph(self, connection: Connection, on_progress: OnProgress) -> None:
        """Every row that stands."""
        with connection.reading() as runner:
            for count, row in enumerate(runner.stream("every_node"), start=1):
                labels: list[str] = row["labels"]  # type: ignore[assignment]
                properties = _mapping(row["properties"])
                if not is_outside(labels):
                    self._add_row(properties.get("key"), node_row(labels, properties))
                if count % ROWS_A_STEP == 0:
                    on_progress("nodes", count, None)
        with connection.reading() as runner:
            for count, row in enumerate(runner.stream("every_relationship"), start=1):
                properties = _mapping(row["properties"])
                self._add_row(properties.get("key"), stored_row(row, properties))
                if count % ROWS_A_STEP == 0:
                    on_progress("relationships", count, None)

    def _add_row(self, key: object, line: bytes) -> None:
        spoken = key.encode(errors="replace") if isinstance(key, str) else b""
        self._stored[zlib.crc32(spoken) % BUCKETS].write(line + b"\n")

    def compare(self, number: int, size: int) -> _Bucket:
        """One bucket's differences at a ledger size, by key."""
        left = Counter(_lines(self._stored[number]))
        missing: list[bytes] = []
        withdrawn = 0
        for key, records in _by_key(_lines(self._stated[number])).items():
            if records[-1].seq <= size:
                rows = rows_of(key, records)
                missing += [row for row in rows if not _take(left, row)]
                withdrawn += _withdrawn(rows)
            else:
                withdrawn += _withdrawn(rows_of(key, [r for r in records if r.seq <= size]))
                missing += _missing_of_moving(key, records, size, left)
        added = [row for row, times in left.items() for _ in range(times)]
        return _Bucket(sorted(_paired(missing, added), key=lambda d: (d.key, d.expected)), withdrawn)


def _file(folder: Path | None) -> IO[bytes]:
    where = None if folder is None else str(folder)
    return tempfile.SpooledTemporaryFile(IN_MEMORY, dir=where)  # the ExitStack closes it


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    for line in file:
        yield line[:-1]


def _by_key(lines: Iterator[bytes]) -> dict[str, list[Record]]:
    out: dict[str, list[Record]] = defaultdict(list)
    for line in lines:
        seq, key, text = line.split(b" ", 2)
        out[key.decode()].append(Record(int(seq), orjson.loads(text) if text else None))
    return out


def _take(left: Counter[bytes], row: bytes) -> bool:
    """Take one such row out of what stands, if there is one."""
    times = left.get(row, 0)
    if times > 1:
        left[row] = times - 1
    elif times:
        del left[row]
    return bool(times)


def _withdrawn(rows: list[bytes]) -> int:
    return sum(row.startswith(_WITHDRAWN) for row in rows)


_WITHDRAWN = node_row([RETRACTION], {}).removesuffix(b"{}]")


def _missing_of_moving(key: str, records: list[Record], size: int, left: Counter[bytes]) -> Iterator[bytes]:
    """A key that later commits touch: each of its rows may stand as of any size since `size`."""
    sizes = sorted({size, *(r.seq for r in records if r.seq > size)})
    states = [_by_identity(rows_of(key, [r for r in records if r.seq <= at])) for at in sizes]
    for identity in {i for state in states for i in state}:
        allowed = [state.get(identity) for state in states]
        if not any(row is not None and _take(left, row) for row in allowed) and None not in allowed:
            yield allowed[-1] or b""


def _by_identity(rows: list[bytes]) -> dict[tuple[str, str, str], bytes]:
    out = {}
    for row in rows:
        if row:
            what, name, properties = _read(row)
            out[what, name, str(properties.get("_rank", "")) if what != NODE else ""] = row
    return out


# --- telling differences -----------------------------------------------------------------------------


def _read(row: bytes) -> tuple[str, str, dict[str, object]]:
    """What it is, its label or type, its properties with its ends."""
    what, *rest = orjson.loads(row)
    if what == NODE:
        labels, properties = rest
        return what, ":".join(labels), properties
    type_, source, target, properties = rest
    return what, type_, {"source": source, "target": target} | properties


def _paired(missing: list[bytes], added: list[bytes]) -> Iterator[Difference]:
    """Rows of one key belong together: one that is missing and one that is too much are one altered."""
    standing: dict[tuple[str, object], list[bytes]] = defaultdict(list)
    for row in sorted(added):
        what, _, properties = _read(row)
        standing[what, properties.get("key")].append(row)
    for row in sorted(missing):
        what, name, properties = _read(row)
        others = standing.get((what, properties["key"]), [])
        if not others:
            yield Difference("missing", what, name, str(properties["key"]), row, b"")
            continue
        other = min(others, key=lambda o: len(_changes(row, o)))
        others.remove(other)
        yield Difference("altered", what, name, str(properties["key"]), row, other, _changes(row, other))
    for (what, key), rows in standing.items():
        for row in rows:
            yield Difference("added", what, _read(row)[1], str(key) if key is not None else "", b"", row)


def _changes(expected: bytes, stored: bytes) -> tuple[Change, ...]:
    _, name, then = _read(expected)
    _, other, now = _read(stored)
    out = [Change("label", name, other)] if name != other else []
    for key in sorted({*then, *now}):
        if key not in then or key not in now or _differ(then[key], now[key]):
            out.append(Change(key, then.get(key), now.get(key)))
    return tuple(out)


def _differ(one: object, other: object) -> bool:
    return orjson.dumps(one) != orjson.dumps(other)  # 1, 1.0 and true are three things


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise StoreError("the engine returned a record without properties")
    return value
