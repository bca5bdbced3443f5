"""One read of the head for many who ask, none of them answered from a read that began before he asked."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.questions.ask import recall
from app.snapshot.heads import Heads
from app.snapshot.keeper import Keeper
from app.snapshot.reader import ColumnReader
from graph_store.errors import EngineLost
from graph_store.store import LedgerHead, Store
from tests.support.build import Plant
from tests.support.questions import RESIN, whole_plant

ASKERS = 8


class Ledger:
    """Grows by one at each read; reads wait until they may go on."""

    def __init__(self) -> None:
        self.size, self.fails = 0, 0
        self.may_go_on = threading.Event()

    def read(self) -> LedgerHead:
        self.size += 1
        size = self.size
        assert self.may_go_on.wait(60)
        if self.fails:
            self.fails -= 1
            raise EngineLost("it broke")
        return LedgerHead(size, "")


class Counted(threading.Condition):
    """Knows how many have come to wait; whoever waits holds the lock."""

    count = 0

    def wait(self, timeout: float | None = None) -> bool:
        """As any other."""
        self.count += 1
        return super().wait(timeout)


def asked_while_one_reads(ledger: Ledger) -> list[LedgerHead | EngineLost]:
    """What the first asker got, and those who asked while his read was under way."""
    heads, waiting = Heads(ledger.read), Counted()
    heads._turn = waiting

    def ask() -> LedgerHead | EngineLost:
        try:
            return heads.now()
        except EngineLost as error:
            return error

    with ThreadPoolExecutor(ASKERS) as pool:
        first = pool.submit(ask)
        while not ledger.size:
            time.sleep(0.001)
        others = [pool.submit(ask) for _ in range(ASKERS - 1)]
        while waiting.count < ASKERS - 1:
            time.sleep(0.001)
        ledger.may_go_on.set()
        return [first.result(), *(one.result() for one in others)]


def test_those_who_wait_share_the_next_read() -> None:
    told = asked_while_one_reads(Ledger())
    assert told == [LedgerHead(1, ""), *[LedgerHead(2, "")] * (ASKERS - 1)]


def test_a_read_that_fails_is_made_again_by_the_next() -> None:
    ledger = Ledger()
    ledger.fails = 2
    told = asked_while_one_reads(ledger)
    assert isinstance(told[0], EngineLost)
    assert sum(isinstance(one, EngineLost) for one in told) == 2
    assert [one for one in told if isinstance(one, LedgerHead)] == [LedgerHead(3, "")] * (ASKERS - 2)


@pytest.mark.engine
def test_columns_at_the_head_need_one_plain_read(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole_plant().commit(store)
    keeper = Keeper(store, tmp_path)
    keeper.start()
    until = time.monotonic() + 60
    while keeper.size != 1:
        assert time.monotonic() < until, keeper.trouble
        time.sleep(0.01)
    wanted = recall(store.reader(), [RESIN])
    with monkeypatch.context() as without:
        without.delattr(Store, "reader")
        with keeper.reader() as reader:
            assert isinstance(reader, ColumnReader)
            assert recall(reader, [RESIN]) == wanted
    for number in range(3):
        plant = Plant(f"later{number}")
        plant.make(f"MO{number}", ["lot:t/FG-1/1"], [f"lot:t/FG-9/{number}"])
        size = plant.commit(store).size
        with keeper.reader() as reader:  # whoever wrote sees it, whether he says so or not
            assert reader.known_at == size
            assert f"lot:t/FG-9/{number}" in [row.key for row in recall(reader, [RESIN]).rows]
    keeper.close()
    assert store.glimpse() == store.head()
