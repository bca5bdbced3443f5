"""Times of the sources: on the clock of their zone, with the precision they have, never guessed."""

from __future__ import annotations

import datetime
import re
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import values
from loaders.local_time import (
    Moment,
    Zone,
    changed,
    combined,
    moment,
    offset_of,
    with_offset,
    zone_info,
)
from loaders.time_formats import ISO, Parts, check_form, parts
from loaders.values import BadValue

BERLIN = Zone("Europe/Berlin")
NEW_YORK = Zone("America/New_York")
ZONES = sorted(name for name in available_timezones() if name not in ("Factory", "localtime"))
SAP_DATES, SAP_CLOCKS = ("%Y%m%d", "%Y-%m-%d"), ("%H%M%S", "%H:%M:%S")


def refusal(text: str, zone: Zone | None = None, *forms: str) -> tuple[str, str]:
    with pytest.raises(BadValue) as caught:
        moment(text, zone, forms or (ISO,))
    return caught.value.rule, str(caught.value)


# --- each trap by name ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("20250131", "%Y%m%d", "2025-01-31"),
        ("2025-01-31", ISO, "2025-01-31"),
        ("31.01.2025", "%d.%m.%Y", "2025-01-31"),
        ("1/31/2025", "%m/%d/%Y", "2025-01-31"),
    ],
)
def test_a_posting_date_is_a_day_and_not_midnight(text: str, form: str, day: str) -> None:
    assert moment(text, BERLIN, (form,)) == Moment(day, "", text)
    assert moment(text, None, (form,)).is_day


@pytest.mark.parametrize(
    ("text", "form", "value"),
    [
        ("2025-01-31 08:15:00", ISO, "2025-01-31T07:15:00Z"),
        ("2025-01-31T08:15", ISO, "2025-01-31T07:15:00Z"),
        ("2025-07-31 08:15:00", ISO, "2025-07-31T06:15:00Z"),
        ("31.01.2025 08:15", "%d.%m.%Y %H:%M", "2025-01-31T07:15:00Z"),
        ("20250131081500", "%Y%m%d%H%M%S", "2025-01-31T07:15:00Z"),
        ("20250131 081500", "%Y%m%d %H%M%S", "2025-01-31T07:15:00Z"),
        ("1/31/2025 8:15 AM", "%m/%d/%Y %I:%M %p", "2025-01-31T07:15:00Z"),
        ("1/31/2025 12:15 AM", "%m/%d/%Y %I:%M %p", "2025-01-30T23:15:00Z"),
        ("1/31/2025 12:15 PM", "%m/%d/%Y %I:%M %p", "2025-01-31T11:15:00Z"),
        ("1/31/2025 8:15\u202fpm", "%m/%d/%Y %I:%M %p", "2025-01-31T19:15:00Z"),
        ("31.01.2025\u00a008:15", "%d.%m.%Y %H:%M", "2025-01-31T07:15:00Z"),
    ],
)
def test_a_declared_form_is_read_on_the_clock_of_the_source(text: str, form: str, value: str) -> None:
    assert moment(text, BERLIN, (form,)) == Moment(value, "+02:00" if "-07-" in text else "+01:00", text)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("20250131", ISO),
        ("2025131", "%Y%m%d"),
        ("31.1.25", "%d.%m.%Y"),
        ("31.01.2025", ISO),
        ("2025-01-31 081500", ISO),
        ("2025-1-31", ISO),
        ("81500 20250131", "%H%M%S %Y%m%d"),
        ("1/31/2025 13:15 PM", "%m/%d/%Y %I:%M %p"),
        ("1/31/2025 0:15 AM", "%m/%d/%Y %I:%M %p"),
        ("2025-01-31 08:15:00 ", ISO),
        ("٢٠٢٥-٠١-٣١", ISO),
        ("", ISO),
        ("x" * 100_000, ISO),
    ],
)
def test_a_text_of_no_declared_form_is_refused(text: str, form: str) -> None:
    rule, message = refusal(text, BERLIN, form)
    assert rule == "time"
    assert f"is no time written as {form}" in message
    assert len(message) < 150


