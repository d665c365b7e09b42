""".html, .htm, .xhtml -> Document: the page's text in blocks, with what is not the article marked."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning

from rag.readers.blocks import document_of, without_controls
from rag.readers.encoding import decode_as
from rag.readers.imprint import fit_url
from rag.readers.markup import blocks_of
from rag.readers.page_metadata import page_metadata

if TYPE_CHECKING:
    from rag.values import Document

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
"""The media types of what this module reads."""

# Browsers look for the declaration in the first 1024 bytes; comments of real pages push it further down.
_DECLARATION_WITHIN = 4096
_DECLARATIONS = (
    re.compile(rb"<meta[^>]{1,300}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE),
    re.compile(rb"^\s*<\?xml[^>]{1,200}encoding\s*=\s*[\"']([\w.:-]{2,40})"),
)

# What a component of the page shows, as browsers write it into a page that is saved. Other templates are not shown.
_SHADOW_ROOT = re.compile(r"<template(?=\s[^>]{0,200}\bshadow(?:root)?mode\s*=)", re.IGNORECASE)


def read(data: bytes, source: str) -> Document:
    """The page in `data`. Raises UnreadableFile for binary data."""
    return read_page(data, source)


def read_page(data: bytes, source: str, *, encoding: str | None = None, address: str | None = None) -> Document:
    """The page in `data`, with what the file that it was saved in says of its encoding and of its address.

    The page's own word for its address goes first. Raises UnreadableFile for binary data.
    """
    soup = parse_page(data, encoding)
    metadata = page_metadata(soup, source)
    imprint = replace(metadata.imprint, url=metadata.imprint.url or fit_url(address))
    return document_of(blocks_of(soup), source, replace(metadata, imprint=imprint))


def parse_page(data: bytes, encoding: str | None = None) -> BeautifulSoup:
    """The tree of the page in `data`, in whatever encoding.

    `encoding` is named by what brought it, and goes before the page's own word, which nobody changes where a page is
    recoded on its way. Raises UnreadableFile for binary data.
    """
    text = decode_as(data, encoding or _declared_encoding(data))
    text = _without_declaration(without_controls_but_line_ends(text))
    with warnings.catch_warnings():
        # An XHTML page is read as HTML on purpose: one stray ampersand must not lose it.
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        return BeautifulSoup(_SHADOW_ROOT.sub("<div", text), "lxml")


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
