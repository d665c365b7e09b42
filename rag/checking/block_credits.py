"""The end of a block quotation -> the line, or the brackets, that say whose words it has."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.checking.credits import FULL_NAME, LABELLED, LOCATOR
from rag.passages import count_words

_YEAR = r"\b(?:1[5-9]|20)\d\d[a-z]?\b"
_DASH = r"[^\S\n]*(?:[—–―~]|-{1,3}(?=[^\S\n]))[^\S\n]*(?=\S)"
_DASHED = re.compile(rf"\n{_DASH}(?P<who>(?:[^\n]|\n(?!\n)){{2,}})$")
_BEGINS_WITH_A_DASH = re.compile(rf"\n{_DASH}")
_CITED = re.compile(
    rf"\((?P<who>[^()]*(?:{_YEAR}|\bn\.\s?d\.|\b{LABELLED})[^()]*"
    rf"|{FULL_NAME}(?:\s+(?:and|&)\s+{FULL_NAME})?,?\s+{LOCATOR})\)\s*\.?\s*$"
)
_REFERS = re.compile(rf"https?://|\bwww\.|\bdoi\b|\s·\s|(?<!\bin ){_YEAR}(?=\s*(?:[-,.;:)\]]|$))", re.IGNORECASE)
"""What a reference has, and what somebody says seldom: an address, a year, parts set off by dots."""

_LONGEST, _MOST_WORDS = 200, 25
"""Of what is a credit without any of that; a reference is as long as its title, outlet and address are."""


@dataclass(frozen=True, slots=True)
class BlockCredit:
    """Where the quoted words end before it, and the stretch that names their source."""

    words_end: int
    named: tuple[int, int]


def credit_at_end(text: str, start: int, end: int) -> BlockCredit | None:
    """The credit at the end of `text[start:end]`, behind other words: — A. Author, Title, 2022, or (Author, 2022)."""
    end = start + len(text[start:end].rstrip())
    last_line = max((line.start() for line in _BEGINS_WITH_A_DASH.finditer(text, start, end)), default=start)
    dashed = _DASHED.match(text, last_line, end) if last_line > start else None
    if dashed and _is_dashed_credit(dashed["who"], is_paragraph=text[last_line - 1] == "\n"):
        return _credit(text, start, dashed, "who")
    last_bracket = text.rfind("(", start, end)
    cited = _CITED.match(text, last_bracket, end) if last_bracket > start else None
    return _credit(text, start, cited, 0) if cited and _is_short(cited["who"]) else None


def _credit(text: str, start: int, found: re.Match[str], group: str | int) -> BlockCredit:
    return BlockCredit(start + len(text[start : found.start()].rstrip()), found.span(group))


def is_reference(who: str) -> bool:
    """Whether a credit surely names a work, and not only somebody: what it has in quotation marks is a title."""
    return bool(_REFERS.search(who))


def _is_dashed_credit(who: str, *, is_paragraph: bool) -> bool:
    return is_reference(who) or (_is_short(who) and (is_paragraph or "\n" not in who))


def _is_short(who: str) -> bool:
    return len(who) <= _LONGEST and count_words(who) <= _MOST_WORDS
