"""A rebuild gives an equal ledger and an equal graph in an empty database, and touches no other."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app import cli
from graph_model import upcast
from graph_model.facts import NodeFact
from graph_model.version import MODEL_VERSION
from graph_store.digest import digest
from graph_store.errors import ConstraintViolated, NewerModel, StoreError
from graph_store.rebuild import Source, TargetNotEmpty, rebuild, refuse_foreign
from graph_store.store import Batch, LedgerHead, Receipt, Store
from ledger.archive import Archive, Record, bundle_path, export
from tests.conftest import empty
from tests.support import golden, tamper
from tests.support.build import key
from tests.support.kept import Kept
from tests.support.ledger_archives import checkpoint, lines_of, make, record, signer
from tests.support.ledger_checked import GOLDEN
from tests.support.ledger_tamper import Parts, compressed, lines_in

pytestmark = pytest.mark.engine


def whole(store: Store) -> tuple[object, str]:
    return store.head(), digest(store.connection)


def records(store: Store) -> list[Record]:
    return [Record(entry.header.encode(), entry.payload) for entry in store.entries()]


def archived(log: list[Record], folder: Path) -> Source:
    """The archive of a log, as somebody who verified it would read it."""
    archive = export(folder, log, notes=dict([checkpoint(log, len(log), signer())]))
    return Source.of_archive(archive, LedgerHead(archive.size, archive.root(archive.size).hex()))


class Killed(BaseException):
    """Stands for the end of the process."""


def killed_after(seq: int) -> Callable[[int], None]:
    def on_entry(at: int) -> None:
        if at == seq:
            raise Killed

    return on_entry


@pytest.mark.parametrize("there", [0, 3])
def test_either_engine_is_rebuilt_in_the_other(stores: tuple[Store, Store], there: int) -> None:
    """`there` commits arrived before the rebuild was cut short; it goes on behind them."""
    source, target = stores
    tamper.history(source)
    if there:
        with pytest.raises(Killed):
            rebuild(Source.of_store(source), target, on_entry=killed_after(there))
    assert target.head().size == there
    seen: list[int] = []
    head = rebuild(Source.of_store(source), target, on_entry=seen.append)
    assert seen == list(range(there + 1, head.size + 1))
    assert whole(target) == whole(source)
    assert rebuild(Source.of_store(source), target, on_entry=seen.append) == head
    assert len(seen) == head.size - there


def test_the_same_the_other_way_round(stores: tuple[Store, Store]) -> None:
    target, source = stores
    tamper.history(source)
    rebuild(Source.of_store(source), target)
    assert whole(target) == whole(source)


def test_another_ledger_is_refused_and_stays_as_it_is(stores: tuple[Store, Store]) -> None:
    source, target = stores
    tamper.history(source)
    target.commit([NodeFact(key=key("site", "9"))], actor="other", reason="other")
    before = whole(target)
    with pytest.raises(TargetNotEmpty, match="not the first of this ledger"):
        rebuild(Source.of_store(source), target)
    assert whole(target) == before


def test_a_longer_ledger_is_refused(stores: tuple[Store, Store], tmp_path: Path) -> None:
    source, target = stores
    tamper.history(source)
    rebuild(Source.of_store(source), target)
    with pytest.raises(TargetNotEmpty, match="this ledger 2"):
        rebuild(archived(records(source)[:2], tmp_path), target)


def test_entries_out_of_place_are_refused(stores: tuple[Store, Store]) -> None:
    source, target = stores
    tamper.history(source)
    with pytest.raises(StoreError, match="entry 2 does not follow a ledger of size 0"):
        rebuild(replace(Source.of_store(source), entries=lambda first: source.entries(first + 1)), target)
    assert target.head().size == 0


def test_a_database_of_somebody_else_is_refused(store: Store) -> None:
    refuse_foreign(store.connection)
    tamper.run(store, "CREATE (n:Lot {key: 'theirs'})")
    with pytest.raises(TargetNotEmpty, match="holds 1 nodes and no ledger"):
        refuse_foreign(store.connection)


# --- from an archive -------------------------------------------------------------------------------


@pytest.mark.parametrize("forward", [True, False], ids=["arcadedb to neo4j", "neo4j to arcadedb"])
def test_an_archive_restores_either_engine_in_the_other(
    stores: tuple[Store, Store], tmp_path: Path, forward: bool
) -> None:
    source, target = stores if forward else reversed(stores)
    tamper.history(source)
    assert rebuild(archived(records(source), tmp_path), target) == source.head()
    assert whole(target) == whole(source)
    assert list(target.entries()) == list(source.entries())


@pytest.mark.parametrize("there", [1, 6, 9])
def test_a_restore_that_was_killed_goes_on(store: Store, tmp_path: Path, there: int) -> None:
    tamper.history(store)
    before, kept = whole(store), list(store.entries())
    source = archived(records(store), tmp_path)
    empty(store)
    with pytest.raises(Killed):
        rebuild(source, store, on_entry=killed_after(there))
    seen: list[int] = []
    rebuild(source, store, on_entry=seen.append)
    assert seen == list(range(there + 1, len(kept) + 1))
    assert whole(store) == before
    assert list(store.entries()) == kept
    # What was sent before the loss and is sent again is known.
    assert store.commit([], actor="a", reason="r", batch=Batch("l1", 1, 2)) == Receipt(7, 0, 0, repeated=True)
    assert store.head().size == len(kept)


def test_what_is_frozen_is_restored(store: Store) -> None:
    """The golden archive, made by a program that is long gone."""
    head = LedgerHead(7, golden.frozen("roots.txt")[7])
    assert rebuild(Source.of_archive(Archive(GOLDEN / "whole"), head), store) == head
    assert digest(store.connection) == golden.frozen("digests.txt")[7]


def test_an_archive_that_is_another_than_the_verified_is_told(store: Store, tmp_path: Path) -> None:
    tamper.history(store)
    source = archived(records(store), tmp_path)
    empty(store)
    with pytest.raises(StoreError, match="this one 0000"):
        rebuild(replace(source, head=LedgerHead(source.head.size, "00" * 32)), store)


def test_a_batch_key_is_that_of_the_header_whatever_stood_beside_it(store: Store, tmp_path: Path) -> None:
    tamper.history(store)
    kept = list(store.entries())
    tamper.run(store, "MATCH (c:Commit {seq: 6}) SET c.batch = 'other'")
    source = archived(records(store), tmp_path)
    empty(store)
    rebuild(source, store)
    assert list(store.entries()) == kept
    assert kept[5].batch == "l1/1.0"


def test_a_batch_key_that_is_not_in_the_header_is_not_copied(stores: tuple[Store, Store]) -> None:
    source, target = stores
    tamper.history(source)
    tamper.run(source, "MATCH (c:Commit {seq: 6}) SET c.batch = 'other'")
    with pytest.raises(StoreError, match=r"batch key other, not l1/1\.0"):
        rebuild(Source.of_store(source), target)
    assert target.head().size == 5


def test_a_batch_that_stands_twice_is_refused(store: Store, tmp_path: Path) -> None:
    log = [record(seq, lines_of(seq, 1), chunk="1.0") for seq in (1, 2)]
    with pytest.raises(ConstraintViolated):
        rebuild(archived(log, tmp_path), store)
    assert store.head().size == 1


@pytest.mark.parametrize(
    "fact",
    [
        b'{"fact":"node","key":"planet:t/1","properties":{}}',
        b'{"fact":"retraction","key":"ORBITS:t/1","reason":"r","type":"ORBITS"}',
        b'{"fact":"wish"}',
    ],
)
def test_facts_that_there_can_not_be_are_refused(store: Store, tmp_path: Path, fact: bytes) -> None:
    log = [record(1, lines_of(1, 1)), record(2, [b'["%032x",%b]' % (7, fact)])]
    with pytest.raises(StoreError, match="entry 2 can't be replayed"):
        rebuild(archived(log, tmp_path), store)
    assert store.head().size == 1


def test_a_newer_model_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NewerModel, match="entry 1 is of model 9999"):
        rebuild(archived([record(1, lines_of(1, 1), model="9999")], tmp_path), store)
    assert store.head().size == 0


# --- the command -----------------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = cli.run(["rebuild", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_command(
    stores: tuple[Store, Store],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source, target = stores
    tamper.history(source)
    there = tmp_path / "copy"
    monkeypatch.setenv("LOTGRAPH_NEO4J_URI", "")
    monkeypatch.setattr(
        "app.wiring.open_store",
        lambda settings, on_wait: Kept(target if settings.data_dir == there else source),
    )
    code, said, complaint = run(capsys, "--to", there)
    head = source.head()
    assert (code, said) == (0, "")
    assert f"{there} holds {head.size} commits, root {head.root}." in complaint
    assert whole(target) == whole(source)
    target.commit([NodeFact(key=key("site", "9"))], actor="other", reason="other")
    code, _, complaint = run(capsys, "--to", there)
    assert code == 1
    assert "Name an empty database" in complaint


def test_the_command_restores_an_archive(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Into the own database, with a key and, said plainly, without."""
    monkeypatch.setenv("LOTGRAPH_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("LOTGRAPH_NEO4J_URI", raising=False)
    monkeypatch.setattr("app.wiring.open_store", lambda settings, on_wait: Kept(store))
    root = golden.frozen("roots.txt")[7]
    code, said, complaint = run(capsys, "--from", GOLDEN / "whole", "--key", GOLDEN / "key.txt")
    signed = golden.frozen("roots.txt")[6]
    assert (code, said) == (
        4,
        f"ledger size 7, 22 facts, root {root}\nsigned up to 6, witnessed up to 0\nunsigned: commits 7..7\n",
    )
    assert f"{tmp_path} holds 6 commits, root {signed}.\n" in complaint
    assert "1 commits of the archive are signed by nobody and were NOT restored." in complaint
    assert "NOT CHECKED" not in complaint
    assert whole(store) == (LedgerHead(6, signed), golden.frozen("digests.txt")[6])
    code, said, complaint = run(capsys, "--from", GOLDEN / "whole")
    assert (code, said) == (0, f"ledger size 7, 22 facts, root {root}\n")
    assert "SIGNATURES WERE NOT CHECKED" in complaint
    assert whole(store) == (LedgerHead(7, root), golden.frozen("digests.txt")[7])


def flipped(folder: Path) -> None:
    path = bundle_path(folder, 0)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def other_fact(folder: Path) -> None:
    parts = Parts.read(bundle_path(folder, 0))
    lines = lines_in(parts.payloads[2])
    parts.payloads[2] = compressed([lines[0].replace(b"RM-3", b"RM-4"), *lines[1:]])
    parts.write()


def cut(folder: Path) -> None:
    path = bundle_path(folder, 1)
    path.write_bytes(path.read_bytes()[:-1])


def last_lost(folder: Path) -> None:
    bundle_path(folder, 1).unlink()


def first_lost(folder: Path) -> None:
    bundle_path(folder, 0).unlink()


def manifest_lost(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def other_size(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"size": 299}))


