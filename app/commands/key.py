"""key new, show, rotate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.settings import Settings
    from ledger.keys import KeyFolder

app = typer.Typer(no_args_is_help=True, help="The key that signs the ledger's checkpoints.")
ModuleOption = Annotated[
    str | None,
    typer.Option("--pkcs11", metavar="URI", help="A key in a security module: pkcs11:token=...;object=..."),
]


def folder_of(settings: Settings) -> KeyFolder:
    """The keys of this data folder."""
    from ledger.keys import KeyFolder

    return KeyFolder(Path(settings.data_dir) / "keys")


@app.command()
def new(
    origin: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Name of this ledger, such as plant.example/ledger."),
    ] = None,
    module: ModuleOption = None,
) -> int:
    """Make the signing key and print its public half, which is what a verifier needs.

    Example: lotgraph key new --origin plant.example/ledger
    """
    import secrets

    from app.settings import Settings
    from app.terminal import say

    key = folder_of(Settings()).new(origin or f"lotgraph/{secrets.token_hex(8)}", module)
    print(key)
    say("Give this line to whoever verifies, by another way than the archive.")
    return 0


@app.command()
def show(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for scripts.")] = False,
) -> int:
    """The public key: the first one, from which a verifier starts, and those that came after.

    Example: lotgraph key show
    """
    from app.settings import Settings
    from app.terminal import print_json

    keys = folder_of(Settings())
    first, now = keys.first(), keys.signer().key
    rotations = [rotation for rotation, _ in keys.rotations()]
    if as_json:
        told = [{"number": r.number, "size": r.size, "new": str(r.new)} for r in rotations]
        print_json({"first": str(first), "key": str(now), "rotations": told})
    else:
        print(first)
        for rotation in rotations:
            print(f"from size {rotation.size}: {rotation.new}")
    return 0


@app.command()
def rotate(module: ModuleOption = None) -> int:
    """Replace the signing key; the old and the new one sign the change.

    Whoever verifies keeps the key that they have. The old private key is gone afterwards.

    Example: lotgraph key rotate
    """
    from app.settings import Settings
    from app.terminal import say

    rotation = folder_of(Settings()).rotate(module)
    print(rotation.new)
    say(f"Rotation {rotation.number} holds from ledger size {rotation.size} on.")
    say("Next step: lotgraph ledger checkpoint")
    return 0
