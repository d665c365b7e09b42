"""The lines of an open page of a PDF -> rows of words, with the gaps between them: what stands side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from rag.readers.pdf_characters import Stretch, box_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypdfium2 import PdfTextPage

# Columns stand no closer than this many times the height of a line; few spaces between words are as wide.
_NARROWEST_GAP = 0.8
# To this part of its height, a line's words stay clear of the middle between two columns.
_CLEAR = 0.3
# Lines of two columns need not stand at one height; those of one column do not overlap as much.
_LEAST_OVERLAP = 0.3
_KERNED = 0.5
_WORD = re.compile(r"\S+")


class Word(NamedTuple):
    """A word of a page, its characters by their number, and which of the stored lines holds it; lengths in points."""

    text: str
    line: int
    start: int
    end: int
    left: float
    right: float
    bottom: float
    top: float

    @property
    def is_mark(self) -> bool:
        """Whether the word has no letter and no figure."""
        return not any(map(str.isalnum, self.text))


@dataclass(frozen=True, slots=True)
class Row:
    """Words that are stored one after the other and stand side by side."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words."""
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        """Where the first word begins."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Where the last word ends."""
        return self.words[-1].right

    @property
    def bottom(self) -> float:
        """Where the row stands, measured from the page's foot."""
        return self.words[len(self.words) // 2].bottom

    @property
    def size(self) -> float:
        """The height of the row's font."""
        word = self.words[len(self.words) // 2]
        return word.top - word.bottom

    def after_gaps(self) -> list[float]:
        """Where words begin that stand as far from the word before as columns do."""
        least = _NARROWEST_GAP * self.size
        return [other.left for one, other in pairwise(self.words) if other.left - one.right >= least]

    def parted(self, x: float) -> tuple[Row | None, Row | None] | None:
        """What of the row stands on the left of `x` and on its right; None if the row runs across.

        Marks alone do not: as such, recognized scans have specks and the rule between columns.
        """
        at = sum(word.left < x for word in self.words)
        left, right = self.words[:at], self.words[at:]
        ends = max((word.right for word in left if not word.is_mark), default=float("-inf"))
        begins = min((word.left for word in right if not word.is_mark), default=float("inf"))
        clear = _CLEAR * self.size
        if ends > x - clear or begins < x + clear or begins - ends < _NARROWEST_GAP * self.size:
            return None
        return Row(left) if left else None, Row(right) if right else None

    def stretches(self) -> Iterator[Stretch]:
        """The characters of the row, in as many stretches as stored lines that hold them."""
        for _, group in groupby(self.words, key=lambda word: word.line):
            words = list(group)
            yield Stretch(words[0].start, words[-1].end)


def rows_of_page(page: PdfTextPage, letters: str, lines: Sequence[Stretch]) -> list[Row]:
    """The rows of the page, whose lines are stored in this order."""
    rows: list[list[Word]] = []
    for number, line in enumerate(lines):
        for word in _words(page, letters, number, line):
            if rows and _goes_on(rows[-1][-1], word):
                rows[-1].append(word)
            else:
                rows.append([word])
    return [Row(tuple(words)) for words in rows]


def _words(page: PdfTextPage, letters: str, number: int, line: Stretch) -> Iterator[Word]:
    """The words of a line; the last ends where the line does, so that a hyphen stands at its end."""
    found = list(_WORD.finditer(letters, line.start, line.end))
    for word in found:
        first, last = box_of(page, word.start()), box_of(page, word.end() - 1)
        end = line.end if word is found[-1] else word.end()
        yield Word(word[0], number, word.start(), end, first.left, last.right, first.bottom, first.top)


def _goes_on(one: Word, other: Word) -> bool:
    """Whether the second word stands in the row of the first; PDFium may take rows that overlap for one line."""
    if one.line == other.line:
        return other.left > one.left - (one.top - one.bottom)
    return _is_beside(one, other)


def _is_beside(one: Word, other: Word) -> bool:
    """Whether the second word stands on the right of the first, at its height or nearly."""
    least = min(one.top - one.bottom, other.top - other.bottom)
    overlap = min(one.top, other.top) - max(one.bottom, other.bottom)
    return overlap > _LEAST_OVERLAP * least and other.left > one.right - _KERNED * least