def test_an_hour_that_was_twice_on_the_clock_is_refused_unless_the_source_says_which() -> None:
    text = "2025-10-26 02:30:00"
    assert refusal(text, BERLIN) == (
        "time",
        "'2025-10-26 02:30:00' was on the clock twice in Europe/Berlin; "
        "export UTC or the offset, or declare the fold: earlier or later",
    )
    assert moment(text, Zone("Europe/Berlin", "earlier")) == Moment("2025-10-26T00:30:00Z", "+02:00", text)
    assert moment(text, Zone("Europe/Berlin", "later")) == Moment("2025-10-26T01:30:00Z", "+01:00", text)


def test_an_hour_that_was_never_on_the_clock_is_refused_likewise() -> None:
    text = "2025-03-30 02:30:00"
    assert refusal(text, BERLIN) == (
        "time",
        "'2025-03-30 02:30:00' was never on the clock in Europe/Berlin; "
        "export UTC or the offset, or declare the fold: earlier or later",
    )
    assert moment(text, Zone("Europe/Berlin", "earlier")) == Moment("2025-03-30T00:30:00Z", "+02:00", text)
    assert moment(text, Zone("Europe/Berlin", "later")) == Moment("2025-03-30T01:30:00Z", "+01:00", text)


def test_the_hours_beside_a_change_are_read_without_doubt() -> None:
    texts = ("2025-10-26 01:59:59", "2025-10-26 03:00:00", "2025-03-30 01:59:59", "2025-03-30 03:00:00")
    assert [moment(text, BERLIN).value for text in texts] == [
        "2025-10-25T23:59:59Z",
        "2025-10-26T02:00:00Z",
        "2025-03-30T00:59:59Z",
        "2025-03-30T01:00:00Z",
    ]


def test_a_time_without_offset_needs_a_zone() -> None:
    assert refusal("2025-01-31 08:15:00") == (
        "time",
        "'2025-01-31 08:15:00' says no UTC offset, and the source no time zone; "
        "name its clock with --time-zone or in the profile",
    )


def test_an_offset_that_is_stated_goes_before_the_zone_of_the_source() -> None:
    text = "2025-10-26T02:30:00+01:00"
    assert moment(text, BERLIN) == moment(text) == Moment("2025-10-26T01:30:00Z", "+01:00", text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2020-03-15T00:00:00.1234567-06:00", "2020-03-15T06:00:00.123456Z"),
        ("2020-03-15T00:00:00.9999999+00:00", "2020-03-15T00:00:00.999999Z"),
        ("2020-12-31T23:59:59.999999999Z", "2020-12-31T23:59:59.999999Z"),
        ("2020-03-15T00:00:00.0000000-06:00", "2020-03-15T06:00:00Z"),
        ("2020-03-15T00:00:00,5Z", "2020-03-15T00:00:00.500000Z"),
    ],
)
def test_seven_fractional_digits_of_epcis_are_cut_and_never_rounded_up(text: str, value: str) -> None:
    found = moment(text)
    assert (found.value, found.stated) == (value, text)


def test_more_than_twelve_fractional_digits_are_no_time() -> None:
    assert refusal(f"2020-03-15T00:00:00.{'1' * 13}Z")[0] == "time"


@pytest.mark.parametrize(
    ("date", "clock", "found"),
    [
        ("20250131", "081500", ("2025-01-31T07:15:00Z", "+01:00", "20250131 081500")),
        ("2025-01-31", "08:15:00", ("2025-01-31T07:15:00Z", "+01:00", "2025-01-31 08:15:00")),
        ("2025-01-31", "081500", ("2025-01-31T07:15:00Z", "+01:00", "2025-01-31 081500")),
        ("20250131", "000000", ("2025-01-30T23:00:00Z", "+01:00", "20250131 000000")),
        ("20250131", "", ("2025-01-31", "", "20250131")),
    ],
)
def test_cpudt_and_cputm_are_one_time(date: str, clock: str, found: tuple[str, str, str]) -> None:
    assert combined(date, clock, BERLIN, date_forms=SAP_DATES, clock_forms=SAP_CLOCKS) == Moment(*found)


@pytest.mark.parametrize("clock", ["81500", "240000", "086000", "8:15"])
def test_a_clock_that_lost_its_zero_or_is_none_is_refused(clock: str) -> None:
    with pytest.raises(BadValue, match=r"is no time (written as|of a day)"):
        combined("20250131", clock, BERLIN, date_forms=SAP_DATES, clock_forms=SAP_CLOCKS)


