"""Rotations of the key as facts: what the ledger takes, what verification tells, what is resumed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.errors import Refused
from app.rotations import in_ledger, record_rotations
from graph_model.facts import NodeFact, canonical, to_json
from graph_store.audit import Damage
from graph_store.history import history
from graph_store.rotation_audit import RotationAudit
from graph_store.rotations import BadRotation, rotation_key
from graph_store.store import Store
from graph_store.verify import verify
from ledger.commit import Header, unpack
from ledger.keys import FileSigner, KeyFolder, Rotation
from ledger.note import sign
from tests.support.elsewhere import recorded
from tests.support.ledger_archives import ORIGIN, record, rotation, signer


def note(number: int, size: int = 7) -> str:
    """Key n gives way to key n + 1, as both sign."""
    return rotation(number, size)[1].decode()


def signed(number: int, old: FileSigner, new: FileSigner, *by: FileSigner, size: int = 7) -> str:
    return sign(Rotation(number, size, old.key, new.key).text, *by).encode().decode()


FOREIGN = FileSigner("other.example/ledger", b"7" * 32)
# (the notes before it, the number it stands under, the note, what the commit says, what verification says)
BAD: dict[str, tuple[Sequence[str], int, str, str, str]] = {
    "by the old key only": (
        *([], 1, signed(1, signer(1), signer(2), signer(1)), "not signed by both keys"),
        "rotation 1 is not signed by both keys",
    ),
    "by the new key only": (
        *([], 1, signed(1, signer(1), signer(2), signer(2)), "not signed by both keys"),
        "rotation 1 is not signed by both keys",
    ),
    "altered": ([], 1, note(1).replace("\n7\n", "\n8\n"), "signature of .* is wrong", "is wrong"),
    "no note": ([], 1, "nothing", "a note is text", "no rotation note"),
    "not the first": ([], 2, note(2), "not rotation 1", "not the one after the 0 before it"),
    "first by its key only": ([], 1, note(2), "number 1 comes next", "not rotation 1"),
    "the second twice": ([note(1), note(2)], 2, note(2, 8), "not rotation 3", "not the one after the 2"),
    "a hole": ([note(1)], 3, note(3), "not rotation 2", "not the one after the 1 before it"),
    "of another key": (
        *([note(1)], 2, signed(2, signer(3), signer(4), signer(3), signer(4)), "does not follow"),
        "replaces a key that was not in use",
    ),
    "of another log": (
        *([note(1)], 2, signed(2, FOREIGN, FileSigner(FOREIGN.key.name, b"8" * 32), FOREIGN, FOREIGN)),
        *("not signed by both keys", "not signed by both keys"),
    ),
    "of an earlier size": ([note(1)], 2, note(2, 6), "does not follow", "of an earlier size"),
}


def fact(number: int, text: str) -> NodeFact:
    return NodeFact(key=rotation_key(number), properties={"note": text}, origin="decided")


def put(store: Store, number: int, text: str) -> int:
    return store.commit([fact(number, text)], actor="a", reason="r").applied


def found(store: Store) -> tuple[Damage, ...]:
    with ExitStack() as opened:
        done = verify(store.connection, opened)
        assert (done.damage, list(done.differences())) == ((), [])
        return done.unapproved


def test_a_chain_is_taken_and_verified(store: Store) -> None:
    assert [put(store, n, note(n)) for n in (1, 2)] == [1, 1]
    assert put(store, 1, note(1)) == 0
    assert store.commit([fact(3, note(3)), fact(4, note(4))], actor="a", reason="r").applied == 2
    assert in_ledger(store) == [note(n) for n in (1, 2, 3, 4)]
    assert found(store) == ()


@pytest.mark.parametrize("name", BAD)
def test_a_note_that_breaks_the_chain_is_taken_by_nobody(store: Store, name: str) -> None:
    before, number, text, says, _ = BAD[name]
    for n, good in enumerate(before, start=1):
        put(store, n, good)
    head = store.head()
    with pytest.raises(BadRotation, match=says):
        put(store, number, text)
    assert store.head() == head


def test_a_fact_without_note_is_taken_by_nobody(store: Store) -> None:
    with pytest.raises(BadRotation, match="states no note"):
        store.commit([NodeFact(key=rotation_key(1), origin="decided")], actor="a", reason="r")


@pytest.mark.parametrize("name", BAD)
def test_verification_names_the_commit_of_a_note_that_got_in(name: str) -> None:
    """Recorded by another program: no check of ours was asked."""
    before, number, text, _, says = BAD[name]
    audit = RotationAudit()
    stated = [*enumerate(before, start=1), (number, text)]
    for seq, (n, one) in enumerate(stated, start=1):
        line = b'["%032x",%b]' % (seq, canonical(to_json(fact(n, one))))
        kept = record(seq, [line], model="0003")
        header = Header.decode(kept.header)
        audit.take(header, unpack(kept.payload, header))
    assert [damage.commit for damage in audit.findings] == [len(stated)]
    assert says in audit.findings[0].message


def test_verify_tells_what_another_program_recorded(store: Store) -> None:
    put(store, 1, note(1))
    recorded(store, [fact(2, note(3))])
    (damage,) = found(store)
    assert (damage.commit, damage.message) == (
        2,
        "key rotation: it is not rotation 2 of one log from one key to another",
    )


# --- with the key folder ---------------------------------------------------------------------------


def test_what_the_ledger_lacks_is_recorded_in_order_and_once(store: Store, tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path)
    assert record_rotations(store, keys, actor="op") == []
    keys.new(ORIGIN)
    for _ in range(3):
        keys.rotate()
    assert record_rotations(store, keys, actor="op") == [1, 2, 3]
    assert record_rotations(store, keys, actor="op") == []
    assert in_ledger(store) == [data.decode() for _, data in keys.rotations()]
    (version,) = history(store, rotation_key(2))
    assert (version.actor, version.reason) == ("op", "key rotation 2")
    assert found(store) == ()


def test_the_key_folder_of_another_ledger_is_refused(store: Store, tmp_path: Path) -> None:
    put(store, 1, note(1))
    keys = KeyFolder(tmp_path)
    keys.new(ORIGIN)
    keys.rotate()
    head = store.head()
    with pytest.raises(Refused, match="are not those of the key folder"):
        record_rotations(store, keys, actor="op")
    assert store.head() == head
