"""The loads there were and the rows they did not accept, and how both are closed.

Promises: lists are whole and stand at the size of the reader; rows read = accepted + rejected + ignored for
every load that has ended. Who is bound to sites is told of the rejected rows that name records of these
sites and of nothing else (`app.questions.scoped`); what such a row says is not told. Closing is one way for
everybody: the same refusals on the command line and in the API. Refuses: to close what is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.approvals import Outcome, decide
from app.asker import Asker
from app.corrections import Decider
from app.load import parts
from app.load_report import ROWS_PER_CHUNK
from app.questions.reading import Reads
from app.questions.scoped import for_asker
from graph_model.facts import LoadAbandoned, RejectResolved
from graph_model.keys import prefix_of
from graph_store.entries import Cause
from graph_store.history import UnknownRecord
from graph_store.monitor import BegunLoad, LoadState, RejectedRow, begun_loads, rejected_rows
from graph_store.reader import Reader
from graph_store.store import LAST_CHUNK, Store

MEND: Final = "Mend the row at the source and load the file again, then close this row with the reason."


@dataclass(frozen=True, slots=True)
class Told:
    """A load, who began it and when, and what ended it. `open_rejects` are rows that nobody dealt with."""

    of: BegunLoad
    begun: Cause
    closed: Cause | None
    open_rejects: int


@dataclass(frozen=True, slots=True)
class ClosedRows:
    """What became of rows that were to be closed: the decisions, and how many were closed before."""

    outcomes: tuple[Outcome, ...]
    closing: int
    before: int


def loads(store: Store, reader: Reader) -> list[Told]:
    """Every load, as it was begun."""
    found = begun_loads(store.connection, reader.known_at)
    seqs = sorted({seq for one in found for seq in (one.begun, one.closed) if seq is not None})
    causes = reader.causes(seqs)
    still: dict[str, int] = {}
    for row in rejected_rows(store.connection, reader.known_at):
        still[row.load] = still.get(row.load, 0) + (row.resolved is None)
    return [_told(one, causes, still.get(one.load, 0)) for one in found]


def _told(one: BegunLoad, causes: Mapping[int, Cause], still: int) -> Told:
    return Told(one, causes[one.begun], None if one.closed is None else causes[one.closed], still)


def rows_so_far(store: Store, load: str) -> int:
    """How many rows of a load that has not ended are recorded, at least: its last chunk may be short."""
    chunks = [chunk for chunk, _ in store.load_state(load).done if chunk != LAST_CHUNK]
    return max(max(chunks, default=0) - 1, 0) * ROWS_PER_CHUNK


def rejects(store: Store, reader: Reader, asker: Asker) -> list[RejectedRow]:
    """Every row that was not accepted, closed ones too, as far as the asker may be told of it."""
    found = rejected_rows(store.connection, reader.known_at)
    if asker.sites is None:
        return found
    theirs = {reject.key for reject in for_asker(reader, asker).open_rejects()}
    return [row for row in found if row.key in theirs]


def close_load(store: Store, load: str, by: Decider, asker: Asker) -> Outcome:
    """Give up a load of which the rest is not coming."""
    reader = for_asker(store.reader(), asker)
    if load not in {one.load for one in reader.unfinished_loads()}:
        next_step = "Take it from `lotgraph loads list`."
        raise UnknownRecord(f"no load {load} is open; nothing was closed", next_step=next_step)
    fact = LoadAbandoned(load=load, reason=by.reason, origin="decided")
    return decide(store, [fact], signer=by.signer, actor=by.actor, reason=by.reason)


def close_rejects(
    store: Store, keys: Sequence[str], load: str | None, by: Decider, asker: Asker
) -> ClosedRows:
    """Close rejected rows that were dealt with: these, or all of a load that are open."""
    reader = for_asker(store.reader(), asker)
    still = {reject.key: reject.load for reject in reader.open_rejects()}
    chosen = list(dict.fromkeys(keys)) or _open_of(still, load)
    _refuse_unknown(reader, chosen, still)
    facts = [RejectResolved(reject=key, reason=by.reason, origin="decided") for key in chosen if key in still]
    outcomes = tuple(
        decide(store, part, signer=by.signer, actor=by.actor, reason=by.reason) for part in parts(facts)
    )
    return ClosedRows(outcomes, len(facts), len(chosen) - len(facts))


def _open_of(still: Mapping[str, str], load: str | None) -> list[str]:
    found = [key for key, of in still.items() if of == load]
    if not found:
        next_step = "Take the load from a key of `lotgraph rejects list`."
        raise UnknownRecord(
            f"no rejected row of load {load} is open; nothing was closed", next_step=next_step
        )
    return found


def _refuse_unknown(reader: Reads, keys: Collection[str], still: Mapping[str, str]) -> None:
    others = [key for key in keys if key not in still]
    there = reader.cards(others) if others else {}
    unknown = sorted(key for key in others if key not in there or prefix_of(key) != "reject")
    if unknown:
        next_step = "Take the keys from `lotgraph rejects list`."
        raise UnknownRecord(f"{unknown[0]} is no rejected row; nothing was closed", next_step=next_step)


def matching(
    rows: Sequence[RejectedRow], *, load: str | None, text: str, is_open: bool | None
) -> list[RejectedRow]:
    """Those of a load, with a text in the name of the file, open or closed."""
    part = text.strip().casefold()
    return [
        row
        for row in rows
        if load in (None, row.load)
        and part in row.file.casefold()
        and (is_open is None or is_open == (row.resolved is None))
    ]


def is_under_way(one: Told) -> bool:
    """Whether it was begun and nobody knows of its end: it is being taken in, or was cut off."""
    return one.of.state is LoadState.BEGUN
