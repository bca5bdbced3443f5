"""What the facts of one load say of their own quality: how full required fields are, which rules they break.

Promises: one pass, memory that does not grow with the load; the same lists of facts give the same tally, on
their way in and read back from the ledger. A record that the load only mentions, without one of its required
fields, is not held against it. Refuses nothing: what it looks at was accepted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from app.quality.own import Own, is_counted, item_of, own_rules
from app.quality.rules import Rule, Severity
from graph_model.facts import AnyFact, NodeFact, Properties, RelationshipFact
from graph_model.keys import prefix_of
from graph_model.nodes import NODES
from graph_model.relationships import RELATIONSHIPS

MOST_EXAMPLES = 3

Place = tuple[str, str]
"""Record class and field."""


@dataclass(frozen=True, slots=True)
class Example:
    """One place where a rule was broken."""

    line: int | None
    key: str
    message: str


@dataclass(slots=True)
class Tally:
    """Counts over a load, or over several."""

    records: int = 0
    """Records that a rule looked at."""
    broken: int = 0
    """Records with an error among their values."""
    asked: Counter[str] = field(default_factory=Counter)
    """Record class -> how many of its records need its required fields."""
    absent: Counter[Place] = field(default_factory=Counter)
    found: Counter[Rule] = field(default_factory=Counter)
    examples: dict[Rule, list[Example]] = field(default_factory=dict)

    def take(self, facts: Iterable[AnyFact]) -> None:
        """Look at some facts. Several statements of one node among them are looked at as one."""
        nodes: dict[str, tuple[int | None, Properties]] = {}
        for fact in facts:
            if isinstance(fact, RelationshipFact):
                own = _TYPES.get(fact.type)
                if own is not None:
                    counted = is_counted(fact.type, item_of(fact.type, fact.source, fact.target))
                    self._look(own, fact.type, fact.key, fact.properties, fact.line, needs=counted)
            elif isinstance(fact, NodeFact):
                before = nodes.get(fact.key)
                if before is None:
                    nodes[fact.key] = fact.line, fact.properties
                else:
                    nodes[fact.key] = before[0], before[1] | fact.properties
        for key, (line, properties) in nodes.items():
            found = _LABELS.get(prefix_of(key))
            if found is not None:
                label, own = found
                needs = not own.names.isdisjoint(properties)
                self._look(own, label, key, properties, line, needs=needs)

    @property
    def needed(self) -> dict[Place, int]:
        """Of how many records each field is required."""
        return {(record, name): n for record, n in self.asked.items() for name, _ in _required(record)}

    @property
    def stated(self) -> dict[Place, int]:
        """Of how many of them it is stated."""
        return {place: n - self.absent[place] for place, n in self.needed.items()}

    def add(self, other: Tally) -> None:
        """Count another load in, without its examples."""
        self.records += other.records
        self.broken += other.broken
        for mine, theirs in (
            (self.asked, other.asked),
            (self.absent, other.absent),
            (self.found, other.found),
        ):
            mine.update(theirs)  # type: ignore[arg-type]  # of one kind each

    def by_rule(self) -> list[tuple[Rule, int]]:
        """How often each rule was broken, by name, record class and field."""
        return sorted(self.found.items(), key=lambda entry: (entry[0].name, entry[0].record, entry[0].field))

    def _look(
        self, own: Own, record: str, key: str, stated: Properties, line: int | None, *, needs: bool
    ) -> None:
        self.records += 1
        if needs:
            self.asked[record] += 1
            if not own.names <= stated.keys():
                self._miss(own, record, Example(line, key, ""), stated)
        broken = False
        for rule, test in own.tests:
            problem = test(stated)
            if problem:
                broken |= rule.severity is Severity.ERROR
                self._note(rule, Example(line, key, problem))
        self.broken += broken

    def _miss(self, own: Own, record: str, where: Example, stated: Properties) -> None:
        for name, rule in own.required:
            if name not in stated:
                self.absent[record, name] += 1
                self._note(rule, replace(where, message=f"{name} is missing."))

    def _note(self, rule: Rule, example: Example) -> None:
        self.found[rule] += 1
        kept = self.examples.setdefault(rule, [])
        if len(kept) < MOST_EXAMPLES:
            kept.append(example)


def _required(record: str) -> tuple[tuple[str, Rule], ...]:
    own = own_rules(record)
    return own.required if own else ()


_TYPES = {declared.type: own for declared in RELATIONSHIPS if (own := own_rules(declared.type))}
_LABELS = {node.prefix: (node.label, own) for node in NODES if (own := own_rules(node.label))}
