"""profile list, show, check, infer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from app.commands.ask import FormatOption, chosen_form
from app.commands.loading import ZoneOption, progress

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.accepting import Acceptance
    from app.terminal import Format
    from loaders.infer import Proposal

profiles = typer.Typer(no_args_is_help=True, help="Profiles say what the columns of a source mean.")
_SHOWN = 3
ProfileOption = Annotated[str | None, typer.Option(help="A profile, or the path of your own NAME.toml.")]


@profiles.command("list")
def list_profiles() -> int:
    """The profiles there are.

    Example: lotgraph profile list
    """
    from app.terminal import print_rows
    from loaders import load_profile, profiles_available

    found = [load_profile(name) for name in profiles_available()]
    rows = [(p.name, str(p.version), str(len(p.files)), p.description) for p in found]
    print_rows(("profile", "version", "files", "what it reads"), rows)
    return 0


@profiles.command("show")
def show_profile(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A profile, or the path of your own NAME.toml.")
    ],
) -> int:
    """The files and columns of a profile.

    Example: lotgraph profile show tryton
    """
    from app.terminal import print_rows
    from loaders import load_profile

    rows = []
    for spec in load_profile(name).files:
        if not spec.columns:
            rows.append((spec.name, str(spec.kind), "", "", spec.ignored or spec.note))
        for column in spec.columns:
            need = "required" if column.required else ""
            rows.append((spec.name, column.name, column.type, need, column.note))
    print_rows(("file", "column", "type", "", "note"), rows)
    return 0


@profiles.command("check")
def check_file(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files or folders to check.")],
    profile: ProfileOption = None,
    time_zone: ZoneOption = None,
    form: Annotated[Literal["table", "json"], typer.Option("--format", help="How to print it.")] = "table",
) -> int:
    """Check a file against a profile before it is sent: nothing is written, nothing is loaded.

    Says for each file how many rows would be taken, which columns are missing, empty or not read, and for
    each fault the column, the rule, how often, and the first lines with what to do.

    Example: lotgraph profile check --profile sap deliveries/mseg.csv

    Exit code 0: every row would be taken. 3: some would be rejected. 1: the file can't be read at all.
    """
    from app.accepting import accept
    from app.terminal import print_json
    from loaders.plan import plan

    sources = plan(paths, profile=profile, namespace=None, time_zone=time_zone)
    with progress(sources) as on_rows:
        found = [accept(source, on_rows=on_rows) for source in sources]
    if form == "json":
        print_json([one.as_json() for one in found])
    else:
        for one in found:
            _print_acceptance(one)
    return 3 if any(one.report.rejected for one in found) else 0


def _print_acceptance(found: Acceptance) -> None:
    from app.terminal import print_rows, say

    report = found.report
    verdict = "NOT ACCEPTED" if report.rejected else "accepted"
    say(f"{report.name}: {verdict} as {found.profile} {found.record_type}")
    say(
        f"  {report.read:,} rows: {report.accepted:,} accepted, {report.rejected:,} rejected, "
        f"{report.ignored_rows:,} ignored with a reason"
    )
    for reason, count in report.ignored.most_common():
        say(f"  ignored {count:,}: {reason}")
    for note in report.notes:
        say(f"  note: {note}")
    columns = [(c.name, "yes" if c.present else "-", c.filled_text) for c in found.columns]
    print_rows(("column", "there", "filled"), columns)
    faults = [
        (f.column or "-", f.rule, f"{f.count:,}", ", ".join(map(str, f.lines)), f.message)
        for f in found.faults
    ]
    if faults:
        print_rows(("column", "rule", "rows", "first lines", "first message"), faults)


@profiles.command("infer")
def infer_file(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A file of unknown layout.")],
    profile: ProfileOption = None,
    form: FormatOption = "table",
    as_toml: Annotated[
        bool, typer.Option("--toml", help="Write the first proposal as a profile of your own.")
    ] = False,
) -> int:
    """Propose what a file is and which of its columns is which; a proposal, to be looked at by a person.

    Example: lotgraph profile infer EXPORT.XLSX --toml > ours.toml

    Exit code 0: something fits. 3: nothing does.
    """
    from app.terminal import print_json, say
    from loaders import load_profile, profiles_available
    from loaders.infer import ROWS, proposals
    from loaders.sampling import sample

    chosen = chosen_form(form)
    names = [profile] if profile else profiles_available()
    known = [load_profile(name) for name in names]
    encodings = tuple(dict.fromkeys(e for one in known for e in one.encodings))
    header, rows = sample(path, encodings, ROWS)
    found = proposals(header, rows, known)
    if not found:
        say(f"{path.name} looks like no kind of file of {', '.join(names)}.")
        return 3
    if as_toml:
        print(_toml(found[0]), end="")
    elif chosen == "json":
        print_json([_as_json(one) for one in found[:_SHOWN]])
    else:
        _print_proposals(found[:_SHOWN], chosen)
    return 0


def _print_proposals(found: Iterable[Proposal], form: Format) -> None:
    from app.terminal import print_listing, say

    for one in found:
        say(
            f"{one.confidence:.0%} {one.profile} {one.file}"
            + (f", locale {one.locale}" if one.locale else "")
        )
        rows = [[m.column, m.found, f"{m.confidence:.2f}", m.why] for m in one.matches]
        rows += [[name, "", "0.00", "required and not there"] for name in one.missing]
        rows += [["", name, "", "not read"] for name in one.unexplained]
        print_listing(form, ("column", "in the file", "confidence", "why"), rows, {})


def _as_json(one: Proposal) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(one)


def _toml(one: Proposal) -> str:
    """A profile that is the proposed one with the names of this file; numbers and days as its locale."""
    import json

    lines = [
        f'name = "{one.profile}-own"',
        "version = 1",
        f"description = {json.dumps(f'{one.profile}, with the column names of our export')}",
        f'extends = "{one.profile}"',
        "",
        "[[file]]",
        f'name = "{one.file}"',
        "[file.also]",
    ]
    renamed = [m for m in one.matches if m.found != m.column]
    lines += [f"{json.dumps(m.column)} = [{json.dumps(m.found)}]  # {m.confidence:.2f}" for m in renamed]
    lines += [f"# {name} is required and was not found" for name in one.missing]
    return "\n".join(lines) + "\n"
