"""The public keys of the identity provider (JWKS, RFC 7517), from a file or by https.

Promises: a key that was taken out of the set is believed for five minutes more at most, or for an hour where
the provider can't be reached; an unknown key id makes the set be read again, at most once a minute, so
that a rotation needs nobody and a flood of made-up ids reaches nobody. Refuses: plain http but to this
machine, redirects, answers over 1 MiB, secret keys, RSA under 2,048 bits.
"""

from __future__ import annotations

import base64
import binascii
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import orjson
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

from app.identity.errors import ProviderUnavailable
from app.identity.fetching import fetched, refuse_plain, words

Key = RSAKey | ECKey | OKPKey
FRESH, KEPT, AGAIN = 300.0, 3600.0, 60.0
LEAST_RSA_BITS: Final = 2048
_PRIVATE: Final = frozenset({"d", "k", "p", "q"})
_NEXT_STEP: Final = "Check LOTGRAPH_OIDC_JWKS: an https address, or a file, with the provider's public keys."


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read last, and when."""

    keys: Mapping[str, Key]
    at: float


class Jwks:
    """The keys by their id. Safe to share between threads; who needs no new keys waits for nobody."""

    def __init__(self, source: str, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._source = _reader(source)
        self._monotonic = monotonic
        self._refreshing = threading.Lock()
        self._read: _Read | None = None
        self._tried_at: float | None = None

    def key(self, id: str) -> Key | None:
        """The key of this id; None where the provider has none."""
        found = self._fresh(id)
        if found is not None:
            return found
        with self._refreshing:
            if self._fresh(id) is None:
                self._refresh(self._monotonic())
            return self._read.keys.get(id) if self._read else None

    def _fresh(self, id: str) -> Key | None:
        read = self._read
        is_fresh = read is not None and self._monotonic() - read.at < FRESH
        return read.keys.get(id) if read is not None and is_fresh else None

    def _refresh(self, now: float) -> None:
        if self._tried_at is not None and now - self._tried_at < AGAIN:
            if self._read is None:
                raise _unavailable("it could not be read just now, and is tried again within a minute")
            return
        self._tried_at = now
        try:
            self._read = _Read(keys_of(self._source()), now)
        except (OSError, ValueError, JoseError) as error:
            if self._read is None or now - self._read.at >= KEPT:
                self._read = None
                raise _unavailable(words(error)) from error


def keys_of(data: bytes) -> dict[str, Key]:
    """The keys of a set that can check a signature, by id; raises ValueError for what is no such set."""
    told = orjson.loads(data)
    listed = told.get("keys") if isinstance(told, dict) else None
    if not isinstance(listed, list):
        raise ValueError("it holds no list of keys")
    out: dict[str, Key] = {}
    for one in listed:
        if isinstance(one, dict) and _checks_signatures(one):
            key = JWKRegistry.import_key(one)
            if isinstance(key, RSAKey | ECKey | OKPKey):
                out[str(one["kid"])] = key
    return out


def _checks_signatures(one: Mapping[str, object]) -> bool:
    """Whether it is a key of ours; what else a provider publishes is passed by."""
    if one.keys() & _PRIVATE:
        raise ValueError("it holds a secret key, which belongs to the provider alone")
    is_rsa = one.get("kty") == "RSA"
    if is_rsa and _bits(one.get("n")) < LEAST_RSA_BITS:
        return False
    known = is_rsa or (one.get("kty"), one.get("crv")) in {("EC", "P-256"), ("OKP", "Ed25519")}
    return known and one.get("use", "sig") == "sig" and isinstance(one.get("kid"), str)


def _bits(number: object) -> int:
    try:
        raw = base64.urlsafe_b64decode(str(number) + "==")
    except (binascii.Error, ValueError):
        return 0
    return int.from_bytes(raw, "big").bit_length()


def _reader(source: str) -> Callable[[], bytes]:
    address = urlsplit(source)
    if address.scheme not in ("http", "https"):
        return Path(source).read_bytes
    refuse_plain(source, "the keys of the identity provider", _NEXT_STEP)
    return lambda: fetched(source)


def _unavailable(why: str) -> ProviderUnavailable:
    return ProviderUnavailable(f"the keys of the identity provider can't be read: {why}", _NEXT_STEP)
