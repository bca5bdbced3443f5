"""Who asks: what every question, export and proof looks at before it answers.

Promises: made by authentication only (`app.identity`), or `EVERYTHING` where there is none to do: on the
command line, whose user holds the database's password, and on a server without accounts.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph_model.policy import Permission


@dataclass(frozen=True, slots=True)
class Asker:
    """An account, what it may do, and the sites it may see: keys of `Site` nodes, None for all."""

    account: str
    permissions: frozenset[Permission]
    sites: frozenset[str] | None

    def may(self, permission: Permission) -> bool:
        """Whether it has the permission."""
        return permission in self.permissions


EVERYTHING = Asker("", frozenset(Permission), None)
