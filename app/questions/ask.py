"""Recall and genealogy: resolve the keys, walk, join what belongs to the rows, look for gaps.

Promises: one reader, so one ledger size, for all of it; an error of the store in any step refuses the
answer. Each step takes a fixed number of round trips but the walk, which takes one a level.
"""

from __future__ import annotations

import itertools
from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from app.questions.answer import Answer, Link, Record, Row
from app.questions.apart import read_apart
from app.questions.consignees import Consignees
from app.questions.errors import BadRequest
from app.questions.findings import Gap, sorted_gaps
from app.questions.gaps import (
    dispute_gaps,
    input_gaps,
    later_notes,
    load_gaps,
    loop_gaps,
    material_gaps,
    material_notes,
    preferred_notes,
    span_gaps,
    statement_gaps,
    stay_gaps,
    upheld_notes,
    void_notes,
    walk_gaps,
)
from app.questions.hiding import Traced, filtered, restrict
from app.questions.materials import Materials, read_materials
from app.questions.quantities import ONE_UNIT, Amount, Sums, contradictions
from app.questions.reading import Backed, Card, Edge, Reads
from app.questions.records import Records, read_records
from app.questions.renaming import Renaming, further_inputs, kind_of
from app.questions.scoped import ScopedReader
from app.questions.signatures import read_signatures
from app.questions.starts import label_of, resolve_starts
from app.questions.timely import remaining
from app.questions.totals import Counter
from app.questions.trace import ITEMS, Walk, event_times, walk
from app.questions.unlotted import Unlotted, read_unlotted
from app.questions.view import NOW, View, refuse_unknown_sources, through
from app.questions.watching import Watching
from graph_model.keys import prefix_of
from graph_store.history import Signed


def recall(reader: Backed, keys: Iterable[str], view: View = NOW) -> Answer:
    """What was made of these, and who received it."""
    return traced(reader, keys, view, forward=True).answer


def genealogy(reader: Backed, keys: Iterable[str], view: View = NOW) -> Answer:
    """What these were made of, and who supplied it, with the records of each row."""
    return traced(reader, keys, view, forward=False).answer


def traced(reader: Backed, keys: Iterable[str], view: View, *, forward: bool) -> Traced:
    """The answer, and what its asker may not see of it: the walk uses the whole graph, then is filtered."""
    refuse_unknown_sources(reader, view)
    watching = through(reader, view)
    starts = resolve_starts(watching, keys)
    return walked(reader, watching, view, lambda _: starts, forward=forward).traced


@dataclass(frozen=True, slots=True)
class Walked:
    """A trace with the part of its walk that the asker may see."""

    traced: Traced
    walk: Walk


def walked(
    reader: Backed,
    watching: Watching,
    view: View,
    starts_of: Callable[[Watching], Iterable[str]],
    *,
    forward: bool,
) -> Walked:
    """A trace from what `starts_of` finds in the whole graph; `watching` is the reader as the view has it."""
    if not isinstance(reader, ScopedReader):
        done = _reached(watching, starts_of, view, forward=forward)
        return Walked(Traced(_answer(watching, done, view)), done)
    whole = through(reader.whole, view)
    done = _reached(whole, starts_of, view, forward=forward)
    answer = _answer(whole, done, view)
    into_starts = _into_starts(whole, done)
    sources = {edge.source for edge in into_starts}
    visible = restrict(done, into_starts, reader)
    watching.join(whole, reader.shown(whole.disputed))
    hidden = sources - reader.visible(sources)
    return Walked(filtered(_answer(watching, visible, view), answer, hidden, reader), visible)


def _reached(
    reader: Watching, starts_of: Callable[[Watching], Iterable[str]], view: View, *, forward: bool
) -> Walk:
    """The walk; of a time-aware one what is left of it."""
    if view.time_aware and not forward:
        raise BadRequest("Only a recall can be time-aware.", "Ask for the genealogy without it.")
    done = walk(reader, tuple(sorted(starts_of(reader))), forward=forward)
    return remaining(reader, done) if view.time_aware else done


