"""XML documents element by element, each with the line its tag starts on.

Promises: one entry is in memory at a time; nothing is fetched, nothing expanded: what `xsi:schemaLocation` or
an XInclude name is text. Refuses: document types, and with them entities and external references; what is not
well-formed; nesting deeper than 64; entries over 16 MiB; tags and comments over 4 MiB.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import escape, quoteattr
from xml.sax.xmlreader import AttributesNSImpl, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from loaders.errors import LoadError
from loaders.json_walk import MAX_DEPTH, Holder
from loaders.streams import reading

if TYPE_CHECKING:
    from loaders.streams import Stream

MAX_ENTRY: Final = 16 << 20
MAX_TAG: Final = 4 << 20
_ELEMENT_COSTS: Final = 64
_CHUNK: Final = 1 << 16
_ENCODING: Final = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
# What the parser does not know itself; Python does.
_SEVERAL_BYTES: Final = ("gb", "big5", "shift", "sjis", "cp932", "euc", "iso-2022", "iso2022", "windows-31j")


@dataclass(frozen=True, slots=True)
class Element:
    """An element with all that is in it; an attribute of a namespace is named `{namespace}name`.

    `text` is what stands directly in it; where it has children, blanks alone are none.
    """

    name: str
    namespace: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A wanted element and the elements it stands in, without what is in them."""

    line: int
    element: Element
    holders: tuple[Holder, ...]


def elements(path: Path, *, sha256: str | None, names: frozenset[str]) -> Iterator[Found]:
    """Every outermost element whose local name is wanted."""
    parser = DefusedExpatParser(namespaceHandling=1, forbid_dtd=True)
    handler = _Handler(path, names, parser)
    parser.setContentHandler(handler)
    with reading(path, sha256) as stream:
        try:
            for chunk in _chunks(stream):
                parser.feed(chunk)
                handler.heard(len(chunk))
                yield from handler.taken()
            parser.close()
        except DefusedXmlException as error:
            problem = "declares a document type or an entity, which may hide or fetch anything"
            raise LoadError(path, problem, "Export it without <!DOCTYPE>.") from error
        except (SAXException, LookupError, UnicodeError, ValueError) as error:
            raise handler.malformed(error) from error
        yield from handler.taken()


def _chunks(stream: Stream) -> Iterator[bytes | str]:
    first = stream.read(_CHUNK)
    declared = _ENCODING.match(first)
    name = declared[1].decode("ascii").lower() if declared else ""
    decoder = codecs.getincrementaldecoder(name)() if name.startswith(_SEVERAL_BYTES) else None
    chunk = first
    while True:
        # An empty document is told by the parser, too.
        yield decoder.decode(chunk) if decoder else chunk
        chunk = stream.read(_CHUNK)
        if not chunk:
            break
    if decoder:
        yield decoder.decode(b"", True)


class _Node:
    """An element that is not closed yet."""

    __slots__ = ("attributes", "children", "name", "namespace", "texts")

    def __init__(self, name: tuple[str | None, str], attributes: Mapping[str, str]) -> None:
        self.namespace, self.name = name[0] or "", name[1]
        self.attributes = attributes
        self.texts: list[str] = []
        self.children: list[Element] = []

    def closed(self) -> Element:
        """The element as it is, for good."""
        text = "".join(self.texts)
        if self.children and not text.strip():
            text = ""
        return Element(self.name, self.namespace, self.attributes, text, tuple(self.children))


class _Handler(ContentHandler):
    """Collects wanted elements; knows the tags that are open around them."""

    def __init__(self, path: Path, names: frozenset[str], locator: Locator) -> None:
        super().__init__()
        self._path, self._names, self._locator = path, names, locator
        self._holders: list[Holder] = []
        self._open: list[_Node] = []
        self._found: list[Found] = []
        self._start = self._size = self._silent = 0

    def startElementNS(
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        self._silent = 0
        if len(self._holders) + len(self._open) >= MAX_DEPTH:
            raise self._refused(f"is nested more than {MAX_DEPTH} levels deep", "Flatten it.")
        attributes = _attributes(attrs)
        if not self._open and name[1] not in self._names:
            self._holders.append(Holder(name[1], attributes))
            return
        if not self._open:
            self._start, self._size = self._locator.getLineNumber() or 1, 0
        self._open.append(_Node(name, attributes))
        self._grow(_ELEMENT_COSTS + sum(len(key) + len(value) for key, value in attributes.items()))

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        self._silent = 0
        if not self._open:
            self._holders.pop()
            return
        element = self._open.pop().closed()
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._found.append(Found(self._start, element, tuple(self._holders)))

    def characters(self, content: str) -> None:
        self._silent = 0
        if self._open:
            self._open[-1].texts.append(content)
            self._grow(len(content))

    def heard(self, count: int) -> None:
        """So much was read; what can't be told apart for long is one tag or comment."""
        self._silent += count
        if self._silent > MAX_TAG:
            raise self._refused(f"has a tag or comment over {MAX_TAG >> 20} MiB", "Shorten it.")

    def taken(self) -> list[Found]:
        """What was found since the last time."""
        found, self._found = self._found, []
        return found

    def malformed(self, error: Exception) -> LoadError:
        """The refusal of what is no XML."""
        reason = error.getMessage() if isinstance(error, SAXException) else str(error)
        line = error.getLineNumber() if isinstance(error, SAXParseException) else None
        problem, step = f"is no well-formed XML ({reason})", "Export it again; it may be cut off."
        return self._refused(problem, step, line=line)

    def _grow(self, by: int) -> None:
        self._size += by
        if self._size > MAX_ENTRY:
            problem = f"has an entry over {MAX_ENTRY >> 20} MiB, from line {self._start} on"
            raise self._refused(problem, "Export less at a time.")

    def _refused(self, problem: str, step: str, line: int | None = None) -> LoadError:
        return LoadError(self._path, problem, step, line=line or self._locator.getLineNumber() or 1)


def _attributes(attrs: AttributesNSImpl) -> Mapping[str, str]:
    return MappingProxyType({f"{{{ns}}}{name}" if ns else name: text for (ns, name), text in attrs.items()})


def written(element: Element, around: str = "") -> str:
    """The element as XML text; its namespace is declared where it is not that of the element around it."""
    tag = element.name
    if element.namespace != around:
        tag += f" xmlns={quoteattr(element.namespace)}"
    tag += "".join(f" {name}={quoteattr(value)}" for name, value in element.attributes.items())
    inside = escape(element.text) + "".join(written(child, element.namespace) for child in element.children)
    return f"<{tag}>{inside}</{element.name}>" if inside else f"<{tag}/>"
