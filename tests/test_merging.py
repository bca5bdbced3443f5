"""Merging: two records told as one, by a decision that another one takes back without a trace in answers."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from app.corrections import Decider, correct, withdraw
from app.errors import Refused
from app.merging import merge, unmerge
from app.questions.errors import UnknownKey
from app.questions.totals import MaterialTotal
from app.questions.view import NOW, through
from app.questions.why import why
from graph_model.validate import InvalidFact
from graph_store.history import history
from graph_store.store import Store
from graph_store.verify import verify
from tests.support.build import key, lot, step
from tests.support.duplicates import CLINIC, OTHER_CLINIC, TWICE, merging, plainly, twice_entered
from tests.support.findings import a_note
from tests.support.questions import CATHETERS, FG, MATERIAL, RESIN, backward, forward, whole_plant

BY = Decider("王芳", "entered twice")


def test_merged_records_are_told_as_one(store: Store) -> None:
    twice_entered().commit(store)
    merge(store, TWICE, RESIN, BY)
    done = merge(store, OTHER_CLINIC, CLINIC, BY)
    assert done.done
    answer = forward(store, TWICE)
    assert (answer.start, answer.complete) == ((RESIN,), True)
    assert answer.totals.by_material == (
        MaterialTotal(FG, "2", "u"),
        MaterialTotal(MATERIAL, "2", "kg"),
    )
    rows = {row.key: row for row in answer.rows}
    assert {*rows} == {
        *(RESIN, step("MO1"), step("MO2"), CATHETERS, lot("FG-1", "2"), CLINIC),
        *(key("shipment", "S1"), key("shipment", "S2")),
    }
    assert (rows[RESIN].quantity, rows[CLINIC].name) == ("2", "Klinik Süd")
    assert [c.shipped for c in rows[CLINIC].by_material or ()] == ["4"]
    assert answer.notes == (
        a_note("merged", CLINIC, f"{OTHER_CLINIC} is merged into {CLINIC}; both are told as one."),
        a_note("merged", RESIN, f"{TWICE} is merged into {RESIN}; both are told as one."),
    )
    assert plainly(forward(store, RESIN)) == plainly(answer)
    assert {row.key for row in backward(store, CATHETERS, lot("FG-1", "2")).rows} >= {RESIN}


def test_before_the_merge_and_after_it_was_taken_back_answers_are_the_same(store: Store) -> None:
    twice_entered().commit(store)
    size = store.head().size
    before = [ask(store, start) for ask in (forward, backward) for start in (TWICE, RESIN, CATHETERS)]
    merge(store, TWICE, RESIN, BY)
    merge(store, OTHER_CLINIC, CLINIC, BY)
    assert forward(store, TWICE, known_at=size) == before[0]
    unmerge(store, TWICE, RESIN, BY)
    unmerge(store, OTHER_CLINIC, CLINIC, BY)
    after = [ask(store, start) for ask in (forward, backward) for start in (TWICE, RESIN, CATHETERS)]
    assert [answer.to_json() for answer in after] != [answer.to_json() for answer in before]
    assert list(map(plainly, after)) == list(map(plainly, before))
    merge(store, TWICE, RESIN, BY)
    assert [note.kind for note in forward(store, RESIN).notes] == ["merged"]
    assert forward(store, RESIN, known_at=size + 4).notes == ()
    with ExitStack() as opened:
        assert not list(verify(store.connection, opened).differences())


def test_each_record_keeps_its_own_history(store: Store) -> None:
    twice_entered().commit(store)
    before = [version.statement for version in history(store, TWICE)]
    merge(store, TWICE, RESIN, BY)
    assert [version.statement for version in history(store, TWICE)] == before
    (found,) = store.reader().merges()
    (decided,) = history(store, found.key)
    assert (decided.actor, decided.reason, found.duplicate, found.kept) == (*_by(), TWICE, RESIN)


def _by() -> tuple[str, str]:
    return BY.actor, BY.reason


def test_the_merges_are_read_once_for_a_question(store: Store) -> None:
    whole_plant().commit(store)
    with store.reader() as reader:
        through(reader, NOW)
        asked = reader.round_trips
        through(reader, NOW)
        assert (asked, reader.round_trips) == (1, 1)


@pytest.mark.parametrize(
    ("duplicate", "kept", "says"),
    [
        (RESIN, RESIN, "is one record already"),
        (RESIN, CLINIC, "is a Lot and .* a Customer"),
        (step("MO1"), step("MO2"), "a ProcessStep can't be merged"),
        (RESIN, CATHETERS, "is of material:t/RM-1 and .* of material:t/FG-1"),
        (MATERIAL, FG, "uom of material:t/RM-1 is kg, that of material:t/FG-1 u"),
        (key("material", "PK-1"), MATERIAL, "traceability of .* is none, that of .* lot"),
        (key("material", "PK-2"), MATERIAL, "sources state uom of material:t/PK-2 differently"),
        (TWICE, RESIN, "is merged into lot:t/RM-1/2 already"),
        (lot("RM-1", "2"), TWICE, "is merged into lot:t/RM-1/2 already"),
    ],
)
def test_what_is_no_merge_is_refused(store: Store, duplicate: str, kept: str, says: str) -> None:
    plant = twice_entered()
    plant.node(MATERIAL, traceability="lot")
    plant.node(key("material", "PK-1"), traceability="none")
    for uom in ("kg", "g"):
        plant.node(key("material", "PK-2"), uom=uom)
    plant.receive(lot("RM-1", "2"), "S", "GR3")
    plant.commit(store)
    merge(store, TWICE, lot("RM-1", "2"), BY)
    size = store.head().size
    with pytest.raises(Refused, match=says):
        merge(store, duplicate, kept, BY)
    assert store.head().size == size


def test_what_is_not_there_or_not_merged_is_refused(store: Store) -> None:
    twice_entered().commit(store)
    for one, other in ((lot("RM-1", "9"), RESIN), (RESIN, lot("RM-1", "9"))):
        for act in (merge, unmerge):
            with pytest.raises(UnknownKey):
                act(store, one, other, BY)
    with pytest.raises(Refused, match="is not merged into"):
        unmerge(store, TWICE, RESIN, BY)
    merge(store, TWICE, RESIN, BY)
    with pytest.raises(Refused, match=f"{RESIN} is not merged into {TWICE}"):
        unmerge(store, RESIN, TWICE, BY)
    unmerge(store, TWICE, RESIN, BY)
    with pytest.raises(Refused, match="is not merged into"):
        unmerge(store, TWICE, RESIN, BY)
    assert store.head().size == 3


def test_the_commit_itself_refuses_to_merge_what_is_not_alike(store: Store) -> None:
    whole_plant().commit(store)
    for one, other in ((RESIN, CLINIC), (RESIN, RESIN)):
        with pytest.raises(InvalidFact, match="two different records of one label are merged"):
            store.commit([merging(one, other)], actor="api", reason="around the checks")


def test_an_alias_is_no_correction(store: Store) -> None:
    plant = twice_entered()
    plant.context("ALIAS_OF", TWICE, RESIN)
    plant.commit(store)
    (alias,) = store.reader().context([TWICE], ("ALIAS_OF",), True)
    with pytest.raises(Refused, match="lotgraph merge"):
        correct(store, alias.key, {"document": "1"}, BY)
    merge(store, TWICE, RESIN, BY)
    assert forward(store, RESIN).complete
    unmerge(store, TWICE, RESIN, BY)
    assert {gap.kind for gap in forward(store, RESIN).gaps} == {"not_joined"}
    withdraw(store, alias.key, BY)
    assert forward(store, RESIN).complete


def test_evidence_says_which_of_its_records_were_merged(store: Store) -> None:
    twice_entered().commit(store)
    plain = why(store.reader(), TWICE, OTHER_CLINIC)
    assert "notes" not in plain.to_json()
    merge(store, OTHER_CLINIC, CLINIC, BY)
    found = why(store.reader(), TWICE, OTHER_CLINIC)
    assert found.path is not None
    assert plain.path is not None
    assert (found.target, found.path[-1].target, found.path[-1].key) == (CLINIC, CLINIC, plain.path[-1].key)
    assert [note.kind for note in found.notes] == ["merged"]
    assert found.to_json()["notes"] == [note.to_json() for note in found.notes]
