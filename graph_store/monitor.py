"""What a load monitor reads: files that were begun, and rows that were not accepted, whatever became of them.

Promises: both lists are whole and stand at one ledger size; loads in the order in which they were begun, rows
by load and line. Of a row its raw text is left out: a list of all rows must fit into memory, and who looks at
one reads its node.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from graph_store.connection import Connection
from graph_store.errors import ReadFailed


class LoadState(StrEnum):
    """How far a load got. One that is begun is being taken in, or was cut off: the ledger can't tell."""

    BEGUN = "begun"
    ENDED = "ended"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class BegunLoad:
    """A file that was begun. `begun` and `closed` are commits; `rows` is there once it has ended."""

    load: str
    file: str
    sha256: str
    profile: str
    state: LoadState
    begun: int
    closed: int | None
    rows: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not accepted; `resolved` is the commit that dealt with it."""

    key: str
    load: str
    file: str
    line: int
    rule: str
    resolved: int | None


ROWS = ("read", "accepted", "rejected", "ignored")


def begun_loads(connection: Connection, known_at: int) -> list[BegunLoad]:
    """Every file that was begun by then."""
    with connection.reading() as runner:
        found = [(str(row["key"]), row["properties"]) for row in runner.rows("loads")]
    out = []
    for key, properties in found:
        if not isinstance(properties, dict):
            raise ReadFailed("the engine returned a record without properties")
        if _number(properties["_commit"]) <= known_at:
            out.append(_load(key, properties, known_at))
    return sorted(out, key=lambda one: (one.begun, one.load))


def rejected_rows(connection: Connection, known_at: int) -> list[RejectedRow]:
    """Every row that was not accepted by then."""
    with connection.reading() as runner:
        found = [_rejected(row, known_at) for row in runner.rows("rejected_rows", known_at=known_at)]
    return sorted(found, key=lambda row: (row.load, row.line, row.key))


def _load(key: str, stored: Mapping[str, object], known_at: int) -> BegunLoad:
    state, closed = LoadState.BEGUN, None
    turns = stored.get("_given_up")
    given_up = [t for t in map(_number, turns) if t <= known_at] if isinstance(turns, list) else []
    ended = stored.get("_ended")
    if ended is not None and _number(ended) <= known_at:
        state, closed = LoadState.ENDED, _number(ended)
    elif len(given_up) % 2:
        state, closed = LoadState.ABANDONED, given_up[-1]
    return BegunLoad(
        load=key.rpartition("/")[2],
        file=str(stored["file"]),
        sha256=str(stored.get("sha256", "")),
        profile=str(stored["profile"]),
        state=state,
        begun=_number(stored["_commit"]),
        closed=closed,
        rows=_rows(stored) if state is LoadState.ENDED else None,
    )


def _rows(stored: Mapping[str, object]) -> dict[str, int]:
    return {name: _number(stored[f"rows_{name}"]) for name in ROWS}


def _rejected(row: Mapping[str, object], known_at: int) -> RejectedRow:
    resolved = None if row["resolved"] is None else _number(row["resolved"])
    return RejectedRow(
        key=str(row["key"]),
        load=str(row["load"]),
        file=str(row["file"]),
        line=_number(row["line"]),
        rule=str(row["rule"]),
        resolved=resolved if resolved is not None and resolved <= known_at else None,
    )


def _number(value: object) -> int:
    return int(str(value))
