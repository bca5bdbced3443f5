"""`lotgraph` as a process that writes down which commits were acknowledged to it.

`python -m tests.support.load_process load …` is `python -m app.cli load …`, but each commit that
`Store.commit` returned for is appended to the file `LOTGRAPH_TEST_ACKS` as `seq sha256-of-header` and
fsynced, so that the one who kills the process knows what it was promised.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

from app import cli
from graph_model.facts import AnyFact
from graph_store.connection import Transaction
from graph_store.store import Batch, Receipt, Store


def acknowledged(path: Path) -> list[tuple[int, str]]:
    """What the process wrote down; a line it was killed in is none."""
    text = path.read_text("ascii") if path.exists() else ""
    lines = [line.split() for line in text.splitlines(keepends=True) if line.endswith("\n")]
    return [(int(seq), digest) for seq, digest in lines]


def main() -> None:
    """Run the command line with both ends of a commit watched."""
    file = os.open(os.environ["LOTGRAPH_TEST_ACKS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    written: dict[int, str] = {}
    rows, commit = Transaction.rows, Store.commit

    @functools.wraps(rows)
    def watched_rows(self: Transaction, name: str, /, **parameters: object) -> list[dict[str, object]]:
        if name == "append_commit":
            header = str(parameters["header"])
            written[int(str(parameters["seq"]))] = hashlib.sha256(header.encode()).hexdigest()
        return rows(self, name, **parameters)

    @functools.wraps(commit)
    def watched_commit(
        self: Store,
        facts: Sequence[AnyFact],
        *,
        actor: str,
        reason: str,
        batch: Batch | None = None,
        source_sha256: str = "",
    ) -> Receipt:
        receipt = commit(self, facts, actor=actor, reason=reason, batch=batch, source_sha256=source_sha256)
        if receipt.seq in written and not receipt.repeated:
            os.write(file, f"{receipt.seq} {written[receipt.seq]}\n".encode("ascii"))
            os.fsync(file)
        return receipt

    with (
        mock.patch.object(Transaction, "rows", watched_rows),
        mock.patch.object(Store, "commit", watched_commit),
    ):
        cli.main()


if __name__ == "__main__":
    main()
