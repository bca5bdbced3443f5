"""Keys of a label, a page at a time.

Promises: every node that was there at a size comes once, in the order of keys; two round trips a page.
"""

from __future__ import annotations

from graph_store.connection import Runner

PAGE = 1_000
Page = list[tuple[str, int, int]]
"""Keys, each with the commit from which it is there, and the first that stated it, else that one again."""


def next_page(runner: Runner, label: str, after: str, known_at: int) -> tuple[Page, str] | None:
    """The page behind a key, and the key behind which the next one begins; None where there is none."""
    ends = runner.rows(f"next_{label}", after=after, first=PAGE)
    if not ends:
        return None
    until = str(ends[0]["key"])
    found = runner.rows(f"page_{label}", after=after, until=until, first=PAGE, known_at=known_at)
    stated = ((row["keys"], int(str(row["commit"]))) for row in found)
    page = sorted((key, made, commit) for keys, commit in stated for key, made in keys)  # type: ignore[attr-defined]
    # The engine may have looked at others than the first ones: then the page is cut short.
    return page, until if len(page) < PAGE else page[-1][0]


def keys_of(runner: Runner, label: str, known_at: int) -> list[str]:
    """All keys of a label."""
    out: list[str] = []
    after = ""
    while (found := next_page(runner, label, after, known_at)) is not None:
        page, after = found
        out += [key for key, made, _ in page if made <= known_at]
    return out
