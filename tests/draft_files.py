"""Drafts in the formats of word processors and browsers, made for tests; all words are invented."""

from __future__ import annotations

import io
import zipfile

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_FOOTNOTES = (
    '<?xml version="1.0"?><w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:footnote w:id="1"><w:p><w:r><w:t>{note}</w:t></w:r></w:p></w:footnote></w:footnotes>'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_ODT = "application/vnd.oasis.opendocument.text"


def word_draft(*paragraphs: tuple[str, str] | list[str], note: str | None = None) -> bytes:
    """A Word document: (text, style), or the texts of a paragraph's runs, the second one bold; a footnote at its end."""
    word = docx.Document()
    for paragraph in paragraphs:
        if isinstance(paragraph, tuple):
            made = word.add_paragraph(paragraph[0], style=paragraph[1])
        else:
            made = word.add_paragraph()
            for number, text in enumerate(paragraph):
                made.add_run(text).bold = number == 1
    if note is not None:
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), "1")
        made.add_run()._r.append(reference)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue() if note is None else _with_footnote(out.getvalue(), note)


def _with_footnote(data: bytes, note: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "[Content_Types].xml":
                part = f'<Override PartName="/word/footnotes.xml" ContentType="{_TYPE}"/></Types>'
                text = text.replace(b"</Types>", part.encode())
            elif name == "word/_rels/document.xml.rels":
                part = f'<Relationship Id="rIdF" Type="{_RELATION}" Target="footnotes.xml"/></Relationships>'
                text = text.replace(b"</Relationships>", part.encode())
            new.writestr(name, text)
        new.writestr("word/footnotes.xml", _FOOTNOTES.format(note=note))
    return out.getvalue()


def odt_draft(body: str) -> bytes:
    """An OpenDocument text with this content of office:text; the style P1 is made from Quotations."""
    names = ["office", "text", "style"]
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    style = '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>'
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:automatic-styles>{style}'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", _ODT)
        archive.writestr("content.xml", content)
    return out.getvalue()
