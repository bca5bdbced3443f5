"""Dossiers as somebody would make them who has the key, of parts of others, or telling otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.certified import _COPIED, _canonical, _fingerprint
from app.certified_rows import _digest
from app.dossier.joining import prove
from app.dossier.making import signed_text
from app.dossier.membership import verify_member
from app.dossier.reading import DossierError, canonical, sha256_of
from app.dossier.salted import SaltedRows
from app.dossier.verifying import verify
from app.questions.view import View
from graph_model.approval import Content, ties_of
from graph_model.facts import AnyFact, LoadBegun, LoadEnded, NodeFact, RelationshipFact
from graph_model.policy import Approver, Role
from graph_store.store import Batch
from ledger.keys import FileSigner, Rotation
from ledger.note import sign
from tests.dossier.test_verifying import CATHETERS, RESIN, TRUSTED, ledger, refused, resigned, small
from tests.support.build import Plant, device, key, lot, step
from tests.support.dossiers import SECRET, KeptLedger
from tests.support.ledger_archives import signer
from tests.support.memory import MemoryStore
from tests.support.questions import whole_plant
from tests.support.signing import QUI, account_fact, closed, signature_fact

HOLD, READING = key("hold", "H1"), key("reading", "S1", "2025")
NAMES = ("moves.csv", "a\nSigned by b")
OTHER_VIEW = "the time or the sources that the answer was asked under are not those that were signed"
PARTS = ("answer", "certificate", "checkpoint", "key", "records", "secret", "statements", "unstated")


def inspected() -> Plant:
    """A plant with a hold that stands, one that was lifted by withdrawal, and a reading."""
    plant = whole_plant()
    for number in ("H1", "H2"):
        hold = plant.node(key("hold", number), reason="odd smell")
        plant.context("DECIDED_ON", hold, CATHETERS)
    (void,) = [
        fact.key
        for fact in plant.facts
        if isinstance(fact, RelationshipFact) and fact.source == key("hold", "H2")
    ]
    plant.withdraw("DECIDED_ON", void)
    plant.context("AT_LOCATION", step("MO1"), key("location", "R1"))
    plant.context("MEASURED_AT", plant.node(READING), key("location", "R1"))
    return plant


def forged(data: bytes, change: Callable[[Any], object], key: FileSigner | None = None) -> bytes:
    """All hashes and signatures made anew, by who has the key, over what was changed."""
    body = json.loads(data)["dossier"]
    change(body)
    answer, certificate = body["answer"], body["certificate"]["certificate"]
    answer["sha256"] = _digest(answer)
    certificate |= {name: answer[name] for name in _COPIED if name in answer}
    certificate["answer_sha256"] = answer["sha256"]
    for name in ("rows", "relationships"):
        listed = answer[name]
        prints = "".join(map(_fingerprint, listed))
        certificate[name] = {"n": len(listed), "sha256": sha256_of(listed), "fingerprints": prints}
    body["certificate"]["sha256"] = sha256_of(certificate)
    digest = sha256_of(body)
    try:
        text = signed_text(digest, answer, SaltedRows(answer["rows"], bytes.fromhex(body["secret"])))
    except KeyError:  # no view to sign: nobody who makes a dossier would
        text = signed_text(digest, {**answer, "clocks": {"as_of": None}}, SaltedRows(answer["rows"], SECRET))
    signature = sign(text, key or signer()).encode().decode()
    return canonical({"dossier": body, "sha256": digest, "signature": signature}) + b"\n"


def test_a_dossier_that_is_made_anew_over_nothing_changed_holds() -> None:
    for data in (ledger(inspected()).dossier(CATHETERS, backward=True), small().dossier(RESIN)):
        assert forged(data, lambda body: None) == data
    assert _canonical({}) == canonical({})


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_another_dossier_is_refused_even_where_the_key_signs_it(part: str) -> None:
    more = Plant("more")
    more.make("MO2", [CATHETERS], [lot("FG-2", "1")])
    mine = ledger(inspected())
    elsewhere = ledger(whole_plant(), more)
    elsewhere.key = signer(2)
    ours, theirs = mine.dossier(CATHETERS, backward=True), elsewhere.dossier(lot("FG-2", "1"), backward=True)
    whole, other = json.loads(ours), json.loads(theirs)
    if part == "secret":
        other["dossier"]["secret"] = "ab" * 32
    if part == "unstated":
        other["dossier"]["unstated"] = ["material:t/none"]
    assert whole["dossier"][part] != other["dossier"][part]
    whole["dossier"][part] = other["dossier"][part]
    for data in (canonical(whole) + b"\n", resigned(whole, signer()), resigned(whole, signer(2))):
        for trusted in (TRUSTED, None):
            with pytest.raises(DossierError):
                verify(data, trusted)


def test_a_signature_of_another_dossier_is_none() -> None:
    kept = ledger(inspected())
    whole, other = (json.loads(kept.dossier(start)) for start in (RESIN, CATHETERS))
    data = canonical({**whole, "signature": other["signature"]}) + b"\n"
    assert "the dossier was altered: its sha256 is not the one that was signed" in refused(data)
    member = json.loads(prove(kept.dossier(RESIN), RESIN))
    data = canonical({**member, "signature": other["signature"]}) + b"\n"
    with pytest.raises(DossierError, match="the row is not"):
        verify_member(data, None)


def test_a_rotation_that_the_trusted_key_did_not_sign_leads_nowhere() -> None:
    kept = small()
    kept.key = signer(2)
    text = Rotation(1, 0, signer().key, signer(2).key).text
    for signers in ([signer(2)], [signer(2), signer(3)]):
        kept.rotations = [sign(text, *signers).encode()]
        (finding,) = refused(kept.dossier(RESIN))
        assert finding.startswith("the key of the dossier is refused: ")


def no_time(body: Any) -> None:
    del body["answer"]["clocks"]["as_of"]


def empty_time(body: Any) -> None:
    body["answer"]["clocks"]["as_of"] = ""


def vast(body: Any) -> None:
    commit = body["statements"]["commits"][0]
    header = json.loads(commit["header"])
    commit["header"] = canonical({**header, "n": 10**4000}).decode()


def two_lines(body: Any) -> None:
    for row in body["answer"]["rows"]:
        if row["key"] == READING:
            continue
        row["key"] = row["key"].replace("supplier:t/", "supplier:t/\nSigned by ")
    body["answer"]["relationships"] = [
        [end.replace("supplier:t/", "supplier:t/\nSigned by ") for end in link]
        for link in body["answer"]["relationships"]
    ]


def unstated_more(body: Any) -> None:
    body["unstated"] = ["material:t/none", *body["unstated"]]


def no_hold(body: Any) -> None:
    _row(body)["records"] = []


def no_form(body: Any) -> None:
    _row(body)["records"] = [HOLD]


def other_label(body: Any) -> None:
    _row(body)["records"][0]["label"] = "Release"


def twice(body: Any) -> None:
    _row(body)["records"] *= 2


def lifted(body: Any) -> None:
    hold = _row(body)["records"][0]
    _row(body)["records"].append({**hold, "key": key("hold", "H2")})


def never_stated(body: Any) -> None:
    hold = _row(body)["records"][0]
    _row(body)["records"].append({**hold, "key": key("hold", "H3")})


def made_up_udi(body: Any) -> None:
    _row(body)["udi_di"] = "04012345678901"


def _row(body: Any) -> Any:
    return next(row for row in body["answer"]["rows"] if row["key"] == CATHETERS)


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (no_time, OTHER_VIEW),
        (empty_time, OTHER_VIEW),
        (vast, "commit 1 has more statements than a commit can have"),
        (unstated_more, "material:t/none is named as without a statement, and is no part of the answer"),
        (no_hold, f"{HOLD} is stated to belong to {CATHETERS}, which does not tell of it"),
        (no_form, f"{CATHETERS} tells of records in no form"),
        (other_label, f"{CATHETERS} tells of records in no form"),
        (twice, f"{CATHETERS} tells of a record twice"),
        (lifted, f"{CATHETERS} tells of hold:t/H2, which nothing that is stated leads to"),
        (never_stated, f"{CATHETERS} tells of hold:t/H3, which nothing that is stated leads to"),
        (made_up_udi, f"{CATHETERS} has a UDI-DI that is not stated of its material"),
    ],
)
def test_what_a_row_tells_otherwise_than_the_statements_is_named(
    change: Callable[[Any], None], finding: str
) -> None:
    data = forged(ledger(inspected()).dossier(CATHETERS, backward=True), change)
    found = refused(data)
    assert [one for one in found if one.startswith(finding)] == list(found)


def test_a_key_that_would_end_its_line_is_none() -> None:
    found = refused(forged(ledger(whole_plant()).dossier(CATHETERS, backward=True), two_lines))
    assert any("Signed by " in one and one.endswith(" is no key") for one in found)
    assert not any("\n" in one for one in found if one.endswith(" is no key"))


def kept_as_of() -> KeptLedger:
    """Of two files, of which one has a name in two lines."""
    store = MemoryStore()
    inspected().commit(store)
    for name in NAMES:
        begun = LoadBegun(load=name, file=name, sha256="", profile="p/1")
        ended = LoadEnded(load=name, file=name, read=0, accepted=0, rejected=0, ignored=0)
        store.commit([begun, ended], actor="a", reason="r", batch=Batch(name, 1))
    return KeptLedger(store)


@pytest.mark.parametrize("prefer", [(), NAMES])
def test_an_answer_of_another_time_is_told_as_one(prefer: tuple[str, ...]) -> None:
    view = View(as_of="2025-03-15", prefer=prefer)
    data = kept_as_of().dossier(RESIN, view=view)
    found, member = verify(data, TRUSTED), verify_member(prove(data, RESIN), TRUSTED)
    for one in (found, member):
        assert one.to_json().items() >= {"as_of": "2025-03-15", "prefer": list(prefer)}.items()
        words = ", as of 2025-03-15" + (", preferring moves.csv, 'a\\nSigned by b'" if prefer else "")
        assert str(one.asked) == words
    now = verify(kept_as_of().dossier(RESIN), TRUSTED)
    assert (now.asked.as_of, now.asked.prefer, str(now.asked)) == (None, (), "")


def test_the_time_of_a_proof_of_membership_is_signed() -> None:
    data = kept_as_of().dossier(RESIN, view=View(as_of="2025-03-15"))
    whole = json.loads(prove(data, RESIN))
    lines = whole["signature"].split("\n")
    assert lines[5] == '{"as_of":"2025-03-15","prefer":[]}'
    for line in ('{"as_of":"2025-03-16","prefer":[]}', '{"as_of":null,"prefer":[]}', "{}", "now", None):
        told = [*lines[:5], *([] if line is None else [line]), *lines[6:]]
        with pytest.raises(DossierError, match="the signature is refused"):
            verify_member(canonical({**whole, "signature": "\n".join(told)}) + b"\n", None)
        if line in ('{"as_of":null,"prefer":[]}', "{}", "now"):
            signed = sign("\n".join(told[:6]) + "\n", signer()).encode().decode()
            with pytest.raises(DossierError, match="names no view"):
                verify_member(canonical({**whole, "signature": signed}) + b"\n", None)


def test_a_udi_di_has_its_statement_where_only_the_key_of_the_item_names_the_material() -> None:
    plant = Plant()
    plant.make("MO1", [RESIN], [lot("FG-9", "1")])
    plant.link("HAS_UNIT", lot("FG-9", "1"), device("FG-9", "7"))
    plant.context("IDENTIFIED_BY", key("material", "FG-9"), key("di", "04012345678901"))
    data = ledger(plant).dossier(RESIN)
    body = json.loads(data)["dossier"]
    assert {row["udi_di"] for row in body["answer"]["rows"]} == {None, "04012345678901"}
    assert {"material:t/FG-9", "di:t/04012345678901"} <= set(body["records"])
    assert verify(data, TRUSTED).trusted


def approved() -> KeptLedger:
    """A hold that was signed."""
    store, when = MemoryStore(), "2025-01-01T00:00:02.000000Z"
    hold = NodeFact(key=HOLD, properties={"reason": "odd smell"}, origin="decided")
    content = Content((hold,), "smell", 1, "n")
    approver = Approver(Role.QUALITY_MANAGER, "approval")
    signature = signature_fact(content, 1, approver, QUI, signed=when)
    store.commit([account_fact(QUI, changed="2025-01-01T00:00:01.000000Z")], actor="a", reason="r")
    text = {"content": content.text, "proposed_by": QUI.account}
    decided: list[AnyFact] = [closed(content, **text), signature, hold, *ties_of(content)]
    store.commit(decided, actor="a", reason="r")
    plant = whole_plant()
    plant.context("DECIDED_ON", HOLD, CATHETERS)
    plant.commit(store)
    return KeptLedger(store)


def unsigned(body: Any) -> None:
    del _row(body)["records"][0]["signatures"]


def signed_twice(body: Any) -> None:
    _row(body)["records"][0]["signatures"] *= 2


def signed_by_a_word(body: Any) -> None:
    _row(body)["records"][0]["signatures"] = ["QUI"]


def signed_otherwise(body: Any) -> None:
    _row(body)["records"][0]["signatures"][0]["role"] = "key_user"


@pytest.mark.parametrize("change", [unsigned, signed_twice, signed_otherwise])
def test_a_record_has_the_signatures_that_stand_on_it(change: Callable[[Any], None]) -> None:
    data = approved().dossier(CATHETERS, backward=True)
    assert verify(data, TRUSTED).trusted
    finding = f"{CATHETERS} tells of {HOLD} with other signatures than stand on it"
    assert refused(forged(data, change)) == (finding,)


def test_a_signature_in_no_form_is_named() -> None:
    data = forged(approved().dossier(CATHETERS, backward=True), signed_by_a_word)
    assert refused(data) == (f"{CATHETERS} tells of records in no form",)


@pytest.mark.parametrize(
    "told",
    [
        {"key": RESIN + "\nSigned by x", "label": "Lot"},
        {"key": RESIN, "label": "Lot", "quantity": 1},
        {"key": RESIN, "label": ["Lot"]},
    ],
    ids=["two lines", "a number", "no label"],
)
def test_a_member_that_is_no_row_is_refused_though_it_is_signed(told: dict[str, Any]) -> None:
    data = forged(small().dossier(RESIN), lambda body: body["answer"]["rows"][1].update(told))
    whole = json.loads(data)
    rows = whole["dossier"]["answer"]["rows"]
    salted = SaltedRows(rows, SECRET)
    leaf, place, path = salted.prove(rows[1]["key"])
    body = {
        "format": "lotgraph-dossier-member/1",
        "key": whole["dossier"]["key"],
        "leaf": leaf.decode(),
        "path": [one.hex() for one in path],
        "place": place,
        "rotations": [],
    }
    member = canonical({"member": body, "signature": whole["signature"]}) + b"\n"
    with pytest.raises(DossierError, match="what is proven is no row"):
        verify_member(member, None)


def numbers(body: Any) -> None:
    rows = body["answer"]["rows"]
    rows[0]["name"] = rows[1]["unit"] = 7


def true_counts(body: Any) -> None:
    body["answer"]["counts"] |= {"ProcessStep": True}


def no_size(body: Any) -> None:
    body["answer"]["clocks"]["known_at"] = True


def no_total(body: Any) -> None:
    body["answer"]["totals"]["by_material"][0]["material"] = None


def no_list(body: Any) -> None:
    next(row for row in body["answer"]["rows"] if row["label"] == "Customer")["by_material"] = {}


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (numbers, "has a name, unit or UDI-DI that is no text"),
        (true_counts, "`counts` is not "),
        (no_size, "`ledger` and `clocks` do not say one ledger size"),
        (no_total, "is no amount of a material"),
        (no_list, "does not list what was shipped by material"),
    ],
)
def test_what_is_no_value_of_an_answer_is_named(change: Callable[[Any], None], finding: str) -> None:
    assert any(finding in one for one in refused(forged(ledger(whole_plant()).dossier(RESIN), change)))
