"""What every answer tells of itself: what is missing, what is worth knowing, and the ledger it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import strawberry

from app.api.fields import resolved
from app.api.words import Words
from app.questions.findings import GAP_KINDS, NOTE_KINDS
from app.questions.findings import Gap as GapFound
from app.questions.findings import Note as NoteFound
from app.questions.starts import label_of


def _kinds(kinds: dict[str, str]) -> str:
    return "\n".join(f"- {kind}: {meaning}" for kind, meaning in kinds.items())


@strawberry.type(description="The ledger at the size an answer stands at.")
class LedgerHead:
    """Size and root."""

    size: int = strawberry.field(description="Number of commits.")
    root: str = strawberry.field(description="Root hash (hex) of the tree over the commits' headers.")


@strawberry.type(description="Something is missing, or may be; an answer with a gap is not complete.")
class Gap:
    """One gap."""

    kind: str = strawberry.field(description=f"One of:\n{_kinds(GAP_KINDS)}")
    key: str | None = strawberry.field(description="What it is about, where it is about one thing.")
    label: str | None = strawberry.field(description="What kind of thing that is.")
    n: int | None = strawberry.field(description="Of what is hidden by site: how many of the label.")
    message: str = strawberry.field(description="In words, in English.")
    words: Words = strawberry.field(description="In words, in both languages.")

    @classmethod
    def of(cls, gap: GapFound) -> Gap:
        """From the answer."""
        return cls(
            kind=gap.kind,
            key=gap.key or None,
            label=label_of(gap.key) if gap.key else gap.label or None,
            n=gap.n or None,
            message=gap.message,
            words=Words.of(gap.words),
        )


@strawberry.type(description="Something worth knowing that does not make the answer incomplete.")
class Note:
    """One note."""

    kind: str = strawberry.field(description=f"One of:\n{_kinds(NOTE_KINDS)}")
    key: str = strawberry.field(description="The node or relationship it is about.")
    message: str = strawberry.field(description="In words, in English.")
    words: Words = strawberry.field(description="In words, in both languages.")
    type: str | None = strawberry.field(description="Type of a retracted relationship.")
    source: str | None = strawberry.field(name="from", description="Where a retracted relationship began.")
    target: str | None = strawberry.field(name="to", description="Where a retracted relationship ended.")

    @classmethod
    def of(cls, note: NoteFound) -> Note:
        """From the answer."""
        return cls(
            kind=note.kind,
            key=note.key,
            message=note.message,
            words=Words.of(note.words),
            type=note.type or None,
            source=note.source or None,
            target=note.target or None,
        )


class Found(Protocol):
    """An answer of `app.questions`."""

    @property
    def complete(self) -> bool: ...
    @property
    def gaps(self) -> Sequence[GapFound]: ...
    @property
    def notes(self) -> Sequence[NoteFound]: ...
    @property
    def known_at(self) -> int: ...
    @property
    def root(self) -> str: ...
    @property
    def sha256(self) -> str: ...


@strawberry.interface(
    description="An answer: complete, or it says what is missing; under a hash, at one ledger size."
)
class Answer:
    """What stands in `found`."""

    found: strawberry.Private[Found]

    @resolved
    def complete(self) -> bool:
        """Whether nothing is missing: true exactly where there is no gap."""
        return self.found.complete

    @resolved
    def gaps(self) -> list[Gap]:
        """All that is missing, or may be."""
        return [Gap.of(gap) for gap in self.found.gaps]

    @resolved
    def notes(self) -> list[Note]:
        """All that is worth knowing besides."""
        return [Note.of(note) for note in self.found.notes]

    @resolved
    def ledger(self) -> LedgerHead:
        """The ledger it stands on."""
        return LedgerHead(size=self.found.known_at, root=self.found.root)

    @resolved
    def sha256(self) -> str:
        """SHA-256 of the canonical answer, without names."""
        return self.found.sha256
