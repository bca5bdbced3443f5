"""key new, show, rotate."""

from __future__ import annotations

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

    return KeyFolder(settings.key_folder)


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
    from app.terminal import print_json, say

    settings = Settings()
    keys = folder_of(settings)
    first, now = keys.first(), keys.signer().key
    rotations = keys.rotations()
    known = _notes_in_ledger(settings) if rotations else []
    told = [
        {"number": r.number, "size": r.size, "new": str(r.new), "in_ledger": note.decode() in known}
        for r, note in rotations
    ]
    if as_json:
        print_json({"first": str(first), "key": str(now), "rotations": told})
        return 0
    print(first)
    for one in told:
        print(f"from size {one['size']}: {one['new']}")
        where = "is in the ledger" if one["in_ledger"] else "is NOT in the ledger yet"
        say(f"Rotation {one['number']} {where}.")
    if not all(one["in_ledger"] for one in told):
        say("Next step: lotgraph ledger checkpoint")
    return 0


@app.command()
def rotate(module: ModuleOption = None) -> int:
    """Replace the signing key; the old and the new one sign the change.

    Whoever verifies keeps the key that they have. The old private key is gone afterwards. The rotation is
    recorded in the ledger; one that was cut short before that is recorded by the next command that signs.

    Example: lotgraph key rotate
    """
    from app.rotations import record_rotations
    from app.settings import Settings
    from app.terminal import say, waiting
    from app.wiring import open_store

    settings = Settings()
    keys = folder_of(settings)
    keys.signer()  # no database need start to say that there is no key
    with open_store(settings, on_wait=waiting) as store:
        record_rotations(store, keys, actor=settings.who())
        rotation = keys.rotate(module)
        print(rotation.new)
        record_rotations(store, keys, actor=settings.who())
    say(f"Rotation {rotation.number} holds from ledger size {rotation.size} on, and is in the ledger.")
    say("Next step: lotgraph ledger checkpoint")
    return 0


def _notes_in_ledger(settings: Settings) -> list[str]:
    from app.rotations import in_ledger
    from app.terminal import waiting
    from app.wiring import open_store

    with open_store(settings, on_wait=waiting) as store:
        return in_ledger(store)
