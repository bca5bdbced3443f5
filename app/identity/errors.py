"""Refusals of identity. What is told to the caller says no more than the caller may know.

ApplicationError
├── NotAuthenticated       nobody, or not who they say
├── NotPermitted           somebody who may not do this
├── PasswordMustChange     the right password, and it is good for nothing but its change
└── WeakPassword           a new password that is no good
"""

from __future__ import annotations

from app.errors import ApplicationError, ConfigurationError


class NotAuthenticated(ApplicationError):
    """Nobody, or not who they say; `reason` is recorded, and told where it is about a token."""

    def __init__(self, reason: str, message: str, next_step: str) -> None:
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
        "account or password is wrong, or the account is locked",
        "Wait a quarter of an hour after several failures, or ask an administrator.",
    )


def token_refused(refused: TokenRefused) -> NotAuthenticated:
    """What is told of a token: why, since it is no help without another token."""
    return NotAuthenticated(
        refused.reason, f"the token was refused: {refused.reason}", "Sign in again: POST /session."
    )
