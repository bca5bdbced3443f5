"""(g) A declared profile: SAP's batch where-used list (CHVW) read, loaded, and the memory that takes.

Reading is parse + validate + canonicalise on one core, beside Python's own `csv.DictReader`, which does only
the first. End to end is what `lotgraph load` does with the file, into an empty database; the peer is the bare
`UNWIND … MERGE` script of the same facts, which were made and grouped before its clock starts.
"""

from __future__ import annotations

import csv
import gc
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from app.load import load
from benchmarks.engines import Engine
from benchmarks.load import ROWS_PER_BATCH, bare_rows, run_bare
from benchmarks.memory import GOAL_MB, peak_mb
from graph_model.facts import AnyFact
from loaders.outcome import Accepted
from loaders.plan import plan

ROWS = {"small": (66_000, 22_000, 1_100_000), "plant": (550_000, 110_000, 10_000_000)}
ROWS["large"] = ROWS["plant"]
GOAL_ROWS = 100_000
ROUNDS = 3
HEADER = (
    "MATNR,CHARG,WERKS,AUFNR,MBLNR,MJAHR,ZEILE,BWART,SHKZG,MENGE,MEINS,BUDAT,"
    "VBELN,POSNR,EBELN,EBELP,LIFNR,KUNNR,LICHA"
)


def write_chvw(folder: Path, rows: int) -> None:
    """Orders of eight issues, two receipts and a delivery or a goods receipt; a lot goes into nine orders."""
    with (folder / "chvw.csv").open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for order in range(1, rows // 11 + 1):
            file.writelines(line + "\n" for line in _order(order, rows // 12 + 1))


def _order(order: int, lots: int) -> Iterator[str]:
    draw = random.Random(order)
    day = f"2026{1 + order // 3000 % 12:02d}{1 + order // 100 % 28:02d}"
    made = f"{200_000 + order % 50:018d},F{order:07d}"
    document = 4_900_000_000 + 3 * order
    for line in range(1, 9):
        lot, kilograms = draw.randrange(lots), draw.randrange(1, 99_999) / 1000
        item = f"{100_000 + lot % 300:018d},B{lot:08d},1000,{order:012d}"
        yield f"{item},{document},2026,{line:04d},261,H,{kilograms:.3f},KG,{day},,,,,,,"
    for line in (1, 2):
        item = f"{made}{line},1000,{order:012d}"
        yield f"{item},{document + 1},2026,{line:04d},101,S,{draw.randrange(1, 500)}.000,ST,{day},,,,,,,"
    if order % 2:
        start, end = f"{made}1,1000,,{document + 2},2026,0001,601,H,1.000,ST,{day}", f"{order % 400:010d},"
        yield f"{start},{80_000_000 + order:010d},000010,,,,{end}"
    else:
        lot = order % lots
        item = f"{100_000 + lot % 300:018d},B{lot:08d},1000,,{document + 2},2026,0001,101,S,9.000,KG,{day}"
        yield f"{item},,,{4_500_000_000 + order},00010,{order % 90:010d},,V{order}"


def measure(engine: Engine, size: str) -> None:
    """Reading, end to end, memory."""
    read, loaded, checked = ROWS[size]
    with tempfile.TemporaryDirectory(prefix="lotgraph-bench-") as name:
        folder = Path(name) / "files"
        folder.mkdir()
        write_chvw(folder, read)
        _reading(folder, read)
        write_chvw(folder, loaded)
        _end_to_end(engine, folder)
        write_chvw(folder, checked)
        environment = {"LOTGRAPH_DATA_DIR": name, **engine.environment()}
        peak, seconds = peak_mb(["load", "--profile", "sap", "--dry-run", str(folder)], environment)
        rows = checked // 11 * 11
        print(f"  dry run of {rows:,} rows: {peak:.0f} MB (goal < {GOAL_MB}), {rows / seconds:,.0f} rows/s")


def _facts(folder: Path) -> tuple[int, list[AnyFact]]:
    rows, facts = 0, list[AnyFact]()
    for source in plan([folder], profile="sap", namespace="bench"):
        for outcome in source.outcomes():
            rows += outcome.rows
            facts += outcome.facts if isinstance(outcome, Accepted) else ()
    return rows, facts


def _reading(folder: Path, rows: int) -> None:
    ours, peer = list[float](), list[float]()
    for _ in range(ROUNDS):
        began = time.process_time()
        rows, facts = _facts(folder)
        ours.append(time.process_time() - began)
        began = time.process_time()
        with (folder / "chvw.csv").open(encoding="utf-8", newline="") as file:
            sum(1 for _ in csv.DictReader(file))
        peer.append(time.process_time() - began)
    one, other = rows / statistics.median(ours), rows / statistics.median(peer)
    print(f"chvw, {rows:,} rows, {len(facts):,} facts, processor time, median of {ROUNDS}:")
    print(f"  read, validated, as facts {one:9,.0f} rows/s ({one / GOAL_ROWS:.2f} of the goal)")
    print(f"  csv.DictReader alone      {other:9,.0f} rows/s")


def _end_to_end(engine: Engine, folder: Path) -> None:
    rows, facts = _facts(folder)
    prepared = [
        bare_rows(facts[first : first + ROWS_PER_BATCH], "MERGE")
        for first in range(0, len(facts), ROWS_PER_BATCH)
    ]
    gc.collect()
    gc.freeze()  # what was prepared for the clock's sake is no garbage to be searched again and again
    ours, peer = list[float](), list[float]()
    for turn in range(ROUNDS + 1):
        connection = engine.bare()
        bare = run_bare(connection, prepared)
        connection.close()
        with engine.store() as store:
            began = time.perf_counter()
            sources = plan([folder], profile="sap", namespace="bench")
            load(store, sources, actor="bench", on_rows=lambda *_: None, on_reject=lambda *_: None)
            seconds = time.perf_counter() - began
        if turn:
            ours.append(seconds)
            peer.append(bare)
    one, other = statistics.median(ours), statistics.median(peer)
    print(f"chvw, {engine.name}, {rows:,} rows, {len(facts):,} facts, end to end, median of {ROUNDS}:")
    print(
        f"  a whole load {one:7.2f} s, bare MERGE {other:7.2f} s: {other / one:.2f} x as fast (goal 0.9)",
        flush=True,
    )
