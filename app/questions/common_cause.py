"""Common cause: what items with a complaint share, and good ones do not.

Promises: every factor of `app.questions.ancestry` that any of the bad items met is told, the least likely by
chance first (Fisher's exact test, one-sided; q is the false discovery rate over all factors tested).
Factors that met the very same items are one group: these data cannot tell them apart. Good ones are all other
items of the same materials, or those that are named. An asker who is bound to sites compares what belongs
there; the rest is counted. It tells where to look first; it proves nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from app.questions.ancestry import Ancestry, read_ancestry
from app.questions.ask import traced
from app.questions.errors import BadRequest, BadStart
from app.questions.findings import Gap, Note, sorted_gaps
from app.questions.gaps import dispute_gaps, load_gaps, span_gaps, statement_gaps
from app.questions.hiding import hidden_gaps
from app.questions.materials import read_materials
from app.questions.ranking import Suspect, Table, ranked
from app.questions.reading import Backed, Reads, may_hold
from app.questions.scoped import ScopedReader
from app.questions.starts import label_of, resolve
from app.questions.trace import ITEMS
from app.questions.view import NOW, View, refuse_unknown_sources, through
from app.questions.watching import Watching
from graph_model.facts import canonical
from graph_model.keys import prefix_of, split
from quality.words import said

_ABOUT = {
    "Complaint": "COMPLAINS_OF",
    "AdverseEvent": "COMPLAINS_OF",
    "ServiceEvent": "SERVICED",
    "Nonconformity": "RAISED_ON",
}
"""Records whose items are bad, and by which relationship they are."""


@dataclass(frozen=True, slots=True)
class CommonCause:
    """The ranking, at one ledger size: of the bad items, against so many good ones."""

    asked: tuple[str, ...]
    bad: tuple[str, ...]
    good_items: int
    tested: int
    suspects: tuple[Suspect, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[Note, ...]
    known_at: int
    root: str
    view: View = NOW

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical answer without names."""
        body = self._body()
        body["suspects"] = [replace(suspect, name=None).to_json() for suspect in self.suspects]
        return hashlib.sha256(canonical(body)).hexdigest()

    def to_json(self) -> dict[str, object]:
        """The object that `--format json` prints."""
        return {**self._body(), "sha256": self.sha256}

    def _body(self) -> dict[str, object]:
        return {
            "keys": list(self.asked),
            "clocks": {"as_of": self.view.as_of, "known_at": self.known_at},
            **({"prefer": list(self.view.prefer)} if self.view.prefer else {}),
            "complete": self.complete,
            "gaps": [gap.to_json() for gap in self.gaps],
            "notes": [note.to_json() for note in self.notes],
            "bad": list(self.bad),
            "items": {"bad": len(self.bad), "good": self.good_items},
            "tested": self.tested,
            "suspects": [suspect.to_json() for suspect in self.suspects],
            "ledger": {"size": self.known_at, "root": self.root},
        }


@dataclass(frozen=True, slots=True)
class _Compared:
    """The items of a comparison and what they were made of."""

    bad: frozenset[str]
    good: frozenset[str]
    ancestry: Ancestry

    def table(self) -> Table:
        """All of it by places."""
        items, ancestry = sorted(self.bad | self.good), self.ancestry
        sources, targets = ancestry.ends
        return Table(
            places=len(ancestry.places),
            sources=sources,
            targets=targets,
            items=np.array([ancestry.places[item] for item in items], np.int64),
            is_bad=np.array([item in self.bad for item in items], np.bool_),
            factors=ancestry.factors,
        )


def common_cause(
    reader: Backed, keys: Iterable[str], good: Iterable[str] = (), view: View = NOW
) -> CommonCause:
    """What these items, or those that these complaints are about, met more often than good ones."""
    refuse_unknown_sources(reader, view)
    watching = through(reader, view)
    asked, named = starts(watching, keys, good)
    compared = _compare(watching, asked, named)
    backward = traced(reader, compared.bad, view, forward=False)
    told = {gap for gap in backward.answer.gaps if gap.kind != "hidden_by_site"}
    left_out = set(backward.left_out)
    own = set(_gaps(watching, compared))
    if isinstance(reader, ScopedReader):
        whole = through(reader.whole, view)
        every = _compare(whole, asked, named)
        all_gaps = set(_gaps(whole, every))
        own = {gap for gap in own & all_gaps if reader.may_tell(f"{gap.key} {gap.message}")}
        left_out |= {("Gap", gap) for gap in all_gaps - own}
        left_out |= {(label_of(key), key) for key in _met(every) - _met(compared)}
    gaps = [*told, *own, *hidden_gaps(left_out)]
    return answered(watching, (asked, compared.bad), compared.table(), (gaps, backward.answer.notes), view)


