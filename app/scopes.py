"""Saved questions: who may save, see, ask and remove them.

Promises: whoever may ask may save; a scope is seen by its owner and, where it is shared, by all who may ask.
To an asker who is bound to sites a scope of somebody else whose name or sources name a record outside is not
there; a note that does is not told, nor are the starts outside, nor hash and counts of an answer that was for
another asker. Answers to a scope are those of the asker, never of the owner. Refuses: names and notes beyond
their sizes, a second scope of one name, what no recall or genealogy would answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.asker import Asker
from app.errors import Refused
from app.questions.answer import Answer
from app.questions.ask import traced
from app.questions.errors import AmbiguousScope, BadRequest, UnknownScope
from app.questions.reading import Reader
from app.questions.scoped import ScopedReader, for_asker
from app.questions.scopes import Between, Question, ask, between
from app.questions.standing import Readers
from app.questions.view import NOW, View
from graph_model import upcast
from graph_model.facts import AnyFact
from graph_store import scopes as kept
from graph_store.accounts import ALL_SITES
from graph_store.scopes import Scope, scopes_for
from graph_store.store import Store
from quality.words import Words, said

MOST_SCOPES = 500
"""Of one owner."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A scope to be saved, as somebody typed it."""

    name: str
    keys: Sequence[str]
    forward: bool = True
    view: View = NOW
    known_at: int | None = None
    note: str = ""
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A scope as its asker may see it. `scope` is the whole of it: to ask it by, never to be told."""

    scope: Scope
    starts: tuple[str, ...]
    note: str
    is_own: bool
    saved_answer: bool

    @property
    def hidden(self) -> int:
        """How many starts lie outside the asker's sites."""
        return len(self.scope.starts) - len(self.starts)

    @property
    def question(self) -> Question:
        """What it asks."""
        scope = self.scope
        return Question(scope.starts, scope.forward, View(scope.as_of, scope.prefer))

    def to_json(self) -> dict[str, object]:
        """As `lotgraph scope list --format json` prints it."""
        scope = self.scope
        return {
            "name": scope.name,
            "owner": scope.owner,
            "shared": scope.shared,
            "direction": "forward" if scope.forward else "backward",
            "start": list(self.starts),
            "starts_hidden": self.hidden,
            "as_of": scope.as_of,
            "known_at": scope.known_at,
            "prefer": list(scope.prefer),
            "note": self.note,
            "saved": {
                "size": scope.size,
                "sha256": scope.sha256 if self.saved_answer else None,
                "counts": dict(scope.counts) if self.saved_answer else None,
            },
        }


@dataclass(frozen=True, slots=True)
class Shown:
    """A scope asked again: its answer now, and what changed since it was saved.

    `reproduced` is whether the ledger still gives the answer that was saved, byte for byte; None where that
    answer was for other sites.
    """

    seen: Seen
    answer: Answer
    since: Between
    reproduced: bool | None

    def to_json(self) -> dict[str, object]:
        """As `lotgraph scope show --format json` prints it."""
        return {
            "scope": self.seen.to_json(),
            "reproduced": self.reproduced,
            "since": self.since.to_json(),
            "answer": self.answer.to_json(),
        }


