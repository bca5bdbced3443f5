"""The rules over the whole graph, or over what one load stated.

Promises: a function of the graph at the size of the survey, so the same graph gives the same findings in the
same order: by label, then by key; duplicates of a label behind it, disputes between sources last. Findings
come as they are made; in memory are a page of records, and eight bytes for each number that must be unique.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from app.conflicts import label_of as label_of_dispute
from app.conflicts import told
from app.quality.duplicates import Duplicates
from app.quality.finding import Finding, breach
from app.quality.items import Items, moved
from app.quality.own import breaches
from app.quality.reading import Graph, Survey
from app.quality.rules import ANY, LABELS, LINKS, MOVING, NAMES, RULES
from app.quality.steps import step_findings
from app.questions.materials import read_materials
from app.questions.reading import Card
from graph_store.disputes import Dispute, Rival

OnProgress = Callable[[str, int, int | None], None]
_ITEMS = ("Lot", "Device")
_MOVED = (*_ITEMS, "Package", "Material")
"""Labels at which the relationships with a quantity are looked at."""
_LINKED = {label: [type_ for name, type_, _ in LINKS if name == label] for label, _, _ in LINKS}
_AT_ONCE = 500


def check(
    survey: Survey,
    disputes: Callable[[], Iterable[Dispute]],
    *,
    names: Collection[str] = NAMES,
    on_progress: OnProgress = lambda what, count, total: None,
) -> Iterator[Finding]:
    """What breaks the rules of these names."""
    graph = Graph(survey)
    for label in LABELS:
        if not set(names).isdisjoint(_names_of(label)):
            yield from (found for found in _label(graph, label, on_progress) if found.rule.name in names)
    for dispute in disputes() if "conflict" in names else ():
        yield _conflict(dispute)


def stated_by(findings: Iterable[Finding], load: str) -> Iterator[Finding]:
    """Those about what a load stated first."""
    return (found for found in findings if load in found.loads)


def _names_of(label: str) -> set[str]:
    """The rules that reading a label may tell of."""
    records = {ANY, label, *(MOVING if label in _MOVED else ())}
    names = {rule.name for rule in RULES if rule.record in records}
    return names if label in _ITEMS else names - {"conflict"}


def _label(graph: Graph, label: str, on_progress: OnProgress) -> Iterator[Finding]:
    numbers, count = Duplicates(graph, label), 0
    for page in graph.pages(label):
        cards = graph.cards(page)
        numbers.see(cards)
        found = sorted(_page(graph, label, cards), key=lambda finding: finding.place)
        yield from _attributed(graph, found, page)
        count += len(page)
        on_progress(f"{label} checked", count, None)
    doubled = numbers.findings()
    while found := list(islice(doubled, _AT_ONCE)):
        yield from _attributed(graph, found, {})


def _attributed(graph: Graph, found: Sequence[Finding], page: Mapping[str, int]) -> Iterator[Finding]:
    """Each with the load that first stated what it is about."""
    commits = [finding.commit or page.get(finding.key, 0) for finding in found]
    loads = graph.loads_of(commits)
    for finding, commit in zip(found, commits, strict=True):
        yield finding.of_loads([loads[commit]])


def _page(graph: Graph, label: str, cards: Mapping[str, Card]) -> Iterator[Finding]:
    stated = {key: card for key, card in cards.items() if card.stated}
    for key in cards.keys() - stated.keys():
        message = "It is referred to, and no file states what it is."
        yield breach("unknown_reference", label, "", key, message)
    if label in _ITEMS:
        yield from _of_items(graph, label, cards, stated)
    else:
        for key, card in stated.items():
            yield from breaches(label, key, card.properties, of_device=False)
    if label == "ProcessStep":
        yield from step_findings(graph, sorted(cards))
    if label in _LINKED:
        yield from _unlinked(graph, label, sorted(stated))
    if label in _MOVED and label not in _ITEMS:
        yield from moved(graph.flows(label, sorted(cards)))
    if label == "DeviceIdentifier":
        yield from _identifiers(graph, sorted(cards))


def _of_items(
    graph: Graph, label: str, cards: Mapping[str, Card], stated: Mapping[str, Card]
) -> Iterator[Finding]:
    materials = read_materials(graph.reads, cards, graph.classes.kept)
    for key, card in stated.items():
        yield from breaches(label, key, card.properties, of_device=materials.is_device(key))
    items = Items(materials, cards)
    yield from items.take(graph.flows(label, sorted(cards)))
    yield from items.findings()


def _unlinked(graph: Graph, label: str, keys: Sequence[str]) -> Iterator[Finding]:
    joined = graph.joined(label, keys)
    for type_ in _LINKED[label]:
        for key in keys:
            if key not in joined.get(type_, ()):
                yield breach("missing_link", label, type_, key, f"Nothing states its {type_}.")


def _identifiers(graph: Graph, keys: Sequence[str]) -> Iterator[Finding]:
    """UDI-DIs that several materials carry."""
    materials: dict[str, set[str]] = defaultdict(set)
    for edge in graph.reads.context(keys, ("IDENTIFIED_BY",), False):
        if not edge.void:
            materials[edge.target].add(edge.source)
    for key, carriers in materials.items():
        if len(carriers) > 1:
            message = f"It is the UDI-DI of {' and of '.join(sorted(carriers))}."
            yield breach("duplicate", "DeviceIdentifier", "IDENTIFIED_BY", key, message)


def _conflict(dispute: Dispute) -> Finding:
    names = [dispute.name] if dispute.name else dispute.differing
    said = (f"{told(rival, names) or 'nothing'} ({_origin(rival)})" for rival in dispute.rivals)
    message = f"Sources state it differently: {'; '.join(said)}."
    found = breach("conflict", label_of_dispute(dispute), dispute.name, dispute.key, message)
    return found.of_loads(rival.source.load for rival in dispute.rivals)


def _origin(rival: Rival) -> str:
    source = rival.source
    return source.file if source.line is None else f"{source.file}, line {source.line}"
