"""suspects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from app.commands.ask import AsOfOption, FormatOption, Keys, KnownAtOption, PreferOption

if TYPE_CHECKING:
    from app.questions.suspects import Suspects

COLUMNS = ("key", "label", "reason", "item", "missing", "unaccounted", "unit", "since", "message")


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(suspects)


def suspects(
    keys: Keys,
    form: FormatOption = "table",
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    prefer: PreferOption = None,
) -> int:
    """What could be affected although nothing links it, beside what is confirmed.

    Quantity that is not accounted for, steps without (enough) input, shipments without lot, shared equipment;
    each with its evidence, and with what follows from it. It is a list of where to look; the recall stays as
    it is. docs/completeness.md says what each reason is worth.

    Example: lotgraph suspects lot:tryton/RM-1002/0004707/1

    Exit code 0: the recall is complete and nothing is suspect. 3: something is missing or suspect.
    2: unknown or ambiguous key, unknown ledger size or source.
    """
    from app.commands.ask import chosen_form, chosen_view, reading
    from app.questions.suspects import suspects as ask_suspects
    from app.terminal import Format, print_json

    chosen, view = chosen_form(form), chosen_view(as_of, prefer)
    with reading(known_at) as reader:
        found = ask_suspects(reader, keys, view)
    if chosen is Format.json:
        print_json(found.to_json())
    elif chosen is Format.csv:
        _print_csv(found)
    else:
        _print_table(found)
    return 3 if found.possible or not found.confirmed.complete else 0


def _lines(found: Suspects) -> list[tuple[str, ...]]:
    return [
        (row.key, row.label, s.reason, s.item, s.missing, s.left, s.unit, s.since, s.message)
        for row in found.possible
        for s in row.signs
    ]


def _print_csv(found: Suspects) -> None:
    """The possible rows; what the confirmed answer misses is told in rows of its own."""
    import sys

    from app.terminal import write_csv

    write_csv(sys.stdout, [COLUMNS, *_lines(found)])
    rest = [""] * (len(COLUMNS) - 4)
    write_csv(sys.stdout, ([g.key, "", f"GAP {g.kind}", g.message, *rest] for g in found.confirmed.gaps))


def _print_table(found: Suspects) -> None:
    from app.terminal import out, print_rows

    answer, console = found.confirmed, out()
    state = "complete" if answer.complete else f"NOT COMPLETE, {len(answer.gaps)} gaps (lotgraph recall)"
    counts = ", ".join(f"{n} {label}" for label, n in answer.counts.items())
    console.print(f"Confirmed, {state}: {counts}. Devices affected: {answer.totals.devices}.", soft_wrap=True)
    told = ", ".join(f"{n} {label}" for label, n in found.counts.items()) or "nothing"
    console.print(f"Possible, though nothing links it: {told}.", soft_wrap=True)
    if found.possible:
        columns = ("key", "reason", "may hold", "missing", "not accounted for", "evidence")
        print_rows(
            columns,
            [
                (k, r, item, missing, f"{left} {unit}".strip(), m)
                for k, _, r, item, missing, left, unit, _, m in _lines(found)
            ],
        )
    console.print(f"ledger size {answer.known_at}, answer sha256 {answer.sha256}", soft_wrap=True)
