"""Report of a correction or removal: every item of 21 CFR 806.10(c) has its field, by its paragraph."""

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
from quality.packs.parties import firm, person, report_number
from quality.words import Words


def _maker(case: CaseFile) -> Answer:
    if case.manufacturer is not None and case.manufacturer == case.reporter:
        return Words("The same as the reporter.", "与报告人相同。")
    return firm(case.manufacturer)


FDA_806: Final = Pack(
    "fda-806",
    "FDA",
    Words("Report of a correction or removal (21 CFR 806.10)", "纠正或撤回报告（21 CFR 806.10）"),
    "21 CFR 806.10(c)",
    (
        Section(
            Words("Report", "报告"),
            (
                Field("806.10(c)(1)", Words("Report number", "报告编号"), "V", REGULATORY, report_number),
                Field(
                    "806.10(c)(2)-firm",
                    Words("Who reports", "报告人"),
                    "K",
                    REGULATORY,
                    lambda case: firm(case.reporter),
                ),
                Field(
                    "806.10(c)(2)-contact",
                    Words("Who is responsible for the action", "措施负责人"),
                    "K",
                    REGULATORY,
                    lambda case: person(case.contact),
                ),
                Field(
                    "806.10(c)(6)",
                    Words("Manufacturer, if another firm", "制造商（如不是报告人）"),
                    "K",
                    REGULATORY,
                    _maker,
                ),
            ),
        ),
        Section(
            Words("Devices", "器械"),
            (
                Field(
                    "806.10(c)(3)",
                    Words("Names and intended use", "名称和预期用途"),
                    "K",
                    PRODUCT_DATA,
                    lambda case: t.products(case, t.BRAND, t.COMMON, t.USE),
                ),
                Field(
                    "806.10(c)(4)",
                    Words("Marketing status", "上市许可状态"),
                    "K",
                    REGULATORY,
                    lambda case: t.products(case, t.BRAND, t.STATUS),
                ),
                Field(
                    "806.10(c)(5)-model",
                    Words("UDI, model or catalogue number", "UDI、型号或货号"),
                    "V",
                    PRODUCT_DATA,
                    lambda case: t.products(case, t.BRAND, t.UDI, t.MODEL, t.CATALOGUE),
                ),
                Field(
                    "806.10(c)(5)-lot",
                    Words("Lot and serial numbers", "批号和序列号"),
                    "V",
                    PRODUCTION,
                    lambda case: t.lots(case, t.PRODUCT, t.LOT, t.SERIALS),
                ),
            ),
        ),
        Section(
            Words("Event and action", "事件和措施"),
            (
                Field(
                    "806.10(c)(7)-event",
                    Words("What happened", "事件描述"),
                    "K",
                    QUALITY,
                    lambda case: case.event_description,
                ),
                Field(
                    "806.10(c)(7)-action",
                    Words("What was and will be done", "已采取和拟采取的措施"),
                    "K",
                    REGULATORY,
                    lambda case: case.action_taken,
                ),
                Field(
                    "806.10(c)(8)",
                    Words("Illness and injuries", "疾病和伤害"),
                    "K",
                    SERVICE,
                    lambda case: grid(case.injuries, *t.INJURED),
                ),
            ),
        ),
        Section(
            Words("Quantities and dates", "数量和日期"),
            (
                Field(
                    "806.10(c)(9)-produced",
                    Words("Total manufactured", "生产总数"),
                    "V",
                    PRODUCTION,
                    lambda case: summed(t.lot_total(case, lambda lot: lot.produced), PRODUCTION),
                ),
                Field(
                    "806.10(c)(9)-distributed",
                    Words("Total distributed", "销售总数"),
                    "V",
                    SALES,
                    lambda case: summed(t.lot_total(case, lambda lot: lot.distributed), SALES),
                ),
                Field(
                    "806.10(c)(9)-lot",
                    Words("In each lot", "各批数量"),
                    "V",
                    PRODUCTION,
                    lambda case: t.lots(case, t.PRODUCT, t.LOT, t.PRODUCED, t.DISTRIBUTED),
                ),
                Field(
                    "806.10(c)(10)",
                    Words("Dates of manufacture; expiry or expected life", "生产日期、有效期或使用期限"),
                    "V",
                    PRODUCTION,
                    lambda case: t.lots(case, t.PRODUCT, t.LOT, t.MADE, t.EXPIRES),
                ),
            ),
        ),
        Section(
            Words("Consignees", "收货人"),
            (
                Field(
                    "806.10(c)(11)",
                    Words("All consignees, at home and abroad", "全部国内外收货人"),
                    "V",
                    SALES,
                    lambda case: t.deliveries(
                        case,
                        t.CONSIGNEE,
                        t.DELIVERED_LOT,
                        t.NAME,
                        t.ADDRESS,
                        t.COUNTRY,
                        t.PHONE,
                        t.SHIPPED,
                        t.QUANTITY,
                    ),
                ),
                Field(
                    "806.10(c)(12)",
                    Words("Copies of communications", "通信副本"),
                    "K",
                    REGULATORY,
                    lambda case: grid(case.communications, *t.TOLD),
                ),
            ),
        ),
    ),
    follows=(
        "806.10(c)(13)",
        Words("What is missing, and when it follows", "缺少的内容及补交时间"),
        "K",
    ),
)
