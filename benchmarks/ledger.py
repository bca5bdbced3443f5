"""(e) The archive: verification in facts/s on one core, and a fact's proof out of a large ledger.

Needs no engine. The peer of the verifier is the least that any verifier does: decompress every payload and
hash its bytes once. The proofs are of facts drawn by a seed, each checked against the root; the first
one reads cold files, the others what stays open between questions.
"""

from __future__ import annotations

import hashlib
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import zstandard

from benchmarks.facts import of_plant
from benchmarks.load import PLANTS
from graph_model.facts import encode
from ledger.archive import Archive, Record, export
from ledger.commit import Header, pack, unpack
from ledger.keys import FileSigner
from ledger.note import Checkpoint, sign
from ledger.verify import verify
from ledger.verify_notes import read_key

FACTS = {"small": 500_000, "plant": 10_000_000, "large": 10_000_000}
FACTS_PER_COMMIT = 4_500
PROOFS = 300
GOAL_FACTS = 200_000
GOAL_MILLISECONDS = 5.0


def lines_of_plant() -> Iterator[list[bytes]]:
    """Fact lines of a small simulated plant, again and again, each time under other nonces."""
    dice = random.Random(1)
    facts = [encode(fact, bytes(16))[35:] for fact in of_plant(PLANTS["small"])]
    while True:
        for at in range(0, len(facts) - FACTS_PER_COMMIT, FACTS_PER_COMMIT):
            some = facts[at : at + FACTS_PER_COMMIT]
            yield [b'["%b"%b' % (dice.randbytes(16).hex().encode(), fact) for fact in some]


def commits(facts: int) -> Iterator[Record]:
    """A ledger of so many facts."""
    for seq, lines in enumerate(lines_of_plant(), start=1):
        payload = pack(lines[: max(0, facts)])
        header = Header(
            seq=seq,
            record_time="2025-02-01T00:00:00.000000Z",
            actor="bench",
            reason="bench",
            source_sha256="",
            load="",
            chunk="",
            model="0001",
            facts_root=payload.facts_root,
            n=payload.n,
            payload_sha256=payload.payload_sha256,
        )
        yield Record(header.encode(), payload.compressed)
        facts -= payload.n
        if facts <= 0:
            return


def least(archive: Archive) -> float:
    """Seconds of processor time to decompress and hash every payload."""
    began = time.process_time()
    for seq in range(1, archive.size + 1):
        plain = zstandard.ZstdDecompressor().decompress(archive.record(seq).payload)
        hashlib.sha256(plain).digest()
    return time.process_time() - began


def measure_verify(archive: Archive) -> None:
    """Processor time, since it is one thread: what else the machine does counts little."""
    signer = FileSigner("bench.example/ledger", bytes(32))
    head = Checkpoint(signer.key.name, archive.size, archive.root(archive.size))
    began = time.process_time()
    report = verify(archive.folder, read_key(str(signer.key)), witness=sign(head.text, signer).encode())
    taken = time.process_time() - began
    assert (report.findings, report.unsigned) == ([], 0)
    size = sum(path.stat().st_size for path in archive.folder.rglob("*") if path.is_file())
    print(
        f"ledger verify, {report.facts:,} facts in {report.size:,} commits, "
        f"{size / report.facts:.0f} bytes of archive a fact: {report.facts / taken:,.0f} facts/s "
        f"(goal {GOAL_FACTS:,}), {taken / least(archive):.1f} x the time to decompress and hash once",
        flush=True,
    )


def measure_proofs(folder: Path) -> None:
    """Making and checking proofs of facts anywhere."""
    archive, dice = Archive(folder), random.Random(1)
    root, seconds, checks = archive.root(archive.size), [], []
    for _ in range(PROOFS):
        seq = dice.randint(1, archive.size)
        record = archive.record(seq)
        index = dice.randrange(len(unpack(record.payload, Header.decode(record.header))))
        began = time.perf_counter()
        proof = archive.prove(seq, index)
        made = time.perf_counter()
        proof.check(root)
        seconds.append(made - began)
        checks.append(time.perf_counter() - made)
    ordered = sorted(second * 1000 for second in seconds)
    steps = len(proof.facts_path) + len(proof.header_path)
    print(
        f"ledger proof of a fact, {PROOFS} of them: {statistics.median(ordered):.2f} ms "
        f"(19 of 20 under {ordered[len(ordered) * 19 // 20]:.2f} ms, goal {GOAL_MILLISECONDS:.0f} ms), "
        f"checked in {statistics.median(checks) * 1000:.2f} ms, about {steps} hashes",
        flush=True,
    )


def measure(size: str) -> None:
    """One archive, made for this; prints facts/s and milliseconds."""
    with tempfile.TemporaryDirectory(prefix="lotgraph-bench-") as name:
        folder = Path(name) / "archive"
        began = time.perf_counter()
        archive = export(folder, commits(FACTS[size]), notes={})
        taken = time.perf_counter() - began
        print(f"ledger archive of {FACTS[size]:,} facts made and written in {taken:.0f} s", flush=True)
        measure_verify(archive)
        measure_proofs(folder)
