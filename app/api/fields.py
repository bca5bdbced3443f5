"""Fields of GraphQL types whose description is the docstring of their resolver: said once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import strawberry

F = TypeVar("F", bound=Callable[..., object])


def resolved(resolver: F) -> F:
    """Make a resolver a field."""
    return resolved_as(None)(resolver)


def resolved_as(graphql_type: object) -> Callable[[F], F]:
    """The same, with a type that is only known at run time."""

    def decorate(resolver: F) -> F:
        described = " ".join((resolver.__doc__ or "").split())
        field = strawberry.field(resolver=resolver, description=described, graphql_type=graphql_type)
        return cast(F, field)

    return decorate
