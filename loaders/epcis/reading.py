"""From the fields of an event, as JSON-LD 2.0 has them, to an `Event`.

Promises: what EPCIS 2.0 requires of a type is there, or a `CellError` names the field, the rule and what
to write; extension fields are passed over and named. Refuses: events of no known type, times without
a UTC offset, actions, steps and dispositions that are neither words of CBV nor URIs.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from loaders.epcis.event import Amount, ErrorDeclaration, Event, Lot, Paper, Party
from loaders.epcis.fields import Fields
from loaders.epcis.people import without_people
from loaders.epcis.sensors import reports_of
from loaders.epcis.things import Kind, Thing, thing_of
from loaders.epcis.times import day_of, instant
from loaders.epcis.vocabulary import (
    ACTIONS,
    AGGREGATION,
    ASSOCIATION,
    DELETE,
    EVENT_TYPES,
    OBJECT,
    OBSERVE,
    TRANSACTION,
    TRANSFORMATION,
    WORDS,
    is_uri,
    word,
)

_OWNED: Final = re.compile(r"urn:epcglobal:cbv:bt:\d{13}:(?=.)")
_OFFSET: Final = re.compile(r"[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00")
# Standard fields that say nothing for the graph.
_PASSED: Final = (
    "recordTime",
    "isA",
    "@context",
    "extension",
    "baseExtension",
)


def event_of(fields: Fields) -> Event:
    """The event; afterwards `fields.unused` are those that nothing reads."""
    type_ = fields.text("type") or fields.text("isA")
    if type_ not in EVENT_TYPES:
        raise fields.wrong("type", f"one of {', '.join(EVENT_TYPES)}", "type")
    # Converters from XML 1.2 leave its wrapper of eventID and errorDeclaration standing.
    base = fields.record("baseExtension") or Fields({})
    offset = _offset(fields)
    event = Event(
        type=type_,
        time=_time(fields, "eventTime"),
        offset=offset,
        id=fields.text("eventID") or base.text("eventID"),
        action=_action(fields, type_),
        biz_step=_word(fields, "bizStep", "bizstep"),
        disposition=_word(fields, "disposition", "disp"),
        read_point=_place(fields, "readPoint"),
        biz_location=_place(fields, "bizLocation"),
        parent=_parent(fields),
        transformation=fields.text("transformationID"),
        things=_things(fields, "childEPCs" if type_ in (AGGREGATION, ASSOCIATION) else "epcList"),
        amounts=_amounts(
            fields, "childQuantityList" if type_ in (AGGREGATION, ASSOCIATION) else "quantityList"
        ),
        inputs=_things(fields, "inputEPCList"),
        input_amounts=_amounts(fields, "inputQuantityList"),
        outputs=_things(fields, "outputEPCList"),
        output_amounts=_amounts(fields, "outputQuantityList"),
        sources=_parties(fields, "sourceList", "source"),
        destinations=_parties(fields, "destinationList", "destination"),
        papers=_papers(fields),
        lot=_lot(fields),
        reports=reports_of(fields),
        error=_error(fields, offset) or _error(base, offset),
    )
    _check(event, fields)
    for name in _PASSED:
        fields.skip(name)
    return event


def _offset(fields: Fields) -> str:
    offset = fields.text("eventTimeZoneOffset")
    if not offset:
        raise fields.missing("eventTimeZoneOffset", "the UTC offset at the place, such as +01:00")
    if not _OFFSET.fullmatch(offset):
        raise fields.wrong("eventTimeZoneOffset", "a UTC offset such as +01:00", "time")
    return offset


def _time(fields: Fields, name: str, *, offset: str = "") -> str:
    """An instant in UTC; `offset` is what to read it in where it states none."""
    text = fields.text(name)
    if not text:
        raise fields.missing(name, "an instant such as 2025-01-31T08:15:00+01:00")
    return instant(text, fields.path(name), offset=offset)


def _action(fields: Fields, type_: str) -> str:
    action = fields.text("action")
    if type_ == TRANSFORMATION:
        return ""
    if not action:
        raise fields.missing("action", f"a {type_} says one of {', '.join(ACTIONS)}")
    if action not in ACTIONS:
        raise fields.wrong("action", f"one of {', '.join(ACTIONS)}", "word")
    return action


def _word(fields: Fields, name: str, kind: str) -> str:
    stated = fields.text(name)
    found = word(stated, kind)
    if found and found not in WORDS[kind] and not is_uri(found):
        raise fields.wrong(name, "a word of CBV 2.0 or a URI", "word")
    return found


def _place(fields: Fields, name: str) -> Thing | None:
    record = fields.record(name)
    if record is None:
        return None
    uri = record.uri("id")
    if not uri:
        return None
    place = thing_of(uri)
    if place.kind is Kind.PERSON:
        raise record.wrong("id", "a place", "kind")
    return place


def _parent(fields: Fields) -> Thing | None:
    uri = fields.uri("parentID")
    return thing_of(uri) if uri else None


def _things(fields: Fields, name: str) -> tuple[Thing, ...]:
    """The things of a list of EPCs, each once."""
    found = {thing.text: thing for thing in map(thing_of, fields.uris(name))}
    return tuple(found.values())


def _amounts(fields: Fields, name: str) -> tuple[Amount, ...]:
    found = []
    for record in fields.records(name):
        uri = record.uri("epcClass")
        if not uri:
            raise record.missing("epcClass", "the class of the things, with its lot where it has one")
        quantity, uom = record.number("quantity"), record.text("uom")
        if quantity.startswith("-"):
            raise record.wrong("quantity", "zero or more", "number")
        found.append(Amount(thing_of(uri, instance=False), quantity, uom if quantity else ""))
    return tuple(found)


def _parties(fields: Fields, name: str, end: str) -> tuple[Party, ...]:
    found = []
    for record in fields.records(name):
        uri = record.uri(end)
        if not uri:
            raise record.missing(end, "who or where it is")
        found.append(Party(word(record.text("type"), "sdt"), thing_of(uri)))
    return tuple(found)


def _papers(fields: Fields) -> tuple[Paper, ...]:
    found = []
    for record in fields.records("bizTransactionList"):
        number = record.text("bizTransaction")
        if not number:
            raise record.missing("bizTransaction", "the number of the document")
        found.append(Paper(word(record.text("type"), "btt"), _number(number)))
    return tuple(found)


def _number(text: str) -> str:
    """The number of a document; where CBV 2.0 has its owner's GLN before it, without that."""
    return unquote(_OWNED.sub("", without_people(text))) if _OWNED.match(text) else without_people(text)


