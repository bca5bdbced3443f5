"""What an answer has to say about itself: gaps, which make it incomplete, and notes, which do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.questions.starts import label_of
from quality.words import Words


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """Something is missing, or may be. `key` is what it is about, where it is about one thing.

    One of kind `hidden_by_site` has the label of what is hidden and how many there are.
    """

    kind: str
    key: str
    words: Words
    label: str = ""
    n: int = 0

    @property
    def message(self) -> str:
        """In English, as answers, their hashes and their files have it."""
        return self.words.en

    def to_json(self) -> dict[str, object]:
        """As the contract has it; a gap about no one node has no key."""
        about = {"key": self.key, "label": label_of(self.key)} if self.key else {}
        hidden = {"label": self.label, "n": self.n} if self.label else {}
        return {"kind": self.kind, **about, **hidden, "message": self.message}


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """Something worth knowing. A retracted relationship also says what it joined."""

    kind: str
    key: str
    words: Words
    type: str = ""
    source: str = ""
    target: str = ""

    @property
    def message(self) -> str:
        """In English, as answers, their hashes and their files have it."""
        return self.words.en

    def to_json(self) -> dict[str, object]:
        """As the contract has it."""
        if self.type:
            ends = {"type": self.type, "from": self.source, "to": self.target}
            return {"kind": self.kind, "key": self.key, **ends, "message": self.message}
        return {"kind": self.kind, "key": self.key, "label": label_of(self.key), "message": self.message}


GAP_KINDS = {
    "unknown_reference": "something is referred to and no file states it",
    "no_origin": "nothing says where an item, or a receipt, came from",
    "step_without_input": "a step made something out of nothing",
    "step_without_output": "a step used something and nothing says what it made",
    "shipment_without_customer": "a shipment, or a return, names no customer",
    "untracked_input": "a step used tracked material, and nothing says which lot",
    "time_unknown": "nothing says when something was, so it may or may not lie in the time asked about",
    "limits_unknown": "nothing says whether readings were outside of their limits",
    "not_joined": "something else may be the same thing, or hold it, and was not joined",
    "load_unfinished": "a file was begun and not taken in whole",
    "rejected_rows": "rows that were not accepted may touch this answer",
    "by_posting_date": "days or times of booking alone left it out of a time-aware answer",
    "hidden_by_site": "how many rows, records, gaps (`Gap`), notes (`Note`) or things left out by time "
    "(`Excluded`) are outside the asker's sites",
    "unmeasured": "an amount is not stated, so a mass balance lacks it",
    "conflict": "statements contradict each other: two sources, two units, an end before its beginning",
}

NOTE_KINDS = {
    "retracted": "a relationship that was withdrawn; the walk passed it by",
    "not_traced": "material that is declared not to be traced, or a step that used some",
    "unknown_quantity": "how many devices a lot holds is not stated, so it adds none to the total",
    "merged": "a record that was decided to be another one; both are told as one",
    "preferred": "sources state it differently, and it was read as a preferred one states it",
    "upheld": "a relationship that was withdrawn, and of which a decision says that it holds",
    "stated_later": "nothing stated of it is as old as the time asked about; what was stated first is shown",
}


def all_of(ends: Iterable[str]) -> Words:
    """What something is stated to be of, where it is of one only."""
    found = list(ends)
    return Words(" and of ".join(found), " 和 ".join(found))


def sorted_gaps(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Each gap once, in the order of the contract."""
    return tuple(sorted(set(gaps)))


def line_ranges(lines: Iterable[int]) -> str:
    """Line numbers as people write them: `3-5, 9`. None is left out."""
    spans: list[list[int]] = []
    for line in sorted(set(lines)):
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)
