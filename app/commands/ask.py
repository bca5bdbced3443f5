"""recall, genealogy, why, search."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.certificates import CertificateOption, ExportOption, write_beside

if TYPE_CHECKING:
    from app.questions.diff import Ask
    from app.questions.reading import Reader
    from app.questions.view import View
    from app.terminal import Format

FormatOption = Annotated[str, typer.Option("--format", help="table, json or csv.", metavar="FORM")]
LinksOption = Annotated[bool, typer.Option("--with-links", help="List the relationships, too.")]
KnownAtOption = Annotated[
    int | None, typer.Option("--known-at", min=0, help="Answer as of this ledger size.", metavar="SIZE")
]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", help="What was so on this day (to its end in UTC) or instant.", metavar="TIME"),
]
PreferOption = Annotated[
    list[str] | None,
    typer.Option(
        "--prefer",
        help="Where sources dispute, take the statement of this load, file or profile; the first one wins.",
        metavar="SOURCE",
    ),
]
TimeAwareOption = Annotated[
    bool,
    typer.Option(
        "--time-aware", help="Leave out, and list, what had happened before anything suspect could be there."
    ),
]
DiffOption = Annotated[
    str | None,
    typer.Option("--diff", help="What changed between two ledger sizes.", metavar="SIZE..SIZE"),
]
Keys = Annotated[
    list[str], typer.Argument(metavar="KEY...", help="Keys; a shorter key that fits one will do.")
]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (recall, genealogy, why, search):
        app.command()(command)


def recall(
    keys: Keys,
    form: FormatOption = "table",
    with_links: LinksOption = False,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    prefer: PreferOption = None,
    time_aware: TimeAwareOption = False,
    diff: DiffOption = None,
    certificate: CertificateOption = None,
    export: ExportOption = None,
) -> int:
    """Which devices and customers are affected.

    Example: lotgraph recall lot:tryton/RM-1002/0004707/1 --format json

    Example: lotgraph recall lot:tryton/RM-1002/0004707/1 --as-of 2025-01-31 --known-at 40

    Example: lotgraph recall lot:tryton/RM-1002/0004707/1 --diff 12..40

    Example: lotgraph recall lot:tryton/RM-1002/0004707/1 --prefer tryton/2

    Example: lotgraph recall lot:tryton/RM-1002/0004707/1 --time-aware

    Example: lotgraph recall lot:tryton/RM-1002/0004707/1 --certificate recall.cert --export recall.json

    Exit code 0: complete. 3: answered, but something is missing, and it is named.
    2: unknown or ambiguous key, unknown ledger size or source.
    """
    from app.questions.ask import recall as ask_recall
    from app.terminal import print_answer

    chosen, view = chosen_form(form), chosen_view(as_of, prefer, time_aware=time_aware)
    if time_aware and (diff is not None or certificate is not None):
        raise typer.BadParameter("it means nothing beside --diff or --certificate", param_hint="--time-aware")
    if diff is not None:
        _refuse_beside_diff(known_at, with_links=with_links, files=(certificate, export))
        return _diff(partial(ask_recall, view=view), keys, diff, chosen)
    with reading(known_at) as reader:
        answer = ask_recall(reader, keys, view)
        write_beside(reader, answer, certificate=certificate, export=export)
    print_answer(answer, chosen, with_links=with_links)
    return 0 if answer.complete else 3


def genealogy(
    keys: Keys,
    form: FormatOption = "table",
    with_links: LinksOption = False,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    prefer: PreferOption = None,
    diff: DiffOption = None,
    certificate: CertificateOption = None,
    export: ExportOption = None,
) -> int:
    """What it was made of, who supplied that, and the records that belong to it.

    Example: lotgraph genealogy device:plant/FG-1/1001
    """
    from app.questions.ask import genealogy as ask_genealogy
    from app.terminal import print_answer

    chosen, view = chosen_form(form), chosen_view(as_of, prefer)
    if diff is not None:
        _refuse_beside_diff(known_at, with_links=with_links, files=(certificate, export))
        return _diff(partial(ask_genealogy, view=view), keys, diff, chosen)
    with reading(known_at) as reader:
        answer = ask_genealogy(reader, keys, view)
        write_beside(reader, answer, certificate=certificate, export=export)
    print_answer(answer, chosen, with_links=with_links)
    return 0 if answer.complete else 3


def why(
    source: Annotated[str, typer.Argument(metavar="FROM")],
    target: Annotated[str, typer.Argument(metavar="TO")],
    form: FormatOption = "table",
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    prefer: PreferOption = None,
) -> int:
    """One shortest path of evidence from one key to another.

    Example: lotgraph why lot:tryton/RM-1002/0004707/1 customer:tryton/19
    """
    from app.questions.why import why as ask_why
    from app.terminal import print_evidence

    chosen, view = chosen_form(form), chosen_view(as_of, prefer)
    with reading(known_at) as reader:
        found = ask_why(reader, source, target, view)
    print_evidence(found, chosen)
    return 0 if found.complete else 3


def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A number, the start of one, or a name.")],
    form: FormatOption = "table",
    first: Annotated[int, typer.Option("--first", min=1, max=500, help="How many on a page.")] = 50,
    after: Annotated[str | None, typer.Option("--after", help="Go on behind this key.")] = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
) -> int:
    """Find lots, serials, suppliers' lots, orders, UDI, names.

    It looks at today's numbers and names; with --as-of it shows what it found under its name at that time.

    Example: lotgraph search 0004707
    """
    from app.questions.searching import search as find
    from app.questions.view import through
    from app.terminal import print_listing, say

    text = text.strip()
    if not text:
        raise typer.BadParameter("name what to look for", param_hint="TEXT")
    chosen, view = chosen_form(form), chosen_view(as_of)
    with reading(known_at) as reader:
        cards, rest = find(through(reader, view), text, first, after)
    lines = [(c.key, c.label, str(c.properties.get("name", ""))) for c in cards]
    columns = ("key", "label", "name")
    rows = [dict(zip(columns, line, strict=True)) for line in lines]
    print_listing(chosen, columns, lines, {"rows": rows, "after": rest})
    if rest is not None:
        say(f"There is more: lotgraph search {text!r} --after {rest}")
    if not cards:
        say(f"Nothing found for {text!r}. Search looks at the start of numbers and at parts of names.")
    return 0 if cards else 2


def _refuse_beside_diff(
    known_at: int | None, *, with_links: bool, files: tuple[Path | None, Path | None]
) -> None:
    """A difference has two sizes of its own and lists rows; no certificate is about it."""
    given = {
        "--known-at": known_at is not None,
        "--with-links": with_links,
        "--certificate": files[0] is not None,
        "--export": files[1] is not None,
    }
    ignored = [name for name in given if given[name]]
    if ignored:
        raise typer.BadParameter("it means nothing beside --diff", param_hint=" and ".join(ignored))


def _diff(ask: Ask, keys: list[str], sizes: str, chosen: Format) -> int:
    from app.questions.diff import compare
    from app.settings import Settings
    from app.terminal import print_comparison, waiting
    from app.wiring import open_store

    first, dots, last = sizes.partition("..")
    if not (dots and first.isdecimal() and last.isdecimal() and int(first) <= int(last)):
        raise typer.BadParameter(f"{sizes!r} is no SIZE..SIZE, the smaller first", param_hint="--diff")
    with open_store(Settings(), on_wait=waiting) as store:
        found = compare(store, ask, keys, (int(first), int(last)))
    print_comparison(found, chosen)
    return 0 if found.complete else 3


def chosen_form(text: str) -> Format:
    """The form that an option names; a usage error where there is none such."""
    from app.terminal import Format

    try:
        return Format(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is none of table, json, csv", param_hint="--format") from error


def chosen_view(as_of: str | None, prefer: list[str] | None = None, *, time_aware: bool = False) -> View:
    """How the options want the records to be seen; a usage error where they name no time."""
    from app.questions.as_of import read_time
    from app.questions.errors import BadRequest
    from app.questions.view import View

    try:
        if as_of is not None:
            read_time(as_of)
    except BadRequest as error:
        raise typer.BadParameter(f"{error.message} {error.next_step}", param_hint="--as-of") from error
    return View(as_of, tuple(source.strip() for source in prefer or ()), time_aware)


@contextmanager
def reading(known_at: int | None) -> Iterator[Reader]:
    from app.settings import Settings
    from app.terminal import waiting
    from app.wiring import open_store

    with open_store(Settings(), on_wait=waiting) as store:
        yield store.reader(known_at)
