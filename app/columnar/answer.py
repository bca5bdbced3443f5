"""A wide answer, its rows as columns: built when somebody wants them.

Promises: `rows`, `links` and `sha256` are those of `app.questions.answer.Answer` for the same question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np
import pyarrow as pa

from app.columnar.items import Items, Mask
from app.questions.answer import Answer, Link, LinkColumns, Row
from app.questions.consignees import Consigned
from app.questions.findings import Gap, Note
from app.questions.quantities import ONE_UNIT, decimal_text
from app.questions.reading import Card
from app.questions.totals import Totals
from graph_model.units import ONE
from lineage.column import Ids
from lineage.graph import Graph

_ENDS = ("source", "target")


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
    consigned: Mapping[str, tuple[Consigned, ...]]
    gaps: tuple[Gap, ...]
    notes: tuple[Note, ...]
    totals: Totals
    direction: str = "forward"
    as_of: str | None = None
    prefer: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many nodes of each label."""
        found, count = np.unique(self.graph.node_take("label", self.nodes), return_counts=True)
        words = self.graph.words["labels"]
        return dict(sorted((words[at], n) for at, n in zip(found.tolist(), count.tolist(), strict=True)))

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
                "key": pa.array(self.graph.keys(self.nodes)),
                "label": labels.dictionary_decode(),
                "name": self._names(),
                **{name: column.take(places) for name, column in items.items()},
            }
        )

    def _of_items(self) -> dict[str, pa.Array]:
        """Quantity, unit and UDI-DI of each item."""
        items = self.items
        values, place = np.unique(np.where(self.known, self.amounts, 0), return_inverse=True)
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

    def _names(self) -> pa.Array:
        names = self.graph.names(self.nodes).cast(pa.large_string()).to_pylist()
        if self.sealed:
            told = {key: card.properties.get("name") for key, card in self.sealed.items()}
            names = [told.get(k, n) for k, n in zip(self.graph.keys(self.nodes), names, strict=True)]
        return pa.array([name or None for name in names], pa.string())

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the answer."""
        cells = self.table.to_pylist()
        return tuple(Row(**row, by_material=self.consigned.get(row["key"])) for row in cells)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The relationships that were followed, sorted."""
        told, keys = self.link_columns(), self.table["key"].to_pylist()
        sources, targets = ([keys[at] for at in ends] for ends in (told.sources, told.targets))
        return tuple(sorted(map(Link, sources, told.types, targets, told.keys)))

    @property
    def sha256(self) -> str:
        """As of the whole answer."""
        return self.in_full().sha256

    def column(self, name: str) -> list[str | None]:
        """A property of every row."""
        told: list[str | None] = self.table[name].to_pylist()
        return told

    def link_columns(self) -> LinkColumns:
        """The relationships column by column, in the order in which they are kept."""
        graph = self.graph
        order = np.argsort(self.nodes, kind="stable")
        ends = (order[np.searchsorted(self.nodes[order], graph.take(end, self.edges))] for end in _ENDS)
        sources, targets = (end.tolist() for end in ends)
        types = [graph.words["types"][at] for at in graph.take("type", self.edges).tolist()]
        return LinkColumns(sources, targets, types, graph.link_keys(self.edges))

    def in_full(self) -> Answer:
        """The same as the other way gives it."""
        return self._whole

    @cached_property
    def _whole(self) -> Answer:
        answer = Answer(
            start=self.start,
            direction=self.direction,
            known_at=self.known_at,
            root=self.root,
            gaps=self.gaps,
            notes=self.notes,
            counts=self.counts,
            totals=self.totals,
            rows=self.rows,
            links=self.links,
        )
        return replace(answer, sha256=answer.digest())
