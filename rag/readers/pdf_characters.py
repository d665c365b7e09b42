"""The characters of an open page of a PDF as PDFium counts them: their codes, where they stand, where lines end."""

from __future__ import annotations

from dataclasses import dataclass

from pypdfium2 import PdfTextPage, raw

# PDFium gives these for a hyphen that breaks a word at a line's end, in place of hyphen and line end.
LINE_END_HYPHENS = frozenset({0x02, 0xFFFE})
LINE_ENDS = frozenset({0x0A, 0x0D})
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters `start` to `end` of a page, all of one line; a hyphen that breaks its last word stands at `end`."""

    start: int
    end: int

    def is_hyphenated(self, codes: list[int]) -> bool:
        """Whether the last word goes on in the next line."""
        return self.end < len(codes) and codes[self.end] in LINE_END_HYPHENS


def codes_of_page(page: PdfTextPage) -> list[int]:
    """The code of each of PDFium's characters on an open page, line ends among them."""
    return [raw.FPDFText_GetUnicode(page, at) for at in range(raw.FPDFText_CountChars(page))]


def stored_lines(codes: list[int]) -> list[Stretch]:
    """The lines of a page in the order in which the file holds them."""
    ends = [at for at, code in enumerate(codes) if code in LINE_ENDS or code in LINE_END_HYPHENS]
    starts = [0, *(end + 1 for end in ends)]
    return [Stretch(start, end) for start, end in zip(starts, [*ends, len(codes)], strict=True)]


def text_of(codes: list[int]) -> str:
    """The characters of these codes; beyond the basic plane PDFium may give the two halves of UTF-16."""
    return (
        "".join(map(chr, (min(code, 0x10FFFF) for code in codes)))
        .encode("utf-16", "surrogatepass")
        .decode("utf-16", "replace")
    )


def is_space(code: int) -> bool:
    """Whether nothing is seen of the character with this code."""
    return chr(min(code, 0x10FFFF)).isspace()


def box_of(page: PdfTextPage, at: int) -> raw.FS_RECTF:
    """The box of character `at`, in points of the page, as high as its font, whatever the letter."""
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(page, at, box)
    return box
