"""Time-stamps of checkpoints (RFC 3161): the request, and the answer as it is kept. No network here."""

from __future__ import annotations

import hashlib

from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, decode_timestamp_response

from ledger.errors import TimeStampError

_GRANTED = 0


def request(note: bytes) -> bytes:
    """The query to send to an authority (application/timestamp-query)."""
    builder = TimestampRequestBuilder(cert_req=True).data(note).hash_algorithm(HashAlgorithm.SHA256)
    return builder.build().as_bytes()


def accept(answer: bytes, note: bytes) -> bytes:
    """The answer, where it stamps this note; who made it is for the verifier to judge."""
    try:
        response = decode_timestamp_response(answer)
        granted, seen = response.status == _GRANTED, response.tst_info.message_imprint.message
    except Exception as error:
        raise TimeStampError(f"the authority's answer can't be read: {error}") from error
    if not granted or seen != hashlib.sha256(note).digest():
        raise TimeStampError("the authority did not stamp this checkpoint")
    return answer
