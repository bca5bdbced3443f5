"""The golden log: a frozen ledger as plain text, one file for each commit.

The first line is the commit's header, the others are its facts. Whoever changes the format changes
these bytes, and this is what must never happen: older ledgers must verify for ever.
"""

from __future__ import annotations

from pathlib import Path

from graph_store.store import Entry
from ledger.commit import Header, pack

FOLDER = Path(__file__).parent.parent / "data" / "ledger" / "golden"


def commits() -> list[tuple[bytes, list[bytes]]]:
    """Header and fact lines of each commit, in order; no code of ours touches these bytes."""
    out = []
    for file in sorted(FOLDER.glob("[0-9]*.jsonl")):
        header, *lines = file.read_bytes().removesuffix(b"\n").split(b"\n")
        out.append((header, lines))
    return out


def frozen(name: str) -> list[str]:
    """A list of hashes, one for each ledger size from 0."""
    return (FOLDER / name).read_text("utf-8").split()


def graph() -> list[bytes]:
    """The lines under the graph's digest when the whole log is replayed, sorted."""
    return (FOLDER / "graph.jsonl").read_bytes().removesuffix(b"\n").split(b"\n")


def entries() -> list[Entry]:
    """The log as a store would hand it over for replay."""
    out = []
    for line, facts in commits():
        header = Header.decode(line)
        batch = f"{header.load}/{header.chunk}" if header.load else None
        out.append(Entry(header, pack(facts).compressed, batch))
    return out
