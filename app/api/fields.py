"""Fields of GraphQL types whose description is the docstring of their resolver: said once.

A resolver that is marked `ONLY_TELLS` and takes nothing but its object reads that object and does nothing
else: it may be asked twice, so `app.api.compiled` may call it straight away.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import strawberry

F = TypeVar("F", bound=Callable[..., object])
ONLY_TELLS = "only_tells"


def resolved(resolver: F) -> F:
    """Make a resolver a field."""
    return resolved_as(None)(resolver)


def resolved_as(graphql_type: object) -> Callable[[F], F]:
    """The same, with a type that is only known at run time."""

    def decorate(resolver: F) -> F:
        described = " ".join((resolver.__doc__ or "").split())
        field = strawberry.field(
            resolver=resolver,
            description=described,
            graphql_type=graphql_type,
            metadata={ONLY_TELLS: True},
        )
        return cast(F, field)

    return decorate
