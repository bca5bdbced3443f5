"""kill -9 during loads: what was acknowledged is there, nothing is torn, the resumed load ends the same.

The real command loads a simulated plant; a seeded choice of moments kills it and the engine in turn.
`LOTGRAPH_KILLS` sets how many kills each engine suffers (default 2).
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

import simulator
from graph_store.digest import digest
from graph_store.store import Store
from ledger.tree import root_of
from simulator.parameters import Parameters
from tests.conftest import ENGINES, empty
from tests.support import engine_process
from tests.support.engine_process import Command, Killable, wait_until
from tests.support.load_process import acknowledged
from tests.support.loading import load_into

pytestmark = [pytest.mark.engine, pytest.mark.slow]

KILLS = int(os.environ.get("LOTGRAPH_KILLS", "2"))
SEED = int(os.environ.get("LOTGRAPH_KILL_SEED", "9"))
PLANT = Parameters(finished_orders=30, devices_per_lot=40)
MOST_COMMITS_BETWEEN = 12
LONGEST_DELAY_S = 0.2


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killable]:
    """An engine that may be killed."""
    found = engine_process.start(request.param, tmp_path_factory.mktemp("killed"))
    yield found
    found.stop()


@dataclass
class Witness:
    """Knows what was seen of a ledger before, and replays it into another engine."""

    engine: Killable
    mirror: Store
    acks: Path
    headers: list[bytes] = field(default_factory=list)

    def look(self, *, quiet: bool) -> str:
        """Everything promised holds. With no writer about, the graph's digest (else nothing)."""
        promised = acknowledged(self.acks)
        with self.engine.open() as store:
            head = store.head()
            batches: Counter[str | None] = Counter()
            headers = []
            for entry in store.entries(1, head.size):
                assert entry.lines(), "an entry without facts"  # refuses what does not match its header
                headers.append(entry.header.encode())
                batches[entry.batch] += 1
                if len(headers) > len(self.headers):
                    self.mirror.replay(entry)
            assert root_of(headers).hex() == head.root
            assert headers[: len(self.headers)] == self.headers, "a recorded commit is another one now"
            self.headers = headers
            assert {batch for batch, times in batches.items() if times > 1} == set()
            for seq, header in promised:
                assert hashlib.sha256(headers[seq - 1]).hexdigest() == header, f"commit {seq} changed"
            if not quiet:
                return ""
            found = digest(store.connection)
            if store.head() != head:  # the killed loader's last word was still on its way
                return self.look(quiet=True)
        assert found == digest(self.mirror.connection), "the graph is not what its ledger says"
        return found


@pytest.mark.timeout(7200)
def test_kill_9_loses_nothing_that_was_acknowledged(
    engine: Killable, arcadedb: Store, tmp_path: Path
) -> None:
    exports = tmp_path / "exports"
    simulator.write(PLANT, SEED, exports)
    assert load_into(empty(arcadedb), [exports], "canonical").rejected == []
    undisturbed = digest(arcadedb.connection)
    rng, numbers = random.Random(SEED), count()
    kills: Counter[str] = Counter()
    while kills.total() < KILLS:
        with engine.open() as store:
            empty(store)
        acks = tmp_path / f"acks-{next(numbers)}"
        witness = Witness(engine, empty(arcadedb), acks)
        environment = {**engine.environment(), "LOTGRAPH_TEST_ACKS": os.fspath(acks)}
        done = False
        loader: Command | None = None
        while not done:
            if loader is None or not loader.runs():
                loader = _load(tmp_path / f"load-{next(numbers)}", environment, exports)
            if kills.total() < KILLS:
                victim = ("loader", "engine")[kills.total() % 2]
                kills[victim] += _kill(victim, engine, loader, acks, rng)
            else:
                loader.end()
            done = not loader.runs() and _whole(loader)
            found = witness.look(quiet=not loader.runs())
        assert found == undisturbed
    print(f"{engine.name}: {dict(kills)} kills, {next(numbers)} starts and ledgers")


def _load(folder: Path, environment: dict[str, str], exports: Path) -> Command:
    arguments = ("load", "--profile", "canonical", os.fspath(exports))
    return Command(folder, environment, *arguments, module="tests.support.load_process")


def _kill(victim: str, engine: Killable, loader: Command, acks: Path, rng: random.Random) -> bool:
    """Let the load go on for a while, then kill; false where the load ended before."""
    goal = len(acknowledged(acks)) + rng.randint(1, MOST_COMMITS_BETWEEN)
    wait_until(lambda: len(acknowledged(acks)) >= goal or not loader.runs())
    time.sleep(rng.uniform(0, LONGEST_DELAY_S))
    if not loader.runs():
        return False
    if victim == "loader":
        loader.kill()
        return True
    before = len(acknowledged(acks))
    engine.kill()
    engine.revive()
    # The embedded engine is started again by the loader itself, which then goes on.
    wait_until(lambda: len(acknowledged(acks)) > before or not loader.runs())
    return True


def _whole(loader: Command) -> bool:
    """Whether the ended load took everything in; one that failed says so in words and what to do."""
    code = loader.end()
    assert "Traceback" not in loader.err, loader.err
    if code == -signal.SIGKILL:
        return False
    if code != 0:
        assert code == 1, loader.err
        assert "Next step:" in loader.err, loader.err
    return code == 0
