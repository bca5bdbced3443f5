"""The plant that all contenders answer questions about, and the columns made of it without an engine.

Besides what the simulator writes it has a lot of water that every order used, so that one question reaches
the whole plant, and a chain of orders one after another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.snapshot import files
from app.snapshot.applying import apply_facts
from benchmarks import peers
from benchmarks.facts import batches, of_plant
from benchmarks.load import ROWS_PER_BATCH
from benchmarks.recall import PLANTS_ASKED, Flow
from graph_model.facts import AnyFact, NodeFact, RelationshipFact, Retraction
from graph_model.keys import make, relationship_key
from ledger.tree import Frontier
from lineage.base import nothing
from lineage.graph import Graph
from lineage.rebase import rebased

WATER = make("lot", "plant", "WATER", "1")
LEVELS = 5_000
REBASE_AFTER = 500_000
TRIED = 400
KILOGRAM = 10**9
WIDE = 5_199
"""Nodes that a wide answer reaches."""


@dataclass
class Ground:
    """A plant's columns in a file, and its material flow as bare arrays both ways."""

    columns: Path
    facts: int
    nodes: int
    links: int
    held: peers.Ends = field(repr=False)
    void: frozenset[str] = field(repr=False)
    """What stands at a withdrawn relationship; questions near it are left to other tests."""

    def __post_init__(self) -> None:
        """Make the arrays."""
        self.forward = peers.Arrays(self.held)
        self.backward = peers.Arrays({key: (target, source) for key, (source, target) in self.held.items()})

    def reached(self, start: str, *, forward: bool = True) -> set[str]:
        """All keys behind or before a key, without itself."""
        arrays = self.forward if forward else self.backward
        return {arrays.keys[at] for at in arrays.reached(arrays.place[start]).tolist()} - {start}

    def near(self, wanted: int, keys: Sequence[str], *, forward: bool = True) -> str:
        """Of some of these keys the one whose answer has about so many nodes."""
        sizes = dict(self._answers(keys, forward=forward))
        return min(sizes, key=lambda key: (abs(sizes[key] - wanted), key))

    def small(self, most: int, keys: Sequence[str]) -> list[str]:
        """Those of some of these keys whose answers have a few nodes, up to `most`."""
        return [key for key, size in self._answers(keys, forward=True) if 2 < size <= most]

    def received(self) -> list[str]:
        """Lots of the plant that nothing here made."""
        made = {target for _, target in self.held.values()}
        sources = {source for source, _ in self.held.values() if source.startswith("lot:plant/")}
        return sorted(sources - made - {WATER, link_of_chain(0)})

    def items(self, prefix: str) -> list[str]:
        """Of the plant's lots or devices those that something made."""
        made = {target for _, target in self.held.values()}
        return sorted(key for key in made if key.startswith(f"{prefix}:plant/") and "/LINK/" not in key)

    def _answers(self, keys: Sequence[str], *, forward: bool) -> Iterator[tuple[str, int]]:
        for key in keys[:: max(1, len(keys) // TRIED)]:
            answer = self.reached(key, forward=forward)
            if key not in self.void and answer.isdisjoint(self.void):
                yield key, len(answer)


def build(size: str, folder: Path) -> Ground:
    """The plant of this size with its water and its chain."""
    return _made(_with_water(of_plant(PLANTS_ASKED[size])), folder)


def copies(count: int, folder: Path) -> Ground:
    """So many small plants beside one another, each with its own names; the first is called `plant`."""
    return _made(_copied(count), folder)


def _copied(count: int) -> Iterator[AnyFact]:
    for number in range(count):
        for fact in of_plant(PLANTS_ASKED["small"]):
            yield fact if not number else renamed(fact, f":plant{number}/")


def renamed(fact: AnyFact, to: str) -> AnyFact:
    """The same of another plant."""

    def text(value: str) -> str:
        return value.replace(":plant/", to, 1)

    match fact:
        case NodeFact():
            return replace(fact, key=text(fact.key))
        case RelationshipFact():
            said = {n: text(v) if isinstance(v, str) else v for n, v in fact.properties.items()}
            ends = text(fact.source), text(fact.target)
            return replace(fact, key=text(fact.key), properties=said, source=ends[0], target=ends[1])
        case Retraction():
            return replace(fact, key=text(fact.key))
        case _:
            raise TypeError(f"a plant states no {type(fact).__name__}")


def _with_water(facts: Iterable[AnyFact]) -> Iterator[AnyFact]:
    orders: set[str] = set()
    for fact in facts:
        if isinstance(fact, RelationshipFact) and fact.type == "PRODUCED":
            orders.add(fact.source)
        yield fact
    yield from material("WATER")
    yield from lot("WATER", "1")
    for number, order in enumerate(sorted(orders)):
        yield moved("CONSUMED_IN", f"WATER-{number}", WATER, order)
    yield from chain()


def chain() -> Iterator[AnyFact]:
    """Orders of which each uses what the one before made."""
    yield from material("LINK")
    yield from lot("LINK", "0")
    for level in range(LEVELS):
        yield from order_of(f"CHAIN-{level}", link_of_chain(level), str(level + 1))


def link_of_chain(level: int) -> str:
    """The lot at this level."""
    return make("lot", "plant", "LINK", str(level))


def order_of(number: str, used: str, made: str) -> Iterator[AnyFact]:
    """One more order that used a lot and made one of this number."""
    order = make("step", "plant", "production", number)
    yield NodeFact(key=order, properties={"kind": "production", "name": f"production {number}"})
    yield from lot("LINK", made)
    yield moved("CONSUMED_IN", number, used, order)
    yield moved("PRODUCED", number, order, make("lot", "plant", "LINK", made))


def material(number: str) -> Iterator[AnyFact]:
    """A material that is weighed."""
    yield NodeFact(
        key=make("material", "plant", number),
        properties={"name": number.title(), "uom": "kg", "traceability": "lot"},
    )


def lot(material: str, number: str) -> Iterator[AnyFact]:
    """A lot and its material."""
    key = make("lot", "plant", material, number)
    yield NodeFact(key=key, properties={"lot_number": number})
    yield RelationshipFact(
        type="INSTANCE_OF",
        key=relationship_key("INSTANCE_OF", "plant", material, number),
        source=key,
        target=make("material", "plant", material),
    )


def moved(type_: str, document: str, source: str, target: str) -> RelationshipFact:
    """A kilogram into an order, or out of it."""
    return RelationshipFact(
        type=type_,
        key=relationship_key(type_, "plant", document),
        source=source,
        target=target,
        properties={
            "document": document,
            "quantity": KILOGRAM,
            "uom": "kg",
            "event_time": "2025-03-03T08:00:00Z",
            "event_kind": "actual",
        },
    )


def _made(facts: Iterable[AnyFact], folder: Path) -> Ground:
    """Facts as the ledger would bring them, in a file of columns."""
    graph, flow, count, seq = Graph(nothing()), Flow(), 0, 0
    for batch in batches(map(flow.see, facts), ROWS_PER_BATCH):
        seq, count = seq + 1, count + len(batch)
        apply_facts(graph, seq, batch)
        if graph.behind >= REBASE_AFTER:
            graph = Graph(rebased(graph))
    path = files.save(rebased(graph), _edge(seq), folder)
    void = {end for key, ends in flow.links.items() if key in flow.withdrawn for end in ends}
    held = {key: ends for key, ends in flow.links.items() if key not in flow.withdrawn}
    return Ground(path, count, graph.nodes, graph.links, held, frozenset(void))


def _edge(size: int) -> Frontier:
    """The right edge of a ledger of this size, whose entries say nothing."""
    edge = Frontier()
    for _ in range(size):
        edge = edge.append(b"")
    return edge
