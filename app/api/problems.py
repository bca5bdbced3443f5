"""What a caller is told when a question was not answered: a code, a message, the next step.

Promises: every refusal has one of the codes below; an error nobody foresaw is told by a reference only,
and the log has the rest under that reference.
"""

from __future__ import annotations

import logging
import secrets
from enum import StrEnum

from app.errors import ApplicationError, ConfigurationError, Refused, Spoken
from app.identity.errors import NotAuthenticated, NotPermitted, PasswordMustChange, WeakPassword
from app.questions.errors import QuestionError
from graph_store.approvals import Unapproved
from graph_store.errors import BadQuery, ConstraintViolated, HeadMoved, ReadFailed, StoreError
from graph_store.history import UnknownRecord
from graph_store.proposals import UnknownProposal
from graph_store.reader import UnknownSize
from quality.words import Words, said

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


class Problem(Spoken):
    """A refusal as the caller sees it."""

    def __init__(self, code: Code, message: str | Words, next_step: str | Words) -> None:
        super().__init__(message, next_step)
        self.code = code

    def __str__(self) -> str:
        return self.message

    @property
    def status(self) -> int:
        """The HTTP status of an export or a health check that ends with this."""
        return STATUS[self.code]

    @property
    def extensions(self) -> dict[str, object]:
        """What stands beside the message in an error of GraphQL; `zh` where it is said in Chinese, too."""
        chinese = self.chinese
        zh = {"zh": {"message": chinese[0], "nextStep": chinese[1]}} if chinese else {}
        return {"code": self.code.value, "nextStep": self.next_step, **zh}

    def to_json(self) -> dict[str, object]:
        """The body of an HTTP answer."""
        return {"message": self.message, **self.extensions}


def bad_request(message: str | Words, next_step: str | Words) -> Problem:
    """The question itself makes no sense."""
    return Problem(Code.BAD_REQUEST, message, next_step)


def problem_of(error: BaseException) -> Problem:
    """The problem that an exception is to a caller. Logs what nobody foresaw."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, QuestionError):
        return Problem(Code(error.code), *error.said)
    if isinstance(error, UnknownSize):
        return Problem(Code.BAD_REQUEST, error.message, error.next_step)
    if isinstance(error, UnknownRecord | UnknownProposal):
        return Problem(Code.UNKNOWN_KEY, error.message, error.next_step)
    if isinstance(error, ApplicationError) and type(error) in _IDENTITY:
        return Problem(_IDENTITY[type(error)], *error.said)
    if isinstance(error, Refused):
        return Problem(Code.REFUSED, *error.said)
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
        said("An error nobody foresaw, reference {at}.", "发生未预料的错误，参考号 {at}。", at=reference),
        said(
            "Ask again; if it happens again, report what the server's log says at {at}.",
            "请重试；如再次发生，请报告服务器日志中 {at} 处的内容。",
            at=reference,
        ),
    )
