"""What URIs name: one thing in every spelling, and nothing lost of what is no GS1 key."""

from __future__ import annotations

import pytest

from loaders.epcis.things import Kind, thing_of

GDST = "urn:gdst:example.org"


@pytest.mark.parametrize(
    ("uri", "kind", "material", "number"),
    [
        ("urn:epc:id:sgtin:4012345.011122.25", Kind.DEVICE, "04012345111224", "25"),
        ("https://id.gs1.org/01/04012345111224/21/25", Kind.DEVICE, "04012345111224", "25"),
        ("https://dl.example.com/stem/01/4012345111224/21/25?17=261231", Kind.DEVICE, "04012345111224", "25"),
        ("urn:epc:id:sgtin:4012345.011122.a%2Fb", Kind.DEVICE, "04012345111224", "a/b"),
        ("urn:epc:class:lgtin:4012345.012345.998877", Kind.LOT, "04012345123456", "998877"),
        ("https://id.gs1.de/01/04012345123456/10/998877", Kind.LOT, "04012345123456", "998877"),
        ("urn:epc:idpat:sgtin:4012345.066666.*", Kind.MATERIAL, "04012345666663", "04012345666663"),
        ("https://id.gs1.org/01/04012345666663", Kind.MATERIAL, "04012345666663", "04012345666663"),
        ("urn:epc:id:sscc:4012345.0000000333", Kind.PACKAGE, "", "040123450000003338"),
        ("https://id.gs1.org/00/040123450000003338", Kind.PACKAGE, "", "040123450000003338"),
        ("urn:epc:id:sgln:0614141.07346.1234", Kind.PLACE, "", "0614141073467+1234"),
        ("urn:epc:id:sgln:0614141.07346.0", Kind.PLACE, "", "0614141073467"),
        ("urn:epc:id:pgln:0614141.07346", Kind.PLACE, "", "0614141073467"),
        ("https://id.gs1.org/414/0614141073467", Kind.PLACE, "", "0614141073467"),
        ("urn:epc:id:grai:4012345.55555.987", Kind.ASSET, "", "(8003)04012345555554987"),
        ("urn:epc:id:giai:4000001.111", Kind.ASSET, "", "(8004)4000001111"),
        ("urn:epc:id:cpi:4012345.ABC.123", Kind.DEVICE, "4012345ABC", "123"),
        ("urn:epc:id:itip:4012345.012345.01.02.999", Kind.DEVICE, "040123451234560102", "999"),
        ("urn:epc:id:gsrn:95252084.000000001", Kind.PERSON, "", "(8018)952520840000000010"),
        ("https://id.gs1.org/8017/952520840000000010", Kind.PERSON, "", "(8017)952520840000000010"),
        ("urn:epc:id:gdti:4012345.55555.98", Kind.OTHER, "", "(253)401234555555498"),
        ("urn:epc:idpat:grai:4012345.66666.*", Kind.OTHER, "", "(8003)04012345666663"),
    ],
)
def test_a_gs1_key_is_one_thing_in_every_spelling(uri: str, kind: Kind, material: str, number: str) -> None:
    thing = thing_of(uri)
    assert (thing.raw, thing.kind, thing.material, thing.number) == (uri, kind, material, number)


def test_urn_and_digital_link_have_one_canonical_form() -> None:
    assert thing_of("urn:epc:id:sgtin:4012345.011122.25").text == "(01)04012345111224(21)25"
    assert thing_of("https://id.gs1.org/01/04012345111224/21/25").text == "(01)04012345111224(21)25"


