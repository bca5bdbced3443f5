"""Records that may be one and the same: two of a label with the same number.

Promises: eight bytes of memory a record, and the whole number only of those that are found twice, in a second
pass. Records that were merged are one. Numbers are compared as they stand, but a GTIN whatever its length.
"""

from __future__ import annotations

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from app.quality.finding import Finding, breach
from app.quality.reading import Graph
from app.quality.rules import UNIQUE, WITHIN_MATERIAL
from app.questions.materials import named_by_key
from app.questions.reading import Card
from graph_model.keys import split

_GTIN_LENGTHS = (8, 12, 13, 14)
_GTIN = 14


class Duplicates:
    """The numbers of one label."""

    def __init__(self, graph: Graph, label: str) -> None:
        self._graph, self._label = graph, label
        self._fields = [field for record, field, _ in UNIQUE if record == label]
        self._seen = {field: array("Q") for field in self._fields}

    def see(self, cards: Mapping[str, Card]) -> None:
        """Remember the numbers of a page."""
        for card in cards.values():
            for field in self._fields:
                value = self._value(card, field)
                if value:
                    self._seen[field].append(_hash(value))

    def findings(self) -> Iterator[Finding]:
        """A finding for each record that shares its number, field by field, in the order of keys."""
        for field in self._fields:
            twice = _twice(self._seen[field])
            for value, commits in sorted(self._groups(field, twice).items()) if twice else ():
                if len(commits) > 1:
                    yield from self._shared(field, value, commits)

    def _groups(self, field: str, hashes: frozenset[int]) -> Mapping[str, dict[str, int]]:
        """Value -> the records that state it, each with its commit."""
        out: dict[str, dict[str, int]] = defaultdict(dict)
        for page in self._graph.pages(self._label):
            for key, card in self._graph.cards(page).items():
                value = self._value(card, field)
                if value and _hash(value) in hashes:
                    out[value][key] = page[key]
        return out

    def _shared(self, field: str, value: str, commits: Mapping[str, int]) -> Iterator[Finding]:
        *material, number = value.split("\0")
        of = f" of material {material[0]}" if material else ""
        keys = sorted(commits)
        for key in keys:
            other = next(k for k in keys if k != key)
            more = f" and {len(keys) - 2} more" if len(keys) > 2 else ""
            message = f"{field} {number}{of} is that of {other}{more}, too."
            yield breach("duplicate", self._label, field, key, message, commits[key])

    def _value(self, card: Card, field: str) -> str:
        """What must be unique; empty where the record does not state it."""
        stated = card.properties.get(field)
        if not isinstance(stated, str):
            return ""
        if (self._label, field) in WITHIN_MATERIAL:
            material = self._graph.classes.kept(named_by_key(card.key))
            return f"{split(material).parts[0]}\0{stated}"
        return (
            _gtin(stated) if field == "udi_di" and card.properties.get("agency", "GS1") == "GS1" else stated
        )


def _gtin(text: str) -> str:
    return text.zfill(_GTIN) if text.isdecimal() and len(text) in _GTIN_LENGTHS else text


def _hash(value: str) -> int:
    return int.from_bytes(hashlib.blake2b(value.encode(), digest_size=8).digest(), "big")


def _twice(hashes: array[int]) -> frozenset[int]:
    ordered = np.sort(np.frombuffer(hashes, dtype=np.uint64)) if hashes else np.empty(0, np.uint64)
    return frozenset(map(int, ordered[1:][ordered[1:] == ordered[:-1]]))
