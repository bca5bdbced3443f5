"""kpi: work out the key figures, tell their series, and decide their targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.ask import FormatOption, chosen_form
from app.commands.deciding import AsOption, signer_of, told
from app.commands.reasons import stated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from app.indicators.comparing import Comparison, Pair
    from app.indicators.recording import Point
    from app.indicators.targets import Target
    from app.terminal import Format

app = typer.Typer(no_args_is_help=True, help="Key figures of the quality system. See docs/kpi.md.")
COLUMNS = ("figure", "period", "value", "unit", "numerator", "denominator", "missing", "size")


@app.command("compute")
def compute(
    again: Annotated[
        bool, typer.Option("--again", help="Record them although this day has them: a point of its own.")
    ] = False,
    form: FormatOption = "table",
) -> int:
    """Work out every figure and record it. A day has one value of each, however often this runs.

    Example: lotgraph kpi compute

    Exit code 0: recorded, or they stand there already. What has no value says why.
    """
    from app.indicators.recording import compute as work_out
    from app.indicators.targets import targets
    from app.settings import Settings
    from app.terminal import counting, say, waiting
    from app.wiring import open_store

    chosen, settings = chosen_form(form), Settings()
    with open_store(settings, on_wait=waiting) as store, counting() as on_progress:
        done = work_out(store, actor=settings.who(), on_progress=on_progress, again=again)
        with store.reader() as reader:
            wanted = targets(reader)
    _print(chosen, done.points, wanted)
    if done.commit is None:
        say("This day has its figures already; --again adds others beside them.")
    else:
        say(f"Recorded in commit {done.commit}.")
    return 0


@app.command("show")
def show(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[FIGURE]...", help="Only these figures; else all.")
    ] = None,
    since: Annotated[
        str, typer.Option("--since", metavar="DAY", help="Only what was worked out on this day or later.")
    ] = "",
    around: Annotated[
        str, typer.Option("--around", metavar="DAY", help="Before and after what was recorded on a day.")
    ] = "",
    around_commit: Annotated[
        int | None, typer.Option("--around-commit", metavar="N", help="Before and after one commit.")
    ] = None,
    form: FormatOption = "table",
) -> int:
    """The series of the figures; or each figure before and after a change, and what was changed.

    Example: lotgraph kpi show time_to_trace --since 2026-01-01 --format csv

    Example: lotgraph kpi show --around 2026-03-02

    Example: lotgraph kpi show --around-commit 1204 --format json

    Exit code 0: told. 1: nothing was recorded on that day, or there is no such commit. 64: usage.
    """
    from app.indicators.comparing import around_commit as around_one
    from app.indicators.comparing import around_day
    from app.indicators.recording import series
    from app.indicators.targets import targets
    from app.settings import Settings
    from app.terminal import say, waiting
    from app.wiring import open_store

    chosen, wanted = chosen_form(form), _known(names or [])
    _refuse_odd(since, around, around_commit)
    with open_store(Settings(), on_wait=waiting) as store, store.reader() as reader:
        if around or around_commit is not None:
            found = (
                around_one(store, reader, around_commit)
                if around_commit is not None
                else around_day(store, reader, around)
            )
            _print_comparison(chosen, found, wanted)
            return 0
        points, aims = series(reader, since=since, names=wanted), targets(reader)
    _print(chosen, points, aims)
    if not points:
        say("Nothing was worked out then. Next step: lotgraph kpi compute")
    return 0


@app.command("targets")
def list_targets(form: FormatOption = "table") -> int:
    """What each figure must reach, what it ships with, and whether that was decided here.

    Example: lotgraph kpi targets

    Exit code 0: told.
    """
    from app.indicators.targets import targets
    from app.settings import Settings
    from app.terminal import print_listing, waiting
    from app.wiring import open_store
    from quality.indicators import DEFINITIONS

    chosen = chosen_form(form)
    with open_store(Settings(), on_wait=waiting) as store, store.reader() as reader:
        found = targets(reader)
    rows = [
        {
            "figure": one.name,
            "unit": one.unit,
            "target": _decimals(found[one.name].value),
            "ships_with": _decimals(one.target),
            "decided": found[one.name].decided,
        }
        for one in DEFINITIONS
    ]
    columns = ("figure", "unit", "target", "ships with", "decided")
    lines = [
        (
            str(row["figure"]),
            str(row["unit"]),
            str(row["target"] or ""),
            str(row["ships_with"] or ""),
            "yes" if row["decided"] else "no",
        )
        for row in rows
    ]
    print_listing(chosen, columns, lines, {"targets": rows})
    return 0


@app.command("target")
def set_target(
    figure: Annotated[str, typer.Argument(metavar="FIGURE", help="As `lotgraph kpi targets` shows it.")],
    value: Annotated[
        str,
        typer.Argument(
            metavar="NUMBER", help="In its unit: of a share at least so much, of all else at most; or `none`."
        ),
    ],
    reason: Annotated[str, typer.Option(help="Why; recorded with it, for ever.")],
    sign_as: AsOption = None,
) -> int:
    """Decide what a figure must reach. What was recorded stays; `kpi show --around` tells the change.

    Example: lotgraph kpi target completeness 99.5 --reason "management review of May"

    Example: lotgraph kpi target time_to_trace none --reason "no drill is held this year"

    Exit code 0: recorded. 3: proposed, others must sign. 1: refused, nothing was recorded.
    """
    from app.corrections import Decider
    from app.indicators.targets import decide_target
    from app.settings import Settings
    from app.terminal import waiting
    from app.wiring import open_store

    settings, why = Settings(), stated(reason)
    with open_store(settings, on_wait=waiting) as store:
        by = Decider(settings.who(), why, signer_of(store, sign_as))
        return told(decide_target(store, figure, value, by), "Recorded")


def _known(names: list[str]) -> list[str]:
    from quality.indicators import BY_NAME

    if unknown := sorted(set(names) - set(BY_NAME)):
        raise typer.BadParameter(
            f"{unknown[0]}: no such figure; there are {', '.join(BY_NAME)}", param_hint="FIGURE"
        )
    return names


def _refuse_odd(since: str, around: str, around_commit: int | None) -> None:
    from app.indicators.recording import is_day

    if [bool(since), bool(around), around_commit is not None].count(True) > 1:
        raise typer.BadParameter("give one of --since, --around and --around-commit", param_hint="--around")
    for text, option in ((since, "--since"), (around, "--around")):
        if text and not is_day(text):
            raise typer.BadParameter(f"{text!r} is no day such as 2026-01-31", param_hint=option)


def _print(form: Format, points: Sequence[Point], aims: Mapping[str, Target]) -> None:
    from app.terminal import print_listing
    from quality.indicators import DEFINITIONS

    definitions = [
        {
            "name": one.name,
            "unit": one.unit,
            "en": one.words.en,
            "zh": one.words.zh,
            "target": _decimals(aims[one.name].value),
        }
        for one in DEFINITIONS
    ]
    all_told = {"figures": [one.to_json() for one in points], "definitions": definitions}
    print_listing(form, COLUMNS, [_line(one) for one in points], all_told)


def _line(one: Point) -> tuple[str, ...]:
    # A share that was recorded before its numbers were kept says so.
    without = "not recorded" if one.lacks_numbers else ""
    numbers = (one.numerator or without, one.denominator or without)
    return one.name, one.period, one.value or "", one.unit, *numbers, one.missing, str(one.size)


def _decimals(value: Fraction | None) -> str | None:
    from app.questions.quantities import decimal_text

    return None if value is None else decimal_text(value)


def _print_comparison(form: Format, found: Comparison, wanted: Sequence[str]) -> None:
    from app.indicators.targets import NONE
    from app.terminal import Format, print_listing, say

    pairs = [one for one in found.pairs if not wanted or one.name in wanted]
    columns = ("figure", "unit", "before", "after", "difference", "before size", "after size", "missing")
    targets = [one for one in found.targets if not wanted or one.name in wanted]
    all_told = {
        **found.to_json(),
        "targets": [one.to_json() for one in targets],
        "figures": [one.to_json() for one in pairs],
    }
    if form is Format.table:
        for cause in found.causes:
            print(f"commit {cause.seq}, {cause.record_time}, {cause.actor}: {cause.reason}")
        for one, n in sorted(found.changes.facts.items()):
            print(f"{n} {one.of} ({one.kind.replace('_', ' ')}, {one.origin}) by {one.actor}")
        for target in targets:
            print(
                f"target of {target.name} ({target.unit}): {target.before or NONE} -> {target.after or NONE}"
            )
    print_listing(form, columns, [_pair_line(one) for one in pairs], all_told)
    if not pairs:
        say("No figure was worked out yet. Next step: lotgraph kpi compute")


def _pair_line(one: Pair) -> tuple[str, ...]:
    sides = (one.before, one.after)
    values = ["" if side is None or side.value is None else side.value for side in sides]
    sizes = ["" if side is None else str(side.size) for side in sides]
    reasons = [
        f"{when}: {'not worked out' if side is None else side.missing}"
        for when, side in zip(("before", "after"), sides, strict=True)
        if side is None or side.missing
    ]
    return one.name, one.unit, *values, one.difference or "", *sizes, "; ".join(reasons)
