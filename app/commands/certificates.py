"""check, and what `--certificate` and `--export` of a question write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.questions.answer import Answer
    from app.questions.certificate import Certificate
    from app.questions.reading import Reader
    from ledger.archive import Archive
    from ledger.note import VerifierKey

CertificateOption = Annotated[
    Path | None,
    typer.Option(
        "--certificate",
        metavar="FILE",
        help="Write a certificate of completeness; signed, if there is a key.",
    ),
]
ExportOption = Annotated[
    Path | None,
    typer.Option("--export", metavar="FILE", help="Write the answer with its relationships, to be checked."),
]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(check)


def check(
    certificate: Annotated[Path, typer.Argument(metavar="CERTIFICATE", help="What --certificate wrote.")],
    export: Annotated[
        Path, typer.Argument(metavar="EXPORT", help="What --export wrote, or --format json --with-links.")
    ],
    key: Annotated[
        str | None, typer.Option(metavar="KEY", help="The trusted public key, or a file with it.")
    ] = None,
    rotations: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where the notes of key rotations are, if there are any."),
    ] = None,
    archive: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="A ledger archive: then nothing else may leave the rows."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for scripts.")] = False,
) -> int:
    """Check, without a database, that an export is the answer that was certified, and whole by itself.

    From the export alone everything is worked out again: what the start reaches, order, counts, hashes, sums.
    With --archive, too, that the ledger holds nothing else that leaves the rows. What remains the issuer's
    word is named: docs/completeness.md.

    Example: lotgraph check recall.cert recall.json --key ledger.pub

    Example: lotgraph check recall.cert recall.json --key ledger.pub --archive archive/

    Exit code 0: it holds. 1: it does not, and what differs is named. 64: no such file or key.
    """
    from app.certified import check as hold
    from app.terminal import print_json, say

    files = _bytes_of(certificate, "CERTIFICATE"), _bytes_of(export, "EXPORT")
    found = hold(*files, _keys(key, rotations), None if archive is None else _verified(archive, key))
    if as_json:
        print_json(found.to_json())
        return 0
    state = "complete" if found.complete else "NOT COMPLETE, and the gaps are named"
    size = f"{found.rows} rows, {found.relationships} relationships, {found.cuts} cut"
    print(f"holds: {size}, scope {found.scope}, {state}")
    print(f"ledger size {found.known_at}, root {found.root}, certificate sha256 {found.sha256}")
    if found.signer is not None:
        say(f"Signed by {found.signer}.")
    else:
        say("SIGNATURES WERE NOT CHECKED, since no key was given: nothing says who made it.")
    say(f"The issuer's word: {'; '.join(found.claims)}.")
    return 0


def write_beside(reader: Reader, answer: Answer, *, certificate: Path | None, export: Path | None) -> None:
    """Write what the options ask for: the export first, so that no certificate is about nothing."""
    import orjson

    from app.questions.certificate import certify
    from ledger.files import write_whole

    if certificate is None and export is None:
        return
    issued = None if certificate is None else _signed(certify(reader, answer))
    if export is not None:
        write_whole(export, orjson.dumps(answer.to_json(with_links=True)) + b"\n")
    if certificate is not None and issued is not None:
        write_whole(certificate, issued.encode())


def _signed(certificate: Certificate) -> Certificate:
    """Signed by the ledger's key, where this data folder has one."""
    from app.commands.key import folder_of
    from app.settings import Settings
    from app.terminal import say

    keys = folder_of(Settings())
    if keys.is_empty:
        say("The certificate is not signed. Next step: lotgraph key new")
        return certificate
    return certificate.signed(keys.signer())


def _keys(key: str | None, rotations: Path | None) -> Sequence[VerifierKey] | None:
    """The trusted key and those that came after it."""
    from app.commands.ledger import trusted_key
    from ledger.errors import NoteError
    from ledger.note import VerifierKey
    from ledger.verify_notes import Refused, follow

    if key is None:
        return None
    notes = [] if rotations is None else [f.read_bytes() for f in sorted(rotations.glob("rotation-*.note"))]
    try:
        chain = follow(trusted_key(key), notes)
    except Refused as error:
        raise NoteError(f"the key rotations are refused: {error}") from error
    return [VerifierKey(one.name.decode(), one.raw) for one in chain]


def _verified(folder: Path, key: str | None) -> Archive:
    """An archive of which every byte was checked."""
    from app.commands.ledger import checked, print_report
    from app.terminal import say
    from ledger.archive import Archive
    from ledger.errors import ArchiveError

    report = checked(folder, key)
    if not report.whole:
        print_report(report)
        raise ArchiveError("nothing was held against the archive, since it is not whole")
    signed = f"signed up to {report.signed}" if key else "signatures not checked"
    say(f"The archive holds {report.size} commits, {signed}.")
    return Archive(folder)


def _bytes_of(file: Path, name: str) -> bytes:
    if not file.is_file():
        raise typer.BadParameter(f"{file} is no file", param_hint=name)
    return file.read_bytes()
