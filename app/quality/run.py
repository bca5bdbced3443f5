"""The rules and the scorecard over a store: the one module here that reads.

Promises: each call stands at one ledger size, that of its start, but for disputes between sources: those are
listed last, as they are then. The ledger is read once, some commits in memory at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from threading import Lock
from typing import TypeVar

from app.asker import EVERYTHING
from app.conflicts import conflicts
from app.quality.check import OnProgress, check, stated_by
from app.quality.finding import Finding
from app.quality.rules import NAMES
from app.quality.scorecard import OfLoad, Scorecard, scorecard, tallies
from graph_model import upcast
from graph_model.facts import AnyFact
from graph_store.commits import commits
from graph_store.effects import load_key
from graph_store.history import UnknownRecord
from graph_store.reader import Reader
from graph_store.store import Store
from graph_store.survey import Survey
from ledger.commit import Header
from ledger.tree import EMPTY_ROOT

T = TypeVar("T")


def findings(
    store: Store, reader: Reader, *, names: Collection[str] = NAMES, load: str = "", on_progress: OnProgress
) -> Iterator[Finding]:
    """What breaks the rules of these names; of one load, what breaks them in what it stated first."""
    if load and load not in {one.load for one in reader.loads()}:
        raise UnknownRecord(
            f"there is no load {load}", next_step="Take it from `lotgraph quality scorecard`."
        )
    found = check(
        Survey(store, reader), lambda: conflicts(store, EVERYTHING), names=names, on_progress=on_progress
    )
    return stated_by(found, load) if load else found


def measured(store: Store, reader: Reader, *, on_progress: OnProgress) -> Scorecard:
    """The scorecard of every load and source."""
    return _carded(reader, tallies(_ledger(store, 0, reader.known_at, on_progress)))


class Measuring:
    """The scorecard for a server that is asked again and again: no commit is read twice.

    One asker at a time; others wait. What is made of a card is made before the next one counts it on.
    """

    def __init__(self) -> None:
        self._asked = Lock()
        self._found: dict[str, OfLoad] = {}
        self._size, self._root = 0, EMPTY_ROOT.hex()

    def measured(self, store: Store, shape: Callable[[Scorecard, Reader], T]) -> T:
        """What is made of the scorecard of the newest ledger."""
        with self._asked, store.reader() as reader:
            try:
                if self._size > reader.known_at or self._root != store.reader(self._size).root:
                    self._forget()  # another ledger was put in the place of the one that was read
                news = _ledger(store, self._size, reader.known_at, lambda what, count, total: None)
                card = _carded(reader, tallies(news, self._found))
                self._size, self._root = reader.known_at, reader.root
                return shape(card, reader)
            except BaseException:
                self._forget()  # a commit may be counted in part
                raise

    def _forget(self) -> None:
        self._found = {}
        self._size, self._root = 0, EMPTY_ROOT.hex()


def _carded(reader: Reader, found: Iterable[OfLoad]) -> Scorecard:
    loads = list(found)
    keys = {load_key(one.load): one.load for one in loads}
    cards = reader.cards(keys)
    return scorecard(loads, {keys[key]: card.properties for key, card in cards.items()})


def _ledger(
    store: Store, after: int, size: int, on_progress: Callable[[str, int, int | None], None]
) -> Iterator[tuple[Header, Iterable[AnyFact]]]:
    for header, lines in commits(store.connection, range(after + 1, size + 1)):
        yield header, (upcast.read(line, header.model) for line in lines)
        on_progress("commits read", header.seq, size)
