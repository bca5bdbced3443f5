"""What stands around a record: what the gates of its workflow look at.

Promises: a look at what was not read is an error and never an empty answer, so that no gate opens because
somebody forgot to read. Values only; who reads them is `app.workflow`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from quality.words import Words

Properties = Mapping[str, object]


class NotRead(LookupError):
    """A gate looked at something that its workflow does not name."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One relationship away; with `again` as far as it goes, as packages stand in packages."""

    type: str
    forward: bool
    again: bool = False


Path = tuple[Hop, ...]


@cache
def path(text: str) -> Path:
    """From its short form: `<SUPPLIED <QUALIFIES`, `>` forward, `<` backward, `*` at the end for again."""
    return tuple(_hop(word) for word in text.split())


def _hop(word: str) -> Hop:
    return Hop(word[1:].removesuffix("*"), word[0] == ">", word.endswith("*"))


@dataclass(frozen=True, slots=True)
class Unsure:
    """A gap behind which a hold may be that nobody sees: its kind, the record, and what is missing."""

    kind: str
    key: str
    words: Words


@dataclass(frozen=True, slots=True)
class Near:
    """Cards by key, and what is one hop away by key and hop; `held` are the holds that reach a key.

    `unsure` is why another hold may reach one of these keys, too.
    `card` of a record that does not exist is None. `case` is what is open in a recall case.
    """

    cards: Mapping[str, Properties | None]
    links: Mapping[tuple[str, str, bool], tuple[str, ...]]
    held: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unsure: tuple[Unsure, ...] = ()
    case: tuple[Words, ...] | None = None

    def card(self, key: str) -> Properties | None:
        """What is stated of a record."""
        if key not in self.cards:
            raise NotRead(key)
        return self.cards[key]

    def text(self, key: str, name: str) -> str:
        """One value of a record as text; empty where it is not stated."""
        return str((self.card(key) or {}).get(name, ""))

    def at(self, keys: Iterable[str], hops: Path) -> Iterator[str]:
        """The records at the end of a path from these, each once."""
        found = dict.fromkeys(keys)
        for hop in hops:
            if not found:
                return
            found = dict.fromkeys(self._hop(found, hop))
        yield from found

    def _hop(self, keys: dict[str, None], hop: Hop) -> Iterable[str]:
        if hop.again:
            return self._again(keys, hop)
        found: dict[str, None] = {}
        for key in reversed(keys):
            found.update(dict.fromkeys(self._from(key, hop)))
        return found

    def _again(self, keys: dict[str, None], hop: Hop) -> dict[str, None]:
        todo, found = [*keys], dict[str, None]()
        while todo:
            new = [one for one in self._from(todo.pop(), hop) if one not in found]
            found.update(dict.fromkeys(new))
            todo += new
        return found

    def _from(self, key: str, hop: Hop) -> tuple[str, ...]:
        found = self.links.get((key, hop.type, hop.forward))
        if found is None:
            raise NotRead(f"{hop.type} of {key}")
        return found

    def holds_of(self, key: str) -> tuple[str, ...]:
        """The active holds that reach it."""
        if key not in self.held:
            raise NotRead(f"holds of {key}")
        return self.held[key]
