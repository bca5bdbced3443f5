"""What is missing from an answer, or may be.

Promises: every kind of gap of DESIGN 7 that the graph can show is looked for, over everything the walk
reached; a gap is never dropped for being one of many. What is only worth knowing is a note.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.questions.findings import Gap, Note, line_ranges
from app.questions.materials import Materials
from app.questions.reading import Card, Edge, Reader, RejectGap
from app.questions.trace import Walk
from graph_model.keys import prefix_of


def walk_gaps(done: Walk, cards: Mapping[str, Card], operations: Mapping[str, Card]) -> Iterator[Gap]:
    """Gaps in what was walked. `operations` are the operations of its steps, where they were read."""
    into: dict[str, set[str]] = defaultdict(set)
    out_of: dict[str, set[str]] = defaultdict(set)
    for edge in done.edges.values():
        into[edge.target].add(edge.type)
        out_of[edge.source].add(edge.type)
    operation_starts = {e.source for e in done.edges.values() if e.type == "PART_OF"}
    for key in done.keys:
        card = cards.get(key)
        if card is None or not card.stated:
            yield Gap("unknown_reference", key, f"{key} is referred to, and no file states what it is.")
        if key in operation_starts:
            continue  # its order's step stands for it in the flow
        if done.forward:
            yield from _forward_gaps(key, out_of[key])
        else:
            yield from _backward_gaps(key, into[key], card)
    if not done.forward:
        yield from (_untracked(key) for key, card in operations.items() if _is_untracked(card))


def _forward_gaps(key: str, types: set[str]) -> Iterator[Gap]:
    match prefix_of(key):
        case "step" if "PRODUCED" not in types:
            yield Gap("step_without_output", key, f"Nothing says what {key} made.")
        case "shipment" if "DELIVERED_TO" not in types:
            yield Gap("shipment_without_customer", key, f"Nothing says to whom {key} went.")
        case "return" if "RETURNED_BY" not in types:
            yield Gap("shipment_without_customer", key, f"Nothing says which customer sent {key}.")


def _backward_gaps(key: str, types: set[str], card: Card | None) -> Iterator[Gap]:
    match prefix_of(key):
        case "lot" | "device" if not types & {"PRODUCED", "HAS_UNIT", "RECEIVED_AS"}:
            yield Gap("no_origin", key, f"Nothing says where {key} came from: no step, no receipt.")
        case "receipt" if "SUPPLIED" not in types:
            yield Gap("no_origin", key, f"Nothing says which supplier delivered {key}.")
        case "step" if card is not None and _is_untracked(card):
            yield _untracked(key)
        case "step" if "CONSUMED_IN" not in types and not _is_told_untraced(card):
            yield Gap("step_without_input", key, f"Nothing says what {key} used.")


def _is_untracked(card: Card) -> bool:
    return card.properties.get("untracked_input") is True


def _is_told_untraced(card: Card | None) -> bool:
    """It did use something, of a material that is declared not to be traced: a note tells that."""
    return card is not None and card.properties.get("not_traced_input") is True


def _untracked(key: str) -> Gap:
    return Gap("untracked_input", key, f"{key} used material that carries no lot; it can't be traced back.")


def dispute_gaps(cards: Iterable[Card]) -> Iterator[Gap]:
    """Properties that sources of equal standing state differently."""
    for card in cards:
        for name in card.disputed:
            yield Gap("conflict", card.key, f"Sources state {name} of {card.key} differently.")


def material_gaps(materials: Materials) -> Iterator[Gap]:
    """Materials that items are stated to be of, and that nothing states."""
    for key in materials.stated:
        card = materials.cards.get(key)
        if card is None or not card.stated:
            yield Gap(
                "unknown_reference",
                key,
                f"{key} is referred to, and no file states it: its unit and UDI-DI are unknown.",
            )


def load_gaps(reader: Reader, touched: Iterable[str]) -> Iterator[Gap]:
    """Files not taken in whole, and rejected rows that name something touched, or nothing readable."""
    for begun in reader.unfinished_loads():
        yield Gap(
            "load_unfinished",
            "",
            f"{begun.file} was begun and not taken in whole (load {begun.load}); load it again to go on.",
        )
    whole = set(touched)
    # A row may name a lot by fewer parts than its key has.
    shorter = {part for key in whole for part in _shorter(key)}
    groups: dict[tuple[str, str, str, str], list[RejectGap]] = defaultdict(list)
    for reject in reader.open_rejects():
        for key in _met(reject.touches, whole, shorter):
            groups[key, reject.load, reject.file, reject.rule].append(reject)
    for (key, load, file, rule), rejects in groups.items():
        yield Gap("rejected_rows", key, _rejected(load, file, rule, key, rejects))


def _shorter(key: str) -> Iterator[str]:
    while "/" in key:
        key = key.rpartition("/")[0]
        yield key


def _met(touches: Sequence[str], whole: set[str], shorter: set[str]) -> list[str]:
    """The keys of the row that the answer may be about; one empty key where the row has none."""
    if not touches:
        return [""]
    return [t for t in touches if t in whole or t in shorter]


def _rejected(load: str, file: str, rule: str, key: str, rejects: list[RejectGap]) -> str:
    lines = line_ranges(r.line for r in rejects)
    noun = "line" if len(rejects) == 1 else f"{len(rejects)} lines:"
    about = f"{'names' if len(rejects) == 1 else 'name'} {key}" if key else "may be about anything"
    return f"{file}, {noun} {lines} not accepted ({rule}), and {about} (load {load})."


def void_notes(void: Iterable[Edge]) -> Iterator[Note]:
    """Withdrawn relationships that the walk passed by."""
    for edge in void:
        yield Note(
            "retracted",
            edge.key,
            f"{edge.source} {edge.type} {edge.target} was stated and withdrawn; it was not followed.",
            edge.type,
            edge.source,
            edge.target,
        )


def not_traced_notes(cards: Iterable[Card]) -> Iterator[Note]:
    """Steps that used material declared not to be traced."""
    for card in cards:
        if card.properties.get("not_traced_input") is True:
            yield Note("not_traced", card.key, f"{card.key} used material that is declared not to be traced.")


def material_notes(materials: Materials) -> Iterator[Note]:
    """Materials declared not to be traced."""
    for key in sorted(set(materials.of_item.values())):
        card = materials.cards.get(key)
        if card is not None and card.properties.get("traceability") == "none":
            yield Note("not_traced", key, f"{key} is declared not to be traced; its links may be partial.")
