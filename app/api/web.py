"""GraphQL over HTTP.

Promises: `application/graphql-response+json` and `application/json` as the client prefers; the first
answers 400 to a document that could not be run, and both to a request that holds none; every error has a
code; a browser that opens the address gets the query page, which needs nothing from elsewhere. No batches,
no uploads, no subscriptions.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
from cross_web import HTTPException
from graphql import GraphQLError
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, Response
from starlette.websockets import WebSocket
from strawberry.fastapi import GraphQLRouter
from strawberry.http import GraphQLHTTPResponse
from strawberry.types import ExecutionResult

from app.api.access import Access
from app.api.context import Context, context_of
from app.api.problems import Code, problem_of
from app.api.schema import schema

JSON, GRAPHQL = "application/json", "application/graphql-response+json"
STATIC = Path(__file__).resolve().parent.parent / "static"
_PLAIN_NEXT_STEP = "Compare the document and its variables with the schema."
_REQUEST_NEXT_STEP = 'POST an object such as {"query": "{ ledgerHead { size } }"} as application/json.'


class Router(GraphQLRouter[Context, None]):
    """Strawberry's router with media types, codes and an own page."""

    async def run(  # type: ignore[override]  # overloaded there by the kind of request
        self, request: Request | WebSocket, context: Context, root_value: None
    ) -> Response | WebSocket:
        """The answer; a request that is no question is told as every other error."""
        try:
            return await super().run(request, context, root_value)
        except HTTPException as error:
            extensions = {"code": Code.BAD_REQUEST.value, "nextStep": _REQUEST_NEXT_STEP}
            said = GraphQLError(error.reason, extensions=extensions).formatted
            response = self.create_response({"errors": [said]}, await self.get_sub_response(request))
            response.status_code = error.status_code
            return response

    def parse_json(self, data: str | bytes) -> dict[str, object]:
        """An object, empty where it is null. Refuses what is no UTF-8 and what is nested too deep, too."""
        try:
            said = orjson.loads(data)
        except orjson.JSONDecodeError as error:
            raise HTTPException(400, f"The request can't be read as JSON: {error}.") from error
        if not isinstance(said, dict | None):
            raise HTTPException(400, "The request is JSON, but no object.")
        return said or {}

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """A response of this request's own; it carries the media type to `create_response`."""
        return Response(media_type=negotiated(request.headers.get("accept", "")))

    async def process_result(
        self, request: Request, result: ExecutionResult, strict: bool = False
    ) -> GraphQLHTTPResponse:
        """Data and errors; no data at all where the document was not run."""
        errors = [_told(error) for error in result.errors or ()]
        ran = result.data is not None or not errors or any(error.path for error in errors)
        out = GraphQLHTTPResponse(data=result.data) if ran else GraphQLHTTPResponse()
        if errors:
            out["errors"] = [error.formatted for error in errors]
        return out

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """Bytes in the negotiated type."""
        media = sub_response.media_type or JSON
        status = 400 if media == GRAPHQL and "data" not in response_data else 200
        content_type = f"{media}; charset=utf-8"
        headers = {"Content-Type": content_type, "Vary": "Accept", "Cache-Control": "no-store"}
        return Response(orjson.dumps(response_data), status_code=status, headers=headers)

    async def render_graphql_ide(self, request: Request) -> HTMLResponse:
        """The query page."""
        page = (STATIC / "query" / "index.html").read_text("utf-8")
        return HTMLResponse(page, headers={"Vary": "Accept"})


def negotiated(accept: str) -> str:
    """The media type of the answer. Who takes anything gets the newer one."""
    best: dict[str, float] = {}
    for entry in accept.lower().split(","):
        name, *parameters = (part.strip() for part in entry.split(";"))
        quality = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            best[name] = max(best.get(name, 0.0), float(quality))
        except ValueError:
            continue
    anything = max(best.get("*/*", 0.0), best.get("application/*", 0.0))
    return JSON if best.get(JSON, anything) > best.get(GRAPHQL, anything) else GRAPHQL


def _told(error: GraphQLError) -> GraphQLError:
    """The error with its code; the text of what nobody foresaw stays in the log."""
    cause = error.original_error
    if cause is None or isinstance(cause, GraphQLError):
        known = error.extensions or {}
        code = known.get("code", Code.BAD_REQUEST.value)
        extensions = {"code": code, "nextStep": known.get("nextStep", _PLAIN_NEXT_STEP)}
        message = error.message
    else:
        problem = problem_of(cause)
        extensions = {"code": problem.code.value, "nextStep": problem.next_step}
        message = problem.message
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )


def graphql_router(access: Callable[[], Access]) -> Router:
    """The router of `/graphql`."""

    async def context(connection: HTTPConnection) -> Context:
        return context_of(connection, access())

    return Router(schema, "/graphql", context_getter=context, subscription_protocols=())
