"""A Filter and the list of documents -> which of them are asked, and why others are not.

A part that is not given admits every document. Of several sources, or of several authors, one is enough.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any

from rag.errors import UsageError
from rag.valid_text import is_text
from rag.values import DocumentInfo, Filter

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_WORD = re.compile(r"[^\W_]+")
_LETTERS_THAT_TELL = 3
_LETTERS_WITHOUT_PARTS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take apart into a plain one and its mark."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """The sources that a filter admits, of how many documents, and what people are told of the others.

    `undated` and `unsigned`: how many were left out for want of a date or an author, and for nothing else. `idle`: the
    sources and authors of the filter that fit no document.
    """

    sources: tuple[str, ...]
    of: int
    undated: int
    unsigned: int
    idle: tuple[str, ...]


def check_filter(within: Filter) -> Filter:
    """The filter as it is kept: in tuples, dates without white space. Raises UsageError for what is no filter."""
    if not isinstance(within, Filter):
        raise UsageError(f"{within!r:.80} is no filter. Give a Filter, as Filter(sources=['*.pdf'], since='2022').")
    since, until = check_date("since", within.since), check_date("until", within.until)
    if since and until and _first_day(since) > _last_day(until):
        raise UsageError(f"There is no day since {since} and until {until}. Let the range end after it begins.")
    sources, authors = _checked_texts("source", within.sources), _checked_texts("author", within.authors)
    for source in sources:
        if not source.strip("/ "):
            raise UsageError(f"The source {source!r} names nothing. Give a path, a folder or a pattern such as *.pdf.")
    for author in authors:
        if not _words(author):
            raise UsageError(f"The author {author!r} has no word. Give a name, or a part of one.")
    return Filter(sources, authors, since, until)


def filter_of(sources: Any = None, authors: Any = None, since: Any = None, until: Any = None) -> Filter | None:  # noqa: ANN401
    """The filter of these parts as people and programs give them; None where all are left out: None, or empty.

    One value will do for several. What is no text is left as it is, for `check_filter` to tell.
    """
    within = Filter(_several(sources), _several(authors), _one(since), _one(until))
    return within if within != Filter() else None


def _several(values: Any) -> tuple[Any, ...]:  # noqa: ANN401
    if not values:
        return ()
    return tuple(values) if isinstance(values, list | tuple) else (values,)


def _one(value: Any) -> Any:  # noqa: ANN401
    return (value.strip() if isinstance(value, str) else value) or None


def filter_in_force(within: Filter | None) -> Filter | None:
    """The filter, checked; None where none is given, or one of no parts. Raises as `check_filter` does."""
    kept = Filter() if within is None else check_filter(within)
    return kept if kept != Filter() else None


def admit(within: Filter, documents: Sequence[DocumentInfo]) -> Admitted:
    """Which documents a checked filter admits.

    Raises UsageError where it admits none: which part left out all, and a near name where there is one.
    """
    verdicts = [_judge(within, document) for document in documents]
    possible = [v for v in verdicts if v.source and v.author is not False and v.dates is not False]
    sources = tuple(v.document.source for v in possible if v.author and v.dates)
    if not sources:
        raise UsageError(_why_none(within, verdicts))
    idle = [pattern for pattern in within.sources if not any(fits_source(pattern, d.source) for d in documents)]
    idle += [name for name in within.authors if not any(fits_author(name, d.author) for d in documents)]
    return Admitted(
        sources=sources,
        of=len(documents),
        undated=sum(v.dates is None for v in possible),
        unsigned=sum(v.author is None for v in possible),
        idle=tuple(idle),
    )


def left_out(admitted: Admitted) -> tuple[str, ...]:
    """What people are told of a filter that does less than it seems to, in sentences; none where it does not."""
    said = [f"No article fits {name!r}." for name in admitted.idle]
    if admitted.undated:
        said.append(f"{_articles(admitted.undated)} no date, which leaves {_them(admitted.undated)} out.")
    if admitted.unsigned:
        said.append(f"{_articles(admitted.unsigned)} no author, which leaves {_them(admitted.unsigned)} out.")
    return tuple(said)


def fits_source(pattern: str, source: str) -> bool:
    """Whether the pattern names the source or a folder above it; one that ends with a slash names folders alone."""
    wanted = _plain_path(pattern)
    folders_alone = wanted.endswith("/")
    wanted = wanted.rstrip("/")
    names = _plain_path(source).split("/")
    last = len(names) - folders_alone
    paths = ["/".join(names[:end]) for end in range(1, last + 1)]
    anywhere = [] if "/" in wanted else names[:last]
    # A name may hold a bracket that as a pattern would stand for something else.
    return any(name == wanted or fnmatchcase(name, wanted) for name in (*paths, *anywhere))


def fits_author(name: str, author: str | None) -> bool | None:
    """Whether all words of the name are among the author's; None where no author is known."""
    known = _words(author or "")
    return _words(name) <= known if known else None


def fits_dates(within: Filter, published: str | None) -> bool | None:
    """Whether the date, as exact as it is known, overlaps the filter's range; None where no date is known."""
    if published is None or not _DATE.fullmatch(published):
        return None
    return not (
        (within.since and _last_day(published) < _first_day(within.since))
        or (within.until and _first_day(published) > _last_day(within.until))
    )


