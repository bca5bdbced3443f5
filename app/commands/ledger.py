"""ledger checkpoint, export, verify, check-proof."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

    from app.settings import Settings
    from graph_store.store import LedgerHead, Store
    from ledger.archive import Archive
    from ledger.verify import Report
    from ledger.verify_notes import Key, SignedHead

NOT_WHOLE, NOT_SIGNED = 3, 4
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
    from app.checkpoints import signed_head
    from app.commands.key import folder_of
    from app.rotations import record_rotations
    from app.settings import Settings
    from app.terminal import counting, print_json, say, waiting
    from app.wiring import open_store
    from graph_store.security_log import seal_log
    from ledger.files import write_whole
    from ledger.keys import checkpoint_name

    settings = Settings()
    keys, folder = folder_of(settings), to or _checkpoints(settings)
    key = keys.signer().key
    with open_store(settings, on_wait=waiting) as store, counting() as tell:
        record_rotations(store, keys, actor=settings.who())
        seal_log(store, settings.who())  # so that the checkpoint vouches for the security log, too
        head, note = signed_head(store, keys, lambda done, total: tell("commits", done, total))
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
    from app.commands.key import folder_of
    from app.rotations import record_rotations
    from app.settings import Settings
    from app.terminal import counting, print_json, say, waiting
    from app.wiring import open_store
    from ledger.archive import Archive, Record
    from ledger.archive import export as write

    settings = Settings()
    notes = _rotations(settings) | _notes_in(checkpoints or _checkpoints(settings))
    with open_store(settings, on_wait=waiting) as store, counting() as tell:
        record_rotations(store, folder_of(settings), actor=settings.who())
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

    Exit code 0: whole. 3: something differs, or nothing is signed. 4: whole, and its last commits are
    unsigned. 64: no such folder or key.
    """
    from app.terminal import print_json

    report = checked(
        folder,
        key,
        witness=None if checkpoint is None else _bytes_of(checkpoint, "--checkpoint"),
        authorities=_certificates(authorities),
    )
    if as_json:
        print_json(report.to_json())
    else:
        print_report(report)
    return exit_code(report)


@app.command("check-proof")
def check_proof(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A proof, or what `lotgraph history --proof` printed.")
    ],
    root: Annotated[
        str | None, typer.Option(metavar="HEX", help="The root of the proof's ledger size, as you know it.")
    ] = None,
    checkpoint: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Or a signed checkpoint of that size, with --key.")
    ] = None,
    key: Annotated[
        str | None, typer.Option(metavar="KEY", help="The trusted public key, or a file with it.")
    ] = None,
    as_json: JsonOption = False,
) -> int:
    """Check, without a database, that facts stand in the ledger of a root that you trust.

    What a history tells beside its proofs must be what they prove; what can't be proven is named. Key
    rotations are followed where their notes lie beside the checkpoint.

    Example: lotgraph ledger check-proof proofs.json --checkpoint kept.note --key ledger.pub

    Exit code 0: every fact is proven. 1: one is not, or is told otherwise. 64: no such file, key or root.
    """
    from app.proven import NOT_PROVEN, Printed
    from app.terminal import print_json, say

    trusted, size = _root_and_size(root, checkpoint, key)
    printed = Printed.read(_bytes_of(file, "FILE"))
    proven = list(zip(printed.check(trusted, size), (p.line.decode() for p in printed.proofs), strict=True))
    open_points = [] if printed.about is None else list(NOT_PROVEN)
    if as_json:
        told = [
            {
                "commit": h.seq,
                "record_time": h.record_time,
                "actor": h.actor,
                "reason": h.reason,
                "line": line,
            }
            for h, line in proven
        ]
        print_json({"root": trusted.hex(), "proven": told, "not_proven": open_points})
        return 0
    for h, line in proven:
        print(f"proven commit {h.seq}, {h.record_time}, {h.actor}, {h.reason}: {line}")
    say(f"{len(proven)} facts are proven under root {trusted.hex()}.")
    if open_points:
        say(f"Not proven: {', '.join(open_points)}.")
    return 0


