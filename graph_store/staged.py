"""Records that stand in a stage of their workflow.

Promises: all of a label, in key order. Refuses nothing; a label without stages has none.
"""

from __future__ import annotations

from graph_model.nodes import BY_LABEL
from graph_store.store import Store


def staged(store: Store, label: str) -> list[str]:
    """Keys of the records of a label of which something was decided in a workflow."""
    if not BY_LABEL[label].property_named("stage"):
        return []
    with store.connection.reading() as runner:
        return sorted(str(row["key"]) for row in runner.rows(f"staged_{label}"))
