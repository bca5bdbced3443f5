"""Key figures of a quality system, over values that were read elsewhere.

Promises: exact arithmetic; a share is in percent, rounded down, so that what is not all is never told as 100.
What nothing was recorded of has no value, and `missing` says so: never a made-up number, no 0 and no 100 % of
nothing. A figure that has a value says in `missing` what it leaves out. A share that has a value tells both
of its numbers, so that whoever reads it can work it out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from graph_model.nodes import BY_LABEL
from quality import indicator_reasons as why
from quality.drill import Target, percent
from quality.field_workflows import CAPA, NONCONFORMITY
from quality.gates import is_valid
from quality.words import Words, listed

DAYS: Final = 365
"""How far back a figure of a period looks."""


@dataclass(frozen=True, slots=True)
class Share:
    """The two sides of a share: what is counted, and out of what."""

    counted: Words
    whole: Words

    @property
    def words(self) -> Words:
        """Both in one sentence."""
        return Words(
            f"{self.counted.en}, of {self.whole.en}.",
            f"{self.counted.zh}占{self.whole.zh}的比例。",
        )


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure is. `unit`: % of all, s, d (days), or u (a count).

    `target` is None where nothing but a company itself can say how much is good.
    """

    name: str
    unit: str
    words: Words
    target: Fraction | None = None
    share: Share | None = None

    @property
    def at_least(self) -> bool:
        """Whether more of it is better; of what is no share less is."""
        return self.unit == "%"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it was worked out; `missing` is None where nothing is left out.

    A share that has a value has what was counted, and out of how many.
    """

    name: str
    value: Fraction | None
    missing: Words | None = None
    numerator: int | None = None
    denominator: int | None = None


def _waiting() -> tuple[str, ...]:
    """The stages in which a nonconformity waits, in their order."""
    declared = BY_LABEL["Nonconformity"].property_named("stage")
    return tuple(stage for stage in declared.values if stage not in NONCONFORMITY.last) if declared else ()


STAGES: Final = _waiting()
_ALL, _NONE = Fraction(100), Fraction(0)
_IN_TIME = Fraction(Target().seconds)


def _define(name: str, unit: str, en: str, zh: str, target: Fraction | None = None) -> Definition:
    return Definition(name, unit, Words(en, zh), target)


def _share(
    name: str, counted: tuple[str, str], whole: tuple[str, str], target: Fraction | None = None
) -> Definition:
    share = Share(Words(*counted), Words(*whole))
    return Definition(name, "%", share.words, target, share)


def _by_stage() -> Iterator[Definition]:
    for stage in STAGES:
        yield _define(
            f"nonconformities_{stage}",
            "u",
            f"Nonconformities that stand in the stage {stage}.",
            f"处于 {stage} 阶段的不合格数。",
        )
        yield _define(
            f"nonconformities_{stage}_overdue",
            "u",
            f"Of those in the stage {stage}, how many are past their due day.",
            f"处于 {stage} 阶段的不合格中已超过期限的数量。",
            _NONE,
        )


DEFINITIONS: Final = (
    _share(
        "completeness",
        ("Rows that were accepted, or refused and dealt with", "已接受的行与已拒绝且已处理的行"),
        ("all rows that were not ignored, over all loads that have ended", "所有已结束的载入中未被忽略的行"),
        _ALL,
    ),
    _define(
        "open_gaps",
        "u",
        "Rejected rows that nobody dealt with, and loads that were begun and neither ended nor given up.",
        "无人处理的被拒绝行，以及已开始但既未结束也未放弃的载入的数量。",
        _NONE,
    ),
    _define(
        "data_quality",
        "%",
        "The score of the scorecard (docs/quality.md) over all sources together.",
        "所有来源合计的数据质量评分（见 docs/quality.md）。",
    ),
    _define(
        "time_to_trace",
        "s",
        f"Time to the whole list in the mock recalls of scopes of the last {DAYS} days: the median.",
        f"最近 {DAYS} 天内针对实际范围的模拟召回中得到完整清单所需时间的中位数。",
        _IN_TIME,
    ),
    _define(
        "time_to_trace_last",
        "s",
        f"Time to the whole list in the last of these mock recalls, of the last {DAYS} days.",
        f"最近 {DAYS} 天内最近一次模拟召回得到完整清单所需的时间。",
        _IN_TIME,
    ),
    _define(
        "audit_time",
        "d",
        "Time from an auditor's request to its answer.",
        "从审核员提出要求到得到答复的时间。",
    ),
    _share(
        "availability",
        ("Time in which questions were answered", "系统能够回答问题的时间"),
        ("all time", "全部时间"),
    ),
    _share(
        "reports_on_time",
        ("Reports to authorities that were sent by their last day", "按期提交的监管报告"),
        (
            f"those sent, or due and not sent; the last day lies in the last {DAYS} days or later. "
            "Due by the rules of docs/regulators.md",
            f"已提交以及到期未提交的报告（期限在最近 {DAYS} 天之内或之后，按 docs/regulators.md 的规则计算）",
        ),
        _ALL,
    ),
    _define(
        "capa_open",
        "u",
        "Corrective and preventive actions that are not closed.",
        "尚未关闭的纠正和预防措施数。",
    ),
    _define(
        "capa_age",
        "d",
        "Age of the open corrective and preventive actions since they were opened: the median.",
        "未关闭的纠正和预防措施自开启以来天数的中位数。",
    ),
    _define(
        "capa_oldest",
        "d",
        "Age of the oldest open corrective or preventive action.",
        "最早开启且尚未关闭的纠正和预防措施的天数。",
    ),
    _define(
        "capa_overdue",
        "u",
        "Open corrective and preventive actions that are past their due day.",
        "已超过期限且尚未关闭的纠正和预防措施数。",
        _NONE,
    ),
    *_by_stage(),
    _share(
        "training_cover",
        (
            f"Persons of whom every step and inspection of the last {DAYS} days was on a day on which a "
            "training of theirs was valid",
            "每次执行工序或检验当天均有有效培训的人员",
        ),
        ("all persons who performed one", f"最近 {DAYS} 天内执行过工序或检验的全部人员"),
        _ALL,
    ),
)
BY_NAME: Final = {one.name: one for one in DEFINITIONS}


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of all loads that have ended; `still` of the rejected ones of all loads nobody dealt with.

    `ended` and `unended` are loads; the latter are neither ended nor given up.
    """

    accepted: int
    rejected: int
    dealt_with: int
    still: int
    ended: int
    unended: int


