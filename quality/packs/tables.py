"""The tables that packs share: products, lots, consignees, the ledger, checks, clocks.

Promises: one line for each thing that the case knows, in the order of the case, none left out; serial numbers
that follow one another are told as a run with its first, its last and their number, and nothing else is
shortened. Lots that left the scope are told only where it is about who was told of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Final

from quality.calendars import Caveat, Moment
from quality.case_file import (
    Amount,
    Attempt,
    CaseFile,
    CaseLot,
    Communication,
    Consignee,
    Delivery,
    EffectivenessCheck,
    Injury,
    LedgerLine,
    Product,
    Total,
    total,
)
from quality.deadlines import Authority, CaseEvent, DueReport, State
from quality.packs.declare import NONE, Answer, Cell, Column, Grid, grid
from quality.words import Words

_NUMBERED: Final = re.compile(r"(.*?)([0-9]{1,18})", re.ASCII | re.DOTALL)
_RUNS_A_LINE: Final = 20


def day(moment: Moment | None) -> str | None:
    """A day, or an instant in UTC."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat(sep=" ").replace("+00:00", " UTC")
    return None if moment is None else moment.isoformat()


def amount(of: Amount | None) -> str | None:
    """A quantity and its unit."""
    return None if of is None else str(of)


def listed(texts: Iterable[str] | None) -> Cell:
    """Texts, semicolon between; an empty list is an answer."""
    return None if texts is None else "; ".join(texts) or NONE


def runs(serials: Iterable[str]) -> Iterator[str]:
    """Serial numbers in order; those that differ by one in their last digits together."""
    parsed = [
        (found[1], len(found[2]), int(found[2])) if (found := _NUMBERED.fullmatch(one)) else (one, 0, 0)
        for one in set(serials)
    ]
    for (start, width), group in groupby(sorted(parsed), key=lambda one: one[:2]):
        if not width:
            yield start
            continue
        numbers = [number for _, _, number in group]
        yield from (_run(start, width, first, last) for first, last in _following(numbers))


def _following(numbers: list[int]) -> Iterator[tuple[int, int]]:
    first = last = numbers[0]
    for number in numbers[1:]:
        if number != last + 1:
            yield first, last
            first = number
        last = number
    yield first, last


def _run(start: str, width: int, first: int, last: int) -> str:
    ends = f"{start}{first:0{width}d}", f"{start}{last:0{width}d}"
    return ends[0] if first == last else f"{ends[0]} .. {ends[1]} ({last - first + 1})"


def serial_lines(serials: Iterable[str]) -> Iterator[str]:
    """The runs, some in each line."""
    told = [*runs(serials)]
    for start in range(0, len(told), _RUNS_A_LINE):
        yield ", ".join(told[start : start + _RUNS_A_LINE])


# --- products and lots -------------------------------------------------------------------------------

BRAND = Column[Product](Words("Brand name", "商品名称"), lambda one: one.brand_name)
COMMON = Column[Product](Words("Common name", "通用名称"), lambda one: one.common_name)
USE = Column[Product](Words("Intended use", "预期用途"), lambda one: one.intended_use)
MODEL = Column[Product](Words("Model", "型号规格"), lambda one: one.model)
CATALOGUE = Column[Product](Words("Catalogue number", "货号"), lambda one: one.catalogue_number)
UDI = Column[Product](Words("UDI-DI", "UDI-DI"), lambda one: one.udi_di)
STATUS = Column[Product](
    Words("Marketing status and number", "上市许可及编号"), lambda one: one.marketing_status
)
RISK_CLASS = Column[Product](Words("Class", "管理类别"), lambda one: one.risk_class)
NOMENCLATURE = Column[Product](Words("Nomenclature code", "分类编码"), lambda one: one.nomenclature)
SOFTWARE = Column[Product](Words("Software version", "软件版本"), lambda one: one.software_version)
ACCESSORIES = Column[Product](Words("Accessories", "附件"), lambda one: listed(one.accessories))


@dataclass(frozen=True, slots=True)
class _LotRow:
    lot: CaseLot
    product: Product | None
    serials: Cell = None


def _product_of(row: _LotRow) -> Cell:
    one = row.product
    return None if one is None else one.brand_name or one.model or one.key