def _lot(fields: Fields) -> Lot:
    ilmd = fields.record("ilmd")
    if ilmd is None:
        return Lot()
    return Lot(
        number=ilmd.text("cbvmda:lotNumber"),
        expires=day_of(ilmd, "cbvmda:itemExpirationDate"),
        manufactured=day_of(ilmd, "cbvmda:productionDate"),
    )


def _error(fields: Fields, offset: str) -> ErrorDeclaration | None:
    record = fields.record("errorDeclaration")
    if record is None:
        return None
    reason = word(record.text("reason"), "er")
    if reason and reason not in WORDS["er"] and not is_uri(reason):
        raise record.wrong("reason", "a word of CBV 2.0 or a URI", "word")
    return ErrorDeclaration(
        # A declaration must not be lost for the zone of a time that decides nothing.
        declared=_time(record, "declarationTime", offset=offset),
        reason=reason,
        corrected_by=record.texts("correctiveEventIDs"),
    )


def _check(event: Event, fields: Fields) -> None:
    """What EPCIS 2.0 requires of each type."""
    if event.type == TRANSFORMATION:
        _check_transformation(event, fields)
    elif event.type == OBJECT:
        if not (event.things or event.amounts or event.reports):
            raise fields.missing("epcList", "an ObjectEvent has an epcList, a quantityList or sensor reports")
    elif event.type == TRANSACTION:
        if not event.papers:
            raise fields.missing("bizTransactionList", "a TransactionEvent names a document")
    else:
        _check_containment(event, fields)


def _check_transformation(event: Event, fields: Fields) -> None:
    inputs, outputs = event.inputs or event.input_amounts, event.outputs or event.output_amounts
    if not inputs and not outputs:
        raise fields.missing("inputEPCList", "a TransformationEvent has inputs or outputs")
    if event.transformation:
        return
    if not inputs:
        raise fields.missing("inputEPCList", "without a transformationID an event has inputs and outputs")
    if not outputs:
        raise fields.missing("outputEPCList", "without a transformationID an event has inputs and outputs")


def _check_containment(event: Event, fields: Fields) -> None:
    if event.parent is None and (event.action != OBSERVE or event.type == ASSOCIATION):
        raise fields.missing("parentID", f"a {event.type} {event.action} names what holds the others")
    if not (event.things or event.amounts) and event.action != DELETE:
        raise fields.missing("childEPCs", f"a {event.type} {event.action} names what is inside")
