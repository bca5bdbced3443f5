"""Material that went into steps without its lot: what an answer can't tell because of it.

Promises: looking back, each step of the answer that used tracked material without a lot is a gap.
Looking forward, so is each step elsewhere that used a material of the answer without a lot, since it
may have used one of these. Material that is declared not to be traced is a note.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from app.questions.findings import Gap, Note
from app.questions.materials import Materials
from app.questions.reading import Edge, Reads
from app.questions.records import Records
from app.questions.trace import Walk, closure, orders_above
from graph_model.keys import prefix_of
from quality.words import Words

_TYPE = ("USED_IN",)
_of_no_lot = Words(
    "{step} used {material}, and nothing says which lot.", "{step} 使用了 {material}，但没有说明是哪个批次。"
)
_of_any_lot = Words(
    "{step} used {material} without saying which lot; it may be one of this answer.",
    "{step} 使用了 {material}，未说明是哪个批次；可能是本结果中的一个。",
)
_not_traced = Words(
    "{step} used {material}, which is declared not to be traced.",
    "{step} 使用了被声明为不追溯的 {material}。",
)


@dataclass(frozen=True, slots=True)
class Unlotted:
    """Uses of material without its lot, and what follows from them."""

    edges: tuple[Edge, ...] = ()
    void: tuple[Edge, ...] = ()
    gaps: tuple[Gap, ...] = ()
    notes: tuple[Note, ...] = ()


def read_unlotted(reader: Reads, done: Walk, materials: Materials, records: Records) -> Unlotted:
    """The uses that concern this answer."""
    if done.forward:
        return _forward(reader, done, materials)
    steps = {key for key in (*done.keys, *records.part_of) if prefix_of(key) == "step"}
    found = reader.context(sorted(steps), _TYPE, False) if steps else ()
    used = [edge for edge in found if not edge.void]
    untraced = _untraced(reader, {edge.source for edge in used})
    return Unlotted(
        tuple(used),
        tuple(edge for edge in found if edge.void),
        tuple(
            Gap("untracked_input", e.target, _of_no_lot.filled(step=e.target, material=e.source))
            for e in used
            if e.source not in untraced
        ),
        tuple(
            Note("not_traced", e.target, _not_traced.filled(step=e.target, material=e.source))
            for e in used
            if e.source in untraced
        ),
    )


def _forward(reader: Reads, done: Walk, materials: Materials) -> Unlotted:
    of_items = sorted({*materials.of_item.values(), *materials.stated})
    found = reader.context(of_items, _TYPE, True) if of_items else ()
    used = [edge for edge in found if not edge.void]
    if not used:
        return Unlotted(void=tuple(found))
    untraced = _untraced(reader, {edge.source for edge in used})
    # What an order of the answer made is in it, whichever lot its operations used.
    orders: dict[str, set[str]] = defaultdict(set)
    for edge in orders_above(reader, {edge.target for edge in used}):
        orders[edge.source].add(edge.target)
    return Unlotted(
        tuple(used),
        tuple(edge for edge in found if edge.void),
        tuple(
            Gap("untracked_input", e.target, _of_any_lot.filled(step=e.target, material=e.source))
            for e in used
            if e.source not in untraced and done.keys.isdisjoint(closure(orders, [e.target]))
        ),
    )


def _untraced(reader: Reads, materials: Iterable[str]) -> set[str]:
    cards = reader.cards(sorted(materials))
    return {
        key
        for key, card in cards.items()
        if card.properties.get("traceability") == "none" and "traceability" not in card.disputed
    }
