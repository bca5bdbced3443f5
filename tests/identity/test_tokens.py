"""Tokens of an identity provider: a good one, and each way to be no good with one thing changed."""

from __future__ import annotations

import base64
import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from joserfc.jwk import OctKey
from joserfc.jws import JWSRegistry
from joserfc.jwt import encode

from app.errors import ConfigurationError
from app.identity.errors import TokenRefused
from app.identity.jwks import Jwks
from app.identity.tokens import Tokens
from app.settings import Settings
from tests.support.identity import AUDIENCE, ISSUER, Provider, make_key

NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
AT = int(NOW.timestamp())


@pytest.fixture
def provider() -> Provider:
    made = Provider(AT)
    made.rotate("one")
    return made


@pytest.fixture
def tokens(provider: Provider, tmp_path: Path) -> Tokens:
    provider.publish(tmp_path / "jwks.json")
    return Tokens(ISSUER, AUDIENCE, Jwks(str(tmp_path / "jwks.json")))


def why(tokens: Tokens, token: str) -> str:
    with pytest.raises(TokenRefused) as refused:
        tokens.read(token, NOW)
    return refused.value.reason


@pytest.mark.parametrize(
    ("kind", "size", "algorithm"),
    [("RSA", 2048, "RS256"), ("RSA", 2048, "PS256"), ("EC", "P-256", "ES256"), ("OKP", "", "Ed25519")],
)
def test_a_good_token_is_read(tmp_path: Path, kind: str, size: str | int, algorithm: str) -> None:
    provider = Provider(AT)
    provider.rotate("one", kind, size)
    provider.publish(tmp_path / "jwks.json")
    tokens = Tokens(ISSUER, AUDIENCE, Jwks(str(tmp_path / "jwks.json")))
    token = provider.token(header={"alg": algorithm}, aud=[AUDIENCE, "another"], nbf=AT)
    claims = tokens.read(token, NOW)
    assert (claims.login, claims.expires) == ("kim", NOW + datetime.timedelta(hours=1))


def test_the_name_eddsa_is_accepted_too(tmp_path: Path) -> None:
    provider = Provider(AT)
    provider.rotate("one", "OKP")
    provider.publish(tmp_path / "jwks.json")
    key = provider.keys["one"]
    body = {"iss": ISSUER, "aud": AUDIENCE, "sub": "kim", "iat": AT, "exp": AT + 60}
    signing_input = ".".join(_b64(json.dumps(x).encode()) for x in ({"alg": "EdDSA", "kid": "one"}, body))
    signature = key.private_key.sign(signing_input.encode())  # type: ignore[union-attr, call-arg]
    tokens = Tokens(ISSUER, AUDIENCE, Jwks(str(tmp_path / "jwks.json")))
    assert tokens.read(f"{signing_input}.{_b64(signature)}", NOW).login == "kim"


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://idp.example/other"}, "wrong issuer"),
        ({"aud": "another"}, "wrong audience"),
        ({"aud": ["another", "lotgraph2"]}, "wrong audience"),
        ({"exp": AT - 60}, "token expired"),
        ({"exp": AT - 61}, "token expired"),
        ({"nbf": AT + 61}, "token not valid yet"),
        ({"iat": AT + 61}, "token not valid yet"),
        ({"iat": AT, "exp": AT + 24 * 3600 + 1}, "token lives for over 24 hours"),
        ({"exp": 10**400}, "token lives for over 24 hours"),
        ({"exp": "9999999999"}, "claim is wrong: exp"),
        ({"exp": None}, "claim is missing: exp"),
        ({"iat": None}, "claim is missing: iat"),
        ({"iss": None}, "claim is missing: iss"),
        ({"aud": None}, "claim is missing: aud"),
        ({"sub": None}, "claim is missing: sub"),
        ({"sub": 7}, "claim is wrong: sub"),
    ],
)
def test_a_wrong_claim_is_refused(
    tokens: Tokens, provider: Provider, claims: dict[str, Any], reason: str
) -> None:
    assert why(tokens, provider.token(**claims)) == reason


def test_a_minute_is_allowed_for_clocks_that_differ(tokens: Tokens, provider: Provider) -> None:
    for made in (provider.token(exp=AT - 59), provider.token(nbf=AT + 60), provider.token(iat=AT + 60)):
        assert tokens.read(made, NOW).login == "kim"


