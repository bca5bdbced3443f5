"""GraphQL over HTTP.

Promises: `application/graphql-response+json` and `application/json` as the client prefers, 406 where it takes
neither; the first answers with the status of the error where a document could not be run, and both with 400
to a request that holds none, with 405 to a mutation by GET; every error has a code; a document may be asked
for by its id (`app.api.documents`); a browser that opens the address gets the query page, which needs nothing
from elsewhere. No batches, no uploads, no subscriptions.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from graphql import GraphQLError
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, Response
from starlette.websockets import WebSocket
from strawberry.fastapi import GraphQLRouter
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.base import BaseRequestProtocol
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.types import ExecutionResult

from app.api.access import Access
from app.api.context import Context, Pushes, context_of
from app.api.documents import Library, Mode
from app.api.problems import STATUS, Code, Problem, problem_of
from app.api.schema import schema, served
from app.settings import Settings

JSON, GRAPHQL = "application/json", "application/graphql-response+json"
STATIC = Path(__file__).resolve().parent.parent / "static"
_PLAIN_NEXT_STEP = "Compare the document and its variables with the schema."
_ACCEPT_NEXT_STEP = f"Accept {GRAPHQL} or {JSON}."
_REQUEST_NEXT_STEP = 'POST an object such as {"query": "{ ledgerHead { size } }"} as application/json.'


class Router(GraphQLRouter[Context, None]):
    """Strawberry's router with media types, codes, documents by id and an own page."""

    library = Library()

    async def run(  # type: ignore[override]  # overloaded there by the kind of request
        self, request: Request | WebSocket, context: Context, root_value: None
    ) -> Response | WebSocket:
        """The answer; a request that is no question is told as every other error."""
        try:
            return await super().run(request, context, root_value)
        except HTTPException as error:
            step = _ACCEPT_NEXT_STEP if error.status_code == 406 else _REQUEST_NEXT_STEP
            response = await self._refusal(request, Problem(Code.BAD_REQUEST, error.reason, step))
            response.status_code = error.status_code
            if isinstance(error.__cause__, InvalidOperationTypeError):
                response.status_code, response.headers["Allow"] = 405, "POST"
            return response
        except Problem as problem:
            return await self._refusal(request, problem)

    async def _refusal(self, request: Request | WebSocket, problem: Problem) -> Response:
        extensions = problem.extensions
        said = GraphQLError(problem.message, extensions=extensions).formatted
        return self.create_response({"errors": [said]}, await self.get_sub_response(request))

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        """Whether a browser opens the address."""
        return "documentId" not in request.query_params and super().should_render_graphql_ide(request)

    async def parse_http_body(
        self, request: AsyncHTTPRequestAdapter
    ) -> GraphQLRequestData | list[GraphQLRequestData]:
        """The request, with the text of the document where only its id was sent."""
        if negotiated(request.headers.get("accept", "")) is None:
            raise HTTPException(406, "No media type that the request accepts can be answered.")
        asked = await super().parse_http_body(request)
        if isinstance(asked, GraphQLRequestData):
            asked.query = self.library.text_asked(asked.query, await self._document_id(request))
        return asked

    async def _document_id(self, request: AsyncHTTPRequestAdapter) -> object:
        if request.method == "GET":
            return request.query_params.get("documentId")
        body = await request.get_body()
        return self.parse_json(body).get("documentId") if "documentId" in _text(body) else None

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
        return Response(media_type=negotiated(request.headers.get("accept", "")) or JSON)

    async def process_result(
        self, request: Request, result: ExecutionResult, strict: bool = False
    ) -> GraphQLHTTPResponse:
        """Data and errors; no data at all where the document was not run."""
        errors = [_told(error) for error in result.errors or ()]
        ran = result.data is not None or not errors or any(error.path for error in errors)
        out = GraphQLHTTPResponse(data=result.data) if ran else GraphQLHTTPResponse()
        if errors:
            out["errors"] = [error.formatted for error in errors]
        if result.extensions:
            out["extensions"] = result.extensions
        return out

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """Bytes in the negotiated type."""
        media = sub_response.media_type or JSON
        status = 200 if media == JSON or "data" in response_data else _status(response_data)
        content_type = f"{media}; charset=utf-8"
        headers = {"Content-Type": content_type, "Vary": "Accept", "Cache-Control": "no-store"}
        return Response(orjson.dumps(response_data), status_code=status, headers=headers)

    async def render_graphql_ide(self, request: Request) -> HTMLResponse:
        """The query page."""
        page = (STATIC / "query" / "index.html").read_text("utf-8")
        return HTMLResponse(page, headers={"Vary": "Accept"})


def negotiated(accept: str) -> str | None:
    """The media type of the answer, or None where none fits. Who takes anything gets the newer one."""
    best: dict[str, float] = {}
    for entry in (accept.lower() or "*/*").split(","):
        name, *parameters = (part.strip() for part in entry.split(";"))
        quality = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            best[name] = max(best.get(name, 0.0), float(quality))
        except ValueError:
            continue
    anything = max(best.get("*/*", 0.0), best.get("application/*", 0.0))
    plain, newer = best.get(JSON, anything), best.get(GRAPHQL, anything)
    if not plain and not newer:
        return None
    return JSON if plain > newer else GRAPHQL


def _status(said: GraphQLHTTPResponse | list[GraphQLHTTPResponse]) -> int:
    """The status of an answer without data: that of its first error."""
    (first, *_) = said.get("errors") or [{}] if isinstance(said, dict) else [{}]
    code = first.get("extensions", {}).get("code") if isinstance(first, dict) else None
    return STATUS[Code(code)] if code in set(Code) else 400


def _text(body: str | bytes) -> str:
    return body if isinstance(body, str) else body.decode(errors="replace")


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
        extensions = problem.extensions
        message = problem.message
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )


def graphql_router(access: Callable[[], Access], settings: Settings, pushes: Pushes) -> Router:
    """The router of `/graphql`."""

    async def context(connection: HTTPConnection) -> Context:
        return context_of(connection, access(), pushes)

    library = Library.of(Mode(settings.documents_mode), settings.documents, schema._schema)
    answering = served(library, stock=settings.stock_executor)
    router = Router(answering, "/graphql", context_getter=context, subscription_protocols=())
    router.library = library
    return router
