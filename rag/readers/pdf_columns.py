"""The reading order of a page's lines: columns that are stored row by row are read down, one after the other.

Some programs write a page of columns as they draw it, each row across all columns, and so do some that recognize
scans. Read so, no sentence is one that somebody wrote. But a row of a table looks the same and must stay a row, so
columns are taken for such on strong evidence only: many rows with one gutter, and on either side running text, whose
lines break because no word more would have fitted, and whose paragraphs begin where they like.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import TYPE_CHECKING

from rag.readers.pdf_characters import Stretch, stored_lines, text_of
from rag.readers.pdf_rows import Row, rows_of_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypdfium2 import PdfTextPage

# Fewer rows say too little: the cells of a row of a table may be as long.
_LEAST_ROWS = 6
# The column in which the text ends may be shorter; the sides of a table are mostly alike.
_LEAST_ROWS_OF_SHORTER = 4
# For the time that it takes: no page of text has as many rows, and the gutter is among the likeliest places.
_MOST_ROWS = 1000
_MOST_GUTTERS = 8
# Lines of a column begin at the same place, to this part of their height: a blank, where blanks hold them apart.
_SAME_EDGE = 0.3
_LEAST_EDGES = 3
# As far before the edge is the gutter looked for: in the middle of the narrowest, with room for an edge not quite even.
_GUTTER_MIDDLE = 0.5
# The share of the shorter column's lines that stand beside a line of the other: in talk that changes sides, few do.
_LEAST_BESIDE = 0.6
# More than words that are quoted: the share of such letters on a page that is read from the right.
_RIGHT_TO_LEFT = 0.2
# A row at the edge that stands further from the others, in steps from line to line, is no row of the columns.
_APART = 1.6
_EDGE_ROWS = 2
# A wider step than this from line to line is room between paragraphs.
_WIDER_STEP = 1.4

# What running text has at least: full lines and lines that begin in lower case, as shares of its lines; letters, as a
# share of its characters, and so many in a usual line. Many lines end paragraphs, and in German many begin with nouns.
_LEAST_FULL = 0.65
_LEAST_LOWER = 0.35
# Lists of names and keywords have no stops.
_LEAST_STOPPED = 0.15
_LEAST_LETTERS = 0.65
_LEAST_LINE_LETTERS = 15
# Paragraphs of both sides that begin in the same row: some do by chance, most do in a table alone.
_LEAST_SHARED = 2
_MOST_BY_CHANCE = 4
_MOST_SHARED = 0.6
# This share of the lines end at the right edge or before it: the others run over, or a speck stands there.
_RIGHT_EDGE = 0.9
# A blank, as part of a line's height; and the share of a line that no word left out is taken to have needed.
_SPACE = 0.3
_WIDEST_WORD = 1 / 3

_STOPS = re.compile(r"[.,;:!?。，、；：]")
_DOT_LEADERS = re.compile(r"(?:\.\s?){5}")
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")

_Parts = tuple[Row | None, Row | None]


def reading_order(page: PdfTextPage, letters: str) -> list[Stretch]:
    """The lines of an open page with these characters; each of them as it is stored, or in parts."""
    lines = stored_lines(letters)
    rows = rows_of_page(page, letters, lines)
    beside = sum(bool(row.after_gaps()) for row in rows)
    if beside < _LEAST_ROWS_OF_SHORTER or len(rows) > _MOST_ROWS or _is_right_to_left(letters):
        return lines
    ordered = _ordered(rows)
    return lines if ordered == rows else [stretch for row in ordered for stretch in row.stretches()]


def _is_right_to_left(letters: str) -> bool:
    """Whether the page has columns that are read from the right, or may have: it is left as it is."""
    directions = [unicodedata.bidirectional(letter) for letter in text_of(letters) if letter.isalpha()]
    return sum(direction in ("R", "AL") for direction in directions) > _RIGHT_TO_LEFT * len(directions)


def _ordered(rows: list[Row]) -> list[Row]:
    found = _first_columns(rows)
    if found is None:
        return rows
    start, parts = found
    left, right = ([part[side] for part in parts] for side in (0, 1))
    return [
        *_ordered(rows[:start]),
        *_ordered([row for row in left if row]),
        *_ordered([row for row in right if row]),
        *_ordered(rows[start + len(parts) :]),
    ]


def _first_columns(rows: list[Row]) -> tuple[int, list[_Parts]] | None:
    """Rows that follow each other and are two columns, in their parts, and the number of the first."""
    for x in _gutters(rows):
        for start, run in _runs(rows, x):
            for first, end in (_trimmed(run, *span) for span in _between_tables(run)):
                if _are_columns(run[first:end]):
                    return start + first, run[first:end]
    return None


def _gutters(rows: list[Row]) -> list[float]:
    """Where gutters may be, the likeliest first: just before a place at which many words begin after a gap."""
    starts = sorted(start for row in rows for start in row.after_gaps())
    size = median(row.size for row in rows) if rows else 0
    counts = [bisect_right(starts, start + _SAME_EDGE * size) - n for n, start in enumerate(starts)]
    edges: list[float] = []
    for count, start in sorted(zip(counts, starts, strict=True), key=lambda found: -found[0]):
        if count < _LEAST_EDGES or len(edges) == _MOST_GUTTERS:
            break
        if all(abs(start - edge) > _SAME_EDGE * size for edge in edges):
            edges.append(start)
    return [edge - _GUTTER_MIDDLE * size for edge in edges]


def _runs(rows: list[Row], x: float) -> Iterator[tuple[int, list[_Parts]]]:
    """The longest runs of rows that nowhere cross `x`, with the number of their first row."""
    parts = [row.parted(x) for row in rows]
    for crosses, group in groupby(range(len(rows)), key=lambda number: parts[number] is None):
        numbers = list(group)
        if not crosses and len(numbers) >= _LEAST_ROWS:
            yield numbers[0], [part for number in numbers if (part := parts[number]) is not None]


@dataclass(frozen=True, slots=True)
class _Column:
    """One side of a run of rows: its lines, and of which row each is."""

    rows: list[Row]
    numbers: list[int]

    @classmethod
    def of(cls, parts: Sequence[_Parts], side: int) -> _Column:
        """The lines on the left, side 0, or on the right, side 1."""
        lines = [(number, row) for number, part in enumerate(parts) if (row := part[side])]
        return cls([row for _, row in lines], [number for number, _ in lines])

    def full(self) -> list[bool]:
        """Of each line but the last, whether it is as full as can be: the next line's first word did not fit.

        Lines are broken by their width or, by simpler programs, by how many letters they have: what says it of more.
        """
        by_width, by_letters = (_edge([row.right for row in self.rows]), _edge([len(row.text) for row in self.rows]))
        return max(
            [_is_full(one, other, by_width) for one, other in pairwise(self.rows)],
            [_has_all_letters(one, other, by_letters) for one, other in pairwise(self.rows)],
            key=sum,
        )

    def starts(self) -> set[int]:
        """The rows in which a paragraph begins, or an item: after a line that is not full, or after more room."""
        steps = [one.bottom - other.bottom for one, other in pairwise(self.rows)]
        usual = median(steps) if steps else 0.0
        begins = (not full or step > _WIDER_STEP * usual for full, step in zip(self.full(), steps, strict=True))
        return {number for number, begin in zip(self.numbers[1:], begins, strict=True) if begin}

    def is_text(self) -> bool:
        """Whether the lines are running text, from the top down; parts of a crooked line may be out of order."""
        count, texts = len(self.rows), [row.text for row in self.rows]
        seen = [letter for text in texts for letter in text if not letter.isspace()]
        lower = sum(text[0].islower() or bool(_SPACELESS.match(text)) for text in texts)
        return (
            all(other.bottom < one.bottom + one.size / 2 for one, other in pairwise(self.rows))
            and sum(self.full()) >= _LEAST_FULL * (count - 1)
            and lower >= _LEAST_LOWER * count
            and sum(bool(_STOPS.search(text)) for text in texts) >= _LEAST_STOPPED * count
            and sum(map(str.isalpha, seen)) >= _LEAST_LETTERS * len(seen)
            and median(sum(map(str.isalpha, text)) for text in texts) >= _LEAST_LINE_LETTERS
        )


def _edge(ends: Sequence[float]) -> float:
    """Where lines end that are full, though some may run over."""
    return sorted(ends)[int(_RIGHT_EDGE * len(ends))] if ends else 0.0


def _is_full(line: Row, below: Row, edge: float) -> bool:
    word = below.words[0]
    width = 2 * below.size if _SPACELESS.match(word.text) else word.right - word.left + _SPACE * below.size
    return edge - line.right < min(width, _WIDEST_WORD * (edge - line.left)) and not _DOT_LEADERS.search(line.text)


def _has_all_letters(line: Row, below: Row, edge: float) -> bool:
    word, text = below.words[0].text, line.text
    count = 2 if _SPACELESS.match(word) else len(word) + 1
    return edge - len(text) < min(count, _WIDEST_WORD * edge) and not _DOT_LEADERS.search(text)


def _are_columns(parts: Sequence[_Parts]) -> bool:
    left, right = _Column.of(parts, 0), _Column.of(parts, 1)
    beside = sum(one is not None and other is not None for one, other in parts)
    shorter, longer = sorted((len(left.rows), len(right.rows)))
    return (
        longer >= _LEAST_ROWS
        and beside >= max(_LEAST_ROWS_OF_SHORTER, _LEAST_BESIDE * shorter)
        and left.is_text()
        and right.is_text()
        and not _share_starts(left, right)
    )


def _share_starts(left: _Column, right: _Column) -> bool:
    """Whether what begins on one side begins in the same row on the other: a table's rows of several lines do.

    Above a row of a table one cell is mostly shorter than the other; where none is, paragraphs may begin so by chance.
    """
    one, other = left.starts(), right.starts()
    shared = one & other
    if any(number - 1 not in left.numbers or number - 1 not in right.numbers for number in shared):
        return len(shared) >= max(_LEAST_SHARED, _MOST_SHARED * min(len(one), len(other)))
    return len(shared) >= max(_MOST_BY_CHANCE, _MOST_SHARED * max(len(one), len(other)))


def _between_tables(parts: Sequence[_Parts]) -> Iterator[tuple[int, int]]:
    """The spans of rows between those of a table as wide as the columns, the gap of which lies above the gutter."""
    cells = _not_full(parts, 0) & _not_full(parts, 1)
    start = 0
    for is_cells, group in groupby(range(len(parts)), key=cells.__contains__):
        numbers = list(group)
        if is_cells and len(numbers) >= _LEAST_SHARED:
            yield start, numbers[0]
            start = numbers[-1] + 1
    yield start, len(parts)


def _bottom(part: _Parts) -> float:
    row = part[0] or part[1]
    return row.bottom if row else 0.0


def _not_full(parts: Sequence[_Parts], side: int) -> set[int]:
    """The rows whose other side is no blank, and whose line on this side would have had room for more."""
    column = _Column.of(parts, side)
    lines = zip(column.numbers[:-1], column.full(), strict=True)
    return {number for number, full in lines if not full and parts[number][1 - side] is not None}


def _trimmed(parts: Sequence[_Parts], first: int, end: int) -> tuple[int, int]:
    """The span without rows at its edges that stand apart: running heads and feet, a caption below."""
    steps = [_bottom(one) - _bottom(other) for one, other in pairwise(parts[first:end])]
    most = _APART * median(steps) if steps else 0.0
    top, bottom = first, end
    for at in range(min(_EDGE_ROWS, len(steps))):
        if steps[at] > most:
            top = first + at + 1
        if steps[-1 - at] > most:
            bottom = end - at - 1
    return top, max(top, bottom)
