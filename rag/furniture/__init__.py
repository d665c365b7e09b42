"""What on a page scraped to text is the article, and what is not.

Page furniture is marked, never cut: offsets stay true. Where the signs are unsure nothing is marked, for a line of a
menu kept does less harm than a line of the article lost.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.furniture import head, kinds, tail, words
from rag.furniture.lines import Line, lines_of
from rag.furniture.printed_pages import PrintedPages
from rag.values import Document, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from rag.values import Imprint

__all__ = ["prepare", "repeatable_lines"]

# Menus and footers stand at the edges; what a document of a million lines repeats within does not tell.
_REPEATABLE_AT_EACH_END = 1000
_REPEATABLE_WORDS = 25
_REPEATABLE_CHARACTERS = 200
_SHARE_BUTTONS = 3


def prepare(document: Document, repeated: AbstractSet[str] = frozenset()) -> Document:
    """The document with its head read and its furniture marked; `repeated` are lines of two or more documents.

    Doing it twice changes nothing more. Raises nothing.
    """
    page = _Page.of(document, repeated)
    furniture = _merged(document.furniture, page.furniture)
    starts = [span.start for span in furniture]
    return replace(
        document,
        title=document.title or page.head.title,
        author=document.author or page.author or document.imprint.site_author,
        published=document.published or page.head.published or page.tail.published or document.created,
        furniture=furniture,
        headings=tuple(h for h in document.headings if not _covered(h.start, furniture, starts)),
        imprint=_imprint(document, page.author),
    )


def _imprint(document: Document, byline: str | None) -> Imprint:
    """The imprint; where a byline names who wrote the article, its site is not the author."""
    is_named = document.author is None and byline is not None and document.imprint.site_author is not None
    return replace(document.imprint, authors=(), site_author=None) if is_named else document.imprint


def repeatable_lines(document: Document) -> frozenset[str]:
    """The lines, white space collapsed, that would be signs of furniture were they found in several documents.

    At most 2,000, from the document's two ends. Raises nothing.
    """
    first: list[str] = []
    last: deque[str] = deque(maxlen=_REPEATABLE_AT_EACH_END)
    for line in lines_of(document.text):
        if _is_repeatable(line):
            (first if len(first) < _REPEATABLE_AT_EACH_END else last).append(line.text)
    return frozenset((*first, *last))


def _is_repeatable(line: Line) -> bool:
    return line.words <= _REPEATABLE_WORDS and len(line.text) <= _REPEATABLE_CHARACTERS and not line.is_prose


@dataclass(frozen=True, slots=True)
class _Page:
    """What one pass over a document's lines found."""

    head: head.Head
    tail: tail.Tail
    furniture: tuple[Span, ...]

    @property
    def author(self) -> str | None:
        """Who signs the article, above it or, where no one does, below."""
        return self.head.author or self.tail.author

    @classmethod
    def of(cls, document: Document, repeated: AbstractSet[str]) -> _Page:
        """What the document's lines show, `repeated` being those that other documents have too."""
        first: list[Line] = []
        last: deque[Line] = deque(maxlen=tail.LINES)
        found: list[Line] = []
        buttons: list[Line] = []
        pages = PrintedPages()
        wrapped = False
        for line in lines_of(document.text, document.furniture):
            if len(first) < head.LINES:
                first.append(line)
            last.append(line)
            pages.take(line)
            is_alone = line.after_blank or not wrapped
            is_call = line.text in repeated and kinds.is_call(line)
            if is_alone and (kinds.is_chrome(line) or kinds.is_insert(line) or is_call):
                found.append(line)
            wrapped = line.ends_open
            if line.bare in words.SHARE_TOKENS:
                buttons.append(line)
            elif buttons:
                found += _share_bar(buttons)
                buttons = []
        top = head.read(head.as_blocks(first), document.title, repeated)
        author = document.author or top.author
        title = None if top.title_at is None else first[top.title_at]
        # A headline seen twice is a repost: that its other lines are too says nothing.
        elsewhere = frozenset[str]() if title is not None and title.text in repeated else repeated
        ending = list(last)
        body = bisect_left(ending, first[top.end - 1].end, key=lambda line: line.start) if top.end else 0
        bottom = tail.read(ending, body, author, elsewhere)
        found += [
            *pages.lines(),
            *_share_bar(buttons),
            *(first[i] for i in top.furniture),
            *(ending[i] for i in bottom.furniture),
        ]
        found += [*_signatures(first, author), *_signatures(ending, author)]
        return cls(top, bottom, tuple(_joined(document.text, [line for line in found if line != title])))


def _share_bar(buttons: Sequence[Line]) -> Sequence[Line]:
    """Share buttons laid out one below the other, if they are that and not a list of networks."""
    is_bar = len(buttons) >= _SHARE_BUTTONS and any(button.bare in words.SHARE_ACTIONS for button in buttons)
    return buttons if is_bar else ()


def _signatures(lines: Sequence[Line], author: str | None) -> Iterable[Line]:
    """The lines that are the author's name and stand by a share bar or the like: bylines said again."""
    for i, line in enumerate(lines):
        if author is not None and line.text == author:
            around = (*lines[max(0, i - 1) : i], *lines[i + 1 : i + 2])
            if any(kinds.is_chrome(other) and not kinds.is_link(other) for other in around):
                yield line


def _joined(text: str, lines: Iterable[Line]) -> Iterable[Span]:
    """The lines as sorted spans, those with nothing but blank lines between them as one."""
    first = end = -1
    for line in sorted(set(lines), key=lambda line: line.start):
        if first >= 0 and not text[end : line.start].strip():
            end = line.end
            continue
        if first >= 0:
            yield Span(first, end)
        first, end = line.start, line.end
    if first >= 0:
        yield Span(first, end)


def _merged(known: Sequence[Span], found: Sequence[Span]) -> tuple[Span, ...]:
    """Both as sorted spans apart from each other."""
    merged: list[Span] = []
    for span in sorted((*known, *found), key=lambda span: (span.start, span.end)):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def _covered(offset: int, spans: Sequence[Span], starts: Sequence[int]) -> bool:
    at = bisect_right(starts, offset) - 1
    return at >= 0 and offset < spans[at].end
