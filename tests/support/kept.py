"""A store of the session in the hands of a command, which would close what it opens."""

from __future__ import annotations

from graph_store.store import Store


class Kept:
    """Opens as the store, and stays open."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __enter__(self) -> Store:
        return self._store

    def __exit__(self, *_: object) -> None:
        """The session closes it."""
