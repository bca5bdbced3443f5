"""What an event lists, line by line, whatever order its lists are in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from loaders.epcis.event import Amount
from loaders.epcis.things import Kind, Thing


@dataclass(frozen=True, slots=True)
class Line:
    """One thing; `again` tells lines apart that list the same thing once more."""

    thing: Thing
    quantity: str = ""
    uom: str = ""
    again: int = 0

    @property
    def id(self) -> tuple[str, ...]:
        """What tells the line from the others of its event."""
        return (self.thing.text, str(self.again)) if self.again else (self.thing.text,)


def lines_of(things: Iterable[Thing], amounts: Iterable[Amount] = ()) -> tuple[Line, ...]:
    """Lines of instances and of amounts, the same for the same content in any order.

    A class of things in a list of instances says nothing where an amount tells of which lot it is.
    """
    seen: Counter[str] = Counter()
    found = []
    amounts = tuple(amounts)
    lotted = {amount.thing.material for amount in amounts if amount.thing.kind is Kind.LOT}
    things = [t for t in things if t.kind is not Kind.MATERIAL or t.material not in lotted]
    ordered = sorted(amounts, key=lambda a: (a.thing.text, a.uom, a.quantity))
    for amount in [*(Amount(thing) for thing in things), *ordered]:
        text = amount.thing.text
        found.append(Line(amount.thing, amount.quantity, amount.uom, seen[text]))
        seen[text] += 1
    return tuple(sorted(found, key=lambda line: line.id))
