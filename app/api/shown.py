"""`POST /export/shown`: the affected table as the explorer shows it, as CSV, XLSX or PDF.

Promises: the cells are the server's, of an answer at the ledger size that is named, so that the file is what
was on the page and nobody's own words; `app.reports.shown` says what it tells besides. Refuses a body that is
not as it must be, and rows that the answer does not have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.api.access import Access
from app.api.context import context_of
from app.api.export import begun
from app.api.guard import SHOWN_PATH
from app.api.problems import bad_request
from app.columnar import ask
from app.questions.answer import Told
from app.questions.certificate import certify
from app.questions.reading import Reader
from app.questions.view import View
from app.reports.forms import FORMS, PaperForm
from app.reports.report import Report
from app.reports.shown import Asked, Wish, shown
from app.reports.shown import Field as Column
from app.reports.texts import Language

Text = Annotated[str, StringConstraints(min_length=1)]
_MOST_KEYS: Final = 10_000


class ShownTable(BaseModel):
    """What is on the page. `rows` are places: the recall's, then what only the genealogy has."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, alias_generator=to_camel)

    format: Annotated[PaperForm, Field(strict=False)]
    language: Language
    keys: Annotated[list[Text], Field(min_length=1, max_length=_MOST_KEYS)]
    forward: bool
    backward: bool
    known_at: Annotated[int, Field(ge=0)]
    as_of: Text | None = None
    time_aware: bool = False
    fields: Annotated[list[Column], Field(min_length=1)]
    rows: list[int]


def shown_router(access: Callable[[], Access]) -> APIRouter:
    """The route."""
    router = APIRouter()

    @router.post(SHOWN_PATH)
    async def shown_table(request: Request, table: ShownTable) -> Response:
        """The table, to be kept or handed over."""
        context = context_of(request, access())
        account = context.asker.account

        def told(reader: Reader) -> Iterator[bytes]:
            return begun(FORMS[table.format][1](_report(reader, table, account)))

        parts = await context.ask(told, known_at=table.known_at)
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
    certificates = [None if one.excluded else certify(reader, one.in_full()).sha256 for one in answers]
    asked = Asked(tuple(answers), tuple(certificates))
    wish = Wish(tuple(table.fields), tuple(table.rows), table.language)
    return shown(asked, wish, account=account, made=datetime.now(UTC))
