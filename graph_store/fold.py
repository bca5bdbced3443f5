"""What the ledger says of one key: the rows that must stand in the graph for it.

Promises: derived from the statements and `graph_model` alone, a second time, without the code of the
write path (`effects`, `store`), so that a fault there is found and not repeated. A statement that
changes nothing is passed over, as the write path does. A row is a canonical line of

    ["node",[labels],{properties}]
    ["relationship",type,source,target,{properties}]

with internal properties and without nulls; what JSON can't say is written as text, so it is unequal
to all that the ledger can say.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

import orjson

from graph_model.facts import DECIDED_PRECEDENCE, DEFAULT_PRECEDENCE, NodeFact, Value, standing_of
from graph_model.keys import make, prefix_of
from graph_model.merge import NodeState, merge
from graph_model.nodes import BY_PREFIX

Body = Mapping[str, object]
RETRACTION = "Retraction"
NODE, RELATIONSHIP = "node", "relationship"
_SYSTEM = "lotgraph"
_SPACE = re.compile(r"\s")
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME


class Record(NamedTuple):
    """One mention of a key: the commit, and what it states. None: named as the end of a relationship."""

    seq: int
    body: Body | None


class MalformedFact(ValueError):
    """A line that is no fact of the format."""


def node_row(labels: Iterable[str], properties: Mapping[str, object]) -> bytes:
    """The row of a node."""
    return _line([NODE, sorted(labels), _without_nulls(properties)])


def relationship_row(type_: str, source: object, target: object, properties: Mapping[str, object]) -> bytes:
    """The row of a relationship."""
    return _line([RELATIONSHIP, type_, source, target, _without_nulls(properties)])


def ends_of(row: Mapping[str, object]) -> tuple[object, object]:
    """Source and target of a relationship as the queries that scan them read it.

    Each is the key of a node that has the one label of that key. Any other node is not what the ledger
    means by the key, and is written as no key can be.
    """
    return _end(row["source_labels"], row["source"]), _end(row["target_labels"], row["target"])


def _end(labels: object, key: object) -> object:
    declared = BY_PREFIX.get(prefix_of(key)) if isinstance(key, str) else None
    if declared is not None and labels == [declared.label]:
        return key
    return f"(:{':'.join(sorted(map(str, labels)))}) {key}"  # type: ignore[call-overload]  # the engine's list


def stored_row(row: Mapping[str, object], properties: Mapping[str, object]) -> bytes:
    """The row of a relationship as `every_relationship` reads it."""
    return relationship_row(str(row["type"]), *ends_of(row), properties)


def _line(value: object) -> bytes:
    try:
        return orjson.dumps(value, option=_OPTIONS, default=repr)
    except TypeError:  # an integer that no fact can hold
        return json.dumps(value, sort_keys=True, default=repr).encode()


def _without_nulls(properties: Mapping[str, object]) -> Mapping[str, object]:
    if None not in properties.values():
        return properties
    return {n: v for n, v in properties.items() if v is not None}


_COMMON = {"fact", "line", "precedence", "changed", "origin"}
_FIELDS: dict[object, set[str]] = {
    "node": {"key", "properties"},
    "relationship": {"type", "key", "source", "target", "properties"},
    "retraction": {"type", "key", "reason"},
    "reject": {"load", "file", "column", "rule", "message", "raw", "touches"},
    "reject_resolved": {"reject", "reason"},
    "load_begun": {"load", "file", "sha256", "profile"},
    "load_ended": {"load", "file", "read", "accepted", "rejected", "ignored"},
    "load_abandoned": {"load", "reason"},
}


def mentions(body: Body) -> list[tuple[str, bool]]:
    """The keys that a fact speaks of, each with whether it states it (or only has it as an end)."""
    kind = body.get("fact")
    if body.keys() - _COMMON != _FIELDS.get(kind):
        raise MalformedFact(f"it has not the fields of a fact, {kind!r}")
    match kind:
        case "relationship":
            found = [(body["key"], True), (body["source"], False), (body["target"], False)]
        case "load_begun" | "load_ended" | "load_abandoned":
            found = [(make("load", _SYSTEM, str(body["load"])), True)]
        case "reject":
            found = [(make("reject", _SYSTEM, str(body["load"]), str(body["line"])), True)]
        case "reject_resolved":
            found = [(body["reject"], True)]
        case _:
            found = [(body["key"], True)]
    if not all(isinstance(key, str) and ":" in key and not _SPACE.search(key) for key, _ in found):
        raise MalformedFact("it names what is no key")
    return found  # type: ignore[return-value]  # texts, as was just looked at


def rows_of(key: str, records: list[Record]) -> list[bytes]:
    """The rows that stand for a key after these mentions, which are in the order of the ledger."""
    return _node_rows(key, records) if prefix_of(key) in BY_PREFIX else _relationship_rows(key, records)


# --- nodes -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Node:
    state: NodeState = field(default_factory=NodeState)
    internal: dict[str, object] = field(default_factory=dict)
    commits: list[int] = field(default_factory=list)
    given_up: list[int] = field(default_factory=list)

    def take(self, seq: int, bodies: list[Body]) -> None:
        """One commit's statements of it; none of them: it was only an end there."""
        is_new, was_stated = "_commit" not in self.internal, bool(self.state.rank)
        changed = [self._take(seq, body) for body in bodies]
        if is_new:
            self.internal["_commit"] = seq
            if not any(changed):
                self.internal["_stub"] = True
        elif any(changed) and self.state.rank:
            if self.internal.get("_stub") and not was_stated:
                self.internal["_stated"] = seq
            else:
                self.commits.append(seq)

    def _take(self, seq: int, body: Body) -> bool:
        kind = body["fact"]
        if kind == "node":
            return merge(self.state, _statement(body))
        if kind == "load_ended":
            self.internal["_ended"] = seq
        elif kind == "load_abandoned" or self.state.properties.get("state") == "abandoned":
            self.given_up.append(seq)
        elif kind == "reject_resolved":
            self.internal.setdefault("_resolved", seq)
        self.state.properties |= _system_properties(body)  # type: ignore[arg-type]
        return True

    def properties(self, key: str) -> dict[str, object]:
        """As they stand in the graph."""
        state = self.state
        out: dict[str, object] = {"key": key, **state.properties, **self.internal}
        if state.rank:
            out["_rank"] = state.rank
        if state.ranks:
            out["_ranks"] = orjson.dumps(state.ranks, option=orjson.OPT_SORT_KEYS).decode()
        if state.disputed:
            out["_disputed"] = sorted(state.disputed)
            rivals = {n: sorted(values, key=orjson.dumps) for n, values in state.rivals.items()}
            out["_rivals"] = orjson.dumps(rivals, option=orjson.OPT_SORT_KEYS).decode()
        if self.commits:
            out["_commits"] = self.commits
        if self.given_up:
            out["_given_up"] = self.given_up
        return out


