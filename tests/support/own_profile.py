"""A profile of a few lines and a file of a few rows, and what becomes of these."""

from __future__ import annotations

from pathlib import Path

from graph_model.facts import NodeFact, RelationshipFact
from loaders import plan
from loaders.outcome import Accepted, Outcome, Rejected

HEAD = 'name = "own"\nversion = 1\ndescription = "of a test"\n'


def outcomes(folder: Path, profile: str, *rows: str, name: str = "thing.csv") -> list[Outcome]:
    """What becomes of the rows, the header first, of a file of this profile."""
    own = folder / "own.toml"
    path = folder / "files" / name
    own.write_text(HEAD + profile, "utf-8")
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{row}\n" for row in rows), "utf-8")
    (source,) = plan([path], profile=str(own), namespace="n")
    return list(source.outcomes())


def nodes(outcome: Outcome) -> dict[str, dict[str, object]]:
    """What an accepted row states of nodes."""
    assert isinstance(outcome, Accepted), outcome
    found: dict[str, dict[str, object]] = {}
    for fact in outcome.facts:
        if isinstance(fact, NodeFact):
            found.setdefault(fact.key, {}).update(fact.properties)
    return found


def links(outcome: Outcome) -> set[tuple[str, str, str]]:
    """The relationships that an accepted row states, but for those to a material."""
    assert isinstance(outcome, Accepted), outcome
    facts = (fact for fact in outcome.facts if isinstance(fact, RelationshipFact))
    return {(fact.source, fact.type, fact.target) for fact in facts if fact.type != "INSTANCE_OF"}


def told(outcome: Outcome) -> list[tuple[str, str]]:
    """Column and rule of the findings of an accepted row."""
    assert isinstance(outcome, Accepted), outcome
    return [(finding.column, finding.rule) for finding in outcome.findings]


def rejected(outcome: Outcome) -> tuple[str, str, str]:
    """Column, rule and message of a rejected row."""
    assert isinstance(outcome, Rejected), outcome
    return outcome.column, outcome.rule, outcome.message
