"""Plants of which the export lost consumptions."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

from graph_model.facts import AnyFact, RelationshipFact, Retraction
from loaders.outcome import Accepted
from loaders.plan import plan
from simulator import Plant


def facts_of(plant: Plant) -> list[AnyFact]:
    """Every fact of a plant, as the loaders hand it over."""
    with tempfile.TemporaryDirectory(prefix="lotgraph-plant-") as name:
        plant.write(Path(name))
        sources = plan([Path(name)], profile="canonical", namespace=None)
        outcomes = (outcome for source in sources for outcome in source.outcomes())
        return [fact for outcome in outcomes if isinstance(outcome, Accepted) for fact in outcome.facts]


def lose(facts: Sequence[AnyFact], percent: int, rng: random.Random) -> list[AnyFact]:
    """The facts without some of the consumptions that hold, one at least."""
    withdrawn = {fact.key for fact in facts if isinstance(fact, Retraction)}
    held = [
        fact.key
        for fact in facts
        if isinstance(fact, RelationshipFact) and fact.type == "CONSUMED_IN" and fact.key not in withdrawn
    ]
    lost = set(rng.sample(held, max(1, round(len(held) * percent / 100))))
    return [fact for fact in facts if not (isinstance(fact, RelationshipFact) and fact.key in lost)]
