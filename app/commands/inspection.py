"""inspection."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.ask import FormatOption, chosen_form

if TYPE_CHECKING:
    from app.inspection.gathering import Inspection
    from app.reports.forms import PaperForm
    from app.reports.report import Report
    from app.reports.texts import Language


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(inspection)


def inspection(
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="The first day, in UTC.")],
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="The last day, in UTC.")],
    form: FormatOption = "table",
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="Write it as FILE.pdf, FILE.xlsx or FILE.csv instead."),
    ] = None,
    language: Annotated[str, typer.Option(metavar="LANG", help="en or zh-CN.")] = "en",
) -> int:
    """Self-inspection report of a period: what was changed, decided, refused, asked and loaded; what is open.

    Changes by who and what, every decision with its approvals, refusals of the security log, recalls beyond
    the asker's sites, loads with their accounting, and what was open at the end of the last day.

    Example: lotgraph inspection --from 2026-01-01 --to 2026-03-31 --output self-inspection.pdf

    Exit code 0: told, and nothing is open. 3: told, and something is open, which it names. 64: usage.
    """
    from app.errors import Refused
    from app.inspection.gathering import inspect
    from app.inspection.period import Days
    from app.settings import Settings
    from app.terminal import say, waiting
    from app.wiring import open_store

    chosen = chosen_form(form)
    paper, tongue = _paper(output), _language(language)
    try:
        days = Days.read(first, last)
    except Refused as error:
        raise typer.BadParameter(f"{error.message} {error.next_step}", param_hint="--from, --to") from error
    settings = Settings()
    with open_store(settings, on_wait=waiting) as store:
        found = inspect(store, days)
    if output is None or paper is None:
        _show(found, chosen.value, tongue, settings.who())
    else:
        _write(found, output, paper, tongue, settings.who())
        say(f"Written to {output}.")
    return 3 if found.is_open else 0


def _show(found: Inspection, form: str, language: Language, by: str) -> None:
    import sys

    from app.inspection.telling import to_json
    from app.reports.forms import csv_parts
    from app.reports.terminal import print_report
    from app.terminal import print_json

    if form == "json":
        print_json(to_json(found))
    elif form == "csv":
        for part in csv_parts(_report(found, language, by)):
            sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()
    else:
        print_report(_report(found, language, by))


def _write(found: Inspection, output: Path, paper: PaperForm, language: Language, by: str) -> None:
    from app.reports.forms import FORMS
    from ledger.files import write_whole

    write_whole(output, b"".join(FORMS[paper][1](_report(found, language, by))))


def _report(found: Inspection, language: Language, by: str) -> Report:
    from datetime import UTC, datetime

    from app.inspection.telling import report_of

    return report_of(found, language, by=by, made=datetime.now(UTC))


def _paper(output: Path | None) -> PaperForm | None:
    from app.reports.forms import PaperForm

    if output is None:
        return None
    try:
        return PaperForm(output.suffix.removeprefix("."))
    except ValueError as error:
        raise typer.BadParameter("end the name with .pdf, .xlsx or .csv", param_hint="--output") from error


def _language(text: str) -> Language:
    from app.reports.texts import LANGUAGES

    for language in LANGUAGES:
        if language == text:
            return language
    raise typer.BadParameter(f"{text!r} is none of {', '.join(LANGUAGES)}", param_hint="--language")
