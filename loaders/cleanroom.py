"""Limits of ISO 14644-1:2015, table 1: particles in a cubic metre of air that are at least so large.

From the table, not from its formula, which gives 3,517 where the table says 3,520. Refuses: classes and
sizes that the table has no number for, since the standard sets no limit there.
"""

from __future__ import annotations

from typing import Final

_SIZES: Final = ("0.1", "0.2", "0.3", "0.5", "1", "5")
_TABLE: Final[dict[str, tuple[int | None, ...]]] = {
    "1": (10, None, None, None, None, None),
    "2": (100, 24, 10, None, None, None),
    "3": (1_000, 237, 102, 35, None, None),
    "4": (10_000, 2_370, 1_020, 352, 83, None),
    "5": (100_000, 23_700, 10_200, 3_520, 832, None),
    "6": (1_000_000, 237_000, 102_000, 35_200, 8_320, 293),
    "7": (None, None, None, 352_000, 83_200, 2_930),
    "8": (None, None, None, 3_520_000, 832_000, 29_300),
    "9": (None, None, None, 35_200_000, 8_320_000, 293_000),
}
UNIT: Final = "{particles}/m3"
CLASSES: Final = tuple(_TABLE)


def limit(iso_class: str, size: str) -> int | None:
    """Most particles of at least `size` micrometres in a cubic metre; None where the table sets no limit."""
    row = _TABLE.get(iso_class.upper().removeprefix("ISO").strip())
    return row[_SIZES.index(size)] if row is not None and size in _SIZES else None
