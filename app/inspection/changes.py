"""What the commits of a period changed, counted by who and what; and each of them that decided something.

Promises: every fact of every commit is counted once; of a commit that decides, all keys are kept, with what
became of proposals and who signed. One commit is in memory at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import orjson

from graph_model.keys import prefix_of
from graph_model.nodes import BY_PREFIX
from graph_store.store import Entry

Body = Mapping[str, object]
_SYSTEM: Final = {
    "reject": "Reject",
    "reject_resolved": "Reject",
    "load_begun": "Load",
    "load_ended": "Load",
    "load_abandoned": "Load",
}
_OF_LOADS: Final = frozenset(kind for kind, label in _SYSTEM.items() if label == "Load")


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """Who did what to what: `kind` is that of a fact, `of` a label or a type of relationship."""

    actor: str
    kind: str
    of: str
    origin: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A commit that decides, proposes, signs or closes. `outcomes` are of proposals, by key."""

    seq: int
    record_time: str
    actor: str
    reason: str
    decided: tuple[str, ...]
    outcomes: Mapping[str, str]
    signatures: tuple[str, ...]


@dataclass(slots=True)
class Changes:
    """What was counted."""

    commits: int = 0
    facts: Counter[Change] = field(default_factory=Counter)
    commits_of: Counter[Change] = field(default_factory=Counter)
    decisions: list[Decision] = field(default_factory=list)
    loads: set[str] = field(default_factory=set)
    """Those that were begun, taken in by a chunk, ended, given up or taken up again."""


def read_changes(entries: Iterable[Entry]) -> Changes:
    """Count the facts of these commits."""
    out = Changes()
    for entry in entries:
        out.commits += 1
        bodies = [orjson.loads(line)[1] for line in entry.payload_lines()]
        out.loads |= {str(body["load"]) for body in bodies if body["fact"] in _OF_LOADS}
        out.loads |= {entry.header.load} - {""}
        found = Counter(_change(entry.header.actor, body) for body in bodies)
        out.facts += found
        out.commits_of.update(found.keys())
        decided = [body for body in bodies if body.get("origin") == "decided"]
        if decided:
            out.decisions.append(_decision(entry, decided))
    return out


def _change(actor: str, body: Body) -> Change:
    kind = str(body["fact"])
    return Change(actor, kind, _of(kind, body), str(body.get("origin", "imported")))


def _of(kind: str, body: Body) -> str:
    """The label or type that a fact is about; of a model that is no more, the prefix of its key."""
    if kind in _SYSTEM:
        return _SYSTEM[kind]
    if kind == "node":
        prefix = prefix_of(str(body["key"]))
        return BY_PREFIX[prefix].label if prefix in BY_PREFIX else prefix
    return str(body["type"])


def _decision(entry: Entry, decided: Iterable[Body]) -> Decision:
    outcomes: dict[str, str] = {}
    signatures, keys = [], []
    for body in decided:
        key = _key(body)
        prefix = prefix_of(key) if body["fact"] == "node" else ""
        properties: Mapping[str, object] = body.get("properties", {})  # type: ignore[assignment]
        if prefix == "proposal":
            outcomes[key] = str(properties.get("outcome", ""))
        elif prefix == "signature":
            signatures.append(key)
        elif body.get("type") != "SIGNED":
            keys.append(key)
    header = entry.header
    return Decision(
        seq=header.seq,
        record_time=header.record_time,
        actor=header.actor,
        reason=header.reason,
        decided=tuple(keys),
        outcomes=outcomes,
        signatures=tuple(signatures),
    )


def _key(body: Body) -> str:
    """What is decided on: a key, a rejected row, a load."""
    return str(body.get("key") or body.get("reject") or f"load {body.get('load')}")
