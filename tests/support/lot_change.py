"""An order that changes its lot, and what a time-aware recall of that says."""

from __future__ import annotations

from app.questions.answer import Answer
from app.questions.ask import recall
from app.questions.excluded import Excluded
from app.questions.view import View
from tests.support.build import Plant, lot, step
from tests.support.lateness import booked
from tests.support.memory import MemoryStore

GOOD, BAD = lot("RM-1", "good"), lot("RM-1", "bad")
FIRST, SECOND = lot("FG-1", "1"), lot("FG-1", "2")
ORDER, NEXT = step("MO1"), step("MO2")
TIMELY = View(time_aware=True)
DAY = "2025-01-10"
POSTED = "posting"


def at(clock: str, kind: str = "actual", **more: str) -> dict[str, str]:
    """When something happened on the day: a clock time in UTC, or another time as it is."""
    time = f"{DAY}T{clock}Z" if ":" in clock and len(clock) <= len("08:00:00") else clock
    return {"event_time": time, **({"event_kind": kind} if kind else {}), **more}


class Change(Plant):
    """An order that used the good lot, then the bad one, and made a lot of each."""

    def __init__(
        self,
        *,
        good: dict[str, str] | None = None,
        first: dict[str, str] | None = None,
        bad: dict[str, str] | None = None,
        second: dict[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.receive(GOOD, "S", "GR1")
        self.receive(BAD, "S", "GR2")
        self.used_good = ""
        if good is not None:
            self.used_good = booked(self, good, "CONSUMED_IN", GOOD, ORDER)
        self.used_bad = booked(self, (bad or {}), "CONSUMED_IN", BAD, ORDER)
        self.made_first = booked(self, (first or {}), "PRODUCED", ORDER, FIRST, uom="u")
        self.made_second = booked(self, (second or {}), "PRODUCED", ORDER, SECOND, uom="u")
        self.ship(FIRST, "1", "S1")
        self.ship(SECOND, "2", "S2")


def lot_change() -> Change:
    """All times are those of the acts."""
    return Change(good=at("08:00:00"), first=at("10:00:00"), bad=at("14:00:00"), second=at("16:00:00"))


def timely(plant: Plant, *starts: str, view: View = TIMELY) -> Answer:
    store = MemoryStore()
    plant.commit(store)
    return recall(store.reader(), starts or [BAD], view)


def excluded(answer: Answer) -> Excluded:
    assert answer.excluded is not None
    return answer.excluded


def apart(answer: Answer) -> dict[str, bool]:
    """Relationship that was apart -> whether days or bookings alone say so."""
    found = excluded(answer).relationships
    return {one.key: one.by_posting_date for one in found if one.reason == "apart"}
