"""Measured values: exact conversions, kinds that stay apart, pint as the second opinion."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from typing import Final

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.units import ONE
from loaders.units import Measured, difference, in_unit, measured, particles_at
from loaders.units.compound import factor_between
from loaders.units.measures import measure_of
from loaders.units.tables import Measure, measure_table
from loaders.values import BadValue

HALF_MICRON: Final = "particles at 0.5 um"
UNITS: Final = measure_table().units
# What pint calls our units; those that count something are ours alone.
PINT: Final = {
    "Cel": "degC",
    "[degF]": "degF",
    "%": "percent",
    "[ppth]": "0.1 * percent",
    "[ppm]": "ppm",
    "[ppb]": "0.001 * ppm",
    "[psi]": "psi",
    "atm": "atm",
    "mm[H2O]": "0.001 * meter_H2O",
    "cm[H2O]": "0.01 * meter_H2O",
    "[in_i'H2O]": "inch_H2O",
    "mm[Hg]": "0.001 * meter_Hg",
    "[in_i'Hg]": "inch_Hg",
    "[ft_i]/min": "foot / minute",
    "[ft_i]/s": "foot / second",
    "[mi_i]/h": "mile / hour",
    "[cft_i]/min": "foot ** 3 / minute",
    "uS/cm": "microsiemens / cm",
    "[lb_av]": "pound",
    "[oz_av]": "ounce",
    "[in_i]": "inch",
    "[ft_i]": "foot",
    "[lbf_av]": "force_pound",
    "Ohm": "ohm",
    "kOhm": "kiloohm",
    "deg": "degree",
}


def refusal(number: str, code: str, system: str = "ucum", *, kind: str = "", uom: str = "") -> str:
    with pytest.raises(BadValue) as caught:
        measured(number, code, system, kind=kind, uom=uom)
    return str(caught.value)


def value_of(number: str, code: str, system: str = "ucum", *, kind: str = "", uom: str = "") -> Fraction:
    return Fraction(measured(number, code, system, kind=kind, uom=uom).value, ONE)


# --- each trap by name ------------------------------------------------------------------------------


def test_twenty_five_celsius_is_exactly_seventy_seven_fahrenheit() -> None:
    assert measured("25", "Cel", "ucum", uom="[degF]") == Measured(
        value=77 * ONE, uom="[degF]", kind="temperature", stated_value="25", stated_uom="Cel", decimals=0
    )
    assert float(pint.UnitRegistry().Quantity(25.0, "degC").to("degF").magnitude) != 77.0


@pytest.mark.parametrize(
    ("number", "source", "target", "expected"),
    [
        ("77", "[degF]", "Cel", "25"),
        ("-40", "Cel", "[degF]", "-40"),
        ("0", "K", "Cel", "-273.15"),
        ("21.1", "Cel", "[degF]", "69.98"),
        ("12.5", "mbar", "Pa", "1250"),
        ("0.05", "[in_i'H2O]", "Pa", "12.4544455"),
        ("15", "Pa", "mbar", "0.15"),
        ("1", "[in_i'H2O]", "mm[H2O]", "25.4"),
        ("0.45", "m/s", "[ft_i]/min", None),
        ("100", "[ft_i]/min", "m/s", "0.508"),
        ("1", "10*6.{particles}/L", "{particles}/m3", "1000000000"),
    ],
)
def test_a_conversion_is_exact_or_refused(
    number: str, source: str, target: str, expected: str | None
) -> None:
    kind = HALF_MICRON if "particles" in source else ""
    if expected is None:
        assert "is not exact in" in refusal(number, source, kind=kind, uom=target)
    else:
        assert value_of(number, source, kind=kind, uom=target) == Fraction(expected)


def test_seventy_fahrenheit_is_no_decimal_in_celsius_and_keeps_its_unit() -> None:
    assert refusal("70", "[degF]", uom="Cel") == (
        "70 [degF] is not exact in Cel (21.1111111111 has more than 9 decimal digits); keep the source's unit"
    )
    assert value_of("70", "[degF]") == 70


def test_a_reading_in_fahrenheit_is_compared_exactly_with_a_limit_in_celsius() -> None:
    reading, limit = measured("70", "FAH", "rec20"), measured("21.1", "CEL", "rec20")
    assert in_unit(reading, "Cel") == Fraction(190, 9)
    assert difference(reading, limit) == Fraction(190, 9) - Fraction("21.1") > 0


def test_cfu_and_particles_in_a_cubic_metre_are_never_confused() -> None:
    cfu, particles = measured("5", "{CFU}/m3", "ucum"), measured("5", "1/m3", "ucum", kind=HALF_MICRON)
    assert (cfu.uom, cfu.kind) == ("{CFU}/m3", "CFU per volume")
    assert (particles.uom, particles.kind) == ("{particles}/m3", HALF_MICRON)
    with pytest.raises(BadValue, match=r"CFU per volume can't be compared with particles at 0\.5 um"):
        difference(cfu, particles)
    with pytest.raises(BadValue, match="measures particles per volume, not CFU per volume"):
        in_unit(cfu, "{particles}/m3")
    assert refusal("5", "{CFU}/m3", kind=HALF_MICRON) == (
        "'{CFU}/m3' measures CFU per volume, not particles at 0.5 um"
    )
    assert refusal("5", "{particles}/m3", kind="CFU in air") == (
        "'{particles}/m3' measures particles per volume, not CFU in air"
    )


@pytest.mark.parametrize("code", ["{CFU}/m3", "[CFU]/m3", "{cfu}/m3"])
def test_annotations_of_ucum_are_kept_and_not_dropped(code: str) -> None:
    assert measured("5", code, "ucum").uom == "{CFU}/m3"


@pytest.mark.parametrize(
    ("code", "system", "may"),
    [
        ("1/m3", "ucum", "{particles}/m3 or {CFU}/m3"),
        ("C86", "rec20", "{particles}/m3 or {CFU}/m3"),
        ("10*6/L", "ucum", "10*6.{particles}/L or 10*6.{CFU}/L"),
        ("1/s", "ucum", "Hz or {rev}/s"),
    ],
)
def test_a_unit_that_does_not_say_what_it_counts_needs_the_kind(code: str, system: str, may: str) -> None:
    assert refusal("5", code, system) == f"'{code}' may be {may}: declare the quantity kind in the profile"
    assert refusal("5", code, system, kind="mass") == f"'{code}' may be {may}, which is not mass"


def test_the_kind_decides_what_a_cubic_metre_counts() -> None:
    assert measured("5", "C86", "rec20", kind="CFU in air").uom == "{CFU}/m3"
    assert measured("5", "C86", "rec20", kind="particles at 5 um").uom == "{particles}/m3"
    assert measured("5", "10*6/L", "ucum", kind=HALF_MICRON).uom == "10*6.{particles}/L"
    assert measured("20", "1/h", "ucum", kind="air changes").uom == "{changes}/h"


def test_particles_need_a_size_and_sizes_are_not_compared() -> None:
    assert refusal("3520", "{particles}/m3") == (
        "'{particles}/m3' says no size: declare the quantity kind, such as 'particles at 0.5 um'"
    )
    small, large = (
        measured("3520", "{particles}/m3", "ucum", kind=particles_at(size)) for size in ("0.5", "5")
    )
    with pytest.raises(BadValue, match=r"particles at 0\.5 um can't be compared with particles at 5 um"):
        difference(small, large)


@pytest.mark.parametrize(
    ("size", "kind"),
    [("0.5", HALF_MICRON), ("0.50", HALF_MICRON), ("5", "particles at 5 um"), ("5.0", "particles at 5 um")],
)
def test_a_size_has_one_spelling(size: str, kind: str) -> None:
    assert particles_at(size) == kind


@pytest.mark.parametrize("size", ["", "0", "0.0", "half", "0,5", "0.5 um", "1234", "0.1234", "-1"])
def test_what_is_no_size_is_refused(size: str) -> None:
    with pytest.raises(BadValue, match=r"is no particle size in um, such as 0\.5"):
        particles_at(size)


def test_kinds_of_one_dimension_stay_apart() -> None:
    humidity = measured("45.0", "P1", "rec20", kind="relative humidity")
    content = measured("45.0", "P1", "rec20")
    assert (humidity.uom, humidity.kind, content.kind) == ("%", "relative humidity", "fraction")
    with pytest.raises(BadValue, match="relative humidity can't be compared with fraction"):
        difference(humidity, content)
    drop = measured("15", "PAL", "rec20", kind="differential pressure")
    with pytest.raises(BadValue, match="differential pressure can't be compared with pressure"):
        difference(drop, measured("101325", "PAL", "rec20"))


def test_torque_is_no_energy_and_stress_no_pressure() -> None:
    assert refusal("1", "N.m", uom="J") == "'J' measures energy, not torque"
    assert refusal("1", "N/mm2", uom="MPa") == "'MPa' measures pressure, not stress"


def test_ppm_alone_is_no_ucum() -> None:
    assert "'ppm' is in no table" in refusal("3", "ppm")
    assert value_of("3", "[ppm]", uom="%") == Fraction("0.0003")


@pytest.mark.parametrize(
    ("number", "decimals"),
    [("25", 0), ("25.0", 1), ("25.10", 2), ("25.", 0), ("1.50e1", 1), ("1.5e3", 0), ("2e-3", 3), (".5", 1)],
)
def test_the_decimals_that_the_source_declared_are_kept(number: str, decimals: int) -> None:
    found = measured(number, "CEL", "rec20")
    assert (found.decimals, found.stated_value, found.stated_uom) == (decimals, number, "CEL")


def test_units_of_epcis_are_rec_20_and_not_ucum() -> None:
    codes = {"CEL": "Cel", "A93": "g/m3", "KMH": "km/h", "LUX": "lx", "KGM": "kg", "MTR": "m", "PAL": "Pa"}
    assert {code: measured("1", code, "rec20").uom for code in codes} == codes
    assert "is in no table" in refusal("1", "CEL")


@pytest.mark.parametrize(
    ("code", "system"),
    [("KAR", "sap"), ("DZ", "sap"), ("XCT", "rec20"), ("Box", "odoo")],
)
def test_what_is_no_unit_of_measurement_is_refused(code: str, system: str) -> None:
    assert "is no unit of measurement of" in refusal("1", code, system)


def test_symbols_of_loggers_are_told_in_the_ways_they_are_written() -> None:
    symbols = ("°C", "ºC", "℃", "µm", "μm", "% rH", "KBE/m³", "UFC/m3", "inH2O")
    assert [measured("1", symbol, "symbols").uom for symbol in symbols] == [
        *("Cel", "Cel", "Cel", "um", "um", "%", "{CFU}/m3", "{CFU}/m3", "[in_i'H2O]")
    ]
    assert "is no unit of measurement of Symbols" in refusal("1", "C", "symbols")
    assert refusal("1", "#/m³", "symbols") == (
        "'#/m³' may be {particles}/m3 or {CFU}/m3: declare the quantity kind in the profile"
    )


def test_unknown_systems_and_kinds_are_refused_with_those_that_are_known() -> None:
    assert "no unit codes are known of 'xx', but of business_central" in refusal("1", "Cel", "xx")
    assert "unknown quantity kind 'warmth'; known are" in refusal("1", "Cel", kind="warmth")
    assert "unknown quantity kind 'particles at 0.5'" in refusal("1", "{particles}", kind="particles at 0.5")


def test_numbers_are_exact_or_refused() -> None:
    assert refusal("1,5", "Cel") == "'1,5' is not a decimal number"
    assert "more than 9 decimal digits" in refusal("0.0000000001", "Cel")


# --- there and back ---------------------------------------------------------------------------------


@given(st.sampled_from(list(UNITS.values())), st.data(), st.integers(-(10**6), 10**6), st.integers(0, 3))
def test_a_conversion_there_and_back_is_exact(
    source: Measure, data: st.DataObject, number: int, decimals: int
) -> None:
    same = [unit for unit in UNITS.values() if unit.dimension == source.dimension]
    target = data.draw(st.sampled_from(same))
    kind = HALF_MICRON if source.dimension.startswith("particles") else source.dimension
    text = f"{number}e-{decimals}"
    stated = measured(text, source.uom, "ucum", kind=kind)
    there = in_unit(stated, target.uom)
    back = (there * target.factor + target.offset - source.offset) / source.factor
    assert back == Fraction(text)


# --- pint as the second opinion ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def registry() -> pint.UnitRegistry[Fraction]:
    return pint.UnitRegistry(non_int_type=Fraction)


def test_every_factor_and_offset_is_pints(registry: pint.UnitRegistry[Fraction]) -> None:
    checked, differing = 0, []
    for uom, unit in UNITS.items():
        reference = measure_table().references[unit.dimension]
        if "{" in uom or uom in ("dB", "[pH]"):
            continue
        source: pint.Quantity[Fraction] = registry.Quantity(_pint(uom))
        target: pint.Quantity[Fraction] = registry.Quantity(_pint(reference))
        if unit.dimension == "temperature":
            zero = registry.Quantity(Fraction(0), source.units).to(target.units).magnitude
            one = registry.Quantity(Fraction(1), source.units).to(target.units).magnitude
            factor, offset = one - zero, zero
        else:
            factor, offset = (source / target).to_base_units().magnitude, Fraction(0)
        checked += 1
        if (unit.factor, unit.offset) != (factor, offset):
            differing.append((uom, unit.factor, factor))
    assert differing == []
    assert checked > 100


def _pint(uom: str) -> str:
    return PINT.get(uom) or uom.replace(".", " * ").replace("2", "**2").replace("3", "**3")


# --- units that are made of others ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "kind", "uom", "expected"),
    [
        ("uL/min", "volume flow", "mL/h", "180"),
        ("N.mm", "torque", "N.cm", "300"),
        ("mmol/mL", "concentration of substance", "mol/L", "3000"),
        ("ug/mm3", "concentration of mass", "g/L", "3000"),
        ("kN/m2", "pressure", "kPa", "3000"),
        ("MW.s", "energy", "kJ", "3000000"),
        ("[lb_av]/[cft_i]", "concentration of mass", "[lb_av]/[cft_i]", "3000"),
    ],
)
def test_a_product_of_units_is_taken_where_its_kind_is_declared(
    code: str, kind: str, uom: str, expected: str
) -> None:
    assert value_of("3000", code, kind=kind, uom=uom) == Fraction(expected)
    assert measured("3000", code, "ucum", kind=kind).uom == code
    assert "is in no table; declare its quantity kind" in refusal("3000", code)


@pytest.mark.parametrize(
    ("code", "kind", "says"),
    [
        ("N.mm", "mass", "'N.mm' does not measure mass, which is in kg"),
        ("mg/kg", "fraction", "'mg/kg' is no unit of fraction; use one of docs/units.md"),
        ("mg/kg", "mass", "'mg/kg' does not measure mass, which is in kg"),
        ("{CFU}/mm2", "pressure", "unit '{CFU}/mm2' can't be read; write it in UCUM"),
        ("/mm2", "pressure", "unit '/mm2' can't be read; write it in UCUM"),
        ("N/", "pressure", "unit 'N/' can't be read; write it in UCUM"),
        ("N//m2", "pressure", "unit 'N//m2' can't be read; write it in UCUM"),
        ("N/m2)", "pressure", "unit 'N/m2)' can't be read; write it in UCUM"),
        ("Cel/min", "temperature", "unit 'Cel/min' can't be read; write it in UCUM"),
        ("dozen/min", "volume flow", "unit 'dozen/min' can't be read; write it in UCUM"),
        ("", "pressure", "unit '' can't be read; write it in UCUM"),
        ("N.m" * 40, "torque", "is longer than 60 characters"),
    ],
)
def test_a_product_that_can_not_be_read_or_measures_something_else_is_refused(
    code: str, kind: str, says: str
) -> None:
    assert says in refusal("1", code, kind=kind)


def test_a_factor_of_pint_is_a_fraction() -> None:
    factor = factor_between("mL/min", "m3/h", kind="volume flow")
    assert (type(factor), factor) == (Fraction, Fraction(3, 50_000))


def test_tables_do_without_pint() -> None:
    probe = (
        "import sys; from loaders.units import measured; "
        "measured('25', 'CEL', 'rec20', uom='[degF]'); "
        "measured('5', 'C86', 'rec20', kind='CFU in air'); print('pint' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_unit_of_measurement_knows_its_dimension() -> None:
    assert measure_of("[degF]", "ucum") == Measure("[degF]", "temperature", Fraction(5, 9), Fraction(-160, 9))
