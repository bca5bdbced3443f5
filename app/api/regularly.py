"""What a server does now and then beside the questions.

Promises: not at once, while others begin; what hinders it is told and tried again the next time; a server
that ends waits for what is under way, and that ends between two steps.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from app.api.access import Access
from app.api.problems import log, problem_of
from app.flow.taking import Stopped
from graph_store.store import Store

T = TypeVar("T")
Progress = Callable[[str, int, int | None], None]


async def regularly(
    access: Access,
    ending: asyncio.Event,
    seconds: float,
    work: Callable[[Store, Progress], T],
    *,
    trouble: str,
) -> None:
    """Do the work every so many seconds until the server ends; never, where that is nought.

    `work` calls its progress between two steps, and is stopped there; `trouble` says what could not be done.
    """

    def go_on(what: str, count: int, total: int | None) -> None:
        if ending.is_set():
            raise Stopped

    while seconds and not await _is_over(ending, seconds):
        try:
            await access.ask_store(lambda store: work(store, go_on))
        except Stopped:
            return
        except Exception as error:  # the server goes on, and the next time tries again
            log.warning("%s: %s", trouble, problem_of(error).message)


async def _is_over(ending: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(ending.wait(), seconds)
    return ending.is_set()
