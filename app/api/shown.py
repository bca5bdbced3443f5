"""`POST /export/shown`: the affected table as the explorer shows it, as CSV, XLSX, PDF, JSON or XML.

Promises: the cells are the server's, of an answer at the ledger size that is named, so that the file is what
was on the page and nobody's own words; `app.reports.shown` says what it tells besides. Refuses a body that is
not as it must be, rows that the answer does not have, and an answer that is not the one on the page. One
table is made after the other; more than `MOST_WAITING` are sent away.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from pydantic.alias_generators import to_camel
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.api.access import Access
from app.api.context import context_of
from app.api.export import begun
from app.api.guard import SHOWN_PATH
from app.api.problems import Code, Problem, bad_request
from app.columnar import ask
from app.errors import Refused
from app.questions.answer import Told
from app.questions.certificate import certify
from app.questions.reading import Reader
from app.questions.view import View
from app.reports.forms import FORMS, PaperForm
from app.reports.report import Report
from app.reports.shown import FIELDS, Asked, Wish, shown
from app.reports.shown import Field as Column
from app.reports.texts import Language

Text = Annotated[str, StringConstraints(min_length=1)]
_MOST_KEYS: Final = 10_000
MOST_WAITING: Final = 8
_TOO_MANY: Final = Problem(
    Code.STORE_UNAVAILABLE, "Too many tables are asked for at once.", "Try again in a while."
)


class ShownTable(BaseModel):
    """What is on the page. `rows` are places: the recall's, then what only the genealogy has.

    `sha256` are the hashes of the answers on the page, so that no rows are looked for in another answer.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, alias_generator=to_camel)

    format: Annotated[PaperForm, Field(strict=False)]
    language: Language
    keys: Annotated[list[Text], Field(min_length=1, max_length=_MOST_KEYS)]
    forward: bool
    backward: bool
    known_at: Annotated[int, Field(ge=0)]
    as_of: Text | None = None
    time_aware: bool = False
    fields: Annotated[list[Column], Field(min_length=1, max_length=len(FIELDS))]
    rows: list[int]
    sha256: Annotated[list[Text], Field(min_length=1, max_length=2)]

    @field_validator("fields")
    @classmethod
    def each_once(cls, fields: list[Column]) -> list[Column]:
        """A column stands once in a table."""
        if len(set(fields)) < len(fields):
            raise ValueError("each column once")
        return fields


def shown_router(access: Callable[[], Access]) -> APIRouter:
    """The route."""
    router = APIRouter()
    # A paper of many pages takes a processor for as long as it is laid out, and questions need one, too.
    place = asyncio.Semaphore(1)
    waiting = 0

    @router.post(SHOWN_PATH)
    async def shown_table(request: Request, table: ShownTable) -> Response:
        """The table, to be kept or handed over."""
        nonlocal waiting
        context = context_of(request, access())
        account = context.asker.account
        if waiting >= MOST_WAITING:
            raise _TOO_MANY

        def told(reader: Reader) -> Iterator[bytes]:
            return begun(FORMS[table.format][1](_report(reader, table, account)))

        waiting += 1
        try:
            async with place:
                parts = await context.ask(told, known_at=table.known_at)
        finally:
            waiting -= 1
        name = f"lotgraph-{table.known_at}.{table.format.value}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return StreamingResponse(parts, media_type=FORMS[table.format][0], headers=headers)

    return router


def _report(reader: Reader, table: ShownTable, account: str) -> Report:
    if not (table.forward or table.backward):
        raise bad_request("Neither direction is asked for.", "Ask for forward, backward, or both.")
    view = View(table.as_of, (), table.time_aware)
    answers: list[Told] = []
    if table.forward:
        answers.append(ask.recall(reader, table.keys, view))
    if table.backward:
        answers.append(ask.genealogy(reader, table.keys, View(table.as_of)))
    if [answer.sha256 for answer in answers] != table.sha256:
        raise Refused("The answer is not the one on the page any more.", "Ask the question again.")
    certificates = [None if one.excluded else certify(reader, one.in_full()).sha256 for one in answers]
    asked = Asked(tuple(answers), tuple(certificates))
    wish = Wish(tuple(table.fields), tuple(table.rows), table.language)
    return shown(asked, wish, account=account, made=datetime.now(UTC))
