"""What all of identity works with: one store's secrets, its security log, its clock, and the rules.

Promises: one of it for a process and store, so that racing requests are written together and the clock is
one.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from app.settings import Settings
from graph_store.clock import Clock
from graph_store.security_log import Event, Kind, SecurityLog
from graph_store.store import Now, Store
from graph_store.vault import Vault


@dataclass(frozen=True, slots=True)
class Rules:
    """What passwords and sessions must keep to."""

    password_age: datetime.timedelta = datetime.timedelta(days=365)
    most_failures: int = 5
    lock: datetime.timedelta = datetime.timedelta(minutes=15)
    idle: datetime.timedelta = datetime.timedelta(minutes=30)
    session: datetime.timedelta = datetime.timedelta(hours=12)

    @classmethod
    def of(cls, settings: Settings) -> Rules:
        """Those of the settings."""
        return cls(
            password_age=datetime.timedelta(days=settings.password_days),
            most_failures=settings.lockout_failures,
            lock=datetime.timedelta(minutes=settings.lockout_minutes),
            idle=datetime.timedelta(minutes=settings.session_idle_minutes),
            session=datetime.timedelta(hours=settings.session_hours),
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """One store's identity."""

    store: Store
    vault: Vault
    log: SecurityLog
    clock: Clock
    rules: Rules

    @classmethod
    def of(cls, store: Store, rules: Rules | None = None, *, now: Now | None = None) -> Desk:
        """The desk of a store; the rules of the environment where none are given."""
        clock = Clock(store, now=now)
        return cls(store, Vault(store), SecurityLog(store, clock), clock, rules or Rules.of(Settings()))

    def record(self, kind: Kind, account: str = "", address: str = "", detail: str = "") -> None:
        """Put it into the security log."""
        self.log.record(Event(kind, account, address, detail))

    def record_clock(self, address: str) -> None:
        """Record where the machine's clock was set back; what was over stays over all the same."""
        if self.clock.is_set_back:
            self.record(Kind.CLOCK_SET_BACK, address=address)
