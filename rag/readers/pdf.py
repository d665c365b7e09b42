""".pdf -> Document: the pages' text in reading order, set in paragraphs again."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pypdfium2

from rag.errors import UnreadableFile
from rag.readers.blocks import document_of
from rag.readers.pdf_file import open_pdf
from rag.readers.pdf_layout import blocks_of_pages
from rag.readers.pdf_lines import Line, lines_of_page
from rag.readers.pdf_metadata import pdf_metadata

if TYPE_CHECKING:
    from rag.values import Document

_MOST_PAGES = 20_000
_MOST_CHARACTERS = 20_000_000
# Strangers' software puts a few bytes before the header.
_HEADER_WITHIN = 1024


def read(data: bytes, source: str) -> Document:
    """The PDF in `data`, with the offset of each page.

    Raises UnreadableFile if it is no PDF, is locked by a password, or holds pictures of pages only.
    """
    if b"%PDF-" not in data[:_HEADER_WITHIN]:
        raise UnreadableFile("is not a PDF, though its name says so; give it its right ending")
    pages, info = _extracted(data)
    if not any(pages):
        count = f"{len(pages)} page{'s' if len(pages) != 1 else ''}"
        raise UnreadableFile(f"has no text: {count} of pictures; run OCR first")
    blocks, pages_after = blocks_of_pages(pages)
    return document_of(blocks, source, pdf_metadata(data, info, source), pages_after=pages_after)


def _extracted(data: bytes) -> tuple[list[list[Line]], dict[str, str]]:
    with open_pdf(data) as pdf:
        count = len(pdf)
        if count > _MOST_PAGES:
            raise UnreadableFile(f"has {count} pages; the limit is {_MOST_PAGES}; split it")
        pages: list[list[Line]] = []
        characters = 0
        for number in range(count):
            pages.append(_page_lines(pdf, number))
            characters += sum(len(line.text) for line in pages[-1])
            if characters > _MOST_CHARACTERS:
                raise UnreadableFile(f"holds more than {_MOST_CHARACTERS} characters; split it")
        return pages, pdf.get_metadata_dict()


def _page_lines(pdf: pypdfium2.PdfDocument, number: int) -> list[Line]:
    """The lines of one page; none if the page is damaged: the other pages are worth having."""
    try:
        with closing(pdf[number]) as page, closing(page.get_textpage()) as text_page:
            return lines_of_page(text_page)
    except pypdfium2.PdfiumError:
        return []
