"""Bearer tokens of an identity provider (OIDC, RFC 7519): who signed them, for whom, until when.

Promises: a token is believed only with a signature by a key that the provider publishes, made by one of four
asymmetric algorithms; `alg: none` and every algorithm with a shared secret are refused before any key is
looked up. It must name the issuer and audience that are configured, an end, a beginning, and the account.
Refuses: a life of over 24 hours. It can be used again until it ends, as any bearer token; `DELETE /session`
ends it here before. Its identity is that of what was signed, so that another spelling is no other token.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
from dataclasses import dataclass
from typing import Final

import orjson
from joserfc import jwt
from joserfc.errors import (
    ExpiredTokenError,
    InvalidClaimError,
    JoseError,
    MissingClaimError,
    UnsupportedAlgorithmError,
)
from joserfc.jws import JWSAlgModel, JWSRegistry  # type: ignore[attr-defined]  # the model is not exported

from app.errors import ConfigurationError
from app.identity.errors import TokenRefused
from app.identity.jwks import Jwks
from app.settings import Settings

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
REFUSED: Final = ("none", "HS256", "HS384", "HS512")
LEEWAY: Final = 60
PARTS: Final = 3
LONGEST: Final = 24 * 3600
MALFORMED, NO_KEY, FORGED = "no token of this form", "signed by an unknown key", "signature is wrong"
EXPIRED, NOT_YET, TOO_LONG = "token expired", "token not valid yet", "token lives for over 24 hours"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says: the login of an account, until when, and what it is known by here."""

    login: str
    id: str
    expires: datetime.datetime


class _Registry(JWSRegistry):
    """Our algorithms and no others, without the library's warning about the name EdDSA."""

    def get_alg(self, name: str) -> JWSAlgModel:
        if name not in ALGORITHMS:
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[name]


class Tokens:
    """Checks the tokens of one provider."""

    def __init__(self, issuer: str, audience: str, keys: Jwks, *, claim: str = "sub") -> None:
        self._issuer, self._audience, self._claim = issuer, audience, claim
        self._keys = keys
        self._registry = _Registry(strict_check_header=False)

    @classmethod
    def of(cls, settings: Settings) -> Tokens | None:
        """The provider of the settings; None where there is none."""
        given = (settings.oidc_issuer, settings.oidc_audience, settings.oidc_jwks)
        if not any(given):
            return None
        if not all(given):
            raise ConfigurationError(
                "the identity provider is configured in part",
                "Set LOTGRAPH_OIDC_ISSUER, LOTGRAPH_OIDC_AUDIENCE and LOTGRAPH_OIDC_JWKS, or none of them.",
            )
        return cls(given[0], given[1], Jwks(given[2]), claim=settings.oidc_claim)

    def of_client(self, client: str) -> Tokens:
        """Checks the tokens that the same provider makes for a client to sign people in."""
        return Tokens(self._issuer, client, self._keys, claim=self._claim)

    def read(self, token: str, now: datetime.datetime, *, nonce: str = "") -> Claims:
        """What it says, if it is to be believed; with a nonce only where it was made for that sign-in."""
        header = _header(token)
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS:
            named = algorithm if algorithm in REFUSED else "of this name"
            raise TokenRefused(f"algorithm {named} is not accepted")
        key = self._keys.key(str(header.get("kid", "")))
        if key is None:
            raise TokenRefused(NO_KEY)
        try:
            claims = jwt.decode(token, key, registry=self._registry).claims
        except (JoseError, ValueError) as error:
            raise TokenRefused(FORGED) from error
        self._check(claims, int(now.timestamp()), nonce)
        return Claims(
            login=str(claims[self._claim]),
            id=hashlib.sha256(token.rpartition(".")[0].encode()).hexdigest(),
            expires=datetime.datetime.fromtimestamp(int(claims["exp"]), datetime.UTC),
        )

    def _check(self, claims: dict[str, object], now: int, nonce: str) -> None:
        rules = jwt.JWTClaimsRegistry(
            now=now,
            leeway=LEEWAY,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._audience},
            exp={"essential": True},
            iat={"essential": True},
        )
        if nonce:  # OpenID Connect Core 3.1.3.7
            rules.options |= {"nonce": {"essential": True, "value": nonce}, "azp": {"value": self._audience}}
        try:
            rules.validate(claims)
        except ExpiredTokenError as error:
            raise TokenRefused(EXPIRED) from error
        except MissingClaimError as error:
            raise TokenRefused(f"claim is missing: {error.claim}") from error
        except InvalidClaimError as error:
            raise TokenRefused(_wrong(error)) from error
        if float(str(claims["exp"])) - float(str(claims["iat"])) > LONGEST:
            raise TokenRefused(TOO_LONG)
        if not isinstance(claims.get(self._claim), str):
            raise TokenRefused(f"claim is missing: {self._claim}")


def _header(token: str) -> dict[str, object]:
    first = token.partition(".")[0]
    try:
        header = orjson.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (ValueError, binascii.Error) as error:
        raise TokenRefused(MALFORMED) from error
    if not isinstance(header, dict) or not token.isascii() or token.count(".") != PARTS - 1:
        raise TokenRefused(MALFORMED)
    return header


def _wrong(error: InvalidClaimError) -> str:
    """Words for a claim that is there and is not what it must be."""
    words = {"iss": "wrong issuer", "aud": "wrong audience", "nbf": NOT_YET, "iat": NOT_YET}
    return words.get(error.claim, f"claim is wrong: {error.claim}")
