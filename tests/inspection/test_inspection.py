"""The self-inspection report of a period, on an engine: all that was done, refused and left open is told."""

from __future__ import annotations

import csv
import datetime
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from app.approvals import decide
from app.errors import Refused
from app.inspection.changes import Change, Decision
from app.inspection.gathering import Conflict, Rejects, inspect
from app.inspection.period import Commits, Days, commits_of
from app.inspection.telling import adds_up, report_of, to_json
from app.reports.forms import csv_parts, workbook_parts
from app.reports.texts import LANGUAGES, say
from graph_model import facts
from graph_model.approval import CARRIED_OUT, OPEN, REJECTED
from graph_model.facts import DECIDED_PRECEDENCE, AnyFact, LoadBegun, LoadEnded, NodeFact, RelationshipFact
from graph_store.monitor import LoadState
from graph_store.security_log import Event, Kind, record
from graph_store.store import Batch, Store
from tests.conftest import empty
from tests.support.build import key
from tests.support.questions import CATHETERS, RESIN, rejected, whole_plant
from tests.support.signing import KIM, QUI, open_accounts
from tests.test_cli import run

MADE = datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
Capture = pytest.CaptureFixture[str]


class Calendar:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime.datetime(2026, 1, 1, 8, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.now


@pytest.fixture
def calendar(store: Store, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """The clock of the store, on the first of January."""
    clock = Calendar()
    monkeypatch.setattr(store, "_now", clock)
    return clock


def dated(arcadedb: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The quarter on the embedded engine alone."""
    store, clock = empty(arcadedb), Calendar()
    monkeypatch.setattr(store, "_now", clock)
    quarter(store, clock)
    return store


def quarter(store: Store, calendar: Calendar) -> None:
    """January: a plant. February: a load with rejects, a hold that is signed, refusals. March: a conflict."""
    whole_plant().commit(store)
    open_accounts(store)
    calendar.now += 40 * DAY
    begun = LoadBegun(load="L1", file="moves.csv", sha256="ab" * 32, profile="p/1 as t")
    store.commit([begun], actor="os:lo", reason="load", batch=Batch("L1", 0))
    rows: list[AnyFact] = [rejected(7, RESIN), rejected(8, RESIN)]
    store.commit(rows, actor="os:lo", reason="load", batch=Batch("L1", 1))
    ended = LoadEnded(load="L1", file="moves.csv", read=5, accepted=2, rejected=2, ignored=1)
    store.commit([ended], actor="os:lo", reason="load", batch=Batch("L1", 9))
    held(store, "H1", QUI.signer)
    held(store, "H2", KIM.signer)
    record(store, Event(Kind.PERMISSION_REFUSED, account=KIM.account, detail="recall"))
    record(store, Event(Kind.ALL_SITES_RECALL, account=QUI.account, detail=f"recall of {RESIN}"))
    record(store, Event(Kind.KEY_MADE, account=KIM.account, detail="erp"))
    calendar.now += 30 * DAY
    for name in ("one", "other"):
        fact = NodeFact(key=CATHETERS, properties={"name": name}, changed="2026-03-01T00:00:00.000000Z")
        store.commit([fact], actor="os:lo", reason="names")


def held(store: Store, number: str, signer: object) -> None:
    """A hold is decided, or proposed where the signer may not sign."""
    common = {"precedence": DECIDED_PRECEDENCE, "changed": store.time(), "origin": "decided"}
    stated: list[AnyFact] = [
        NodeFact(key=key("hold", number), properties={"reason": "smell"}, **common),  # type: ignore[arg-type]
        RelationshipFact(
            type="DECIDED_ON",
            key=f"DECIDED_ON:t/{number}",
            source=key("hold", number),
            target=CATHETERS,
            **common,  # type: ignore[arg-type]
        ),
    ]
    decide(store, stated, signer=signer, actor="", reason=f"smell {number}")  # type: ignore[arg-type]


FEBRUARY = Days.read("2026-02-01", "2026-02-28")


def test_what_a_month_held(store: Store, calendar: Calendar) -> None:
    quarter(store, calendar)
    found = inspect(store, FEBRUARY)
    assert found.commits == Commits(7, 11)
    assert (found.size, found.now) == (11, 13)
    assert found.changes.facts[Change("os:lo", "reject", "Reject", "imported")] == 2
    assert found.changes.facts[Change(QUI.account, "node", "Hold", "decided")] == 1
    assert sum(found.changes.facts.values()) == sum(entry.header.n for entry in store.entries(7, 11))
    first, second = found.changes.decisions
    assert first.decided == (key("hold", "H1"), "DECIDED_ON:t/H1")
    assert list(first.outcomes.values()) == ["carried_out"]
    assert [(s.signer, s.meaning) for s in found.approvals[first.seq]] == [(QUI.account, "approval")]
    assert (second.decided, list(second.outcomes.values())) == ((), ["open"])
    assert [entry.event.detail for entry in found.refusals] == ["recall"]
    assert [entry.event.detail for entry in found.traces] == [f"recall of {RESIN}"]
    assert [entry.event.kind for entry in found.access] == [Kind.KEY_MADE]
    (load,) = found.loads
    assert (load.of.rows, load.open_rejects) == ({"read": 5, "accepted": 2, "rejected": 2, "ignored": 1}, 2)
    assert adds_up(load)
    assert found.open.rejects == (Rejects("moves.csv", "L1", "unknown_unit", 2, "7-8"),)
    (waiting,) = found.open.proposals
    assert (waiting.reason, waiting.proposed_by) == ("smell H2", KIM.account)
    assert waiting.to_sign == "quality manager (approval)"
    assert found.open.conflicts == (Conflict(CATHETERS, "name"),)
    assert found.is_open


def test_the_end_of_a_period_is_told_as_it_was(arcadedb: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store = dated(arcadedb, monkeypatch)
    january = inspect(store, Days.read("2026-01-01", "2026-01-31"))
    assert (january.commits, january.size) == (Commits(1, 6), 6)
    assert (january.loads, january.open.rejects, january.open.proposals) == ((), (), ())
    nothing = inspect(store, Days.read("2025-01-01", "2025-12-31"))
    assert (nothing.commits, nothing.size, nothing.changes.commits) == (Commits(1, 0), 0, 0)
    later = inspect(store, Days.read("2027-01-01", "2027-01-01"))
    assert (later.commits, later.size) == (Commits(14, 13), 13)
    whole = inspect(store, Days.read("0001-01-01", "9999-12-31"))
    assert whole.commits == Commits(1, 13)


def test_every_form_tells_the_same(arcadedb: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store = dated(arcadedb, monkeypatch)
    found = inspect(store, FEBRUARY)
    for language in ("en", "zh-CN"):
        report = report_of(found, language, by="os:qa", made=MADE)
        lines = list(csv.reader(io.StringIO(b"".join(csv_parts(report)).decode("utf-8-sig"), newline="")))
        told = "\n".join(",".join(line) for line in lines)
        for text in ("smell H1", "smell H2", "unknown_unit", f"recall of {RESIN}", "moves.csv", found.root):
            assert text in told
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(workbook_parts(report))))
    assert len(book.sheet_names) == 10  # of eleven parts the loads that did not end are none
    told_json = json.loads(json.dumps(to_json(found)))
    assert told_json["open"]["proposals"][0]["reason"] == "smell H2"
    assert told_json["decisions"][0]["signatures"][0]["signer"] == QUI.account
    assert "is not recorded" in told_json["traces"]["note"]


def test_a_commit_that_decides_on_very_many_says_how_many_are_not_named(arcadedb: Store) -> None:
    found = inspect(empty(arcadedb), Days.read("2026-01-01", "2026-01-01"))
    many = Decision(1, "2026-01-01T00:00:00.000000Z", "a", "b", tuple(f"k{n}" for n in range(25)), {}, ())
    changed = replace(found, changes=replace(found.changes, decisions=[many]), approvals={1: ()})
    text = b"".join(csv_parts(report_of(changed, "en", by="x", made=MADE))).decode()
    assert "k19\nand 5 more: see the JSON form" in text
    told = json.loads(json.dumps(to_json(changed)))
    assert told["decisions"][0]["decided"] == list(many.decided)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-02-30", "2026-03-01"),
        ("x", "y"),
        ("2026-03-02", "2026-03-01"),
        ("", ""),
        ("20260101", "2026-01-02"),
        ("2026-W01-1", "2026-01-02"),
        ("２０２６-01-01", "2026-01-02"),
    ],
)
def test_days_that_are_none_are_refused(first: str, last: str) -> None:
    with pytest.raises(Refused):
        Days.read(first, last)


def test_a_day_ends_before_the_next_one_begins() -> None:
    days = Days.read("2026-02-28", "2026-02-28")
    assert (days.begin, days.end) == ("2026-02-28T00:00:00.000000Z", "2026-03-01T00:00:00.000000Z")
    assert not days.holds("2026-02-27T23:59:59.999999Z")
    assert days.holds("2026-02-28T00:00:00.000000Z")
    assert days.holds("2026-02-28T23:59:59.999999Z")
    assert not days.holds(days.end)


class Recorded:
    """A reader of commits at these times, and nothing else."""

    def __init__(self, times: list[str]) -> None:
        self.known_at = len(times)
        self._times = times

    def causes(self, seqs: list[int]) -> dict[int, object]:
        """The commits of these numbers."""
        return {seq: type("Cause", (), {"record_time": self._times[seq - 1]}) for seq in seqs}


@pytest.mark.parametrize("count", range(8))
def test_the_commits_of_days_are_found_whatever_their_number(count: int) -> None:
    days = Days.read("2026-01-03", "2026-01-04")
    times = [f"2026-01-0{1 + n}T12:00:00.000000Z" for n in range(count)]
    held = [seq for seq, time in enumerate(times, start=1) if days.holds(time)]
    found = commits_of(Recorded(times), days)  # type: ignore[arg-type]
    assert list(range(found.first, found.last + 1)) == held


def test_every_kind_of_fact_state_of_a_load_and_outcome_has_a_word() -> None:
    wanted = {
        *(f"kind.{kind}" for kind in facts._NAMES.values()),
        *(f"state.{state.value}" for state in LoadState),
        *(f"outcome.{outcome}" for outcome in (OPEN, CARRIED_OUT, REJECTED)),
        *("origin.imported", "origin.decided"),
    }
    for language in LANGUAGES:
        for text in wanted:
            assert say(language, f"inspection.{text}")


def test_the_command(
    arcadedb: Store, monkeypatch: pytest.MonkeyPatch, capsys: Capture, tmp_path: Path
) -> None:
    store = empty(arcadedb)
    password = store.connection.endpoint.password_file
    assert password is not None
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(password.parent.parent))
    monkeypatch.delenv("LOTGRAPH_NEO4J_URI", raising=False)
    whole_plant().commit(store)
    days = ("--from", "2000-01-01", "--to", "2999-12-31")
    code, said, _ = run(capsys, "inspection", *days)
    assert code == 0
    assert said.startswith("Self-inspection\nFrom 2000-01-01 to 2999-12-31, both days included")
    assert "Ledger size at the end of the period: 1" in said
    code, said, _ = run(capsys, "inspection", *days, "--format", "json")
    assert (code, json.loads(said)["commits"]) == (0, {"first": 1, "last": 1, "n": 1})
    code, said, _ = run(capsys, "inspection", *days, "--format", "csv", "--language", "zh-CN")
    assert (code, "自查" in said or "变更" in said) == (0, True)
    for name in ("report.csv", "report.xlsx"):
        code, said, told = run(capsys, "inspection", *days, "--output", str(tmp_path / name))
        assert (code, said, told) == (0, "", f"Written to {tmp_path / name}.\n")
        assert (tmp_path / name).stat().st_size > 500
    store.commit([rejected(7, RESIN)], actor="a", reason="b")
    assert run(capsys, "inspection", *days)[0] == 3
    for bad in (
        ("--from", "2026-02-30", "--to", "2026-03-01"),
        (*days, "--output", str(tmp_path / "report.txt")),
        (*days, "--language", "fr"),
        (*days, "--format", "xml"),
        ("--from", "2026-01-01"),
    ):
        assert run(capsys, "inspection", *bad)[0] == 64
