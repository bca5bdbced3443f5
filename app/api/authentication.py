"""Who asks, before a request is looked at.

Promises: what is open is listed here (health, the pages' files, the query page, signing in), and everything
else needs a credential where this server asks for one; then `request.state` holds the asker and how to tell
the security log of what they do. What can't be decided, since the store is away, is refused. Passwords are
checked by two threads of their own, so a flood of sign-ins holds up no question.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import orjson
from starlette.datastructures import Headers, QueryParams
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.access import Access
from app.api.context import Record, Unlock, nobody
from app.api.guard import CHECK_PATH, INGEST_PATH
from app.api.problems import Code, Problem, log, problem_of
from app.api.web import JSON, negotiated
from app.approvals import Signer
from app.asker import EVERYTHING, Asker
from app.errors import ConfigurationError
from app.identity.authenticate import Authenticator, Presented
from app.identity.desk import Desk, Rules
from app.identity.provider import Provider
from app.identity.signing import unlock
from app.identity.tokens import Tokens
from app.settings import Settings
from graph_model.keys import split
from graph_model.policy import Permission
from graph_store.security_log import Kind, seal_log
from graph_store.store import Store

T = TypeVar("T")
COOKIE = "__Host-lotgraph"
OPEN = frozenset(
    [
        *("/", "/health/live", "/health/ready"),
        *("/session", "/session/password", "/session/ways"),
        *("/session/provider", "/session/provider/callback"),
    ]
)
OPEN_FOLDER = "/static/"
GRAPHQL_PATH = "/graphql"
SECONDS_BETWEEN_SEALS = 3600.0
SIGN_IN_THREADS, MOST_WAITING = 2, 50
NOBODY = Asker("", frozenset(), frozenset())


class Gate:
    """The way from a request to the desk of the store."""

    def __init__(self, access: Access, settings: Settings, *, always: bool = False) -> None:
        self._access = access
        self._settings = settings
        self._always = always
        self._tokens = Tokens.of(settings)
        self.provider = Provider.of(settings, self._tokens)
        self._known: tuple[Store, Authenticator] | None = None
        self._sign_ins = ThreadPoolExecutor(SIGN_IN_THREADS, "sign-in")
        self._waiting = 0

    def close(self) -> None:
        """End the threads."""
        self._sign_ins.shutdown(wait=False, cancel_futures=True)

    async def authenticator(self) -> Authenticator | None:
        """The one of the store; None where the store that was handed in has no accounts."""
        store = await self._access.own_store()
        if store is None:
            if self._always or self._tokens is not None:
                raise ConfigurationError("this store has no accounts", "Serve a store with a ledger.")
            return None
        if self._known is None or self._known[0] is not store:
            desk = Desk.of(store, Rules.of(self._settings))
            self._known = store, Authenticator(desk, self._tokens, always=self._always)
        return self._known[1]

    async def desk(self) -> Desk:
        """Where passwords are checked."""
        authenticator = await self.authenticator()
        if authenticator is None:
            raise Problem(Code.BAD_REQUEST, "This server knows no accounts.", "Ask it without signing in.")
        return authenticator.desk

    async def with_password(self, work: Callable[[], T]) -> T:
        """Do what takes the time of a password check."""
        if self._waiting >= MOST_WAITING:
            raise Problem(Code.STORE_UNAVAILABLE, "Too many sign in at once.", "Try again in some seconds.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._sign_ins, work)
        finally:
            self._waiting -= 1

    async def signer(self, desk: Desk, asker: Asker, password: str, address: str) -> Signer | None:
        """The asker as a signer: the same check of a password as signing in, by the same threads."""
        if not asker.account:
            return None
        login = split(asker.account).parts[0]
        return await self.with_password(
            lambda: unlock(desk.store, login, password, desk=desk, address=address)
        )

    @property
    def is_behind_proxy(self) -> bool:
        """Whether a proxy in front of this server ends TLS and says who asks."""
        return self._settings.behind_proxy

    def presented(self, scope: Scope) -> Presented:
        """What a request brings."""
        headers = Headers(scope=scope)
        return Presented(
            authorization=headers.get("authorization", ""),
            cookie=cookie_parser(headers.get("cookie", "")).get(COOKIE, ""),
            from_page=headers.get("x-lotgraph") == "1",
            address=self.address(scope),
        )

    def address(self, scope: Scope) -> str:
        """Where a request comes from; behind a proxy the last address, which the proxy itself has seen."""
        if self._settings.behind_proxy:
            forwarded = Headers(scope=scope).getlist("x-forwarded-for")
            return forwarded[-1].rpartition(",")[2].strip()[:45] if forwarded else ""
        client = scope.get("client")
        return str(client[0]) if client else ""


class Authentication:
    """Lets a request pass with its asker, or tells why not."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self._app = app
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["asker"], state["record"], state["unlock"] = NOBODY, _unheard, nobody
        if not _is_open(scope):
            try:
                state["asker"], state["record"], state["unlock"] = await self._let_in(scope)
            except Exception as error:  # whatever it is, nobody is let in
                await _told(problem_of(error), scope)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _let_in(self, scope: Scope) -> tuple[Asker, Record, Unlock]:
        authenticator = await self._gate.authenticator()
        if authenticator is None:
            return EVERYTHING, _unheard, nobody
        presented = self._gate.presented(scope)

        def look() -> Asker:
            asker = authenticator.asker(presented)
            # Decisions by GraphQL ask for their own permission; app.api.permissions looks at the rest there.
            proposes = scope["path"] == GRAPHQL_PATH and asker.may(Permission.PROPOSE)
            if not proposes:
                authenticator.require(asker, _needed(scope["path"]), address=presented.address)
            return asker

        asker = await asyncio.to_thread(look)

        def record(kind: str, detail: str) -> None:
            authenticator.desk.record(Kind(kind), asker.account, presented.address, detail)

        async def unlock(password: str) -> Signer | None:
            return await self._gate.signer(authenticator.desk, asker, password, presented.address)

        return asker, record, unlock


