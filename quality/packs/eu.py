"""What the competent authorities of the EU are told, and customers by a field safety notice.

Promises: each item that the known forms ask for has its field; ids and titles are ours, since the forms are
not. Progress with the reconciliation is always told, and missing from a final report where it lacks.
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

STAGES: Final = {
    "initial": Words("Initial", "初次报告"),
    "follow_up": Words("Follow-up", "后续报告"),
    "final": Words("Final", "最终报告"),
}


def stage(case: CaseFile) -> Answer:
    """Initial, follow-up or final."""
    return None if case.stage is None else STAGES[case.stage]


def reconciliation(case: CaseFile) -> Answer:
    """What was found of each consignee and lot."""
    return t.ledger(case, t.TO, t.OF_LOT, t.NOTIFIED, t.ON_HAND, t.RETURNED, t.CORRECTED, t.DESTROYED)


EU_FSCA: Final = Pack(
    "eu-fsca",
    "EU",
    Words("Field safety corrective action report (MDR Art. 87)", "现场安全纠正措施报告（MDR 第 87 条）"),
    "MDR Art. 87(1)(b)",
    (
        Section(
            Words("Report", "报告"),
            (
                Field(
                    "FSCA-1.1",
                    Words("Competent authority", "主管机关"),
                    "V",
                    REGULATORY,
                    lambda c: c.authority,
                ),
                Field("FSCA-1.2", Words("Type of report", "报告类型"), "V", REGULATORY, stage),
                Field("FSCA-1.3", Words("Date", "日期"), "V", REGULATORY, lambda c: t.day(c.reported)),
                Field(
                    "FSCA-1.4",
                    Words("Manufacturer's reference", "制造商编号"),
                    "V",
                    REGULATORY,
                    lambda c: c.own_reference,
                ),
                Field(
                    "FSCA-1.5",
                    Words("Authority's reference", "主管机关编号"),
                    "V",
                    REGULATORY,
                    lambda c: c.authority_reference,
                ),
            ),
        ),
        Section(
            Words("Parties", "相关方"),
            (
                Field("FSCA-2.1", Words("Submitter", "提交人"), "V", REGULATORY, lambda c: firm(c.reporter)),
                Field(
                    "FSCA-2.2",
                    Words("Manufacturer", "制造商"),
                    "V",
                    REGULATORY,
                    lambda c: firm(c.manufacturer),
                ),
                Field(
                    "FSCA-2.3",
                    Words("Authorised representative", "授权代表"),
                    "V",
                    REGULATORY,
                    lambda c: firm(c.authorised_representative),
                ),
                Field("FSCA-2.4", Words("Contact", "联系人"), "V", REGULATORY, lambda c: person(c.contact)),
                Field(
                    "FSCA-2.5",
                    Words("Notified body number", "公告机构编号"),
                    "V",
                    REGULATORY,
                    lambda c: c.notified_body,
                ),
            ),
        ),
        Section(
            Words("Devices", "器械"),
            (
                Field(
                    "FSCA-3.1",
                    Words("Class and nomenclature", "类别和分类编码"),
                    "V",
                    PRODUCT_DATA,
                    lambda c: t.products(c, t.BRAND, t.RISK_CLASS, t.NOMENCLATURE),
                ),
                Field(
                    "FSCA-3.2",
                    Words("Trade name, model, catalogue number", "商品名称、型号、货号"),
                    "V",
                    PRODUCT_DATA,
                    lambda c: t.products(c, t.BRAND, t.MODEL, t.CATALOGUE),
                ),
                Field(
                    "FSCA-3.3",
                    Words("Lots and serial numbers", "批号和序列号"),
                    "V",
                    PRODUCTION,
                    lambda c: t.lots(c, t.PRODUCT, t.LOT, t.SERIALS),
                ),
                Field(
                    "FSCA-3.4",
                    Words("Manufacture and expiry dates", "生产日期和有效期"),
                    "V",
                    PRODUCTION,
                    lambda c: t.lots(c, t.PRODUCT, t.LOT, t.MADE, t.EXPIRES),
                ),
                Field(
                    "FSCA-3.5",
                    Words("Software version and accessories", "软件版本和附件"),
                    "V",
                    PRODUCT_DATA,
                    lambda c: t.products(c, t.BRAND, t.SOFTWARE, t.ACCESSORIES),
                ),
            ),
        ),
        Section(
            Words("Action", "措施"),
            (
                Field(
                    "FSCA-4.1",
                    Words("Background and reason", "背景和原因"),
                    "V",
                    QUALITY,
                    lambda c: c.reason,
                ),
                Field(
                    "FSCA-4.2",
                    Words("Justification of the action", "采取措施的理由"),
                    "V",
                    QUALITY,
                    lambda c: c.justification,
                ),
                Field("FSCA-4.2-action", Words("Action", "措施"), "K", REGULATORY, lambda c: c.action_taken),
                Field(
                    "FSCA-4.3",
                    Words("Advice to distributors and users", "对经销商和使用者的建议"),
                    "V",
                    REGULATORY,
                    lambda c: c.advice,
                ),
                Field(
                    "FSCA-4.4",
                    Words("Progress and reconciliation", "进展和数量核对"),
                    "V",
                    SALES,
                    reconciliation,
                ),
                Field(
                    "FSCA-4.5",
                    Words("Accounted for in all", "已核实去向合计"),
                    "V",
                    QUALITY,
                    lambda c: summed(t.accounted(c), QUALITY),
                ),
                Field(
                    "FSCA-4.6",
                    Words("Field safety notice: draft or final", "现场安全通知：草稿或定稿"),
                    "V",
                    REGULATORY,
                    lambda c: c.notice_status,
                ),
                Field("FSCA-4.7", Words("Schedule", "时间安排"), "V", REGULATORY, lambda c: c.schedule),
                Field(
                    "FSCA-4.8",
                    Words("Affected countries", "涉及国家"),
                    "V",
                    SALES,
                    lambda c: t.listed(c.countries),
                ),
            ),
        ),
    ),
)

EU_FSN: Final = Pack(
    "eu-fsn",
    "EU",
    Words("Field safety notice", "现场安全通知"),
    "MDR Art. 89(8)",
    (
        Section(
            Words("Devices", "器械"),
            (
                Field("FSN-1.1", Words("Reference", "编号"), "K", REGULATORY, lambda c: c.own_reference),
                Field(
                    "FSN-1.2",
                    Words("Trade name, model, UDI-DI", "商品名称、型号、UDI-DI"),
                    "V",
                    PRODUCT_DATA,
                    lambda c: t.products(c, t.BRAND, t.MODEL, t.UDI),
                ),
                Field(
                    "FSN-1.3",
                    Words("Lots and serial numbers", "批号和序列号"),
                    "K",
                    PRODUCTION,
                    lambda c: t.lots(c, t.PRODUCT, t.LOT, t.SERIALS),
                ),
            ),
        ),
        Section(
            Words("Problem", "问题"),
            (
                Field(
                    "FSN-2.1", Words("What is wrong", "问题描述"), "K", QUALITY, lambda c: c.event_description
                ),
                Field("FSN-2.2", Words("Hazard", "危害"), "K", QUALITY, lambda c: c.hazard_evaluation),
                Field("FSN-2.3", Words("Probability and risk", "概率和风险"), "V", QUALITY, lambda c: c.risk),
            ),
        ),
        Section(
            Words("What to do", "应采取的措施"),
            (
                Field(
                    "FSN-3.1",
                    Words("Action by the customer", "客户措施"),
                    "K",
                    REGULATORY,
                    lambda c: c.advice,
                ),
                Field("FSN-3.2", Words("By when", "期限"), "K", REGULATORY, lambda c: c.schedule),
                Field(
                    "FSN-3.3",
                    Words("Action by the manufacturer", "制造商措施"),
                    "K",
                    REGULATORY,
                    lambda c: c.action_taken,
                ),
                Field("FSN-3.4", Words("Contact", "联系人"), "K", REGULATORY, lambda c: person(c.contact)),
                Field(
                    "FSN-3.5",
                    Words("Reply form of the customer", "客户回执"),
                    "V",
                    REGULATORY,
                    lambda c: Words("With every letter.", "附于每封通知。"),
                ),
                Field(
                    "FSN-3.6",
                    Words("Reply form of the distributor", "经销商回执"),
                    "V",
                    REGULATORY,
                    lambda c: Words(
                        "With every letter, with a place for those they delivered to.",
                        "附于每封通知，并留有填写下游收货人的位置。",
                    ),
                ),
            ),
        ),
    ),
)

EU_ART_87: Final = Pack(
    "eu-art-87",
    "EU",
    Words("Clocks of reports (MDR Art. 87)", "报告时限表（MDR 第 87 条）"),
    "MDR Art. 87",
    (
        Section(
            Words("Clocks", "时限"),
            (
                Field(
                    "MDR-87(3)",
                    Words("Serious incident: 15 days", "严重事件：15 日"),
                    "V",
                    REGULATORY,
                    lambda c: t.clocks(c, "EU", "eu-87-serious-incident"),
                ),
                Field(
                    "MDR-87(4)",
                    Words("Serious public health threat: 2 days", "严重公共卫生威胁：2 日"),
                    "V",
                    REGULATORY,
                    lambda c: t.clocks(c, "EU", "eu-87-public-health"),
                ),
                Field(
                    "MDR-87(5)",
                    Words(
                        "Death or unanticipated serious deterioration: 10 days",
                        "死亡或未预料的健康严重恶化：10 日",
                    ),
                    "V",
                    REGULATORY,
                    lambda c: t.clocks(c, "EU", "eu-87-death"),
                ),
                Field(
                    "MDR-87(8)",
                    Words(
                        "Field safety corrective action: without undue delay",
                        "现场安全纠正措施：不得无故拖延",
                    ),
                    "K",
                    REGULATORY,
                    lambda c: t.clocks(c, "EU", "eu-87-fsca"),
                ),
            ),
        ),
        Section(
            Words("Events", "事件"),
            (
                Field(
                    "MDR-87-events",
                    Words("What happened", "事件描述"),
                    "K",
                    SERVICE,
                    lambda c: grid(c.injuries, *t.INJURED),
                ),
            ),
        ),
    ),
)
