"""What the commit reads before it plans, and how it writes the effects; all inside of its transaction.

Promises: what is found is all that stands for the keys that the facts speak of; every row is written as
one row, else the transaction fails (`ConstraintViolated`); ends that nobody stated become stubs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from graph_model.facts import AnyFact, RelationshipFact, Retraction
from graph_store.connection import Transaction
from graph_store.effects import Effects, Found, label_of, node_key
from graph_store.errors import ConstraintViolated
from graph_store.sealing import erase


def find(transaction: Transaction, facts: Sequence[AnyFact], *, retractions: int) -> Found:
    """What stands for the keys of these facts; `retractions` is how many the head counts."""
    by_label: dict[str, set[str]] = defaultdict(set)
    by_type: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        key = node_key(fact)
        if key is not None:
            by_label[label_of(key)].add(key)
        elif isinstance(fact, RelationshipFact | Retraction):
            by_type[fact.type].add(fact.key)
    nodes: dict[str, dict[str, object]] = {}
    for label, keys in by_label.items():
        for row in transaction.rows(f"read_{label}", keys=sorted(keys)):
            nodes.update((stored["key"], stored) for stored in row["nodes"])  # type: ignore[attr-defined]
    statements: dict[str, dict[str, bool]] = defaultdict(dict)
    for type_, keys in by_type.items():
        for row in transaction.rows(f"statements_{type_}", keys=sorted(keys)):
            statements[str(row["key"])][str(row["rank"])] = row["retracted"] is None
    found_retractions: dict[str, str] = {}
    withdrawn_in: dict[str, list[int]] = {}
    withdrawn = {k for keys in by_type.values() for k in keys}
    if withdrawn and retractions:
        for row in transaction.rows("retractions", keys=sorted(withdrawn)):
            key = str(row["key"])
            found_retractions[key], withdrawn_in[key] = str(row["rank"]), commits_of(row)
    return Found(nodes, statements, found_retractions, withdrawn_in)


def commits_of(retraction: Mapping[str, object]) -> list[int]:
    """The commits of a row of the query `retractions`."""
    commits = retraction["commits"]
    return [seq for seq in commits if isinstance(seq, int)] if isinstance(commits, list) else []


def write(transaction: Transaction, effects: Effects, seq: int) -> None:
    """Write the effects of commit `seq`."""
    # What becomes of recorded statements first: those that come beside or after them have the same key.
    for (mark, type_), keys in effects.mark.items():
        transaction.rows(f"{mark}_{type_}", keys=keys, seq=seq)
    for label, rows in effects.create.items():
        transaction.rows(f"create_{label}", rows=rows)
    for label, rows in effects.update.items():
        transaction.rows(f"update_{label}", rows=rows)
    for ends, rows in effects.link.items():
        _link(transaction, ends, rows, seq)
    if effects.create_retractions:
        transaction.rows("create_retraction", rows=effects.create_retractions)
    if effects.update_retractions:
        transaction.rows("update_retraction", rows=effects.update_retractions)
    erase(transaction, effects.kept)


def _link(
    transaction: Transaction, ends: tuple[str, str, str], rows: list[dict[str, object]], seq: int
) -> None:
    """Write relationships; ends that were never stated become stubs."""
    name = "link_" + "_".join(ends)
    made = transaction.rows(name, rows=rows)[0]["made"]
    if made == len(rows):
        return
    missing = _missing(transaction, ends[1], {str(row["source"]) for row in rows})
    missing |= _missing(transaction, ends[2], {str(row["target"]) for row in rows})
    for label in sorted({label_of(key) for key in missing}):
        stubs = [
            {"key": key, "_commit": seq, "_stub": True} for key in sorted(missing) if label_of(key) == label
        ]
        transaction.rows(f"create_{label}", rows=stubs)
    rest = [row for row in rows if row["source"] in missing or row["target"] in missing]
    made_now = transaction.rows(name, rows=rest)[0]["made"] if rest else 0
    if made_now != len(rest) or made != len(rows) - len(rest):
        raise ConstraintViolated(f"{len(rows)} {ends[0]} relationships were not written as one each")


def _missing(transaction: Transaction, label: str, keys: set[str]) -> set[str]:
    (present,) = transaction.rows(f"present_{label}", keys=sorted(keys))
    return keys.difference(present["keys"])  # type: ignore[arg-type]
