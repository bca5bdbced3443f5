"""A dossier is verified by a stranger: every byte counts, and each way to be wrong is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from app.dossier.making import Evidence, encode
from app.dossier.proven import read_statements
from app.dossier.reading import DossierError, canonical, sha256_of
from app.dossier.stated import key_of, misstated
from app.dossier.verifying import CLAIM, verify
from graph_model.facts import AnyFact, NodeFact, Reject, RelationshipFact, Retraction
from ledger.keys import FileSigner, Rotation
from ledger.note import sign
from ledger.verify_notes import read_checkpoint, read_key
from tests.support.build import Plant, device, key, lot, step
from tests.support.dossiers import SECRET, KeptLedger
from tests.support.ledger_archives import signer
from tests.support.memory import MemoryStore
from tests.support.questions import whole_plant

RESIN, CATHETERS = lot("RM-1", "1"), lot("FG-1", "1")
TRUSTED = read_key(str(signer().key))


def ledger(*plants: Plant) -> KeptLedger:
    store = MemoryStore()
    for plant in plants:
        plant.commit(store)
    return KeptLedger(store)


def small() -> KeptLedger:
    """One lot made of another, and nothing else."""
    plant = Plant()
    plant.make("MO1", [RESIN], [CATHETERS])
    return ledger(plant)


def refused(data: bytes, trusted: bool = True) -> Sequence[str]:
    with pytest.raises(DossierError) as caught:
        verify(data, TRUSTED if trusted else None)
    return caught.value.findings


def altered(evidence: Evidence, change: Callable[[Any], object], key: FileSigner | None = None) -> bytes:
    """The dossier as somebody would make it who has the key, and tells of something else."""
    whole = json.loads(encode(evidence, key or signer(), SECRET))
    change(whole["dossier"])
    return resigned(whole, key or signer())


def resigned(whole: Any, key: FileSigner) -> bytes:
    whole["sha256"] = sha256_of(whole["dossier"])
    lines = whole["signature"].split("\n")
    lines[1] = whole["sha256"]
    text = "\n".join(lines[:5]) + "\n"
    return canonical({**whole, "signature": sign(text, key).encode().decode()}) + b"\n"


def test_every_byte_flipped_in_turn_is_refused() -> None:
    data = small().dossier(RESIN)
    assert verify(data, TRUSTED).trusted
    held = []
    for at in range(len(data)):
        flipped = bytearray(data)
        flipped[at] ^= 1
        try:
            verify(bytes(flipped), TRUSTED)
        except DossierError:
            continue
        held.append(at)
    assert held == []


def test_what_a_dossier_says_that_holds() -> None:
    kept = ledger(whole_plant())
    found = verify(kept.dossier(RESIN), TRUSTED)
    assert found.to_json() == {
        "dossier": found.sha256,
        "start": [RESIN],
        "direction": "forward",
        "as_of": None,
        "prefer": [],
        "complete": True,
        "rows": 5,
        "relationships": 4,
        "records": 4,
        "statements": 13,
        "commits": 1,
        "ledger": {"size": 1, "root": kept.root(1).hex()},
        "checkpoint": 1,
        "key": f"plant.example/ledger+{signer().key.id.hex()}",
        "trusted": True,
        "claims": list(found.claims),
    }
    assert found.claims[-1] == CLAIM


def test_equal_evidence_gives_equal_bytes_and_every_dossier_has_a_secret_of_its_own() -> None:
    kept = small()
    assert kept.dossier(RESIN) == kept.dossier(RESIN)
    first, second = (json.loads(encode(kept.evidence(RESIN), kept.key)) for _ in range(2))
    assert first["dossier"]["secret"] != second["dossier"]["secret"]


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: data + b"\n",
        lambda data: data + b" ",
        lambda data: data + data,
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b'{"dossier":', b'{ "dossier":', 1),
        lambda data: json.dumps(json.loads(data)).encode() + b"\n",
        lambda data: data.replace(b'"unstated":[]', b'"unstated":[],"unstated":[]', 1),
        lambda data: b"[" * 100_000 + b"\n",
    ],
    ids=[
        *("no line end", "cut in half", "empty", "a line more", "a blank more", "two of them"),
        *("byte order mark", "white space", "another spelling", "a name twice", "too deep"),
    ],
)
def test_what_is_not_the_one_canonical_line_is_refused(spoiled: Callable[[bytes], bytes]) -> None:
    data = spoiled(small().dossier(RESIN))
    assert refused(data) == ("the file is not one whole line as `lotgraph dossier` writes it",)


def test_a_signature_is_never_missing() -> None:
    whole = json.loads(small().dossier(RESIN))
    for signature in (None, "", "none\n"):
        data = canonical({**whole, "signature": signature}) + b"\n"
        (finding,) = refused(data)
        assert finding.startswith("the signature is refused: ")
        assert refused(data, trusted=False) == (finding,)


def test_a_second_signature_line_is_refused() -> None:
    whole = json.loads(small().dossier(RESIN))
    text = whole["signature"].split("\n\n")[0] + "\n"
    whole["signature"] = sign(text, signer(), signer(2)).encode().decode()
    data = canonical(whole) + b"\n"
    assert refused(data) == ("the signature is refused: it has more than one signature",)


def test_without_a_key_it_is_said_that_nobody_was_trusted() -> None:
    found = verify(small().dossier(RESIN), None)
    assert not found.trusted


def test_another_key_is_refused_where_one_is_trusted() -> None:
    kept = small()
    kept.key = signer(2)
    data = kept.dossier(RESIN)
    assert not verify(data, None).trusted
    assert refused(data) == ("the dossier is not signed by the trusted key",)


def test_a_dossier_signed_again_by_another_key_is_refused_even_without_a_key() -> None:
    whole = json.loads(small().dossier(RESIN))
    whole["dossier"]["key"] = str(signer(2).key)
    (finding,) = refused(resigned(whole, signer(2)), trusted=False)
    assert finding == "the checkpoint is refused: it is not signed by a trusted key"


def test_a_key_that_replaced_the_trusted_one_is_followed() -> None:
    kept = small()
    note = sign(Rotation(1, 0, signer().key, signer(2).key).text, signer(), signer(2)).encode()
    kept.key, kept.rotations = signer(2), [note]
    assert verify(kept.dossier(RESIN), TRUSTED).trusted
    kept.rotations = []
    assert refused(kept.dossier(RESIN)) == ("the dossier is not signed by the trusted key",)


def test_a_key_that_was_replaced_speaks_for_nothing_later() -> None:
    """Whoever found the old key signs with it, and is refused by who trusts the new one."""
    kept = small()
    note = sign(Rotation(1, 0, signer().key, signer(2).key).text, signer(), signer(2)).encode()
    kept.rotations = [note]
    data = kept.dossier(RESIN)
    with pytest.raises(DossierError) as caught:
        verify(data, read_key(str(signer(2).key)))
    assert caught.value.findings == ("its key was replaced at ledger size 0, and it is of 1",)


def test_an_old_key_does_not_sign_beside_a_checkpoint_of_the_new_one() -> None:
    kept = ledger(whole_plant(), Plant("x"))
    note = sign(Rotation(1, 1, signer().key, signer(2).key).text, signer(), signer(2)).encode()
    kept.rotations, kept.key = [note], signer(2)
    data = altered(kept.evidence(RESIN, known_at=1), lambda body: None)
    assert refused(data) == ("the checkpoint is signed by another key than the dossier",)


def test_the_answer_of_an_earlier_size_hangs_on_a_later_checkpoint() -> None:
    more = Plant("more")
    more.make("MO2", [CATHETERS], [lot("FG-2", "1")])
    kept = ledger(whole_plant(), more, Plant("x"), more)
    for size in (1, 2, 3, 4):
        found = verify(kept.dossier(RESIN, known_at=size), TRUSTED)
        assert (found.known_at, found.checkpoint, found.commits) == (size, 4, min(size, 2))


def test_a_ledger_that_is_not_the_beginning_of_the_signed_one_is_named() -> None:
    kept = ledger(whole_plant(), Plant("x"))
    evidence = kept.evidence(RESIN, known_at=1)
    data = altered(
        evidence, lambda body: body["statements"]["since"].reverse() or body["statements"]["since"].clear()
    )
    assert any("is not the beginning of that of the checkpoint" in finding for finding in refused(data))


def change_line(body: Any) -> None:
    line = body["statements"]["commits"][0]["lines"][4]
    line[1] = line[1].replace("1000000000", "2000000000")


def drop_line(body: Any) -> None:
    del body["statements"]["commits"][0]["lines"][4]


def drop_commit(body: Any) -> None:
    del body["statements"]["commits"][0]


def later_actor(body: Any) -> None:
    commit = body["statements"]["commits"][0]
    commit["header"] = commit["header"].replace("key user", "qa")


def drop_record(body: Any) -> None:
    body["records"].remove("material:t/RM-1")


def name_unstated(body: Any) -> None:
    body["unstated"].append(RESIN)


def more_rows(body: Any) -> None:
    body["answer"]["rows"][0]["quantity"] = "2"


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (change_line, "the statements of commit 1 are not those that it recorded"),
        (drop_line, "the statements of commit 1 are not proven: the path is too short"),
        (drop_commit, "the statements are no list of commits"),
        (later_actor, "the commits are not those of the ledger of the checkpoint"),
        (drop_record, "material:t/RM-1 is stated, and is no part of the answer or of its records"),
        (name_unstated, f"{RESIN} is stated, and named as if it were not"),
        (more_rows, "the rows do not give the root that was signed for proofs of membership"),
    ],
)
def test_what_even_the_holder_of_the_key_can_not_tell_otherwise(
    change: Callable[[Any], None], finding: str
) -> None:
    assert finding in refused(altered(small().evidence(RESIN), change))


def test_a_statement_that_is_left_out_whole_is_missed() -> None:
    kept = small()
    evidence = kept.evidence(RESIN)
    wanted = {fact.key for fact in kept.store.commits[0] if isinstance(fact, NodeFact | RelationshipFact)}
    less = replace(evidence, excerpt=kept.excerpt(wanted - {CATHETERS}, 1))
    data = altered(less, lambda body: body["unstated"].clear())
    assert refused(data) == (f"{CATHETERS} has no statement, and is not named as one without",)


def test_what_is_only_referred_to_is_named_as_without_a_statement() -> None:
    plant = Plant()
    plant.link("CONSUMED_IN", RESIN, step("MO1"), "1", stub=True)
    plant.link("PRODUCED", step("MO1"), CATHETERS, "1", "u", stub=True)
    data = ledger(plant).dossier(RESIN)
    assert json.loads(data)["dossier"]["unstated"] == sorted([RESIN, step("MO1"), CATHETERS])
    assert verify(data, TRUSTED).statements == 2


def test_a_relationship_that_was_withdrawn_before_is_no_part_of_an_answer() -> None:
    later = Plant("later")
    first = Plant()
    first.make("MO1", [RESIN], [CATHETERS])
    (used,) = [f.key for f in first.facts if isinstance(f, RelationshipFact) and f.type == "CONSUMED_IN"]
    kept = ledger(first)
    evidence = kept.evidence(RESIN)
    later.withdraw("CONSUMED_IN", used)
    later.commit(kept.store)
    wanted = {row["key"] for row in evidence.answer["rows"]} | set(evidence.records)  # type: ignore[attr-defined]
    wanted |= {link[3] for link in evidence.answer["relationships"]}  # type: ignore[attr-defined]
    newer = kept.evidence(RESIN)  # the walk ends at once; what it would have followed is void
    told = {**evidence.answer, **{n: newer.answer[n] for n in ("ledger", "clocks")}}
    forged = replace(evidence, answer=told, excerpt=kept.excerpt(wanted, 2), checkpoint=kept.checkpoint())
    head = read_checkpoint(forged.checkpoint, [TRUSTED])
    proven = read_statements(json.loads(json.dumps(forged.excerpt.to_json())), (2, head.root), head)
    assert proven.findings == ()
    found = list(misstated(told, proven.stated, sorted(evidence.records), []))
    assert found == [f"{used} is in the answer, and was withdrawn"]


def test_withdrawals_and_outvoted_statements_are_in_it_too() -> None:
    first, later = whole_plant(), Plant("later")
    extra = first.link("CONSUMED_IN", lot("RM-2", "1"), step("MO1"), "1")
    later.withdraw("CONSUMED_IN", extra)
    later.node(CATHETERS, name="shaft", changed="2025-01-01T00:00:00.000000Z")
    data = ledger(first, later).dossier(CATHETERS, backward=True)
    commits = json.loads(data)["dossier"]["statements"]["commits"]
    facts = [json.loads(line)[1] for commit in commits for _, line in commit["lines"]]
    assert [fact["properties"] for fact in facts if fact.get("key") == CATHETERS] == [{}, {"name": "shaft"}]
    assert verify(data, TRUSTED).commits == 2


def test_readings_inspections_decisions_and_rejected_rows_of_the_answer_are_in_it() -> None:
    plant = whole_plant()
    room, reading = key("location", "R1"), plant.node(key("reading", "S1", "2025"))
    plant.context("AT_LOCATION", step("MO1"), room)
    plant.context("MEASURED_AT", reading, room)
    hold = plant.node(key("hold", "H1"), reason="odd smell")
    plant.context("DECIDED_ON", hold, CATHETERS)
    plant.facts.append(
        Reject(
            load="L1",
            file="moves.csv",
            line=7,
            column="uom",
            rule="unknown_unit",
            message="write a unit",
            raw="a",
            touches=(RESIN,),
        )
    )
    kept = ledger(plant)
    for backward, start in ((False, RESIN), (True, CATHETERS)):
        records = set(json.loads(kept.dossier(start, backward=backward))["dossier"]["records"])
        assert {reading, room, hold, "reject:lotgraph/L1/7"} <= records
        assert verify(kept.dossier(start, backward=backward), TRUSTED).complete is False


def test_other_items_of_a_place_or_of_a_material_are_not_in_it() -> None:
    plant = whole_plant()
    plant.make("MO9", [lot("RM-1", "9")], [lot("FG-1", "9")])
    for order in ("MO1", "MO9"):
        plant.context("AT_LOCATION", step(order), key("location", "R1"))
    text = ledger(plant).dossier(RESIN).decode()
    assert "MO9" not in text
    assert "RM-1/9" not in text


def test_merged_records_are_told_as_one() -> None:
    plant = whole_plant()
    twin = lot("RM-1", "01")
    plant.node(twin)
    plant.link("CONSUMED_IN", twin, step("MO1"), "1")
    alias = RelationshipFact(
        type="ALIAS_OF", key="ALIAS_OF:t/1", source=twin, target=RESIN, precedence=999, origin="decided"
    )
    facts: list[AnyFact] = [alias]
    plant.facts += facts
    data = ledger(plant).dossier(RESIN)
    assert {twin, "ALIAS_OF:t/1"} <= set(json.loads(data)["dossier"]["records"])
    assert verify(data, TRUSTED).relationships == 5


def test_a_retraction_has_the_key_of_what_it_withdraws() -> None:
    assert key_of(Retraction(type="CONSUMED_IN", key="CONSUMED_IN:t/1", reason="x")) == "CONSUMED_IN:t/1"
    assert device("FG-1", "1") == key_of(NodeFact(key=device("FG-1", "1")))
