""".md, .markdown -> Document: the file's own text, with what Markdown says of its blocks."""

from __future__ import annotations

from dataclasses import replace

from rag.inline_marks import without_marks
from rag.readers.encoding import decode
from rag.readers.front_matter import front_matter
from rag.readers.markdown_blocks import MarkdownBlocks
from rag.readers.metadata import Metadata, fit_title
from rag.values import Document, Heading, Span


def read(data: bytes, source: str) -> Document:
    """The Markdown in `data`, nothing removed; front matter, comments and link definitions are furniture.

    Raises UnreadableFile for binary data.
    """
    text = decode(data)
    front = front_matter(text, source)
    blocks = MarkdownBlocks(text, front.span.end if front else 0)
    metadata = front.metadata if front else Metadata()
    if metadata.title is None:
        metadata = replace(metadata, title=_title(text, blocks.headings, source))
    return Document(
        source=source,
        text=text,
        title=metadata.title,
        author=metadata.author,
        published=metadata.published,
        language=metadata.language,
        imprint=metadata.imprint,
        headings=tuple(blocks.headings),
        paragraphs=tuple(blocks.paragraphs),
        furniture=_apart([front.span] if front else [], blocks.furniture),
    )


def _title(text: str, headings: list[Heading], source: str) -> str | None:
    first = next((heading for heading in headings if heading.level == 1), None)
    return fit_title(without_marks(text[first.start : first.end]), source) if first else None


def _apart(front: list[Span], furniture: list[Span]) -> tuple[Span, ...]:
    """All spans, sorted, overlapping ones made one."""
    merged: list[Span] = []
    for span in sorted([*front, *furniture], key=lambda s: (s.start, s.end)):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
