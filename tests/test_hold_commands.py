"""lotgraph hold: list, show, of, place, lift; exit codes, forms, refusals."""

from __future__ import annotations

import csv
import io
import json

import pytest

from app.holding.board import board
from app.holding.items import held_by
from app.holding.shown import show
from graph_store.store import Store
from tests.support.build import Plant, key, lot
from tests.support.identity import HORSE
from tests.test_access_commands import ADA, Terminal, terminal
from tests.test_approval_routes import QUI
from tests.test_cli import CATHETER, RESIN, plant, run
from tests.test_holding import FIRST, SECOND, put

__all__ = ["plant", "terminal"]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def held(plant: Store) -> Store:
    """The resin is on hold, and so is what was made of it; another hold was lifted."""
    facts = Plant("holds")
    put(facts, FIRST, RESIN)
    put(facts, SECOND, CATHETER, lifted="2025-04-01")
    facts.commit(plant)
    return plant


def test_the_board_in_every_form(held: Store, capsys: Capture) -> None:
    code, said, _ = run(capsys, "hold", "list", "--format", "json")
    with held.reader() as reader:
        wanted = board(reader)
    assert (code, json.loads(said)) == (0, wanted.to_json())
    code, said, _ = run(capsys, "hold", "list", "--format", "csv")
    assert code == 0
    assert list(csv.DictReader(io.StringIO(said))) == [
        {
            "hold": FIRST,
            "on hand": "1",
            "shipped": "1",
            "used up": "1",
            "freed by lift": "1",
            "decided": "2025-03-01",
            "reason": "foreign matter",
            "on": RESIN,
        }
    ]
    code, said, _ = run(capsys, "hold", "list", "--as-of", "2025-03-15")
    assert code == 0
    assert said.startswith("2 holds in force, which reach 2 lots and devices.")


def test_what_one_hold_reaches(held: Store, capsys: Capture) -> None:
    code, said, _ = run(capsys, "hold", "show", FIRST, "--format", "json")
    with held.reader() as reader:
        wanted = show(reader, FIRST)
    assert (code, json.loads(said)) == (0, wanted.to_json())
    assert [row["key"] for row in json.loads(said)["on_hand"]] == [CATHETER]
    code, said, _ = run(capsys, "hold", "show", FIRST, "--format", "csv")
    assert [line[:2] for line in csv.reader(io.StringIO(said))] == [
        ["where", "key"],
        ["on hand", CATHETER],
        ["used up", RESIN],
    ]
    code, said, _ = run(capsys, "hold", "show", SECOND)
    assert (code, said) == (0, f"{SECOND} is not in force, lifted at 2025-04-01; it holds nothing.\n")
    code, _, complaint = run(capsys, "hold", "show", RESIN)
    assert code == 2
    assert f"Next step: Ask: lotgraph hold of {RESIN}" in complaint
    assert run(capsys, "hold", "show", key("hold", "none"))[0] == 2


def test_what_holds_an_item(held: Store, capsys: Capture) -> None:
    code, said, _ = run(capsys, "hold", "of", CATHETER, "--format", "json")
    with held.reader() as reader:
        wanted = held_by(reader, [CATHETER])
    assert (code, json.loads(said)) == (3, wanted.to_json())
    code, said, _ = run(capsys, "hold", "of", CATHETER)
    assert said.startswith("1 of 1 held.\n")
    code, said, _ = run(capsys, "hold", "of", CATHETER, "--as-of", "2025-02-01", "--format", "csv")
    assert (code, said.splitlines()[1]) == (0, f"{CATHETER},free,,,")
    late = Plant("late")
    late.node(lot("RM-1", "9"))
    late.commit(held)
    code, said, _ = run(capsys, "hold", "of", lot("RM-1", "9"), "--format", "csv")
    assert code == 3  # free as far as is known; and nothing says where it came from
    assert said.splitlines()[1].startswith(f"{lot('RM-1', '9')},free,")
    assert "GAP no_origin" in said


def test_a_hold_is_placed_and_lifted_by_who_may(terminal: Terminal, arcadedb: Store) -> None:
    facts = Plant()
    facts.receive(RESIN, "S", "GR1")
    facts.make("MO1", [RESIN], [CATHETER])
    facts.commit(arcadedb)
    place = ("hold", "place", RESIN, "--reason", "foreign matter")
    assert terminal.run(*place)[0] == 1  # nobody could sign it yet
    terminal.add(*ADA)
    terminal.add(*QUI, password=HORSE)
    assert terminal.run(*place)[0] == 1
    assert (
        terminal.run("hold", "place", "lot:t/none/1", "--reason", "x", "--as", "qui", passwords=(HORSE,))[0]
        == 2
    )
    code, _, said = terminal.run(*place, "--as", "qui", passwords=(HORSE,))
    assert code == 0
    (hold,) = board(arcadedb.reader()).holds
    assert said.startswith(f"Placed {hold.key}, in commit ")
    assert (hold.targets, hold.reason) == ((RESIN,), "foreign matter")
    assert terminal.run("hold", "of", CATHETER)[0] == 3
    lift = ("hold", "lift", hold.key, "--reason", "counted again", "--as", "qui")
    assert terminal.run(*lift, passwords=(HORSE,))[0] == 0
    assert terminal.run("hold", "of", CATHETER)[0] == 0
    code, _, said = terminal.run(*lift, passwords=(HORSE,))
    assert code == 1
    assert "the Hold is lifted" in said
