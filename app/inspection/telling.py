"""A self-inspection as JSON, and as a report of which `app.reports` makes every form.

Promises: both tell everything that was gathered. A commit that decides on very many records is told in a
report by how many there are and the first of them, and says so; JSON has every key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final

from app.inspection.changes import Decision
from app.inspection.gathering import Inspection
from app.loads import Told
from app.reports.report import Column, Fields, Heading, Line, Paragraph, Part, Report, Table
from app.reports.texts import Language, named, say
from graph_model.instants import text_of
from graph_store.history import Signed
from graph_store.monitor import ROWS, LoadState
from graph_store.security_log import Entry

MOST_KEYS: Final = 20
_CHANGES: Final = ("actor", "what", "of", "origin", "commits", "facts")
_DECISIONS: Final = ("commit", "time", "actor", "reason", "decided", "signed")
_LOADS: Final = ("file", "load", "state", "begun", *ROWS, "sum", "open")
_WIDE: Final = {"reason": 2.0, "detail": 3.0, "decided": 3.0, "signed": 3.0, "file": 2.0, "key": 3.0}


def to_json(found: Inspection) -> dict[str, object]:
    """For scripts."""
    days, changes = found.days, found.changes
    return {
        "period": {"from": days.first.isoformat(), "to": days.last.isoformat()},
        "commits": {"first": found.commits.first, "last": found.commits.last, "n": changes.commits},
        "ledger": {"size": found.size, "root": found.root},
        "changes": [
            {**asdict(one), "commits": changes.commits_of[one], "facts": n}
            for one, n in sorted(changes.facts.items())
        ],
        "decisions": [_decision(one, found) for one in changes.decisions],
        "refusals": list(map(_entry, found.refusals)),
        "access": list(map(_entry, found.access)),
        "traces": {"logged": list(map(_entry, found.traces)), "note": say("en", "inspection.tracesNote")},
        "loads": list(map(_load, found.loads)),
        "open": {**asdict(found.open), "conflicts_at": found.now},
    }


def _decision(one: Decision, found: Inspection) -> dict[str, object]:
    return {**asdict(one), "signatures": [signed.to_json() for signed in found.approvals[one.seq]]}


def _entry(entry: Entry) -> dict[str, object]:
    event = entry.event
    return {
        "n": entry.n,
        "time": entry.time,
        "kind": event.kind.value,
        "account": event.account,
        "address": event.address,
        "detail": event.detail,
        "count": entry.count,
    }


def _load(one: Told) -> dict[str, object]:
    return {
        "file": one.of.file,
        "load": one.of.load,
        "sha256": one.of.sha256,
        "profile": one.of.profile,
        "state": one.of.state.value,
        "begun": one.begun.to_json(),
        "closed": None if one.closed is None else one.closed.to_json(),
        "rows": one.of.rows,
        "adds_up": None if one.of.rows is None else adds_up(one),
        "open_rejects": one.open_rejects,
    }


def adds_up(one: Told) -> bool:
    """Whether the rows of a load that ended are accepted, rejected or ignored, each once."""
    rows = one.of.rows or {}
    return rows.get("read") == sum(rows.get(name, 0) for name in ROWS if name != "read")


def report_of(found: Inspection, language: Language, *, by: str, made: datetime) -> Report:
    """The paper."""
    said = _Said(found, language)
    period = said.of("period", first=found.days.first.isoformat(), last=found.days.last.isoformat())
    return Report(
        title=said.of("title"),
        language=language,
        made=made,
        parts=tuple(said.parts(period)),
        stands_on=Fields(
            (
                (said.of("at"), str(found.size)),
                (say(language, "shown.root"), found.root),
                (said.of("by"), by),
                (say(language, "shown.made"), text_of(made)),
            )
        ),
        foot=said.of("foot", period=period, size=str(found.size), root=found.root),
    )


class _Said:
    """The parts of the report in one language."""

    def __init__(self, found: Inspection, language: Language) -> None:
        self._found, self._language = found, language

    def of(self, text: str, **values: str) -> str:
        """A text of the report."""
        return say(self._language, f"inspection.{text}", **values)

    def parts(self, period: str) -> Iterator[Part]:
        """All that was found."""
        found = self._found
        yield Paragraph(period)
        yield from self._table(
            "changes", ("actor", "what", "of", "origin", "commits", "facts"), self._changes()
        )
        columns = ("commit", "time", "actor", "reason", "decided", "signed")
        yield from self._table("decisions", columns, self._decisions())
        for name, entries in (("refusals", found.refusals), ("access", found.access)):
            yield from self._logged(name, entries)
        yield from self._logged("traces", found.traces)
        yield Paragraph(self.of("tracesNote"))
        yield from self._table("loads", _LOADS, [self._load(one) for one in found.loads])
        yield from self._open()

    def _table(self, name: str, columns: Sequence[str], lines: Sequence[Line]) -> Iterator[Part]:
        yield Heading(f"{self.of(name)} ({len(lines)})")
        if lines:
            yield Table(tuple(Column(self.of(c), _WIDE.get(c, 1.0)) for c in columns), lines)
        else:
            yield Paragraph(self.of("none"))

    def _changes(self) -> list[Line]:
        changes = self._found.changes
        return [
            (
                one.actor,
                self.of(f"kind.{one.kind}"),
                named(self._language, "label", one.of),
                self.of(f"origin.{one.origin}"),
                str(changes.commits_of[one]),
                str(n),
            )
            for one, n in sorted(changes.facts.items())
        ]

    def _decisions(self) -> list[Line]:
        signed = {seq: "\n".join(map(_words, some)) for seq, some in self._found.approvals.items()}
        return [
            (str(one.seq), one.record_time, one.actor, one.reason, self._decided(one), signed[one.seq])
            for one in self._found.changes.decisions
        ]

    def _decided(self, one: Decision) -> str:
        outcomes = [f"{key}: {self.of(f'outcome.{state}')}" for key, state in one.outcomes.items()]
        rest = len(one.decided) - MOST_KEYS
        more = [self.of("more", n=str(rest))] if rest > 0 else []
        return "\n".join([*outcomes, *one.decided[:MOST_KEYS], *more])

    def _logged(self, name: str, entries: Sequence[Entry]) -> Iterator[Part]:
        lines = [
            (e.time, e.event.kind.value, e.event.account, e.event.address, e.event.detail, str(e.count))
            for e in entries
        ]
        yield from self._table(name, ("time", "kind", "account", "address", "detail", "count"), lines)

    def _load(self, one: Told) -> Line:
        rows = one.of.rows or {}
        state = self.of(f"state.{one.of.state.value}")
        agrees = (
            "" if one.of.state is not LoadState.ENDED else self.of("agrees" if adds_up(one) else "differs")
        )
        counts = (str(rows[name]) if name in rows else "" for name in ROWS)
        return one.of.file, one.of.load, state, one.begun.record_time, *counts, agrees, str(one.open_rejects)

    def _open(self) -> Iterator[Part]:
        found = self._found
        still = found.open
        yield Heading(self.of("openAt", size=str(found.size)))
        loads = [(one.file, one.load) for one in still.loads]
        yield from self._table("openLoads", ("file", "load"), loads)
        rejects = [(one.file, one.load, one.rule, str(one.rows), one.lines) for one in still.rejects]
        yield from self._table("openRejects", ("file", "load", "rule", "rows", "lines"), rejects)
        proposals = [(one.key, one.reason, one.proposed_by, one.to_sign) for one in still.proposals]
        yield from self._table("openProposals", ("key", "reason", "proposedBy", "toSign"), proposals)
        conflicts = [(one.key, one.name) for one in still.conflicts]
        yield from self._table("openConflicts", ("key", "property"), conflicts)
        yield Paragraph(self.of("conflictsNote", size=str(found.now)))


def _words(signed: Signed) -> str:
    return f"{signed.name or signed.signer}, {signed.role} ({signed.meaning}), {signed.signed}"
