"""HTML -> the draft that its reader's text is, with <blockquote>, <q> and links to notes.

The elements' ends are marked in the tree before its text is made, and taken out of the text again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bs4.element import NavigableString, Tag

from rag.drafts.draft import Draft, DraftBlock, NoteMark
from rag.plain_text import PlainText, PlainTextBuilder
from rag.readers import read_document
from rag.readers.blocks import document_of
from rag.readers.html import parse_page
from rag.readers.markup import blocks_of
from rag.readers.page_metadata import page_metadata

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

    from rag.values import Document

# Of a private plane that neither text nor icon fonts use.
_Q, _END_Q, _BLOCK, _END_BLOCK, _LINK, _END_LINK = map(chr, range(0xFFF00, 0xFFF06))
_SIGNS = frozenset((_Q, _END_Q, _BLOCK, _END_BLOCK, _LINK, _END_LINK))
_LONGEST_MARK = 6
"""Characters of a link to a note: 12, [12], †."""

_NAMES_THE_SOURCE = ["footer", "cite", "figcaption"]


@dataclass(frozen=True, slots=True)
class _Sign:
    """The end of an element, before the offset `at` of the text."""

    kind: str
    at: int


def read_page(data: bytes, name: str) -> Draft:
    """The draft in a page. Raises UnreadableFile as its reader does."""
    document = read_document(data, name)
    soup = parse_page(data)
    notes = _mark(soup)
    marked = document_of(blocks_of(soup), name, page_metadata(soup, name)).text
    text = "".join(character for character in marked if character not in _SIGNS)
    signs: list[_Sign] = []
    for at, character in enumerate(marked):
        if character in _SIGNS:
            signs.append(_Sign(character, at - len(signs)))
    if text != document.text:  # the marks were in the way of something: do without them
        signs = []
    return _draft(document, name, signs, notes)


def _mark(soup: BeautifulSoup) -> list[str]:
    """Mark the elements' ends; the texts of the notes that links point to, in the order of the links."""
    notes: list[str] = []
    for tag in soup.find_all(["q", "blockquote", "a"]):
        if tag.name == "q":
            _enclose(tag, _Q, _END_Q)
        elif tag.name == "blockquote" and tag.find_parent("blockquote") is None:
            _enclose(tag, _BLOCK, _END_BLOCK)
        elif tag.name == "a" and (note := _note(soup, tag)) and _enclose(tag, _LINK, _END_LINK):
            notes.append(note)
    return notes


def _note(soup: BeautifulSoup, link: Tag) -> str | None:
    target = str(link.get("href", ""))
    if not target.startswith("#") or not 0 < len(link.get_text().strip()) <= _LONGEST_MARK:
        return None
    found = soup.find(id=target[1:])
    if found is None or (found.name in {"a", "sup"} and found.parent is None):
        return None
    held = found.parent if found.name in {"a", "sup", "span"} and found.parent else found
    # A note's own link back to the text points to a mark, which has next to no text.
    text = " ".join(held.get_text(" ").split())
    return text if len(text) > _LONGEST_MARK and not any(node is link for node in held.descendants) else None


def _enclose(tag: Tag, first: str, last: str) -> bool:
    """Put a sign before the element's first visible character and one behind its last."""
    texts = [
        node
        for node in tag.descendants
        if type(node) is NavigableString and node.strip() and not _is_named_source(node, tag)
    ]
    if not texts:
        return False
    if texts[0] is texts[-1]:
        texts[0].replace_with(NavigableString(_with(str(texts[0]), first, last)))
    else:
        texts[0].replace_with(NavigableString(_with(str(texts[0]), first, "")))
        texts[-1].replace_with(NavigableString(_with(str(texts[-1]), "", last)))
    return True


def _is_named_source(node: NavigableString, tag: Tag) -> bool:
    """Whether the text stands in the part of `tag` that says whose words these are."""
    for parent in node.parents:
        if parent is tag:
            return False
        if parent.name in _NAMES_THE_SOURCE:
            return True
    return False


def _with(text: str, first: str, last: str) -> str:
    body = text.strip()
    lead = text[: len(text) - len(text.lstrip())]
    return f"{lead}{first}{body}{last}{text[len(lead) + len(body) :]}"


def _draft(document: Document, name: str, signs: list[_Sign], notes: list[str]) -> Draft:
    """The draft, its signs turned into quotation marks, block quotations and notes' marks."""
    builder = PlainTextBuilder(PlainText.of(document.text))
    marks: list[NoteMark] = []
    places: dict[int, int] = {}  # offsets of the text -> offsets of what is seen
    quotations: list[list[int]] = []
    at, to_come = 0, iter(notes)
    for sign in [*signs, _Sign("", len(document.text))]:
        for offset in range(at, sign.at):
            places.setdefault(offset, len(builder) + offset - at)
        if sign.kind != _END_LINK:
            builder.copy(at, sign.at)
        at = sign.at
        if sign.kind in {_Q, _END_Q}:
            builder.put("“" if sign.kind == _Q else "”", at, at)
        elif sign.kind == _BLOCK:
            quotations.append([len(builder), -1])
        elif sign.kind == _END_BLOCK:
            quotations[-1][1] = len(builder)
        elif sign.kind == _LINK:
            marks.append(NoteMark(len(builder), next(to_come, "")))
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
