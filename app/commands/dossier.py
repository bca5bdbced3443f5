"""dossier make, verify, member."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.ask import AsOfOption, Keys, KnownAtOption, PreferOption, chosen_view

if TYPE_CHECKING:
    from app.dossier.membership import Member
    from app.dossier.verifying import Checked
    from ledger.verify_notes import Key

app = typer.Typer(no_args_is_help=True, help="An answer in one signed file with all that it stands on.")
OutputOption = Annotated[Path, typer.Option("--output", metavar="FILE", help="The file to write.")]


@app.command()
def make(
    keys: Keys,
    output: OutputOption,
    direction: Annotated[
        str, typer.Option(metavar="WAY", help="forward: a recall. backward: a genealogy.")
    ] = "forward",
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    prefer: PreferOption = None,
) -> int:
    """Write one signed file: the answer, its certificate, and every statement that it stands on, with proofs.

    Readings, decisions, signatures and approvals of its records are in it. It is signed with the ledger's
    key, and checked before it is written. Whoever has it sees all of it: docs/dossier.md.

    Example: lotgraph dossier make lot:tryton/RM-1002/0004707/1 --output recall.dossier

    Example: lotgraph dossier make device:plant/FG-1/1001 --direction backward --output device.dossier

    Exit code 0: complete. 3: written, but something is missing in the answer, and it is named in it.
    1: there is no signing key. 2: unknown or ambiguous key, unknown ledger size or source.
    """
    from app.commands.key import folder_of
    from app.dossier.issuing import issue
    from app.questions.ask import genealogy, recall
    from app.settings import Settings
    from app.terminal import say, waiting
    from app.wiring import open_store
    from ledger.files import write_whole

    questions = {"forward": recall, "backward": genealogy}
    if direction not in questions:
        raise typer.BadParameter("give forward or backward", param_hint="--direction")
    view, settings = chosen_view(as_of, prefer), Settings()
    with open_store(settings, on_wait=waiting) as store:
        data, checked = issue(
            store,
            folder_of(settings),
            questions[direction],
            keys,
            view,
            known_at=known_at,
            actor=settings.who(),
            on_step=waiting,
        )
    write_whole(output, data)
    _tell(checked)
    say(f"{output} holds {len(data):,} bytes. Give its reader your public key by another way.")
    return 0 if checked.complete else 3


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What make or member wrote.")],
    key: Annotated[
        str | None, typer.Option(metavar="KEY", help="The trusted public key, or a file with it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for scripts.")] = False,
) -> int:
    """Check a dossier, or a proof of membership, without any database, and name all that does not hold.

    Example: lotgraph dossier verify recall.dossier --key ledger.pub

    Example: lotgraph dossier verify 1001.member --key ledger.pub --json

    Exit code 0: every byte of it holds. 1: it does not, and what differs is named. 64: no such file or key.
    """
    from app.dossier.membership import is_member, verify_member
    from app.dossier.verifying import verify as check
    from app.terminal import print_json, say

    data, trusted = _bytes_of(file, "FILE"), _trusted(key)
    found: Checked | Member = verify_member(data, trusted) if is_member(data) else check(data, trusted)
    if as_json:
        print_json(found.to_json())
        return 0
    _tell(found)
    if found.trusted:
        say(f"Signed by {found.key}.")
    else:
        say("NOT CHECKED BY WHOM, since no key was given: anybody may have made it and signed it.")
    return 0


@app.command()
def member(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The whole key of a row of the answer.")],
    of: Annotated[Path, typer.Option("--of", metavar="FILE", help="The dossier that make wrote.")],
    output: OutputOption,
) -> int:
    """Prove that one device or lot is in the answer of a dossier, and show no other.

    Of the other rows there are hashes in the file, salted so that none can be found by trying, and their
    number. `lotgraph dossier verify` checks it; it needs neither the dossier nor a database.

    Example: lotgraph dossier member device:plant/FG-1/1001 --of recall.dossier --output 1001.member

    Exit code 0: written. 1: the dossier does not hold. 2: the answer has no such row.
    """
    from app.dossier.joining import prove
    from app.terminal import say
    from ledger.files import write_whole

    data = prove(_bytes_of(of, "--of"), key)
    write_whole(output, data)
    say(f"{output} proves that {key} is in the answer, and shows no other.")
    return 0


def _tell(found: Checked | Member) -> None:
    from app.dossier.reading import in_words
    from app.dossier.verifying import Checked
    from app.terminal import say

    if not isinstance(found, Checked):
        amount = in_words(f", {found.row['quantity']} {found.row['unit']}" if found.row["quantity"] else "")
        print(f"holds: {found.row['key']}{amount}, one of {found.rows} rows, {found.direction}{found.asked}")
        print(f"ledger size {found.known_at}, root {found.root}, dossier sha256 {found.dossier}")
        return
    state = "complete" if found.complete else "NOT COMPLETE, and the gaps are named"
    print(f"holds: {found.direction} of {', '.join(found.start)}{found.asked}, {state}")
    rows = f"{found.rows} rows, {found.relationships} relationships, {found.records} records of theirs"
    print(f"{rows}; {found.statements} statements of {found.commits} commits, all of them proven")
    print(f"ledger size {found.known_at}, root {found.root}, dossier sha256 {found.sha256}")
    say(f"The issuer's word: {'; '.join(found.claims)}.")


def _trusted(key: str | None) -> Key | None:
    from app.commands.ledger import trusted_key

    return None if key is None else trusted_key(key)


def _bytes_of(file: Path, name: str) -> bytes:
    if not file.is_file():
        raise typer.BadParameter(f"{file} is no file", param_hint=name)
    return file.read_bytes()
