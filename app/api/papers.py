"""`GET /case/paper` and `GET /case/letter`: papers for authorities and letters of a recall case, as files.

Promises: what `lotgraph case paper` writes, of the case as it stands now, one after the other; a paper names
in its foot what it stands on. A recall is decided on the whole: only who may see every site gets a paper.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.api.access import Access
from app.api.case import refuse_bound
from app.api.context import context_of
from app.api.export import begun
from app.case.papers import letters_of, pack_of
from app.questions.standing import Readers
from app.reports.forms import FORMS, PaperForm
from app.reports.report import Report
from app.reports.texts import Language
from graph_model.instants import moment_of
from graph_store.store import Store

Recall = Annotated[str, Query(min_length=1, description="Key of the recall.")]
Form = Annotated[PaperForm, Query(description="Kind of file.")]


def papers_router(access: Callable[[], Access]) -> APIRouter:
    """The routes."""
    router = APIRouter()
    place = asyncio.Semaphore(1)  # as for tables: a paper takes a processor while it is laid out

    async def file_of(
        request: Request, form: PaperForm, name: str, make: Callable[[Store, Readers], Report]
    ) -> Response:
        refuse_bound(context_of(request, access()).asker)

        def told(store: Store, readers: Readers) -> Iterator[bytes]:
            return begun(FORMS[form][1](make(store, readers)))

        async with place:
            parts = await access().ask_beside(told)
        headers = {
            "Content-Disposition": f'attachment; filename="{name}.{form}"',
            "Cache-Control": "no-store",
        }
        return StreamingResponse(parts, media_type=FORMS[form][0], headers=headers)

    @router.get("/case/paper")
    async def paper(
        request: Request,
        recall: Recall,
        pack: Annotated[str, Query(min_length=1, description="Such as fda-806.")],
        form: Form = PaperForm.pdf,
        language: Language = "en",
    ) -> Response:
        """A paper for an authority, filled from evidence; what is missing is named in it."""

        def make(store: Store, readers: Readers) -> Report:
            return pack_of(store, recall, pack, language, readers)

        return await file_of(request, form, "paper", make)

    @router.get("/case/letter")
    async def letter(
        request: Request,
        recall: Recall,
        consignee: Annotated[str, Query(min_length=1, description="Key of the customer.")],
        form: Form = PaperForm.pdf,
        language: Language = "en",
    ) -> Response:
        """The letter to one consignee."""

        def make(store: Store, readers: Readers) -> Report:
            made = moment_of(store.time())
            return letters_of(store, recall, [consignee], language, made, readers)[consignee]

        return await file_of(request, form, "letter", make)

    return router
