"""drill: a mock recall with a score, and the drills there were."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.ask import chosen_form

if TYPE_CHECKING:
    from app.drilling import Drill, Kept
    from quality.drill import Target


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(drill)


def drill(
    seed: Annotated[
        int | None, typer.Option(help="A made-up plant of this seed, whose truth is known.", metavar="N")
    ] = None,
    scope: Annotated[
        str | None, typer.Option(help="Your own data: the question of one of your scopes.", metavar="NAME")
    ] = None,
    size: Annotated[str, typer.Option(help="Size of the made-up plant.", metavar="SIZE")] = "small",
    within: Annotated[
        float, typer.Option(min=0, help="Minutes in which the whole list must be there.", metavar="MINUTES")
    ] = 240,
    located: Annotated[
        float,
        typer.Option(min=0, max=100, help="Percent of the units that must be located.", metavar="PERCENT"),
    ] = 100,
    record: Annotated[
        bool | None,
        typer.Option(
            "--record/--no-record", help="Keep the score in your ledger; done for a scope, not for a seed."
        ),
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="List the drills that were kept, and do none.")
    ] = False,
    form: Annotated[
        str, typer.Option("--format", help="table or json; csv of the history.", metavar="FORM")
    ] = "table",
) -> int:
    """Recall in rehearsal: how long the whole list takes, how many units are located, what is unexplained.

    With --seed a plant is made up, loaded beside your data and asked about, and the answer is compared with
    the true one; the same seed has the same score. With --scope your own ledger is asked, and the score is
    kept there; the score of a seed is kept with --record.

    Example: lotgraph drill --seed 7

    Example: lotgraph drill --scope "Resin 0007" --within 30 --located 99.5

    Example: lotgraph drill --history --format csv

    Exit code 0: the target is reached without gaps, or the history is told. 3: it is not, or with gaps, in
    which rows may be missing. 2: unknown scope. 64: usage.
    """
    from app.terminal import print_json
    from quality.drill import Target, Verdict

    if [seed is not None, scope is not None, history].count(True) != 1:
        raise typer.BadParameter("give one of --seed, --scope and --history", param_hint="--seed")
    if history:
        return _tell_history(form)
    if form not in ("table", "json"):
        raise typer.BadParameter("give table or json", param_hint="--format")
    target = Target(within * 60, Fraction(str(located)) / 100)
    done = _of_seed(seed, size) if seed is not None else _of_scope(str(scope))
    if form == "json":
        print_json(done.to_json(target))
    else:
        _tell(done, target)
    if record if record is not None else seed is None:
        _record(done, target, scope if scope is not None else f"seed {seed}, {size}")
    return 0 if done.score.verdict(target, done.seconds) is Verdict.REACHED else 3


def _of_seed(seed: int, size: str) -> Drill:
    import tempfile
    import time

    from app.drilling import of_seed
    from app.terminal import say, waiting
    from graph_store import embedded
    from graph_store.connect import open_embedded
    from simulator.parameters import SIZES

    if size not in SIZES:
        raise typer.BadParameter(f"give one of {', '.join(SIZES)}", param_hint="--size")
    with tempfile.TemporaryDirectory(prefix="lotgraph-drill-") as name:
        folder = Path(name)
        try:
            with open_embedded(folder / "engine", on_wait=waiting) as store:
                say(f"Making, loading and asking the plant of seed {seed}")
                return of_seed(store, folder / "plant", seed, size, time.perf_counter)
        finally:
            embedded.stop(folder / "engine", force=True)


def _of_scope(name: str) -> Drill:
    from app.commands.scopes import opened_desk
    from app.drilling import drill as asked
    from app.questions.view import View

    with opened_desk() as desk:
        scope = desk.scope(name).scope
        if not scope.forward:
            raise typer.BadParameter(
                f"{name} asks for a genealogy, a drill for a recall", param_hint="--scope"
            )
        with desk.store.reader(scope.known_at) as reader:
            return asked(reader, scope.starts, View(scope.as_of, scope.prefer))


def _record(done: Drill, target: Target, scope: str) -> None:
    from app.drilling import record
    from app.settings import Settings
    from app.terminal import say, waiting
    from app.wiring import open_store

    settings = Settings()
    with open_store(settings, on_wait=waiting) as store:
        say(f"Kept as {record(store, done, target, scope, settings.who())}.")


def _tell_history(form: str) -> int:
    from app.drilling import recorded
    from app.settings import Settings
    from app.terminal import print_listing, waiting
    from app.wiring import open_store

    chosen = chosen_form(form)
    with open_store(Settings(), on_wait=waiting) as store, store.reader() as reader:
        found = recorded(reader)
    columns = ("performed", "scope", "rows", "seconds", "located", "gaps", "reached", "number")
    print_listing(
        chosen, columns, [_line(one) for one in found], {"drills": [one.to_json() for one in found]}
    )
    return 0


def _line(one: Kept) -> tuple[str, ...]:
    from app.drilling import told
    from quality.drill import Verdict, percent

    shares = (
        f"{unit or 'no unit'}: {'not known' if share is None else f'{told(percent(share))} %'}"
        for unit, share in sorted(one.shares.items())
    )
    reached = {Verdict.REACHED: "yes", Verdict.WITH_GAPS: "with gaps", Verdict.NOT_REACHED: "no"}
    rows, gaps, verdict = str(one.rows), str(one.gaps), reached[one.verdict]
    return one.performed, one.scope, rows, one.seconds, "; ".join(shares), gaps, verdict, one.number


def _tell(done: Drill, target: Target) -> None:
    from app.drilling import told
    from app.terminal import out, print_rows
    from quality.drill import Verdict, percent

    score = done.score
    out().print(
        f"{', '.join(done.start)}: {done.rows} rows in {done.seconds:.2f} s; {score.gaps} gaps",
        soft_wrap=True,
    )
    print_rows(
        ("unit", "items", "came", "located", "unexplained", "not known", "share"),
        [
            (
                one.unit,
                str(one.items),
                told(one.came),
                told(one.located),
                told(one.unexplained),
                str(one.unknown),
                "not known" if one.share is None else f"{told(percent(one.share))} %",
            )
            for one in score.units
        ],
    )
    if score.against is not None:
        against = score.against
        missed, extra = len(against.missed), len(against.extra)
        out().print(f"Of {against.true} true rows {missed} are missed; {extra} are too many.", soft_wrap=True)
    reached = {
        Verdict.REACHED: "reached",
        Verdict.WITH_GAPS: f"reached WITH {score.gaps} GAPS, in which rows may be missing",
        Verdict.NOT_REACHED: "NOT reached",
    }[score.verdict(target, done.seconds)]
    wanted = f"the list within {target.seconds / 60:g} min, {told(target.located * 100)} % located"
    out().print(f"Target {reached}: {wanted}.", soft_wrap=True)
