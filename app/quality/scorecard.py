"""How good each load and each source is, in the order of the commits: read back from the ledger.

Promises: a function of the ledger alone, so the card of a load that has ended never changes; loads in the
order of their first commit, sources by name. A source is a profile in a namespace, whatever its version. What
a load repeats is not recorded: it counts for the load that stated it first. The score is what `FORMULA` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from app.quality.rules import owner_of
from app.quality.tally import Place, Tally
from graph_model.facts import AnyFact

FORMULA = (
    "score = 100 x accepted / (accepted + rejected) rows x stated / required values "
    "x (1 - records with a wrong value / records looked at), rounded down to one decimal"
)
ROWS = ("read", "accepted", "rejected", "ignored")


class Commit(Protocol):
    """One entry of the ledger."""

    @property
    def seq(self) -> int: ...
    @property
    def record_time(self) -> str: ...
    @property
    def load(self) -> str: ...


@dataclass(frozen=True, slots=True)
class LoadCard:
    """What stands of a load in the graph: its file, its profile, how it ended, its rows."""

    file: str
    profile: str
    state: str
    rows: Mapping[str, int]

    @classmethod
    def of(cls, properties: Mapping[str, object]) -> LoadCard:
        """From the properties of its node."""
        counts = {name: properties.get(f"rows_{name}") for name in ROWS}
        rows = {name: count for name, count in counts.items() if isinstance(count, int)}
        file, profile, state = (str(properties.get(name, "")) for name in ("file", "profile", "state"))
        return cls(file, profile, state, rows)

    @property
    def source(self) -> str:
        """Its profile without the version, in its namespace."""
        profile, _, namespace = self.profile.partition(" as ")
        return f"{profile.partition('/')[0]} as {namespace}" if namespace else self.profile


@dataclass(slots=True)
class Measured:
    """What is counted of one load, or of all loads of a source."""

    rows: dict[str, int] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)

    @property
    def score(self) -> str | None:
        """As `FORMULA` says; None where nothing was read or it has not ended."""
        counted = self.rows.get("accepted", 0) + self.rows.get("rejected", 0)
        if not counted:
            return None
        accepted = Fraction(self.rows["accepted"], counted)
        right = _share(self.tally.records - self.tally.broken, self.tally.records)
        return _text(100 * accepted * self._complete() * right)

    @property
    def completeness(self) -> str:
        """Percentage of required values that are stated."""
        return _text(100 * self._complete())

    def _complete(self) -> Fraction:
        return _share(sum(self.tally.stated.values()), sum(self.tally.needed.values()))

    def to_json(self) -> dict[str, object]:
        """The measures of a card."""
        return {
            "rows": {name: self.rows.get(name) for name in ROWS},
            "completeness": self.completeness,
            "fields": [_field(place, self.tally) for place in sorted(self.tally.needed)],
            "findings": [
                {
                    "rule": rule.name,
                    "record": rule.record,
                    "field": rule.field,
                    "severity": rule.severity.value,
                    "owner": rule.owner,
                    "n": n,
                }
                for rule, n in self.tally.by_rule()
            ],
            "score": self.score,
        }


@dataclass(slots=True)
class OfLoad(Measured):
    """The card of one load. `commit` is its first, and `record_time` that commit's."""

    load: str = ""
    commit: int = 0
    record_time: str = ""
    card: LoadCard = field(default_factory=lambda: LoadCard.of({}))

    def to_json(self) -> dict[str, object]:
        """As `lotgraph quality scorecard --format json` prints it."""
        return {
            "load": self.load,
            "source": self.card.source,
            "profile": self.card.profile,
            "file": self.card.file,
            "state": self.card.state,
            "commit": self.commit,
            "record_time": self.record_time,
            **Measured.to_json(self),
        }


@dataclass(slots=True)
class OfSource(Measured):
    """The card of a source, with the scores of its loads in their order."""

    source: str = ""
    loads: int = 0
    unended: int = 0
    """Of its loads those that have not ended: their rows are in no sum, their records in all measures."""
    scores: list[str | None] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """As `lotgraph quality scorecard --format json` prints it."""
        return {
            "source": self.source,
            "loads": self.loads,
            "unended": self.unended,
            **Measured.to_json(self),
            "over_time": self.scores,
        }


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All cards at one ledger size."""

    loads: tuple[OfLoad, ...]
    sources: tuple[OfSource, ...]

    def to_json(self) -> dict[str, object]:
        """As `lotgraph quality scorecard --format json` prints it."""
        return {
            "formula": FORMULA,
            "sources": [one.to_json() for one in self.sources],
            "loads": [one.to_json() for one in self.loads],
        }


def tallies(
    ledger: Iterable[tuple[Commit, Iterable[AnyFact]]], found: dict[str, OfLoad] | None = None
) -> Iterator[OfLoad]:
    """The cards of all loads, without what only their nodes say; decisions made here are of no load.

    `found` are those of the commits before these; they are counted on.
    """
    found = {} if found is None else found
    for commit, facts in ledger:
        if commit.load:
            if commit.load not in found:
                found[commit.load] = OfLoad(
                    load=commit.load, commit=commit.seq, record_time=commit.record_time
                )
            found[commit.load].tally.take(facts)
    yield from found.values()


def scorecard(found: Iterable[OfLoad], cards: Mapping[str, Mapping[str, object]]) -> Scorecard:
    """The cards with what their nodes say, by load, and those of the sources."""
    loads = list(found)
    sources: dict[str, OfSource] = {}
    for one in loads:
        one.card = LoadCard.of(cards.get(one.load, {}))
        one.rows = dict(one.card.rows)
        name = one.card.source
        _count_in(sources.setdefault(name, OfSource(source=name)), one)
    return Scorecard(tuple(loads), tuple(sources[name] for name in sorted(sources)))


def _count_in(source: OfSource, load: OfLoad) -> None:
    source.loads += 1
    source.unended += load.card.state != "ended"
    source.scores.append(load.score)
    source.tally.add(load.tally)
    for name, count in load.rows.items():
        source.rows[name] = source.rows.get(name, 0) + count


def _field(place: Place, tally: Tally) -> dict[str, object]:
    stated, needed = tally.stated[place], tally.needed[place]
    return {
        "record": place[0],
        "field": place[1],
        "owner": owner_of(*place),
        "stated": stated,
        "required": needed,
        "percent": _text(100 * _share(stated, needed)),
    }


def _share(part: int, whole: int) -> Fraction:
    """Of nothing all is there."""
    return Fraction(part, whole) if whole else Fraction(1)


def _text(value: Fraction) -> str:
    tenths = int(value * 10)
    return f"{tenths // 10}.{tenths % 10}"
