"""watch."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.loading import ZoneOption

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from app.flow.watch import Tally

SETTLE_SECONDS, MOST_SETTLE_SECONDS = 5.0, 3600.0


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(watch)


def watch(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where files arrive.")],
    profile: Annotated[
        str | None,
        typer.Option(help="What the columns mean, outside of the subfolders that are named after a profile."),
    ] = None,
    namespace: Annotated[str | None, typer.Option(help="Who numbers; default the profile's name.")] = None,
    time_zone: ZoneOption = None,
    once: Annotated[bool, typer.Option("--once", help="Take what lies there, then end.")] = False,
    settle: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            min=0,
            max=MOST_SETTLE_SECONDS,
            help="Take a file when nothing was written to it for so long.",
        ),
    ] = SETTLE_SECONDS,
) -> int:
    """Take in files as they arrive; each goes to FOLDER/done or FOLDER/failed with a report beside it.

    A subfolder is taken as a whole. Ctrl-C ends after the file at hand; after a kill, the next time goes on.

    Example: lotgraph watch exports/ --profile canonical

    Exit code 0: ended when asked to, or all was taken (--once). 3: rows were rejected (--once).
    1: a file was refused (--once), or the folder can't be watched.
    """
    import datetime
    import time

    from app.flow.shelf import Shelf
    from app.flow.watch import How, Watcher, keep_watching, watch_once
    from app.settings import Settings
    from app.terminal import say, waiting
    from app.wiring import open_store

    if not folder.is_dir():
        raise typer.BadParameter(f"{folder} is no folder", param_hint="FOLDER")
    _check(profile, time_zone)
    settings = Settings()
    how = How(settings.who(), profile, namespace, time_zone, settle)
    with (
        _ending(say) as ending,
        Shelf(folder.resolve(), lambda: datetime.datetime.now(datetime.UTC)) as shelf,
        _progress() as progress,
    ):
        watcher = Watcher(folder.resolve(), shelf, how, clock=time.monotonic, say=say, progress=progress)
        if once:
            watch_once(watcher, lambda: open_store(settings, on_wait=waiting), ending, settle=settle)
            return _code(watcher.tally)
        say(f"Watching {folder} (Ctrl-C ends it)")
        keep_watching(watcher, lambda: open_store(settings, on_wait=waiting), ending, say)
    return 0


def _check(profile: str | None, time_zone: str | None) -> None:
    """Refuse what would refuse every file."""
    from loaders.local_time import zone_info
    from loaders.mappings import load_profile
    from loaders.values import BadValue

    if profile is not None:
        load_profile(profile)
    try:
        zone_info(time_zone or "UTC")
    except BadValue as error:
        raise typer.BadParameter(str(error), param_hint="--time-zone") from error


def _code(tally: Tally) -> int:
    from app.terminal import say

    say(f"{tally.done} taken, {tally.refused} refused; {tally.rejected} rows rejected.")
    if tally.refused:
        return 1
    return 3 if tally.rejected else 0


@contextmanager
def _ending(say: Callable[[str], None]) -> Iterator[threading.Event]:
    """Set by the first Ctrl-C or SIGTERM; the second one ends at once, which is as safe as a kill."""
    ending = threading.Event()

    def asked(number: int, _: FrameType | None) -> None:
        if ending.is_set():
            raise KeyboardInterrupt
        ending.set()
        say("Ending after the file at hand.")

    before = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _progress() -> Iterator[Callable[[str, int], None]]:
    """A line now and then: how many rows of the file at hand were read."""
    from app.terminal import counting

    file, total = "", 0
    with counting() as on_progress:

        def on_rows(name: str, rows: int) -> None:
            nonlocal file, total
            total = total + rows if name == file else rows
            file = name
            on_progress(f"rows of {name}", total, None)

        yield on_rows
