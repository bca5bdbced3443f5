"""loads list, loads close."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.deciding import AsOption, signer_of, told
from app.commands.reasons import stated

app = typer.Typer(no_args_is_help=True, help="Files that were begun and not taken in whole: list, give up.")


@app.command("list")
def list_loads() -> int:
    """Every load that was begun and has not ended; each is a gap of every answer.

    Example: lotgraph loads list

    Exit code 0: none is open. 3: some are.
    """
    from app.settings import Settings
    from app.terminal import print_rows, say, waiting
    from app.wiring import open_store

    with open_store(Settings(), on_wait=waiting) as store:
        found = store.reader().unfinished_loads()
    print_rows(("load", "file"), [(one.load, one.file) for one in found])
    say(f"{len(found)} loads have not ended. Load the file again to go on.")
    return 3 if found else 0


@app.command("close")
def close_load(
    load: Annotated[str, typer.Argument(help="As `lotgraph loads list` shows it.")],
    reason: Annotated[str, typer.Option(help="Why the rest is not coming; recorded.")],
    sign_as: AsOption = None,
) -> int:
    """Give up a load of which the rest is not coming; recorded with the reason, for ever.

    What it recorded stays. Loading the file again goes on from there, and makes it a gap again until it ends.

    Example: lotgraph loads close 4f2a --reason "wrong file, 2025-03-02.csv holds the same rows"

    Exit code 0: closed. 3: proposed, others must sign. 2: no such load is open, and nothing was closed.
    """
    from app.asker import EVERYTHING
    from app.corrections import Decider
    from app.loads import close_load as give_up
    from app.settings import Settings
    from app.terminal import waiting
    from app.wiring import open_store

    why = stated(reason)
    settings = Settings()
    with open_store(settings, on_wait=waiting) as store:
        by = Decider(settings.who(), why, signer_of(store, sign_as))
        return told(give_up(store, load, by, EVERYTHING), f"Load {load} is closed")
