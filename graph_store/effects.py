"""What a commit changes in the graph: pure planning from facts and from what stands.

Promises: a fact that changes nothing is not recorded twice; what is written depends on the set of
statements, not on their order (`graph_model.merge`). Internal properties of nodes and relationships:

    _commit     ledger size at which it came into being
    _stub       created as an end only; `_stated` is the commit that first stated it
    _rank, _ranks, _disputed, _rivals   which statement carries which property (`graph_model.merge`)
    _commits    later commits that changed its properties; of a retraction, all commits that have one
    _retracted  commit from which a relationship no longer holds; `_void` where it was withdrawn
    _disputed, _settled   of a relationship: commits from which another statement of its key stood
                beside it with the same standing, and from which a better one or a withdrawal decided
    _merge      of a relationship: true where it was decided that its start is the same as its end
    _ended, _resolved   commit that ended a load, that dealt with a reject
    _given_up   commits at which a load was given up and taken up again, in turn
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from graph_model import nodes as model
from graph_model.facts import (
    DECIDED_PRECEDENCE,
    AnyFact,
    LoadAbandoned,
    LoadBegun,
    LoadEnded,
    NodeFact,
    Reject,
    RejectResolved,
    RelationshipFact,
    Retraction,
    Statement,
    Value,
    canonical,
    content_of,
    rank_by,
    standing_of,
)
from graph_model.keys import OWN_NAMESPACE, make, prefix_of
from graph_model.merge import NodeState, take
from graph_model.relationships import ALIAS
from graph_model.validate import InvalidFact

Stored = Mapping[str, object]
Row = dict[str, object]
SYSTEM_NAMESPACE = OWN_NAMESPACE
# What is written on relationships that are there, by the names of their queries. Each looks for the
# live statement or for an open dispute, so the order of `Effects.mark` matters.
DISPUTE, SETTLE, RETIRE, VOID = "dispute", "settle", "retire", "void"


@dataclass(frozen=True, slots=True)
class Found:
    """What stands before the commit, for the keys its facts speak of."""

    nodes: Mapping[str, Stored] = field(default_factory=dict)
    statements: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    """Relationship key -> rank of each recorded statement -> whether it is live."""
    retractions: Mapping[str, str] = field(default_factory=dict)
    withdrawn_in: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Relationship key -> the commits that withdrew it."""


@dataclass(slots=True)
class Effects:
    """Rows for the named write queries, and the facts that had an effect."""

    kept: list[AnyFact] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list, compare=False)
    """Of each fact that is kept, what it states (`content_of`), as its rank is made of it; else empty."""
    create: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    update: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    link: dict[tuple[str, str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))
    mark: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """(mark, type) -> keys of recorded relationships, in the order in which to write the marks."""
    create_retractions: list[Row] = field(default_factory=list)
    update_retractions: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class _Node:
    state: NodeState
    stored: Stored | None
    changed: bool = False
    system: Row = field(default_factory=dict)


@dataclass(slots=True)
class _Slot:
    """One relationship key: the live statement, what is recorded, and the highest retraction."""

    live: str = ""
    live_row: Row | None = None
    rows: list[Row] = field(default_factory=list)
    recorded: set[str] = field(default_factory=set)
    retraction: str = ""
    had_retraction: bool = False


def label_of(key: str) -> str:
    """The label a key belongs to."""
    return model.BY_PREFIX[prefix_of(key)].label


def load_key(load: str) -> str:
    """Key of the node that stands for a load."""
    return make("load", SYSTEM_NAMESPACE, load)


def reject_key(fact: Reject) -> str:
    """Key of the node that stands for a rejected row."""
    return make("reject", SYSTEM_NAMESPACE, fact.load, str(fact.line))


def node_key(fact: AnyFact) -> str | None:
    """The node whose state the fact changes, if any."""
    match fact:
        case NodeFact():
            return fact.key
        case LoadBegun() | LoadEnded() | LoadAbandoned():
            return load_key(fact.load)
        case Reject():
            return reject_key(fact)
        case RejectResolved():
            return fact.reject
        case _:
            return None


def state_of(stored: Stored) -> NodeState:
    """A stored node's merge state."""
    ranks = stored.get("_ranks")
    disputed, rivals = stored.get("_disputed"), stored.get("_rivals")
    return NodeState(
        properties={
            name: tuple(value) if isinstance(value, list) else value  # type: ignore[misc]
            for name, value in stored.items()
            if name != "key" and not name.startswith("_")
        },
        rank=str(stored.get("_rank", "")),
        ranks=orjson.loads(ranks) if isinstance(ranks, str) else {},
        disputed=set(disputed) if isinstance(disputed, list) else set(),
        rivals=_rivals(rivals) if isinstance(rivals, str) else {},
    )


def _rivals(text: str) -> dict[str, set[Value]]:
    """What `rivals_text` wrote."""
    told: dict[str, list[Value | list[int]]] = orjson.loads(text)
    return {n: {tuple(v) if isinstance(v, list) else v for v in values} for n, values in told.items()}


