"""Asks each case each way and compares; what they disagree on is cut down to the least that shows it.

Promises: every case is asked forward and backward, at the newest size and at an older one, now and at a
day, for one who sees all and for one who is bound to a site. A disagreement is never passed over:
it is saved with its facts, and the run fails.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, groupby, islice
from pathlib import Path

import orjson

from app.columnar.recall import wide_recall
from app.crosscheck.cases import DAYS, Case, case
from app.crosscheck.opinion import is_operation, reached
from app.questions.answer import Answer
from app.questions.ask import genealogy, recall
from app.questions.errors import QuestionError
from app.questions.reading import Reader
from app.questions.scoped import ScopedReader
from app.questions.view import View
from app.snapshot.applying import apply
from app.snapshot.reader import ColumnReader
from graph_model.facts import AnyFact, from_json, to_json
from graph_store.store import Store
from lineage.base import nothing
from lineage.closure import Odd
from lineage.graph import Graph
from lineage.rebase import rebased

AT_ONCE = 50
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Question:
    """One way to ask a case."""

    start: str
    forward: bool
    size: int
    """How many of the case's commits are known."""
    day: str | None
    site: str | None


@dataclass
class Report:
    """What came of a run."""

    cases: int = 0
    questions: int = 0
    judged: int = 0
    """Recalls that were told by arrays alone."""
    saved: list[Path] = field(default_factory=list)


class Crosscheck:
    """Checks cases in one store, which nobody else writes to."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store, self._folder = store, folder
        self._graph = Graph(nothing())
        self.report = Report()

    def run(self, cases: int, seed: int, progress: Progress = lambda done, all_: None) -> Report:
        """Check so many cases from a seed on."""
        made = (case(seed + n) for n in range(cases))
        while batch := list(islice(made, AT_ONCE)):
            sizes = [self._record(one.commits) for one in batch]
            self._catch_up(rebase=random.Random(batch[0].seed).random() < 0.5)
            for one, at in zip(batch, sizes, strict=True):
                self._check(one, at)
            progress(self.report.cases, cases)
        return self.report

    def _record(self, commits: Iterable[Sequence[AnyFact]]) -> list[int]:
        """The ledger size behind each commit."""
        return [self._store.commit(facts, actor="crosscheck", reason="a case").size for facts in commits]

    def _catch_up(self, *, rebase: bool) -> None:
        for entry in self._store.entries(self._graph.size + 1):
            apply(self._graph, entry)
        if rebase:
            self._graph = Graph(rebased(self._graph))

    def _check(self, one: Case, sizes: list[int]) -> None:
        self.report.cases += 1
        for question in questions(one):
            self.report.questions += 1
            if self._differs(one.commits, question, sizes):
                least = self._least(one, question)
                self.report.saved.append(self._save(least, question))
                return

    def _differs(self, commits: Sequence[Sequence[AnyFact]], asked: Question, sizes: list[int]) -> bool:
        known_at = sizes[asked.size - 1]
        opened = self._store.reader(known_at)
        columns = ColumnReader(self._graph, self._store.connection, known_at, opened.root)
        if asked.start not in opened.cards([asked.start]):
            return asked.start in columns.cards([asked.start])
        by_cypher, by_columns = (_asked(reader, asked) for reader in (opened, columns))
        if by_cypher != by_columns:
            return True
        if isinstance(by_cypher, str):
            return False
        if asked.site is None:
            facts = [fact for facts in commits[: asked.size] for fact in facts]
            wanted = reached(facts, asked.start, forward=asked.forward, day=asked.day)
            if {row.key for row in by_cypher.rows if not is_operation(row.key)} != wanted:
                return True
        return (
            asked.forward and not (asked.site or asked.day) and self._differs_wide(columns, asked, by_cypher)
        )

    def _differs_wide(self, reader: ColumnReader, asked: Question, wanted: Answer) -> bool:
        try:
            told = wide_recall(reader, [asked.start])
        except Odd:
            return False
        self.report.judged += 1
        return told.in_full() != wanted

    def _least(self, one: Case, asked: Question) -> Case:
        """The case without the facts that the disagreement does not need: halves first, single facts last."""
        names = (f"{one.seed}x{n}" for n in count())
        kept = [(at, fact) for at, facts in enumerate(one.commits[: asked.size]) for fact in facts]
        size = len(kept)
        while size > 1:
            size = (size + 1) // 2
            for start in range(len(kept) - 1, -1, -size):
                fewer = kept[: max(start - size + 1, 0)] + kept[start + 1 :]
                if self._still_differs(_commits(fewer), one.seed, next(names), asked):
                    kept = fewer
        return replace(one, commits=tuple(map(tuple, _commits(kept))))

    def _still_differs(self, commits: list[list[AnyFact]], seed: int, name: str, asked: Question) -> bool:
        """The same under another namespace, since nothing leaves a ledger."""
        renamed = [[_renamed(fact, f"case{seed}", f"case{name}") for fact in facts] for facts in commits]
        if not renamed:
            return False
        sizes = self._record(renamed)
        self._catch_up(rebase=False)
        start = asked.start.replace(f":case{seed}/", f":case{name}/")
        site = asked.site and asked.site.replace(f":case{seed}/", f":case{name}/")
        return self._differs(renamed, replace(asked, start=start, site=site, size=len(renamed)), sizes)

    def _save(self, least: Case, asked: Question) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"crosscheck-{least.seed}.json"
        said = {
            "seed": least.seed,
            "question": {name: getattr(asked, name) for name in asked.__slots__},
            "commits": [[to_json(fact) for fact in facts] for facts in least.commits],
        }
        path.write_bytes(orjson.dumps(said, option=orjson.OPT_INDENT_2) + b"\n")
        return path


def questions(one: Case) -> Iterator[Question]:
    """What to ask a case."""
    chance, size = random.Random(one.seed), len(one.commits)
    for forward in (True, False):
        start = chance.choice(one.items)
        yield Question(start, forward, size, None, None)
        yield Question(start, forward, chance.randint(1, size), None, None)
        yield Question(start, forward, size, chance.choice(DAYS), None)
        yield Question(start, forward, chance.randint(1, size), None, chance.choice(one.sites))


def _commits(facts: Iterable[tuple[int, AnyFact]]) -> list[list[AnyFact]]:
    """Facts in the commits that they stood in; commits that lost all are gone."""
    return [[fact for _, fact in group] for _, group in groupby(facts, key=lambda pair: pair[0])]


def _asked(reader: Reader, asked: Question) -> Answer | str:
    ask = recall if asked.forward else genealogy
    try:
        scoped = ScopedReader(reader, frozenset([asked.site])) if asked.site else reader
        return ask(scoped, [asked.start], View(as_of=asked.day))
    except QuestionError as error:
        return f"{type(error).__name__}: {error}"


def _renamed(fact: AnyFact, old: str, new: str) -> AnyFact:
    text = orjson.dumps(to_json(fact)).decode()
    return from_json(orjson.loads(text.replace(f":{old}/", f":{new}/")))
