"""Refusals of identity. What is told to the caller says no more than the caller may know.

ApplicationError
├── NotAuthenticated       nobody, or not who they say
├── NotPermitted           somebody who may not do this
├── PasswordMustChange     the right password, and it is good for nothing but its change
└── WeakPassword           a new password that is no good
"""

from __future__ import annotations

from app.errors import ApplicationError, ConfigurationError
from quality.words import Words, said


class NotAuthenticated(ApplicationError):
    """Nobody, or not who they say; `reason` is recorded, and told where it is about a token."""

    def __init__(self, reason: str, message: str | Words, next_step: str | Words) -> None:
        super().__init__(message, next_step)
        self.reason = reason


class NotPermitted(ApplicationError):
    """Somebody who may not do this."""


class PasswordMustChange(ApplicationError):
    """A one-time password, or one that is too old."""


class WeakPassword(ApplicationError):
    """A new password that is no good."""


class ProviderUnavailable(ConfigurationError):
    """The keys of the identity provider can't be read, so no token of it can be checked."""


class TokenRefused(Exception):
    """A token that is not accepted, and why; whose it is, where that is known."""

    def __init__(self, reason: str, account: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.account = account


def sign_in_refused() -> NotAuthenticated:
    """One text for all reasons, so that it tells nobody which account exists or is locked."""
    return NotAuthenticated(
        "sign-in",
        Words("account or password is wrong, or the account is locked", "账户或密码错误，或账户已被锁定"),
        Words(
            "Wait a quarter of an hour after several failures, or ask an administrator.",
            "多次失败后请等待一刻钟，或联系管理员。",
        ),
    )


def token_refused(refused: TokenRefused) -> NotAuthenticated:
    """What is told of a token: why, since it is no help without another token."""
    return NotAuthenticated(
        refused.reason,
        said("the token was refused: {reason}", "令牌被拒绝：{reason}", reason=refused.reason),
        Words("Sign in again: POST /session.", "请重新登录：POST /session。"),
    )
