"""Key figures against values worked out by hand; what nothing was recorded of has none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import pytest

from quality.drill import percent
from quality.indicators import (
    BY_NAME,
    DEFINITIONS,
    STAGES,
    Drilled,
    Figure,
    Performed,
    Reports,
    Rows,
    Task,
    begin_of,
    capas,
    data_quality,
    median,
    nonconformities,
    reports_on_time,
    rows,
    time_to_trace,
    training_cover,
    unmeasured,
)
from quality.words import Words

TODAY = date(2026, 3, 31)
NOBODY: Mapping[str, Sequence[tuple[str, str]]] = {}


def told(*figures: Figure) -> tuple[tuple[str, Fraction | None, str], ...]:
    """What they are, and what is missing, in English."""
    return tuple((one.name, one.value, one.missing.en if one.missing else "") for one in figures)


def numbers(one: Figure) -> tuple[object, ...]:
    """A share, and what it is made of."""
    return one.value, one.numerator, one.denominator


def everything_of_nothing() -> list[Figure]:
    """All figures of a ledger in which nothing was recorded."""
    return [
        *rows(Rows(0, 0, 0, 0, 0, 0)),
        data_quality(None, 0),
        *time_to_trace([], TODAY),
        *unmeasured(),
        reports_on_time(Reports(0, 0, 0, 0)),
        *capas([], 0, TODAY),
        *nonconformities([], 0, TODAY),
        training_cover([], NOBODY, TODAY),
    ]


def test_nothing_has_no_value_and_a_reason() -> None:
    found = everything_of_nothing()
    assert [one.name for one in found] == [one.name for one in DEFINITIONS]
    assert [one.name for one in found if one.value is not None or not one.missing] == []


def test_what_must_be_all_or_nothing_has_a_target_and_the_rest_has_none() -> None:
    targets = {one.name: (str(one.target), one.at_least) for one in DEFINITIONS if one.target is not None}
    assert targets == {
        "completeness": ("100", True),
        "open_gaps": ("0", False),
        "time_to_trace": ("14400", False),
        "time_to_trace_last": ("14400", False),
        "reports_on_time": ("100", True),
        "capa_overdue": ("0", False),
        **{f"nonconformities_{stage}_overdue": ("0", False) for stage in STAGES},
        "training_cover": ("100", True),
    }


def test_both_sides_of_a_share_are_told_and_say_what_it_is() -> None:
    shares = [one for one in DEFINITIONS if one.share]
    assert {one.name for one in shares} == {
        *("completeness", "availability", "reports_on_time", "training_cover")
    }
    assert [one.unit for one in shares] == ["%"] * len(shares)
    share = BY_NAME["availability"]
    assert share.share is not None
    assert (share.share.counted.en, share.share.whole.en) == (
        "Time in which questions were answered",
        "all time",
    )
    assert share.words == Words(
        "Time in which questions were answered, of all time.", "系统能够回答问题的时间占全部时间的比例。"
    )


def test_every_figure_is_defined_once_in_both_languages_with_a_unit() -> None:
    assert len(BY_NAME) == len(DEFINITIONS)
    assert {one.unit for one in DEFINITIONS} == {"%", "s", "d", "u"}
    assert [one.name for one in DEFINITIONS if one.words.zh.isascii()] == []


def test_rows_dealt_with_are_complete_and_the_others_are_gaps() -> None:
    # 990 + 4 of 1000, and 6 rows and 1 load are open.
    found = rows(Rows(990, 10, 4, 6, ended=3, unended=1))
    assert told(*found) == (
        ("completeness", Fraction("99.4"), "1 load has not ended"),
        ("open_gaps", Fraction(7), ""),
    )
    assert found[0].missing == Words("1 load has not ended", "1 次载入尚未结束")
    assert [numbers(one) for one in found] == [(Fraction("99.4"), 994, 1000), (7, None, None)]


def test_what_is_not_all_is_never_told_as_all() -> None:
    share, gaps = rows(Rows(999_999, 1, 0, 1, ended=1, unended=0))
    assert (share.value, gaps.value) == (Fraction("99.99"), Fraction(1))
    share, gaps = rows(Rows(5, 0, 0, 0, ended=1, unended=0))
    assert told(share, gaps) == (("completeness", Fraction(100), ""), ("open_gaps", Fraction(0), ""))


@pytest.mark.parametrize("n", range(1, 12))
def test_both_numbers_of_a_share_give_it_again_and_a_share_of_nothing_has_none(n: int) -> None:
    trained = {str(person): [("2020-01-01", "")] for person in range(0, n, 3)}
    shares = (
        rows(Rows(accepted=n, rejected=3, dealt_with=1, still=2, ended=1, unended=0))[0],
        reports_on_time(Reports(on_time=n, late=2, overdue=1, unsure=4)),
        training_cover([Performed(str(person), "2026-03-01") for person in range(n)], trained, TODAY),
    )
    for one in shares:
        assert one.numerator is not None
        assert one.denominator is not None
        assert one.value == percent(Fraction(one.numerator, one.denominator))
    assert {(one.numerator, one.denominator) for one in everything_of_nothing()} == {(None, None)}


def test_loads_that_have_not_ended_make_no_share() -> None:
    share, gaps = rows(Rows(0, 0, 0, 2, ended=0, unended=2))
    assert told(share, gaps) == (
        (
            "completeness",
            None,
            "no load that has ended has a row that was not ignored; 2 loads have not ended",
        ),
        ("open_gaps", Fraction(4), ""),
    )
    assert share.missing
    assert share.missing.zh == "已结束的载入中没有未被忽略的行；2 次载入尚未结束"


def test_the_score_of_the_data_is_told_as_it_is() -> None:
    assert data_quality(Fraction("98.3"), 0) == Figure("data_quality", Fraction("98.3"))
    assert told(data_quality(Fraction("98.3"), 2)) == (
        ("data_quality", Fraction("98.3"), "2 loads have not ended"),
    )


def test_the_time_to_trace_is_the_median_of_a_year_and_the_last() -> None:
    drills = [
        Drilled("2026-03-30T10:00:00.000000Z", Fraction(4)),
        Drilled("2025-04-01T00:00:00.000000Z", Fraction(1)),  # the first day of 365
        Drilled("2025-12-01T10:00:00.000000Z", Fraction("2.5")),
        Drilled("2025-03-31T23:59:59.000000Z", Fraction(9000)),
    ]
    assert begin_of(TODAY) == date(2025, 4, 1)
    assert time_to_trace(drills, TODAY) == (
        Figure("time_to_trace", Fraction("2.5")),
        Figure("time_to_trace_last", Fraction(4)),
    )
    assert time_to_trace(drills[-1:], TODAY)[0].value is None


def test_the_median_of_an_even_number_lies_between() -> None:
    assert median([Fraction(n) for n in (9, 1, 4, 2)]) == 3
    assert median([Fraction(7)]) == 7


def test_reports_count_by_their_last_day() -> None:
    found = reports_on_time(Reports(on_time=2, late=1, overdue=0, unsure=1))
    assert told(found) == (
        ("reports_on_time", Fraction("66.66"), "1 report is not counted: whether it is due is not known"),
    )
    assert numbers(found) == (Fraction("66.66"), 2, 3)
    assert numbers(reports_on_time(Reports(0, 0, 3, 0))) == (0, 0, 3)
    assert reports_on_time(Reports(0, 0, 0, 2)).value is None


def test_capas_age_while_they_are_open() -> None:
    tasks = [
        Task("open", "2026-03-21", "2026-03-31"),  # 10 days, due until today
        Task("planned", "2026-03-01T08:00:00.000000Z", "2026-03-30"),  # 30 days, late
        Task("verified", "", ""),
        Task("closed", "2020-01-01", "2020-02-01"),
    ]
    reported, opening = "1 was only reported by a source", "1 has no day of opening"
    assert told(*capas(tasks, 1, TODAY)) == (
        ("capa_open", Fraction(3), reported),
        ("capa_age", Fraction(20), f"{opening}; {reported}"),
        ("capa_oldest", Fraction(30), f"{opening}; {reported}"),
        ("capa_overdue", Fraction(1), f"1 has no due day; {reported}"),
    )


def test_closed_capas_leave_no_age() -> None:
    still, age, oldest, late = capas([Task("closed", "2026-01-01", "2026-02-01")], 0, TODAY)
    assert (still.value, age.value, oldest.value, late.value) == (Fraction(0), None, None, Fraction(0))
    assert [missing for _, _, missing in told(age, oldest)] == ["no open one has an age"] * 2


def test_what_a_source_reported_of_capas_is_no_value() -> None:
    assert {(value, missing) for _, value, missing in told(*capas([], 4, TODAY))} == {
        (None, "no corrective or preventive action has a stage here; 4 were only reported by a source")
    }


def test_nonconformities_pile_up_in_their_stages() -> None:
    tasks = [
        Task("detected", "2026-03-01", "2026-03-15"),
        Task("detected", "2026-03-01", "2026-04-15"),
        Task("reviewed", "2026-03-01", "2026-03-30T23:00:00.000000Z"),
        Task("dismissed", "2026-03-01", "2026-03-02"),
        Task("closed", "2026-03-01", "2026-03-02"),
    ]
    assert list(told(*nonconformities(tasks, 0, TODAY))) == [
        ("nonconformities_detected", Fraction(2), ""),
        ("nonconformities_detected_overdue", Fraction(1), ""),
        ("nonconformities_open", Fraction(0), ""),
        ("nonconformities_open_overdue", Fraction(0), ""),
        ("nonconformities_reviewed", Fraction(1), ""),
        ("nonconformities_reviewed_overdue", Fraction(1), ""),
    ]


@pytest.mark.parametrize(
    ("trained", "share"),
    [
        ({"a": [("2026-01-01", "")], "b": [("2026-01-01", "2026-02-01")]}, 100),
        # b worked on the day after the last one
        ({"a": [("2026-01-01", "")], "b": [("2026-01-01", "2026-01-31")]}, 50),
        # two trainings that follow one another
        ({"a": [("2026-03-01", ""), ("2026-01-01", "2026-02-28")], "b": []}, 50),
        ({"a": [("2026-01-11", "")], "b": [("", "2027-01-01")]}, 0),
        ({}, 0),
    ],
)
def test_a_person_is_trained_on_each_day_or_is_not(
    trained: dict[str, list[tuple[str, str]]], share: int
) -> None:
    performed = [
        Performed("a", "2026-01-10"),
        Performed("a", "2026-03-02T07:00:00.000000Z"),
        Performed("b", "2026-02-01"),
        Performed("b", "2020-01-01"),  # long ago
        Performed("c", "2026-04-01"),  # in the future
        Performed("c", ""),
    ]
    found = training_cover(performed, trained, TODAY)
    assert told(found) == (("training_cover", Fraction(share), "1 performance has no day"),)
    assert numbers(found) == (share, share // 50, 2)


def test_a_mock_recall_whose_list_had_gaps_is_told_beside_its_time() -> None:
    drills = [
        Drilled("2026-03-01T10:00:00.000000Z", Fraction(4)),
        Drilled("2026-03-30T10:00:00.000000Z", Fraction(2), whole=False),
    ]
    assert told(*time_to_trace(drills, TODAY)) == (
        ("time_to_trace", Fraction(3), "1 list had gaps"),
        ("time_to_trace_last", Fraction(2), "its list had gaps"),
    )


def test_what_the_rules_have_not_looked_at_is_missing_of_what_they_open() -> None:
    all_told = told(*nonconformities([Task("open")], 0, TODAY, unseen=300))
    found = {name: missing for name, _, missing in all_told}
    said = "300 commits were not looked at by the rules"
    assert found["nonconformities_detected"] == said
    assert found["nonconformities_open"] == ""
    assert told(nonconformities([], 0, TODAY, unseen=1)[0]) == (
        (
            "nonconformities_detected",
            None,
            "no nonconformity has a stage here; 1 commit was not looked at by the rules",
        ),
    )
