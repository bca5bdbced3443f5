"""The GraphQL schema: the questions, the nodes, the decisions, the data dictionary.

Promises: a question changes nothing and has, at one root field, one ledger size; a root field that was
refused is null and its error says the code and the next step, the others are answered all the same.
"""

from __future__ import annotations

from copy import copy
from functools import partial
from typing import Annotated

import strawberry
from graphql import GraphQLError
from strawberry.relay import PageInfo
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import ExecutionContext

from app.api.amounts import Amounts
from app.api.arguments import (
    AllSites,
    AsOf,
    AtLeast,
    Earlier,
    Keys,
    KnownAt,
    Later,
    One,
    Prefer,
    TimeAware,
    view_of,
)
from app.api.case import Cases
from app.api.causes import Causes
from app.api.compiled import CompiledExecutor
from app.api.conflicts import ConflictConnection, listed
from app.api.context import Info, beyond
from app.api.decisions import Mutation, OpenProposal, waiting_proposals
from app.api.differences import Difference
from app.api.documents import Library
from app.api.environment import Environments
from app.api.fields import resolved, resolved_as
from app.api.findings import LedgerHead
from app.api.history import RecordVersion
from app.api.holds import HoldQuestions
from app.api.indicators import KeyFigures
from app.api.limits import extensions
from app.api.loads import LoadQuestions
from app.api.neighbours import Surroundings
from app.api.nodes import TYPES, Node, key_of, node_of
from app.api.paging import MOST, Edge, Window, cursor
from app.api.problems import bad_request
from app.api.scanned import Scans
from app.api.scopes import ScopeQuestions
from app.api.sites import history_for
from app.api.suspects import Suspects
from app.api.traces import Evidence, Trace
from app.api.working import Workflows
from app.columnar import ask as columnar
from app.questions import ask, searching
from app.questions.diff import Ask, compare
from app.questions.errors import BadRequest, UnknownKey
from app.questions.reading import Card, Reader
from app.questions.starts import resolve
from app.questions.suspects import suspects
from app.questions.view import View, through
from app.questions.why import why as ask_why
from graph_model.dictionary import Entry, entries
from graph_model.keys import prefix_of
from graph_model.nodes import BY_PREFIX

# The types are made at run time, so their fields name them by the interface and `graphql_type`.
_LOT, _DEVICE = TYPES["Lot"], TYPES["Device"]


@strawberry.type(description="A page of what was found, in key order. There is no total: search stops here.")
class SearchConnection:
    """A page of nodes."""

    edges: list[Edge[Node]] = strawberry.field(description="What was found.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")


@strawberry.type(description="One declared field of a label or a relationship type.")
class DictionaryEntry:
    """A line of the data dictionary."""

    owner_type: str = strawberry.field(description="The label or relationship type it belongs to.")
    name: str = strawberry.field(description="Its name in files and in the graph.")
    kind: str = strawberry.field(description="Type of its values.")
    unit: str = strawberry.field(description="Its unit, where the declaration fixes one.")
    description: str = strawberry.field(description="What it means.")
    values: list[str] = strawberry.field(description="The legal values of a code.")
    personal: bool = strawberry.field(description="Whether it says something about a person.")
    record_class: str = strawberry.field(description="How long its record is kept.")
    owner: str = strawberry.field(description="Who answers for it.")

    @classmethod
    def of(cls, entry: Entry) -> DictionaryEntry:
        """From the declaration."""
        return cls(
            owner_type=entry.owner_type,
            name=entry.name,
            kind=entry.kind,
            unit=entry.unit,
            description=entry.description,
            values=list(entry.values),
            personal=entry.personal,
            record_class=entry.record_class,
            owner=entry.owner,
        )


