"""Workflows by GraphQL: what may be done with a record, do it, and what waits; over `app.working`.

Promises: the same refusals as `lotgraph work`; an asker who is bound to sites neither acts on nor is told of
a record of elsewhere, and a reason that lies elsewhere is told without its name.
"""

from __future__ import annotations

from typing import Annotated

import strawberry

from app import working
from app.alarms import behind
from app.api.context import Info
from app.api.deciding import Approver, Decision, Password, PropertyValue, Reason, decider
from app.api.fields import resolved
from app.api.sites import refuse_hidden
from app.api.words import Words
from app.asker import Asker
from app.questions.scoped import for_asker
from graph_store.staged import staged
from graph_store.store import Store
from quality.workflow import Step
from quality.workflows import BY_LABEL

KeyOfRecord = Annotated[str, strawberry.argument(description="Whole key of a record that has a workflow.")]


@strawberry.input(description="A relationship of the record, as `lotgraph work do --tie` takes it.")
class RecordTie:
    """One relationship."""

    type: str = strawberry.field(description="Its type by the data dictionary.")
    key: str = strawberry.field(description="Key of the record at its other end.")


@strawberry.type(description="A relationship that a command states.")
class FormTie:
    """One of a form."""

    type: str = strawberry.field(description="Its type by the data dictionary.")
    required: bool = strawberry.field(description="Whether the command is refused without it.")
    forward: bool = strawberry.field(description="Whether it leaves the record; else it ends in it.")


@strawberry.type(description="A command of a workflow, with its form.")
class WorkCommand:
    """What may be done."""

    command: str = strawberry.field(description="Its name.")
    description: Words = strawberry.field(description="What it does.")
    stages: list[str] = strawberry.field(description="The stages in which it may be given.")
    leads_to: str = strawberry.field(description="The stage that it leads to.")
    needs: list[str] = strawberry.field(description="Fields that must be filled with it or before.")
    takes: list[str] = strawberry.field(description="All fields that it takes.")
    ties: list[FormTie] = strawberry.field(description="Relationships that it states.")
    approvers: list[Approver] = strawberry.field(description="Who must sign it, in order; of an open record.")
    against: list[Words] = strawberry.field(
        description="What is against it as things stand; of an open record."
    )

    @classmethod
    def of(cls, step: Step, found: working.Open | None = None) -> WorkCommand:
        """From the table, and from how things stand."""
        return cls(
            command=step.command,
            description=Words.of(step.description),
            stages=list(step.sources),
            leads_to=step.target,
            needs=list(step.needs),
            takes=list(step.takes),
            ties=[FormTie(type=t.type, required=t.required, forward=t.forward) for t in step.ties],
            approvers=[Approver.of(one) for one in found.approvers] if found else [],
            against=[Words.of(one) for one in found.against] if found else [],
        )


@strawberry.type(description="Where a record stands in its workflow.")
class Standing:
    """At one ledger size."""

    key: str = strawberry.field(description="Its key.")
    label: str = strawberry.field(description="What it is.")
    stage: str = strawberry.field(description="Its stage; `reported` where nothing was decided here yet.")
    known_at: int = strawberry.field(description="The ledger size.")
    open: list[WorkCommand] = strawberry.field(description="What may be done now.")

    @classmethod
    def of(cls, found: working.Standing) -> Standing:
        """From the question."""
        return cls(
            key=found.key,
            label=found.workflow.label,
            stage=found.stage,
            known_at=found.known_at,
            open=[WorkCommand.of(one.step, one) for one in found.open],
        )


@strawberry.type(description="The workflow of one kind of record: docs/workflow.md.")
class WorkForm:
    """From the table."""

    label: str = strawberry.field(description="The kind of record.")
    description: Words = strawberry.field(description="What it is about.")
    commands: list[WorkCommand] = strawberry.field(description="Its commands.")


