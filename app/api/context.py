"""What a resolver gets from its request."""

from __future__ import annotations

import strawberry
from strawberry.dataloader import DataLoader
from strawberry.fastapi import BaseContext

from app.api.access import Access
from graph_store.prove import Place, prove
from ledger.proof import FactProof


class Context(BaseContext):
    """One request's way to the store."""

    def __init__(self, access: Access) -> None:
        super().__init__()
        self.access = access
        self.proofs = DataLoader(load_fn=self._prove)

    async def _prove(self, places: list[Place]) -> list[FactProof]:
        return await self.access.ask_store(lambda store: prove(store, places))


Info = strawberry.Info[Context, None]
