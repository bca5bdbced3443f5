"""Take in one file, or one folder of files that belong together, and tell what became of it.

Promises: what is wrong with the file is told in the outcome and is final; what is wrong with the engine or
the disk is raised, and the same file may be taken again, which adds nothing twice. The outcome holds no cell
of a file. Refuses: a file alone that its profile reads together with others, since what it states would hang
on what lies beside it at that moment; links, since whoever put them there may not read what they lead to.
"""

from __future__ import annotations

import os
import stat
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from app.load import load
from app.load_report import FileReport, Report
from app.rejects_file import RejectsFile
from graph_store.errors import StoreError
from graph_store.store import CommitTooLarge, LedgerHead, Store
from loaders import archives
from loaders.errors import LoadError
from loaders.mappings import load_profile, mapping_of
from loaders.plan import Source, plan

DONE, REFUSED = "done", "refused"


class Stopped(Exception):
    """The load was told to stop between two rows; it goes on when the file is taken again."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is taken together: a file, or a folder of files that belong together."""

    path: Path
    profile: str | None = None
    namespace: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file was not taken, what to do, and the loads that were begun and have not ended."""

    message: str
    next_step: str
    unfinished: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a parcel: a report, or a refusal. `rejected` counts the rows of the rejects file."""

    name: str
    report: Report | None
    head: LedgerHead | None
    rejected: int
    refusal: Refusal | None = None

    @property
    def state(self) -> str:
        """`done` or `refused`."""
        return DONE if self.refusal is None else REFUSED

    @property
    def loads(self) -> tuple[str, ...]:
        """Identities of the loads that it was."""
        return tuple(file.load for file in self.report.files) if self.report else ()

    def to_json(self, *, taken: str, rejects: str | None, **more: object) -> bytes:
        """The report as it is kept: `taken` is the time, `rejects` names the file of rejected rows."""
        files = self.report.files if self.report else ()
        told: dict[str, object] = {"state": self.state}
        if self.refusal is not None:
            told["code"] = "REFUSED"
            told["message"], told["nextStep"] = self.refusal.message, self.refusal.next_step
            told["unfinished"] = self.refusal.unfinished
        told |= {
            "name": printable(self.name),
            "taken": taken,
            "rows": {
                "read": sum(file.read for file in files),
                "accepted": sum(file.accepted for file in files),
                "rejected": sum(file.rejected for file in files),
                "ignored": sum(file.ignored_rows for file in files),
            },
            "files": [_file(file) for file in files],
            "rejects": rejects,
            "ledger": {"size": self.head.size, "root": self.head.root} if self.head else None,
        }
        return orjson.dumps(told | more, option=orjson.OPT_INDENT_2) + b"\n"


def printable(name: str) -> str:
    """A file name as text; bytes that are none are shown as numbers."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _file(report: FileReport) -> dict[str, object]:
    return {
        "name": printable(report.name),
        "load": report.load,
        "read": report.read,
        "accepted": report.accepted,
        "rejected": report.rejected,
        "ignored": dict(report.ignored),
        "newFacts": report.facts,
        "statedBefore": report.unchanged,
        "resumed": report.resumed,
        "repeated": report.repeated,
        "notes": report.notes,
        "findings": [
            {
                "rule": rule.name,
                "record": rule.record,
                "field": rule.field,
                "severity": rule.severity,
                "owner": rule.owner,
                "count": count,
            }
            for rule, count in report.quality.by_rule()
        ],
    }


def take(
    store: Store, parcel: Parcel, *, actor: str, rejects: Path, on_rows: Callable[[str, int], None]
) -> Taken:
    """Load it; rejected rows go to the file `rejects`, which is there only where there are some."""
    name, sources = parcel.path.name, list[Source]()
    rejects.unlink(missing_ok=True)
    with RejectsFile(rejects) as rejected:
        try:
            sources += _planned(parcel)
            report = load(store, sources, actor=actor, on_rows=on_rows, on_reject=rejected.add)
        except (LoadError, CommitTooLarge) as error:
            refusal = _refused(store, sources, problem(error), error.next_step)
            return Taken(name, None, None, rejected.count, refusal)
        except (StoreError, OSError, Stopped):
            raise
        except Exception as error:  # one file that nobody foresaw must not hold up all that come after it
            refusal = _refused(store, sources, _place(error), "Report this, with the file.")
            return Taken(name, None, None, rejected.count, refusal)
        finally:
            archives.discard()
    return Taken(name, report, store.head(), rejected.count)


def _planned(parcel: Parcel) -> list[Source]:
    """What loading it means, if it may be taken."""
    _refuse_strange(parcel.path)
    sources = plan(
        [parcel.path], profile=parcel.profile, namespace=parcel.namespace, time_zone=parcel.time_zone
    )
    _refuse_alone(parcel.path, sources)
    return sources


def problem(error: LoadError | CommitTooLarge) -> str:
    """What is wrong, with the file's own name instead of the place where it lay."""
    if isinstance(error, CommitTooLarge):
        return error.message
    line = f", line {error.line}" if error.line is not None else ""
    return f"{printable(error.path.name)}{line}: {error.problem}"


def _place(error: Exception) -> str:
    """Where an error nobody foresaw came from; not its text, which may hold cells of the file."""
    frames = list(traceback.walk_tb(error.__traceback__))
    frame, line = frames[-1]
    module = frame.f_globals.get("__name__", "?")
    return f"an error nobody foresaw: {type(error).__name__} in {module}, line {line}"


def _refused(store: Store, sources: Sequence[Source], message: str, next_step: str) -> Refusal:
    """The refusal; of what was begun it says that every answer lacks it until it has ended."""
    states = {source.load_id: store.load_state(source.load_id) for source in sources}
    unfinished = tuple(id for id, state in states.items() if state.begun and not state.ended)
    if unfinished:
        next_step += (
            " It was begun, so it is a gap of every answer until the same bytes are loaded, or it is given up"
            " (lotgraph loads list)."
        )
    return Refusal(message, next_step, unfinished)


def reads_sets(profile: str) -> bool:
    """Whether files of a profile are read together with others."""
    return any(mapping_of(load_profile(profile)).context_of(spec) for spec in load_profile(profile).files)


def _refuse_alone(path: Path, sources: Sequence[Source]) -> None:
    for source in sources:
        if source.path == path.resolve() and (kinds := source.read_with):
            raise LoadError(
                path,
                f"is read together with {', '.join(kinds)}, and came alone",
                "Put all files of the export into one folder or .zip, and hand over that.",
            )


def _refuse_strange(path: Path) -> None:
    for entry in (path, *_below(path)):
        mode = entry.lstat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise LoadError(entry, "is a link or a device, no file", "Put the file itself there.")


def _below(path: Path) -> Iterator[Path]:
    if path.is_dir() and not path.is_symlink():
        for entry in sorted(path.iterdir()):
            yield entry
            yield from _below(entry)
