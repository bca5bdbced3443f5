"""What is missing from an answer, or may be.

Promises: every kind of gap of DESIGN 7 that the graph can show is looked for, over everything the walk
reached; a gap is never dropped for being one of many. What is only worth knowing is a note.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from app.questions.findings import Gap, Note, all_of, line_ranges
from app.questions.materials import Materials
from app.questions.reading import Card, Edge, Reads, RejectGap
from app.questions.trace import FLOW, ITEMS, Walk, closure, heads
from app.questions.windows import span
from graph_model.keys import prefix_of
from quality.words import Words, said

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
    words = said(
        "{key} is referred to, and no file states what it is.",
        "引用了 {key}，但没有文件说明它是什么。",
        key=key,
    )
    return Gap("unknown_reference", key, words)


def without_origin(key: str) -> Gap:
    """A lot or device that nothing made and nobody delivered."""
    words = said(
        "Nothing says where {key} came from: no step, no receipt.",
        "没有说明 {key} 来自何处：既无工序，也无收货。",
        key=key,
    )
    return Gap("no_origin", key, words)


def forward_gaps(key: str, ends: Mapping[str, set[str]]) -> Iterator[Gap]:
    """Where a forward walk ended before its time; `ends` are those of the relationships out of a node."""
    parties = sorted(set().union(ends.get("DELIVERED_TO", ()), ends.get("RETURNED_BY", ())))
    match prefix_of(key):
        case "step" if "PRODUCED" not in ends:
            words = said("Nothing says what {key} made.", "没有说明 {key} 产出了什么。", key=key)
            yield Gap("step_without_output", key, words)
        case "shipment" if not parties:
            words = said("Nothing says to whom {key} went.", "没有说明 {key} 发给了谁。", key=key)
            yield Gap("shipment_without_customer", key, words)
        case "return" if not parties:
            words = said(
                "Nothing says which customer sent {key}.", "没有说明 {key} 由哪个客户退回。", key=key
            )
            yield Gap("shipment_without_customer", key, words)
        case _ if len(parties) > 1:
            words = said(
                "{key} is stated to be of {parties}.",
                "{key} 被说明为同时属于 {parties}。",
                key=key,
                parties=all_of(parties),
            )
            yield Gap("conflict", key, words)


def _backward_gaps(key: str, types: set[str]) -> Iterator[Gap]:
    match prefix_of(key):
        case "lot" | "device" if not types & {"PRODUCED", "HAS_UNIT", "RECEIVED_AS"}:
            yield without_origin(key)
        case "receipt" if "SUPPLIED" not in types:
            words = said(
                "Nothing says which supplier delivered {key}.", "没有说明 {key} 由哪个供应商交付。", key=key
            )
            yield Gap("no_origin", key, words)


def input_gaps(done: Walk, part_of: Mapping[str, str], unlotted: Iterable[Edge]) -> Iterator[Gap]:
    """Steps of which nothing says what they used. An order used what its operations used."""
    head = heads(done.edges.values())
    used = (e.target for e in (*done.edges.values(), *unlotted) if e.type in ("CONSUMED_IN", "USED_IN"))
    orders = {part_of.get(key, key) for key in used}
    told = {head.get(key, key) for key in orders}
    for key in done.keys - told:
        if prefix_of(key) == "step" and head.get(key, key) == key:
            words = said("Nothing says what {key} used.", "没有说明 {key} 使用了什么。", key=key)
            yield Gap("step_without_input", key, words)


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
        words = said(
            "{item} comes from itself only: nothing says what it was first made of.",
            "{item} 只来自其自身：没有说明它最初由什么制成。",
            item=first,
        )
        yield Gap("no_origin", first, words)
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
        words = said(
            "{what} ends on {until}, before it begins on {since}.",
            "{what} 于 {until} 结束，早于其开始时间 {since}。",
            what=what,
            until=str(until),
            since=str(since),
        )
        yield Gap("conflict", key, words)


def dispute_gaps(cards: Iterable[Card], taken: TakenOf) -> Iterator[Gap]:
    """Properties that sources of equal standing state differently."""
    for card in cards:
        under = taken.get(card.key, {})
        for name in {*card.disputed, *under}:
            what = said("Sources state {name} of {key}", "各来源对 {key} 的 {name} ", name=name, key=card.key)
            yield Gap("conflict", card.key, _differently(what, under.get(name)))


def statement_gaps(edges: Iterable[Edge], taken: TakenOf) -> Iterator[Gap]:
    """Relationships that sources of equal standing state differently, whichever of them was followed."""
    for edge in edges:
        source = taken.get(edge.key, {}).get("")
        if edge.disputed or source:
            what = said("Sources of equal standing state {key}", "同等地位的来源对 {key} ", key=edge.key)
            words = _differently(what, source)
            for end in (edge.source, edge.target):
                yield Gap("conflict", end, words)


def _differently(what: Words, source: str | None) -> Words:
    if not source:
        return said("{what} differently.", "{what}的说明不一致。", what=what)
    return said(
        "{what} differently; the answer is under that of {source}.",
        "{what}的说明不一致；此结果采用 {source} 的说明。",
        what=what,
        source=source,
    )


def preferred_notes(cards: Iterable[Card], edges: Iterable[Edge], taken: TakenOf) -> Iterator[Note]:
    """What was read as a preferred source states it, though another one of equal standing contradicts it."""
    for card in cards:
        for name, source in taken.get(card.key, {}).items():
            if source:
                words = said(
                    "{name} of {key} is as {source} states it.",
                    "{key} 的 {name} 采用 {source} 的说明。",
                    name=name,
                    key=card.key,
                    source=source,
                )
                yield Note("preferred", card.key, words)
    for edge in edges:
        under = taken.get(edge.key, {}).get("")
        if under:
            words = _passed_by if edge.void else _as_stated
            told = words.filled(what=_triple(edge), source=under)
            yield Note("preferred", edge.key, told, edge.type, edge.source, edge.target)


_passed_by = Words(
    "{what} was passed by: {source} has it otherwise.", "{what} 未被采用：{source} 的说明与之不同。"
)
_as_stated = Words("{what} is as {source} states it.", "{what} 采用 {source} 的说明。")


def _triple(edge: Edge) -> str:
    return f"{edge.source} {edge.type} {edge.target}"


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
            words = said(
                "{key} is referred to, and no file states it: its unit and UDI-DI are unknown.",
                "引用了 {key}，但没有文件说明它：其单位和 UDI-DI 未知。",
                key=key,
            )
            yield Gap("unknown_reference", key, words)


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
        words = said(
            "{file} was begun and not taken in whole (load {load}); load it again to go on, "
            "or give it up with `lotgraph loads close`.",
            "{file} 已开始载入但未全部载入（载入 {load}）；重新载入以继续，"
            "或用 `lotgraph loads close` 放弃。",
            file=begun.file,
            load=begun.load,
        )
        yield Gap("load_unfinished", "", words)


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


def _rejected(load: str, file: str, rule: str, key: str, rejects: list[RejectGap]) -> Words:
    n, lines = len(rejects), line_ranges(r.line for r in rejects)
    noun = (
        said("line {lines}", "第 {lines} 行", lines=lines)
        if n == 1
        else said("{n} lines: {lines}", "{n} 行（{lines}）", n=str(n), lines=lines)
    )
    names = Words("names {key}", "涉及 {key}") if n == 1 else Words("name {key}", "涉及 {key}")
    return said(
        "{file}, {noun} not accepted ({rule}), and {about} (load {load}).",
        "{file} 的{noun}未被接受（{rule}），{about}（载入 {load}）。",
        file=file,
        noun=noun,
        rule=rule,
        about=names.filled(key=key) if key else Words("may be about anything", "可能涉及任何内容"),
        load=load,
    )


def void_notes(void: Iterable[Edge]) -> Iterator[Note]:
    """Withdrawn relationships that the walk passed by."""
    for edge in void:
        if not edge.disputed:
            yield withdrawn(edge.key, edge.type, edge.source, edge.target)


def withdrawn(key: str, type_: str, source: str, target: str) -> Note:
    """A relationship that was withdrawn."""
    words = said(
        "{source} {type} {target} was stated and withdrawn; it was not followed.",
        "{source} {type} {target} 曾被说明，后已撤回；未沿其追溯。",
        source=source,
        type=type_,
        target=target,
    )
    return Note("retracted", key, words, type_, source, target)


def upheld_notes(edges: Iterable[Edge]) -> Iterator[Note]:
    """Relationships that somebody withdrew and a decision holds: whoever follows them must know."""
    for edge in edges:
        words = said(
            "{what} was withdrawn too, and a decision says that it holds.",
            "{what} 也曾被撤回，但有决定说明它成立。",
            what=_triple(edge),
        )
        yield Note("upheld", edge.key, words, edge.type, edge.source, edge.target)


def later_notes(later: Mapping[str, Sequence[str]], as_of: str | None) -> Iterator[Note]:
    """Properties that are shown though nothing that is stated of them is as old as the time asked about."""
    for key, names in later.items():
        words = said(
            "What is shown of {key} ({names}) was stated for a later time than {as_of}.",
            "所显示的 {key} 的内容（{names}）是对晚于 {as_of} 的时间所作的说明。",
            key=key,
            names=", ".join(names),
            as_of=str(as_of),
        )
        yield Note("stated_later", key, words)


def material_notes(materials: Materials) -> Iterator[Note]:
    """Materials declared not to be traced."""
    yield from untraced(materials, set(materials.of_item.values()))


def untraced(materials: Materials, keys: Iterable[str]) -> Iterator[Note]:
    """Those of the materials that are declared not to be traced."""
    for key in sorted(keys):
        card = materials.cards.get(key)
        if card is not None and card.properties.get("traceability") == "none":
            words = said(
                "{key} is declared not to be traced; its links may be partial.",
                "{key} 被声明为不追溯；其关联可能不完整。",
                key=key,
            )
            yield Note("not_traced", key, words)
