"""The load monitor by GraphQL: what was loaded, what was not accepted, how good it is; closing."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api import ingest
from app.api.loads import LoadQuestions
from app.api.server import create_app
from app.flow.taking import take
from app.loads import MEND
from app.quality import run
from app.settings import Settings
from graph_model.facts import LoadBegun
from graph_store.commits import commits
from graph_store.connection import Connection
from graph_store.store import Batch, Store
from ledger.commit import Header
from loaders import load_profile, profiles_available
from tests.api.test_ingest import LOTS, push
from tests.api.test_sites import client_of
from tests.questions.test_sites import MADE, SITES, two_plants
from tests.support.api import asked, error_of
from tests.support.identity import HORSE, Wall, desk_of, make_cheap, open_ada, open_kim
from tests.support.loading import broken_files, load_into
from tests.support.questions import rejected

LOADS = """query Q($first: Int, $last: Int, $after: String) {
  loads(first: $first, last: $last, after: $after) {
  totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
  edges { cursor node { load file profile state rowsSoFar openRejects rows { read accepted rejected ignored }
    begun { seq actor reason recordTime } closed { seq actor reason } } } } }"""
REJECTS = """query Q($load: String, $rule: String, $text: String! = "", $open: Boolean) {
  rejects(first: 50, load: $load, rule: $rule, text: $text, open: $open) {
    totalCount whole byRule { rule count }
    edges { node { key load file line rule column message raw touches nextStep
      closed { actor reason } } } } }"""
PUSHED = "{ pushedFiles { file actor bytes profile rowsRead rowsAbout } }"
SCORES = """{ qualityScorecard { formula ledger { size root } sources { source unended score completeness
  rows { read accepted rejected ignored } fields { record field stated required }
  breaches { rule record field count nextStep }
  loads { file score commit source rows { read accepted } } } } }"""
CLOSE = """mutation C($keys: [String!], $load: String, $reason: String!, $p: String) {
  closeRejects(keys: $keys, load: $load, reason: $reason, password: $p) {
    closing before decisions { done proposal waiting { role } } } }"""
CLOSE_LOAD = """mutation C($load: String!) { closeLoad(load: $load, reason: "wrong file") { done commit } }"""


@pytest.fixture
def plant(store: Store, tmp_path: Path) -> Store:
    """Five files, of which one row was not accepted."""
    load_into(store, [broken_files(tmp_path)], "canonical")
    return store


def begun(load: str = "f00d") -> LoadBegun:
    return LoadBegun(load=load, file="cut.csv", sha256="00", profile="canonical/1 as plant")


def begin(store: Store, load: str = "f00d", rows: int = 0) -> None:
    """A load that was cut off, in its last chunk."""
    store.commit([begun(load)], actor="os:kim", reason="load cut.csv", batch=Batch(load, 0, 0))
    for chunk in range(1, rows // 1000 + 1):
        row = [rejected(chunk, load=load)]
        store.commit(row, actor="os:kim", reason="load cut.csv", batch=Batch(load, chunk, 0))


# --- loads ---------------------------------------------------------------------------------------


def test_loads_are_told_with_their_account(plant: Store, api: TestClient) -> None:
    found = asked(api, LOADS, first=50)["loads"]
    loads = [edge["node"] for edge in found["edges"]]
    assert {(one["file"], one["state"], one["openRejects"]) for one in loads} == {
        ("lot.csv", "ENDED", 0),
        ("material.csv", "ENDED", 0),
        ("process_step.csv", "ENDED", 0),
        ("consumed_in.csv", "ENDED", 1),
        ("produced.csv", "ENDED", 0),
    }
    assert [one["begun"]["seq"] for one in loads] == sorted(one["begun"]["seq"] for one in loads)
    (consumed,) = (one for one in loads if one["openRejects"])
    assert consumed["rows"] == {"read": 3, "accepted": 2, "rejected": 1, "ignored": 0}
    assert (consumed["begun"]["actor"], consumed["begun"]["reason"]) == ("test", "load consumed_in.csv")
    assert consumed["begun"]["seq"] < consumed["closed"]["seq"] <= plant.head().size
    version = load_profile("canonical").version
    assert (consumed["profile"], consumed["rowsSoFar"]) == (f"canonical/{version} as canonical", None)
    assert found["totalCount"] == len(loads)


def test_the_newest_loads_are_the_last_page(plant: Store, api: TestClient) -> None:
    first = asked(api, LOADS, first=3)["loads"]
    rest = asked(api, LOADS, first=3, after=first["pageInfo"]["endCursor"])["loads"]
    last = asked(api, LOADS, last=2)["loads"]
    assert [first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]] == [True, False]
    assert rest["edges"] == last["edges"]
    assert last["pageInfo"]["hasPreviousPage"] is True


def test_a_load_that_has_not_ended_says_how_far_it_is(plant: Store, api: TestClient) -> None:
    begin(plant, rows=3000)
    (edge,) = asked(api, LOADS, last=1)["loads"]["edges"]
    cut = edge["node"]
    assert (cut["file"], cut["state"], cut["rows"], cut["closed"]) == ("cut.csv", "BEGUN", None, None)
    assert (cut["rowsSoFar"], cut["openRejects"]) == (2000, 3)


def test_loads_of_one_state_and_the_profiles_that_ship(plant: Store, api: TestClient) -> None:
    begin(plant)
    begun = asked(api, "{ loads(first: 5, state: BEGUN) { totalCount edges { node { file } } } }")["loads"]
    assert begun == {"totalCount": 1, "edges": [{"node": {"file": "cut.csv"}}]}
    told = asked(api, "{ profiles { name version } }")["profiles"]
    found = [load_profile(name) for name in profiles_available()]
    assert told == [{"name": one.name, "version": one.version} for one in found]


def test_a_load_is_given_up_and_what_is_not_open_is_refused(plant: Store, api: TestClient) -> None:
    begin(plant)
    head = plant.head()
    refused = error_of(api, CLOSE_LOAD, load="beef")
    assert (refused["code"], plant.head()) == ("UNKNOWN_KEY", head)
    assert asked(api, CLOSE_LOAD, load="f00d") == {"closeLoad": {"done": True, "commit": plant.head().size}}
    (edge,) = asked(api, LOADS, last=1)["loads"]["edges"]
    assert edge["node"]["state"] == "ABANDONED"
    assert edge["node"]["closed"] == {"seq": plant.head().size, "actor": "graphql", "reason": "wrong file"}
    plant.commit([begun()], actor="os:kim", reason="load cut.csv after all")
    (edge,) = asked(api, LOADS, last=1)["loads"]["edges"]
    assert (edge["node"]["state"], edge["node"]["closed"]) == ("BEGUN", None)


# --- what waits ----------------------------------------------------------------------------------


def test_a_pushed_file_is_told_until_it_has_ended(
    arcadedb: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, going = threading.Event(), threading.Event()

    def slowly(*arguments: Any, **named: Any) -> Any:
        on_rows = named["on_rows"]

        def wait(name: str, rows: int) -> None:
            on_rows(name, rows)
            reading.set()
            going.wait(60)

        return take(*arguments, **{**named, "on_rows": wait})

    monkeypatch.setattr("app.api.intake.take", slowly)
    monkeypatch.setattr(ingest, "SECONDS_TO_WAIT", 0.05)
    with TestClient(create_app(Settings(data_dir=tmp_path), store=arcadedb)) as client:
        push(client, LOTS + b"plant,RM-1,x0091\n" * 20)
        push(client, key="k-2", file="lot-2.csv")
        reading.wait(60)
        told = asked(client, PUSHED)["pushedFiles"]
        going.set()
        while asked(client, PUSHED)["pushedFiles"]:
            pass
        assert client.get("/ingest/k-2").json()["state"] == "done"
    size = len(LOTS) + 20 * 17
    one = {"actor": "ingest", "profile": "canonical"}
    assert told == [
        {**one, "file": "lot.csv", "bytes": str(size), "rowsRead": 1, "rowsAbout": size // 90},
        {**one, "file": "lot-2.csv", "bytes": str(len(LOTS)), "rowsRead": None, "rowsAbout": 1},
    ]


# --- rejected rows -------------------------------------------------------------------------------


def test_a_rejected_row_is_told_with_what_to_do(plant: Store, api: TestClient) -> None:
    (kept,) = plant.reader().open_rejects()
    found = asked(api, REJECTS, open=True)["rejects"]
    (edge,) = found["edges"]
    assert edge["node"] == {
        "key": kept.key,
        "load": kept.load,
        "file": "consumed_in.csv",
        "line": 4,
        "rule": "unit",
        "column": "unit",
        "message": kept.message,
        "raw": "lot:plant/RM-1/0001,step:plant/production/MO3,D,3,5,stone",
        "touches": list(kept.touches),
        "nextStep": MEND,
        "closed": None,
    }
    assert (found["totalCount"], found["whole"], found["byRule"]) == (1, True, [{"rule": "unit", "count": 1}])


def test_rejected_rows_are_filtered(plant: Store, api: TestClient) -> None:
    facts = [rejected(line, load="L2", rule=rule) for line, rule in ((10, "date"), (9, "date"), (1, "unit"))]
    plant.commit(facts, actor="a", reason="r")

    def lines(**asked_for: object) -> list[int]:
        return [edge["node"]["line"] for edge in asked(api, REJECTS, **asked_for)["rejects"]["edges"]]

    assert sorted(lines()) == [1, 4, 9, 10]
    assert lines(load="L2") == [1, 9, 10]
    assert lines(load="L2", rule="date") == [9, 10]
    assert lines(text="MOVES") == [1, 9, 10]
    assert lines(open=False) == []
    found = asked(api, REJECTS, load="L2", rule="date")["rejects"]
    assert (found["totalCount"], found["byRule"]) == (
        2,
        [{"rule": "date", "count": 2}, {"rule": "unit", "count": 1}],
    )


def test_rows_are_closed_and_stay_in_sight(plant: Store, api: TestClient) -> None:
    plant.commit([rejected(n, load="L2") for n in (1, 2)], actor="a", reason="r")
    (kept,) = [reject for reject in plant.reader().open_rejects() if reject.load != "L2"]
    assert asked(api, CLOSE, load="L2", reason="typed in")["closeRejects"] == {
        "closing": 2,
        "before": 0,
        "decisions": [{"done": True, "proposal": None, "waiting": []}],
    }
    again = asked(api, CLOSE, keys=[kept.key, "reject:lotgraph/L2/1"], reason="typed in")["closeRejects"]
    assert (again["closing"], again["before"]) == (1, 1)
    assert plant.reader().open_rejects() == []
    closed = asked(api, REJECTS, open=False, load="L2")["rejects"]
    assert [edge["node"]["closed"] for edge in closed["edges"]] == [
        {"actor": "graphql", "reason": "typed in"}
    ] * 2


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"reason": "x"}, "BAD_REQUEST"),
        ({"reason": "x", "keys": ["reject:lotgraph/L2/1"], "load": "L2"}, "BAD_REQUEST"),
        ({"reason": " ", "load": "L2"}, "BAD_REQUEST"),
        ({"reason": "x", "load": "L3"}, "UNKNOWN_KEY"),
        ({"reason": "x", "keys": ["reject:lotgraph/L2/7"]}, "UNKNOWN_KEY"),
        ({"reason": "x", "keys": ["lot:plant/RM-1/0001"]}, "UNKNOWN_KEY"),
    ],
)
def test_what_cannot_be_closed_is_refused(
    plant: Store, api: TestClient, variables: dict[str, object], code: str
) -> None:
    plant.commit([rejected(1, load="L2")], actor="a", reason="r")
    head = plant.head()
    assert (error_of(api, CLOSE, **variables)["code"], plant.head()) == (code, head)


def test_closing_is_proposed_and_signed_where_there_are_accounts(
    arcadedb: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_cheap(monkeypatch)
    from tests.conftest import empty

    store = empty(arcadedb)
    load_into(store, [broken_files(tmp_path)], "canonical")
    (kept,) = store.reader().open_rejects()
    desk = desk_of(store, Wall(store))
    open_kim(desk, open_ada(desk), roles=["key_user"])
    with client_of(store, "kim") as kim:
        assert error_of(kim, CLOSE, keys=[kept.key], reason="typed in")["code"] == "REFUSED"
        said = asked(kim, CLOSE, keys=[kept.key], reason="typed in", p=HORSE)["closeRejects"]
    assert [d["waiting"] for d in said["decisions"]] == [[{"role": "quality_manager"}]]
    assert store.reader().open_rejects() == [kept]


# --- scorecards ----------------------------------------------------------------------------------


def test_scorecards_are_those_of_the_command(plant: Store, api: TestClient) -> None:
    found = asked(api, SCORES)["qualityScorecard"]
    with plant.reader() as reader:
        printed = run.measured(plant, reader, on_progress=lambda what, count, total: None)
    (source,) = found["sources"]
    (card,) = (one.to_json() for one in printed.sources)
    assert found["ledger"] == {"size": plant.head().size, "root": plant.head().root}
    assert {name: source[name] for name in ("source", "unended", "score", "completeness", "rows")} == {
        name: card[name] for name in ("source", "unended", "score", "completeness", "rows")
    }
    assert [one["score"] for one in source["loads"]] == card["over_time"]
    assert [one["commit"] for one in source["loads"]] == [one.commit for one in printed.loads]
    assert source["fields"] == [
        {name: one[name] for name in ("record", "field", "stated", "required")}
        for one in card["fields"]  # type: ignore[attr-defined]  # JSON
    ]


def test_what_was_read_of_the_ledger_is_not_read_again(plant: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Sequence[int]] = []

    def watched(connection: Connection, seqs: Sequence[int]) -> Iterator[tuple[Header, list[bytes]]]:
        read.append(seqs)
        return commits(connection, seqs)

    monkeypatch.setattr(run, "commits", watched)
    measuring, size = run.Measuring(), plant.head().size
    ask = partial(measuring.measured, plant, lambda card, reader: [one.to_json() for one in card.loads])
    first = ask()
    begin(plant, rows=1000)
    second = ask()
    assert read == [range(1, size + 1), range(size + 1, plant.head().size + 1)]
    assert second[: len(first)] == first
    fresh = run.Measuring().measured(plant, lambda card, reader: [one.to_json() for one in card.loads])
    assert second == fresh


def test_what_fails_in_between_is_read_from_the_start(plant: Store) -> None:
    measuring = run.Measuring()

    def fail(card: object, reader: object) -> None:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  # the one that is raised above
        measuring.measured(plant, fail)
    told = measuring.measured(plant, lambda card, reader: [one.rows for one in card.loads])
    assert told == run.Measuring().measured(plant, lambda card, reader: [one.rows for one in card.loads])


# --- who may see it ------------------------------------------------------------------------------


@pytest.fixture
def bound(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Store, TestClient]]:
    """A key user of plant A."""
    make_cheap(monkeypatch)
    two_plants().commit(store)
    store.commit([rejected(3, MADE["A"]), rejected(4, MADE["B"]), rejected(5)], actor="a", reason="r")
    begin(store)
    desk = desk_of(store, Wall(store))
    ada = open_ada(desk)
    open_kim(desk, ada)
    from app.identity.people import change_account

    change_account(desk, "kim", ada, sites=[SITES["A"]])
    with client_of(store, "kim") as client:
        yield store, client


@pytest.mark.parametrize(
    "query",
    [
        LOADS.replace("$first: Int", "$first: Int = 5"),
        PUSHED,
        SCORES,
        "{ indicators { name } }",
        "{ figuresAround(commit: 1) { commits { seq } } }",
        "{ drills { key } }",
    ],
)
def test_who_is_bound_to_sites_is_refused_what_is_of_no_site(
    bound: tuple[Store, TestClient], query: str
) -> None:
    assert error_of(bound[1], query)["code"] == "FORBIDDEN"


def test_who_is_bound_to_sites_sees_and_closes_the_rows_that_name_them(
    bound: tuple[Store, TestClient],
) -> None:
    _, client = bound
    found = asked(client, REJECTS)["rejects"]
    (edge,) = found["edges"]
    row = edge["node"]
    assert (row["line"], row["raw"], row["message"], row["touches"]) == (3, None, None, [])
    assert (found["whole"], found["totalCount"]) == (False, 1)
    for keys in (["reject:lotgraph/L1/4"], ["reject:lotgraph/L1/5"], ["reject:lotgraph/L1/9"]):
        error = error_of(client, CLOSE, keys=keys, reason="x")
        assert (error["code"], error["message"]) == (
            "UNKNOWN_KEY",
            f"{keys[0]} is no rejected row; nothing was closed",
        )
    said = asked(client, CLOSE, load="L1", reason="x", p=HORSE)["closeRejects"]
    assert said["closing"] == 1
    assert error_of(client, CLOSE_LOAD, load="f00d")["code"] == "UNKNOWN_KEY"


def test_every_question_of_the_monitor_is_in_the_documentation() -> None:
    page = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
    fields = [f.graphql_name or f.name for f in LoadQuestions.__strawberry_definition__.fields]  # type: ignore[attr-defined]
    names = [name if "_" not in name else _camel(name) for name in fields]
    assert [name for name in names if f"`{name}`" not in page and f"  {name}" not in page] == []


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