def rivals_text(rivals: Mapping[str, set[Value]]) -> str:
    """Sorted, since what is stored must not tell in which order the statements came."""
    return canonical({name: sorted(values, key=canonical) for name, values in rivals.items()}).decode()


class Planner:
    """Takes facts one by one, then tells the effects of them all."""

    def __init__(self, found: Found, seq: int) -> None:
        self._found = found
        self._seq = seq
        self._nodes: dict[str, _Node] = {}
        self._slots: dict[str, _Slot] = {}
        self._effects = Effects()
        self._retractions: dict[str, Retraction] = {}
        self._marks: dict[tuple[str, str], set[str]] = defaultdict(set)

    def plan(self, facts: Iterable[AnyFact]) -> Effects:
        """The effects of these facts together."""
        kept, contents = self._effects.kept, self._effects.contents
        for fact in facts:
            content = content_of(fact) if isinstance(fact, Statement) else b""
            if self._take(fact, content):
                kept.append(fact)
                contents.append(content)
        self._finish_nodes()
        self._finish_relationships()
        return self._effects

    def _take(self, fact: AnyFact, content: bytes) -> bool:
        match fact:
            case RelationshipFact():
                return self._state(fact, rank_by(fact, content))
            case NodeFact():
                node = self._node(fact.key)
                changed = take(node.state, fact.properties, rank_by(fact, content))
                node.changed |= changed
                return changed
            case Retraction():
                return self._withdraw(fact, rank_by(fact, content))
            case _:
                return self._system(fact)

    def _node(self, key: str) -> _Node:
        node = self._nodes.get(key)
        if node is None:
            stored = self._found.nodes.get(key)
            node = _Node(NodeState() if stored is None else state_of(stored), stored)
            self._nodes[key] = node
        return node

    def _slot(self, key: str) -> _Slot:
        slot = self._slots.get(key)
        if slot is None:
            recorded = self._found.statements.get(key)
            retraction = self._found.retractions.get(key, "")
            slot = _Slot(retraction=retraction, had_retraction=bool(retraction))
            if recorded:
                slot.live = next((r for r, live in recorded.items() if live), "")
                slot.recorded = set(recorded)
            self._slots[key] = slot
        return slot

    def _state(self, fact: RelationshipFact, new: str) -> bool:
        slot = self._slot(fact.key)
        if new in slot.recorded:
            return False
        slot.recorded.add(new)
        row = self._row(fact, new)
        slot.rows.append(row)
        if slot.live and standing_of(slot.live) == standing_of(new):
            row["_disputed"] = self._seq
            self._dispute(slot, fact)
        elif slot.live and slot.live < new:
            self._settle(slot, fact)
        if slot.live > new or slot.retraction > new:
            # Recorded, never live: a better statement or a withdrawal was there before it.
            row["_retracted"] = self._seq
            if not slot.live:
                row["_void"] = True
            return True
        self._end_live(slot, fact, RETIRE)
        slot.live, slot.live_row = new, row
        return True

    def _row(self, fact: RelationshipFact, new: str) -> Row:
        properties: Row = {"key": fact.key, **fact.properties, "_commit": self._seq, "_rank": new}
        if fact.type == ALIAS and fact.precedence == DECIDED_PRECEDENCE:
            properties["_merge"] = True
        self._effects.link[fact.type, label_of(fact.source), label_of(fact.target)].append(
            {"source": fact.source, "target": fact.target, "properties": properties}
        )
        return properties

    def _end_live(self, slot: _Slot, fact: RelationshipFact | Retraction, mark: str) -> None:
        """The live statement no longer holds: mark it in its row, or in the graph if it is there."""
        if not slot.live:
            return
        if slot.live_row is None:
            self._marks[mark, fact.type].add(fact.key)
        else:
            slot.live_row["_retracted"] = self._seq
            if mark == VOID:
                slot.live_row["_void"] = True
        slot.live, slot.live_row = "", None

    def _dispute(self, slot: _Slot, fact: RelationshipFact) -> None:
        """Another statement has the standing of the live one: which of them holds is not known."""
        if slot.live_row is None:
            self._marks[DISPUTE, fact.type].add(fact.key)
        else:
            slot.live_row.setdefault("_disputed", self._seq)

    def _settle(self, slot: _Slot, fact: RelationshipFact | Retraction) -> None:
        """Something above them decides between statements that were in dispute."""
        if sum(standing_of(recorded) == standing_of(slot.live) for recorded in slot.recorded) < 2:
            return
        if len(slot.recorded) > len(slot.rows):
            self._marks[SETTLE, fact.type].add(fact.key)
        for row in slot.rows:
            if "_disputed" in row:
                row.setdefault("_settled", self._seq)

    def _withdraw(self, fact: Retraction, new: str) -> bool:
        slot = self._slot(fact.key)
        if slot.retraction >= new:
            return False
        slot.retraction = new
        self._retractions[fact.key] = fact
        if slot.live and slot.live < new:
            self._settle(slot, fact)
            self._end_live(slot, fact, VOID)
        return True

    def _system(self, fact: AnyFact) -> bool:
        key = node_key(fact)
        if key is None:
            raise InvalidFact(f"{type(fact).__name__} changes nothing that is known")
        node = self._node(key)
        there = node.stored is not None or node.changed
        if isinstance(fact, RejectResolved):
            return self._resolve(fact, node, there=there)
        state = node.state.properties.get("state")
        if isinstance(fact, LoadEnded | LoadAbandoned):
            if not there or state == "ended":
                raise InvalidFact(f"load {fact.load} was not begun or has ended")
            if isinstance(fact, LoadEnded):
                node.system["_ended"] = self._seq
            elif state == "abandoned":
                return False
            else:
                self._turn(node)
        elif isinstance(fact, LoadBegun) and state == "abandoned":
            self._turn(node)
        elif there:
            raise InvalidFact(f"{key} is there already")
        node.state.properties.update(_system_properties(fact))
        node.changed = True
        return True

    def _turn(self, node: _Node) -> None:
        """A load is given up, or one that was is taken up again."""
        before = node.system.get("_given_up") or (node.stored or {}).get("_given_up")
        node.system["_given_up"] = [*before, self._seq] if isinstance(before, list) else [self._seq]

    def _resolve(self, fact: RejectResolved, node: _Node, *, there: bool) -> bool:
        if not there:
            raise InvalidFact(f"{fact.reject} is no rejected row")
        if "_resolved" in {*node.system, *(node.stored or {})}:
            return False
        node.system["_resolved"] = self._seq
        node.changed = True
        return True

    def _finish_nodes(self) -> None:
        for key, node in self._nodes.items():
            if not node.changed:
                continue
            properties: Row = {
                n: list(v) if isinstance(v, tuple) else v for n, v in node.state.properties.items()
            }
            if node.system:
                properties |= node.system
            state = node.state
            if node.stored is None:
                # Nothing is there to remove, so what is empty is left out.
                if state.rank:
                    properties["_rank"] = state.rank
                if state.ranks:
                    properties["_ranks"] = _text(state.ranks)
                if state.disputed:
                    properties["_disputed"] = sorted(state.disputed)
                if state.rivals:
                    properties["_rivals"] = rivals_text(state.rivals)
                properties["_commit"] = self._seq
                self._effects.create[label_of(key)].append({"key": key, **properties})
                continue
            if state.rank:
                properties["_rank"] = state.rank
                properties["_ranks"] = _text(state.ranks) if state.ranks else None
                properties["_disputed"] = sorted(state.disputed) or None
                if state.rivals or "_rivals" in node.stored:
                    properties["_rivals"] = rivals_text(state.rivals) if state.rivals else None
            if node.state.rank:
                properties |= _when_changed(node.stored, self._seq)
            self._effects.update[label_of(key)].append({"key": key, "properties": properties})

    def _finish_relationships(self) -> None:
        for mark in (DISPUTE, SETTLE, RETIRE, VOID):
            for (name, type_), keys in self._marks.items():
                if name == mark:
                    self._effects.mark[name, type_] = sorted(keys)
        for key, fact in self._retractions.items():
            slot = self._slots[key]
            commits = [*self._found.withdrawn_in.get(key, ()), self._seq]
            properties = {"rank": slot.retraction, "type": fact.type, "_commits": commits}
            row: Row = {"key": key, "properties": properties}
            if slot.had_retraction:
                self._effects.update_retractions.append(row)
            else:
                self._effects.create_retractions.append(row)


