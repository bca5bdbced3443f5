"""Personal values: never in the ledger in plain, shown while their key is there, gone with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from app import load
from graph_model.facts import AnyFact, NodeFact, RejectResolved, Value, encode
from graph_model.sealed import ERASED, KEY_ELSEWHERE, MOST_BYTES, Sealed
from graph_model.validate import InvalidFact
from graph_store import sealing
from graph_store.digest import digest, lines
from graph_store.history import history
from graph_store.outside import OUTSIDE
from graph_store.rebuild import Source, rebuild
from graph_store.sealing import SubjectKey, erasure_key
from graph_store.store import MOST_BYTES as LARGEST_COMMIT
from graph_store.store import LedgerHead, Receipt, Store
from graph_store.verify import verify
from ledger.archive import Archive, Record, export
from ledger.commit import Header, unpack
from tests.conftest import empty
from tests.support.build import key, lot
from tests.support.tamper import run

ANNA, JORG = "Anna Nowák", "陈晓明 Jörg Müller"
P1, P2 = key("person", "1"), key("person", "2")
LATER = "2025-01-31T08:15:00.000000Z"


def person(node: str, name: Value, **other: str) -> NodeFact:
    return NodeFact(key=node, properties={"name": name}, **other)  # type: ignore[arg-type]  # fields of Fact


def put(store: Store, *facts: AnyFact) -> Receipt:
    return store.commit(facts, actor="a", reason="r")


def erase(store: Store, subject: str) -> Receipt:
    said: dict[str, Value] = {"subject": subject, "erased": "2025-01-31"}
    return put(store, NodeFact(key=erasure_key(subject), properties=said, origin="decided"))


def shown(store: Store, node: str, known_at: int | None = None) -> object:
    return store.reader(known_at).cards([node])[node].properties.get("name")


def stored(store: Store, node: str) -> str:
    (row,) = run(store, "MATCH (n:Person) WHERE n.key = $key RETURN n.name AS name", key=node)
    return str(row["name"])


def everything(store: Store) -> str:
    """All that any node or relationship holds, and all that the ledger says."""
    rows = run(store, "MATCH (n) RETURN properties(n) AS p") + run(
        store, "MATCH (a)-[r]->(b) RETURN properties(r) AS p"
    )
    said = [piece for entry in store.entries() for piece in (entry.header.encode(), *entry.lines())]
    return "\n".join([*(str(row["p"]) for row in rows), *(piece.decode() for piece in said)])


def differences(store: Store) -> list[object]:
    with ExitStack() as opened:
        found = verify(store.connection, opened)
        return [*found.damage, *found.differences()]


# --- into the ledger -------------------------------------------------------------------------------


def test_a_name_is_shown_and_recorded_nowhere_in_plain(store: Store) -> None:
    assert put(store, person(P1, ANNA), person(P2, JORG)).applied == 2
    assert (shown(store, P1), shown(store, P2)) == (ANNA, JORG)
    dump = everything(store)
    assert [name for name in (ANNA, JORG, "Jörg", "Nowák") if name in dump] == []
    assert stored(store, P1) in dump
    assert differences(store) == []


def test_the_same_twice_changes_nothing(store: Store) -> None:
    put(store, person(P1, ANNA), person(P2, ANNA))
    before = store.head(), digest(store.connection)
    assert put(store, person(P1, ANNA), person(P2, ANNA)) == Receipt(1, 0, 2)
    assert (store.head(), digest(store.connection)) == before
    assert stored(store, P1) != stored(store, P2)


def test_two_sources_that_say_the_same_agree_and_that_differ_are_in_dispute(store: Store) -> None:
    put(store, person(P1, ANNA), person(P2, ANNA))
    put(store, replace(person(P1, ANNA), line=7), person(P2, JORG))
    cards = store.reader().cards([P1, P2])
    assert (cards[P1].disputed, cards[P2].disputed) == ((), ("name",))


def test_a_text_of_another_record_or_property_is_not_opened(store: Store) -> None:
    """Who copies ciphertext from one person to another says nothing with it."""
    put(store, person(P1, ANNA), person(P2, JORG))
    put(store, person(P2, stored(store, P1), changed=LATER))
    assert shown(store, P2) == KEY_ELSEWHERE
    own = SubjectKey.new(P1)
    sealed = Sealed.parse(own.seal("name", ANNA))
    assert sealed is not None
    assert (own.open("name", sealed), own.open("address", sealed)) == (ANNA, None)
    assert replace(own, subject=P2).open("name", sealed) is None


def test_a_commit_that_fails_makes_no_key(store: Store) -> None:
    bad = RejectResolved(reject="reject:lotgraph/l/9", reason="r", origin="decided")
    with pytest.raises(InvalidFact):
        put(store, person(P1, ANNA), bad)
    assert run(store, "MATCH (k:SubjectKey) RETURN k.subject AS s") == []


def test_a_commit_without_personal_values_asks_for_no_key(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "keys_of", None)
    assert put(store, NodeFact(key=lot("RM-1", "1")), NodeFact(key=P1)).applied == 2
    assert store.reader().cards([P1, lot("RM-1", "1")]).keys() == {P1, lot("RM-1", "1")}


def test_many_persons_in_one_commit(store: Store) -> None:
    facts = [person(key("person", str(n)), f"Name {n}") for n in range(1_001)]
    assert put(store, *facts).applied == 1_001
    reader = store.reader()
    cards = reader.cards(fact.key for fact in facts)
    assert {k: c.properties["name"] for k, c in cards.items()} == {f.key: f.properties["name"] for f in facts}
    assert reader.round_trips == 3  # the cards, and the keys in two pages


def test_writers_that_race_share_one_key_of_a_person(store: Store) -> None:
    def write(number: int) -> int:
        own = person(key("person", f"own {number}"), ANNA)
        return put(store, person(P1, ANNA), own).applied + len(store.sealed([person(P2, JORG)]))

    with ThreadPoolExecutor(4) as writers:
        assert sorted(writers.map(write, range(8))) == [2] * 7 + [3]
    rows = run(store, "MATCH (k:SubjectKey) RETURN k.subject AS subject")
    assert len({str(row["subject"]) for row in rows}) == len(rows) == 10
    assert shown(store, P1) == ANNA
    assert differences(store) == []


def test_the_largest_part_of_a_load_fits_a_commit_with_its_names_sealed() -> None:
    plain = person(P1, "x" * MOST_BYTES)
    sealed = person(P1, SubjectKey.new(P1).seal("name", "x" * MOST_BYTES))
    longer = len(encode(sealed, bytes(16))) - len(encode(plain, bytes(16)))
    assert load.MOST_BYTES + load.MOST_FACTS * longer <= LARGEST_COMMIT


# --- before the commit -----------------------------------------------------------------------------


def test_sealed_beforehand_is_recorded_as_it_is(store: Store) -> None:
    plain = [NodeFact(key=lot("RM-1", "1")), person(P1, ANNA)]
    ahead = store.sealed(plain)
    assert ahead[0] is plain[0]
    assert store.head().size == 0
    assert store.sealed(plain) == store.sealed(ahead) == ahead
    put(store, *ahead)
    assert put(store, *plain).applied == 0
    assert shown(store, P1) == ANNA
    with pytest.raises(InvalidFact, match="at most 256 bytes"):
        store.sealed([person(P1, "x" * 257)])


def test_nothing_to_seal_is_given_back(store: Store) -> None:
    plain: Sequence[AnyFact] = [NodeFact(key=lot("RM-1", "1"))]
    assert store.sealed(plain) is plain


def test_the_name_in_a_signature_is_about_the_account_that_signed(store: Store) -> None:
    account, signature = "account:lotgraph/anna", "signature:lotgraph/00/1"
    said: dict[str, Value] = {"name": ANNA, "signer": account}
    facts = [
        NodeFact(key=account, properties={"name": ANNA}, origin="decided"),
        NodeFact(key=signature, properties=said, origin="decided"),
    ]
    names = [fact.properties["name"] for fact in store.sealed(facts) if isinstance(fact, NodeFact)]
    assert names[0] == names[1] != ANNA
    with pytest.raises(InvalidFact, match="does not say whose name it states"):
        store.sealed([NodeFact(key=signature, properties={"name": ANNA}, origin="decided")])


# --- erased ----------------------------------------------------------------------------------------


def test_what_was_erased_is_read_by_nobody_and_the_ledger_stays_as_it_was(store: Store) -> None:
    put(store, person(P1, ANNA), person(P2, JORG))
    put(store, person(P1, "Anna Neu", changed=LATER))
    rows, recorded = set(lines(store.connection)), list(store.entries())
    erase(store, P1)
    assert (shown(store, P1), shown(store, P2)) == (ERASED, JORG)
    assert [shown(store, P1, size) for size in (1, 2, 3)] == [ERASED] * 3
    assert list(store.entries())[:2] == recorded
    assert rows < set(lines(store.connection))
    assert len(set(lines(store.connection)) - rows) == 1
    assert differences(store) == []
    (secret,) = run(
        store, "MATCH (k:SubjectKey) WHERE k.erased RETURN k.secret AS secret, k.subject AS subject"
    )
    assert secret == {"secret": "0" * 88, "subject": P1}


def test_no_later_statement_brings_it_back(store: Store) -> None:
    put(store, person(P1, ANNA))
    sealed = stored(store, P1)
    erase(store, P1)
    size = store.head().size
    for fact in (person(P1, ANNA), person(P1, JORG), person(P1, JORG, changed=LATER)):
        assert put(store, fact) == Receipt(size, 0, 1)
    assert (stored(store, P1), shown(store, P1)) == (sealed, ERASED)
    new = key("person", "3")
    erase(store, new)
    put(store, person(new, JORG))
    assert shown(store, new) is None
    assert JORG not in everything(store)
    assert differences(store) == []


def test_one_commit_that_states_and_erases_leaves_no_key(store: Store) -> None:
    erasure = NodeFact(
        key=erasure_key(P1), properties={"subject": P1, "erased": "2025-01-31"}, origin="decided"
    )
    put(store, person(P1, ANNA), erasure)
    assert shown(store, P1) == ERASED


def test_history_shows_what_may_be_read_and_what_was_recorded(store: Store) -> None:
    put(store, person(P1, ANNA))
    put(store, person(P1, JORG, changed=LATER))
    told = [[(c.before, c.after) for c in v.changes] for v in history(store, P1)]
    assert told == [[(None, ANNA)], [(ANNA, JORG)]]
    assert history(store, P1)[1].statement["properties"] == {"name": stored(store, P1)}
    erase(store, P1)
    told = [[(c.before, c.after) for c in v.changes] for v in history(store, P1)]
    assert told == [[(None, ERASED)], [(ERASED, ERASED)]]


def test_a_key_that_was_put_back_opens_nothing(store: Store) -> None:
    """From a copy of the database, say: the ledger's word counts."""
    put(store, person(P1, ANNA))
    (kept,) = run(store, "MATCH (k:SubjectKey) RETURN k.secret AS secret")
    erase(store, P1)
    run(store, "MATCH (k:SubjectKey) SET k.secret = $secret, k.erased = false", secret=kept["secret"])
    assert shown(store, P1) == ERASED
    assert put(store, person(P1, JORG)).applied == 0


