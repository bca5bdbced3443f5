"""The key folder: files that only their owner reads, rotations, and never two histories under one key."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.errors import KeyFolderError, NoteError
from ledger.keys import FileSigner, KeyFolder, Rotation, rotation_name
from ledger.note import Checkpoint, Note, VerifierKey, sign
from ledger.pkcs11 import public_key
from ledger.tree import Frontier, root_of
from ledger.verify_notes import Refused, follow, read_checkpoint, read_key
from tests.support.ledger_archives import ORIGIN, rotation, signer

posix = pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
HEADERS = [b"header %d" % number for number in range(9)]


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    """A folder with a new key."""
    folder = KeyFolder(tmp_path / "keys")
    folder.new(ORIGIN)
    return folder


def sign_up_to(keys: KeyFolder, size: int) -> Note:
    later = HEADERS[keys.last_signed().size : size]
    return keys.checkpoint(later, size=size, root=root_of(HEADERS[:size]))


@posix
def test_private_keys_are_readable_by_their_owner_alone(keys: KeyFolder, tmp_path: Path) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()}
    assert modes == {"ledger.key": 0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    keys.rotate()
    assert (tmp_path / "keys" / "ledger.key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "keys" / "ledger.key").chmod(0o640)
    with pytest.raises(KeyFolderError, match="chmod 600"):
        keys.signer()


def test_a_second_first_key_is_refused(keys: KeyFolder, tmp_path: Path) -> None:
    before = (tmp_path / "keys" / "ledger.key").read_bytes()
    with pytest.raises(KeyFolderError, match="key rotate"):
        keys.new(ORIGIN)
    assert (tmp_path / "keys" / "ledger.key").read_bytes() == before


def test_without_a_key_the_next_step_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyFolderError, match="lotgraph key new"):
        KeyFolder(tmp_path).signer()


def test_no_log_has_the_name_of_a_rotation(tmp_path: Path) -> None:
    """Or one statement could be read as the other."""
    with pytest.raises(NoteError, match="name of a log"):
        KeyFolder(tmp_path).new("lotgraph-key-rotation/1")


def test_a_checkpoint_extends_the_last_one(keys: KeyFolder) -> None:
    note = sign_up_to(keys, 3)
    assert Checkpoint.parse(note.text) == Checkpoint(ORIGIN, 3, root_of(HEADERS[:3]))
    assert note.signed_by([keys.signer().key])
    assert keys.last_signed().root() == root_of(HEADERS[:3])
    sign_up_to(keys, 7)
    assert sign_up_to(keys, 7) == sign_up_to(keys, 7)


def test_a_rewritten_ledger_is_not_signed(keys: KeyFolder) -> None:
    sign_up_to(keys, 3)
    rewritten = [b"another", *HEADERS[1:5]]
    with pytest.raises(KeyFolderError, match="does not go on from size 3"):
        keys.checkpoint(rewritten[3:], size=5, root=root_of(rewritten))
    with pytest.raises(KeyFolderError, match="does not go on from size 3"):
        keys.checkpoint([], size=2, root=root_of(HEADERS[:2]))
    assert keys.last_signed().size == 3


def test_rotations_are_followed_from_any_key_of_the_chain(keys: KeyFolder) -> None:
    first = keys.signer().key
    notes = [sign_up_to(keys, 3)]
    for size in (5, 8):
        keys.rotate()
        notes.append(sign_up_to(keys, size))
    chain = [r for r, _ in keys.rotations()]
    assert [(r.number, r.size) for r in chain] == [(1, 3), (2, 5)]
    assert [chain[0].old, chain[1].old] == [first, chain[0].new]
    assert keys.first() == first
    assert keys.signer().key == chain[1].new
    statements = [data for _, data in keys.rotations()]
    for trusted in (first, chain[0].new, chain[1].new):
        followed = follow(read_key(str(trusted)), statements)
        assert [(key.low, key.high) for key in followed] == [(0, 3), (3, 5), (5, None)]
        assert [read_checkpoint(note.encode(), followed).size for note in notes] == [3, 5, 8]


def test_a_replaced_key_signs_nothing_later() -> None:
    followed = follow(read_key(str(signer(1).key)), [rotation(1, 3)[1]])
    for number, size, good in ((1, 3, True), (1, 4, False), (2, 3, True), (2, 2, False), (2, 9, True)):
        note = sign(Checkpoint(ORIGIN, size, bytes(32)).text, signer(number)).encode()
        if good:
            assert read_checkpoint(note, followed).size == size
        else:
            with pytest.raises(Refused, match="was not in use at size"):
                read_checkpoint(note, followed)


def statement(number: int, size: int, old: FileSigner, new: FileSigner, *signers: FileSigner) -> bytes:
    return sign(Rotation(number, size, old.key, new.key).text, *signers).encode()


ONE, TWO, THREE = signer(1), signer(2), signer(3)
FORGED = {
    "signed by the old key alone": [statement(1, 3, ONE, TWO, ONE)],
    "signed by the new key alone": [statement(1, 3, ONE, TWO, TWO)],
    "signed by others": [statement(1, 3, ONE, TWO, THREE, TWO)],
    "of another number": [statement(2, 3, ONE, TWO, ONE, TWO)],
    "not following": [statement(1, 3, ONE, TWO, ONE, TWO), statement(2, 3, ONE, THREE, ONE, THREE)],
    "of a falling size": [statement(1, 3, ONE, TWO, ONE, TWO), statement(2, 2, TWO, THREE, TWO, THREE)],
    "of another chain": [statement(1, 3, TWO, THREE, TWO, THREE)],
    "sent twice": [statement(1, 3, ONE, TWO, ONE, TWO)] * 2,
    "altered": [statement(1, 3, ONE, TWO, ONE, TWO).replace(b"\n3\n", b"\n9\n")],
    "a checkpoint": [sign(Checkpoint(ORIGIN, 3, bytes(32)).text, ONE, TWO).encode()],
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_forged_rotation_is_refused(forged: list[bytes]) -> None:
    with pytest.raises(Refused):
        follow(read_key(str(ONE.key)), forged)


def test_the_writer_refuses_forged_rotations_too(keys: KeyFolder, tmp_path: Path) -> None:
    file = tmp_path / "keys" / rotation_name(1)
    for data in (*FORGED["signed by the old key alone"], *FORGED["signed by others"], *FORGED["altered"]):
        file.write_bytes(data)
        with pytest.raises(NoteError):
            keys.rotations()
    file.write_bytes(FORGED["of another number"][0])
    with pytest.raises(NoteError, match="does not follow"):
        keys.rotations()


def test_a_rotation_names_two_keys_of_one_log() -> None:
    other = VerifierKey("other.example/log", TWO.key.raw)
    for bad in ((1, 3, ONE.key, other), (1, 3, ONE.key, ONE.key), (0, 3, ONE.key, TWO.key)):
        with pytest.raises(NoteError, match="two keys of one log"):
            Rotation(*bad)


@pytest.mark.parametrize("step", ["next", "statement"])
def test_a_killed_rotation_is_finished_or_undone(
    keys: KeyFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Killed after the new key was written, or after the statement was: one key signs, the chain holds."""
    old = keys.signer().key
    replaced = os.replace

    def dies(source: Path, target: Path) -> None:
        at = "statement" if source.name == "ledger.key.next" else "next" if "rotation" in target.name else ""
        if at == step:
            raise KeyboardInterrupt
        replaced(source, target)

    monkeypatch.setattr(os, "replace", dies)
    with pytest.raises(KeyboardInterrupt):
        keys.rotate()
    monkeypatch.undo()
    now = keys.signer().key
    assert not (tmp_path / "keys" / "ledger.key.next").exists()
    if step == "next":
        assert now == old
        assert keys.rotations() == []
    else:
        assert [(r.old, r.new) for r, _ in keys.rotations()] == [(old, now)]
    keys.rotate()
    assert keys.rotations()[-1][0].old == now


