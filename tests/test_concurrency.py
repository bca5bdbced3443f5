"""Writers and readers at once: all progress, nothing is lost or doubled, answers are of one ledger size.

`LOTGRAPH_RECALLS` sets how many recalls are asked of each engine while a load goes on (default 60).
"""

from __future__ import annotations

import csv
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import networkx
import pytest

import simulator
from app.questions.answer import Answer
from app.questions.ask import recall
from graph_model.facts import NodeFact, RelationshipFact, Retraction, decode
from graph_model.keys import make
from graph_store import embedded
from graph_store.digest import digest
from graph_store.errors import EngineStartFailed, ReadFailed, StoreError
from graph_store.reader import Edge
from graph_store.store import Batch, Store
from simulator.parameters import Parameters
from tests.conftest import ENGINES, empty
from tests.support import engine_process
from tests.support.build import Plant, lot
from tests.support.engine_process import ROOT, Command, Embedded, Killable, environment_of, wait_until
from tests.support.load_process import acknowledged
from tests.support.loading import load_into
from tests.support.write_process import supplier, write

pytestmark = [pytest.mark.engine, pytest.mark.slow]

RECALLS = int(os.environ.get("LOTGRAPH_RECALLS", "25"))
ASKERS = 2
BULK_COMMITS, BULK_FACTS = 14, 4_000
SMALL_COMMITS = 5
PROCESSES = [f"process{n}" for n in range(4)]
THREADS = [f"thread{n}" for n in range(4)]


# --- writers -------------------------------------------------------------------------------------


def bulk_key(commit: int, number: int) -> str:
    """Key of one of the bulk writer's nodes."""
    return make("supplier", "bulk", f"{commit}-{number}")


def write_bulk(store: Store) -> list[int]:
    """Large commits, as a load makes them."""
    seqs = []
    for commit in range(BULK_COMMITS):
        facts = [NodeFact(key=bulk_key(commit, n), properties={"name": str(n)}) for n in range(BULK_FACTS)]
        seqs.append(store.commit(facts, actor="bulk", reason="bulk", batch=Batch("bulk", commit)).seq)
    return seqs


