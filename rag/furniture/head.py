"""The head of an article: its title, author and date, and the furniture above and among them.

The head is what stands above the first running text. The most title-like of its lines is the title, but a line other
than the first only where something proves that the lines above it are a page's: a menu, lines that other pages repeat,
or a byline or date right under it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.furniture import kinds, words
from rag.furniture.bylines import is_credit, is_group, is_outlet, is_person, read_meta
from rag.furniture.signs import DATED, LONGEST_WRAPPED_LINE, NAMED, Sign, Signs, is_proof
from rag.furniture.under_title import is_log, lines_under_title

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from rag.furniture.bylines import Meta
    from rag.furniture.lines import Line

LINES = 150
"""How many lines of a page are looked at for its head."""

_TOP_LINES = 80
_TITLE_WORDS = 30
_TITLE_CHARACTERS = 250
# More words than this make a line no more of a title.
_ENOUGH_TITLE_WORDS = 4
# Below a word that only may be a menu's ("English"), a title of so many words proves that it is one.
_SURE_TITLE_WORDS = 6
_REPEATED_LINES = 3
_MENU_LINES = 3
# What stands above a title has no more words; a repeated line of more may be a headline that another page lists.
_MENU_WORDS = 5
_SALUTATION_WORDS = 6
_RUNNING_WORDS = 20
# No head has more lines without a blank one among them.
_LINES_OF_A_HEAD = 12
_WORDS_A_RUNNING_LINE = 6
_SHARE_IN_LONG_LINES = 0.6
_TITLES_NAME = re.compile(r"^(?:title|headline)\s*:\s+(?=\S)", re.IGNORECASE)
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
    signs = Signs(lines)
    top = _Top(signs, repeated)
    at = top.title_at(title)
    if at is None:
        return Head()
    below = lines_under_title(signs, at)
    above = top.furniture_above(at)
    metas = _metas(signs, below)
    higher = _metas(signs, above)
    higher = [meta for meta in higher if meta.date is not None or meta.opened or is_person(meta.author or "")]
    # Two dates above a title are those of other stories.
    if sum(meta.date is not None and not meta.date.updated for meta in higher) > 1:
        higher = []
    return Head(
        title=_title_in(lines[at]) or None,
        title_at=at,
        author=_author(metas) or _author(higher),
        published=_published(metas) or _published(higher),
        furniture=(*above, *below),
        end=max(below, default=at) + 1,
    )


def as_blocks(lines: list[Line]) -> list[Line]:
    """The lines, each as a block of its own where a page sets no blank lines and no line is wrapped by hand."""
    long = [line.end - line.start for line in lines if line.end - line.start > LONGEST_WRAPPED_LINE]
    in_long = sum(long) >= _SHARE_IN_LONG_LINES * sum(line.end - line.start for line in lines)
    if not in_long or any(line.after_blank for line in lines[1:]):
        return lines
    return [replace(line, after_blank=True) for line in lines]


def _metas(signs: Signs, indices: Sequence[int]) -> list[Meta]:
    telling = (i for i in indices if signs[i] in DATED | NAMED)
    return [meta for i in telling if (meta := read_meta(signs.lines[i])) is not None]


def _author(metas: Sequence[Meta]) -> str | None:
    """The author whom the surest line names: one after "By", then a person in a line of its own."""
    named = [meta for meta in metas if meta.author]
    named.sort(key=lambda meta: (not meta.opened, meta.date is not None, is_group(meta.author or "")))
    return named[0].author if named else None


def _published(metas: Sequence[Meta]) -> str | None:
    dates = [meta.date for meta in metas if meta.date is not None and not meta.date.updated]
    return next((date.iso for date in dates if date.iso is not None), None)


def _title_in(line: Line) -> str:
    """The line without the marks that plain text sets around a title, and without the name of the field."""
    return _TITLES_NAME.sub("", line.text.strip("#= "))


class _Top:
    """The lines above the first running text, and which of them may be the title."""

    def __init__(self, signs: Signs, repeated: AbstractSet[str]) -> None:
        self._signs = signs
        self._lines = signs.lines
        self._repeated = repeated
        self._end = min(_first_text(signs), _TOP_LINES)
        self._is_top = [_is_top(signs, i) for i in range(min(len(self._lines), _TOP_LINES))]

    def title_at(self, title: str | None) -> int | None:
        """The index of the title's line; None where the document begins with text."""
        found = self._found()
        if title is None or (found is not None and _title_in(self._lines[found]) == title):
            return found
        return next((i for i, line in enumerate(self._lines[:_TOP_LINES]) if _title_in(line) == title), found)

    def furniture_above(self, at: int) -> list[int]:
        """The lines above the title that are no part of the article."""
        proven = self._is_proven(at)
        return [
            i
            for i, line in enumerate(self._lines[:at])
            if (i < len(self._is_top) and self._is_top[i])
            or line.text in self._repeated
            or (proven and self._is_kicker(i))
        ]

    def _found(self) -> int | None:
        can_be = [i for i in range(self._end) if not self._is_top[i] and self._can_be_title(i)]
        if self._end < len(self._lines) and _is_salutation(self._lines[self._end - 1]):
            return None
        if not can_be:
            return 0 if _stands_alone_at_first(self._lines) else None
        first = next((i for i in range(self._end) if not self._is_top[i]), 0)
        best = max(can_be, key=lambda i: (self._score(i, first), -i))
        between = [i for i in range(best) if not self._is_top[i]]
        if all(self._is_kicker(i) for i in between) and self._is_proven(best):
            return best
        if can_be[0] != first:
            return None
        sure = (
            first == 0
            or any(map(kinds.is_chrome, self._lines[:first]))
            or self._lines[first].words >= _SURE_TITLE_WORDS
        )
        return first if sure or self._is_proven(first) else (0 if self._can_be_title(0) else None)

    def _can_be_title(self, i: int) -> bool:
        line = self._lines[i]
        if line.words > _TITLE_WORDS or len(line.text) > _TITLE_CHARACTERS or line.text.endswith(_NO_TITLES_END):
            return False
        if not line.is_heading_like or not any(map(str.isalpha, line.text)) or i + 1 >= len(self._lines):
            return False
        if is_credit(line.text) or not (line.after_blank or i == 0 or self._is_top[i - 1]):
            return False
        following = self._lines[i + 1]
        alone = following.after_blank or following.end - following.start > LONGEST_WRAPPED_LINE
        signs = self._signs
        return alone or ((signs[i + 1] or Sign.ANYTHING) >= Sign.BUTTON and signs.are_all_around(i + 1, i))

    def _is_kicker(self, i: int) -> bool:
        """Whether a line above a title may name a section, a site or an author."""
        line = self._lines[i]
        short = self._signs[i] is not None or (len(line.parts) > 1 and not line.is_prose)
        return line.text in self._repeated or (short and self._signs.are_all_around(i, i))

    def _score(self, i: int, first: int) -> int:
        """How much like a title a line is: words speak for it, names of people and papers do not."""
        line = self._lines[i]
        score = min(line.words, _ENOUGH_TITLE_WORDS) + (i == first)
        if line.words <= _MENU_WORDS and line.text in self._repeated:
            return 0
        if is_person(line.text) or is_group(line.text) or is_outlet(line.text) or len(line.parts) > 1:
            score -= 3
        return min(score, _ENOUGH_TITLE_WORDS)

    def _is_proven(self, at: int) -> bool:
        """Whether something proves that what stands above a title is a page's."""
        above = self._lines[:at]
        if sum(line.text in self._repeated and line.words <= _MENU_WORDS for line in above) >= _REPEATED_LINES:
            return True
        menus = [line for line in above if kinds.is_menu(line)]
        if len(menus) >= _MENU_LINES or any(line.words >= _MENU_LINES for line in menus):
            return True
        under = lines_under_title(self._signs, at)
        if is_proof(self._signs[i] for i in under):
            return True
        return is_proof(self._signs[i] for i in range(at)) and not is_log(self._signs, range(at))


