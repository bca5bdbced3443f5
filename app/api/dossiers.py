"""`GET /export/dossier`: the evidence dossier of an answer, as `lotgraph dossier make` writes it.

Promises: all that the answer stands on, signed with the ledger's key and verified before the first byte; one
after the other. It holds approvals and accounts beside the rows, so it takes the permission to audit, and it
can't leave a site out: who is bound to sites asks for all sites, which is recorded. Refuses without a
signing key in the server's data folder.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.api.access import Access
from app.api.context import ACTOR_WITHOUT_ACCOUNTS, beyond, context_of
from app.api.export import AllSites, AsOf, Keys, KnownAt, Prefer
from app.api.problems import Code, Problem
from app.dossier.issuing import issue
from app.questions.ask import genealogy, recall
from app.questions.view import View
from graph_model.policy import Permission
from graph_store.store import Store
from ledger.errors import KeyFolderError
from ledger.keys import KeyFolder

Direction = Annotated[
    Literal["forward", "backward"], Query(description="forward: a recall. backward: a genealogy.")
]
_QUESTIONS: Final = {"forward": recall, "backward": genealogy}
_PART: Final = 1 << 20


def dossier_router(access: Callable[[], Access], keys: KeyFolder) -> APIRouter:
    """The route; `keys` sign."""
    router = APIRouter()
    place = asyncio.Semaphore(1)  # each is held whole until it is verified

    @router.get("/export/dossier")
    async def dossier(
        request: Request,
        key: Keys,
        direction: Direction = "forward",
        as_of: AsOf = None,
        known_at: KnownAt = None,
        prefer: Prefer = None,
        all_sites: AllSites = False,
    ) -> Response:
        """An answer in one signed file with every statement that it stands on."""
        context = context_of(request, access())
        if not context.asker.may(Permission.AUDIT):
            raise Problem(
                Code.FORBIDDEN,
                f"A dossier takes the permission {Permission.AUDIT}.",
                "Ask an auditor or quality manager for it: docs/policy.md.",
            )
        view = View(as_of, tuple(prefer or ()))

        def made(store: Store) -> bytes:
            try:
                data, _ = issue(
                    store,
                    keys,
                    _QUESTIONS[direction],
                    key,
                    view,
                    known_at=known_at,
                    actor=context.asker.account or ACTOR_WITHOUT_ACCOUNTS,
                    on_step=lambda _: None,
                )
            except KeyFolderError as error:
                raise Problem(Code.REFUSED, error.message, error.next_step) from error
            return data

        async with place:
            data = await context.ask_whole(made, beyond=beyond("dossier", key) if all_sites else "")
        headers = {
            "Content-Disposition": f'attachment; filename="{_QUESTIONS[direction].__name__}.dossier"',
            "Cache-Control": "no-store",
        }
        return StreamingResponse(_parts(data), media_type="application/json", headers=headers)

    return router


def _parts(data: bytes) -> Iterator[bytes]:
    yield from (data[at : at + _PART] for at in range(0, len(data), _PART))
