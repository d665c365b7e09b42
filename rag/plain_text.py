"""Text as a reader sees it, each character with its place in the text as it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.values import Span


@dataclass(frozen=True, slots=True)
class PlainText:
    """`text` without its mark-up; character n of it is `written[starts[n]:ends[n]]` of the text as it is written.

    A character that the mark-up stands for without holding it, such as the marks around <q>, has an empty place.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, text: str) -> PlainText:
        """Text that has no mark-up."""
        return cls(text, range(len(text)), range(1, len(text) + 1))

    def written(self, start: int, end: int) -> Span:
        """Where `text[start:end]`, which must not be empty, stands in the written text."""
        return Span(self.starts[start], max(self.ends[end - 1], self.starts[start]))


class PlainTextBuilder:
    """Gathers a PlainText piece by piece, in the order of reading, from `base`."""

    def __init__(self, base: PlainText) -> None:
        self._base = base
        self._pieces: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []

    def __len__(self) -> int:
        """Characters so far."""
        return len(self._starts)

    def copy(self, start: int, end: int) -> None:
        """Go on with `base.text[start:end]`."""
        self._pieces.append(self._base.text[start:end])
        self._starts.extend(self._base.starts[start:end])
        self._ends.extend(self._base.ends[start:end])

    def put(self, text: str, start: int, end: int) -> None:
        """Go on with `text`, for which `base.text[start:end]` stands; that may be empty."""
        if start < end:
            first, last = self._base.starts[start], self._base.ends[end - 1]
        else:
            first = last = self._base.starts[start] if start < len(self._base.starts) else self._last()
        self._pieces.append(text)
        self._starts.extend([first] * len(text))
        self._ends.extend([last] * len(text))

    def made(self) -> PlainText:
        """What was gathered."""
        return PlainText("".join(self._pieces), self._starts, self._ends)

    def _last(self) -> int:
        return self._base.ends[-1] if self._base.ends else 0
