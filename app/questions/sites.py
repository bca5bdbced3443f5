"""Which records belong to some sites: by declared relationships alone (ADR 9).

Promises: a record belongs to a site only where statements that hold lead it there; every rule grants and
none takes away, so that what is not known hides a record and never shows it. A statement that was
withdrawn, or that sources dispute, grants nothing. Master data belongs to all sites. What belongs to none
is seen by nobody who is bound to sites.

    Location            the site or place that holds it, at any depth
    ProcessStep         its place, and those of its operations and of the orders that it is part of
    Lot, Device         its place, the steps that made or used it, the lot that holds the device
    Package, document   what is in it; in a shipped package, what may have been inside when it left
    Supplier, Customer  its receipts; its shipments and returns
    any other record    what it is about
    merged records      where any of them belongs
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

from app.questions.gaps import shorter
from app.questions.merged import NOTHING_MERGED, Classes, Merged
from app.questions.reading import Edge, Reads
from app.questions.starts import label_of
from app.questions.trace import Walk, event_times
from app.questions.windows import OPEN, Window
from graph_model.case_nodes import CASES
from graph_model.keys import prefix_of
from graph_model.nodes import BY_PREFIX, EVENTS, TRACE_ITEMS
from graph_model.nodes import PARTIES as PARTIES_AND_THINGS
from graph_model.record_nodes import RECORDS

MASTER_DATA = frozenset(["Material", "DeviceIdentifier", "Specification", "Document", "Responsibility"])
PARTIES = frozenset(["supplier", "customer"])
_OF_PLANTS = (*TRACE_ITEMS, *EVENTS, *PARTIES_AND_THINGS, *RECORDS, *CASES)
OF_PLANTS = frozenset(node.prefix for node in _OF_PLANTS)
"""Prefixes of what is made, used and recorded in plants; the rest are accounts, decisions and loads."""

# Label -> the relationships whose other end says where it is, those that leave it and those that end in it.
_OUT: Mapping[str, tuple[str, ...]] = {
    "Location": ("LOCATED_IN",),
    "Equipment": ("AT_LOCATION",),
    "EnvironmentalReading": ("AT_LOCATION", "MEASURED_AT"),
    "ProcessStep": ("AT_LOCATION", "PART_OF"),
    "Lot": ("AT_LOCATION", "CONSUMED_IN"),
    "Device": ("CONSUMED_IN",),
    "Receipt": ("RECEIVED_AS",),
    "Supplier": ("SUPPLIED",),
    "Measurement": ("MEASURED_ON",),
    "Release": ("DECIDED_ON",),
    "Hold": ("DECIDED_ON",),
    "Nonconformity": ("RAISED_ON",),
    "Capa": ("RAISED_ON",),
    "Complaint": ("COMPLAINS_OF",),
    "AdverseEvent": ("COMPLAINS_OF",),
    "ServiceEvent": ("SERVICED",),
    "SupplierQualification": ("QUALIFIES",),
    "Calibration": ("CALIBRATES",),
    "TrainingRecord": ("TRAINED_FOR",),
    "Recall": ("RECALLS",),
    "Notice": ("ADDRESSED_TO",),
    "OutreachAttempt": ("ADDRESSED_TO",),
    "EffectivenessCheck": ("ADDRESSED_TO",),
    "Response": ("TELLS_OF",),
    "RegulatoryReport": ("BELONGS_TO",),
    "Signature": ("SIGNED",),
}
_INTO: Mapping[str, tuple[str, ...]] = {
    "ProcessStep": ("PART_OF",),
    "Lot": ("PRODUCED",),
    "Device": ("PRODUCED", "HAS_UNIT"),
    "Package": ("PACKED_IN",),
    "Shipment": ("SHIPPED_IN",),
    "Return": ("RETURNED_IN",),
    "Customer": ("DELIVERED_TO", "RETURNED_BY"),
    "Person": ("PERFORMED_BY",),
    "Inspection": ("INSPECTED_BY",),
}
_OF_PARTY = {"SUPPLIED": False, "DELIVERED_TO": True, "RETURNED_BY": True}
"""Type -> whether the party is the target."""


class _Part(Enum):
    """Which way a step is looked at: its operations do not belong where its other operations are."""

    ALL = "all"
    BELOW = "below"
    ABOVE = "above"


_State = tuple[str, _Part | Window]


class Placing:
    """Tells which records belong to one of `sites`. What it found out it remembers."""

    def __init__(self, reader: Reads, sites: frozenset[str], classes: Classes = NOTHING_MERGED) -> None:
        self._reader: Reads = Merged(reader, classes) if classes else reader
        self._sites, self._classes = sites, classes
        self._known: dict[_State, bool] = {}

    def visible(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys that belong to one of the sites, or to all."""
        wanted = {key for key in keys if prefix_of(key) in BY_PREFIX}
        out = {key for key in wanted if label_of(key) in MASTER_DATA}
        states = {key: self._state(key) for key in wanted - out}
        new = set(states.values()) - set(self._known)
        if new:
            self._look(new)
        return out | {key for key, state in states.items() if self._known[state]}

    def learn(self, edges: Iterable[Edge], visible: set[str]) -> None:
        """Note of the parties of these deliveries and returns that they belong where one of `visible` does.

        It saves reading all that a party ever received, for each that an answer meets. Edges that a question
        met may hold in its light alone, so that they only tell at which events to look.
        """
        met = (_party_and_event(edge) for edge in edges if edge.type in _OF_PARTY)
        events = sorted({e for party, e in met if e in visible and self._state(party) not in self._known})
        for is_target in (True, False) if events else ():
            types = tuple(type_ for type_, at_target in _OF_PARTY.items() if at_target == is_target)
            held = filter(_grants, self._reader.context(events, types, is_target))
            self._known.update((self._state(_party_and_event(edge)[0]), True) for edge in held)

    def begins_one(self, texts: Iterable[str]) -> set[str]:
        """Those of the texts that begin the key of a visible record it has met: they tell nothing more."""
        seen = {
            member for (key, _), sees in self._known.items() if sees for member in self._classes.members(key)
        }
        return {begin for key in seen for begin in shorter(key)}.intersection(texts)

    def _state(self, key: str) -> _State:
        return self._classes.kept(key), OPEN if prefix_of(key) == "package" else _Part.ALL

    def _look(self, states: set[_State]) -> None:
        """Find out about these, and about all that they belong by: one level after the other."""
        follows: dict[_State, list[_State]] = defaultdict(list)
        met, frontier = set(states), states
        while frontier:
            ends = {
                (end, state)
                for state, edge, outgoing, times in self._edges(frontier)
                if (end := _onward(state, edge, times, outgoing=outgoing)) is not None
            }
            for end, state in ends:
                follows[end].append(state)
            frontier = {end for end, _ in ends} - met - set(self._known)
            met |= frontier
        sites = set(map(self._classes.kept, self._sites))
        shown = {state for state in {*met, *follows} if self._known.get(state, state[0] in sites)}
        todo = list(shown)
        while todo:
            new = set(follows.get(todo.pop(), ())) - shown
            shown |= new
            todo += new
        self._known.update((state, state in shown) for state in met)

    def _edges(self, states: set[_State]) -> Iterator[tuple[_State, Edge, bool, Mapping[str, Window]]]:
        at: dict[str, list[_State]] = defaultdict(list)
        by_label: dict[str, set[str]] = defaultdict(set)
        for state in states:
            at[state[0]].append(state)
            by_label[label_of(state[0])].add(state[0])
        for label, keys in sorted(by_label.items()):
            for rules, outgoing in ((_OUT, True), (_INTO, False)):
                types = rules.get(label, ())
                read = self._reader.context(sorted(keys), types, outgoing) if types else ()
                found = [edge for edge in read if _grants(edge)]
                times = event_times(self._reader, Walk((), True), found)
                for edge in found:
                    for state in at[edge.source if outgoing else edge.target]:
                        yield state, edge, outgoing, times


def _grants(edge: Edge) -> bool:
    return not edge.void and not edge.disputed


def _party_and_event(edge: Edge) -> tuple[str, str]:
    ends = (edge.target, edge.source)
    return ends if _OF_PARTY[edge.type] else ends[::-1]


def _onward(state: _State, edge: Edge, times: Mapping[str, Window], *, outgoing: bool) -> _State | None:
    """What the record belongs by, along this relationship; None where it does not belong by that."""
    how, end = state[1], edge.target if outgoing else edge.source
    if edge.type == "PART_OF":
        part = _Part.ABOVE if outgoing else _Part.BELOW
        return (end, part) if how in (_Part.ALL, part) else None
    if edge.type == "RAISED_ON" and prefix_of(end) in PARTIES:
        return None  # what one plant has against a supplier is no affair of all who buy there
    inside = (how if isinstance(how, Window) else OPEN) & times.get(edge.key, OPEN)
    if inside.empty:
        return None
    return end, inside if prefix_of(end) == "package" else _Part.ALL
