"""Deterministic text keys made from natural keys.

Promises: the same natural key gives the same text in every process and for ever; parts are
byte-exact (no trimming, no case folding, no Unicode normalisation, leading zeros kept); a key can
be split back into its parts without loss. Refuses: empty parts, prefixes that are no word (which of
them exist, the declarations say), text that is not the canonical spelling of a key.

    lot:<namespace>/<material>/<lot>[/<record id>]
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote_to_bytes

OWN_NAMESPACE: Final = "lotgraph"
"""Of what lotgraph states of itself: accounts, proposals, loads, rejected rows..."""

# RFC 3986 section 2.3: these and only these stay as they are.
_UNRESERVED = "-._~"
_PLAIN = re.compile(r"[A-Za-z0-9._~-]*")
PLAIN_KEY: Final = re.compile(r"[A-Za-z_]+:[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)+")
"""Keys of which no part is encoded, so that they are canonical as they stand."""

_PREFIX = re.compile(r"[A-Za-z_]+")


class BadKey(ValueError):
    """A text that is no key. Its message says what is wrong with which part."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key in its parts; `str(key)` is its canonical text."""

    prefix: str
    namespace: str
    parts: tuple[str, ...]

    def __str__(self) -> str:
        return make(self.prefix, self.namespace, *self.parts)


def encode(part: str) -> str:
    """Percent-encode one part: unreserved characters stay, all else is %XX of its UTF-8 bytes."""
    # Nearly all parts stay as they are, and every key of every load is made here.
    return part if _PLAIN.fullmatch(part) else quote(part, safe=_UNRESERVED)


def decode(part: str) -> str:
    """The text a part was made from."""
    return unquote_to_bytes(part).decode("utf-8") if "%" in part else part


def make(prefix: str, namespace: str, *parts: str) -> str:
    """Join a key. `make("lot", "tryton", "RM-1", "0007", "1")` is `lot:tryton/RM-1/0007/1`."""
    if not parts or not namespace or not all(parts):
        raise BadKey(f"a {prefix} key needs a namespace and non-empty parts, got {parts!r}")
    try:
        return f"{prefix}:{'/'.join(map(encode, (namespace, *parts)))}"
    except UnicodeEncodeError as error:
        raise BadKey(f"a part of a {prefix} key holds what UTF-8 can't, got {parts!r}") from error


def split(text: str) -> Key:
    """Take a key apart; refuses what `make` would not have written."""
    prefix, colon, rest = text.partition(":")
    pieces = rest.split("/")
    if PLAIN_KEY.fullmatch(text):
        return Key(prefix, pieces[0], tuple(pieces[1:]))
    if not colon or len(pieces) < 2 or not _PREFIX.fullmatch(prefix):
        raise BadKey(f"{text!r} is not a key; a key looks like lot:tryton/RM-1001/0004711")
    try:
        namespace, *parts = [decode(piece) for piece in pieces]
        canonical = make(prefix, namespace, *parts)
    except UnicodeDecodeError as error:
        raise BadKey(f"{text!r} holds a %XX that is not UTF-8") from error
    if canonical != text:
        raise BadKey(f"{text!r} is not spelled canonically; write {canonical}")
    return Key(prefix, namespace, tuple(parts))


def prefix_of(text: str) -> str:
    """The prefix of a key, without checking the rest."""
    return text.partition(":")[0]


def relationship_key(type_: str, namespace: str, *parts: str) -> str:
    """Identity of a relationship from its document and line: `CONSUMED_IN:tryton/stock.move/17`."""
    return make(type_, namespace, *parts)


def relationship_key_by_content(type_: str, namespace: str, source: str, target: str, *fields: str) -> str:
    """Identity of a relationship whose source has no document line: a hash of what it states."""
    digest = hashlib.sha256("\0".join([type_, source, target, *fields]).encode()).hexdigest()
    return make(type_, namespace, digest[:32])
