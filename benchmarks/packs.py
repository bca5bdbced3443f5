"""Papers for regulators: packs of 2,000 consignees and 800,000 devices in every form, on one core, no engine.

The goal is that of the issue: the list of consignees and a pack together in 30 seconds. Processor time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TypeVar

from app.reports.forms import FORMS
from app.reports.pack import letter_report, pack_report
from app.reports.pdf import bound_parts
from quality.letters import RECALL_LETTER, letters
from quality.packs import PACKS
from quality.packs.declare import fill
from tests.support.cases import wide

CONSIGNEES: Final = {"small": 200, "plant": 2_000, "large": 2_000}
DEVICES_EACH: Final = 400
MADE: Final = datetime(2026, 1, 1, tzinfo=UTC)
T = TypeVar("T")


def measure(size: str) -> None:
    """Prints what each step and each form takes."""
    case = wide(CONSIGNEES[size], DEVICES_EACH)
    print(f"packs, {CONSIGNEES[size]:,} consignees, {CONSIGNEES[size] * DEVICES_EACH:,} devices:")
    for name in ("fda-806", "fda-7-53"):
        report = pack_report(_timed(f"{name}, filled", lambda: fill(PACKS[name], case)), "en", MADE)  # noqa: B023
        for form, (_, parts) in FORMS.items():
            _timed(f"{name}, {form.value}", lambda: sum(map(len, parts(report))))  # noqa: B023
    told = _timed("letters, filled", lambda: [*letters(case, RECALL_LETTER)])
    reports = (letter_report(one, "en", MADE) for one in told)
    _timed("letters, one PDF of all", lambda: sum(map(len, bound_parts(reports))))


def _timed(what: str, work: Callable[[], T]) -> T:
    began = time.process_time()
    done = work()
    print(f"  {what:26} {time.process_time() - began:7.2f} s")
    return done
