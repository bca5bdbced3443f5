"""What becomes of files before anything is written: their outcomes counted, a load checked.

Promises: rows accepted + rejected + ignored = rows read. Reaches for no database: a check starts at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.quality.tally import Tally
from graph_model.facts import Statement
from loaders.outcome import Accepted, Ignored, Outcome, Rejected
from loaders.plan import Source

ROWS_PER_CHUNK = 1_000
_BYTES_A_ROW = 90

_LINES = 5

OnRows = Callable[[str, int], None]
OnReject = Callable[[str, Rejected], None]


@dataclass(slots=True)
class Fault:
    """Rows that break one rule in one column."""

    column: str
    rule: str
    message: str
    severity: str
    count: int = 0
    lines: list[int] = field(default_factory=list)

    def see(self, line: int) -> None:
        """Count a row."""
        self.count += 1
        if len(self.lines) < _LINES:
            self.lines.append(line)


@dataclass(slots=True)
class FileReport:
    """What became of one file. `facts` are new by its rows, `unchanged` are those that were stated before."""

    name: str
    load: str
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    facts: int = 0
    unchanged: int = 0
    resumed: bool = False
    repeated: bool = False
    notes: tuple[str, ...] = ()
    quality: Tally = field(default_factory=Tally, compare=False)
    """What the accepted facts break of the rules that they alone can tell."""
    findings: dict[tuple[str, str], Fault] = field(default_factory=dict, compare=False)
    """What is odd about the values of accepted rows, by column and rule."""

    @property
    def ignored_rows(self) -> int:
        """Rows ignored, for whatever reason."""
        return sum(self.ignored.values())

    def take(self, outcome: Outcome) -> None:
        """Count one outcome."""
        self.read += outcome.rows
        match outcome:
            case Accepted():
                self.accepted += outcome.rows
                for odd in outcome.findings:
                    fault = Fault(odd.column, odd.rule, odd.message, "finding")
                    self.findings.setdefault((odd.column, odd.rule), fault).see(outcome.line)
            case Rejected():
                self.rejected += outcome.rows
            case Ignored():
                self.ignored[outcome.reason] += outcome.rows


@dataclass(frozen=True, slots=True)
class Report:
    """What became of all files; `size` is the ledger's after the load, None where nothing was written."""

    files: tuple[FileReport, ...]
    size: int | None
    refused: bool = False

    @property
    def rejected(self) -> int:
        """Rows rejected in all files."""
        return sum(file.rejected for file in self.files)


def check(sources: Sequence[Source], *, on_rows: OnRows, on_reject: OnReject) -> Report:
    """Read and validate everything; write nothing."""
    return Report(tuple(_check_one(source, on_rows, on_reject) for source in sources), None)


def _check_one(source: Source, on_rows: OnRows, on_reject: OnReject) -> FileReport:
    report = FileReport(source.name, source.load_id, notes=source.notes)
    for outcomes in chunks(source.outcomes()):
        for outcome in outcomes:
            see(outcome, report, on_rows, on_reject)
        report.quality.take(fact for outcome in outcomes for fact in stated(outcome))
    return report


def stated(outcome: Outcome) -> tuple[Statement, ...]:
    """The facts of an outcome."""
    return () if isinstance(outcome, Ignored) else outcome.facts


def see(outcome: Outcome, report: FileReport, on_rows: OnRows, on_reject: OnReject) -> None:
    """Count an outcome and tell of it."""
    report.take(outcome)
    on_rows(report.name, outcome.rows)
    if isinstance(outcome, Rejected):
        on_reject(report.name, outcome)


def chunks(outcomes: Iterator[Outcome]) -> Iterator[list[Outcome]]:
    """Outcomes of 1,000 rows each; a record that spans rows stays whole."""
    chunk: list[Outcome] = []
    rows = 0
    for outcome in outcomes:
        chunk.append(outcome)
        rows += outcome.rows
        if rows >= ROWS_PER_CHUNK:
            yield chunk
            chunk, rows = [], 0
    if chunk:
        yield chunk


def rows_about(size: int) -> int:
    """How many rows a file of this size may have: rows are known at its end only, and a bar needs a guess."""
    return max(size // _BYTES_A_ROW, 1)


def reasons(files: Sequence[FileReport]) -> Mapping[str, int]:
    """Rows ignored in all files, by reason."""
    total: Counter[str] = Counter()
    for file in files:
        total += file.ignored
    return total
