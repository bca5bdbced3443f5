"""Profile `b2mml`: documents of ISA-95, V0401 to V0700, whatever their namespace.

    MaterialDefinition                      Material
    MaterialLot                             Lot; a sub-lot is a lot LOT/SUB that was split from it
    OperationsResponse, ProductionResponse  the order's step; a SegmentResponse is an operation of it
      MaterialActual Consumed, MaterialConsumedActual      (lot)-CONSUMED_IN->(step)
      MaterialActual Produced, MaterialProducedActual,
        By-product Produced                                (step)-PRODUCED->(lot)
      EquipmentActual                                      (operation)-USED_EQUIPMENT->(equipment)

Promises: every such element has an outcome; one lot used or made twice in a segment is two lines, and so is
what two responses say of one order; segments in segments count; what names no lot is USED_IN its material.
Refuses per element: a material actual without its material or with assemblies inside, quantities that are no
numbers, have no unit or are shared by several lots, uses that are neither. Persons are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph_model.facts import NodeFact, Properties, RelationshipFact, Statement
from graph_model.keys import BadKey, make, relationship_key, relationship_key_by_content
from graph_model.validate import InvalidFact, check
from loaders import trees
from loaders.canonical_nodes import instance_of
from loaders.errors import CellError
from loaders.local_time import moment
from loaders.mapping import File
from loaders.outcome import Accepted, Ignored, Outcome, Rejected
from loaders.profile import FileSpec
from loaders.tables import Broken
from loaders.trees import Element, Entry
from loaders.units import Units
from loaders.values import BadValue

_RESPONSES: Final = ("OperationsResponse", "ProductionResponse")
_NAMES: Final = frozenset({"MaterialDefinition", "MaterialLot", *_RESPONSES})
_SEGMENTS: Final = "SegmentResponse"
_ORDER: Final = ("OperationsRequestID", "ProductionRequestID", "ID")
# The use of V0500 on, and the element that says it in older versions.
_USES: Final = {
    "Consumed": "CONSUMED_IN",
    "Consumable": "CONSUMED_IN",
    "Material Consumed": "CONSUMED_IN",
    "Replaced Asset": "",
    "Produced": "PRODUCED",
    "Material Produced": "PRODUCED",
    "By-product Produced": "PRODUCED",
    "Co-product Produced": "PRODUCED",
    "Yield Produced": "PRODUCED",
}
_ACTUALS: Final = {
    "MaterialConsumedActual": "CONSUMED_IN",
    "ConsumableActual": "CONSUMED_IN",
    "MaterialProducedActual": "PRODUCED",
}
_MATERIAL_ACTUALS: Final = ("MaterialActual", "OpMaterialActual")


class B2mml:
    """The mapping of the profile `b2mml`."""

    def files(self) -> tuple[FileSpec, ...]:
        """All kinds of file are in the TOML."""
        return ()

    def context_of(self, spec: FileSpec) -> tuple[str, ...]:
        """Every document stands for itself."""
        return ()

    def notes(self, file: File) -> tuple[str, ...]:
        """Documents have no columns."""
        return ()

    def outcomes(self, file: File, namespace: str, context: tuple[File, ...]) -> Iterator[Outcome]:
        """Every element that states something."""
        for entry in trees.entries(file.path, sha256=file.sha256, names=_NAMES):
            if isinstance(entry, Broken):
                yield Rejected(entry.line, 1, "", entry.rule, entry.message, entry.raw, ())
            else:
                yield _outcome(file, namespace, entry)


def _outcome(file: File, namespace: str, entry: Entry) -> Outcome:
    element = entry.value
    if not isinstance(element, Element):
        return Rejected(entry.line, 1, "", "value", "is no XML element", entry.raw, ())
    reader = _Reader(file, namespace, entry.line)
    try:
        if element.name == "MaterialDefinition":
            reader.definition(element)
        elif element.name == "MaterialLot":
            reader.lot(element)
        else:
            reader.response(element)
    except CellError as error:
        touches = tuple(dict.fromkeys(reader.keys))
        return Rejected(entry.line, 1, error.column, error.rule, error.message, entry.raw, touches)
    if not reader.facts:
        return Ignored(entry.line, 1, "names no material, lot or segment")
    return Accepted(entry.line, 1, tuple(reader.facts))


class _Reader:
    """Collects what one element states."""

    def __init__(self, file: File, namespace: str, line: int) -> None:
        self.facts: list[Statement] = []
        self.keys: list[str] = []
        self._profile, self._namespace, self._line = file.profile, namespace, line
        self._units = Units("rec20", self._profile.units)
        self._plain_units = Units("sap", self._profile.units)

    def definition(self, element: Element) -> None:
        self._node(self._key("material", _required(element, "ID")), {"name": _text(element, "Description")})

    def lot(self, element: Element) -> None:
        material, number = _required(element, "MaterialDefinitionID"), _required(element, "ID")
        self._item(material, number, {"status": _text(element, "Status")})
        if _children(element, "AssemblyLotID") or _children(element, "AssemblyLot"):
            raise CellError(
                "AssemblyLotID", "state", f"lot {number} is an assembly; nothing says of which step"
            )
        self._sub_lots(element, material, number)

    def _sub_lots(self, element: Element, material: str, number: str) -> None:
        for sub in _children(element, "MaterialSubLot"):
            part = _sub_lot(number, _required(sub, "ID"))
            self._item(material, part, {"status": _text(sub, "Status")})
            self._split(material, number, part)
            self._sub_lots(sub, material, part)

    def _split(self, material: str, number: str, part: str) -> None:
        """A sub-lot was split from its lot."""
        whole, step = self._item(material, number, {}), self._step("split", part)
        for type_, start, end in (
            ("CONSUMED_IN", whole, step),
            ("PRODUCED", step, self._key("lot", material, part)),
        ):
            self._relate(
                type_, start, end, relationship_key_by_content(type_, self._namespace, start, end), {}
            )

    def response(self, element: Element) -> None:
        order = next((text for name in _ORDER if (text := _text(element, name))), "")
        if not order:
            raise CellError("ID", "required", f"a {element.name} names neither its request nor itself")
        step = self._step("production", order)
        self._segments(element, (order, _text(element, "ID") or order), step)

    def _segments(self, element: Element, line: tuple[str, ...], step: str) -> None:
        """The segments of a response or segment; `line` is the order, the response and the place."""
        for number, segment in enumerate(_children(element, _SEGMENTS), 1):
            place = (*line, str(number))
            self._segment(segment, place, step, _text(segment, "ID") or "-".join(place[2:]))
            self._segments(segment, place, step)

    def _segment(self, segment: Element, line: tuple[str, ...], step: str, name: str) -> None:
        operation = self._key("step", "production", line[0], name)
        times: Properties = {"kind": "operation", "name": _text(segment, "ProcessSegmentID")}
        for column, wanted in (("started", "ActualStartTime"), ("ended", "ActualEndTime")):
            times[column] = self._time(segment, wanted)
        self._node(operation, times)
        self._link("PART_OF", operation, step)
        for equipment in _children(segment, "EquipmentActual"):
            if number := _text(equipment, "EquipmentID"):
                self._link("USED_EQUIPMENT", operation, self._key("equipment", number))
        actuals = [c for c in segment.children if c.name in _MATERIAL_ACTUALS or c.name in _ACTUALS]
        for position, actual in enumerate(actuals, 1):
            self._actual(actual, (*line, name, str(position)), step, operation, str(times["ended"]))

    def _actual(self, actual: Element, line: tuple[str, ...], step: str, operation: str, ended: str) -> None:
        type_ = _ACTUALS.get(actual.name) or _use(actual)
        if not type_:
            return
        material = _required(actual, "MaterialDefinitionID")
        if _children(actual, "AssemblyActual"):
            raise CellError(
                "AssemblyActual", "state", f"{material} is an assembly: state its parts by themselves"
            )
        lots = self._lots_of(actual, material)
        properties: Properties = {"document": line[0], **self._quantity(actual)}
        if len(lots) > 1 and "quantity" in properties:
            raise CellError(
                "MaterialLotID", "state", f"several lots of {material} share one quantity: state each"
            )
        if ended:
            properties |= {"event_time": ended, "event_kind": "actual"}
        if not lots:
            if type_ == "PRODUCED":
                raise CellError("MaterialLotID", "required", f"{material} was made, but the lot is not named")
            source = self._key("material", material)
            self._relate(
                "USED_IN", source, step, relationship_key("USED_IN", self._namespace, *line), properties
            )
            return
        for lot in lots:
            key = relationship_key(type_, self._namespace, *line, lot)
            if type_ == "CONSUMED_IN":
                self._relate(type_, lot, step, key, {**properties, "operation": operation})
            else:
                self._relate(type_, step, lot, key, properties)

    def _lots_of(self, actual: Element, material: str) -> list[str]:
        """The lots of an actual; where a sub-lot is named it is what went in or came out."""
        lots, subs = _texts(actual, "MaterialLotID"), _texts(actual, "MaterialSubLotID")
        if not subs:
            return [self._item(material, lot, {}) for lot in lots]
        if len(lots) != 1:
            raise CellError("MaterialSubLotID", "reference", f"nothing says of which lot {subs[0]} is a part")
        for sub in subs:
            self._split(material, lots[0], _sub_lot(lots[0], sub))
        return [self._item(material, _sub_lot(lots[0], sub), {}) for sub in subs]

    def _quantity(self, actual: Element) -> Properties:
        quantities = _children(actual, "Quantity")
        if not quantities:
            return {}
        number, unit = _text(quantities[0], "QuantityString"), _text(quantities[0], "UnitOfMeasure")
        if not number:
            return {}
        if not unit:
            raise CellError("UnitOfMeasure", "required", "a quantity needs its unit")
        try:
            units = self._units if self._units.known(unit) else self._plain_units
            return units.quantity(number, unit).properties()
        except BadValue as error:
            column = "UnitOfMeasure" if error.rule == "unit" else "QuantityString"
            raise CellError(column, error.rule, str(error)) from error

    def _time(self, element: Element, name: str) -> str:
        text = _text(element, name)
        if not text:
            return ""
        try:
            return moment(text, self._profile.zone).value
        except BadValue as error:
            raise CellError(name, error.rule, str(error)) from error

    def _key(self, prefix: str, *parts: str) -> str:
        try:
            key = make(prefix, self._namespace, *parts)
        except BadKey as error:
            raise CellError("ID", "key", str(error)) from error
        self.keys.append(key)
        return key

    def _step(self, kind: str, order: str) -> str:
        step = self._key("step", kind, order)
        self._node(step, {"kind": kind})
        return step

    def _item(self, material: str, lot: str, properties: Properties) -> str:
        key = self._key("lot", material, lot)
        self._node(key, {"lot_number": lot, **properties})
        self._add(
            instance_of(
                key,
                self._namespace,
                material,
                line=self._line,
                precedence=self._profile.precedence,
                changed="",
            )
        )
        return key

    def _node(self, key: str, properties: Properties) -> None:
        stated = {name: value for name, value in properties.items() if value != ""}
        self._add(NodeFact(key=key, properties=stated, line=self._line, precedence=self._profile.precedence))

    def _link(self, type_: str, source: str, target: str) -> None:
        key = relationship_key_by_content(type_, self._namespace, source, target)
        self._relate(type_, source, target, key, {})

    def _relate(self, type_: str, source: str, target: str, key: str, properties: Properties) -> None:
        self._add(
            RelationshipFact(
                type=type_,
                key=key,
                source=source,
                target=target,
                properties=properties,
                line=self._line,
                precedence=self._profile.precedence,
            )
        )

    def _add(self, fact: Statement) -> None:
        try:
            check(fact)
        except InvalidFact as error:
            raise CellError("", "model", str(error)) from error
        self.facts.append(fact)


def _use(actual: Element) -> str:
    """The relationship that the use of a material actual means; empty where it keeps the lot."""
    use = _text(actual, "MaterialUse")
    if use not in _USES:
        known = ", ".join(_USES)
        raise CellError("MaterialUse", "code", f"{use[:40]!r} is no use that is known: {known}")
    return _USES[use]


def _children(element: Element, name: str) -> list[Element]:
    return [child for child in element.children if child.name == name]


def _text(element: Element, name: str) -> str:
    return next((child.text.strip() for child in _children(element, name)), "")


def _texts(element: Element, name: str) -> list[str]:
    return [text for child in _children(element, name) if (text := child.text.strip())]


def _sub_lot(lot: str, sub: str) -> str:
    """The number of a sub-lot: its own, behind that of its lot unless it begins with it."""
    return sub if sub.startswith(f"{lot}/") else f"{lot}/{sub}"


def _required(element: Element, name: str) -> str:
    text = _text(element, name)
    if not text:
        raise CellError(name, "required", f"{element.name} names no {name}")
    return text
