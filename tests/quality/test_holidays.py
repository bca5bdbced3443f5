"""Lists of holidays as files."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.regulation import rule_book
from quality.calendars import HolidayList
from quality.deadlines import CaseEvent, RuleError, due
from quality.holidays import calendars_of, load_holidays

Y2026 = """
authority = "NMPA"
first = 2026-01-01
last = 2026-12-31
days = [2026-10-01, 2026-10-02, 2026-10-05, 2026-10-06, 2026-10-07]
worked = [2026-10-10]
"""
Y2027 = 'authority = "NMPA"\nfirst = 2027-01-01\nlast = 2027-12-31\ndays = [2027-01-01]\n'


def test_lists_that_follow_one_another_are_one() -> None:
    assert load_holidays({"b": Y2027, "a": Y2026}) == {
        "NMPA": HolidayList(
            date(2026, 1, 1),
            date(2027, 12, 31),
            frozenset({*(date(2026, 10, n) for n in (1, 2, 5, 6, 7)), date(2027, 1, 1)}),
            frozenset({date(2026, 10, 10)}),
        )
    }


def test_a_due_date_is_counted_with_them() -> None:
    calendars = calendars_of(rule_book(), load_holidays({"a": Y2026}))
    happened = CaseEvent("decision", datetime(2026, 9, 30, 1, tzinfo=UTC), "R")
    found = due(rule_book(), [happened], date(2026, 10, 1), calendars)
    (plan,) = (one for one in found.due if one.rule.id == "nmpa-plan")
    # 8, 9, the worked Saturday, 12, 13 October
    assert (plan.due.last, plan.due.worked, plan.due.caveats) == (
        date(2026, 10, 13),
        (date(2026, 10, 10),),
        (),
    )


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ({"a": Y2026, "b": Y2026}, "followed by one from 2026-01-01"),
        (
            {"a": Y2026, "b": Y2027.replace("first = 2027-01-01", "first = 2026-06-01")},
            "followed by one from",
        ),
        ({"a": Y2026, "b": Y2027.replace("2027-01-01", "2027-01-02")}, "followed by one from 2027-01-02"),
        ({"a": Y2026.replace("NMPA", "TGA")}, "authority"),
        ({"a": Y2026.replace("2026-10-10", "2026-10-12")}, "no weekend day"),
        ({"a": Y2026.replace("2026-10-10", "2028-10-14")}, "outside"),
        ({"a": Y2026.replace("2026-10-10", '"2026-10-10"')}, "worked"),
        ({"a": Y2026 + "color = 1\n"}, "color"),
        ({"a": Y2026.replace("2026-10-10", "2026-13-10")}, "no TOML"),
        ({"a": Y2026.replace("2026-12-31", "2025-12-31")}, "before they begin"),
    ],
)
def test_a_bad_list_is_refused(texts: dict[str, str], problem: str) -> None:
    with pytest.raises(RuleError, match=problem):
        load_holidays(texts)
