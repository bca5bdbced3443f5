"""Recall cases by GraphQL: how one stands, and everything that is done with it, over `app.case`.

Promises: a recall is decided on the whole, so it is shown and acted on by those alone who may see every site.
Amounts are exact decimal text; null where they are not stated.
"""

from __future__ import annotations

from typing import Annotated

import strawberry

from app.api.context import Info
from app.api.deciding import Decision, Password, Reason, decider
from app.api.fields import resolved
from app.api.problems import Code, Problem, bad_request
from app.api.words import Words
from app.api.working import Worked
from app.asker import Asker
from app.case import acting
from app.case.papers import deadlines_of
from app.case.reading import Read, read_case
from app.corrections import Decider
from app.questions.standing import Readers
from app.stated import field_of, value_of
from graph_model import nodes
from graph_model.instants import moment_of
from graph_model.policy import Permission
from graph_model.units import UnitError, from_scaled, parse_scaled
from graph_store.store import Store
from quality import deadlines, recall, words
from quality.recall import Case, Said, Submission
from quality.workflow import Facts, Refusal

Key = Annotated[str, strawberry.argument(description="Key of the recall.")]
CustomerKey = Annotated[str, strawberry.argument(description="Key of the customer.")]
Method = Annotated[str, strawberry.argument(description="How: letter, email, telephone, visit or portal.")]
Remark = Annotated[str, strawberry.argument(description="What else was said.")]


@strawberry.type(description="What one consignee got of one lot or device.")
class CaseDelivery:
    """One line."""

    about: str = strawberry.field(description="Key of the lot or device.")
    document: str = strawberry.field(description="Key of the shipment.")
    shipped: str | None = strawberry.field(description="When it left, where that is stated.")
    quantity: str | None = strawberry.field(description="How much, as exact decimal text.")
    unit: str = strawberry.field(description="Its unit.")


@strawberry.type(description="How one consignee of a recall stands.")
class CaseConsignee:
    """One line of the ledger of notices."""

    key: str = strawberry.field(description="Key of the customer.")
    name: str = strawberry.field(description="Its name.")
    address: str = strawberry.field(description="Where notices go; empty where none is stated.")
    phone: str = strawberry.field(description="Its telephone.")
    country: str = strawberry.field(description="ISO 3166 code.")
    standing: str = strawberry.field(
        description="to_tell, told, answered, given_up; in_vain where today's answer no longer reaches it."
    )
    notified: str | None = strawberry.field(description="When it was told.")
    method: str | None = strawberry.field(description="How.")
    responded: str | None = strawberry.field(description="When it last answered.")
    attempts: int = strawberry.field(description="How often it was tried again.")
    check: str | None = strawberry.field(description="Result of its last effectiveness check.")
    deliveries: list[CaseDelivery] = strawberry.field(description="What it got.")

    @classmethod
    def of(cls, line: recall.Line) -> CaseConsignee:
        """From the case."""
        who = line.consignee
        return cls(
            key=who.key,
            name=who.name,
            address=who.address,
            phone=who.phone,
            country=who.country,
            standing=line.standing,
            notified=line.notified or None,
            method=line.method or None,
            responded=line.responded or None,
            attempts=line.attempts,
            check=line.check or None,
            deliveries=[
                CaseDelivery(
                    about=one.about,
                    document=one.document,
                    shipped=one.shipped,
                    quantity=_text(one.quantity),
                    unit=one.unit,
                )
                for one in who.deliveries
            ],
        )


@strawberry.type(description="What became of what was shipped of one lot or device.")
class CaseAccount:
    """In one unit."""

    about: str = strawberry.field(description="Key of the lot or device.")
    unit: str = strawberry.field(description="The unit.")
    shipped: str | None = strawberry.field(
        description="How much was shipped; null where a part is not stated."
    )
    on_hand: str = strawberry.field(description="How much consignees had when they were told.")
    sent_back: str = strawberry.field(description="How much came back.")
    corrected: str = strawberry.field(description="How much was corrected.")
    destroyed: str = strawberry.field(description="How much was destroyed.")
    open: str | None = strawberry.field(description="What is neither back nor corrected nor destroyed.")

    @classmethod
    def of(cls, one: recall.Account) -> CaseAccount:
        """From the case."""
        return cls(
            about=one.about,
            unit=one.unit,
            shipped=_text(one.shipped),
            on_hand=from_scaled(one.on_hand),
            sent_back=from_scaled(one.sent_back),
            corrected=from_scaled(one.corrected),
            destroyed=from_scaled(one.destroyed),
            open=_text(one.open),
        )


