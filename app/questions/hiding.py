"""What a trace shows to an asker who is bound to sites, and how it counts the rest.

Promises: what is shown was worked out from what the asker may see alone, so no text, sum or count of it can
hold more; a gap or note is shown only if it is one of the whole answer too, since a step whose outputs are
hidden is no step without output. Whatever the whole answer has beside it (rows, records of rows, gaps,
notes) is counted by label, and nothing else is said of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from app.questions.answer import Answer
from app.questions.excluded import Excluded, LeftOut, LeftOutRow
from app.questions.findings import Gap, Note, sorted_gaps
from app.questions.reading import Edge
from app.questions.scoped import Scoped
from app.questions.sites import PARTIES
from app.questions.starts import label_of
from app.questions.trace import Walk
from graph_model.keys import prefix_of
from quality.words import said

Hidden = tuple[str, str | Gap | Note | LeftOut | LeftOutRow]
"""A label, and what of that label is not shown."""


@dataclass(frozen=True, slots=True)
class Traced:
    """An answer as it is shown, and what was left out of it: to be counted, never told."""

    answer: Answer
    left_out: frozenset[Hidden] = frozenset()


def restrict(done: Walk, into_starts: Iterable[Edge], scoped: Scoped) -> Walk:
    """The visible part of a walk. A party is part of it only where a visible relationship leads to it."""
    starts = scoped.visible(done.starts)
    shown_starts = tuple(start for start in done.starts if start in starts)
    out = Walk(shown_starts, done.forward, levels=done.levels, round_trips=done.round_trips)
    held = scoped.shown(done.edges.values())
    out.edges = {edge.key: edge for edge in held}
    out.keys = {end for edge in held for end in (edge.source, edge.target)}.union(shown_starts)
    out.keys |= scoped.visible(key for key in done.keys if prefix_of(key) not in PARTIES)
    for edge in scoped.shown(done.void.values()):
        out.pass_by(edge)
    came_in = [e for e in (*into_starts, *done.edges.values()) if e.type in ("PRODUCED", "RECEIVED_AS")]
    shown = {edge.key for edge in scoped.shown(came_in)}
    out.partly = {edge.target for edge in came_in if edge.key not in shown}
    out.excluded = _excluded(done, scoped)
    return out


def _excluded(done: Walk, scoped: Scoped) -> Excluded | None:
    """What was left out, as far as both ends and all statements that say so may be seen."""
    if done.excluded is None:
        return None
    named = {key for found in done.excluded.relationships for key in found.statements}
    rows = {row.key for row in done.excluded.rows}
    edges = scoped.shown([*done.edges.values(), *done.left_out.values()])
    ends = {end for edge in edges for end in (edge.source, edge.target)}
    nodes = {k for k in rows | named if k not in done.edges and k not in done.left_out}
    visible = scoped.visible(k for k in nodes if prefix_of(k) not in PARTIES) | ends
    told = visible | {edge.key for edge in edges}
    return done.excluded.within(visible, lambda found: told.issuperset({found.key, *found.statements}))


def filtered(shown: Answer, whole: Answer, beside: Iterable[str], scoped: Scoped) -> Traced:
    """The answer over what is visible, with what the whole one has beside it counted as gaps.

    `beside` are nodes that are no rows, and which the quantities of the starts come from.
    """
    gaps = set(shown.gaps).intersection(whole.gaps)
    notes = set(shown.notes).intersection(whole.notes)
    # What no text of today needs: one that names what is hidden stays back, whoever comes to write it.
    gaps = {gap for gap in gaps if scoped.may_tell(f"{gap.key} {gap.message}")}
    notes = {n for n in notes if scoped.may_tell(f"{n.key} {n.source} {n.target} {n.message}")}
    left_out: set[Hidden] = {
        *(_labelled(whole) - _labelled(shown)),
        *((label_of(key), key) for key in beside),
    }
    left_out.update(("Gap", gap) for gap in set(whole.gaps) - gaps)
    left_out.update(("Note", note) for note in set(whole.notes) - notes)
    if whole.excluded and shown.excluded:
        left_out.update(("Excluded", found) for found in whole.excluded.beside(shown.excluded))
    answer = replace(
        shown, gaps=sorted_gaps([*gaps, *hidden_gaps(left_out)]), notes=tuple(sorted(notes)), sha256=""
    )
    return Traced(replace(answer, sha256=answer.digest()), frozenset(left_out))


def hidden_gaps(left_out: Iterable[Hidden]) -> Iterator[Gap]:
    """How many of each label are not shown."""
    for label, n in Counter(label for label, _ in set(left_out)).items():
        words = said(
            "Outside your sites and not shown, of label {label}: {n}.",
            "在您的站点之外且未显示，标签 {label}：{n}。",
            label=label,
            n=str(n),
        )
        yield Gap("hidden_by_site", "", words, label, n)


def _labelled(answer: Answer) -> set[tuple[str, str]]:
    records = {(record.label, record.key) for row in answer.rows for record in row.records or ()}
    return records | {(row.label, row.key) for row in answer.rows}