def _node_rows(key: str, records: list[Record]) -> list[bytes]:
    node = _Node()
    for seq, group in groupby(records, key=lambda record: record.seq):
        node.take(seq, [record.body for record in group if record.body is not None])
    return [node_row([BY_PREFIX[prefix_of(key)].label], node.properties(key))]


def _statement(body: Body) -> NodeFact:
    stated: Mapping[str, Value | list[int]] = body["properties"]  # type: ignore[assignment]
    return NodeFact(
        key=str(body["key"]),
        properties={n: tuple(v) if isinstance(v, list) else v for n, v in stated.items()},
        precedence=body.get("precedence", DEFAULT_PRECEDENCE),  # type: ignore[arg-type]
        changed=str(body.get("changed", "")),
        origin=str(body.get("origin", "imported")),
    )


def _system_properties(body: Body) -> dict[str, object]:
    match body["fact"]:
        case "load_begun":
            return {n: body[n] for n in ("file", "sha256", "profile")} | {"state": "begun"}
        case "load_ended":
            counts = {f"rows_{n}": body[n] for n in ("read", "accepted", "rejected", "ignored")}
            return counts | {"state": "ended"}
        case "load_abandoned":
            return {"state": "abandoned"}
        case "reject":
            texts = ("load", "file", "line", "column", "rule", "message", "raw")
            touches: list[str] = body["touches"]  # type: ignore[assignment]
            return {n: body[n] for n in texts} | {"touches": " ".join(touches)}
    return {}


# --- relationships ---------------------------------------------------------------------------------


def _relationship_rows(key: str, records: list[Record]) -> list[bytes]:
    statements: dict[str, tuple[Body, dict[str, object]]] = {}
    live, withdrawn, withdrawn_type = "", "", ""
    withdrawn_in: list[int] = []
    for seq, body in records:
        if body is None:
            continue
        new = _rank(body)
        if body["fact"] == "retraction":
            if new > withdrawn:
                withdrawn, withdrawn_type = new, str(body["type"])
                withdrawn_in = sorted({*withdrawn_in, seq})
                if live and live < new:
                    _settle(statements.values(), seq)
                    statements[live][1].update(_retracted=seq, _void=True)
                    live = ""
            continue
        if new in statements:
            continue
        stated: Mapping[str, object] = body["properties"]  # type: ignore[assignment]
        row: dict[str, object] = {"key": key, **stated, "_commit": seq, "_rank": new}
        if body["type"] == "ALIAS_OF" and body.get("precedence") == DECIDED_PRECEDENCE:
            row["_merge"] = True
        statements[new] = body, row
        if live and standing_of(live) == standing_of(new):
            for rival in (live, new):
                statements[rival][1].setdefault("_disputed", seq)
        elif live and live < new:
            _settle(statements.values(), seq)
        if live > new or withdrawn > new:
            row["_retracted"] = seq
            if not live:
                row["_void"] = True
            continue
        if live:
            statements[live][1]["_retracted"] = seq
        live = new
    rows = [
        relationship_row(str(body["type"]), body["source"], body["target"], row)
        for body, row in statements.values()
    ]
    if withdrawn:
        remembered = {"key": key, "rank": withdrawn, "type": withdrawn_type, "_commits": withdrawn_in}
        rows.append(node_row([RETRACTION], remembered))
    return rows


def _settle(statements: Iterable[tuple[Body, dict[str, object]]], seq: int) -> None:
    for _, row in statements:
        if "_disputed" in row:
            row.setdefault("_settled", seq)


def _rank(body: Body) -> str:
    """The rank by docs/ledger-format.md."""
    content = {n: v for n, v in body.items() if n != "line"}
    digest = hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]
    retracts = 1 if body["fact"] == "retraction" else 0
    standing = f"{body.get('precedence', DEFAULT_PRECEDENCE):03d} {body.get('changed', '')}"
    return f"{standing} {retracts}{digest}"
