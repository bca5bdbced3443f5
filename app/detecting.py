"""Asks the rules of `quality.detection` about the records that a commit touches.

Promises: everything at the reader's one ledger size; each level of each path is one read for all records, so
that a commit costs as many reads as its rules have hops. A read that fails fails the call.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from app.around import Links, follow, near_of
from app.questions.materials import read_materials
from app.questions.quantities import Amount, Sums, readable
from app.questions.reading import Edge, Reader
from app.questions.trace import ITEMS
from graph_model.facts import AnyFact
from graph_model.keys import prefix_of
from quality.detection import BY_NAME, Finding, Seen, detect, touched, ways
from quality.near import path

_BALANCE = "mass_balance"
_CAME, _LEFT = ("PRODUCED", "RECEIVED_AS"), ("CONSUMED_IN", "SHIPPED_IN")
_RELEASED = (">DECIDED_ON", ">DECIDED_ON >PRODUCED", ">DECIDED_ON >HAS_UNIT")


@dataclass(frozen=True, slots=True)
class Looked:
    """What the rules found, and which records each of them looked at."""

    findings: list[Finding]
    subjects: Mapping[str, Collection[str]]


def detect_in(reader: Reader, facts: Iterable[AnyFact], released: Collection[str]) -> list[Finding]:
    """What the rules find of the records that these facts touch; `released` as `materials_released` tells."""
    return look(reader, facts, released).findings


def look(
    reader: Reader,
    facts: Iterable[AnyFact],
    released: Collection[str],
    again: Iterable[tuple[str, str]] = (),
) -> Looked:
    """The same, with what was looked at; `again` are rules and records that are looked at anyhow."""
    links: Links = {}
    subjects: dict[str, set[str]] = defaultdict(set)
    for (name, way), starts in ways(touched(facts)).items():
        subjects[name] |= follow(reader, links, starts, way)
    for name, key in again:
        subjects[name].add(key)
    for name, some in subjects.items():
        for look in BY_NAME[name].looks:
            follow(reader, links, some, look)
    near = near_of(reader, links, set().union(*subjects.values()))
    overdrawn = _overdrawn(reader, subjects.get(_BALANCE, ()))
    return Looked(detect(subjects, Seen(near, released, overdrawn)), subjects)


def materials_released(reader: Reader, releases: Iterable[str]) -> set[str]:
    """The materials of what these releases decided on; of all of them: `reader.of_label("Release")`."""
    links: Links = {}
    wanted = list(releases)
    ends = (follow(reader, links, wanted, path(way)) for way in _RELEASED)
    items = {end for some in ends for end in some if prefix_of(end) in ITEMS}
    return follow(reader, links, items, path(">INSTANCE_OF"))


def _overdrawn(reader: Reader, items: Collection[str]) -> dict[str, str]:
    """Of which more left than came in, and how much more; what can't be told is no finding.

    What left in packages, and what units of a lot did, is not looked at: `lotgraph balance` does.
    """
    moved = _moved(reader, items)
    sums = Sums(read_materials(reader, moved))
    out = {}
    for item, edges in moved.items():
        came = sums.of(item, (e for e in edges if e.type not in _LEFT))
        left = sums.of(item, (e for e in edges if e.type in _LEFT))
        stated = any(e.type in _CAME for e in edges)
        if stated and came and left and came.unit == left.unit and left.value > came.value:
            (more,) = readable(Amount(left.value - came.value, came.unit))
            out[item] = f"{more.text} {more.unit}".strip() if more else ""
    return out


def _moved(reader: Reader, items: Collection[str]) -> dict[str, list[Edge]]:
    """What is stated to have come into these items, and to have left or come back."""
    wanted, out = sorted(items), defaultdict[str, list[Edge]](list)
    if not wanted:
        return out
    for edge in reader.context(wanted, _CAME, False):
        if not edge.void:
            out[edge.target].append(edge)
    for edge in reader.context(wanted, (*_LEFT, "RETURNED_IN"), True):
        if not edge.void:
            out[edge.source].append(edge)
    return out
