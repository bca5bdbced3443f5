"""Vocabulary elements: what the things, places and parties of events are called.

Promises: an element is told by its id and its vocabulary, whichever way the document spells these; a party
is named as customer and as supplier, since only events tell which of them it is. Attributes that nothing
reads are named.
"""

from __future__ import annotations

from typing import Final

from graph_model.facts import NodeFact, Properties, RelationshipFact, Statement
from graph_model.keys import BadKey, make, relationship_key_by_content
from graph_model.validate import InvalidFact, check
from loaders.epcis.fields import Fields
from loaders.epcis.things import Kind, Thing, thing_of
from loaders.errors import CellError
from loaders.outcome import Accepted, Ignored, Outcome

_CLASSES: Final = ("epcclass",)
_PLACES: Final = ("location", "businesslocation", "readpoint")
_PARTIES: Final = ("party", "sourcedest")
_NAMES: Final = ("name", "descriptionshort", "description")
_OTHER: Final = "vocabularies that the graph has no place for"
_NAMELESS: Final = "vocabulary elements without a name"


def vocabulary_of(uri: str) -> str:
    """The kind of a vocabulary: `urn:epcglobal:epcis:vtype:EPCClass` is `epcclass`."""
    return uri.rpartition(":")[2].rpartition("/")[2].lower()


def outcome_of(fields: Fields, vocabulary: str, *, line: int, namespace: str, precedence: int) -> Outcome:
    """What one element states."""
    uri = fields.uri("id")
    if not uri:
        raise fields.missing("id", "what the element describes")
    attributes = _attributes(fields)
    name = next((attributes[one] for one in _NAMES if attributes.get(one)), "")
    nodes = _nodes(thing_of(uri), vocabulary_of(vocabulary), name, attributes)
    children = fields.uris("children") if vocabulary_of(vocabulary) in _PLACES else ()
    if not nodes:
        return Ignored(line, 1, _OTHER)
    if not name and not children:
        return Ignored(line, 1, _NAMELESS)
    stated = _Stated(line, namespace, precedence)
    for prefix, number, properties in nodes:
        stated.node(prefix, number, properties)
    for child in children:
        stated.inside(thing_of(child).number, thing_of(uri).number)
    return Accepted(line, 1, tuple(stated.facts))


def unread(fields: Fields) -> list[str]:
    """Names of the attributes that nothing reads."""
    return sorted(_attributes(fields).keys() - {*_NAMES, "countrycode"})


def _attributes(fields: Fields) -> dict[str, str]:
    found: dict[str, str] = {}
    for record in fields.records("attributes"):
        name = record.text("id")
        found[name.rpartition("#")[2].rpartition(":")[2].lower()] = record.scalar("attribute")
    return found


def _nodes(
    thing: Thing, vocabulary: str, name: str, attributes: dict[str, str]
) -> list[tuple[str, str, Properties]]:
    if thing.kind is Kind.PERSON:
        return []
    if vocabulary in _CLASSES:
        return [("material", thing.material, {"name": name})] if thing.kind is Kind.MATERIAL else []
    if vocabulary in _PLACES:
        places: list[tuple[str, str, Properties]] = [("location", thing.number, {"name": name})]
        whole = thing.site == thing.number
        return [*places, ("site", thing.site, {"name": name})] if whole else places
    if vocabulary in _PARTIES:
        country = attributes.get("countrycode", "")
        properties: Properties = {"name": name, "country": country, "gln": thing.gln}
        return [(prefix, thing.number, properties) for prefix in ("customer", "supplier")]
    return []


class _Stated:
    def __init__(self, line: int, namespace: str, precedence: int) -> None:
        self.facts: list[Statement] = []
        self._line, self._namespace, self._precedence = line, namespace, precedence

    def node(self, prefix: str, number: str, properties: Properties) -> None:
        said = {name: value for name, value in properties.items() if value}
        self._add(
            NodeFact(
                key=self._key(prefix, number), properties=said, line=self._line, precedence=self._precedence
            )
        )

    def inside(self, child: str, parent: str) -> None:
        source, target = self._key("location", child), self._key("location", parent)
        key = relationship_key_by_content("LOCATED_IN", self._namespace, source, target)
        self.node("location", child, {})
        self._add(
            RelationshipFact(
                type="LOCATED_IN",
                key=key,
                source=source,
                target=target,
                line=self._line,
                precedence=self._precedence,
            )
        )

    def _key(self, prefix: str, number: str) -> str:
        try:
            return make(prefix, self._namespace, number)
        except BadKey as error:
            raise CellError("id", "key", str(error)) from error

    def _add(self, fact: Statement) -> None:
        try:
            check(fact)
        except InvalidFact as error:
            raise CellError("", "model", str(error)) from error
        self.facts.append(fact)
