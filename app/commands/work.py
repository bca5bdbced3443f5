"""work: what may be done with a record, do it, and what waits to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.ask import FormatOption, chosen_form
from app.commands.deciding import AsOption, signer_of, told
from app.commands.reasons import stated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.working import Open, Standing
    from quality.workflow import Tie

app = typer.Typer(
    no_args_is_help=True,
    help="The workflows from receipt to recall: what may be done, do it, what waits. See docs/workflow.md.",
)


@app.command("show")
def show(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Whole key of a record.")],
    form: FormatOption = "table",
) -> int:
    """Where a record stands, what may be done with it, who signs that, and what is against it.

    Example: lotgraph work show receipt:tryton/2/1

    Exit code 0: something may be done. 3: something is against all that may follow, or nothing follows.
    """
    from app.settings import Settings
    from app.terminal import print_listing, say, waiting
    from app.wiring import open_store
    from app.working import stand

    chosen = chosen_form(form)
    with open_store(Settings(), on_wait=waiting) as store, store.reader() as reader:
        found = stand(reader, key, store.time())
    lines = [_line(one) for one in found.open]
    print_listing(chosen, ("command", "leads to", "needs", "signed by", "against"), lines, as_json(found))
    if not found.open:
        say(f"{key} is {found.stage}; nothing follows that.")
    return 0 if any(not one.against for one in found.open) else 3


@app.command("do")
def do(
    record: Annotated[
        str, typer.Argument(metavar="RECORD", help="Its key; or a label, such as Complaint, to open one.")
    ],
    command: Annotated[str, typer.Argument(help="As `lotgraph work show` or `forms` names it.")],
    reason: Annotated[str, typer.Option(help="Why; recorded with it, for ever.")],
    values: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A field; may be given again.")
    ] = None,
    ties: Annotated[
        list[str] | None,
        typer.Option("--tie", metavar="TYPE=KEY", help="A relationship, by the key at its other end; again."),
    ] = None,
    sign_as: AsOption = None,
) -> int:
    """Give a command: it is carried out where the workflow allows it, or refused with every reason.

    Example: lotgraph work do receipt:tryton/2/1 quarantine --reason "goods in" --as kim

    Example: lotgraph work do Complaint open --set name="Leaks" --set received=2026-11-26
    --tie COMPLAINS_OF=device:tryton/FG-9001/1001 --reason "call of the clinic" --as qui

    Exit code 0: it holds. 3: proposed, others must sign. 1: refused, nothing was recorded. 64: usage.
    """
    from app.corrections import Decider
    from app.settings import Settings
    from app.terminal import waiting
    from app.wiring import open_store
    from app.working import Wish, work

    fields, ends = dict(_pairs(values, "--set")), tuple(_pairs(ties, "--tie"))
    settings = Settings()
    with open_store(settings, on_wait=waiting) as store:
        by = Decider(settings.who(), stated(reason), signer_of(store, sign_as))
        done = work(store, Wish(record, command, fields, ends), by)
        return told(done.outcome, f"{command}: {done.key}")


@app.command("list")
def list_waiting(
    label: Annotated[
        list[str] | None, typer.Option("--label", help="Only these kinds of record; may be given again.")
    ] = None,
    late: Annotated[bool, typer.Option("--late", help="Only what is past its due day.")] = False,
    form: FormatOption = "table",
) -> int:
    """What is under way and not at its end, what is due first on top; how many wait in each stage.

    Example: lotgraph work list --label Nonconformity --late

    Exit code 0: nothing waits. 3: something does.
    """
    from app.alarms import behind
    from app.settings import Settings
    from app.terminal import print_listing, say, waiting
    from app.wiring import open_store
    from app.working import labels_of, overdue, stages_of, worklist
    from graph_store.staged import staged

    chosen = chosen_form(form)
    with open_store(Settings(), on_wait=waiting) as store, store.reader() as reader:
        keys = [key for name in labels_of(label or ()) for key in staged(store, name)]
        found = worklist(reader, keys)
        now, unseen = store.time(), behind(store)
    shown = [one for one in found if not late or overdue(one, now)]
    lines = [(one.label, one.key, one.name, one.stage, one.due) for one in shown]
    told_of = [
        {"key": k, "label": n, "name": name or None, "stage": s, "due": d or None}
        for n, k, name, s, d in lines
    ]
    told_all = {"waiting": told_of, "rules_behind": unseen}
    print_listing(chosen, ("label", "key", "name", "stage", "due"), lines, told_all)
    for (name, stage), n in stages_of(found).items():
        say(f"{n} {name} in stage {stage}")
    if unseen:
        say(
            f"The rules have not looked at the last {unseen} commits, so that alarms may be missing here. "
            "Next step: lotgraph alarms run"
        )
    return 3 if shown else 0


@app.command("forms")
def forms(
    label: Annotated[str | None, typer.Argument(help="One kind of record; else all.")] = None,
    form: FormatOption = "table",
) -> int:
    """Every workflow: its commands, what each needs and takes, where it may be given and where it leads.

    Example: lotgraph work forms Nonconformity
    """
    from app.terminal import print_listing
    from app.working import labels_of
    from quality.workflows import BY_LABEL

    chosen = chosen_form(form)
    lines = [
        (name, step.command, ", ".join(step.sources), step.target, ", ".join(step.needs), _ends(step.ties))
        for name in labels_of([label] if label else ())
        for step in BY_LABEL[name].steps
    ]
    columns = ("label", "command", "in stage", "leads to", "needs", "ties")
    print_listing(
        chosen, columns, lines, {"commands": [dict(zip(columns, line, strict=True)) for line in lines]}
    )
    return 0


def as_json(found: Standing) -> dict[str, object]:
    """For scripts."""
    return {
        "key": found.key,
        "label": found.workflow.label,
        "stage": found.stage,
        "ledger": {"size": found.known_at},
        "open": [
            {
                "command": one.step.command,
                "leads_to": one.step.target,
                "description": one.step.description.en,
                "needs": list(one.step.needs),
                "takes": list(one.step.takes),
                "ties": [{"type": tie.type, "required": tie.required} for tie in one.step.ties],
                "signed_by": [{"role": str(a.role), "meaning": a.meaning} for a in one.approvers],
                "against": [why.en for why in one.against],
            }
            for one in found.open
        ],
    }


def _line(one: Open) -> tuple[str, ...]:
    from app.approvals import told as who

    needs = ", ".join([*one.step.needs, *(tie.type for tie in one.step.ties if tie.required)])
    return (
        one.step.command,
        one.step.target,
        needs,
        who(one.approvers),
        "; ".join(why.en for why in one.against),
    )


def _ends(ties: Iterable[Tie]) -> str:
    return ", ".join(f"{tie.type}{'' if tie.required else ' (optional)'}" for tie in ties)


def _pairs(texts: list[str] | None, option: str) -> list[tuple[str, str]]:
    pairs = [text.partition("=") for text in texts or ()]
    if not all(name and equals and value for name, equals, value in pairs):
        raise typer.BadParameter("write NAME=VALUE, neither of them empty", param_hint=option)
    return [(name, value) for name, _, value in pairs]
