"""Asks the rules of `quality.detection` about the records that a commit touches.

Promises: everything at the reader's one ledger size; each level of each path is one read for all records, so
that a commit costs as many reads as its rules have hops. What was withdrawn touches what it was tied to. A
read that fails fails the call.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.around import Links, follow, follow_all, near_of
from app.questions.balance import unexplained
from app.questions.books import Books
from app.questions.materials import read_materials
from app.questions.merged import Classes
from app.questions.quantities import Amount, Sums, readable
from app.questions.reading import Edge, Reader
from app.questions.stock import read_stock
from app.questions.trace import ITEMS, Logistics, Walk
from app.questions.view import NOW, through
from graph_model.facts import AnyFact
from graph_model.keys import prefix_of
from graph_model.nodes import BY_PREFIX
from quality.detection import (
    BY_NAME,
    PAPERS,
    TIED,
    Finding,
    Seen,
    detect,
    papers_in,
    touched,
    undone,
    ways,
)
from quality.near import Near, path

_BALANCE: Final = "mass_balance"
_CAME, _LEFT = ("PRODUCED", "RECEIVED_AS"), ("CONSUMED_IN", "SHIPPED_IN", "PACKED_IN")
_OWN_WORD: Final = frozenset(["out_of_limits", "excursion", "missing_value"])
"""Rules that look at nothing but what a record says itself."""
_LOTS_OF_UNITS: Final = path("<INSTANCE_OF <HAS_UNIT")
"""From a material to the lots of its units."""
Among = Callable[[Collection[str]], Collection[str]]
"""Those of some materials of which something was ever released."""


@dataclass(frozen=True, slots=True)
class Past:
    """What was there before some facts: the records that were stated, and what relationships ever joined."""

    stated: Collection[str] = frozenset()
    ends: Mapping[str, Collection[tuple[str, str]]] = field(default_factory=dict)


NOTHING: Final = Past()


@dataclass(frozen=True, slots=True)
class Looked:
    """What the rules found, and which records each of them looked at."""

    findings: list[Finding]
    subjects: Mapping[str, Collection[str]]


def look(
    reader: Reader,
    facts: Collection[AnyFact],
    released: Collection[str] | Among,
    again: Iterable[tuple[str, str]] = (),
    past: Past = NOTHING,
) -> Looked:
    """What the rules find of what these facts touch; `released` as `materials_released` tells, or asks it.

    `again` are rules and records that are looked at anyhow.
    """
    links: Links = {}
    kept = Classes.of(reader.merges()).kept
    joined = (end for pairs in past.ends.values() for pair in pairs for end in pair)
    starts_of = ways({*touched(facts), *joined}, _turned(reader, links, facts, past))
    subjects: dict[str, set[str]] = defaultdict(set)
    for (name, way), starts in starts_of.items():
        subjects[name] |= set(map(kept, follow(reader, links, starts, way)))
    for name, key in again:
        subjects[name].add(kept(key))
    for name, some in subjects.items():
        follow_all(reader, links, some, BY_NAME[name].looks)
    near = near_of(reader, links, set().union(*subjects.values()))
    overdrawn = _overdrawn(reader, subjects.get(_BALANCE, ()))
    some_of = released(_materials(links)) if callable(released) else released
    found = detect(subjects, Seen(near, some_of, overdrawn, _bereft(reader, links)))
    return Looked(_that_left(reader, _that_hold(reader, found)), subjects)


def _materials(links: Links) -> set[str]:
    """Of all that was looked at."""
    return {
        end for (_, by, forward), ends in links.items() if by == "INSTANCE_OF" and forward for end in ends
    }


def _turned(reader: Reader, links: Links, facts: Collection[AnyFact], past: Past) -> set[str]:
    """What is to be looked at again with all that was done: papers about it changed, or were withdrawn.

    A paper that was not there before makes nothing wrong that was not wrong without it; but a rejection does.
    """
    changed = {key for key in papers_in(facts) if key in past.stated or key.startswith("release:")}
    out = undone(facts, past.ends) | {key for key in changed if prefix_of(key) not in PAPERS}
    for prefix, type_ in PAPERS.items():
        papers = {key for key in changed if prefix_of(key) == prefix}
        out |= follow(reader, links, papers, path(f">{type_}"))
    return out


def _bereft(reader: Reader, links: Links) -> set[str]:
    """Of what was looked at without finding a paper those of which one was withdrawn."""
    out: set[str] = set()
    for type_ in sorted({*PAPERS.values()} - {"DECIDED_ON"}):
        bare = sorted(
            key for (key, by, forward), ends in links.items() if by == type_ and not (forward or ends)
        )
        out |= {edge.target for edge in reader.context(bare, (type_,), False) if edge.void} if bare else set()
    return out


def _that_hold(reader: Reader, findings: Iterable[Finding]) -> list[Finding]:
    """Without those about a record that was tied to something and is tied to nothing any more."""
    found = list(findings)
    tied: set[str] = set()
    untied: set[str] = set()
    by_tie: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for one in found:
        label = BY_PREFIX[prefix_of(one.key)].label
        if one.rule in _OWN_WORD and label in TIED:
            by_tie[TIED[label]].add(one.key)
    for (type_, forward), keys in by_tie.items():
        for edge in reader.context(sorted(keys), (type_,), forward):
            (untied if edge.void and not edge.disputed else tied).add(edge.source if forward else edge.target)
    return [one for one in found if one.rule not in _OWN_WORD or one.key not in untied - tied]


def _that_left(reader: Reader, findings: Iterable[Finding]) -> list[Finding]:
    """Without those about a shipment that an item had been unpacked before."""
    found = list(findings)
    shipped = [one for one in found if one.evidence and prefix_of(one.evidence[0]) == "shipment"]
    items = tuple(sorted({one.key for one in shipped}))
    if not items:
        return found
    done = Walk(items, True, set(items))
    watching = through(reader, NOW)
    Logistics(watching, done).run(items)
    materials = read_materials(watching, items, watching.classes.kept)
    stock = read_stock(watching, done, materials, Sums(materials), with_packages=False)
    left = {(one.item, one.shipment) for one in stock.left}
    return [one for one in found if one not in shipped or (one.key, one.evidence[0]) in left]


def materials_released(
    reader: Reader, releases: Iterable[str], among: Collection[str] | None = None
) -> set[str]:
    """The materials of what these releases decided on, also of what they were withdrawn from.

    Of all that ever was: `reader.of_label("Release")`. `among` are those that are asked about, all where
    nobody says; what is asked about is reached from both ends, since a lot that is released may have any
    number of units.
    """
    links: Links = {}
    wanted = sorted(releases)
    decided = {edge.target for edge in reader.context(wanted, ("DECIDED_ON",), True)} if wanted else set()
    if not decided:
        return set()
    kept = Classes.of(reader.merges()).kept
    asked = set(map(kept, reader.of_label("Material") if among is None else among))
    items = decided | follow(reader, links, decided, path(">PRODUCED"))
    found = follow(reader, links, (i for i in items if prefix_of(i) in ITEMS), path(">INSTANCE_OF")) & asked
    follow(reader, links, asked - found, _LOTS_OF_UNITS)
    lots, near = set(map(kept, decided)), Near({}, links)
    return found | {m for m in asked - found if not lots.isdisjoint(near.at([m], _LOTS_OF_UNITS))}


def _overdrawn(reader: Reader, items: Collection[str]) -> dict[str, str]:
    """Of which more left than came in, and how much more; what can't be told is no finding.

    What left by itself or in packages is added up; where that is too much, the books decide as
    `lotgraph balance` has them.
    """
    starts = tuple(sorted(_doubtful(reader, items)))
    if not starts:
        return {}
    books = Books(through(reader, NOW), starts)
    out = {}
    for item in starts:
        left = unexplained(books.columns(item)) if books.has_origin(item) else None
        if left is not None and left.value < 0:
            (more,) = readable(Amount(-left.value, left.unit))
            out[item] = f"{more.text} {more.unit}".strip() if more else ""
    return out


def _doubtful(reader: Reader, items: Collection[str]) -> Iterator[str]:
    """All but those of which surely no more left than came."""
    came, left = _by_item(reader, items, _CAME, False), _by_item(reader, items, _LEFT, True)
    lots = [item for item in left if item.startswith("lot:") and item in came]
    sums = Sums(read_materials(reader, lots))
    for item in lots:
        into, out = sums.of(item, came[item]), sums.of(item, left[item])
        if not (into and out and into.unit == out.unit and out.value <= into.value):
            yield item
    yield from (item for item, edges in left.items() if item.startswith("device:") and len(edges) > 1)


def _by_item(
    reader: Reader, items: Collection[str], types: tuple[str, ...], outgoing: bool
) -> dict[str, list[Edge]]:
    out: dict[str, list[Edge]] = defaultdict(list)
    for edge in reader.context(sorted(items), types, outgoing) if items else ():
        if not edge.void:
            out[edge.source if outgoing else edge.target].append(edge)
    return out
