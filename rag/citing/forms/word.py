"""Quotations with their footnotes as a Word document; python-docx makes all of it but the footnotes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph
from lxml import etree

from rag.citing.forms.common import bibliography_heading, is_block, settable

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

    from rag.references.values import CitedPassage, CitedText, Run, Runs

_SEPARATORS = (("separator", -1), ("continuationSeparator", 0))
_HANGING = Cm(1)


def word(cited: CitedText) -> bytes:
    """The quotations as a .docx, their notes as real footnotes in a style that has notes."""
    document, footnotes = docx.Document(), Footnotes()
    for passage in cited.passages:
        block = is_block(passage.quote)
        paragraph = document.add_paragraph(style="Quote" if block else None)
        quote = word_text(passage.quote)
        paragraph.add_run(quote if block else f"“{quote}”")
        add_citing(paragraph, cited, passage, footnotes)
    footnotes.attach(document)
    add_bibliography(document, cited, 1)
    return word_bytes(document)


class Footnotes:
    """The footnotes of a document, numbered from 1 as they are added; python-docx has none of its own."""

    def __init__(self) -> None:
        self._notes = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
        self._added = 0
        for kind, number in _SEPARATORS:
            self._notes.append(_separator(kind, number))

    def add(self, paragraph: Paragraph, note: Runs) -> None:
        """Add one more, its mark at the end of the paragraph."""
        self._added += 1
        paragraph.add_run()._r.extend(_reference(self._added))  # noqa: SLF001 – python-docx has no footnotes
        self._notes.append(_footnote(self._added, note))

    def attach(self, document: WordDocument) -> None:
        """Make them part of the document, if there are any."""
        if self._added:
            blob = etree.tostring(self._notes, xml_declaration=True, encoding="UTF-8", standalone=True)
            part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, blob, document.part.package)
            document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def word_text(text: str) -> str:
    """The text as Word sets it: line ends as such, control characters as U+FFFD."""
    return settable(text.replace("\r\n", "\n"))


def add_citing(paragraph: Paragraph, cited: CitedText, passage: CitedPassage, footnotes: Footnotes) -> None:
    """Put what cites a quotation after it: a footnote, or, in a style without notes, the note itself."""
    if cited.in_notes:
        footnotes.add(paragraph, passage.note)
    else:
        paragraph.add_run(" ")
        add_runs(paragraph, passage.note)


def add_bibliography(document: WordDocument, cited: CitedText, level: int) -> None:
    """Put the bibliography at the end, its heading of that level; nothing where it has no entry."""
    if cited.bibliography:
        document.add_heading(bibliography_heading(cited), level=level)
    for entry in cited.bibliography:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = _HANGING, -_HANGING
        add_runs(paragraph, entry)


def word_bytes(document: WordDocument) -> bytes:
    """The document as a file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def add_runs(paragraph: Paragraph, runs: Runs) -> None:
    """Put styled text at the end of the paragraph."""
    for run in runs:
        _set(paragraph, run)


def _set(paragraph: Paragraph, run: Run) -> None:
    font = paragraph.add_run(settable(run.text)).font
    font.italic, font.bold, font.small_caps = run.italic or None, run.bold or None, run.small_caps or None
    font.underline, font.superscript, font.subscript = run.underlined or None, run.raised or None, run.lowered or None


def _reference(number: int) -> list[etree._Element]:
    properties = OxmlElement("w:rPr")
    raised = OxmlElement("w:vertAlign")
    raised.set(qn("w:val"), "superscript")
    properties.append(raised)
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), str(number))
    return [properties, reference]


def _footnote(number: int, note: Runs) -> etree._Element:
    footnote = OxmlElement("w:footnote")
    footnote.set(qn("w:id"), str(number))
    element = OxmlElement("w:p")
    footnote.append(element)
    mark = OxmlElement("w:r")
    properties = OxmlElement("w:rPr")
    raised = OxmlElement("w:vertAlign")
    raised.set(qn("w:val"), "superscript")
    properties.append(raised)
    mark.extend([properties, OxmlElement("w:footnoteRef")])
    element.append(mark)
    paragraph = Paragraph(element, None)  # type: ignore[arg-type]  # the footnotes are a part of their own
    paragraph.add_run(" ")
    add_runs(paragraph, note)
    return footnote


def _separator(kind: str, number: int) -> etree._Element:
    element: etree._Element = parse_xml(
        f'<w:footnote {nsdecls("w")} w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
    )
    return element
