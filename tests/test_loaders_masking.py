"""What of a rejected row is kept."""

from __future__ import annotations

from loaders.cells import reject
from loaders.errors import CellError
from loaders.masking import MOST_KEPT, kept, kept_broken, shortened

LONG = "x" * (MOST_KEPT + 5)
CUT = "x" * MOST_KEPT + " [5 characters more]"


def test_a_text_that_no_commit_could_hold_is_cut() -> None:
    assert shortened(LONG[:-5]) == LONG[:-5]
    assert shortened(LONG) == CUT
    assert kept(LONG, [[LONG]], frozenset()) == CUT
    assert (
        kept(LONG, [["secret", LONG]], frozenset({0}))
        == f"[personal],{CUT[11:MOST_KEPT]} [16 characters more]"
    )
    assert kept_broken(LONG, frozenset()) == CUT
    assert reject(2, LONG, CellError("a", "number", "no number"), ()).raw == CUT
