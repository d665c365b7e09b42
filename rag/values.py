"""The frozen values that travel between the parts.

Offsets are code points into `Document.text`, half open: `quote == text[start:end]`, always.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
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


@dataclass(frozen=True, slots=True)
class Document:
    """One article file as text, with what is known of it.

    `text` is the file decoded, nothing removed, for .txt and .md; for other formats what the reader made of it.
    `paragraphs` are the blocks of text in order, headings among them, none overlapping another. `pages` holds the
    offset at which each page begins (empty where the format has none). `furniture` is what stands in the text and is
    not the article: sorted, apart from each other, never quoted or ranked. `published` is an ISO 8601 date as exact
    as it is known: 2023, 2023-07 or 2023-07-21. `language` is an ISO 639-1 code: what the file says, and once it is
    prepared what its text is written in. What is unknown is None.
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

    def page_span(self, number: int) -> Span:
        """The text of a page, counted from 1 and one of `pages`; empty where it has none."""
        return Span(self.pages[number - 1], self.pages[number] if number < len(self.pages) else len(self.text))

    def pages_of(self, span: Span) -> tuple[int, ...]:
        """The pages, counted from 1, that hold something of the span."""
        first = max(1, bisect_right(self.pages, span.start))
        touched = range(first, bisect_left(self.pages, span.end) + 1)
        # A page without text begins where the next does.
        return tuple(n for n in touched if n == len(self.pages) or self.pages[n - 1] < self.pages[n])

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
    question and sentence; `overlap` the share, from 0 to 1, of the question's words by rarity that the sentence holds.
    """

    source: str
    span: Span
    sentence: Sentence
    score: float
    similarity: float
    overlap: float


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found for a question: the best sentences, and the best passages to show, each best first.

    No passage overlaps another; a sentence may stand in the passage of a better one.
    """

    sentences: tuple[Hit, ...]
    passages: tuple[Hit, ...]


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
class Provenance:
    """All that answers depend on besides what is asked, part by part; none of it names a place on this machine.

    `articles` is a SHA-256 over the documents' sources and files, `corrections` one over what is corrected of them,
    None where nothing is, `weights` what the model is known by and `reranker_weights` what the reranker is: see
    `rag.provenance`. `pipeline` is the version of how documents are made;
    it is empty, and `passage_words` 0, while documents made in two ways stand in the index. `version` is this
    program's. The others are settings.
    """

    articles: str
    corrections: str | None
    weights: str
    pipeline: str
    passage_words: int
    threshold: float
    citations: int
    passages: int
    reranker_weights: str | None
    version: str


@dataclass(frozen=True, slots=True)
class LibraryState:
    """With what an answer was made. `fingerprint` is the SHA-256 of the provenance: it changes when any part does.

    The fingerprint is empty, and the provenance None, for an index of an earlier version until it is brought up to
    date.
    """

    fingerprint: str
    model: str
    documents: int
    passages: int
    reranker: str | None = None
    provenance: Provenance | None = None


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

    `read_with` is the earlier question of the conversation that a follow-up was read together with; `filter` says
    which documents were asked, None for all. `differences` are those between the citations' figures that are sure.
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
class CalibratedThreshold:
    """A threshold, from 0 to 1, and what it was found with: how many questions, which model, which reranker."""

    threshold: float
    questions: int
    model: str
    reranker: str | None


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """What `rag status` tells. `stale` lists sources new, changed or gone since the index was brought up to date.

    `threshold` is the one in force, `calibrated` the one that `rag calibrate` has set, None if it has not.
    """

    folder: str
    index: str
    state: LibraryState
    sentences: int
    bytes_on_disk: int
    stale: tuple[str, ...]
    unread: tuple[Unread, ...]
    threshold: float
    calibrated: CalibratedThreshold | None
