"""What sources state differently and nobody decided yet, as GraphQL types over `app.conflicts`.

Promises: the same disputes in the same order as `lotgraph conflicts`.
"""

from __future__ import annotations

import strawberry
from strawberry.relay import PageInfo

from app.api.context import Info
from app.api.paging import Edge, Window, cursor
from app.api.problems import bad_request
from app.conflicts import label_of, page, to_end
from graph_store.disputes import Dispute
from graph_store.disputes import Rival as RivalFound


@strawberry.type(description="A property of a statement, and its value as text.")
class StatedValue:
    """One property."""

    name: str = strawberry.field(description="Its name; `from` and `to` are what a relationship joins.")
    value: str = strawberry.field(description="Its value as text, a quantity in decimals.")


@strawberry.type(description="One of the statements that contradict each other, and where it comes from.")
class Rival:
    """A statement in dispute."""

    stated: list[StatedValue] = strawberry.field(description="What it says of what is in dispute.")
    shown: bool = strawberry.field(description="Whether answers show this one.")
    load: str | None = strawberry.field(description="The load it came with.")
    file: str | None = strawberry.field(description="The source file.")
    profile: str | None = strawberry.field(description="The profile and version that read the file.")
    line: int | None = strawberry.field(description="The line of that file, from 1.")
    commit: int = strawberry.field(description="Number of the commit that recorded it.")
    record_time: str = strawberry.field(description="The server's clock at that commit, in UTC.")
    actor: str = strawberry.field(description="Who committed it.")
    reason: str = strawberry.field(description="Why.")
    to_end: str = strawberry.field(description="The command that decides for this statement.")

    @classmethod
    def of(cls, dispute: Dispute, rival: RivalFound) -> Rival:
        """From the listing."""
        source = rival.source
        return cls(
            stated=[StatedValue(name=name, value=str(value)) for name, value in rival.stated.items()],
            shown=rival.shown,
            load=source.load or None,
            file=source.file or None,
            profile=source.profile or None,
            line=source.line,
            commit=source.commit,
            record_time=source.record_time,
            actor=source.actor,
            reason=source.reason,
            to_end=to_end(dispute, rival),
        )


@strawberry.type(description="A dispute between sources that nobody decided yet.")
class Conflict:
    """A dispute."""

    key: str = strawberry.field(description="Key of the node or relationship.")
    label: str = strawberry.field(description="Label of the node, type of the relationship.")
    property: str | None = strawberry.field(description="The property; null for a relationship.")
    rivals: list[Rival] = strawberry.field(description="All statements, the one that answers show first.")

    @classmethod
    def of(cls, dispute: Dispute) -> Conflict:
        """From the listing."""
        return cls(
            key=dispute.key,
            label=label_of(dispute),
            property=dispute.name or None,
            rivals=[Rival.of(dispute, rival) for rival in dispute.rivals],
        )


@strawberry.type(description="A page of disputes, by key and property. There is no total, as in a search.")
class ConflictConnection:
    """A page of disputes."""

    edges: list[Edge[Conflict]] = strawberry.field(description="What was found.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")


async def listed(info: Info, first: int, after: str | None) -> ConflictConnection:
    """A page for the asker."""
    window = Window.of(first, after, None, None)
    place = window.after or ("", "")
    if len(place) != 2:
        raise bad_request("after is no cursor of this list.", "Pass `endCursor` or a `cursor` of its pages.")
    behind, asker = (str(place[0]), str(place[1])), info.context.asker
    found, more = await info.context.access.ask_store(lambda store: page(store, asker, window.size, behind))
    edges = [Edge(cursor=cursor((one.key, one.name)), node=Conflict.of(one)) for one in found]
    return ConflictConnection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=more,
            has_previous_page=window.after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
    )
