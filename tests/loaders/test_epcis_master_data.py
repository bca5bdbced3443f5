"""Vocabularies of a document's header: what things, places and parties are called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loaders.outcome import Accepted, Ignored, Outcome, Rejected
from tests.support.epcis import DATA, ends, facts_of, outcomes, settled

MDA = "urn:epcglobal:cbv:mda#"
VTYPE = "urn:epcglobal:epcis:vtype:"


def element(uri: str, **attributes: object) -> dict[str, object]:
    listed = [{"id": f"{MDA}{name}", "attribute": value} for name, value in attributes.items()]
    return {"id": uri, "attributes": listed}


def vocabulary(path: Path, type_: str, *elements: object) -> list[Outcome]:
    """The outcomes of one vocabulary, its type behind its elements."""
    whole = {
        "type": "EPCISDocument",
        "epcisHeader": {
            "epcisMasterData": {"vocabularyList": [{"vocabularyElementList": elements, "type": type_}]}
        },
        "epcisBody": {"eventList": []},
    }
    path.write_text(json.dumps(whole), "utf-8")
    return outcomes(path)


@pytest.mark.parametrize(
    ("type_", "uri", "attributes", "nodes"),
    [
        (
            "EPCClass",
            "urn:epc:idpat:sgtin:4012345.066666.*",
            {"descriptionShort": "Catheter"},
            {"material:epcis/04012345666663": {"name": "Catheter"}},
        ),
        (
            "epcclass",
            "urn:gdst:example.org:product:class:mill.1",
            {"descriptionShort": "Feed", "name": ""},
            {"material:epcis/urn%3Agdst%3Aexample.org%3Aproduct%3Aclass%3Amill.1": {"name": "Feed"}},
        ),
        (
            "BusinessLocation",
            "urn:epc:id:sgln:4012345.00001.0",
            {"name": "Plant 1"},
            {
                "location:epcis/4012345000016": {"name": "Plant 1"},
                "site:epcis/4012345000016": {"name": "Plant 1"},
            },
        ),
        (
            "ReadPoint",
            "urn:epc:id:sgln:4012345.00001.dock4",
            {"name": "Dock 4"},
            {"location:epcis/4012345000016%2Bdock4": {"name": "Dock 4"}},
        ),
        (
            "Party",
            "urn:epc:id:pgln:4012345.00001",
            {"name": "Acme", "countryCode": "DE"},
            {
                f"{prefix}:epcis/4012345000016": {"name": "Acme", "country": "DE", "gln": "4012345000016"}
                for prefix in ("customer", "supplier")
            },
        ),
    ],
)
def test_an_element_names_what_it_describes(
    tmp_path: Path, type_: str, uri: str, attributes: dict[str, object], nodes: dict[str, dict[str, str]]
) -> None:
    (found,) = vocabulary(tmp_path / "a.jsonld", f"{VTYPE}{type_}", element(uri, **attributes))
    assert isinstance(found, Accepted)
    assert settled(found.facts)[0] == nodes


@pytest.mark.parametrize(
    ("type_", "uri", "attributes", "reason"),
    [
        ("BusinessTransaction", "urn:x:1", {"name": "n"}, "no place for"),
        ("EPCClass", "urn:epc:class:lgtin:4012345.012345.L", {"name": "n"}, "no place for"),
        ("Party", "urn:x:1", {"city": "n"}, "without a name"),
        ("", "urn:x:1", {"name": "n"}, "no place for"),
        ("Party", "urn:epc:id:gsrn:95252084.000000001", {"name": "Jane"}, "no place for"),
    ],
)
def test_an_element_that_says_nothing_is_ignored(
    tmp_path: Path, type_: str, uri: str, attributes: dict[str, object], reason: str
) -> None:
    (found,) = vocabulary(
        tmp_path / "a.jsonld", f"{VTYPE}{type_}" if type_ else "", element(uri, **attributes)
    )
    assert isinstance(found, Ignored)
    assert reason in found.reason


def test_a_bad_element_is_rejected_alone(tmp_path: Path) -> None:
    good = element("urn:epc:id:pgln:4012345.00001", name="Acme")
    found = vocabulary(tmp_path / "a.jsonld", f"{VTYPE}Party", good, {"id": 7}, {"attributes": []}, good)
    assert [type(one) for one in found] == [Accepted, Rejected, Rejected, Accepted]


def test_a_vocabulary_whose_elements_are_no_list_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonld"
    path.write_text('{"type":"EPCISDocument","x":{"vocabularyList":[{"vocabularyElementList":{}}]}}')
    (found,) = outcomes(path)
    assert isinstance(found, Rejected)


XML = f"""<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:1"><EPCISHeader><extension>
<EPCISMasterData><VocabularyList><Vocabulary type="{VTYPE}BusinessLocation"><VocabularyElementList>
  <VocabularyElement id="urn:epc:id:sgln:4012345.00001.0">
    <attribute id="{MDA}name">Plant 1</attribute>
    <children><id>urn:epc:id:sgln:4012345.00001.dock4</id></children>
  </VocabularyElement>
</VocabularyElementList></Vocabulary></VocabularyList></EPCISMasterData></extension></EPCISHeader>
<EPCISBody><EventList/></EPCISBody></epcis:EPCISDocument>"""


def test_xml_and_json_say_the_same_and_children_lie_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(XML)
    plant = element("urn:epc:id:sgln:4012345.00001.0", name="Plant 1")
    plant["children"] = ["urn:epc:id:sgln:4012345.00001.dock4"]
    ours = vocabulary(tmp_path / "a.jsonld", f"{VTYPE}BusinessLocation", plant)
    assert settled(facts_of(outcomes(path))) == settled(facts_of(ours))
    assert ends(facts_of(ours), "LOCATED_IN") == {
        ("location:epcis/4012345000016%2Bdock4", "location:epcis/4012345000016")
    }


def test_the_materials_of_the_chain_have_their_names() -> None:
    nodes = settled(facts_of(outcomes(DATA / "opentraceability" / "all_wholechain_events.jsonld")))[0]
    names = {
        key.rpartition("class%3A")[2]: node["name"]
        for key, node in nodes.items()
        if key.startswith("material:")
    }
    assert names["feedmill.1"] == "Fish Feed"
    assert names["fishcompany.hgtuna"] == "HG Yellowfin Tuna"
    assert len(names) == 11