@strawberry.type(description="A report that an authority got.")
class CaseReport:
    """One report."""

    key: str = strawberry.field(description="Its key.")
    authority: str = strawberry.field(description="Who got it.")
    report: str = strawberry.field(description="Which report.")
    submitted: str = strawberry.field(description="When.")
    sha256: str = strawberry.field(description="Hash of the file.")


@strawberry.type(description="A report that a rule asks for: docs/regulators.md.")
class DueReport:
    """Under the rule in force on the day of what started its clock."""

    authority: str = strawberry.field(description="Who must get it.")
    rule: str = strawberry.field(description="Which rule.")
    report: Words = strawberry.field(description="What the report is called.")
    article: str = strawberry.field(description="Where the rule stands.")
    pack: str | None = strawberry.field(description="The paper that is it, where there is one.")
    answered_by: str = strawberry.field(description="What `recordSubmission` calls it.")
    event: str = strawberry.field(description="What started the clock, such as initiation or extension.")
    about: str = strawberry.field(description="Key of the recall or of the adverse event behind it.")
    started: str = strawberry.field(description="The day on which the clock started, at the authority.")
    due: str = strawberry.field(description="The last day on which it is on time.")
    at_once: bool = strawberry.field(description="Whether it is due at once, and that day is only the limit.")
    state: str = strawberry.field(description="open, overdue, answered or answered_late.")
    unknown: list[str] = strawberry.field(
        description="Conditions of the rule that nothing in evidence answers; it is due until they are."
    )

    @classmethod
    def of(cls, one: deadlines.DueReport) -> DueReport:
        """From the clocks."""
        return cls(
            authority=one.authority,
            rule=one.rule.id,
            report=Words.of(one.rule.report),
            article=one.rule.article,
            pack=one.rule.pack or None,
            answered_by=one.rule.answered_by,
            event=one.event.kind,
            about=one.event.subject,
            started=one.due.first.isoformat(),
            due=one.due.last.isoformat(),
            at_once=one.rule.prompt,
            state=str(one.state),
            unknown=list(one.unknown),
        )


@strawberry.type(description="A recall as it stands today: docs/case.md.")
class RecallCase:
    """At one ledger size."""

    key: str = strawberry.field(description="Key of the recall.")
    stage: str = strawberry.field(description="Its stage.")
    name: str = strawberry.field(description="Its title.")
    recall_class: str | None = strawberry.field(description="Its class.")
    starts: list[str] = strawberry.field(description="What is recalled.")
    certificate: str = strawberry.field(description="Hash of the certificate that it was decided on.")
    complete: bool = strawberry.field(description="Whether today's answer is complete.")
    gaps: list[Words] = strawberry.field(description="What today's answer lacks.")
    consignees: list[CaseConsignee] = strawberry.field(
        description="Everybody of today's answer, and everybody who was told."
    )
    accounts: list[CaseAccount] = strawberry.field(description="What became of each lot or device.")
    reports: list[CaseReport] = strawberry.field(description="Reports to authorities.")
    due_reports: list[DueReport] = strawberry.field(
        description="Which report is due when, what is due first on top."
    )
    uncovered: list[str] = strawberry.field(
        description="Rules of which no version covers the day of an event; what they ask for is not listed."
    )
    checks_needed: int | None = strawberry.field(
        description="How many effectiveness checks its level asks for; null before it has one."
    )
    known_at: int = strawberry.field(description="The ledger size.")
    root: str = strawberry.field(description="The ledger's root at that size.")

    @classmethod
    def of(cls, read: Read, clocks: deadlines.Deadlines) -> RecallCase:
        """From the case and its clocks."""
        case, said = read.case, read.case.properties
        level = said.get("effectiveness_level")
        return cls(
            key=case.key,
            stage=case.stage,
            name=str(said.get("name", "")),
            recall_class=str(said["recall_class"]) if "recall_class" in said else None,
            starts=str(said["starts"]).split(),
            certificate=str(said.get("certificate", "")),
            complete=case.complete,
            gaps=[Words.of(gap) for gap in case.gaps],
            consignees=[CaseConsignee.of(line) for line in recall.lines(case)],
            accounts=[CaseAccount.of(one) for one in recall.accounts(case)],
            reports=[
                CaseReport(
                    key=key,
                    authority=str(one["authority"]),
                    report=str(one["report"]),
                    submitted=str(one["submitted"]),
                    sha256=str(one["sha256"]),
                )
                for key, one in sorted(case.reports.items())
            ],
            due_reports=[DueReport.of(one) for one in clocks.due],
            uncovered=[one.text for one in clocks.holes],
            checks_needed=recall.checks_needed(str(level), len(case.notices)) if level else None,
            known_at=read.known_at,
            root=read.root,
        )


