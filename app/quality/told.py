"""Findings and scorecards as rows of tables and of CSV files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.quality.finding import Finding
from app.quality.rules import RULES, Rule, owner_of
from app.quality.scorecard import ROWS, Measured, OfLoad, Scorecard
from app.quality.tally import Example, Tally

FINDING_COLUMNS = ("rule", "record", "field", "key", "severity", "owner", "message", "next step", "loads")
COUNT_COLUMNS = ("rule", "about", "severity", "owner", "n", "for example")
RULE_COLUMNS = ("rule", "record", "field", "checks", "severity", "owner", "on load", "next step")
LOAD_COLUMNS = ("commit", "recorded", "source", "file", *ROWS, "complete %", "findings", "score", "load")
SOURCE_COLUMNS = ("source", "loads", "not ended", *ROWS, "complete %", "findings", "score")
MEASURE_COLUMNS = (
    *("source", "load", "file", "commit", "recorded"),
    *("measure", "record", "field", "owner", "value", "of"),
)

Row = tuple[object, ...]


@dataclass(slots=True)
class Counted:
    """How often each rule was broken, each record class and field apart, with the first example."""

    n: dict[tuple[Rule, str, str], int] = field(default_factory=dict)
    first: dict[tuple[Rule, str, str], Finding] = field(default_factory=dict)

    def take(self, finding: Finding) -> Finding:
        """Count one, and hand it on."""
        place = (finding.rule, finding.record, finding.field)
        self.n[place] = self.n.get(place, 0) + 1
        self.first.setdefault(place, finding)
        return finding

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.n.values())

    @property
    def errors_of_data(self) -> int:
        """All but the excursions."""
        return sum(n for place, n in self.n.items() if self.first[place].is_error_of_data)

    def places(self) -> list[tuple[Finding, int]]:
        """The first of each kind and how many there are, by name, record class and field."""
        ordered = sorted(self.n, key=lambda place: (place[0].name, *place[1:]))
        return [(self.first[place], self.n[place]) for place in ordered]

    def rows(self) -> list[Row]:
        """A line for each."""
        return [
            (
                found.rule.name,
                about(found.record, found.field),
                found.rule.severity,
                found.owner,
                n,
                f"{found.key}: {found.message}",
            )
            for found, n in self.places()
        ]

    def to_json(self) -> list[dict[str, object]]:
        """As `lotgraph quality check --format json` prints it."""
        return [
            {
                "rule": found.rule.name,
                "record": found.record,
                "field": found.field or None,
                "severity": found.rule.severity.value,
                "owner": found.owner,
                "n": n,
            }
            for found, n in self.places()
        ]

    def next_steps(self) -> list[str]:
        """What to do, for each rule once."""
        steps = {(found.rule.name, found.rule.next_step) for found, _ in self.places()}
        return [f"{name}: {step}" for name, step in sorted(steps)]


def about(record: str, name: str) -> str:
    """`Lot.expires`; of a relationship, `Shipment -> DELIVERED_TO`."""
    if not name:
        return record
    return f"{record} -> {name}" if name.isupper() else f"{record}.{name}"


def finding_row(found: Finding) -> Row:
    """A line of the CSV."""
    return (
        *(found.rule.name, found.record, found.field, found.key, found.rule.severity.value, found.owner),
        *(found.message, found.rule.next_step, " ".join(found.loads)),
    )


def rule_rows() -> list[Row]:
    """The table of rules."""
    return [
        (
            *(rule.name, rule.record, rule.field, rule.checks, rule.severity.value, rule.owner),
            *("yes" if rule.on_load else "", rule.next_step),
        )
        for rule in RULES
    ]


def rule_json() -> list[dict[str, object]]:
    """As `lotgraph quality rules --format json` prints it."""
    return [
        {
            "rule": rule.name,
            "record": rule.record,
            "field": rule.field or None,
            "checks": rule.checks,
            "severity": rule.severity.value,
            "owner": rule.owner,
            "on_load": rule.on_load,
            "next_step": rule.next_step,
        }
        for rule in RULES
    ]


def load_lines(files: Iterable[tuple[str, Tally]]) -> Iterator[str]:
    """What the facts of each file break, a line for each rule with some examples."""
    for name, tally in files:
        for rule, n in tally.by_rule():
            where = about(rule.record, rule.field)
            examples = "; ".join(_example(example) for example in tally.examples[rule])
            said = f"{rule.severity.value} {rule.name} in {where}, {n} times, owner: {rule.owner}"
            yield f"{name}: {said}. {examples}"


def _example(example: Example) -> str:
    line = "" if example.line is None else f"line {example.line}, "
    return f"{line}{example.key}: {example.message}"


def load_rows(card: Scorecard) -> list[Row]:
    """A line for each load, in their order."""
    return [
        (one.commit, one.record_time, one.card.source, one.card.file, *_measures(one), one.load)
        for one in card.loads
    ]


def source_rows(card: Scorecard) -> list[Row]:
    """A line for each source."""
    return [(one.source, one.loads, one.unended, *_measures(one)) for one in card.sources]


def hole_rows(card: Scorecard) -> list[Row]:
    """Required fields that a source does not fill."""
    return [
        (one.source, about(*place), f"{one.tally.stated[place]} of {needed}")
        for one in card.sources
        for place, needed in sorted(one.tally.needed.items())
        if one.tally.stated[place] < needed
    ]


def measure_rows(card: Scorecard) -> Iterator[Sequence[object]]:
    """The whole scorecard, a line for each number; those of a source name no load."""
    for source in card.sources:
        whence = (source.source, "", "", "", "")
        yield (*whence, "loads not ended", "", "", "", source.unended, source.loads)
        yield from _all_measures(source, whence)
    for one in card.loads:
        yield from _all_measures(one, _whence(one))


def _whence(one: OfLoad) -> Row:
    return (one.card.source, one.load, one.card.file, one.commit, one.record_time)


def _all_measures(one: Measured, whence: Row) -> Iterator[Row]:
    for name in ROWS:
        yield (*whence, f"rows {name}", "", "", "", _shown(one.rows.get(name)), "")
    for place, needed in sorted(one.tally.needed.items()):
        yield (*whence, "stated", *place, owner_of(*place), one.tally.stated[place], needed)
    for rule, n in one.tally.by_rule():
        yield (*whence, rule.name, rule.record, rule.field, rule.owner, n, "")
    yield (*whence, "completeness", "", "", "", one.completeness, 100)
    yield (*whence, "score", "", "", "", _shown(one.score), 100)


def _measures(one: Measured) -> Row:
    rows = (_shown(one.rows.get(name)) for name in ROWS)
    return (*rows, one.completeness, sum(one.tally.found.values()), _shown(one.score))


def _shown(value: object) -> object:
    return "" if value is None else value