def test_posting_time_of_erpnext_has_a_fraction_and_may_lack_a_zero() -> None:
    found = combined(
        "2025-01-31", "8:15:00.1234", Zone("Asia/Kolkata"), date_forms=(ISO,), clock_forms=("%H:%M:%S.%f",)
    )
    assert (found.value, found.offset) == ("2025-01-31T02:45:00.123400Z", "+05:30")


def test_a_date_that_may_be_two_days_is_refused_and_one_that_can_not_is_taken() -> None:
    forms = ("%d/%m/%Y", "%m/%d/%Y")
    assert refusal("01/02/2025", None, *forms) == (
        "time",
        "'01/02/2025' may be 2025-02-01 or 2025-01-02; declare one form",
    )
    assert moment("01/31/2025", None, forms).value == "2025-01-31"
    assert moment("02/02/2025", None, forms).value == "2025-02-02"


def test_an_hour_in_doubt_stays_in_doubt_where_another_form_would_read_it() -> None:
    forms = ("%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M")
    assert "was never on the clock" in refusal("03/09/2025 02:30", NEW_YORK, *forms)[1]


@pytest.mark.parametrize(
    ("text", "rule", "says"),
    [
        ("2025-02-30", "date", "'2025-02-30' is not a day of the calendar"),
        ("2025-02-30 08:15:00", "date", "'2025-02-30' is not a day of the calendar"),
        ("0000-00-00", "date", "'0000-00-00' is not a day of the calendar"),
        ("2025-01-31 24:00:00", "time", "'2025-01-31 24:00:00' is no time of a day"),
        ("2016-12-31 23:59:60", "time", "'2016-12-31 23:59:60' is no time of a day"),
        ("0001-01-01 00:00:00", "time", "'0001-01-01 00:00:00' is beyond the calendar"),
        ("9999-12-31T23:00:00-05:00", "time", "'9999-12-31T23:00:00-05:00' is beyond the calendar"),
        ("2025-01-31T08:15:00+24:00", "time", "'+24:00' is no UTC offset such as +01:00"),
    ],
)
def test_what_the_calendar_does_not_have_is_refused(text: str, rule: str, says: str) -> None:
    assert refusal(text, BERLIN) == (rule, says)


# --- offsets ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "offset"),
    [("Z", ""), ("+01:00", "+01:00"), ("+0100", "+01:00"), ("-03", "-03:00"), ("+00:00", "+00:00")],
)
def test_an_offset_has_one_spelling(text: str, offset: str) -> None:
    assert offset_of(text) == offset


@pytest.mark.parametrize("text", ["", "+1:00", "01:00", "+01:60", "+24:00", "z", "UTC", "+01:00:00"])
def test_what_is_no_offset_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match=r"is no UTC offset such as \+01:00"):
        offset_of(text)


def test_the_event_time_zone_offset_of_epcis_is_where_it_happened() -> None:
    found = with_offset(moment("2020-06-08T18:11:16Z"), "+02:00")
    assert found == Moment("2020-06-08T18:11:16Z", "+02:00", "2020-06-08T18:11:16Z")


# --- when a record was changed ----------------------------------------------------------------------


def test_a_change_has_six_decimals_so_that_facts_rank_by_its_text() -> None:
    assert changed("2025-01-31 08:15:00", BERLIN) == "2025-01-31T07:15:00.000000Z"
    assert changed("2025-01-31T08:15:00.5+01:00") == "2025-01-31T07:15:00.500000Z"


def test_a_day_is_no_change() -> None:
    with pytest.raises(BadValue, match="'20250131' is a day; when a record was changed needs its time"):
        changed("20250131", BERLIN, ("%Y%m%d",))


# --- zones ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        *("", "Berlin", "Europe", "Europe/Berlinn", "europe\\berlin", "../../etc/passwd", "/etc/localtime"),
        *(
            "localtime",
            "posixrules",
            "Factory",
            "posix/UTC",
            "right/UTC",
            "Europe/Berlin\0",
            "+01:00",
            "a" * 999,
        ),
    ],
)
def test_a_name_that_is_no_zone_of_the_data_base_is_refused(name: str) -> None:
    with pytest.raises(BadValue, match="is no IANA time zone such as Europe/Berlin") as caught:
        Zone(name)
    assert caught.value.rule == "time_zone"


