"""A new base from a graph: all that came after the old one sorted in.

Promises: the same nodes and relationships, statement for statement, whatever order they came in; nothing
of the graph it is made from is altered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lineage.base import KINDS, NODE_KINDS, Base, text_of
from lineage.column import Array, Ids, Loose, Texts, narrow
from lineage.graph import Graph


def rebased(graph: Graph) -> Base:
    """The graph as one base."""
    keys = pa.concat_arrays([graph.base.keys.arrow(), _binary(key.encode() for key in graph.later_keys)])
    order = pc.sort_indices(keys).to_numpy().astype(np.int64)
    place = narrow(np.arange(len(order)))
    place[order] = place.copy()
    names = _altered(graph.base.names, {at: node.name for at, node in graph.altered.items()}, len(order))
    altered = {at: text_of(node.record) for at, node in graph.altered.items()}
    records = _altered(graph.base.records, altered, len(order))
    nodes = np.arange(len(order), dtype=np.int64)
    node_columns = {name: narrow(graph.node_take(name, nodes)) for name in NODE_KINDS}
    links = np.arange(graph.links, dtype=np.int64)
    columns = {name: narrow(graph.take(name, links)) for name in KINDS}
    columns["source"], columns["target"] = place[columns["source"]], place[columns["target"]]
    by_source = np.argsort(columns["source"], kind="stable")
    columns = {name: values[by_source] for name, values in columns.items()}
    later_keys, later_records = graph.later_links
    link_keys = pa.concat_arrays([graph.base.link_keys.arrow(), _binary(later_keys)]).take(
        pa.array(by_source)
    )
    marked = {**graph.marked, **{graph.base.links + at: r for at, r in enumerate(later_records)}}
    link_records = _altered(graph.base.link_records, marked, graph.links).take(pa.array(by_source))
    into = narrow(np.argsort(columns["target"], kind="stable"))
    return replace(
        graph.base,
        size=graph.size,
        words={of: tuple(words) for of, words in graph.words.items()},
        node_columns={name: Loose(values[order]) for name, values in node_columns.items()},
        windows=Loose(
            np.concatenate([graph.base.windows.raw, np.array(graph.later_windows, np.int64).ravel()])
        ),
        aliases=Loose(np.flatnonzero(np.isin(by_source, graph.aliases()))),
        names=Texts.joined([names.take(pa.array(order))]),
        keys=Texts.joined([keys.take(pa.array(order))]),
        records=Texts.joined([records.take(pa.array(order))]),
        columns={name: Loose(values) for name, values in columns.items()},
        out_ends=Loose(_ends(columns["source"], len(order))),
        into_ends=Loose(_ends(columns["target"], len(order))),
        into=Loose(into),
        out_types=Loose(_types(columns["source"], columns["type"], len(order))),
        into_types=Loose(_types(columns["target"], columns["type"], len(order))),
        link_keys=Texts.joined([link_keys]),
        link_records=Texts.joined([link_records]),
        by_key=Loose(narrow(pc.sort_indices(link_keys).to_numpy().astype(np.int64))),
        nested=frozenset(place[sorted(graph.nested)].tolist()) if graph.nested else frozenset(),
        withdrawn=dict(graph.withdrawals),
    )


def _binary(texts: Iterable[bytes]) -> pa.LargeBinaryArray:
    return pa.array(list(texts), type=pa.large_binary())


def _altered(base: Texts, altered: Mapping[int, bytes], count: int) -> pa.LargeBinaryArray:
    """The texts of a base and those behind it, with the altered ones in their places."""
    places = np.fromiter(altered, dtype=np.int64, count=len(altered))
    both = pa.concat_arrays([base.arrow(), _binary(altered.values())])
    at: Ids = np.arange(count, dtype=np.int64)
    at[places] = len(base) + np.arange(len(places))
    return both.take(pa.array(at))


def _types(nodes: Array, types: Array, count: int) -> Array:
    """The types of the relationships at each node, a bit for each."""
    found = np.zeros(count, dtype=np.int64)
    for type_ in np.unique(types).tolist():
        found[nodes[types == type_]] |= 1 << type_
    return narrow(found)


def _ends(nodes: Array, count: int) -> Array:
    ends = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(nodes, minlength=count), out=ends[1:])
    return narrow(ends)
