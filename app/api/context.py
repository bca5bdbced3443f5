"""What a resolver gets from its request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import TypeVar

import strawberry
from starlette.requests import HTTPConnection
from strawberry.dataloader import DataLoader
from strawberry.fastapi import BaseContext

from app.api.access import Access
from app.api.problems import Code, Problem
from app.approvals import Signer
from app.asker import EVERYTHING, Asker
from app.flow.inbox import UnderWay
from app.questions.reading import Reader, Store
from app.questions.signatures import read_signatures
from graph_model.policy import Permission
from graph_store.history import Signed
from graph_store.prove import Place, prove
from graph_store.security_log import MOST_DETAIL, Kind
from graph_store.store import Store as OwnStore
from ledger.proof import FactProof
from quality.words import Words, said

T = TypeVar("T")
ACTOR_WITHOUT_ACCOUNTS = "graphql"
"""Who acts on a server without accounts."""

Record = Callable[[str, str], None]
"""Tells the security log of a use: its kind and a detail."""
Unlock = Callable[[str], Awaitable[Signer | None]]
"""The asker as a signer, if this is their password; None where the asker is no account."""


Pushes = Callable[[], Sequence[UnderWay]]
"""What was pushed to this server and has not ended."""


async def nobody(password: str) -> Signer | None:
    """Where nobody has an account."""
    return None


class Context(BaseContext):
    """One request's way to the store, and who asks."""

    def __init__(
        self,
        access: Access,
        asker: Asker = EVERYTHING,
        record: Record = lambda kind, detail: None,
        unlock: Unlock = nobody,
        pushes: Pushes = tuple,
    ) -> None:
        super().__init__()
        self.access = access
        self.asker = asker
        self.record = record
        self.unlock = unlock
        self.pushes = pushes
        self.proofs = DataLoader(load_fn=self._prove)
        self.signatures = DataLoader(load_fn=self._signatures)

    async def ask(
        self,
        question: Callable[[Reader], T],
        *,
        known_at: int | None = None,
        at_least: int | None = None,
        beyond: str = "",
    ) -> T:
        """Answer a question from what the asker may see; `beyond` names one that is asked for all sites."""
        asker = await self._asker(beyond)
        return await self.access.ask(question, asker=asker, known_at=known_at, at_least=at_least)

    async def ask_at_sizes(self, question: Callable[[Store], T], *, beyond: str = "") -> T:
        """The same for a question that opens readers of its own."""
        return await self.access.ask_at_sizes(question, asker=await self._asker(beyond))

    async def ask_whole(self, question: Callable[[OwnStore], T], *, beyond: str = "") -> T:
        """The same for what needs the ledger and can leave no site out."""
        if (await self._asker(beyond)).sites is not None:
            raise Problem(
                Code.FORBIDDEN,
                Words(
                    "This can leave out no site, and you may see some sites only.",
                    "此操作不能略去任何站点，而您只能查看部分站点。",
                ),
                Words(
                    "Ask for it with all_sites=true, or ask somebody who may see every site.",
                    "请使用 all_sites=true，或由可查看所有站点的人员处理。",
                ),
            )
        return await self.access.ask_store(question)

    async def _asker(self, beyond: str) -> Asker:
        """Who asks; for all sites only with the permission, and only once that is recorded."""
        if not beyond or self.asker.sites is None:
            return self.asker
        if not self.asker.may(Permission.ALL_SITES):
            raise Problem(
                Code.FORBIDDEN,
                said(
                    "Only an account with the permission {permission} may ask beyond its sites.",
                    "只有具有权限 {permission} 的账户才能查询其站点之外的内容。",
                    permission=str(Permission.ALL_SITES),
                ),
                Words(
                    "Leave allSites out, or ask an administrator for a role that has it: docs/policy.md.",
                    "请去掉 allSites，或向管理员申请具有该权限的角色：docs/policy.md。",
                ),
            )
        await asyncio.to_thread(self.record, Kind.ALL_SITES_RECALL, beyond)
        return replace(self.asker, sites=None)

    async def _signatures(self, wanted: list[tuple[int | None, str]]) -> list[tuple[Signed, ...]]:
        """Of records by ledger size and key."""
        found: dict[tuple[int | None, str], tuple[Signed, ...]] = {}
        for size in {size for size, _ in wanted}:
            keys = [key for at, key in wanted if at == size]
            signed = await self.ask(partial(read_signatures, keys=keys), known_at=size)
            found |= {(size, key): given for key, given in signed.items()}
        return [found.get(one, ()) for one in wanted]

    async def _prove(self, places: list[Place]) -> list[FactProof]:
        return await self.access.ask_store(lambda store: prove(store, places))


def beyond(question: str, keys: Iterable[str]) -> str:
    """How the security log names a question asked for all sites; of many keys their number and hash."""
    every = list(keys)
    said = f"{question} of {', '.join(every)}"
    if len(said) <= MOST_DETAIL:
        return said
    tail = f"… {len(every)} keys, SHA-256 {sha256(chr(10).join(every).encode()).hexdigest()}"
    return said[: MOST_DETAIL - len(tail)] + tail


def context_of(connection: HTTPConnection, access: Access, pushes: Pushes = tuple) -> Context:
    """The context of a request, with its asker as authentication found it; fails where it did not look."""
    state = connection.state
    return Context(access, state.asker, state.record, state.unlock, pushes)


Info = strawberry.Info[Context, None]
