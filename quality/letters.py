"""The letter to one consignee: recall notice (21 CFR 7.49, 召回通知) or field safety notice.

Promises: short and to the point; it names the product and exactly the lots and serial numbers that this
consignee got, the hazard, what to stop, that those they delivered to are to be told, and how to answer, with
a form to answer on. Nothing of another consignee is in it. What is not in evidence is named, so that a letter
without an address is not sent by mistake. Refuses a consignee that the case does not have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from quality.case_file import CaseError, CaseFile, CaseLot, Consignee, Contact, Organisation
from quality.packs import tables as t
from quality.packs.declare import (
    PRODUCT_DATA,
    PRODUCTION,
    QUALITY,
    REGULATORY,
    SALES,
    Answer,
    Field,
    FilledPack,
    Grid,
    Missing,
    Pack,
    Partly,
    Section,
    fill,
)
from quality.words import Words

_LINE: Final = "________"
_FORM: Final = (
    Words("Lot", "批号"),
    Words("On hand", "库存"),
    Words("Used or sold", "已使用或售出"),
    Words("Returned or destroyed", "退回或销毁"),
)


def addressed_to(case: CaseFile, consignee: str) -> CaseFile:
    """The case as this consignee may see it: what they got, and nothing of others."""
    who = next((one for one in case.consignees or () if one.key == consignee), None)
    if who is None:
        raise CaseError(f"{consignee} is no consignee of the case; choose one of its list")
    return _narrowed(case, who, {lot.key: lot for lot in case.lots or ()})


def letters(case: CaseFile, pack: Pack) -> Iterator[FilledPack]:
    """The letter to every consignee who got something in scope, in the order of the case."""
    if case.consignees is None:
        raise CaseError("who got the product is not in evidence; work out the scope of the case first")
    of = {lot.key: lot for lot in case.lots or ()}
    to = [one for one in case.consignees if any(of[got.lot].in_scope for got in one.deliveries)]
    return (fill(pack, _narrowed(case, who, of)) for who in to)


def _narrowed(case: CaseFile, who: Consignee, of: dict[str, CaseLot]) -> CaseFile:
    keys = dict.fromkeys(one.lot for one in who.deliveries if of[one.lot].in_scope)
    lots = tuple(replace(of[key], serials=_serials(who, of[key])) for key in keys)
    named = {lot.product for lot in lots}
    got = tuple(one for one in who.deliveries if one.lot in keys)
    return replace(
        case,
        consignees=(replace(who, deliveries=got),),
        lots=lots,
        products=None if case.products is None else tuple(p for p in case.products if p.key in named),
        ledger=None,
        attempts=None,
        checks=None,
        injuries=None,
        communications=None,
        deadlines=None,
        uncovered=(),
        events=None,
        gaps=(),
    )


def _serials(who: Consignee, lot: CaseLot) -> tuple[str, ...] | None:
    """Those that this consignee got; a lot without serial numbers has none of them."""
    if lot.serials == ():
        return ()
    told: list[str] = []
    for delivery in who.deliveries:
        if delivery.lot == lot.key:
            if delivery.serials is None:
                return None
            told += delivery.serials
    return tuple(told)


def _who(case: CaseFile) -> Consignee | None:
    return case.consignees[0] if case.consignees else None


def _name(case: CaseFile) -> Answer:
    who = _who(case)
    return None if who is None else who.name


def _address(case: CaseFile) -> Answer:
    who = _who(case)
    return None if who is None else who.address


def _urgency(case: CaseFile) -> Words:
    """21 CFR 7.49(b): marked as urgent for class I and II; also while there is no class yet."""
    if case.recall_class != "III":
        return Words("URGENT: medical device recall", "紧急：医疗器械召回")
    return Words("Medical device recall", "医疗器械召回")


def _lots(case: CaseFile) -> Answer:
    return t.lots(case, t.PRODUCT, t.LOT, t.LOT_UDI, t.SERIALS)


def _deliveries(case: CaseFile) -> Answer:
    return t.deliveries(case, t.DELIVERED_LOT, t.SHIPPED, t.QUANTITY)


def _contact(case: CaseFile) -> Answer:
    one = case.contact or Contact()
    return _together({"name": one.name, "phone": one.phone, "e-mail": one.email})


def _sender(case: CaseFile) -> Answer:
    one = case.reporter or Organisation()
    return _together({"name": one.name, "address": one.address, "phone": one.phone})


_NAMES: Final = {"name": "名称", "address": "地址", "phone": "电话", "e-mail": "电子邮箱"}


def _together(said: Mapping[str, str | None]) -> Answer:
    """Texts in one line; what is not in evidence is missing of it."""
    known = [text for text in said.values() if text and text.strip()]
    if not known:
        return None
    lacking = [name for name, text in said.items() if not (text and text.strip())]
    reasons = (Words(f"It lacks: {name}.", f"缺少：{_NAMES[name]}。") for name in lacking)
    return Partly("; ".join(known), tuple(Missing(reason, REGULATORY) for reason in reasons))


def _form(case: CaseFile) -> Answer:
    """A line to fill in for each lot."""
    lots = t.lots_in_scope(case)
    if lots is None:
        return None
    blank = (_LINE,) * (len(_FORM) - 1)
    return Grid(_FORM, tuple((lot.number, *blank) for lot in lots))


def _pass_on(_: CaseFile) -> Answer:
    return Words(
        "If you delivered any of it to others, send them a copy of this notice today and tell us who.",
        "如贵方已将上述产品供给他人，请于当日将本通知副本转发给对方，并告知我方其名称。",
    )


def _answer(_: CaseFile) -> Answer:
    return Words(
        "Fill in the form and send it to the contact, also when you have none of it left.",
        "请填写回执并发送给联系人；即使已无库存，也请回复。",
    )


def _passed_on(_: CaseFile) -> Answer:
    return Words(
        f"We told those to whom we delivered (names, days): {_LINE}{_LINE}{_LINE}",
        f"我方已通知下游收货人（名称、日期）：{_LINE}{_LINE}{_LINE}",
    )


def _signed(_: CaseFile) -> Answer:
    return Words(
        f"Name: {_LINE}{_LINE}  Date: {_LINE}  Signature: {_LINE}{_LINE}",
        f"姓名：{_LINE}{_LINE}　日期：{_LINE}　签字：{_LINE}{_LINE}",
    )


_TO: Final = Section(
    Words("To", "致"),
    (
        Field("from", Words("From", "发件单位"), "V", REGULATORY, _sender),
        Field("to-name", Words("Consignee", "收货人"), "V", SALES, _name),
        Field("to-address", Words("Address", "地址"), "V", SALES, _address),
        Field(
            "recall-number", Words("Recall number", "召回编号"), "V", REGULATORY, lambda c: c.recall_number
        ),
    ),
)
_WHAT: Final = Section(
    Words("Product", "产品"),
    (
        Field(
            "product",
            Words("Product and model", "产品和型号"),
            "V",
            PRODUCT_DATA,
            lambda c: t.products(c, t.BRAND, t.MODEL, t.UDI),
        ),
        Field(
            "lots",
            Words("Lots and serial numbers that you got", "贵方收到的批号和序列号"),
            "V",
            PRODUCTION,
            _lots,
        ),
        Field("deliveries", Words("Deliveries to you", "向贵方的发货"), "V", SALES, _deliveries),
    ),
)
_REPLY: Final = Section(
    Words("Your answer", "回执"),
    (
        Field("answer", Words("How to answer", "如何回复"), "V", REGULATORY, _answer),
        Field(
            "contact",
            Words("Contact", "联系人"),
            "V",
            REGULATORY,
            _contact,
        ),
        Field("form", Words("Reply form", "回执表"), "V", PRODUCTION, _form),
        Field("passed-on", Words("Passed on", "转发情况"), "V", REGULATORY, _passed_on),
        Field("signed", Words("Signed", "签署"), "V", REGULATORY, _signed),
    ),
)
RECALL_LETTER: Final = Pack(
    "recall-letter",
    "FDA",
    Words("Recall notice", "召回通知"),
    "21 CFR 7.49; 总局令第29号 第十五条",
    (
        _TO,
        Section(
            Words("Notice", "通知"),
            (
                Field("hazard", Words("Reason", "原因"), "V", QUALITY, lambda c: c.reason),
                Field("risk", Words("Hazard", "危害"), "V", QUALITY, lambda c: c.hazard_evaluation),
                Field(
                    "stop",
                    Words("What to stop and do now", "应立即停止和采取的措施"),
                    "V",
                    REGULATORY,
                    lambda c: c.advice,
                ),
                Field(
                    "disposition",
                    Words("What becomes of it", "处理方式"),
                    "V",
                    QUALITY,
                    lambda c: c.disposition,
                ),
                Field("pass-on", Words("Tell your customers", "转发通知"), "V", REGULATORY, _pass_on),
            ),
        ),
        _WHAT,
        _REPLY,
    ),
    heading=_urgency,
)

FSN_LETTER: Final = Pack(
    "fsn-letter",
    "EU",
    Words("Field safety notice", "现场安全通知"),
    "MDR Art. 89(8)",
    (
        _TO,
        Section(
            Words("Notice", "通知"),
            (
                Field("problem", Words("What is wrong", "问题"), "V", QUALITY, lambda c: c.event_description),
                Field("hazard", Words("Hazard", "危害"), "V", QUALITY, lambda c: c.hazard_evaluation),
                Field("risk", Words("Probability and risk", "概率和风险"), "V", QUALITY, lambda c: c.risk),
                Field("stop", Words("What to do now", "应采取的措施"), "V", REGULATORY, lambda c: c.advice),
                Field("by-when", Words("By when", "期限"), "V", REGULATORY, lambda c: c.schedule),
                Field("maker", Words("What we do", "我方措施"), "V", REGULATORY, lambda c: c.action_taken),
                Field("pass-on", Words("Tell your customers", "转发通知"), "V", REGULATORY, _pass_on),
            ),
        ),
        _WHAT,
        _REPLY,
    ),
)
LETTERS: Final = {pack.id: pack for pack in (RECALL_LETTER, FSN_LETTER)}
"""Kinds of letter by their id."""
