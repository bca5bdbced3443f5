"""What a person sees: tables, CSV, JSON, and words on standard error.

Promises: answers go to standard output and nothing else does; colours and progress appear only on a
terminal and obey NO_COLOR; a CSV says by rows of its own what is missing, since it travels without
its exit code.
"""

from __future__ import annotations

import csv
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, TextIO

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    # Who prints a small table need not wait for the driver of the database behind the questions.
    from app.questions.answer import Answer, Record, Row, Told
    from app.questions.diff import Changed, Comparison
    from app.questions.findings import Gap, Note
    from app.questions.why import Evidence

PIPE_WIDTH = 1000
SECONDS_BETWEEN_WORDS = 2.0
MOST_LATER = 10
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
LABELS = (
    "Supplier",
    "Receipt",
    "Lot",
    "ProcessStep",
    "Device",
    "Package",
    "Shipment",
    "Return",
    "Customer",
)
CSV_COLUMNS = (
    "key",
    "label",
    "name",
    "quantity",
    "unit",
    "udi_di",
    "material",
    "shipped",
    "returned",
    "net",
    "net_unit",
)


class Format(StrEnum):
    """How an answer is printed."""

    table = "table"
    json = "json"
    csv = "csv"


def say(message: str) -> None:
    """A line on standard error."""
    print(message, file=sys.stderr, flush=True)


def waiting(what: str) -> None:
    """Something takes over two seconds."""
    say(f"lotgraph: {what}")


@contextmanager
def counting() -> Iterator[Callable[[str, int, int | None], None]]:
    """A line now and then on standard error: what is being done, how much of it, of how much."""
    last = time.monotonic()

    def on_progress(what: str, count: int, total: int | None) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_WORDS:
            last = time.monotonic()
            say(f"{count:,}{f' of {total:,}' if total else ''} {what}")

    yield on_progress


def out() -> Console:
    """Standard output; nothing is folded where it is no terminal."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PIPE_WIDTH)


def show(table: Table) -> None:
    """A table on standard output, without the white space that pads its lines."""
    console = out()
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        print(line.rstrip())


def print_json(value: object) -> None:
    """One line of JSON."""
    sys.stdout.buffer.write(orjson.dumps(value) + b"\n")
    sys.stdout.buffer.flush()


def write_csv(stream: TextIO, rows: Iterable[Iterable[object]]) -> None:
    """Rows as CSV. A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    csv.writer(stream).writerows([_harmless(cell) for cell in row] for row in rows)


def _harmless(cell: object) -> object:
    runs = isinstance(cell, str) and cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if runs else cell


def print_answer(answer: Answer, form: Format, *, with_links: bool) -> None:
    """A trace in the asked form."""
    if form is Format.json:
        print_json(answer.to_json(with_links=with_links))
    elif form is Format.csv:
        write_csv(sys.stdout, csv_lines(answer))
    else:
        _table(answer, with_links=with_links)


def print_evidence(found: Evidence, form: Format) -> None:
    """A path in the asked form."""
    steps = found.path or ()
    if form is Format.json:
        print_json(found.to_json())
    elif form is Format.csv:
        write_csv(sys.stdout, [("from", "type", "to", "key", "commit")])
        write_csv(sys.stdout, ((s.source, s.type, s.target, s.key, s.commit) for s in steps))
        write_csv(sys.stdout, ((gap.key, f"GAP {gap.kind}", "", gap.message, "") for gap in found.gaps))
    elif found.path is None:
        sure = "are not connected" if found.complete else "are not known to be connected"
        out().print(f"{found.source} and {found.target} {sure}.")
        print_findings(found.notes, found.gaps)
    else:
        table = _new_table("from", "relationship", "to", "commit", "evidence")
        for step in steps:
            table.add_row(step.source, step.type, step.target, str(step.commit), step.key)
        show(table)
        print_findings(found.notes, found.gaps)


def print_findings(notes: Sequence[Note], gaps: Sequence[Gap]) -> None:
    """What is worth knowing, and what is missing."""
    console = out()
    _print_notes(console, notes)
    _print_gaps(console, gaps)


def print_comparison(found: Comparison, form: Format) -> None:
    """What changed between two ledger sizes, in the asked form."""
    if form is Format.json:
        print_json(found.to_json())
        return
    columns = ("change", "type", "key", "before", "after", "commit", "recorded", "actor", "reason")
    rows = [_comparison_row(change, found) for change in found.changes]
    gaps = {gap for answer in (found.before, found.after) if answer for gap in answer.gaps}
    if form is Format.csv:
        write_csv(sys.stdout, [columns, *rows])
        write_csv(sys.stdout, (("GAP", gap.kind, gap.key, gap.message, *[""] * 5) for gap in sorted(gaps)))
        return
    console = out()
    first, last = found.known_at
    at = f" as of {found.after.as_of}" if found.after.as_of else ""
    console.print(f"Rows{at} changed between ledger sizes {first} and {last}: {len(rows)}.", soft_wrap=True)
    if rows:
        print_rows(columns, rows)
    _print_gaps(console, sorted(gaps))


def _comparison_row(change: Changed, found: Comparison) -> tuple[str, ...]:
    causes = [found.causes[seq] for seq in change.commits]
    return (
        change.how,
        change.row.label,
        change.row.key,
        *(
            f"{row.quantity or ''} {row.unit or ''}".strip() if row else ""
            for row in (change.before, change.after)
        ),
        " ".join(str(cause.seq) for cause in causes),
        " ".join(cause.record_time for cause in causes),
        ", ".join(dict.fromkeys(cause.actor for cause in causes)),
        ", ".join(dict.fromkeys(cause.reason for cause in causes)),
    )


