"""alarms: let the rules look at what is new."""

from __future__ import annotations

from typing import Annotated

import typer

from app.commands.ask import FormatOption, chosen_form

app = typer.Typer(
    no_args_is_help=True,
    help="What leaves the path opens a nonconformity: let the rules look, list them. See docs/alarms.md.",
)


@app.command("run")
def run(
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but what was opened.")] = False,
) -> int:
    """Ask the rules about every commit that they have not looked at yet; `serve` does it by itself.

    Example: lotgraph alarms run

    Exit code 0: nothing new left the path. 3: nonconformities were opened.
    """
    from app.alarms import raise_alarms
    from app.settings import Settings
    from app.terminal import counting, say, waiting
    from app.wiring import open_store

    with open_store(Settings(), on_wait=waiting) as store, counting() as progress:
        done = raise_alarms(store, progress)
    if not quiet:
        say(
            f"The rules looked at commits {done.first} to {done.last}."
            if done.last >= done.first
            else "Nothing is new."
        )
    say(
        f"{done.opened} nonconformities opened, {done.dismissed} dismissed since the rules find them no more."
    )
    if done.opened:
        say("Next step: lotgraph work list --label Nonconformity")
    return 3 if done.opened else 0


@app.command("rules")
def rules(form: FormatOption = "table") -> int:
    """Every rule, and what it looks for.

    Example: lotgraph alarms rules
    """
    from app.terminal import print_listing
    from quality.detection import RULES

    lines = [(one.name, one.description) for one in RULES]
    told = [{"rule": name, "description": description} for name, description in lines]
    print_listing(chosen_form(form), ("rule", "what it finds"), lines, {"rules": told})
    return 0
