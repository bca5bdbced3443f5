"""(n) Detection: what the rules behind alarms take over a commit of 5,000 facts, of several kinds.

A simulated plant lies in columns; on top of it comes one commit of each kind: steps that use lots of the
plant, readings of its rooms, shipments of single devices and of packages with what is in them, receipts with
inspections and releases. A look is all that `lotgraph alarms run` asks of a commit: which materials are
released at all, the reads along each rule's paths and the rules. Processor time on one core, medians of
interleaved rounds; no engine takes part.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count, cycle, islice

from app.detecting import Looked, look, materials_released
from app.questions.reading import Reader
from benchmarks.facts import batches, columns_of, commit, of_plant, reader_of
from benchmarks.load import PLANTS
from graph_model.facts import AnyFact, NodeFact, RelationshipFact, Value
from graph_model.keys import make, relationship_key
from graph_model.units import ONE
from lineage.graph import Graph
from lineage.rebase import rebased

SIZES = {"small": PLANTS["small"], "plant": PLANTS["plant"], "large": PLANTS["plant"]}
FACTS, ROUNDS, AT_HAND = 5_000, 5, 100
SECONDS = 1.0
"""The goal for each kind of commit."""
NS, DAY = "bench", "2027-03-01"
Items = dict[str, list[str]]
"""Keys of a plant by prefix."""


def measure(size: str) -> None:
    """Print how long a look at a commit of each kind takes."""
    graph, plant = _plant(size)
    commits = {kind: list(islice(of(plant), FACTS)) for kind, of in KINDS.items()}
    for facts in commits.values():
        commit(graph, facts)
    reader = reader_of(graph)
    gc.freeze()  # what was put together here is no part of a server
    print(f"detection, {FACTS:,} facts on a plant of {graph.nodes:,} nodes and {graph.links:,} relationships")
    print("commit | looked at | found | processor time | goal")
    for kind, (seconds, looked) in _medians(reader, commits).items():
        subjects = len(set().union(*looked.subjects.values()))
        goal = f"{SECONDS} s: {'met' if seconds <= SECONDS else 'short'}" if size != "small" else ""
        print(f"{kind} | {subjects:,} | {len(looked.findings):,} | {seconds:.2f} s | {goal}", flush=True)


def _medians(reader: Reader, commits: dict[str, list[AnyFact]]) -> dict[str, tuple[float, Looked]]:
    taken: dict[str, list[tuple[float, Looked]]] = {kind: [] for kind in commits}
    for turn in range(ROUNDS + 1):
        for kind, facts in commits.items():
            began = time.process_time()
            looked = look(reader, facts, partial(materials_released, reader, reader.of_label("Release")))
            if turn:  # the first is a warm-up
                taken[kind].append((time.process_time() - began, looked))
    return {
        kind: (statistics.median(seconds for seconds, _ in some), some[0][1]) for kind, some in taken.items()
    }


# --- the plant -------------------------------------------------------------------------------------------


def _plant(size: str) -> tuple[Graph, Items]:
    """The columns of a plant, and what of it the commits are about."""
    items, gone, used = Items(), set[str](), dict[str, None]()

    def see(fact: AnyFact) -> AnyFact:
        if isinstance(fact, NodeFact):
            items.setdefault(fact.key.partition(":")[0], []).append(fact.key)
        elif isinstance(fact, RelationshipFact) and fact.type in ("PACKED_IN", "SHIPPED_IN", "CONSUMED_IN"):
            gone.add(fact.source)
            if fact.type == "CONSUMED_IN" and fact.source.startswith("lot:"):
                used[fact.source] = None
        return fact

    graph = columns_of(map(see, of_plant(SIZES[size])))
    items["lot"] = list(used)[-AT_HAND:]
    left = [key for key in items["device"] if key not in gone]
    alone = min(FACTS // 3, len(left) // 2)
    items["device"], packed = left[:alone], list(_packed(left[alone:]))
    for batch in batches(iter(packed), FACTS):
        commit(graph, batch)
    items["package"] = list(dict.fromkeys(fact.target for fact in packed))
    return Graph(rebased(graph)), items


def _packed(devices: Sequence[str]) -> Iterator[RelationshipFact]:
    """Devices that have not left, in as many cartons as are shipped in a commit."""
    each = max(1, -(-len(devices) // (FACTS // 3)))
    for at, device in enumerate(devices):
        carton = make("package", NS, str(at // each))
        yield _link("PACKED_IN", str(at), device, carton)


# --- commits ---------------------------------------------------------------------------------------------


def _steps(plant: Items) -> Iterator[AnyFact]:
    """Orders that use three lots each of those that orders used last, and make one."""
    lots, materials = cycle(plant["lot"]), cycle(plant["material"])
    for number in map(str, count()):
        step, made = make("step", NS, "production", number), make("lot", NS, "MADE", number)
        yield NodeFact(key=step, properties={"kind": "production", "started": DAY, "ended": DAY})
        for line, used in enumerate(islice(lots, 3)):
            yield _moved("CONSUMED_IN", f"{number}/{line}", used, step, "kg")
        yield NodeFact(key=made, properties={"expires": "2029-01-01"})
        yield _link("INSTANCE_OF", number, made, next(materials))
        yield _moved("PRODUCED", number, step, made, "kg")


def _readings(plant: Items) -> Iterator[AnyFact]:
    """Of every room in turn, in their limits."""
    for number, place in enumerate(cycle(plant["location"])):
        reading = make("reading", NS, str(number))
        said: dict[str, Value] = {"started": DAY, "minimum": 20 * ONE, "maximum": 21 * ONE}
        yield NodeFact(key=reading, properties={**said, "lower_limit": 18 * ONE, "upper_limit": 23 * ONE})
        yield _link("MEASURED_AT", str(number), reading, place)


def _shipments(prefix: str) -> Callable[[Items], Iterator[AnyFact]]:
    """One device or package each."""

    def of(plant: Items) -> Iterator[AnyFact]:
        customers = cycle(plant["customer"])
        for number, item in enumerate(cycle(plant[prefix])):
            name = f"{prefix}-{number}"
            shipment = make("shipment", NS, name)
            yield NodeFact(key=shipment, properties={"shipped": DAY})
            yield _moved("SHIPPED_IN", name, item, shipment, "u")
            yield _link("DELIVERED_TO", name, shipment, next(customers))

    return of


def _receipts(plant: Items) -> Iterator[AnyFact]:
    """A lot each, inspected and released."""
    suppliers, materials = cycle(plant["supplier"]), cycle(plant["material"])
    for number in map(str, count()):
        receipt, received = make("receipt", NS, number, "1"), make("lot", NS, "RECEIVED", number)
        inspection, release = make("inspection", NS, number), make("release", NS, number)
        yield NodeFact(key=receipt, properties={"received": DAY})
        yield _link("SUPPLIED", number, next(suppliers), receipt)
        yield NodeFact(key=received, properties={"expires": "2029-01-01"})
        yield _link("INSTANCE_OF", f"received-{number}", received, next(materials))
        yield _moved("RECEIVED_AS", number, receipt, received, "kg")
        yield NodeFact(key=inspection, properties={"result": "passed", "inspected": DAY})
        yield _link("INSPECTED_BY", number, receipt, inspection)
        yield NodeFact(key=release, properties={"decision": "released", "decided": DAY})
        yield _link("DECIDED_ON", number, release, received)


KINDS: dict[str, Callable[[Items], Iterator[AnyFact]]] = {
    "steps": _steps,
    "readings": _readings,
    "shipments of devices": _shipments("device"),
    "shipments of packages": _shipments("package"),
    "receipts": _receipts,
}


def _link(type_: str, line: str, source: str, target: str) -> RelationshipFact:
    return RelationshipFact(
        type=type_, key=relationship_key(type_, NS, "doc", line), source=source, target=target
    )


def _moved(type_: str, line: str, source: str, target: str, uom: str) -> RelationshipFact:
    key = relationship_key(type_, NS, "doc", line)
    said: dict[str, Value] = {"quantity": ONE, "uom": uom}
    return RelationshipFact(type=type_, key=key, source=source, target=target, properties=said)
