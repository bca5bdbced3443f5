"""Recall status report: every item of 21 CFR 7.53(b) has its field, beside what 7.46(a) asks at the start."""

from __future__ import annotations

from typing import Final

from quality.case_file import CaseFile, LedgerLine
from quality.packs import tables as t
from quality.packs.declare import (
    PRODUCTION,
    QUALITY,
    REGULATORY,
    SALES,
    SERVICE,
    Answer,
    Field,
    Pack,
    Section,
    grid,
    summed,
)
from quality.packs.parties import LEVELS
from quality.words import Words


def _consignees(case: CaseFile, is_it: str) -> Answer:
    """How many were told, answered, or did not: a consignee counts once, for any of its lots."""
    rows = t.ledger_rows(case)
    if rows is None:
        return None
    lines = [row.line for row in rows if row.lot.in_scope]
    told = {one.consignee for one in lines if one.notified is not None}
    answered = {one.consignee for one in lines if one.responded is not None}
    number = {"told": told, "answered": answered, "silent": told - answered}[is_it]
    return f"{len(number)} / {len({one.consignee for one in lines})}"


def _is_silent(line: LedgerLine) -> bool:
    return line.responded is None


def _silent(case: CaseFile) -> Answer:
    return t.ledger(case, t.TO, t.OF_LOT, t.NOTIFIED, only=_is_silent)


FDA_7_53: Final = Pack(
    "fda-7-53",
    "FDA",
    Words("Recall status report (21 CFR 7.53)", "召回进展报告（21 CFR 7.53）"),
    "21 CFR 7.53(b); 7.42; 7.46(a)",
    (
        Section(
            Words("Recall", "召回"),
            (
                Field(
                    "7.53-recall",
                    Words("Recall number", "召回编号"),
                    "K",
                    REGULATORY,
                    lambda case: case.recall_number,
                ),
                Field(
                    "7.41(b)",
                    Words("Class", "召回级别"),
                    "K",
                    REGULATORY,
                    lambda case: case.recall_class,
                ),
                Field(
                    "7.53-events",
                    Words("What happened when", "经过"),
                    "K",
                    REGULATORY,
                    lambda case: grid(case.events, *t.HAPPENED),
                ),
                Field("7.42-strategy", Words("Strategy", "召回策略"), "K", QUALITY, lambda c: c.strategy),
                Field("7.42(b)(1)", Words("Depth", "召回深度"), "K", QUALITY, lambda case: case.depth),
                Field(
                    "7.46(a)(4)",
                    Words("Amount produced, and when", "生产数量和时间"),
                    "V",
                    PRODUCTION,
                    lambda case: t.lots(case, t.PRODUCT, t.LOT, t.PRODUCED, t.MADE),
                ),
                Field(
                    "7.46(a)(5)",
                    Words("Amount in distribution", "流通数量"),
                    "V",
                    SALES,
                    lambda case: summed(t.lot_total(case, lambda lot: lot.distributed), SALES),
                ),
                Field(
                    "7.46(a)(6)",
                    Words("Direct accounts", "直接客户"),
                    "V",
                    SALES,
                    lambda case: None if case.consignees is None else str(len(case.consignees)),
                ),
            ),
        ),
        Section(
            Words("Notices", "通知情况"),
            (
                Field(
                    "7.53(b)(1)",
                    Words("Consignees notified, of all", "已通知收货人 / 全部"),
                    "V",
                    REGULATORY,
                    lambda case: _consignees(case, "told"),
                ),
                Field(
                    "7.53(b)(1)-lines",
                    Words("When and how each was notified", "各收货人的通知时间和方式"),
                    "V",
                    REGULATORY,
                    lambda case: t.ledger(case, t.TO, t.OF_LOT, t.NOTIFIED, t.METHOD),
                ),
                Field(
                    "7.53(b)(2)",
                    Words("Consignees that responded, of all", "已回复收货人 / 全部"),
                    "V",
                    REGULATORY,
                    lambda case: _consignees(case, "answered"),
                ),
                Field(
                    "7.53(b)(2)-on-hand",
                    Words("What they had on hand", "收到通知时的库存"),
                    "V",
                    SALES,
                    lambda case: t.ledger(
                        case, t.TO, t.OF_LOT, t.RESPONDED, t.ON_HAND, only=lambda line: not _is_silent(line)
                    ),
                ),
                Field(
                    "7.53(b)(3)",
                    Words("Notified consignees that did not respond, of all", "已通知但未回复收货人 / 全部"),
                    "V",
                    REGULATORY,
                    lambda case: _consignees(case, "silent"),
                ),
                Field(
                    "7.53(b)(3)-who",
                    Words("Lines without a response", "未回复的收货人和批次"),
                    "V",
                    SALES,
                    _silent,
                ),
                Field(
                    "7.53-attempts",
                    Words("Further attempts to reach them", "再次联系记录"),
                    "K",
                    SALES,
                    lambda case: grid(case.attempts, *t.TRIED),
                ),
                Field(
                    "7.53-in-vain",
                    Words("Notified about lots that left the scope", "已通知但批次已移出召回范围"),
                    "K",
                    REGULATORY,
                    t.notified_in_vain,
                ),
            ),
        ),
        Section(
            Words("Product", "产品处理情况"),
            (
                Field(
                    "7.53(b)(4)",
                    Words("Returned, corrected or destroyed by each", "各收货人退回、纠正或销毁数量"),
                    "V",
                    SALES,
                    lambda case: t.ledger(case, t.TO, t.OF_LOT, t.RETURNED, t.CORRECTED, t.DESTROYED),
                ),
                Field(
                    "7.53(b)(4)-returned",
                    Words("Returned in all", "退回合计"),
                    "V",
                    SALES,
                    lambda case: summed(t.ledger_total(case, lambda line: line.returned), SALES),
                ),
                Field(
                    "7.53(b)(4)-corrected",
                    Words("Corrected in all", "纠正合计"),
                    "V",
                    SERVICE,
                    lambda case: summed(t.ledger_total(case, lambda line: line.corrected), SERVICE),
                ),
                Field(
                    "7.53(b)(4)-destroyed",
                    Words("Destroyed in all", "销毁合计"),
                    "V",
                    QUALITY,
                    lambda case: summed(t.ledger_total(case, lambda line: line.destroyed), QUALITY),
                ),
                Field(
                    "7.53(b)(4)-accounted",
                    Words("Accounted for in all", "已核实去向合计"),
                    "V",
                    QUALITY,
                    lambda case: summed(t.accounted(case), QUALITY),
                ),
            ),
        ),
        Section(
            Words("Effectiveness and end", "有效性和完成"),
            (
                Field(
                    "7.42(b)(3)",
                    Words("Level of effectiveness checks", "有效性检查级别"),
                    "V",
                    QUALITY,
                    lambda case: case.effectiveness_level and LEVELS[case.effectiveness_level],
                ),
                Field(
                    "7.53(b)(5)",
                    Words("Effectiveness checks and results", "有效性检查及结果"),
                    "V",
                    QUALITY,
                    lambda case: grid(case.checks, *t.CHECKED),
                ),
                Field(
                    "7.53(b)(6)",
                    Words("Estimated completion", "预计完成时间"),
                    "V",
                    REGULATORY,
                    lambda case: t.day(case.completion_estimate),
                ),
            ),
        ),
    ),
)
