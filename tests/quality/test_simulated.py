"""Whole simulated plants: what is sound breaks no rule, and what is missing is what answers call a gap."""

from __future__ import annotations

from pathlib import Path

import pytest

import simulator
from app.questions.ask import genealogy, recall
from graph_model.facts import AnyFact
from graph_model.keys import prefix_of
from loaders.outcome import Accepted
from loaders.plan import plan
from simulator.parameters import Parameters
from tests.support.memory import MemoryStore
from tests.support.survey import found_in

SOUND = (
    *("not_positive", "values_reversed", "dates_reversed", "more_out_than_in", "units_differ"),
    *("used_before_it_came", "shipped_before_it_came", "duplicate"),
)
GAPS = ("no_origin", "step_without_output", "step_without_input", "unknown_reference")
FLOW = ("lot", "device", "step")


def simulated(seed: int, folder: Path) -> MemoryStore:
    simulator.write(Parameters.tiny(seed), seed, folder)
    facts: list[AnyFact] = []
    for source in plan([folder], profile="canonical", namespace=None):
        for outcome in source.outcomes():
            if isinstance(outcome, Accepted):
                facts += outcome.facts
    memory = MemoryStore()
    memory.commit(facts, actor="test", reason="test")
    return memory


def gaps_of_answers(memory: MemoryStore) -> set[tuple[str, str]]:
    """What the answers about each single item and step say is missing."""
    out: set[tuple[str, str]] = set()
    with memory.reader() as reader:
        for key in [k for k in reader._cards if prefix_of(k) in FLOW]:
            for ask in (recall, genealogy):
                gaps = ask(reader, [key]).gaps
                out |= {(gap.kind, gap.key) for gap in gaps if "comes from itself" not in gap.message}
    return {(kind, key) for kind, key in out if kind in GAPS and prefix_of(key) in FLOW}


@pytest.mark.parametrize("seed", range(3))
def test_the_rules_tell_what_is_missing_and_nothing_else(seed: int, tmp_path: Path) -> None:
    memory = simulated(seed, tmp_path)
    assert found_in(memory, *SOUND) == []
    told = {(finding.rule.name, finding.key) for finding in found_in(memory, *GAPS)}
    assert {place for place in told if prefix_of(place[1]) in FLOW} == gaps_of_answers(memory)