def flipped(token: str, part: int) -> str:
    """The token with one bit of a part changed."""
    parts = token.split(".")
    raw = bytearray(base64.urlsafe_b64decode(parts[part] + "=="))
    raw[len(raw) // 2] ^= 1
    parts[part] = _b64(bytes(raw))
    return ".".join(parts)


def test_a_flipped_bit_is_a_forgery(tokens: Tokens, provider: Provider) -> None:
    assert why(tokens, flipped(provider.token(), 2)) == "signature is wrong"
    assert why(tokens, flipped(provider.token(), 1)) == "signature is wrong"


def test_a_token_without_a_signature_is_refused(tokens: Tokens, provider: Provider) -> None:
    _, body, _ = provider.token().split(".")
    for algorithm in ("none", "None", "NONE"):
        header = _b64(json.dumps({"alg": algorithm, "kid": "one"}).encode())
        named = "none" if algorithm == "none" else "of this name"
        assert why(tokens, f"{header}.{body}.") == f"algorithm {named} is not accepted"


def test_a_token_made_with_the_public_key_as_a_secret_is_refused(tokens: Tokens, provider: Provider) -> None:
    public = provider.keys["one"].as_pem(private=False)
    secret = OctKey.import_key(public.removeprefix(b"-----BEGIN PUBLIC KEY-----"))
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "ada", "iat": AT, "exp": AT + 60}
    forged = encode(
        {"alg": "HS256", "kid": "one"}, claims, secret, registry=JWSRegistry(algorithms=["HS256"])
    )
    assert why(tokens, forged) == "algorithm HS256 is not accepted"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda provider: provider.token(header={"kid": "other"}),
        lambda provider: Provider(AT, {"other": make_key("other", "EC", "P-256")}).token("other"),
    ],
)
def test_an_unknown_key_is_refused(
    tokens: Tokens, provider: Provider, spoil: Callable[[Provider], str]
) -> None:
    assert why(tokens, spoil(provider)) == "signed by an unknown key"


def test_a_key_of_the_attacker_in_the_header_is_no_key(tokens: Tokens) -> None:
    mine = make_key("one", "EC", "P-256")
    forged = Provider(AT, {"one": mine}).token(header={"jwk": mine.as_dict(private=False)})
    assert why(tokens, forged) == "signature is wrong"


def test_another_algorithm_than_that_of_the_key_is_refused(tokens: Tokens, provider: Provider) -> None:
    other = Provider(AT)
    other.rotate("one", "OKP")
    assert why(tokens, other.token()) == "signature is wrong"


@pytest.mark.parametrize(
    "token", ["", "a.b", "a.b.c", "e30.e30.", "W10.e30.x", "é.e30.x", "....", "e30=.e30.e30.e30"]
)
def test_what_is_no_token_is_refused(tokens: Tokens, token: str) -> None:
    assert why(tokens, token) in ("no token of this form", "algorithm of this name is not accepted")


def test_another_spelling_of_a_signature_is_the_same_token(tokens: Tokens, provider: Provider) -> None:
    token = provider.token()
    signed, _, signature = token.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    r, s = int.from_bytes(raw[:32]), int.from_bytes(raw[32:])
    assert decode_dss_signature(encode_dss_signature(r, order - s)) == (r, order - s)
    twin = f"{signed}.{_b64(r.to_bytes(32) + (order - s).to_bytes(32))}"
    assert twin != token
    assert tokens.read(twin, NOW) == tokens.read(token, NOW)


def test_another_claim_may_name_the_account(provider: Provider, tmp_path: Path) -> None:
    provider.publish(tmp_path / "jwks.json")
    tokens = Tokens(ISSUER, AUDIENCE, Jwks(str(tmp_path / "jwks.json")), claim="email")
    assert tokens.read(provider.token(email="kim@plant.example"), NOW).login == "kim@plant.example"
    assert why(tokens, provider.token()) == "claim is missing: email"


def test_a_provider_is_configured_whole_or_not_at_all() -> None:
    assert Tokens.of(Settings()) is None
    for given in ({"oidc_issuer": ISSUER}, {"oidc_audience": AUDIENCE}, {"oidc_jwks": "jwks.json"}):
        with pytest.raises(ConfigurationError, match="in part"):
            Tokens.of(Settings(**given))  # type: ignore[arg-type]
    made = Tokens.of(Settings(oidc_issuer=ISSUER, oidc_audience=AUDIENCE, oidc_jwks="jwks.json"))
    assert isinstance(made, Tokens)