def csv_lines(answer: Answer) -> Iterator[Sequence[object]]:
    """The lines of a trace as CSV: header, rows, and what is missing."""
    yield CSV_COLUMNS
    for row in answer.rows:
        yield from _csv_lines(row)
    for key, what, message in left_out_lines(answer):
        yield [key, f"EXCLUDED {what}", message, *[""] * (len(CSV_COLUMNS) - 3)]
    for gap in answer.gaps:
        yield [gap.key, f"GAP {gap.kind}", gap.message, *[""] * (len(CSV_COLUMNS) - 3)]


def left_out_lines(answer: Told) -> Iterator[tuple[str, str, str]]:
    """What a time-aware answer left out: rows, then relationships with the times that say so."""
    if answer.excluded is None:
        return
    for row in answer.excluded.rows:
        how = " by days or times of booking alone" if row.by_posting_date else ""
        yield row.key, row.label, f"{row.key} was left out{how}: no way to it is left."
    for found in answer.excluded.relationships:
        yield found.key, found.type, found.message


def _csv_lines(row: Row) -> Iterator[Sequence[object]]:
    first = [row.key, row.label, row.name, row.quantity, row.unit, row.udi_di]
    for c in row.by_material or ():
        yield [*first, c.material, c.shipped, c.returned, c.net, c.unit]
    if not row.by_material:
        yield [*first, *[None] * (len(CSV_COLUMNS) - len(first))]


def _table(answer: Answer, *, with_links: bool) -> None:
    console = out()
    word = "Recall" if answer.direction == "forward" else "Genealogy"
    word = word if answer.excluded is None else f"TIME-AWARE {word.lower()}"
    state = Text("complete", "bold green") if answer.complete else Text("NOT COMPLETE", "bold red")
    console.print(Text.assemble(f"{word} of ", (", ".join(answer.start), "bold"), ": ", state))
    counts = ", ".join(f"{n} {label}" for label, n in answer.counts.items())
    console.print(f"{counts}. Devices affected: {answer.totals.devices}.", soft_wrap=True)
    show(_rows_table(answer))
    if with_links:
        links = _new_table("from", "relationship", "to", "key")
        for link in answer.links:
            links.add_row(link.source, link.type, link.target, link.key)
        show(links)
    for _, _, message in left_out_lines(answer):
        console.print(Text.assemble(("excluded ", "yellow"), message), soft_wrap=True)
    _print_notes(console, answer.notes)
    _print_gaps(console, answer.gaps)
    at = f"as of {answer.as_of}, " if answer.as_of else ""
    console.print(f"{at}ledger size {answer.known_at}, answer sha256 {answer.sha256}", soft_wrap=True)


def _print_notes(console: Console, notes: Sequence[Note]) -> None:
    for line in _note_lines(notes):
        console.print(Text.assemble(("note ", "yellow"), line), soft_wrap=True)


def _note_lines(notes: Sequence[Note]) -> Iterator[str]:
    """A line a note. Of a time before the first export there is one for each record; these are counted."""
    later = sum(note.kind == "stated_later" for note in notes)
    for note in notes:
        if note.kind != "stated_later" or later <= MOST_LATER:
            yield f"{note.kind}: {note.message}"
    if later > MOST_LATER:
        yield f"stated_later: what is shown of {later} records was stated for a later time (--format json)."


def _rows_table(answer: Answer) -> Table:
    table = _new_table("type", "key", "name", "quantity", "detail")
    for row in sorted(answer.rows, key=lambda r: (LABELS.index(r.label), r.key)):
        amount = f"{row.quantity} {row.unit or ''}".strip() if row.quantity is not None else ""
        table.add_row(row.label, row.key, row.name or "", amount, _detail(row))
    return table


def _detail(row: Row) -> str:
    parts = [f"UDI-DI {row.udi_di}"] if row.udi_di else []
    for c in row.by_material or ():
        returned = f", {c.returned} returned" if c.returned not in (None, "0") else ""
        parts.append(f"{c.material}: {c.shipped or '?'} {c.unit or ''} shipped{returned}, net {c.net or '?'}")
    if row.records:
        parts.append(", ".join(map(_record, row.records)))
    return "; ".join(parts)


def _record(record: Record) -> str:
    """Its key, and under it who signed for what and when."""
    signed = ", ".join(f"{s.name or s.signer} ({s.meaning}, {s.signed[:10]})" for s in record.signatures)
    return f"{record.key} signed by {signed}" if signed else record.key


def _print_gaps(console: Console, gaps: Sequence[Gap]) -> None:
    for gap in gaps:
        console.print(Text.assemble(("missing ", "bold red"), f"{gap.kind}: {gap.message}"), soft_wrap=True)


def _new_table(*columns: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def print_listing(
    form: Format, columns: Sequence[str], rows: Sequence[Sequence[object]], told: Mapping[str, object]
) -> None:
    """A list in the chosen form; `told` is the object that JSON prints."""
    if form is Format.json:
        print_json(told)
    elif form is Format.csv:
        write_csv(sys.stdout, [columns, *rows])
    else:
        print_rows(columns, [tuple(map(str, row)) for row in rows])


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Any small table."""
    table = _new_table(*columns)
    for row in rows:
        table.add_row(*map(Text, row))
    show(table)
