"""dictionary, simulate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(dictionary)
    app.command()(simulate)


def dictionary(
    as_json: Annotated[bool, typer.Option("--json", help="A JSON list, for scripts.")] = False,
) -> int:
    """The data dictionary: every field with type, meaning and owner.

    Example: lotgraph dictionary --json
    """
    from dataclasses import asdict

    from app.terminal import print_json
    from graph_model.dictionary import entries, page

    if as_json:
        print_json([asdict(entry) for entry in entries()])
    else:
        print(page(), end="")
    return 0


def simulate(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the export files go.")],
    size: Annotated[str, typer.Option(help="small, plant or large.")] = "small",
    seed: Annotated[int, typer.Option(help="The same seed writes the same plant.")] = 1,
) -> int:
    """Write a made-up plant's export files (profile canonical).

    Example: lotgraph simulate --size small --seed 7 exports/
    """
    import simulator
    from app.terminal import say

    if size not in simulator.SIZES:
        raise typer.BadParameter(f"{size!r} is none of {', '.join(simulator.SIZES)}", param_hint="--size")
    files = simulator.write(size, seed, folder, _tell())
    say(f"{len(files)} files are in {folder}. Load them: lotgraph load --profile canonical {folder}")
    return 0


def _tell() -> Callable[[int, int], None]:
    import time

    from app.terminal import say

    last = time.monotonic()

    def on_progress(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= 2:
            last = time.monotonic()
            say(f"{done:,} of {total:,} rows")

    return on_progress
