"""The workflows as a page: docs/workflow.md."""

from __future__ import annotations

from collections.abc import Iterator

from graph_model import nodes
from graph_model.keys import OWN_NAMESPACE, make
from graph_model.policy import approvers_of
from quality.workflow import Command, Step, Workflow, stated, timed
from quality.workflows import WORKFLOWS

_HEAD = """# Workflows

Generated from `quality/workflows.py` by `make generate`. Do not edit.

A record stands in a stage, and commands lead from one to the next. What a source reported and nothing was
decided of stands in `reported`; a record that a command opens was `absent`. A command that does not fit the
stage, lacks a field, or has a gate against it is refused with every reason, and nothing is recorded. What it
says is decided here: no source may state a stage and no correction changes one.

- `lotgraph work show KEY` tells the stage, what may be done, who signs it and what is against it.
- `lotgraph work do KEY COMMAND --set NAME=VALUE --tie TYPE=KEY --reason … --as NAME` does it; a label in the
  place of the key opens a new record. By GraphQL: `work`, query and mutation.
- `lotgraph work list` tells what is under way, what is due first on top, and how much waits in each stage.

Signatures are given in the order shown, by different persons ([policy.md](policy.md)); the column tells those
of a record that was opened here. To state a field that a source states is a correction too.
"""


def page() -> str:
    """Every workflow as Markdown."""
    return _HEAD + "".join(map(_section, WORKFLOWS))


def _section(workflow: Workflow) -> str:
    lines = "\n".join(_line(workflow, step) for step in workflow.steps)
    return f"""
## {workflow.label}

{workflow.description.en}.

| command | in stage | leads to | needs | may state | relationships | signed by | what it does |
|---|---|---|---|---|---|---|---|
{lines}
"""


def _line(workflow: Workflow, step: Step) -> str:
    more = [name for name in step.takes if name not in step.needs]
    ties = [f"`{tie.type}`{'' if tie.required else ' (optional)'}" for tie in step.ties]
    cells = (
        f"`{step.command}`",
        ", ".join(step.sources),
        step.target,
        ", ".join(f"`{name}`" for name in step.needs),
        ", ".join(f"`{name}`" for name in more),
        ", ".join(ties),
        ", ".join(_signers(workflow, step)),
        step.description.en,
    )
    return f"| {' | '.join(cells)} |"


def _signers(workflow: Workflow, step: Step) -> Iterator[str]:
    declared = nodes.BY_LABEL[workflow.label]
    key = make(declared.prefix, OWN_NAMESPACE, *declared.key_parts)
    command = timed(workflow, step, key, Command(step.command, "2025-01-31T08:15:00.000000Z"))
    for approver in approvers_of(stated(step, key, command)):
        yield str(approver.role).replace("_", " ")