def checked(
    folder: Path,
    key: str | None,
    *,
    witness: bytes | None = None,
    authorities: Sequence[Certificate] = (),
) -> Report:
    """What the verifier says of an archive; without a key it checks no signature."""
    from app.terminal import counting
    from ledger.verify import verify as check

    if not folder.is_dir():
        raise typer.BadParameter(f"{folder} is no folder", param_hint="FOLDER")
    trusted = None if key is None else trusted_key(key)
    with counting() as on_progress:
        return check(folder, trusted, witness=witness, authorities=authorities, on_progress=on_progress)


def exit_code(report: Report) -> int:
    """What a script learns of a report that was made with a key."""
    if not report.whole:
        return NOT_WHOLE
    return NOT_SIGNED if report.unsigned else 0


def print_report(report: Report) -> None:
    """The report in words."""
    from app.terminal import say

    for finding in report.findings:
        print(f"differs {finding}")
    print(f"ledger size {report.size}, {report.facts} facts, root {report.root or 'not known'}")
    if report.keys:
        print(f"signed up to {report.signed}, witnessed up to {report.witnessed}")
        if report.unsigned:
            print(f"unsigned: commits {report.signed + 1}..{report.size}")
    unwitnessed = max(0, report.size - report.witnessed)
    if unwitnessed:
        say(f"unwitnessed: {unwitnessed} commits. No witness outside proves that they were not rewritten.")
    if not report.whole:
        say("The ARCHIVE is not whole.")
        say("Next step: compare it with another copy; find out who had access.")
    elif report.keys and report.unsigned:
        say(f"Commits 1..{report.signed} are as they were recorded. NOTHING SAYS WHO MADE THE LATER ONES.")
        say(f"Next step: ask for a checkpoint of size {report.size}: `lotgraph ledger checkpoint`.")
    elif report.keys:
        say("Every byte is as it was recorded.")
    else:
        say("Every hash fits. SIGNATURES WERE NOT CHECKED, since no key was given: nothing says who made it.")


def _root_and_size(root: str | None, checkpoint: Path | None, key: str | None) -> tuple[bytes, int | None]:
    """The root to believe, and its size where a checkpoint says it."""
    match root, checkpoint, key:
        case str(), None, None:
            try:
                return bytes.fromhex(root), None
            except ValueError as error:
                raise typer.BadParameter(f"{root!r} is no hex", param_hint="--root") from error
        case None, Path(), str():
            head = _signed_head(checkpoint, key)
            return head.root, head.size
        case _:
            raise typer.BadParameter("give a root, or a checkpoint and a key", param_hint="--root")


def _signed_head(checkpoint: Path, key: str) -> SignedHead:
    from ledger.errors import NoteError
    from ledger.verify_notes import Refused, follow, read_checkpoint

    note = _bytes_of(checkpoint, "--checkpoint")
    rotations = [path.read_bytes() for path in sorted(checkpoint.parent.glob("rotation-*.note"))]
    try:
        return read_checkpoint(note, follow(trusted_key(key), rotations))
    except Refused as error:
        raise NoteError(f"{checkpoint} is refused: {error}") from error


def trusted_key(text: str) -> Key:
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


def _bytes_of(file: Path, option: str) -> bytes:
    if not file.is_file():
        raise typer.BadParameter(f"{file} is no file", param_hint=option)
    return file.read_bytes()


def _certificates(file: Path | None) -> list[Certificate]:
    from cryptography import x509

    if file is None:
        return []
    try:
        return x509.load_pem_x509_certificates(_bytes_of(file, "--tsa"))
    except ValueError as error:
        raise typer.BadParameter(f"{file} holds no certificates in PEM", param_hint="--tsa") from error


def _refuse_foreign(archive: Archive, store: Store, head: LedgerHead) -> None:
    """The archive's last commit stands in the ledger too, byte for byte."""
    from graph_store.security_log import Event, Kind, record
    from ledger.errors import ArchiveError

    refusal = ""
    if archive.size > head.size:
        refusal = f"the archive holds {archive.size} commits and the ledger {head.size}"
    elif archive.size:
        (entry,) = store.entries(first=archive.size, last=archive.size)
        if entry.header.encode() != archive.record(archive.size).header:
            refusal = "the archive is of another ledger, or one of the two was rewritten"
    if refusal:
        record(store, Event(Kind.LEDGER_REFUSED, detail=refusal))
        raise ArchiveError(refusal)


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
