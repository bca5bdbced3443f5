"""What a caller is told when a question was not answered: a code, a message, the next step.

Promises: every refusal has one of the codes below; an error nobody foresaw is told by a reference only,
and the log has the rest under that reference.
"""

from __future__ import annotations

import logging
import secrets
from enum import StrEnum

from app.errors import ApplicationError, ConfigurationError, Refused
from app.identity.errors import NotAuthenticated, NotPermitted, PasswordMustChange, WeakPassword
from app.questions.errors import QuestionError
from graph_store.approvals import Unapproved
from graph_store.errors import BadQuery, ConstraintViolated, HeadMoved, ReadFailed, StoreError
from graph_store.history import UnknownRecord
from graph_store.proposals import UnknownProposal
from graph_store.reader import UnknownSize

log = logging.getLogger("lotgraph.api")


class Code(StrEnum):
    """The codes; programs may rely on them."""

    UNKNOWN_KEY = "UNKNOWN_KEY"
    AMBIGUOUS_KEY = "AMBIGUOUS_KEY"
    BAD_REQUEST = "BAD_REQUEST"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    UNKNOWN_DOCUMENT = "UNKNOWN_DOCUMENT"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    PASSWORD_MUST_CHANGE = "PASSWORD_MUST_CHANGE"  # noqa: S105
    REFUSED = "REFUSED"
    STORE_UNAVAILABLE = "STORE_UNAVAILABLE"
    READ_FAILED = "READ_FAILED"
    INTERNAL = "INTERNAL"


STATUS = {
    Code.UNKNOWN_KEY: 404,
    Code.AMBIGUOUS_KEY: 409,
    Code.BAD_REQUEST: 400,
    Code.LIMIT_EXCEEDED: 400,
    Code.UNKNOWN_DOCUMENT: 400,
    Code.UNAUTHENTICATED: 401,
    Code.FORBIDDEN: 403,
    Code.PASSWORD_MUST_CHANGE: 403,
    Code.REFUSED: 409,
    Code.STORE_UNAVAILABLE: 503,
    Code.READ_FAILED: 503,
    Code.INTERNAL: 500,
}


_IDENTITY: dict[type[ApplicationError], Code] = {
    NotAuthenticated: Code.UNAUTHENTICATED,
    NotPermitted: Code.FORBIDDEN,
    PasswordMustChange: Code.PASSWORD_MUST_CHANGE,
    WeakPassword: Code.BAD_REQUEST,
}


class Problem(Exception):
    """A refusal as the caller sees it."""

    def __init__(self, code: Code, message: str, next_step: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.next_step = next_step

    @property
    def status(self) -> int:
        """The HTTP status of an export or a health check that ends with this."""
        return STATUS[self.code]

    def to_json(self) -> dict[str, str]:
        """The body of an HTTP answer."""
        return {"code": self.code.value, "message": self.message, "nextStep": self.next_step}


def bad_request(message: str, next_step: str) -> Problem:
    """The question itself makes no sense."""
    return Problem(Code.BAD_REQUEST, message, next_step)


def problem_of(error: BaseException) -> Problem:
    """The problem that an exception is to a caller. Logs what nobody foresaw."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, QuestionError):
        return Problem(Code(error.code), error.message, error.next_step)
    if isinstance(error, UnknownSize):
        return Problem(Code.BAD_REQUEST, error.message, error.next_step)
    if isinstance(error, UnknownRecord | UnknownProposal):
        return Problem(Code.UNKNOWN_KEY, error.message, error.next_step)
    if isinstance(error, ApplicationError) and type(error) in _IDENTITY:
        return Problem(_IDENTITY[type(error)], error.message, error.next_step)
    if isinstance(error, Refused):
        return Problem(Code.REFUSED, error.message, error.next_step)
    if isinstance(error, Unapproved):
        return Problem(Code.REFUSED, error.message, error.next_step)
    if isinstance(error, ReadFailed):
        return Problem(Code.READ_FAILED, error.message, error.next_step)
    # These three are faults of this program, not of the engine's absence.
    if isinstance(error, StoreError) and not isinstance(error, BadQuery | ConstraintViolated | HeadMoved):
        return Problem(Code.STORE_UNAVAILABLE, error.message, error.next_step)
    if isinstance(error, ConfigurationError):
        return Problem(Code.STORE_UNAVAILABLE, error.message, error.next_step)
    return _unforeseen(error)


def _unforeseen(error: BaseException) -> Problem:
    reference = secrets.token_hex(4)
    log.error("reference %s", reference, exc_info=error)
    return Problem(
        Code.INTERNAL,
        f"An error nobody foresaw, reference {reference}.",
        f"Ask again; if it happens again, report what the server's log says at {reference}.",
    )
