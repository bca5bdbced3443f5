"""Whole answers as files: the JSON of `lotgraph recall --format json`, byte for byte, and its CSV.

Promises: never paged, never shortened; a CSV says in rows of its own what is missing. Refuses with the
code's status and a JSON body {code, message, nextStep}.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, Iterable
from enum import StrEnum
from typing import Annotated, Protocol

import orjson
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.access import Access
from app.api.context import beyond, context_of
from app.columnar import ask
from app.questions.answer import Answer, Told
from app.questions.reading import Reader
from app.questions.view import View
from app.terminal import csv_lines, write_csv


class Question(Protocol):
    """A question by its name."""

    __name__: str

    def __call__(self, reader: Reader, keys: Iterable[str], view: View) -> Told: ...


Keys = Annotated[list[str], Query(alias="key", description="A key to start at; give it several times.")]
AllSites = Annotated[bool, Query(description="Beyond your sites, too; recorded.")]
KnownAt = Annotated[int | None, Query(description="Answer as of this ledger size.")]
AsOf = Annotated[str | None, Query(description="What was so on this day or instant, in UTC.")]

Prefer = Annotated[
    list[str] | None, Query(description="Whose statement to take where sources dispute; the first one wins.")
]


class Form(StrEnum):
    """What the file holds."""

    json = "json"
    csv = "csv"


def export_router(access: Callable[[], Access]) -> APIRouter:
    """The routes under `/export`."""
    router = APIRouter(prefix="/export")

    for question in (ask.recall, ask.genealogy):
        router.add_api_route(f"/{question.__name__}", _route(question, access), description=question.__doc__)
    return router


def _route(question: Question, access: Callable[[], Access]) -> Callable[..., Awaitable[Response]]:
    async def answered(
        request: Request,
        key: Keys,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        prefer: Prefer = None,
        format: Form = Form.json,
        with_links: bool = False,
        all_sites: AllSites = False,
    ) -> Response:
        view = View(as_of, tuple(prefer or ()))
        answer = await context_of(request, access()).ask(
            lambda reader: question(reader, key, view),
            known_at=known_at,
            beyond=beyond(f"export of {question.__name__}", key) if all_sites else "",
        )
        body = await asyncio.to_thread(_json if format is Form.json else _csv, answer.in_full(), with_links)
        name = "recall" if answer.direction == "forward" else "genealogy"
        return Response(
            body,
            media_type="application/json" if format is Form.json else "text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{name}-{answer.known_at}.{format.value}"',
                "Cache-Control": "no-store",
            },
        )

    return answered


def _json(answer: Answer, with_links: bool) -> bytes:
    return orjson.dumps(answer.to_json(with_links=with_links)) + b"\n"


def _csv(answer: Answer, with_links: bool) -> bytes:
    out = io.StringIO(newline="")
    write_csv(out, csv_lines(answer))
    return out.getvalue().encode()
