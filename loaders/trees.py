"""Documents of nested parts, XML and JSON, entry by entry: each wanted part with the line it starts on.

Promises: memory is bounded by one entry, however large the document; entries come in the order of the
document, and what is inside an entry is not looked at again; numbers of JSON keep their text; the bytes that
were read are those whose hash was planned. A JSON entry that names a field twice or holds no valid text is
`Broken`, and reading goes on. Refuses: what is not well-formed, and what `loaders.xml_walk` and
`loaders.json_walk` say they refuse: document types, entities, external references, great depth and size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from loaders import encodings, xml_walk
from loaders.json_walk import Holder, Json, Number, Part, parts
from loaders.tables import Broken, file_type
from loaders.xml_walk import Element

__all__ = ["Element", "Entry", "Holder", "Json", "Number", "check_whole", "entries"]

XML: Final = ".xml"


@dataclass(frozen=True, slots=True)
class Entry:
    """One wanted part, the line it starts on, and what it stands in, from the outside in.

    An ancestor of an XML entry is an element with its attributes. One of a JSON entry is a key with the texts
    that stand before it in the same object; the last is the key that was asked for.
    """

    line: int
    value: Element | Json
    ancestors: tuple[Holder, ...]
    text: str = ""

    @property
    def raw(self) -> str:
        """The entry as text: as it was read (JSON), or written anew (XML)."""
        return xml_walk.written(self.value) if isinstance(self.value, Element) else self.text


def entries(path: Path, *, sha256: str, names: frozenset[str]) -> Iterator[Entry | Broken]:
    """XML: every element whose local name is wanted. JSON: what stands under a wanted key.

    An array under the key is its elements, null is nothing, any other value is one entry. The empty name
    wants the document itself.
    """
    if file_type(path) == XML:
        for found in xml_walk.elements(path, sha256=sha256, names=names):
            yield Entry(found.line, found.element, found.holders)
        return
    for part in parts(path, sha256=sha256, wanted=lambda holders: _name(holders) in names, single=True):
        yield _broken(part) if part.problem else Entry(part.line, part.value, part.holders, part.raw)


def check_whole(path: Path) -> None:
    """Refuse a document that is not well-formed before its first entry is taken."""
    if file_type(path) == XML:
        for _ in xml_walk.elements(path, sha256=None, names=frozenset()):
            pass
        return
    for _ in parts(path, sha256=None, wanted=bool, single=False):
        pass


def _name(holders: tuple[Holder, ...]) -> str:
    return holders[-1].name if holders else ""


def _broken(part: Part) -> Broken:
    return Broken(part.line, "json", part.problem, encodings.visible(part.raw).replace("\0", "\\x00"))
