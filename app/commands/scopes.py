"""scope save, list, show, diff, remove, follow."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.ask import AsOfOption, FormatOption, Keys, KnownAtOption, PreferOption

if TYPE_CHECKING:
    from app.questions.findings import Gap
    from app.questions.scopes import Between
    from app.scopes import Desk
    from app.terminal import Format

app = typer.Typer(no_args_is_help=True, help="Saved questions: save, ask again, compare, follow.")
NameArgument = Annotated[
    str, typer.Argument(metavar="NAME", help="Its name; OWNER/NAME for one that somebody else shares.")
]
CHANGES = ("change", "type", "key", "name", "before", "after")
SECONDS = 1.0
"""Between two looks at the ledger."""


@app.command()
def save(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called; one line.")],
    keys: Keys,
    backward: Annotated[bool, typer.Option("--backward", help="A genealogy, in place of a recall.")] = False,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    prefer: PreferOption = None,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What it is for.")] = "",
    shared: Annotated[bool, typer.Option("--shared", help="Let all see it who may ask.")] = False,
) -> int:
    """Save a question under a name, with what it answers now.

    It is asked of the ledger as it is then; with --known-at always of that ledger size. It stands beside the
    ledger and is no evidence; a scope is never written over.

    Example: lotgraph scope save resin-7 lot:tryton/RM-1002/0004707/1 --note "complaint 12"

    Exit code 0: saved. 3: saved, and something is missing in the answer. 1: refused, nothing was saved.
    2: unknown or ambiguous key, unknown ledger size or source.
    """
    from app.commands.ask import chosen_view
    from app.scopes import Draft
    from app.terminal import say

    view = chosen_view(as_of, prefer)
    draft = Draft(name, keys, not backward, view, known_at, note, shared)
    with opened_desk() as desk:
        scope = desk.save(draft)
        answer = desk.show(scope.name).answer
    told = ", ".join(f"{n} {label}" for label, n in scope.counts.items())
    say(f"Scope {scope.name} is saved at ledger size {scope.size}: {told}.")
    return 0 if answer.complete else 3


@app.command("list")
def list_scopes(form: FormatOption = "table") -> int:
    """Your scopes, and those that others share.

    Example: lotgraph scope list --format json
    """
    from app.commands.ask import chosen_form
    from app.terminal import print_listing

    chosen = chosen_form(form)
    with opened_desk() as desk:
        found = desk.scopes()
    columns = ("name", "owner", "shared", "direction", "start", "as of", "known at", "size", "note")
    lines = [
        (
            *(s.name, s.owner, "yes" if s.shared else "no", "forward" if s.forward else "backward"),
            *(" ".join(seen.starts), s.as_of or "", "" if s.known_at is None else str(s.known_at)),
            *(str(s.size), seen.note),
        )
        for seen in found
        for s in [seen.scope]
    ]
    print_listing(chosen, columns, lines, {"scopes": [seen.to_json() for seen in found]})
    return 0


@app.command()
def show(name: NameArgument, form: FormatOption = "table") -> int:
    """Ask a scope again, and say what changed since it was saved.

    `lotgraph scope follow NAME --once` names the commits that changed it.

    Example: lotgraph scope show resin-7

    Exit code 0: the answer is complete. 3: something is missing. 2: there is no such scope.
    """
    from app.commands.ask import chosen_form
    from app.terminal import Format, out, print_json

    chosen = chosen_form(form)
    with opened_desk() as desk:
        shown = desk.show(name)
    if chosen is Format.json:
        print_json(shown.to_json())
    else:
        if chosen is Format.table:
            scope, answer = shown.seen.scope, shown.answer
            counts = ", ".join(f"{n} {label}" for label, n in answer.counts.items())
            said = f"{scope.name} at ledger size {answer.known_at}: {counts}."
            out().print(f"{said} Saved at size {scope.size}{_REPRODUCED[shown.reproduced]}.", soft_wrap=True)
        _print(shown.since, chosen, shown.answer.gaps)
    return 0 if shown.answer.complete else 3


@app.command()
def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="A scope.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another one.")],
    form: FormatOption = "table",
) -> int:
    """What scope B answers otherwise than scope A: another suspect, clock or source.

    Example: lotgraph scope diff resin-7 resin-7-and-8

    Exit code 0: both answers are complete. 3: something is missing. 2: there is no such scope.
    """
    from app.commands.ask import chosen_form
    from app.terminal import Format, print_json

    chosen = chosen_form(form)
    with opened_desk() as desk:
        found = desk.diff(first, second)
    if chosen is Format.json:
        print_json({"scopes": [first, second], **found.to_json()})
    else:
        gaps = {gap for answer in (found.before, found.after) if answer for gap in answer.gaps}
        _print(found, chosen, tuple(sorted(gaps)))
    return 0 if found.complete else 3


@app.command()
def remove(name: Annotated[str, typer.Argument(metavar="NAME", help="The name of one of yours.")]) -> int:
    """Forget one of your scopes; what it asks about stays.

    Example: lotgraph scope remove resin-7

    Exit code 0: forgotten. 2: you have no such scope.
    """
    from app.terminal import say

    with opened_desk() as desk:
        desk.remove(name)
    say(f"Scope {name} is forgotten.")
    return 0


@app.command()
def follow(
    name: NameArgument,
    since: Annotated[
        int | None,
        typer.Option("--since", min=0, metavar="SIZE", help="Begin here; default: where it was saved."),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="End where the ledger ends.")] = False,
) -> int:
    """Print a line of JSON for each commit that changes the answer: its rows, amounts and gaps.

    Each line has the ledger size behind the commit: to go on after a kill, name that of the last line with
    --since. Commits that can't change the answer are passed by.

    Example: lotgraph scope follow resin-7 --since 120

    Exit code 0: all was looked at, and the last answer is complete (--once). 3: something is missing in it.
    130: ended by Ctrl-C. 2: there is no such scope or ledger size, or it asks of a fixed one.
    """
    import time

    import orjson

    from app.questions.standing import Standing
    from app.scopes import facts_of
    from app.terminal import say

    with opened_desk() as desk:
        seen = desk.to_follow(name)
        begin = seen.scope.size if since is None else since
        standing = Standing(desk.store, seen.question, desk.asker, since=begin)
        while True:
            for size, facts in facts_of(desk.store, standing.size + 1, desk.store.head().size):
                change = standing.take(size, facts)
                if change is not None:
                    print(orjson.dumps(change.to_json()).decode(), flush=True)
            if once:
                break
            time.sleep(SECONDS)
    say(f"Looked at {standing.skipped + standing.asked - 1} commits; go on with --since {standing.size}")
    return 0 if standing.answer is None or standing.answer.complete else 3


_REPRODUCED = {
    True: ", and that answer is still what the ledger gives for it",
    False: "; THE ANSWER THEN IS NOT WHAT THE LEDGER GIVES FOR THAT SIZE: run lotgraph verify",
    None: ", for other sites",
}


def _print(found: Between, chosen: Format, gaps: tuple[Gap, ...]) -> None:
    from app.terminal import Format, out, print_findings, print_rows, write_csv

    lines = [
        (
            *(change.how, change.row.label, change.row.key, change.row.name or ""),
            *(
                f"{row.quantity or ''} {row.unit or ''}".strip() if row else ""
                for row in (change.before, change.after)
            ),
        )
        for change in found.rows
    ]
    if chosen is Format.csv:
        write_csv(sys.stdout, [CHANGES, *lines])
        write_csv(sys.stdout, (("GAP", gap.kind, gap.key, gap.message, "", "") for gap in gaps))
        return
    told = f"{len(lines)} rows changed, {len(found.customers)} customers among them"
    devices = [answer.totals.devices if answer else 0 for answer in (found.before, found.after)]
    out().print(f"{told}; devices affected: {devices[0]} before, {devices[1]} after.", soft_wrap=True)
    if lines:
        print_rows(CHANGES, lines)
    for word, some in (("came", found.gaps_came), ("went", found.gaps_went)):
        out().print(f"Gaps that {word}: {len(some)}.", soft_wrap=True)
    print_findings((), gaps)


@contextmanager
def opened_desk() -> Iterator[Desk]:
    """The scopes of whoever uses this command line."""
    from app.asker import EVERYTHING
    from app.scopes import Desk
    from app.settings import Settings
    from app.terminal import waiting
    from app.wiring import open_store

    settings = Settings()
    with open_store(settings, on_wait=waiting) as store:
        yield Desk(store, EVERYTHING, settings.who())
