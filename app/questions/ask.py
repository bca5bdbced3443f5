"""Recall and genealogy: resolve the keys, walk, join what belongs to the rows, look for gaps.

Promises: one reader, so one ledger size, for all of it; an error of the store in any step refuses the
answer. Each step takes a fixed number of round trips but the walk, which takes one a level.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.questions.answer import Answer, Link, Record, Row
from app.questions.consignees import Consignees
from app.questions.findings import Gap, sorted_gaps
from app.questions.gaps import (
    dispute_gaps,
    load_gaps,
    material_gaps,
    material_notes,
    not_traced_notes,
    void_notes,
    walk_gaps,
)
from app.questions.materials import Materials, read_materials
from app.questions.quantities import ONE_UNIT, Amount, Sums, contradictions
from app.questions.reading import Card, Edge, Reader
from app.questions.records import Records, read_records
from app.questions.starts import label_of, resolve_starts
from app.questions.totals import Counter
from app.questions.trace import ITEMS, Walk, event_times, walk
from graph_model.keys import prefix_of


def recall(reader: Reader, keys: Iterable[str]) -> Answer:
    """What was made of these, and who received it."""
    return _answer(reader, walk(reader, resolve_starts(reader, keys), forward=True))


def genealogy(reader: Reader, keys: Iterable[str]) -> Answer:
    """What these were made of, and who supplied it, with the records of each row."""
    return _answer(reader, walk(reader, resolve_starts(reader, keys), forward=False))


def _answer(reader: Reader, done: Walk) -> Answer:
    cards = reader.cards(sorted(done.keys))
    items = sorted(k for k in done.keys if prefix_of(k) in ITEMS)
    materials = read_materials(reader, items)
    records = Records() if done.forward else read_records(reader, done, cards)
    sums = Sums(materials)
    amounts = _amounts(reader, done, items, sums)
    kinds = {k: str(c.properties.get("kind", "")) for k, c in cards.items() if prefix_of(k) == "step"}
    counter = Counter(
        [*done.edges.values(), *_further_units(reader, done, materials)], kinds, materials, sums
    )
    totals, notes = counter.totals(amounts)
    rows = _rows(done, cards, materials, amounts, _consignees(reader, done, materials, sums), records)
    if not done.forward:
        notes += not_traced_notes([*cards.values(), *records.operations.values()])
    gaps = _gaps(reader, done, cards, materials, records, sums)
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
    )
    return replace(answer, sha256=answer.digest())


def _amounts(reader: Reader, done: Walk, items: list[str], sums: Sums) -> dict[str, Amount | None]:
    """Item -> what came into it inside this answer; a start, whatever came into it."""
    into: dict[str, list[Edge]] = defaultdict(list)
    for edge in (*done.edges.values(), *_into_starts(reader, done)):
        if edge.type in ("PRODUCED", "RECEIVED_AS"):
            into[edge.target].append(edge)
    return {
        item: ONE_UNIT if prefix_of(item) == "device" else sums.of(item, _unique(into[item]))
        for item in items
    }


def _unique(edges: Iterable[Edge]) -> list[Edge]:
    return list({edge.key: edge for edge in edges}.values())


def _into_starts(reader: Reader, done: Walk) -> list[Edge]:
    """A forward walk does not see what came into its starts."""
    starts = [k for k in done.starts if prefix_of(k) == "lot"] if done.forward else []
    if not starts:
        return []
    found = (*reader.flow(starts, False), *reader.logistics(starts, False))
    return [edge for edge in found if not edge.void]


def _further_units(reader: Reader, done: Walk, materials: Materials) -> list[Edge]:
    """A backward walk sees one unit of a device lot; the others are no units without serial either."""
    lots = set() if done.forward else {e.source for e in done.edges.values() if e.type == "HAS_UNIT"}
    lots = {lot for lot in lots if materials.is_device(lot)}
    found = reader.flow(sorted(lots), True) if lots else ()
    return [edge for edge in found if edge.type == "HAS_UNIT" and not edge.void]


def _consignees(reader: Reader, done: Walk, materials: Materials, sums: Sums) -> Consignees:
    edges = list(done.edges.values())
    return Consignees(edges, event_times(reader, done, edges), materials, sums)


def _rows(
    done: Walk,
    cards: Mapping[str, Card],
    materials: Materials,
    amounts: Mapping[str, Amount | None],
    consignees: Consignees,
    records: Records,
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
                records=None if done.forward else _records(records, key),
            )
        )
    return tuple(rows)


def _records(records: Records, key: str) -> tuple[Record, ...]:
    return tuple(Record(found, label_of(found)) for found in sorted(records.of_row.get(key, ())))


def _gaps(
    reader: Reader,
    done: Walk,
    cards: Mapping[str, Card],
    materials: Materials,
    records: Records,
    sums: Sums,
) -> tuple[Gap, ...]:
    touched = done.keys | set(materials.of_item.values()) | set(records.operations)
    return sorted_gaps(
        [
            *walk_gaps(done, cards, records.operations),
            *dispute_gaps([*cards.values(), *materials.cards.values()]),
            *material_gaps(materials),
            *materials.gaps,
            *contradictions(done.edges.values()),
            *sums.gaps,
            *load_gaps(reader, touched),
        ]
    )
