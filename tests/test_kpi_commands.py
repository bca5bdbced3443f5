"""Key figures over a ledger: worked out once a day, told as a series and around a change; and kept drills."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import time
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import pytest
from starlette.testclient import TestClient

from app.api import computing
from app.api.access import Access
from app.api.computing import compute_regularly
from app.api.server import create_app
from app.case.acting import submit
from app.corrections import Decider
from app.drilling import recorded, told
from app.errors import Refused
from app.indicators.comparing import Pair, around_commit, around_day, pair
from app.indicators.reading import figures
from app.indicators.recording import Point, compute, is_day, period_of, series
from app.indicators.targets import Target, decide_target, targets
from app.inspection.period import Commits
from app.settings import Settings
from app.working import Wish, work
from graph_model.facts import DECIDED_PRECEDENCE, AnyFact, LoadBegun, LoadEnded, NodeFact, Properties, Reject
from graph_model.instants import moment_of
from graph_model.units import ONE
from graph_store.store import Batch, Store
from quality.drill import percent
from quality.indicators import DEFINITIONS, Figure
from quality.recall import Submission
from tests.conftest import empty
from tests.support.api import asked, error_of
from tests.support.build import Plant, key
from tests.support.signing import EVERYBODY, QUI, REG, Person, open_accounts
from tests.test_cli import RESIN, plant, run

__all__ = ["plant"]
Capture = pytest.CaptureFixture[str]
ANNA, BEN = key("person", "1"), key("person", "2")
INDICATORS = "query I($since: String!, $names: [String!]) { indicators(since: $since, names: $names) {"
POINT = "name period value unit numerator denominator missing computed size"
QUERY = f"{INDICATORS} {POINT} }} }}"


DEFINED = """{ figureDefinitions {
  name unit en zh target shipsWith targetDecided atLeast numerator { en zh } denominator { en zh } } }"""
AROUND = f"""query A($day: String, $commit: Int) {{ figuresAround(day: $day, commit: $commit) {{
  commits {{ seq recordTime actor reason }} changed {{ actor kind of origin facts }}
  targets {{ name unit before after }}
  figures {{ name unit before {{ {POINT} }} after {{ {POINT} }} difference }} }} }}"""
DRILLS = """{ drills { key performed scope madeUp seconds rows complete gaps
  units { unit items came located unexplained unknown share } precision recall reached
  targetSeconds targetLocated ledger { size root } } }"""


@pytest.fixture(autouse=True)
def within_one_day() -> None:
    """What a test calls today is the same day at its end: none begins in the last minute of one."""
    now = datetime.now(UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    if midnight - now < timedelta(minutes=1):
        time.sleep((midnight - now).total_seconds())


def quiet(what: str, count: int, total: int | None) -> None:
    """Nobody waits."""


def compute_now(store: Store, **how: Any) -> Any:
    return compute(store, actor="os:cron", on_progress=quiet, **how)


def day(store: Store) -> str:
    return store.time()[:10]


def ago(store: Store, days: int) -> str:
    return (moment_of(store.time()).date() - timedelta(days=days)).isoformat()


def do(store: Store, who: Person, record: str, command: str, *ties: tuple[str, str], **fields: str) -> str:
    done = work(store, Wish(record, command, fields, ties), Decider("", "because", who.signer))
    assert done.outcome.done
    return done.key


def told_share(share: str) -> str:
    return told(percent(Fraction(share)))


def load_one(store: Store) -> None:
    """A file of ten rows: eight accepted, one ignored, one refused that nobody dealt with."""
    begun = LoadBegun(load="L1", file="a.csv", sha256="0" * 64, profile="canonical/1 as t")
    reject = Reject(load="L1", file="a.csv", column="c", rule="r", message="m", raw="", line=7, touches=())
    ended = LoadEnded(load="L1", file="a.csv", read=10, accepted=8, rejected=1, ignored=1)
    facts: list[AnyFact] = [begun, NodeFact(key=ANNA), reject, ended]
    store.commit(facts, actor="os:lo", reason="load", batch=Batch("L1", 0))


def train(store: Store) -> None:
    """Two persons inspect today; one of them was trained."""
    facts, today = Plant("training"), day(store)
    for number, who in enumerate((ANNA, BEN)):
        facts.node(key("inspection", str(number)), inspected=today)
        facts.context("PERFORMED_BY", key("inspection", str(number)), who)
    facts.node(BEN)
    facts.node(key("training", "1"), trained="2020-01-01")
    facts.context("TRAINED_FOR", key("training", "1"), ANNA)
    facts.commit(store)


def values(store: Store) -> dict[str, Figure]:
    with store.reader() as reader:
        found = figures(store, reader, moment_of(store.time()).date(), quiet)
    assert [one.name for one in found] == [one.name for one in DEFINITIONS]
    return {one.name: one for one in found}


def test_an_empty_ledger_has_no_figure(arcadedb: Store) -> None:
    found = values(empty(arcadedb)).values()
    assert [one.name for one in found if one.value is not None or not one.missing] == []


def test_the_figures_of_a_ledger_are_those_worked_out_by_hand(plant: Store) -> None:
    open_accounts(plant, *EVERYBODY)
    load_one(plant)
    train(plant)
    ties = (("RAISED_ON", RESIN),)
    do(plant, QUI, "Nonconformity", "open", *ties, name="cracks", description="d", due="2020-01-02")
    do(plant, QUI, "Nonconformity", "open", *ties, name="dents", description="d", due="9999-01-01")
    do(plant, QUI, "Capa", "open", *ties, name="tool", due="2020-01-02")
    of = (("COMPLAINS_OF", RESIN),)
    aware = {"name": "it leaked", "aware": ago(plant, 60), "outcome": "serious_injury"}
    told = do(plant, REG, "AdverseEvent", "open", *of, **aware)
    before = values(plant)["reports_on_time"]
    sent = Submission("FDA", "fda_mdr_report", ago(plant, 40), "ab")
    submit(plant, told, sent, Decider("", "sent", REG.signer))

    found = values(plant)
    wanted = {
        "completeness": Fraction("88.88"),  # 8 of 9
        "open_gaps": 1,
        "time_to_trace": None,
        "audit_time": None,
        "capa_open": 1,
        "capa_age": 0,
        "capa_oldest": 0,
        "capa_overdue": 1,
        "nonconformities_detected": 0,
        "nonconformities_detected_overdue": 0,
        "nonconformities_open": 2,
        "nonconformities_open_overdue": 1,
        "nonconformities_reviewed": 0,
        "reports_on_time": 50,  # in the USA within 30 days, in the EU not within 15
        "training_cover": 50,
    }
    assert {name: found[name].value for name in wanted} == wanted
    assert before.value == 0


def test_a_day_has_one_value_of_each_figure(plant: Store) -> None:
    load_one(plant)
    first = compute_now(plant)
    assert (first.commit, plant.head().size) == (3, 3)
    assert {(one.size, one.period) for one in first.points} == {(2, day(plant))}
    again = compute_now(plant)
    assert (again.commit, again.points, plant.head().size) == (None, first.points, 3)
    beside = compute_now(plant, again=True)
    assert (beside.commit, {one.size for one in beside.points}) == (4, {3})
    with plant.reader() as reader:
        both = series(reader, names=["completeness"])
        assert [one.value for one in both] == ["88.88", "88.88"]
        assert series(reader, since="9999-01-01") == []


def test_a_period_begins_at_its_hour() -> None:
    now = datetime(2026, 3, 2, 17, 59, 59, tzinfo=UTC)
    told = [period_of(now, hours) for hours in (24, 6, 1, 96)]
    assert told == ["2026-03-02", "2026-03-02T12", "2026-03-02T17", "2026-02-28"]
    assert [is_day(text) for text in ("2026-03-02", "20260302", "2026-02-30", "")] == [
        True,
        False,
        False,
        False,
    ]


def test_before_is_without_the_change_and_after_is_with_all_of_it() -> None:
    def point(size: int, value: str | None) -> Point:
        return Point("x", str(size), value, "%", "", f"2026-03-{size:02d}", size)

    points = [point(12, "4"), point(4, "1"), point(9, "3.5"), point(6, "2")]
    assert pair("x", points, Commits(7, 9)) == Pair("x", "%", point(6, "2"), point(9, "3.5"))
    assert pair("x", points, Commits(7, 9)).difference == "1.5"
    assert pair("x", points, Commits(7, 10)).after == point(12, "4")
    assert pair("x", points, Commits(4, 4)) == Pair("x", "%", None, point(4, "1"))
    assert pair("x", points, Commits(13, 13)).difference is None
    assert pair("x", [point(1, None), point(3, "2")], Commits(2, 2)).difference is None


def test_the_command_tells_before_and_after_and_what_changed(plant: Store, capsys: Capture) -> None:
    load_one(plant)
    code, said, told = run(capsys, "kpi", "compute", "--format", "json")
    assert (code, told) == (0, "Recorded in commit 3.\n")
    assert [one["name"] for one in json.loads(said)["figures"]] == [one.name for one in DEFINITIONS]
    train(plant)
    run(capsys, "kpi", "compute", "--again")
    code, said, _ = run(capsys, "kpi", "show", "training_cover", "--around-commit", "4", "--format", "json")
    found = json.loads(said)
    (figure,) = found["figures"]
    assert (code, figure["before"]["value"], figure["after"]["value"]) == (0, None, "50")
    assert (figure["before"]["size"], figure["after"]["size"], figure["difference"]) == (2, 4, None)
    assert [(one["seq"], one["reason"]) for one in found["commits"]] == [(4, "test")]
    assert {(one["of"], one["facts"]) for one in found["changed"]} == {
        ("Inspection", 2),
        ("Person", 1),
        ("PERFORMED_BY", 2),
        ("TRAINED_FOR", 1),
        ("TrainingRecord", 1),
    }
    code, said, _ = run(capsys, "kpi", "show", "--around-commit", "4")
    assert "2 Inspection (node, imported) by test" in said
    code, said, _ = run(capsys, "kpi", "show", "open_gaps", "--around", day(plant), "--format", "csv")
    assert list(csv.reader(io.StringIO(said)))[1][:2] == ["open_gaps", "u"]


def test_the_series_is_told_in_each_form(plant: Store, capsys: Capture) -> None:
    code, said, told = run(capsys, "kpi", "show", "--format", "csv")
    assert (code, said) == (0, "figure,period,value,unit,numerator,denominator,missing,size\r\n")
    assert "lotgraph kpi compute" in told
    load_one(plant)
    compute_now(plant)
    _, said, _ = run(capsys, "kpi", "show", "completeness", "--since", day(plant), "--format", "csv")
    assert list(csv.reader(io.StringIO(said)))[1:] == [
        ["completeness", day(plant), "88.88", "%", "8", "9", "", "2"]
    ]
    _, said, _ = run(capsys, "kpi", "show")
    assert "not measured: no record says when an auditor asked" in " ".join(said.split())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "speed"), 64),
        (("show", "--since", "March"), 64),
        (("show", "--since", "2026-01-01", "--around", "2026-01-02"), 64),
        (("show", "--around", "2001-01-01"), 1),
        (("show", "--around-commit", "99"), 1),
        (("show", "--around-commit", "0"), 1),
        (("compute", "--format", "pdf"), 64),
    ],
)
def test_what_cannot_be_told_is_refused(
    plant: Store, words: tuple[str, ...], code: int, capsys: Capture
) -> None:
    assert run(capsys, "kpi", *words)[0] == code


def test_a_target_is_a_decision_that_another_one_replaces(plant: Store, capsys: Capture) -> None:
    code, said, _ = run(capsys, "kpi", "targets", "--format", "csv")
    assert (code, list(csv.reader(io.StringIO(said)))[1]) == (0, ["completeness", "%", "100", "100", "no"])
    compute_now(plant)
    for text in ("99.5", "none", "98"):
        assert run(capsys, "kpi", "target", "completeness", text, "--reason", f"to {text}")[0] == 0
    code, said, _ = run(capsys, "kpi", "targets", "--format", "json")
    assert json.loads(said)["targets"][0] == {
        "figure": "completeness",
        "unit": "%",
        "target": "98",
        "ships_with": "100",
        "decided": True,
    }
    with plant.reader(4) as then:
        assert targets(then)["completeness"] == Target("completeness", None, decided=True)
    _, said, _ = run(capsys, "kpi", "show", "--format", "json")
    assert json.loads(said)["definitions"][0]["target"] == "98"
    code, said, _ = run(capsys, "kpi", "show", "completeness", "--around", day(plant), "--format", "json")
    found = json.loads(said)
    assert found["targets"] == [{"name": "completeness", "unit": "%", "before": "100", "after": "98"}]
    assert [(one["kind"], one["facts"]) for one in found["changed"] if one["of"] == "FigureTarget"] == [
        ("node", 3)
    ]
    _, said, _ = run(capsys, "kpi", "show", "--around-commit", "4")
    assert "target of completeness (%): 99.5 -> none" in said
    code, _, told = run(capsys, "correct", "figure_target:lotgraph/completeness", "target=1", "--reason", "x")
    assert (code, "lotgraph kpi target" in told) == (1, True)


def test_a_target_needs_a_signature_where_there_are_accounts(plant: Store) -> None:
    open_accounts(plant, *EVERYBODY)
    done = decide_target(plant, "capa_overdue", "3", Decider("", "review", QUI.signer))
    assert done.done
    with plant.reader() as reader:
        assert targets(reader)["capa_overdue"].value == 3
    assert not decide_target(plant, "capa_overdue", "4", Decider("", "review", REG.signer)).done


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("speed", "1"),
        ("completeness", "101"),
        ("completeness", "-1"),
        ("completeness", "1e9999999999"),
        ("completeness", "9/2"),
        ("completeness", ""),
        ("open_gaps", "1.5"),
        ("open_gaps", "0.0000000001"),
    ],
)
def test_what_is_no_target_is_refused(plant: Store, figure: str, value: str) -> None:
    with pytest.raises(Refused):
        decide_target(plant, figure, value, Decider("os:kim", "because"))
    assert plant.head().size == 1


def test_what_was_recorded_before_has_no_numbers_and_one_language(plant: Store, capsys: Capture) -> None:
    old: Properties = {"name": "completeness", "uom": "%", "computed": "2026-01-02T03:04:05.000000Z"}
    fact = NodeFact(
        key="indicator:lotgraph/completeness/2026-01-02",
        properties={**old, "size": 1, "value": 99 * ONE, "missing": "1 load has not ended"},
        precedence=DECIDED_PRECEDENCE,
        origin="decided",
    )
    plant.commit([fact], actor="os:cron", reason="key figures of 2026-01-02")
    with plant.reader() as reader:
        (point,) = series(reader)
    assert (point.value, point.numerator, point.denominator) == ("99", None, None)
    assert (point.missing, point.words) == ("1 load has not ended", None)
    with TestClient(create_app(Settings(), store=plant)) as client:
        query = "{ indicators { numerator denominator missing missingWords { en zh } } }"
        told = {"numerator": None, "denominator": None, "missing": point.missing, "missingWords": None}
        assert asked(client, query)["indicators"] == [told]
    _, said, _ = run(capsys, "kpi", "show", "--format", "csv")
    line = list(csv.reader(io.StringIO(said)))[1]
    assert line[2:7] == ["99", "%", "not recorded", "not recorded", "1 load has not ended"]


def test_what_is_missing_is_recorded_in_both_languages(plant: Store) -> None:
    load_one(plant)
    compute_now(plant)
    with TestClient(create_app(Settings(), store=plant)) as client:
        query = "{ indicators { name missing missingWords { en zh } } }"
        found = asked(client, query)["indicators"]
    lacking = [one for one in found if one["missing"]]
    assert len(lacking) > 5
    for one in lacking:
        assert one["missingWords"]["en"] == one["missing"]
        assert not one["missingWords"]["zh"].isascii()
    assert [one["missingWords"] for one in found if not one["missing"]] == [None] * (
        len(found) - len(lacking)
    )


def test_graphql_tells_the_same_series(plant: Store) -> None:
    load_one(plant)
    done = compute_now(plant)
    with TestClient(create_app(Settings(), store=plant)) as client:
        found = asked(client, QUERY, since=day(plant))["indicators"]
        assert found == [one.to_json() for one in done.points]
        assert asked(client, QUERY, since="9999-01-01")["indicators"] == []
        one = asked(client, QUERY, since="", names=["completeness"])["indicators"]
        assert [point["value"] for point in one] == ["88.88"]
        definitions = asked(client, DEFINED)["figureDefinitions"]
        assert [one["name"] for one in definitions] == [one.name for one in DEFINITIONS]
        assert [(one["target"], one["atLeast"]) for one in definitions[:3]] == [
            ("100", True),
            ("0", False),
            (None, True),
        ]
        assert definitions[0]["denominator"] == {
            "en": "all rows that were not ignored, over all loads that have ended",
            "zh": "所有已结束的载入中未被忽略的行",
        }
        assert (definitions[1]["numerator"], definitions[1]["denominator"]) == (None, None)
        assert error_of(client, QUERY, since="", names=["speed"])["code"] == "BAD_REQUEST"
        assert error_of(client, QUERY, since="March")["code"] == "BAD_REQUEST"


def test_graphql_tells_what_was_before_and_after_a_change(plant: Store) -> None:
    load_one(plant)
    compute_now(plant)
    train(plant)
    compute_now(plant, again=True)
    with plant.reader() as reader:
        wanted = around_commit(plant, reader, 4).to_json()
        that_day = around_day(plant, reader, day(plant)).to_json()
    commits = [
        {"seq": one["seq"], "recordTime": one["record_time"], "actor": one["actor"], "reason": one["reason"]}
        for one in cast("list[dict[str, object]]", wanted["commits"])
    ]
    with TestClient(create_app(Settings(), store=plant)) as client:
        found = asked(client, AROUND, commit=4)["figuresAround"]
        assert found == {**wanted, "commits": commits}
        assert asked(client, AROUND, day=day(plant))["figuresAround"]["figures"] == that_day["figures"]
        for seq, that in ((0, None), (99, None), (None, "2001-01-01")):
            assert error_of(client, AROUND, commit=seq, day=that)["code"] == "REFUSED"
        for seq, that in ((4, day(plant)), (None, "March"), (None, None)):
            assert error_of(client, AROUND, commit=seq, day=that)["code"] == "BAD_REQUEST"


def test_servers_work_them_out_once_and_stop_cleanly(plant: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computing, "SECONDS_BETWEEN_LOOKS", 0.05)

    async def serve(hours: int) -> None:
        access, ending = Access(Settings(), plant), asyncio.Event()
        await access.start()
        working = asyncio.create_task(compute_regularly(access, Settings(kpi_hours=hours), ending))
        for _ in range(1200):
            await asyncio.sleep(0.05)
            if hours == 0 or plant.head().size > 1:
                break
        ending.set()
        await asyncio.wait_for(working, 60)
        await access.stop()

    asyncio.run(serve(0))
    assert plant.head().size == 1
    asyncio.run(serve(24))
    assert plant.head().size == 2
    asyncio.run(serve(24))
    assert plant.head().size == 2


def test_every_figure_is_told_in_the_docs() -> None:
    page = (Path(__file__).parent.parent / "docs" / "kpi.md").read_text("utf-8")
    rows = [
        f"| `{one.name}` | {one.unit} | {'' if one.target is None else f'{one.target} '}| {one.words.en} |"
        for one in DEFINITIONS
    ]
    assert [line for line in page.splitlines() if line.startswith("| `")] == rows


def test_the_drill_of_a_scope_is_kept_and_counts_as_the_time_to_trace(plant: Store, capsys: Capture) -> None:
    run(capsys, "scope", "save", "resin", RESIN)
    open_accounts(plant, *EVERYBODY)  # it needs no signature
    size = plant.head().size
    _, said, told = run(capsys, "drill", "--scope", "resin", "--format", "json", "--no-record")
    assert (told, plant.head().size) == ("", size)
    _, said, told = run(capsys, "drill", "--scope", "resin", "--format", "json")
    assert (told.startswith("Kept as drill:lotgraph/"), plant.head().size) == (True, size + 1)
    done = json.loads(said)

    code, said, _ = run(capsys, "drill", "--history", "--format", "json")
    (kept,) = json.loads(said)["drills"]
    assert (code, kept["scope"], kept["passed"]) == (0, "resin", done["reached"])
    assert Fraction(kept["elapsed_seconds"]) == Fraction(str(done["elapsed_seconds"]))
    assert kept["score"]["target"] == {"seconds": "14400", "located": "1"}
    assert {name: kept["score"][name] for name in ("rows", "sha256", "units", "seed")} == {
        name: done[name] for name in ("rows", "sha256", "units", "seed")
    }
    _, said, _ = run(capsys, "drill", "--history", "--format", "csv")
    assert len(list(csv.reader(io.StringIO(said)))) == 2
    found = values(plant)
    assert (
        found["time_to_trace"].value == found["time_to_trace_last"].value == Fraction(kept["elapsed_seconds"])
    )


def test_graphql_tells_the_drills_that_were_kept(plant: Store, capsys: Capture) -> None:
    with TestClient(create_app(Settings(), store=plant)) as client:
        assert asked(client, DRILLS)["drills"] == []
    run(capsys, "scope", "save", "resin", RESIN)
    _, said, _ = run(capsys, "drill", "--scope", "resin", "--format", "json")
    done = json.loads(said)
    with plant.reader() as reader:
        (kept,) = recorded(reader)
    with TestClient(create_app(Settings(), store=plant)) as client:
        (drill,) = asked(client, DRILLS)["drills"]
    units = [
        {
            **{name: one[name] for name in ("unit", "items", "came", "located", "unexplained", "unknown")},
            "share": None if one["share"] is None else told_share(one["share"]),
        }
        for one in done["units"]
    ]
    assert drill == {
        "key": f"drill:lotgraph/{kept.number}",
        "performed": kept.performed,
        "scope": "resin",
        "madeUp": False,
        "seconds": kept.seconds,
        **{name: done[name] for name in ("rows", "complete", "gaps", "precision", "recall", "reached")},
        "units": units,
        "targetSeconds": "14400",
        "targetLocated": "100",
        "ledger": done["ledger"],
    }
