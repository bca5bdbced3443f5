"""(c) Memory: peak resident memory of the Python process of `lotgraph load`.

There is no peer: the goal is a number, 600 MB whatever the size of the file. The command runs in a
process of its own, which says its `ru_maxrss` at the end; the embedded engine is another process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.engines import Engine

GOAL_MB = 600
ROWS = {"small": (1_000_000, 50_000), "plant": (10_000_000, 1_000_000), "large": (10_000_000, 1_000_000)}
ROWS_AT_ONCE = 100_000

CHILD = """
import resource, sys
from app.cli import main
try:
    code = main()
except SystemExit as end:
    code = end.code
print("ru_maxrss", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, "exit", code or 0, file=sys.stderr)
"""


def write_consumptions(path: Path, rows: int) -> None:
    """A canonical consumed_in.csv: ten consumptions for a step, a lot goes into fifty steps."""
    with path.open("w", encoding="utf-8") as file:
        file.write("from,to,document,line,quantity,unit,event_time\n")
        for first in range(0, rows, ROWS_AT_ONCE):
            file.writelines(
                f"lot:plant/RM-{n % 97:04d}/L{n % (rows // 50):08d},step:plant/production/WO-{n // 10:08d},"
                f"GI-{n // 10:08d},{n % 10 + 1},{n % 900 + 1}.25,kg,2025-{n % 12 + 1:02d}-{n % 28 + 1:02d}\n"
                for n in range(first, min(first + ROWS_AT_ONCE, rows))
            )


def peak_mb(arguments: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Peak memory in MB and seconds of one command."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    last = done.stderr.strip().splitlines()[-1].split()
    if last[:1] != ["ru_maxrss"] or last[-1] != "0":
        raise RuntimeError(f"lotgraph {' '.join(arguments)} failed: {done.stderr[-500:]}")
    return int(last[1]) / 1024, time.perf_counter() - began


def measure(engine: Engine, size: str) -> None:
    """A dry run and a real load."""
    checked, loaded = ROWS[size]
    print(f"memory, {engine.name}, goal < {GOAL_MB} MB:")
    with tempfile.TemporaryDirectory(prefix="lotgraph-bench-") as name:
        file = Path(name) / "consumed_in.csv"
        environment = {"LOTGRAPH_DATA_DIR": name, **engine.environment()}
        for rows, options in ((checked, ["--dry-run"]), (loaded, [])):
            write_consumptions(file, rows)
            peak, seconds = peak_mb(["load", "--profile", "canonical", *options, str(file)], environment)
            what = " ".join(["lotgraph load", *options])
            print(
                f"  {what:24} {rows:11,} rows: {peak:6.0f} MB ({peak / GOAL_MB:.2f} of the goal), "
                f"{seconds:.0f} s, {rows / seconds:,.0f} rows/s",
                flush=True,
            )
