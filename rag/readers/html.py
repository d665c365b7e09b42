""".html, .htm, .xhtml -> Document: the page's text in blocks, with what is not the article marked."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning

from rag.readers.blocks import document_of, without_controls
from rag.readers.encoding import decode_as
from rag.readers.markup import blocks_of
from rag.readers.page_metadata import page_metadata

if TYPE_CHECKING:
    from rag.values import Document

# Browsers look for the declaration in the first 1024 bytes; comments of real pages push it further down.
_DECLARATION_WITHIN = 4096
_DECLARATIONS = (
    re.compile(rb"<meta[^>]{1,300}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE),
    re.compile(rb"^\s*<\?xml[^>]{1,200}encoding\s*=\s*[\"']([\w.:-]{2,40})"),
)


def read(data: bytes, source: str) -> Document:
    """The page in `data`. Raises UnreadableFile for binary data."""
    soup = parse_page(data)
    return document_of(blocks_of(soup), source, page_metadata(soup, source))


def parse_page(data: bytes, declared: str | None = None) -> BeautifulSoup:
    """The tree of the page in `data`, whatever its encoding. Raises UnreadableFile for binary data.

    `declared` is the encoding that what brought the page names, which goes before its own declaration.
    """
    text = decode_as(data, declared or _declared_encoding(data))
    with warnings.catch_warnings():
        # An XHTML page is read as HTML on purpose: one stray ampersand must not lose it.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        return BeautifulSoup(_without_declaration(without_controls_but_line_ends(text)), "lxml")


def without_controls_but_line_ends(text: str) -> str:
    """`text` as the parser can take it: line ends as \\n, no control characters."""
    return without_controls(text.replace("\r\n", "\n").replace("\r", "\n"))


def _without_declaration(text: str) -> str:
    # The declaration names the encoding of the bytes, which the text no longer has.
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text, count=1)


def _declared_encoding(data: bytes) -> str | None:
    head = data[:_DECLARATION_WITHIN]
    for declaration in _DECLARATIONS:
        found = declaration.search(head)
        if found:
            return found[1].decode("ascii", "ignore")
    return None