@pytest.mark.parametrize(
    ("uri", "kind", "material", "number"),
    [
        # Fifteen digits where an SSCC has seventeen: nobody can say which container it is, but this one.
        ("urn:epc:id:sscc:08600031303.0003", Kind.PACKAGE, "", "urn:epc:id:sscc:08600031303.0003"),
        ("urn:epc:id:sgtin:4012345.1.9", Kind.DEVICE, "urn:epc:id:sgtin:4012345.1", "9"),
        ("urn:epc:class:lgtin:4012345.1.L.9", Kind.LOT, "urn:epc:class:lgtin:4012345.1", "L.9"),
        ("urn:epc:id:sgln:1.2.0", Kind.PLACE, "", "urn:epc:id:sgln:1.2.0"),
        (f"{GDST}:product:lot:class:mill.1.f.9", Kind.LOT, f"{GDST}:product:class:mill.1", "f.9"),
        (f"{GDST}:product:serial:obj:mill.1.s9", Kind.DEVICE, f"{GDST}:product:class:mill.1", "s9"),
        (
            f"{GDST}:product:class:mill.1",
            Kind.MATERIAL,
            f"{GDST}:product:class:mill.1",
            f"{GDST}:product:class:mill.1",
        ),
        (f"{GDST}:location:loc:mill.1", Kind.PLACE, "", f"{GDST}:location:loc:mill.1"),
        (f"{GDST}:party:mill.1", Kind.PLACE, "", f"{GDST}:party:mill.1"),
        ("geo:-34.3232,1.232", Kind.PLACE, "", "geo:-34.3232,1.232"),
    ],
)
def test_what_is_no_gs1_key_is_kept_as_it_is(uri: str, kind: Kind, material: str, number: str) -> None:
    thing = thing_of(uri, instance=kind is not Kind.LOT)
    assert (thing.text, thing.kind, thing.material, thing.number) == (uri, kind, material, number)


def test_a_uri_that_says_nothing_is_what_its_list_holds() -> None:
    uri = "https://acme.example/things/17"
    one, lot = thing_of(uri), thing_of(uri, instance=False)
    assert (one.kind, lot.kind) == (Kind.DEVICE, Kind.LOT)
    assert one.material == lot.material == "https://acme.example/things"


def test_two_uris_never_become_one_thing() -> None:
    uris = [
        "urn:x:y",
        "urn:x/y",
        "urn:x#y",
        "urn:X:y",
        "urn:x:y:",
        "urn:x:",
        "https://a/x/1",
        "https://b/x/1",
    ]
    found = [thing_of(uri) for uri in uris]
    assert len({(thing.material, thing.number) for thing in found}) == len(uris)


def test_a_device_whose_link_names_its_lot() -> None:
    thing = thing_of("https://id.gs1.org/01/04012345111224/10/L1/21/25")
    assert (thing.kind, thing.number, thing.lot) == (Kind.DEVICE, "25", "L1")
    assert thing.text == thing_of("urn:epc:id:sgtin:4012345.011122.25").text


@pytest.mark.parametrize(
    ("uri", "site", "gln"),
    [
        ("urn:epc:id:sgln:0614141.07346.1234", "0614141073467", "0614141073467"),
        ("urn:epc:id:pgln:0614141.07346", "0614141073467", "0614141073467"),
        (f"{GDST}:location:loc:mill+1", f"{GDST}:location:loc:mill+1", ""),
        ("geo:0,0", "", ""),
    ],
)
def test_the_site_of_a_place(uri: str, site: str, gln: str) -> None:
    assert (thing_of(uri).site, thing_of(uri).gln) == (site, gln)


@pytest.mark.parametrize(
    ("uri", "holds"),
    [
        ("urn:epc:id:sgtin:0614141.107346.2017", True),
        ("urn:epc:id:sgtin:0614141.807346.2017", True),
        ("urn:epc:id:sgtin:0614141.007346.2017", False),
        ("urn:epc:id:sgtin:0614141.907346.2017", False),
        ("urn:epc:class:lgtin:0614141.107346.2017", False),
        ("urn:epc:id:sscc:4012345.0000000333", False),
    ],
)
def test_a_grouping_is_told_by_its_indicator_digit(uri: str, holds: bool) -> None:
    assert thing_of(uri).may_hold_others is holds


@pytest.mark.parametrize(
    ("uri", "says"),
    [
        ("https://id.gs1.org/01/04012345111223/21/25", "check digit"),
        ("urn:epc:id:sscc:08600031303.0003", "15 digits, not 17"),
        ("urn:epc:id:sgtin:4012345.011122.25", ""),
        ("https://acme.example/things/17", ""),
    ],
)
def test_what_is_wrong_with_an_identifier_is_said_and_it_is_kept(uri: str, says: str) -> None:
    odd = thing_of(uri).odd
    assert says in odd
    assert bool(odd) is bool(says)
