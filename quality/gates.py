"""Gates: what must be so before a command is carried out.

Promises: each tells every reason against it, in words that name the record at fault; what is not stated is
never taken for granted. Days are compared as days: a limit of validity holds to the end of its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from graph_model.keys import prefix_of
from identifiers import parse
from quality.near import Near, Path, Properties, path
from quality.words import Words, said
from quality.workflow import Gate, Subject

RELEASES: Final = (
    *("<DECIDED_ON", "<HAS_UNIT <DECIDED_ON", "<PRODUCED <DECIDED_ON"),
    "<HAS_UNIT <PRODUCED <DECIDED_ON",
)
"""Where an item is decided on, the nearest first: itself, the lot of a device, the order that made it."""
NOTHING_OPEN = frozenset(["closed", "dismissed"])
EMPTY: Final = ("nothing is stated to be in {key}", "{key} 中未注明任何物品")
REJECTED: Final = ("{item} was rejected by {paper}", "{item} 已被 {paper} 拒绝")
UNDECIDED: Final = ("{item} was not decided by {paper}", "{paper} 未对 {item} 作出决定")


def day(text: str) -> str:
    """The day of a day or an instant."""
    return text[:10]


def _failing(result: str) -> Words | None:
    """What is wrong with the result of an inspection; None where it has passed."""
    if result == "passed":
        return None
    return Words("has failed", "不合格") if result == "failed" else Words("has no result", "没有结果")


def is_valid(valid_from: str, valid_to: str, on: str) -> bool:
    """Whether a validity covers a day; without a first day it covers none."""
    return bool(valid_from) and valid_from <= day(on) and (not valid_to or day(on) <= valid_to)


def supplier_is_qualified(it: Subject) -> Iterator[Words]:
    """Every supplier of a receipt was qualified on the day of receipt."""
    on = it.text("received") or it.at
    suppliers = it.around(path("<SUPPLIED"))
    if not suppliers:
        yield said("no supplier is stated of {key}", "{key} 未注明供应商", key=it.key)
    for supplier in suppliers:
        papers = it.near.at([supplier], path("<QUALIFIES"))
        if not any(_qualifies(it, paper, on) for paper in papers):
            yield said(
                "{supplier} was not qualified on {day}",
                "{supplier} 在 {day} 无有效资格",
                supplier=supplier,
                day=day(on),
            )


def _qualifies(it: Subject, paper: str, on: str) -> bool:
    near = it.near
    stands = near.text(paper, "stage") in ("", "approved")
    return stands and is_valid(near.text(paper, "valid_from"), near.text(paper, "valid_to"), on)


def receipt_is_inspected(it: Subject) -> Iterator[Words]:
    """The receipt, or each lot that it became, has passed an inspection, and none has another result."""
    near, lots = it.near, it.around(path(">RECEIVED_AS"))
    own = it.around(path(">INSPECTED_BY"))
    of = {lot: tuple(near.at([lot], path(">INSPECTED_BY"))) for lot in lots}
    results = {paper: near.text(paper, "result") for some in (own, *of.values()) for paper in some}
    if "passed" not in [results[paper] for paper in own]:
        bare = [lot for lot in lots if "passed" not in [results[paper] for paper in of[lot]]]
        for key in bare or ([] if lots else [it.key]):
            yield said("no inspection of {key} has passed", "{key} 没有合格的检验", key=key)
    for paper, result in sorted(results.items()):
        if wrong := _failing(result):
            yield Words(f"{{paper}} {wrong.en}", f"{{paper}} {wrong.zh}").filled(paper=paper)


RECEIVED: Final = (path(">RECEIVED_AS"),)
SHIPPED: Final = (path("<SHIPPED_IN"), path("<SHIPPED_IN <PACKED_IN*"))
CONCERNED: Final = (
    *(">DECIDED_ON", ">DECIDED_ON >PRODUCED", ">DECIDED_ON >PRODUCED >HAS_UNIT", ">DECIDED_ON <HAS_UNIT"),
    *(">DECIDED_ON >HAS_UNIT", ">DECIDED_ON <PRODUCED", ">DECIDED_ON <HAS_UNIT <PRODUCED"),
    ">DECIDED_ON <RECEIVED_AS",
)
"""What a release is about: the item, its lot and units, the order that made it or all that an order made."""
PAPERS: Final = tuple(
    (way, rest)
    for way in CONCERNED
    for rest in (">INSPECTED_BY", "<RAISED_ON", "<MEASURED_ON", "<PART_OF <MEASURED_ON")
    if not (rest.endswith("<MEASURED_ON") and way.endswith("<RECEIVED_AS"))
    if not rest.startswith("<PART_OF") or way.endswith((">DECIDED_ON", "<PRODUCED"))
)
"""Each of these with what may stand against it: only orders have operations, and no receipt is measured."""
DECIDED: Final = tuple(path(way) for way in CONCERNED[:5])
_ITEMS = ("lot:", "device:")


def _of(it: Subject, paths: Iterable[Path]) -> Iterator[str]:
    """The items at the ends of these paths, each once."""
    found = dict.fromkeys(key for one in paths for key in it.around(one))
    yield from (key for key in found if key.startswith(_ITEMS))


def _empty(it: Subject, paths: Iterable[Path]) -> Iterator[str]:
    """Packages of which nothing says what is in them."""
    for key in dict.fromkeys(key for one in paths for key in it.around(one)):
        if key.startswith("package:") and not any(it.near.at([key], path("<PACKED_IN"))):
            yield key


def _released(paths: tuple[Path, ...]) -> Gate:
    """Everything at the ends of the paths is released, and not rejected after that."""

    def gate(it: Subject) -> Iterator[Words]:
        items = list(_of(it, paths))
        if not items:
            yield said(*EMPTY, key=it.key)
        for package in _empty(it, paths):
            yield said(*EMPTY, key=package)
        for item in items:
            yield from _not_released(it, item)

    return gate


def _not_released(it: Subject, item: str) -> Iterator[Words]:
    against, is_released = stands_against(decisions(it.near, item))
    for one in against:
        en, zh = REJECTED if one.decision == "rejected" else UNDECIDED
        yield said(en, zh, item=item, paper=one.paper)
    if not is_released and not against:
        yield said("{item} is not released", "{item} 未放行", item=item)


@dataclass(frozen=True, slots=True)
class Decided:
    """A release paper about an item; `level` 0 is of the item itself, a higher one of what it came from."""

    level: int
    paper: str
    decision: str
    decided: str


def decisions(near: Near, item: str) -> list[Decided]:
    """Those that stand, of the item, its lot and the order that made it."""
    return [
        Decided(level, paper, near.text(paper, "decision"), near.text(paper, "decided"))
        for level, way in enumerate(RELEASES)
        for paper in near.at([item], path(way))
        if paper.startswith("release:") and near.text(paper, "stage") in ("", "decided")
    ]


def stands_against(found: Iterable[Decided]) -> tuple[list[Decided], bool]:
    """What stands against using an item, and whether anything released it.

    A rejection falls to a later release of the same record, or of one nearer to the item; on one day the
    rejection counts, and one without a time falls to none.
    """
    all_ = list(found)
    releases = [one for one in all_ if one.decision == "released"]
    against = [
        one
        for one in all_
        if one.decision != "released"
        and not any(by.level <= one.level and _is_after(by.decided, one.decided) for by in releases)
    ]
    return against, bool(releases)


def _is_after(later: str, earlier: str) -> bool:
    """Surely after: of another day where one of the two is known as a day only."""
    if not later or not earlier:
        return False
    both = "T" in later and "T" in earlier
    return later > earlier if both else day(later) > day(earlier)


receipt_is_released = _released(RECEIVED)
shipment_is_released = _released(SHIPPED)


UNREAD: Final = frozenset(["rejected_rows", "load_unfinished", "not_joined"])
"""Gaps of what somebody stated and the ledger has not taken in: a hold may be in that. They can be closed."""
UNTOLD: Final = frozenset(
    ["no_origin", "step_without_input", "untracked_input", "unknown_reference", "conflict"]
)
"""Gaps of a history that nobody stated whole: a hold may be on what is missing. A release answers for it."""


def _not_held(paths: tuple[Path, ...]) -> Gate:
    def gate(it: Subject) -> Iterator[Words]:
        for item in _of(it, paths):
            for hold in it.near.holds_of(item):
                yield said("{item} is held by {hold}", "{item} 被 {hold} 冻结", item=item, hold=hold)
        for gap in it.near.unsure:
            if gap.kind in UNREAD:
                yield said("a hold may be missing: {gap}", "可能遗漏冻结：{gap}", gap=gap.words)

    return gate


receipt_is_not_held = _not_held(RECEIVED)
shipment_is_not_held = _not_held(SHIPPED)


def decided_is_not_held(it: Subject) -> Iterator[Words]:
    """Nothing that is released is held; where its history is not whole, it says why that is accepted."""
    yield from _not_held(DECIDED)(it)
    for gap in it.near.unsure:
        if gap.kind in UNTOLD and not it.text("reason"):
            yield said(
                "a hold may not be seen: {gap} Say in `reason` why it is released so",
                "可能看不到冻结：{gap} 请在 `reason` 中说明为何仍放行",
                gap=gap.words,
            )


def shipment_is_not_expired(it: Subject) -> Iterator[Words]:
    """Nothing is shipped after its day of expiry."""
    on = day(it.text("shipped") or it.at)
    for item in _of(it, SHIPPED):
        expires = expiry(it.near, item)
        if expires and day(expires) < on:
            yield said("{item} expired on {day}", "{item} 已于 {day} 过期", item=item, day=expires)


def expiry(near: Near, item: str) -> str:
    """The day of expiry of an item; of a unit that states none, the first one of its lot."""
    own = near.text(item, "expires")
    lots = near.at([item], path("<HAS_UNIT")) if item.startswith("device:") else ()
    return own or min(filter(None, (near.text(lot, "expires") for lot in lots)), default="")


def consignee_has_address(it: Subject) -> Iterator[Words]:
    """A shipment goes to one customer, whose address is known."""
    customers = it.around(path(">DELIVERED_TO"))
    if len(customers) != 1:
        yield said(
            "{key} goes to {n} customers; it must be one",
            "{key} 发往 {n} 个客户；只能是一个",
            key=it.key,
            n=str(len(customers)),
        )
    for customer in customers:
        if not it.near.text(customer, "address"):
            yield said("{customer} has no address", "{customer} 没有地址", customer=customer)


def decides_on_something(it: Subject) -> Iterator[Words]:
    """A decision is about lots, devices or orders; a release of a whole material would pass by them all."""
    about = it.around(path(">DECIDED_ON"))
    if not about:
        yield said(
            "{key} decides on nothing; name what with DECIDED_ON",
            "{key} 未注明决定对象；请用 DECIDED_ON 指明",
            key=it.key,
        )
    for key in about:
        if key.startswith("material:"):
            yield said(
                "{key} is a material; decide on its lots, devices or orders",
                "{key} 是物料；请对其批次、器械或工单作出决定",
                key=key,
            )


def decided_is_sound(it: Subject) -> Iterator[Words]:
    """What is released is inspected, or says why not, and nothing stands against it: no failed inspection, no
    unassessed deviation, no open nonconformity, of it, its lot and units and the order that made it.
    """
    passed = False
    for way, rest in PAPERS:
        for key in it.around(path(way)):
            for paper in it.near.at([key], path(rest)):
                passed = passed or (rest == ">INSPECTED_BY" and it.near.text(paper, "result") == "passed")
                wrong = _against(it, paper)
                if wrong:
                    yield Words(
                        f"{{paper}} of {{key}} {wrong.en}", f"{{key}} 的 {{paper}} {wrong.zh}"
                    ).filled(paper=paper, key=key)
    if not passed and not it.text("reason"):
        yield Words(
            "no inspection of it has passed; say in `reason` why it is released without one",
            "没有合格的检验；请在 `reason` 中说明为何无检验放行",
        )


def _against(it: Subject, paper: str) -> Words | None:
    """What a record has against a release; None where it has nothing."""
    near, stage = it.near, it.near.text(paper, "stage")
    match prefix_of(paper):
        case "inspection":
            return _failing(near.text(paper, "result"))
        case "nonconformity":
            return None if stage in NOTHING_OPEN else Words("is open", "尚未关闭")
        case "measurement":
            is_deviating = stage == "deviating"
            wrong = outside(near.card(paper) or {}) or (
                Words("is not assessed", "未评估") if is_deviating else None
            )
            return None if stage == "assessed" else wrong
        case _:
            return None


def lifted_by_now(it: Subject) -> Iterator[Words]:
    """A hold is lifted when it is lifted, and not on a day to come."""
    if _is_after(it.text("lifted"), it.at):
        yield said(
            "{key} can't be lifted on {day}, which is to come",
            "{key} 不能在尚未到来的 {day} 解除",
            key=it.key,
            day=it.text("lifted"),
        )


def outside(card: Properties) -> Words | None:
    """What is wrong with a value against its limits; None where it is within them, or has none."""
    value, lower, upper = (card.get(name) for name in ("value", "lower_limit", "upper_limit"))
    if not isinstance(value, int):
        return Words("has no value", "没有数值")
    is_below = isinstance(lower, int) and value < lower
    is_out = is_below or (isinstance(upper, int) and value > upper)
    return Words("is out of its limits", "超出限值") if is_out else None


def value_is_within(it: Subject) -> Iterator[Words]:
    """A value is accepted within stated limits only."""
    wrong = outside(it.properties)
    if wrong:
        yield Words(f"{{key}} {wrong.en}", f"{{key}} {wrong.zh}").filled(key=it.key)
    elif it.properties.get("lower_limit") is None and it.properties.get("upper_limit") is None:
        yield said("no limit is stated of {key}", "{key} 未注明限值", key=it.key)


def specification_was_in_force(it: Subject) -> Iterator[Words]:
    """The step of a value followed a specification that was in force on its day."""
    for step in it.around(path(">MEASURED_ON")):
        if not step.startswith("step:"):
            continue
        on = it.near.text(step, "started") or it.text("measured")
        papers = [*it.near.at([step], path(">FOLLOWED")), *it.near.at([step], path(">PART_OF >FOLLOWED"))]
        if not papers:
            yield said("no specification is stated of {step}", "{step} 未注明规格", step=step)
        for paper in papers:
            valid = it.near.text(paper, "valid_from"), it.near.text(paper, "valid_to")
            if not on or not is_valid(*valid, on):
                yield said(
                    "{paper} is not known to have been in force when {step} ran",
                    "无法确认 {step} 执行时 {paper} 有效",
                    paper=paper,
                    step=step,
                )


def reading_is_within(it: Subject) -> Iterator[Words]:
    """A reading is accepted within its limits only."""
    lower, upper = it.properties.get("lower_limit"), it.properties.get("upper_limit")
    low = it.properties.get("minimum", it.properties.get("mean"))
    high = it.properties.get("maximum", it.properties.get("mean"))
    if lower is None and upper is None:
        yield said("no limit is stated of {key}", "{key} 未注明限值", key=it.key)
    for value, limit, sign in ((low, lower, 1), (high, upper, -1)):
        if limit is None:
            continue
        if not isinstance(value, int) or not isinstance(limit, int):
            yield said("{key} states no value against its limit", "{key} 未注明与限值对照的值", key=it.key)
        elif sign * value < sign * limit:
            yield said("{key} is out of its limits", "{key} 超出限值", key=it.key)


def inspector_is_competent(it: Subject) -> Iterator[Words]:
    """Who inspects is trained on the day."""
    on = it.text("inspected") or it.at
    people = it.around(path(">PERFORMED_BY"))
    if not people:
        yield said("nobody is stated to have done {key}", "{key} 未注明执行人", key=it.key)
    for person in people:
        papers = it.near.at([person], path("<TRAINED_FOR"))
        near = it.near
        if not any(is_valid(near.text(p, "trained"), near.text(p, "valid_to"), on) for p in papers):
            yield said(
                "{person} has no training that was valid on {day}",
                "{person} 在 {day} 没有有效的培训",
                person=person,
                day=day(on),
            )


def failure_has_nonconformity(it: Subject) -> Iterator[Words]:
    """A failed inspection is reviewed once its nonconformity is open."""
    papers = it.around(path("<RAISED_ON"))
    if it.text("result") != "passed" and not papers:
        yield said(
            "{key} has not passed; open a nonconformity on it first",
            "{key} 未通过；请先对其开立不合格",
            key=it.key,
        )


def udi_is_its_own(it: Subject) -> Iterator[Words]:
    """The label says the lot, serial and day of expiry of the record."""
    parsed = parse(it.text("udi"))
    if parsed.has_errors or parsed.di is None:
        yield said(
            "{udi} is no identifier without errors: see `lotgraph udi parse`",
            "{udi} 不是无误的标识：见 `lotgraph udi parse`",
            udi=it.text("udi"),
        )
        return
    if parsed.pi.lot is None and parsed.pi.serial_number is None:
        yield said(
            "{udi} names a model, and neither a lot nor a serial number",
            "{udi} 只标明型号，没有批号和序列号",
            udi=it.text("udi"),
        )
    expires = parsed.pi.expires.isoformat() if parsed.pi.expires else None
    label = {"lot_number": parsed.pi.lot, "serial_number": parsed.pi.serial_number, "expires": expires}
    for name, told in label.items():
        own = it.text(name)
        if told is not None and own and told != own:
            yield said(
                "the label says {name} {told}, and the record {own}",
                "标签的 {name} 为 {told}，记录为 {own}",
                name=name,
                told=told,
                own=own,
            )


def place_exists(it: Subject) -> Iterator[Words]:
    """What is put away is put somewhere that is known."""
    if not it.text("put_away_to").startswith("location:"):
        yield said(
            "put_away_to is the key of a location, not {key}",
            "put_away_to 须为地点的键，而不是 {key}",
            key=it.text("put_away_to"),
        )
