"""The formulas of an OpenDocument text, each an object of its own in MathML -> text where they stand."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from lxml import etree

from rag.errors import UnreadableFile
from rag.readers.archive import parse_xml
from rag.readers.page_math import math_text

if TYPE_CHECKING:
    from rag.readers.archive import Archive, Element

_OBJECT = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}object"
_HREF = "{http://www.w3.org/1999/xlink}href"
_MATH = "{http://www.w3.org/1998/Math/MathML}math"


def write_formulas(body: Element, archive: Archive) -> None:
    """Give each formula in `body` its text on one line as its content; other objects and damaged ones keep theirs."""
    for placed in body.iter(_OBJECT):
        inside = placed.find(_MATH)
        math = _linked(placed, archive) if inside is None else inside
        if math is not None:
            said = _text(math)
            for child in list(placed):
                placed.remove(child)
            placed.text = said


def _linked(placed: Element, archive: Archive) -> Element | None:
    """The formula in the object that is linked to."""
    name = posixpath.normpath(f"{placed.get(_HREF, '')}/content.xml")
    if name not in archive.names:
        return None
    try:
        root = parse_xml(archive.read(name), name)
    except UnreadableFile:
        return None
    return root if root.tag == _MATH else None


def _text(math: Element) -> str:
    soup = BeautifulSoup(etree.tostring(math, encoding="unicode", with_tail=False), "lxml-xml")
    return math_text(soup)
