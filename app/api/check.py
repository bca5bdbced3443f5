"""Would this file be taken? `POST /check` answers what `lotgraph profile check --format json` prints.

Promises: the body is the file, as for `POST /ingest`, up to 16 MiB; nothing is loaded, nothing of it is kept,
and nothing of the store is read, so an account that is bound to sites may ask, too. Refuses: accounts that
may not load, more than two files at once, a body that does not come within five minutes. A file takes its
place only once it is here, so a slow one keeps nobody from theirs.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from threading import Event
from typing import Final

import orjson
from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.accepting import accept
from app.api.guard import CHECK_PATH, told
from app.api.intake import Intake, TooLarge
from app.api.problems import Code, Problem, bad_request
from app.api.sent_file import file_name, profile, stated_length, text
from app.api.web import JSON
from app.flow.taking import Stopped, problem
from loaders import archives
from loaders.errors import LoadError
from loaders.plan import plan

MOST_MIB: Final = 16
MOST_AT_ONCE: Final = 2
SECONDS_TO_ARRIVE: Final = 300.0
_TOO_LARGE: Final = TooLarge(MOST_MIB, "Send a part of it, or check it by `lotgraph profile check FILE`.")
_TOO_MANY: Final = Problem(
    Code.STORE_UNAVAILABLE, "Too many files are checked at once.", "Try again in a while."
)
_NO_STORE: Final = {"Cache-Control": "no-store"}


class TooSlow(Problem):
    """A body that did not come in time."""

    def __init__(self) -> None:
        super().__init__(
            Code.BAD_REQUEST,
            f"The file did not arrive within {SECONDS_TO_ARRIVE:.0f} seconds.",
            "Pack it (.csv.gz), or check it by `lotgraph profile check FILE`.",
        )


def check_router(intake: Callable[[], Intake]) -> APIRouter:
    """The route."""
    router = APIRouter()
    places = asyncio.Semaphore(MOST_AT_ONCE)

    @router.post(CHECK_PATH)
    async def check(request: Request) -> Response:
        """What would become of a file: counts, columns, faults, of each file in it."""
        if places.locked():
            return told(_TOO_MANY)
        try:
            return await _checked(request, intake(), places)
        except ClientDisconnect:
            return told(bad_request("The file did not arrive in whole.", "Send it again."))
        except TooSlow as too_slow:
            return told(too_slow, 408)
        except TooLarge as too_large:
            return told(too_large, 413)
        except LoadError as error:
            return told(Problem(Code.REFUSED, problem(error), error.next_step), 422)

    return router


async def _checked(request: Request, intake: Intake, places: asyncio.Semaphore) -> Response:
    name, named = file_name(request.headers), profile(request.headers)
    zone, stated = text(request.headers, "Time-Zone") or None, stated_length(request.headers)
    with await asyncio.to_thread(intake.inbox.receive, name) as incoming:
        coming = in_time(request.stream(), SECONDS_TO_ARRIVE)
        await intake.arrived(coming, stated, incoming, _TOO_LARGE, MOST_MIB)
        if not incoming.size:
            raise bad_request("The body is empty.", "Send the file itself as the body.")
        if places.locked():
            return told(_TOO_MANY)
        over = Event()
        async with places:
            try:
                report = await asyncio.to_thread(_report, incoming.path, named, zone, over)
            finally:
                over.set()
    return Response(report, 200, _NO_STORE, JSON)


async def in_time(stream: AsyncIterator[bytes], seconds: float) -> AsyncIterator[bytes]:
    """The same, all of it within so many seconds; only waiting for it is ever broken off."""
    until = asyncio.get_running_loop().time() + seconds
    while True:
        try:
            async with asyncio.timeout_at(until):
                part = await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise TooSlow from None
        yield part


def _report(path: Path, named: str | None, zone: str | None, over: Event) -> bytes:
    """In a thread, which ends soon where nobody waits any more."""

    def on_rows(_: str, rows: int) -> None:
        if over.is_set():
            raise Stopped

    try:
        sources = plan([path], profile=named, namespace=None, time_zone=zone)
        files = [accept(source, on_rows=on_rows).as_json() for source in sources]
    finally:
        archives.discard()
    return orjson.dumps({"files": files})
