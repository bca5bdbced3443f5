"""JSON as a table: the one array of flat objects that a document holds, wherever it stands in it.

Promises: as JSONL does (`loaders.json_lines`); columns are the fields of all objects, in the order in which
they first appear (one extra pass). Refuses: documents with several such arrays or none; per row: nested
values, repeated fields, what is no object.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from loaders import encodings
from loaders.errors import LoadError
from loaders.json_lines import MAX_COLUMNS, BadObject, cells_of
from loaders.json_walk import Holders, Part, parts
from loaders.tables import Broken, Item, checked_header


class JsonTable:
    """A JSON document, packed or not."""

    listed = False
    repeated: frozenset[str] = frozenset()

    def __init__(self, path: Path, sha256: str) -> None:
        self._path, self._sha256 = path, sha256
        arrays: dict[tuple[str, ...], dict[str, None]] = {}
        for part in parts(path, sha256=sha256, wanted=lambda _: True, single=False):
            if isinstance(part.value, dict):
                fields = arrays.setdefault(_place(part.holders), {})
                if not part.problem:
                    fields.update(dict.fromkeys(part.value))
                if len(fields) > MAX_COLUMNS:
                    problem, step = f"has over {MAX_COLUMNS} fields", "Write one record type a file."
                    raise LoadError(path, problem, step, line=part.line)
        if len(arrays) > 1:
            named = ", ".join(".".join(place) or "the document itself" for place in arrays)
            raise LoadError(path, f"holds several arrays of objects: {named}", "Write one array a file.")
        if not arrays:
            raise LoadError(path, "is empty or holds no objects", "Write an array of flat objects.")
        ((self._place, names),) = arrays.items()
        self.header = checked_header(path, list(names), 1)

    def rows(self) -> Iterator[Item]:
        """A fresh pass over the elements of the array."""
        for part in parts(self._path, sha256=self._sha256, wanted=self._is_ours, single=False):
            yield self._row(part)

    def _is_ours(self, holders: Holders) -> bool:
        return _place(holders) == self._place

    def _row(self, part: Part) -> Item:
        try:
            if part.problem:
                raise BadObject(part.problem)
            found = cells_of(part.value)
        except BadObject as error:
            message, shown = f"is no flat JSON object: {error}", encodings.visible(part.raw)
            return Broken(part.line, "json", message, shown.replace("\0", "\\x00"))
        return part.line, [found.get(name, "") for name in self.header], part.raw


def _place(holders: Holders) -> tuple[str, ...]:
    return tuple(holder.name for holder in holders)