def _first_text(signs: Signs) -> int:
    """The index of the first line of running text: a paragraph, or lines wrapped by hand; 0 where there is none."""
    lines = signs.lines
    first = 0
    while first < len(lines):
        last = first + 1
        while last < len(lines) and not lines[last].after_blank:
            last += 1
        prose = next((i for i in range(first, last) if lines[i].is_prose and not _is_top(signs, i)), None)
        if prose is not None or _is_wrapped(signs, range(first, last)):
            return first if prose is None else prose
        first = last
    return 0


def _is_wrapped(signs: Signs, block: range) -> bool:
    """Whether the lines of a block are running text wrapped by hand."""
    enough = max(_RUNNING_WORDS, _WORDS_A_RUNNING_LINE * len(block))
    if len(block) == 1 or sum(signs.lines[i].words for i in block) < enough:
        return False
    return len(block) > _LINES_OF_A_HEAD or sum(signs.lines[i].words for i in block if signs[i] is None) >= enough


def _is_top(signs: Signs, i: int) -> bool:
    """Whether a line above a title is no part of the article."""
    line = signs.lines[i]
    if (
        line.known
        or kinds.is_chrome(line)
        or kinds.is_edge(line)
        or kinds.is_menu(line)
        or line.bare in words.SHARE_TOKENS
    ):
        return True
    return signs[i] in (*DATED, Sign.BYLINE) and signs.are_all_around(i, -1)


def _is_salutation(line: Line) -> bool:
    return line.words <= _SALUTATION_WORDS and line.text.endswith(",")


def _stands_alone_at_first(lines: Sequence[Line]) -> bool:
    """Whether a document of no prose (verses, a record) begins with a line of its own."""
    return (
        len(lines) > 1
        and lines[1].after_blank
        and lines[0].is_heading_like
        and lines[0].words <= _TITLE_WORDS
        and not lines[0].text.endswith(_NO_TITLES_END)
    )