@dataclass(frozen=True, slots=True)
class Drilled:
    """A mock recall of a scope: its day, the seconds to the list, and whether that had no gaps."""

    performed: str
    seconds: Fraction
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Task:
    """A record that stands in a stage. `opened` and `due` are days, empty where none is stated."""

    stage: str
    opened: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports that were due: how many by what became of them. `unsure`: whether they are due is not known."""

    on_time: int
    late: int
    overdue: int
    unsure: int


@dataclass(frozen=True, slots=True)
class Performed:
    """A step or an inspection that a person performed on a day; empty where none is stated."""

    person: str
    day: str


def rows(found: Rows) -> tuple[Figure, Figure]:
    """Completeness and open gaps."""
    counted = found.accepted + found.rejected
    if not found.ended and not found.unended:
        return Figure("completeness", None, why.NO_FILE), Figure("open_gaps", None, why.NO_FILE)
    none = [] if counted else [why.NO_ROW]
    missing = _all_of(*none, *why.UNENDED.of(found.unended))
    return (
        _figure_of_share("completeness", found.accepted + found.dealt_with, counted, missing),
        Figure("open_gaps", Fraction(found.still + found.unended)),
    )


def data_quality(score: Fraction | None, unended: int) -> Figure:
    """The score of all sources together, as the scorecard has it."""
    none = [why.NO_COUNTED_ROW] if score is None else []
    return Figure("data_quality", score, _all_of(*none, *why.UNENDED.of(unended)))


def time_to_trace(drills: Iterable[Drilled], today: date) -> tuple[Figure, Figure]:
    """The median, and the last one."""
    names = ("time_to_trace", "time_to_trace_last")
    begin = begin_of(today).isoformat()
    found = sorted((one for one in drills if one.performed[:10] >= begin), key=lambda one: one.performed)
    if not found:
        none = why.NO_DRILL.filled(days=str(DAYS))
        return Figure(names[0], None, none), Figure(names[1], None, none)
    of_all = _all_of(*why.WITH_GAPS.of(sum(not one.whole for one in found)))
    of_last = None if found[-1].whole else why.LAST_WITH_GAPS
    return (
        Figure(names[0], median([one.seconds for one in found]), of_all),
        Figure(names[1], found[-1].seconds, of_last),
    )


def unmeasured() -> tuple[Figure, Figure]:
    """What no record here tells."""
    return Figure("audit_time", None, why.NO_AUDIT), Figure("availability", None, why.NO_PROBE)


def reports_on_time(found: Reports) -> Figure:
    """Sent by the last day, of what was due."""
    counted = found.on_time + found.late + found.overdue
    none = [] if counted else [why.NO_REPORT]
    missing = _all_of(*none, *why.UNSURE_REPORTS.of(found.unsure))
    return _figure_of_share("reports_on_time", found.on_time, counted, missing)


def capas(tasks: Sequence[Task], reported: int, today: date) -> tuple[Figure, ...]:
    """How many are open, how old they are, and how many are late; `reported` have no stage here."""
    names = ("capa_open", "capa_age", "capa_oldest", "capa_overdue")
    only_reported = tuple(why.REPORTED_ONLY.of(reported))
    if not tasks:
        none = _all_of(why.NO_CAPA, *only_reported)
        return tuple(Figure(name, None, none) for name in names)
    still = [one for one in tasks if one.stage not in CAPA.last]
    ages = [Fraction((today - date.fromisoformat(one.opened[:10])).days) for one in still if one.opened]
    no_age = [] if ages else [why.NO_AGE]
    aged = _all_of(*no_age, *why.UNDATED_CAPAS.of(len(still) - len(ages)), *only_reported)
    return (
        Figure("capa_open", Fraction(len(still)), _all_of(*only_reported)),
        Figure("capa_age", median(ages) if ages else None, aged),
        Figure("capa_oldest", max(ages, default=None), aged),
        _overdue("capa_overdue", still, reported, today),
    )


def nonconformities(tasks: Sequence[Task], reported: int, today: date, unseen: int = 0) -> tuple[Figure, ...]:
    """How many stand in each stage, and how many of them are late: where the work piles up.

    `unseen` commits were not looked at by the rules that open nonconformities.
    """
    found: list[Figure] = []
    behind, only_reported = tuple(why.UNSEEN.of(unseen)), tuple(why.REPORTED_ONLY.of(reported))
    for stage in STAGES:
        of_it = [one for one in tasks if one.stage == stage]
        name = f"nonconformities_{stage}"
        if not tasks:
            missing = _all_of(why.NO_NONCONFORMITY, *behind, *only_reported)
            found += [Figure(name, None, missing), Figure(f"{name}_overdue", None, missing)]
        else:
            late = behind if stage == STAGES[0] else ()
            found.append(Figure(name, Fraction(len(of_it)), _all_of(*late, *only_reported)))
            found.append(_overdue(f"{name}_overdue", of_it, reported, today))
    return tuple(found)


def training_cover(
    performed: Iterable[Performed], trained: Mapping[str, Sequence[tuple[str, str]]], today: date
) -> Figure:
    """Persons whose training was valid on each day; `trained` has the first and last days of trainings."""
    days: dict[str, set[str]] = {}
    undated = 0
    for one in performed:
        if not one.day:
            undated += 1
        elif begin_of(today).isoformat() <= one.day[:10] <= today.isoformat():
            days.setdefault(one.person, set()).add(one.day[:10])
    covered = sum(
        all(any(is_valid(first, last, on) for first, last in trained.get(person, ())) for on in some)
        for person, some in days.items()
    )
    none = [] if days else [why.NOBODY.filled(days=str(DAYS))]
    missing = _all_of(*none, *why.UNDATED_WORK.of(undated))
    return _figure_of_share("training_cover", covered, len(days), missing)


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle one, or the mean of the two in the middle; of at least one."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _overdue(name: str, tasks: Sequence[Task], reported: int, today: date) -> Figure:
    """A due day lasts until its end."""
    late = sum(bool(one.due) and one.due[:10] < today.isoformat() for one in tasks)
    without = why.WITHOUT_DUE_DAY.of(sum(not one.due for one in tasks))
    return Figure(name, Fraction(late), _all_of(*without, *why.REPORTED_ONLY.of(reported)))


def _figure_of_share(name: str, part: int, whole: int, missing: Words | None) -> Figure:
    """A share of nothing has no value, and no numbers."""
    if not whole:
        return Figure(name, None, missing)
    return Figure(name, percent(Fraction(part, whole)), missing, part, whole)


def begin_of(today: date) -> date:
    """The first day of the period that ends with today."""
    return today - timedelta(days=DAYS - 1)


def _all_of(*parts: Words) -> Words | None:
    return listed(parts) if parts else None
