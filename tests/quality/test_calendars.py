"""Due dates against dates that were counted by hand, and against counting day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quality.calendars import Calendar, CalendarError, Caveat, HolidayList, after_days, after_working_days

NEW_YORK = Calendar(ZoneInfo("America/New_York"))
SHANGHAI = Calendar(ZoneInfo("Asia/Shanghai"))
LATE = datetime(2026, 3, 1, 3, 30, tzinfo=UTC)
"""22:30 on 28 February in New York, 11:30 on 1 March in Shanghai."""
YEAR_END = HolidayList(
    date(2025, 12, 1), date(2026, 1, 31), frozenset({date(2025, 12, 25), date(2026, 1, 1)})
)
OCTOBER = HolidayList(
    date(2026, 1, 1),
    date(2026, 12, 31),
    frozenset(date(2026, 10, n) for n in range(1, 9)),
    frozenset({date(2026, 10, 10)}),
)


@pytest.mark.parametrize(
    ("event", "days", "calendar", "last"),
    [
        (date(2026, 3, 1), 0, NEW_YORK, date(2026, 3, 1)),
        (date(2028, 2, 28), 1, NEW_YORK, date(2028, 2, 29)),
        (date(2028, 2, 28), 2, NEW_YORK, date(2028, 3, 1)),
        (date(2026, 2, 28), 2, NEW_YORK, date(2026, 3, 2)),
        (date(2025, 12, 20), 15, NEW_YORK, date(2026, 1, 4)),
        (LATE, 30, NEW_YORK, date(2026, 3, 30)),
        (LATE, 30, SHANGHAI, date(2026, 3, 31)),
    ],
)
def test_calendar_days(event: date, days: int, calendar: Calendar, last: date) -> None:
    assert after_days(event, days, calendar).last == last


@pytest.mark.parametrize(
    ("event", "days", "calendar", "last"),
    [
        (date(2026, 1, 30), 0, NEW_YORK, date(2026, 1, 30)),
        (date(2026, 1, 31), 0, NEW_YORK, date(2026, 1, 31)),  # a Saturday: at once is at once
        (date(2026, 1, 30), 1, NEW_YORK, date(2026, 2, 2)),
        (date(2026, 1, 31), 1, NEW_YORK, date(2026, 2, 2)),
        (date(2026, 1, 30), 5, NEW_YORK, date(2026, 2, 6)),
        (date(2026, 1, 30), 10, NEW_YORK, date(2026, 2, 13)),
        (date(2028, 2, 28), 1, NEW_YORK, date(2028, 2, 29)),
        (LATE, 5, NEW_YORK, date(2026, 3, 6)),
        (LATE, 5, SHANGHAI, date(2026, 3, 6)),
        (date(2025, 12, 24), 10, Calendar(NEW_YORK.zone, YEAR_END), date(2026, 1, 9)),
        (date(2026, 9, 30), 5, Calendar(SHANGHAI.zone, OCTOBER), date(2026, 10, 14)),
    ],
)
def test_working_days(event: date, days: int, calendar: Calendar, last: date) -> None:
    assert after_working_days(event, days, calendar).last == last


def test_a_due_date_says_what_changed_its_count() -> None:
    found = after_working_days(datetime(2026, 9, 30, tzinfo=UTC), 5, Calendar(SHANGHAI.zone, OCTOBER))
    assert found.holidays == tuple(date(2026, 10, n) for n in (1, 2, 5, 6, 7, 8))
    assert found.worked == (date(2026, 10, 10),)
    assert found.caveats == ()


def test_what_is_not_known_is_named() -> None:
    listed = Calendar(NEW_YORK.zone, YEAR_END)
    found = {
        "no list": after_working_days(LATE, 1, NEW_YORK).caveats,
        "calendar days need none": after_days(LATE, 1, NEW_YORK).caveats,
        "too short": after_working_days(datetime(2026, 1, 30, 12, tzinfo=UTC), 1, listed).caveats,
        "begins too late": after_working_days(datetime(2025, 11, 28, 12, tzinfo=UTC), 1, listed).caveats,
        "a day": after_days(date(2026, 1, 1), 1, NEW_YORK).caveats,
        "nothing": after_working_days(datetime(2026, 1, 29, 12, tzinfo=UTC), 1, listed).caveats,
    }
    assert found == {
        "no list": (Caveat.NO_HOLIDAY_LIST,),
        "calendar days need none": (),
        "too short": (Caveat.HOLIDAY_LIST_TOO_SHORT,),
        "begins too late": (Caveat.HOLIDAY_LIST_TOO_SHORT,),
        "a day": (Caveat.EVENT_KNOWN_AS_DAY,),
        "nothing": (),
    }


@pytest.mark.parametrize(
    ("zone", "day", "ends"),
    [
        ("America/New_York", date(2026, 3, 7), datetime(2026, 3, 8, 5, tzinfo=UTC)),
        ("America/New_York", date(2026, 3, 8), datetime(2026, 3, 9, 4, tzinfo=UTC)),
        ("America/Sao_Paulo", date(2018, 11, 3), datetime(2018, 11, 4, 3, tzinfo=UTC)),  # no midnight
        ("Asia/Shanghai", date(2026, 3, 7), datetime(2026, 3, 7, 16, tzinfo=UTC)),
    ],
)
def test_a_day_ends_where_the_authority_is(zone: str, day: date, ends: datetime) -> None:
    assert Calendar(ZoneInfo(zone)).end_of(day) == ends
    assert after_days(day, 0, Calendar(ZoneInfo(zone))).ends == ends


@pytest.mark.parametrize(
    ("first", "last", "days", "worked", "problem"),
    [
        (date(2026, 2, 1), date(2026, 1, 1), (), (), "before they begin"),
        (date(2026, 1, 1), date(2026, 2, 1), (date(2026, 3, 1),), (), "2026-03-01 is outside"),
        (date(2026, 1, 1), date(2026, 2, 1), (), (date(2026, 1, 2),), "2026-01-02 is no weekend day"),
        (
            date(2026, 1, 1),
            date(2026, 2, 1),
            (date(2026, 1, 3),),
            (date(2026, 1, 3),),
            "2026-01-03 is both",
        ),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(
    first: date, last: date, days: tuple[date, ...], worked: tuple[date, ...], problem: str
) -> None:
    with pytest.raises(CalendarError, match=problem):
        HolidayList(first, last, frozenset(days), frozenset(worked))


@pytest.mark.parametrize(
    ("event", "days", "problem"),
    [
        (datetime(2026, 1, 1), 1, "no UTC offset"),
        (date(2026, 1, 1), -1, "can't be counted"),
        (date(2026, 1, 1), 10_001, "can't be counted"),
        (date.max, 1, "the calendar"),
        (date.max - timedelta(1), 1, "the calendar"),
        (datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))), 1, "the calendar"),
    ],
)
def test_what_can_not_be_counted_is_refused(event: date, days: int, problem: str) -> None:
    for counted in (after_days, after_working_days):
        with pytest.raises(CalendarError, match=problem):
            counted(event, days, NEW_YORK)


EVENTS = st.dates(date(2020, 1, 1), date(2035, 1, 1)) | st.datetimes(
    datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)
)
CALENDARS = st.builds(
    lambda days, is_listed: Calendar(
        NEW_YORK.zone,
        HolidayList(date(2019, 1, 1), date(2037, 1, 1), frozenset(days)) if is_listed else None,
    ),
    st.sets(st.dates(date(2020, 1, 1), date(2035, 12, 31)), max_size=40),
    st.booleans(),
)


@given(EVENTS, st.integers(0, 60), CALENDARS)
def test_so_many_working_days_lie_before_it(event: date, days: int, calendar: Calendar) -> None:
    found = after_working_days(event, days, calendar)
    between = [found.first + timedelta(n) for n in range(1, (found.last - found.first).days + 1)]
    assert sum(map(calendar.is_worked, between)) == days
    assert calendar.is_worked(found.last) or not days


@given(EVENTS, EVENTS, st.integers(0, 60), st.integers(0, 60), CALENDARS)
def test_due_dates_are_monotone(one: date, two: date, few: int, more: int, calendar: Calendar) -> None:
    early, late = sorted((one, two), key=calendar.day_of)
    few, more = sorted((few, more))
    for counted in (after_days, after_working_days):
        assert counted(early, few, calendar).last <= counted(late, few, calendar).last
        assert counted(early, few, calendar).last <= counted(early, more, calendar).last
    assert after_days(early, few, calendar).last <= after_working_days(early, few, calendar).last
