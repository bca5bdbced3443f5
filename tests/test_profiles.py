"""Every shipped profile against its samples: the graph that somebody wrote down by hand, row by row.

`tests/data/profiles/PROFILE/CASE/` holds a case: `files/` as the source writes them, `graph.txt` with the
graph they mean, `rows.txt` with every row that states nothing and why, `options.toml` the `time_zone`.
`SOURCE.md` says where a sample is from.
"""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import pytest

from loaders import plan
from loaders.mappings import load_profile
from loaders.outcome import Outcome
from loaders.profile import profiles_available
from tests.support.pictured import counted, facts_of, pictured, written

DATA = Path(__file__).resolve().parent / "data" / "profiles"
CASES = sorted(
    folder
    for profile in DATA.iterdir()
    if profile.is_dir()
    for folder in profile.iterdir()
    if folder.is_dir()
)
# These have tests of their own: their files follow from the model, or are whole exports.
ELSEWHERE = {"canonical", "tryton", "epcis"}


def name_of(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


def loaded(case: Path) -> dict[str, list[Outcome]]:
    options = case / "options.toml"
    zone = tomllib.loads(options.read_text("utf-8"))["time_zone"] if options.is_file() else None
    sources = plan([case / "files"], profile=case.parent.name, namespace=None, time_zone=zone)
    return {source.name: list(source.outcomes()) for source in sources}


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_the_files_mean_the_graph_that_was_written_down(case: Path) -> None:
    outcomes = loaded(case)
    found = pictured(facts_of(itertools.chain.from_iterable(outcomes.values())))
    assert found == written(case / "graph.txt")


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_every_row_that_states_nothing_says_why(case: Path) -> None:
    lines = [f"{name} {line}" for name, rows in sorted(loaded(case).items()) for line in counted(rows)]
    assert lines == written(case / "rows.txt")


@pytest.mark.parametrize("profile", sorted(set(profiles_available()) - ELSEWHERE))
def test_a_profile_has_a_sample_of_every_kind_of_file_and_of_rejected_rows(profile: str) -> None:
    cases = [case for case in CASES if case.parent.name == profile]
    sources = [s for case in cases for s in plan([case / "files"], profile=profile, namespace=None)]
    declared = {spec.name for spec in load_profile(profile).files}
    assert {source.record_type for source in sources} == declared
    assert any("rejected" in line for case in cases for line in written(case / "rows.txt"))
