"""`lotgraph key` and `lotgraph ledger` on a running engine: what an operator and an auditor do."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from app import cli
from app.commands.key import folder_of
from app.rotations import in_ledger
from app.settings import Settings
from app.wiring import open_store
from graph_model.facts import NodeFact
from graph_store.store import Store
from ledger.archive import Archive
from ledger.commit import Header, unpack
from ledger.note import VerifierKey
from ledger.verify_notes import follow, read_key
from tests.conftest import empty
from tests.support import ledger_second
from tests.support.build import lot
from tests.support.ledger_archives import make
from tests.support.ledger_tamper import Parts

GOLDEN = Path(__file__).parent / "data" / "ledger" / "archive"
KEY = (GOLDEN / "key.txt").read_text("utf-8").strip()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with no engine in it."""
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("LOTGRAPH_NEO4J_URI", raising=False)
    return tmp_path / "data"


@pytest.fixture
def plant(arcadedb: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The session's engine, empty, as the command line will find it."""
    store = empty(arcadedb)
    password = store.connection.endpoint.password_file
    assert password is not None
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(password.parent.parent))
    monkeypatch.delenv("LOTGRAPH_NEO4J_URI", raising=False)
    return store


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = cli.run([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, object]:
    code, said, complaint = run(capsys, *arguments, "--json")
    assert code == 0, complaint
    found = json.loads(said)
    assert isinstance(found, dict)
    return found


def commit(store: Store, *numbers: str) -> None:
    for number in numbers:
        fact = NodeFact(key=lot("RM-1", number), properties={"name": number})
        store.commit([fact], actor="test", reason=f"lot {number}")


# --- keys ------------------------------------------------------------------------------------------


@pytest.mark.engine
def test_a_key_is_made_shown_and_replaced(plant: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code, said, _ = run(capsys, "key", "new", "--origin", "plant.example/ledger")
    first = VerifierKey.parse(said.strip())
    assert (code, first.name) == (0, "plant.example/ledger")
    assert run(capsys, "key", "show") == (0, f"{first}\n", "")
    code, said, _ = run(capsys, "key", "rotate")
    then = VerifierKey.parse(said.strip())
    shown = f"{first}\nfrom size 0: {then}\n"
    assert run(capsys, "key", "show") == (0, shown, "Rotation 1 is in the ledger.\n")
    told = {"number": 1, "size": 0, "new": str(then), "in_ledger": True}
    assert answer(capsys, "key", "show") == {"first": str(first), "key": str(then), "rotations": [told]}


@pytest.mark.engine
@pytest.mark.parametrize(
    "words", [("key", "rotate"), ("ledger", "checkpoint"), ("ledger", "export")], ids=" ".join
)
def test_a_rotation_that_was_killed_before_it_was_recorded_is_recorded_next(
    plant: Store, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], tmp_path: Path
) -> None:
    run(capsys, "key", "new")
    folder_of(Settings()).rotate()
    assert plant.head().size == 0
    _, _, complaint = run(capsys, "key", "show")
    assert complaint == "Rotation 1 is NOT in the ledger yet.\nNext step: lotgraph ledger checkpoint\n"
    code, _, complaint = run(capsys, *words, *([tmp_path] if words[1] == "export" else []))
    assert code == 0, complaint
    rotations = folder_of(Settings()).rotations()
    assert in_ledger(plant) == [data.decode() for _, data in rotations]
    assert plant.head().size == len(rotations)


@pytest.mark.engine
def test_a_rotation_is_a_fact_that_an_archive_proves(
    plant: Store, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Whoever has the archive and the first key finds the notes in the ledger, too."""
    _, said, _ = run(capsys, "key", "new")
    first = said.strip()
    run(capsys, "key", "rotate")
    run(capsys, "ledger", "checkpoint")
    assert run(capsys, "ledger", "export", tmp_path)[0] == 0
    recorded = Archive(tmp_path).record(1)
    (line,) = unpack(recorded.payload, Header.decode(recorded.header))
    _, body = json.loads(line)
    assert (body["key"], body["origin"]) == ("key_rotation:lotgraph/1", "decided")
    kept = (tmp_path / "notes" / "rotation-0001.note").read_bytes()
    assert body["properties"] == {"note": kept.decode()}
    old, new = follow(read_key(first), [body["properties"]["note"].encode()])
    assert (old.is_same(read_key(first)), new.label) == (
        True,
        str(folder_of(Settings()).signer().key)[: len(new.label)],
    )
    assert run(capsys, "ledger", "verify", tmp_path, "--key", first)[0] == 0
    assert run(capsys, "verify")[0] == 0


@pytest.mark.engine
def test_no_command_prints_a_private_key(plant: Store, capsys: pytest.CaptureFixture[str]) -> None:
    data = Settings().data_dir
    seeds = set()
    for words in (["key", "new"], ["key", "new"], ["key", "show"], ["key", "rotate"], ["ledger", "verify"]):
        said = "".join(map(str, run(capsys, *words)))
        private = (data / "keys" / "ledger.key").read_text("utf-8").strip()
        assert private.startswith("PRIVATE+KEY+")
        seeds.add(private.split("+", 4)[4])
        assert "PRIVATE" not in said
        assert not any(seed in said for seed in seeds)
    assert len(seeds) == 2


def test_ledgers_that_were_given_no_name_have_different_ones(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _, one, _ = run(capsys, "key", "new")
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(tmp_path / "other"))
    _, two, _ = run(capsys, "key", "new")
    assert one.split("+")[0] != two.split("+")[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["key", "show"], "lotgraph key new"),
        (["key", "rotate"], "lotgraph key new"),
        (["key", "new", "--origin", "a b"], "no key name"),
        (["key", "new", "--pkcs11", "pkcs11:"], "names token, object"),
        (["ledger", "checkpoint"], "lotgraph key new"),
    ],
)
def test_what_can_not_be_done_is_explained(
    data: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    code, said, complaint = run(capsys, *arguments)
    assert (code, said) == (1, "")
    assert words in complaint
    assert not (data / "keys" / "ledger.key").exists()


# --- verify ----------------------------------------------------------------------------------------


def verify(capsys: pytest.CaptureFixture[str], folder: Path, *more: object) -> tuple[int, str, str]:
    return run(capsys, "ledger", "verify", folder, "--key", KEY, *more)


def test_the_golden_archive_is_verified(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--checkpoint", GOLDEN / "outside.note", "--tsa", GOLDEN / "authority.pem")
    code, said, complaint = verify(capsys, GOLDEN / "whole", *options, "--json")
    assert (code, complaint) == (4, "")
    assert json.loads(said) == json.loads((GOLDEN / "report.json").read_text("utf-8"))
    code, said, complaint = verify(capsys, GOLDEN / "whole", *options)
    root = json.loads((GOLDEN / "report.json").read_text("utf-8"))["ledger"]["root"]
    assert code == 4
    assert f"ledger size 7, 22 facts, root {root}" in said
    assert "signed up to 6, witnessed up to 6\nunsigned: commits 7..7\n" in said
    assert "unwitnessed: 1 commits" in complaint
    assert "Every byte" not in complaint
    assert "NOTHING SAYS WHO MADE THE LATER ONES" in complaint
    assert not data.exists()


def test_a_key_may_stand_in_a_file(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said, _ = run(capsys, "ledger", "verify", GOLDEN / "whole", "--key", GOLDEN / "key.txt")
    assert code == 4
    assert "witnessed up to 0" in said


def test_what_is_signed_to_its_end_is_exit_code_0(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    made = make(tmp_path, [1, 2], signed=[2])
    code, said, complaint = run(capsys, "ledger", "verify", tmp_path, "--key", made.key)
    assert (code, "unsigned" in said, "Every byte is as it was recorded." in complaint) == (0, False, True)


def test_what_nobody_signed_is_exit_code_3(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    made = make(tmp_path, [1, 2], signed=[])
    code, said, complaint = run(capsys, "ledger", "verify", tmp_path, "--key", made.key)
    assert code == 3
    assert said.startswith("differs commits 1 to 2: no good checkpoint covers any commit")
    assert "The ARCHIVE is not whole." in complaint


def test_what_differs_is_exit_code_3(data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shutil.copytree(GOLDEN / "whole", tmp_path / "bent")
    parts = Parts.read(tmp_path / "bent" / "bundles" / "0000000001.bundle")
    parts.headers[1] = parts.headers[1].replace(b'"loader"', b'"nobody"')
    parts.write()
    code, said, complaint = verify(capsys, tmp_path / "bent")
    assert code == 3
    assert said.splitlines()[0] == "differs commit 2 header: the header was altered"
    assert "The ARCHIVE is not whole." in complaint
    code, said, _ = verify(capsys, tmp_path / "bent", "--json")
    assert (code, json.loads(said)["whole"]) == (3, False)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere", "--key", KEY],
        [GOLDEN / "whole"],
        [GOLDEN / "whole", "--key", "nonsense"],
        [GOLDEN / "whole", "--key", "x" * 500],
        [GOLDEN / "whole", "--key", KEY.replace("8383", "8384")],
        [GOLDEN / "whole", "--key", KEY, "--checkpoint", "nowhere"],
        [GOLDEN / "whole", "--key", KEY, "--tsa", "nowhere"],
        [GOLDEN / "whole", "--key", KEY, "--tsa", GOLDEN / "key.txt"],
    ],
    ids=range(8),
)
def test_bad_usage_is_exit_code_64(
    data: Path, capsys: pytest.CaptureFixture[str], arguments: list[object]
) -> None:
    assert run(capsys, "ledger", "verify", *arguments)[0] == 64


# --- with the database -----------------------------------------------------------------------------


@pytest.mark.engine
def test_an_auditor_verifies_what_an_operator_exports(
    plant: Store, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Sign, keep the checkpoint, go on, replace the key, export in two steps, verify without a database."""
    archive, kept = tmp_path / "archive", tmp_path / "kept"
    _, said, _ = run(capsys, "key", "new", "--origin", "plant.example/ledger")
    key = said.strip()
    commit(plant, "1", "2", "3")
    made = answer(capsys, "ledger", "checkpoint", "--to", kept)
    assert (made["size"], made["root"], made["key"]) == (3, plant.head().root, key)
    outside = Path(str(made["file"]))
    assert outside.read_text("utf-8").split("\n")[:3] == [
        "plant.example/ledger",
        "3",
        base64.b64encode(bytes.fromhex(plant.head().root)).decode(),
    ]
    assert answer(capsys, "ledger", "export", archive) == {"size": 3, "root": plant.head().root, "added": 3}
    commit(plant, "4", "5")
    assert run(capsys, "key", "rotate")[0] == 0
    code, said, _ = run(capsys, "ledger", "checkpoint")
    assert code == 0
    assert said.startswith("plant.example/ledger\n6\n")
    commit(plant, "6")
    assert answer(capsys, "ledger", "export", archive) == {"size": 7, "root": plant.head().root, "added": 4}
    assert answer(capsys, "ledger", "export", archive)["added"] == 0
    code, said, _ = run(capsys, "ledger", "verify", archive, "--key", key, "--checkpoint", outside, "--json")
    told = json.loads(said)
    assert code == 4
    assert told["ledger"] == {"size": 7, "root": plant.head().root}
    assert (told["whole"], told["signed"], told["witnessed"], told["unwitnessed"]) == (True, 6, 3, 4)
    assert ledger_second.check(archive, key, outside.read_bytes()) == []
    reader = Archive(archive)
    for entry in plant.entries():
        proof = reader.prove(entry.header.seq, 0)
        assert proof.check(bytes.fromhex(plant.head().root)) == entry.header
        assert [proof.line] == entry.lines()


@pytest.mark.engine
def test_a_ledger_that_was_rewritten_is_neither_signed_nor_exported(
    plant: Store, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run(capsys, "key", "new")
    commit(plant, "1", "2")
    assert run(capsys, "ledger", "checkpoint")[0] == 0
    assert run(capsys, "ledger", "export", tmp_path / "archive")[0] == 0
    empty(plant)
    commit(plant, "1", "2", "3")
    code, _, complaint = run(capsys, "ledger", "checkpoint")
    assert code == 1
    assert "does not go on from size 2, which was signed before" in complaint
    code, _, complaint = run(capsys, "ledger", "export", tmp_path / "archive")
    assert code == 1
    assert "the archive is of another ledger" in complaint
    empty(plant)
    commit(plant, "1")
    code, _, complaint = run(capsys, "ledger", "export", tmp_path / "archive")
    assert code == 1
    assert "the archive holds 2 commits and the ledger 1" in complaint


class _Authority(BaseHTTPRequestHandler):
    """Answers with the golden time-stamp, whatever it is asked."""

    answer = (GOLDEN / "whole" / "notes" / "checkpoint-0000000006-55d0e34a.tsr").read_bytes()

    def do_POST(self) -> None:  # the name that http.server calls
        assert self.headers["Content-Type"] == "application/timestamp-query"
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def authority() -> Iterator[str]:
    """A time-stamp authority on the loopback."""
    server = HTTPServer(("127.0.0.1", 0), _Authority)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.engine
def test_a_token_for_something_else_is_not_kept(
    plant: Store, capsys: pytest.CaptureFixture[str], authority: str, tmp_path: Path
) -> None:
    """The checkpoint stays: it is signed, and signing it again gives the same bytes."""
    run(capsys, "key", "new")
    commit(plant, "1")
    code, _, complaint = run(capsys, "ledger", "checkpoint", "--to", tmp_path / "kept", "--tsa", authority)
    assert code == 1
    assert "did not stamp this checkpoint" in complaint
    assert [path.suffix for path in (tmp_path / "kept").iterdir()] == [".note"]
    code, *_ = run(capsys, "ledger", "checkpoint", "--to", tmp_path / "kept", "--tsa", "ftp://x")
    assert code == 64


@pytest.mark.engine
def test_openssl_as_an_authority_stamps_a_checkpoint(
    plant: Store,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    authority: str,
) -> None:
    """From the question to the verified time, where there is an openssl to be the authority."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl half skipped: it is not installed")
    folder = tmp_path / "authority"
    folder.mkdir()
    openssl_authority(folder)

    def stamps(self: _Authority) -> None:
        (folder / "q").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
        openssl(
            folder, "ts -reply -config tsa.cnf -section t -queryfile q -signer tsa.pem -inkey tsa.key -out r"
        )
        self.send_response(200)
        self.end_headers()
        self.wfile.write((folder / "r").read_bytes())

    monkeypatch.setattr(_Authority, "do_POST", stamps)
    _, said, _ = run(capsys, "key", "new")
    commit(plant, "1", "2")
    made = answer(capsys, "ledger", "checkpoint", "--tsa", authority)
    assert str(made["time_stamp"]).endswith(".tsr")
    run(capsys, "ledger", "export", tmp_path / "archive")
    words = ("ledger", "verify", tmp_path / "archive", "--key", said.strip())
    assert answer(capsys, *words)["witnessed"] == 0
    told = answer(capsys, *words, "--tsa", folder / "ca.pem")
    assert (told["witnessed"], told["unwitnessed"]) == (2, 0)


def openssl(folder: Path, words: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENSSL")}
    subprocess.run(["openssl", *words.split()], cwd=folder, env=environment, check=True, capture_output=True)


def openssl_authority(folder: Path) -> None:
    """A root and a time-stamping certificate under it."""
    key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    (folder / "ext").write_text(
        "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n"
    )
    (folder / "tsa.cnf").write_text(
        "[ t ]\nserial = serial\nsigner_digest = sha256\ndefault_policy = 1.2.3.4\ndigests = sha256\n"
        "ess_cert_id_alg = sha256\n"
    )
    (folder / "serial").write_text("01\n")
    usage = "-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign"
    openssl(folder, f"req -x509 {key} -keyout ca.key -out ca.pem -days 9 -subj /O=Test/CN=Root {usage}")
    openssl(folder, f"req {key} -keyout tsa.key -out tsa.csr -subj /O=Test/CN=Stamps")
    signs = "-CA ca.pem -CAkey ca.key -CAcreateserial -days 9 -extfile ext"
    openssl(folder, f"x509 -req -in tsa.csr -out tsa.pem {signs}")


@pytest.mark.engine
def test_the_store_that_commands_open_is_the_sessions(plant: Store) -> None:
    """Or the tests above would prove nothing of it."""
    commit(plant, "1")
    with open_store(Settings()) as other:
        assert other.head() == plant.head()
