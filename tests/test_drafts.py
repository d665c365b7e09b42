"""Drafts of each format: the text is that of its reader, and block quotations and notes are seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from draft_files import odt_draft, word_draft
from rag.drafts import Draft, draft_of_text, path_in, read_draft, read_draft_bytes
from rag.drafts.located import Locator
from rag.errors import UnreadableFile, UsageError
from rag.readers import read_document
from support import hostile_text

WORD = word_draft(
    ("The harbour", "Heading 1"),
    ["It says “the old ", "bridge at Orsa", " was closed” in May."],
    ("A block of quoted words, one.", "Quote"),
    ("A block of quoted words, two.", "Intense Quote"),
    ["The end came “with words from elsewhere”"],
    note="Ada Nilsen, The bridge, 2021.",
)
ODT = odt_draft(
    "<text:h text:outline-level='1'>The harbour</text:h>"
    "<text:p>It says “the old <text:span>bridge</text:span> at Orsa”"
    "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
    "<text:p>Ada Nilsen, The bridge, 2021.</text:p></text:note-body></text:note> was closed.</text:p>"
    "<text:p text:style-name='P1'>A block of quoted words, one.</text:p><text:p>The end.</text:p>"
)
PAGE = (
    "<html><head><title>T</title></head><body><article><h1>The harbour</h1>"
    "<p><q>The <b>old</b> bridge at Orsa</q><a href='#n1'><sup>1</sup></a> was closed, they said, and it was long.</p>"
    "<blockquote><p>A block of quoted words, one.</p><p>And two of them.</p><footer>— Ada Nilsen</footer></blockquote>"
    "<p>The end of it came soon after that, as all of them knew.</p>"
    "<ol><li id='n1'>Ada Nilsen, The bridge, 2021 <a href='#r1'>↩</a></li></ol></article></body></html>"
).encode()


def blocks(draft: Draft) -> list[tuple[str, str]]:
    return [(block.kind, draft.seen.text[block.start : block.end]) for block in draft.blocks]


@pytest.mark.parametrize(("data", "name"), [(WORD, "a.docx"), (ODT, "a.odt"), (PAGE, "a.html")])
def test_offsets_refer_to_the_text_that_the_reader_makes(data: bytes, name: str) -> None:
    assert read_draft_bytes(data, name).text == read_document(data, name).text


def test_word_styles_and_footnotes_are_seen() -> None:
    draft = read_draft_bytes(WORD, "a.docx")
    kinds = blocks(draft)
    assert kinds[0] == ("heading", "The harbour")
    assert kinds[2] == ("quotation", "A block of quoted words, one.\n\nA block of quoted words, two.")
    assert kinds[-1] == ("note", "Ada Nilsen, The bridge, 2021.")
    (mark,) = draft.marks
    assert mark.text == "Ada Nilsen, The bridge, 2021."
    assert draft.seen.text[: mark.at].endswith("with words from elsewhere”")


def test_open_document_styles_and_notes_are_seen() -> None:
    draft = read_draft_bytes(ODT, "a.odt")
    assert ("quotation", "A block of quoted words, one.") in blocks(draft)
    assert blocks(draft)[-1] == ("note", "Ada Nilsen, The bridge, 2021.")
    (mark,) = draft.marks
    assert draft.seen.text[: mark.at].endswith("at Orsa”")
    assert "2021" in mark.text


def test_the_quotations_and_notes_of_a_page_are_seen() -> None:
    draft = read_draft_bytes(PAGE, "a.html")
    assert ("quotation", "A block of quoted words, one.\n\nAnd two of them.") in blocks(draft)
    assert "“The old bridge at Orsa” was closed" in draft.seen.text
    (mark,) = draft.marks
    assert draft.seen.text[: mark.at].endswith("Orsa”")
    assert mark.text.startswith("Ada Nilsen, The bridge, 2021")


def test_notes_and_keys_of_texts_are_seen() -> None:
    text = "It says “so and so it was”[^a] and [see @nilsen2021, p. 3; @lund] as @falk20 has it^[A note of Lund.].\n\n[^a]: The note.\n"
    draft = draft_of_text(text, "a.md")
    assert [(mark.text, mark.keys) for mark in draft.marks] == [
        *(("The note.", ()), ("[see @nilsen2021, p. 3; @lund]", ("nilsen2021", "lund")), ("@falk20", ("falk20",))),
        ("A note of Lund.", ()),
    ]
    plain = draft_of_text("It was “so and so it was” [1] then.\n\n> a line\n> and one more\n\n[1] The note.\n", "a.txt")
    assert plain.marks[0].text == "The note."
    assert ("quotation", "a line\nand one more") in blocks(plain)
    latex = draft_of_text("It \\enquote{was so}\\footnote{See \\cite{nilsen}.} in \\textcite[3]{lund,falk}.", "a.tex")
    assert [mark.keys for mark in latex.marks] == [("nilsen",), ("lund", "falk"), ("nilsen",)]


@given(hostile_text.filter(lambda text: "\x00" not in text), st.sampled_from(["a.txt", "a.md", "a.tex"]))
def test_what_is_seen_stands_in_the_text_in_order(text: str, name: str) -> None:
    draft = draft_of_text(text, name)
    assert draft.text == text
    for block in draft.blocks:
        starts = list(draft.seen.starts[block.start : block.end])
        assert starts == sorted(starts)
        assert 0 <= block.start <= block.end <= len(draft.seen.text)


def test_what_is_no_draft_is_refused_in_words(tmp_path: Path) -> None:
    for name, data, message in (
        ("empty.md", b"", "is empty"),
        ("blank.txt", b" \n\t\n", "has no text"),
        ("broken.docx", b"PK not really", "Word document"),
        ("picture.md", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "PNG"),
        ("table.xlsx", b"words", "the readable ones are"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(UnreadableFile, match=message) as caught:
            read_draft(tmp_path / name)
        assert name in str(caught.value)
    with pytest.raises(UsageError, match="no draft at"):
        read_draft(tmp_path / "missing.md")
    with pytest.raises(UsageError, match="is a folder"):
        read_draft(tmp_path)
    (tmp_path / "large.md").write_text("word " * 1000, encoding="utf-8")
    with pytest.raises(UnreadableFile, match="max_file_mb"):
        read_draft(tmp_path / "large.md", max_bytes=1000)


def test_a_text_is_a_path_only_where_there_is_such_a_file(tmp_path: Path) -> None:
    (tmp_path / "draft.md").write_text("words", encoding="utf-8")
    assert path_in(str(tmp_path / "draft.md")) == tmp_path / "draft.md"
    for text in ("", "He said “no such file” here.", str(tmp_path), "a\nb", "a\x00b", "x" * 5000):
        assert path_in(text) is None


def test_soft_hyphens_of_a_file_move_no_offset():
    located = Locator("The harbour. It fell.").locate("The har\u00adbour.  It\u00ad fell.")
    assert located is not None
    assert located.offsets[4:13] == (4, 5, 6, 7, 7, 8, 9, 10, 11)
    assert located.offsets[-5:] == (16, 17, 18, 19, 20)
