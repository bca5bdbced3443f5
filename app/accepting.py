"""Would a file be taken? What a supplier is told before it is sent: by column, by rule, with lines.

Promises: the same judgement as a load, row by row; nothing is written.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from app.load_report import Fault, FileReport, OnRows, check
from loaders.outcome import Rejected
from loaders.plan import Source


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


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What would become of one file: counts, columns, and faults, the most frequent first."""

    profile: str
    record_type: str
    report: FileReport
    columns: tuple[ColumnUse, ...]
    faults: tuple[Fault, ...]

    def as_json(self) -> dict[str, object]:
        """For programs; `accepted_file` is the verdict."""
        report = self.report
        return {
            "file": report.name,
            "profile": self.profile,
            "kind": self.record_type,
            "accepted_file": not report.rejected,
            "rows": {
                "read": report.read,
                "accepted": report.accepted,
                "rejected": report.rejected,
                "ignored": dict(report.ignored),
            },
            "columns": [asdict(column) for column in self.columns],
            "faults": [asdict(fault) for fault in self.faults],
            "notes": list(report.notes),
        }


def accept(source: Source, *, on_rows: OnRows) -> Acceptance:
    """Read a file to its end and judge every row."""
    broken: dict[tuple[str, str], Fault] = {}

    def on_reject(_: str, row: Rejected) -> None:
        fault = Fault(row.column, row.rule, row.message, "rejected")
        broken.setdefault((row.column, row.rule), fault).see(row.line)

    (report,) = check([source], on_rows=on_rows, on_reject=on_reject).files
    faults = sorted([*broken.values(), *report.findings.values()], key=lambda fault: -fault.count)
    columns = tuple(ColumnUse(*use) for use in source.columns())
    return Acceptance(source.profile, source.record_type, report, columns, tuple(faults))
