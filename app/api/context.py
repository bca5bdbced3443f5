"""What a resolver gets from its request."""

from __future__ import annotations

import strawberry
from strawberry.fastapi import BaseContext

from app.api.access import Access


class Context(BaseContext):
    """One request's way to the store."""

    def __init__(self, access: Access) -> None:
        super().__init__()
        self.access = access


Info = strawberry.Info[Context, None]
