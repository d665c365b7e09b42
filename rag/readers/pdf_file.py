"""A PDF's bytes -> the open PDF, one at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pypdfium2
from pypdfium2 import raw

from rag.errors import UnreadableFile

# PDFium keeps state of its own and is not made for threads.
_PDFIUM = threading.Lock()


@contextmanager
def open_pdf(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The PDF in `data`, open, with PDFium to itself until it is closed; opening another one within it never ends.

    Raises UnreadableFile, with the reason as a sentence without its subject, if it is locked or damaged.
    """
    with _PDFIUM:
        try:
            pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if error.err_code == raw.FPDF_ERR_PASSWORD:
                raise UnreadableFile("is locked by a password; save it without one") from error
            raise UnreadableFile("is damaged: it cannot be opened as a PDF; get it again from where it came") from error
        with closing(pdf):
            yield pdf
