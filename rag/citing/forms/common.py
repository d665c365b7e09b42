"""What the formats of quotations share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rag.references.values import CitedPassage, CitedText

SPACES = re.compile(r"[ \t\r\n\f\v]+")
_QUOTES = re.compile(r"[\"“”„«»]")
_BREAK = re.compile(r"[\r\n\u0085\u2028\u2029]")
_NEVER_SET = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def is_block(quote: str) -> bool:
    """Whether a quotation is set apart rather than between quotation marks: it has some, or breaks, of its own."""
    return bool(_QUOTES.search(quote) or _BREAK.search(quote))


def bibliography_heading(cited: CitedText) -> str:
    """What stands over the bibliography."""
    return "Bibliography" if cited.in_notes else "References"


def settable(text: str) -> str:
    """`text` without the control characters that no format can set."""
    return _NEVER_SET.sub("\ufffd", text)


def numbered(cited: CitedText) -> Iterable[tuple[int, CitedPassage]]:
    """The passages with their numbers from 1."""
    return enumerate(cited.passages, start=1)


def inline(text: str, escaped: Callable[[str], str]) -> str:
    """`text` escaped, the space at its ends kept."""
    inner = escaped(text)
    before = " " if text[:1].isspace() else ""
    return f"{before}{inner}{' ' if text[-1:].isspace() and inner else ''}"
