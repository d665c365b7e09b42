""".txt -> Document: the text as it is, its paragraphs and headings told by layout alone."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.line_ends import LINE_END
from rag.readers.blocks import is_visible
from rag.readers.encoding import decode
from rag.readers.text_fields import text_fields
from rag.values import Document, Heading, Span

if TYPE_CHECKING:
    from rag.readers.front_matter import FrontMatter

# White space and the marks that begin files and lines and are not seen.
_UNSEEN = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\ufeff\u200b\x00"

# No one wraps lines by hand beyond this: a block of such lines has a paragraph a line.
_LONGEST_WRAPPED_LINE = 120
_SHARE_IN_LONG_LINES = 0.6

_LONGEST_HEAD = 5_000

_HEADING_WORDS = 12
_HEADING_CHARACTERS = 100
_NOT_A_HEADINGS_END = tuple(".!?:;,…\"'”’»)]}。！？：；，、」』）】")
_OPENING_QUOTES = tuple("\"'“‘«„‚")
_RUNNING_WORDS = 25
_SENTENCE_WORDS = 12
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")


def read(data: bytes, source: str) -> Document:
    """The text in `data`, nothing removed, with paragraphs and headings marked; fields at its head are furniture.

    Raises UnreadableFile for binary data.
    """
    return document_in(decode(data), source)


def document_in(text: str, source: str) -> Document:
    """The document that a plain text is. Raises nothing."""
    paragraphs = paragraphs_by_blank_lines(text)
    document = Document(source=source, text=text, paragraphs=paragraphs, headings=_headings(text, paragraphs))
    lines = [seen for line in lines_of(text[:_LONGEST_HEAD]) if (seen := stripped(text, line))]
    fields = text_fields(text, lines, source)
    return document if fields is None else _with(document, fields)


def _with(document: Document, fields: FrontMatter) -> Document:
    said = fields.metadata
    return replace(
        document,
        title=said.title,
        author=said.author,
        published=said.published,
        language=said.language,
        imprint=said.imprint,
        headings=tuple(heading for heading in document.headings if heading.start >= fields.span.end),
        furniture=(fields.span,),
    )


def lines_of(text: str) -> list[Span]:
    """The lines of `text` without their ends; \\r\\n, \\r and \\n end a line."""
    starts, ends = [0], []
    for end in LINE_END.finditer(text):
        ends.append(end.start())
        starts.append(end.end())
    return [Span(start, end) for start, end in zip(starts, [*ends, len(text)], strict=True)]


def stripped(text: str, span: Span) -> Span | None:
    """`span` without white space and unseen marks at its ends; None if nothing visible is left."""
    piece = text[span.start : span.end].lstrip(_UNSEEN)
    start = span.end - len(piece)
    body = piece.rstrip(_UNSEEN)
    return Span(start, start + len(body)) if is_visible(body) else None


def paragraphs_by_blank_lines(text: str) -> tuple[Span, ...]:
    """The paragraphs of plain text: blocks between blank lines, or single lines where a line is a paragraph."""
    paragraphs: list[Span] = []
    block: list[Span] = []
    for line in lines_of(text):
        seen = stripped(text, line)
        if seen is not None:
            block.append(seen)
        elif block:
            paragraphs += _paragraphs_of_block(block)
            block = []
    return (*paragraphs, *_paragraphs_of_block(block))


def _paragraphs_of_block(lines: list[Span]) -> list[Span]:
    lengths = [line.end - line.start for line in lines]
    in_long_lines = sum(n for n in lengths if n > _LONGEST_WRAPPED_LINE)
    if in_long_lines >= _SHARE_IN_LONG_LINES * sum(lengths):
        return lines
    return [Span(lines[0].start, lines[-1].end)]


def _headings(text: str, paragraphs: tuple[Span, ...]) -> tuple[Heading, ...]:
    return tuple(
        Heading(block.start, block.end, 1 if block is paragraphs[0] else 2)
        for block, following in pairwise(paragraphs)
        if _looks_like_heading(text[block.start : block.end]) and _is_running(text[following.start : following.end])
    )


def _looks_like_heading(block: str) -> bool:
    return (
        len(block) <= _HEADING_CHARACTERS
        and LINE_END.search(block) is None
        and len(block.split()) <= _HEADING_WORDS
        and not block.endswith(_NOT_A_HEADINGS_END)
        and any(c.isalpha() for c in block)
        # Scripts without case have no small letters to begin with.
        and (not block[0].islower())
        and (block[0].isalnum() or block.startswith(_OPENING_QUOTES))
    )


def _is_running(block: str) -> bool:
    words = len(block.split())
    return words >= _RUNNING_WORDS or (words >= _SENTENCE_WORDS and _SENTENCE_END.search(block) is not None)
