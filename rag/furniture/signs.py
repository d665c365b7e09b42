"""What the short lines of a head are signs of, and what they prove together.

A date or "By …" proves that a line belongs to a head; a bare name needs a role, a button or a date beside it; a few
words that could be anything (a place, an outlet, a section) prove nothing.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from rag.furniture import head_words as words
from rag.furniture import kinds
from rag.furniture import words as page_words
from rag.furniture.bylines import author_in, is_contact, is_credit, is_outlet, is_role, read_meta

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.furniture.lines import Line

_BESIDE_WORDS = 5
_PROOF = 2
LONGEST_WRAPPED_LINE = 120
"""No one wraps lines by hand beyond this: such a line is a paragraph of its own."""


class Sign(IntEnum):
    """What a line is a sign of, from the weakest."""

    ANYTHING = 0
    CREDIT = 1
    SMALL = 2
    BUTTON = 3
    OUTLET = 4
    ROLE = 5
    NAME = 6
    PLACE_AND_DATE = 7
    BYLINE = 8
    DATE = 9


DATED = frozenset((Sign.PLACE_AND_DATE, Sign.DATE))
NAMED = frozenset((Sign.NAME, Sign.BYLINE))
_WEIGHT = {Sign.ANYTHING: 0, Sign.CREDIT: 0, Sign.SMALL: 0, Sign.BYLINE: 2, Sign.DATE: 2}


def is_proof(signs: Iterable[Sign | None]) -> bool:
    """Whether signs that stand together prove that they belong to a head: two unlike ones, or a sure one."""
    return sum(_WEIGHT.get(sign, 1) for sign in set(signs) if sign is not None) >= _PROOF


def is_caption(line: Line) -> bool:
    """Whether the line stands below a photograph and says more than who made it."""
    return kinds.is_captioned(line) and not kinds.is_credit(line)


def is_paragraph(line: Line) -> bool:
    """Whether the line is a paragraph of its own, whatever stands in the lines about it."""
    return line.is_prose or is_caption(line) or line.end - line.start > LONGEST_WRAPPED_LINE


class Signs:
    """The signs of a page's lines, each worked out once."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self._known: dict[int, Sign | None] = {}

    def __getitem__(self, i: int) -> Sign | None:
        """What the line at `i` is a sign of; None for text."""
        if i not in self._known:
            self._known[i] = self._sign(i)
        return self._known[i]

    def are_all_around(self, i: int, title: int) -> bool:
        """Whether the lines of the same block are signs too, the title, or paragraphs of their own: a record of short
        fields ("Licence: …", "Updated: …") is no head. One line may be unknown beside both a name and a date."""
        lines = self.lines
        first, last = i, i + 1
        while first > 0 and not lines[first].after_blank:
            first -= 1
        while last < len(lines) and not lines[last].after_blank and not is_paragraph(lines[last]):
            last += 1
        others = [j for j in range(first, last) if j != title and self[j] is None and not is_paragraph(lines[j])]
        under_title = first <= title < i
        around = {self[j] for j in range(first, last)}
        sure = not around.isdisjoint(NAMED) and not around.isdisjoint(DATED)
        return not others or (len(others) == 1 and (sure or (under_title and others[0] < i)))

    def _sign(self, i: int) -> Sign | None:
        line = self.lines[i]
        if self._is_lone_opener(i):
            return Sign.BYLINE
        if kinds.is_chrome(line) or kinds.is_count(line):
            return Sign.SMALL if kinds.is_link(line) else Sign.BUTTON
        meta = read_meta(line)
        if meta is not None and (meta.date is not None or meta.opened):
            return Sign.BYLINE if meta.opened else Sign.PLACE_AND_DATE if meta.beside else Sign.DATE
        if kinds.is_credit(line):
            return Sign.CREDIT
        return self._small(i) if meta is None else Sign.NAME

    def _is_lone_opener(self, i: int) -> bool:
        """Whether the line is "By", and the next a name."""
        if self.lines[i].bare not in words.LONE_BYLINES or i + 1 == len(self.lines):
            return False
        return author_in(self.lines[i + 1].text, opened=True) is not None

    def _small(self, i: int) -> Sign | None:
        line = self.lines[i]
        if i and (is_role(line.text) or is_contact(line.text)) and self[i - 1] in NAMED:
            return Sign.ROLE
        if line.bare in page_words.SHARE_TOKENS:
            return Sign.BUTTON if self._is_in_share_bar(i) else Sign.SMALL
        if kinds.is_edge(line) or line.bare in words.BUTTONS or line.bare in words.DATE_OPENERS:
            return Sign.SMALL
        if not line.bare or line.bare.isdecimal():
            return None if "*" in line.text else Sign.SMALL
        return Sign.OUTLET if is_outlet(line.text) else _words(line)

    def _is_in_share_bar(self, i: int) -> bool:
        """Whether a button is one of several laid out downwards, and they are no list of networks."""
        first, last = i, i + 1
        while first > 0 and self.lines[first - 1].bare in page_words.SHARE_TOKENS:
            first -= 1
        while last < len(self.lines) and self.lines[last].bare in page_words.SHARE_TOKENS:
            last += 1
        return last - first > 1 and any(line.bare in page_words.SHARE_ACTIONS for line in self.lines[first:last])


def _words(line: Line) -> Sign | None:
    """What a few words are: "Photography: John Roe", a place, a section; None for text."""
    if is_credit(line.text):
        return Sign.SMALL
    fits = line.is_heading_like and line.words <= _BESIDE_WORDS and ":" not in line.text
    return Sign.ANYTHING if fits else None
