""".docx -> Document: paragraphs, tables and notes in document order, tracked changes taken as accepted."""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING, TypeVar

import docx
from docx.oxml.ns import qn

from rag.errors import UnreadableFile
from rag.readers.archive import Archive, Element, parse_xml
from rag.readers.blocks import Block, document_of, tidy
from rag.readers.metadata import Metadata, fit_author, fit_date, fit_language, fit_title
from rag.readers.styles import inherited, named_level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docx.document import Document as WordDocument

    from rag.values import Document

V = TypeVar("V")

_CELL_SEPARATOR = " | "
_LONGEST_HEADING = 300
_BODY_OUTLINE_LEVEL = 9
# python-docx's own template bears this date; it says nothing of the document.
_TEMPLATE_DATE = datetime.date(2013, 12, 23)
_CORE = "docProps/core.xml"
"""Where it is missing, python-docx makes one up, of this moment."""

_NOTE_PARTS = ("word/footnotes.xml", "word/endnotes.xml")

# What is deleted or moved away, said again for old programs or as the reading above a word, or said apart from the
# running text.
_LEFT_OUT = frozenset(map(qn, ("w:del", "w:moveFrom", "w:rPr", "w:pPr", "w:instrText", "w:delText", "w:rt"))) | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_TEXT_BOX = qn("w:txbxContent")
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# Between the parts of a formula; without these 10 to the sixth would be read as 106.
_MATH_SIGNS = {
    f"{_MATH}{part}": sign for part, sign in {"sup": "^", "sub": "_", "num": "", "den": "/", "rad": "√"}.items()
}
_SPACE = frozenset(map(qn, ("w:tab", "w:ptab")))
_LINE_ENDS = frozenset(map(qn, ("w:br", "w:cr")))
_TRANSPARENT = frozenset(map(qn, ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag")))


def read(data: bytes, source: str) -> Document:
    """The Word document in `data`: body, then footnotes and endnotes.

    Raises UnreadableFile if it is not one, is password-protected, or unpacks beyond the limit.
    """
    archive = Archive(data, "a Word document (.docx)")
    archive.refuse_if_large()
    try:
        word = docx.Document(io.BytesIO(data))
    except (KeyError, ValueError) as error:
        raise UnreadableFile("is not a Word document (.docx), or it is damaged; open it and save it again") from error
    levels = _heading_levels(word)
    blocks = [*_blocks(word.element.body, levels), *_notes(archive)]
    return document_of(blocks, source, _metadata(word, source) if _CORE in archive.names else Metadata())


def _metadata(word: WordDocument, source: str) -> Metadata:
    core = word.core_properties
    dates = (moment.date() for moment in (core.created, core.modified) if moment is not None)
    date = next((day for day in dates if day != _TEMPLATE_DATE), None)
    authors = [name.strip() for name in (core.author or "").split(";")]
    return Metadata(
        title=fit_title(core.title, source),
        author=fit_author(authors),
        language=fit_language(core.language),
        created=fit_date(date),
    )


def _blocks(parent: Element, levels: dict[str, int]) -> Iterator[Block]:
    for element in parent:
        if element.tag == qn("w:p"):
            yield from _paragraph(element, levels)
        elif element.tag == qn("w:tbl"):
            yield from _table(element)
        elif element.tag in _TRANSPARENT:
            yield from _blocks(element, levels)


def _paragraph(element: Element, levels: dict[str, int]) -> Iterator[Block]:
    text = tidy("".join(_text(element)))
    style = _style_id(element)
    level = _outline_level(element)
    if level is None:
        level = levels.get(style)
    if level is not None and (level > _BODY_OUTLINE_LEVEL or len(text) > _LONGEST_HEADING):
        level = None
    # A table of contents repeats the headings.
    yield Block(text, level, furniture=style.upper().startswith("TOC"))
    for box in element.iter(_TEXT_BOX):
        if not any(ancestor.tag in _LEFT_OUT for ancestor in box.iterancestors()):
            yield from _blocks(box, levels)


def _text(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag in _LEFT_OUT or child.tag == _TEXT_BOX or _is_hidden(child):
            continue
        if child.tag in {qn("w:t"), f"{_MATH}t"}:
            yield child.text or ""
        elif child.tag in _MATH_SIGNS:
            yield from _math_part(child)
        elif child.tag in _SPACE:
            yield " "
        elif child.tag in _LINE_ENDS:
            yield "\n"
        elif child.tag == qn("w:noBreakHyphen"):
            yield "‑"
        else:
            yield from _text(child)


def _is_hidden(run: Element) -> bool:
    hidden = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}") if run.tag == qn("w:r") else None
    return hidden is not None and hidden.get(qn("w:val"), "1") not in {"0", "false", "off"}


def _math_part(part: Element) -> Iterator[str]:
    """What is raised, lowered or divided in a formula, in brackets where it is more than one letter or number."""
    said = "".join(_text(part)).strip()
    if said:
        yield _MATH_SIGNS[part.tag] + (said if said.isalnum() else f"({said})")


def _table(table: Element) -> Iterator[Block]:
    for row in table.iter(qn("w:tr")):
        if any(ancestor is not table for ancestor in _tables_around(row, table)):
            continue
        cells = [tidy(" ".join("".join(_text(p)) for p in _paragraphs(cell))) for cell in _cells(row)]
        yield Block(_CELL_SEPARATOR.join(cell.replace("\n", " ") for cell in cells if cell))


def _paragraphs(element: Element) -> Iterator[Element]:
    """Its paragraphs, those in text boxes too, but for what is left out."""
    for child in element:
        if child.tag not in _LEFT_OUT:
            if child.tag == qn("w:p"):
                yield child
            yield from _paragraphs(child)


def _tables_around(row: Element, outermost: Element) -> Iterator[Element]:
    for ancestor in row.iterancestors(qn("w:tbl")):
        yield ancestor
        if ancestor is outermost:
            return


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag in _TRANSPARENT:
            yield from _cells(child)


def _notes(archive: Archive) -> Iterator[Block]:
    for name in _NOTE_PARTS:
        if name not in archive.names:
            continue
        for note in parse_xml(archive.read(name), name):
            # The typed ones are the rules drawn above the notes.
            if note.get(qn("w:type")) in {None, "normal"}:
                yield from _blocks(note, {})


def _style_id(paragraph: Element) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if style is None else str(style.get(qn("w:val"), ""))


def _outline_level(element: Element) -> int | None:
    """The heading level that a paragraph or style sets itself, from 1."""
    outline = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    value = "" if outline is None else str(outline.get(qn("w:val"), ""))
    return int(value) + 1 if value.isdecimal() else None


def _heading_levels(word: WordDocument) -> dict[str, int]:
    """The heading level of each paragraph style that has one, by style id, inherited ones included."""
    return inherited_in(word, lambda name, style: named_level(name) or _outline_level(style))


def inherited_in(word: WordDocument, own: Callable[[str, Element], V | None]) -> dict[str, V]:
    """What `own` gives for a style's name and element, by style id, as styles have it from those they are based on."""
    styles = {str(style.get(qn("w:styleId"))): style for style in word.styles.element.iter(qn("w:style"))}
    return inherited(
        {id_: own(_value(style, "w:name") or "", style) for id_, style in styles.items()},
        {id_: _value(style, "w:basedOn") for id_, style in styles.items()},
    )


def _value(style: Element, tag: str) -> str | None:
    """What the style's element of that tag says."""
    found = style.find(qn(tag))
    return None if found is None else str(found.get(qn("w:val"), ""))
