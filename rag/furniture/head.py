"""The head of an article: its title, author and date, and the furniture above and among them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.furniture import kinds
from rag.furniture.bylines import author_in, read_meta
from rag.furniture.under_title import is_meta, lines_under_title, may_be_author

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from rag.furniture.lines import Line

LINES = 150
"""How many lines of a page are looked at for its head."""

_TOP_LINES = 80
_TITLE_WORDS = 30
_TITLE_CHARACTERS = 250
# Below a word that only may be a menu's ("English"), a title of so many words proves that it is one.
_SURE_TITLE_WORDS = 6
_REPEATED_LINES = 3
# A repeated line of more words may be a headline that another page of the site lists.
_MENU_WORDS = 5
_RUNNING_WORDS = 20
_WORDS_A_RUNNING_LINE = 6
_LINES_TO_PROSE = 12
# No one wraps lines by hand beyond this: such a line is a paragraph of its own.
_LONGEST_WRAPPED_LINE = 120
_SHARE_IN_LONG_LINES = 0.6
_NO_TITLES_END = (":", ";", ",", "—")


@dataclass(frozen=True, slots=True)
class Head:
    """`end` is the index of the first line after the head; `furniture` are indices of lines, `title_at` one."""

    title: str | None = None
    title_at: int | None = None
    author: str | None = None
    published: str | None = None
    furniture: tuple[int, ...] = ()
    end: int = 0


def read(lines: Sequence[Line], title: str | None, repeated: AbstractSet[str]) -> Head:
    """The head that `lines`, the first of a document, begin with; empty where they begin with text.

    `title` is what is known of the document; `repeated` are lines found in several documents of the folder.
    """
    at = _title_at(lines, title, repeated)
    if at is None:
        return Head()
    above = _Meta(lines, range(at))
    below = lines_under_title(lines, at)
    top = [i for i in range(at) if _is_top(lines[i]) or lines[i].text in repeated]
    found = _Meta(lines, below)
    return Head(
        title=_title_in(lines[at]) or None,
        title_at=at,
        author=found.author or above.author,
        published=found.published or above.published,
        furniture=(*top, *below),
        end=max(below, default=at) + 1,
    )


def as_blocks(lines: list[Line]) -> list[Line]:
    """The lines, each as a block of its own where a page sets no blank lines and no line is wrapped by hand."""
    long = [line.end - line.start for line in lines if line.end - line.start > _LONGEST_WRAPPED_LINE]
    in_long = sum(long) >= _SHARE_IN_LONG_LINES * sum(line.end - line.start for line in lines)
    if not in_long or any(line.after_blank for line in lines[1:]):
        return lines
    return [replace(line, after_blank=True) for line in lines]


class _Meta:
    """Author and date as certain lines say them."""

    def __init__(self, lines: Sequence[Line], indices: Sequence[int]) -> None:
        metas = [meta for i in indices if (meta := read_meta(lines[i])) is not None]
        dates = [meta.date for meta in metas if meta.date is not None and not meta.date.updated]
        authors = [meta.author for meta in metas if meta.author is not None]
        names = [name for i in indices if may_be_author(lines[i]) and (name := author_in(lines[i].text))]
        self.author = next(iter((*authors, *names)), None)
        self.published = next((date.iso for date in dates if date.iso is not None), None)


def _title_at(lines: Sequence[Line], title: str | None, repeated: AbstractSet[str]) -> int | None:
    """The index of the title's line."""
    top = 0
    while top < min(len(lines), _TOP_LINES) and _is_top(lines[top]):
        top += 1
    found = _below_repeated(lines, top, repeated)
    if found is None and _can_be_title(lines, top):
        above = lines[:top]
        sure = not above or any(map(kinds.is_chrome, above)) or lines[top].words >= _SURE_TITLE_WORDS
        found = top if sure or lines_under_title(lines, top) else None
    if found is None and (_can_be_title(lines, 0) if top else _stands_alone_at_first(lines)):
        found = 0
    if title is None or (found is not None and _title_in(lines[found]) == title):
        return found
    return next((i for i, line in enumerate(lines[:_TOP_LINES]) if _title_in(line) == title), found)


def _title_in(line: Line) -> str:
    """The line without the marks that plain text sets around a title."""
    return line.text.strip("#= ")


def _below_repeated(lines: Sequence[Line], top: int, repeated: AbstractSet[str]) -> int | None:
    """The title below a menu that only its repetition gives away; None where there is no such menu."""
    at = top
    while at < min(len(lines), _TOP_LINES) and (lines[at].text in repeated or _is_top(lines[at])):
        if not _is_top(lines[at]) and not (lines[at].is_heading_like and lines[at].words <= _MENU_WORDS):
            return None
        at += 1
    if at == top or not _can_be_title(lines, at) or lines[at].words <= _MENU_WORDS:
        return None
    scraped = top > 0 or at - top >= _REPEATED_LINES or bool(lines_under_title(lines, at))
    return at if scraped else None


def _is_top(line: Line) -> bool:
    """Whether a line above a title is no part of the article."""
    if line.known or kinds.is_chrome(line) or kinds.is_edge(line) or kinds.is_menu(line) or kinds.is_share_token(line):
        return True
    meta = read_meta(line)
    return meta is not None and meta.date is not None


def _can_be_title(lines: Sequence[Line], at: int) -> bool:
    if at >= len(lines):
        return False
    line = lines[at]
    if line.words > _TITLE_WORDS or len(line.text) > _TITLE_CHARACTERS or line.text.endswith(_NO_TITLES_END):
        return False
    following = lines[at + 1] if at + 1 < len(lines) else None
    if following is None or not any(map(str.isalpha, line.text)):
        return False
    if not line.is_heading_like:
        return not line.is_prose and read_meta(following) is not None
    stands_alone = (
        following.after_blank or following.end - following.start > _LONGEST_WRAPPED_LINE or is_meta(lines, at + 1)
    )
    return stands_alone and _prose_follows(lines, at + 1)


def _stands_alone_at_first(lines: Sequence[Line]) -> bool:
    """Whether a document of no prose (verses, a record) begins with a line of its own."""
    return (
        len(lines) > 1
        and lines[1].after_blank
        and lines[0].is_heading_like
        and lines[0].words <= _TITLE_WORDS
        and not lines[0].text.endswith(_NO_TITLES_END)
    )


def _prose_follows(lines: Sequence[Line], first: int) -> bool:
    block_words = block_lines = 0
    for line in lines[first : first + _LINES_TO_PROSE]:
        if line.is_prose:
            return True
        block_words, block_lines = (0, 0) if line.after_blank else (block_words, block_lines)
        block_words, block_lines = block_words + line.words, block_lines + 1
        if block_words >= _RUNNING_WORDS and block_words >= _WORDS_A_RUNNING_LINE * block_lines:
            return True
    return False