def _answer(reader: Watching, done: Walk, view: View) -> Answer:
    cards = reader.cards(sorted(done.keys))
    items = sorted(k for k in done.keys if prefix_of(k) in ITEMS)
    materials = read_materials(reader, items, reader.classes.kept)
    records = Records() if done.forward else read_records(reader, done, cards)
    sums = Sums(materials)
    seen = {edge.key: edge for edge in (*_into_starts(reader, done), *done.edges.values())}
    amounts = _amounts(seen.values(), items, sums) | dict.fromkeys(done.partly.intersection(items))
    kinds = _kinds(cards)
    beside = (
        *_further_units(reader, done, materials),
        *further_inputs(reader, done.edges, kinds if done.forward else {}),
    )
    apart = read_apart(reader, done, materials.keys)
    unlotted = read_unlotted(reader, done, materials, records)
    renaming = Renaming([*done.edges.values(), *beside], kinds, materials)
    totals, notes = Counter(renaming, materials, sums).totals(amounts)
    signed = read_signatures(reader, itertools.chain.from_iterable(records.of_row.values()))
    rows = _rows(done, cards, materials, amounts, _consignees(reader, done, materials, sums), records, signed)
    notes += [*unlotted.notes, *void_notes(unlotted.void), *later_notes(reader.later, view.as_of)]
    read = [*cards.values(), *materials.cards.values(), *records.cards]
    gaps = sorted_gaps(
        [
            *_gaps(done, cards, materials, records, unlotted),
            *dispute_gaps(read, reader.taken()),
            *apart.gaps,
            *materials.gaps,
            *unlotted.gaps,
            *contradictions(seen.values()),
            *(done.excluded.gaps() if done.excluded else ()),
            *sums.gaps,
            *load_gaps(reader, reader.classes.whole(done.keys | materials.keys | records.keys | apart.keys)),
            *statement_gaps(reader.disputed, reader.taken()),  # last, when all is read
        ]
    )
    named = {*done.keys, *materials.keys, *(edge.source for edge in unlotted.edges)}
    notes += upheld_notes(reader.upheld)
    notes += [*reader.classes.notes(named), *preferred_notes(read, reader.disputed, reader.taken())]
    answer = Answer(
        start=done.starts,
        direction="forward" if done.forward else "backward",
        known_at=reader.known_at,
        root=reader.root,
        gaps=gaps,
        notes=tuple(sorted({*void_notes(done.void.values()), *material_notes(materials), *notes})),
        counts=dict(sorted(Tally(row.label for row in rows).items())),
        totals=totals,
        rows=rows,
        links=tuple(sorted(Link(e.source, e.type, e.target, e.key) for e in done.edges.values())),
        as_of=view.as_of,
        prefer=view.prefer,
        excluded=done.excluded,
    )
    return replace(answer, sha256=answer.digest())


def _kinds(cards: Mapping[str, Card]) -> dict[str, str]:
    """Step -> what it does."""
    steps = {key: card for key, card in cards.items() if prefix_of(key) == "step"}
    return {key: kind_of(key, card.properties) for key, card in steps.items()}


def _amounts(edges: Iterable[Edge], items: list[str], sums: Sums) -> dict[str, Amount | None]:
    """Item -> what came into it inside this answer; a start, whatever came into it."""
    into: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.type in ("PRODUCED", "RECEIVED_AS"):
            into[edge.target].append(edge)
    return {item: ONE_UNIT if prefix_of(item) == "device" else sums.of(item, into[item]) for item in items}


def _into_starts(reader: Reads, done: Walk) -> list[Edge]:
    """A forward walk does not see what came into its starts."""
    starts = [k for k in done.starts if prefix_of(k) == "lot"] if done.forward else []
    if not starts:
        return []
    found = (*reader.flow(starts, False), *reader.logistics(starts, False))
    return [edge for edge in found if not edge.void]


def _further_units(reader: Reads, done: Walk, materials: Materials) -> list[Edge]:
    """A backward walk sees one unit of a device lot; the others are no units without serial either."""
    lots = set() if done.forward else {e.source for e in done.edges.values() if e.type == "HAS_UNIT"}
    lots = {lot for lot in lots if materials.is_device(lot)}
    found = reader.flow(sorted(lots), True) if lots else ()
    return [edge for edge in found if edge.type == "HAS_UNIT" and not edge.void]


def _consignees(reader: Reads, done: Walk, materials: Materials, sums: Sums) -> Consignees:
    edges = list(done.edges.values())
    return Consignees(edges, event_times(reader, done, edges), materials, sums)


def _rows(
    done: Walk,
    cards: Mapping[str, Card],
    materials: Materials,
    amounts: Mapping[str, Amount | None],
    consignees: Consignees,
    records: Records,
    signed: Mapping[str, tuple[Signed, ...]],
) -> tuple[Row, ...]:
    rows = []
    for key in sorted(done.keys):
        card, amount = cards.get(key), amounts.get(key)
        name = card.properties.get("name") if card else None
        material = materials.of_item.get(key, "")
        rows.append(
            Row(
                key=key,
                label=label_of(key),
                name=name if isinstance(name, str) else None,
                quantity=amount.text if amount else None,
                unit=(amount.unit or None) if amount else None,
                udi_di=materials.udi_di.get(material),
                by_material=consignees.of(key) if prefix_of(key) == "customer" else None,
                records=None if done.forward else _records(records, key, signed),
            )
        )
    return tuple(rows)


def _records(records: Records, key: str, signed: Mapping[str, tuple[Signed, ...]]) -> tuple[Record, ...]:
    found = sorted(records.of_row.get(key, ()))
    return tuple(Record(record, label_of(record), signed.get(record, ())) for record in found)


def _gaps(
    done: Walk, cards: Mapping[str, Card], materials: Materials, records: Records, unlotted: Unlotted
) -> Iterator[Gap]:
    """What the walk and the nodes themselves show to be missing."""
    yield from walk_gaps(done, cards)
    yield from material_gaps(materials, cards)
    yield from stay_gaps(done.edges.values())
    if not done.forward:
        yield from input_gaps(done, records.part_of, unlotted.edges)
        yield from loop_gaps(done)
        yield from span_gaps([*cards.values(), *records.cards])
