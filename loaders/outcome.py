"""What became of the rows of a file: accepted, rejected or ignored with a reason.

Promises: over one file the `rows` of its outcomes sum up to the rows that were read; a rejected row
keeps its text and the keys that could be read from it, so that answers can name it as a gap.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph_model.facts import Statement


@dataclass(frozen=True, slots=True)
class Finding:
    """What is odd about a value of an accepted record: it was left out, or kept as the source wrote it."""

    column: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """A record that states facts; `rows` file rows belong to it, the first stands on `line`."""

    line: int
    rows: int
    facts: tuple[Statement, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that can't be taken: which column broke which rule, and what the record touches.

    `facts` is what is certain in spite of that.
    """

    line: int
    rows: int
    column: str
    rule: str
    message: str
    raw: str
    touches: tuple[str, ...]
    facts: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Ignored:
    """A record that says nothing for the graph, and why."""

    line: int
    rows: int
    reason: str


Outcome = Accepted | Rejected | Ignored
