"""Groups of the rows of a trace as GraphQL types, over `app.questions.groups`.

Promises: a group tells its number and amounts at once and its rows page by page, built when they are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, overload

import strawberry

from app.api.context import Context, beyond
from app.api.fields import resolved
from app.api.paging import After, Connection, First, Window, page
from app.api.problems import bad_request
from app.api.rows import MaterialTotal, Row
from app.columnar.answer import Wide
from app.questions import groups as found
from app.questions.answer import Row as AnswerRow
from app.questions.answer import Told
from app.questions.groups import By, grouped, read_facts

strawberry.enum(By, name="GroupBy", description="What puts rows into one group; of several, all of it.")

Ways = Annotated[
    list[By],
    strawberry.argument(
        description="TYPE; MATERIAL; SUPPLIER, of those in this answer whose material it holds; MONTH (UTC) "
        "of an event, and of an item of the events that brought it forth here; STATUS as sources word it; "
        "IDENTICAL_EDGES: one type, and the same relationships with the same rows."
    ),
]


class Members(Sequence[AnswerRow]):
    """The rows of a group, none of them built."""

    def __init__(self, rows: Sequence[AnswerRow], places: Sequence[int]) -> None:
        self._rows, self._places = rows, places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> AnswerRow: ...
    @overload
    def __getitem__(self, at: slice) -> list[AnswerRow]: ...
    def __getitem__(self, at: int | slice) -> AnswerRow | list[AnswerRow]:
        if isinstance(at, slice):
            return [self._rows[place] for place in self._places[at]]
        return self._rows[self._places[at]]


@strawberry.type(description="Rows that have something in common.")
class Group:
    """One group."""

    answer: strawberry.Private[Told]
    by: strawberry.Private[tuple[By, ...]]
    group: strawberry.Private[found.Group]

    @resolved
    def key(self) -> str:
        """JSON array of what its rows have in common, one value for each way, null where a row has none."""
        return self.group.key

    @resolved
    def label(self) -> str:
        """The same in words."""
        return self.group.label(self.by)

    @resolved
    def count(self) -> int:
        """Number of its rows."""
        return self.group.count

    @resolved
    def quantities(self) -> list[MaterialTotal]:
        """Sum of its rows' quantities by material and unit. What went on inside the group is in it at each
        place, so this is no total of what is affected.
        """
        return [MaterialTotal.of(total) for total in self.group.quantities]

    @resolved
    def rows(self, first: First = None, after: After = None) -> Connection[Row]:
        """Its rows, sorted by key."""
        members = Members(self.answer.rows, self.group.places)
        window = Window.of(first, after, None, None)
        return page(members, lambda row: (row.key,), lambda row: Row(row=row), window)


@strawberry.type(description="The rows of a trace in groups. No row is left out.")
class Grouping:
    """All groups."""

    answer: strawberry.Private[Told]
    grouped: strawberry.Private[found.Grouped]

    @resolved
    def rows(self) -> int:
        """Number of rows of the trace."""
        return self.grouped.rows

    @resolved
    def in_several(self) -> int:
        """How many rows are in more than one group. Where it is 0, the counts add up to `rows`."""
        return self.grouped.in_several

    @resolved
    def page(self, first: First = None, after: After = None) -> Connection[Group]:
        """The groups, sorted by key."""
        window = Window.of(first, after, None, None)
        return page(self.grouped.groups, lambda group: (group.key,), self._told, window)

    def _told(self, group: found.Group) -> Group:
        return Group(answer=self.answer, by=self.grouped.by, group=group)


async def grouping(context: Context, answer: Told, by: list[By], *, all_sites: bool) -> Grouping:
    """Groups of an answer; what it does not tell itself is read at its ledger size."""
    if not by:
        raise bad_request("Groups need something to group by.", "Pass by: [TYPE], or another of GroupBy.")
    materials = answer.materials if isinstance(answer, Wide) else None
    told = await context.ask(
        lambda reader: grouped(answer, by, read_facts(reader, answer, by, materials)),
        known_at=answer.known_at,
        beyond=beyond("groups of a trace", answer.start) if all_sites else "",
    )
    return Grouping(answer=answer, grouped=told)
