import pytest

from rag.errors import UnreadableFile
from rag.readers import read_document
from rag.values import Document

from .samples import BRIDGE, RIVER, epub_bytes, zip_bytes

PAGES = {
    "two%20b.xhtml": f"<h1>Of Bridges</h1><p>{BRIDGE}</p>",
    "one.xhtml": f"<h1>The Flood</h1><aside><p>{RIVER}</p></aside>",
    "notes.xhtml": "<p>A note.</p>",
}


def pieces(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in document.paragraphs]


def encryption(name: str) -> dict[str, str]:
    return {
        "META-INF/encryption.xml": '<encryption><e:EncryptedData xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:CipherData>'
        f'<e:CipherReference URI="{name}"/></e:CipherData></e:EncryptedData></encryption>'
    }


def test_pages_in_the_order_of_the_spine():
    pages = {"two.xhtml": PAGES["two%20b.xhtml"], **{name: PAGES[name] for name in ("one.xhtml", "notes.xhtml")}}
    document = read_document(epub_bytes(pages, linear="notes.xhtml"), "a.epub")
    assert pieces(document) == ["Of Bridges", BRIDGE, "The Flood", RIVER, "A note."]
    assert [document.text[f.start : f.end] for f in document.furniture] == ["A note."]
    assert [document.text[h.start : h.end] for h in document.headings] == ["Of Bridges", "The Flood"]


def test_the_marks_of_notes_are_no_text():
    noteref = '<a epub:type="noteref" href="notes.xhtml#n1">1</a>'
    back = '<a epub:type="backlink" href="one.xhtml#r1">back</a>'
    pages = {
        "one.xhtml": f"<p>The dam held until 1901.{noteref} Then it broke.</p>",
        "notes.xhtml": f"<aside epub:type='footnote' id='n1'><p>So the mayor said. {back}</p></aside>",
    }
    document = read_document(epub_bytes(pages), "a.epub")
    assert pieces(document) == ["The dam held until 1901. Then it broke.", "So the mayor said."]


def test_escaped_names_are_found():
    data = epub_bytes({"two%20b.xhtml": "<p>lost</p>"}, more={"OEBPS/two b.xhtml": f"<p>{RIVER}</p>"})
    assert read_document(data, "a.epub").text == RIVER


def test_metadata():
    metadata = (
        "<dc:title>The Flood</dc:title><dc:creator>Ann Lee</dc:creator><dc:creator>Bo Chen</dc:creator>"
        '<dc:date opf:event="modification" xmlns:opf="http://www.idpf.org/2007/opf">2024</dc:date><dc:date>1911-05</dc:date>'
    )
    document = read_document(epub_bytes(PAGES, metadata), "a.epub")
    assert (document.title, document.author, document.published) == ("The Flood", "Ann Lee, Bo Chen", "1911-05")


def test_locked_pages_are_refused_and_scrambled_fonts_are_not():
    with pytest.raises(UnreadableFile, match="DRM"):
        read_document(epub_bytes(PAGES, more=encryption("OEBPS/one.xhtml")), "a.epub")
    assert RIVER in read_document(epub_bytes(PAGES, more=encryption("OEBPS/font.otf")), "a.epub").text


def test_what_is_no_book_is_refused():
    with pytest.raises(UnreadableFile, match="not an EPUB"):
        read_document(zip_bytes({"a.txt": "x"}), "a.epub")
    with pytest.raises(UnreadableFile, match="damaged"):
        read_document(epub_bytes({}), "a.epub")
