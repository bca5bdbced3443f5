"""Key figures of a quality system, over values that were read elsewhere.

Promises: exact arithmetic; a share is in percent, rounded down, so that what is not all is never told as 100.
What nothing was recorded of has no value, and `missing` says so: never a made-up number, no 0 and no 100 % of
nothing. A figure that has a value says in `missing` what it leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from graph_model.nodes import BY_LABEL
from quality.drill import Target, percent
from quality.field_workflows import CAPA, NONCONFORMITY
from quality.gates import is_valid
from quality.words import Words

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
    """A figure as it was worked out; `missing` is empty where nothing is left out."""

    name: str
    value: Fraction | None
    missing: str = ""


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
        ("all rows that were not ignored, over all loads that have ended", "所有已结束的导入中未被忽略的行"),
        _ALL,
    ),
    _define(
        "open_gaps",
        "u",
        "Rejected rows that nobody dealt with, and loads that were begun and neither ended nor given up.",
        "无人处理的被拒绝行，以及已开始但既未结束也未放弃的导入的数量。",
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
        nothing = "no file was taken in yet"
        return Figure("completeness", None, nothing), Figure("open_gaps", None, nothing)
    left_out = [_n(found.unended, "load has not ended", "loads have not ended")]
    share = _percent(found.accepted + found.dealt_with, counted)
    none = [] if counted else ["no load that has ended has a row that was not ignored"]
    return (
        Figure("completeness", share, _joined([*none, *left_out])),
        Figure("open_gaps", Fraction(found.still + found.unended)),
    )


def data_quality(score: Fraction | None, unended: int) -> Figure:
    """The score of all sources together, as the scorecard has it."""
    none = ["no row of a load that has ended was counted"] if score is None else []
    left_out = _n(unended, "load has not ended", "loads have not ended")
    return Figure("data_quality", score, _joined([*none, left_out]))


def time_to_trace(drills: Iterable[Drilled], today: date) -> tuple[Figure, Figure]:
    """The median, and the last one."""
    names = ("time_to_trace", "time_to_trace_last")
    begin = begin_of(today).isoformat()
    found = sorted((one for one in drills if one.performed[:10] >= begin), key=lambda one: one.performed)
    if not found:
        none = f"no mock recall of a scope in {DAYS} days: lotgraph drill --scope NAME"
        return Figure(names[0], None, none), Figure(names[1], None, none)
    of_all = _n(sum(not one.whole for one in found), "list had gaps", "lists had gaps")
    of_last = "" if found[-1].whole else "its list had gaps"
    return (
        Figure(names[0], median([one.seconds for one in found]), of_all),
        Figure(names[1], found[-1].seconds, of_last),
    )


def unmeasured() -> tuple[Figure, Figure]:
    """What no record here tells."""
    return (
        Figure(
            "audit_time",
            None,
            "not measured: no record says when an auditor asked and when the answer was given",
        ),
        Figure(
            "availability",
            None,
            "not measured: a probe outside of the server has to ask /health/ready and keep the answers",
        ),
    )


def reports_on_time(found: Reports) -> Figure:
    """Sent by the last day, of what was due."""
    counted = found.on_time + found.late + found.overdue
    none = [] if counted else ["no report was due"]
    left_out = _n(
        found.unsure,
        "report is not counted: whether it is due is not known",
        "reports are not counted: whether they are due is not known",
    )
    return Figure("reports_on_time", _percent(found.on_time, counted), _joined([*none, left_out]))


def capas(tasks: Sequence[Task], reported: int, today: date) -> tuple[Figure, ...]:
    """How many are open, how old they are, and how many are late; `reported` have no stage here."""
    names = ("capa_open", "capa_age", "capa_oldest", "capa_overdue")
    if not tasks:
        none = _joined(["no corrective or preventive action has a stage here", _only_reported(reported)])
        return tuple(Figure(name, None, none) for name in names)
    still = [one for one in tasks if one.stage not in CAPA.last]
    ages = [Fraction((today - date.fromisoformat(one.opened[:10])).days) for one in still if one.opened]
    undated = _n(len(still) - len(ages), "has no day of opening", "have no day of opening")
    no_age = [] if ages else ["no open one has an age"]
    aged = _joined([*no_age, undated, _only_reported(reported)])
    return (
        Figure("capa_open", Fraction(len(still)), _only_reported(reported)),
        Figure("capa_age", median(ages) if ages else None, aged),
        Figure("capa_oldest", max(ages, default=None), aged),
        _overdue("capa_overdue", still, reported, today),
    )


def nonconformities(tasks: Sequence[Task], reported: int, today: date, unseen: int = 0) -> tuple[Figure, ...]:
    """How many stand in each stage, and how many of them are late: where the work piles up.

    `unseen` commits were not looked at by the rules that open nonconformities.
    """
    found: list[Figure] = []
    none = "" if tasks else "no nonconformity has a stage here"
    behind = _n(unseen, "commit was not looked at by the rules", "commits were not looked at by the rules")
    for stage in STAGES:
        of_it = [one for one in tasks if one.stage == stage]
        name = f"nonconformities_{stage}"
        if none:
            missing = _joined([none, behind, _only_reported(reported)])
            found += [Figure(name, None, missing), Figure(f"{name}_overdue", None, missing)]
        else:
            late = behind if stage == STAGES[0] else ""
            found.append(Figure(name, Fraction(len(of_it)), _joined([late, _only_reported(reported)])))
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
    none = [] if days else [f"nobody is stated to have performed a step or an inspection in {DAYS} days"]
    left_out = _n(undated, "performance has no day", "performances have no day")
    return Figure("training_cover", _percent(covered, len(days)), _joined([*none, left_out]))


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle one, or the mean of the two in the middle; of at least one."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _overdue(name: str, tasks: Sequence[Task], reported: int, today: date) -> Figure:
    """A due day lasts until its end."""
    late = sum(bool(one.due) and one.due[:10] < today.isoformat() for one in tasks)
    without = _n(sum(not one.due for one in tasks), "has no due day", "have no due day")
    return Figure(name, Fraction(late), _joined([without, _only_reported(reported)]))


def _only_reported(n: int) -> str:
    return _n(n, "was only reported by a source", "were only reported by a source")


def _percent(part: int, whole: int) -> Fraction | None:
    return percent(Fraction(part, whole)) if whole else None


def begin_of(today: date) -> date:
    """The first day of the period that ends with today."""
    return today - timedelta(days=DAYS - 1)


def _n(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}" if n else ""


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(part for part in parts if part)
