"""Proofs out of a database: those of an archive, for every fact and size, or none; on every engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import cli
from graph_model.facts import AnyFact, NodeFact
from graph_store import commits
from graph_store.errors import ReadFailed
from graph_store.history import history
from graph_store.prove import Place, prove
from graph_store.store import Store
from ledger.archive import Archive, Record, export
from tests.support import tamper
from tests.support.build import lot
from tests.support.kept import Kept
from tests.support.ledger_archives import checkpoint, rotation, signer

pytestmark = pytest.mark.engine

LOT = lot("RM-1", "1")
SIZES = 70
NOT_PROVEN = "Not proven: file, holds, changes, signatures, that nothing else was stated of it.\n"


def stated(number: int) -> AnyFact:
    return NodeFact(
        key=LOT, properties={"name": str(number)}, changed=f"2025-01-{number:02d}T00:00:00.000000Z"
    )


def commit(store: Store, count: int) -> None:
    """One commit after another, of one to three facts."""
    for seq in range(1, count + 1):
        others: list[AnyFact] = [NodeFact(key=lot(f"RM-{n}", str(seq))) for n in range(seq % 3)]
        store.commit([*others, NodeFact(key=lot("FG", str(seq)))], actor="王芳", reason=f"commit {seq}")


def archived(store: Store, folder: Path) -> Archive:
    return export(folder, [Record(e.header.encode(), e.payload) for e in store.entries()], notes={})


def test_every_fact_at_every_size_as_an_archive_proves_it(store: Store, tmp_path: Path) -> None:
    commit(store, SIZES)
    archive = archived(store, tmp_path)
    entries = [entry.header for entry in store.entries()]
    for size in range(1, SIZES + 1):
        places = [Place(h.seq, index, size) for h in entries[:size] for index in range(h.n)]
        proofs = prove(store, places)
        assert proofs == [archive.prove(place.seq, place.index, size) for place in places]
        root = bytes.fromhex(store.reader(size).root)
        assert [proof.check(root).seq for proof in proofs] == [place.seq for place in places]


def test_places_come_in_any_order_of_any_size_more_than_once(store: Store, tmp_path: Path) -> None:
    commit(store, 9)
    archive = archived(store, tmp_path)
    places = [Place(9, 0, 9), Place(2, 1, 5), Place(2, 0, 9), Place(9, 0, 9), Place(1, 0, 1)]
    assert prove(store, places) == [archive.prove(p.seq, p.index, p.size) for p in places]
    assert prove(store, []) == []


def test_one_payload_and_few_edges_are_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(store, 64)
    real, asked = commits.rows, list[tuple[str, int]]()

    def counted(connection: object, name: str, seqs: list[int]) -> list[dict[str, object]]:
        asked.append((name, len(seqs)))
        return real(connection, name, seqs)  # type: ignore[arg-type]

    monkeypatch.setattr("graph_store.commits.rows", counted)
    monkeypatch.setattr("graph_store.prove.rows", counted)
    prove(store, [Place(22, 0, 64)])
    assert [name for name, _ in asked] == ["commit_edges", "commits_between"]
    assert [count for _, count in asked] == [7, 1]


@pytest.mark.parametrize(
    "damage",
    [
        "MATCH (c:Commit {seq: 4}) DETACH DELETE c",
        "MATCH (c:Commit {seq: 3}), (d:Commit {seq: 5}) SET c.frontier = d.frontier",
        "MATCH (c:Commit {seq: 5}), (d:Commit {seq: 3}) SET c.frontier = d.frontier",
        "MATCH (c:Commit {seq: 5}) SET c.frontier = ''",
        "MATCH (c:Commit {seq: 4}) SET c.header = replace(c.header, '王芳', 'nobody')",
        "MATCH (c:Commit {seq: 3}) SET c.header = replace(c.header, '王芳', 'nobody')",
        "MATCH (c:Commit {seq: 3}), (d:Commit {seq: 1}) SET c.payload = d.payload",
    ],
)
def test_what_is_damaged_proves_nothing(store: Store, damage: str) -> None:
    commit(store, 5)
    tamper.run(store, damage)
    with pytest.raises(ReadFailed, match=r"damaged|not all of the commits") as raised:
        prove(store, [Place(3, 0, 5)])
    assert "lotgraph verify" in str(raised.value)


@pytest.mark.parametrize("place", [Place(3, 0, 2), Place(3, 9, 5), Place(6, 0, 6), Place(0, 0, 5)])
def test_what_is_not_there_has_no_proof(store: Store, place: Place) -> None:
    commit(store, 5)
    with pytest.raises(ReadFailed):
        prove(store, [place])


# --- the commands ----------------------------------------------------------------------------------


@pytest.fixture
def told(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Five names of a lot, in the hands of the command line."""
    for number in range(1, 6):
        store.commit([stated(number)], actor="a", reason="r")
    monkeypatch.setattr("app.wiring.open_store", lambda settings, on_wait: Kept(store))
    return store


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = cli.run([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_history_with_proofs_is_checked_without_the_database(
    told: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said, _ = run(capsys, "history", LOT, "--proof", "--known-at", 4)
    assert code == 0
    answer = json.loads(said)
    root = told.reader(4).root
    assert answer["ledger"] == {"size": 4, "root": root}
    assert [version["commit"] for version in answer["versions"]] == [1, 2, 3, 4]
    proofs = prove(told, [version.place for version in history(told, LOT, 4)])
    assert [version.pop("proof") for version in answer["versions"]] == [proof.to_json() for proof in proofs]
    assert answer["versions"] == [version.to_json() for version in history(told, LOT, 4)]
    # From here on there is no database.
    monkeypatch.delattr("app.wiring.open_store")
    file = tmp_path / "proofs.json"
    file.write_text(said)
    code, checked, complaint = run(capsys, "ledger", "check-proof", file, "--root", root)
    assert (code, complaint) == (0, f"4 facts are proven under root {root}.\n{NOT_PROVEN}")
    lines = [proof.line.decode() for proof in proofs]
    headers = [entry.header for entry in told.entries(last=4)]
    assert checked.splitlines() == [
        f"proven commit {header.seq}, {header.record_time}, a, r: {line}"
        for header, line in zip(headers, lines, strict=True)
    ]
    one = tmp_path / "one.json"
    one.write_text(json.dumps(proofs[2].to_json()))
    code, checked, _ = run(capsys, "ledger", "check-proof", one, "--root", root, "--json")
    assert code == 0
    third = {"commit": 3, "record_time": headers[2].record_time, "actor": "a", "reason": "r"}
    proven = [third | {"line": lines[2]}]
    assert json.loads(checked) == {"root": root, "proven": proven, "not_proven": []}
    one.write_text(json.dumps(proofs[2].to_json() | {"line": lines[2].replace('"3"', '"4"')}))
    code, checked, complaint = run(capsys, "ledger", "check-proof", one, "--root", root)
    assert (code, checked) == (1, "")
    assert "leads to another root" in complaint


def test_a_signed_checkpoint_says_the_root(
    told: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = [Record(entry.header.encode(), entry.payload) for entry in told.entries()]
    for name, data in (
        rotation(1, 3),
        checkpoint(log, 3, signer(1)),
        checkpoint(log, 4, signer(2)),
        checkpoint(log, 5, signer(1)),
    ):
        (tmp_path / name).write_bytes(data)
    file = tmp_path / "proofs.json"
    _, said, _ = run(capsys, "history", LOT, "--proof", "--known-at", 4)
    file.write_text(said)
    words = ("ledger", "check-proof", file, "--key", signer(1).key, "--checkpoint")
    third, fourth, fifth = (
        tmp_path / checkpoint(log, size, signer(key))[0] for size, key in ((3, 1), (4, 2), (5, 1))
    )
    code, _, complaint = run(capsys, *words, fourth)
    assert (code, complaint) == (0, f"4 facts are proven under root {told.reader(4).root}.\n{NOT_PROVEN}")
    code, said, complaint = run(capsys, *words, third)
    assert (code, said) == (1, "")
    assert (
        "is of ledger size 4, the checkpoint of 3\nNext step: lotgraph history KEY --proof --known-at 3"
        in (complaint)
    )
    code, _, complaint = run(capsys, *words, fifth)
    assert (code, "was not in use at size 5" in complaint) == (1, True)


@pytest.mark.parametrize(
    "text", ["", "[]", "7", "{}", '{"versions": []}', '{"versions": [{}]}', '"versions"']
)
def test_a_file_without_proofs_proves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    file = tmp_path / "proofs.json"
    file.write_text(text)
    code, said, complaint = run(capsys, "ledger", "check-proof", file, "--root", "00" * 32)
    assert (code, said) == (1, "")
    assert "proof" in complaint
    assert "nobody foresaw" not in complaint


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--root", "nonsense"],
        ["--root", "00", "--key", str(signer().key)],
        ["--key", str(signer().key)],
        ["--checkpoint", __file__],
        ["--checkpoint", "nowhere", "--key", str(signer().key)],
        ["--checkpoint", __file__, "--key", "nonsense"],
    ],
)
def test_bad_usage_is_exit_code_64(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert run(capsys, "ledger", "check-proof", __file__, *arguments)[0] == 64
    assert run(capsys, "ledger", "check-proof", "nowhere", "--root", "00")[0] == 64


def test_a_table_of_proofs_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "history", LOT, "--proof", "--format", "csv")[0] == 64
