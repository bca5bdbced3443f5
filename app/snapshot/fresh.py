"""Statements of keys that nothing stands for yet, written into the columns many at once.

Promises: the nodes and relationships that `graph_store.effects.Planner` would make of them, with the same
records, byte for byte (`tests/snapshot/test_fresh.py` compares them). What is fresh, `fresh_in` decides:
a key that is stated once in the commit and of which the graph holds nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import orjson

from app.questions.renaming import kind_of
from app.snapshot.plain import Links, Nodes, link_record, node_record
from app.snapshot.windows import window_of
from graph_model.facts import AnyFact, RelationshipFact, Retraction, Value
from graph_model.sealed import PERSONAL
from graph_store.effects import label_of, node_key
from graph_store.sealing import personal_in
from lineage.base import ALWAYS, CROSSED, DECIDED, NOTHING, OPEN, SEALED, SHARED, UNDATED, Late, Node, Record
from lineage.column import Flags, Ids
from lineage.graph import Graph

_TIMED = frozenset(["PACKED_IN", "SHIPPED_IN", "RETURNED_IN"])
_LOOKED_AT = {"step", *PERSONAL}
_NOTHING: Mapping[str, Value] = {}


@dataclass(frozen=True, slots=True)
class Fresh:
    """What may be written at once; `above` is where the base would have the nodes."""

    nodes: Nodes
    above: Ids
    links: Links

    @property
    def places(self) -> set[int]:
        """The places of their lines."""
        return {*self.nodes.places, *self.links.places}


def fresh_in(graph: Graph, nodes: Nodes, links: Links, others: Collection[AnyFact]) -> Fresh:
    """Those of a commit's statements that are fresh; `others` are the facts that are no such statements."""
    places = graph.places(nodes.keys)
    is_new = (places < 0) & _once(nodes.keys, {node_key(fact) for fact in others} - {None})
    bound = {fact.key for fact in others if isinstance(fact, RelationshipFact | Retraction)}
    is_first = ~graph.is_known(links.byte_keys) & _once(links.keys, bound)
    return Fresh(nodes.only(is_new), ~places[is_new], links.only(is_first))


def _once(keys: Sequence[str], others: Set[str | None]) -> Flags:
    if not others and len(set(keys)) == len(keys):
        return np.ones(len(keys), dtype=np.bool_)
    times = Counter(keys)
    return np.array([times[key] == 1 and key not in others for key in keys], dtype=np.bool_)


# --- nodes ------------------------------------------------------------------------------------------


def put_nodes(graph: Graph, fresh: Fresh, lines: Sequence[bytes], seq: int) -> None:
    """Write the nodes, as the lines of commit `seq` state them."""
    nodes = fresh.nodes
    records = [Late(node_record, lines[at], seq) for at in nodes.places]
    if nodes.keys:
        graph.add(_nodes(graph, nodes.keys, nodes.properties, records, seq=seq, stated=seq), fresh.above)


def _nodes(
    graph: Graph,
    keys: Sequence[str],
    properties: Sequence[Mapping[str, Value]],
    records: Sequence[Record],
    *,
    seq: int,
    stated: int,
) -> list[Node]:
    prefixes = [key[: key.find(":")] for key in keys]
    labels = {at: graph.word_at("labels", label_of(f"{at}:")) for at in dict.fromkeys(prefixes)}
    no_kind = graph.word_at("kinds", "") if labels.keys() - {"step"} else 0
    odd, kinds, names = [0] * len(keys), [no_kind] * len(keys), [b""] * len(keys)
    for at in [at for at, told in enumerate(properties) if "name" in told]:
        name = properties[at]["name"]
        names[at] = name.encode() if isinstance(name, str) else b""
    for at in [at for at, prefix in enumerate(prefixes) if prefix in _LOOKED_AT]:
        if prefixes[at] == "step":
            kinds[at] = graph.word_at("kinds", kind_of(keys[at], properties[at]))
        if any(personal_in(keys[at], properties[at])):
            odd[at] = SEALED
    made, own = repeat(seq), [labels[prefix] for prefix in prefixes]
    return list(map(Node, keys, own, made, repeat(stated), made, odd, kinds, names, records))


# --- relationships ----------------------------------------------------------------------------------


def put_links(graph: Graph, links: Links, lines: Sequence[bytes], seq: int) -> None:
    """Write the relationships, as the lines of commit `seq` state them, and ends that are not there yet."""
    if links.keys:
        columns = _columns(graph, links, seq)
        records = [Late(link_record, lines[at], seq) for at in links.places]
        graph.add_links(columns, links.byte_keys, records)


def _columns(graph: Graph, links: Links, seq: int) -> dict[str, Sequence[int]]:
    sources, targets = _ends(graph, links, seq)
    told, count = links.properties, len(links.keys)
    types = {type_: graph.word_at("types", type_) for type_ in dict.fromkeys(links.types)}
    units = [each.get("uom", "") for each in told]
    places = {unit: graph.word_at("units", str(unit)) for unit in dict.fromkeys(units)}
    flags = [DECIDED if decided else 0 for decided in links.decided]
    windows = [OPEN] * count
    for at in [at for at, type_ in enumerate(links.types) if type_ in _TIMED]:
        windows[at], crossed = _window(graph, links.types[at], links.sources[at], told[at])
        flags[at] |= crossed
    for at in [at for at, each in enumerate(told) if each.get("same_as_key")]:
        flags[at] |= SHARED
    quantities = [each.get("quantity") for each in told]
    return {
        "source": sources,
        "target": targets,
        "type": [types[type_] for type_ in links.types],
        "commit": [seq] * count,
        "ended": [0] * count,
        "flags": flags,
        "quantity": [one if isinstance(one, int) else NOTHING for one in quantities],
        "unit": [places[unit] for unit in units],
        "window": windows,
    }


def _window(graph: Graph, type_: str, source: str, told: Mapping[str, Value]) -> tuple[int, int]:
    window, crossed = window_of(type_, source, told)
    place = UNDATED if window is None else OPEN if window == ALWAYS else graph.window_at(window)
    return place, CROSSED if crossed else 0


def _ends(graph: Graph, links: Links, seq: int) -> tuple[list[int], list[int]]:
    """The places of both ends; those that nobody stated come into being by that."""
    keys = list(dict.fromkeys([*links.sources, *links.targets]))
    places = graph.places(keys)
    missing = np.flatnonzero(places < 0)
    if len(missing):
        first, stubs = graph.nodes, [keys[at] for at in missing.tolist()]
        record = orjson.dumps({"_commit": seq, "_stub": True})
        count = len(stubs)
        made = _nodes(graph, stubs, [_NOTHING] * count, [record] * count, seq=seq, stated=0)
        graph.add(made, ~places[missing])
        places[missing] = first + np.arange(count)
    place = dict(zip(keys, places.tolist(), strict=True))
    return [place[key] for key in links.sources], [place[key] for key in links.targets]
