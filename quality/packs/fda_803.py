"""The clocks of reports on devices by 21 CFR 803 and 821, and the events that started them."""

from __future__ import annotations

from typing import Final

from quality.packs import tables as t
from quality.packs.declare import PRODUCT_DATA, QUALITY, REGULATORY, Field, Pack, Section, grid
from quality.packs.parties import report_number
from quality.words import Words

FDA_803: Final = Pack(
    "fda-803",
    "FDA",
    Words("Clocks of reports on devices (21 CFR 803 and 821)", "器械报告时限表（21 CFR 803 和 821）"),
    "21 CFR 803.50, 803.53; 821.25(a)",
    (
        Section(
            Words("Clocks", "时限"),
            (
                Field(
                    "803.50(a)",
                    Words("30 calendar days", "30 个日历日"),
                    "V",
                    REGULATORY,
                    lambda case: t.clocks(case, "FDA", "fda-803-30-day"),
                ),
                Field(
                    "803.53",
                    Words("5 work days", "5 个工作日"),
                    "V",
                    REGULATORY,
                    lambda case: t.clocks(case, "FDA", "fda-803-5-day"),
                ),
                Field(
                    "821.25(a)(1)",
                    Words(
                        "Tracked devices before a patient: 3 working days", "患者使用前的追踪器械：3 个工作日"
                    ),
                    "V",
                    REGULATORY,
                    lambda case: t.clocks(case, "FDA", "fda-821-3-day"),
                ),
                Field(
                    "821.25(a)(2)",
                    Words(
                        "Tracked devices with a patient: 10 working days", "患者使用的追踪器械：10 个工作日"
                    ),
                    "V",
                    REGULATORY,
                    lambda case: t.clocks(case, "FDA", "fda-821-10-day"),
                ),
            ),
        ),
        Section(
            Words("Events", "事件"),
            (
                Field(
                    "803.52(b)",
                    Words("What happened", "事件描述"),
                    "K",
                    QUALITY,
                    lambda case: grid(case.injuries, *t.INJURED),
                ),
                Field(
                    "803.52(d)",
                    Words("Devices", "器械"),
                    "K",
                    PRODUCT_DATA,
                    lambda case: t.products(case, t.BRAND, t.COMMON, t.UDI, t.MODEL, t.CATALOGUE),
                ),
                Field(
                    "803.52(f)",
                    Words("Number of the report of a correction or removal", "纠正或撤回报告编号"),
                    "K",
                    REGULATORY,
                    report_number,
                ),
            ),
        ),
    ),
)
