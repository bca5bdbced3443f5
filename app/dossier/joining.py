"""A proof of membership is made from a dossier alone.

Promises: the dossier was verified before, and the proof after it was made. Refuses: a key that is no row.
"""

from __future__ import annotations

from app.dossier.making import encode_member
from app.dossier.membership import verify_member
from app.dossier.reading import read_file
from app.dossier.verifying import verify
from app.questions.errors import BadRequest


def prove(dossier: bytes, key: str) -> bytes:
    """The file that proves that this row is in the dossier's answer."""
    verify(dossier, None)
    whole, body = read_file(dossier, "dossier")
    try:
        data = encode_member(body, str(whole["signature"]), key)
    except KeyError as error:
        raise BadRequest(f"{key} is no row of this answer.", "Give the whole key of a row.") from error
    verify_member(data, None)
    return data
