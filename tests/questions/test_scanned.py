"""What a scan says and means: labels in every form, with separators lost and characters wrong."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.questions.errors import BadRequest
from app.questions.reading import Backed
from app.questions.scanned import LONGEST, NOT_KNOWN, Scanned, scan
from app.questions.view import View
from graph_model.keys import split
from identifiers import canonical
from tests.quality.test_simulated import simulated
from tests.questions.test_sites import STEPS, seen_by, two_plants
from tests.support.build import Plant, device, key, lot
from tests.support.duplicates import merging
from tests.support.memory import MemoryReader, MemoryStore
from tests.support.scans import (
    Elements,
    check_digit,
    forms,
    gtin,
    hibcc,
    in_brackets,
    with_separators,
    without_separators,
)

SEEDS = range(2)
DI = gtin(1)
MATERIAL, IDENTIFIER = key("material", "FG"), key("di", DI)
EXPIRES = ("17", "271231")


@dataclass(frozen=True)
class Label:
    """A label of the plant, and the records that it means by the files alone."""

    text: str
    elements: Elements
    meant: tuple[str, ...]


@cache
def plant(seed: int) -> tuple[MemoryReader, list[Label]]:
    """A simulated plant and all its labels."""
    with TemporaryDirectory() as folder:
        reader = simulated(seed, Path(folder)).reader()
    return reader, list(labels(reader))


def labels(reader: MemoryReader) -> Iterable[Label]:
    edges = [edge for out in reader._out.values() for edge in out if edge.type == "IDENTIFIED_BY"]
    materials: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        materials[split(edge.target).parts[0]].append(edge.source)
    keys = set(reader._cards)
    for card in reader._cards.values():
        text = str(card.properties.get("udi", ""))
        elements = re.findall(r"\((\d\d)\)([^(]*)", text)
        if not elements:
            continue
        of = dict(elements)
        named = {split(material).parts[0] for material in materials[of["01"]]}
        items = [
            f"{prefix}:plant/{material}/{of[ai]}"
            for prefix, ai in (("device", "21"), ("lot", "10"))
            for material in sorted(named)
            if ai in of
        ]
        known = [item for item in items if item in keys]
        yield Label(text, elements, (*known, *sorted(materials[of["01"]]), f"di:plant/{of['01']}"))


def ask(reader: Backed, text: str, first: int = 500, as_of: str | None = None) -> Scanned:
    return scan(reader, text, first, View(as_of))


def found(scanned: Scanned) -> tuple[str, ...]:
    return tuple(card.key for card in scanned.cards)


def rules(scanned: Scanned) -> set[str]:
    return {said.rule for said in scanned.findings}


def said(scanned: Scanned) -> tuple[str | None, str | None, str | None, str]:
    pi = scanned.parsed.pi
    return scanned.parsed.di, pi.lot, pi.serial_number, str(pi.expires)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_label_of_a_plant_means_its_records_in_every_form(seed: int) -> None:
    reader, all_labels = plant(seed)
    assert len(all_labels) > 30
    for label in all_labels:
        asked = {form: ask(reader, text) for form, text in forms(label.elements).items()}
        plain = asked["brackets"]
        assert label.meant[0].startswith(("device:", "lot:"))
        assert {form: found(one) for form, one in asked.items()} == dict.fromkeys(asked, label.meant)
        assert {said(one) for one in asked.values()} == {said(plain)}
        assert {one.separators_lost for one in asked.values()} == {False}
        assert not any(one.may_be_number or one.parsed.has_errors for one in asked.values())
        assert {NOT_KNOWN in rules(one) for one in asked.values()} == {False}


@pytest.mark.parametrize("seed", SEEDS)
def test_lost_separators_are_flagged_and_known_lots_decide(seed: int) -> None:
    reader, all_labels = plant(seed)
    for label in all_labels:
        # By number: as the simulator's own labels have it, no separator of a lot's label can be lost.
        for elements in (label.elements, sorted(label.elements)):
            scanned = ask(reader, without_separators(elements))
            needed = with_separators(elements) != without_separators(elements)
            assert (scanned.separators_lost, found(scanned)) == (needed, label.meant)
            assert ("separator_resolved" in rules(scanned)) == needed
            assert said(scanned) == said(ask(reader, label.text))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_wrong_character_is_a_finding_or_says_another_thing(seed: int) -> None:
    reader, all_labels = plant(seed)
    for label in [all_labels[0], all_labels[-1]]:
        for at in range(4, len(label.text)):
            if label.text[at].isdigit() and label.text[at - 1] != "(" and label.text[at + 1 : at + 2] != ")":
                wrong = label.text[:at] + str((int(label.text[at]) + 1) % 10) + label.text[at + 1 :]
                _check_wrong(reader, label, ask(reader, wrong), at)


def _check_wrong(reader: MemoryReader, label: Label, scanned: Scanned, at: int) -> None:
    if at < len("(01)") + 14:
        assert {"check_failed", NOT_KNOWN} <= rules(scanned)
        assert found(scanned) == ()
        return
    read = [(e.id, e.value) for e in scanned.parsed.elements]
    assert in_brackets(read) != label.text
    changed = {
        ai for (ai, _), (_, value) in zip(read, label.elements, strict=True) if (ai, value) not in read
    }
    if changed != {"17"}:
        label_items = [ai for ai in ("21", "10") if ai in dict(label.elements)]
        gone = [key for key, ai in zip(label.meant, label_items, strict=False) if ai in changed]
        others = set(found(scanned)) - set(label.meant)
        assert NOT_KNOWN in rules(scanned) or others
        assert not set(gone) & set(found(scanned))


def one_plant(*numbers: str, material: str = "FG") -> Plant:
    """Lots of a material with a UDI-DI."""
    made = Plant()
    made.node(IDENTIFIER, udi_di=DI, agency="GS1", type="primary")
    made.context("IDENTIFIED_BY", made.node(key("material", material), uom="u"), IDENTIFIER)
    for number in numbers:
        made.context(
            "INSTANCE_OF", made.node(lot(material, number), lot_number=number), key("material", material)
        )
    return made


_PART = st.text(st.sampled_from("AZaz09(-)/%+.!_=<>*'\"?,;:&"), min_size=1, max_size=20)


def _is_plain(value: str) -> bool:
    """Whether no bracket of it would open an element, which only a backslash tells apart in writing."""
    return not re.search(r"\(\d{2,4}\)", value)


@settings(max_examples=40, deadline=None)
@given(number=_PART.filter(_is_plain), serial=_PART.filter(_is_plain))
def test_any_lot_and_serial_are_found_again_in_every_form(number: str, serial: str) -> None:
    memory, made = MemoryStore(), one_plant(number)
    unit = made.node(device("FG", serial), serial_number=serial)
    made.context("INSTANCE_OF", unit, MATERIAL)
    made.commit(memory)
    elements = [("01", DI), EXPIRES, ("10", number), ("21", serial)]
    meant = (unit, lot("FG", number), MATERIAL, IDENTIFIER)
    texts = forms(elements)
    if "{GS}" in number or "^" in number:
        del texts["written separators"]
    asked = [ask(memory.reader(), text) for text in texts.values()]
    assert {(found(one), said(one)) for one in asked} == {(meant, (DI, number, serial, "2027-12-31"))}
    assert len({canonical(one.parsed) for one in asked}) == 1


_CODE = st.text(st.sampled_from("ABCXYZ0123456789"), min_size=1, max_size=13)


@settings(max_examples=30, deadline=None)
@given(product=_CODE, number=_CODE, serial=_CODE)
def test_hibcc_labels_are_found_again(product: str, number: str, serial: str) -> None:
    di = f"A123{product}1"
    memory, made = MemoryStore(), Plant()
    made.node(key("di", di), udi_di=di, agency="HIBCC")
    made.context("IDENTIFIED_BY", made.node(MATERIAL), key("di", di))
    batch = made.node(lot("FG", number), lot_number=number)
    unit = made.node(device("FG", serial), serial_number=serial)
    made.commit(memory)
    material = (MATERIAL, key("di", di))
    for text, meant in (
        (hibcc(di), material),
        (hibcc(di, f"/$$3271231{number}"), (batch, *material)),
        (hibcc(di, f"/$$3271231{number}/S{serial}"), (unit, batch, *material)),
    ):
        scanned = ask(memory.reader(), text)
        assert (scanned.parsed.agency.value, scanned.parsed.di, found(scanned)) == ("HIBCC", di, meant)
        wrong = ask(memory.reader(), text[:-1] + ("A" if text[-1] != "A" else "B"))
        assert rules(wrong) & {"check_failed", "check_space_lost"}


def test_iccbba_labels_are_found(memory: MemoryStore) -> None:
    di = "W0000XYZ100T0476"
    made = Plant()
    made.node(key("di", di), udi_di=di, agency="ICCBBA")
    made.context("IDENTIFIED_BY", made.node(MATERIAL), key("di", di))
    unit = made.node(device("FG", "000025"), serial_number="000025")
    graft = made.node(lot("FG", "A999914123456"), lot_number="A999914123456")
    made.commit(memory)
    scanned = ask(memory.reader(), f"=/{di}=,000025=A99991412345600=>014032")
    assert (scanned.parsed.agency.value, str(scanned.parsed.pi.expires)) == ("ICCBBA", "2014-02-01")
    assert found(scanned)[0] == unit
    donated = scanned.parsed.pi.donation_number
    assert (donated, graft in found(scanned)) == ("A99991412345600", False)


@pytest.mark.parametrize(
    "text",
    [
        "MO00001",
        "0004707",
        "012345",
        "12",
        "Rheintal Polymere",
        "出口",
        "X000001",
        "<script>",
        "(",
        "%",
        "🧪",
        "(foo)",
        "(10)",
        "+49 123 456",
        "=x",
        "https://example.com/foo",
    ],
)
def test_what_is_no_identifier_says_and_means_nothing(memory: MemoryStore, text: str) -> None:
    one_plant(text).commit(memory)
    scanned = ask(memory.reader(), text)
    assert (scanned.is_read, scanned.may_be_number, scanned.cards, scanned.more) == (False, True, (), False)
    assert ("unrecognised" in rules(scanned), said(scanned)) == (True, (None, None, None, "None"))


@pytest.mark.parametrize(
    ("text", "is_number"),
    [
        (DI, True),
        (f"01{DI}", False),
        (f"01{DI}10A", False),
        ("10A", True),
        ("]C110A", False),
        ("(10)A", False),
        ("1001", True),
        ("4149521234000014", True),
        ("4149521234000013", False),
        (f"01{DI[:-1]}{(int(DI[-1]) + 1) % 10}", True),
    ],
)
def test_digits_alone_may_be_a_number_of_ones_own(memory: MemoryStore, text: str, is_number: bool) -> None:
    one_plant("A").commit(memory)
    scanned = ask(memory.reader(), text)
    assert (scanned.is_read, scanned.may_be_number) == (True, is_number)


def test_a_label_without_di_means_every_lot_of_the_number(memory: MemoryStore) -> None:
    made = one_plant("A", "AB")
    other = made.node(lot("RM", "A"), lot_number="A")
    made.commit(memory)
    assert found(ask(memory.reader(), "]C110A")) == (lot("FG", "A"), other)
    assert found(ask(memory.reader(), f"(01){DI}(10)A")) == (lot("FG", "A"), MATERIAL, IDENTIFIER)


def test_no_more_than_the_first_are_told_and_that_there_are_more(memory: MemoryStore) -> None:
    one_plant("A").commit(memory)
    text = f"(01){DI}(10)A"
    told = [(found(one), one.more) for one in (ask(memory.reader(), text, first) for first in (1, 2, 3))]
    whole = (lot("FG", "A"), MATERIAL, IDENTIFIER)
    assert told == [(whole[:1], True), (whole[:2], True), (whole, False)]


def test_a_number_that_nobody_knows_is_said_where_it_stands(memory: MemoryStore) -> None:
    one_plant("A").commit(memory)
    scanned = ask(memory.reader(), f"(01){DI}(10)B(21)7")
    assert found(scanned) == (MATERIAL, IDENTIFIER)
    assert [(one.rule, one.severity, one.message, one.position) for one in scanned.findings] == [
        (NOT_KNOWN, "warning", "no record here is known by lot 'B'", 22),
        (NOT_KNOWN, "warning", "no record here is known by serial_number '7'", 27),
    ]


def test_where_several_known_lots_fit_the_lots_of_all_are_told(memory: MemoryStore) -> None:
    one_plant("V10025", "V1002521JG").commit(memory)
    scanned = ask(memory.reader(), f"01{DI}10V1002521JG21FMG4")
    assert (scanned.separators_lost, "separator_ambiguous" in rules(scanned)) == (True, True)
    assert scanned.parsed.pi.lot == "V1002521JG21FMG4"
    assert found(scanned) == (lot("FG", "V10025"), lot("FG", "V1002521JG"), MATERIAL, IDENTIFIER)


def test_lots_of_other_materials_part_nothing(memory: MemoryStore) -> None:
    made = one_plant("A")
    made.node(lot("RM", "V10025"), lot_number="V10025")
    made.commit(memory)
    scanned = ask(memory.reader(), f"01{DI}10V1002521JG")
    assert (scanned.separators_lost, scanned.parsed.pi.lot) == (True, "V1002521JG")
    assert found(scanned) == (MATERIAL, IDENTIFIER)


def test_a_lot_that_is_known_as_it_stands_lost_no_separator(memory: MemoryStore) -> None:
    one_plant("V1002521JG").commit(memory)
    scanned = ask(memory.reader(), f"01{DI}10V1002521JG")
    assert (scanned.separators_lost, rules(scanned)) == (False, {"separator_resolved"})
    assert found(scanned)[0] == lot("FG", "V1002521JG")


def test_a_lot_of_a_material_without_di_is_found_by_its_own_label(memory: MemoryStore) -> None:
    made = Plant()
    labelled = made.node(lot("X", "A"), lot_number="A", udi=f"01{DI}17271231" + "10A")
    renamed = made.node(lot("X", "00A"), lot_number="00A", udi=f"(01){DI}(10)A")
    made.node(lot("Y", "A"), lot_number="A", udi=f"(01){gtin(2)}(10)A")
    made.node(lot("Z", "A"), lot_number="A")
    made.commit(memory)
    assert found(ask(memory.reader(), f"]d201{DI}10A")) == (renamed, labelled)


def test_a_lot_whose_key_names_the_di_is_found(memory: MemoryStore) -> None:
    made = Plant()
    made.node(lot(DI, "A"), lot_number="A")
    made.node(key("material", DI))
    made.commit(memory)
    scanned = ask(memory.reader(), f"urn:epc:class:lgtin:{DI[1:8]}.{DI[0]}{DI[8:13]}.A")
    assert found(scanned) == (lot(DI, "A"), key("material", DI))


def test_records_that_are_only_referred_to_and_those_with_an_id_are_found(memory: MemoryStore) -> None:
    made = one_plant()
    made.link("CONSUMED_IN", lot("FG", "A", "77"), "step:t/production/MO1", "1", stub=True)
    made.link("CONSUMED_IN", device("FG", "S"), "step:t/production/MO1", "1", stub=True)
    made.commit(memory)
    scanned = ask(memory.reader(), with_separators([("01", DI), ("10", "A"), ("21", "S")]))
    assert found(scanned)[:2] == (device("FG", "S"), lot("FG", "A", "77"))


@pytest.mark.parametrize("stored", [DI, DI[1:]])
def test_a_gtin_is_one_however_many_zeros_it_has(memory: MemoryStore, stored: str) -> None:
    made = Plant()
    made.node(key("di", stored), udi_di=stored)
    made.context("IDENTIFIED_BY", made.node(MATERIAL), key("di", stored))
    made.commit(memory)
    for text in (DI, DI[1:], f"01{DI}", f"(01){DI}", f"]E0{DI[1:]}"):
        assert found(ask(memory.reader(), text)) == (MATERIAL, key("di", stored))


def test_packages_are_found_by_sscc_in_every_form(memory: MemoryStore) -> None:
    digits = "0" + "952123400000001"[:16].rjust(16, "0")
    sscc = digits + check_digit(digits)
    made = one_plant("A")
    packages = [made.node(key("package", sscc, *cycle), sscc=sscc) for cycle in ((), ("2",))]
    made.commit(memory)
    for text in (sscc, f"00{sscc}", f"]C100{sscc}", f"(00){sscc}", f"https://example.com/00/{sscc}"):
        assert found(ask(memory.reader(), text)) == tuple(packages)
    inside = ask(memory.reader(), f"(00){sscc}(02){DI}(37)10(10)A")
    assert found(inside) == (lot("FG", "A"), *packages, MATERIAL, IDENTIFIER)
    wrong = ask(memory.reader(), f"(00){sscc[:-1]}{(int(sscc[-1]) + 1) % 10}")
    assert (found(wrong), rules(wrong)) == ((), {"check_failed", NOT_KNOWN})


def test_parties_and_places_are_found_by_gln_in_every_form(memory: MemoryStore) -> None:
    gln = "952123400001" + check_digit("952123400001")
    made = Plant()
    parties = [made.node(key(prefix, "1"), gln=gln) for prefix in ("customer", "supplier")]
    places = [made.node(key(prefix, gln)) for prefix in ("location", "site")]
    part = made.node(key("location", f"{gln}+12"))
    made.commit(memory)
    urn = f"urn:epc:id:sgln:{gln[:7]}.{gln[7:12]}."
    for text in (
        gln,
        f"410{gln}",
        f"]C1414{gln}",
        f"(417){gln}",
        f"https://example.com/414/{gln}",
        f"{urn}0",
    ):
        assert (found(ask(memory.reader(), text)), rules(ask(memory.reader(), text)) & {NOT_KNOWN}) == (
            (*parties, *places),
            set(),
        )
    assert found(ask(memory.reader(), f"{urn}12")) == (*parties, places[0], part, places[1])


def test_the_materials_that_share_a_di_are_all_meant(memory: MemoryStore) -> None:
    made = one_plant("A")
    made.facts += one_plant("A", material="FG-2").facts
    made.commit(memory)
    second = lot("FG-2", "A"), key("material", "FG-2")
    expected = (lot("FG", "A"), second[0], MATERIAL, second[1], IDENTIFIER)
    assert sorted(found(ask(memory.reader(), f"(01){DI}(10)A"))) == sorted(expected)


def test_merged_materials_and_lots_are_found_by_either_number(memory: MemoryStore) -> None:
    made = one_plant()
    old, kept = made.node("material:u/4711"), MATERIAL
    theirs = made.node("lot:u/4711/A", lot_number="A")
    twice, other = made.node(lot("FG", "B"), lot_number="B"), made.node(lot("FG", "0B"), lot_number="0B")
    made.facts += [merging(old, kept), merging(other, twice)]
    made.commit(memory)
    assert found(ask(memory.reader(), f"(01){DI}(10)A")) == (theirs, MATERIAL, IDENTIFIER)
    for number in ("B", "0B"):
        assert found(ask(memory.reader(), f"(01){DI}(10){number}")) == (twice, MATERIAL, IDENTIFIER)
        assert found(ask(memory.reader(), f"01{DI}10{number}17271231"))[0] == twice


def test_an_asker_bound_to_a_site_is_told_nothing_of_another(memory: MemoryStore) -> None:
    made = two_plants()
    made.node(IDENTIFIER, udi_di=DI)
    made.context("IDENTIFIED_BY", key("material", "FG"), IDENTIFIER)
    for name in "AB":
        number = f"V{name}"
        made.link("PRODUCED", STEPS[name], made.node(lot("FG", number), lot_number=number), "1", "u")
    made.commit(memory)
    own, foreign, unknown = (
        ask(seen_by(memory, "A"), f"01{DI}10V{name}17271231") for name in ("A", "B", "C")
    )
    assert (found(own), own.separators_lost) == ((lot("FG", "VA"), MATERIAL, IDENTIFIER), True)
    assert found(foreign) == found(unknown) == (MATERIAL, IDENTIFIER)
    assert str(foreign.findings).replace("VB", "VC") == str(unknown.findings)
    assert str(foreign.parsed.elements).replace("VB", "VC") == str(unknown.parsed.elements)


def test_both_clocks_count(memory: MemoryStore) -> None:
    one_plant().commit(memory)
    made = Plant("later")
    made.node(lot("FG", "A"), changed="2025-02-01", lot_number="A", name="new")
    made.node(lot("FG", "A"), changed="2025-01-01", lot_number="A", name="old")
    made.commit(memory)
    text = f"(01){DI}(10)A"
    assert found(ask(memory.reader(known_at=1), text)) == (MATERIAL, IDENTIFIER)
    names = [
        ask(memory.reader(), text, 1, as_of).cards[0].properties["name"] for as_of in (None, "2025-01-15")
    ]
    assert names == ["new", "old"]


@pytest.mark.parametrize("text", ["", " \n", "x" * (LONGEST + 1), "(10)\ud800"])
def test_what_cannot_be_a_scan_is_refused(memory: MemoryStore, text: str) -> None:
    with pytest.raises(BadRequest, match="Next step: "):
        ask(memory.reader(), text)


@pytest.mark.parametrize(
    "text", ["2110" * 450, f"01{DI}21" + "10" * 950, "(10)" * 499, "+$$" * 600, "=" * LONGEST]
)
def test_a_text_that_is_made_to_hurt_is_answered(memory: MemoryStore, text: str) -> None:
    one_plant("1", "10").commit(memory)
    scanned = ask(memory.reader(), text)
    assert scanned.parsed.raw == text
