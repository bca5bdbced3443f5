"""ledger checkpoint, export, verify."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.x509 import Certificate

    from app.settings import Settings
    from graph_store.store import LedgerHead, Store
    from ledger.archive import Archive
    from ledger.verify import Report
    from ledger.verify_notes import Key

NOT_WHOLE = 3
SECONDS_FOR_AUTHORITY = 30

app = typer.Typer(no_args_is_help=True, help="The ledger: signed checkpoints, archives, their proof.")
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object, for scripts.")]


@app.command()
def checkpoint(
    to: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where checkpoints go; best on another machine."),
    ] = None,
    authority: Annotated[
        str | None,
        typer.Option("--tsa", metavar="URL", help="A time-stamp authority (RFC 3161) that witnesses it."),
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Sign the ledger's size and root as they are now.

    A checkpoint that is kept elsewhere proves later that nothing before it was altered.

    Example: lotgraph ledger checkpoint --to checkpoints/
    """
    from app.commands.key import folder_of
    from app.settings import Settings
    from app.terminal import counting, print_json, say, waiting
    from app.wiring import open_store
    from ledger.files import write_whole
    from ledger.keys import checkpoint_name

    settings = Settings()
    keys, folder = folder_of(settings), to or _checkpoints(settings)
    key = keys.signer().key
    with open_store(settings, on_wait=waiting) as store, counting() as tell:
        head = store.head()
        first = keys.last_signed().size + 1
        headers = (
            _told(entry.header.encode(), tell, entry.header.seq, head.size)
            for entry in store.entries(first=first, last=head.size)
        )
        note = keys.checkpoint(headers, size=head.size, root=bytes.fromhex(head.root)).encode()
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in _rotations(settings).items():
        write_whole(folder / name, data)
    file = folder / checkpoint_name(head.size, key)
    write_whole(file, note)
    stamp = file.with_suffix(".tsr")
    if authority is not None and not stamp.exists():
        write_whole(stamp, _time_stamp(authority, note))
    if as_json:
        found = {"size": head.size, "root": head.root, "key": str(key), "file": str(file)}
        print_json(found | {"time_stamp": str(stamp) if stamp.exists() else None})
    else:
        print(note.decode(), end="")
        say(f"Written to {file}. Keep a copy where the people who run this machine can't reach it.")
    return 0


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The archive; is made, or continued.")],
    checkpoints: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where the checkpoints are, if not in the data folder."),
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Write the ledger into a folder that can be verified without any database.

    A folder that holds an earlier part is continued. What was cut short goes on when it is run again.

    Example: lotgraph ledger export archive/
    """
    from app.settings import Settings
    from app.terminal import counting, print_json, say, waiting
    from app.wiring import open_store
    from ledger.archive import Archive, Record
    from ledger.archive import export as write

    settings = Settings()
    notes = _rotations(settings) | _notes_in(checkpoints or _checkpoints(settings))
    with open_store(settings, on_wait=waiting) as store, counting() as tell:
        head, before = store.head(), Archive(folder)
        _refuse_foreign(before, store, head)
        entries = store.entries(first=before.size + 1, last=head.size)
        archive = write(
            folder,
            (Record(entry.header.encode(), entry.payload) for entry in entries),
            notes=notes,
            root=bytes.fromhex(head.root),
            on_commit=lambda size: tell("commits", size, head.size),
        )
    if as_json:
        print_json({"size": archive.size, "root": head.root, "added": archive.size - before.size})
    else:
        say(f"{folder} holds {archive.size} commits ({archive.size - before.size} new), root {head.root}.")
    return 0


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="An archive.")],
    key: Annotated[str, typer.Option(metavar="KEY", help="The trusted public key, or a file with it.")],
    checkpoint: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="An earlier checkpoint that you kept outside."),
    ] = None,
    authorities: Annotated[
        Path | None,
        typer.Option("--tsa", metavar="FILE", help="Certificates (PEM) of the time-stamp authority."),
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Check every byte of an archive, without a database, and name what is not as it was recorded.

    Example: lotgraph ledger verify archive/ --key ledger.pub --checkpoint kept.note

    Exit code 0: whole. 3: something differs. 64: no such folder or key.
    """
    from app.terminal import counting, print_json
    from ledger.verify import verify as check

    if not folder.is_dir():
        raise typer.BadParameter(f"{folder} is no folder", param_hint="FOLDER")
    with counting() as tell:
        report = check(
            folder,
            _trusted(key),
            witness=_bytes_of(checkpoint, "--checkpoint"),
            authorities=_certificates(authorities),
            on_progress=tell,
        )
    if as_json:
        print_json(report.to_json())
    else:
        _tell(report)
    return 0 if report.whole else NOT_WHOLE


