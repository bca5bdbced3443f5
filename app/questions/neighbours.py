"""What stands next to records: how much flows into each, and how much out of it.

Promises: of every record that is asked about, however many they are, with the same few reads; each neighbour
counts once, however many relationships join the two; only what a trace would follow counts, as far as the
asker may see it: what lies outside of an asker's sites is one number beside. Refuses: more records than a
page has, and keys that nobody knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.questions.errors import BadRequest, UnknownKey
from app.questions.reading import Backed, Reads
from app.questions.scoped import ScopedReader
from app.questions.starts import label_of
from app.questions.trace import far_end, near_end
from app.questions.view import NOW, View, through

MOST = 500


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Of one record: label -> how many, on either side."""

    key: str
    flows_in: Mapping[str, int]
    flows_out: Mapping[str, int]
    hidden_in: int = 0
    hidden_out: int = 0
    """How many lie outside of the asker's sites, and are in none of the counts."""


def neighbours(reader: Backed, keys: Iterable[str], view: View = NOW) -> list[Neighbours]:
    """Of each of these whole keys, in their order."""
    wanted = list(dict.fromkeys(keys))
    if len(wanted) > MOST:
        raise BadRequest(f"{len(wanted)} records are too many to look around.", f"Ask about {MOST} at most.")
    seen = through(reader, view)
    cards = seen.cards(wanted)
    for key in wanted:
        if key not in cards:
            raise UnknownKey(key)
    kept = {key: cards[key].key for key in wanted}
    every = sorted({*kept.values()})
    into, out = (_beside(seen, every, forward=forward) for forward in (False, True))
    hidden_in = hidden_out = dict.fromkeys(every, 0)
    if isinstance(reader, ScopedReader):
        whole = through(reader.whole, view)
        hidden_in = _beyond(_beside(whole, every, forward=False), into)
        hidden_out = _beyond(_beside(whole, every, forward=True), out)
    return [
        Neighbours(key, _counted(into[at]), _counted(out[at]), hidden_in[at], hidden_out[at])
        for key, at in kept.items()
    ]


def _beyond(whole: Mapping[str, set[str]], shown: Mapping[str, set[str]]) -> dict[str, int]:
    return {key: len(ends - shown[key]) for key, ends in whole.items()}


def _beside(reader: Reads, keys: list[str], *, forward: bool) -> Mapping[str, set[str]]:
    beside: dict[str, set[str]] = {key: set() for key in keys}
    for edge in (*reader.flow(keys, forward), *reader.logistics(keys, forward)):
        # An operation and its order are parts of one thing: nothing flows between them.
        if not edge.void and edge.type != "PART_OF":
            beside[near_end(edge, forward=forward)].add(far_end(edge, forward=forward))
    return beside


def _counted(ends: Iterable[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(map(label_of, ends)).items()))
