"""Documents as sources: folders of them, in any order, through the store and the questions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.questions.ask import genealogy
from graph_model.keys import make
from graph_store.store import Store
from loaders.outcome import Ignored
from loaders.plan import plan
from tests.support import epcis
from tests.support.epcis import DATA, facts_of, stated
from tests.support.loading import load_into

CHAIN = DATA / "opentraceability" / "traceback_tests.jsonld"
CANS = make("lot", epcis.NS, "urn:gdst:example.org:product:class:processor.2u", "v1-0122-2022")


@pytest.mark.parametrize("folder", ["opentraceability", "openepcis/json-2.0", "openepcis/xml-1.2", "sample"])
def test_a_folder_of_documents_is_planned(folder: str, tmp_path: Path) -> None:
    shutil.copytree(
        DATA / folder, tmp_path / "all", ignore=shutil.ignore_patterns("LICENSE", "*.md", "*.txt")
    )
    sources = plan([tmp_path / "all"], profile="epcis", namespace=None)
    assert {source.record_type for source in sources} == {"epcis"}
    assert len(sources) == len(list((tmp_path / "all").iterdir()))
    for source in sources:
        found = list(source.outcomes())
        assert found == list(source.outcomes())
        assert all(one.rows == 1 for one in found)


def test_names_and_folders_are_no_part_of_what_is_stated(tmp_path: Path) -> None:
    once, again = tmp_path / "a", tmp_path / "b"
    once.mkdir()
    again.mkdir()
    shutil.copy(CHAIN, once / "first.jsonld")
    shutil.copy(CHAIN, again / "last.jsonld")
    (one,), (other,) = (plan([path], profile="epcis", namespace=None) for path in (once, again))
    assert one.load_id == other.load_id
    assert stated(one.outcomes()) == stated(other.outcomes())


def test_another_document_beside_it_reads_a_document_anew(tmp_path: Path) -> None:
    shutil.copy(CHAIN, tmp_path / "chain.jsonld")
    (alone,) = plan([tmp_path / "chain.jsonld"], profile="epcis", namespace=None)
    epcis.document(tmp_path / "more.jsonld", [])
    (beside,) = plan([tmp_path / "chain.jsonld"], profile="epcis", namespace=None)
    assert alone.load_id != beside.load_id
    assert stated(alone.outcomes()) == stated(beside.outcomes())


def test_the_namespace_is_who_gave_the_numbers(tmp_path: Path) -> None:
    shutil.copy(CHAIN, tmp_path / "chain.jsonld")
    (source,) = plan([tmp_path], profile="epcis", namespace="plant 1")
    keys = {fact.key for one in source.outcomes() if not isinstance(one, Ignored) for fact in one.facts}
    assert all(key.partition(":")[2].startswith("plant%201/") for key in keys)


@pytest.mark.engine
def test_a_chain_is_the_same_in_a_store_as_in_memory(store: Store, tmp_path: Path) -> None:
    shutil.copy(CHAIN, tmp_path / "chain.jsonld")
    loaded = load_into(store, [tmp_path], "epcis")
    assert loaded.adds_up
    assert loaded.rejected == []
    assert [(file.read, file.accepted) for file in loaded.report.files] == [(41, 41)]
    memory = epcis.store(facts_of(epcis.outcomes(CHAIN)))
    ours, theirs = genealogy(store.reader(), [CANS]), genealogy(memory.reader(), [CANS])
    assert ours.rows == theirs.rows
    assert ours.gaps == theirs.gaps
    assert ours.links == theirs.links
    size = store.head().size
    assert all(file.repeated for file in load_into(store, [tmp_path], "epcis").report.files)
    assert store.head().size == size
