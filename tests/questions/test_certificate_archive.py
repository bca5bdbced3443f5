"""A certificate against an archive: what the ledger holds beside the answer is found."""

from __future__ import annotations

import random
from pathlib import Path

import orjson
import pytest

from app.certified import UNSEEN, CertificateError, Checked, check
from app.errors import Refused
from app.questions.answer import Answer
from app.questions.ask import genealogy, recall
from app.questions.certificate import Certificate, certify
from app.questions.view import NOW, View
from graph_model.facts import DECIDED_PRECEDENCE, AnyFact, RelationshipFact, encode
from graph_model.version import MODEL_VERSION
from ledger.archive import Archive, export
from tests.support.build import Plant, key, lot, step
from tests.support.ledger_archives import record
from tests.support.memory import MemoryStore
from tests.support.questions import CATHETERS, ORDER, RESIN, whole_plant
from tests.support.random_plants import build


def archived(folder: Path, *commits: list[AnyFact]) -> Archive:
    """An archive of these commits."""
    nonce = bytes(16)
    log = [
        record(seq, [encode(fact, nonce) for fact in facts], model=MODEL_VERSION)
        for seq, facts in enumerate(commits, start=1)
    ]
    export(folder, log, notes={})
    return Archive(folder)


def answered(
    archive: Archive, commits: list[list[AnyFact]], start: str, view: View = NOW, *, backward: bool = False
) -> tuple[Answer, Certificate]:
    """An answer over these commits that says the archive's root, and its certificate."""
    store = MemoryStore()
    for facts in commits:
        store.commit(facts, actor="a", reason="r")
    reader = store.reader()
    reader.root = archive.root(len(commits)).hex()
    answer = (genealogy if backward else recall)(reader, [start], view)
    return answer, certify(reader, answer)


def held(answer: Answer, certificate: Certificate, archive: Archive) -> Checked:
    return check(certificate.encode(), orjson.dumps(answer.to_json(with_links=True)), archive=archive)


def test_a_whole_answer_holds_and_the_claim_is_gone(tmp_path: Path) -> None:
    plant = whole_plant()
    wrong = plant.link("CONSUMED_IN", RESIN, step("MO2"), "1")
    plant.withdraw("CONSUMED_IN", wrong)
    archive = archived(tmp_path, plant.facts)
    for start, backward in ((RESIN, False), (CATHETERS, True)):
        answer, certificate = answered(archive, [plant.facts], start, backward=backward)
        assert UNSEEN not in held(answer, certificate, archive).claims


def test_what_the_issuer_kept_to_itself_is_named(tmp_path: Path) -> None:
    """The issuer's database lost, or hid, one relationship; certificate and export agree on it."""
    plant = whole_plant()
    told = list(plant.facts)
    plant.link("CONSUMED_IN", CATHETERS, step("MO9"), "1", line="9")
    archive = archived(tmp_path, plant.facts)
    answer, certificate = answered(archive, [told], RESIN)
    with pytest.raises(CertificateError, match=r"FG-1/1 CONSUMED_IN step:t/production/MO9 .* holds in"):
        held(answer, certificate, archive)


def test_what_the_issuer_made_up_is_named(tmp_path: Path) -> None:
    plant = whole_plant()
    archive = archived(tmp_path, list(plant.facts))
    plant.link("PRODUCED", ORDER, lot("FG-1", "7"), "1", line="9")
    answer, certificate = answered(archive, [plant.facts], RESIN)
    with pytest.raises(CertificateError, match=r"PRODUCED lot:t/FG-1/7 PRODUCED:t/doc/9 does not hold"):
        held(answer, certificate, archive)


def test_what_is_cut_as_withdrawn_and_holds_is_named(tmp_path: Path) -> None:
    plant = whole_plant()
    wrong = plant.link("CONSUMED_IN", RESIN, step("MO2"), "1", line="9")
    archive = archived(tmp_path, list(plant.facts))
    plant.withdraw("CONSUMED_IN", wrong)
    answer, certificate = answered(archive, [plant.facts], RESIN)
    with pytest.raises(CertificateError, match="doc/9 is cut as withdrawn, and holds in the ledger"):
        held(answer, certificate, archive)


def test_an_archive_of_another_ledger_or_of_less_is_refused(tmp_path: Path) -> None:
    plant = whole_plant()
    archive = archived(tmp_path / "one", plant.facts)
    other = archived(tmp_path / "other", plant.facts[:-1])
    answer, certificate = answered(archive, [plant.facts], RESIN)
    with pytest.raises(CertificateError, match="has another root at size 1"):
        held(answer, certificate, other)
    short = archived(tmp_path / "short")
    with pytest.raises(Refused, match="the archive ends at 0"):
        held(answer, certificate, short)


def test_what_these_facts_alone_do_not_decide_is_refused(tmp_path: Path) -> None:
    plant = whole_plant()
    archive = archived(tmp_path / "one", plant.facts)
    answer, certificate = answered(archive, [plant.facts], RESIN, View(as_of="2025-01-31"))
    with pytest.raises(Refused, match="as of a time"):
        held(answer, certificate, archive)
    merge = RelationshipFact(
        type="ALIAS_OF",
        key="ALIAS_OF:t/1",
        source=key("customer", "2"),
        target=key("customer", "1"),
        precedence=DECIDED_PRECEDENCE,
        origin="decided",
    )
    archive = archived(tmp_path / "merged", [*plant.facts, merge])
    answer, certificate = answered(archive, [[*plant.facts, merge]], RESIN)
    with pytest.raises(Refused, match="records of this ledger were merged"):
        held(answer, certificate, archive)


@pytest.mark.parametrize("seed", range(25))
def test_random_answers_hold_and_each_lost_relationship_is_found(seed: int, tmp_path: Path) -> None:
    plant, rng = Plant(f"doc{seed}"), random.Random(seed)
    made = build(seed, plant)
    half = len(plant.facts) // 2
    commits = [plant.facts[:half], plant.facts[half:]]
    archive = archived(tmp_path, *commits)
    start, backward = rng.choice(made.items), rng.random() < 0.5
    answer, certificate = answered(archive, commits, start, backward=backward)
    assert held(answer, certificate, archive).rows == len(answer.rows)
    if not answer.links:
        return
    lost = rng.choice(answer.links).key
    less = [[f for f in facts if getattr(f, "key", "") != lost] for facts in commits]
    answer, certificate = answered(archive, less, start, backward=backward)
    with pytest.raises(CertificateError, match="holds in the ledger, leaves the answer"):
        held(answer, certificate, archive)
