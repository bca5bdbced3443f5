"""history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.ask import FormatOption, KnownAtOption, chosen_form

if TYPE_CHECKING:
    from app.touching import Touch
    from graph_store.history import Signed, Version

COLUMNS = ("commit", "recorded", "actor", "reason", "from", "what changed")


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(history)


def history(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The whole key of a node or relationship.")],
    form: FormatOption = "table",
    known_at: KnownAtOption = None,
    proof: Annotated[
        bool, typer.Option("--proof", help="Print it as JSON, each statement with its proof.")
    ] = False,
) -> int:
    """Everything that was ever stated of it: who, when, why, from which file and line, before and after.

    Of a node also what touches it: decisions, inspections, complaints and the like with who signed them,
    what it was merged with, rejected rows that name it and are open, and proposals about it that wait.

    A proof leads from a statement to the root of the ledger's size, or of the size of --known-at; without
    a database, `lotgraph ledger check-proof` checks it against a root or a signed checkpoint.

    Example: lotgraph history lot:tryton/RM-1002/0004707/1

    Example: lotgraph history lot:tryton/RM-1002/0004707/1 --proof --known-at 120 > proofs.json

    Exit code 0: told. 2: there is no such record.
    """
    import sys

    from app.settings import Settings
    from app.terminal import Format, print_json, print_rows, waiting, write_csv
    from app.touching import touching
    from app.wiring import open_store
    from graph_store.history import history as ask_history
    from graph_store.prove import prove

    chosen = chosen_form(form)
    if proof and chosen is Format.csv:
        raise typer.BadParameter("a proof is JSON", param_hint="--format")
    with open_store(Settings(), on_wait=waiting) as store:
        ledger = store.reader(known_at)
        versions = ask_history(store, key, ledger.known_at)
        proofs = prove(store, [version.place for version in versions]) if proof else []
        beside = [] if proof else touching(store, ledger, key)
    if proof or chosen is Format.json:
        shown = [{"proof": found.to_json()} for found in proofs] or [{}] * len(versions)
        told = [version.to_json() | more for version, more in zip(versions, shown, strict=True)]
        said = {"key": key, "ledger": {"size": ledger.known_at, "root": ledger.root}, "versions": told}
        print_json(said if proof else {**said, "touching": [one.to_json() for one in beside]})
        return 0
    rows = [*map(_row, versions), *map(_touch, beside)]
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


def _touch(one: Touch) -> tuple[str, ...]:
    """What touches it, in the same columns."""
    told = f"{one.how} {one.key}{f': {one.says}' if one.says else ''}"
    said = "; ".join([told, *map(_by, one.signatures)])
    if one.cause is None:
        return "", "", "", "", "", said
    return str(one.cause.seq), one.cause.record_time, one.cause.actor, one.cause.reason, "", said


def _words(version: Version) -> str:
    if version.statement["fact"] == "retraction":
        said = f"withdrawn: {version.statement['reason']}"
        if not version.holds:
            said += "; and another statement holds"
        return "; ".join([said, *_signed(version)])
    if not version.holds:
        return "stated too, and another statement holds"
    said = _changes(version) or str(version.statement["fact"]).replace("_", " ")
    return "; ".join([said, *_signed(version)])


def _signed(version: Version) -> list[str]:
    return [*map(_by, version.signatures)]


def _by(one: Signed) -> str:
    return f"signed by {one.name or one.signer} ({one.role}, {one.meaning}, {one.signed})"


def _changes(version: Version) -> str:
    return "; ".join(
        f"{c.name}: {c.after}" if c.before is None else f"{c.name}: {c.before} -> {c.after}"
        for c in version.changes
    )
