"""The characters seen on an open page of a PDF, and the boxes around them as the page is shown."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import pi, sin
from typing import TYPE_CHECKING

from pypdfium2 import PdfPage, PdfTextPage, raw

from rag.facsimile.alignment import HYPHENS, Character
from rag.facsimile.values import Box
from rag.readers.blocks import without_controls
from rag.readers.pdf_characters import LIGATURES, box_of, letters_of_page, text_of
from rag.readers.pdf_columns import reading_order

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

# PDFium turns points into whole pixels only, so fractions are those of a very large picture.
_FINE = 1_000_000
_UPRIGHT = sin(pi / 4)


def characters_of_page(page: PdfTextPage) -> list[Character]:
    """The characters of the page in the order of reading, as the reader of PDFs takes them; no white space."""
    letters = letters_of_page(page)
    characters: list[Character] = []
    for line, stretch in enumerate(reading_order(page, letters)):
        at = stretch.start
        while at < stretch.end:
            width = 2 if "\ud800" <= letters[at] <= "\udbff" else 1
            text = "".join(without_controls(text_of(letters[at : at + width])).translate(LIGATURES).split())
            if text:
                characters.append(Character(text, at, line))
            at += width
        if stretch.is_hyphenated(letters):
            characters.append(Character("-", stretch.end, line))
    return characters


@dataclass(slots=True)
class _Rectangle:
    """A rectangle around characters of one line, in points from the page's lower left corner."""

    left: float
    bottom: float
    right: float
    top: float
    upright: bool

    def holds(self, other: _Rectangle) -> bool:
        """Whether the middle of the other lies in this one's line, which is as long as it likes."""
        if self.upright != other.upright:
            return False
        if self.upright:
            return self.left <= (other.left + other.right) / 2 <= self.right
        return self.bottom <= (other.bottom + other.top) / 2 <= self.top

    def grow(self, other: _Rectangle) -> None:
        """Take the other in."""
        self.left, self.bottom = min(self.left, other.left), min(self.bottom, other.bottom)
        self.right, self.top = max(self.right, other.right), max(self.top, other.top)


def boxes_of(
    page: PdfPage, text_page: PdfTextPage, characters: Sequence[Character], numbers: Iterable[int]
) -> tuple[Box, ...]:
    """The boxes, one a line, around the page's characters of these numbers; none where it is cropped."""
    wanted = _with_hyphens(sorted(set(numbers)), characters)
    boxes = (_shown(page, rectangle) for rectangle in _rectangles(text_page, characters, wanted))
    return tuple(box for box in boxes if box is not None)


def _with_hyphens(numbers: list[int], characters: Sequence[Character]) -> list[int]:
    """The numbers, and those of the hyphens between two of them, which the reader took out."""
    wanted = numbers[:1]
    for number in numbers[1:]:
        between = range(wanted[-1] + 1, number)
        if all(characters[other].text in HYPHENS for other in between):
            wanted += between
        wanted.append(number)
    return wanted


def _rectangles(
    text_page: PdfTextPage, characters: Sequence[Character], numbers: Sequence[int]
) -> Iterator[_Rectangle]:
    now: _Rectangle | None = None
    last = -1
    for number in numbers:
        glyph = _rectangle(text_page, characters[number].at)
        if now is not None and number == last + 1 and now.holds(glyph):
            now.grow(glyph)
        else:
            if now is not None:
                yield now
            now = glyph
        last = number
    if now is not None:
        yield now


def _rectangle(text_page: PdfTextPage, at: int) -> _Rectangle:
    box = box_of(text_page, at)
    upright = abs(sin(raw.FPDFText_GetCharAngle(text_page, at))) > _UPRIGHT
    return _Rectangle(box.left, box.bottom, box.right, box.top, upright)


def _shown(page: PdfPage, rectangle: _Rectangle) -> Box | None:
    """The rectangle on the page as it is shown, cropped and turned; None if nothing of it is."""
    one, other = _point(page, rectangle.left, rectangle.bottom), _point(page, rectangle.right, rectangle.top)
    left, right = sorted(min(max(point[0], 0), _FINE) for point in (one, other))
    top, bottom = sorted(min(max(point[1], 0), _FINE) for point in (one, other))
    return Box(left / _FINE, top / _FINE, right / _FINE, bottom / _FINE) if left < right and top < bottom else None


def _point(page: PdfPage, x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, x, y, across, down)
    return across.value, down.value
