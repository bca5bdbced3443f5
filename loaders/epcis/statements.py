"""Facts of one event: its namespace, line, precedence and time on each of them.

Promises: every relationship is told apart by a hash of the event's identity and the line of it, so that
the same event states the same whatever file, order or spelling it comes in. An event that declares an
error retracts every relationship it repeats, one precedence above statements: whatever was or will be
stated of it does not hold. What a wrong event said of a node beyond its name is not stated.
"""

from __future__ import annotations

from functools import lru_cache

from graph_model.facts import NodeFact, Properties, RelationshipFact, Retraction, Statement, Value
from graph_model.keys import encode, relationship_key_by_content
from graph_model.validate import InvalidFact, check
from loaders.epcis.event import Event
from loaders.epcis.lines import Line
from loaders.epcis.things import Kind, Thing
from loaders.epcis.times import changed
from loaders.errors import CellError
from loaders.outcome import Finding
from loaders.units import Units
from loaders.values import BadValue

REC20 = "rec20"
# Without a unit an amount counts pieces (EPCIS 2.0, QuantityElement).
_PIECES = "C62"
_UNITS = Units(REC20)
_encoded = lru_cache(65536)(encode)


class Statements:
    """Collects what one event states; empty values are left out."""

    def __init__(
        self, event: Event, *, line: int, namespace: str, precedence: int, wrong: bool = False
    ) -> None:
        self.event = event
        self.findings: list[Finding] = []
        self.gaps: list[CellError] = []
        self._line, self._namespace, self._precedence = line, namespace, precedence
        self._things: dict[str, str] = {}
        self._wrong = wrong or event.error is not None
        self._facts: dict[object, Statement] = {}

    @property
    def facts(self) -> tuple[Statement, ...]:
        """What was stated, each once."""
        return tuple(self._facts.values())

    def key(self, prefix: str, *parts: str) -> str:
        """A key in the load's namespace."""
        if not all(parts):
            raise CellError("", "key", f"a {prefix} without a number can't be told from others")
        # keys.make with its parts remembered: the same things stand in event after event.
        return f"{prefix}:{'/'.join(map(_encoded, (self._namespace, *parts)))}"

    def node(self, key: str, **properties: Value) -> str:
        """State that a node exists and what it is; that holds whether the event was wrong or not."""
        self._add(
            NodeFact(
                key=key,
                properties=_stated(properties),
                line=self._line,
                precedence=self._precedence,
                changed=changed(self.event.time),
            )
        )
        return key

    def describe(self, key: str, **properties: Value) -> None:
        """State what the event says of a node, unless the event is declared wrong."""
        if not self._wrong and any(properties.values()):
            self.node(key, **properties)

    def relation(
        self, type: str, source: str, target: str, line: str, /, *more: str, **properties: Value
    ) -> str:
        """State a relationship that holds because of this event."""
        key = self.key_of(type, self.event, line, *more)
        self.relationship(type, key, source, target, {**circumstances(self.event), **properties})
        if self.event.error is not None:
            self.withdraw(type, key)
        return key

    def key_of(self, type: str, event: Event, line: str, *more: str) -> str:
        """Identity of what a line of an event states."""
        return relationship_key_by_content(type, self._namespace, event.identity, line, *more)

    def relationship(
        self, type: str, key: str, source: str, target: str, properties: Properties, *, since: str = ""
    ) -> None:
        """State a relationship under a key of its own; `since` ranks what is known of it."""
        self._add(
            RelationshipFact(
                type=type,
                key=key,
                source=source,
                target=target,
                properties=_stated(properties),
                line=self._line,
                precedence=self._precedence,
                changed=since and changed(since),
            )
        )

    def always(self, type: str, source: str, target: str) -> None:
        """State a relationship that follows from what the two are, not from the event."""
        key = relationship_key_by_content(type, self._namespace, source, target)
        self.relationship(type, key, source, target, {})

    def retract(self, type: str, key: str, reason: str) -> None:
        """State that other events say it better."""
        self._retract(type, key, reason, self._precedence)

    def withdraw(self, type: str, key: str) -> None:
        """State what an error declaration says: it does not hold, whatever else is stated under this key."""
        error = self.event.error
        reason = error.told if error is not None else ""
        self._retract(type, key, reason, self._precedence + 1)

    def thing(self, thing: Thing) -> str:
        """State that a lot, device, package, material or piece of equipment exists; its key."""
        told = f"{thing.kind} {thing.text}"
        if told not in self._things:
            self.flag(thing)
            self._things[told] = self._thing(thing)
        return self._things[told]

    def _thing(self, thing: Thing) -> str:
        match thing.kind:
            case Kind.LOT:
                key = self.key("lot", thing.material, thing.number)
                self.node(key, lot_number=thing.number, udi=thing.udi)
                return self._of_material(key, thing)
            case Kind.DEVICE:
                key = self.key("device", thing.material, thing.number)
                self.node(key, serial_number=thing.number, udi=thing.udi)
                return self._of_material(key, thing)
            case Kind.PACKAGE:
                return self.node(self.key("package", thing.number), sscc=thing.number)
            case Kind.MATERIAL:
                return self.node(self.key("material", thing.material))
            case Kind.ASSET:
                return self.node(self.key("equipment", thing.number))
            case _:
                raise CellError("", "kind", f"{thing.kind} is nothing that the graph holds")

    def place(self, place: Thing) -> str:
        """State a location, and the site it is in."""
        self.flag(place)
        key = self.node(self.key("location", place.number))
        if place.site:
            site = self.node(self.key("site", place.site))
            self.always("LOCATED_IN", key, site)
        return key

    def quantity(self, line: Line) -> Properties:
        """The line's quantity as relationships state it; an instance is one piece and says none."""
        if not line.quantity:
            return {}
        try:
            return _UNITS.quantity(line.quantity, line.uom or _PIECES).properties()
        except BadValue as error:
            raise CellError("quantity", error.rule, str(error)) from error

    def flag(self, thing: Thing) -> None:
        """Tell what is wrong with an identifier that is taken all the same."""
        if thing.odd:
            self.leave_out("", "identifier", f"{thing.raw}: {thing.odd}")

    def leave_out(self, column: str, rule: str, message: str) -> None:
        """Tell something of the event that the graph has no place for."""
        finding = Finding(column, rule, message)
        if finding not in self.findings:
            self.findings.append(finding)

    def miss(self, column: str, rule: str, message: str, *touches: str) -> None:
        """Tell something that an answer would need: the event stays a gap of what it touches."""
        self.gaps.append(CellError(column, rule, message, touches))

    def _retract(self, type: str, key: str, reason: str, precedence: int) -> None:
        self._add(Retraction(type=type, key=key, reason=reason, line=self._line, precedence=precedence))

    def _of_material(self, key: str, thing: Thing) -> str:
        material = self.node(self.key("material", thing.material))
        self.always("INSTANCE_OF", key, material)
        return key

    def _add(self, fact: Statement) -> None:
        try:
            check(fact)
        except InvalidFact as error:
            raise CellError("", "model", str(error)) from error
        properties = () if isinstance(fact, Retraction) else tuple(fact.properties.items())
        self._facts.setdefault((type(fact), fact.key, fact.precedence, properties), fact)


def circumstances(event: Event) -> Properties:
    """What every relationship of an event says beside its own."""
    return {
        "event_time": event.time,
        "event_offset": event.offset,
        "event_kind": "actual",
        "document": event.id,
    }


def _stated(properties: Properties) -> Properties:
    return {name: value for name, value in properties.items() if value != ""}
