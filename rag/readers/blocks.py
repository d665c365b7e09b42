"""Blocks of text, as the formats with mark-up give them -> Document with right offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.values import Document, Heading, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.readers.metadata import Metadata

SOFT_HYPHEN = "\u00ad"
_BETWEEN = "\n\n"
_NEVER_IN_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")
_SPACES = re.compile(r"[^\S\n\u00a0\u202f]+")
_AROUND_LINE_END = re.compile(r" ?\n ?")
_VISIBLE = re.compile(r"[^\s\u200b-\u200f\u2060\ufeff]")


# A heading is never quoted alone, and many pages set what leads an article in as one.
_LONGEST_TITLE = 300
_RUNNING_WORDS = 25
_SENTENCE_WORDS = 12
_FULL_STOP = re.compile(r"[.。][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or table row.

    `level` is a heading's level. `page_starts` are the offsets into `text` at which a page begins: 0, where the block
    is the first of its page, and others, where a paragraph runs over to the next page.
    """

    text: str
    level: int | None = None
    furniture: bool = False
    page_starts: tuple[int, ...] = ()


def tidy(text: str) -> str:
    """`text` with white space collapsed as a browser does (line ends and no-break spaces kept), ends stripped."""
    spaced = _SPACES.sub(" ", without_soft_hyphens(without_controls(text)))
    return _AROUND_LINE_END.sub("\n", spaced).strip()


def without_controls(text: str) -> str:
    """`text` without what no Unicode text file may hold: control characters become spaces."""
    return _NEVER_IN_TEXT.sub(" ", text)


def without_soft_hyphens(text: str) -> str:
    """`text` without what only says where a word may break: no one who searches or quotes a word writes it."""
    return text.replace(SOFT_HYPHEN, "")


def is_visible(text: str) -> bool:
    """Whether `text` holds a character that a reader sees."""
    return _VISIBLE.search(text) is not None


def document_of(blocks: Iterable[Block], source: str, metadata: Metadata, *, pages_after: int = 0) -> Document:
    """The blocks, set apart by blank lines, as one Document; `pages_after` counts textless pages at the end.

    Blocks without visible text are left out, though pages that begin with them begin at the next block.
    """
    assembly = _Assembly()
    for block in blocks:
        assembly.add(block)
    text = "".join(assembly.pieces)
    return Document(
        source=source,
        text=text,
        title=metadata.title,
        author=metadata.author,
        published=metadata.published,
        headings=tuple(assembly.headings),
        paragraphs=tuple(assembly.paragraphs),
        pages=(*assembly.pages, *[len(text)] * (assembly.pending_pages + pages_after)),
        furniture=tuple(assembly.furniture),
        language=metadata.language,
        imprint=metadata.imprint,
        created=metadata.created,
    )


def is_running(text: str, level: int) -> bool:
    """Whether a heading is running text: longer than any title or, under one, a long sentence with its full stop."""
    if level == 1 or len(text) > _LONGEST_TITLE:
        return len(text) > _LONGEST_TITLE
    words = len(text.split())
    return words >= _RUNNING_WORDS or (words >= _SENTENCE_WORDS and _FULL_STOP.search(text) is not None)


class _Assembly:
    """What `document_of` gathers on its way through the blocks."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.headings: list[Heading] = []
        self.paragraphs: list[Span] = []
        self.furniture: list[Span] = []
        self.pages: list[int] = []
        self.pending_pages = 0
        self._length = 0
        self._last_was_furniture = False

    def add(self, block: Block) -> None:
        """Put the block behind those before it."""
        if not is_visible(block.text):
            self.pending_pages += len(block.page_starts)
            return
        leading = len(block.text) - len(block.text.lstrip())
        body = block.text.strip()
        if self.pieces:
            self.pieces.append(_BETWEEN)
            self._length += len(_BETWEEN)
        start, end = self._length, self._length + len(body)
        self.pieces.append(body)
        self._length = end
        self.pages += [start] * self.pending_pages
        self.pages += [start + min(max(0, at - leading), len(body)) for at in block.page_starts]
        self.pending_pages = 0
        self.paragraphs.append(Span(start, end))
        if block.level is not None and not block.furniture and not is_running(body, block.level):
            self.headings.append(Heading(start, end, block.level))
        if block.furniture:
            self._mark(start, end)
        self._last_was_furniture = block.furniture

    def _mark(self, start: int, end: int) -> None:
        if self._last_was_furniture:
            start = self.furniture.pop().start
        self.furniture.append(Span(start, end))
