"""What a scan means, asked of the API: over memory its form, on both engines and the columns its records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api.server import create_app
from app.settings import Settings
from app.snapshot.keeper import Keeper
from app.snapshot.reader import ColumnReader
from graph_store.store import Store
from tests.quality.test_simulated import simulated
from tests.questions.test_scanned import DI, IDENTIFIER, MATERIAL, ask, found, labels, one_plant
from tests.support.api import asked, error_of
from tests.support.build import Plant, device, key, lot
from tests.support.columns import offline
from tests.support.memory import MemoryStore
from tests.support.scans import GS, check_digit, forms, without_separators

SCAN = """query Q($text: String!, $first: Int!, $at: Int, $asOf: String) {
  scan(text: $text, first: $first, knownAt: $at, asOf: $asOf) {
    agency form di lot serial expires manufactured canonical separatorsLost mayBeNumber more
    findings { rule severity message position } nodes { __typename key } } }"""


@pytest.fixture
def small() -> Iterator[TestClient]:
    """The application over one lot, without an engine."""
    memory = MemoryStore()
    one_plant("A").commit(memory)
    with TestClient(create_app(Settings(), store=memory)) as client:
        yield client


def scanned(api: TestClient, text: str, first: int = 500, **arguments: object) -> dict[str, Any]:
    said: dict[str, Any] = asked(api, SCAN, text=text, first=first, **arguments)["scan"]
    return said


def test_a_label_is_told_with_its_records(small: TestClient) -> None:
    assert scanned(small, f"]d201{DI}1127010110A{GS}2177", first=2) == {
        "agency": "GS1",
        "form": "element string",
        "di": DI,
        "lot": "A",
        "serial": "77",
        "expires": None,
        "manufactured": "2027-01-01",
        "canonical": f"(01){DI}(10)A(21)77(11)270101",
        "separatorsLost": False,
        "mayBeNumber": False,
        "more": True,
        "findings": [
            {
                "rule": "not_known",
                "severity": "warning",
                "message": "no record here is known by serial_number '77'",
                "position": 33,
            }
        ],
        "nodes": [
            {"__typename": "Lot", "key": lot("FG", "A")},
            {"__typename": "Material", "key": MATERIAL},
        ],
    }


def test_what_is_no_identifier_is_null(small: TestClient) -> None:
    finding = scanned(small, "MO00001").pop("findings")
    assert [one["rule"] for one in finding] == ["unrecognised"]
    assert {k: v for k, v in scanned(small, "MO00001").items() if k != "findings"} == {
        **dict.fromkeys(("agency", "form", "di", "lot", "serial", "expires", "manufactured", "canonical")),
        "separatorsLost": False,
        "mayBeNumber": True,
        "more": False,
        "nodes": [],
    }


@pytest.mark.parametrize(
    ("text", "first", "as_of"),
    [(DI, 0, None), (DI, 501, None), (" ", 1, None), ("1" * 2001, 1, None), (DI, 1, "yesterday")],
)
def test_what_cannot_be_asked_is_refused(small: TestClient, text: str, first: int, as_of: str | None) -> None:
    error = error_of(small, SCAN, text=text, first=first, asOf=as_of)
    assert error["code"] == "BAD_REQUEST"
    assert error["nextStep"]


def test_both_clocks_count(small: TestClient) -> None:
    assert scanned(small, f"(01){DI}(10)A", at=0)["nodes"] == []
    assert scanned(small, f"(01){DI}(10)A", asOf="2020-01-01")["nodes"] != []


def test_engines_and_columns_mean_what_memory_means(store: Store, tmp_path: Path) -> None:
    memory = simulated(0, tmp_path / "files")
    for facts in memory.commits:
        for start in range(0, len(facts), 4000):
            store.commit(facts[start : start + 4000], actor="test", reason="test")
    plain = memory.reader()
    keeper = Keeper(store, tmp_path)
    keeper.start()
    try:
        with store.reader() as reader, _columns(keeper) as columns:
            for label in list(labels(plain))[::12]:
                texts = [*forms(label.elements).values(), without_separators(sorted(label.elements))]
                for text in texts:
                    expected = found(ask(plain, text))
                    assert expected == label.meant
                    assert [found(ask(one, text)) for one in (reader, columns)] == [expected, expected]
    finally:
        keeper.close()


def _columns(keeper: Keeper) -> ColumnReader:
    """A reader over the columns, once they are there."""
    while True:
        reader = keeper.reader()
        if isinstance(reader, ColumnReader):
            return reader
        reader.__exit__(None, None, None)


def test_engines_find_by_whole_numbers_alone(store: Store) -> None:
    gln = "952123400001" + check_digit("952123400001")
    made = one_plant("A", "AB", "a", " A", "A/1", "'")
    made.node(device("FG", "A"), serial_number="A")
    made.node(key("location", gln))
    made.node(key("location", f"{gln}+12"))
    made.node(key("location", f"1{gln}"))
    made.commit(store)
    later = one_plant("A", material="later")
    later.commit(store)
    with store.reader(known_at=1) as reader:
        assert reader.numbered("Lot", "lot_number", ["A"]) == [lot("FG", "A")]
        assert reader.numbered("Lot", "lot_number", ["A/1", "'", "a", "A", "B", "A"]) == sorted(
            lot("FG", number) for number in ("A", "a", "A/1", "'")
        )
        assert reader.numbered("Lot", "lot_number", []) == []
        assert reader.numbered("DeviceIdentifier", "udi_di", [DI]) == [IDENTIFIER]
        assert reader.numbered("Location", "key", [gln]) == [key("location", gln)]
        assert reader.numbered("Location", "key", [f"{gln}+12", "%", "t/1"]) == [key("location", f"{gln}+12")]
    with store.reader() as reader:
        assert reader.numbered("Lot", "lot_number", ["A"]) == [lot("FG", "A"), lot("later", "A")]


def test_columns_find_places_by_the_numbers_of_their_keys(small_store: MemoryStore) -> None:
    for known_at in (1, 2):
        reader = offline(small_store, known_at=known_at, rebase_at=1)
        expected = small_store.reader(known_at).numbered("Site", "key", ["1", "a/b"])
        assert reader.numbered("Site", "key", ["1", "a/b"]) == expected
        assert len(expected) == known_at
        assert reader.numbered("Site", "key", []) == []


@pytest.fixture
def small_store() -> MemoryStore:
    """Two commits, each with a site that ends in a number that is asked for, and one that does not."""
    memory = MemoryStore()
    for number in ("1", "a/b"):
        made = Plant()
        made.node(key("site", number))
        made.node(key("site", f"9{number}"))
        made.commit(memory)
    return memory