PRODUCT = Column[_LotRow](Words("Product", "产品"), _product_of)
LOT = Column[_LotRow](Words("Lot", "批号"), lambda row: row.lot.number)
SERIALS = Column[_LotRow](Words("Serial numbers", "序列号"), lambda row: row.serials)
LOT_UDI = Column[_LotRow](Words("UDI-DI", "UDI-DI"), lambda row: row.product.udi_di if row.product else None)
PRODUCED = Column[_LotRow](Words("Produced", "生产数量"), lambda row: amount(row.lot.produced))
DISTRIBUTED = Column[_LotRow](Words("Distributed", "销售数量"), lambda row: amount(row.lot.distributed))
MADE = Column[_LotRow](
    Words("Manufactured", "生产日期"),
    lambda row: listed(None if row.lot.manufactured is None else map(date.isoformat, row.lot.manufactured)),
)
EXPIRES = Column[_LotRow](
    Words("Expiry or expected life", "有效期或使用期限"),
    lambda row: day(row.lot.expires) or row.lot.expected_life,
)


def products(case: CaseFile, *columns: Column[Product]) -> Answer:
    """The products of the case."""
    return grid(case.products, *columns)


def lots_in_scope(case: CaseFile) -> tuple[CaseLot, ...] | None:
    """Without those that left the scope."""
    return None if case.lots is None else tuple(lot for lot in case.lots if lot.in_scope)


def lots(case: CaseFile, *columns: Column[_LotRow]) -> Answer:
    """The lots in scope; a line for every few serial numbers where these are told."""
    found = lots_in_scope(case)
    if found is None:
        return None
    of = {one.key: one for one in case.products or ()}
    rows = (_LotRow(lot, of.get(lot.product)) for lot in found)
    if SERIALS in columns:
        rows = (_LotRow(row.lot, row.product, cell) for row in rows for cell in _serials(row.lot))
    return grid(rows, *columns, named_by=2)


def _serials(lot: CaseLot) -> Iterable[Cell]:
    if lot.serials is None:
        return (None,)
    return [*serial_lines(lot.serials)] or (NONE,)


def lot_total(case: CaseFile, of: Callable[[CaseLot], Amount | None]) -> Total | None:
    """The sum over the lots in scope."""
    found = lots_in_scope(case)
    return None if found is None else total(map(of, found))


# --- consignees --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _DeliveryRow:
    who: Consignee
    delivery: Delivery | None
    lot: CaseLot | None


def _quantity(row: _DeliveryRow) -> Cell:
    return NONE if row.delivery is None else amount(row.delivery.quantity)


CONSIGNEE = Column[_DeliveryRow](Words("Consignee", "收货人"), lambda row: row.who.key)
NAME = Column[_DeliveryRow](Words("Name", "名称"), lambda row: row.who.name)
ADDRESS = Column[_DeliveryRow](Words("Address", "地址"), lambda row: row.who.address)
COUNTRY = Column[_DeliveryRow](Words("Country", "国家"), lambda row: row.who.country)
PHONE = Column[_DeliveryRow](Words("Phone", "电话"), lambda row: row.who.phone)
DELIVERED_LOT = Column[_DeliveryRow](
    Words("Lot", "批号"), lambda row: NONE if row.lot is None else row.lot.number
)
SHIPPED = Column[_DeliveryRow](
    Words("Shipped", "发货日期"), lambda row: NONE if row.delivery is None else day(row.delivery.shipped)
)
QUANTITY = Column[_DeliveryRow](Words("Quantity", "数量"), _quantity)


def deliveries(case: CaseFile, *columns: Column[_DeliveryRow]) -> Answer:
    """Every consignee and what they got; one who got nothing in scope has a line that says so."""
    if case.consignees is None:
        return None
    return grid(_delivery_rows(case, case.consignees), *columns, named_by=2)


def _delivery_rows(case: CaseFile, consignees: Iterable[Consignee]) -> Iterator[_DeliveryRow]:
    of = {lot.key: lot for lot in case.lots or ()}
    for who in consignees:
        got = [one for one in who.deliveries if of[one.lot].in_scope]
        yield from (_DeliveryRow(who, one, of[one.lot]) for one in got)
        if not got:
            yield _DeliveryRow(who, None, None)


