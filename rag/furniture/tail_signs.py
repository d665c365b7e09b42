"""What a single line below an article is a sign of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.furniture import kinds, words
from rag.furniture.bylines import is_group, is_person, read_meta

if TYPE_CHECKING:
    from rag.furniture.lines import Line

# "Published an hour ago".
_WORDS_WITHOUT_DIGITS = 5


def is_dated(line: Line) -> bool:
    """Whether the line says a date, and who wrote at most."""
    if line.words > _WORDS_WITHOUT_DIGITS and not any(map(str.isdecimal, line.text)):
        return False
    meta = read_meta(line)
    return meta is not None and meta.date is not None


def is_signature(line: Line) -> bool:
    """Whether the line names who wrote."""
    meta = read_meta(line)
    return is_person(line.text) or is_group(line.text) or (meta is not None and meta.author is not None)


def is_anchor(line: Line) -> bool:
    """Whether the line is one that can open what follows an article."""
    if kinds.is_link(line) and not kinds.is_tail_label(line):
        return False
    labels = kinds.is_tail_label(line) or line.bare in words.WEAK_TAIL_LABELS
    return labels or kinds.is_chrome(line) or kinds.is_edge(line)