@pytest.mark.parametrize(
    "damage", [flipped, other_fact, cut, last_lost, first_lost, manifest_lost, other_size]
)
@pytest.mark.parametrize("keyed", [True, False])
def test_from_an_archive_that_is_not_whole_nothing_is_restored(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    damage: Callable[[Path], None],
    keyed: bool,
) -> None:
    """No database is so much as opened."""
    monkeypatch.delattr("app.wiring.open_store")
    made = make(tmp_path, [1, 2, 3] * 100, signed=[300])
    damage(tmp_path)
    code, said, complaint = run(capsys, "--from", tmp_path, *(["--key", made.key] if keyed else []))
    assert code == 1
    assert said.startswith("differs ")
    assert "nothing was restored, since the archive is not whole" in complaint


def test_a_key_that_signed_nothing_restores_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever makes another archive leaves the signatures out."""
    monkeypatch.delattr("app.wiring.open_store")
    made = make(tmp_path, [1, 2], signed=[])
    code, said, complaint = run(capsys, "--from", tmp_path, "--key", made.key)
    assert code == 1
    assert "no good checkpoint covers any commit" in said
    assert "nothing was restored, since the archive is not whole" in complaint


def test_another_ledger_than_the_archives_is_refused(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("app.wiring.open_store", lambda settings, on_wait: Kept(store))
    monkeypatch.delenv("LOTGRAPH_NEO4J_URI", raising=False)
    store.commit([NodeFact(key=key("site", "9"))], actor="other", reason="other")
    before = whole(store)
    code, _, complaint = run(capsys, "--from", GOLDEN / "whole")
    assert code == 1
    assert "the target's 1 commits are not the first of this ledger" in complaint
    assert whole(store) == before


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--key", GOLDEN / "key.txt"],
        ["--to", "copy", "--key", GOLDEN / "key.txt"],
        ["--from", "nowhere"],
        ["--from", GOLDEN / "whole", "--key", "nonsense"],
    ],
)
def test_bad_usage_is_exit_code_64(capsys: pytest.CaptureFixture[str], arguments: list[object]) -> None:
    assert run(capsys, *arguments)[0] == 64


# --- model versions --------------------------------------------------------------------------------


def test_an_older_fact_is_read_in_the_words_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    before, now, later = (f"{int(MODEL_VERSION) + n:04d}" for n in (-1, 0, 1))
    monkeypatch.setattr(upcast, "MODEL_VERSION", later)
    steps: dict[str, upcast.Step] = {
        before: lambda body: {**body, "key": "site:t/new"},
        now: lambda body: {**body, "line": 7},
    }
    monkeypatch.setattr(upcast, "UPCASTERS", steps)
    line = b'["00000000000000000000000000000000",{"fact":"node","key":"site:t/old","properties":{}}]'
    assert upcast.read(line, before) == NodeFact(key="site:t/new", line=7)
    assert upcast.read(line, now) == NodeFact(key="site:t/old", line=7)
    assert upcast.read(line, later) == NodeFact(key="site:t/old")


def test_the_present_model_needs_no_step() -> None:
    assert all(version < MODEL_VERSION for version in upcast.UPCASTERS)
