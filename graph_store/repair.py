"""Bring the graph back to what its ledger says, and record that it was done, by whom and why.

Promises: the act is in the ledger before the first row is touched; its fact counts the differences and
names the report of all of them by hash, the report is a file beside the data; a repair that was cut short
is finished by the next one. Refuses: a damaged ledger, which says nothing that could be restored, and a
ledger that grows meanwhile; of one that grew before the act, nothing is recorded.

What came while a row was altered may have been taken for known and left out of the ledger: no repair brings
it back, and a source of it is loaded again (`last_repair`).
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import orjson

from graph_model.facts import NodeFact, canonical
from graph_model.keys import make
from graph_store.connection import Transaction
from graph_store.effects import SYSTEM_NAMESPACE, label_of
from graph_store.errors import ConstraintViolated, LedgerGrew, StoreError
from graph_store.fold import NODE, RELATIONSHIP, RETRACTION, node_row, stored_row
from graph_store.outside import is_outside
from graph_store.store import Receipt, Store
from graph_store.verify import Difference, OnProgress, Verification, verify

ROWS_A_TRANSACTION = 1_000


class LedgerDamaged(StoreError):
    """There is nothing sound to restore the graph from."""

    default_next_step = "Restore the ledger first: from a backup, an archive, or another copy."


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was done: rows by how they differed, the commit that records it, the report's file."""

    counts: dict[str, int]
    receipt: Receipt
    report: Path


def repair(
    store: Store,
    found: Verification,
    *,
    actor: str,
    reason: str,
    folder: Path,
    on_progress: OnProgress = lambda what, done, total: None,
) -> Repaired:
    """Restore what `found` names. `folder` keeps the report and temporary files."""
    if found.damage:
        raise LedgerDamaged("the ledger itself is damaged, so the graph was left as it is")
    report, digest, counts = _report(found, folder)
    act = NodeFact(
        # Random, so that nobody puts a node of this key there before, which would have the act say nothing.
        key=make("repair", SYSTEM_NAMESPACE, f"{found.size + 1}-{secrets.token_hex(8)}"),
        properties={"report": canonical(counts).decode(), "sha256": digest},
        origin="decided",
    )
    receipt = store.commit([act], actor=actor, reason=reason, at_size=found.size)
    # Nodes first; what hangs on them is looked at anew, since taking out a node takes its relationships.
    restore(store, (d for d in found.differences() if d.what != RELATIONSHIP), receipt.seq)
    with ExitStack() as opened:
        rest = verify(store.connection, opened, folder=folder, on_progress=on_progress)
        restore(store, rest.differences(), receipt.seq)
    return Repaired(dict(counts), receipt, report)


def last_repair(store: Store) -> str | None:
    """Key of the latest act, if the graph was ever repaired."""
    with store.connection.reading() as runner:
        found = {str(row["key"]): _mapping(row["properties"]) for row in runner.rows("all_Repair")}
    return max(found, key=lambda key: (int(str(found[key]["_commit"])), key), default=None)


def _report(found: Verification, folder: Path) -> tuple[Path, str, Counter[str]]:
    """Write every difference down, one JSON object a line; the file is named by its hash."""
    folder.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    hashed = hashlib.sha256()
    draft = folder / "repair.part"
    with draft.open("wb") as out:
        for difference in found.differences():
            counts[f"{difference.what} {difference.how}"] += 1
            line = orjson.dumps(difference.to_json(), option=orjson.OPT_SORT_KEYS) + b"\n"
            hashed.update(line)
            out.write(line)
    report = folder / f"repair-{found.size}-{hashed.hexdigest()[:16]}.jsonl"
    draft.replace(report)
    return report, hashed.hexdigest(), counts


