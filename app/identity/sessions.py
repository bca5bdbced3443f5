"""Sessions: what a person gets for account and password, to ask with for a while.

Promises: a token is 256 random bits and only its hash is kept; it is refused after half an hour without a
request, after twelve hours in any case (settings), once it was ended, and as soon as the account is closed
or its password changed. The use of a session is written down once a minute, so it may end a minute early.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

from app.identity.desk import Desk
from app.identity.errors import TokenRefused
from graph_store.security_log import Kind
from graph_store.vault import Session

PREFIX: Final = "lgs_"
TOUCHED_EVERY: Final = datetime.timedelta(minutes=1)
UNKNOWN, ENDED, IDLE, OVER = "no such session", "session ended", "session idle for too long", "session over"


@dataclass(frozen=True, slots=True)
class Begun:
    """A new session and its token, which is told this once."""

    token: str
    session: Session


def begin(desk: Desk, account: str) -> Begun:
    """A session of this account, whose password was just given."""
    token = PREFIX + secrets.token_urlsafe(32)
    now = desk.clock.mark()
    session = Session(id_of(token), account, now, now, now + desk.rules.session)
    desk.vault.put_session(session)
    return Begun(token, session)


def use(desk: Desk, token: str) -> Session:
    """The session of a token."""
    session = desk.vault.session(id_of(token))
    now = desk.clock.now()
    if session is None:
        raise TokenRefused(UNKNOWN)
    why = OVER if now >= session.expires else IDLE if now - session.seen >= desk.rules.idle else ""
    if session.ended is not None:
        raise TokenRefused(why or ENDED, session.account)
    if why:
        # For good: a clock that is set back after a restart must not bring it back.
        desk.vault.end_session(session.id, desk.clock.mark())
        raise TokenRefused(why, session.account)
    if now - session.seen >= TOUCHED_EVERY:
        desk.vault.touch_session(session.id, desk.clock.mark())
    return session


def end(desk: Desk, session: Session, *, address: str) -> None:
    """End it."""
    if desk.vault.end_session(session.id, desk.clock.mark()):
        desk.record(Kind.SESSION_ENDED, session.account, address)


def id_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
