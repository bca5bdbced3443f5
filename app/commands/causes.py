"""exposure, common-cause, deciders, containment."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.ask import AsOfOption, FormatOption, Keys, KnownAtOption, LinksOption, PreferOption

if TYPE_CHECKING:
    from app.questions.common_cause import CommonCause
    from app.questions.containment import Containment
    from app.questions.deciders import Deciders
    from app.questions.exposure import Exposure
    from app.questions.findings import Gap, Note
    from app.terminal import Format

Lines = list[tuple[str, ...]]
JOINED = ("key", "cause", "times", "started", "ended", "from", "to")
SUSPECTS = ("rank", "group", "kind", "key", "when", "name", "bad", "good", "p", "q")
RECORDS = ("record", "from", "type", "to", "key", "commit")
HOLDS = ("what", "key", "quantity", "unit", "stops", "customer")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(exposure)
    app.command("common-cause")(common_cause)
    app.command()(deciders)
    app.command()(containment)


def exposure(
    keys: Keys,
    since: Annotated[
        str | None, typer.Option("--from", help="Since this day or instant.", metavar="TIME")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", help="Until this day or instant, itself included.", metavar="TIME")
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option("--zone", help="Whose clock --from and --to are on: Europe/Berlin.", metavar="ZONE"),
    ] = None,
    excursions: Annotated[
        bool, typer.Option("--excursions", help="Of a room: only while readings were outside of limits.")
    ] = False,
    form: FormatOption = "table",
    with_links: LinksOption = False,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    prefer: PreferOption = None,
) -> int:
    """Which devices and customers a room, reading, machine, calibration, person, recipe or supplier reached.

    A day without a zone may be that of any zone. A step of which no time is stated counts, and is told.

    Example: lotgraph exposure location:plant/EX-1 --excursions --from 2025-03-01 --to 2025-03-07

    Example: lotgraph exposure calibration:plant/4711

    Example: lotgraph exposure equipment:plant/EQ-2 --from 2025-10-26 --to 2025-10-26 --zone Europe/Berlin

    Exit code 0: complete. 3: answered, but something is missing, and it is named.
    2: unknown or ambiguous key, unknown ledger size or source, a key that no exposure starts at.
    """
    from app.commands.ask import chosen_form, chosen_view, reading
    from app.questions.errors import BadRequest
    from app.questions.exposure import exposure as ask_exposure
    from app.questions.periods import period
    from app.terminal import Format, print_json

    chosen, view = chosen_form(form), chosen_view(as_of, prefer)
    try:
        asked = period(since, until, zone)
    except BadRequest as error:
        hint = "--from, --to, --zone"
        raise typer.BadParameter(f"{error.message} {error.next_step}", param_hint=hint) from error
    with reading(known_at) as reader:
        found = ask_exposure(reader, keys, asked, view, excursions=excursions)
    if chosen is Format.json:
        print_json(found.to_json(with_links=with_links))
    else:
        _print_exposure(found, chosen, with_links=with_links)
    return 0 if found.complete else 3


def common_cause(
    keys: Keys,
    good: Annotated[
        list[str] | None,
        typer.Option("--good", help="A good item to compare with; else all of the material.", metavar="KEY"),
    ] = None,
    first: Annotated[
        int, typer.Option("--first", min=1, help="How many rows of the table; other forms are whole.")
    ] = 20,
    form: FormatOption = "table",
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    prefer: PreferOption = None,
) -> int:
    """What bad devices or lots, or those with these complaints, share and good ones do not.

    Lots, suppliers, equipment, rooms, persons, recipes, days and weeks are ranked by how unlikely it is that
    chance alone did it (p; q is the share of false alarms down to that row). Rows of one group met the same
    items: no data of these can tell them apart. It tells where to look first, and proves nothing.

    Example: lotgraph common-cause complaint:plant/CP-1 complaint:plant/CP-2

    Example: lotgraph common-cause device:plant/FG-1/1001 --good device:plant/FG-1/1002 --format csv

    Exit code 0: complete. 3: answered, but something is missing, and it is named.
    2: unknown or ambiguous key, nothing to compare with, unknown ledger size or source.
    """
    from app.columnar.ask import common_cause as ask_common_cause
    from app.commands.ask import chosen_form, chosen_view, reading

    chosen, view = chosen_form(form), chosen_view(as_of, prefer)
    with reading(known_at) as reader:
        found = ask_common_cause(reader, keys, good or (), view)
    _print_common_cause(found, chosen, first)
    return 0 if found.complete else 3


def deciders(
    keys: Annotated[
        list[str], typer.Argument(metavar="START... DEVICE", help="What is suspected, and last the device.")
    ],
    form: FormatOption = "table",
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    prefer: PreferOption = None,
) -> int:
    """The fewest records that would all have to be wrong to clear a device of what is suspected.

    A record is a line of a document; what one line states stands and falls together.

    Example: lotgraph deciders lot:plant/RM-1001/4711 device:plant/FG-1/1001

    Exit code 0: complete. 3: answered, but something is missing, and it is named.
    2: unknown or ambiguous key, unknown ledger size or source.
    """
    from app.commands.ask import chosen_form, chosen_view, reading
    from app.questions.deciders import deciders as ask_deciders

    if len(keys) < 2:
        raise typer.BadParameter("name what is suspected and then the device", param_hint="START... DEVICE")
    chosen, view = chosen_form(form), chosen_view(as_of, prefer)
    with reading(known_at) as reader:
        found = ask_deciders(reader, keys[:-1], keys[-1], view)
    _print_deciders(found, chosen)
    return 0 if found.complete else 3


def containment(
    keys: Keys,
    form: FormatOption = "table",
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    prefer: PreferOption = None,
) -> int:
    """What to hold so that nothing more of these reaches a customer, at the least stock lost.

    What has left is told as delivered: no hold stops that.

    Example: lotgraph containment lot:plant/RM-1001/4711

    Exit code 0: complete. 3: answered, but something is missing, and it is named.
    2: unknown or ambiguous key, unknown ledger size or source.
    """
    from app.commands.ask import chosen_form, chosen_view, reading
    from app.questions.containment import containment as ask_containment

    chosen, view = chosen_form(form), chosen_view(as_of, prefer)
    with reading(known_at) as reader:
        found = ask_containment(reader, keys, view)
    _print_containment(found, chosen)
    return 0 if found.complete else 3


def _print_exposure(found: Exposure, form: Format, *, with_links: bool) -> None:
    """The steps, then the recall from them; a CSV has the steps and gaps of the join in rows of its own."""
    from app.terminal import (
        CSV_COLUMNS,
        Format,
        csv_lines,
        out,
        print_answer,
        print_findings,
        print_rows,
        write_csv,
    )

    if form is Format.csv:
        write_csv(sys.stdout, csv_lines(found.answer))
        told = [
            (j.key, f"JOINED {j.precision}", f"{j.cause} by {' '.join(j.evidence)}") for j in found.joined
        ]
        told += [(gap.key, f"GAP {gap.kind}", gap.message) for gap in found.gaps]
        write_csv(sys.stdout, ((*line, *[""] * (len(CSV_COLUMNS) - 3)) for line in told))
        return
    out().print(f"Exposed to {', '.join(found.asked)}: {len(found.joined)} times.", soft_wrap=True)
    if found.joined:
        print_rows(JOINED, [(j.key, j.cause, j.precision, *j.at, *j.during) for j in found.joined])
    print_findings((), found.gaps)
    print_answer(found.answer, form, with_links=with_links)


def _print_common_cause(found: CommonCause, form: Format, first: int) -> None:
    lines: Lines = [
        (
            *(str(s.rank), str(s.group), s.factor.kind, s.factor.key, s.factor.when, s.name or ""),
            *(str(s.bad), str(s.good), s.p, s.q),
        )
        for s in found.suspects
    ]
    head = (
        f"{len(found.bad)} bad items against {found.good_items} good ones; "
        f"of {found.tested} factors tested {len(found.suspects)} met a bad item."
    )
    rest = [f"There are {len(lines) - first} more: --first, or --format csv."] if len(lines) > first else []
    print_lines(form, found.to_json(), SUSPECTS, lines, [head], rest, found.gaps, found.notes, shown=first)


def _print_deciders(found: Deciders, form: Format) -> None:
    lines: Lines = [
        (record.record, step.source, step.type, step.target, step.key, str(step.commit))
        for record in found.records
        for step in record.states
    ]
    if not found.connected:
        head = f"Nothing that is recorded leads to {found.item}."
    else:
        how = "the fewest" if found.fewest else "few"
        said = f"{len(found.records)} records would all have to be wrong"
        head = f"To clear {found.item}, {said} ({how} that do)."
    print_lines(form, found.to_json(), RECORDS, lines, [head], [], found.gaps, found.notes)


def _print_containment(found: Containment, form: Format) -> None:
    holds: Lines = [
        ("hold", h.key, h.quantity or "", h.unit or "", " ".join(h.stops), "") for h in found.holds
    ]
    left: Lines = [
        ("delivered" if d.surely else "may have left", d.item, "", "", d.shipment, d.customer)
        for d in found.delivered
    ]
    head = f"{len(found.holds)} holds, which keep {found.lost} back in all; delivered: {len(left)}."
    print_lines(form, found.to_json(), HOLDS, holds + left, [head], [], found.gaps, found.notes)


def print_lines(
    form: Format,
    told: dict[str, object],
    columns: Sequence[str],
    lines: Lines,
    head: Iterable[str],
    rest: Iterable[str],
    gaps: Sequence[Gap],
    notes: Sequence[Note],
    shown: int | None = None,
) -> None:
    """An answer of lines in the asked form, with what is missing of it."""
    from app.terminal import Format, out, print_findings, print_json, print_rows, write_csv

    if form is Format.json:
        print_json(told)
    elif form is Format.csv:
        write_csv(sys.stdout, [tuple(columns), *lines])
        blank = [""] * (len(columns) - 3)
        write_csv(sys.stdout, ([f"GAP {gap.kind}", gap.key, gap.message, *blank] for gap in gaps))
    else:
        for line in head:
            out().print(line, soft_wrap=True)
        if lines:
            print_rows(columns, lines[:shown])
        for line in rest:
            out().print(line, soft_wrap=True)
        print_findings(notes, gaps)
