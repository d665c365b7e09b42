import datetime
import io
import re
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from rag.errors import UnreadableFile
from rag.readers import read_document
from rag.values import Document

from .samples import BRIDGE, RIVER, word_bytes, zip_bytes


def read(word: "docx.document.Document") -> Document:
    return read_document(word_bytes(word), "a.docx")


def pieces(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in document.paragraphs]


def append(word: "docx.document.Document", xml: str) -> None:
    word.element.body.insert(len(word.element.body) - 1, parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))


def test_paragraphs_headings_and_tables_in_order():
    word = docx.Document()
    word.add_heading("The Flood", 0)
    word.add_heading("Before", 2)
    word.add_paragraph(RIVER)
    table = word.add_table(2, 2)
    for cell, text in zip(table._cells, ["Year", "Height", "1911", "4 m"], strict=True):
        cell.text = text
    word.add_paragraph("one", style="List Bullet")
    document = read(word)
    assert pieces(document) == ["The Flood", "Before", RIVER, "Year | Height", "1911 | 4 m", "one"]
    assert [(h.start, h.level) for h in document.headings] == [(0, 1), (11, 2)]


def test_heading_styles_of_other_languages_and_of_ones_own():
    word = docx.Document()
    word.styles["Heading 1"].element.set(docx.oxml.ns.qn("w:styleId"), "berschrift1")
    own = word.styles.add_style("Chapter", 1)
    own.base_style = word.styles["Heading 2"]
    word.add_paragraph("The Flood", style="Heading 1")
    word.add_paragraph("Of Bridges", style="Chapter")
    append(word, '<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr><w:r><w:t>Deep</w:t></w:r></w:p>')
    word.add_paragraph(RIVER)
    assert [h.level for h in read(word).headings] == [1, 2, 3]


def test_tracked_changes_are_taken_as_accepted():
    word = docx.Document()
    append(
        word,
        "<w:p><w:r><w:t xml:space='preserve'>The bridge </w:t></w:r>"
        "<w:del w:id='1'><w:r><w:delText>fell</w:delText></w:r></w:del>"
        "<w:ins w:id='2'><w:r><w:t>stood</w:t></w:r></w:ins>"
        "<w:moveFrom w:id='3'><w:r><w:t>gone</w:t></w:r></w:moveFrom>"
        "<w:hyperlink><w:r><w:t xml:space='preserve'> firm</w:t><w:br/><w:t>long</w:t></w:r></w:hyperlink></w:p>",
    )
    assert read(word).text == "The bridge stood firm\nlong"


MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<r><t>x=5</t></r>", "x=5"),
        ("<sSup><e><r><t>10</t></r></e><sup><r><t>6</t></r></sup></sSup>", "10^6"),
        ("<sSub><e><r><t>v</t></r></e><sub><r><t>n+1</t></r></sub></sSub>", "v_(n+1)"),
        ("<f><num><r><t>a+b</t></r></num><den><r><t>2</t></r></den></f>", "(a+b)/2"),
        ("<rad><deg/><e><r><t>y+z</t></r></e></rad>", "√(y+z)"),
    ],
)
def test_formulas_are_words_of_their_sentence(inner: str, text: str):
    word = docx.Document()
    math = re.sub(r"<(/?)(\w+)", r"<\1m:\2", f"<oMath>{inner}</oMath>")
    said = "<w:r><w:t xml:space='preserve'>It holds where </w:t></w:r>"
    append(
        word,
        f"<w:p>{said}{math.replace('<m:oMath', f'<m:oMath {MATH}')}<w:r><w:t xml:space='preserve'> stands.</w:t></w:r></w:p>",
    )
    assert read(word).text == f"It holds where {text} stands."


def test_readings_above_words_and_hidden_runs_are_left_out():
    word = docx.Document()
    append(
        word,
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>かわ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>川</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>note to self</w:t></w:r>"
        "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>は九日間</w:t></w:r></w:p>",
    )
    assert read(word).text == "川は九日間"


def test_content_controls_and_tables_of_contents():
    word = docx.Document()
    word.styles.add_style("TOC 1", 1)
    word.add_paragraph("The Flood ... 3", style="TOC 1")
    append(word, f"<w:sdt><w:sdtContent><w:p><w:r><w:t>{BRIDGE}</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    document = read(word)
    assert pieces(document) == ["The Flood ... 3", BRIDGE]
    assert [f.end for f in document.furniture] == [len("The Flood ... 3")]


def test_core_properties():
    word = docx.Document()
    word.add_paragraph(RIVER)
    plain = read(word)
    assert (plain.title, plain.author, plain.published, plain.created) == (None, None, None, None)
    core = word.core_properties
    core.title, core.author, core.created = (
        "The Flood",
        "Ann Lee; Bo Chen",
        datetime.datetime(2023, 7, 21, tzinfo=datetime.UTC),
    )
    document = read(word)
    assert (document.title, document.author, document.created) == ("The Flood", "Ann Lee, Bo Chen", "2023-07-21")
    assert document.published is None


def test_what_is_no_word_document_is_refused():
    with pytest.raises(UnreadableFile, match="not a Word document"):
        read_document(zip_bytes({"a.txt": "x"}), "a.docx")
    with pytest.raises(UnreadableFile, match="password"):
        read_document(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.docx")
    with pytest.raises(UnreadableFile, match="has no text"):
        read(docx.Document())


def test_a_document_that_names_no_date_has_none():
    word = docx.Document()
    word.add_paragraph(RIVER)
    with zipfile.ZipFile(io.BytesIO(word_bytes(word))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}
    parts["_rels/.rels"] = re.sub(rb"<Relationship [^>]*core-properties[^>]*/>", b"", parts["_rels/.rels"])
    parts["[Content_Types].xml"] = re.sub(rb"<Override [^>]*core.xml[^>]*/>", b"", parts["[Content_Types].xml"])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    document = read_document(out.getvalue(), "a.docx")
    assert (pieces(document), document.published, document.created) == ([RIVER], None, None)


def test_a_text_box_in_a_table_is_read_once():
    word = docx.Document()
    box = "<w:pict><w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent></w:pict>"
    compatible = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    append(
        word,
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>In a cell.</w:t></w:r><w:r>"
        f'<mc:AlternateContent {compatible}><mc:Choice Requires="wps">{box}</mc:Choice>'
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p></w:tc></w:tr></w:tbl>",
    )
    assert pieces(read(word)) == ["In a cell. In a box."]
