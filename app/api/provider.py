"""How people sign in here: `GET /session/ways`, and the sign-in at an identity provider.

Promises: `GET /session/provider` sends the browser to the provider, and the provider sends it back to
`GET /session/provider/callback`, which ends in the same session cookie as a password does. What is under way
is in a cookie of ten minutes that no script reads and no other host can set, and whatever comes of the way
back, that cookie is gone. Whatever goes wrong is recorded, and the page is told one of four words, never a
text of somebody else. Refuses: both over plain http, where no such cookie is kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http.client import HTTPException
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.api.authentication import Gate
from app.api.guard import told
from app.api.problems import bad_request, log, problem_of
from app.api.session import is_secure, keep_session
from app.errors import ConfigurationError
from app.identity import sessions
from app.identity.authenticate import CLOSED, NO_ACCOUNT, Authenticator
from app.identity.desk import Desk
from app.identity.errors import NotAuthenticated, ProviderUnavailable, TokenRefused
from app.identity.provider import OTHER_STATE, Attempt, Provider
from app.identity.sessions import Begun
from app.identity.tokens import Claims
from graph_store.accounts import has_accounts
from graph_store.security_log import Kind

ATTEMPT_COOKIE: Final = "__Host-lotgraph-attempt"
SECONDS_TO_SIGN_IN: Final = 600
AT_ONCE: Final = 4
DENIED: Final = "refused at the provider"
AWAY: Final = "the provider is away, or its answer is none"
_OF_PROVIDER: Final = (ConfigurationError, OSError, ValueError, HTTPException)
"""What asking a provider may end in, whatever it says of itself or answers."""
_WORDS: Final = {DENIED: "denied", NO_ACCOUNT: "no-account", CLOSED: "no-account"}
"""What the page is told of a reason; of all others `refused`."""
_AWAY, _REFUSED = "away", "refused"
_NO_STORE: Final = {"Cache-Control": "no-store"}
_NO_PROVIDER: Final = bad_request(
    "Nobody signs in at an identity provider here.", "Sign in with a password: docs/access.md."
)
_NEEDS_TLS: Final = bad_request(
    "Signing in at the identity provider needs TLS.", "Open this server by https: docs/access.md."
)


def provider_router(gate: Callable[[], Gate]) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/session")
    places = asyncio.Semaphore(AT_ONCE)

    @router.get("/ways")
    async def ways(request: Request) -> Response:
        """How one signs in, and who is signed in already."""
        authenticator = await gate().authenticator()
        found = await asyncio.to_thread(_ways, request, gate(), authenticator)
        return JSONResponse(found, headers=_NO_STORE)

    @router.get("/provider")
    async def start(request: Request) -> Response:
        """On to the provider."""
        provider, attempt = _provider(request, gate()), Attempt.new()
        async with places:
            try:
                address = await asyncio.to_thread(provider.address, attempt)
            except _OF_PROVIDER as error:
                return _away(error)
        response = RedirectResponse(address, 303, _NO_STORE)
        _keep(response, attempt.text, SECONDS_TO_SIGN_IN)
        return response

    @router.get("/provider/callback")
    async def callback(request: Request) -> Response:
        """Back from the provider."""
        try:
            async with places:
                response = await _returned(request, gate())
        except Exception as error:  # told as everywhere, but here with the cookie removed
            response = told(problem_of(error))
        _keep(response, "", 0)
        return response

    return router


async def _returned(request: Request, gate: Gate) -> Response:
    """What the page is told of who comes back, with the session where there is one."""
    provider, authenticator = _provider(request, gate), await gate.authenticator()
    if authenticator is None:
        raise _NO_PROVIDER
    address = gate.address(request.scope)
    try:
        begun = await asyncio.to_thread(_begun, request, provider, authenticator, address)
    except TokenRefused as refused:
        return _back(_WORDS.get(refused.reason, _REFUSED))
    except ProviderUnavailable as error:
        return _away(error)
    response = _back("")
    keep_session(response, begun, authenticator.desk)
    return response


def _begun(request: Request, provider: Provider, authenticator: Authenticator, address: str) -> Begun:
    """In a thread: a session of who signed in; a refusal is recorded, then told."""
    desk, asked = authenticator.desk, request.query_params
    attempt = Attempt.of(request.cookies.get(ATTEMPT_COOKIE, ""))
    try:
        if attempt is None or not attempt.is_answered_by(asked.get("state", "")):
            raise TokenRefused(OTHER_STATE)
        if "error" in asked:
            raise TokenRefused(DENIED)
        claims = _claims(provider, attempt, asked.get("code", ""), desk)
        account = authenticator.of_claims(claims).account
    except TokenRefused as refused:
        desk.record(Kind.SIGN_IN_FAILED, refused.account, address, f"provider: {refused.reason}")
        raise
    except ProviderUnavailable:
        desk.record(Kind.SIGN_IN_FAILED, "", address, f"provider: {AWAY}")
        raise
    finally:
        desk.record_clock(address)
    return sessions.begin(desk, account)


def _claims(provider: Provider, attempt: Attempt, code: str, desk: Desk) -> Claims:
    """Who signed in there; whatever else than a refusal comes of asking, the provider is away."""
    try:
        return provider.claims(attempt, code, desk.clock.now())
    except ProviderUnavailable:
        raise
    except _OF_PROVIDER as error:
        why = f"nobody can sign in at the identity provider: {type(error).__name__}"
        raise ProviderUnavailable(why, "Check LOTGRAPH_OIDC_ISSUER, and what it answers.") from error


def _ways(request: Request, gate: Gate, authenticator: Authenticator | None) -> dict[str, object]:
    if authenticator is None:
        return {"needed": False, "accounts": False, "provider": None, "account": None}
    provider = gate.provider
    offered = None
    if provider is not None:
        offered = {"name": provider.name, "overTls": is_secure(request, gate)}
    return {
        "needed": authenticator.is_needed,
        "accounts": has_accounts(authenticator.desk.store),
        "provider": offered,
        "account": _account(request, gate, authenticator),
    }


def _account(request: Request, gate: Gate, authenticator: Authenticator) -> str | None:
    """Whose session the request brings; whoever brings nothing did nothing wrong."""
    presented = gate.presented(request.scope)
    if not (presented.authorization or (presented.cookie and presented.from_page)):
        return None
    try:
        return authenticator.asker(presented).account or None
    except NotAuthenticated:
        return None


def _provider(request: Request, gate: Gate) -> Provider:
    if gate.provider is None:
        raise _NO_PROVIDER
    if not is_secure(request, gate):
        raise _NEEDS_TLS
    return gate.provider


def _back(word: str) -> Response:
    """To the page."""
    return RedirectResponse(f"/?sign-in={word}" if word else "/", 303, _NO_STORE)


def _away(error: Exception) -> Response:
    # The text of an error that nobody here wrote may hold what was sent or answered.
    log.warning("%s", error.message if isinstance(error, ConfigurationError) else type(error).__name__)
    return _back(_AWAY)


def _keep(response: Response, text: str, seconds: int) -> None:
    # Lax: the way back comes from the provider's site.
    response.set_cookie(
        ATTEMPT_COOKIE, text, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax"
    )
