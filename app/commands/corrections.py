"""correct, withdraw."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.deciding import AsOption, signer_of, told
from app.commands.reasons import stated

KeyArgument = Annotated[
    str, typer.Argument(metavar="KEY", help="Whole key; of a relationship, `recall --with-links` shows it.")
]
ReasonOption = Annotated[str, typer.Option(help="Why; recorded with it, for ever.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(correct)
    app.command()(withdraw)


def correct(
    key: KeyArgument,
    reason: ReasonOption,
    values: Annotated[
        list[str] | None, typer.Argument(metavar="NAME=VALUE...", help="Properties by the dictionary.")
    ] = None,
    sign_as: AsOption = None,
) -> int:
    """State what holds, above all that sources say; ends a conflict between them.

    What is corrected stays in the ledger: `lotgraph history KEY` shows both. A withdrawn relationship holds
    again; from=KEY and to=KEY say what it joins. Another correction takes this one back.

    Example: lotgraph correct lot:tryton/RM-1002/0004707/1 expires=2026-03-31 --reason "label of the drum"

    Example: lotgraph correct CONSUMED_IN:tryton/stock.move/17 quantity=12.5 --reason "weighed again"

    Exit code 0: recorded. 3: proposed, others must sign. 1: refused, nothing was recorded. 2: no such record.
    """
    from app.corrections import Decider
    from app.corrections import correct as record
    from app.settings import Settings
    from app.terminal import waiting
    from app.wiring import open_store

    pairs = [value.partition("=") for value in values or ()]
    if not all(name and equals and value for name, equals, value in pairs):
        raise typer.BadParameter("write NAME=VALUE, neither of them empty", param_hint="NAME=VALUE")
    settings = Settings()
    with open_store(settings, on_wait=waiting) as store:
        named = {name: value for name, _, value in pairs}
        by = Decider(settings.who(), stated(reason), signer_of(store, sign_as))
        return told(record(store, key, named, by), "Corrected")


def withdraw(key: KeyArgument, reason: ReasonOption, sign_as: AsOption = None) -> int:
    """State that a relationship does not hold, above all that sources say.

    Answers pass it by and note it. `lotgraph correct KEY --reason …` makes it hold again.

    Example: lotgraph withdraw SHIPPED_IN:tryton/stock.move/88 --reason "booked on the wrong lot"

    Exit code 0: recorded. 3: proposed, others must sign. 1: refused, nothing was recorded.
    2: there is no such relationship.
    """
    from app.corrections import Decider
    from app.corrections import withdraw as record
    from app.settings import Settings
    from app.terminal import waiting
    from app.wiring import open_store

    settings = Settings()
    with open_store(settings, on_wait=waiting) as store:
        by = Decider(settings.who(), stated(reason), signer_of(store, sign_as))
        return told(record(store, key, by), "Withdrawn")
