"""The key figures, worked out by the server once a period.

Promises: several servers of one ledger record them once, since a period has one value of each; a server that
ends stops between two commits that it reads, and records nothing.
"""

from __future__ import annotations

import asyncio
from typing import Final

from app.api.access import Access
from app.api.regularly import Progress, regularly
from app.indicators.recording import Computed, compute
from app.settings import Settings
from graph_store.store import Store

SECONDS_BETWEEN_LOOKS: Final = 900.0


async def compute_regularly(access: Access, settings: Settings, ending: asyncio.Event) -> None:
    """Look now and then whether the figures of this period are there; never, where its hours are nought."""

    def work(store: Store, on_progress: Progress) -> Computed:
        return compute(store, actor=settings.who(), on_progress=on_progress, hours=settings.kpi_hours)

    seconds = SECONDS_BETWEEN_LOOKS if settings.kpi_hours else 0
    await regularly(access, ending, seconds, work, trouble="the key figures can't be worked out")
