"""What is missing from an answer, or may be.

Promises: every kind of gap of DESIGN 7 that the graph can show is looked for, over everything the walk
reached; a gap is never dropped for being one of many. What is only worth knowing is a note.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from app.questions.findings import Gap, Note, line_ranges
from app.questions.materials import Materials
from app.questions.reading import Card, Edge, Reads, RejectGap
from app.questions.trace import FLOW, ITEMS, Walk, closure, heads
from app.questions.windows import span
from graph_model.keys import prefix_of

TakenOf = Mapping[str, Mapping[str, str]]
"""Key -> property, or nothing for a relationship -> the preferred source whose statement is shown, if any."""


def walk_gaps(done: Walk, cards: Mapping[str, Card]) -> Iterator[Gap]:
    """What nothing states of what was walked, and where the walk ended before its time."""
    head = heads(done.edges.values())
    into: dict[str, set[str]] = defaultdict(set)
    out_of: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for edge in (*done.edges.values(), *done.left_out.values()):
        into[edge.target].add(edge.type)
        out_of[head.get(edge.source, edge.source)][edge.type].add(edge.target)
    for key in done.keys:
        card = cards.get(key)
        if card is None or not card.stated:
            yield unstated(key)
        if not done.forward:
            yield from _backward_gaps(key, into[key])
        elif head.get(key, key) == key:
            yield from forward_gaps(key, out_of[key])


def unstated(key: str) -> Gap:
    """Something is referred to, and nothing says what it is."""
    return Gap("unknown_reference", key, f"{key} is referred to, and no file states what it is.")


def forward_gaps(key: str, ends: Mapping[str, set[str]]) -> Iterator[Gap]:
    """Where a forward walk ended before its time; `ends` are those of the relationships out of a node."""
    parties = sorted(set().union(ends.get("DELIVERED_TO", ()), ends.get("RETURNED_BY", ())))
    match prefix_of(key):
        case "step" if "PRODUCED" not in ends:
            yield Gap("step_without_output", key, f"Nothing says what {key} made.")
        case "shipment" if not parties:
            yield Gap("shipment_without_customer", key, f"Nothing says to whom {key} went.")
        case "return" if not parties:
            yield Gap("shipment_without_customer", key, f"Nothing says which customer sent {key}.")
        case _ if len(parties) > 1:
            yield Gap("conflict", key, f"{key} is stated to be of {' and of '.join(parties)}.")


def _backward_gaps(key: str, types: set[str]) -> Iterator[Gap]:
    match prefix_of(key):
        case "lot" | "device" if not types & {"PRODUCED", "HAS_UNIT", "RECEIVED_AS"}:
            yield Gap("no_origin", key, f"Nothing says where {key} came from: no step, no receipt.")
        case "receipt" if "SUPPLIED" not in types:
            yield Gap("no_origin", key, f"Nothing says which supplier delivered {key}.")


def input_gaps(done: Walk, part_of: Mapping[str, str], unlotted: Iterable[Edge]) -> Iterator[Gap]:
    """Steps of which nothing says what they used. An order used what its operations used."""
    head = heads(done.edges.values())
    used = (e.target for e in (*done.edges.values(), *unlotted) if e.type in ("CONSUMED_IN", "USED_IN"))
    orders = {part_of.get(key, key) for key in used}
    told = {head.get(key, key) for key in orders}
    for key in done.keys - told:
        if prefix_of(key) == "step" and head.get(key, key) == key:
            yield Gap("step_without_input", key, f"Nothing says what {key} used.")


def loop_gaps(done: Walk) -> Iterator[Gap]:
    """Items that come from one another only. Each of them has an origin, and all of them together none."""
    head = heads(done.edges.values())
    after: dict[str, set[str]] = defaultdict(set)
    before: dict[str, set[str]] = defaultdict(set)
    received = set()
    for edge in done.edges.values():
        source, target = (head.get(key, key) for key in (edge.source, edge.target))
        if edge.type == "RECEIVED_AS":
            received.add(target)
        elif source != target and prefix_of(source) in FLOW and prefix_of(target) in FLOW:
            after[source].add(target)
            before[target].add(source)
    keys = {head.get(key, key) for key in done.keys}
    rest = set(before) - closure(after, received | (keys - set(before)))
    while rest:
        key = min(rest)
        while beyond := closure(before, [key]) - closure(after, [key]):
            key = min(beyond)
        loop = closure(before, [key])
        first = min(item for item in loop if prefix_of(item) in ITEMS)
        yield Gap(
            "no_origin", first, f"{first} comes from itself only: nothing says what it was first made of."
        )
        rest -= closure(after, loop)


def stay_gaps(edges: Iterable[Edge]) -> Iterator[Gap]:
    """Stays in packages that end before they begin; such times rule nothing out."""
    for edge in edges:
        if edge.type == "PACKED_IN":
            since, until = (edge.properties.get(name) for name in ("packed_from", "packed_to"))
            yield from _reversed(edge.source, edge.key, since, until)


def span_gaps(cards: Iterable[Card]) -> Iterator[Gap]:
    """Steps and readings that end before they begin; such times rule nothing out."""
    for card in cards:
        since, until = (card.properties.get(name) for name in ("started", "ended"))
        yield from _reversed(card.key, card.key, since, until)


def _reversed(key: str, what: str, since: object, until: object) -> Iterator[Gap]:
    if since and until and span(since, until).empty:
        yield Gap("conflict", key, f"{what} ends on {until}, before it begins on {since}.")


def dispute_gaps(cards: Iterable[Card], taken: TakenOf) -> Iterator[Gap]:
    """Properties that sources of equal standing state differently."""
    for card in cards:
        under = taken.get(card.key, {})
        for name in {*card.disputed, *under}:
            said = f"Sources state {name} of {card.key} differently"
            yield Gap("conflict", card.key, f"{said}{_under(under.get(name))}.")


def statement_gaps(edges: Iterable[Edge], taken: TakenOf) -> Iterator[Gap]:
    """Relationships that sources of equal standing state differently, whichever of them was followed."""
    for edge in edges:
        source = taken.get(edge.key, {}).get("")
        if edge.disputed or source:
            said = f"Sources of equal standing state {edge.key} differently{_under(source)}."
            for end in (edge.source, edge.target):
                yield Gap("conflict", end, said)


def _under(source: str | None) -> str:
    return f"; the answer is under that of {source}" if source else ""


def preferred_notes(cards: Iterable[Card], edges: Iterable[Edge], taken: TakenOf) -> Iterator[Note]:
    """What was read as a preferred source states it, though another one of equal standing contradicts it."""
    for card in cards:
        for name, source in taken.get(card.key, {}).items():
            if source:
                yield Note("preferred", card.key, f"{name} of {card.key} is as {source} states it.")
    for edge in edges:
        under = taken.get(edge.key, {}).get("")
        if under:
            how = f"was passed by: {under} has it otherwise" if edge.void else f"is as {under} states it"
            said = f"{edge.source} {edge.type} {edge.target} {how}."
            yield Note("preferred", edge.key, said, edge.type, edge.source, edge.target)


def material_gaps(materials: Materials, cards: Mapping[str, Card]) -> Iterator[Gap]:
    """Materials that items are stated to be of, or named after, and that nothing states."""
    named = {
        material
        for item, material in materials.of_item.items()
        if (card := cards.get(item)) is not None and card.stated
    }
    yield from unstated_materials(materials, materials.stated | named)


def unstated_materials(materials: Materials, keys: Iterable[str]) -> Iterator[Gap]:
    """Those of the materials that nothing states."""
    for key in keys:
        card = materials.cards.get(key)
        if card is None or not card.stated:
            yield Gap(
                "unknown_reference",
                key,
                f"{key} is referred to, and no file states it: its unit and UDI-DI are unknown.",
            )


def load_gaps(reader: Reads, touched: Iterable[str]) -> Iterator[Gap]:
    """Files not taken in whole, and rejected rows that name something touched, or nothing readable."""
    yield from unfinished_gaps(reader)
    whole = set(touched)
    # A row may name a lot by fewer parts than its key has, or an operation of a step.
    begin = {part for key in whole for part in shorter(key)}
    yield from rejected_gaps(
        reader.open_rejects(), lambda key: key in whole or key in begin or not whole.isdisjoint(shorter(key))
    )


def unfinished_gaps(reader: Reads) -> Iterator[Gap]:
    """Files that were not taken in whole: nobody knows what they would have stated."""
    for begun in reader.unfinished_loads():
        yield Gap(
            "load_unfinished",
            "",
            f"{begun.file} was begun and not taken in whole (load {begun.load}); load it again to go on, "
            "or give it up with `lotgraph loads close`.",
        )


def rejected_gaps(rejects: Iterable[RejectGap], is_met: Callable[[str], bool]) -> Iterator[Gap]:
    """Rejected rows that name what is met, or nothing readable."""
    groups: dict[tuple[str, str, str, str], list[RejectGap]] = defaultdict(list)
    for reject in rejects:
        for key in [touch for touch in reject.touches if is_met(touch)] if reject.touches else [""]:
            groups[key, reject.load, reject.file, reject.rule].append(reject)
    for (key, load, file, rule), rejects in groups.items():
        yield Gap("rejected_rows", key, _rejected(load, file, rule, key, rejects))


def shorter(key: str) -> Iterator[str]:
    """The key without its last part, without its last two, and so on."""
    while "/" in key:
        key = key.rpartition("/")[0]
        yield key


def _rejected(load: str, file: str, rule: str, key: str, rejects: list[RejectGap]) -> str:
    lines = line_ranges(r.line for r in rejects)
    noun = "line" if len(rejects) == 1 else f"{len(rejects)} lines:"
    about = f"{'names' if len(rejects) == 1 else 'name'} {key}" if key else "may be about anything"
    return f"{file}, {noun} {lines} not accepted ({rule}), and {about} (load {load})."


def void_notes(void: Iterable[Edge]) -> Iterator[Note]:
    """Withdrawn relationships that the walk passed by."""
    for edge in void:
        if not edge.disputed:
            yield withdrawn(edge.key, edge.type, edge.source, edge.target)


def withdrawn(key: str, type_: str, source: str, target: str) -> Note:
    """A relationship that was withdrawn."""
    said = f"{source} {type_} {target} was stated and withdrawn; it was not followed."
    return Note("retracted", key, said, type_, source, target)


def upheld_notes(edges: Iterable[Edge]) -> Iterator[Note]:
    """Relationships that somebody withdrew and a decision holds: whoever follows them must know."""
    for edge in edges:
        what = f"{edge.source} {edge.type} {edge.target}"
        said = f"{what} was withdrawn too, and a decision says that it holds."
        yield Note("upheld", edge.key, said, edge.type, edge.source, edge.target)


def later_notes(later: Mapping[str, Sequence[str]], as_of: str | None) -> Iterator[Note]:
    """Properties that are shown though nothing that is stated of them is as old as the time asked about."""
    for key, names in later.items():
        said = f"What is shown of {key} ({', '.join(names)}) was stated for a later time than {as_of}."
        yield Note("stated_later", key, said)


def material_notes(materials: Materials) -> Iterator[Note]:
    """Materials declared not to be traced."""
    yield from untraced(materials, set(materials.of_item.values()))


def untraced(materials: Materials, keys: Iterable[str]) -> Iterator[Note]:
    """Those of the materials that are declared not to be traced."""
    for key in sorted(keys):
        card = materials.cards.get(key)
        if card is not None and card.properties.get("traceability") == "none":
            yield Note("not_traced", key, f"{key} is declared not to be traced; its links may be partial.")
