"""The files of simulated plants as anybody's CSV reader sees them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

from graph_model.keys import make
from graph_model.nodes import BY_LABEL
from simulator.plant import Plant, build
from simulator.records import EDGE_TABLES, NODE_TABLES, file_name

SEEDS = range(30)
FLOW = ("CONSUMED_IN", "PRODUCED", "HAS_UNIT")
Line = dict[str, str]
BOTH = pytest.mark.parametrize("lossy", [False, True], ids=["whole", "lossy"])


@dataclass(frozen=True)
class Export:
    """A plant's files as anybody's CSV reader sees them."""

    rows: dict[str, list[Line]]

    def live(self, type_: str) -> list[Line]:
        return [row for row in self.rows[type_] if not row["retracted"]]

    def stated(self) -> set[str]:
        return {
            make(kind.prefix, row["namespace"], *(row[p] for p in parts if row.get(p)))
            for label in NODE_TABLES
            for kind in [BY_LABEL[label]]
            for parts in [(*kind.key_parts, *kind.optional_parts)]
            for row in self.rows[label]
        }

    def ends(self, type_: str) -> list[tuple[str, str]]:
        return [(row["from"], row["to"]) for row in self.live(type_)]


def export(plant: Plant, folder: Path) -> Export:
    plant.write(folder)
    rows: dict[str, list[Line]] = {name: [] for name in (*NODE_TABLES, *EDGE_TABLES)}
    for name, lines in rows.items():
        if (path := folder / file_name(name)).exists():
            with path.open(encoding="utf-8", newline="") as file:
                lines.extend(csv.DictReader(file, strict=True))
    return Export(rows)


@cache
def small() -> Plant:
    return build("small", 1)


def flow_of(files: Export) -> nx.DiGraph[str]:
    flow: nx.DiGraph[str] = nx.DiGraph()
    for type_ in FLOW:
        flow.add_edges_from(files.ends(type_))
    return flow


def moved(piece: str) -> list[str]:
    return small().pieces[piece]