@strawberry.type(description="What became of telling consignees.")
class Notified:
    """The outcome."""

    told: int = strawberry.field(description="How many consignees the decisions are about.")
    against: list[str] = strawberry.field(description="Who could not be told, and why; they stay to be told.")
    decisions: list[Decision] = strawberry.field(description="The decisions, of some hundreds of them each.")

    @classmethod
    def of(cls, told: acting.Told) -> Notified:
        """From the outcome."""
        return cls(
            told=told.consignees,
            against=list(told.against),
            decisions=[Decision.of(one) for one in told.outcomes],
        )


@strawberry.input(description="What a consignee says of one lot or device.")
class ConsigneeResponse:
    """One response."""

    consignee: str = strawberry.field(description="Key of the customer.")
    about: str = strawberry.field(description="Key of the lot or device.")
    responded: str = strawberry.field(description="When, a day or an instant in UTC.")
    unit: str = strawberry.field(description="Unit of the amounts.")
    on_hand: str = strawberry.field(
        description="How much they had when they were told, in decimals.", default="0"
    )
    sent_back: str = strawberry.field(description="How much they sent back.", default="0")
    corrected: str = strawberry.field(description="How much they corrected.", default="0")
    destroyed: str = strawberry.field(description="How much they destroyed.", default="0")
    remark: str = strawberry.field(description="What else they said.", default="")

    def said(self) -> Said:
        """As the case takes it."""
        amounts = {name: _scaled(getattr(self, name), name) for name in recall.AMOUNTS}
        _time(self.responded)
        return Said(self.consignee, self.about, self.responded, self.unit, amounts, self.remark)


@strawberry.type(description="What became of responses.")
class Responded:
    """The outcome."""

    taken: int = strawberry.field(description="How many were taken.")
    against: list[str] = strawberry.field(description="The others: place in what was sent, from 1, and why.")
    decision: Decision | None = strawberry.field(
        description="The decision, of many hundreds the last; null where none was taken."
    )


@strawberry.type(description="The question how a recall stands.")
class Cases:
    """This field of the root."""

    @resolved
    async def recall_case(self, info: Info, key: Key) -> RecallCase | None:
        """How a recall stands today: who must be told, was told, answered; what became of the devices."""
        refuse_bound(info.context.asker)

        def ask(store: Store, readers: Readers) -> RecallCase:
            with readers.reader() as reader:
                read = read_case(reader, key)
                on = moment_of(store.time()).date()
                return RecallCase.of(read, deadlines_of(store, reader, read, on))

        return await info.context.access.ask_beside(ask)


