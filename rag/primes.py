"""Marks right behind a figure: the primes of feet, inches and minutes, or the end of a quotation."""

from __future__ import annotations

import re

PRIME, DOUBLE_PRIME = "′", "″"
AFTER_A_FIGURE = r"(?<=[\d¼½¾⅓⅔⅛⅜⅝⅞])(?:‴|′′|[″\"”＂]|''|’’|[′'’＇])(?![^\W\d_])"
"""What may be a prime: 6′, 6', 6’; before a letter it is an apostrophe."""

_DOUBLE = frozenset(("″", '"', "”", "＂", "''", "’’", "′′"))
_ALWAYS = frozenset(("′", "″", "‴", "′′"))
_DOUBLE_MARKS = re.compile(r"[\"“”„＂]|''|’’")
_OPENS_SINGLE = re.compile(r"(?<![\w])['‘’＇](?=\w)")
_INCHES_FOLLOW = re.compile(r"\s?\d{1,2}(?:[.,]\d+)?[ ¼½¾⅛⅜⅝⅞]*(?:[\"”″＂]|''|’’)")
_FEET_COME_BEFORE = re.compile(r"\d['’′＇]\s?\d{1,2}(?:[.,]\d+)?[ ¼½¾⅛⅜⅝⅞]*$")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_FURTHEST = 2000
"""Characters that are looked back over for the beginning of a paragraph."""


def prime(mark: str) -> str:
    """The prime that a mark stands for which AFTER_A_FIGURE finds."""
    return mark if mark == "‴" else DOUBLE_PRIME if mark in _DOUBLE else PRIME


def is_surely_prime(text: str, start: int, end: int, since: int) -> bool:
    """Whether the mark `text[start:end]` can be nothing else; `since` is where the text begins that it belongs to.

    A quotation mark is none where no quotation is open in its paragraph; feet that inches follow are sure.
    """
    mark = text[start:end]
    if mark in _ALWAYS:
        return True
    if mark not in _DOUBLE and _INCHES_FOLLOW.match(text, end):
        return True
    first = max(since, start - _FURTHEST)
    before = text[first:start]
    if mark in _DOUBLE and _FEET_COME_BEFORE.search(before[-12:]):
        return True
    ends = [blank.end() for blank in _BLANK_LINE.finditer(before)]
    if not ends and first > since:
        return False  # where the paragraph begins is not known
    before = before[ends[-1] :] if ends else before
    return not (_is_quoting(before) if mark in _DOUBLE else _OPENS_SINGLE.search(before))


def _is_quoting(before: str) -> bool:
    """Whether a quotation is open at the end of a paragraph's beginning."""
    is_open = False
    for mark in _DOUBLE_MARKS.finditer(before):
        is_behind_a_figure = before[mark.start() - 1 : mark.start()].isdigit()
        is_open = not is_open and not is_behind_a_figure
    return is_open
