"""user, api-key, security and serve: from the first account to a closed one. Runs on the session's engine."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from app import cli
from app.commands import serving
from graph_model.facts import NodeFact
from graph_store.security_log import Kind, check_log
from graph_store.store import Store
from tests.conftest import empty
from tests.support import tamper
from tests.support.identity import HORSE, KIM, make_cheap, told

ADA = ["user", "add", "ada", "--person", "1", "--name", "Ada Byron", "--role", "administrator"]
ADD_KIM = ["user", "add", "kim", "--person", "2", "--name", "Kim Li", "--role", "key_user", "--as", "ada"]


class Terminal:
    """A command line with a password file."""

    def __init__(self, capsys: pytest.CaptureFixture[str], file: Path) -> None:
        self._capsys, self._file = capsys, file

    def run(self, *arguments: str, passwords: tuple[str, ...] = ()) -> tuple[int, str, str]:
        """Exit code, standard output, standard error of one command."""
        self._file.touch(0o600)
        self._file.write_text("\n".join(passwords), "utf-8")
        code = cli.run(list(arguments))
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def add(self, *arguments: str, password: str = "") -> None:
        """Open an account and change its one-time password."""
        code, once, said = self.run(*arguments, passwords=(password,))
        assert code == 0, said
        changed = self.run("user", "password", arguments[2], passwords=(once.strip(), HORSE))
        assert changed == (0, "", "The password is changed; sessions of the account have ended.\n")


@pytest.fixture
def terminal(
    arcadedb: Store,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Terminal:
    """The command line on an empty store."""
    make_cheap(monkeypatch)
    password = empty(arcadedb).connection.endpoint.password_file
    assert password is not None
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(password.parent.parent))
    monkeypatch.delenv("LOTGRAPH_NEO4J_URI", raising=False)
    monkeypatch.setenv("LOTGRAPH_PASSWORD_FILE", str(tmp_path / "passwords"))
    return Terminal(capsys, tmp_path / "passwords")


def test_accounts_from_the_first_to_a_closed_one(terminal: Terminal, arcadedb: Store) -> None:
    code, _, said = terminal.run(*ADD_KIM[:-2])
    assert (code, "administrator" in said) == (1, True)
    terminal.add(*ADA)
    terminal.add(*ADD_KIM, password=HORSE)
    code, listed, _ = terminal.run("user", "list", "--format", "json")
    assert (code, json.loads(listed)) == (
        0,
        {
            "accounts": [
                {
                    "account": login,
                    "name": name,
                    "person": person,
                    "roles": role,
                    "sites": "all",
                    "standing": "active",
                }
                for login, name, person, role in (
                    ("ada", "Ada Byron", "1", "administrator"),
                    ("kim", "Kim Li", "2", "key_user"),
                )
            ]
        },
    )
    changed = terminal.run("user", "roles", "kim", "--role", "auditor", "--as", "ada", passwords=(HORSE,))
    assert changed == (0, "", "Account kim is changed.\n")
    assert terminal.run("user", "roles", "kim", "--all-sites", "--site", "x")[0] == 64
    code, once, _ = terminal.run("user", "reset", "kim", "--as", "ada", passwords=(HORSE,))
    assert terminal.run("user", "password", "kim", passwords=(once.strip(), HORSE))[0] == 0
    assert terminal.run("user", "unlock", "kim", "--as", "ada", passwords=(HORSE,))[0] == 0
    assert terminal.run("user", "unlock", "kim", "--as", "kim", passwords=(HORSE,))[0] == 1
    assert terminal.run("user", "close", "kim", "--as", "ada", passwords=(HORSE,))[0] == 0
    shown = json.loads(terminal.run("user", "show", "kim")[1])
    assert (shown["standing"], shown["roles"], shown["password"]["locked"]) == ("closed", "auditor", False)
    assert terminal.run("user", "show", "nobody")[0] == 1
    assert terminal.run("verify")[0] == 0


def test_keys_are_shown_once_listed_and_revoked(terminal: Terminal) -> None:
    terminal.add(*ADA)
    terminal.add(*ADD_KIM, password=HORSE)
    code, text, _ = terminal.run("api-key", "new", "kim", "--note", "the MES", passwords=(HORSE,))
    id = text.split("_")[1]
    assert code == 0
    _, listed, _ = terminal.run("api-key", "list", "--format", "csv")
    (row,) = list(csv.DictReader(listed.splitlines()))
    assert (row["id"], row["account"], row["scopes"], row["revoked"]) == (id, KIM, "read", "")
    assert text.strip() not in listed
    assert terminal.run("api-key", "new", "kim", "--scope", "administer", passwords=(HORSE,))[0] == 1
    assert terminal.run("api-key", "revoke", id, "--as", "ada", passwords=(HORSE,))[0] == 0
    assert terminal.run("api-key", "revoke", id, passwords=(HORSE,))[0] == 1
    assert terminal.run("api-key", "revoke", "none")[0] == 64


def test_the_security_log_is_listed_sealed_and_checked(terminal: Terminal, arcadedb: Store) -> None:
    assert terminal.run("security", "seal") == (0, "", "Nothing is new since the last seal.\n")
    assert terminal.run("security", "verify") == (0, "0 entries, sealed up to 0\n", "")
    terminal.add(*ADA)
    for _ in range(3):
        terminal.run("user", "password", "ada", passwords=("wrong one", HORSE))
    _, listed, _ = terminal.run("security", "list", "--format", "csv")
    rows = [(r["kind"], r["account"], r["detail"], r["count"]) for r in csv.DictReader(listed.splitlines())]
    wrong = ("sign_in_failed", "account:lotgraph/ada", "wrong password")
    assert [row for row in rows if row[0] == "sign_in_failed"] == [(*wrong, "1"), (*wrong, "2")]
    size = arcadedb.head().size
    assert terminal.run("security", "seal") == (0, "", f"Sealed, in commit {size + 1}.\n")
    found = check_log(arcadedb)
    assert (found.sealed, found.wrong) == (len(rows), ())
    tamper.run(arcadedb, "MATCH (e:SecurityEntry {n: 1}) SET e.entry = '{}'")
    code, said, _ = terminal.run("security", "verify", "--json")
    assert (code, json.loads(said)["wrong"]) == (1, ["entry 1 was altered: it is no entry of this log"])
    assert terminal.run("security", "list")[0] == 1


def test_who_decides_by_commands_proves_it_and_what_is_refused_is_recorded(
    terminal: Terminal, arcadedb: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.add(*ADA)
    terminal.add(*ADD_KIM, password=HORSE)
    arcadedb.commit([NodeFact(key="person:t/9", properties={"name": "Otto"})], actor="l", reason="load")
    correct = ("correct", "person:t/9", "name=Otta", "--reason", "typo", "--as", "kim")
    key = next(word for word in terminal.run(*correct, passwords=(HORSE,))[2].split() if ":lotgraph/" in word)
    shown = json.loads(terminal.run("proposals", "show", key)[1])
    assert shown["facts"][0]["properties"]["name"].startswith("sealed:")
    assert shown["readable"] == [shown["facts"][0] | {"properties": {"name": "Otta"}}]

    reject = ("proposals", "reject", key, "--reason", "no")
    assert terminal.run(*reject)[0] == 64
    assert terminal.run(*reject, "--as", "kim", passwords=("a guess",))[0] == 1
    with monkeypatch.context() as pretending:
        pretending.setenv("LOTGRAPH_ACTOR", "Account:lotgraph/kim")
        code, _, said = terminal.run("security", "seal")
        assert (code, "LOTGRAPH_ACTOR names an account" in said) == (1, True)
    assert terminal.run(*reject, "--as", "kim", passwords=(HORSE,))[0] == 0
    assert terminal.run("proposals", "sign", key, "--as", "ada", passwords=(HORSE,))[0] == 1
    assert terminal.run(*reject, "--as", "kim", passwords=(HORSE,))[0] == 1

    closing = ("correct", KIM, "standing=closed", "--reason", "x", "--as", "ada")
    code, _, said = terminal.run(*closing, passwords=(HORSE,))
    assert (code, "Run `lotgraph user" in said) == (1, True)
    assert terminal.run("verify", "--checkpoint", f"1:{'00' * 32}")[0] == 1
    refused = [entry[1:] for entry in told(arcadedb, Kind.APPROVAL_REFUSED, Kind.LEDGER_REFUSED)]
    assert refused[:2] == [
        ("account:lotgraph/ada", "", "the proposal was rejected"),
        (KIM, "", refused[0][2]),
    ]
    assert refused[2][2].startswith("the ledger was rewritten: the root at size 1 is ")


def test_a_password_file_that_others_can_read_is_told(terminal: Terminal, tmp_path: Path) -> None:
    terminal.add(*ADA)
    (tmp_path / "passwords").chmod(0o644)
    code, _, said = terminal.run("user", "unlock", "ada", "--as", "ada", passwords=(HORSE,))
    assert (code, "Others can read" in said) == (0, True)


def test_a_checkpoint_vouches_for_the_security_log(
    terminal: Terminal, arcadedb: Store, tmp_path: Path
) -> None:
    terminal.add(*ADA)
    terminal.run("key", "new", "--origin", "plant.example/ledger")
    assert terminal.run("ledger", "checkpoint", "--to", str(tmp_path / "checkpoints"))[0] == 0
    found = check_log(arcadedb)
    assert (found.size, found.sealed) == (found.sealed, found.size)
    assert found.sealed > 0


def test_passwords_are_saved_and_restored(terminal: Terminal, arcadedb: Store, tmp_path: Path) -> None:
    terminal.add(*ADA)
    file = tmp_path / "credentials.json"
    assert terminal.run("user", "save", str(file))[0] == 0
    assert file.stat().st_mode & 0o777 == 0o600
    tamper.run(arcadedb, "MATCH (c:Credential) DELETE c")
    assert terminal.run("user", "restore", str(file))[0] == 0
    assert terminal.run("user", "restore", str(file))[0] == 3
    assert terminal.run("user", "restore", "nowhere")[0] == 64
    assert terminal.run(*ADD_KIM, passwords=(HORSE,))[0] == 0


def test_passwords_are_no_options_and_need_a_terminal_or_a_file(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.add(*ADA)
    assert terminal.run("user", "password", "ada", passwords=(HORSE,))[0] == 1  # no second line
    monkeypatch.setenv("LOTGRAPH_PASSWORD_FILE", "nowhere")
    assert cli.run(["user", "password", "ada"]) == 1
    assert "LOTGRAPH_PASSWORD_FILE" in capsys.readouterr().err
    monkeypatch.delenv("LOTGRAPH_PASSWORD_FILE")
    assert cli.run(["user", "password", "ada"]) == 1
    assert "no terminal" in capsys.readouterr().err
    assert cli.run(["user", "password", "ada", "--password", "x"]) == 64


def test_a_setting_that_is_no_number_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOTGRAPH_SESSION_HOURS", "0")
    monkeypatch.setenv("LOTGRAPH_PASSWORD_DAYS", "a year")
    assert cli.run(["user", "list"]) == 1
    assert capsys.readouterr().err == (
        "lotgraph: LOTGRAPH_PASSWORD_DAYS, LOTGRAPH_SESSION_HOURS must be a whole number from 1 to 10000\n"
        "Next step: Set it so or unset it; README.md, Configuration, tells what it does.\n"
    )


# --- serve -------------------------------------------------------------------------------------------


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Hosts that would be served, each with whether it has TLS."""
    out: list[tuple[str, bool]] = []

    def run(settings: object, host: str, port: int, tls: object = None) -> None:
        out.append((host, tls is not None))

    monkeypatch.setattr(serving, "_run", run)
    return out


