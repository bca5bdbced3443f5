"""The key figures before and after a change: a day, or one commit.

Promises: before is the last point that was worked out without any of these commits, after the first with all
of them; which commits these are, and what they changed, targets too, is told whole. Refuses a day without
commits and a commit that is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from app.errors import Refused
from app.indicators.recording import Point, series
from app.indicators.targets import targets
from app.inspection.changes import Changes, read_changes
from app.inspection.period import Commits, Days, commits_of
from app.questions.quantities import decimal_text
from graph_store.entries import Cause
from graph_store.reader import Reader
from graph_store.store import Store
from quality.indicators import BY_NAME
from quality.words import Words, said


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure on both sides; None where nothing was worked out there."""

    name: str
    unit: str
    before: Point | None
    after: Point | None

    @property
    def difference(self) -> str | None:
        """After less before, where both have a value."""
        if self.before is None or self.after is None:
            return None
        if self.before.value is None or self.after.value is None:
            return None
        return decimal_text(Fraction(self.after.value) - Fraction(self.before.value))

    def to_json(self) -> dict[str, object]:
        """As `lotgraph kpi show --around` prints it."""
        return {
            "name": self.name,
            "unit": self.unit,
            "before": self.before and self.before.to_json(),
            "after": self.after and self.after.to_json(),
            "difference": self.difference,
        }


@dataclass(frozen=True, slots=True)
class Retarget:
    """A target that these commits changed: what it was before them, and is after them; None is no target."""

    name: str
    unit: str
    before: str | None
    after: str | None

    def to_json(self) -> dict[str, object]:
        """As `lotgraph kpi show --around` prints it."""
        return {"name": self.name, "unit": self.unit, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures around these commits, who recorded them and why, and what they changed."""

    commits: Commits
    causes: tuple[Cause, ...]
    changes: Changes
    targets: tuple[Retarget, ...]
    pairs: tuple[Pair, ...]

    def to_json(self) -> dict[str, object]:
        """As `lotgraph kpi show --around` prints it."""
        return {
            "commits": [one.to_json() for one in self.causes],
            "changed": [
                {"actor": one.actor, "kind": one.kind, "of": one.of, "origin": one.origin, "facts": n}
                for one, n in sorted(self.changes.facts.items())
            ],
            "targets": [one.to_json() for one in self.targets],
            "figures": [one.to_json() for one in self.pairs],
        }


def around_day(store: Store, reader: Reader, day: str) -> Comparison:
    """Around all commits of a day."""
    commits = commits_of(reader, Days.read(day, day))
    if commits.last < commits.first:
        raise Refused(
            said("nothing was recorded on {day}", "{day} 没有记录任何内容", day=day),
            Words("Name a day on which something changed.", "请指明有变更的日期。"),
        )
    return _around(store, reader, commits)


def around_commit(store: Store, reader: Reader, seq: int) -> Comparison:
    """Around one commit."""
    if not 1 <= seq <= reader.known_at:
        raise Refused(
            said("there is no commit {seq}", "没有提交 {seq}", seq=str(seq)),
            said("There are 1 to {last}.", "有 1 到 {last}。", last=str(reader.known_at)),
        )
    return _around(store, reader, Commits(seq, seq))


def _around(store: Store, reader: Reader, commits: Commits) -> Comparison:
    causes = reader.causes(range(commits.first, commits.last + 1))
    points: dict[str, list[Point]] = {}
    for one in series(reader):
        points.setdefault(one.name, []).append(one)
    return Comparison(
        commits=commits,
        causes=tuple(causes[seq] for seq in sorted(causes)),
        changes=read_changes(store.entries(commits.first, commits.last)),
        targets=tuple(_retargets(store, commits)),
        pairs=tuple(pair(name, some, commits) for name, some in points.items()),
    )


def _retargets(store: Store, commits: Commits) -> Iterator[Retarget]:
    with store.reader(commits.first - 1) as before, store.reader(commits.last) as after:
        were, are = targets(before), targets(after)
    for name, target in are.items():
        sides = [one.value if one.value is None else decimal_text(one.value) for one in (were[name], target)]
        if sides[0] != sides[1]:
            yield Retarget(name, BY_NAME[name].unit, *sides)


def pair(name: str, points: Iterable[Point], commits: Commits) -> Pair:
    """The last point before and the first one after."""
    ordered = sorted(points, key=lambda one: (one.size, one.computed))
    before = [one for one in ordered if one.size < commits.first]
    after = [one for one in ordered if one.size >= commits.last]
    return Pair(name, ordered[0].unit, before[-1] if before else None, after[0] if after else None)
