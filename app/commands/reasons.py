"""The reason that whoever decides something must give."""

from __future__ import annotations

import typer


def stated(reason: str) -> str:
    """The reason, if it says anything; refuses an empty one as a usage error."""
    if not reason.strip():
        raise typer.BadParameter("say why; it is recorded for ever", param_hint="--reason")
    return reason