def test_every_zone_there_and_back() -> None:
    texts = (
        "2024-01-15T12:00:00",
        "2024-07-15T12:00:00.000001",
        "1999-12-31T23:59:59",
        "2037-06-30T00:00:00",
    )
    lost = []
    for name in ZONES:
        for text in texts:
            found = moment(text, Zone(name, "earlier"))
            there = datetime.datetime.fromisoformat(found.value).astimezone(ZoneInfo(name))
            clock = there.replace(tzinfo=None).isoformat()
            stated = moment(f"{text}{found.offset or 'Z'}")
            if (clock, stated.value) != (text, found.value):
                lost.append((name, text))
    assert lost == []
    assert len(ZONES) > 500


@given(
    st.sampled_from(ZONES),
    st.datetimes(datetime.datetime(1971, 1, 1), datetime.datetime(2037, 12, 31)),
    st.sampled_from(("earlier", "later")),
)
def test_any_instant_that_is_shown_on_a_clock_is_found_again(
    name: str, when: datetime.datetime, fold: str
) -> None:
    clock = zone_info(name)
    shown = when.replace(tzinfo=datetime.UTC).astimezone(clock)
    meant = shown.replace(fold=0 if fold == "earlier" else 1).astimezone(datetime.UTC)
    zone = Zone(name, "earlier") if fold == "earlier" else Zone(name, "later")
    found = moment(shown.replace(tzinfo=None).isoformat(), zone)
    assert datetime.datetime.fromisoformat(found.value) == meant


def test_the_clock_of_utc_has_no_offset_as_z_has_none() -> None:
    assert moment("2025-01-31 08:15:00", Zone("UTC")).offset == moment("2025-01-31T08:15:00Z").offset == ""
    assert moment("2025-01-31 08:15:00", Zone("Europe/London")).offset == "+00:00"


def test_local_mean_time_keeps_its_seconds() -> None:
    assert moment("1890-01-01 12:00:00", Zone("Europe/Berlin")) == Moment(
        "1890-01-01T11:06:32Z", "+00:53:28", "1890-01-01 12:00:00"
    )


# --- one way with loaders.values --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("2025-01-31", "2025-01-31T08:15:00+01:00", "2025-01-31 08:15+0100", "2025-01-31T08:15:00.5Z"),
        *("2025-01-31T08:15:00.123456-05", "2025-01-31T08:15:00.1000000Z"),
    ],
)
def test_what_the_canonical_files_may_write_is_the_same_moment(text: str) -> None:
    found = moment(text)
    assert (found.value, found.offset) == values.time_and_offset(text)
    if not found.is_day:
        assert changed(text) == values.changed(text)


# --- forms ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ("%d.%m.%y", "has %y; known are"),
        ("%d %b %Y", "has %b; known are"),
        ("%d.%m.%Y %", "has %; known are"),
        ("%H:%M", "lacks the year, the month or the day"),
        ("%d.%m.%Y %M", "has parts of a time without its hour"),
        ("%d.%m.%Y %H", "needs %H and %M, or %I, %M and %p"),
        ("%d.%m.%Y %I:%M", "needs %H and %M, or %I, %M and %p"),
        ("%d.%m.%Y %H:%M %p", "needs %H and %M, or %I, %M and %p"),
        ("%d.%m.%Y %H:%I:%M %p", "needs %H and %M, or %I, %M and %p"),
        ("%d.%d.%m.%Y", "says something twice"),
        ("", "lacks the year, the month or the day"),
    ],
)
def test_a_form_that_guesses_or_says_too_little_is_refused(form: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        check_form(form)


def test_parts_are_what_a_text_says_before_the_calendar_is_asked() -> None:
    assert parts("99.99.2025", "%d.%m.%Y") == Parts((2025, 99, 99))
    assert parts("1.2.2025 3:04", "%d.%m.%Y %H:%M") == Parts((2025, 2, 1), (3, 4, 0, 0))
    assert parts("2025-01-31T08:15:00.5+0100", ISO) == Parts((2025, 1, 31), (8, 15, 0, 500_000), "+0100")
    assert parts("31.01.2025 08:15 +01:00", "%d.%m.%Y %H:%M %z") == Parts(
        (2025, 1, 31), (8, 15, 0, 0), "+01:00"
    )
    assert parts("(2025.01.31)", "(%Y.%m.%d)") == Parts((2025, 1, 31))
    assert parts("x2025y01z31x", "(%Y.%m.%d)") is None
