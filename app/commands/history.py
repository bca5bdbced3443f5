"""history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.ask import FormatOption, KnownAtOption, chosen_form

if TYPE_CHECKING:
    from graph_store.history import Version

COLUMNS = ("commit", "recorded", "actor", "reason", "from", "what changed")


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(history)


def history(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The whole key of a node or relationship.")],
    form: FormatOption = "table",
    known_at: KnownAtOption = None,
) -> int:
    """Everything that was ever stated of it: who, when, why, from which file and line, before and after.

    Example: lotgraph history lot:tryton/RM-1002/0004707/1

    Exit code 0: told. 2: there is no such record.
    """
    import sys

    from app.settings import Settings
    from app.terminal import Format, print_json, print_rows, waiting, write_csv
    from app.wiring import open_store
    from graph_store.history import history as ask_history

    chosen = chosen_form(form)
    with open_store(Settings(), on_wait=waiting) as store:
        versions = ask_history(store, key, known_at)
    if chosen is Format.json:
        print_json({"key": key, "versions": [version.to_json() for version in versions]})
        return 0
    rows = [_row(version) for version in versions]
    if chosen is Format.csv:
        write_csv(sys.stdout, [COLUMNS, *rows])
    else:
        print_rows(COLUMNS, rows)
    return 0


def _row(version: Version) -> tuple[str, ...]:
    where = f"{version.file}:{version.line}" if version.line is not None else version.file
    return (
        str(version.seq),
        version.record_time,
        version.actor,
        version.reason,
        where,
        _words(version),
    )


def _words(version: Version) -> str:
    if version.statement["fact"] == "retraction":
        return f"withdrawn: {version.statement['reason']}"
    if not version.holds:
        return "stated too, and another statement holds"
    said = "; ".join(
        f"{c.name}: {c.after}" if c.before is None else f"{c.name}: {c.before} -> {c.after}"
        for c in version.changes
    )
    return said or str(version.statement["fact"]).replace("_", " ")