@strawberry.type(description="A record that is under way and not at its end.")
class WaitingRecord:
    """One of the work list."""

    key: str = strawberry.field(description="Its key.")
    label: str = strawberry.field(description="What it is.")
    name: str = strawberry.field(description="Its title; empty where it has none.")
    stage: str = strawberry.field(description="Its stage.")
    due: str | None = strawberry.field(description="Its due day, where one is stated.")
    overdue: bool = strawberry.field(description="Whether that is over.")


@strawberry.type(description="What became of a command.")
class Worked:
    """The record and the decision."""

    key: str = strawberry.field(description="Key of the record; a new one's too.")
    decision: Decision = strawberry.field(description="What became of the decision about it.")

    @classmethod
    def of(cls, done: working.Done) -> Worked:
        """From the outcome."""
        return cls(key=done.key, decision=Decision.of(done.outcome))


@strawberry.type(description="The questions of the workflows.")
class Workflows:
    """These fields of the root."""

    @resolved
    async def work_forms(self, info: Info) -> list[WorkForm] | None:
        """Every workflow with its commands and their forms."""
        return [
            WorkForm(
                label=one.label,
                description=Words.of(one.description),
                commands=[WorkCommand.of(step) for step in one.steps],
            )
            for one in BY_LABEL.values()
        ]

    @resolved
    async def work(self, info: Info, key: KeyOfRecord) -> Standing | None:
        """Where a record stands, what may be done with it, who signs that, and what is against it."""
        asker = info.context.asker

        def ask(store: Store) -> working.Standing:
            refuse_hidden(store, [key], asker)
            with store.reader() as reader:
                return working.stand(reader, key, store.time(), asker)

        return Standing.of(await info.context.access.ask_store(ask))

    @resolved
    async def worklist(
        self,
        info: Info,
        labels: Annotated[
            list[str] | None, strawberry.argument(description="Only these kinds of record; else all.")
        ] = None,
    ) -> list[WaitingRecord] | None:
        """What is under way and not at its end, what is due first on top."""
        asker = info.context.asker
        return await info.context.access.ask_store(lambda store: _waiting(store, labels or [], asker))

    @resolved
    async def rules_behind(self, info: Info) -> int | None:
        """How many commits the rules of alarms have not looked at: what they would find is in no list yet."""
        return await info.context.access.ask_store(behind)


@strawberry.type
class Working:
    """Part of the root of what is decided."""

    @resolved
    async def work(
        self,
        info: Info,
        record: Annotated[
            str, strawberry.argument(description="Key of a record; or a label, to open a new one.")
        ],
        command: Annotated[
            str, strawberry.argument(description="The command, as `work` or `workForms` names it.")
        ],
        reason: Reason,
        fields: Annotated[
            list[PropertyValue] | None, strawberry.argument(description="What it states of the record.")
        ] = None,
        ties: Annotated[
            list[RecordTie] | None, strawberry.argument(description="What it ties the record to.")
        ] = None,
        password: Password = None,
    ) -> Worked | None:
        """Give a command: carried out where the workflow allows it, or refused with every reason."""
        by, asker = await decider(info, reason, password), info.context.asker
        stated = {one.name: one.value for one in fields or ()}
        wish = working.Wish(record, command, stated, tuple((one.type, one.key) for one in ties or ()))

        def act(store: Store) -> working.Done:
            refuse_hidden(
                store, [key for key in (record, *(end for _, end in wish.ties)) if ":" in key], asker
            )
            return working.work(store, wish, by, asker)

        return Worked.of(await info.context.access.ask_store(act))


def _waiting(store: Store, labels: list[str], asker: Asker) -> list[WaitingRecord]:
    keys = [key for label in working.labels_of(labels) for key in staged(store, label)]
    now = store.time()
    with store.reader() as whole:
        reader = for_asker(whole, asker)
        return [
            WaitingRecord(
                key=one.key,
                label=one.label,
                name=one.name,
                stage=one.stage,
                due=one.due or None,
                overdue=working.overdue(one, now),
            )
            for one in working.worklist(reader, keys)
        ]
