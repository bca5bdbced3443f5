"""`lotgraph`: the command line.

Promises the exit codes that scripts rely on: 0 done or complete, 3 answered with gaps or loaded with
rejects, 2 unknown or ambiguous key or unknown ledger size, 64 usage, 1 failure, 130 interrupted. A failure
is a message with the next step, never a traceback (LOTGRAPH_DEBUG=1 shows it). A character that the
terminal does not know is printed as its number.
"""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated

import typer

from app.commands import (
    alarms,
    amounts,
    api_keys,
    ask,
    case,
    causes,
    certificates,
    conflicts,
    corrections,
    crosscheck,
    dossier,
    drill,
    engine,
    governance,
    history,
    holds,
    inspection,
    key,
    kpi,
    ledger,
    loading,
    loads,
    merging,
    profiles,
    proposals,
    quality,
    reference,
    saving,
    scopes,
    security,
    serving,
    suspects,
    udi,
    verifying,
    watching,
    work,
)
from app.interrupts import interruptible

# typer brings its own click and gives the base of its usage errors no public name.
_UsageError = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "UsageError")

OK, FAILED, UNKNOWN, GAPS, USAGE, INTERRUPTED = 0, 1, 2, 3, 64, 130

app = typer.Typer(
    name="lotgraph",
    help="Traceability for makers of medical devices: answers are complete or say what is missing.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    add_completion=False,
    epilog="Start with: lotgraph demo. Settings are environment variables named LOTGRAPH_*; see README.md.",
)
for module in (
    serving,
    loading,
    watching,
    ask,
    suspects,
    causes,
    amounts,
    certificates,
    history,
    inspection,
    conflicts,
    corrections,
    merging,
    governance,
    reference,
    verifying,
    crosscheck,
    drill,
):
    module.add_to(app)
app.add_typer(engine.app, name="engine")
app.add_typer(profiles.profiles, name="profile")
app.add_typer(loading.rejects, name="rejects")
app.add_typer(loads.app, name="loads")
app.add_typer(governance.owners, name="owners")
app.add_typer(key.app, name="key")
app.add_typer(proposals.app, name="proposals")
app.add_typer(work.app, name="work")
app.add_typer(alarms.app, name="alarms")
app.add_typer(case.app, name="case")
app.add_typer(holds.app, name="hold")
app.add_typer(dossier.app, name="dossier")
app.add_typer(ledger.app, name="ledger")
app.add_typer(saving.app, name="user")  # the commands of `identity` and its own
app.add_typer(api_keys.app, name="api-key")
app.add_typer(security.app, name="security")
app.add_typer(udi.app, name="udi")
app.add_typer(quality.app, name="quality")
app.add_typer(kpi.app, name="kpi")
app.add_typer(scopes.app, name="scope")


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"lotgraph {version('lotgraph')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    """What stands before the command."""


def main() -> None:
    """Entry point of the `lotgraph` script."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # as standard error does by itself
    with interruptible():
        code = run(sys.argv[1:])
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command; returns its exit code."""
    try:
        result = app(arguments, standalone_mode=False, prog_name="lotgraph")
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:  # the last border: everything below becomes a message
        if isinstance(error, _UsageError):
            error.show()  # type: ignore[attr-defined]  # a usage error shows itself
            return USAGE
        return _interrupted() if _came_of_an_interrupt(error) else _failed(error)
    # typer makes a number of a Ctrl-C, without a word.
    return _interrupted() if result == INTERRUPTED else result if isinstance(result, int) else OK


def _came_of_an_interrupt(error: BaseException) -> bool:
    """Whether a Ctrl-C had come before: what it cut short, such as a driver's write, can fail to clean up."""
    before = error.__context__
    return before is not None and (isinstance(before, KeyboardInterrupt) or _came_of_an_interrupt(before))


def _interrupted() -> int:
    print("lotgraph: interrupted; what was committed stays", file=sys.stderr)
    return INTERRUPTED


def _failed(error: Exception) -> int:
    if os.environ.get("LOTGRAPH_DEBUG") == "1":
        raise error
    code, message = explain(error)
    print(f"lotgraph: {message}", file=sys.stderr)
    return code


def explain(error: Exception) -> tuple[int, str]:
    """Exit code and words for an error."""
    from app.errors import ApplicationError
    from app.questions.errors import QuestionError
    from graph_store.errors import StoreError
    from graph_store.history import UnknownRecord
    from graph_store.proposals import UnknownProposal
    from graph_store.reader import UnknownSize
    from ledger.errors import LedgerError
    from loaders.errors import LoadError

    if isinstance(error, QuestionError | UnknownProposal | UnknownRecord | UnknownSize):
        return UNKNOWN, str(error)
    if isinstance(error, StoreError | LoadError | ApplicationError | LedgerError):
        return FAILED, str(error)
    if isinstance(error, OSError):
        return FAILED, f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"
    return FAILED, (
        f"an error nobody foresaw: {type(error).__name__}: {error}\n"
        "Next step: run it again with LOTGRAPH_DEBUG=1 and report what it prints."
    )


if __name__ == "__main__":
    main()
