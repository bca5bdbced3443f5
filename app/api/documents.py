"""Documents that were read once: the last ones asked for, and those a server trusts.

Promises: a text that was parsed and validated is neither again while it is kept: a trusted one for good,
others as the last `KEPT`. A trusted document is asked for by `documentId`, `sha256:` and the hash of its
text in UTF-8, as the draft of GraphQL over HTTP has it (Appendix A); the manifest is what `sha256sum` prints,
with the files beside it. Refuses, when it starts, a manifest with a wrong hash, a file that can't be read, or
a document that this schema or its limits would refuse.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from graphql import DocumentNode, GraphQLError, GraphQLSchema, specified_rules, validate
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from app.api.problems import Code, Problem, bad_request
from app.api.shape import check_values, read
from app.errors import ConfigurationError

KEPT = 128
MOST_TRUSTED = 500
MOST_ERRORS = 20
_RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")
_NEXT_STEP = "Send the documentId of a document that this server trusts: sha256: and the hash of its text."


class Mode(StrEnum):
    """What is run: texts, texts and trusted documents, or these alone."""

    OFF = "off"
    PREFER = "prefer"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document and what is wrong with it."""

    document: DocumentNode
    errors: tuple[GraphQLError, ...]


def prepare(schema: GraphQLSchema, text: str) -> Prepared:
    """Read and validate a text; raises where it can't be read or exceeds a limit."""
    document = read(text)
    return Prepared(document, tuple(validate(schema, document, _RULES, max_errors=MOST_ERRORS)))


_prepare_kept = lru_cache(maxsize=KEPT)(prepare)


class Library:
    """The documents of one server."""

    def __init__(
        self,
        mode: Mode = Mode.OFF,
        texts: Mapping[str, str] = MappingProxyType({}),
        prepared: Mapping[str, Prepared] = MappingProxyType({}),
    ) -> None:
        self._mode = mode
        self._texts = texts
        self._prepared = prepared

    @classmethod
    def of(cls, mode: Mode, manifest: Path | None, schema: GraphQLSchema) -> Library:
        """The library of a manifest."""
        if mode is Mode.OFF:
            return cls()
        if manifest is None:
            raise ConfigurationError(
                f"LOTGRAPH_DOCUMENTS_MODE is {mode}, and there are no documents",
                "Name their manifest in LOTGRAPH_DOCUMENTS: docs/api.md, Trusted documents.",
            )
        texts: dict[str, str] = {}
        prepared: dict[str, Prepared] = {}
        for digest, path in _listed(manifest):
            text = texts[f"sha256:{digest}"] = _text(path, digest)
            prepared[text] = _usable(schema, text, path)
        return cls(mode, texts, prepared)

    def text_asked(self, text: str | None, document_id: object) -> str | None:
        """The text that a request asks to run; None where it asks for nothing."""
        if document_id is None:
            if text and self._mode is Mode.ONLY:
                raise Problem(
                    Code.UNKNOWN_DOCUMENT, "This server runs trusted documents only, by their id.", _NEXT_STEP
                )
            return text
        if text:
            raise bad_request("The request has a query and a documentId.", "Send one of them.")
        found = self._texts.get(document_id) if isinstance(document_id, str) else None
        if found is None:
            said = f"This server trusts no document {str(document_id)[:80]!r}."
            raise Problem(Code.UNKNOWN_DOCUMENT, said, _NEXT_STEP)
        return found

    def prepared(self, schema: GraphQLSchema, text: str) -> Prepared:
        """A text, read and validated, now or before."""
        return self._prepared.get(text) or _prepare_kept(schema, text)


class Documents(SchemaExtension):
    """Parses and validates by the library; variables are measured here, too."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._errors: tuple[GraphQLError, ...] = ()

    def on_parse(self) -> Iterator[None]:
        """Hand over the document."""
        context = self.execution_context
        check_values(context.variables)
        schema = context.schema._schema  # there is no public way to it
        prepared = self._library.prepared(schema, context.query or "")
        context.graphql_document, self._errors = prepared.document, prepared.errors
        yield

    def on_validate(self) -> Iterator[None]:
        """Hand over what is wrong with it."""
        self.execution_context.pre_execution_errors = list(self._errors)
        yield


def _listed(manifest: Path) -> Iterator[tuple[str, Path]]:
    """Hash and file of each line."""
    lines = [line for line in _content(manifest).splitlines() if line.strip()]
    if len(lines) > MOST_TRUSTED:
        raise _broken(f"{manifest} lists {len(lines)} documents; {MOST_TRUSTED} are allowed")
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line)
        if found is None:
            raise _broken(f"{manifest}:{number} is no hash and file name")
        yield found[1], manifest.parent / found[2]


def _text(path: Path, digest: str) -> str:
    text = _content(path)
    if hashlib.sha256(text.encode()).hexdigest() != digest:
        raise _broken(f"{path} is not the document of the manifest: its hash is another")
    return text


def _content(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except OSError as error:
        raise _broken(f"{path} can't be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise _broken(f"{path} is no text in UTF-8") from error


def _usable(schema: GraphQLSchema, text: str, path: Path) -> Prepared:
    try:
        prepared = prepare(schema, text)
    except (Problem, GraphQLError) as error:
        raise _broken(f"{path} can't be asked: {error.message}") from error
    if prepared.errors:
        raise _broken(f"{path} can't be asked: {prepared.errors[0].message}")
    return prepared


def _broken(message: str) -> ConfigurationError:
    return ConfigurationError(message, "Mend it and run `sha256sum *.graphql > FILE` again: docs/api.md.")