OPEN = ("serve", "--host", "0.0.0.0")  # noqa: S104


def test_an_open_address_needs_accounts_and_tls(
    terminal: Terminal, served: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).write_text("")
    tls = ("--tls-cert", str(tmp_path / "cert.pem"), "--tls-key", str(tmp_path / "key.pem"))
    assert terminal.run("serve")[0] == 0
    assert "no TLS" in terminal.run(*OPEN)[2]
    assert "no account yet" in terminal.run(*OPEN, *tls)[2]
    monkeypatch.setenv("LOTGRAPH_BEHIND_PROXY", "1")
    assert "no account yet" in terminal.run("serve")[2]
    monkeypatch.delenv("LOTGRAPH_BEHIND_PROXY")
    terminal.add(*ADA)
    assert terminal.run(*OPEN)[0] == 1
    assert terminal.run(*OPEN, *tls)[0] == 0
    monkeypatch.setenv("LOTGRAPH_BEHIND_PROXY", "1")
    assert terminal.run(*OPEN)[0] == 0
    assert served == [("127.0.0.1", False), ("0.0.0.0", True), ("0.0.0.0", False)]  # noqa: S104


def test_an_open_address_may_be_said_to_be_guarded(
    served: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOTGRAPH_INSECURE_NO_AUTH", "1")
    assert cli.run(list(OPEN)) == 0
    assert "WARNING" in capsys.readouterr().err
    assert served == [("0.0.0.0", False)]  # noqa: S104


def test_a_certificate_goes_with_its_key(served: list[tuple[str, bool]], tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("")
    assert cli.run(["serve", "--tls-cert", str(tmp_path / "cert.pem")]) == 64
    assert cli.run(["serve", "--tls-cert", str(tmp_path / "cert.pem"), "--tls-key", "nowhere"]) == 64
    assert served == []


def test_an_identity_provider_is_authentication_too(
    terminal: Terminal, served: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOTGRAPH_BEHIND_PROXY", "1")
    for name in ("ISSUER", "AUDIENCE", "JWKS"):
        monkeypatch.setenv(f"LOTGRAPH_OIDC_{name}", "https://idp.example/x")
    assert terminal.run(*OPEN)[0] == 0
    monkeypatch.delenv("LOTGRAPH_OIDC_JWKS")
    assert "in part" in terminal.run(*OPEN)[2]
