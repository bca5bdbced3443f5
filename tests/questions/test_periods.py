"""Times that people write: days of a zone, hours that the clock showed twice, what is refused."""

from __future__ import annotations

import pytest

from app.questions.errors import BadRequest
from app.questions.periods import Period, period

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("since", "until", "zone", "found"),
    [
        ("2025-03-01", "2025-03-02", None, ("2025-03-01", "2025-03-02")),
        ("2025-03-01T08:00:00Z", None, None, ("2025-03-01T08:00:00Z", None)),
        (None, "2025-03-01T08:00:00+01:00", None, (None, "2025-03-01T07:00:00.000000Z")),
        # 25 hours: the clock is set back in this night.
        ("2025-10-26", "2025-10-26", BERLIN, ("2025-10-25T22:00:00.000000Z", "2025-10-26T22:59:59.999999Z")),
        # 23 hours: it is put forward.
        ("2025-03-30", "2025-03-30", BERLIN, ("2025-03-29T23:00:00.000000Z", "2025-03-30T21:59:59.999999Z")),
        # Half past two was twice: the longer period is meant.
        (
            "2025-10-26T02:30",
            "2025-10-26T02:30",
            BERLIN,
            ("2025-10-26T00:30:00.000000Z", "2025-10-26T01:30:00.000000Z"),
        ),
        # Half past two was never.
        (
            "2025-03-30T02:30",
            "2025-03-30T02:30",
            BERLIN,
            ("2025-03-30T00:30:00.000000Z", "2025-03-30T01:30:00.000000Z"),
        ),
        ("2025-03-30T01:59:59", None, BERLIN, ("2025-03-30T00:59:59.000000Z", None)),
        # In Beirut the day of the change began at one o'clock; in Havana its first hour was twice.
        ("2025-03-30", None, "Asia/Beirut", ("2025-03-29T22:00:00.000000Z", None)),
        (None, "2025-03-29", "Asia/Beirut", (None, "2025-03-29T21:59:59.999999Z")),
        ("2025-11-02", None, "America/Havana", ("2025-11-02T04:00:00.000000Z", None)),
    ],
)
def test_what_a_period_means(
    since: str | None, until: str | None, zone: str | None, found: tuple[str | None, str | None]
) -> None:
    assert period(since, until, zone) == Period(*found)


@pytest.mark.parametrize(
    ("since", "until", "zone", "said"),
    [
        ("31.01.2025", None, None, "no day and no instant"),
        ("2025-02-30", None, BERLIN, "no day and no instant"),
        ("2025-02-30", None, None, "no day and no instant"),
        ("0001-01-01", None, "Asia/Tokyo", "no day and no instant"),
        (None, "9999-12-31", BERLIN, "no day and no instant"),
        ("2025-03-01T08:00", None, None, "does not say in which zone"),
        ("2025-03-01", None, "Europe/Nowhere", "is no IANA time zone"),
        ("2025-03-01", None, "../etc", "is no IANA time zone"),
        ("2025-03-02", "2025-03-01", None, "2025-03-01 is before 2025-03-02"),
    ],
)
def test_what_is_no_period(since: str | None, until: str | None, zone: str | None, said: str) -> None:
    with pytest.raises(BadRequest) as error:
        period(since, until, zone)
    assert said in error.value.message