def delivered_total(case: CaseFile, country: str) -> Total | None:
    """What consignees of that country got of the lots in scope; one of unknown country has no amount."""
    if case.consignees is None:
        return None
    rows = [row for row in _delivery_rows(case, case.consignees) if row.delivery is not None]
    here = [row for row in rows if row.who.country in (country, None)]
    return total(row.delivery.quantity if row.delivery and row.who.country else None for row in here)


# --- the ledger --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _LedgerRow:
    line: LedgerLine
    who: Consignee
    lot: CaseLot


def _ledger(title: Words, of: Callable[[LedgerLine], Cell]) -> Column[_LedgerRow]:
    return Column(title, lambda row: of(row.line))


TO = Column[_LedgerRow](Words("Consignee", "收货人"), lambda row: row.who.name or row.who.key)
OF_LOT = Column[_LedgerRow](Words("Lot", "批号"), lambda row: row.lot.number)
NOTIFIED = _ledger(Words("Notified", "通知时间"), lambda line: day(line.notified))
METHOD = _ledger(Words("Method", "通知方式"), lambda line: line.method)
RESPONDED = _ledger(Words("Responded", "回复时间"), lambda line: day(line.responded))
ON_HAND = _ledger(Words("On hand when received", "收到通知时库存"), lambda line: amount(line.on_hand))
RETURNED = _ledger(Words("Returned", "退回"), lambda line: amount(line.returned))
CORRECTED = _ledger(Words("Corrected", "纠正"), lambda line: amount(line.corrected))
DESTROYED = _ledger(Words("Destroyed", "销毁"), lambda line: amount(line.destroyed))


def ledger(
    case: CaseFile, *columns: Column[_LedgerRow], only: Callable[[LedgerLine], bool] | None = None
) -> Answer:
    """The lines of the ledger about lots in scope."""
    rows = ledger_rows(case)
    if rows is None:
        return None
    told = (row for row in rows if row.lot.in_scope and (only is None or only(row.line)))
    return grid(told, *columns, named_by=2)


def notified_in_vain(case: CaseFile) -> Answer:
    """Who was told of a lot that left the scope."""
    rows = ledger_rows(case)
    if rows is None:
        return None
    told = (row for row in rows if not row.lot.in_scope and row.line.notified is not None)
    return grid(told, TO, OF_LOT, NOTIFIED, METHOD, named_by=2)


def ledger_rows(case: CaseFile) -> list[_LedgerRow] | None:
    """All lines with whom and what they are about, and one for each delivery that no line tells of."""
    if case.ledger is None:
        return None
    who = {one.key: one for one in case.consignees or ()}
    lot = {one.key: one for one in case.lots or ()}
    lines = {(line.consignee, line.lot): line for line in case.ledger}
    for one in who.values():
        for got in one.deliveries:
            lines.setdefault((one.key, got.lot), LedgerLine(consignee=one.key, lot=got.lot))
    return [_LedgerRow(line, who[line.consignee], lot[line.lot]) for line in lines.values()]


def ledger_total(case: CaseFile, of: Callable[[LedgerLine], Amount | None]) -> Total | None:
    """The sum over the lines about lots in scope."""
    rows = ledger_rows(case)
    return None if rows is None else total(of(row.line) for row in rows if row.lot.in_scope)


def accounted(case: CaseFile) -> Total | None:
    """What came back or was dealt with; a line of which nothing is in evidence has no amount."""
    rows = ledger_rows(case)
    if rows is None:
        return None
    lines = [row.line for row in rows if row.lot.in_scope]
    done = [(line.returned, line.corrected, line.destroyed) for line in lines]
    known = [[one for one in amounts if one is not None] for amounts in done]
    sums = total(one for amounts in known for one in amounts)
    return Total(sums.amounts, len(lines), sum(not amounts for amounts in known))


# --- the rest ----------------------------------------------------------------------------------------

