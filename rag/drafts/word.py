"""Word (.docx) -> the draft that its reader's text is, with the paragraphs in the style Quote and the notes' marks."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import docx
from docx.oxml.ns import qn

from rag.drafts.draft import Draft, NoteMark
from rag.drafts.located import Locator, draft_of
from rag.readers import read_document
from rag.readers.archive import Archive, Element, parse_xml
from rag.readers.docx import inherited_in

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

    from rag.values import Span

QUOTE_STYLES = frozenset(
    {"quote", "intense quote", "quotations", "block text", "block quotation", "block quote", "blockquote", "zitat"}
)
_LEFT_OUT = frozenset(map(qn, ("w:del", "w:moveFrom", "w:rPr", "w:pPr", "w:instrText", "w:delText"))) | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_TEXT_BOX = qn("w:txbxContent")
_SEEN_AS = {
    **dict.fromkeys(map(qn, ("w:tab", "w:ptab")), " "),
    **dict.fromkeys(map(qn, ("w:br", "w:cr")), "\n"),
    qn("w:noBreakHyphen"): "‑",
}
_REFERENCES = {qn("w:footnoteReference"): "word/footnotes.xml", qn("w:endnoteReference"): "word/endnotes.xml"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a paragraph's raw text: the element that holds it, or the reference to a note, which has none."""

    element: Element
    text: str


@dataclass(frozen=True, slots=True)
class WordParagraph:
    """A paragraph of the body or of a note, and where it stands in the draft's text.

    `offsets` are those of its pieces' characters, one after the other.
    """

    element: Element
    span: Span
    pieces: tuple[Piece, ...]
    offsets: tuple[int, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class WordText:
    """A Word document's paragraphs with text, and each note's reference in it by the note's name."""

    word: WordDocument
    paragraphs: tuple[WordParagraph, ...]
    references: dict[str, Piece]


def read_word(data: bytes, name: str) -> Draft:
    """The draft in a Word document. Raises UnreadableFile as its reader does."""
    document = read_document(data, name)
    found = word_text(data, document.text)
    styles = _quote_styles(found.word)
    quoted = [p.span for p in found.paragraphs if p.note is None and _style_of(p.element) in styles]
    notes: dict[str, list[Span]] = {}
    for paragraph in found.paragraphs:
        if paragraph.note is not None:
            notes.setdefault(paragraph.note, []).append(paragraph.span)
    texts = {key: " ".join(document.text[s.start : s.end] for s in spans) for key, spans in notes.items()}
    return draft_of(document, name, quoted, [s for spans in notes.values() for s in spans], _marks(found, texts))


def word_text(data: bytes, text: str) -> WordText:
    """The paragraphs of the document in `data`, of which the reader has made `text`."""
    archive = Archive(data, "a Word document (.docx)")
    word = docx.Document(io.BytesIO(data))
    locator = Locator(text)
    paragraphs: list[WordParagraph] = []
    references: dict[str, Piece] = {}
    for element, note in [*_paragraphs(word.element.body, None), *_notes(archive)]:
        pieces = tuple(_pieces(element))
        for piece in pieces:
            if piece.element.tag in _REFERENCES:
                references.setdefault(_note_name(piece.element), piece)
        place = locator.locate("".join(piece.text for piece in pieces))
        if place:
            paragraphs.append(WordParagraph(element, place.span, pieces, place.offsets, note))
    return WordText(word, tuple(paragraphs), references)


def _paragraphs(parent: Element, note: str | None) -> Iterator[tuple[Element, str | None]]:
    for element in parent.iter(qn("w:p")):
        if not any(ancestor.tag in _LEFT_OUT for ancestor in element.iterancestors()):
            yield element, note


def _notes(archive: Archive) -> Iterator[tuple[Element, str | None]]:
    for name in _REFERENCES.values():
        if name in archive.names:
            for note in parse_xml(archive.read(name), name):
                if note.get(qn("w:type")) in {None, "normal"}:
                    yield from _paragraphs(note, f"{name} {note.get(qn('w:id'))}")


def _note_name(reference: Element) -> str:
    return f"{_REFERENCES[reference.tag]} {reference.get(qn('w:id'))}"


def _pieces(element: Element) -> Iterator[Piece]:
    for child in element:
        if child.tag in _LEFT_OUT or child.tag == _TEXT_BOX:
            continue
        if child.tag == qn("w:t"):
            yield Piece(child, child.text or "")
        elif child.tag in _SEEN_AS:
            yield Piece(child, _SEEN_AS[child.tag])
        elif child.tag in _REFERENCES:
            yield Piece(child, "")
        else:
            yield from _pieces(child)


def _marks(found: WordText, texts: dict[str, str]) -> Iterator[NoteMark]:
    for paragraph in found.paragraphs:
        at = 0
        for piece in paragraph.pieces:
            if piece.element.tag in _REFERENCES:
                # Behind the last character before it.
                offset = paragraph.offsets[at - 1] + 1 if at else paragraph.span.start
                yield NoteMark(offset, texts.get(_note_name(piece.element), ""))
            at += len(piece.text)


def _style_of(paragraph: Element) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if style is None else str(style.get(qn("w:val"), ""))


def _quote_styles(word: WordDocument) -> frozenset[str]:
    """The ids of the styles of block quotations, those made from them included."""
    return frozenset(inherited_in(word, lambda name, _: name.lower() in QUOTE_STYLES or None))
