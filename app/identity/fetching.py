"""What is fetched from the identity provider: by https, within seconds, and not much.

Refuses: plain http but to this machine, redirects, answers over 1 MiB.
"""

from __future__ import annotations

from collections.abc import Mapping
from http.client import HTTPException
from typing import IO, Final
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from app.errors import ConfigurationError

MOST_BYTES: Final = 1024 * 1024
SECONDS_FOR_PROVIDER: Final = 10
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: object, newurl: str
    ) -> None:
        """None: the answer then counts as a failure."""


def refuse_plain(address: str, what: str, next_step: str) -> None:
    """Refuse an address that anybody between could answer for."""
    found = urlsplit(address)
    if found.scheme != "https" and not (found.scheme == "http" and found.hostname in _LOOPBACK):
        raise ConfigurationError(f"{what} would come without TLS", next_step)


def fetched(
    address: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> bytes:
    """The body of an answer, by POST where a form is given; else OSError or ValueError."""
    opener = build_opener(_NoRedirect)
    opener.addheaders = list((headers or {}).items())
    data = None if form is None else urlencode(form).encode()
    try:
        with opener.open(address, data, timeout=SECONDS_FOR_PROVIDER) as answer:
            body: bytes = answer.read(MOST_BYTES + 1)
            # Reading so many bytes at most does not tell an answer that ended too soon.
            breaks_off = bool(answer.length)
    except HTTPException as error:
        # Its text may hold what was answered.
        raise ValueError(f"the answer is no whole answer by HTTP ({type(error).__name__})") from None
    if len(body) > MOST_BYTES:
        raise ValueError("the answer is larger than 1 MiB")
    if breaks_off:
        raise ValueError("the answer ended before its stated length")
    return body


def words(error: Exception) -> str:
    """Why nothing was fetched; nothing of what was sent or answered."""
    if isinstance(error, URLError):
        return str(error.reason)
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(error)
