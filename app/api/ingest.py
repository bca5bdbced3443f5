"""Files pushed by other systems: `POST /ingest`, `GET /ingest/{key}`, `GET /ingest/{key}/rejects`.

Promises: the body is the file, of whatever size up to the limit, and the header Idempotency-Key names the
request: the same key with the same bytes gives the same report and loads nothing twice. The actor is the
account that authentication found. No page of another site can send a header like that one, so no cookie and
no form loads anything. Refuses: accounts that are bound to sites, since a file may state anything of any
site; the same key for another file; more than one file at once.
"""

from __future__ import annotations

import asyncio
import datetime
import re
from collections.abc import Callable
from typing import Final

import orjson
from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response

from app.api.guard import INGEST_PATH, told
from app.api.intake import Intake, TooLarge
from app.api.problems import Code, Problem, bad_request
from app.api.sent_file import file_name, profile, stated_length, text
from app.api.web import JSON
from app.asker import Asker
from app.flow.inbox import Entry, Push
from app.flow.taking import REFUSED
from graph_model.instants import text_of
from graph_store.security_log import Kind

ACTOR_WITHOUT_ACCOUNTS: Final = "ingest"
SECONDS_TO_WAIT: Final = 10.0
_KEY: Final = re.compile(r"[A-Za-z0-9._~:-]{1,128}")
_NO_STORE: Final = {"Cache-Control": "no-store"}


def ingest_router(intake: Callable[[], Intake]) -> APIRouter:
    """The routes under `/ingest`."""
    router = APIRouter(prefix=INGEST_PATH)

    @router.post("")
    async def push(request: Request) -> Response:
        """Take in a file: its report when it is done soon, else where to ask for it."""
        try:
            return await _pushed(request, intake())
        except ClientDisconnect:
            return told(bad_request("The file did not arrive in whole.", "Send it again."))
        except TooLarge as problem:
            await _record(request, "a file that is too large")
            return told(problem, 413)

    @router.get("/{key}")
    async def ask(request: Request, key: str) -> Response:
        """What became of a pushed file, or how far it is."""
        entry = await _entry(request, intake(), key)
        return await _answer(intake(), entry, seconds=0, is_push=False)

    @router.get("/{key}/rejects")
    async def rejects(request: Request, key: str) -> Response:
        """Its rejected rows, as CSV."""
        entry = await _entry(request, intake(), key)
        if entry.report() is None or not entry.rejects.is_file():
            raise Problem(Code.UNKNOWN_KEY, "No rejected rows are kept of this.", f"See {INGEST_PATH}/{key}.")
        name = f"{key}.rejects.csv"
        return FileResponse(entry.rejects, media_type="text/csv", filename=name, headers=_NO_STORE)

    return router


async def _pushed(request: Request, intake: Intake) -> Response:
    asker = _loader(request)
    key, name = _key(request.headers.get("idempotency-key", "")), file_name(request.headers)
    named = profile(request.headers)
    stated = stated_length(request.headers)
    incoming = await asyncio.to_thread(intake.inbox.receive, name)
    with incoming:
        sha256 = await intake.receive(request.stream(), stated, incoming)
        if not incoming.size:
            raise bad_request("The body is empty.", "Send the file itself as the body.")
        push = Push(
            account=asker.account,
            key=key,
            actor=asker.account or ACTOR_WITHOUT_ACCOUNTS,
            file=name,
            profile=named,
            namespace=text(request.headers, "Namespace") or None,
            time_zone=text(request.headers, "Time-Zone") or None,
            sha256=sha256,
            size=incoming.size,
            received=text_of(datetime.datetime.now(datetime.UTC)),
        )
        try:
            entry = await intake.place(incoming, push)
        except Problem as problem:
            if problem.code is Code.REFUSED:
                await _record(request, "a key that was used for another file")
            raise
    return await _answer(intake, entry, seconds=SECONDS_TO_WAIT, is_push=True)


async def _answer(intake: Intake, entry: Entry, *, seconds: float, is_push: bool) -> Response:
    report = await intake.wait(entry, seconds)
    if report is not None:
        refused = is_push and orjson.loads(report)["state"] == REFUSED
        return Response(report, 422 if refused else 200, _NO_STORE, JSON)
    rows = intake.rows(entry)
    state = {
        "state": "waiting" if rows is None else "running",
        "key": entry.push.key,
        "rows": {"read": rows or 0},
        "nextStep": f"Ask GET {INGEST_PATH}/{entry.push.key} until its state is done or refused.",
    }
    headers = {**_NO_STORE, "Location": f"{INGEST_PATH}/{entry.push.key}", "Retry-After": "2"}
    return Response(orjson.dumps(state), 202 if is_push else 200, headers, JSON)


async def _entry(request: Request, intake: Intake, key: str) -> Entry:
    """The asker's own entry of a key."""
    account = _loader(request).account
    entry = await asyncio.to_thread(intake.inbox.find, account, _key(key))
    if entry is None:
        raise Problem(Code.UNKNOWN_KEY, "Nothing was sent with this key, or it was forgotten since.", _AGAIN)
    return entry


_AGAIN: Final = f"Send the file again by POST {INGEST_PATH}: what is loaded already changes nothing."


def _loader(request: Request) -> Asker:
    """Who asks; authentication has seen that they may load."""
    asker: Asker = request.state.asker
    if asker.sites is not None:
        raise Problem(
            Code.FORBIDDEN,
            "An account that is bound to sites may not load files: they may state anything of any site.",
            "Use an account of all sites, or have the file loaded on the server.",
        )
    return asker


async def _record(request: Request, detail: str) -> None:
    await asyncio.to_thread(request.state.record, Kind.REQUEST_REFUSED, f"{INGEST_PATH}: {detail}")


def _key(said: str) -> str:
    if not _KEY.fullmatch(said):
        raise bad_request(
            "Idempotency-Key must be 1 to 128 of the characters A-Z a-z 0-9 . _ ~ : -",
            "Send one that is new for each file and the same when you send it again, such as a UUID.",
        )
    return said
