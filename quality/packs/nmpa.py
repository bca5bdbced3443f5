"""What dealers, users and the provincial regulator are told of a recall in China (总局令第29号).

Promises: each item of the notice, the table of the event, the investigation report, the plan and the summary
has its field. Titles are ours; a later revision of the measure is not verified.
"""

from __future__ import annotations

from typing import Final

from quality.case_file import CaseFile
from quality.packs import tables as t
from quality.packs.declare import (
    PRODUCT_DATA,
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
from quality.packs.parties import firm, person
from quality.words import Words

CLASSES: Final = {
    "I": Words(
        "Class I: it may cause or has caused serious harm to health", "一级：可能或者已经引起严重健康危害"
    ),
    "II": Words("Class II: temporary or reversible harm", "二级：可能或者已经引起暂时的或者可逆的健康危害"),
    "III": Words("Class III: harm is unlikely, yet recalled", "三级：引起危害的可能性较小但仍需要召回"),
}
_HERE: Final = "CN"


def recall_class(case: CaseFile) -> Answer:
    """The class in the words of the measure."""
    return None if case.recall_class is None else CLASSES[case.recall_class]


def _identified(case: CaseFile) -> Answer:
    return t.lots(case, t.PRODUCT, t.LOT, t.LOT_UDI, t.SERIALS)


NMPA_NOTICE: Final = Pack(
    "nmpa-notice",
    "NMPA",
    Words("Recall notice", "召回通知"),
    "总局令第29号 第十五条",
    (
        Section(
            Words("Notice", "通知内容"),
            (
                Field(
                    "15-1-name",
                    Words("Name and model", "名称、型号规格"),
                    "V",
                    PRODUCT_DATA,
                    lambda c: t.products(c, t.BRAND, t.MODEL),
                ),
                Field("15-1-lot", Words("Lots", "批次"), "V", PRODUCTION, _identified),
                Field("15-2", Words("Reason", "召回的原因"), "V", QUALITY, lambda c: c.reason),
                Field(
                    "15-3-stop",
                    Words("What to stop: selling and using", "召回的要求：暂停销售和使用"),
                    "V",
                    REGULATORY,
                    lambda c: c.advice,
                ),
                Field(
                    "15-3-pass-on",
                    Words("Whom to pass it on to", "召回的要求：转发"),
                    "V",
                    REGULATORY,
                    lambda c: Words(
                        "Pass this notice on to every dealer and user to whom you delivered.",
                        "请将本通知转发至贵方供货的所有经营企业和使用单位。",
                    ),
                ),
                Field(
                    "15-4", Words("How it is dealt with", "处理方式"), "V", QUALITY, lambda c: c.disposition
                ),
            ),
        ),
    ),
)

NMPA_TABLE: Final = Pack(
    "nmpa-table",
    "NMPA",
    Words("Table of the recall event", "医疗器械召回事件报告表"),
    "总局令第29号 第十六条",
    (
        Section(
            Words("Product", "产品"),
            (
                Field(
                    "16-product",
                    Words("Product and registration number", "产品名称、注册证号"),
                    "K",
                    PRODUCT_DATA,
                    lambda c: t.products(c, t.BRAND, t.STATUS),
                ),
                Field(
                    "16-use",
                    Words("Intended use", "适用范围"),
                    "K",
                    PRODUCT_DATA,
                    lambda c: t.products(c, t.BRAND, t.USE),
                ),
                Field(
                    "16-model",
                    Words("Models", "涉及型号规格"),
                    "K",
                    PRODUCT_DATA,
                    lambda c: t.products(c, t.BRAND, t.MODEL),
                ),
                Field(
                    "16-identified",
                    Words("Lots, UDI and serial numbers", "识别信息"),
                    "V",
                    PRODUCTION,
                    _identified,
                ),
                Field(
                    "16-produced",
                    Words("Produced or imported", "涉及生产（或进口）数量"),
                    "K",
                    PRODUCTION,
                    lambda c: summed(t.lot_total(c, lambda lot: lot.produced), PRODUCTION),
                ),
                Field(
                    "16-sold",
                    Words("Sold in China", "在中国的销售数量"),
                    "K",
                    SALES,
                    lambda c: summed(t.delivered_total(c, _HERE), SALES),
                ),
                Field(
                    "16-where",
                    Words("Countries and regions", "涉及地区和国家"),
                    "K",
                    SALES,
                    lambda c: t.listed(c.countries),
                ),
            ),
        ),
        Section(
            Words("Parties", "相关方"),
            (
                Field(
                    "16-maker",
                    Words("Manufacturer", "生产企业"),
                    "K",
                    REGULATORY,
                    lambda c: firm(c.manufacturer),
                ),
                Field(
                    "16-agent",
                    Words("Responsible in China", "境内负责单位"),
                    "K",
                    REGULATORY,
                    lambda c: firm(c.local_agent),
                ),
                Field(
                    "16-contact", Words("Contact", "召回联系人"), "K", REGULATORY, lambda c: person(c.contact)
                ),
                Field(
                    "16-reporter",
                    Words("Who reports", "报告单位"),
                    "K",
                    REGULATORY,
                    lambda c: firm(c.reporter),
                ),
                Field("16-date", Words("Date", "报告日期"), "K", REGULATORY, lambda c: t.day(c.reported)),
            ),
        ),
        Section(
            Words("Recall", "召回"),
            (
                Field("16-class", Words("Class", "召回级别"), "K", REGULATORY, recall_class),
                Field(
                    "16-reason", Words("Reason in brief", "召回原因简述"), "K", QUALITY, lambda c: c.reason
                ),
                Field(
                    "16-action",
                    Words("Action in brief", "纠正行动简述"),
                    "K",
                    REGULATORY,
                    lambda c: c.action_taken,
                ),
            ),
        ),
    ),
)

NMPA_PLAN: Final = Pack(
    "nmpa-plan",
    "NMPA",
    Words("Investigation report and recall plan", "调查评估报告和召回计划"),
    "总局令第29号 第十七条",
    (
        Section(
            Words("Investigation report", "调查评估报告"),
            (
                Field(
                    "17-report-1",
                    Words("Product and lots", "具体情况（名称、批次）"),
                    "V",
                    PRODUCTION,
                    _identified,
                ),
                Field("17-report-2", Words("Reason", "实施召回的原因"), "V", QUALITY, lambda c: c.reason),
                Field(
                    "17-report-3",
                    Words("Result of the investigation", "调查评估结果"),
                    "V",
                    QUALITY,
                    lambda c: c.investigation_result,
                ),
                Field("17-report-4", Words("Class", "召回分级"), "V", REGULATORY, recall_class),
            ),
        ),
        Section(
            Words("Plan", "召回计划"),
            (
                Field(
                    "17-plan-1-produced",
                    Words("Produced and sold", "生产销售情况"),
                    "V",
                    PRODUCTION,
                    lambda c: t.lots(c, t.PRODUCT, t.LOT, t.PRODUCED, t.DISTRIBUTED),
                ),
                Field(
                    "17-plan-1-quantity",
                    Words("To be recalled", "拟召回数量"),
                    "V",
                    SALES,
                    lambda c: summed(t.lot_total(c, lambda lot: lot.distributed), SALES),
                ),
                Field(
                    "17-plan-2-who",
                    Words("How it is organised", "措施的组织"),
                    "V",
                    REGULATORY,
                    lambda c: c.organisation_of_measures,
                ),
                Field("17-plan-2-reach", Words("Reach", "措施的范围"), "V", REGULATORY, lambda c: c.depth),
                Field(
                    "17-plan-2-time",
                    Words("Time limits", "措施的时限"),
                    "V",
                    REGULATORY,
                    lambda c: c.schedule,
                ),
                Field(
                    "17-plan-3",
                    Words("How it is made public", "公布途径与范围"),
                    "V",
                    REGULATORY,
                    lambda c: c.publication,
                ),
                Field(
                    "17-plan-4",
                    Words("Expected effect", "预期效果"),
                    "V",
                    QUALITY,
                    lambda c: c.expected_effect,
                ),
                Field(
                    "17-plan-5",
                    Words("What becomes of the product", "召回后的处理措施"),
                    "V",
                    QUALITY,
                    lambda c: c.disposition,
                ),
            ),
        ),
        Section(
            Words("Clocks", "时限"),
            (
                Field(
                    "15-clock",
                    Words("Notice: 1, 3 or 7 days", "通知：1、3 或 7 日"),
                    "V",
                    REGULATORY,
                    lambda c: t.clocks(c, "NMPA", "nmpa-notice"),
                ),
                Field(
                    "16-clock",
                    Words("Table, report and plan, summary", "报告表、报告和计划、总结"),
                    "K",
                    REGULATORY,
                    lambda c: t.clocks(c, "NMPA", "nmpa-event-table", "nmpa-plan", "nmpa-summary"),
                ),
            ),
        ),
    ),
)

NMPA_SUMMARY: Final = Pack(
    "nmpa-summary",
    "NMPA",
    Words("Summary of the recall", "召回总结评估报告"),
    "总局令第29号",
    (
        Section(
            Words("Notices", "通知情况"),
            (
                Field(
                    "summary-notified",
                    Words("Notices and responses", "通知和回复"),
                    "K",
                    REGULATORY,
                    lambda c: t.ledger(c, t.TO, t.OF_LOT, t.NOTIFIED, t.METHOD, t.RESPONDED),
                ),
                Field(
                    "summary-checks",
                    Words("Effectiveness checks", "有效性检查"),
                    "K",
                    QUALITY,
                    lambda c: grid(c.checks, *t.CHECKED),
                ),
            ),
        ),
        Section(
            Words("Result", "召回结果"),
            (
                Field(
                    "summary-planned",
                    Words("To be recalled", "应召回数量"),
                    "K",
                    SALES,
                    lambda c: summed(t.lot_total(c, lambda lot: lot.distributed), SALES),
                ),
                Field(
                    "summary-done",
                    Words("Recalled or corrected", "已召回或纠正数量"),
                    "K",
                    QUALITY,
                    lambda c: summed(t.accounted(c), QUALITY),
                ),
                Field(
                    "summary-lines",
                    Words("By consignee and lot", "各收货人和批次"),
                    "K",
                    SALES,
                    lambda c: t.ledger(c, t.TO, t.OF_LOT, t.RETURNED, t.CORRECTED, t.DESTROYED),
                ),
                Field(
                    "summary-disposition",
                    Words("What became of the product", "召回产品的处理"),
                    "K",
                    QUALITY,
                    lambda c: c.disposition,
                ),
                Field(
                    "summary-injuries",
                    Words("Injuries", "伤害事件"),
                    "K",
                    SERVICE,
                    lambda c: grid(c.injuries, *t.INJURED),
                ),
                Field(
                    "summary-conclusion",
                    Words("Assessment", "总结评估"),
                    "K",
                    QUALITY,
                    lambda c: c.conclusion,
                ),
            ),
        ),
    ),
)
