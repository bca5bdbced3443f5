"""Sessions: how long they last, and what ends them."""

from __future__ import annotations

import datetime

import pytest

from app.corrections import Decider
from app.identity import sessions
from app.identity.desk import Desk
from app.identity.errors import TokenRefused
from app.identity.people import change_password, close_account, reset
from graph_store.security_log import Kind
from graph_store.store import Store
from tests.support import tamper
from tests.support.identity import HERE, HORSE, KIM, Wall, desk_of, told

pytestmark = pytest.mark.engine

MINUTES = datetime.timedelta(minutes=1)


def why(desk: Desk, token: str) -> str:
    with pytest.raises(TokenRefused) as refused:
        sessions.use(desk, token)
    return refused.value.reason


def test_a_session_is_used_until_it_is_idle_for_too_long(desk: Desk, wall: Wall) -> None:
    token = sessions.begin(desk, KIM).token
    for _ in range(4):
        wall.pass_by(minutes=29)
        assert sessions.use(desk, token).account == KIM
    wall.pass_by(minutes=30)
    assert why(desk, token) == "session idle for too long"


def test_a_session_is_over_after_twelve_hours_in_any_case(desk: Desk, wall: Wall) -> None:
    begun = sessions.begin(desk, KIM)
    for _ in range(12 * 3 - 1):
        wall.pass_by(minutes=20)
        sessions.use(desk, begun.token)
    wall.pass_by(minutes=20)
    assert why(desk, begun.token) == "session over"


def test_an_unknown_token_is_refused(desk: Desk) -> None:
    token = sessions.begin(desk, KIM).token
    assert why(desk, token[:-1] + ("A" if token[-1] != "A" else "B")) == "no such session"


def test_an_ended_session_stays_ended(desk: Desk) -> None:
    begun = sessions.begin(desk, KIM)
    for _ in range(2):
        sessions.end(desk, begun.session, address=HERE)
    assert why(desk, begun.token) == "session ended"
    assert told(desk.store, Kind.SESSION_ENDED) == [("session_ended", KIM, HERE, "")]


def test_no_token_stands_in_the_database(desk: Desk) -> None:
    token = sessions.begin(desk, KIM).token
    with desk.store.connection.reading() as runner:
        rows = runner.rows_of("MATCH (n) RETURN properties(n) AS p")
    assert token.removeprefix(sessions.PREFIX) not in str(rows)


def test_what_changes_the_account_ends_its_sessions(staffed: Desk, ada: Decider) -> None:
    begun = [sessions.begin(staffed, KIM).token]
    change_password(staffed, "kim", HORSE, HORSE + " too")
    begun.append(sessions.begin(staffed, KIM).token)
    reset(staffed, "kim", ada)
    begun.append(sessions.begin(staffed, KIM).token)
    close_account(staffed, "kim", ada)
    assert [why(staffed, token) for token in begun] == ["session ended"] * 3
    assert [event[3] for event in told(staffed.store, Kind.SESSION_ENDED)] == [
        "1: password changed",
        "1: password reset",
        "1: account closed",
    ]


@pytest.mark.parametrize(("passes", "reason"), [(31, "session idle for too long"), (721, "session over")])
def test_a_clock_that_is_set_back_revives_no_session(
    desk: Desk, wall: Wall, passes: int, reason: str
) -> None:
    token = sessions.begin(desk, KIM).token
    wall.time += passes * MINUTES
    desk.clock.mark()
    wall.time -= passes * MINUTES
    assert why(desk, token) == reason
    restarted = desk_of(desk.store, wall)
    assert why(restarted, token) == reason


def test_a_session_that_was_refused_stays_refused_without_the_kept_clock(desk: Desk, wall: Wall) -> None:
    token = sessions.begin(desk, KIM).token
    wall.pass_by(minutes=31)
    assert why(desk, token) == "session idle for too long"
    wall.pass_by(minutes=-31)
    _forget_clock(desk.store)
    assert why(desk_of(desk.store, wall), token) == "session ended"


def _forget_clock(store: Store) -> None:
    tamper.run(store, "MATCH (h:SecurityHead {id: 'clock'}) DELETE h")
