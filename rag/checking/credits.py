"""Whom a text beside a quotation credits with its words, by the forms in which writers name people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rag.furniture.bylines import is_outlet
from rag.furniture.head_words import MONTHS
from rag.references.names import is_body

CreditKind = Literal["author", "cited", "speaker"]
"""“author” is said to have written the words, whoever it is; “cited” stands in brackets behind them, where a word with
a capital may be anything; “speaker” said or reported something, or the words are by or from it."""

NAME = r"(?:[A-ZÀ-ÖØ-ÞΑ-ΩА-Я][\w’'-]*\.?)"
FULL_NAME = rf"{NAME}(?:\s+(?:(?:van|von|der|den|de|del|della|di|da|la|le|al|el|bin|ibn|y)\s+)*{NAME}){{0,3}}"
_LABEL = r"(?:pp?|pars?|paras?|paragraphs?|pages?|chs?|chapters?|secs?|sections?|lines?|cols?|S|Abs|Kap)\b\.?|¶|§"
LABELLED = rf"(?:{_LABEL})\s*\d{{1,5}}"
LOCATOR = rf"(?:{LABELLED}|\d{{1,3}}(?!\d))(?:\s?[–-]\s?\d{{1,5}})?"
"""A place in a work: p. 34, par. 2, or a page alone; a number of four figures may be a year, and is none."""

_YEAR = r"(?:1[5-9]|20)\d\d"
_WRITES = r"(?:wrote|writes|schrieb|schreibt|écrit|écrivait|escribió|escribe)"
_AUTHOR_YEAR = re.compile(
    rf"\((?:see\s+|cf\.\s+|in\s+|vgl\.\s+|voir\s+)?(?P<who>{FULL_NAME})(?:\s+(?:&|and|und|et|y)\s+{FULL_NAME}|\s+et\s+al\.?)?"
    rf",?\s+(?P<year>{_YEAR})[a-z]?\b[^()]*\)|(?P<who2>{FULL_NAME})\s+\((?P<year2>{_YEAR})[a-z]?\b[^()]*\)"
)
_WROTE = re.compile(
    rf"(?P<who>{FULL_NAME})\s+(?:has\s+|had\s+)?(?:{_WRITES}|written)\b|\b{_WRITES}\s+(?P<who2>{FULL_NAME})"
)
_SAID = re.compile(
    rf"(?P<who>{FULL_NAME})\s+(?:said|says|reported|reports|argued|argues|noted|notes|observed|observes|concluded|added"
    r"|sagte|sagt|dit|dijo|afirmó)\b"
    rf"|\b(?:[Aa]ccording\s+to|said|says|reported|laut|[Nn]ach|[Ss]elon|[Ss]egún|by|von|[Pp]er|in)\s+(?P<who2>{FULL_NAME})"
)
_A_TITLE_FOLLOWS = r"(?=,\s+(?:[“\"‘'«„*_]|[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]))"
_LEADING_AUTHOR = re.compile(
    rf"\s*(?:See\s+|Cf\.\s+)?(?P<who>{NAME}(?:\s+{NAME}){{1,3}}{_A_TITLE_FOLLOWS}|{NAME},\s+{NAME}{_A_TITLE_FOLLOWS}"
    rf"|{FULL_NAME}(?=,?\s+{_YEAR}\b))(?:,?\s+(?P<year>{_YEAR})\b)?(?P<behind>,\s+[^\W\d_]+)?"
)
_CITED = re.compile(
    rf"\s*(?:see\s+|cf\.\s+|vgl\.\s+|voir\s+)?{FULL_NAME}(?:\s*(?:,|&|\band\b|\bund\b|\bet\b|\by\b)\s*{FULL_NAME})*"
    rf"(?:\s+et\s+al\.?)?(?:,?\s+{LOCATOR})*\s*"
)
_A_NAME = re.compile(FULL_NAME)
_INITIAL = re.compile(r"(?<=\w\w)\.$")

_MONTHS = frozenset(word for month in MONTHS for word in month.split())
_NO_NAMES = _MONTHS | frozenset(
    "see cf table figure page interview spring summer autumn fall winter frühling sommer herbst".split()  # noqa: SIM905
)
_NO_FIRST_WORDS = frozenset("the a an in he she they it we i as but and this".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Credit:
    """A name as it stands at `start` of a text, the year beside it if there is one, and how it is named."""

    name: str
    start: int
    year: str | None
    kind: CreditKind

    @property
    def may_be_an_author(self) -> bool:
        """Whether somebody whom the library does not know may be meant: no month, paper or body, more than a word."""
        words = self.name.split()
        if words[0].casefold() in _NO_FIRST_WORDS or any(word.casefold().strip(".") in _NO_NAMES for word in words):
            return False
        if is_body(self.name) or is_outlet(self.name):
            return False
        return self.kind == "author" and (len(words) > 1 or self.year is not None)


def credits_in(text: str, *, is_note: bool, is_cited: bool) -> Iterator[Credit]:
    """All names of a text that it credits.

    `is_note`: it is a footnote or a reference, which begins with its author; `is_cited`: it stands in brackets right
    behind the quotation.
    """
    for match in (*_AUTHOR_YEAR.finditer(text), *_WROTE.finditer(text)):
        yield _credit(match, "author")
    yield from (_credit(match, "speaker") for match in _SAID.finditer(text))
    if is_cited:
        yield from _cited(text)
    leading = _LEADING_AUTHOR.match(text) if is_note else None
    if leading and (leading["behind"] or "").strip(", ").casefold() not in _MONTHS:
        yield _credit(leading, "author")


def _cited(text: str) -> Iterator[Credit]:
    """The names that brackets cite; none where they hold anything else.

    (Lund), (Lund 34), (Lund and Berg, par. 2) and (Lund 34; Berg 7) do; “qtd. in Lund” does not.
    """
    at = 0
    for part in text.split(";"):
        if _CITED.fullmatch(part):
            for name in _A_NAME.finditer(part):
                yield Credit(_INITIAL.sub("", name.group()), at + name.start(), None, "cited")
        at += len(part) + 1


def _credit(match: re.Match[str], kind: CreditKind) -> Credit:
    groups = match.groupdict()
    who = "who" if groups["who"] else "who2"
    year = groups.get("year") or groups.get("year2")
    return Credit(_INITIAL.sub("", match[who]), match.start(who), year, kind)
