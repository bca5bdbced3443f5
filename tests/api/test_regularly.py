"""What a server does now and then: not at once, again after trouble, and it ends between two steps."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import pytest

from app import alarms
from app.api.access import Access
from app.api.regularly import regularly
from app.settings import Settings
from graph_store import alarm_head
from graph_store.store import Store
from tests.conftest import empty
from tests.support.api import small_plant

Progress = Callable[[str, int, int | None], None]


def run(own: Store, work: Callable[[Store, Progress], object], seconds: float, *, times: int) -> None:
    """Until the work was called so often, then the server ends."""

    async def server() -> None:
        ending, done = asyncio.Event(), 0

        def counted(store: Store, go_on: Progress) -> object:
            nonlocal done
            done += 1
            if done == times:
                loop.call_soon_threadsafe(ending.set)
            return work(store, go_on)

        loop = asyncio.get_running_loop()
        access = Access(Settings(), own)
        await access.start()
        task = asyncio.create_task(regularly(access, ending, seconds, counted, trouble="it can't be done"))
        if not times:
            ending.set()
        await asyncio.wait_for(task, 30)
        await access.stop()
        assert done == times

    asyncio.run(server())


def test_trouble_is_told_and_tried_again(arcadedb: Store, caplog: pytest.LogCaptureFixture) -> None:
    def work(store: Store, go_on: Progress) -> None:
        raise ValueError("broken")

    run(arcadedb, work, 0.01, times=3)
    told = [
        record.getMessage().partition(":")[0] for record in caplog.records if record.levelname == "WARNING"
    ]
    assert told == ["it can't be done"] * 3


@pytest.mark.parametrize("seconds", [0, 1000])
def test_nothing_is_done_where_it_is_off_or_the_server_ends_first(arcadedb: Store, seconds: float) -> None:
    run(arcadedb, lambda store, go_on: None, seconds, times=0)


def test_a_server_leaves_a_ledger_that_is_far_ahead_to_the_command(
    arcadedb: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store = empty(arcadedb)
    small_plant().commit(store)
    monkeypatch.setattr(alarms, "MOST_BEHIND", 0)
    with caplog.at_level(logging.WARNING):
        alarms.keep_up(store, lambda what, count, total: None)
    assert "lotgraph alarms run" in caplog.text
    assert alarm_head.seen(store) == 0
    monkeypatch.setattr(alarms, "MOST_BEHIND", 10)
    alarms.keep_up(store, lambda what, count, total: None)
    assert alarms.behind(store) == 0
