"""What every request passes before it is looked at.

Promises: on a loopback server only requests to this machine's own names are heard, so that a page
elsewhere cannot reach it through a name that resolves to it; a body of over 1 MiB is refused before it
is parsed, save the places of a table, which may be 16, and a file, which `app.api.ingest` and `app.api.check`
measure; every answer carries the content policy.
"""

from __future__ import annotations

import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import Problem, bad_request

MOST_BYTES = 1024 * 1024
INGEST_PATH, CHECK_PATH = "/ingest", "/check"
_FILES = frozenset({INGEST_PATH, CHECK_PATH})
SHOWN_PATH = "/export/shown"
_MOST_BYTES_OF = {SHOWN_PATH: 16 * MOST_BYTES}
"""A table of a million rows is chosen by as many places."""
CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'"
)
OWN_HOSTS = ["localhost", "127.0.0.1", "[::1]", "::1", "testserver"]
_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}


def _too_large(most: int) -> Problem:
    return bad_request(f"The request is larger than {most} bytes.", "Send a shorter document, or fewer keys.")


def told(problem: Problem, status: int | None = None) -> Response:
    """A problem as an HTTP answer."""
    body = orjson.dumps(problem.to_json())
    # The last handler stands outside of PolicyHeaders, so its answers carry the headers themselves.
    return Response(
        body, status_code=status or problem.status, media_type="application/json", headers=_HEADERS
    )


class PolicyHeaders:
    """Adds the headers to every answer, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and add them when the answer starts."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, with_headers)


class BodyLimit:
    """Reads a body up to the limit before it hands it on: it is small by definition."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the whole body on, or refuse it."""
        if scope["type"] != "http" or scope["path"] in _FILES:
            await self._app(scope, receive, send)
            return
        stated = Headers(scope=scope).get("content-length", "0")
        most = _MOST_BYTES_OF.get(scope["path"], MOST_BYTES)
        body = None if not stated.isdecimal() or int(stated) > most else await _body(receive, most)
        if body is None:
            await told(_too_large(most), 413)(scope, receive, send)
            return
        messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return messages.pop() if messages else await receive()

        await self._app(scope, replay, send)


async def _body(receive: Receive, most: int) -> bytes | None:
    """The body, or None where it is too large."""
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        part: bytes = message.get("body", b"")
        parts.append(part)
        size += len(part)
        if size > most:
            return None
        more = message["type"] == "http.request" and bool(message.get("more_body"))
    return b"".join(parts)
