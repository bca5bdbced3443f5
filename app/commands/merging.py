"""merge, unmerge."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.corrections import ReasonOption
from app.commands.deciding import AsOption, signer_of, told
from app.commands.reasons import stated

DuplicateArgument = Annotated[
    str, typer.Argument(metavar="DUPLICATE", help="The record that is one too many.")
]
KeptArgument = Annotated[str, typer.Argument(metavar="KEPT", help="The record that it is.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(merge)
    app.command()(unmerge)


def merge(
    duplicate: DuplicateArgument, kept: KeptArgument, reason: ReasonOption, sign_as: AsOption = None
) -> int:
    """State that two records are one: lots, devices, materials, suppliers or customers.

    Answers tell both as one, under the key of the kept record, and note it. Neither record changes:
    `lotgraph history KEY` tells each. `lotgraph unmerge` takes it back.

    Example: lotgraph merge customer:tryton/20 customer:tryton/17 --reason "one clinic, entered twice"

    Exit code 0: recorded. 3: proposed, others must sign. 1: refused, nothing was recorded. 2: no such record.
    """
    from app.corrections import Decider
    from app.merging import merge as record
    from app.settings import Settings
    from app.terminal import waiting
    from app.wiring import open_store

    settings = Settings()
    with open_store(settings, on_wait=waiting) as store:
        by = Decider(settings.who(), stated(reason), signer_of(store, sign_as))
        return told(record(store, duplicate, kept, by), "Merged")


def unmerge(
    duplicate: DuplicateArgument, kept: KeptArgument, reason: ReasonOption, sign_as: AsOption = None
) -> int:
    """State that two records that were merged are two after all; answers are as before the merge.

    Example: lotgraph unmerge customer:tryton/20 customer:tryton/17 --reason "two clinics of one name"

    Exit code 0: recorded. 3: proposed, others must sign. 1: refused, nothing was recorded. 2: no such record.
    """
    from app.corrections import Decider
    from app.merging import unmerge as record
    from app.settings import Settings
    from app.terminal import waiting
    from app.wiring import open_store

    settings = Settings()
    with open_store(settings, on_wait=waiting) as store:
        by = Decider(settings.who(), stated(reason), signer_of(store, sign_as))
        return told(record(store, duplicate, kept, by), "Parted again")
