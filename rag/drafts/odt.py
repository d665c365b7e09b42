"""OpenDocument text (.odt) -> the draft that its reader's text is, with its block quotations and the notes' marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.drafts.draft import Draft, NoteMark
from rag.drafts.located import Locator, draft_of
from rag.readers import read_document
from rag.readers.archive import Archive, Element, parse_xml

if TYPE_CHECKING:
    from rag.values import Span

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_QUOTE_STYLES = frozenset({"quotations", "quote", "block_20_quotation", "blockquote", "intense_20_quote"})
_LEFT_OUT = frozenset(
    {
        *(f"{_TEXT}{name}" for name in ("tracked-changes", "hidden-text", "ruby-text", "sequence-decls")),
        *(f"{_TEXT}variable-decls", f"{_OFFICE}annotation", f"{_OFFICE}forms", f"{_DRAW}text-box"),
    }
)
_NOTE, _BODY = f"{_TEXT}note", f"{_TEXT}note-body"
_PARAGRAPHS = frozenset({f"{_TEXT}p", f"{_TEXT}h"})


@dataclass(frozen=True, slots=True)
class _Reference:
    """Where a note's mark stands: after so many raw characters of its paragraph."""

    at: int
    body: Element


def read_odt(data: bytes, name: str) -> Draft:
    """The draft in an OpenDocument text. Raises UnreadableFile as its reader does."""
    document = read_document(data, name)
    archive = Archive(data, "an OpenDocument text (.odt)")
    root = parse_xml(archive.read("content.xml"), "content.xml")
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    styles = _quote_styles(root)
    locator = Locator(document.text)
    quoted: list[Span] = []
    marks: list[NoteMark] = []
    for element in _body_paragraphs(body):
        references: list[_Reference] = []
        place = locator.locate("".join(_pieces(element, references, [0])))
        if place is None:
            continue
        if (element.get(f"{_TEXT}style-name") or "").lower() in styles:
            quoted.append(place.span)
        for reference in references:
            at = place.offsets[reference.at - 1] + 1 if reference.at else place.span.start
            marks.append(NoteMark(at, " ".join(" ".join(reference.body.itertext()).split())))
    in_notes = [p for note in body.iter(_BODY) for p in note.iter(*_PARAGRAPHS)]
    found = [locator.locate("".join(_pieces(paragraph, [], [0]))) for paragraph in in_notes]
    return draft_of(document, name, quoted, [place.span for place in found if place], marks)


def _quote_styles(root: Element) -> frozenset[str]:
    """The styles of block quotations, in lower case: those of that name and the automatic ones made from them."""
    made = (s.get(f"{_STYLE}name", "") for s in root.iter(f"{_STYLE}style") if _parent(s) in _QUOTE_STYLES)
    return _QUOTE_STYLES | {name.lower() for name in made}


def _parent(style: Element) -> str:
    return str(style.get(f"{_STYLE}parent-style-name", "")).lower()


def _body_paragraphs(body: Element) -> Iterator[Element]:
    for element in body.iter(*_PARAGRAPHS):
        apart = _LEFT_OUT - {f"{_DRAW}text-box"} | {_NOTE}
        if not any(ancestor.tag in apart for ancestor in element.iterancestors()):
            yield element


def _pieces(element: Element, references: list[_Reference], count: list[int]) -> Iterator[str]:
    """The raw text of a paragraph; the notes that it refers to are added to `references`."""

    def counted(text: str | None) -> str:
        """The text, its characters added to those so far."""
        count[0] += len(text or "")
        return text or ""

    yield counted(element.text)
    for child in element:
        if child.tag in {f"{_TEXT}s", f"{_TEXT}tab"}:
            yield counted(" ")
        elif child.tag == f"{_TEXT}line-break":
            yield counted("\n")
        elif child.tag == _NOTE:
            body = child.find(_BODY)
            if body is not None:
                references.append(_Reference(count[0], body))
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            yield from _pieces(child, references, count)
        yield counted(child.tail)
