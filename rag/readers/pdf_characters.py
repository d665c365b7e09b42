"""The characters of an open page of a PDF as PDFium counts them: which they are, where they stand, where lines end."""

from __future__ import annotations

import re
from typing import NamedTuple

from pypdfium2 import PdfTextPage, raw

# PDFium gives these for a hyphen that breaks a word at a line's end, in place of hyphen and line end.
_LINE_END_HYPHENS = "\x02\ufffe"
_LINE_ENDS = re.compile(f"[\r\n{_LINE_END_HYPHENS}]")
_LAST_CODE = 0x10FFFF
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


class Stretch(NamedTuple):
    """Characters `start` to `end` of a page, all of one line; a hyphen that breaks its last word stands at `end`."""

    start: int
    end: int

    def is_hyphenated(self, letters: str) -> bool:
        """Whether the last word goes on in the next line."""
        return self.end < len(letters) and letters[self.end] in _LINE_END_HYPHENS


def letters_of_page(page: PdfTextPage) -> str:
    """PDFium's characters on an open page, line ends among them, each at its number."""
    handle = page.raw
    codes = [raw.FPDFText_GetUnicode(handle, at) for at in range(raw.FPDFText_CountChars(handle))]
    if max(codes, default=0) > _LAST_CODE:
        codes = [min(code, _LAST_CODE) for code in codes]
    return "".join(map(chr, codes))


def stored_lines(letters: str) -> list[Stretch]:
    """The lines of a page in the order in which the file holds them."""
    ends = [end.start() for end in _LINE_ENDS.finditer(letters)]
    return [
        Stretch(start, end) for start, end in zip([0, *(end + 1 for end in ends)], [*ends, len(letters)], strict=True)
    ]


def text_of(letters: str) -> str:
    """The text of these characters; beyond the basic plane PDFium may give the two halves of UTF-16."""
    return letters.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def box_of(page: PdfTextPage, at: int) -> raw.FS_RECTF:
    """The box of character `at`, in points of the page, as high as its font, whatever the letter."""
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(page, at, box)
    return box
