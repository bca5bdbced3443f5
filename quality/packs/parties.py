"""Who is who in a case, what is done, and under which number: shared by the packs."""

from __future__ import annotations

from typing import Final

from quality.case_file import CaseFile, Contact, Organisation
from quality.packs.declare import REGULATORY, Answer, Column, Missing, grid
from quality.words import Words

ACTIONS: Final = {
    "correction": Words("Correction", "纠正"),
    "removal": Words("Removal", "撤回"),
}
LEVELS: Final = {
    "A": Words("A: all consignees", "A：全部收货人"),
    "B": Words("B: more than 10 %, less than 100 % of them", "B：10 % 以上、不足 100 %"),
    "C": Words("C: 10 % of them", "C：10 %"),
    "D": Words("D: 2 % of them", "D：2 %"),
    "E": Words("E: no checks", "E：不检查"),
}
_FIRM = (
    Column[Organisation](Words("Name", "名称"), lambda one: one.name),
    Column[Organisation](Words("Address", "地址"), lambda one: one.address),
    Column[Organisation](Words("Country", "国家"), lambda one: one.country),
    Column[Organisation](Words("Phone", "电话"), lambda one: one.phone),
    Column[Organisation](Words("Registration number", "注册编号"), lambda one: one.registration),
)
_PERSON = (
    Column[Contact](Words("Name", "姓名"), lambda one: one.name),
    Column[Contact](Words("Title", "职务"), lambda one: one.title),
    Column[Contact](Words("Address", "地址"), lambda one: one.address),
    Column[Contact](Words("Phone", "电话"), lambda one: one.phone),
    Column[Contact](Words("E-mail", "电子邮箱"), lambda one: one.email),
)


def firm(one: Organisation | None) -> Answer:
    """A firm as a table of one line."""
    return None if one is None else grid((one,), *_FIRM)


def person(one: Contact | None) -> Answer:
    """A contact as a table of one line."""
    return None if one is None else grid((one,), *_PERSON)


def action(case: CaseFile) -> Answer:
    """Correction or removal."""
    return None if case.action is None else ACTIONS[case.action]


def report_number(case: CaseFile) -> Answer:
    """`1234567-6/1/97-001-C`, of its four parts; which of them lack is said."""
    day, firm_ = case.reported, case.reporter
    number = firm_.registration if firm_ else None
    parts = {
        Words("registration number", "注册编号"): number,
        Words("day of the report", "报告日期"): day,
        Words("sequence number", "序号"): case.sequence,
        Words("correction or removal", "纠正或撤回"): case.action,
    }
    lacking = [name for name, value in parts.items() if value is None or value == ""]
    if lacking or day is None or case.sequence is None or case.action is None:
        names = ", ".join(one.en for one in lacking), "、".join(one.zh for one in lacking)
        return Missing(Words(f"It lacks: {names[0]}.", f"缺少：{names[1]}。"), REGULATORY)
    letter = case.action[0].upper()
    return f"{number}-{day.month}/{day.day}/{day.year % 100:02d}-{case.sequence:03d}-{letter}"