async def seal_hourly(gate: Gate, actor: str, ending: asyncio.Event) -> None:
    """Commit the end of the security log now and then; what hinders it is told and tried again."""
    while not await _is_set_within(ending, SECONDS_BETWEEN_SEALS):
        try:
            authenticator = await gate.authenticator()
            if authenticator is not None:
                desk = authenticator.desk
                await asyncio.to_thread(desk.clock.mark)
                await asyncio.to_thread(seal_log, desk.store, actor, log=desk.log)
        except Exception as error:  # the server goes on, and the next hour seals what this one could not
            log.warning("the security log can't be sealed: %s", problem_of(error).message)


async def _is_set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True


def _unheard(kind: str, detail: str) -> None:
    """Nothing to tell, and nobody to tell it of."""


def _is_open(scope: Scope) -> bool:
    path: str = scope["path"]
    if path in OPEN or path.startswith(OPEN_FOLDER):
        return True
    # Without a document GET shows the page, or refuses; it never answers a question.
    is_get = scope["type"] == "http" and scope["method"] == "GET"
    asked = QueryParams(scope.get("query_string", b""))
    return is_get and path == GRAPHQL_PATH and not {"query", "documentId"} & set(asked)


def _needed(path: str) -> Permission:
    """What whoever asks there must have."""
    sends = path in (INGEST_PATH, CHECK_PATH) or path.startswith(f"{INGEST_PATH}/")
    return Permission.LOAD if sends else Permission.READ


def _told(problem: Problem, scope: Scope) -> Response:
    """A refusal as HTTP answer; to a GraphQL client also in the form of its errors."""
    body: dict[str, object] = {**problem.to_json()}
    status = problem.status
    headers = {"Cache-Control": "no-store"}
    if problem.code is Code.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = 'Bearer realm="lotgraph"'
    if scope["path"] == GRAPHQL_PATH:
        extensions = problem.extensions
        body["errors"] = [{"message": problem.message, "extensions": extensions}]
        if status >= 500 and negotiated(Headers(scope=scope).get("accept", "")) == JSON:
            status = 200  # as every other error of a document in this media type
    return Response(orjson.dumps(body), status, headers, JSON)
