"""api-key new, list, revoke."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.ask import FormatOption, chosen_form
from app.commands.identity import opened

app = typer.Typer(no_args_is_help=True, help="Keys with which programs ask: make, list, revoke.")
AsOption = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help="Who does this: an administrator, or the owner (default)."),
]


@app.command()
def new(
    login: Annotated[str, typer.Argument(metavar="NAME", help="The account that the program asks for.")],
    scopes: Annotated[
        list[str] | None,
        typer.Option("--scope", metavar="PERMISSION", help="What the program may do; read without it."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=365, help="How long it is good.")] = 90,
    note: Annotated[str, typer.Option(help="What it is for.")] = "",
    done_by: AsOption = None,
) -> int:
    """Make a key for a program and print it; it is shown this once and kept nowhere.

    Example: lotgraph api-key new mes --scope read --days 90 --note "MES, line 2" --as ada

    Exit code 0: made. 1: refused.
    """
    from app.identity import api_keys
    from app.identity.people import let_in
    from app.terminal import say
    from graph_model.instants import text_of

    who = done_by or login
    with opened() as (_, desk, passwords):
        by = let_in(desk, who, passwords.of(who), owner=login)
        made = api_keys.new(desk, login, scopes=scopes or ["read"], days=days, note=note, who=by.key)
    print(made.text)
    say(f"Key {made.key.id} is good until {text_of(made.key.expires)}. Send it as Authorization: Bearer.")
    return 0


@app.command("list")
def list_keys(form: FormatOption = "table") -> int:
    """Every key: whose, for what, until when, last used on which day, revoked or not.

    Example: lotgraph api-key list
    """
    from app.terminal import print_listing
    from graph_model.instants import text_of

    chosen = chosen_form(form)
    with opened() as (_, desk, _):
        found = desk.vault.api_keys()
    columns = ("id", "account", "scopes", "expires", "used", "revoked", "note")
    lines = [
        (
            key.id,
            key.account,
            " ".join(key.scopes),
            text_of(key.expires),
            key.used,
            text_of(key.revoked) if key.revoked else "",
            key.note,
        )
        for key in found
    ]
    told = {"api_keys": [dict(zip(columns, line, strict=True)) for line in lines]}
    print_listing(chosen, columns, lines, told)
    return 0


@app.command()
def revoke(
    id: Annotated[str, typer.Argument(metavar="ID", help="As `lotgraph api-key list` shows it.")],
    done_by: AsOption = None,
) -> int:
    """Never accept a key again; holds at once.

    Example: lotgraph api-key revoke 0a1b2c3d4e5f6071 --as ada

    Exit code 0: revoked. 1: refused, or no such key is in use.
    """
    from app.identity import api_keys
    from app.identity.people import let_in
    from app.terminal import say
    from graph_model.keys import split

    with opened() as (_, desk, passwords):
        key = desk.vault.api_key(id)
        owner = split(key.account).parts[0] if key else None
        who = done_by or owner
        if who is None:
            raise typer.BadParameter(f"there is no key {id}", param_hint="ID")
        by = let_in(desk, who, passwords.of(who), owner=owner)
        api_keys.revoke(desk, id, who=by.key)
    say(f"Key {id} is revoked.")
    return 0