def _tell(report: Report) -> None:
    from app.terminal import say

    for finding in report.findings:
        print(f"differs {finding}")
    print(f"ledger size {report.size}, {report.facts} facts, root {report.root or 'not known'}")
    print(f"signed up to {report.signed}, witnessed up to {report.witnessed}")
    unwitnessed = max(0, report.size - report.witnessed)
    if unwitnessed:
        say(f"unwitnessed: {unwitnessed} commits. No witness outside proves that they were not rewritten.")
    if report.whole:
        say("Every byte is as it was recorded.")
    else:
        say("The ARCHIVE is not whole.")
        say("Next step: compare it with another copy; find out who had access.")


def _trusted(text: str) -> Key:
    """A key as such, or as the first line of a file."""
    from ledger.verify_notes import Refused, read_key

    try:
        return read_key(text.strip())
    except Refused:
        pass
    try:
        return read_key(Path(text).read_text("utf-8").split("\n")[0].strip())
    except (Refused, UnicodeDecodeError, OSError) as error:
        raise typer.BadParameter(
            f"{text!r} is no public key and no file with one", param_hint="--key"
        ) from error


def _bytes_of(file: Path | None, option: str) -> bytes | None:
    if file is None:
        return None
    if not file.is_file():
        raise typer.BadParameter(f"{file} is no file", param_hint=option)
    return file.read_bytes()


def _certificates(file: Path | None) -> list[Certificate]:
    from cryptography import x509

    data = _bytes_of(file, "--tsa")
    if data is None:
        return []
    try:
        return x509.load_pem_x509_certificates(data)
    except ValueError as error:
        raise typer.BadParameter(f"{file} holds no certificates in PEM", param_hint="--tsa") from error


def _refuse_foreign(archive: Archive, store: Store, head: LedgerHead) -> None:
    """The archive's last commit stands in the ledger too, byte for byte."""
    from ledger.errors import ArchiveError

    if archive.size > head.size:
        raise ArchiveError(f"the archive holds {archive.size} commits and the ledger {head.size}")
    if archive.size:
        (entry,) = store.entries(first=archive.size, last=archive.size)
        if entry.header.encode() != archive.record(archive.size).header:
            raise ArchiveError("the archive is of another ledger, or one of the two was rewritten")


def _time_stamp(authority: str, note: bytes) -> bytes:
    from urllib.request import Request, urlopen

    from ledger.timestamp import accept, request

    if not authority.startswith(("http://", "https://")):
        raise typer.BadParameter(f"{authority!r} is no http address", param_hint="--tsa")
    asked = Request(authority, request(note), {"Content-Type": "application/timestamp-query"})  # noqa: S310
    with urlopen(asked, timeout=SECONDS_FOR_AUTHORITY) as answer:  # noqa: S310
        return accept(answer.read(), note)


def _checkpoints(settings: Settings) -> Path:
    return Path(settings.data_dir) / "checkpoints"


def _rotations(settings: Settings) -> dict[str, bytes]:
    from app.commands.key import folder_of
    from ledger.keys import rotation_name

    return {rotation_name(r.number): data for r, data in folder_of(settings).rotations()}


def _notes_in(folder: Path) -> dict[str, bytes]:
    patterns = ("checkpoint-*.note", "checkpoint-*.tsr", "rotation-*.note")
    return {path.name: path.read_bytes() for pattern in patterns for path in folder.glob(pattern)}


def _told(header: bytes, tell: Callable[[str, int, int | None], None], done: int, total: int) -> bytes:
    tell("commits", done, total)
    return header
