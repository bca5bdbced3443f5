"""Why a key figure has no value, or what it leaves out: in both languages, with the same numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from quality.words import Words


@dataclass(frozen=True, slots=True)
class Counted:
    """A reason that counts something: of one, and of more than one."""

    one: Words
    many: Words

    def of(self, n: int) -> Iterator[Words]:
        """Nothing where there is none."""
        if n:
            yield (self.one if n == 1 else self.many).filled(n=str(n))


NO_FILE: Final = Words("no file was taken in yet", "尚未载入任何文件")
NO_ROW: Final = Words(
    "no load that has ended has a row that was not ignored", "已结束的载入中没有未被忽略的行"
)
NO_COUNTED_ROW: Final = Words("no row of a load that has ended was counted", "没有计入任何已结束的载入的行")
UNENDED: Final = Counted(
    Words("{n} load has not ended", "{n} 次载入尚未结束"),
    Words("{n} loads have not ended", "{n} 次载入尚未结束"),
)
NO_DRILL: Final = Words(
    "no mock recall of a scope in {days} days: lotgraph drill --scope NAME",
    "{days} 天内没有针对实际范围的模拟召回：lotgraph drill --scope NAME",
)
WITH_GAPS: Final = Counted(
    Words("{n} list had gaps", "{n} 份清单有缺口"), Words("{n} lists had gaps", "{n} 份清单有缺口")
)
LAST_WITH_GAPS: Final = Words("its list had gaps", "其清单有缺口")
NO_AUDIT: Final = Words(
    "not measured: no record says when an auditor asked and when the answer was given",
    "未测量：没有记录说明审核员何时提出要求、何时得到答复",
)
NO_PROBE: Final = Words(
    "not measured: a probe outside of the server has to ask /health/ready and keep the answers",
    "未测量：须由服务器之外的探测程序请求 /health/ready 并保存应答",
)
NO_REPORT: Final = Words("no report was due", "没有应提交的报告")
UNSURE_REPORTS: Final = Counted(
    Words(
        "{n} report is not counted: whether it is due is not known",
        "{n} 份报告未计入：不知其是否应提交",
    ),
    Words(
        "{n} reports are not counted: whether they are due is not known",
        "{n} 份报告未计入：不知其是否应提交",
    ),
)
NO_CAPA: Final = Words(
    "no corrective or preventive action has a stage here", "此处没有处于任何阶段的纠正和预防措施"
)
NO_AGE: Final = Words("no open one has an age", "未关闭的措施都没有天数")
UNDATED_CAPAS: Final = Counted(
    Words("{n} has no day of opening", "{n} 项没有开启日期"),
    Words("{n} have no day of opening", "{n} 项没有开启日期"),
)
NO_NONCONFORMITY: Final = Words("no nonconformity has a stage here", "此处没有处于任何阶段的不合格")
UNSEEN: Final = Counted(
    Words("{n} commit was not looked at by the rules", "规则尚未检查 {n} 次提交"),
    Words("{n} commits were not looked at by the rules", "规则尚未检查 {n} 次提交"),
)
WITHOUT_DUE_DAY: Final = Counted(
    Words("{n} has no due day", "{n} 项没有期限"), Words("{n} have no due day", "{n} 项没有期限")
)
REPORTED_ONLY: Final = Counted(
    Words("{n} was only reported by a source", "{n} 项仅由来源报告"),
    Words("{n} were only reported by a source", "{n} 项仅由来源报告"),
)
NOBODY: Final = Words(
    "nobody is stated to have performed a step or an inspection in {days} days",
    "{days} 天内没有说明任何人执行过工序或检验",
)
UNDATED_WORK: Final = Counted(
    Words("{n} performance has no day", "{n} 次执行没有日期"),
    Words("{n} performances have no day", "{n} 次执行没有日期"),
)
