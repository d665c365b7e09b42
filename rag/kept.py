"""What is kept of what was read lately, by how much memory it takes and not by how many there are of it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by their keys, which weigh at most `most` together; the least lately asked for go first.

    `weigh` gives a value's weight, in bytes or whatever `most` is in. One that is heavier than `most` alone is not
    kept. Safe to use from several threads.
    """

    def __init__(self, weigh: Callable[[V], int], most: int) -> None:
        """Nothing is kept yet."""
        self._weigh = weigh
        self._most = most
        self._held: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._weight = 0
        self._guard = threading.Lock()

    def get(self, key: K) -> V | None:
        """The value of the key, or None."""
        with self._guard:
            found = self._held.get(key)
            if found is None:
                return None
            self._held.move_to_end(key)
            return found[0]

    def put(self, key: K, value: V) -> None:
        """Keep a value, in place of an earlier one of the same key."""
        weight = self._weigh(value)
        with self._guard:
            self._weight -= self._held.pop(key, (value, 0))[1]
            if weight > self._most:
                return
            self._held[key] = value, weight
            self._weight += weight
            while self._weight > self._most:
                self._weight -= self._held.popitem(last=False)[1][1]
