"""`python -m benchmarks [load|recall|memory] [--engine …] [--size …]`: ratios, with the peer's name."""

from __future__ import annotations

import argparse
import importlib

from benchmarks.engines import ENGINES, running

WHAT = ("load", "recall", "memory")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", nargs="*", help=f"any of {', '.join(WHAT)} (default: all)")
    parser.add_argument("--engine", choices=[*ENGINES, "both"], default="both")
    parser.add_argument("--size", choices=["small", "plant", "large"], default="small")
    given = parser.parse_args()
    unknown = set(given.what) - set(WHAT)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; choose of {', '.join(WHAT)}")
    for name in ENGINES if given.engine == "both" else (given.engine,):
        for what in given.what or WHAT:
            with running(name) as engine:
                if engine is not None:
                    importlib.import_module(f"benchmarks.{what}").measure(engine, given.size)


if __name__ == "__main__":
    main()
