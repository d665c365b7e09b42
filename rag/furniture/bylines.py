"""Lines that say who wrote an article and when."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.furniture import head_words as words
from rag.furniture import kinds
from rag.furniture.dates import DateLine, read_date_line
from rag.furniture.lines import Line

_MOST_CHARACTERS = 160
_MOST_WORDS = 20
_NAME_TOKENS = range(2, 6)
_GROUP_TOKENS = range(1, 6)
_ROLE_WORDS = 7
_SECTION_WORDS = 3
_PAPER_WORDS = 4

_OPENERS = "|".join(map(re.escape, sorted(words.BYLINE_OPENERS, key=len, reverse=True)))
_OPENER = re.compile(rf"(?:{_OPENERS})(?:\s+|(?<=:))(?P<rest>\S.*)", re.IGNORECASE)
_BETWEEN_PARTS = re.compile(r"\s*[|·•]\s*|\s+[–—-]\s+")
_BETWEEN_NAMES = re.compile(rf"\s*,\s*|\s+(?:{'|'.join(map(re.escape, sorted(words.NAME_JOINERS)))})\s+")
_WHERE_OR_FOR_WHOM = re.compile(r",?\s+(?:in|for|at|reporting from|en|à|para|für|aus|per)\s+[^\W\d_].*$")
_DATED_HEADLINE_WORDS = range(5, 26)
_DATE_TOKENS = (1, 3, 4, 5)
_YEAR = re.compile(r"\d{4}")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")
_NAME_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")
_CONTACT = re.compile(r"@\w{2,30}|[\w.+-]+@[\w-]+\.[\w.-]+")


@dataclass(frozen=True, slots=True)
class Meta:
    """What a line of a head or a teaser says: the author, the date, or neither (a role, a reading time)."""

    author: str | None = None
    date: DateLine | None = None


def read_meta(line: Line) -> Meta | None:
    """What the line says of author and date; None where it says more than that, or nothing.

    A bare name is no such line: only its neighbours can tell it from a subheading.
    """
    if len(line.text) > _MOST_CHARACTERS or line.words > _MOST_WORDS:
        return None
    if (whole := read_date_line(line.text.casefold())) is not None:
        return Meta(date=whole)
    if (author := _after_opener(line.text)) is not None:
        return Meta(author=author)
    return _of_parts(_BETWEEN_PARTS.split(line.text)) or _of_two(line.text.split())


def is_person(text: str) -> bool:
    """Whether text has the shape of a person's name: two to five words in capitals, particles aside."""
    tokens = text.split()
    if len(tokens) not in _NAME_TOKENS or tokens[0].casefold() in words.NAME_PARTICLES - {
        "al",
        "el",
        "la",
        "las",
        "los",
    }:
        return False
    if any(_NAME_TOKEN.fullmatch(token) is None for token in tokens):
        return False
    if any(token.casefold() in words.NOT_NAMES | words.ROLE_WORDS for token in tokens):
        return False
    capitals = [token for token in tokens if token[0].isupper()]
    return len(capitals) > 1 and all(token[0].isupper() or token in words.NAME_PARTICLES for token in tokens)


def is_group(text: str) -> bool:
    """Whether text names authors that are no single person: "Valley News Staff", "Editorial board", "AFP"."""
    tokens = text.split()
    if (
        len(tokens) not in _GROUP_TOKENS
        or "," in text
        or not text[0].isupper()
        or _NAME_TOKEN.fullmatch(tokens[0]) is None
    ):
        return False
    return any(token.casefold().strip(".,") in words.GROUP_WORDS for token in tokens) and text[-1] not in ".:;!?"


def author_in(text: str, *, opened: bool = False) -> str | None:
    """The author or authors that text names and nothing else, without place, role and paper; None if it names none.

    `opened` says that a word such as "By" stood before it: then what follows a comma may be any paper or place.
    """
    names = _WHERE_OR_FOR_WHOM.sub("", _IN_BRACKETS.sub("", text)).strip(" ,.")
    if not names:
        return None
    if is_group(names) or is_person(names):
        return names
    found = list(_BETWEEN_NAMES.finditer(names))
    starts = [0, *(between.end() for between in found)]
    ends = [*(between.start() for between in found), len(names)]
    parts = [names[start:end] for start, end in zip(starts, ends, strict=True)]
    known = next((i for i, part in enumerate(parts) if not is_person(part)), len(parts))
    rest = parts[known:]
    may_follow = [is_role(part) or is_group(part) or (opened and len(part.split()) <= _PAPER_WORDS) for part in rest]
    return names[: ends[known - 1]] if known and all(may_follow) else None


def is_role(text: str) -> bool:
    """Whether text says what an author is: "Senior correspondent", "Staff Writer"."""
    tokens = [token.casefold().strip(".,") for token in text.split()]
    return 0 < len(tokens) <= _ROLE_WORDS and not words.ROLE_WORDS.isdisjoint(tokens) and not text.endswith(".")


def is_contact(text: str) -> bool:
    """Whether text is an author's handle or address."""
    return _CONTACT.fullmatch(text) is not None


def _after_opener(text: str) -> str | None:
    opened = _OPENER.fullmatch(text)
    return author_in(opened["rest"], opened=True) if opened else None


def _of_parts(parts: list[str]) -> Meta | None:
    """ "By Jane Doe | March 3, 2021 | 5 min read": at least one part tells, and the rest is not text."""
    if len(parts) == 1:
        return None
    author: str | None = None
    date: DateLine | None = None
    for part in filter(None, parts):
        if (found := read_date_line(part.casefold())) is not None:
            date = date if date is not None and (date.iso or found.updated) else found
        elif (named := _after_opener(part)) is not None or (named := author_in(part)) is not None:
            author = author or named
        elif len(part.split()) > _SECTION_WORDS and not _is_small_matter(part):
            return None
    opened = any(_after_opener(part) for part in parts)
    return Meta(author, date) if date is not None or opened else None


def _is_small_matter(part: str) -> bool:
    line = Line(0, len(part), part, part.casefold(), part.count(" ") + 1, after_blank=True)
    return is_role(part) or kinds.is_edge(line)


def _of_two(tokens: list[str]) -> Meta | None:
    """ "By Jane Doe, March 3, 2021" or "March 3, 2021 by Jane Doe"."""
    if not any(map(_YEAR.search, tokens)):
        return None
    for cut in range(1, len(tokens)):
        left, right = " ".join(tokens[:cut]).rstrip(" ,"), " ".join(tokens[cut:])
        date = read_date_line(right.casefold())
        if date is not None and (date.iso or date.announced):
            named = _after_opener(left) or author_in(left)
            return Meta(named, date) if named else None
        date = read_date_line(left.casefold())
        if date is not None and date.iso and (opened := _OPENER.fullmatch(right)) is not None:
            named = author_in(opened["rest"], opened=True)
            return Meta(named, date) if named or opened["rest"].casefold() in words.NO_ONES else None
    return None


def ends_or_begins_with_date(line: Line) -> bool:
    """Whether a short line is a headline and its date at one end, as lists of other stories have it."""
    if line.words not in _DATED_HEADLINE_WORDS or _YEAR.search(line.text) is None:
        return False
    tokens = line.text.split()
    for size in _DATE_TOKENS:
        for date in (tokens[-size:], tokens[:size]):
            found = read_date_line(" ".join(date).casefold())
            if found is not None and found.iso is not None and len(tokens) - size > _SECTION_WORDS:
                return True
    return False
