"""The server: GraphQL, exports, health, the query page.

Promises: it starts at once and opens the store behind; `/health/ready` is 200 only after a read that
worked just now, else 503 with the reason; no other origin is let in (no CORS). It has no authentication,
so `lotgraph serve` binds it to this machine unless told otherwise.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from app.api.access import Access
from app.api.export import export_router
from app.api.guard import OWN_HOSTS, BodyLimit, PolicyHeaders, told
from app.api.problems import Problem, bad_request, problem_of
from app.api.web import STATIC, graphql_router
from app.questions.errors import QuestionError
from app.questions.reading import Store
from app.settings import Settings
from graph_store.errors import StoreError


def create_app(settings: Settings, *, store: Store | None = None) -> FastAPI:
    """The application on the store of the settings, or on one that is handed in and not closed here."""
    access = Access(settings, store)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await access.start()
        try:
            yield
        finally:
            await access.stop()

    app = FastAPI(title="lotgraph", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(graphql_router(lambda: access))
    app.include_router(export_router(lambda: access))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _add_health(app, access)
    for kind in (Problem, QuestionError, StoreError, Exception):
        app.add_exception_handler(kind, _refused)
    app.add_exception_handler(RequestValidationError, _misasked)
    app.add_middleware(BodyLimit)
    if not settings.insecure_no_auth:
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
        return RedirectResponse("/graphql")


async def _refused(_: Request, error: Exception) -> Response:
    return told(problem_of(error))


async def _misasked(_: Request, error: Exception) -> Response:
    details = error.errors() if isinstance(error, RequestValidationError) else []
    said = "; ".join(f"{'.'.join(str(part) for part in d['loc'][1:])}: {d['msg']}" for d in details)
    return told(bad_request(f"The address is not as it must be: {said}.", "See docs/api.md, Exports."))