@strawberry.type
class CaseActs:
    """Part of the root of what is decided."""

    @resolved
    async def open_recall(
        self,
        info: Info,
        name: Annotated[str, strawberry.argument(description="Its title.")],
        starts: Annotated[list[str], strawberry.argument(description="Keys of lots, devices or materials.")],
        reason: Reason,
        came_of: Annotated[
            list[str] | None,
            strawberry.argument(description="Keys of complaints, adverse events or nonconformities."),
        ] = None,
        password: Password = None,
    ) -> Worked | None:
        """Open a recall from the whole answer of its starts, whose certificate it names from then on."""
        by = await _case_decider(info, reason, password)
        opening = acting.Opening(name, reason, starts, came_of or ())
        return Worked.of(await info.context.access.ask_store(lambda s: acting.open_recall(s, opening, by)))

    @resolved
    async def notify_consignees(
        self,
        info: Info,
        key: Key,
        method: Method,
        reason: Reason,
        consignees: Annotated[
            list[str] | None, strawberry.argument(description="Keys of customers; else all that nobody told.")
        ] = None,
        language: Annotated[str, strawberry.argument(description="Of the letter: en or zh.")] = "en",
        password: Password = None,
    ) -> Notified | None:
        """Record that consignees are told; who can't be is named with the reason and stays to be told."""
        by = await _case_decider(info, reason, password)
        how = acting.Manner(_code("Notice", "method", method), _code("Notice", "language", language))
        done = info.context.access.ask_store(lambda s: acting.tell(s, key, consignees, how, by))
        return Notified.of(await done)

    @resolved
    async def record_responses(
        self,
        info: Info,
        key: Key,
        responses: Annotated[list[ConsigneeResponse], strawberry.argument(description="What they said.")],
        reason: Reason,
        password: Password = None,
    ) -> Responded | None:
        """Record what consignees say; the last word of one about a lot holds."""
        by = await _case_decider(info, reason, password)
        said = [one.said() for one in responses]
        outcomes, against = await info.context.access.ask_store(lambda s: acting.respond(s, key, said, by))
        told = [f"{place + 1}: {why}" for place, why in sorted(against.items())]
        decision = Decision.of(outcomes[-1]) if outcomes else None
        return Responded(taken=len(said) - len(against), against=told, decision=decision)

    @resolved
    async def record_attempt(
        self,
        info: Info,
        key: Key,
        consignee: CustomerKey,
        method: Method,
        result: Annotated[str, strawberry.argument(description="reached or not_reached.")],
        reason: Reason,
        remark: Remark = "",
        password: Password = None,
    ) -> Decision | None:
        """Record one more try to reach a consignee."""
        by = await _case_decider(info, reason, password)
        how, what = _code("OutreachAttempt", "method", method), _code("OutreachAttempt", "result", result)

        def act(case: Case, at: str) -> Facts | Refusal:
            return recall.attempt(case, consignee, how, what, at, remark=remark)

        return await _act(info, key, by, act)

    @resolved
    async def give_up_consignee(
        self, info: Info, key: Key, consignee: CustomerKey, reason: Reason, password: Password = None
    ) -> Decision | None:
        """Wait no longer for a consignee; refused before it was tried again."""
        by = await _case_decider(info, reason, password)
        return await _act(info, key, by, lambda case, at: recall.give_up(case, consignee, at))

    @resolved
    async def record_check(
        self,
        info: Info,
        key: Key,
        consignee: CustomerKey,
        method: Method,
        result: Annotated[str, strawberry.argument(description="effective, ineffective or not_reached.")],
        reason: Reason,
        remark: Remark = "",
        password: Password = None,
    ) -> Decision | None:
        """Record an effectiveness check: whether a consignee got the notice and acted on it."""
        by = await _case_decider(info, reason, password)
        how, what = (
            _code("EffectivenessCheck", "method", method),
            _code("EffectivenessCheck", "result", result),
        )

        def act(case: Case, at: str) -> Facts | Refusal:
            return recall.check(case, consignee, how, what, at, remark=remark)

        return await _act(info, key, by, act)

    @resolved
    async def record_submission(
        self,
        info: Info,
        about: Annotated[str, strawberry.argument(description="Key of a recall or an adverse event.")],
        authority: Annotated[str, strawberry.argument(description="Who got it.")],
        report: Annotated[str, strawberry.argument(description="Which report.")],
        submitted: Annotated[str, strawberry.argument(description="When, a day or an instant in UTC.")],
        sha256: Annotated[str, strawberry.argument(description="Hash of the file that was sent.")],
        reason: Reason,
        reference: Annotated[str, strawberry.argument(description="The number that they gave it.")] = "",
        password: Password = None,
    ) -> Decision | None:
        """Record that an authority got a report."""
        by = await _case_decider(info, reason, password)
        _time(submitted)
        sent = Submission(authority, report, submitted, sha256, reference=reference)
        return Decision.of(await info.context.access.ask_store(lambda s: acting.submit(s, about, sent, by)))


async def _act(info: Info, key: str, by: Decider, act: acting.Act) -> Decision:
    return Decision.of(await info.context.access.ask_store(lambda s: acting.act_on(s, key, by, act)))


async def _case_decider(info: Info, reason: str, password: str | None) -> Decider:
    refuse_bound(info.context.asker)
    return await decider(info, reason, password)


def refuse_bound(asker: Asker) -> None:
    """Refuse who may not see every site."""
    if asker.sites is not None and not asker.may(Permission.ALL_SITES):
        raise Problem(
            Code.FORBIDDEN,
            words.Words(
                "A recall is decided on the whole, and you may see some sites only.",
                "召回须基于全部内容决定，而您只能查看部分站点。",
            ),
            words.Words("Ask somebody who may see every site.", "请由可查看所有站点的人员处理。"),
        )


def _code(label: str, name: str, text: str) -> str:
    return str(value_of(field_of(nodes.BY_LABEL[label], name), text))


def _time(text: str) -> None:
    value_of(field_of(nodes.BY_LABEL["Response"], "responded"), text)


def _scaled(text: str, name: str) -> int:
    try:
        return parse_scaled(text)
    except UnitError as error:
        raise bad_request(
            words.said("{name}: {error}.", "{name}：{error}。", name=name, error=str(error)),
            words.Words("Write a decimal number, such as 12.5.", "请输入十进制数，如 12.5。"),
        ) from error


def _text(value: int | None) -> str | None:
    return None if value is None else from_scaled(value)
