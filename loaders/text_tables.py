"""Text files of rows: their encoding and shape found out from their first megabyte.

Promises: the same bytes are always read the same way; a printed list (`loaders.lists`) is told from a CSV
(`loaders.delimited`) by how its lines begin and end, never by what its cells say.
"""

from __future__ import annotations

import csv
import io
from itertools import islice
from pathlib import Path

from loaders import encodings, lists
from loaders.delimited import MAX_CELL, DelimitedTable
from loaders.errors import LoadError
from loaders.lists import ListTable
from loaders.streams import reading


def opened(path: Path, sha256: str, declared: tuple[str, ...]) -> DelimitedTable | ListTable:
    """The table in a text file, packed or not; `declared` are encodings to try, in this order."""
    csv.field_size_limit(MAX_CELL)
    with reading(path, None) as stream:
        sample = stream.read(encodings.SAMPLE)
    encoding = encodings.detect(sample, declared)
    text = sample.decode(encoding, encodings.KEEP_BYTES)
    if not text.strip():
        raise LoadError(path, "is empty", "Export it again, with its header.")
    head = list(islice(io.StringIO(text, newline=""), lists.HEAD))
    if layout := lists.recognised(head):
        return ListTable(path, sha256, encoding, layout, head)
    return DelimitedTable(path, sha256, encoding, text)
