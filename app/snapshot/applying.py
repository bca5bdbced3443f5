"""What a commit changes in the columns: the same effects as in the database.

Promises: after `apply` of the entries 1 to n, in order, the graph holds what the database holds behind
n commits, record for record (`tests/snapshot` compares them); an entry that does not follow is refused.

What is stated once in a commit, of a key that nothing stands for yet, has but one effect: its record is
written as the line has it, many at once (`app.snapshot.fresh`). All else goes through the same plan as into
the database; of one key all facts go one way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import orjson

from app.questions.renaming import kind_of
from app.snapshot import plain
from app.snapshot.fresh import fresh_in, put_links, put_nodes
from app.snapshot.windows import window_of
from graph_model import upcast
from graph_model.facts import DECIDED_PRECEDENCE, AnyFact, RelationshipFact, Retraction
from graph_model.keys import prefix_of
from graph_store.effects import DISPUTE, RETIRE, SETTLE, VOID, Effects, Found, Planner, label_of, node_key
from graph_store.sealing import personal_in
from graph_store.statements import stated_in
from graph_store.store import Entry
from lineage import base as columns
from lineage.base import NOTHING, Link, Node
from lineage.column import Ids
from lineage.graph import Graph

_DECIDED = f"{DECIDED_PRECEDENCE:03d} "
Stored = dict[str, object]


def apply(graph: Graph, entry: Entry) -> None:
    """Take the next entry of the ledger in."""
    apply_lines(graph, entry.header.seq, entry.payload_lines(), entry.header.model)


def apply_lines(graph: Graph, seq: int, lines: Sequence[bytes], model: str) -> None:
    """Take the lines of commit `seq` in, which was written under a model version."""
    if upcast.changes(model):
        apply_facts(graph, seq, [upcast.read(line, model) for line in lines])
        return
    _refuse_gap(graph, seq)
    nodes, links = plain.read(lines)
    told = {*nodes.places, *links.places}
    rest = {at: upcast.read(line, model) for at, line in enumerate(lines) if at not in told}
    fresh = fresh_in(graph, nodes, links, rest.values())
    rest |= {at: upcast.read(lines[at], model) for at in told - fresh.places}
    facts = [rest[at] for at in sorted(rest)]
    effects = Planner(_found(graph, facts), seq).plan(facts)
    put_nodes(graph, fresh, lines, seq)
    _write(graph, effects, seq)
    put_links(graph, fresh.links, lines, seq)
    graph.reach(seq)


def apply_facts(graph: Graph, seq: int, facts: Sequence[AnyFact]) -> None:
    """Take the facts of commit `seq` in, all of them by the plan."""
    _refuse_gap(graph, seq)
    _write(graph, Planner(_found(graph, facts), seq).plan(facts), seq)
    graph.reach(seq)


def _refuse_gap(graph: Graph, seq: int) -> None:
    if seq != graph.size + 1:
        raise ValueError(f"entry {seq} does not follow {graph.size}")


def stored_node(graph: Graph, node: int) -> Stored:
    """What is stored of a node."""
    return {"key": graph.key(node), **orjson.loads(graph.record(node))}


def stored_nodes(graph: Graph, nodes: Ids) -> list[Stored]:
    """The same of many at once."""
    is_base = np.array([graph.node_altered(at) is None for at in nodes.tolist()], dtype=np.bool_)
    told = iter(graph.base.records.take(nodes[is_base]).to_pylist())
    both = zip(nodes.tolist(), graph.keys(nodes), is_base.tolist(), strict=True)
    return [
        {"key": key, **orjson.loads(next(told) if plain else graph.record(at))} for at, key, plain in both
    ]


def stored_link(graph: Graph, link: int) -> Stored:
    """What is stored of a statement."""
    stored: Stored = orjson.loads(graph.link_record(link))
    return stored


def _found(graph: Graph, facts: Iterable[AnyFact]) -> Found:
    """What stands for the keys of these facts."""
    nodes: dict[str, Stored] = {}
    statements: dict[str, dict[str, bool]] = {}
    retractions: dict[str, str] = {}
    withdrawn_in: dict[str, Sequence[int]] = {}
    for fact in facts:
        key = node_key(fact)
        if key is not None:
            if key not in nodes and (at := graph.node(key)) is not None:
                nodes[key] = stored_node(graph, at)
        elif isinstance(fact, RelationshipFact | Retraction) and fact.key not in statements:
            recorded = [stored_link(graph, at) for at in graph.statements(fact.key)]
            statements[fact.key] = {str(one["_rank"]): "_retracted" not in one for one in recorded}
            if (withdrawal := graph.withdrawal(fact.key)) is not None:
                told = orjson.loads(withdrawal)
                retractions[fact.key], withdrawn_in[fact.key] = told["rank"], told["_commits"]
    return Found(nodes, statements, retractions, withdrawn_in)


def _write(graph: Graph, effects: Effects, seq: int) -> None:
    for (mark, _), keys in effects.mark.items():
        for key in keys:
            _mark(graph, mark, key, seq)
    for rows in effects.create.values():
        for row in rows:
            _put(graph, str(row["key"]), {n: v for n, v in row.items() if n != "key"})
    for rows in effects.update.values():
        for row in rows:
            _update(graph, str(row["key"]), row["properties"])  # type: ignore[arg-type]
    for (type_, _, _), rows in effects.link.items():
        for row in rows:
            _link(graph, type_, row, seq)
    for row in (*effects.create_retractions, *effects.update_retractions):
        graph.withdraw(str(row["key"]), orjson.dumps(row["properties"]))


def _update(graph: Graph, key: str, properties: Mapping[str, object]) -> None:
    at = graph.node(key)
    if at is None:
        raise ValueError(f"{key} is changed and was never there")
    both = {**orjson.loads(graph.record(at)), **properties}
    _put(graph, key, {name: value for name, value in both.items() if value is not None})


def _put(graph: Graph, key: str, stored: Stored) -> int:
    """Write what is stored of a node; where it is, comes back."""
    commits, name = stated_in(stored), stored.get("name")
    sealed = columns.SEALED if any(personal_in(key, stored)) else 0  # type: ignore[arg-type]
    return graph.put(
        Node(
            key=key,
            label=graph.word_at("labels", label_of(key)),
            made=int(str(stored["_commit"])),
            stated=commits[0] if commits else 0,
            last=max([int(str(stored["_commit"])), *commits]),
            odd=sealed | (columns.IN_DISPUTE if "_disputed" in stored else 0),
            kind=graph.word_at("kinds", kind_of(key, stored) if prefix_of(key) == "step" else ""),
            name=name.encode() if isinstance(name, str) else b"",
            record=orjson.dumps(stored),
        )
    )


def _link(graph: Graph, type_: str, row: Mapping[str, object], seq: int) -> None:
    stored: Stored = row["properties"]  # type: ignore[assignment]
    quantity, uom = stored.get("quantity"), stored.get("uom", "")
    window, crossed = window_of(type_, str(row["source"]), stored)
    graph.link(
        Link(
            source=_end(graph, str(row["source"]), seq),
            target=_end(graph, str(row["target"]), seq),
            type=graph.word_at("types", type_),
            commit=seq,
            ended=_ended(stored),
            flags=_flags(stored) | (columns.CROSSED if crossed else 0),
            quantity=quantity if isinstance(quantity, int) else NOTHING,
            unit=graph.word_at("units", str(uom)),
            window=graph.window_at(window) if window else columns.UNDATED,
            key=str(stored["key"]).encode(),
            record=orjson.dumps(stored),
        )
    )


def _end(graph: Graph, key: str, seq: int) -> int:
    """The place of a node that is an end; one that nobody stated comes into being by that."""
    at = graph.node(key)
    return _put(graph, key, {"_commit": seq, "_stub": True}) if at is None else at


def _mark(graph: Graph, mark: str, key: str, seq: int) -> None:
    """What becomes of recorded statements, as the queries of these names write it."""
    for link in graph.statements(key):
        stored = stored_link(graph, link)
        is_live = "_retracted" not in stored
        match mark:
            case _ if mark == DISPUTE and is_live and "_disputed" not in stored:
                stored["_disputed"] = seq
            case _ if mark == SETTLE and "_disputed" in stored and "_settled" not in stored:
                stored["_settled"] = seq
            case _ if mark == RETIRE and is_live:
                stored["_retracted"] = seq
            case _ if mark == VOID and is_live:
                stored |= {"_retracted": seq, "_void": True}
            case _:
                continue
        crossed = int(graph.take("flags", np.array([link], dtype=np.int64))[0]) & columns.CROSSED
        graph.mark(link, ended=_ended(stored), flags=_flags(stored) | crossed, record=orjson.dumps(stored))


def _ended(stored: Mapping[str, object]) -> int:
    ended = stored.get("_retracted", 0)
    return ended if isinstance(ended, int) else 0


def _flags(stored: Mapping[str, object]) -> int:
    void = columns.VOID if "_void" in stored else 0
    disputed = columns.DISPUTED if "_disputed" in stored else 0
    shared = columns.SHARED if stored.get("same_as_key") else 0
    return void | disputed | shared | (columns.DECIDED if str(stored["_rank"]).startswith(_DECIDED) else 0)
