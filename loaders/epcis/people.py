"""Service relations (GSRN): whoever receives or provides a service, so maybe a patient.

Promises: none of them is loaded, and none is kept of what was rejected.
"""

from __future__ import annotations

import re
from typing import Final

from loaders.masking import MASK

_SERVICE: Final = re.compile(
    r"urn:epc:(?:id|idpat|tag):gsrnp?[^\s\"'<>]*|https?://[^\s\"'<>]{0,2048}?/(?:801[78]|gsrnp?)/[^\s\"'<>]+"
)


def without_people(text: str) -> str:
    """The text with a mark in the place of every service relation."""
    return _SERVICE.sub(MASK, text)
