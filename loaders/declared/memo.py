"""Results by their argument, remembered as long as there is room: cells repeat from row to row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

K = TypeVar("K")
V = TypeVar("V")
_ROOM: Final = 1 << 13


class Memo(dict[K, V]):
    """`memo[argument]` is `make(argument)`; what raises is not remembered."""

    def __init__(self, make: Callable[[K], V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, argument: K) -> V:
        if len(self) >= _ROOM:
            self.clear()
        value = self[argument] = self._make(argument)
        return value