# --- other places ----------------------------------------------------------------------------------


def records(store: Store) -> list[Record]:
    return [Record(entry.header.encode(), entry.payload) for entry in store.entries()]


def bytes_of(folder: Path) -> bytes:
    """All bytes of an archive, and all that is packed in them."""
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    archive = Archive(folder)
    entries = [archive.record(seq) for seq in range(1, archive.size + 1)]
    unpacked = [line for entry in entries for line in unpack(entry.payload, Header.decode(entry.header))]
    return b"\n".join(files + unpacked)


def archived(store: Store, folder: Path) -> Source:
    archive = export(folder, records(store), notes={})
    return Source.of_archive(archive, LedgerHead(archive.size, archive.root(archive.size).hex()))


def test_an_archive_holds_no_name_and_no_key(store: Store, tmp_path: Path) -> None:
    put(store, person(P1, ANNA), person(P2, JORG))
    erase(store, P2)
    (row,) = run(store, "MATCH (k:SubjectKey) WHERE NOT k.erased RETURN k.secret AS secret")
    archived(store, tmp_path)
    kept = bytes_of(tmp_path)
    assert [text for text in (ANNA, JORG, str(row["secret"])) if text.encode() in kept] == []
    assert stored(store, P1).encode() in kept


def test_from_an_archive_alone_nothing_is_opened_and_nothing_erased_comes_back(
    store: Store, tmp_path: Path
) -> None:
    put(store, person(P1, ANNA), person(P2, JORG))
    erase(store, P2)
    before, source = digest(store.connection), archived(store, tmp_path)
    empty(store)
    rebuild(source, store)
    assert digest(store.connection) == before
    assert (shown(store, P1), shown(store, P2)) == (KEY_ELSEWHERE, ERASED)
    assert put(store, person(P2, JORG)).applied == 0
    assert put(store, person(key("person", "3"), ANNA)).applied == 1
    assert shown(store, key("person", "3")) == ANNA
    # Another key, so another text: the two are in dispute until somebody decides.
    put(store, person(P1, ANNA))
    assert store.reader().cards([P1])[P1].disputed == ("name",)
    assert differences(store) == []