@strawberry.type(description="Questions to the graph.")
class Query(
    Causes,
    Environments,
    Amounts,
    ScopeQuestions,
    Scans,
    Surroundings,
    LoadQuestions,
    HoldQuestions,
    Workflows,
    Cases,
    KeyFigures,
):
    """The root."""

    @resolved
    async def ledger_head(self, info: Info) -> LedgerHead | None:
        """Size and root of the ledger now."""
        return await info.context.ask(lambda r: LedgerHead(size=r.known_at, root=r.root))

    @resolved
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        """The node of a global id, or null where there is none (any more)."""
        key = key_of(id)
        if key is None:
            raise bad_request(f"{str(id)[:80]!r} is no id.", "Pass an `id` or `nodeId` of an earlier answer.")
        card = await info.context.ask(lambda reader: reader.cards([key]).get(key))
        return None if card is None else node_of(card)

    @resolved_as(_LOT | None)
    async def lot(self, info: Info, key: One, as_of: AsOf = None, known_at: KnownAt = None) -> Node | None:
        """A lot by its key."""
        return await _named(info, key, "Lot", View(as_of), known_at)

    @resolved_as(_DEVICE | None)
    async def device(self, info: Info, key: One, as_of: AsOf = None, known_at: KnownAt = None) -> Node | None:
        """A device by its key."""
        return await _named(info, key, "Device", View(as_of), known_at)

    @resolved
    async def search(
        self,
        info: Info,
        text: Annotated[str, strawberry.argument(description="A number, its start, or part of a name.")],
        first: Annotated[int, strawberry.argument(description=f"How many, 1 to {MOST}.")],
        after: Annotated[str | None, strawberry.argument(description="Cursor to go on behind.")] = None,
        as_of: AsOf = None,
        known_at: KnownAt = None,
    ) -> SearchConnection | None:
        """Lots, serials, documents, UDI by the start of their number; orders by the whole number; others by
        name or the start of their number. They are found by what they are called today, and shown as they
        were at `asOf`.
        """
        window = Window.of(first, after, None, None)
        if not text.strip():
            raise bad_request("There is nothing to search for.", "Pass at least one character.")
        behind = window.after[0] if window.after else None
        cards, rest = await info.context.ask(
            lambda reader: searching.search(through(reader, View(as_of)), text.strip(), window.size, behind),
            known_at=known_at,
        )
        edges = [Edge(cursor=cursor((card.key,)), node=node_of(card, known_at)) for card in cards]
        return SearchConnection(
            edges=edges,
            page_info=PageInfo(
                has_next_page=rest is not None,
                has_previous_page=behind is not None,
                start_cursor=edges[0].cursor if edges else None,
                end_cursor=edges[-1].cursor if edges else None,
            ),
        )

    @resolved
    async def recall(
        self,
        info: Info,
        keys: Keys,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        at_least: AtLeast = None,
        prefer: Prefer = None,
        time_aware: TimeAware = False,
        all_sites: AllSites = False,
    ) -> Trace | None:
        """What was made of these, and who received it."""
        view = view_of(as_of, prefer, time_aware=time_aware)
        asked = info.context.ask(
            lambda reader: columnar.recall(reader, keys, view),
            known_at=known_at,
            at_least=at_least,
            beyond=beyond("recall", keys) if all_sites else "",
        )
        return Trace(found=await asked, all_sites=all_sites)

    @resolved
    async def genealogy(
        self,
        info: Info,
        keys: Keys,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        at_least: AtLeast = None,
        prefer: Prefer = None,
        all_sites: AllSites = False,
    ) -> Trace | None:
        """What these were made of, and who supplied it, with the records of each row."""
        asked = info.context.ask(
            lambda reader: ask.genealogy(reader, keys, view_of(as_of, prefer)),
            known_at=known_at,
            at_least=at_least,
            beyond=beyond("genealogy", keys) if all_sites else "",
        )
        return Trace(found=await asked, all_sites=all_sites)

    @resolved
    async def suspects(
        self,
        info: Info,
        keys: Keys,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        at_least: AtLeast = None,
        prefer: Prefer = None,
        all_sites: AllSites = False,
    ) -> Suspects | None:
        """What could be affected although nothing links it, with evidence, beside what is confirmed."""
        asked = info.context.ask(
            lambda reader: suspects(reader, keys, view_of(as_of, prefer)),
            known_at=known_at,
            at_least=at_least,
            beyond=beyond("suspects", keys) if all_sites else "",
        )
        return Suspects(found=await asked, all_sites=all_sites)

    @resolved
    async def recall_diff(
        self,
        info: Info,
        keys: Keys,
        earlier: Earlier,
        later: Later,
        as_of: AsOf = None,
        prefer: Prefer = None,
        all_sites: AllSites = False,
    ) -> Difference | None:
        """What changed in a recall between two ledger sizes, and by which commits."""
        question = partial(ask.recall, view=view_of(as_of, prefer))
        return await _difference(info, question, keys, earlier, later, all_sites=all_sites)

    @resolved
    async def genealogy_diff(
        self,
        info: Info,
        keys: Keys,
        earlier: Earlier,
        later: Later,
        as_of: AsOf = None,
        prefer: Prefer = None,
        all_sites: AllSites = False,
    ) -> Difference | None:
        """What changed in a genealogy between two ledger sizes, and by which commits."""
        question = partial(ask.genealogy, view=view_of(as_of, prefer))
        return await _difference(info, question, keys, earlier, later, all_sites=all_sites)

    @resolved
    async def why(
        self,
        info: Info,
        source: Annotated[str, strawberry.argument(name="from", description="A key.")],
        target: Annotated[str, strawberry.argument(name="to", description="Another key.")],
        as_of: AsOf = None,
        known_at: KnownAt = None,
        prefer: Prefer = None,
        all_sites: AllSites = False,
    ) -> Evidence | None:
        """One shortest path of evidence from one thing to another."""
        asked = info.context.ask(
            lambda reader: ask_why(reader, source, target, view_of(as_of, prefer)),
            known_at=known_at,
            beyond=beyond("why", [source, target]) if all_sites else "",
        )
        return Evidence.of(await asked)

    @resolved
    async def history(
        self,
        info: Info,
        key: Annotated[str, strawberry.argument(description="The whole key of a node or of a relationship.")],
        known_at: KnownAt = None,
    ) -> list[RecordVersion] | None:
        """Every statement of a record in the ledger's order, with what it changed; the whole list."""
        asker = info.context.asker
        versions = await info.context.access.ask_store(lambda s: history_for(s, key, known_at, asker))
        return [RecordVersion.of(version) for version in versions]

    @resolved
    async def conflicts(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description=f"How many, 1 to {MOST}.")],
        after: Annotated[str | None, strawberry.argument(description="Cursor to go on behind.")] = None,
    ) -> ConflictConnection | None:
        """What sources state differently and nobody decided yet, with every statement and its source."""
        return await listed(info, first, after)

    @resolved
    async def proposals(self, info: Info) -> list[OpenProposal] | None:
        """Every decision that waits for a signature; the whole list."""
        asker = info.context.asker
        return await info.context.access.ask_store(lambda store: waiting_proposals(store, asker))

    @resolved
    def data_dictionary(self) -> list[DictionaryEntry]:
        """Every declared field, labels first; the whole list."""
        return [DictionaryEntry.of(entry) for entry in entries()]


