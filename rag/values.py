"""The frozen values that travel between the parts.

Offsets are code points into `Document.text`, half open: `quote == text[start:end]`, always.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vectors32 = npt.NDArray[np.float32]

_LINE_END = re.compile(r"\r\n|\r|\n")


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
    """Where an offset lies, for people: line and paragraph count from 1; None where there is no such thing."""

    line: int
    paragraph: int | None
    page: int | None
    heading: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """One article file as text, with what is known of it.

    `text` is the file decoded, nothing removed, for .txt and .md; for other formats what the reader made of it.
    `paragraphs` are the blocks of text in order, headings among them, none overlapping another. `pages` holds the
    offset at which each page begins (empty where the format has none). `furniture` is what stands in the text and is
    not the article: sorted, apart from each other, never quoted or ranked. `published` is an ISO 8601 date as exact
    as it is known: 2023, 2023-07 or 2023-07-21. What is unknown is None.
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

    def body_paragraphs(self) -> tuple[Span, ...]:
        """The paragraphs that people would count: neither headings nor wholly furniture."""
        headings = {heading.start for heading in self.headings}
        marked = _Marks(self.furniture)
        return tuple(p for p in self.paragraphs if p.start not in headings and not marked.cover(p))

    def places(self, offsets: list[int]) -> list[Place]:
        """The place of each offset; one pass over the text however many are asked for."""
        line_starts = [0, *(end.end() for end in _LINE_END.finditer(self.text))]
        paragraphs = [p.start for p in self.body_paragraphs()]
        marked = _Marks(self.furniture)
        headings = [h for h in self.headings if not marked.cover(Span(h.start, h.end))]
        return [self._place(offset, line_starts, paragraphs, headings) for offset in offsets]

    def _place(self, offset: int, lines: list[int], paragraphs: list[int], headings: list[Heading]) -> Place:
        above = bisect_right([h.start for h in headings], offset)
        heading = headings[above - 1] if above else None
        return Place(
            line=bisect_right(lines, offset),
            paragraph=bisect_right(paragraphs, offset) or None,
            page=bisect_right(self.pages, offset) or None,
            heading=" ".join(self.text[heading.start : heading.end].split()) if heading else None,
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


@dataclass(frozen=True, slots=True)
class Sentence:
    """The smallest piece that can be quoted."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one document, with the heading that leads it: what is ranked and shown."""

    start: int
    end: int
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """What one passage is embedded to: `passage` float32 (d,), `sentences` float32 (n, d), all of length 1."""

    passage: Vectors32
    sentences: Vectors32


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence found for a question, and the span that is shown: its own, or that of the passage around it.

    `score` orders hits, greater is better, as log-odds that the sentence answers. `similarity` is the cosine of
    question and sentence; the overlaps are the shares, from 0 to 1, of the question's words by rarity that the sentence
    and its passage hold.
    """

    source: str
    span: Span
    sentence: Sentence
    score: float
    similarity: float
    overlap: float
    passage_overlap: float


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found for a question: the best sentences, and the best passages to show, each best first.

    No passage overlaps another; a sentence may stand in the passage of a better one.
    """

    sentences: tuple[Hit, ...]
    passages: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation in an answer: `quote == text[start:end]` of the document at `source`."""

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
class LibraryState:
    """With what an answer was made. `fingerprint` changes when a file, the model or a setting that matters does."""

    fingerprint: str
    model: str
    documents: int
    passages: int


Status = Literal["answered", "not_found", "error"]


@dataclass(frozen=True, slots=True)
class Answer:
    """Citations, or that the articles do not say; `confidence` is the probability that the citations answer.

    `read_with` is the earlier question of the conversation that a follow-up was read together with.
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


@dataclass(frozen=True, slots=True)
class FileState:
    """By which a file is known to be unchanged: size in bytes, time of change in ns, SHA-256 of its bytes."""

    size: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be made a document, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document without its text, for lists."""

    source: str
    title: str | None
    author: str | None
    published: str | None
    words: int
    passages: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a long job is: `done` of `total` files; `waiting` is for another process to finish."""

    stage: Literal["waiting", "reading", "embedding"]
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What bringing the index up to date did; sources in order. `notes` tells of repairs, in sentences."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    unchanged: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """What `rag status` tells. `stale` lists sources new, changed or gone since the index was brought up to date."""

    folder: str
    index: str
    state: LibraryState
    sentences: int
    bytes_on_disk: int
    stale: tuple[str, ...]
    unread: tuple[Unread, ...]
