"""Sealed texts: how a personal value stands in a fact, and whose value it is.

    sealed:<id of the key, 32 hex digits>:<base64 of the ciphertext>

Promises: a text is sealed or it is not, and a ciphertext has one spelling; the facts of a ledger hold a
personal value in this form only (`graph_model.validate`). Knows no key: `graph_store.sealing` seals and
opens.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graph_model.declare import Property
from graph_model.nodes import NODES

ERASED: Final = "[erased]"
"""What is shown of a value whose key was destroyed."""
KEY_ELSEWHERE: Final = "[key not here]"
"""What is shown of a value whose key is not in this database, as after a restore from an archive."""

MOST_BYTES: Final = 256
"""A printed name fits, and a full commit with all of its names sealed stays in its limit."""

PERSONAL: Final[Mapping[str, tuple[Property, ...]]] = {
    node.prefix: tuple(p for p in node.properties if p.personal)
    for node in NODES
    if any(p.personal for p in node.properties)
}
"""Key prefix -> its personal properties, where it has some."""

PERSONAL_PREFIXES: Final = tuple(f"{prefix}:" for prefix in PERSONAL)

_SHORTEST: Final = 17  # SIV is 16 bytes, and a text is not empty
_FORM: Final = re.compile(r"sealed:([0-9a-f]{32}):([A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed text in its parts."""

    key_id: str
    ciphertext: bytes

    def __str__(self) -> str:
        return f"sealed:{self.key_id}:{base64.b64encode(self.ciphertext).decode()}"

    @classmethod
    def parse(cls, value: object) -> Sealed | None:
        """The parts, or None where the value is no sealed text."""
        found = _FORM.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            return None
        try:
            sealed = cls(found[1], base64.b64decode(found[2], validate=True))
        except binascii.Error:
            return None
        return sealed if str(sealed) == value and len(sealed.ciphertext) >= _SHORTEST else None


def subject_of(declared: Property, key: str, properties: Mapping[str, object]) -> str:
    """Key of the record that a personal property of this node is about."""
    return str(properties.get(declared.subject, "")) if declared.subject else key
