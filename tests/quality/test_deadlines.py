"""Which report is due when: the rules that ship, and what a rule set must not be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.regulation import rule_book
from quality import deadlines
from quality.deadlines import CaseEvent, Deadlines, Hole, RuleError, due, load
from quality.packs import PACKS
from tests.support.cases import EVENTS

BOOK = rule_book()
SHIPPED = sorted((Path(deadlines.__file__).parent / "rules").glob("*.toml"))
RULE = """
[[rule]]
id = "{id}"
report = {{ en = "Report", zh = "报告" }}
starts = "decision"
duration = 3
unit = "calendar_days"
answered_by = "report"
valid_from = {first}
{last}
article = "Art. 1"
source = {{ en = "In 3 days.", zh = "3 日内。" }}
checked = "V"
dates_checked = "V"
"""
HEAD = 'authority = "EU"\nzone = "Europe/Brussels"\n'


def rule(first: str = "2020-01-01", last: str = "", name: str = "r", extra: str = "") -> str:
    return RULE.format(id=name, first=first, last=f"valid_to = {last}" if last else "") + extra


def told(found: Deadlines) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(one.rule.id, one.due.last.isoformat(), one.state.value, one.unknown) for one in found.due]


def event(kind: str, at: date, subject: str = "", **traits: str) -> CaseEvent:
    return CaseEvent(kind, at, subject, frozenset(traits.items()))


# --- the rules that ship ---------------------------------------------------------------------------

# Each duty of REGULATION.md by hand: duration, unit, start, conditions, mark of the duration.
DUTIES = {
    ("FDA", "fda-806-report"): (10, "working_days", "initiation", {"risk_to_health": ("yes",)}, "V"),
    ("FDA", "fda-806-amendment"): (10, "working_days", "extension", {"risk_to_health": ("yes",)}, "V"),
    ("FDA", "fda-7-53-status"): (4, "weeks", "initiation", {}, "V"),
    ("FDA", "fda-803-30-day"): (
        30,
        "calendar_days",
        "awareness",
        {"fda_outcome": ("death", "serious_injury", "malfunction")},
        "V",
    ),
    ("FDA", "fda-803-5-day"): (5, "working_days", "need_awareness", {}, "V"),
    ("FDA", "fda-821-3-day"): (
        3,
        "working_days",
        "request",
        {"tracked": ("yes",), "holder": ("before_patient",)},
        "V",
    ),
    ("FDA", "fda-821-10-day"): (
        10,
        "working_days",
        "request",
        {"tracked": ("yes",), "holder": ("patient",)},
        "V",
    ),
    ("EU", "eu-87-serious-incident"): (
        15,
        "calendar_days",
        "awareness",
        {"severity": ("serious_incident",)},
        "V",
    ),
    ("EU", "eu-87-death"): (
        10,
        "calendar_days",
        "awareness",
        {"severity": ("death", "unanticipated_serious_deterioration")},
        "V",
    ),
    ("EU", "eu-87-public-health"): (
        2,
        "calendar_days",
        "awareness",
        {"severity": ("serious_public_health_threat",)},
        "V",
    ),
    ("EU", "eu-87-fsca"): (0, "calendar_days", "decision", {}, "K"),
    ("NMPA", "nmpa-notice-1"): (1, "calendar_days", "decision", {"recall_class": ("I",)}, "V"),
    ("NMPA", "nmpa-notice-3"): (3, "calendar_days", "decision", {"recall_class": ("II",)}, "V"),
    ("NMPA", "nmpa-notice-7"): (7, "calendar_days", "decision", {"recall_class": ("III",)}, "V"),
    ("NMPA", "nmpa-event-table"): (0, "calendar_days", "decision", {}, "V"),
    ("NMPA", "nmpa-plan"): (5, "working_days", "decision", {}, "K"),
    ("NMPA", "nmpa-summary"): (10, "working_days", "completion", {}, "K"),
}


def test_the_rules_that_ship_are_the_duties_that_are_known() -> None:
    found = {
        key: (one.duration, one.unit, one.starts, dict(one.when), one.checked)
        for key, versions in BOOK.versions.items()
        for one in versions
    }
    assert found == DUTIES
    assert BOOK.holes == ()
    assert {name: zone.key for name, zone in BOOK.zones.items()} == {
        "FDA": "America/New_York",
        "EU": "Europe/Brussels",
        "NMPA": "Asia/Shanghai",
    }


def test_a_rule_names_a_pack_that_there_is() -> None:
    named = {one.pack for versions in BOOK.versions.values() for one in versions if one.pack}
    assert named - set(PACKS) == set()


def test_a_case_of_three_regions() -> None:
    assert told(due(BOOK, EVENTS, date(2026, 3, 6))) == [
        ("eu-87-public-health", "2026-03-01", "overdue", ("severity",)),
        ("eu-87-fsca", "2026-03-02", "overdue", ()),
        ("nmpa-event-table", "2026-03-02", "overdue", ()),
        ("nmpa-notice-3", "2026-03-05", "overdue", ()),
        ("eu-87-death", "2026-03-09", "open", ("severity",)),
        ("nmpa-plan", "2026-03-09", "open", ()),
        ("eu-87-serious-incident", "2026-03-14", "open", ("severity",)),
        ("fda-806-report", "2026-03-17", "open", ()),
        ("fda-803-30-day", "2026-03-29", "open", ()),
        ("fda-7-53-status", "2026-03-31", "open", ()),
    ]


@pytest.mark.parametrize(
    ("happened", "rules"),
    [
        (event("request", date(2026, 3, 2), tracked="yes", holder="patient"), {"fda-821-10-day"}),
        (event("request", date(2026, 3, 2), tracked="yes"), {"fda-821-3-day", "fda-821-10-day"}),
        (event("request", date(2026, 3, 2), tracked="no"), set()),
        (event("need_awareness", date(2026, 3, 2)), {"fda-803-5-day"}),
        (event("completion", date(2026, 3, 2)), {"nmpa-summary"}),
        (event("extension", date(2026, 3, 2), risk_to_health="no"), set()),
        (event("awareness", date(2026, 3, 2), severity="death", fda_outcome="none"), {"eu-87-death"}),
    ],
)
def test_conditions(happened: CaseEvent, rules: set[str]) -> None:
    assert {one.rule.id for one in due(BOOK, [happened], date(2026, 3, 6)).due} == rules


def test_an_event_of_two_severities_starts_both_clocks() -> None:
    traits = frozenset(
        {("severity", "death"), ("severity", "serious_public_health_threat"), ("fda_outcome", "none")}
    )
    found = due(BOOK, [CaseEvent("awareness", date(2026, 3, 2), "AE", traits)], date(2026, 3, 3))
    assert told(found) == [
        ("eu-87-public-health", "2026-03-04", "open", ()),
        ("eu-87-death", "2026-03-12", "open", ()),
    ]


# --- answers, repetition, as of ---------------------------------------------------------------------


def test_status_reports_repeat_until_the_recall_is_terminated() -> None:
    events = [
        event("initiation", date(2026, 1, 5), "R", risk_to_health="no"),
        event("fda_status_report", date(2026, 1, 30), "R"),
        event("fda_status_report", date(2026, 3, 10), "R"),
        event("fda_status_report", date(2026, 1, 20), "another"),
    ]
    assert told(due(BOOK, events, date(2026, 4, 20))) == [
        ("fda-7-53-status", "2026-02-02", "answered", ()),
        ("fda-7-53-status", "2026-02-27", "answered_late", ()),
        ("fda-7-53-status", "2026-04-07", "overdue", ()),
    ]
    (first, *_) = due(BOOK, events, date(2026, 4, 20)).due
    assert first.earliest == date(2026, 1, 19)
    ended = [*events, event("termination", date(2026, 4, 7), "R")]
    assert len(due(BOOK, ended, date(2026, 4, 20)).due) == 2
    too_late = [*events, event("termination", date(2026, 4, 8), "R")]
    assert told(due(BOOK, too_late, date(2026, 4, 20)))[-1][2] == "overdue"


def test_an_answer_counts_for_its_own_subject_and_not_before_its_event() -> None:
    events = [
        event("extension", date(2026, 3, 2), "more", risk_to_health="yes"),
        event("fda_806_amendment", date(2026, 3, 1), "more"),
        event("fda_806_amendment", date(2026, 3, 3), "others"),
    ]
    assert [one[2] for one in told(due(BOOK, events, date(2026, 3, 4)))] == ["open"]
    answered = [*events, event("fda_806_amendment", date(2026, 3, 2), "more")]
    assert [one[2] for one in told(due(BOOK, answered, date(2026, 3, 4)))] == ["answered"]


def test_what_happens_later_is_not_known_yet() -> None:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    events = [event("completion", at), event("nmpa_summary", datetime(2026, 3, 4, tzinfo=UTC))]
    assert told(due(BOOK, events, datetime(2026, 3, 2, 11, tzinfo=UTC))) == []
    assert [one[2] for one in told(due(BOOK, events, date(2026, 3, 2)))] == ["open"]
    assert [one[2] for one in told(due(BOOK, events, date(2026, 3, 4)))] == ["answered"]


def test_a_duty_is_late_when_the_day_is_over_at_the_authority() -> None:
    happened = event("need_awareness", date(2026, 3, 2))  # the last day is Monday 9 March, New York
    states = [
        due(BOOK, [happened], datetime(2026, 3, 10, hour, tzinfo=UTC)).due[0].state.value for hour in (3, 4)
    ]
    assert states == ["open", "overdue"]


# --- versions ---------------------------------------------------------------------------------------


def test_the_rule_in_force_on_the_day_of_the_event_counts() -> None:
    old = rule("2020-01-01", "2025-12-31")
    new = rule("2026-01-01").replace("duration = 3", "duration = 1")
    book = load({"eu.toml": HEAD + new + old})
    events = [event("decision", date(2025, 12, 31), "a"), event("decision", date(2026, 1, 1), "b")]
    found = due(book, events, date(2026, 1, 1))
    assert [(one.event.subject, one.due.last) for one in found.due] == [
        ("b", date(2026, 1, 2)),
        ("a", date(2026, 1, 3)),
    ]


def test_holes_are_named() -> None:
    book = load({"eu.toml": HEAD + rule("2020-01-01", "2021-12-31") + rule("2022-02-01", "2022-12-31")})
    assert book.holes == (Hole("EU", "r", date(2022, 1, 1), date(2022, 1, 31)),)
    days = [date(2019, 12, 31), date(2022, 1, 1), date(2022, 2, 1), date(2023, 1, 1)]
    found = due(book, [event("decision", day) for day in days], date(2024, 1, 1))
    assert [one.event.at for one in found.due] == [date(2022, 2, 1)]
    assert found.holes == tuple(Hole("EU", "r", day, day) for day in (days[0], days[1], days[3]))


def test_a_day_before_the_first_version_is_a_hole_of_the_rules_that_ship() -> None:
    found = due(BOOK, [event("decision", date(2016, 1, 1), recall_class="I")], date(2026, 1, 1))
    assert (found.due, {hole.rule for hole in found.holes}) == (
        (),
        {"eu-87-fsca", "nmpa-notice-1", "nmpa-event-table", "nmpa-plan"},
    )


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        ({"a.toml": HEAD + rule("2020-01-01") + rule("2021-01-01")}, "overlap: 2020-01-01 to without end"),
        (
            {"a.toml": HEAD + rule("2020-01-01", "2021-01-01"), "b.toml": HEAD + rule("2021-01-01")},
            "overlap: 2020-01-01 to 2021-01-01, and from 2021-01-01",
        ),
        ({"a.toml": HEAD + rule() + rule()}, "overlap"),
        ({"a.toml": HEAD + rule("2020-01-02", "2020-01-01")}, "a.toml: r is valid from"),
        ({"a.toml": HEAD.replace("EU", "TGA") + rule()}, "authority"),
        ({"a.toml": HEAD.replace("Brussels", "Nowhere") + rule()}, "Europe/Nowhere is no time zone"),
        (
            {"a.toml": HEAD + rule(), "b.toml": HEAD.replace("Brussels", "Berlin") + rule(name="s")},
            "another time",
        ),
        ({"a.toml": HEAD + rule("2020-02-30")}, "is no TOML"),
        ({"a.toml": HEAD + rule('"2020-01-01"')}, "valid_from"),
        ({"a.toml": HEAD + rule("2020-01-01T00:00:00")}, "valid_from"),
        ({"a.toml": HEAD + rule().replace("duration = 3", 'duration = "3"')}, "duration"),
        ({"a.toml": HEAD + rule().replace("duration = 3", "duration = 3.0")}, "duration"),
        ({"a.toml": HEAD + rule().replace("duration = 3", "duration = -3")}, "duration"),
        ({"a.toml": HEAD + rule().replace("duration = 3", "duration = true")}, "duration"),
        ({"a.toml": HEAD + rule().replace("calendar_days", "fortnights")}, "unit"),
        ({"a.toml": HEAD + rule().replace('starts = "decision"', 'starts = "whim"')}, "starts"),
        ({"a.toml": HEAD + rule().replace('checked = "V"', 'checked = "X"', 1)}, "checked"),
        ({"a.toml": HEAD + rule().replace(', zh = "报告"', "")}, "report.zh"),
        ({"a.toml": HEAD + rule().replace('"报告"', '""')}, "report.zh"),
        ({"a.toml": HEAD + rule(extra="color = 1\n")}, "color"),
        ({"a.toml": HEAD + "color = 1\n" + rule()}, "color"),
        ({"a.toml": HEAD + rule(extra="earliest = 4\n")}, "begins after it ends"),
        ({"a.toml": HEAD + rule(extra="when = { severity = [] }\n")}, "holds for no severity"),
        ({"a.toml": HEAD + rule(extra='until = "end"\n')}, "does not repeat"),
        (
            {"a.toml": HEAD + rule(last="2020-12-31") + rule("2021-01-01").replace('"report"', '"other"')},
            "versions with other events",
        ),
    ],
)
def test_a_bad_rule_set_is_refused(texts: dict[str, str], problem: str) -> None:
    with pytest.raises(RuleError, match=problem):
        load(texts)


def test_each_rule_that_ships_says_what_it_rests_on() -> None:
    rules = [one for versions in BOOK.versions.values() for one in versions]
    assert len(SHIPPED) == 3
    assert [one.id for one in rules if not one.article or one.source.en == one.source.zh] == []
