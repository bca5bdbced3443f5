"""owners list, owners set, erase."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.ask import FormatOption, chosen_form
from app.commands.deciding import AsOption, signer_of, told
from app.commands.reasons import stated

owners = typer.Typer(no_args_is_help=True, help="Who answers for which data: list, name a contact.")
NO_CONTACT = "no contact yet"


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(erase)


@owners.command("list")
def list_owners(form: FormatOption = "table") -> int:
    """Every owner that the data dictionary names, with its data sets, its contact and its deputy.

    Example: lotgraph owners list
    """

    from app.governance import owners as all_owners
    from app.settings import Settings
    from app.terminal import print_listing, waiting
    from app.wiring import open_store

    chosen = chosen_form(form)
    with open_store(Settings(), on_wait=waiting) as store:
        found = all_owners(store)
    columns = ("owner", "contact", "deputy", "data sets")
    lines = [
        (one.name, one.contact or NO_CONTACT, one.deputy or "", ", ".join((*one.data_sets, *one.fields)))
        for one in found
    ]
    print_listing(chosen, columns, lines, {"owners": [one.to_json() for one in found]})
    return 0


@owners.command("set")
def set_owner(
    owner: Annotated[str, typer.Argument(metavar="OWNER", help="As `lotgraph owners list` shows it.")],
    contact: Annotated[str, typer.Option(help="How they are reached: a department's address, no person's.")],
    reason: Annotated[str, typer.Option(help="Why; recorded with it, for ever.")],
    deputy: Annotated[str | None, typer.Option(metavar="OWNER", help="The owner who stands in.")] = None,
    sign_as: AsOption = None,
) -> int:
    """Name whom to ask about an owner's data, and who stands in.

    Example: lotgraph owners set quality --contact quality@plant.example --reason "appointed 2 May"

    Exit code 0: recorded. 3: proposed, others must sign. 1: refused, nothing was recorded.
    """
    from app.corrections import Decider
    from app.governance import assign
    from app.settings import Settings
    from app.terminal import waiting
    from app.wiring import open_store

    if not contact.strip():
        raise typer.BadParameter("say how they are reached", param_hint="--contact")
    settings, why = Settings(), stated(reason)
    with open_store(settings, on_wait=waiting) as store:
        by = Decider(settings.who(), why, signer_of(store, sign_as))
        return told(assign(store, owner, contact=contact, deputy=deputy, by=by), "Recorded")


def erase(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Whole key of a person or an account.")],
    reason: Annotated[str, typer.Option(help="Why; recorded with it, for ever. Name nobody.")],
    sign_as: AsOption = None,
) -> int:
    """Make the personal values of a record unreadable for ever, here and in every copy of the ledger.

    Their key is destroyed in the commit that records it. The ledger stays as it is and still verifies. Later
    loads bring no value back. Copies of the whole database keep the key until they are destroyed, too.

    Example: lotgraph erase person:plant/4711 --reason "request 2025-17, approved by data protection"

    Exit code 0: erased. 3: proposed, others must sign. 1: refused, nothing changed. 2: no such record.
    """
    from app.corrections import Decider
    from app.erasing import erase as carry_out
    from app.settings import Settings
    from app.terminal import waiting
    from app.wiring import open_store

    settings, why = Settings(), stated(reason)
    with open_store(settings, on_wait=waiting) as store:
        by = Decider(settings.who(), why, signer_of(store, sign_as))
        return told(carry_out(store, key, by), "Erased")
