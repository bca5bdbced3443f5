"""verify, rebuild."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.reasons import stated

if TYPE_CHECKING:
    from app.settings import Settings
    from graph_store.audit import Checkpoint
    from graph_store.rebuild import Source
    from graph_store.store import Store
    from graph_store.verify import Difference, Verification


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (verify, rebuild):
        app.command()(command)


def verify(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for scripts.")] = False,
    repair: Annotated[bool, typer.Option("--repair", help="Restore what the ledger says.")] = False,
    reason: Annotated[str, typer.Option(help="Why it is repaired; is recorded.")] = "",
    checkpoint: Annotated[
        str | None,
        typer.Option(metavar="SIZE:ROOT", help="An earlier size and root that you kept elsewhere."),
    ] = None,
) -> int:
    """Replay the ledger and name everything in the graph that is not as the ledger says.

    Example: lotgraph verify

    Example: lotgraph verify --repair --reason "restored after the incident of 2 May"

    Decisions without the signatures that docs/policy.md asks for are named, too.

    Exit code 0: equal, or repaired. 1: differences, unapproved decisions, or the ledger itself is damaged,
    or no answer.
    """
    from app.settings import Settings
    from app.terminal import counting, waiting
    from app.wiring import open_store
    from graph_store.verify import verify as check

    if repair:
        stated(reason)
    witnessed = _checkpoint(checkpoint)
    settings = Settings()
    with open_store(settings, on_wait=waiting) as store, ExitStack() as opened:
        folder = _work_folder(settings)
        with counting() as on_progress:
            done = check(
                store.connection, opened, folder=folder, checkpoint=witnessed, on_progress=on_progress
            )
        count = _tell_json(done) if as_json else _tell(done)
        if done.damage:
            _record(store, done)
            return 1
        if not repair or not count:
            return 1 if count or done.unapproved else 0
        return max(_repair(store, done, settings, reason, folder), 1 if done.unapproved else 0)


def rebuild(
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="URI", help="A Neo4j (bolt://...), or a data folder to embed in."),
    ] = None,
    archive: Annotated[
        Path | None,
        typer.Option("--from", metavar="FOLDER", help="An archive to restore from, and no database."),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(metavar="KEY", help="The archive's trusted public key, or a file with it."),
    ] = None,
) -> int:
    """Make an equal graph, ledger included, in another database that is empty.

    An archive (`lotgraph ledger export`) is verified first; with --key it is restored as far as it is signed
    and no further. Without --to it is restored into the database of this configuration.

    A rebuild that was cut short goes on when it is run again. User, password and database of a
    Neo4j are those of LOTGRAPH_NEO4J_USER, ..._PASSWORD, ..._DATABASE.

    Example: lotgraph rebuild --to bolt://localhost:7687

    Example: lotgraph rebuild --from archive/ --key ledger.pub

    Exit code 0: equal. 4: restored as far as it is signed, and the archive goes on. 1: no answer.
    """
    from app.commands.ledger import NOT_SIGNED
    from app.settings import Settings
    from app.terminal import say
    from graph_store.rebuild import rebuild as replay

    if archive is None and (to is None or key is not None):
        raise typer.BadParameter("name a database with --to, or an archive with --from", param_hint="--from")
    settings = Settings()
    with ExitStack() as opened:
        source, rest = (_database(settings, opened), 0) if archive is None else _archive(archive, key)
        target = opened.enter_context(_target(settings, to))
        with _bar(source.head.size) as on_entry:
            head = replay(source, target, on_entry=on_entry)
    where = to or settings.neo4j_uri or settings.data_dir
    say(f"{where} holds {head.size} commits, root {head.root}.")
    if rest:
        say(f"{rest} commits of the archive are signed by nobody and were NOT restored.")
        say("Next step: look for a later checkpoint; without --key they are restored too.")
    return NOT_SIGNED if rest else 0


def _database(settings: Settings, opened: ExitStack) -> Source:
    from app.terminal import waiting
    from app.wiring import open_store
    from graph_store.rebuild import Source

    return Source.of_store(opened.enter_context(open_store(settings, on_wait=waiting)))


def _archive(folder: Path, key: str | None) -> tuple[Source, int]:
    """What an archive holds, all of it verified, as far as it is signed; the number of commits after that."""
    from app.commands.ledger import checked, print_report
    from graph_store.rebuild import Source
    from graph_store.store import LedgerHead
    from ledger.archive import Archive
    from ledger.errors import ArchiveError

    report = checked(folder, key)
    print_report(report)
    if not report.whole:
        raise ArchiveError("nothing was restored, since the archive is not whole")
    found, size = Archive(folder), report.size if key is None else report.signed
    return Source.of_archive(found, LedgerHead(size, found.root(size).hex())), report.size - size


@contextmanager
def _target(settings: Settings, to: str | None) -> Iterator[Store]:
    from app.terminal import waiting
    from app.wiring import neo4j_endpoint, open_store
    from graph_store.connection import Connection
    from graph_store.rebuild import refuse_foreign

    chosen = settings if to is None else settings.model_copy(update=_place(to))
    if chosen.neo4j_uri:
        connection = Connection(neo4j_endpoint(chosen), allow_plain=settings.insecure_bolt)
        try:
            refuse_foreign(connection)
        finally:
            connection.close()
    with open_store(chosen, on_wait=waiting) as store:
        yield store


def _place(to: str) -> dict[str, object]:
    return {"neo4j_uri": to} if "://" in to else {"neo4j_uri": "", "data_dir": Path(to)}


def _checkpoint(text: str | None) -> Checkpoint | None:
    from graph_store.audit import Checkpoint

    if text is None:
        return None
    try:
        return Checkpoint.parse(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no SIZE:ROOT ({error})", param_hint="--checkpoint") from error


def _work_folder(settings: Settings) -> Path:
    folder = settings.data_dir / "verify"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _tell(done: Verification) -> int:
    from app.terminal import say

    for damage in done.damage:
        where = "the ledger" if damage.commit is None else f"commit {damage.commit}"
        print(f"damaged {where}: {damage.message}")
    if done.damage:
        say("The LEDGER is damaged. The graph was not compared and nothing was repaired.")
        say("Next step: find out who had access; restore the ledger from a backup or an archive.")
        return 0
    for found in done.unapproved:
        print(f"unapproved decision in commit {found.commit}: {found.message}")
    count = 0
    for difference in done.differences():
        count += 1
        print(_words(difference))
    print(f"ledger size {done.size}, root {done.root}")
    if done.later:
        say(f"{done.later} commits came while this ran; they are not part of the answer.")
    say(f"Differences: {count}." if count else "The graph is what its ledger says.")
    if done.unapproved:
        say("Decisions without their signatures were recorded by some other program: see docs/policy.md.")
    return count


def _record(store: Store, done: Verification) -> None:
    """Into the security log, once it is told: a ledger that is damaged may take no entry any more."""
    from app.terminal import say
    from graph_store.errors import StoreError
    from graph_store.security_log import MOST_DETAIL, Event, Kind, record

    first, *others = (damage.message for damage in done.damage)
    detail = f"{first}; and {len(others)} more" if others else first
    try:
        record(store, Event(Kind.LEDGER_REFUSED, detail=detail[:MOST_DETAIL]))
    except StoreError as error:
        say(f"The security log could not be told: {error.message}.")


def _words(difference: Difference) -> str:
    changes = "; ".join(
        f"{c.name} is {_value(c.stored)}, the ledger says {_value(c.expected)}" for c in difference.changes
    )
    name = f"{difference.how} {difference.what} {difference.name} {difference.key or '(no key)'}"
    return f"{name}: {changes}" if changes else name


def _value(value: object) -> str:
    return "absent" if value is None else repr(value)


def _tell_json(done: Verification) -> int:
    """Written as it is found, since nobody knows how much was changed."""
    import sys

    import orjson

    out = sys.stdout.buffer
    damage = orjson.dumps([d.to_json() for d in done.damage])
    unapproved = orjson.dumps([d.to_json() for d in done.unapproved])
    ledger = orjson.dumps({"size": done.size, "root": done.root})
    told = (ledger, done.later, damage, unapproved)
    out.write(b'{"ledger":%s,"later":%d,"damage":%s,"unapproved":%s,"differences":[' % told)
    count = 0
    for count, difference in enumerate(done.differences(), start=1):
        out.write((b"," if count > 1 else b"") + orjson.dumps(difference.to_json()))
    is_equal = not (count or done.damage or done.unapproved)
    out.write(b'],"equal":%s}\n' % (b"true" if is_equal else b"false"))
    out.flush()
    return count


def _repair(store: Store, done: Verification, settings: Settings, reason: str, folder: Path) -> int:
    from app.terminal import counting, say
    from graph_store.repair import repair
    from graph_store.verify import verify as check

    with counting() as on_progress:
        repaired = repair(
            store, done, actor=settings.who(), reason=reason, folder=folder, on_progress=on_progress
        )
        with ExitStack() as opened:
            rest = sum(1 for _ in check(store.connection, opened, folder=folder).differences())
    say(f"Repaired, and recorded in commit {repaired.receipt.seq}; the differences are in {repaired.report}.")
    say("What came while it was altered may have been taken for known, and then the ledger lacks it.")
    say("Next step: `lotgraph load --again` the files that came since the graph was last found equal.")
    if rest:
        say(f"{rest} differences are left. Next step: run it again and see whether somebody still writes.")
    return 1 if rest else 0


@contextmanager
def _bar(total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, a line now and then elsewhere. It is told the commits that are there."""
    import sys

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from app.terminal import counting

    if not sys.stderr.isatty():
        with counting() as tell:
            yield lambda done: tell("commits", done, total)
        return
    columns = (TextColumn("commits"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("commits", total=total)
        yield lambda done: bar.update(task, completed=done)
