"""The server: GraphQL, exports, pushed files, sessions, health, the query page.

Promises: it starts at once and opens the store behind; `/health/ready` is 200 only after a read that
worked just now, else 503 with the reason; no other origin is let in (no CORS). Where the ledger has accounts
every request needs a credential (`app.api.authentication`). The end of the security log is committed every
hour in which something came to it, the key figures once a period; rules look at what is new (`app.alarms`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from app.alarms import keep_up
from app.api.access import Access
from app.api.authentication import Authentication, Gate, seal_hourly
from app.api.check import check_router
from app.api.computing import compute_regularly
from app.api.dossiers import dossier_router
from app.api.export import export_router
from app.api.guard import OWN_HOSTS, BodyLimit, PolicyHeaders, told
from app.api.ingest import ingest_router
from app.api.intake import Intake
from app.api.papers import papers_router
from app.api.problems import Code, Problem, bad_request, problem_of
from app.api.provider import provider_router
from app.api.regularly import regularly
from app.api.session import session_router
from app.api.shown import shown_router
from app.api.web import STATIC, graphql_router
from app.errors import ApplicationError
from app.questions.errors import QuestionError
from app.questions.reading import Store
from app.settings import Settings
from graph_store.errors import StoreError
from graph_store.security_log import Kind
from ledger.keys import KeyFolder

NO_LOOK = "the rules can't look at what is new"
# The files that the page names change with every build, and have their hash in their names.
_FRESH = {"Cache-Control": "no-cache"}


def create_app(settings: Settings, *, store: Store | None = None, beyond_loopback: bool = False) -> FastAPI:
    """The application on the store of the settings, or on one that is handed in and not closed here.

    Where other machines can reach it (`beyond_loopback`, or a proxy), it answers nobody without a credential,
    unless the settings say that something else guards it.
    """
    access = Access(settings, store)
    is_reached = beyond_loopback or settings.behind_proxy
    gate = Gate(access, settings, always=is_reached and not settings.insecure_no_auth)
    intake = Intake(access, settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await access.start()
        await intake.start(resume=store is None)
        ending = asyncio.Event()
        sealing = asyncio.create_task(seal_hourly(gate, settings.who(), ending))
        computing = asyncio.create_task(compute_regularly(access, settings, ending))
        seconds = settings.alarm_seconds
        looking = asyncio.create_task(regularly(access, ending, seconds, keep_up, trouble=NO_LOOK))
        try:
            yield
        finally:
            ending.set()
            await computing
            await looking
            await sealing  # a seal under way is waited for: it must not write into a store that is closed
            await intake.stop()  # and so is a load
            gate.close()
            await access.stop()

    app = FastAPI(title="lotgraph", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(graphql_router(lambda: access, settings, intake.under_way))
    app.include_router(export_router(lambda: access))
    app.include_router(dossier_router(lambda: access, KeyFolder(settings.key_folder)))
    app.include_router(shown_router(lambda: access))
    app.include_router(papers_router(lambda: access))
    app.include_router(ingest_router(lambda: intake))
    app.include_router(check_router(lambda: intake))
    app.include_router(session_router(lambda: gate))
    app.include_router(provider_router(lambda: gate))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _add_health(app, access)
    for kind in (Problem, QuestionError, StoreError, ApplicationError, Exception):
        app.add_exception_handler(kind, _refused)
    app.add_exception_handler(RequestValidationError, _misasked)
    app.add_middleware(BodyLimit)
    app.add_middleware(Authentication, gate=gate)
    if not (settings.insecure_no_auth or is_reached):
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=OWN_HOSTS, www_redirect=False)
    app.add_middleware(PolicyHeaders)
    return app


def _add_health(app: FastAPI, access: Access) -> None:
    @app.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @app.get("/health/ready")
    async def ready() -> Response:
        try:
            size, root = await access.check()
        except Exception as error:  # whatever hinders a read is the reason
            problem = problem_of(error)
            return JSONResponse({"status": "not ready", **problem.to_json()}, status_code=503)
        return JSONResponse({"status": "ready", "ledger": {"size": size, "root": root}})

    @app.get("/")
    async def home() -> Response:
        page = STATIC / "explorer" / "index.html"
        # A checkout whose explorer was not built has the query page all the same.
        return FileResponse(page, headers=_FRESH) if page.is_file() else RedirectResponse("/graphql")


async def _refused(request: Request, error: Exception) -> Response:
    if isinstance(error, Problem) and error.code is Code.FORBIDDEN:
        # As app.api.permissions does where it is a document.
        await asyncio.to_thread(request.state.record, Kind.PERMISSION_REFUSED, request.url.path)
    return told(problem_of(error))


async def _misasked(_: Request, error: Exception) -> Response:
    details = error.errors() if isinstance(error, RequestValidationError) else []
    said = "; ".join(f"{'.'.join(str(part) for part in d['loc'][1:])}: {d['msg']}" for d in details)
    return told(bad_request(f"The request is not as it must be: {said}.", "See docs/api.md, Exports."))
