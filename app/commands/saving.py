"""user save, user restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands import identity
from app.commands.identity import opened

app = identity.app


@app.command()
def save(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where they go; for its owner's eyes only.")],
) -> int:
    """Write passwords (hashed), signing keys (enciphered) and keys of programs (hashed) into a file.

    Keep it beside the archive: a ledger that is restored from files alone knows its accounts, and nobody
    could sign in or sign.

    Example: lotgraph user save backup/credentials.json
    """
    from app.identity.saving import save as all_of_them
    from app.terminal import say
    from ledger.files import write_whole

    with opened() as (_, desk, _):
        write_whole(file, all_of_them(desk), mode=0o600)
    say(f"Written to {file}. Whoever has it can try passwords against it: keep it as you keep the database.")
    return 0


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `lotgraph user save` wrote.")],
) -> int:
    """Bring passwords and keys back where a ledger was restored; what the ledger does not know is passed by.

    Example: lotgraph user restore backup/credentials.json

    Exit code 0: all came back. 3: some were passed by. 1: refused. 64: no such file.
    """
    from app.identity.saving import restore as bring_back
    from app.terminal import say

    if not file.is_file():
        raise typer.BadParameter(f"{file} is no file", param_hint="FILE")
    with opened() as (settings, desk, _):
        done = bring_back(desk, file.read_bytes(), who=settings.who())
    say(
        f"{done.credentials} passwords and {done.api_keys} keys are back; {done.passed_by} were passed by, "
        "since the ledger does not know them or later ones are here."
    )
    return 3 if done.passed_by else 0
