"""No route decides what must be signed: command line, GraphQL, exports, loaders, on a ledger with accounts.

Each attempt is drawn from a seed: a route, somebody, a decision. `LOTGRAPH_ATTEMPTS` is how many.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.api.server import create_app
from app.api.web import JSON
from app.settings import Settings
from graph_store.store import Store
from tests.support.build import Plant, lot, step
from tests.support.identity import HORSE
from tests.test_access_commands import ADA, Terminal, terminal

ATTEMPTS = int(os.environ.get("LOTGRAPH_ATTEMPTS", "74"))
RESIN = lot("RM-1", "7")
KIM = ["user", "add", "kim", "--person", "2", "--name", "Kim Li", "--role", "key_user", "--as", "ada"]
QUI = ["user", "add", "qui", "--person", "3", "--name", "Qui", "--role", "quality_manager", "--as", "ada"]
CORRECT = """mutation C($key: String!, $password: String) {
  correct(key: $key, values: [{name: "expires", value: "1999-01-01"}], reason: "x", password: $password) {
    done } }"""
WITHDRAW = """mutation W($key: String!, $password: String) {
  withdraw(key: $key, reason: "x", password: $password) { done } }"""
SIGN = (
    "mutation S($key: String!, $password: String!) { signProposal(key: $key, password: $password) { done } }"
)

__all__ = ["terminal"]


@pytest.fixture
def used(terminal: Terminal, arcadedb: Store, monkeypatch: pytest.MonkeyPatch) -> str:
    """The relationship that the decisions are about; three people have accounts."""
    plant = Plant()
    plant.node(RESIN, lot_number="7", expires="2026-01-01")
    key = plant.link("CONSUMED_IN", RESIN, step("MO1"), "1")
    plant.commit(arcadedb)
    monkeypatch.setenv("LOTGRAPH_LOCKOUT_FAILURES", "10000")
    terminal.add(*ADA)
    for who in (KIM, QUI):
        terminal.add(*who, password=HORSE)
    return key


@pytest.fixture
def client(arcadedb: Store, used: str) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(), store=arcadedb)) as made:
        yield made


def holds(store: Store, used: str) -> bool:
    """Whether all is as the sources state it."""
    reader = store.reader()
    (edge,) = (e for e in reader.flow([RESIN], True) if e.key == used)
    return reader.cards([RESIN])[RESIN].properties["expires"] == "2026-01-01" and not edge.void


@pytest.mark.timeout(1800)
def test_no_route_passes_an_approval(
    terminal: Terminal, client: TestClient, arcadedb: Store, used: str, tmp_path: Path
) -> None:
    answer = terminal.run(
        "correct", RESIN, "expires=1999-01-01", "--reason", "x", "--as", "kim", passwords=(HORSE,)
    )
    proposal = next(word for word in answer[2].split() if word.startswith("proposal:"))
    tokens = {who: _token(client, who) for who in ("ada", "kim", "qui")}
    # Who may sign second is left out of the signing routes: that signature would be the right one.
    routes: list[Callable[[random.Random], int]] = [
        lambda dice: _command(terminal, dice, ["correct", RESIN, "expires=1999-01-01", "--reason", "x"]),
        lambda dice: _command(terminal, dice, ["withdraw", used, "--reason", "x"]),
        lambda dice: _command(terminal, dice, ["proposals", "sign", proposal], but="qui"),
        lambda dice: _mutation(client, dice, tokens, CORRECT, RESIN),
        lambda dice: _mutation(client, dice, tokens, WITHDRAW, used),
        lambda dice: _mutation(client, dice, tokens, SIGN, proposal, but="qui"),
        lambda dice: _load(terminal, dice, tmp_path),
        lambda dice: _export(client, dice),
    ]
    for seed in range(ATTEMPTS):
        dice = random.Random(seed)
        route = seed % len(routes)
        said = routes[route](dice)
        assert said != 0, f"attempt {seed}, route {route}"
        assert holds(arcadedb, used), f"attempt {seed}, route {route}"
    assert terminal.run("proposals", "sign", proposal, "--as", "qui", passwords=(HORSE,))[0] == 0
    assert not holds(arcadedb, used)
    assert terminal.run("verify")[0] == 0


def _token(client: TestClient, who: str) -> str:
    return str(client.post("/session", json={"account": who, "password": HORSE}).json()["token"])


def _somebody(dice: random.Random, but: str) -> str:
    return dice.choice([who for who in ("ada", "kim", "qui") if who != but])


def _command(terminal: Terminal, dice: random.Random, words: list[str], but: str = "") -> int:
    """An exit code: nothing is done with 0."""
    if dice.random() < 0.3:
        return terminal.run(*words)[0]
    password = dice.choice([HORSE, HORSE, HORSE + "!", "lgk_x"])
    return terminal.run(*words, "--as", _somebody(dice, but), passwords=(password,))[0]


def _mutation(
    client: TestClient, dice: random.Random, tokens: dict[str, str], text: str, key: str, but: str = ""
) -> int:
    """1 where it was refused, or done by nobody yet."""
    headers = {"Accept": JSON}
    if dice.random() < 0.8:
        headers["Authorization"] = f"Bearer {tokens[_somebody(dice, but)]}"
    variables = {"key": key, "password": dice.choice([HORSE, "no", ""])}
    response = client.post("/graphql", json={"query": text, "variables": variables}, headers=headers)
    body = response.json()
    if response.status_code == 401 or "errors" in body:
        return 1
    (outcome,) = body["data"].values()
    return 0 if outcome["done"] else 1


def _load(terminal: Terminal, dice: random.Random, folder: Path) -> int:
    """A file that states what only people here decide: nothing of it is accepted."""
    name, head, row = dice.choice(
        [
            ("recall.csv", "number,name", "R-1,shafts"),
            ("signature.csv", "content_hash,place,role", "ab,1,quality_manager"),
            ("account.csv", "name,roles", "kim,administrator"),
            ("proposal.csv", "content_hash,outcome", "ab,carried_out"),
        ]
    )
    file = folder / name
    file.write_text(f"{head}\n{row}\n", "utf-8")
    return terminal.run("load", str(file))[0]


def _export(client: TestClient, dice: random.Random) -> int:
    """Exports only read, and nobody without a credential."""
    method = dice.choice([client.get, client.post, client.put, client.delete])
    return 0 if method(f"/export/recall?key={RESIN}").status_code < 400 else 1
