"""HTML -> the draft that its reader's text is, with <blockquote>, <q> and links to notes.

The elements' ends are marked in the tree before its text is made, and taken out of the text again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bs4.element import NavigableString, Tag

from rag.drafts.draft import Draft, DraftBlock, NoteMark
from rag.drafts.page_notes import PageNotes
from rag.plain_text import PlainText, PlainTextBuilder
from rag.readers import read_document
from rag.readers.blocks import document_of
from rag.readers.html import parse_page
from rag.readers.markup import blocks_of, is_hidden
from rag.readers.page_metadata import page_metadata
from rag.readers.page_note_marks import is_note_mark

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

    from rag.values import Document

# Of a private plane that neither text nor icon fonts use.
_START, _END = "\U000fff00", "\U000fff01"
_DIGITS = dict(zip("0123456789", map(chr, range(0xFFF10, 0xFFF1A)), strict=True))
_SIGN = re.compile(f"([{_START}{_END}])([{''.join(_DIGITS.values())}]+)")
_READ_DIGITS = str.maketrans({sign: digit for digit, sign in _DIGITS.items()})

_NAMES_THE_SOURCE = ["footer", "cite", "figcaption"]


@dataclass(frozen=True, slots=True)
class _Element:
    """An element that tells of quotations: a <q>, a block quotation, or a link, which has a note."""

    kind: Literal["q", "quotation", "link"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Edge:
    """Where the element of that number begins or ends: before the offset `at` of the text."""

    number: int
    is_end: bool
    at: int


def read_page(data: bytes, name: str) -> Draft:
    """The draft in a page. Raises UnreadableFile as its reader does."""
    document = read_document(data, name)
    soup = parse_page(data)
    elements = _mark(soup)
    marked = document_of(blocks_of(soup), name, page_metadata(soup, name)).text
    edges: list[_Edge] = []
    signs = 0
    for sign in _SIGN.finditer(marked):
        edges.append(_Edge(int(sign[2].translate(_READ_DIGITS)), sign[1] == _END, sign.start() - signs))
        signs += len(sign.group())
    if _SIGN.sub("", marked) != document.text:  # the marks were in the way of something: do without them
        edges = []
    seen = Counter(edge.number for edge in edges)
    whole = [edge for edge in edges if seen[edge.number] == 2]  # noqa: PLR2004 - its beginning and its end
    return _draft(document, name, elements, whole)


def _mark(soup: BeautifulSoup) -> list[_Element]:
    """The elements that tell of quotations; their ends are marked in the tree with their numbers in the list."""
    notes = PageNotes(soup)
    found: list[_Element] = []
    for tag in soup.find_all(["q", "blockquote", "a"]):
        element = _element(tag, notes)
        if element and _enclose(tag, len(found)):
            found.append(element)
    return found


def _element(tag: Tag, notes: PageNotes) -> _Element | None:
    if tag.name == "q":
        return _Element("q")
    if tag.name == "blockquote":
        return None if tag.find_parent("blockquote") else _Element("quotation")
    note = notes.note_of(tag)
    return _Element("link", note) if note else None


def _enclose(tag: Tag, number: int) -> bool:
    """Put a sign before the element's first visible character and one behind its last; whether it has any."""
    texts = [
        node for node in tag.descendants if type(node) is NavigableString and node.strip() and _is_quoted(node, tag)
    ]
    if not texts:
        return False
    written = "".join(_DIGITS[digit] for digit in str(number))
    left_out = [parent for parent in (tag, *tag.parents) if is_note_mark(parent)]
    if left_out:
        _put_before(left_out[-1], _START + written + _END + written)
        return True
    for text, first, last in (
        [(texts[0], _START, _END)] if len(texts) == 1 else [(texts[0], _START, ""), (texts[-1], "", _END)]
    ):
        text.replace_with(NavigableString(_with(str(text), first and first + written, last and last + written)))
    return True


def _put_before(tag: Tag, signs: str) -> None:
    """Put signs behind the text before an element, before its white space: the page's own joins that behind it."""
    before = tag.previous_sibling
    if type(before) is NavigableString and before.strip():
        words = before.rstrip()
        before.replace_with(NavigableString(f"{words}{signs}{before[len(words) :]}"))
    else:
        tag.insert_before(NavigableString(signs))


def _is_quoted(node: NavigableString, tag: Tag) -> bool:
    """Whether the text is seen, and does not stand in the part of `tag` that says whose words these are."""
    for parent in node.parents:
        if parent is tag:
            return True
        if parent.name in _NAMES_THE_SOURCE or parent.name == "noscript" or is_hidden(parent):
            return False
        if tag.name != "a" and is_note_mark(parent):
            return False
    return True


def _with(text: str, first: str, last: str) -> str:
    body = text.strip()
    lead = text[: len(text) - len(text.lstrip())]
    return f"{lead}{first}{body}{last}{text[len(lead) + len(body) :]}"


def _draft(document: Document, name: str, elements: Sequence[_Element], edges: Sequence[_Edge]) -> Draft:
    """The draft, its elements turned into quotation marks, block quotations and notes' marks."""
    builder = PlainTextBuilder(PlainText.of(document.text))
    marks: list[NoteMark] = []
    places: dict[int, int] = {}  # offsets of the text -> offsets of what is seen
    quotations: list[list[int]] = []
    at = 0

    def read_to(offset: int, *, is_link: bool = False) -> int:
        """Copy what stands before the offset; what a link has is no part of the text."""
        for one in range(at, offset):
            places.setdefault(one, len(builder) + one - at)
        if not is_link:
            builder.copy(at, offset)
        return offset

    for edge in edges:
        kind = elements[edge.number].kind
        at = read_to(edge.at, is_link=kind == "link" and edge.is_end)
        if kind == "q":
            builder.put("”" if edge.is_end else "“", at, at)
        elif kind == "link" and not edge.is_end:
            marks.append(NoteMark(len(builder), elements[edge.number].note))
        elif kind == "quotation" and edge.is_end:
            quotations[-1][1] = len(builder)
        elif kind == "quotation":
            quotations.append([len(builder), -1])
    read_to(len(document.text))
    return Draft(name, document.text, builder.made(), _blocks(document, places, len(builder), quotations), tuple(marks))


def _blocks(
    document: Document, places: dict[int, int], length: int, quotations: list[list[int]]
) -> tuple[DraftBlock, ...]:
    headings = {heading.start for heading in document.headings}
    blocks: list[DraftBlock] = []
    paragraphs = [
        # Behind the character before it: a quotation mark that was put in there belongs to it.
        (places.get(p.start - 1, -1) + 1, places.get(p.end, length), p.start in headings)
        for p in document.paragraphs
    ]
    for start, end in quotations:
        # A sign before the first character of a paragraph comes before what the paragraph begins with.
        breaks = tuple(a for a, _, _ in paragraphs if start < a < end)
        blocks.append(DraftBlock("quotation", start, end, breaks))
    for start, end, is_heading in paragraphs:
        if not any(first - 1 <= start and end <= last for first, last in quotations):
            blocks.append(DraftBlock("heading" if is_heading else "text", start, end))
    return tuple(sorted(blocks, key=lambda block: block.start))
