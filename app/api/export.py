"""Whole answers as files, in the forms of `FORMS`: the JSON and the CSV of `lotgraph recall`, byte for byte,
and forms for programs and people.

Promises: never paged, never shortened; a table says in lines of its own what is missing. What can't be told
is refused before the first byte; an answer that breaks off is not ended, so that nobody takes it for whole.
Refuses with the code's status and a JSON body {code, message, nextStep}.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Annotated, Protocol

import orjson
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.api.access import Access
from app.api.context import beyond, context_of
from app.columnar import ask
from app.exports.graphml import graphml_parts
from app.exports.lines import lines
from app.exports.streams import arrow_parts
from app.exports.texts import csv_parts, ndjson_parts
from app.exports.workbook import workbook_parts
from app.questions.answer import Told
from app.questions.certificate import certify
from app.questions.reading import Reader
from app.questions.view import View


class Question(Protocol):
    """A question by its name."""

    __name__: str

    def __call__(self, reader: Reader, keys: Iterable[str], view: View) -> Told: ...


Keys = Annotated[list[str], Query(alias="key", description="A key to start at; give it several times.")]
AllSites = Annotated[bool, Query(description="Beyond your sites, too; recorded.")]
KnownAt = Annotated[int | None, Query(description="Answer as of this ledger size.")]
AsOf = Annotated[str | None, Query(description="What was so on this day or instant, in UTC.")]
WithLinks = Annotated[bool, Query(description="With the relationships; of JSON alone, others say it anyhow.")]
WithCertificate = Annotated[
    bool,
    Query(description="With its certificate of completeness: a second look at all that leaves the rows."),
]
Prefer = Annotated[
    list[str] | None, Query(description="Whose statement to take where sources dispute; the first one wins.")
]

CERTIFICATE_HASH = "Lotgraph-Certificate-Sha256"
TimeAware = Annotated[
    bool, Query(description="Leave out, and list, what had happened before anything suspect could be there.")
]


class Form(StrEnum):
    """What the file holds."""

    json = "json"
    csv = "csv"
    ndjson = "ndjson"
    arrow = "arrow"
    xlsx = "xlsx"
    graphml = "graphml"
    certificate = "certificate"


@dataclass(frozen=True, slots=True)
class File:
    """An answer and how it is to be told."""

    answer: Told
    with_links: bool
    certificate: bytes | None

    @property
    def certificate_hash(self) -> str:
        """The hash that the certificate says of itself."""
        return str(orjson.loads(self.certificate or b"")["sha256"])


Parts = Callable[[File], Iterator[bytes]]


def _json(file: File) -> Iterator[bytes]:
    yield orjson.dumps(file.answer.in_full().to_json(with_links=file.with_links)) + b"\n"


def _csv(file: File) -> Iterator[bytes]:
    return csv_parts(lines(file.answer))


def _ndjson(file: File) -> Iterator[bytes]:
    return chain(ndjson_parts(lines(file.answer)), [file.certificate] if file.certificate else [])


def _certificate(file: File) -> Iterator[bytes]:
    if file.certificate is not None:
        yield file.certificate


FORMS: dict[Form, tuple[str, Parts]] = {
    Form.json: ("application/json", _json),
    Form.csv: ("text/csv; charset=utf-8", _csv),
    Form.ndjson: ("application/x-ndjson", _ndjson),
    Form.arrow: (
        "application/vnd.apache.arrow.stream",
        lambda file: arrow_parts(file.answer, file.certificate),
    ),
    Form.xlsx: (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda file: workbook_parts(file.answer, file.certificate),
    ),
    Form.graphml: ("application/graphml+xml", lambda file: graphml_parts(file.answer, file.certificate)),
    Form.certificate: ("application/json", _certificate),
}
"""Content type, and how it is written."""


def export_router(access: Callable[[], Access]) -> APIRouter:
    """The routes under `/export`."""
    router = APIRouter(prefix="/export")

    for question in (ask.recall, ask.genealogy):
        router.add_api_route(f"/{question.__name__}", _route(question, access), description=question.__doc__)
    return router


def _route(question: Question, access: Callable[[], Access]) -> Callable[..., Awaitable[Response]]:
    async def answered(
        request: Request,
        key: Keys,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        prefer: Prefer = None,
        time_aware: TimeAware = False,
        format: Form = Form.json,
        with_links: WithLinks = False,
        with_certificate: WithCertificate = False,
        all_sites: AllSites = False,
    ) -> Response:
        view = View(as_of, tuple(prefer or ()), time_aware)
        certified = with_certificate or format is Form.certificate

        def told(reader: Reader) -> tuple[File, Iterator[bytes]]:
            answer = question(reader, key, view)
            certificate = certify(reader, answer.in_full()).encode() if certified else None
            file = File(answer, with_links, certificate)
            return file, begun(FORMS[format][1](file))

        file, parts = await context_of(request, access()).ask(
            told,
            known_at=known_at,
            beyond=beyond(f"export of {question.__name__}", key) if all_sites else "",
        )
        return StreamingResponse(parts, media_type=FORMS[format][0], headers=_headers(file, format))

    return answered


def begun(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The same, its first part made: by then all is read, and refused if it must be."""
    return chain([next(parts)], parts)


def _headers(file: File, form: Form) -> dict[str, str]:
    answer = file.answer
    name = "recall" if answer.direction == "forward" else "genealogy"
    certificate = {CERTIFICATE_HASH: file.certificate_hash} if file.certificate else {}
    return {
        "Content-Disposition": f'attachment; filename="{name}-{answer.known_at}.{form.value}"',
        "Cache-Control": "no-store",
        **certificate,
    }
