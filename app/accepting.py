"""Would a file be taken? What a supplier is told before it is sent: by column, by rule, with lines.

Promises: the same judgement as a load, row by row; nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from loaders.outcome import Accepted, Ignored, Outcome, Rejected
from loaders.plan import Source

_LINES = 5


@dataclass(slots=True)
class Fault:
    """Rows that break one rule in one column."""

    column: str
    rule: str
    message: str
    severity: str = "rejected"
    count: int = 0
    lines: list[int] = field(default_factory=list)

    def see(self, line: int) -> None:
        """Count a row."""
        self.count += 1
        if len(self.lines) < _LINES:
            self.lines.append(line)


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """Whether a declared column is there and how many of the rows fill it."""

    name: str
    required: bool
    present: bool
    filled: int
    rows: int

    @property
    def filled_text(self) -> str:
        """The share as a percentage."""
        if not self.present:
            return "required" if self.required else ""
        return f"{self.filled / self.rows:.0%}" if self.rows else "no rows"


@dataclass(slots=True)
class Acceptance:
    """What would become of one file."""

    name: str
    profile: str
    record_type: str
    notes: tuple[str, ...]
    columns: tuple[ColumnUse, ...] = ()
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    by_rule: dict[tuple[str, str, str], Fault] = field(default_factory=dict)

    @property
    def ignored_rows(self) -> int:
        """Rows ignored, for whatever reason."""
        return sum(self.ignored.values())

    @property
    def faults(self) -> list[Fault]:
        """The most frequent first."""
        return sorted(self.by_rule.values(), key=lambda fault: -fault.count)

    def take(self, outcome: Outcome) -> None:
        """Count one outcome."""
        self.read += outcome.rows
        match outcome:
            case Accepted():
                self.accepted += outcome.rows
                for found in outcome.findings:
                    self._fault(found.column, found.rule, found.message, "finding").see(outcome.line)
            case Rejected():
                self.rejected += outcome.rows
                self._fault(outcome.column, outcome.rule, outcome.message, "rejected").see(outcome.line)
            case Ignored():
                self.ignored[outcome.reason] += outcome.rows

    def _fault(self, column: str, rule: str, message: str, severity: str) -> Fault:
        return self.by_rule.setdefault((column, rule, severity), Fault(column, rule, message, severity))

    def as_json(self) -> dict[str, object]:
        """For programs; `accepted_file` is the verdict."""
        return {
            "file": self.name,
            "profile": self.profile,
            "kind": self.record_type,
            "accepted_file": not self.rejected,
            "rows": {
                "read": self.read,
                "accepted": self.accepted,
                "rejected": self.rejected,
                "ignored": dict(self.ignored),
            },
            "columns": [asdict(column) for column in self.columns],
            "faults": [asdict(fault) for fault in self.faults],
            "notes": list(self.notes),
        }


def accept(source: Source, *, on_rows: Callable[[int], None]) -> Acceptance:
    """Read a file to its end and judge every row."""
    found = Acceptance(source.name, source.profile, source.record_type, source.notes)
    for outcome in source.outcomes():
        found.take(outcome)
        on_rows(found.read)
    found.columns = tuple(ColumnUse(*use) for use in source.columns())
    return found
