"""An answer as an Arrow stream: the lines of its CSV as columns.

Promises: the schema's metadata holds what is said of the answer as a whole (`lotgraph.answer`, JSON) and,
where one was asked for, its certificate (`lotgraph.certificate`). A stream that was cut
short has no end mark.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyarrow as pa

from app.columnar.texts import parts
from app.exports.lines import SCHEMA, head, lines
from app.questions.answer import Told

ANSWER, CERTIFICATE = "lotgraph.answer", "lotgraph.certificate"


def arrow_parts(answer: Told, certificate: bytes | None) -> Iterator[bytes]:
    """The stream (application/vnd.apache.arrow.stream) in parts."""
    told = {ANSWER: head(answer)} | ({CERTIFICATE: certificate} if certificate else {})
    table, sink = lines(answer), io.BytesIO()
    with pa.ipc.new_stream(sink, SCHEMA.with_metadata(told)) as writer:
        for part in parts(table):
            writer.write_batch(part)
            yield _drained(sink)
    yield _drained(sink)


def _drained(sink: io.BytesIO) -> bytes:
    told = sink.getvalue()
    sink.seek(0)
    sink.truncate()
    return told
