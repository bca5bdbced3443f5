"""crosscheck: do the three ways to an answer agree."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(crosscheck)


def crosscheck(
    cases: Annotated[int, typer.Option(min=1, help="How many random plants.", metavar="N")] = 200,
    seed: Annotated[
        int, typer.Option(help="The first of them; the same seed gives the same.", metavar="S")
    ] = 1,
    folder: Annotated[Path, typer.Option(help="Where a disagreement is saved.", metavar="FOLDER")] = Path(
        "crosscheck"
    ),
) -> int:
    """Ask random plants three ways: by the database, by columns, by networkx. Your own data is not touched.

    Each plant has cycles, diamonds, splits, operations, packages, corrections and two sites; it is asked
    forward and backward, at two ledger sizes, at a day, and as one who is bound to a site sees it. A
    disagreement is cut down to the least that shows it, and saved.

    Example: lotgraph crosscheck --cases 1000 --seed 7

    Exit code 0: they agree. 1: they do not.
    """
    import tempfile

    from app.crosscheck.run import Crosscheck
    from app.terminal import counting, say, waiting
    from graph_store import embedded
    from graph_store.connect import open_embedded

    with tempfile.TemporaryDirectory(prefix="lotgraph-crosscheck-") as name:
        try:
            with open_embedded(Path(name), on_wait=waiting) as store, counting() as tell:
                check = Crosscheck(store, folder)
                report = check.run(cases, seed, lambda done, total: tell("plants", done, total))
        finally:
            embedded.stop(Path(name), force=True)
    say(
        f"{report.cases:,} plants, {report.questions:,} questions, {report.judged:,} recalls by arrays alone."
    )
    for path in report.saved:
        say(f"They disagree: {path}")
    return 1 if report.saved else 0
