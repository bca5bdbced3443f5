"""EPCIS documents in tests: events in a few words, documents of them, and what their statements come to."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from graph_model.facts import (
    NodeFact,
    Properties,
    RelationshipFact,
    Retraction,
    Statement,
    content_hash,
    rank,
)
from loaders.epcis import Epcis
from loaders.mapping import File
from loaders.outcome import Ignored, Outcome
from loaders.profile import read_profile
from tests.support.definition import effective
from tests.support.memory import MemoryStore

DATA = Path(__file__).resolve().parent.parent / "data" / "epcis"
NS = "epcis"
PROFILE = read_profile("epcis")
Event = dict[str, object]


def file(path: Path) -> File:
    """A document as a mapping sees it."""
    return File(path, PROFILE.files[0], PROFILE)


def outcomes(path: Path, *context: Path) -> list[Outcome]:
    """What becomes of a document that lies beside others."""
    return list(Epcis().outcomes(file(path), NS, tuple(map(file, context))))


def folder(paths: Iterable[Path]) -> list[Outcome]:
    """What becomes of all documents of a folder."""
    found = list(paths)
    return [o for path in found for o in outcomes(path, *(other for other in found if other != path))]


def facts_of(found: Iterable[Outcome]) -> list[Statement]:
    """All statements."""
    return [fact for one in found if not isinstance(one, Ignored) for fact in one.facts]


def stated(found: Iterable[Outcome]) -> set[str]:
    """The statements, wherever they stand."""
    return {content_hash(fact) for fact in facts_of(found)}


def settled(facts: Iterable[Statement]) -> tuple[dict[str, Properties], dict[str, RelationshipFact]]:
    """The nodes and the live relationships that statements come to, whatever their order; lines apart."""
    nodes: dict[str, list[NodeFact]] = defaultdict(list)
    keys: dict[str, list[RelationshipFact | Retraction]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact, NodeFact):
            nodes[fact.key].append(fact)
        else:
            keys[fact.key].append(fact)
    best = {key: max(stated, key=rank) for key, stated in keys.items()}
    live = {key: replace(one, line=None) for key, one in best.items() if isinstance(one, RelationshipFact)}
    return {key: effective(stated)[0] for key, stated in nodes.items()}, live


def live(facts: Iterable[Statement], *types: str) -> set[tuple[str, str, str]]:
    """Type, start and end of the live relationships of these types, or of all."""
    found = settled(facts)[1].values()
    return {(one.type, one.source, one.target) for one in found if not types or one.type in types}


def ends(facts: Iterable[Statement], type_: str) -> set[tuple[str, str]]:
    """Start and end of the live relationships of a type."""
    return {(source, target) for _, source, target in live(facts, type_)}


def properties(facts: Iterable[Statement], type_: str) -> list[Properties]:
    """Properties of the live relationships of a type, by their start."""
    found = [one for one in settled(facts)[1].values() if one.type == type_]
    return [one.properties for one in sorted(found, key=lambda one: (one.source, one.key))]


def store(facts: Iterable[Statement]) -> MemoryStore:
    """The graph of these statements."""
    found = MemoryStore()
    found.commit(list(facts), actor="test", reason="test")
    return found


# --- writing documents ------------------------------------------------------------------------------


def event(type_: str, **fields: object) -> Event:
    """An event with what every event has."""
    common = {"eventTime": "2025-01-31T08:00:00Z", "eventTimeZoneOffset": "+01:00"}
    return {"type": type_, **common, **fields}


def object_event(**fields: object) -> Event:
    """An ObjectEvent that observes."""
    return event("ObjectEvent", **{"action": "OBSERVE", **fields})


def packing(action: str, parent: str, *children: str, at: str, **fields: object) -> Event:
    """An AggregationEvent at a time of one day."""
    time = f"2025-01-31T{at}:00Z"
    return event(
        "AggregationEvent", action=action, parentID=parent, childEPCs=list(children), eventTime=time, **fields
    )


def amount(uri: str, quantity: object = None, uom: str = "KGM") -> Event:
    """An element of a quantityList."""
    return {"epcClass": uri} if quantity is None else {"epcClass": uri, "quantity": quantity, "uom": uom}


def document(path: Path, events: Sequence[object]) -> Path:
    """Write an EPCISDocument."""
    whole = {
        "@context": ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2025-02-01T00:00:00Z",
        "epcisBody": {"eventList": events},
    }
    path.write_text(json.dumps(whole, indent=1), "utf-8")
    return path


def outcome(tmp_path: Path, one: object) -> Outcome:
    """What becomes of one event alone."""
    (found,) = outcomes(document(tmp_path / "one.jsonld", [one]))
    return found


def facts(tmp_path: Path, *events: object) -> list[Statement]:
    """The statements of events in one document."""
    return facts_of(outcomes(document(tmp_path / "all.jsonld", list(events))))


def documents(*folders: str) -> Iterator[Path]:
    """The documents of others."""
    for name in folders or ("opentraceability", "openepcis/json-2.0", "openepcis/xml-1.2"):
        yield from sorted(p for p in (DATA / name).iterdir() if p.suffix in (".json", ".jsonld", ".xml"))
