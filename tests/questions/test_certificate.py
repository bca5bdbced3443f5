"""Certificates: issued for every answer, held by a stranger, refused at any change."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import orjson
import pytest

from app.certified import CertificateError, check
from app.errors import Refused
from app.questions.answer import Answer, Link
from app.questions.ask import genealogy, recall
from app.questions.certificate import Certificate, certify
from app.questions.scoped import ScopedReader
from app.questions.starts import STARTS, label_of
from app.questions.view import NOW, View
from graph_model.facts import LoadBegun
from graph_store.store import Batch
from ledger.keys import FileSigner
from tests.support.build import Plant, key, lot, step
from tests.support.memory import MemoryStore
from tests.support.questions import CATHETERS, ORDER, RESIN, whole_plant
from tests.support.random_plants import build
from tests.support.random_sites import World
from tests.support.site_oracle import Oracle, secrets

WORLDS = 12
MUTATIONS = int(os.environ.get("LOTGRAPH_CERTIFICATES", "150"))
SIGNER = FileSigner.parse(FileSigner.generate("plant.example/ledger"))
OTHER = FileSigner.parse(FileSigner.generate("plant.example/ledger"))


def issued(store: MemoryStore, *keys: str, backward: bool = False) -> tuple[Certificate, bytes]:
    with store.reader() as reader:
        answer = (genealogy if backward else recall)(reader, keys)
        return certify(reader, answer), export_of(answer)


def export_of(answer: Answer) -> bytes:
    return orjson.dumps(answer.to_json(with_links=True))


def refused(certificate: bytes, export: bytes) -> str:
    with pytest.raises(CertificateError) as caught:
        check(certificate, export)
    return "\n".join(caught.value.findings)


@pytest.fixture
def whole(memory: MemoryStore) -> MemoryStore:
    whole_plant().commit(memory)
    return memory


def test_a_certificate_to_the_letter(whole: MemoryStore) -> None:
    certificate, export = issued(whole, RESIN)
    body = certificate.body()
    told = json.loads(export)
    rows, relationships = body.pop("rows"), body.pop("relationships")
    assert body == {
        "format": "lotgraph-certificate/1",
        "start": [RESIN],
        "direction": "forward",
        "clocks": {"as_of": None, "known_at": 1},
        "complete": True,
        "gaps": [],
        "counts": {"Customer": 1, "Lot": 2, "ProcessStep": 1, "Shipment": 1},
        "totals": told["totals"],
        "ledger": {"size": 1, "root": ""},
        "scope": "whole",
        "relationship_counts": {"CONSUMED_IN": 1, "DELIVERED_TO": 1, "PRODUCED": 1, "SHIPPED_IN": 1},
        "frontier": {"open": 0, "looked_at": 4, "cut": [], "entered": []},
        "answer_sha256": told["sha256"],
    }
    assert isinstance(rows, dict)
    assert isinstance(relationships, dict)
    assert (rows["n"], len(rows["fingerprints"])) == (5, 40)
    assert (relationships["n"], len(relationships["fingerprints"])) == (4, 32)
    found = check(certificate.encode(), export)
    assert (found.rows, found.relationships, found.cuts, found.scope) == (5, 4, 0, "whole")
    assert (found.complete, found.signed, found.signer) == (True, False, None)


def test_what_was_not_followed_is_named_with_its_reason(memory: MemoryStore) -> None:
    plant = whole_plant()
    wrong = plant.link("CONSUMED_IN", RESIN, step("MO2"), "1")
    plant.withdraw("CONSUMED_IN", wrong)
    plant.context("PART_OF", plant.node(step("MO1-10", "operation"), kind="operation"), ORDER)
    carton = key("package", "C1")
    plant.link(
        "PACKED_IN", CATHETERS, carton, packed_from="2025-01-01T08:00:00Z", packed_to="2025-01-02T08:00:00Z"
    )
    late = plant.link("SHIPPED_IN", carton, key("shipment", "S9"), event_time="2025-02-01T08:00:00Z")
    plant.commit(memory)
    certificate, export = issued(memory, RESIN)
    assert [cut.to_json() for cut in certificate.cuts] == [
        [RESIN, "CONSUMED_IN", step("MO2"), wrong, "withdrawn"],
        [carton, "SHIPPED_IN", key("shipment", "S9"), late, "not_inside"],
    ]
    assert check(certificate.encode(), export).cuts == 2


def test_an_answer_that_lost_a_row_gets_no_certificate(whole: MemoryStore) -> None:
    with whole.reader() as reader:
        answer = recall(reader, [RESIN])
        short = replace(answer, links=tuple(link for link in answer.links if link.type != "SHIPPED_IN"))
        with pytest.raises(Refused, match=r"SHIPPED_IN .* was passed by without a reason"):
            certify(reader, short)
        wrong = replace(answer, links=(*answer.links, Link(RESIN, "CONSUMED_IN", step("MO7"), "k")))
        with pytest.raises(Refused, match=r"MO7 k was followed and is not found again"):
            certify(reader, wrong)
        later = replace(answer, known_at=7)
        with pytest.raises(Refused, match="stands at another ledger size"):
            certify(reader, later)


def test_a_signature_is_checked_by_a_key(whole: MemoryStore) -> None:
    certificate, export = issued(whole, RESIN)
    signed = certificate.signed(SIGNER)
    found = check(signed.encode(), export, [SIGNER.key])
    assert found.signer == f"plant.example/ledger+{SIGNER.key.id.hex()}"
    assert check(signed.encode(), export).signer is None
    for one, keys, said in (
        (certificate, [SIGNER.key], "is not signed, and a key was given"),
        (signed, [OTHER.key], "is not signed by the trusted key"),
        (
            replace(certificate, signature=issued(whole, CATHETERS)[0].signed(SIGNER).signature),
            [SIGNER.key],
            "of another certificate",
        ),
    ):
        with pytest.raises(CertificateError, match=said):
            check(one.encode(), export, keys)


def test_a_change_is_named(whole: MemoryStore) -> None:
    certificate, export = issued(whole, RESIN)
    told = json.loads(export)
    without_row = {**told, "rows": [r for r in told["rows"] if r["key"] != CATHETERS]}
    assert f"joins {CATHETERS}, which is no row" in refused(certificate.encode(), orjson.dumps(without_row))
    without_edge = {**told, "relationships": told["relationships"][:1] + told["relationships"][2:]}
    said = refused(certificate.encode(), orjson.dumps(without_edge))
    assert "relationship 2 of the certified 4 is missing or altered, after lot:t/FG-1/1 SHIPPED_IN" in said
    assert f"{CATHETERS} is a row, and nothing leads to it from the start" in said
    renamed = deepcopy(told)
    renamed["rows"][0]["name"] = "Herzklinik"
    assert "row customer:t/1 is not as certified" in refused(certificate.encode(), orjson.dumps(renamed))
    added = {**told, "relationships": [*told["relationships"], [ORDER, "PRODUCED", lot("FG-1", "9"), "x"]]}
    assert "PRODUCED lot:t/FG-1/9 x is not as certified, or was added" in refused(
        certificate.encode(), orjson.dumps(added)
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "can't be read"),
        (b"[]", "is no JSON object"),
        (b'{"rows":[],"rows":[]}', "a name stands twice"),
        (b"[" * 100_000, "can't be read"),
        (b'{"a":1.5}', "1.5 is no number"),
        (b'{"a":NaN}', "NaN is no number"),
        (b"\xff", "can't be read"),
        (b"{}", "is no answer with relationships"),
    ],
)
def test_what_is_no_export_is_refused(whole: MemoryStore, data: bytes, said: str) -> None:
    certificate, _ = issued(whole, RESIN)
    assert said in refused(certificate.encode(), data)


def test_an_export_without_relationships_is_refused(whole: MemoryStore) -> None:
    certificate, _ = issued(whole, RESIN)
    with whole.reader() as reader:
        plain = orjson.dumps(recall(reader, [RESIN]).to_json())
    assert "no answer with relationships" in refused(certificate.encode(), plain)


def test_what_is_hidden_by_site_is_a_filtered_certificate(memory: MemoryStore) -> None:
    """The way to the device leads through a step of another site: the answer goes on behind it."""
    plant = Plant()
    plant.make("MO1", [RESIN], [CATHETERS])
    plant.make("MO2", [CATHETERS], [lot("KT-1", "1")])
    for order, room, site in (("MO1", "R1", "P1"), ("MO2", "R2", "P2")):
        plant.context("AT_LOCATION", step(order), plant.node(key("location", room)))
        plant.context("LOCATED_IN", key("location", room), plant.node(key("site", site)))
    plant.commit(memory)
    reader = ScopedReader(memory.reader(), frozenset([key("site", "P1")]))
    answer = recall(reader, [RESIN])
    certificate = certify(reader, answer)
    assert (certificate.scope, certificate.entered) == ("filtered", ())
    export = export_of(answer)
    assert check(certificate.encode(), export).scope == "filtered"
    whole_word = replace(certificate, scope="whole")
    assert "`scope` is whole, and the answer hides records" in refused(whole_word.encode(), export)


@pytest.mark.parametrize("seed", range(WORLDS))
def test_every_answer_of_any_asker_and_view_can_be_certified(seed: int) -> None:
    """Over plants that share lots, with merges, disputes and withdrawals; nothing foreign is told in one."""
    rng, world, store = random.Random(seed), World(seed), MemoryStore()
    begun = [LoadBegun(load=name, file=name, sha256="", profile="p/1") for name in ("first", "second.csv")]
    half = len(world.facts) // 2
    for load, part in zip(begun, (world.facts[:half], world.facts[half:]), strict=True):
        store.commit([load, *part], actor="a", reason="r", batch=Batch(load.load, 1))
    known = [key for keys in world.keys.values() for key in keys]
    starts = [key for key in sorted(store.reader().cards(known)) if label_of(key) in STARTS]
    for sites in (None, frozenset(world.sites[:1])):
        whole = store.reader()
        reader = whole if sites is None else ScopedReader(whole, sites)
        oracle = Oracle(world.facts)
        for start in rng.sample(starts, min(8, len(starts))):
            if sites is not None and not oracle.sees(sites, start):
                continue
            view = rng.choice([NOW, View(as_of="2025-03-15"), View(prefer=("second.csv",))])
            answer = rng.choice([recall, genealogy])(reader, [start], view)
            encoded = certify(reader, answer).encode()
            assert check(encoded, export_of(answer)).scope == ("whole" if sites is None else "filtered")
            if sites is not None:  # it tells what the answer tells, and cuts that may be seen
                beside = secrets([encoded.decode()]) - secrets([export_of(answer).decode()])
                assert oracle.foreign(sites).isdisjoint(beside)


def test_any_change_of_an_export_or_of_its_certificate_is_refused(memory: MemoryStore) -> None:
    rng = random.Random(1)
    refusals = 0
    for certificate, told in random_answers(memory, rng):
        check(certificate, orjson.dumps(told))
        for _ in range(10):
            altered, other = deepcopy(told), json.loads(certificate)
            target = rng.choice([altered, altered, altered, other])
            alter(rng, target)
            if (altered, other) == (told, json.loads(certificate)):
                continue
            encoded = orjson.dumps(other, option=orjson.OPT_SORT_KEYS) + b"\n"
            assert refused(encoded, orjson.dumps(altered))
            refusals += 1
            if refusals >= MUTATIONS:
                return


def random_answers(store: MemoryStore, rng: random.Random) -> Iterator[tuple[bytes, dict[str, Any]]]:
    for seed in range(10**6):
        plant = Plant(f"doc{seed}")
        made = build(seed, plant)
        one = MemoryStore()
        plant.commit(one)
        for item in rng.sample(made.items, min(3, len(made.items))):
            for backward in (False, True):
                certificate, export = issued(one, item, backward=backward)
                yield certificate.encode(), json.loads(export)


def alter(rng: random.Random, target: dict[str, Any]) -> None:
    """One change at one place: of a list an entry less, more, twice or moved; else another value."""
    holder: Any = target
    while True:
        at = rng.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        value = holder[at]
        if isinstance(value, dict | list) and value and rng.random() < 0.8:
            holder = value
            continue
        break
    how = rng.randrange(4)
    if isinstance(holder, list):
        if how == 0:
            del holder[at]
        elif how == 1:
            holder.insert(at, deepcopy(value))
        elif how == 2:
            holder.append(holder.pop(at))
        else:
            holder[at] = another(rng, value)
    elif how == 0:
        del holder[at]
    else:
        holder[at] = another(rng, value)


def another(rng: random.Random, value: object) -> object:
    """A value like this one that is not it."""
    match value:
        case bool():
            return not value
        case int():
            return rng.choice([value + 1, str(value)])
        case str():
            return rng.choice([value + "x", value[1:], value.upper(), None])
        case list():
            return [*value, "x"]
        case _:
            return rng.choice(["x", 0, {}])
