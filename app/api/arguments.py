"""The arguments that several questions of the schema share, and the view that they ask for."""

from __future__ import annotations

from typing import Annotated

import strawberry

from app.questions.view import View

Keys = Annotated[
    list[str],
    strawberry.argument(description="Keys; a shorter key that fits exactly one node stands for it."),
]
KnownAt = Annotated[
    int | None, strawberry.argument(description="Answer as of this ledger size instead of the newest.")
]
AsOf = Annotated[
    str | None,
    strawberry.argument(
        description="What was so then: a day (to its end in UTC) or an instant in UTC; null for now."
    ),
]
Prefer = Annotated[
    list[str] | None,
    strawberry.argument(
        description="Where sources of equal standing dispute, take the statement of the first of these that "
        "has one: ids of loads, file names, profiles such as tryton/2 or tryton."
    ),
]
TimeAware = Annotated[
    bool,
    strawberry.argument(
        description="Leave out what had happened before anything suspect could be there; `excluded` lists it."
    ),
]
AtLeast = Annotated[
    int | None,
    strawberry.argument(description="Refuse to answer from a ledger smaller than this: your own last write."),
]
AllSites = Annotated[
    bool,
    strawberry.argument(
        description="Answer beyond your sites, too: with the permission recall:all-sites, and recorded."
    ),
]
Earlier = Annotated[int, strawberry.argument(name="from", description="The earlier ledger size.")]
Later = Annotated[int, strawberry.argument(name="to", description="The later ledger size.")]
One = Annotated[str, strawberry.argument(description="A key; a shorter one that fits exactly one will do.")]


def view_of(as_of: str | None, prefer: list[str] | None, *, time_aware: bool = False) -> View:
    """How the arguments want the records to be seen."""
    return View(as_of, tuple(source.strip() for source in prefer or ()), time_aware)
