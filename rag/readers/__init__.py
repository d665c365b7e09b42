"""Bytes of one file -> Document, one module a format.

The formats' libraries are heavy, so a format's module is imported when its first file is read.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol, cast

from rag.errors import UnreadableFile

if TYPE_CHECKING:
    from rag.values import Document

__all__ = ["SUFFIXES", "read_document"]

_MODULES = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".mhtml": "mhtml",
    ".mht": "mhtml",
    ".webarchive": "webarchive",
    ".pdf": "pdf",
    ".docx": "docx",
    ".odt": "odt",
    ".rtf": "rtf",
    ".epub": "epub",
    ".eml": "eml",
}

SUFFIXES: frozenset[str] = frozenset(_MODULES)
"""The endings of the files that can be read, in lower case."""


class _Reader(Protocol):
    def __call__(self, data: bytes, source: str) -> Document: ...


def read_document(data: bytes, source: str) -> Document:
    """The Document in `data`, read as the ending of `source` says (upper or lower case).

    Raises UnreadableFile, with the reason as a sentence without its subject ("is damaged: …"), for everything that
    keeps the file from being read or from having text.
    """
    reader = _reader_for(source)
    if not data:
        raise UnreadableFile("is empty (0 bytes); save it again or remove it")
    try:
        document = reader(data, source)
    except UnreadableFile:
        raise
    except RecursionError as error:
        raise UnreadableFile("is nested too deeply to be read; save it again from the program that made it") from error
    except MemoryError as error:
        raise UnreadableFile(f"needs more memory than there is ({len(data)} bytes); split it") from error
    except Exception as error:
        reason = f"is damaged or not the format its name says ({type(error).__name__}); open it and save it again"
        raise UnreadableFile(reason) from error
    if not document.paragraphs:
        raise UnreadableFile(f"has no text ({len(data)} bytes read); remove it or save its text")
    return document


def _reader_for(source: str) -> _Reader:
    suffix = PurePosixPath(source).suffix.lower()
    if suffix not in _MODULES:
        readable = " ".join(sorted(SUFFIXES))
        raise UnreadableFile(f"has the ending {suffix!r}; the readable ones are {readable}")
    # The name comes from the table above, never from a file.
    return cast("_Reader", import_module(f"rag.readers.{_MODULES[suffix]}").read)