def writer_process(stack: ExitStack, store: Store, name: str) -> subprocess.Popen[str]:
    """A process that is ready to write."""
    process = stack.enter_context(
        subprocess.Popen(
            [sys.executable, "-m", "tests.support.write_process", name, str(SMALL_COMMITS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, **environment_of(store)},
        )
    )
    stack.callback(process.kill)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def answer_of(process: subprocess.Popen[str]) -> list[int]:
    """Let it write; where its commits went."""
    out, _ = process.communicate("go\n")
    assert process.returncode == 0
    return [int(seq) for seq in out.split()]


def test_a_bulk_writer_and_eight_small_ones_all_progress(store: Store) -> None:
    first = store.head().size + 1
    with ExitStack() as stack:
        processes = {name: writer_process(stack, store, name) for name in PROCESSES}
        pool = stack.enter_context(ThreadPoolExecutor(1 + len(PROCESSES) + len(THREADS)))
        bulk = pool.submit(write_bulk, store)
        wait_until(lambda: store.head().size >= first)  # it is at it already when the others begin
        small = {name: pool.submit(write, store, name, SMALL_COMMITS) for name in THREADS}
        small |= {name: pool.submit(answer_of, process) for name, process in processes.items()}
        seqs = {"bulk": bulk.result(), **{name: written.result() for name, written in small.items()}}
    size = store.head().size
    assert sorted(seq for some in seqs.values() for seq in some) == list(range(first, size + 1))
    for name in small:
        assert seqs[name] == sorted(seqs[name])
        assert seqs[name][-1] < seqs["bulk"][-1], f"{name} waited until the bulk writer was done"
    entries = list(store.entries(first, size))
    for entry in entries:
        assert entry.header.seq in seqs[entry.header.actor]
    facts = Counter(line[36:] for entry in entries for line in entry.lines())  # without the nonce
    assert facts.total() == BULK_COMMITS * BULK_FACTS + len(small) * SMALL_COMMITS
    assert set(facts.values()) == {1}
    written_keys = [supplier(name, n) for name in small for n in range(SMALL_COMMITS)]
    written_keys += [bulk_key(c, n) for c in range(BULK_COMMITS) for n in range(0, BULK_FACTS, 500)]
    assert set(store.reader().cards(written_keys)) == set(written_keys)
    with store.connection.reading() as runner:
        assert sum(1 for _ in runner.stream("all_Supplier")) == facts.total()


# --- recalls during a load -----------------------------------------------------------------------

FLOW, LOGISTICS = {"CONSUMED_IN", "PRODUCED"}, {"SHIPPED_IN", "DELIVERED_TO"}
Line = tuple[str, str, str, str, str]


@dataclass
class Runs:
    """Export files of a plant in which runs are added and withdrawn, folder after folder."""

    folder: Path
    rng: random.Random = field(default_factory=lambda: random.Random(11))
    lots: list[str] = field(default_factory=lambda: [lot("RM-1", str(n)) for n in range(6)])
    _live: list[tuple[str, str]] = field(default_factory=list)

    def write(self, number: int) -> Path:
        """The files of one more day: new runs, and some of earlier days withdrawn."""
        tables: dict[str, list[Line]] = {t: [] for t in (*sorted(FLOW), *sorted(LOGISTICS))}
        made = []
        for run in range(5):
            step = make("step", "t", "production", f"{number}-{run}")
            inputs = self.rng.sample(self.lots[-40:] + self.lots[:6], self.rng.randint(1, 3))
            tables["CONSUMED_IN"] += [self._line(number, tables, key, step) for key in inputs]
            made.append(lot("SA-1", f"{number}-{run}"))
            tables["PRODUCED"].append(self._line(number, tables, step, made[-1]))
        shipment = make("shipment", "t", str(number))
        tables["SHIPPED_IN"] = [self._line(number, tables, made[0], shipment)]
        to = make("customer", "t", self.rng.choice("123"))
        tables["DELIVERED_TO"] = [self._line(number, tables, shipment, to)]
        for type_, (document, line) in self._withdrawn():
            tables[type_].append(("", "", document, line, "booked in error"))
        self._live += [(t, f"{row[2]} {row[3]}") for t, rows in tables.items() for row in rows if row[0]]
        folder = self.folder / str(number)
        folder.mkdir(parents=True)
        new = made if number else [*self.lots, *made]
        self._table(folder / "lot.csv", ("key",), [(key,) for key in new])
        for type_, rows in tables.items():
            columns = ("from", "to", "document", "line", "retracted")
            self._table(folder / f"{type_.lower()}.csv", columns, rows)
        self.lots += made
        return folder

    def _line(self, number: int, tables: dict[str, list[Line]], source: str, target: str) -> Line:
        return source, target, str(number), str(self.rng.getrandbits(60)), ""

    def _withdrawn(self) -> Iterator[tuple[str, tuple[str, str]]]:
        self.rng.shuffle(self._live)
        for _ in range(min(3, len(self._live))):
            type_, place = self._live.pop()
            document, _, line = place.partition(" ")
            yield type_, (document, line)

    @staticmethod
    def _table(path: Path, columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(rows)


@dataclass
class Model:
    """The same graph as two dictionaries, from the entries of the ledger."""

    stated: dict[str, RelationshipFact] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)

    def take(self, lines: list[bytes]) -> None:
        """One more commit."""
        for fact in map(decode, lines):
            if isinstance(fact, RelationshipFact):
                if fact.type not in FLOW | LOGISTICS:
                    continue  # a trace follows no context
                assert fact.key not in self.stated, "restated, which this model knows nothing of"
                self.stated[fact.key] = fact
            elif isinstance(fact, Retraction):
                self.withdrawn.add(fact.key)

    def compare(self, answer: Answer) -> None:
        """The answer has the rows, relationships and notes that follow from the dictionaries."""
        flow: networkx.DiGraph[str] = networkx.DiGraph()
        ends: networkx.DiGraph[str] = networkx.DiGraph()
        flow.add_nodes_from(answer.start)
        for fact in self.stated.values():
            if fact.key not in self.withdrawn:
                (flow if fact.type in FLOW else ends).add_edge(fact.source, fact.target)
        items = set(answer.start).union(*(networkx.descendants(flow, start) for start in answer.start))
        reached = items.union(*(networkx.descendants(ends, item) for item in items if item in ends))
        followed: set[tuple[str, str, str, str]] = set()
        passed: set[tuple[str, str, str, str]] = set()
        for fact in self.stated.values():
            if fact.source in (items if fact.type in FLOW else reached):
                row = fact.source, fact.type, fact.target, fact.key
                (passed if fact.key in self.withdrawn else followed).add(row)
        assert {row.key for row in answer.rows} == reached
        links = [(link.source, link.type, link.target, link.key) for link in answer.links]
        assert len(links) == len(set(links))
        assert set(links) == followed
        notes = {(n.source, n.type, n.target, n.key) for n in answer.notes if n.kind == "retracted"}
        assert notes == passed


@pytest.mark.timeout(3600)
def test_recalls_during_a_load_are_each_of_one_ledger_size(store: Store, tmp_path: Path) -> None:
    runs, done = Runs(tmp_path), threading.Event()
    load_into(store, [runs.write(0)], "canonical", namespace="t")
    begun = store.head().size

    def go_on_loading() -> None:
        for number in count(1):
            known = len(runs.lots)
            folder = runs.write(number)
            new, runs.lots[known:] = runs.lots[known:], []
            assert load_into(store, [folder], "canonical", namespace="t").rejected == []
            runs.lots += new
            if done.is_set():
                return

    def ask(asker: int) -> list[Answer]:
        rng, answers = random.Random(asker), []
        for number in range(RECALLS // ASKERS):
            # The load sets the pace, so that the answers are spread over many ledger sizes.
            wait_until(lambda number=number: store.head().size >= begun + number or load.done())  # type: ignore[misc]
            with store.reader() as reader:
                answers.append(recall(reader, [rng.choice(list(runs.lots))]))
        return answers

    with ThreadPoolExecutor(1 + ASKERS) as pool:
        load = pool.submit(go_on_loading)
        try:
            asked = [pool.submit(ask, asker) for asker in range(ASKERS)]
            answers = [answer for some in asked for answer in some.result()]
        finally:
            done.set()
        load.result()
    assert len(answers) == RECALLS // ASKERS * ASKERS
    by_size: dict[int, list[Answer]] = {}
    for answer in answers:
        by_size.setdefault(answer.known_at, []).append(answer)
    assert len(by_size) >= RECALLS // ASKERS // 2
    assert any(note.kind == "retracted" for answer in answers for note in answer.notes)
    model = Model()
    for entry in store.entries(1, max(by_size)):
        model.take(entry.lines())
        for answer in by_size.pop(entry.header.seq, ()):
            model.compare(answer)
    assert by_size == {}


# --- Ctrl-C --------------------------------------------------------------------------------------

PLANT = Parameters(finished_orders=20, devices_per_lot=25)


@pytest.mark.parametrize("commits", [1, 30])
def test_ctrl_c_in_a_load_leaves_the_engine_to_others(arcadedb: Store, tmp_path: Path, commits: int) -> None:
    store, exports, acks = empty(arcadedb), tmp_path / "exports", tmp_path / "acks"
    simulator.write(PLANT, 5, exports)
    arguments = ("load", "--profile", "canonical", os.fspath(exports))
    environment = {**environment_of(store), "LOTGRAPH_TEST_ACKS": os.fspath(acks)}
    uri, over, mine = store.connection.endpoint.uri, threading.Event(), count()

    def go_on_working() -> list[int]:
        seqs = []
        while not over.is_set():
            number = next(mine)
            seqs += write(store, f"mine{number}", 1)
            assert supplier(f"mine{number}", 0) in store.reader(at_least=seqs[-1]).cards(
                [supplier(f"mine{number}", 0)]
            )
        return seqs

    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(go_on_working)
        try:
            loader = Command(tmp_path / "first", environment, *arguments, module="tests.support.load_process")
            wait_until(lambda: len(acknowledged(acks)) >= commits or not loader.runs())
            loader.send(signal.SIGINT)
            assert loader.end() == 130, loader.err
            assert loader.err.splitlines()[-1] == "lotgraph: interrupted; what was committed stays"
            assert "Traceback" not in loader.err
            size = store.head().size
            wait_until(lambda: store.head().size >= size + 5 or work.done())  # it still answers the other
            again = Command(tmp_path / "second", environment, *arguments)
            assert again.end() == 0, again.err
        finally:
            over.set()
        seqs = work.result()
    assert store.connection.endpoint.uri == uri, "the engine was started anew"
    entries = {entry.header.seq: entry.header for entry in store.entries()}
    assert all(entries[seq].actor.startswith("mine") for seq in seqs)
    assert all(entries[seq].load for seq, _ in acknowledged(acks))
    found = digest(store.connection)
    load_into(empty(store), [exports], "canonical")
    for number in range(len(seqs)):
        write(store, f"mine{number}", 1)
    assert found == digest(store.connection)


# --- the engine dies under a store ---------------------------------------------------------------


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killable]:
    """An engine that may be killed."""
    found = engine_process.start(request.param, tmp_path_factory.mktemp("killed"))
    yield found
    found.stop()


RESTARTED_BY_ITS_USERS = pytest.mark.parametrize("engine", ["arcadedb"], indirect=True)


@pytest.fixture
def mortal(engine: Killable) -> Iterator[Store]:
    """An open, empty store on an engine that may be killed."""
    with engine.open() as store:
        yield empty(store)


def test_after_a_kill_the_next_commit_and_the_next_reader_work(engine: Killable, mortal: Store) -> None:
    assert write(mortal, "before", 3) == [1, 2, 3]
    engine.kill()
    if not isinstance(engine, Embedded):
        with pytest.raises(StoreError) as refusal:
            write(mortal, "meanwhile", 1)
        assert refusal.value.next_step
    engine.revive()
    assert write(mortal, "after", 2) == [4, 5]
    engine.kill()
    engine.revive()
    reader = mortal.reader()
    keys = [supplier("before", 2), supplier("after", 1)]
    assert reader.known_at == 5
    assert sorted(reader.cards(keys)) == sorted(keys)


def test_a_walk_whose_engine_dies_fails_instead_of_ending_early(
    engine: Killable, mortal: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant = Plant()
    for n in range(10):
        plant.make(f"MO{n}", [lot("SA-1", str(n))], [lot("SA-1", str(n + 1))])
    plant.commit(mortal)
    reader, levels = mortal.reader(), count(1)
    flow = reader.flow

    def flow_until_killed(keys: Iterable[str], forward: bool) -> list[Edge]:
        if next(levels) == 5:
            engine.kill()
        return flow(keys, forward)

    monkeypatch.setattr(reader, "flow", flow_until_killed)
    with pytest.raises(ReadFailed) as failure:
        recall(reader, [lot("SA-1", "0")])
    assert next(levels) == 6, "it asked on after a level had failed"
    assert "not whole" in failure.value.message
    engine.revive()
    assert len(recall(mortal.reader(), [lot("SA-1", "0")]).rows) == 21


@RESTARTED_BY_ITS_USERS
def test_threads_that_lose_the_engine_together_lose_no_commit(engine: Killable, mortal: Store) -> None:
    names = [f"thread{n}" for n in range(6)]
    with ThreadPoolExecutor(len(names)) as pool:
        written = {name: pool.submit(write, mortal, name, 25) for name in names}
        for goal in (20, 60, 100):
            wait_until(lambda goal=goal: _size(engine) >= goal)  # type: ignore[misc]
            engine.kill()
        seqs = {name: future.result() for name, future in written.items()}
    assert sorted(seq for some in seqs.values() for seq in some) == list(range(1, 25 * len(names) + 1))
    assert [entry.header.actor for entry in mortal.entries()] == [
        name for _, name in sorted((seq, name) for name, some in seqs.items() for seq in some)
    ]


@RESTARTED_BY_ITS_USERS
def test_a_commit_begun_while_another_thread_restarts_the_engine_waits_for_it(
    engine: Killable, mortal: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts, may_start, lease = threading.Event(), threading.Event(), embedded.lease

    def slow_lease(*arguments: Any, **options: Any) -> embedded.Lease:
        starts.set()
        may_start.wait()
        return lease(*arguments, **options)

    engine.kill()
    monkeypatch.setattr(embedded, "lease", slow_lease)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(write, mortal, "first", 1)
        wait_until(lambda: starts.is_set() or first.done())
        second = pool.submit(write, mortal, "second", 1)
        wait([second], timeout=1)  # long enough to fail, if it does not wait
        may_start.set()
        assert sorted(first.result() + second.result()) == [1, 2]


@RESTARTED_BY_ITS_USERS
def test_a_store_whose_engine_did_not_start_again_tries_at_the_next_commit(
    engine: Killable, mortal: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_lease(*arguments: Any, **options: Any) -> embedded.Lease:
        raise EngineStartFailed("the machine is too busy")

    engine.kill()
    with monkeypatch.context() as busy:
        busy.setattr(embedded, "lease", no_lease)
        with pytest.raises(EngineStartFailed):
            write(mortal, "first", 1)
    assert write(mortal, "second", 1) == [1]


def _size(engine: Killable) -> int:
    """The ledger's size, asked by somebody else."""
    with engine.open() as store:
        return store.head().size
