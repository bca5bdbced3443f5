"""One row is proven to be in an answer, and the file shows no other."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from app.dossier.joining import prove
from app.dossier.membership import is_member, verify_member
from app.dossier.reading import DossierError, canonical
from app.questions.errors import QuestionError
from ledger.verify_notes import read_key
from tests.support.build import Plant, device, key, lot
from tests.support.dossiers import SECRET, KeptLedger
from tests.support.ledger_archives import signer
from tests.support.memory import MemoryStore

RESIN, FINISHED = lot("RM-1", "0007"), lot("FG-1", "L77")
SERIALS = [f"SN{n:05d}" for n in range(1001, 1010)]
MINE = device("FG-1", SERIALS[4])
TRUSTED = read_key(str(signer().key))


@pytest.fixture(scope="module")
def dossier() -> bytes:
    """Nine devices of one lot, made of one lot of resin and shipped to two hospitals."""
    plant = Plant()
    plant.make("MO1", [RESIN], [FINISHED])
    for at, serial in enumerate(SERIALS):
        plant.link("HAS_UNIT", FINISHED, device("FG-1", serial))
        plant.ship(device("FG-1", serial), f"hospital-{at % 2}", f"SH{at % 2}")
    store = MemoryStore()
    plant.commit(store)
    return KeptLedger(store).dossier(RESIN)


def test_the_row_is_told_and_nothing_of_any_other(dossier: bytes) -> None:
    data = prove(dossier, MINE)
    found = verify_member(data, TRUSTED)
    whole = json.loads(dossier)
    rows = whole["dossier"]["answer"]["rows"]
    assert found.to_json() == {
        "member": {"key": MINE, "label": "Device", "quantity": "1", "udi_di": None, "unit": "u"},
        "dossier": whole["sha256"],
        "direction": "forward",
        "as_of": None,
        "prefer": [],
        "rows": len(rows),
        "ledger": whole["dossier"]["answer"]["ledger"],
        "key": f"plant.example/ledger+{signer().key.id.hex()}",
        "trusted": True,
    }
    text = data.decode()
    others = {row["key"] for row in rows} - {MINE}
    assert [other for other in others if other in text] == []
    words = [*SERIALS, "0007", "L77", "RM-1", "MO1", "SH0", "SH1", "hospital-0", "hospital-1"]
    assert [word for word in words if word in text] == [SERIALS[4]]
    assert whole["dossier"]["secret"] not in text


def test_a_sibling_is_not_found_by_hashing_candidates(dossier: bytes) -> None:
    member = json.loads(prove(dossier, MINE))["member"]
    rows = json.loads(dossier)["dossier"]["answer"]["rows"]
    names = ("key", "label", "quantity", "unit", "udi_di")
    told = [{name: row[name] for name in names} for row in rows if row["key"] != MINE]
    known = json.loads(member["leaf"])["salt"]
    salted = [{"row": row, "salt": salt} for row, salt in product(told, ("", known, "00" * 32))]

    def hashes(leaves: list[Any]) -> set[str]:
        prefixes = (b"", b"\x00", b"\x01")
        spelled = [canonical(leaf) for leaf in leaves] + [
            str(leaf.get("key", "")).encode() for leaf in leaves
        ]
        return {hashlib.sha256(prefix + one).hexdigest() for prefix, one in product(prefixes, spelled)}

    siblings = set(member["path"])
    assert hashes([*told, *salted]) & siblings == set()
    # Who has the secret finds one at once: what is looked for above is what stands there.
    true = [{"row": r, "salt": hmac.digest(SECRET, r["key"].encode(), "sha256").hex()} for r in told]
    assert len(hashes(true) & siblings) == 1


def test_a_place_says_nothing_of_the_order_of_keys(dossier: bytes) -> None:
    places = [json.loads(prove(dossier, device("FG-1", serial)))["member"]["place"] for serial in SERIALS]
    assert len(set(places)) == len(places)
    assert places != sorted(places)


@pytest.mark.parametrize("flip", [1, 0x20, 0x80])
def test_every_byte_flipped_in_turn_is_refused(dossier: bytes, flip: int) -> None:
    data = prove(dossier, MINE)
    held = []
    for at in range(len(data)):
        flipped = bytearray(data)
        flipped[at] ^= flip
        try:
            verify_member(bytes(flipped), None)
        except DossierError:
            continue
        held.append(at)
    assert held == []


def other_leaf(body: Any) -> None:
    body["leaf"] = body["leaf"].replace(SERIALS[4], SERIALS[5])


def other_place(body: Any) -> None:
    body["place"] ^= 1


def longer(body: Any) -> None:
    body["path"].append("00" * 32)


def shorter(body: Any) -> None:
    body["path"].pop()


def beyond(body: Any) -> None:
    body["place"] = 10_000


def another_key(body: Any) -> None:
    body["key"] = str(signer(2).key)


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (other_leaf, "the row is not one of the answer"),
        (other_place, "the row is not one of the answer"),
        (longer, "the row is not proven: the path is too long"),
        (shorter, "the row is not proven: the path is too short"),
        (beyond, "the row is not proven: leaves in places that the tree has not"),
        (another_key, "the dossier is not signed by the key that it names"),
    ],
)
def test_a_proof_of_something_else_is_none(
    dossier: bytes, change: Callable[[Any], None], finding: str
) -> None:
    whole = json.loads(prove(dossier, MINE))
    change(whole["member"])
    with pytest.raises(DossierError) as caught:
        verify_member(canonical(whole) + b"\n", None)
    assert caught.value.findings == (finding,)


def test_a_key_that_is_no_row_is_refused(dossier: bytes) -> None:
    for other in (device("FG-1", "SN1"), key("material", "FG-1"), "nothing"):
        with pytest.raises(QuestionError, match="is no row of this answer"):
            prove(dossier, other)


def test_no_proof_is_made_from_a_dossier_that_does_not_hold(dossier: bytes) -> None:
    with pytest.raises(DossierError):
        prove(dossier.replace(b"hospital-0", b"hospital-9"), MINE)


def test_another_key_is_refused_where_one_is_trusted(dossier: bytes) -> None:
    data = prove(dossier, MINE)
    with pytest.raises(DossierError, match="not signed by the trusted key"):
        verify_member(data, read_key(str(signer(2).key)))
    assert (is_member(data), is_member(dossier)) == (True, False)
