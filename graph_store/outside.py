"""What stands in the database and in no ledger: the one list of such labels.

Promises: nodes of these labels are no evidence. No commit states them, no digest, verification, repair or
rebuild looks at them, and a ledger is whole without any of them. Whoever adds a label here says in
docs/governance.md why its nodes may be lost or deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

OUTSIDE: Final = (
    *("SubjectKey", "Credential", "ApiKey", "Session", "SecurityEntry", "SecurityHead", "Scope"),
    "AlarmHead",
)


def is_outside(labels: Sequence[str]) -> bool:
    """Whether a node is one of these and nothing else: a second label hides no node of the graph."""
    return len(labels) == 1 and labels[0] in OUTSIDE