def starts(reader: Reads, keys: Iterable[str], good: Iterable[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """The keys that are meant by what was asked about, and by what is named as good."""
    asked = tuple(sorted({resolve(reader, key) for key in keys}))
    return asked, frozenset(resolve(reader, key) for key in good)


def answered(
    reader: Reads,
    items: tuple[tuple[str, ...], frozenset[str]],
    table: Table,
    found: tuple[Iterable[Gap], tuple[Note, ...]],
    view: View,
) -> CommonCause:
    """The answer about what was asked and the bad `items` of it, with what was `found` to be missing."""
    asked, bad = items
    tested, suspects = ranked(reader, table)
    return CommonCause(
        asked=asked,
        bad=tuple(sorted(bad)),
        good_items=len(table.items) - len(bad),
        tested=tested,
        suspects=suspects,
        gaps=sorted_gaps(found[0]),
        notes=found[1],
        known_at=reader.known_at,
        root=reader.root,
        view=view,
    )


def _compare(reader: Watching, asked: tuple[str, ...], named: frozenset[str]) -> _Compared:
    bad = bad_items(reader, asked)
    good = (named or frozenset(_others(reader, bad))) - bad
    refuse_unlike(named - bad, len(good))
    return _Compared(bad, good, read_ancestry(reader, bad | good, reader.classes.kept))


def refuse_unlike(named: Iterable[str], good: int) -> None:
    """Raise where something `named` as good is no item, or there is nothing good."""
    if any(prefix_of(key) not in ITEMS for key in named):
        raise BadStart("What is compared with must be lots or devices.", "Name good lots or devices.")
    if not good:
        raise BadRequest(
            "There is nothing good to compare with.",
            "Name items of other materials, or fewer of those with a complaint.",
        )


def bad_items(reader: Reads, asked: Iterable[str]) -> frozenset[str]:
    """The items that are bad: those that were asked about, and those that such records are about."""
    bad = frozenset(_items_of(reader, asked))
    if not bad:
        raise BadRequest(
            "No item with a complaint was named.", "Name devices, lots or complaints about them."
        )
    return bad


def _items_of(reader: Reads, asked: Iterable[str]) -> Iterator[str]:
    for key in asked:
        type_ = _ABOUT.get(label_of(key))
        if prefix_of(key) in ITEMS:
            yield key
        elif type_ is None:
            raise BadStart(
                f"{key} is a {label_of(key)}, and says of no item that it is bad.",
                "Name devices, lots, complaints, adverse events, service events or nonconformities.",
                keys=(key,),
            )
        else:
            found = reader.context([key], (type_,), True)
            yield from (e.target for e in found if may_hold(e) and prefix_of(e.target) in ITEMS)


def _others(reader: Watching, bad: frozenset[str]) -> Iterator[str]:
    """All items of the same materials: devices where devices are bad, lots where lots are."""
    kinds = kinds_of(reader, bad)
    members = reader.classes.whole({material for material, _ in kinds})
    for edge in reader.context(sorted(members), ("INSTANCE_OF",), False):
        if may_hold(edge) and (edge.target, prefix_of(edge.source)) in kinds:
            yield edge.source
    for material in members:
        key = split(material)
        for prefix in {prefix for of, prefix in kinds if of == reader.classes.kept(material)}:
            yield from reader.find(str(replace(key, prefix=prefix)))


def kinds_of(reader: Watching, items: Iterable[str]) -> set[tuple[str, str]]:
    """The materials of items, and whether these are lots or devices of it."""
    materials = read_materials(reader, items, reader.classes.kept)
    return {(materials.of(item), prefix_of(item)) for item in materials.of_item}


def _met(compared: _Compared) -> set[str]:
    """All that a comparison looks at."""
    factors = {factor.key for factor in compared.ancestry.factors.values()}
    return compared.ancestry.touched | factors | compared.bad | compared.good


def _gaps(reader: Watching, compared: _Compared) -> Iterator[Gap]:
    ancestry = compared.ancestry
    yield from dispute_gaps(ancestry.cards.values(), reader.taken())
    yield from span_gaps(ancestry.cards.values())
    yield from load_gaps(reader, reader.classes.whole(_met(compared)))
    yield from statement_gaps(reader.disputed, reader.taken())
    yield from undated_gaps(ancestry.undated)


def undated_gaps(steps: int) -> Iterator[Gap]:
    """Of so many steps nothing says when they were."""
    if steps:
        words = said(
            "Of {n} steps nothing says when they were; they are of no day and no week.",
            "{n} 个工序未说明时间；它们不计入任何一天或一周。",
            n=str(steps),
        )
        yield Gap("time_unknown", "", words)