def restore(store: Store, differences: Iterable[Difference], size: int) -> None:
    """Write what the ledger says for each of these, while the ledger stays at `size`."""
    todo: Iterator[Difference] = iter(differences)
    while batch := list(islice(todo, ROWS_A_TRANSACTION)):
        with store.connection.writing() as transaction:
            (head,) = transaction.rows("lock_head")
            if head["size"] != size:
                raise LedgerGrew(f"the ledger grew from {size} to {head['size']} commits")
            _remove(transaction, [d for d in batch if _is_removed(d)])
            _put_nodes(transaction, [d for d in batch if d.what == NODE and d.expected])
            _put_relationships(transaction, [d for d in batch if d.what == RELATIONSHIP and d.expected])
            for difference in batch:
                if difference.what == "head":
                    _put_head(transaction, head, difference)
            transaction.commit()


def _is_removed(difference: Difference) -> bool:
    """A node is altered in place; all else that stands wrongly is taken out and written anew."""
    return bool(difference.stored) and not (difference.what == NODE and _is_in_place(difference))


def _is_in_place(difference: Difference) -> bool:
    names = {change.name for change in difference.changes}
    return difference.how == "altered" and not names & {"label", "key"}


def _remove(transaction: Transaction, wrong: list[Difference]) -> None:
    rows = Counter(d.stored for d in wrong)
    keys = sorted({d.key for d in wrong})
    if any(d.what == RELATIONSHIP for d in wrong):
        found = transaction.rows("relationships_to_remove", keys=keys)
        lines = [stored_row(r, _mapping(r["properties"])) for r in found]
        ids = [r["id"] for r, line in zip(found, lines, strict=True) if _take(rows, line)]
        transaction.rows("remove_relationships", ids=ids)
    if any(d.what == NODE for d in wrong):
        found = [r for r in transaction.rows("nodes_to_remove", keys=keys) if not is_outside(r["labels"])]  # type: ignore[arg-type]
        lines = [node_row(r["labels"], _mapping(r["properties"])) for r in found]  # type: ignore[arg-type]
        ids = [r["id"] for r, line in zip(found, lines, strict=True) if _take(rows, line)]
        transaction.rows("remove_nodes", ids=ids)


def _take(rows: Counter[bytes], line: bytes) -> bool:
    rows[line] -= 1
    return rows[line] >= 0


def _put_nodes(transaction: Transaction, wrong: list[Difference]) -> None:
    create: dict[str, list[dict[str, object]]] = defaultdict(list)
    update: dict[str, list[dict[str, object]]] = defaultdict(list)
    for difference in wrong:
        _, (label,), properties = orjson.loads(difference.expected)
        if _is_in_place(difference):
            extra = dict.fromkeys(c.name for c in difference.changes if c.name not in properties)
            update[label].append({"key": difference.key, "properties": properties | extra})
        else:
            create[label].append(properties)
    for label, rows in create.items():
        if label == RETRACTION:
            pairs = [{"key": row["key"], "properties": row} for row in rows]
            transaction.rows("create_retraction", rows=pairs)
        else:
            transaction.rows(f"create_{label}", rows=rows)
    for label, rows in update.items():
        transaction.rows("update_retraction" if label == RETRACTION else f"update_{label}", rows=rows)


def _put_relationships(transaction: Transaction, wrong: list[Difference]) -> None:
    link: dict[str, list[dict[str, object]]] = defaultdict(list)
    for difference in wrong:
        _, type_, source, target, properties = orjson.loads(difference.expected)
        name = f"link_{type_}_{label_of(source)}_{label_of(target)}"
        link[name].append({"source": source, "target": target, "properties": properties})
    for name, rows in link.items():
        made = transaction.rows(name, rows=rows)[0]["made"]
        if made != len(rows):
            raise ConstraintViolated(f"{made} of {len(rows)} relationships could be restored ({name})")


def _put_head(transaction: Transaction, head: dict[str, object], difference: Difference) -> None:
    fields = {name: head[name] for name in ("size", "frontier", "record_time", "model")}
    (change,) = difference.changes
    transaction.rows("advance_head", retractions=change.expected, **fields)


def _mapping(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise StoreError("the engine returned a record without properties")
    return value
