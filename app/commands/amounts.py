"""balance, suspect-quantities."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import typer

from app.commands.ask import AsOfOption, FormatOption, Keys, KnownAtOption, PreferOption

if TYPE_CHECKING:
    from app.questions.balance import MassBalance
    from app.questions.findings import Gap
    from app.questions.suspect import SuspectQuantities
    from app.terminal import Format

BALANCE = (
    *("key", "label", "name", "material", "unit", "received", "produced", "returned"),
    *("consumed", "shipped", "scrapped", "on_hand", "unexplained"),
)
SUSPECT = ("key", "label", "name", "material", "least", "most", "unit", "reason")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(balance)
    app.command("suspect-quantities")(suspect_quantities)


def balance(
    keys: Keys,
    form: FormatOption = "table",
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    prefer: PreferOption = None,
) -> int:
    """Mass balance of lots and devices: what came in, what left, what nothing explains.

    An amount of which a part is not stated is empty, never the sum of the rest. No record states stock or
    scrap, so what is unexplained may be on hand, scrapped, lost or not booked.

    Example: lotgraph balance lot:tryton/RM-1002/0004707/1

    Exit code 0: complete. 3: something is missing or contradicts, and it is named.
    2: unknown or ambiguous key, unknown ledger size or source, a key of no lot or device.
    """
    from app.commands.ask import chosen_form, chosen_view, reading
    from app.questions.balance import NOT_STATED, mass_balance
    from app.terminal import Format, out

    chosen, view = chosen_form(form), chosen_view(as_of, prefer)
    with reading(known_at) as reader:
        found = mass_balance(reader, keys, view)
    _print(found, chosen, BALANCE, [row.to_json() for row in found.rows])
    if chosen is Format.table:
        out().print(NOT_STATED, soft_wrap=True)
    return 0 if found.complete else 3


def suspect_quantities(
    keys: Keys,
    form: FormatOption = "table",
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    prefer: PreferOption = None,
) -> int:
    """How much suspect material each item and customer of a recall can hold: the least and the most.

    In the unit of what is suspect, material by material, through pooled, split and reworked lots. The least
    is rounded down and the most up. docs/amounts.md says what is assumed.

    Example: lotgraph suspect-quantities lot:tryton/RM-1002/0004707/1

    Exit code 0: complete, and every bound is exact. 3: something is missing, or bounds may be wider than what
    happened, and the reason stands beside them. 2: unknown or ambiguous key, unknown ledger size or source,
    a key that this can not start at.
    """
    from app.commands.ask import chosen_form, chosen_view, reading
    from app.questions.suspect import suspect_quantities as ask_quantities

    chosen, view = chosen_form(form), chosen_view(as_of, prefer)
    with reading(known_at) as reader:
        found = ask_quantities(reader, keys, view)
    _print(found, chosen, SUSPECT, [row.to_json() for row in found.rows])
    return 0 if found.complete else 3


def _print(
    found: MassBalance | SuspectQuantities,
    form: Format,
    columns: Sequence[str],
    rows: Iterable[dict[str, object]],
) -> None:
    """In the asked form; what is missing is told in each of them."""
    from app.terminal import Format, print_findings, print_json, print_rows, write_csv

    if form is Format.json:
        print_json(found.to_json())
        return
    lines = [tuple("" if row[name] is None else str(row[name]) for name in columns) for row in rows]
    if form is Format.csv:
        write_csv(sys.stdout, [columns, *lines])
        write_csv(sys.stdout, _gap_lines(found.gaps, len(columns)))
        return
    print_rows(columns, lines)
    print_findings(found.notes, found.gaps)


def _gap_lines(gaps: Iterable[Gap], width: int) -> Iterable[tuple[str, ...]]:
    return ((gap.key, f"GAP {gap.kind}", gap.message, *[""] * (width - 3)) for gap in gaps)
