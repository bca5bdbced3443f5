"""The page docs/performance.md: one table for each size that was measured, and why a line is short.

Promises: a run replaces the table of its own size and leaves those of the others; whether a line is met
follows from its figures alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

HEAD = """# Performance

Written by `make bench` (`python -m benchmarks table`); a run replaces the table of its size. Every peer does
its best on the same plant on the same machine. Before anything is timed, the answers are compared. Times are
medians of interleaved rounds and include the client's reading of the answer. A goal is the most that our time
may be of the peer's (`x`), or the most that our figure may be. What a line measures, and what its peer leaves
out: [benchmarks](benchmarks.md#side-by-side).
"""
COLUMNS = ("name", "ours", "peer", "ratio", "goal", "met or short")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One figure of ours, that of a peer where there is one, and how much of it the goal allows."""

    name: str
    ours: float | None
    peer: float | None = None
    goal: float | None = None
    """Of a line with a peer the most that ours may be of the peer's, else the most that ours may be."""
    against: str = ""
    """The peer."""
    unit: str = "s"
    why: str = ""
    """Why it is short, where it is; where nothing was measured, why that is."""

    @property
    def ratio(self) -> float | None:
        """Ours as a part of the peer's."""
        return None if self.ours is None or self.peer is None else self.ours / self.peer

    @property
    def verdict(self) -> str:
        """Whether the goal is met."""
        figure = self.ratio if self.against else self.ours
        if figure is None:
            return "not measured"
        if self.goal is None:
            return "no goal"
        return "met" if figure <= self.goal else "short"

    def cells(self) -> tuple[str, ...]:
        """As the table has them."""
        peer = f"{self.against} {_figure(self.peer, self.unit)}" if self.against else "-"
        ratio = "-" if self.ratio is None else f"{self.ratio:.3g} x"
        return self.name, _figure(self.ours, self.unit), peer, ratio, self._goal(), self.verdict

    def _goal(self) -> str:
        if self.goal is None:
            return "none"
        return f"<= {self.goal:.3g} x" if self.against else f"<= {_figure(self.goal, self.unit)}"


@dataclass(frozen=True)
class Table:
    """The lines of one size, on what they were measured, and what else a reader must know."""

    size: str
    ground: dict[str, str]
    """Machine, versions, seed and so on, by name."""
    lines: list[Line] = field(default_factory=list)

    def text(self) -> str:
        """Its part of the page."""
        said = [f"- {name}: {value}" for name, value in self.ground.items()]
        rows = [COLUMNS, ("---",) * len(COLUMNS), *(line.cells() for line in self.lines)]
        parts = [f"## Size `{self.size}`", "\n".join(said), "\n".join(map(_row, rows))]
        reasons = [f"- *{line.name}{_against(line)}*: {line.why}" for line in self.lines if _is_told(line)]
        if reasons:
            parts += ["Short or not measured, and why:", "\n".join(reasons)]
        return "\n\n".join(parts) + "\n"


def write(page: Path, table: Table) -> None:
    """Put a table in its place on the page."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    page.write_text(with_table(text, table), encoding="utf-8")


def with_table(text: str, table: Table) -> str:
    """The page with this table instead of the one of its size, if it has one."""
    parts = re.split(r"^(?=## Size `)", text, flags=re.MULTILINE)[1:]
    tables = {part.split("`")[1]: part.rstrip("\n") + "\n" for part in parts}
    tables[table.size] = table.text()
    return "\n".join([HEAD, *(tables[size] for size in _in_order(tables))])


def _in_order(sizes: Iterable[str]) -> list[str]:
    order = ("large", "plant", "small")
    return sorted(sizes, key=lambda size: (order.index(size) if size in order else len(order), size))


def _is_told(line: Line) -> bool:
    return line.verdict in ("short", "not measured") and bool(line.why)


def _against(line: Line) -> str:
    return f", {line.against}" if line.against else ""


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    if unit != "s":
        return f"{value:,.4g} {unit}"
    return f"{value * 1000:,.3g} ms" if value < 1 else f"{value:,.3g} s"
