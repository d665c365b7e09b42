"""One page of a PDF -> its lines, with where and how large they stand."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, replace

from pypdfium2 import PdfTextPage, raw

from rag.readers.blocks import without_controls
from rag.readers.pdf_characters import LIGATURES, Stretch, box_of, letters_of_page, text_of
from rag.readers.pdf_columns import reading_order

_FONT_NAME_BYTES = 128
_BOLD_NAMES = (b"bold", b"black", b"heavy", b"semibd")
# Words of one line further apart than this many times its height are columns.
_WIDEST_GAP = 1.5
_SAME_BASELINE = 0.25


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page; lengths in points, `bottom` and `top` measured from the page's foot.

    A hyphen that breaks the last word ends `text` as "-"; `size` is the height of the line's font.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    bold: bool = False

    @property
    def hyphenated(self) -> bool:
        """Whether the last word goes on in the next line."""
        return self.text.endswith("-") and self.text[-2:-1].isalpha()

    @property
    def size(self) -> float:
        """The height of the line's font."""
        return self.top - self.bottom


def lines_of_page(page: PdfTextPage) -> list[Line]:
    """The lines of text of an open page, in reading order."""
    letters = letters_of_page(page)
    lines: list[Line] = []
    for stretch in reading_order(page, letters):
        line = _line(page, letters, stretch)
        if line is None:
            continue
        if lines and _is_one_line(lines[-1], line):
            lines[-1] = _merged(lines[-1], line)
        else:
            lines.append(line)
    return lines


def _line(page: PdfTextPage, letters: str, stretch: Stretch) -> Line | None:
    stored = letters[stretch.start : stretch.end]
    seen = [at for at, letter in enumerate(stored, stretch.start) if not letter.isspace()]
    if not seen:
        return None
    first, middle, last = (box_of(page, at) for at in (seen[0], seen[len(seen) // 2], seen[-1]))
    text = " ".join(without_controls(text_of(stored)).translate(LIGATURES).split())
    if not text:
        return None
    bold = all(_is_bold(page, at) for at in (seen[0], seen[len(seen) // 2], seen[-1]))
    # Where the hyphen was soft, or is PDFium's stand-in, the text has lost it.
    text = f"{text.rstrip('-')}-" if stretch.is_hyphenated(letters) else text
    return Line(text, first.left, last.right, middle.bottom, middle.top, bold)


def _is_bold(page: PdfTextPage, at: int) -> bool:
    name = ctypes.create_string_buffer(_FONT_NAME_BYTES)
    raw.FPDFText_GetFontInfo(page, at, name, _FONT_NAME_BYTES, ctypes.c_int())
    return any(bold in name.value.lower() for bold in _BOLD_NAMES)


def _is_one_line(one: Line, other: Line) -> bool:
    size = max(one.size, other.size)
    gap = other.left - one.right
    return (
        not one.hyphenated
        and abs(one.bottom - other.bottom) < _SAME_BASELINE * size
        and -size < gap < _WIDEST_GAP * size
    )


def _merged(one: Line, other: Line) -> Line:
    return replace(
        one,
        text=f"{one.text} {other.text}",
        right=max(one.right, other.right),
        bold=one.bold and other.bold,
    )