class Desk:
    """The scopes of one store for one asker. `readers` are what questions read through."""

    def __init__(self, store: Store, asker: Asker, owner: str, readers: Readers | None = None) -> None:
        self.store, self.asker, self.owner = store, asker, owner
        self.readers: Readers = readers or store

    def save(self, draft: Draft) -> Scope:
        """Ask it, and save it with what it answers."""
        name = draft.name.strip()
        self._check(draft, name)
        with self._reader(draft.known_at) as reader:
            answer = traced(reader, draft.keys, draft.view, forward=draft.forward).answer
        scope = Scope(
            owner=self.owner,
            name=name,
            shared=draft.shared,
            forward=draft.forward,
            starts=answer.start,
            as_of=draft.view.as_of,
            known_at=draft.known_at,
            prefer=draft.view.prefer,
            note=draft.note.strip(),
            size=answer.known_at,
            sha256=answer.sha256,
            counts=answer.counts,
            sites=self._sites,
        )
        _check_texts("key", scope.starts)
        if not kept.add(self.store, scope):
            raise Refused(
                said(
                    "You have a scope {name!r}, and it is never written over.",
                    "您已有范围 {name!r}，它不会被覆盖。",
                    name=name,
                ),
                said(
                    "Choose another name, or remove it first: lotgraph scope remove {name!r}",
                    "请另选名称，或先删除它：lotgraph scope remove {name!r}",
                    name=name,
                ),
            )
        return scope

    def scopes(self) -> list[Seen]:
        """All that the asker may see, by owner and name."""
        found = scopes_for(self.store, self.owner)
        if self.asker.sites is None:
            return [Seen(one, one.starts, one.note, one.owner == self.owner, True) for one in found]
        with self.store.reader() as reader:
            scoped = ScopedReader(reader, self.asker.sites)
            return [seen for one in found if (seen := self._seen(scoped, one)) is not None]

    def scope(self, name: str) -> Seen:
        """The asker's own scope of this name, else the one that somebody shares; `OWNER/NAME` is that one."""
        found = [one for one in self.scopes() if name.strip() in (one.scope.name, _full(one.scope))]
        own = [one for one in found if one.is_own and one.scope.name == name.strip()]
        if not found:
            raise UnknownScope(name)
        if len(own or found) > 1:
            raise AmbiguousScope(name, tuple(_full(one.scope) for one in found))
        return (own or found)[0]

    def show(self, name: str) -> Shown:
        """Ask it as it is now, and as it was saved."""
        seen = self.scope(name)
        answer, then = self._answer(seen), self._answer(seen, at=seen.scope.size)
        reproduced = then.sha256 == seen.scope.sha256 if seen.scope.sites == self._sites else None
        return Shown(seen, answer, between(then, answer), reproduced)

    def diff(self, first: str, second: str) -> Between:
        """What the second scope answers otherwise than the first; both at one size where they ask of now."""
        size = self.store.head().size
        before, after = (self._answer(seen, at=size) for seen in (self.scope(first), self.scope(second)))
        return between(before, after)

    def remove(self, name: str) -> None:
        """Forget one of the asker's own."""
        if not kept.remove(self.store, self.owner, name.strip()):
            raise UnknownScope(name)

    def to_follow(self, name: str) -> Seen:
        """A scope that can change; one that asks of a fixed ledger size never does."""
        seen = self.scope(name)
        if seen.scope.known_at is not None:
            raise BadRequest(
                f"{name!r} asks of ledger size {seen.scope.known_at}, and nothing new gets there.",
                "Save it without a ledger size to follow it.",
            )
        return seen

    @property
    def _sites(self) -> str:
        """Which answers the asker gets: two of the same sites get the same ones."""
        return ALL_SITES if self.asker.sites is None else " ".join(sorted(self.asker.sites))

    def _answer(self, seen: Seen, *, at: int | None = None) -> Answer:
        with self._reader(at if seen.scope.known_at is None else seen.scope.known_at) as reader:
            answer = ask(reader, seen.question)
        if answer is None:  # only a ledger that is not the one it was saved beside
            raise BadRequest(
                f"Nothing that the scope {seen.scope.name!r} starts at is in this ledger.",
                "Remove it: it was saved beside another ledger.",
            )
        return answer

    def _reader(self, size: int | None) -> Reader:
        return for_asker(self.readers.reader(size), self.asker)

    def _seen(self, scoped: ScopedReader, scope: Scope) -> Seen | None:
        is_own = scope.owner == self.owner
        if not is_own and not scoped.may_tell(" ".join((scope.name, *scope.prefer))):
            return None
        visible = scoped.visible(scope.starts)
        starts = tuple(start for start in scope.starts if start in visible)
        return Seen(scope, starts, scope.note if is_own else scoped.reason(scope.note), is_own, is_own)

    def _check(self, draft: Draft, name: str) -> None:
        if not name or len(name) > kept.MOST_NAME or not name.isprintable():
            raise BadRequest(
                f"{name[: kept.MOST_NAME]!r} is no name of a scope.",
                f"Give it 1 to {kept.MOST_NAME} characters that can be printed.",
            )
        _check_count("keys", len(draft.keys), kept.MOST_STARTS)
        _check_count("sources", len(draft.view.prefer), kept.MOST_SOURCES)
        _check_count("characters in a note", len(draft.note), kept.MOST_NOTE)
        _check_texts("source", (*draft.view.prefer, self.owner))
        own = sum(scope.owner == self.owner for scope in scopes_for(self.store, self.owner))
        if own >= MOST_SCOPES:
            raise Refused(
                said(
                    "You have {own} scopes; {most} are allowed.",
                    "您有 {own} 个范围；最多允许 {most} 个。",
                    own=str(own),
                    most=str(MOST_SCOPES),
                ),
                Words(
                    "Remove those you no longer need: lotgraph scope list",
                    "请删除不再需要的范围：lotgraph scope list",
                ),
            )


def facts_of(store: Store, first: int, last: int) -> Iterator[tuple[int, list[AnyFact]]]:
    """The facts of these commits, with the ledger size behind each."""
    for entry in store.entries(first, last):
        yield entry.header.seq, [upcast.read(line, entry.header.model) for line in entry.lines()]


def _full(scope: Scope) -> str:
    return f"{scope.owner}/{scope.name}"


def _check_count(what: str, count: int, most: int) -> None:
    if count > most:
        raise BadRequest(f"{count} {what}; {most} are allowed.", "Save less in one scope.")


def _check_texts(what: str, texts: Iterable[str]) -> None:
    for text in texts:
        if len(text) > kept.MOST_TEXT or "\n" in text:
            raise BadRequest(
                f"A {what} of {len(text)} characters: {text[:40]!r}...",
                f"It is one line of at most {kept.MOST_TEXT} characters.",
            )
