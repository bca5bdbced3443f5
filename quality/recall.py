"""A recall case beside its stages: who must be told, who was, what they said, and what that comes to.

Promises: pure. Today's answer and the ledger of notices are compared, so late data add a consignee that is
still to be told, or leave one that was told in vain, and neither is lost. Amounts are added exactly and never
across units. Refuses: a notice while the recall is not under way, one by letter without an address, a
response of somebody who was not told, one about what they never got, and giving up without another try.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graph_model.facts import DECIDED_PRECEDENCE, NodeFact, Properties, Value
from graph_model.keys import OWN_NAMESPACE, make, split
from quality.words import Words, said
from quality.workflow import Facts, Refusal, decided_relationship

UNDER_WAY: Final = frozenset(["notifying", "completed"])
BY_POST: Final = frozenset(["letter", "visit"])
AMOUNTS: Final = ("on_hand", "sent_back", "corrected", "destroyed")
SHARES: Final[dict[str, tuple[int, int]]] = {
    "A": (1, 1),
    "B": (1, 10),
    "C": (1, 10),
    "D": (1, 50),
    "E": (0, 1),
}
"""Level of the effectiveness checks -> the share of consignees that are checked (21 CFR 7.42)."""
TO_TELL, TOLD, ANSWERED, GIVEN_UP, IN_VAIN = "to_tell", "told", "answered", "given_up", "in_vain"
_OPEN: Final = {
    TO_TELL: Words(
        "{n} of {of} consignees are to be told, such as {first}",
        "{of} 个收货方中有 {n} 个待通知，例如 {first}",
    ),
    TOLD: Words(
        "{n} of {of} consignees have not answered about all that they got, such as {first}",
        "{of} 个收货方中有 {n} 个尚未就所收全部物品答复，例如 {first}",
    ),
}
_LACKS: Final = Words(
    "the answer lacks something (accepted_gaps says why it may): {gap}",
    "追溯结果有缺失（可在 accepted_gaps 中说明为何接受）：{gap}",
)
_UNCHECKED: Final = Words(
    "{good} of {needed} consignees that must be checked were found to have acted",
    "须检查的 {needed} 个收货方中，已确认采取措施的有 {good} 个",
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one consignee got of one lot or device. `quantity` in 10^-9 of `unit`; None where not stated."""

    about: str
    document: str
    shipped: str | None
    quantity: int | None
    unit: str


