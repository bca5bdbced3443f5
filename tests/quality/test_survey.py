"""The wide reads on the engines: the same as of a store in memory, whatever the size of a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.quality.check import check
from app.quality.finding import Finding
from app.quality.rules import LABELS, LINKS, NAMES
from app.quality.run import findings, measured
from app.quality.scorecard import Scorecard
from graph_model.facts import NodeFact
from graph_model.keys import prefix_of
from graph_model.nodes import BY_LABEL
from graph_model.relationships import BY_TYPE
from graph_store import paging, queries
from graph_store.history import UnknownRecord
from graph_store.reader import Reader
from graph_store.store import Store
from graph_store.survey import Survey
from tests.support.build import Plant, device, key, lot, step
from tests.support.loading import broken_files, load_into
from tests.support.memory import MemoryStore
from tests.support.questions import CATHETERS, ORDER, RESIN, UDI_DI, whole_plant
from tests.support.sources import AnyStore, load
from tests.support.survey import found_in, places


def sick_plant() -> Plant:
    """A plant with something wrong in every way that reads differ by."""
    plant = whole_plant()
    plant.context("IDENTIFIED_BY", key("material", "FG-1"), plant.node(key("di", UDI_DI), udi_di=UDI_DI))
    plant.context("IDENTIFIED_BY", plant.node(key("material", "FG-2")), key("di", UDI_DI))
    plant.node(lot("RM-1", "1", "2"), lot_number="1", manufactured="2025-02-01", expires="2025-01-31")
    plant.node(RESIN, lot_number="1")
    plant.link("CONSUMED_IN", RESIN, ORDER, "1", event_time="2025-01-31", same_as_key="one")
    plant.link("CONSUMED_IN", RESIN, ORDER, "2", event_time="2025-01-31", same_as_key="one")
    plant.link("CONSUMED_IN", lot("RM-7", "1"), step("MO7"), "1", stub=True)
    plant.link("SHIPPED_IN", CATHETERS, key("shipment", "S7"), "0", "u", event_time="2025-01-01")
    plant.withdraw("SHIPPED_IN", plant.link("SHIPPED_IN", CATHETERS, key("shipment", "S1"), "7", "u"))
    for serial in ("1", "2"):
        unit = plant.node(device("FG-1", serial), serial_number="S")
        plant.link("HAS_UNIT", CATHETERS, unit)
        plant.link("PACKED_IN", unit, key("package", "P"), packed_from="2025-02-01", packed_to="2025-01-31")
    plant.link("SHIPPED_IN", key("package", "P"), key("shipment", "S1"))
    plant.link("USED_IN", key("material", "RM-1"), step("MO8"), "0")
    plant.context("PART_OF", plant.node(key("step", "production", "MO1", "10")), ORDER)
    plant.node(key("release", "1"))
    plant.node(key("inspection", "1"), result="failed")
    plant.context("INSPECTED_BY", RESIN, plant.node(key("inspection", "2")))
    plant.node(key("measurement", "1"), value=3, upper_limit=2, uom="mm")
    plant.node(key("reading", "T1", "1"), minimum=3, mean=2)
    return plant


def filled(store: AnyStore) -> None:
    """The plant, and a late word on one of its lots."""
    load(store, "plant", sick_plant().facts)
    load(store, "late", [NodeFact(key=lot("RM-7", "1"), properties={"lot_number": "1"})])


def found_on(store: Store, reader: Reader, *names: str) -> list[Finding]:
    return list(check(Survey(store, reader), lambda: (), names=names or NAMES))


@pytest.mark.parametrize("label", sorted({label for label, _, _ in LINKS}))
def test_a_query_asks_for_the_relationships_of_its_rule(label: str) -> None:
    also = {"MEASURED_AT": "MEASURED_AT|AT_LOCATION"}
    wanted = {
        (also.get(type_, type_), label in BY_TYPE[type_].sources) for name, type_, _ in LINKS if name == label
    }
    text = queries.text(f"joined_{label}")
    asked = re.findall(r"\(a:(\w+) \{key: k\}\)(<?)-\[r:([A-Z_|]+)\]-(>?)\(\)", text)
    assert {(types, bool(away)) for _, into, types, away in asked if bool(into) != bool(away)} == wanted
    assert {of for of, *_ in asked} == {label}


@pytest.mark.engine
def test_an_engine_tells_what_the_facts_tell(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    memory = MemoryStore()
    filled(memory)
    filled(store)
    reader = store.reader()
    found = found_on(store, reader)
    assert found == found_in(memory)
    assert len({finding.rule.name for finding in found}) >= 12
    monkeypatch.setattr(paging, "PAGE", 2)
    assert found_on(store, reader) == found
    wide = Survey(store, reader)
    for label in LABELS:
        pages = list(wide.pages(label))
        keys = [key for page in pages for key in page]
        assert keys == sorted(k for k in memory.reader()._cards if prefix_of(k) == BY_LABEL[label].prefix)
        assert all(len(page) == 2 for page in pages[:-1])
    of_one = findings(store, reader, names=["missing_value", "no_origin"], load="L-late", on_progress=silent)
    assert places(list(of_one)) == [("no_origin", "", lot("RM-7", "1"))]
    with pytest.raises(UnknownRecord, match="there is no load nowhere"):
        findings(store, reader, load="nowhere", on_progress=silent)


@pytest.mark.engine
def test_what_comes_while_it_reads_is_not_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "PAGE", 2)
    plant = whole_plant()
    plant.link("CONSUMED_IN", lot("RM-2", "1"), step("MO1"))
    plant.commit(store)
    reader, names = store.reader(), ("no_origin", "more_out_than_in", "step_without_input", "duplicate")
    before = found_on(store, reader, *names)
    assert places(before) == [("no_origin", "", lot("RM-2", "1"))]
    later = Plant("later")
    later.node(RESIN, lot_number="1")
    later.make("MO2", [lot("RM-1", "0")], [lot("SA-1", "1")])
    later.link("SHIPPED_IN", CATHETERS, key("shipment", "S2"), "9", "u")
    later.commit(store)
    assert found_on(store, reader, *names) == before
    assert places(found_on(store, store.reader(), *names)) == [
        ("more_out_than_in", "", CATHETERS),
        ("no_origin", "", lot("RM-1", "0")),
        ("no_origin", "", lot("RM-2", "1")),
    ]


@pytest.mark.engine
def test_the_ledger_says_of_a_load_what_was_said_when_it_was_loaded(store: Store, tmp_path: Path) -> None:
    done = load_into(store, [broken_files(tmp_path)], "canonical")
    card = measured_of(store)
    by_load = {one.load: one for one in card.loads}
    for file in done.report.files:
        of_ledger = by_load[file.load].tally
        assert (of_ledger.needed, of_ledger.found) == (file.quality.needed, file.quality.found)
        assert by_load[file.load].rows["read"] == file.read
        assert by_load[file.load].rows["rejected"] == file.rejected
    assert [one.load for one in card.loads] == [file.load for file in done.report.files]
    (source,) = card.sources
    assert (source.source, source.rows["rejected"], source.score) == ("canonical as canonical", 1, "65.9")
    load_into(store, [broken_files(tmp_path)], "canonical")
    assert measured_of(store).to_json() == card.to_json()


def measured_of(store: Store) -> Scorecard:
    return measured(store, store.reader(), on_progress=silent)


def silent(what: str, count: int, total: int | None) -> None:
    """Tell nothing."""
