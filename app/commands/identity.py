"""user add, list, show, roles, close, password, reset, unlock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.ask import FormatOption, chosen_form
from app.commands.deciding import AsOption

if TYPE_CHECKING:
    from app.commands.passwords import Passwords
    from app.corrections import Decider
    from app.identity.desk import Desk
    from app.settings import Settings
    from graph_store.accounts import Account

app = typer.Typer(no_args_is_help=True, help="Who may sign in and sign: accounts, roles, passwords.")
LoginArgument = Annotated[str, typer.Argument(metavar="NAME", help="The name of the account.")]
ReasonOption = Annotated[str | None, typer.Option(help="Why; recorded with it, for ever.")]
RolesOption = Annotated[
    list[str] | None, typer.Option("--role", metavar="ROLE", help="A role of docs/policy.md; give several.")
]
SitesOption = Annotated[
    list[str] | None, typer.Option("--site", metavar="KEY", help="A site it may see; give several.")
]


@app.command()
def add(
    login: LoginArgument,
    person: Annotated[str, typer.Option(metavar="NUMBER", help="Number of the natural person.")],
    name: Annotated[str, typer.Option(metavar="TEXT", help="Printed name, shown with signatures.")],
    roles: RolesOption = None,
    sites: SitesOption = None,
    external: Annotated[
        bool, typer.Option("--external", help="Signs in with your identity provider only; can't sign.")
    ] = False,
    sign_as: AsOption = None,
    reason: ReasonOption = None,
) -> int:
    """Open an account and print its one-time password, which its owner changes first.

    The first account of a ledger is an administrator; from then on every request needs a credential, and
    every other account is opened by an administrator who signs (--as). It sees every site unless some are
    named. Open a second administrator: nobody can reset a forgotten password of the only one.

    Example: lotgraph user add ada --person 1017 --name "Ada Byron" --role administrator

    Exit code 0: opened. 1: refused, nothing was opened.
    """
    from app.identity.people import NewAccount, open_account
    from app.terminal import say

    new = NewAccount(login, person, name, roles or (), sites or (), external)
    with _deciding(sign_as, reason or f"open account {login}") as (desk, by):
        password = open_account(desk, new, by)
    say(f"Account {login} is open.")
    if password is not None:
        print(password)
        say(f"This is its password, for one use. Next step: lotgraph user password {login}")
    return 0


@app.command("list")
def list_accounts(form: FormatOption = "table") -> int:
    """Every account with its roles and sites, closed ones included.

    Example: lotgraph user list
    """
    from app.terminal import print_listing
    from graph_store.accounts import accounts

    chosen = chosen_form(form)
    with _desk() as (desk, _):
        found = [_told(desk, account) for account in accounts(desk.store)]
    columns = ("account", "name", "person", "roles", "sites", "standing")
    lines = [tuple(str(one[column]) for column in columns) for one in found]
    print_listing(chosen, columns, lines, {"accounts": found})
    return 0


@app.command()
def show(login: LoginArgument) -> int:
    """One account as JSON: what it may do, the state of its password, the keys of its programs.

    Example: lotgraph user show ada
    """
    from app.identity.accounts import find
    from app.identity.sign_in import is_locked
    from app.terminal import print_json
    from graph_model.instants import text_of

    with _desk() as (desk, _):
        account = find(desk.store, login)
        credential = desk.vault.credential(account.key)
        told = _told(desk, account)
        told["permissions"] = sorted(account.permissions)
        told["password"] = credential and {
            "changed": text_of(credential.changed),
            "one_time": credential.once,
            "failures": len(credential.failures),
            "locked": is_locked(credential, desk.clock.now()),
        }
        told["api_keys"] = [key.id for key in desk.vault.api_keys() if key.account == account.key]
    print_json(told)
    return 0


@app.command("roles")
def change_roles(
    login: LoginArgument,
    roles: RolesOption = None,
    sites: SitesOption = None,
    all_sites: Annotated[bool, typer.Option("--all-sites", help="It may see every site.")] = False,
    sign_as: AsOption = None,
    reason: ReasonOption = None,
) -> int:
    """Give an account other roles or sites, in the place of those that it has; holds at once.

    Example: lotgraph user roles kim --role key_user --role quality_manager --as ada

    Exit code 0: changed. 1: refused, nothing was changed.
    """
    from app.identity.people import change_account
    from app.terminal import say

    if sites and all_sites:
        raise typer.BadParameter("name sites or all of them", param_hint="--all-sites")
    chosen = () if all_sites else sites or None
    with _deciding(sign_as, reason or f"change account {login}") as (desk, by):
        change_account(desk, login, by, roles=roles or (), sites=chosen)
    say(f"Account {login} is changed.")
    return 0


@app.command()
def close(login: LoginArgument, sign_as: AsOption = None, reason: ReasonOption = None) -> int:
    """Close an account for good, with its sessions and keys; what it signed stays signed.

    Example: lotgraph user close kim --as ada --reason "left the company"

    Exit code 0: closed. 1: refused, nothing was changed.
    """
    from app.identity.people import close_account
    from app.terminal import say

    with _deciding(sign_as, reason or f"close account {login}") as (desk, by):
        close_account(desk, login, by)
    say(f"Account {login} is closed.")
    return 0


@app.command()
def password(login: LoginArgument) -> int:
    """Change a password: the old one is asked for, then the new one twice. The signing key stays.

    Example: lotgraph user password ada

    Exit code 0: changed. 1: refused, the old one stays.
    """
    from app.identity.people import change_password
    from app.terminal import say

    with _desk() as (desk, passwords):
        change_password(desk, login, passwords.of(login), passwords.new(login))
    say("The password is changed; sessions of the account have ended.")
    return 0


@app.command()
def reset(login: LoginArgument, sign_as: AsOption = None, reason: ReasonOption = None) -> int:
    """Print a new one-time password of an account whose owner forgot it; makes a new signing key.

    Example: lotgraph user reset kim --as ada

    Exit code 0: reset. 1: refused, nothing was changed.
    """
    from app.identity.people import reset as give_new
    from app.terminal import say

    with _deciding(sign_as, reason or f"reset the password of {login}") as (desk, by):
        print(give_new(desk, login, by))
    say(f"This is its password, for one use. Next step: lotgraph user password {login}")
    return 0


@app.command()
def unlock(
    login: LoginArgument,
    administrator: Annotated[str, typer.Option("--as", metavar="NAME", help="An administrator.")],
) -> int:
    """Lift the lock of an account before its time.

    Example: lotgraph user unlock kim --as ada

    Exit code 0: unlocked. 1: refused.
    """
    from app.identity.people import let_in, unlock_account
    from app.terminal import say

    with _desk() as (desk, passwords):
        unlock_account(desk, login, let_in(desk, administrator, passwords.of(administrator)))
    say(f"Account {login} is not locked.")
    return 0


@contextmanager
def _desk() -> Iterator[tuple[Desk, Passwords]]:
    """The desk of the configured store, and the passwords that the command asks for."""
    with opened() as (_, desk, passwords):
        yield desk, passwords


@contextmanager
def opened() -> Iterator[tuple[Settings, Desk, Passwords]]:
    """The same with the settings."""
    from app.commands.passwords import Passwords
    from app.identity.desk import Desk, Rules
    from app.settings import Settings
    from app.terminal import waiting
    from app.wiring import open_store

    settings = Settings()
    with open_store(settings, on_wait=waiting) as store:
        yield settings, Desk.of(store, Rules.of(settings)), Passwords(settings)


@contextmanager
def _deciding(sign_as: str | None, reason: str) -> Iterator[tuple[Desk, Decider]]:
    """The desk, and who decides."""
    from app.corrections import Decider
    from app.identity.signing import unlock as signer_of

    with opened() as (settings, desk, passwords):
        signer = signer_of(desk.store, sign_as, passwords.of(sign_as), desk=desk) if sign_as else None
        yield desk, Decider(settings.who(), reason, signer)


def _told(desk: Desk, account: Account) -> dict[str, object]:
    """An account as commands print it, with its printed name opened."""
    with desk.store.reader() as reader:
        name = reader.cards([account.key])[account.key].properties.get("name", "")
    return {
        "account": account.login,
        "name": name,
        "person": account.person,
        "roles": " ".join(account.roles),
        "sites": "all" if account.sites is None else " ".join(sorted(account.sites)),
        "standing": "active" if account.is_active else "closed",
    }
