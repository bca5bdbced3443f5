"""Keys of the identity provider: from a file, by http, rotated, away."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

from app.errors import ConfigurationError
from app.identity.errors import ProviderUnavailable
from app.identity.fetching import MOST_BYTES
from app.identity.jwks import AGAIN, FRESH, KEPT, Jwks, keys_of
from tests.support.identity import Provider, make_key


class Passed:
    """Seconds that pass by hand."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def provider() -> Provider:
    made = Provider(0)
    made.rotate("one")
    return made


def test_a_rotated_file_is_read_again_once_a_minute(provider: Provider, tmp_path: Path) -> None:
    file, passed = tmp_path / "jwks.json", Passed()
    provider.publish(file)
    keys = Jwks(str(file), monotonic=passed)
    assert keys.key("one") is not None
    assert keys.key("two") is None
    provider.rotate("two")
    provider.publish(file)
    passed.seconds += AGAIN - 1
    assert keys.key("two") is None
    passed.seconds += 1
    assert keys.key("two") is not None
    assert keys.key("one") is None


def test_a_withdrawn_key_is_believed_for_five_minutes_at_most(provider: Provider, tmp_path: Path) -> None:
    file, passed = tmp_path / "jwks.json", Passed()
    provider.publish(file)
    keys = Jwks(str(file), monotonic=passed)
    assert keys.key("one") is not None
    provider.rotate("two")
    provider.publish(file)
    passed.seconds += FRESH - 1
    assert keys.key("one") is not None
    passed.seconds += 1
    assert keys.key("one") is None


def test_keys_are_kept_an_hour_where_the_provider_is_away(provider: Provider, tmp_path: Path) -> None:
    file, passed = tmp_path / "jwks.json", Passed()
    provider.publish(file)
    keys = Jwks(str(file), monotonic=passed)
    assert keys.key("one") is not None
    file.unlink()
    passed.seconds += KEPT - 1
    assert keys.key("one") is not None
    passed.seconds += AGAIN
    with pytest.raises(ProviderUnavailable, match="No such file"):
        keys.key("one")
    with pytest.raises(ProviderUnavailable, match="tried again"):
        keys.key("one")
    provider.publish(file)
    passed.seconds += AGAIN
    assert keys.key("one") is not None


class Answers(BaseHTTPRequestHandler):
    """Says what the class holds."""

    body: ClassVar[bytes] = b""
    asked: ClassVar[int] = 0

    def do_GET(self) -> None:
        Answers.asked += 1
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/jwks")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_rotation_is_fetched_and_a_flood_of_unknown_ids_is_not(provider: Provider, address: str) -> None:
    passed = Passed()
    Answers.body, Answers.asked = provider.jwks, 0
    keys = Jwks(f"{address}/jwks", monotonic=passed)
    assert keys.key("one") is not None
    assert {keys.key(f"made up {n}") for n in range(100)} == {None}
    assert Answers.asked == 1
    provider.rotate("two", "OKP")
    Answers.body = provider.jwks
    passed.seconds += AGAIN
    assert keys.key("two") is not None
    assert Answers.asked == 2


@pytest.mark.parametrize(
    ("path", "body"), [("/moved", b""), ("/jwks", b"<html>"), ("/jwks", b" " * (MOST_BYTES + 1))]
)
def test_what_is_no_plain_answer_is_refused(provider: Provider, address: str, path: str, body: bytes) -> None:
    Answers.body = body or provider.jwks
    with pytest.raises(ProviderUnavailable):
        Jwks(f"{address}{path}").key("one")


def test_plain_http_goes_to_this_machine_only() -> None:
    with pytest.raises(ConfigurationError, match="without TLS"):
        Jwks("http://idp.example/jwks")


def test_only_keys_that_check_signatures_are_taken(provider: Provider) -> None:
    own = [provider.keys["one"].as_dict(private=False)]
    weak = make_key("weak", "RSA", 2048).as_dict(private=False)
    weak["n"] = str(weak["n"])[:100]
    others = [
        weak,
        {**own[0], "kid": "enc", "use": "enc"},
        {"kty": "EC", "crv": "P-384", "kid": "curve", "x": "", "y": ""},
        {"kty": "AKP", "kid": "later", "alg": "ML-DSA-44"},
        {name: value for name, value in own[0].items() if name != "kid"},
    ]
    assert set(keys_of(json.dumps({"keys": [*others, *own]}).encode())) == {"one"}


@pytest.mark.parametrize(
    ("text", "says"),
    [("{}", "no list"), ("[]", "no list"), ('{"keys": {}}', "no list"), ("no json", "invalid literal")],
)
def test_what_is_no_set_of_keys_is_refused(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        keys_of(text.encode())


def test_a_published_secret_is_refused(provider: Provider) -> None:
    for secret in (provider.keys["one"].as_dict(private=True), {"kty": "oct", "k": "AA", "kid": "x"}):
        with pytest.raises(ValueError, match="secret key"):
            keys_of(json.dumps({"keys": [secret]}).encode())
