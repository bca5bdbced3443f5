"""What an asker may do in GraphQL: questions need the permission to read, decisions ask for their own.

Promises: a document with a question is refused as a whole where its asker may not read; every refusal for
want of a permission is in the security log, whoever raised it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from graphql import ExecutionResult, GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from app.api.context import Context
from app.api.problems import Code, Problem
from graph_model.policy import Permission
from graph_store.security_log import Kind


class Permissions(SchemaExtension):
    """Checks before a document runs, and tells of what was refused inside."""

    async def on_execute(self) -> AsyncIterator[None]:
        """Refuse a question of who may not read."""
        context = self.execution_context.context
        if not isinstance(context, Context):
            raise TypeError("a document came past its context")
        reads = self.execution_context.operation_type is OperationType.QUERY
        if reads and not context.asker.may(Permission.READ):
            self.execution_context.result = ExecutionResult(data=None, errors=[_may_not_read()])
            await _tell(context, f"needs {Permission.READ}")
        yield
        for path in self._refused():
            await _tell(context, path)

    def _refused(self) -> list[str]:
        """The root fields that were refused for want of a permission."""
        result = self.execution_context.result
        errors = (getattr(result, "errors", None) or []) if result else []
        return [str(e.path[0]) if e.path else "" for e in errors if _is_forbidden(e.original_error)]


async def _tell(context: Context, detail: str) -> None:
    await asyncio.to_thread(context.record, Kind.PERMISSION_REFUSED, detail)


def _is_forbidden(error: Exception | None) -> bool:
    return isinstance(error, Problem) and error.code is Code.FORBIDDEN


def _may_not_read() -> GraphQLError:
    return GraphQLError(
        f"the account may not do this; it needs the permission {Permission.READ}",
        extensions={
            "code": Code.FORBIDDEN.value,
            "nextStep": "Ask an administrator for a role that has it: docs/access.md.",
        },
    )