@dataclass(frozen=True, slots=True)
class Consignee:
    """One customer of today's answer, with what it got."""

    key: str
    name: str = ""
    address: str = ""
    phone: str = ""
    country: str = ""
    deliveries: tuple[Delivery, ...] = ()

    @property
    def got(self) -> frozenset[str]:
        """Keys of the lots and devices that it got."""
        return frozenset(one.about for one in self.deliveries)

    @property
    def told_of(self) -> str:
        """Hash of those keys: what a notice remembers, so that one that tells of other lots is another."""
        return hashlib.sha256("\0".join(sorted(self.got)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Case:
    """A recall as it stands: its own record, today's consignees, and what was recorded, by key."""

    key: str
    stage: str
    properties: Mapping[str, object]
    consignees: Mapping[str, Consignee]
    notices: Mapping[str, Mapping[str, object]]
    responses: Mapping[str, Mapping[str, object]]
    attempts: Mapping[str, Mapping[str, object]]
    checks: Mapping[str, Mapping[str, object]]
    reports: Mapping[str, Mapping[str, object]]
    complete: bool = True
    gaps: tuple[Words, ...] = ()

    @property
    def number(self) -> str:
        """The number of the recall."""
        return split(self.key).parts[0]


@dataclass(frozen=True, slots=True)
class Line:
    """How one consignee stands. `due_checks` says whether its answer is checked already."""

    consignee: Consignee
    standing: str
    notified: str
    method: str
    responded: str
    attempts: int
    check: str


def checks_needed(level: str, consignees: int) -> int:
    """How many consignees are checked at a level; of B, which is more than a tenth, one more than that."""
    of, by = SHARES[level]
    least = -(-consignees * of // by)
    return min(consignees, consignees // 10 + 1) if level == "B" else least


def notice_key(case: Case, consignee: str) -> str:
    """Key of the notice to a consignee."""
    return make("notice", OWN_NAMESPACE, case.number, consignee)


def lines(case: Case) -> tuple[Line, ...]:
    """Every consignee of today's answer, and everybody who was told, by key."""
    told = {str(one["consignee"]): one for one in case.notices.values()}
    everybody = sorted({*case.consignees, *told})
    tried = _count(case.attempts)
    checks = {str(one["consignee"]): str(one.get("result", "")) for one in _in_time(case.checks, "checked")}
    return tuple(_line(case, key, told.get(key), tried.get(key, 0), checks.get(key, "")) for key in everybody)


def _line(case: Case, key: str, notice: Mapping[str, object] | None, tried: int, check: str) -> Line:
    who = case.consignees.get(key, Consignee(key))
    said = {name: str((notice or {}).get(name, "")) for name in ("notified", "method")}
    answers = {str(one["about"]): str(one.get("responded", "")) for one in _answers(case, key)}
    standing = _standing(who, notice, frozenset(answers))
    return Line(
        who, standing, said["notified"], said["method"], max(answers.values(), default=""), tried, check
    )


def _answers(case: Case, consignee: str) -> Iterator[Mapping[str, object]]:
    return (one for one in case.responses.values() if one["consignee"] == consignee)


def _standing(who: Consignee, notice: Mapping[str, object] | None, answered: frozenset[str]) -> str:
    """Told is who was told of all that it got; answered who has answered about all of that."""
    if notice is None:
        return TO_TELL
    if not who.deliveries:
        return IN_VAIN
    if notice.get("told_of") != who.told_of:
        return TO_TELL
    if who.got <= answered:
        return ANSWERED
    return GIVEN_UP if notice.get("stage") == "given_up" else TOLD


def against_completing(case: Case) -> Iterator[Words]:
    """Everything that is open: who must be told or has not answered, what lacks, who must be checked."""
    affected = [line for line in lines(case) if line.standing != IN_VAIN]
    if not affected:
        yield Words("the answer of {key} reaches nobody", "{key} 的追溯结果没有涉及任何收货方").filled(
            key=case.key
        )
    for standing, words in _OPEN.items():
        waiting = [line.consignee.key for line in affected if line.standing == standing]
        if waiting:
            yield words.filled(n=str(len(waiting)), of=str(len(affected)), first=waiting[0])
    if not case.properties.get("accepted_gaps"):
        yield from (_LACKS.filled(gap=gap) for gap in case.gaps)
    needed = checks_needed(str(case.properties.get("effectiveness_level", "A")), len(affected))
    good = sum(line.check == "effective" for line in affected)
    if good < needed:
        yield _UNCHECKED.filled(good=str(good), needed=str(needed))


def untold(case: Case) -> tuple[str, ...]:
    """Consignees of today's answer that nobody told."""
    return tuple(line.consignee.key for line in lines(case) if line.standing == TO_TELL)


@dataclass(frozen=True, slots=True)
class Account:
    """What became of what was shipped of one lot or device, in one unit; None where a part is not stated."""

    about: str
    unit: str
    shipped: int | None
    on_hand: int
    sent_back: int
    corrected: int
    destroyed: int

    @property
    def open(self) -> int | None:
        """What nobody has sent back, corrected or destroyed yet."""
        if self.shipped is None:
            return None
        return max(0, self.shipped - self.sent_back - self.corrected - self.destroyed)


def accounts(case: Case) -> tuple[Account, ...]:
    """Each lot or device that was shipped, or that somebody told of, by key and unit."""
    shipped: dict[tuple[str, str], int | None] = {}
    for who in case.consignees.values():
        for one in who.deliveries:
            at = (one.about, one.unit)
            before = shipped.get(at, 0)
            shipped[at] = None if before is None or one.quantity is None else before + one.quantity
    said: dict[tuple[str, str], dict[str, int]] = {}
    for told in case.responses.values():
        sums = said.setdefault((str(told["about"]), str(told.get("uom", ""))), dict.fromkeys(AMOUNTS, 0))
        for name in AMOUNTS:
            sums[name] += _whole(told.get(name))
    nothing = dict.fromkeys(AMOUNTS, 0)
    return tuple(
        Account(about, unit, shipped.get((about, unit), 0), **said.get((about, unit), nothing))
        for about, unit in sorted({*shipped, *said})
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


# --- what is recorded ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Telling:
    """How consignees are told; `letters` are hashes of what they get, by consignee."""

    method: str
    language: str
    at: str
    letters: Mapping[str, str]


def tellable(
    case: Case, consignees: Iterable[str], method: str
) -> tuple[tuple[str, ...], tuple[str, ...]] | Refusal:
    """Who of these can be told in this way, and why others can't be: they stay to be told."""
    if case.stage not in UNDER_WAY:
        late = Words("open another recall for what came late", "请为之后出现的内容另开召回")
        refused = said(
            "nobody can be told of {key}, which is {stage}: {why}",
            "不能就处于 {stage} 的 {key} 通知任何人：{why}",
            key=case.key,
            stage=case.stage,
            why=late if case.stage == "closed" else Words("it is not notifying", "它不在通知阶段"),
        )
        return Refusal((refused,))
    wanted = dict.fromkeys(consignees)
    reasons = {key: _against_telling(case, key, method) for key in wanted}
    return tuple(key for key in wanted if not reasons[key]), tuple(why for why in reasons.values() if why)


def _against_telling(case: Case, key: str, method: str) -> str:
    who = case.consignees.get(key)
    if who is None:
        return f"{key} got nothing that is recalled"
    if case.notices.get(notice_key(case, key), {}).get("told_of") == who.told_of:
        return f"{key} was told before"
    if method in BY_POST and not who.address:
        return f"{key} has no address"
    return f"{key} has no telephone" if method == "telephone" and not who.phone else ""


def tell(case: Case, consignees: Iterable[str], how: Telling) -> tuple[Facts, ...]:
    """The facts for each of these consignees, who can be told."""
    return tuple(_notice(case, case.consignees[key], how) for key in consignees)


def _notice(case: Case, who: Consignee, how: Telling) -> Facts:
    stated: Properties = {
        "consignee": who.key,
        "method": how.method,
        "language": how.language,
        "notified": how.at,
        "told_of": who.told_of,
        "stage": "notified",
    }
    if who.address:
        stated["address"] = who.address
    if who.key in how.letters:
        stated["sha256"] = how.letters[who.key]
    return _belonging(case, notice_key(case, who.key), stated, who.key, how.at)


def _belonging(case: Case, key: str, stated: Properties, consignee: str, at: str) -> Facts:
    return (
        _node(key, stated, at),
        decided_relationship("BELONGS_TO", key, case.key, at),
        decided_relationship("ADDRESSED_TO", key, consignee, at),
    )


def _node(key: str, stated: Properties, at: str) -> NodeFact:
    return NodeFact(key=key, properties=stated, precedence=DECIDED_PRECEDENCE, changed=at, origin="decided")


@dataclass(frozen=True, slots=True)
class Said:
    """What a consignee says of one lot or device; amounts in 10^-9 of `unit`."""

    consignee: str
    about: str
    responded: str
    unit: str
    amounts: Mapping[str, int]
    remark: str = ""


def respond(case: Case, one: Said, at: str) -> Facts | Refusal:
    """The facts of a response; the last word of a consignee about a lot holds."""
    reasons = [*_against_response(case, one)]
    if reasons:
        return Refusal(tuple(reasons))
    key = make("response", OWN_NAMESPACE, case.number, one.consignee, one.about)
    stated: dict[str, Value] = {
        "consignee": one.consignee,
        "about": one.about,
        "responded": one.responded,
        "uom": one.unit,
        **one.amounts,
    }
    if one.remark:
        stated["remark"] = one.remark
    told = _node(notice_key(case, one.consignee), {"stage": "responded"}, at)
    tells = decided_relationship("TELLS_OF", key, one.about, at)
    return (*_belonging(case, key, stated, one.consignee, at), tells, told)


def _untold(case: Case, consignee: str) -> Words:
    return said("{who} was not told of {key}", "没有就 {key} 通知 {who}", who=consignee, key=case.key)


def _against_response(case: Case, one: Said) -> Iterator[Words]:
    if case.stage not in UNDER_WAY:
        yield said(
            "{key} is {stage}; responses are taken while it is notifying or completed",
            "{key} 处于 {stage}；仅在 notifying 或 completed 阶段接受答复",
            key=case.key,
            stage=case.stage,
        )
    if notice_key(case, one.consignee) not in case.notices:
        yield _untold(case, one.consignee)
    who = case.consignees.get(one.consignee, Consignee(""))
    got = [delivery for delivery in who.deliveries if delivery.about == one.about]
    # Who was told in vain may still say that they have none.
    if not got and any(one.amounts.values()):
        yield said(
            "{who} got nothing of {about}", "{who} 未收到任何 {about}", who=one.consignee, about=one.about
        )
    if any(value < 0 for value in one.amounts.values()):
        yield Words("an amount is not below nothing", "数量不能小于零")
    units = {delivery.unit for delivery in got if delivery.unit}
    if units and one.unit not in units:
        yield said(
            "{about} was shipped in {units}, not {unit}",
            "{about} 以 {units} 发运，而不是 {unit}",
            about=one.about,
            units=", ".join(sorted(units)),
            unit=one.unit,
        )
    shipped = [delivery.quantity for delivery in got]
    if got and None not in shipped:
        had = one.amounts.get("on_hand", 0)
        if max(sum(one.amounts.values()) - had, had) > sum(filter(None, shipped)):
            yield said(
                "{who} tells of more of {about} than they got",
                "{who} 报告的 {about} 多于其收到的数量",
                who=one.consignee,
                about=one.about,
            )


def attempt(
    case: Case, consignee: str, method: str, result: str, at: str, *, remark: str = ""
) -> Facts | Refusal:
    """The facts of one more try to reach a consignee."""
    if notice_key(case, consignee) not in case.notices:
        return Refusal((_untold(case, consignee),))
    number = str(1 + _count(case.attempts).get(consignee, 0))
    key = make("outreach", OWN_NAMESPACE, case.number, consignee, number)
    stated: Properties = {"consignee": consignee, "attempted": at, "method": method, "result": result}
    return _belonging(case, key, stated | ({"remark": remark} if remark else {}), consignee, at)


def give_up(case: Case, consignee: str, at: str) -> Facts | Refusal:
    """The facts of no longer waiting for a consignee."""
    key = notice_key(case, consignee)
    notice = case.notices.get(key)
    if notice is None or notice.get("stage") != "notified":
        return Refusal((said("{key} is not waited for", "没有在等待 {key} 的答复", key=consignee),))
    if not any(one["consignee"] == consignee for one in case.attempts.values()):
        untried = said(
            "nobody tried to reach {key} again; record an attempt first",
            "没有人再次联系 {key}；请先记录一次联系",
            key=consignee,
        )
        return Refusal((untried,))
    return (_node(key, {"stage": "given_up"}, at),)


def check(
    case: Case, consignee: str, method: str, result: str, at: str, *, remark: str = ""
) -> Facts | Refusal:
    """The facts of an effectiveness check."""
    if notice_key(case, consignee) not in case.notices:
        return Refusal((_untold(case, consignee),))
    number = str(1 + _count(case.checks).get(consignee, 0))
    key = make("effectiveness_check", OWN_NAMESPACE, case.number, consignee, number)
    stated: Properties = {"consignee": consignee, "checked": at, "method": method, "result": result}
    return _belonging(case, key, stated | ({"remark": remark} if remark else {}), consignee, at)


@dataclass(frozen=True, slots=True)
class Submission:
    """A report that an authority got."""

    authority: str
    report: str
    submitted: str
    sha256: str
    due: str = ""
    reference: str = ""


def submit(about: str, number: int, sent: Submission, at: str) -> Facts:
    """The facts of a report about a recall or an adverse event; `number` is one more than there are."""
    key = make("regulatory_report", OWN_NAMESPACE, about, sent.report, str(number))
    stated: Properties = {"about": about, "authority": sent.authority, "report": sent.report}
    stated |= {"submitted": sent.submitted, "sha256": sent.sha256}
    stated |= {name: value for name, value in (("due", sent.due), ("reference", sent.reference)) if value}
    return (_node(key, stated, at), decided_relationship("BELONGS_TO", key, about, at))


def _count(records: Mapping[str, Mapping[str, object]]) -> dict[str, int]:
    out: dict[str, int] = {}
    for one in records.values():
        out[str(one["consignee"])] = out.get(str(one["consignee"]), 0) + 1
    return out


def _in_time(records: Mapping[str, Mapping[str, object]], name: str) -> list[Mapping[str, object]]:
    return sorted(records.values(), key=lambda one: str(one.get(name, "")))
