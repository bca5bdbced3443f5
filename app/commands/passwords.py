"""Passwords as commands get them: hidden, from a person at a terminal, or from a file. Never an option."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from app.settings import Settings


class Passwords:
    """What one command asks for; a file holds one a line, in the order in which they are asked for."""

    def __init__(self, settings: Settings) -> None:
        self._lines = _lines_of(settings)

    def of(self, login: str) -> str:
        """The password of an account."""
        return self._next() or _asked(f"Password of {login}: ")

    def new(self, login: str) -> str:
        """A new password for it, asked for twice."""
        from app.errors import Refused

        given = self._next()
        if given:
            return given
        first = _asked(f"New password of {login}: ")
        if first != _asked("The same again: "):
            raise Refused("the two are not the same", "Run it again; the password was not changed.")
        return first

    def _next(self) -> str | None:
        from app.errors import ConfigurationError

        if self._lines is None:
            return None
        line = next(self._lines, "")
        if not line:
            raise ConfigurationError(
                "the password file holds too few lines", "Write one password a line: docs/access.md."
            )
        return line


def password_of(login: str) -> str:
    """The password of an account, for a command that needs no other."""
    from app.settings import Settings

    return Passwords(Settings()).of(login)


def _lines_of(settings: Settings) -> Iterator[str] | None:
    from app.errors import ConfigurationError

    if settings.password_file is None:
        return None
    try:
        _warn_of_readers(settings.password_file)
        return iter(settings.password_file.read_text("utf-8").split("\n"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"the password file can't be read ({error})", "Check LOTGRAPH_PASSWORD_FILE and its permissions."
        ) from error


def _warn_of_readers(file: Path) -> None:
    """Say so where others may read it, too; a pipe or a mounted secret may have no other mode."""
    import os

    from app.terminal import say

    if os.name == "posix" and file.stat().st_mode & 0o077 and file.is_file():
        say(f"Others can read {file}. Next step: chmod 600 {file}, and change the passwords in it.")


def _asked(prompt: str) -> str:
    import getpass

    from app.errors import ConfigurationError

    if not sys.stdin.isatty():
        raise ConfigurationError(
            "there is no terminal to ask for a password", "Name a file with it: LOTGRAPH_PASSWORD_FILE."
        )
    return getpass.getpass(prompt)
