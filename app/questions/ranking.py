"""Which factors stand out among the items of a comparison.

Promises: every factor that any bad item met, the one that chance explains least first (Fisher's exact test,
one-sided; q is the false discovery rate over all factors that any item met). Factors that met the very same
items are one group. The order depends on what was met alone, not on where it was read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from app.questions.ancestry import Factor
from app.questions.reading import Card, Reads
from lineage.enrichment import Floats, adjusted, log_tails
from lineage.exposed import Exposed, Flags, Ints, exposed


@dataclass(frozen=True, slots=True)
class Suspect:
    """One factor: of the bad items and of the good ones, how many it met; chance, discovery rate, place."""

    factor: Factor
    name: str | None
    bad: int
    good: int
    p: str
    q: str
    rank: int
    group: int

    def to_json(self) -> dict[str, object]:
        """As printed."""
        return {
            "rank": self.rank,
            "group": self.group,
            "kind": self.factor.kind,
            "key": self.factor.key,
            "when": self.factor.when or None,
            "name": self.name,
            "bad": self.bad,
            "good": self.good,
            "p": self.p,
            "q": self.q,
        }


@dataclass(frozen=True, slots=True)
class Table:
    """Places that may have something of one another, the items among them, and which of these are bad."""

    places: int
    sources: Ints
    targets: Ints
    items: Ints
    is_bad: Flags
    factors: Mapping[int, Factor]
    """By place. An item that went into nothing explains nothing, and is passed by."""


def ranked(reader: Reads, table: Table) -> tuple[int, tuple[Suspect, ...]]:
    """How many factors were tested, and those that bad items met, what chance explains least first."""
    leads_on = np.zeros(table.places, np.bool_)
    leads_on[table.sources] = True
    is_end = np.zeros(table.places, np.bool_)
    is_end[table.items] = True
    is_end &= ~leads_on
    places = np.array([place for place in table.factors if not is_end[place]], np.int64)
    if not len(places):
        return 0, ()
    counts = exposed(table.places, table.sources, table.targets, table.items, table.is_bad)[places]
    bad = int(table.is_bad.sum())
    p = log_tails(counts.bad, counts.good, bad, len(table.items) - bad)
    factors = [table.factors[place] for place in places.tolist()]
    return len(factors), tuple(_in_order(reader, factors, counts, p))


def _in_order(reader: Reads, factors: list[Factor], counts: Exposed, p: Floats) -> Iterator[Suspect]:
    chances, rates = p.tolist(), adjusted(p).tolist()
    bad, good, marks = counts.bad.tolist(), counts.good.tolist(), counts.mark.tolist()
    first: dict[int, Factor] = {}
    for factor, mark in zip(factors, marks, strict=True):
        first[mark] = min(first.get(mark, factor), factor)
    order = sorted(range(len(factors)), key=lambda n: (chances[n], -bad[n], first[marks[n]], factors[n]))
    groups = {mark: n for n, mark in enumerate(dict.fromkeys(marks[n] for n in order), 1)}
    ranks: dict[float, int] = {}
    for place, n in enumerate(order, 1):
        ranks.setdefault(chances[n], place)
    cards = reader.cards(sorted({factors[n].key for n in order if bad[n]}))
    for n in order:
        if bad[n]:
            yield Suspect(
                factor=factors[n],
                name=_name(cards.get(factors[n].key)),
                bad=bad[n],
                good=good[n],
                p=probability(chances[n]),
                q=probability(rates[n]),
                rank=ranks[chances[n]],
                group=groups[marks[n]],
            )


def _name(card: Card | None) -> str | None:
    name = card.properties.get("name") if card else None
    return name if isinstance(name, str) else None


def probability(log_p: float) -> str:
    """e^log_p in three digits, also where that is too small for a float."""
    exponent = math.floor(log_p / math.log(10))
    if exponent >= -4:
        return f"{math.exp(log_p):.3g}"
    digits = f"{math.exp(log_p - exponent * math.log(10)):.2f}"
    return f"1.00e{exponent + 1}" if digits == "10.00" else f"{digits}e{exponent}"
