"""quality check, quality rules, quality scorecard."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from app.commands.ask import FormatOption, chosen_form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.quality.finding import Finding
    from app.quality.scorecard import Scorecard
    from app.quality.told import Counted
    from app.terminal import Format
    from graph_store.reader import Reader

app = typer.Typer(
    no_args_is_help=True, help="Quality of data: rules, what breaks them, a scorecard per source."
)

OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write JSON or CSV there, not on the terminal.")
]


@app.command("rules")
def list_rules(form: FormatOption = "table") -> int:
    """Every rule: what it checks, of which records, how grave a breach is, who answers, what to do.

    Example: lotgraph quality rules
    """
    from app.quality.told import RULE_COLUMNS, rule_json, rule_rows
    from app.terminal import print_listing

    print_listing(chosen_form(form), RULE_COLUMNS, rule_rows(), {"rules": rule_json()})
    return 0


@app.command("check")
def run_check(
    form: FormatOption = "table",
    rule: Annotated[
        list[str] | None, typer.Option("--rule", metavar="NAME", help="Only this rule; may be repeated.")
    ] = None,
    load: Annotated[
        str, typer.Option("--load", metavar="LOAD", help="Only what this load was the first to state.")
    ] = "",
    to_file: OutOption = None,
) -> int:
    """Hold the whole graph against the rules. A table counts what was found; JSON and CSV tell all of it.

    Example: lotgraph quality check

    Example: lotgraph quality check --rule missing_value --format csv --out missing.csv

    Exit code 0: nothing was found but excursions (true values outside of limits). 3: something was.
    2: there is no such load.
    """
    from app.quality.rules import NAMES
    from app.quality.run import findings
    from app.quality.told import Counted
    from app.settings import Settings
    from app.terminal import counting, say, waiting
    from app.wiring import open_store

    chosen = _form(form, to_file)
    unknown = sorted(set(rule or ()) - set(NAMES))
    if unknown:
        raise typer.BadParameter(
            f"{unknown[0]}: no such rule; there are {', '.join(NAMES)}", param_hint="--rule"
        )
    counted = Counted()
    with (
        open_store(Settings(), on_wait=waiting) as store,
        counting() as on_progress,
        store.reader() as reader,
    ):
        found = findings(store, reader, names=rule or NAMES, load=load, on_progress=on_progress)
        _print_findings(chosen, to_file, map(counted.take, found), counted, reader)
    n = counted.errors_of_data
    say(f"{n} findings, {counted.total - n} excursions." if counted.total else "Nothing breaks a rule.")
    return 3 if n else 0


@app.command("scorecard")
def show_scorecard(form: FormatOption = "table", to_file: OutOption = None) -> int:
    """How good each source and each load is, in the order of the loads: rows, completeness, findings, score.

    The rules are those that a load's own facts tell (on load: yes in `lotgraph quality rules`).

    Example: lotgraph quality scorecard

    Example: lotgraph quality scorecard --format csv --out scorecard.csv
    """
    import orjson

    from app.quality.run import measured
    from app.quality.told import MEASURE_COLUMNS, measure_rows
    from app.settings import Settings
    from app.terminal import Format, counting, waiting, write_csv
    from app.wiring import open_store

    chosen = _form(form, to_file)
    with (
        open_store(Settings(), on_wait=waiting) as store,
        counting() as on_progress,
        store.reader() as reader,
    ):
        card = measured(store, reader, on_progress=on_progress)
        ledger = {"size": reader.known_at, "root": reader.root}
    if chosen is Format.table:
        _print_card(card)
        return 0
    with _target(to_file) as stream:
        if chosen is Format.json:
            stream.buffer.write(orjson.dumps({**card.to_json(), "ledger": ledger}) + b"\n")
            stream.buffer.flush()
        else:
            write_csv(stream, [MEASURE_COLUMNS])
            write_csv(stream, measure_rows(card))
    return 0


def _form(form: str, to_file: Path | None) -> Format:
    from app.terminal import Format

    chosen = chosen_form(form)
    if to_file is not None and chosen is Format.table:
        raise typer.BadParameter("a file holds JSON or CSV; say --format json or csv", param_hint="--out")
    return chosen


def _print_findings(
    form: Format, to_file: Path | None, found: Iterable[Finding], counted: Counted, reader: Reader
) -> None:
    """Findings as they come; counted by then."""
    from app.quality.told import COUNT_COLUMNS, FINDING_COLUMNS, finding_row
    from app.terminal import Format, print_rows, write_csv

    if form is Format.table:
        for _ in found:
            pass
        if counted.total:
            print_rows(COUNT_COLUMNS, [tuple(map(str, row)) for row in counted.rows()])
            print("\n".join(["", "Next steps:", *counted.next_steps()]))
        return
    with _target(to_file) as stream:
        if form is Format.json:
            _write_findings(stream, found, counted, reader)
        else:
            write_csv(stream, [FINDING_COLUMNS])
            write_csv(stream, map(finding_row, found))


def _write_findings(stream: TextIO, found: Iterable[Finding], counted: Counted, reader: Reader) -> None:
    """One object; its list is written as it is found, since it may not fit into memory."""
    import orjson

    out = stream.buffer  # JSON is UTF-8, whatever the terminal shows
    out.write(b'{"findings":[')
    for n, finding in enumerate(found):
        out.write((b"," if n else b"") + orjson.dumps(finding.to_json()))
    rest = {"counts": counted.to_json(), "ledger": {"size": reader.known_at, "root": reader.root}}
    out.write(b"]," + orjson.dumps(rest)[1:] + b"\n")
    out.flush()


@contextmanager
def _target(path: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that is there whole or not at all."""
    from ledger.files import UNFINISHED

    if path is None:
        yield sys.stdout
        return
    aside = path.with_name(path.name + UNFINISHED)
    try:
        with aside.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _print_card(card: Scorecard) -> None:
    from app.quality.scorecard import FORMULA
    from app.quality.told import LOAD_COLUMNS, SOURCE_COLUMNS, hole_rows, load_rows, source_rows
    from app.terminal import print_rows

    for title, columns, rows in (
        ("Sources", SOURCE_COLUMNS, source_rows(card)),
        ("Required fields that are not always stated", ("source", "field", "stated"), hole_rows(card)),
        ("Loads, in their order", LOAD_COLUMNS, load_rows(card)),
    ):
        print(f"{title}:")
        print_rows(columns, [tuple(map(str, row)) for row in rows])
        print()
    print(FORMULA)
