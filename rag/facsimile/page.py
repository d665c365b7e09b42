"""A page of an indexed PDF -> its picture, and the boxes around the words of stretches of the document's text."""

from __future__ import annotations

import io
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING

from rag.errors import UnreadableFile, UsageError
from rag.facsimile.values import Box, PageImage
from rag.files import hash_bytes
from rag.values import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PIL.Image import Image
    from pypdfium2 import PdfPage

    from rag.values import Document, FileState

_SCALE = 2
"""Pixels a point: 144 to the inch."""
_LONGEST_SIDE = 2400
"""In pixels, so that no page, however large, takes more than 2400² of them."""
_QUICK = 3
"""How hard the PNG is packed, of 9: a picture goes from this machine to this machine."""


def page_image(path: Path, document: Document, state: FileState, number: int, spans: Sequence[Span]) -> PageImage:
    """Page `number`, counted from 1, of the PDF at `path`, which was indexed as `document` when its file was `state`.

    Raises UsageError for a document without pages to show, a page it has not, and a span outside its text;
    UnreadableFile where the file is gone, has changed since, or the page is damaged.
    """
    _check(document, number, spans)
    data = _indexed_bytes(path, document.source, state)
    image, marks = _rendered(data, document, number, spans)
    png = io.BytesIO()
    image.save(png, "PNG", compress_level=_QUICK)
    return PageImage(document.source, number, len(document.pages), png.getvalue(), *image.size, marks)


def _check(document: Document, number: int, spans: Sequence[Span]) -> None:
    source, count, length = document.source, len(document.pages), len(document.text)
    if not source.lower().endswith(".pdf"):
        raise UsageError(f"{source} is not a PDF, so it has no pages to show. rag text shows its text.")
    if not 1 <= number <= count:
        has = f"{count} page{'s' if count != 1 else ''}"
        raise UsageError(f"{source} has {has}, so there is no page {number}. Give a number from 1 to {count}.")
    for span in spans:
        if not 0 <= span.start <= span.end <= length:
            raise UsageError(
                f"{span.start} to {span.end} is no stretch of the text of {source}, which is {length} characters long."
            )


def _indexed_bytes(path: Path, source: str, state: FileState) -> bytes:
    """The file's bytes, as they were when it was indexed."""
    try:
        same = path.stat().st_size == state.size
        data = path.read_bytes() if same else b""
    except OSError as error:
        raise UnreadableFile(f"{source} cannot be opened: {error.strerror}. Put it back, or index again.") from error
    if not same or hash_bytes(data) != state.sha256:
        raise UnreadableFile(f"{source} has changed since it was indexed. Bring the index up to date: rag index.")
    return data


def _rendered(
    data: bytes, document: Document, number: int, spans: Sequence[Span]
) -> tuple[Image, tuple[tuple[Box, ...], ...]]:
    from pypdfium2 import PdfiumError

    from rag.readers.pdf_file import open_pdf

    source = document.source
    try:
        with open_pdf(data) as pdf, closing(pdf[number - 1]) as page:
            scale = min(_SCALE, _LONGEST_SIDE / max(1, *page.get_size()))
            with closing(page.render(scale=scale)) as bitmap:
                image = bitmap.to_pil()
            return image, _marks(page, document, number, spans)
    except UnreadableFile as error:
        raise UnreadableFile(f"{source} {error}") from error
    except (PdfiumError, ValueError) as error:
        raise UnreadableFile(f"Page {number} of {source} is damaged and cannot be shown.") from error


def _marks(page: PdfPage, document: Document, number: int, spans: Sequence[Span]) -> tuple[tuple[Box, ...], ...]:
    from rag.facsimile.alignment import align
    from rag.facsimile.glyphs import boxes_of, characters_of_page

    if not any(number in document.pages_of(span) for span in spans):
        return tuple(() for _ in spans)
    here = document.page_span(number)
    with closing(page.get_textpage()) as text_page:
        characters = characters_of_page(text_page)
        furniture = _within(document.furniture, here)
        found = align(document.text[here.start : here.end], characters, furniture)

        def boxes(span: Span) -> tuple[Box, ...]:
            """Where the span's words stand on this page."""
            own = islice(found, max(0, span.start - here.start), max(0, span.end - here.start))
            return boxes_of(page, text_page, characters, (n for n in own if n is not None))

        return tuple(map(boxes, spans))


def _within(spans: Sequence[Span], whole: Span) -> list[Span]:
    """The spans that touch the whole, by offsets from its start."""
    return [
        Span(max(0, span.start - whole.start), span.end - whole.start)
        for span in spans
        if span.start < whole.end and whole.start < span.end
    ]