def _text(ranks: Mapping[str, str]) -> str:
    """Sorted, since what is stored must not tell in which order the statements came."""
    return orjson.dumps(ranks, option=orjson.OPT_SORT_KEYS).decode()


def _when_changed(stored: Stored, seq: int) -> Row:
    if stored.get("_stub") and "_stated" not in stored:
        return {"_stated": seq}
    commits = stored.get("_commits")
    return {"_commits": [*commits, seq] if isinstance(commits, list) else [seq]}


def _system_properties(fact: AnyFact) -> dict[str, str | int]:
    match fact:
        case LoadBegun():
            return {
                "file": fact.file,
                "sha256": fact.sha256,
                "profile": fact.profile,
                "state": "begun",
            }
        case LoadEnded():
            return {
                "state": "ended",
                "rows_read": fact.read,
                "rows_accepted": fact.accepted,
                "rows_rejected": fact.rejected,
                "rows_ignored": fact.ignored,
            }
        case LoadAbandoned():
            return {"state": "abandoned"}
        case Reject():
            return {
                "load": fact.load,
                "file": fact.file,
                "line": fact.line or 0,
                "column": fact.column,
                "rule": fact.rule,
                "message": fact.message,
                "raw": fact.raw,
                "touches": " ".join(fact.touches),
            }
        case _:
            raise InvalidFact(f"{type(fact).__name__} is no system fact")
