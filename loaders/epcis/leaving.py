"""What is told of things that an event lists and that the graph has no place for."""

from __future__ import annotations

from loaders.epcis.statements import Statements
from loaders.epcis.things import Kind, Thing


def leave_out(stated: Statements, thing: Thing, column: str) -> None:
    """Tell that a thing is left out; its material is stated where it is one."""
    if thing.kind is Kind.MATERIAL:
        stated.thing(thing)
        stated.leave_out(column, "lot", f"{thing.text} names no lot that could be traced")
    elif thing.kind is Kind.PERSON:
        stated.leave_out(column, "person", "a service relation may be a patient's: it is not loaded")
    else:
        stated.leave_out(column, "kind", f"{thing.text} is nothing that a trace could follow")