def check_date(part: str, value: object) -> str | None:
    """The date without white space, None for None; `part` is what it is called. Raises UsageError for what is none."""
    if value is None:
        return None
    day = value.strip() if isinstance(value, str) else ""
    if not _DATE.fullmatch(day) or not _is_in_the_calendar(_first_day(day)):
        raise UsageError(f"{part} is {value!r}, which is no date. Write 2023, 2023-07 or 2023-07-21.")
    return day


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Which parts of a filter admit a document; None where the document does not say."""

    document: DocumentInfo
    source: bool
    author: bool | None
    dates: bool | None


def _judge(within: Filter, document: DocumentInfo) -> _Verdict:
    by_author = [fits_author(name, document.author) for name in within.authors]
    return _Verdict(
        document=document,
        source=not within.sources or any(fits_source(pattern, document.source) for pattern in within.sources),
        author=True if not by_author else None if None in by_author else any(by_author),
        dates=fits_dates(within, document.published) if within.since or within.until else True,
    )


def _why_none(within: Filter, verdicts: Sequence[_Verdict]) -> str:
    """The parts that left out every document by themselves; else that they do so together."""
    documents = [verdict.document for verdict in verdicts]
    parts = (
        ("source", bool(within.sources), sum(v.source for v in verdicts), _no_source),
        ("author", bool(within.authors), sum(v.author is True for v in verdicts), _no_author),
        ("date", bool(within.since or within.until), sum(v.dates is True for v in verdicts), _no_date),
    )
    if reasons := [reason(within, documents) for _, is_given, fitting, reason in parts if is_given and not fitting]:
        return " ".join(reasons)
    alone = ", ".join(f"{fitting} by {part}" for part, is_given, fitting, _ in parts if is_given)
    return f"Each part of the filter admits some articles ({alone}), but together they admit none. Leave a part out."


def _no_source(within: Filter, documents: Sequence[DocumentInfo]) -> str:
    known = {name: path for document in documents for name, path in _names_of(document.source)}
    return (
        f"No article's path fits the source {_either(within.sources)}.{_did_you_mean(within.sources, known)} "
        "Give a path, a folder or a pattern such as *.pdf."
    )


def _no_author(within: Filter, documents: Sequence[DocumentInfo]) -> str:
    authors = [document.author for document in documents if _words(document.author or "") and document.author]
    known = {form: author for author in authors for form in (*_words(author), _plain(author))}
    without = len(documents) - len(authors)
    return (
        f"No article's author is {_either(within.authors)}.{_did_you_mean(within.authors, known)}"
        f"{f' {_articles(without)} none.' if without else ''} Give a name as it is written, or a part of it."
    )


def _no_date(within: Filter, documents: Sequence[DocumentInfo]) -> str:
    dates = sorted(d.published for d in documents if d.published and fits_dates(Filter(), d.published))
    asked = " ".join(f"{word} {day}" for word, day in (("since", within.since), ("until", within.until)) if day)
    without = len(documents) - len(dates)
    return (
        f"No article is dated {asked}."
        f"{f' Their dates run from {dates[0]} to {dates[-1]}.' if dates else ''}"
        f"{f' {_articles(without)} none.' if without else ''} Give a wider range."
    )


def _names_of(source: str) -> Iterator[tuple[str, str]]:
    """What people may have meant to write, and the path or folder that it stands for."""
    names = source.split("/")
    for end in range(1, len(names) + 1):
        path = "/".join(names[:end])
        yield from ((_plain(path), path), (_plain(names[end - 1]), path))


def _did_you_mean(given: Iterable[str], known: dict[str, str]) -> str:
    for one in given:
        wanted = _plain(one.strip("*/ "))
        if len(wanted) >= _LETTERS_THAT_TELL and (inside := next((name for name in known if wanted in name), None)):
            return f" Did you mean {known[inside]!r}?"
        if close := get_close_matches(wanted, known, n=1):
            return f" Did you mean {known[close[0]]!r}?"
    return ""


def _either(values: Sequence[str]) -> str:
    return " or ".join(repr(value) for value in values)


def _articles(number: int) -> str:
    return f"{number:,} article has" if number == 1 else f"{number:,} articles have"


def _them(number: int) -> str:
    return "it" if number == 1 else "them"


def _checked_texts(part: str, values: Sequence[str]) -> tuple[str, ...]:
    if isinstance(values, str) or not all(isinstance(value, str) for value in values):
        raise UsageError(f"The {part} of the filter is {values!r}; give a list of texts.")
    for value in values:
        if not is_text(value):
            raise UsageError(f"The {part} {value!r} is not valid text. Give it in UTF-8.")
    return tuple(values)


def _is_in_the_calendar(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _first_day(day: str) -> str:
    """The first day of a year or a month, or the day itself; as text, in which ISO dates are in order."""
    return day + "-01-01"[len(day) - 4 :]


def _last_day(day: str) -> str:
    """A day that none of the year or month comes after: 31 will do for all months."""
    return day + "-12-31"[len(day) - 4 :]


def _plain_path(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold().removeprefix("./")


def _plain(text: str) -> str:
    """The text in one case and without accents."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(character for character in decomposed if not unicodedata.combining(character))
    return kept.translate(_LETTERS_WITHOUT_PARTS)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_plain(text)))
