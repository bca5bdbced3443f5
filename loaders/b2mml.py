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
from dataclasses import replace
from typing import Final

from graph_model.facts import Properties, Statement
from graph_model.keys import BadKey, encode, make
from loaders import trees
from loaders.errors import CellError
from loaders.local_time import Moment, moment
from loaders.mapping import File
from loaders.masking import shortened
from loaders.outcome import Accepted, Ignored, Outcome, Rejected
from loaders.profile import FileSpec
from loaders.statements import Statements
from loaders.tables import Broken
from loaders.trees import Element, Entry
from loaders.units import Units
from loaders.values import BadValue
from loaders.xml_walk import written

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
_PEOPLE: Final = ("Person", "Personnel", "OpPersonnel")
_MOST_TOUCHED: Final = 5_000
_UNSAID: Final = Moment("", "", "")


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
        return Rejected(entry.line, 1, "", "value", "is no XML element", shortened(entry.raw), ())
    reader = _Reader(file, namespace, entry.line)
    try:
        if element.name == "MaterialDefinition":
            reader.definition(element)
        elif element.name == "MaterialLot":
            reader.lot(element)
        else:
            reader.response(element)
    except CellError as error:
        raw = shortened(written(_without_people(element)))
        touches = _touched(element, namespace)
        return Rejected(entry.line, 1, error.column, error.rule, error.message, raw, touches)
    if not reader.facts:
        return Ignored(entry.line, 1, "names no material, lot or segment")
    return Accepted(entry.line, 1, reader.facts)


def _touched(element: Element, namespace: str) -> tuple[str, ...]:
    """Keys of all that a rejected element names, read or not; none (so everything) where too many."""
    keys: dict[str, None] = {}
    if element.name in _RESPONSES and (order := _order(element)):
        keys[make("step", namespace, "production", order)] = None
    for part in _all_in(element):
        material = _text(part, "MaterialDefinitionID")
        lots = _texts(part, "MaterialLotID") or ([_text(part, "ID")] if part.name == "MaterialLot" else [])
        lots += [_sub_lot(lot, sub) for lot in lots[:1] for sub in _texts(part, "MaterialSubLotID")]
        if material and not any(lots):
            keys[make("material", namespace, material)] = None
        keys |= {make("lot", namespace, material, lot): None for lot in lots if material and lot}
    return tuple(keys) if len(keys) <= _MOST_TOUCHED else ()


def _all_in(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        yield from _all_in(child)


def _without_people(element: Element) -> Element:
    """What may be kept for ever: who did the work is not read, and no reject names them."""
    children = (child for child in element.children if not child.name.startswith(_PEOPLE))
    return replace(element, children=tuple(map(_without_people, children)))


def _order(response: Element) -> str:
    """What the response answers, else its own number."""
    return next((text for name in _ORDER if (text := _text(response, name))), "")


class _Reader:
    """Collects what one element states."""

    def __init__(self, file: File, namespace: str, line: int) -> None:
        self._profile, self._namespace = file.profile, namespace
        self._facts = Statements(line, namespace=namespace, precedence=file.profile.precedence)
        self._units = Units("rec20", self._profile.units)
        self._plain_units = Units("sap", self._profile.units)

    @property
    def facts(self) -> tuple[Statement, ...]:
        """What it states."""
        return self._facts.facts

    def definition(self, element: Element) -> None:
        material = self._key("material", _required(element, "ID"))
        self._facts.node(material, name=_text(element, "Description"))

    def lot(self, element: Element) -> None:
        material, number = _required(element, "MaterialDefinitionID"), _required(element, "ID")
        self._item(material, number, status=_text(element, "Status"))
        if _children(element, "AssemblyLotID") or _children(element, "AssemblyLot"):
            raise CellError(
                "AssemblyLotID", "state", f"lot {number} is an assembly; nothing says of which step"
            )
        self._sub_lots(element, material, number)

    def _sub_lots(self, element: Element, material: str, number: str) -> None:
        for sub in _children(element, "MaterialSubLot"):
            part = _sub_lot(number, _required(sub, "ID"))
            self._item(material, part, status=_text(sub, "Status"))
            self._split(material, number, part)
            self._sub_lots(sub, material, part)

    def _split(self, material: str, number: str, part: str) -> None:
        """A sub-lot was split from its lot; another material may have a lot of that number, too."""
        step = self._step("split", f"{encode(material)}/{part}")
        self._facts.relation("CONSUMED_IN", self._item(material, number), step, ())
        self._facts.relation("PRODUCED", step, self._key("lot", material, part), ())

    def response(self, element: Element) -> None:
        order = _order(element)
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
        started, ended = self._time(segment, "ActualStartTime"), self._time(segment, "ActualEndTime")
        name_ = _text(segment, "ProcessSegmentID")
        times = {"started": started.value, "ended": ended.value}
        self._facts.node(operation, kind="operation", name=name_, **times)
        self._facts.relation("PART_OF", operation, step, ())
        for equipment in _children(segment, "EquipmentActual"):
            if number := _text(equipment, "EquipmentID"):
                self._facts.relation("USED_EQUIPMENT", operation, self._key("equipment", number), ())
        actuals = [c for c in segment.children if c.name in _MATERIAL_ACTUALS or c.name in _ACTUALS]
        for position, actual in enumerate(actuals, 1):
            self._actual(actual, (*line, name, str(position)), step, operation, ended)

    def _actual(
        self, actual: Element, line: tuple[str, ...], step: str, operation: str, ended: Moment
    ) -> None:
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
        if ended.value:
            properties |= {"event_time": ended.value, "event_kind": "actual"}
        if ended.offset:
            properties["event_offset"] = ended.offset
        if not lots:
            if type_ == "PRODUCED":
                raise CellError("MaterialLotID", "required", f"{material} was made, but the lot is not named")
            source = self._key("material", material)
            self._facts.relation("USED_IN", source, step, line, **properties)
            return
        for lot in lots:
            if type_ == "CONSUMED_IN":
                self._facts.relation(type_, lot, step, (*line, lot), **properties, operation=operation)
            else:
                self._facts.relation(type_, step, lot, (*line, lot), **properties)

    def _lots_of(self, actual: Element, material: str) -> list[str]:
        """The lots of an actual; where a sub-lot is named it is what went in or came out."""
        lots, subs = _texts(actual, "MaterialLotID"), _texts(actual, "MaterialSubLotID")
        if not subs:
            return [self._item(material, lot) for lot in lots]
        if len(lots) != 1:
            raise CellError("MaterialSubLotID", "reference", f"nothing says of which lot {subs[0]} is a part")
        for sub in subs:
            self._split(material, lots[0], _sub_lot(lots[0], sub))
        return [self._item(material, _sub_lot(lots[0], sub)) for sub in subs]

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

    def _time(self, element: Element, name: str) -> Moment:
        text = _text(element, name)
        if not text:
            return _UNSAID
        try:
            return moment(text, self._profile.zone)
        except BadValue as error:
            raise CellError(name, error.rule, str(error)) from error

    def _key(self, prefix: str, *parts: str) -> str:
        try:
            return make(prefix, self._namespace, *parts)
        except BadKey as error:
            raise CellError("ID", "key", str(error)) from error

    def _step(self, kind: str, order: str) -> str:
        step = self._key("step", kind, order)
        self._facts.node(step, kind=kind)
        return step

    def _item(self, material: str, lot: str, *, status: str = "") -> str:
        key = self._key("lot", material, lot)
        self._facts.node(key, lot_number=lot, status=status)
        self._facts.relation("INSTANCE_OF", key, self._key("material", material), ())
        return key


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