def test_a_rebuild_takes_the_keys_along_and_destroys_what_was_erased_since(
    stores: tuple[Store, Store],
) -> None:
    source, target = stores
    put(source, person(P1, ANNA), person(P2, JORG))
    erase(source, P2)
    rebuild(Source.of_store(source), target)
    assert (shown(target, P1), shown(target, P2)) == (ANNA, ERASED)
    assert digest(target.connection) == digest(source.connection)
    rebuild(Source.of_store(source), target)  # with nothing left to do
    erase(source, P1)
    rebuild(Source.of_store(source), target)
    assert shown(target, P1) == ERASED
    rows = run(target, "MATCH (k:SubjectKey) RETURN k.subject AS subject, k.erased AS erased")
    assert rows == [{"subject": P1, "erased": True}]


# --- outside of the ledger -------------------------------------------------------------------------


@pytest.mark.parametrize("label", OUTSIDE)
def test_what_is_outside_is_no_difference_and_hides_none(store: Store, label: str) -> None:
    put(store, NodeFact(key=lot("RM-1", "1")))
    before = digest(store.connection)
    run(store, f"CREATE (n:{label}) SET n.x = 1")
    assert (differences(store), digest(store.connection)) == ([], before)


def hidden(store: Store) -> None:
    run(store, "CREATE (n:Lot:SubjectKey) SET n.key = 'lot:t/RM-1/2'")


def relabelled(store: Store) -> None:
    run(store, "MATCH (n:Lot) DETACH DELETE n")
    run(store, "CREATE (n:SubjectKey) SET n.key = $key", key=lot("RM-1", "1"))


def tied(store: Store) -> None:
    run(store, "MATCH (n:Lot) CREATE (k:SubjectKey {subject: 'x'}) CREATE (n)-[r:HAS_UNIT {key: 'x'}]->(k)")


@pytest.mark.parametrize("act", [hidden, relabelled, tied])
def test_no_label_hides_what_the_ledger_speaks_of(store: Store, act: Callable[[Store], None]) -> None:
    put(store, NodeFact(key=lot("RM-1", "1")))
    act(store)
    assert differences(store) != []
