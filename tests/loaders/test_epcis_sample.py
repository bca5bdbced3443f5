"""The sample of the profile against the graph that somebody wrote down by hand, row by row."""

from __future__ import annotations

from pathlib import Path

from loaders.outcome import Outcome
from tests.support.epcis import DATA, outcomes
from tests.support.pictured import counted, facts_of, pictured, written

SAMPLE = DATA / "sample"
FILES = (SAMPLE / "epcis.jsonld", SAMPLE / "epcis-shipping.xml")


def loaded() -> dict[Path, list[Outcome]]:
    return {path: outcomes(path, *(other for other in FILES if other != path)) for path in FILES}


def test_the_files_mean_the_graph_that_was_written_down() -> None:
    found = [one for rows in loaded().values() for one in rows]
    assert pictured(facts_of(found)) == written(SAMPLE / "graph.txt")


def test_every_row_that_states_nothing_says_why() -> None:
    lines = [f"{path.name} {line}" for path, rows in loaded().items() for line in counted(rows)]
    assert lines == written(SAMPLE / "rows.txt")
