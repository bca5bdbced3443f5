"""Signing in and out by HTTP: `POST /session`, `POST /session/password`, `DELETE /session`.

Promises: the token is in the answer once; over TLS it is also a cookie that no script can read and no other
site can send. Refuses: bodies that are no JSON object of texts, so that no plain form of another page signs
anybody in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.api.authentication import COOKIE, Gate
from app.api.problems import Problem, bad_request
from app.api.web import JSON
from app.identity import sessions
from app.identity.desk import Desk
from app.identity.people import change_password
from app.identity.sessions import Begun
from app.identity.sign_in import prove, refuse_unchanged
from graph_model.instants import text_of

_NO_STORE = {"Cache-Control": "no-store"}


def session_router(gate: Callable[[], Gate]) -> APIRouter:
    """The routes under `/session`."""
    router = APIRouter(prefix="/session")

    @router.post("")
    async def sign_in(request: Request) -> Response:
        """A session for account and password."""
        account, password = await _texts(request, "account", "password")
        address, desk = gate().address(request.scope), await gate().desk()
        begun = await gate().with_password(lambda: _begin(desk, account, password, address))
        return _told(begun, desk, secure=is_secure(request, gate()))

    @router.post("/password")
    async def new_password(request: Request) -> Response:
        """Another password; all sessions of the account end."""
        account, password, new = await _texts(request, "account", "password", "new")
        address, desk = gate().address(request.scope), await gate().desk()
        await gate().with_password(lambda: change_password(desk, account, password, new, address=address))
        return Response(status_code=204, headers=_NO_STORE)

    @router.delete("")
    async def sign_out(request: Request) -> Response:
        """End the session, or the provider's token, that the request brings."""
        await gate().desk()
        authenticator = await gate().authenticator()
        if authenticator is not None:
            await asyncio.to_thread(authenticator.end, gate().presented(request.scope))
        response = Response(status_code=204, headers=_NO_STORE)
        response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")
        return response

    return router


def _begin(desk: Desk, login: str, password: str, address: str) -> Begun:
    proven = prove(desk, login, password, address=address)
    refuse_unchanged(desk, proven, address=address)
    return sessions.begin(desk, proven.account.key)


def _told(begun: Begun, desk: Desk, *, secure: bool) -> Response:
    told = {
        "token": begun.token,
        "account": begun.session.account,
        "expires": text_of(begun.session.expires),
        "idleSeconds": int(desk.rules.idle.total_seconds()),
    }
    response = JSONResponse(told, 201, _NO_STORE)
    if secure:
        keep_session(response, begun, desk)
    return response


def is_secure(request: Request, gate: Gate) -> bool:
    """Whether nobody between can read what is answered."""
    return request.url.scheme == "https" or gate.is_behind_proxy


def keep_session(response: Response, begun: Begun, desk: Desk) -> None:
    """Hand the token to the browser, where no script can read it and no other site can send it."""
    seconds = int(desk.rules.session.total_seconds())
    response.set_cookie(
        COOKIE, begun.token, max_age=seconds, path="/", secure=True, httponly=True, samesite="strict"
    )


async def _texts(request: Request, *names: str) -> list[str]:
    """The texts of a JSON body by name."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise _misasked(names)
    try:
        body = orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        raise _misasked(names) from error
    found = [body.get(name) for name in names] if isinstance(body, dict) else []
    if not found or not all(isinstance(text, str) for text in found):
        raise _misasked(names)
    return [str(text) for text in found]


def _misasked(names: tuple[str, ...]) -> Problem:
    wanted = ", ".join(f'"{name}": "..."' for name in names)
    return bad_request("The body is not as it must be.", f"Send {{{wanted}}} as application/json.")
