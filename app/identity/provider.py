"""Signing in at an identity provider in the browser (OpenID Connect Core 3.1, RFC 7636, RFC 9700).

Promises: an attempt is known by three random texts that only this browser has: `state` comes back with the
answer, `nonce` in the token, and the code is worth nothing without the verifier whose hash went ahead. What
the provider says is believed as any token of it is (`app.identity.tokens`), made for this client. Nothing is
kept here between the two steps. No code, token or secret is in a message or a log. Refuses: endpoints
without TLS, a provider that calls itself otherwise than it is configured.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path
from typing import Final
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit

import orjson

from app.errors import ConfigurationError
from app.identity.errors import ProviderUnavailable, TokenRefused
from app.identity.fetching import fetched, refuse_plain, words
from app.identity.tokens import Claims, Tokens
from app.settings import Settings

CALLBACK_PATH: Final = "/session/provider/callback"
FRESH: Final = 3600.0
OTHER_STATE, NO_CODE, NO_TOKEN = "answer to another sign-in", "code is not accepted", "no token came"
_BYTES: Final = 32
_NEXT_STEP: Final = "Check LOTGRAPH_OIDC_ISSUER: <issuer>/.well-known/openid-configuration must be its own."


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sign-in under way, kept by the browser alone."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Attempt:
        """One that nobody can guess."""
        return cls(*(secrets.token_urlsafe(_BYTES) for _ in range(3)))

    @classmethod
    def of(cls, kept: str) -> Attempt | None:
        """From the text that the browser kept."""
        parts = kept.split(".")
        return cls(*parts) if len(parts) == 3 and all(parts) else None

    def is_answered_by(self, state: str) -> bool:
        """Whether what came back is the answer to this one."""
        return compare_digest(state.encode(), self.state.encode())

    @property
    def text(self) -> str:
        """What the browser keeps."""
        return f"{self.state}.{self.nonce}.{self.verifier}"

    @property
    def challenge(self) -> str:
        """What the provider is told of the verifier (RFC 7636, S256)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class _Endpoints:
    authorization: str
    token: str
    is_basic: bool
    at: float


class Provider:
    """One provider and this client of it. Safe to share between threads."""

    def __init__(
        self,
        issuer: str,
        client: str,
        secret: str,
        redirect: str,
        tokens: Tokens,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        refuse_plain(issuer, "the sign-in at the identity provider", _NEXT_STEP)
        self._issuer, self._client, self._secret = issuer, client, secret
        self._redirect = redirect
        self._tokens = tokens
        self._monotonic = monotonic
        self._known: _Endpoints | None = None

    @classmethod
    def of(cls, settings: Settings, tokens: Tokens | None) -> Provider | None:
        """The provider of the settings; None where nobody signs in there by browser."""
        client, redirect, secret = (
            settings.oidc_client_id,
            settings.oidc_redirect,
            settings.oidc_client_secret_file,
        )
        if not (client or redirect or secret):
            return None
        if not (client and redirect) or tokens is None:
            raise ConfigurationError(
                "signing in at the identity provider is configured in part",
                "Set LOTGRAPH_OIDC_CLIENT_ID and LOTGRAPH_OIDC_REDIRECT beside the other three.",
            )
        if urlsplit(redirect).scheme != "https" or urlsplit(redirect).path != CALLBACK_PATH:
            raise ConfigurationError(
                "LOTGRAPH_OIDC_REDIRECT is not the address of this server's callback",
                f"Set it to https://<this server>{CALLBACK_PATH}, and register that at the provider.",
            )
        return cls(
            settings.oidc_issuer, client, _read(secret) if secret else "", redirect, tokens.of_client(client)
        )

    @property
    def name(self) -> str:
        """What people know it by: the host of its issuer."""
        return urlsplit(self._issuer).hostname or self._issuer

    def address(self, attempt: Attempt) -> str:
        """Where the browser goes to sign in."""
        asked = {
            "response_type": "code",
            "client_id": self._client,
            "redirect_uri": self._redirect,
            "scope": "openid",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        start = self._endpoints().authorization
        return f"{start}{'&' if urlsplit(start).query else '?'}{urlencode(asked)}"

    def claims(self, attempt: Attempt, code: str, now: datetime.datetime) -> Claims:
        """Who signed in, by the code that the browser brings back."""
        if not code:
            raise TokenRefused(NO_CODE)
        return self._tokens.read(self._token(attempt, code), now, nonce=attempt.nonce)

    def _token(self, attempt: Attempt, code: str) -> str:
        endpoints = self._endpoints()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect,
            "client_id": self._client,
            "code_verifier": attempt.verifier,
        }
        headers = {"Accept": "application/json"}
        if self._secret and endpoints.is_basic:
            # RFC 6749, 2.3.1: both are encoded as in a form first.
            pair = f"{quote(self._client, safe='')}:{quote(self._secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        elif self._secret:
            form["client_secret"] = self._secret
        try:
            told = orjson.loads(fetched(endpoints.token, form, headers))
        except HTTPError as error:
            if error.code in (400, 401, 403):
                raise TokenRefused(NO_CODE) from None
            raise _unavailable(f"HTTP {error.code}") from None
        except (OSError, ValueError) as error:
            raise _unavailable(words(error)) from None
        token = told.get("id_token") if isinstance(told, dict) else None
        if not isinstance(token, str):
            raise TokenRefused(NO_TOKEN)
        return token

    def _endpoints(self) -> _Endpoints:
        known, now = self._known, self._monotonic()
        if known is None or now - known.at >= FRESH:
            known = self._known = self._discovered(now)
        return known

    def _discovered(self, now: float) -> _Endpoints:
        """OpenID Connect Discovery 4."""
        address = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            told = orjson.loads(fetched(address))
        except (OSError, ValueError) as error:
            raise _unavailable(words(error)) from error
        found = told if isinstance(told, dict) else {}
        if found.get("issuer") != self._issuer:
            raise _unavailable("it calls itself otherwise than it is configured")
        authorization, token = (_endpoint(found, name) for name in ("authorization", "token"))
        methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        is_basic = not isinstance(methods, list) or "client_secret_basic" in methods
        return _Endpoints(authorization, token, is_basic, now)


def _endpoint(found: Mapping[str, object], name: str) -> str:
    """An address that the provider states; RFC 6749, 3.1 and 3.2: it has no fragment."""
    address = str(found.get(f"{name}_endpoint", ""))
    try:
        refuse_plain(address, "the sign-in at the identity provider", _NEXT_STEP)
        if "#" in address:
            raise _unavailable(f"its {name} endpoint has a fragment")
    except ValueError:
        raise _unavailable(f"its {name} endpoint is no address") from None
    except ProviderUnavailable:
        raise
    except ConfigurationError as error:
        raise _unavailable(f"{error.message} (its {name} endpoint)") from None
    return address


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8").rstrip("\n")
    except OSError as error:
        raise ConfigurationError(
            f"the file with the client's secret can't be read ({error.strerror})",
            "Check LOTGRAPH_OIDC_CLIENT_SECRET_FILE and its permissions.",
        ) from error


def _unavailable(why: str) -> ProviderUnavailable:
    return ProviderUnavailable(f"nobody can sign in at the identity provider: {why}", _NEXT_STEP)
