"""Profile `epcis`: event documents, EPCIS 2.0 as JSON-LD and EPCIS 1.2 and 2.0 as XML.

Promises: every event and every vocabulary element has an outcome; the same event states the same whatever
document, order or spelling it comes in; what was packed and unpacked is worked out over all documents
of the folder. Service relations (GSRN), which may be patients, are neither loaded nor kept of rejects.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from graph_model.facts import Statement
from loaders.epcis import master_data
from loaders.epcis.containment import contain
from loaders.epcis.documents import Item, events, items, unread
from loaders.epcis.flow import transform
from loaders.epcis.logistics import RECEIVING, SHIPPING, receive, ship
from loaders.epcis.measuring import measure
from loaders.epcis.observing import observe
from loaders.epcis.packings import Packings
from loaders.epcis.people import without_people
from loaders.epcis.reading import event_of
from loaders.epcis.rejects import kept, touched
from loaders.epcis.statements import Statements
from loaders.epcis.vocabulary import DELETE, TRANSACTION, TRANSFORMATION
from loaders.errors import CellError
from loaders.mapping import File, unknown_columns
from loaders.masking import MASK
from loaders.outcome import Accepted, Ignored, Outcome, Rejected
from loaders.profile import FileSpec
from loaders.tables import Broken

_NOTHING: Final = "names no lot, device, package, equipment or reading"
_VOID: Final = "void_shipping: a shipment holds until an error declaration names its event"
_NO_DOCUMENT: Final = "takes a document off: what was shipped or received stays"


class Epcis:
    """The mapping of the profile `epcis`."""

    def files(self) -> tuple[FileSpec, ...]:
        """All kinds of file are in the TOML."""
        return ()

    def context_of(self, spec: FileSpec) -> tuple[str, ...]:
        """Other documents may tell what was packed, and which events were wrong."""
        return (spec.name,)

    def notes(self, file: File) -> tuple[str, ...]:
        """Extension fields and attributes of master data, which nothing reads."""
        return unknown_columns(unread(file.path, file.sha256))

    def outcomes(self, file: File, namespace: str, context: tuple[File, ...]) -> Iterator[Outcome]:
        """Every event and vocabulary element of the file."""
        files = {(one.sha256, one.path) for one in (file, *context)}
        reader = _Reader(namespace, file.profile.precedence, _packings(tuple(sorted(files))))
        for item in items(file.path, file.sha256):
            if isinstance(item, Broken):
                yield Rejected(item.line, 1, "", item.rule, item.message, MASK, ())
            else:
                yield reader.outcome(item)


@lru_cache(maxsize=2)
def _packings(files: tuple[tuple[str, Path], ...]) -> Packings:
    """Read a folder once for all of its documents."""
    return Packings(event for sha256, path in files for event in events(path, sha256))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns what a document holds into outcomes."""

    namespace: str
    precedence: int
    packings: Packings

    def outcome(self, item: Item) -> Outcome:
        """The outcome of one event or vocabulary element."""
        try:
            return self._element(item) if item.vocabulary else self._event(item)
        except CellError as error:
            return self._rejected(item, error, ())

    def _element(self, item: Item) -> Outcome:
        return master_data.outcome_of(
            item.fields, item.vocabulary, line=item.line, namespace=self.namespace, precedence=self.precedence
        )

    def _event(self, item: Item) -> Outcome:
        event = event_of(item.fields)
        stated = Statements(
            event,
            line=item.line,
            namespace=self.namespace,
            precedence=self.precedence,
            wrong=self.packings.is_wrong(event),
        )
        reason = self._state(stated)
        if stated.gaps:
            first, touches = stated.gaps[0], [key for gap in stated.gaps for key in gap.touches]
            error = CellError(first.column, first.rule, first.message, tuple(touches))
            return self._rejected(item, error, stated.facts)
        if not stated.facts:
            return Ignored(item.line, 1, reason or _NOTHING)
        return Accepted(item.line, 1, stated.facts, tuple(stated.findings))

    def _state(self, stated: Statements) -> str:
        """What the event says; if nothing, why, where that is worth more than that it says nothing."""
        event = stated.event
        if event.type == TRANSFORMATION:
            measure(stated, transform(stated))
            return ""
        if event.type == TRANSACTION and event.action == DELETE:
            return _NO_DOCUMENT
        observe(stated)
        measure(stated)
        if event.inside:
            contain(stated, self.packings)
        if event.biz_step in SHIPPING:
            ship(stated)
        elif event.biz_step in RECEIVING:
            receive(stated, self.packings)
        elif event.biz_step == "void_shipping":
            stated.leave_out("bizStep", "void_shipping", _VOID)
        return ""

    def _rejected(self, item: Item, error: CellError, facts: tuple[Statement, ...]) -> Rejected:
        touches = touched(item.fields.value, self.namespace, also=error.touches)
        raw, message = kept(item.fields.value), without_people(error.message)
        return Rejected(item.line, 1, error.column, error.rule, message, raw, touches, facts)
