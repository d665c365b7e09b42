"""How long the rest of a job takes."""

from __future__ import annotations

from dataclasses import dataclass

_AT_ONCE = 1.0
"""Steps so soon after the first, in seconds, were made together with it."""

_LEAST = 2.0
"""Seconds before which nothing is said."""


@dataclass(slots=True)
class Pace:
    """Of a job whose first steps tell nothing of the others: a model is loaded before them."""

    _first: float | None = None
    _begun: float = 0
    _before: int = 0

    def left(self, done: int, total: int, now: float) -> float | None:
        """The seconds left for the steps of `total` that are not `done` at the time `now`; None where it is not known.

        To be called after each step.
        """
        if not done:
            return None
        if self._first is None:
            self._first = now
        if now - self._first < _AT_ONCE:
            self._begun, self._before = now, done
        if done == self._before or now - self._begun < _LEAST:
            return None
        return (total - done) * (now - self._begun) / (done - self._before)
