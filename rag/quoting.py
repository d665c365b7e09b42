"""A stretch of a document -> the citation that quotes it."""

from __future__ import annotations

from rag.errors import UsageError
from rag.values import Citation, Document


def quote(document: Document, start: int, end: int) -> Citation:
    """The citation, numbered 1 and of score 1, whose quote is `text[start:end]`; its place is where its words begin.

    Raises UsageError for a stretch that reaches outside the text, is empty or reversed, or holds no more than white
    space.
    """
    if not 0 <= start < end <= len(document.text):
        raise UsageError(
            f"The stretch from {start} to {end} cannot be quoted from {document.source}: it must begin before it ends, "
            f"and lie between 0 and {len(document.text)}, the length of its text."
        )
    words = document.text[start:end]
    if words.isspace():
        raise UsageError(
            f"The stretch from {start} to {end} of {document.source} is white space alone. Select some of its words."
        )
    place = document.places([end - len(words.lstrip())])[0]
    return Citation(
        n=1,
        source=document.source,
        start=start,
        end=end,
        quote=words,
        line=place.line,
        paragraph=place.paragraph,
        page=place.page,
        heading=place.heading,
        title=document.title,
        author=document.author,
        published=document.published,
        score=1.0,
    )
