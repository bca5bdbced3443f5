"""lotgraph scope: save, list, show, diff, follow, remove; exit codes, refusals, what is kept."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from app.asker import EVERYTHING
from app.errors import Refused
from app.questions.errors import AmbiguousScope, BadRequest
from app.scopes import MOST_SCOPES, Desk, Draft
from graph_store import scopes
from graph_store.scopes import Scope
from graph_store.store import Store
from tests.support.build import Plant, key, lot, step
from tests.test_cli import CATHETER, RESIN, plant, run

Capture = pytest.CaptureFixture[str]
OTHER = lot("RM-1", "0008")
HOSPITAL, SHIPMENT = key("customer", "hospital"), key("shipment", "S2")
__all__ = ["plant"]


@pytest.fixture
def saved(plant: Store, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> int:
    """A scope of the resin, named by its shorter key; the ledger size at which it was saved."""
    monkeypatch.setenv("LOTGRAPH_ACTOR", "anna")
    assert run(capsys, "scope", "save", "resin", "lot:t/RM-1", "--note", "complaint 12")[0] == 0
    return plant.head().size


def grow(store: Store) -> None:
    """A commit of something else, and one that brings catheters to another customer."""
    elsewhere = Plant("elsewhere")
    elsewhere.facts = []
    elsewhere.node(OTHER)
    elsewhere.commit(store)
    more = Plant("more")
    more.ship(CATHETER, "hospital", "S2", "2")
    more.commit(store)


def test_a_scope_is_saved_listed_and_forgotten(plant: Store, saved: int, capsys: Capture) -> None:
    (scope,) = scopes.scopes_for(plant, "anna")
    with plant.reader() as reader:
        from app.questions.ask import recall

        answer = recall(reader, [RESIN])
    assert scope == Scope(
        owner="anna",
        name="resin",
        shared=False,
        forward=True,
        starts=(RESIN,),
        as_of=None,
        known_at=None,
        prefer=(),
        note="complaint 12",
        size=saved,
        sha256=answer.sha256,
        counts=answer.counts,
    )
    code, said, _ = run(capsys, "scope", "list", "--format", "json")
    assert (code, json.loads(said)) == (
        0,
        {"scopes": [Desk(plant, EVERYTHING, "anna").scope("resin").to_json()]},
    )
    code, said, _ = run(capsys, "scope", "list", "--format", "csv")
    row = {"name": "resin", "owner": "anna", "shared": "no", "direction": "forward", "start": RESIN}
    row |= {"as of": "", "known at": "", "size": str(saved), "note": "complaint 12"}
    assert list(csv.DictReader(io.StringIO(said))) == [row]
    assert plant.head().size == saved  # nothing of it stands in the ledger
    assert run(capsys, "scope", "remove", "resin")[0] == 0
    assert run(capsys, "scope", "remove", "resin")[0] == 2
    assert scopes.scopes_for(plant, "anna") == []


def test_it_is_asked_again_and_says_what_changed(plant: Store, saved: int, capsys: Capture) -> None:
    grow(plant)
    code, said, _ = run(capsys, "scope", "show", "resin", "--format", "json")
    shown = json.loads(said)
    assert (code, shown["reproduced"], shown["answer"]["ledger"]["size"]) == (0, True, plant.head().size)
    assert [(row["how"], row["key"]) for row in shown["since"]["rows"]] == [
        ("added", HOSPITAL),
        ("added", SHIPMENT),
    ]
    assert shown["since"]["customers"] == [HOSPITAL]
    assert shown["since"]["sha256"] == [shown["scope"]["saved"]["sha256"], shown["answer"]["sha256"]]
    code, said, _ = run(capsys, "scope", "show", "resin", "--format", "csv")
    assert [line["key"] for line in csv.DictReader(io.StringIO(said))] == [HOSPITAL, SHIPMENT]
    code, said, _ = run(capsys, "scope", "show", "resin")
    assert "that answer is still what the ledger gives" in said
    assert "2 rows changed, 1 customers among them" in said


def test_two_clocks_are_compared(plant: Store, saved: int, capsys: Capture) -> None:
    grow(plant)
    assert (
        run(capsys, "scope", "save", "then", RESIN, "--known-at", str(saved), "--as-of", "2099-01-31")[0] == 0
    )
    code, said, _ = run(capsys, "scope", "diff", "then", "resin", "--format", "json")
    found = json.loads(said)
    assert (code, found["scopes"]) == (0, ["then", "resin"])
    assert [(row["how"], row["key"]) for row in found["rows"]] == [("added", HOSPITAL), ("added", SHIPMENT)]
    code, said, _ = run(capsys, "scope", "diff", "resin", "then", "--format", "csv")
    assert [line["change"] for line in csv.DictReader(io.StringIO(said))] == ["removed", "removed"]
    assert run(capsys, "scope", "save", "back", CATHETER, "--backward")[0] == 0
    code, said, _ = run(capsys, "scope", "show", "back", "--format", "json")
    assert (json.loads(said)["answer"]["direction"], json.loads(said)["since"]["rows"]) == ("backward", [])


def test_it_follows_the_ledger_and_goes_on_where_it_is_told(
    plant: Store, saved: int, capsys: Capture
) -> None:
    grow(plant)
    code, said, told = run(capsys, "scope", "follow", "resin", "--once")
    (line,) = map(json.loads, said.splitlines())
    assert (code, line["size"], line["commit"]["seq"], line["commit"]["actor"]) == (
        0,
        saved + 2,
        saved + 2,
        "test",
    )
    assert [(row["how"], row["key"]) for row in line["rows"]] == [("added", HOSPITAL), ("added", SHIPMENT)]
    assert f"go on with --since {saved + 2}" in told
    assert run(capsys, "scope", "follow", "resin", "--once", "--since", str(saved + 2))[1] == ""
    broken = Plant("broken")
    broken.link("CONSUMED_IN", RESIN, step("MO9"), "1")
    broken.commit(plant)
    code, said, _ = run(capsys, "scope", "follow", "resin", "--once", "--since", str(saved + 2))
    assert code == 3
    assert [gap["kind"] for gap in json.loads(said)["gaps_came"]] == ["step_without_output"]
    first = [
        json.loads(line)["size"]
        for line in run(capsys, "scope", "follow", "resin", "--once", "--since", "0")[1].splitlines()
    ]
    assert first == [1, saved + 2, saved + 3]


def test_refusals(plant: Store, saved: int, capsys: Capture) -> None:
    run(capsys, "scope", "save", "fixed", RESIN, "--known-at", "1")
    for arguments, code, said in (
        (["save", "resin", RESIN], 1, "never written over"),
        (["save", "x", "lot:t/none/1"], 2, "Nothing is known"),
        (["save", "x", key("material", "RM-1")], 2, "no trace starts there"),
        (["save", "x", RESIN, "--as-of", "soon"], 64, "no day"),
        (["save", "x", RESIN, "--known-at", "999"], 2, "999"),
        (["save", "x", RESIN, "--prefer", "nobody"], 2, "No load, file or profile"),
        (["save", " ", RESIN], 2, "no name of a scope"),
        (["save", "a\nb", RESIN], 2, "no name of a scope"),
        (["save", "n" * 101, RESIN], 2, "no name of a scope"),
        (["save", "x", RESIN, "--note", "n" * 4001], 2, "4001 characters in a note"),
        (["save", "x", *[RESIN] * 1001], 2, "1001 keys"),
        (["save", "x", RESIN, "--prefer", "s" * 2001], 2, "2001 characters"),
        (["show", "none"], 2, "There is no scope 'none'"),
        (["diff", "resin", "none"], 2, "There is no scope 'none'"),
        (["follow", "fixed", "--once"], 2, "nothing new gets there"),
        (["follow", "resin", "--once", "--since", "999"], 2, "999"),
        (["show", "resin", "--format", "xml"], 64, "none of table, json, csv"),
        (["save", "resin"], 64, "Missing argument"),
    ):
        found, _, told = run(capsys, "scope", *arguments)
        assert (found, said in told) == (code, True), (arguments[:2], told)
    assert [scope.name for scope in scopes.scopes_for(plant, "anna")] == ["fixed", "resin"]


# --- what is kept, on both engines ---------------------------------------------------------------


def scope(owner: str, name: str, **changed: object) -> Scope:
    """One to store."""
    given: dict[str, object] = {"shared": False, "forward": False, "starts": (RESIN,), "as_of": "2025-01-31"}
    given |= {
        "known_at": 3,
        "prefer": ("a.csv",),
        "note": "n",
        "size": 3,
        "sha256": "0",
        "counts": {"Lot": 2},
    }
    return Scope(owner=owner, name=name, **(given | changed))  # type: ignore[arg-type]


def test_a_scope_is_read_as_it_was_written_and_by_whom_it_concerns(store: Store) -> None:
    own, shared, other = scope("anna", "1"), scope("kim", "1", shared=True, known_at=None), scope("kim", "2")
    assert [scopes.add(store, one) for one in (own, shared, other)] == [True, True, True]
    assert scopes.add(store, own) is True  # a second try of the same
    assert scopes.add(store, scope("anna", "1", note="another")) is False
    assert scopes.scopes_for(store, "anna") == [own, shared]
    assert scopes.scopes_for(store, "kim") == [shared, other]
    assert [scopes.remove(store, "kim", "1"), scopes.remove(store, "kim", "1")] == [True, False]
    assert scopes.scopes_for(store, "anna") == [own]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "n" * 101},
        {"name": "a\nb"},
        {"note": "n" * 4001},
        {"starts": (RESIN,) * 1001},
        {"prefer": ("a",) * 21},
        {"as_of": "a" * 2001},
    ],
    ids=str,
)
def test_what_is_too_large_is_not_written(arcadedb: Store, wrong: dict[str, object]) -> None:
    named = {"name": "x"} | wrong
    with pytest.raises(ValueError, match=r"allowed|line"):
        scopes.add(arcadedb, scope("anna", str(named.pop("name")), **named))


def desk(store: Store, owner: str) -> Desk:
    return Desk(store, EVERYTHING, owner)


def test_own_scopes_come_before_shared_ones_of_the_same_name(plant: Store) -> None:
    for owner in ("kim", "pat"):
        desk(plant, owner).save(Draft("resin", [RESIN], shared=True))
    with pytest.raises(AmbiguousScope, match="kim/resin, pat/resin"):
        desk(plant, "anna").scope("resin")
    assert desk(plant, "anna").scope("pat/resin").scope.owner == "pat"
    desk(plant, "anna").save(Draft("resin", [CATHETER]))
    assert desk(plant, "anna").scope("resin").starts == (CATHETER,)
    assert desk(plant, "kim").scope("resin").is_own


def test_nobody_has_more_scopes_than_are_allowed(plant: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.scopes.MOST_SCOPES", 1)
    assert MOST_SCOPES == 500
    desk(plant, "anna").save(Draft("first", [RESIN]))
    with pytest.raises(Refused, match="1 are allowed"):
        desk(plant, "anna").save(Draft("second", [RESIN]))


def test_a_scope_beside_another_ledger_says_so(plant: Store) -> None:
    scopes.add(plant, scope("anna", "lost", starts=(lot("RM-1", "9"),), known_at=None, size=1, prefer=()))
    act: Callable[[], object] = lambda: desk(plant, "anna").show("lost")  # noqa: E731
    with pytest.raises(BadRequest, match="another ledger"):
        act()