async def _difference(
    info: Info, question: Ask, keys: list[str], earlier: int, later: int, *, all_sites: bool
) -> Difference:
    if not 0 <= earlier < later:
        raise bad_request(f"from {earlier} to {later} is not forward", "Name an earlier and a later size.")
    asked = info.context.ask_at_sizes(
        lambda store: compare(store, question, keys, (earlier, later)),
        beyond=beyond(f"changes from {earlier} to {later}", keys) if all_sites else "",
    )
    return Difference(comparison=await asked, all_sites=all_sites)


async def _named(info: Info, text: str, label: str, view: View, known_at: int | None) -> Node:
    def find(reader: Reader) -> Card:
        seen = through(reader, view)
        key = resolve(seen, text)
        found = BY_PREFIX[prefix_of(key)].label
        if found != label:
            raise BadRequest(f"{key} is a {found}, not a {label}.", "Ask with `node` and its id instead.")
        card = seen.cards([key]).get(key)
        if card is None:  # it came after `known_at`
            raise UnknownKey(text)
        return card

    return node_of(await info.context.ask(find, known_at=known_at), known_at)


class _Schema(strawberry.Schema):
    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Nothing: what nobody foresaw is logged where it is masked, the rest is the asker's affair."""


schema = _Schema(
    query=Query,
    mutation=Mutation,
    types=list(TYPES.values()),
    extensions=extensions(Library()),
    config=StrawberryConfig(sort_schema=True),
)


def served(library: Library, *, stock: bool = False) -> strawberry.Schema:
    """The schema as one server answers it: with its documents, by the compiled executor or the stock one."""
    out = copy(schema)
    out.extensions = tuple(extensions(library))
    out.execution_context_class = StrawberryGraphQLCoreExecutionContext if stock else CompiledExecutor
    return out


def sdl() -> str:
    """The schema as text, sorted; committed as docs/schema.graphql."""
    return f"{schema.as_str().rstrip()}\n"
