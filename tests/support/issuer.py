"""An identity provider on this machine: discovery, keys, a sign-in that asks nobody, signed tokens."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.support.identity import Provider

CLIENT, SECRET = "lotgraph-web", "s3cret/with:signs"


@dataclass
class Issuer:
    """What it does can be changed by a test: `claims` go into the token, `denies` refuses the person."""

    address: str
    provider: Provider
    redirect: str
    claims: dict[str, Any] = field(default_factory=dict)
    denies: bool = False
    wants_secret: bool = True
    is_broken: bool = False
    breaks_off: bool = False
    """Answers end before their stated length."""
    endpoints: dict[str, str] = field(default_factory=dict)
    """In the place of those of its configuration."""
    published: bytes = b""
    """Keys in the place of the provider's own."""
    issuer: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def configuration(self) -> dict[str, object]:
        """OpenID Connect Discovery."""
        return {
            "issuer": self.issuer or self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
            **self.endpoints,
        }

    def authorized(self, asked: dict[str, str]) -> str:
        """Where the person's browser goes on."""
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert (asked["client_id"], asked["redirect_uri"]) == (CLIENT, self.redirect)
        assert asked["scope"].split() == ["openid"]
        if self.denies:
            return f"{self.redirect}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        code = f"code-{len(self.codes) + 1}"
        self.codes[code] = asked
        return f"{self.redirect}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, object] | None:
        """The token for a code, once; None where it is refused."""
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        pair = base64.b64encode(b"lotgraph-web:s3cret%2Fwith%3Asigns").decode()
        is_client = not self.wants_secret or authorization == f"Basic {pair}"
        fits = asked is not None and asked["code_challenge"] == challenge and is_client
        if asked is None or not fits or form["redirect_uri"] != self.redirect:
            return None
        stated = {"iss": self.address, "aud": CLIENT, "nonce": asked["nonce"], **self.claims}
        token = self.provider.token(**stated)
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": token}


@contextmanager
def issuing(redirect: str, sub: str = "kim") -> Iterator[Issuer]:
    """A running issuer whose person is `sub`."""
    provider = Provider(int(time.time()))
    provider.rotate("one")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            where = urlsplit(self.path)
            made.asked.append(where.path)
            if where.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(where.query).items()}
                self.send_response(302)
                self.send_header("Location", made.authorized(asked))
                self.end_headers()
                return
            keys = made.published or made.provider.jwks
            self.say(200, keys if where.path == "/jwks" else json.dumps(made.configuration()).encode())

        def do_POST(self) -> None:
            made.asked.append(self.path)
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(sent).items()}
            if made.is_broken:
                self.say(500, b"")
                return
            told = made.token(form, self.headers.get("Authorization", ""))
            self.say(200 if told else 400, json.dumps(told or {"error": "invalid_grant"}).encode())

        def say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            if made.breaks_off:
                self.send_header("Content-Length", str(len(body) + 1))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Issuer(f"http://127.0.0.1:{server.server_address[1]}", provider, redirect, claims={"sub": sub})
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
