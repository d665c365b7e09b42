"""What there is to tell of all answers together."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.batches.answer_files.rows import AnswerRow

_SOURCES_TOLD = 5
_ERRORS_TOLD = 5
_PLACES = 4
"""Of a confidence, as answers have them; the middle of two would have more."""


@dataclass(frozen=True, slots=True)
class SourceCount:
    """In how many answers an article is quoted."""

    source: str
    answers: int


@dataclass(frozen=True, slots=True)
class RowError:
    """By its id, which row could not be answered, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class BatchReport:
    """How many rows came out how; `median_confidence` is that of the answered ones, None where there are none.

    `sources` are the articles quoted in most answers, at most five; `first_errors` are the first five of the errors.
    """

    answered: int = 0
    not_found: int = 0
    errors: int = 0
    median_confidence: float | None = None
    sources: tuple[SourceCount, ...] = ()
    first_errors: tuple[RowError, ...] = ()

    @property
    def questions(self) -> int:
        """How many rows there are."""
        return self.answered + self.not_found + self.errors


class Tally:
    """Counts answers one by one; its size grows by eight bytes an answer."""

    def __init__(self) -> None:
        self._statuses: Counter[str] = Counter()
        self._sources: Counter[str] = Counter()
        self._confidences = array("d")
        self._errors: list[RowError] = []

    def add(self, row: AnswerRow) -> None:
        """Count one answer."""
        self._statuses[row.status] += 1
        self._sources.update({citation.source for citation in row.citations})
        if row.status == "answered":
            self._confidences.append(row.confidence)
        if row.status == "error" and len(self._errors) < _ERRORS_TOLD:
            self._errors.append(RowError(row.id, row.error or ""))

    def report(self) -> BatchReport:
        """What was counted."""
        most = sorted(self._sources.items(), key=lambda counted: (-counted[1], counted[0]))[:_SOURCES_TOLD]
        return BatchReport(
            answered=self._statuses["answered"],
            not_found=self._statuses["not_found"],
            errors=self._statuses["error"],
            median_confidence=round(median(self._confidences), _PLACES) if self._confidences else None,
            sources=tuple(SourceCount(*counted) for counted in most),
            first_errors=tuple(self._errors),
        )
