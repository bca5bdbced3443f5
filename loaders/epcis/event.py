"""One EPCIS event, whatever file it came from.

Promises: nothing in it tells JSON-LD from XML, a URN from the Digital Link of the same thing, or one
spelling of an instant from another; identifiers keep the text they came as. Two events are the same
one where `identity` is equal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property

from loaders.epcis.things import Thing
from loaders.epcis.vocabulary import AGGREGATION, ASSOCIATION


@dataclass(frozen=True, slots=True)
class Amount:
    """Some quantity of a class of things; without `quantity`, an unknown one."""

    thing: Thing
    quantity: str = ""
    """A plain decimal without trailing zeros."""
    uom: str = ""
    """Code of UN/ECE Rec 20, as it came; none counts pieces."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who gives or takes: `owning_party`, `possessing_party`, `location` or a word of their own."""

    type: str
    thing: Thing


@dataclass(frozen=True, slots=True)
class Paper:
    """A business transaction: `po`, `desadv`, ... and its number."""

    type: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one sensor reported: about what, from when to when, and which numbers."""

    type: str
    component: str
    device: Thing | None
    started: str
    ended: str
    unit: str
    """Code of UN/ECE Rec 20, as it came."""
    value: str
    minimum: str
    mean: str
    maximum: str
    microorganism: str
    exception: str


@dataclass(frozen=True, slots=True)
class Lot:
    """What the instance or lot master data (ilmd) of new things say."""

    number: str = ""
    expires: str = ""
    manufactured: str = ""


@dataclass(frozen=True, slots=True)
class ErrorDeclaration:
    """The event repeats one that was wrong (EPCIS 2.0, ErrorDeclaration), and when that was known."""

    declared: str
    reason: str
    corrected_by: tuple[str, ...]

    @property
    def told(self) -> str:
        """Why what it repeats does not hold."""
        reason = self.reason or "declared wrong"
        return f"{reason}, corrected by {' '.join(self.corrected_by)}" if self.corrected_by else reason


@dataclass(frozen=True, kw_only=True)
class Event:
    """All five types; what a type does not have is empty."""

    type: str
    time: str
    """An instant in UTC."""
    offset: str
    """UTC offset where it happened, such as +02:00."""
    id: str = ""
    action: str = ""
    biz_step: str = ""
    disposition: str = ""
    read_point: Thing | None = None
    biz_location: Thing | None = None
    parent: Thing | None = None
    transformation: str = ""
    things: tuple[Thing, ...] = ()
    """epcList, childEPCs."""
    amounts: tuple[Amount, ...] = ()
    """quantityList, childQuantityList."""
    inputs: tuple[Thing, ...] = ()
    input_amounts: tuple[Amount, ...] = ()
    outputs: tuple[Thing, ...] = ()
    output_amounts: tuple[Amount, ...] = ()
    sources: tuple[Party, ...] = ()
    destinations: tuple[Party, ...] = ()
    papers: tuple[Paper, ...] = ()
    lot: Lot = field(default_factory=Lot)
    reports: tuple[Report, ...] = ()
    error: ErrorDeclaration | None = None

    @cached_property
    def identity(self) -> str:
        """What its statements are told apart by: eventID and time, else a hash of all it says.

        The time belongs to it because documents exist that give one eventID to several events. The hash
        leaves out what an error declaration does not repeat.
        """
        if self.id:
            return f"{self.id}@{self.time}"
        said = "\0".join(self._said())
        return f"{self.type}@{self.time}#{hashlib.sha256(said.encode()).hexdigest()[:32]}"

    def _said(self) -> Iterator[str]:
        for one in fields(self):
            if one.name in ("id", "error"):
                continue
            value = getattr(self, one.name)
            parts = sorted(map(said, value)) if isinstance(value, tuple) else [said(value)]
            yield f"{one.name}={'|'.join(parts)}"

    @property
    def inside(self) -> bool:
        """Whether its things are inside its parent, and not beside it."""
        return self.type in (AGGREGATION, ASSOCIATION)

    def paper(self, *types: str) -> str:
        """The numbers of the papers of the first of these types that there is."""
        for wanted in types:
            if found := sorted({paper.number for paper in self.papers if paper.type == wanted}):
                return " ".join(found)
        return ""


def said(value: object) -> str:
    """A part of an event as text; of a thing what it is, not how it was spelled."""
    if isinstance(value, Thing):
        return value.text
    if hasattr(value, "__dataclass_fields__"):
        return ",".join(said(getattr(value, name)) for name in value.__dataclass_fields__)
    return "" if value is None else str(value)
