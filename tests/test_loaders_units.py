"""Unit codes of the sources: one meaning a system, exact or rejected with the next step."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.units import ONE, UnitError, factor, to_scaled
from loaders.units import Quantity, Unit, Units, systems, unit_of
from loaders.units.page import page
from loaders.units.tables import code_table, measure_table, unit_from
from loaders.values import BadValue

ROOT = Path(__file__).resolve().parent.parent
SYSTEMS = ("business_central", "erpnext", "odoo", "oracle", "rec20", "sap", "symbols", "ucum")
CODES = [(system, code) for system in SYSTEMS for code in code_table(system).units]


def refusal(number: str, code: str, system: str) -> tuple[str, str]:
    with pytest.raises(BadValue) as caught:
        Units(system).quantity(number, code)
    return caught.value.rule, str(caught.value)


def test_the_systems_are_those_of_the_sources() -> None:
    assert systems() == SYSTEMS


# --- each trap of the code tables by name ----------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "code", "unit", "one"),
    [
        ("sap", "KG", "kg", "1"),
        ("sap", "G", "g", "1"),
        ("sap", "L", "l", "1"),
        ("sap", "ML", "ml", "1"),
        ("sap", "M2", "m2", "1"),
        ("sap", "DZ", "dozen", "1"),
        ("sap", "TS", "u", "1000"),
        ("rec20", "KGM", "kg", "1"),
        ("rec20", "H87", "u", "1"),
        ("rec20", "C62", "u", "1"),
        ("rec20", "MTK", "m2", "1"),
        ("rec20", "GRO", "u", "144"),
        ("rec20", "GLL", "l", "3.785411784"),
        ("rec20", "HUR", "h", "1"),
        ("ucum", "[lb_av]", "lb", "1"),
        ("ucum", "L", "l", "1"),
        ("ucum", "l", "l", "1"),
        ("odoo", "Units", "u", "1"),
        ("odoo", "Pack of 6", "u", "6"),
        ("odoo", "m³", "m3", "1"),
        ("erpnext", "Nos", "u", "1"),
        ("erpnext", "Litre", "l", "1"),
        ("business_central", "PCS", "u", "1"),
        ("oracle", "Ea", "u", "1"),
    ],
)
def test_a_code_of_a_system(system: str, code: str, unit: str, one: str) -> None:
    assert unit_of(code, system) == Unit(unit, Fraction(one))


def test_sap_pieces_are_pieces_in_every_language_of_the_user() -> None:
    codes = ("ST", "PC", "PCE", "STK", "EA")
    assert {unit_of(code, "sap") for code in codes} == {Unit("u", Fraction(1))}


def test_odoo_names_are_known_in_translation_and_in_the_older_form() -> None:
    names = ("Units", "Unit(s)", "Einheit(en)", "Unité(s)", "Unidades", "Stuks", "单位")
    assert {unit_of(name, "odoo") for name in names} == {Unit("u", Fraction(1))}


def test_letter_case_means_nothing_where_names_are_names_and_something_in_codes() -> None:
    assert unit_of("units", "odoo") == unit_of("UNITS", "odoo") == Unit("u", Fraction(1))
    assert unit_of("kg", "erpnext") == unit_of("Kg", "erpnext") == Unit("kg", Fraction(1))
    assert refusal("1", "kg", "sap")[0] == "unit"
    assert refusal("1", "KG", "ucum")[0] == "unit"


def test_folding_case_joins_no_two_meanings() -> None:
    for system in SYSTEMS:
        table = code_table(system)
        if table.fold:
            meanings: dict[str, set[Unit | str]] = {}
            for code, unit in table.units.items():
                meanings.setdefault(code.casefold(), set()).add(unit)
            for code, meaning in table.no_factor.items():
                meanings.setdefault(code.casefold(), set()).add(meaning)
            assert {code: found for code, found in meanings.items() if len(found) > 1} == {}


def test_pal_is_a_pallet_in_sap_and_a_pascal_in_rec_20() -> None:
    assert refusal("2", "PAL", "sap") == (
        "unit",
        "unit 'PAL' (pallet) holds no fixed amount: export MENGE and MEINS, the quantity in the base unit",
    )
    assert refusal("2", "PAL", "rec20") == ("unit", "unit 'PAL' is a unit of measurement, not of a quantity")
    assert code_table("rec20").measures["PAL"] == "Pa"


def test_st_is_a_piece_in_sap_and_a_sheet_in_rec_20() -> None:
    assert unit_of("ST", "sap") == Unit("u", Fraction(1))
    assert "(sheet) holds no fixed amount" in refusal("1", "ST", "rec20")[1]


def test_kg_is_a_kilogram_in_sap_and_a_keg_in_rec_20() -> None:
    assert unit_of("KG", "sap") == Unit("kg", Fraction(1))
    assert "(keg) holds no fixed amount" in refusal("1", "KG", "rec20")[1]


def test_a_day_of_odoo_has_eight_hours() -> None:
    assert unit_of("Days", "odoo") == Unit("h", Fraction(8))
    assert unit_of("DAY", "rec20") == unit_of("d", "ucum") == Unit("h", Fraction(24))


def test_ounces_of_erpnext_are_ounces_and_not_its_rounded_factor() -> None:
    assert Units("erpnext").quantity("1000", "Ounce") == Quantity(value=1000 * ONE, uom="oz")
    assert factor("oz", "kg") == Fraction("0.028349523125") != Fraction("0.02835")


def test_a_ton_of_sap_may_be_short_or_metric_and_is_rejected() -> None:
    assert "installations differ" in refusal("1", "TON", "sap")[1]
    assert unit_of("TO", "sap") == Unit("t", Fraction(1))


@pytest.mark.parametrize(
    ("code", "system", "step"),
    [
        ("KAR", "sap", "export MENGE and MEINS"),
        ("CT", "sap", "export MENGE and MEINS"),
        ("XCT", "rec20", "state the quantity in pieces"),
        ("Box", "odoo", "export Quantity in Product UoM"),
        ("BOX", "odoo", "export Quantity in Product UoM"),
        ("Box", "erpnext", "export Qty Change with Stock UOM"),
        ("BOX", "business_central", "export Quantity (Base)"),
        ("CTN", "oracle", "export PRIMARY_QUANTITY"),
        ("{box}", "ucum", "state the quantity in {item}"),
        ("MON", "rec20", "state the quantity in pieces"),
    ],
)
def test_packaging_without_a_factor_is_rejected_with_what_to_export(
    code: str, system: str, step: str
) -> None:
    rule, message = refusal("5", code, system)
    assert rule == "unit"
    assert f"holds no fixed amount: {step}" in message


def test_an_unknown_code_is_rejected_with_the_system_that_knows_it() -> None:
    assert refusal("1", "KGM", "sap") == (
        "unit",
        "unit 'KGM' (a code of UN/ECE Recommendation 20) is no code of SAP; "
        "see docs/units.md, or add it to [units] of the profile",
    )
    assert refusal("1", "ZZZ", "sap")[1].startswith("unit 'ZZZ' is no code of SAP; see docs/units.md")
    assert refusal("1", " KG", "sap")[1].startswith("unit ' KG' is no code of SAP;")
    assert refusal("1", "", "sap")[1].startswith("unit '' is no code of SAP;")
    assert len(refusal("1", "x" * 10_000, "sap")[1]) < 200


def test_an_unknown_system_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(BadValue, match="no unit codes are known of 'navision', but of business_central, "):
        Units("navision")


# --- quantities -------------------------------------------------------------------------------------


def test_a_code_that_is_our_unit_converts_nothing_and_states_nothing_beside() -> None:
    quantity = Units("sap").quantity("12.5", "KG")
    assert quantity == Quantity(value=12_500_000_000, uom="kg")
    assert quantity.properties() == {"quantity": 12_500_000_000, "uom": "kg"}


def test_a_converted_quantity_keeps_what_the_source_wrote_and_the_factor() -> None:
    assert Units("rec20").quantity("2.50", "GLL").properties() == {
        "quantity": 9_463_529_460,
        "uom": "l",
        "source_quantity": "2.50",
        "source_uom": "GLL",
        "factor": "473176473/125000000",
    }


@pytest.mark.parametrize(
    ("number", "code", "says"),
    [
        ("0.0000000001", "KG", "more than 9 decimal digits"),
        ("9223372037", "KG", "is too large for a quantity"),
        ("1,5", "KG", "'1,5' is not a decimal number"),
        ("", "KG", "'' is not a decimal number"),
        ("9" * 5000, "KG", "a number of 5000 characters is too long"),
    ],
)
def test_a_number_that_is_not_exact_is_rejected_never_rounded(number: str, code: str, says: str) -> None:
    rule, message = refusal(number, code, "sap")
    assert rule == "number"
    assert says in message


@given(st.sampled_from(CODES), st.integers(0, 10**9))
def test_a_quantity_is_the_number_times_the_factor_and_goes_back_exactly(
    where: tuple[str, str], number: int
) -> None:
    system, code = where
    unit = unit_of(code, system)
    try:
        expected = to_scaled(number * unit.factor)
    except UnitError:
        assert refusal(str(number), code, system)[0] == "number"
        return
    quantity = Units(system).quantity(str(number), code)
    assert (quantity.value, quantity.uom) == (expected, unit.name)
    assert Fraction(quantity.value, ONE) / unit.factor == number
    if unit.factor != 1:
        assert (quantity.source_quantity, quantity.source_uom) == (str(number), code)
        assert Fraction(quantity.factor) == unit.factor


# --- the quantity in the base unit beside the one that was entered ----------------------------------


def test_packaging_is_taken_where_the_row_gives_the_base_quantity() -> None:
    assert Units("sap").in_base("5", "KAR", "60", "ST").properties() == {
        "quantity": 60 * ONE,
        "uom": "u",
        "source_quantity": "5",
        "source_uom": "KAR",
        "factor": "12",
    }


def test_the_base_quantity_counts_where_the_source_rounded_it() -> None:
    quantity = Units("sap").in_base("1", "LB", "0.454", "KG")
    assert quantity == Quantity(
        value=454_000_000, uom="kg", source_quantity="1", source_uom="LB", factor="227/500"
    )


def test_a_factor_of_the_material_is_the_sources() -> None:
    quantity = Units("sap").in_base("12", "ST", "1.5", "KG")
    assert (quantity.value, quantity.uom, quantity.factor) == (1_500_000_000, "kg", "1/8")


@pytest.mark.parametrize(("number", "code"), [("100", "KG"), ("100.000", "KG"), ("", "KG"), ("100", "")])
def test_the_same_quantity_twice_is_one(number: str, code: str) -> None:
    assert Units("sap").in_base(number, code, "100", "KG") == Quantity(value=100 * ONE, uom="kg")


@pytest.mark.parametrize(
    ("entered", "base"),
    [
        (("5", "KG"), ("5", "G")),
        (("100", "KG"), ("99", "KG")),
        (("1", "LB"), ("0.500", "KG")),
        (("0", "KAR"), ("12", "ST")),
        (("1", "KAR"), ("0", "ST")),
        (("0.4", "G"), ("0.000", "KG")),
    ],
)
def test_two_quantities_that_contradict_each_other_are_rejected(
    entered: tuple[str, str], base: tuple[str, str]
) -> None:
    with pytest.raises(BadValue) as caught:
        Units("sap").in_base(*entered, *base)
    assert caught.value.rule == "number"
    assert str(caught.value) == f"{' '.join(entered)} is not {' '.join(base)}: correct the one that is wrong"


def test_nothing_entered_and_nothing_in_base_is_nothing() -> None:
    assert Units("sap").in_base("0", "KAR", "0", "ST") == Quantity(value=0, uom="u")


# --- what a profile adds ----------------------------------------------------------------------------


def test_a_profile_adds_codes_and_its_own_come_first() -> None:
    units = Units("sap", {"ZPK": "12 u", "KAR": "24 u", "T": "0.001 t"})
    assert units.unit("ZPK") == Unit("u", Fraction(12))
    assert units.unit("KAR") == Unit("u", Fraction(24))
    assert units.unit("T") == Unit("t", Fraction(1, 1000))
    assert units.unit("KG") == Unit("kg", Fraction(1))


def test_without_a_system_our_own_names_and_the_profiles_are_known() -> None:
    units = Units("", {"Stk": "u"})
    assert units.unit("Stk") == Unit("u", Fraction(1))
    assert units.unit("kg") == Unit("kg", Fraction(1))
    with pytest.raises(BadValue, match=r"unknown unit 'KG'; docs/units\.md lists the units"):
        units.unit("KG")


@pytest.mark.parametrize(
    "text", ["12 boxes", "kilo", "", "0 u", "-1 u", "x u", "1/0 u", "nan u", "1e9 u", " u"]
)
def test_a_profiles_unit_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match=r"\[units\] 'ZPK': "):
        Units("sap", {"ZPK": text})


# --- tables -----------------------------------------------------------------------------------------


def test_no_code_means_two_things_in_one_system() -> None:
    for system in SYSTEMS:
        table = code_table(system)
        assert table.units.keys() & table.no_factor.keys() == set()
        assert table.no_factor.keys() & table.measures.keys() == set()
        assert table.units.keys() & table.measures.keys() == set()


def test_every_code_of_a_measurement_leads_to_a_known_unit() -> None:
    known = {*measure_table().units, *measure_table().unsaid}
    assert {uom for system in SYSTEMS for uom in code_table(system).measures.values()} - known == set()


def test_units_are_written_as_a_name_or_after_a_factor() -> None:
    assert unit_from("kg") == Unit("kg", Fraction(1))
    assert unit_from("0.9144 m") == Unit("m", Fraction(9144, 10000))
    assert unit_from("1/3 h") == Unit("h", Fraction(1, 3))


def test_the_page_is_current() -> None:
    assert (ROOT / "docs" / "units.md").read_text("utf-8") == page()