def test_the_edge_that_was_signed_is_remembered(keys: KeyFolder, tmp_path: Path) -> None:
    assert keys.last_signed() == Frontier()
    sign_up_to(keys, 7)
    assert KeyFolder(tmp_path / "keys").last_signed().root() == root_of(HEADERS[:7])
    (tmp_path / "keys" / "last-signed").write_text("7\n" + "00" * 32 + "\n")
    with pytest.raises(ValueError, match="on its edge"):
        keys.last_signed()


# --- security modules ------------------------------------------------------------------------------

SOFTHSM = [
    Path("/usr/lib") / part / "softhsm/libsofthsm2.so"
    for part in ("", "x86_64-linux-gnu", "aarch64-linux-gnu")
]


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URI of an Ed25519 key in a fresh SoftHSM token."""
    tool = shutil.which("pkcs11-tool")
    if not SOFTHSM or tool is None or shutil.which("softhsm2-util") is None:
        pytest.skip("SoftHSM half skipped: softhsm2 and opensc are not installed")
    (tmp_path / "tokens").mkdir()
    config = tmp_path / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(config))
    pin = tmp_path / "pin"
    pin.write_text("4711-not-to-be-shown\n")
    made = ["--init-token", "--free", "--label", "plant", "--so-pin", "1234", "--pin", "4711-not-to-be-shown"]
    subprocess.run(["softhsm2-util", *made], check=True, capture_output=True)
    key = ["--login", "--pin", "4711-not-to-be-shown", "--token-label", "plant", "--label", "ledger"]
    generate = ["--keypairgen", "--key-type", "EC:edwards25519"]
    subprocess.run([tool, "--module", SOFTHSM[0], *key, *generate], check=True, capture_output=True)
    return f"pkcs11:token=plant;object=ledger?module-path={SOFTHSM[0]}&pin-source=file:{pin}"


def in_a_process(program: str, *arguments: str) -> str:
    """A module reads its configuration once a process, so each test has one of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
    )
    assert "4711-not-to-be-shown" not in done.stdout + done.stderr
    return done.stdout + done.stderr


