"""A wide answer, its rows as columns: built when somebody wants them.

Promises: `rows`, `links` and `sha256` are those of `app.questions.answer.Answer` for the same question.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from app.columnar.items import Items, Mask
from app.columnar.listed import Listed, ordered
from app.columnar.texts import lists, objects, parts, text_of
from app.questions.answer import Answer, Link, LinkColumns, Row, heading
from app.questions.consignees import Consigned
from app.questions.findings import Gap, Note
from app.questions.quantities import ONE_UNIT, decimal_text
from app.questions.reading import Card
from app.questions.totals import Totals
from graph_model.facts import canonical
from graph_model.units import ONE
from lineage.column import Ids, unique
from lineage.graph import Graph

COLUMNS = ("key", "label", "name", "quantity", "unit", "udi_di")
_ENDS = ("source", "target")
_HASHED = ("key", "label", "quantity", "udi_di", "unit")
"""What the hash covers of a row, in the order of canonical JSON."""
_TEXTS = pa.schema([(name, pa.string()) for name in ("source", "type", "target", "key")])


@dataclass(frozen=True)
class Wide:
    """A whole recall at one ledger size; `nodes` are in the order of their keys."""

    graph: Graph
    start: tuple[str, ...]
    known_at: int
    root: str
    nodes: Ids
    edges: Ids
    items: Items
    amounts: Ids
    known: Mask
    sealed: Mapping[str, Card]
    consigning: Callable[[], Mapping[str, tuple[Consigned, ...]]]
    gaps: tuple[Gap, ...]
    notes: tuple[Note, ...]
    totals: Totals
    direction: str = "forward"
    as_of: str | None = None
    prefer: tuple[str, ...] = ()
    excluded: None = None

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps

    @cached_property
    def consigned(self) -> Mapping[str, tuple[Consigned, ...]]:
        """What each customer received and sent back."""
        return self.consigning()

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many nodes of each label."""
        words = self.graph.words["labels"]
        count = np.bincount(self.graph.node_take("label", self.nodes), minlength=len(words))
        return dict(sorted((word, n) for word, n in zip(words, count.tolist(), strict=False) if n))

    @cached_property
    def table(self) -> pa.Table:
        """key, label, name, quantity, unit, udi_di of each row, null where there is none."""
        at = np.full(len(self.nodes), -1, dtype=np.int64)
        order = np.argsort(self.nodes, kind="stable")
        at[order[np.searchsorted(self.nodes[order], self.items.nodes)]] = np.arange(len(self.items.nodes))
        labels = pa.DictionaryArray.from_arrays(
            self.graph.node_take("label", self.nodes).astype(np.int32), pa.array(self.graph.words["labels"])
        )
        items = self._of_items()
        places = pa.array(at, mask=at < 0)
        return pa.table(
            {
                "key": self.graph.key_column(self.nodes),
                "label": labels.dictionary_decode(),
                "name": self._names(),
                **{name: column.take(places) for name, column in items.items()},
            }
        )

    def _of_items(self) -> dict[str, pa.Array]:
        """Quantity, unit and UDI-DI of each item."""
        items = self.items
        amounts = np.where(self.known, self.amounts, 0)
        values = unique(amounts)
        place = values.searchsorted(amounts)
        texts = pa.array([decimal_text(Fraction(value, ONE)) for value in values.tolist()], pa.string())
        quantity = texts.take(pa.array(place, mask=~self.known))
        units = pa.array([*(unit or None for unit in items.units), ONE_UNIT.unit], pa.string())
        unit_at = np.where(items.is_device, len(items.units), items.of)
        identifiers = pa.array([items.materials.udi_di.get(key) for key in items.keys], pa.string())
        return {
            "quantity": quantity,
            "unit": units.take(pa.array(unit_at, mask=~self.known)),
            "udi_di": identifiers.take(pa.array(items.of)),
        }

    @property
    def materials(self) -> dict[str, str]:
        """Of each item its material."""
        items = self.items
        of = (items.keys[at] for at in items.of.tolist())
        return dict(zip(self.graph.keys(items.nodes), of, strict=True))

    def _names(self) -> pa.Array:
        names = self.graph.names(self.nodes).cast(pa.large_string()).cast(pa.string())
        if self.sealed:
            told = {key: card.properties.get("name") for key, card in self.sealed.items()}
            both = zip(self.graph.keys(self.nodes), names.to_pylist(), strict=True)
            names = pa.array([told.get(key, name) for key, name in both], pa.string())
        return pc.if_else(pc.equal(names, ""), None, names)

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The rows of the answer; of a page only those that it shows are built."""
        return Listed(self.table, self._row)

    def _row(self, cells: Mapping[str, str]) -> Row:
        key, label, name, quantity, unit, udi_di = (cells[column] for column in COLUMNS)
        return Row(key, label, name, quantity, unit, udi_di, self.consigned.get(key))

    @cached_property
    def links(self) -> Sequence[Link]:
        """The relationships that were followed, sorted, in the same way."""
        return Listed(self.link_table, lambda cells: Link(**cells))

    @cached_property
    def link_table(self) -> pa.Table:
        """source, type, target, key of each relationship, in the order of the contract."""
        keys, words = self.table["key"], pa.array(self.graph.words["types"], pa.string())
        sources, targets = self._ends()
        ranks = np.argsort(np.argsort(self.graph.words["types"]))
        types = self.graph.take("type", self.edges)
        # Rows are in the order of their keys, so places sort as keys do.
        order = ordered(sources, ranks[types], targets, self.graph.link_key_column(self.edges))
        return pa.table(
            {
                "source": keys.take(pa.array(sources[order])),
                "type": words.take(pa.array(types[order])),
                "target": keys.take(pa.array(targets[order])),
                "key": self.graph.link_key_column(self.edges[order]),
            }
        )

    @cached_property
    def sha256(self) -> str:
        """As of the whole answer, whose rows need not be built for it."""
        out = heading(self)
        out["rows"] = _in_brackets(self._row_texts())
        out["relationships"] = _in_brackets(lists(part, ",") for part in parts(self.link_table.cast(_TEXTS)))
        out["ledger"] = {"size": self.known_at, "root": self.root}
        return hashlib.sha256(canonical(out)).hexdigest()

    def _row_texts(self) -> Iterator[pa.Array]:
        """Each row without its name as canonical JSON and a comma; customers say what they got."""
        table = self.table.select(_HASHED).cast(pa.schema([(name, pa.string()) for name in _HASHED]))
        customers = pa.array(list(self.consigned), pa.string())
        for part in parts(table):
            own = pc.is_in(part["key"], value_set=customers)
            built = [canonical(row.without_names()).decode() + "," for row in self._built(part.filter(own))]
            yield pc.replace_with_mask(objects(part, ","), own, pa.array(built, pa.string()))

    def _built(self, part: pa.RecordBatch) -> list[Row]:
        return [self._row({**cells, "name": ""}) for cells in part.to_pylist()]

    def column(self, name: str) -> list[str | None]:
        """A property of every row."""
        told: list[str | None] = self.table[name].to_pylist()
        return told

    def link_columns(self) -> LinkColumns:
        """The relationships column by column, in the order in which they are kept."""
        graph = self.graph
        sources, targets = (end.tolist() for end in self._ends())
        types = [graph.words["types"][at] for at in graph.take("type", self.edges).tolist()]
        return LinkColumns(sources, targets, types, graph.link_keys(self.edges))

    def _ends(self) -> tuple[Ids, Ids]:
        """Of each relationship the rows that it leads out of and into."""
        order = np.argsort(self.nodes, kind="stable")
        nodes = self.nodes[order]
        source, target = (np.searchsorted(nodes, self.graph.take(end, self.edges)) for end in _ENDS)
        return order[source], order[target]

    def settle(self) -> None:
        """Read now what later commits may change, for who keeps the answer."""
        _ = self.lines

    @cached_property
    def lines(self) -> Mapping[str, Hashable]:
        """Of each row by its key all that it tells."""
        cells = zip(*(self.column(name) for name in COLUMNS), strict=True)
        return {str(line[0]): (*line, self.consigned.get(str(line[0]))) for line in cells}

    def rows_of(self, keys: Iterable[str]) -> dict[str, Row]:
        """Those of the rows."""
        wanted = list(keys)
        nodes, order = self.graph.places(wanted), np.argsort(self.nodes, kind="stable")
        at = np.append(order, -1)[np.searchsorted(self.nodes, nodes, sorter=order)]
        is_told = (at >= 0) & (np.append(self.nodes, -1)[at] == nodes)
        return {
            key: self.rows[place]
            for key, place, told in zip(wanted, at.tolist(), is_told.tolist(), strict=True)
            if told
        }

    def in_full(self) -> Answer:
        """The same as the other way gives it."""
        return self._whole

    @cached_property
    def _whole(self) -> Answer:
        return Answer(
            start=self.start,
            direction=self.direction,
            known_at=self.known_at,
            root=self.root,
            gaps=self.gaps,
            notes=self.notes,
            counts=self.counts,
            totals=self.totals,
            rows=tuple(self.rows),
            links=tuple(self.links),
            sha256=self.sha256,
        )


def _in_brackets(texts: Iterable[pa.Array]) -> orjson.Fragment:
    """A list of what is JSON already, each with a comma behind it."""
    return orjson.Fragment(b"[" + text_of(texts)[:-1] + b"]")
