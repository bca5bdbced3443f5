"""`python -m benchmarks [WHAT …] [--engine …] [--size …]`: ratios, with the peer's name."""

from __future__ import annotations

import argparse
import importlib

from benchmarks.engines import ENGINES, running

WITH_ENGINE = ("load", "recall", "lineage", "keeping", "memory", "verify", "profiles")
ALONE = ("ledger", "identifiers", "quality", "graphql", "suspects", "explorer", "holds", "packs", "detection")
WHAT = ("table", *WITH_ENGINE, *ALONE)
SIZES = ("small", "plant", "large")
EXAMPLES = """
what:
  table    every peer side by side: writes docs/performance.md; needs PostgreSQL, a Neo4j, Node and npm
  load     facts/s of Store.commit (validation and ledger included) / a bare UNWIND-MERGE script
  recall   seconds of the frontier walk / the engine's own -[:T*1..60]-> DISTINCT query
  lineage  recall by columns over HTTP and alone / PostgreSQL, the driver, numpy, rustworkx
  keeping  catching up with a commit, a standing scope, size and opening of generated columns / goals
  memory   peak memory of the Python process of `lotgraph load`, against the goal of 600 MB
  verify   seconds of the engine's own full scan / `lotgraph verify`
  profiles  SAP's CHVW: rows/s on one core, a whole load / a bare UNWIND-MERGE script, memory
  ledger   facts/s of `lotgraph ledger verify`, milliseconds of a fact's proof; needs no engine
  identifiers  GS1 element strings/s on one core / biip; needs no engine
  explorer  first paint, scrolling and memory at 10,000 or 50,000 items in a real browser; needs no engine
  graphql  answers of 10,000 rows by the compiled executor / orjson, / the stock executor; needs no engine
  quality  what the rules on data quality cost beside reading the files; needs no engine
  suspects  precision and recall of the possible tier where consumptions were lost; needs no engine
  holds    what 20 holds reach of 10,000 or 100,000 lots and devices / networkx; needs no engine
  packs    who must be told, papers and letters, 2,000 consignees at size plant / 30 s; needs no engine
  detection  the rules behind alarms over commits of 5,000 facts of several kinds / 1 s; needs no engine

examples:
  make bench SIZE=large                                          the table: an hour, 15 GB of memory
  python -m benchmarks load --engine arcadedb
  python -m benchmarks load recall --size plant
  python -m benchmarks memory --engine arcadedb --size plant     10 million rows: minutes, 1.2 GB of disk
  python -m benchmarks ledger --size plant                       10 million facts: minutes, 2 GB of disk
  make bench ARGS="recall --engine neo4j --size large"

A Neo4j is found as the tests find theirs (LOTGRAPH_TEST_NEO4J_URI, Docker, Maven), and EMPTIED.
Trust the ratios of one run; seconds depend on the machine and on what else it does.
"""


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", nargs="*", help=f"any of {', '.join(WHAT)} (default: table)")
    parser.add_argument("--engine", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--size", choices=SIZES, default="small")
    given = parser.parse_args()
    unknown = set(given.what) - set(WHAT)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; choose of {', '.join(WHAT)}")
    asked = given.what or ["table"]
    if "table" in asked:
        importlib.import_module("benchmarks.table.run").measure(given.size)
    for what in ALONE:
        if what in asked:
            importlib.import_module(f"benchmarks.{what}").measure(given.size)
    chosen = [what for what in asked if what in WITH_ENGINE]
    for name in ENGINES if given.engine == "both" else (given.engine,):
        for what in chosen:
            with running(name) as engine:
                if engine is not None:
                    importlib.import_module(f"benchmarks.{what}").measure(engine, given.size)


if __name__ == "__main__":
    main()
