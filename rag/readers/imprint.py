"""What formats say of an article's publication (site or journal, address, DOI), made fit to cite."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from rag.readers.metadata import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

_Value = TypeVar("_Value")

_LONGEST_URL = 2000
_LONGEST_WORDS = 300
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)
# The shape that Crossref recommends, and nothing that ends a sentence after it.
_DOI = re.compile(r"(?:^|(?:doi:|doi\.org/)\s*|\b)(10\.\d{4,9}/[^\s\"<>]+?)[.,;]?$", re.IGNORECASE)
_ANY_CHARACTER = re.compile(r"[^\W_]")

TYPES = frozenset(
    {
        *("article", "article-journal", "article-magazine", "article-newspaper", "bill", "book", "broadcast"),
        *(
            "chapter",
            "dataset",
            "document",
            "entry",
            "entry-dictionary",
            "entry-encyclopedia",
            "interview",
            "legal_case",
        ),
        *("legislation", "manuscript", "motion_picture", "pamphlet", "paper-conference", "patent", "periodical"),
        *("personal_communication", "post", "post-weblog", "report", "review", "review-book", "song", "speech"),
        *("standard", "thesis", "treaty", "webpage"),
    }
)
"""The types of CSL 1.0.2 that an article may be."""


def unescaped(value: _Value) -> _Value | str:
    """A string of JSON-LD without the entities of HTML, which programs write there too, some of them twice."""
    return html.unescape(html.unescape(value)) if isinstance(value, str) else value


def fit_url(url: object) -> str | None:
    """`url` if it is a whole web address; None otherwise."""
    line = one_line(url)
    if line is None or len(line) > _LONGEST_URL or not _URL.fullmatch(line):
        return None
    try:
        host = urlsplit(line).hostname or ""
    except ValueError:
        return None
    return line if "." in host else None


def fit_doi(doi: object) -> str | None:
    """`doi` bare, as 10.1000/182; None if it is none. Takes "doi:" or an address of doi.org before it."""
    line = one_line(doi)
    found = _DOI.search(line) if line is not None and len(line) <= _LONGEST_URL else None
    return found[1] if found else None


def fit_words(words: object) -> str | None:
    """`words` on one line, if there is a letter or a number in them; a number becomes text."""
    line = one_line(str(words) if isinstance(words, int) and not isinstance(words, bool) else words)
    known = line is not None and len(line) <= _LONGEST_WORDS and _ANY_CHARACTER.search(line)
    return line if known else None


def fit_kind(kind: object) -> str | None:
    """`kind` if it is one of CSL's types."""
    return kind if isinstance(kind, str) and kind in TYPES else None


def first(values: Iterable[str | None]) -> str | None:
    """The first that is known."""
    return next((value for value in values if value is not None), None)
