"""Answers and what they are made of, and the filter that says which documents were asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from rag.values.documents import Span
from rag.values.library import LibraryState


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation in an answer: `quote == text[start:end]` of the document at `source`.

    `matches` are the stretches of it, sorted and apart, whose words are the question's; offsets into the document's
    text, as `start` and `end` are. `copies` are the sources, sorted, that hold the same words: copies of the document
    (reposts, wire copies), and others that quote the same.
    """

    n: int
    source: str
    start: int
    end: int
    quote: str
    line: int
    paragraph: int | None
    page: int | None
    heading: str | None
    title: str | None
    author: str | None
    published: str | None
    score: float
    matches: tuple[Span, ...] = ()
    copies: tuple[str, ...] = ()

    def pieces(self) -> list[tuple[str, bool]]:
        """The quotation cut where matches begin and end, each piece with whether it is one; together they are it."""
        edges = [self.start, *(edge for match in self.matches for edge in (match.start, match.end)), self.end]
        pieces = [self.quote[a - self.start : b - self.start] for a, b in pairwise(edges)]
        return [(piece, bool(number % 2)) for number, piece in enumerate(pieces) if piece]


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage as an answer carries it: `text == document.text[start:end]`."""

    rank: int
    source: str
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Stated:
    """What the quotation of citation `n` states: `figure == text[start:end]` of the document at `source`."""

    n: int
    source: str
    published: str | None
    start: int
    end: int
    figure: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the quoted sources state different figures or dates for the same thing.

    `about` says what it is in a word or two, or no more than the kind; `stated` is in order of the documents' dates,
    unknown ones last.
    """

    kind: Literal["figure", "date"]
    about: str
    stated: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents to ask: those that every part that is given admits. A filter of no parts admits all.

    `sources`: a document is admitted whose path, or a folder above it, equals one of these or fits it as a glob pattern
    (`2023`, `2023/*`, `*.pdf`). Case does not count, `*` stands for slashes too, and what has no slash is looked for at
    any depth. `authors`: all words of one of these names stand in the author's, whatever their case and accents.
    `since`, `until`: ISO dates as exact as 2023, 2023-07 or 2023-07-21, both included; a document is admitted if its
    own date, as exact as it is known, overlaps the range. One without an author or a date fits no author or range.
    """

    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None


Status = Literal["answered", "not_found", "error"]


@dataclass(frozen=True, slots=True)
class Answer:
    """Citations, or that the articles do not say; `confidence` is the probability that the citations answer.

    `read_with` is what of the conversation a follow-up was read together with: one earlier question or more. `filter`
    says which documents were asked, None for all. `differences` are those between the citations' figures that are sure.
    """

    question: str
    status: Status
    confidence: float
    answer: str
    citations: tuple[Citation, ...]
    passages: tuple[RankedPassage, ...]
    library: LibraryState
    id: str | None = None
    error: str | None = None
    read_with: str | None = None
    schema: int = field(default=1)
    filter: Filter | None = None
    differences: tuple[Difference, ...] = ()

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from rag.notebook import answer_html

        return answer_html(self)

    def _repr_markdown_(self) -> str:
        """What a notebook shows that knows no HTML."""
        from rag.notebook import answer_markdown

        return answer_markdown(self)
