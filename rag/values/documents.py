"""Documents and their parts: stretches of text, places in it, sentences and passages."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from rag.inline_marks import without_marks
from rag.line_ends import line_starts

_MARKDOWN = (".md", ".markdown")
_DOCUMENTS_KEPT = 64


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document's text, `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's stretch of text and its level, 1 for the highest."""

    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where an offset lies, for people: line and paragraph count from 1; None where there is no such thing.

    `heading` is in one line, and without Markdown's marks.
    """

    line: int
    paragraph: int | None
    page: int | None
    heading: str | None


@dataclass(frozen=True, slots=True)
class Name:
    """An author in the parts of CSL, or, as `literal` alone, a body or a name that is not to be parted.

    `particle` stands before the family name and belongs to it ("van der" Berg), `dropping` stands there only with the
    given name ("von" in Alexander von Humboldt); `suffix` is "Jr." and the like.
    """

    family: str | None = None
    given: str | None = None
    particle: str | None = None
    dropping: str | None = None
    suffix: str | None = None
    literal: str | None = None


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a file says of its publication besides title, author and date; what it does not say is None.

    `container` is the newspaper, journal or site it appeared in; `kind` one of CSL's types ("article-newspaper").
    `authors` are those whose name the file gives in parts, or says to be a body; empty where it gives a line alone.
    `site_author` is the site or a body that the file names as the author: it is so where the page itself names no one.
    """

    url: str | None = None
    doi: str | None = None
    container: str | None = None
    publisher: str | None = None
    kind: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    authors: tuple[Name, ...] = ()
    site_author: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One article file as text, with what is known of it.

    `text` is the file decoded, nothing removed, for .txt and .md; for other formats what the reader made of it.
    `paragraphs` are the blocks of text in order, headings among them, none overlapping another. `pages` holds the
    offset at which each page begins (empty where the format has none). `furniture` is what stands in the text and is
    not the article: sorted, apart from each other, never quoted or ranked. `published` is an ISO 8601 date as exact
    as it is known: 2023, 2023-07 or 2023-07-21. `language` is an ISO 639-1 code: what the file says, and once it is
    prepared what its text is written in. `created` is the day on which the file says that it was made, a date of the
    same kind, which for want of a better one is that of publication. What is unknown is None.
    """

    source: str
    text: str
    title: str | None = None
    author: str | None = None
    published: str | None = None
    headings: tuple[Heading, ...] = ()
    paragraphs: tuple[Span, ...] = ()
    pages: tuple[int, ...] = ()
    furniture: tuple[Span, ...] = ()
    language: str | None = None
    imprint: Imprint = Imprint()
    created: str | None = None

    def __hash__(self) -> int:
        """By its source and text alone, whose hashes Python keeps: documents are the keys of what is kept of them."""
        return hash((self.source, self.text))

    def body_paragraphs(self) -> tuple[Span, ...]:
        """The paragraphs that people would count: neither headings nor wholly furniture."""
        headings = {heading.start for heading in self.headings}
        marked = _Marks(self.furniture)
        return tuple(p for p in self.paragraphs if p.start not in headings and not marked.cover(p))

    def places(self, offsets: list[int]) -> list[Place]:
        """The place of each offset; one pass over the text however many are asked for, kept for the next time."""
        landmarks = _landmarks(self)
        return [landmarks.place(self, offset) for offset in offsets]

    def page_span(self, number: int) -> Span:
        """The text of a page, counted from 1 and one of `pages`; empty where it has none."""
        return Span(self.pages[number - 1], self.pages[number] if number < len(self.pages) else len(self.text))

    def pages_of(self, span: Span) -> tuple[int, ...]:
        """The pages, counted from 1, that hold something of the span."""
        first = max(1, bisect_right(self.pages, span.start))
        touched = range(first, bisect_left(self.pages, span.end) + 1)
        # A page without text begins where the next does.
        return tuple(n for n in touched if n == len(self.pages) or self.pages[n - 1] < self.pages[n])


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document without its text, for lists.

    `language` is an ISO 639-1 code, None where it is unknown. `corrected` names which of title, author and published
    are what a person said, not the document.
    """

    source: str
    title: str | None
    author: str | None
    published: str | None
    words: int
    passages: int
    language: str | None = None
    corrected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """The smallest piece that can be quoted."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one document, with the heading that leads it: what is ranked and shown.

    A heading that furniture (a byline) parts from the run is its `lead`: it is searched with it, and not in it.
    """

    start: int
    end: int
    sentences: tuple[Sentence, ...]
    lead: Span | None = None


@dataclass(frozen=True, slots=True)
class _Landmarks:
    """Where a document's lines, body paragraphs and headings begin; headings that are furniture are left out."""

    lines: list[int]
    paragraphs: list[int]
    headings: list[Heading]
    heading_starts: list[int]

    def place(self, document: Document, offset: int) -> Place:
        """The place of an offset into the document."""
        above = bisect_right(self.heading_starts, offset)
        heading = self.headings[above - 1] if above else None
        return Place(
            line=bisect_right(self.lines, offset),
            paragraph=bisect_right(self.paragraphs, offset) or None,
            page=bisect_right(document.pages, offset) or None,
            heading=_words(document, heading) if heading else None,
        )


def _words(document: Document, heading: Heading) -> str:
    """What the heading says in one line, without the marks that the text of Markdown keeps."""
    said = document.text[heading.start : heading.end]
    return " ".join((without_marks(said) if document.source.lower().endswith(_MARKDOWN) else said).split())


@lru_cache(maxsize=_DOCUMENTS_KEPT)
def _landmarks(document: Document) -> _Landmarks:
    marked = _Marks(document.furniture)
    headings = [h for h in document.headings if not marked.cover(Span(h.start, h.end))]
    return _Landmarks(
        lines=line_starts(document.text),
        paragraphs=[p.start for p in document.body_paragraphs()],
        headings=headings,
        heading_starts=[h.start for h in headings],
    )


class _Marks:
    """Sorted, separate spans, asked whether they cover another."""

    def __init__(self, spans: tuple[Span, ...]) -> None:
        self._spans = spans
        self._starts = [span.start for span in spans]

    def cover(self, span: Span) -> bool:
        """Whether one of the spans holds all of `span`."""
        at = bisect_right(self._starts, span.start) - 1
        return at >= 0 and span.end <= self._spans[at].end
