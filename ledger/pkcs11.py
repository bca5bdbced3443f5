"""A signer whose private key stays in a security module (PKCS#11). Needs the extra `pkcs11`.

The key is named by a URI (RFC 7512), made beforehand with the module's own tools:

    pkcs11:token=NAME;object=LABEL?module-path=LIBRARY&pin-source=FILE

Refuses a key that is not one Ed25519 pair. The PIN is read from its file and never kept or shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

from ledger.errors import NoteError
from ledger.note import VerifierKey

if TYPE_CHECKING:
    import pkcs11
    from pkcs11.types import SignMixin

_POINT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Pkcs11Signer:
    """Signs in the module; a session is open only while it signs."""

    uri: str
    key: VerifierKey

    def sign(self, text: bytes) -> bytes:
        """The Ed25519 signature, 64 bytes."""
        with _session(self.uri) as (library, session, label):
            found = session.get_key(label=label, object_class=library.ObjectClass.PRIVATE_KEY)
            private = cast("SignMixin", found)
            made = bytes(private.sign(text, mechanism=library.Mechanism.EDDSA))
        if not self.key.verify(text, made):
            raise NoteError("the security module signed with another key than the one it was registered with")
        return made


def public_key(uri: str) -> bytes:
    """The 32 bytes of the public key that a URI names."""
    with _session(uri) as (library, session, label):
        public = session.get_key(label=label, object_class=library.ObjectClass.PUBLIC_KEY)
        point = bytes(public[library.Attribute.EC_POINT])
    # PKCS#11 2.40 wraps the point in an OCTET STRING, 3.0 allows the bytes alone.
    raw = point.removeprefix(b"\x04\x20") if len(point) > _POINT_BYTES else point
    if len(raw) != _POINT_BYTES:
        raise NoteError("the key in the security module is no Ed25519 key")
    return raw


@contextmanager
def _session(uri: str) -> Iterator[tuple[ModuleType, pkcs11.Session, str]]:
    """The package, which may not be installed, a session of its, and the key's label."""
    try:
        import pkcs11
    except ImportError as error:
        raise NoteError("keys in a security module need the extra: pip install 'lotgraph[pkcs11]'") from error
    parts = urlsplit(uri)
    path, query = _attributes(parts.path, ";"), _attributes(parts.query, "&")
    if not {"token", "object"} <= set(path) or not {"module-path", "pin-source"} <= set(query):
        raise NoteError("a PKCS#11 URI names token, object, module-path and pin-source")
    pin = Path(query["pin-source"].removeprefix("file:")).read_text("utf-8").rstrip("\n")
    try:
        token = pkcs11.lib(query["module-path"]).get_token(token_label=path["token"])
        with token.open(user_pin=pin) as session:
            yield pkcs11, session, path["object"]
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        # Its own words may hold what it was given.
        raise NoteError(f"the security module refused: {type(error).__name__}") from None


def _attributes(text: str, separator: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(separator) if part)
    return {name: unquote(value) for name, _, value in pairs}
