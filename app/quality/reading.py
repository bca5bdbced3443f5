"""What the rules need of a graph: everything of a label, a page at a time, and what is joined to a page.

Promises: merged records are seen as one, under the key of the kept one, as questions see them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from app.questions.merged import Classes, Merged
from app.questions.reading import Backed, Card, Edge, Reads
from app.questions.rewritten import ShownEdge


class Survey(Protocol):
    """Wide reads, all at the size of `reads`. Only what holds is told of `flows` and `joined`."""

    @property
    def reads(self) -> Backed: ...

    def pages(self, label: str) -> Iterator[Mapping[str, int]]:
        """Keys in order, each with the commit that first stated it, else with that of its first mention."""
        ...

    def flows(self, label: str, keys: Sequence[str]) -> Iterator[Edge]:
        """What moved into and out of these, with the properties that amounts and times are made of."""
        ...

    def joined(self, label: str, keys: Sequence[str]) -> Mapping[str, set[str]]:
        """Type -> which of these nodes have such a relationship."""
        ...

    def loads_of(self, commits: Sequence[int]) -> Mapping[int, str]:
        """The loads that these commits came with; empty for what came with none."""
        ...


class Graph:
    """A survey in terms of the kept records."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self.classes = Classes.of(survey.reads.merges())
        self.reads: Reads = Merged(survey.reads, self.classes) if self.classes else survey.reads

    def pages(self, label: str) -> Iterator[Mapping[str, int]]:
        """Keys of the kept records, each with a commit."""
        for page in self._survey.pages(label):
            yield {key: commit for key, commit in page.items() if self.classes.kept(key) == key}

    def cards(self, keys: Iterable[str]) -> Mapping[str, Card]:
        """The nodes by key."""
        return self.reads.cards(list(keys))

    def flows(self, label: str, keys: Sequence[str]) -> Iterator[Edge]:
        """What moved into and out of these."""
        for edge in self._survey.flows(label, self.classes.whole(keys)):
            ends = self.classes.kept(edge.source), self.classes.kept(edge.target)
            if ends == (edge.source, edge.target):
                yield edge
            else:
                yield replace(ShownEdge.of(edge), source=ends[0], target=ends[1])

    def joined(self, label: str, keys: Sequence[str]) -> Mapping[str, set[str]]:
        """Type -> which of these nodes have such a relationship; of labels that are never merged."""
        return self._survey.joined(label, keys)

    def loads_of(self, commits: Sequence[int]) -> Mapping[int, str]:
        """The loads that these commits came with."""
        return self._survey.loads_of(commits)
