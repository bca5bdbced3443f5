"""load, rejects."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.ask import FormatOption, chosen_form
from app.commands.deciding import AsOption, signer_of, told
from app.commands.reasons import stated
from app.rejects_file import REJECT_COLUMNS, RejectsFile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.load_report import FileReport, Report
    from app.settings import Settings
    from graph_store.entries import RejectGap
    from graph_store.reader import Card
    from loaders.plan import Source

LISTED_COLUMNS = ("key", *REJECT_COLUMNS)
SECONDS_BETWEEN_LINES = 5.0

ZoneOption = Annotated[
    str | None,
    typer.Option("--time-zone", metavar="ZONE", help="Clock of times without offset, such as Europe/Berlin."),
]

rejects = typer.Typer(no_args_is_help=True, help="Rows that were not accepted: list them, close them.")


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(load)


def load(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders of exports.")],
    profile: Annotated[
        str | None, typer.Option(help="What the columns mean; see: lotgraph profile list.")
    ] = None,
    namespace: Annotated[str | None, typer.Option(help="Who numbers; default the profile's name.")] = None,
    time_zone: ZoneOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, write nothing.")] = False,
    all_or_nothing: Annotated[
        bool, typer.Option("--all-or-nothing", help="Write only if no row is rejected.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Also what was loaded before `verify --repair`.")
    ] = False,
    rejects_file: Annotated[
        Path | None, typer.Option("--rejects", metavar="FILE", help="Where rejected rows go (CSV).")
    ] = None,
) -> int:
    """Take in exports. The same file twice changes nothing; a load that was cut short goes on.

    What came while somebody had altered the graph may have been taken for known; after the repair --again
    records what the ledger lacks of it, and its rejected rows once more.

    Example: lotgraph load --profile tryton exports/

    Exit code 0: all rows accepted or ignored for a stated reason. 3: some were rejected. 1: failed.
    """
    from app.load_report import check
    from app.settings import Settings
    from app.terminal import waiting
    from loaders.plan import plan

    settings = Settings()
    sources = plan(paths, profile=profile, namespace=namespace, time_zone=time_zone)
    started = time.monotonic()
    path = _rejects_path(settings, sources, rejects_file)
    with RejectsFile(path) as rejected, progress(sources) as on_rows:
        if dry_run:
            report = check(sources, on_rows=on_rows, on_reject=rejected.add)
        else:
            # Late: a check need not wait for the driver of the database.
            from app import load as loading
            from app.wiring import open_store

            with open_store(settings, on_wait=waiting) as store:
                report = loading.load(
                    store,
                    sources,
                    actor=settings.who(),
                    all_or_nothing=all_or_nothing,
                    again=again,
                    on_rows=on_rows,
                    on_reject=rejected.add,
                )
    _summary(report, time.monotonic() - started, rejected.path if rejected.count else None, dry_run=dry_run)
    if report.refused:
        return 1
    return 3 if report.rejected else 0


@rejects.command("list")
def list_rejects(form: FormatOption = "table") -> int:
    """Every rejected row that is not closed; each is a gap of the answers it may touch.

    Example: lotgraph rejects list --format csv

    Exit code 0: none is open. 3: some are.
    """
    from app.settings import Settings
    from app.terminal import print_listing, say, waiting
    from app.wiring import open_store

    chosen = chosen_form(form)
    with open_store(Settings(), on_wait=waiting) as store:
        reader = store.reader()
        found = reader.open_rejects()
        cards = reader.cards(reject.key for reject in found)
    rows = [_listed(reject, cards[reject.key]) for reject in found]
    lines = [[str(row[name]) for name in LISTED_COLUMNS] for row in rows]
    print_listing(chosen, LISTED_COLUMNS, lines, {"rejects": rows})
    say(f"{len(found)} rejected rows are open.")
    return 3 if found else 0


def _listed(reject: RejectGap, card: Card) -> dict[str, object]:
    """An open reject with all that is recorded of it."""
    return {
        "key": reject.key,
        "load": reject.load,
        "file": reject.file,
        "line": reject.line,
        "column": card.properties.get("column", ""),
        "rule": reject.rule,
        "message": reject.message,
        "raw": card.properties.get("raw", ""),
        "touches": list(reject.touches),
    }


@rejects.command("close")
def close_rejects(
    reason: Annotated[str, typer.Option(help="What was done about them; recorded.")],
    keys: Annotated[
        list[str] | None, typer.Argument(metavar="KEY...", help="As `lotgraph rejects list` shows them.")
    ] = None,
    load: Annotated[
        str | None,
        typer.Option(
            "--load", metavar="LOAD", help="All of a load: LOAD of the keys reject:lotgraph/LOAD/LINE."
        ),
    ] = None,
    sign_as: AsOption = None,
) -> int:
    """Close rejected rows that were dealt with; recorded with the reason, for ever.

    Example: lotgraph rejects close reject:lotgraph/4f2a/17 --reason "entered by hand as GR 118"

    Exit code 0: closed. 3: proposed, others must sign.
    2: a key is no rejected row, or the load has none open, and nothing was closed.
    """
    from app.asker import EVERYTHING
    from app.corrections import Decider
    from app.loads import close_rejects as close
    from app.settings import Settings
    from app.terminal import say, waiting
    from app.wiring import open_store

    stated(reason)
    if bool(keys) == bool(load):
        raise typer.BadParameter("name either keys or one load", param_hint="KEY... or --load")
    settings = Settings()
    with open_store(settings, on_wait=waiting) as store:
        by = Decider(settings.who(), reason, signer_of(store, sign_as))
        closed = close(store, keys or (), load, by, EVERYTHING)
    if not all(outcome.done for outcome in closed.outcomes):
        return max(told(outcome, "Closed") for outcome in closed.outcomes)
    say(f"{closed.closing} closed, {closed.before} were closed before.")
    return 0


def _rejects_path(settings: Settings, sources: Sequence[Source], path: Path | None) -> Path:
    """Where rejected rows go."""
    first = sources[0].load_id if sources else "none"
    if path is not None and path.resolve() in {source.path.resolve() for source in sources}:
        raise typer.BadParameter(f"{path} is one of the files to load", param_hint="--rejects")
    return path or settings.data_dir / "rejects" / f"{first}.csv"


@contextmanager
def progress(sources: Sequence[Source]) -> Iterator[Callable[[str, int], None]]:
    """A bar with rows/s and time left on a terminal, a line now and then elsewhere."""
    if sys.stderr.isatty():
        with _bar(sources) as advance:
            yield advance
    else:
        yield _lines()


@contextmanager
def _bar(sources: Sequence[Source]) -> Iterator[Callable[[str, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    from app.load_report import rows_about

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rows]:,} rows"),
        TextColumn("{task.fields[speed]:,.0f} rows/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}
        rows: dict[str, int] = {}
        started: dict[str, float] = {}
        sizes = {source.name: rows_about(source.size) for source in sources}

        def advance(name: str, more: int) -> None:
            if name not in tasks:
                started[name] = time.monotonic()
                tasks[name] = bar.add_task(name, total=sizes.get(name), rows=0, speed=0)
            rows[name] = rows.get(name, 0) + more
            if rows[name] % 100 < more:
                spent = max(time.monotonic() - started[name], 1e-3)
                bar.update(tasks[name], completed=rows[name], rows=rows[name], speed=rows[name] / spent)

        yield advance


def _lines() -> Callable[[str, int], None]:
    from app.terminal import say

    started = last = time.monotonic()
    total = 0

    def advance(name: str, more: int) -> None:
        nonlocal last, total
        total += more
        now = time.monotonic()
        if now - last >= SECONDS_BETWEEN_LINES:
            last = now
            say(f"{total:,} rows, {total / (now - started):,.0f} rows/s, in {name}")

    return advance


def _summary(report: Report, seconds: float, rejects_path: Path | None, *, dry_run: bool) -> None:
    from app.load_report import reasons
    from app.quality.told import load_lines
    from app.terminal import print_rows, say

    written = not dry_run and not report.refused
    rows = [
        (
            f.name,
            str(f.read),
            str(f.accepted),
            str(f.rejected),
            str(f.ignored_rows),
            _state(f) if written else "",
        )
        for f in report.files
    ]
    total = [sum(int(row[i]) for row in rows) for i in range(1, 5)]
    rows.append(("total", *map(str, total), ""))  # type: ignore[arg-type]
    print_rows(("file", "read", "accepted", "rejected", "ignored", ""), rows)
    for reason, count in sorted(reasons(report.files).items()):
        print(f"ignored {count}: {reason}")
    for file in report.files:
        for note in file.notes:
            print(f"{file.name}: {note}")
        for odd in file.findings.values():
            lines = ", ".join(map(str, odd.lines))
            where = f"{odd.rule} in {odd.column}, {odd.count} times (line {lines})"
            print(f"{file.name}: finding {where}: {odd.message}")
    for line in load_lines((file.name, file.quality) for file in report.files):
        print(line)
    speed = total[0] / seconds if seconds else 0
    print(f"{total[1]} accepted + {total[2]} rejected + {total[3]} ignored = {total[0]} rows read", end="")
    print(f" ({seconds:.1f} s, {speed:,.0f} rows/s)")
    if written:
        print(_news(report.files))
    if rejects_path is not None:
        say(f"Rejected rows are in {rejects_path}; mend them at the source and load again.")
    if report.refused:
        say("Nothing was written, because rows were rejected and --all-or-nothing was asked for.")
    elif dry_run:
        say("Nothing was written (--dry-run).")


def _news(files: Sequence[FileReport]) -> str:
    """What the graph learned."""
    if all(file.repeated for file in files):
        return "Nothing is new: all of it was loaded before."
    new, known = sum(file.facts for file in files), sum(file.unchanged for file in files)
    return f"{new} facts are new; {known} were stated before, here or in an earlier load, and change nothing."


def _state(file: FileReport) -> str:
    if file.repeated:
        return "was loaded before, nothing changed"
    known = f", {file.unchanged} stated before" if file.unchanged else ""
    return f"{file.facts} new facts{known}" + (", went on from where it stopped" if file.resumed else "")
