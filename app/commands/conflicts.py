"""conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from app.commands.ask import FormatOption, chosen_form

if TYPE_CHECKING:
    from graph_store.disputes import Dispute, Rival

COLUMNS = (
    *("key", "property", "statement", "shown", "from", "profile", "load"),
    *("commit", "recorded", "actor", "to end it"),
)


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(conflicts)


def conflicts(form: FormatOption = "table") -> int:
    """What sources state differently and nobody decided: each statement, its file and line, how to end it.

    Answers that meet one say so; `lotgraph recall --prefer SOURCE` answers under one of the sources.

    Example: lotgraph conflicts

    Example: lotgraph conflicts --format csv > conflicts.csv

    Exit code 0: there are none. 3: there are some.
    """

    from app.asker import EVERYTHING
    from app.conflicts import conflicts as listed
    from app.conflicts import to_json
    from app.settings import Settings
    from app.terminal import print_listing, say, waiting
    from app.wiring import open_store

    chosen = chosen_form(form)
    with open_store(Settings(), on_wait=waiting) as store:
        head = store.head()
        found = list(listed(store, EVERYTHING))
    told = {
        "conflicts": [to_json(dispute) for dispute in found],
        "ledger": {"size": head.size, "root": head.root},
    }
    rows = [_row(dispute, rival) for dispute in found for rival in dispute.rivals]
    print_listing(chosen, COLUMNS, rows, told)
    say(f"{len(found)} disputes between sources are not decided.")
    return 3 if found else 0


def _row(dispute: Dispute, rival: Rival) -> tuple[str, ...]:
    from app.conflicts import to_end, told

    source = rival.source
    return (
        dispute.key,
        dispute.name,
        told(rival, [dispute.name] if dispute.name else dispute.differing),
        "shown" if rival.shown else "",
        source.file if source.line is None else f"{source.file}:{source.line}",
        source.profile,
        source.load,
        str(source.commit),
        source.record_time,
        source.actor,
        to_end(dispute, rival),
    )