USE = """
import sys
from pathlib import Path
from ledger.keys import KeyFolder
from ledger.note import Checkpoint
from ledger.tree import root_of
keys = KeyFolder(Path(sys.argv[1]))
key = keys.new("plant.example/ledger", sys.argv[2])
note = keys.checkpoint([b"a"], size=1, root=root_of([b"a"]))
assert note.signed_by([key]) == (key,)
keys.rotate()
assert [r.old for r, _ in keys.rotations()] == [key]
print("signed", Checkpoint.parse(note.text).size)
"""


def test_a_security_module_signs_and_gives_way_to_a_file(module: str, tmp_path: Path) -> None:
    assert in_a_process(USE, str(tmp_path / "keys"), module) == "signed 1\n"


def test_a_security_module_that_refuses_is_explained(module: str, tmp_path: Path) -> None:
    program = "import sys; from ledger.pkcs11 import public_key; public_key(sys.argv[1])"
    for wrong in (
        module.replace("object=ledger", "object=none"),
        module.replace("token=plant", "token=none"),
    ):
        assert "the security module refused: " in in_a_process(program, wrong)
    (tmp_path / "pin").write_text("4711-wrong\n")
    assert "the security module refused: PinIncorrect" in in_a_process(program, module)


@pytest.mark.parametrize(
    "uri", ["pkcs11:", "pkcs11:token=a;object=b", "pkcs11:token=a?module-path=b&pin-source=c"]
)
def test_a_uri_names_all_it_has_to(uri: str) -> None:
    with pytest.raises(NoteError, match="names token, object"):
        public_key(uri)


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(NoteError, match=r"lotgraph\[pkcs11\]"):
        public_key("pkcs11:token=a;object=b?module-path=c&pin-source=d")