CHECKED = (
    Column[EffectivenessCheck](Words("Consignee", "收货人"), lambda one: one.consignee),
    Column[EffectivenessCheck](Words("Checked", "检查时间"), lambda one: day(one.at)),
    Column[EffectivenessCheck](Words("Method", "方式"), lambda one: one.method),
    Column[EffectivenessCheck](Words("Result", "结果"), lambda one: one.result),
)
TRIED = (
    Column[Attempt](Words("Consignee", "收货人"), lambda one: one.consignee),
    Column[Attempt](Words("Tried", "联系时间"), lambda one: day(one.at)),
    Column[Attempt](Words("Method", "方式"), lambda one: one.method),
    Column[Attempt](Words("Outcome", "结果"), lambda one: one.outcome),
)
INJURED = (
    Column[Injury](Words("Event", "事件"), lambda one: one.key),
    Column[Injury](Words("When", "时间"), lambda one: day(one.at)),
    Column[Injury](Words("Device", "器械"), lambda one: one.device),
    Column[Injury](Words("Outcome", "后果"), lambda one: one.outcome),
    Column[Injury](Words("Description", "描述"), lambda one: one.description),
)
TOLD = (
    Column[Communication](Words("Communication", "通信"), lambda one: one.title),
    Column[Communication](Words("When", "时间"), lambda one: day(one.at)),
    Column[Communication](Words("To", "收件人"), lambda one: one.to),
    Column[Communication](Words("SHA-256 of the copy", "副本的 SHA-256"), lambda one: one.sha256),
)

HAPPENED = (
    Column[CaseEvent](Words("Event", "事件"), lambda one: one.kind),
    Column[CaseEvent](Words("About", "事由"), lambda one: one.subject or NONE),
    Column[CaseEvent](Words("When", "时间"), lambda one: day(one.at)),
)

_STATES: Final = {
    State.ANSWERED: Words("answered in time", "已按时报告"),
    State.ANSWERED_LATE: Words("answered late", "已逾期报告"),
    State.OPEN: Words("open", "未到期"),
    State.OVERDUE: Words("overdue", "已逾期"),
}
_CAVEATS: Final = {
    Caveat.NO_HOLIDAY_LIST: Words("no holiday list given", "未提供节假日表"),
    Caveat.HOLIDAY_LIST_TOO_SHORT: Words("the holiday list ends too early", "节假日表不够长"),
    Caveat.EVENT_KNOWN_AS_DAY: Words("only the day of the event is known", "仅知道事件的日期"),
}
_TO_VERIFY: Final = Words("[K] to be verified", "[K] 待核实")
_CHECKED: Final = Words("[V] read in a source", "[V] 已查阅来源")


def _joined(words: Iterable[Words]) -> Words:
    told = [*words]
    return Words("; ".join(one.en for one in told), "；".join(one.zh for one in told)) if told else NONE


def _counted(one: DueReport) -> Words:
    """What the day stands on: days off, worked weekends, what is not known."""
    days = [Words(f"holiday {off}", f"节假日 {off}") for off in one.due.holidays]
    worked = [Words(f"worked {off}", f"调休上班 {off}") for off in one.due.worked]
    unknown = [Words(f"if {name} (not in evidence)", f"若 {name}（证据中没有）") for name in one.unknown]
    return _joined([*unknown, *days, *worked, *(_CAVEATS[caveat] for caveat in one.due.caveats)])


def _is_verified(one: DueReport) -> bool:
    return one.rule.checked == one.rule.dates_checked == "V"


CLOCK = (
    Column[DueReport](Words("Rule", "规则"), lambda one: one.rule.id),
    Column[DueReport](
        Words("About", "事由"), lambda one: " ".join(filter(None, (one.event.kind, one.event.subject)))
    ),
    Column[DueReport](Words("Report", "报告"), lambda one: one.rule.report),
    Column[DueReport](Words("Article", "条款"), lambda one: one.rule.article),
    Column[DueReport](Words("Clock started", "起算"), lambda one: day(one.event.at)),
    Column[DueReport](Words("Last day", "最后日期"), lambda one: one.due.last.isoformat()),
    Column[DueReport](Words("State", "状态"), lambda one: _STATES[one.state]),
    Column[DueReport](Words("Counted with", "计算依据"), _counted),
    Column[DueReport](Words("Verified", "核实"), lambda one: _CHECKED if _is_verified(one) else _TO_VERIFY),
)


def clocks(case: CaseFile, authority: Authority, *starts: str) -> Answer:
    """What is due to that authority by rules whose names start so."""
    if case.deadlines is None:
        return None
    told = [one for one in case.deadlines if one.authority == authority and one.rule.id.startswith(starts)]
    return grid(told, *CLOCK, named_by=2)


def count(answer: Answer) -> int:
    """The lines of a table."""
    return len(answer.lines) if isinstance(answer, Grid) else 0
