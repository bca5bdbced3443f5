"""Whole answers as files: the JSON of `lotgraph recall --format json`, byte for byte, and its CSV.

Promises: never paged, never shortened; a CSV says in rows of its own what is missing. Refuses with the
code's status and a JSON body {code, message, nextStep}.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Annotated

import orjson
from fastapi import APIRouter, Query
from starlette.responses import Response

from app.api.access import Access
from app.questions import ask
from app.questions.answer import Answer
from app.questions.reading import Reader
from app.terminal import csv_lines, write_csv

Question = Callable[[Reader, Iterable[str]], Answer]
Keys = Annotated[list[str], Query(alias="key", description="A key to start at; give it several times.")]
KnownAt = Annotated[int | None, Query(description="Answer as of this ledger size.")]


class Form(StrEnum):
    """What the file holds."""

    json = "json"
    csv = "csv"


def export_router(access: Callable[[], Access]) -> APIRouter:
    """The routes under `/export`."""
    router = APIRouter(prefix="/export")

    async def answered(
        question: Question, keys: list[str], known_at: int | None, form: Form, with_links: bool
    ) -> Response:
        answer = await access().ask(lambda reader: question(reader, keys), known_at=known_at)
        body = await asyncio.to_thread(_json if form is Form.json else _csv, answer, with_links)
        name = "recall" if answer.direction == "forward" else "genealogy"
        return Response(
            body,
            media_type="application/json" if form is Form.json else "text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{name}-{answer.known_at}.{form.value}"',
                "Cache-Control": "no-store",
            },
        )

    @router.get("/recall")
    async def recall(
        key: Keys, known_at: KnownAt = None, format: Form = Form.json, with_links: bool = False
    ) -> Response:
        """What was made of these, and who received it."""
        return await answered(ask.recall, key, known_at, format, with_links)

    @router.get("/genealogy")
    async def genealogy(
        key: Keys, known_at: KnownAt = None, format: Form = Form.json, with_links: bool = False
    ) -> Response:
        """What these were made of, and who supplied it."""
        return await answered(ask.genealogy, key, known_at, format, with_links)

    return router


def _json(answer: Answer, with_links: bool) -> bytes:
    return orjson.dumps(answer.to_json(with_links=with_links)) + b"\n"


def _csv(answer: Answer, with_links: bool) -> bytes:
    out = io.StringIO(newline="")
    write_csv(out, csv_lines(answer))
    return out.getvalue().encode()
