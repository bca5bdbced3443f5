"""What breaks a rule: which rule, which record and field, who answers for it, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.quality.rules import ANY, BY_PLACE, Rule, Severity, owner_of


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach. `commit` recorded what it is about, and `loads` are the loads that stated it.

    `at` is the item where a relationship was met, so that the order of findings does not hang on pages.
    """

    rule: Rule
    record: str
    field: str
    key: str
    message: str
    commit: int = 0
    loads: tuple[str, ...] = ()
    at: str = ""

    @property
    def owner(self) -> str:
        """Who answers for the field, by the data dictionary."""
        return owner_of(self.record, self.field)

    @property
    def is_error_of_data(self) -> bool:
        """False for an excursion: the data is good, and says that something else was not."""
        return self.rule.severity is not Severity.EXCURSION

    @property
    def place(self) -> tuple[str, str, str, str]:
        """By which findings of a label are sorted."""
        return self.at or self.key, self.rule.name, self.field, self.key

    def of_loads(self, loads: Iterable[str]) -> Finding:
        """The same, with the loads that stated what it is about."""
        return replace(self, loads=tuple(sorted({load for load in loads if load})))

    def to_json(self) -> dict[str, object]:
        """As `lotgraph quality check --format json` prints it."""
        return {
            "rule": self.rule.name,
            "record": self.record,
            "field": self.field or None,
            "key": self.key,
            "severity": self.rule.severity.value,
            "owner": self.owner,
            "message": self.message,
            "next_step": self.rule.next_step,
            "loads": list(self.loads),
        }


def breach(name: str, record: str, field_: str, key: str, message: str, commit: int = 0) -> Finding:
    """A finding of a rule that is declared for this record and field, or for any record."""
    rule = BY_PLACE.get((name, record, field_)) or BY_PLACE[name, ANY, ""]
    return Finding(rule, record, field_, key, message, commit)
