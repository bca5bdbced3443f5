"""The events and vocabulary elements of a document, JSON-LD or XML, with the lines they begin on.

Promises: documents, query documents and bare events are read; what is no object is `Broken`. Refuses: a
document that is none of EPCIS, since no event in it would look like nothing happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from loaders.epcis import master_data, xml_shape
from loaders.epcis.event import Event
from loaders.epcis.fields import Fields
from loaders.epcis.reading import event_of
from loaders.epcis.vocabulary import EVENT_TYPES
from loaders.errors import CellError, LoadError
from loaders.tables import Broken
from loaders.trees import Element, Entry, entries

# What EPCIS 1.0 had beside the five types is refused by name, not passed over. Of JSON whole vocabularies,
# since their type may stand behind their elements.
_EVENTS: Final = (*EVENT_TYPES, "QuantityEvent")
_NAMES: Final = frozenset({"eventList", "vocabularyList", "VocabularyElement", *_EVENTS})
_DOCUMENTS: Final = frozenset({"EPCISDocument", "EPCISQueryDocument", "EPCISMasterDataDocument"})
_WHOLE: Final = frozenset({""})
_UNKNOWN: Final = "of no type"


@dataclass(frozen=True, slots=True)
class Item:
    """An event, or a vocabulary element where `vocabulary` says of which vocabulary."""

    line: int
    fields: Fields
    vocabulary: str = ""


def items(path: Path, sha256: str) -> Iterator[Item | Broken]:
    """Everything in the document that states something."""
    empty = True
    for entry in entries(path, sha256=sha256, names=_NAMES):
        empty = False
        yield from _items(entry)
    if empty:
        yield from _bare(path, sha256)


def events(path: Path, sha256: str) -> Iterator[Event]:
    """The events that can be read; what can't is rejected where its file is loaded."""
    for item in items(path, sha256):
        if isinstance(item, Item) and not item.vocabulary:
            try:
                event = event_of(item.fields)
            except CellError:
                continue
            yield event


def unread(path: Path, sha256: str) -> tuple[str, ...]:
    """Names of fields and attributes that nothing reads, sorted."""
    found: set[str] = set()
    for item in items(path, sha256):
        if isinstance(item, Item):
            with suppress(CellError):
                if item.vocabulary:
                    found.update(master_data.unread(item.fields))
                else:
                    event_of(item.fields)
                    found.update(item.fields.unused)
    return tuple(sorted(found))


def _items(entry: Entry | Broken) -> Iterator[Item | Broken]:
    if isinstance(entry, Broken):
        yield entry
    elif isinstance(entry.value, Element):
        yield _element(entry, entry.value)
    elif not isinstance(entry.value, Mapping):
        yield Broken(entry.line, "type", "is no object, so it is no event", entry.raw)
    elif "vocabularyElementList" in entry.value:
        yield from _vocabulary(entry, Fields(entry.value))
    else:
        yield Item(entry.line, Fields(entry.value))


def _element(entry: Entry, element: Element) -> Item:
    vocabulary = ""
    if element.name == "VocabularyElement":
        around = [holder.attributes for holder in entry.ancestors if holder.name == "Vocabulary"]
        vocabulary = around[-1].get("type", "") if around else ""
        return Item(entry.line, Fields(xml_shape.described(element)), vocabulary or _UNKNOWN)
    return Item(entry.line, Fields(xml_shape.fields_of(element)))


def _vocabulary(entry: Entry, fields: Fields) -> Iterator[Item | Broken]:
    try:
        kind, elements = fields.text("type"), fields.records("vocabularyElementList")
    except CellError as error:
        yield Broken(entry.line, error.rule, error.message, entry.raw)
        return
    for element in elements:
        yield Item(entry.line, element, kind or _UNKNOWN)


def _bare(path: Path, sha256: str) -> Iterator[Item | Broken]:
    """Events that stand in no document; nothing where a document holds none."""
    found = False
    for entry in entries(path, sha256=sha256, names=_DOCUMENTS | _WHOLE):
        found = True
        if isinstance(entry, Broken):
            yield entry
        elif isinstance(entry.value, Mapping) and entry.value.get("type") in _EVENTS:
            yield Item(entry.line, Fields(entry.value))
        elif not _is_document(entry):
            raise _foreign(path)
    if not found:
        raise _foreign(path)


def _is_document(entry: Entry) -> bool:
    value = entry.value
    if isinstance(value, Element):
        return not entry.ancestors
    return isinstance(value, Mapping) and value.get("type") in _DOCUMENTS


def _foreign(path: Path) -> LoadError:
    return LoadError(
        path,
        "is no EPCIS document",
        "Name files of type EPCISDocument or EPCISQueryDocument, or choose another profile.",
    )
