"""security list, verify, seal."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.ask import FormatOption, chosen_form

app = typer.Typer(no_args_is_help=True, help="The log of refusals and of what touches access.")


@app.command("list")
def list_entries(form: FormatOption = "table") -> int:
    """Every entry of the security log, the oldest first; what is still being counted is told, too.

    Example: lotgraph security list --format csv

    Exit code 0: listed. 1: the log is damaged; see `lotgraph security verify`.
    """
    from app.settings import Settings
    from app.terminal import print_listing, waiting
    from app.wiring import open_store
    from graph_store.security_log import SecurityLog, entries

    chosen = chosen_form(form)
    with open_store(Settings(), on_wait=waiting) as store:
        SecurityLog(store).close_window()
        found = list(entries(store))
    columns = ("n", "time", "kind", "account", "address", "detail", "count")
    lines = [
        (e.n, e.time, e.event.kind.value, e.event.account, e.event.address, e.event.detail, e.count)
        for e in found
    ]
    told = {"entries": [dict(zip(columns, line, strict=True)) for line in lines]}
    print_listing(chosen, columns, lines, told)
    return 0


@app.command()
def verify(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for scripts.")] = False,
) -> int:
    """Check that no entry was altered, removed or rewritten since the ledger was told of it.

    What came after the last seal is vouched for by the chain alone. `lotgraph verify` checks the seals.

    Example: lotgraph security verify

    Exit code 0: whole. 1: something was altered.
    """
    from app.settings import Settings
    from app.terminal import print_json, say, waiting
    from app.wiring import open_store
    from graph_store.security_log import check_log

    with open_store(Settings(), on_wait=waiting) as store:
        found = check_log(store)
    if as_json:
        print_json({"size": found.size, "sealed": found.sealed, "wrong": list(found.wrong)})
    else:
        for problem in found.wrong:
            print(f"differs {problem}")
        print(f"{found.size} entries, sealed up to {found.sealed}")
        if found.wrong:
            say("The SECURITY LOG is not whole.")
            say("Next step: compare it with a backup; find out who had access to the database.")
    return 1 if found.wrong else 0


@app.command()
def seal() -> int:
    """Commit the end of the log to the ledger; the server does it every hour, `ledger checkpoint` too.

    Example: lotgraph security seal
    """
    from app.settings import Settings
    from app.terminal import say, waiting
    from app.wiring import open_store
    from graph_store.security_log import seal_log

    settings = Settings()
    with open_store(settings, on_wait=waiting) as store:
        receipt = seal_log(store, settings.who())
    say(f"Sealed, in commit {receipt.seq}." if receipt else "Nothing is new since the last seal.")
    return 0
