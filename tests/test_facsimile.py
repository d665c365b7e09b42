"""The page of a PDF with marks: what stands inside the boxes of a stretch of text is that stretch, and nothing else."""

import ctypes
import io
import re
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, zip_longest
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdfium2 import raw

from rag.embedding import HashEmbedder
from rag.errors import RagError, UnreadableFile, UsageError
from rag.facsimile.glyphs import boxes_of, characters_of_page
from rag.facsimile.page import page_image
from rag.facsimile.values import Box, PageImage
from rag.files import hash_bytes
from rag.library import Library
from rag.readers import read_document
from rag.settings import Settings
from rag.values import Document, FileState, Span
from readers.samples import Words, pdf_bytes

SENTENCES = (
    "The ferry went on as it had for sixty years.",
    "An ofﬁcer of the council saw the ﬂood from the well-known bell tower of the school.",
    "Nobody paid.",
    "The ferry went on as it had for seventy years, and nobody paid for it.",
    "Anna-Maria wrote that (in 1911-12) the ﬁrst bridge, ﬁnely made, had cost “too much” by far.",
    "7 dwellings stood.",
)
VOWEL_ENDS = re.compile(r"([A-Za-z]{2,}?[aeiou])([b-df-hj-np-tv-z][a-z]{2,})")
CROP = (40.0, 20.0, 602.0, 785.0)
HYPHENS = {"-", "\u00ad", "\u2010", "\x02", "\ufffe"}


def set_lines(text: str, width: int) -> Iterator[str]:
    """The text in lines, some of their last words broken."""
    line = ""
    for word in text.split():
        if len(line) + len(word) < width:
            line = f"{line} {word}".strip()
            continue
        broken = VOWEL_ENDS.match(word)
        if broken and len(line) + len(broken[1]) < width:
            yield f"{line} {broken[1]}-"
            line = word[len(broken[1]) :]
        else:
            yield line
            line = word
    yield line


def set_pages(
    text: str, columns: int, lines: int, *, head_last: bool = False, by_row: bool = False
) -> list[list[Words]]:
    """Pages of one or two columns, one after the other or row by row, with a running head and a number at the foot."""
    left = list(set_lines(text, 34 if columns == 2 else 80))
    pages: list[list[Words]] = []
    while left:
        number = len(pages) + 11
        sides: list[list[Words]] = []
        for x in (72, 320)[:columns]:
            sides.append([Words(x, 700 - 14 * n, 11, line) for n, line in enumerate(left[:lines])])
            left = left[lines:]
        body = [words for row in (zip_longest(*sides) if by_row else sides) for words in row if words]
        edges = [Words(72, 760, 9, f"Valley Courier, nobody paid {number}"), Words(300, 40, 9, str(number))]
        pages.append([*body, *edges] if head_last else [edges[0], *body, edges[1]])
    return pages


@dataclass(frozen=True)
class Made:
    """A PDF in memory, with how its pages are turned and cropped."""

    data: bytes
    turn: int = 0
    crop: tuple[float, float, float, float] = (0, 0, 612, 792)

    @classmethod
    def of(cls, pages: list[list[Words]], turn: int = 0, *, cropped: bool = False) -> "Made":
        each = b"/Rotate %d" % turn + (b" /CropBox [%g %g %g %g]" % CROP if cropped else b"")
        return cls(pdf_bytes(pages, each=each), turn, CROP if cropped else (0, 0, 612, 792))

    @property
    def document(self) -> Document:
        return read_document(self.data, "a.pdf")

    def image(self, folder: Path, number: int, spans: list[Span], document: Document | None = None) -> PageImage:
        path = folder / "a.pdf"
        path.write_bytes(self.data)
        state = FileState(len(self.data), 0, hash_bytes(self.data))
        return page_image(path, document or self.document, state, number, spans)

    def shown(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page stands when it is shown, in fractions; by the PDF standard's words."""
        left, bottom, right, top = self.crop
        u, v = (x - left) / (right - left), (top - y) / (top - bottom)
        return {0: (u, v), 90: (1 - v, u), 180: (1 - u, 1 - v), 270: (v, 1 - u)}[self.turn]

    def inside(self, number: int, boxes: tuple[Box, ...]) -> str:
        """The letters whose middle lies in one of the boxes, as PDFium gives them."""
        letters = ""
        for x, y, letter in letters_of(self.data, number):
            u, v = self.shown(x, y)
            if any(box.left <= u <= box.right and box.top <= v <= box.bottom for box in boxes):
                letters += letter
        return bare(letters)


@cache
def letters_of(data: bytes, number: int) -> list[tuple[float, float, str]]:
    """The letters of a page as PDFium gives them, each with its middle."""
    letters: list[tuple[float, float, str]] = []
    with closing(pypdfium2.PdfDocument(data)) as pdf, closing(pdf[number - 1]) as page:
        text_page = page.get_textpage()
        for at in range(raw.FPDFText_CountChars(text_page)):
            left, right, bottom, top = (ctypes.c_double() for _ in range(4))
            raw.FPDFText_GetCharBox(text_page, at, left, right, bottom, top)
            middle = (left.value + right.value) / 2, (bottom.value + top.value) / 2
            letters.append((*middle, chr(raw.FPDFText_GetUnicode(text_page, at))))
    return letters


def bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and c not in HYPHENS)


def body_spans(document: Document, pattern: str) -> list[Span]:
    """The matches of the pattern in paragraphs that are not furniture."""
    marked = {at for span in document.furniture for at in range(span.start, span.end)}
    return [
        Span(paragraph.start + match.start(), paragraph.start + match.end())
        for paragraph in document.paragraphs
        if paragraph.start not in marked
        for match in re.finditer(pattern, document.text[paragraph.start : paragraph.end])
    ]


def assert_marked_exactly(made: Made, folder: Path, document: Document, spans: list[Span]) -> None:
    images = [made.image(folder, number + 1, spans, document) for number in range(len(document.pages))]
    for n, span in enumerate(spans):
        inside = [made.inside(image.page, (box,)) for image in images for box in image.marks[n]]
        assert "".join(inside) == bare(document.text[span.start : span.end])
        assert document.pages_of(span) == tuple(image.page for image in images if image.marks[n])
    assert all(0 <= b.left < b.right <= 1 and 0 <= b.top < b.bottom <= 1 for i in images for m in i.marks for b in m)


texts = st.lists(st.sampled_from(SENTENCES), min_size=8, max_size=40).map(" ".join)


@settings(max_examples=30)
@given(
    text=texts,
    columns=st.sampled_from((1, 2)),
    lines=st.integers(4, 20),
    head_last=st.booleans(),
    laid=st.tuples(st.sampled_from((0, 0, 90, 180, 270)), st.booleans()),
)
def test_the_boxes_of_a_sentence_hold_exactly_its_letters(
    tmp_path_factory, text: str, columns: int, lines: int, head_last: bool, laid: tuple[int, bool]
):
    made = Made.of(set_pages(text, columns, lines, head_last=head_last), laid[0], cropped=laid[1])
    document = made.document
    sentences = body_spans(document, r"[^\s.][^.]*\.")
    assert sentences
    assert_marked_exactly(made, tmp_path_factory.mktemp("made"), document, sentences)


@settings(max_examples=15)
@given(text=texts, words=st.integers(1, 60), lines=st.integers(3, 12))
def test_so_do_those_of_any_run_of_words(tmp_path_factory, text: str, words: int, lines: int):
    made = Made.of(set_pages(text, 2, lines))
    document = made.document
    runs = body_spans(document, rf"\S+(?:\s+\S+){{,{words - 1}}}")
    assert_marked_exactly(made, tmp_path_factory.mktemp("made"), document, runs)


@settings(max_examples=15)
@given(words=st.integers(1, 60), lines=st.integers(8, 20), turn=st.sampled_from((0, 90)))
def test_so_do_they_where_columns_are_stored_row_by_row(tmp_path_factory, words: int, lines: int, turn: int):
    text = " ".join(SENTENCES * 6)
    mixed = set_pages(text, 2, lines, by_row=True)[:-1]  # on the last, the right column may be of a line or two
    assert Made.of(mixed).document == Made.of(set_pages(text, 2, lines)[:-1]).document
    made = Made.of(mixed, turn)
    document = made.document
    runs = body_spans(document, rf"\S+(?:\s+\S+){{,{words - 1}}}")
    assert_marked_exactly(made, tmp_path_factory.mktemp("made"), document, runs)


def test_the_same_sentence_is_marked_where_it_was_asked_for(tmp_path: Path):
    made = Made.of(set_pages(f"{SENTENCES[0]} " * 40, 1, 8))
    document = made.document
    spans = body_spans(document, re.escape(SENTENCES[0]))
    assert len(spans) > 30
    assert_marked_exactly(made, tmp_path, document, spans)
    for number in range(1, len(document.pages) + 1):
        marks = [mark[0] for mark in made.image(tmp_path, number, spans, document).marks if mark]
        assert len(marks) > 1
        assert all((one.top, one.right) < (other.top, other.left + 1e-3) for one, other in pairwise(marks))


def test_one_box_a_line_and_the_broken_words_hyphen_within(tmp_path: Path):
    lines = ["Nobody saw the evening come before the fer-", "ryman did, and nobody paid."]
    made = Made.of([[Words(72, 700 - 14 * n, 11, line) for n, line in enumerate(lines)]])
    document = made.document
    assert document.text == "Nobody saw the evening come before the ferryman did, and nobody paid."
    at = document.text.index("ferryman")
    (boxes,) = made.image(tmp_path, 1, [Span(at, at + 8)]).marks
    assert len(boxes) == 2
    pdf = pypdfium2.PdfDocument(made.data)
    words = [pdf[0].get_textpage().get_text_bounded(*on_page(box)) for box in boxes]
    assert [word.strip(" \r\n\ufffe\x02-") for word in words] == ["fer", "ryman"]
    (part,) = made.image(tmp_path, 1, [Span(at, at + 3)]).marks
    assert part[0].right + 0.004 < boxes[0].right  # by the hyphen, 3.7 of 612 points


def on_page(box: Box) -> tuple[float, float, float, float]:
    return box.left * 612, 792 - box.bottom * 792, box.right * 612, 792 - box.top * 792


SCATTERED = [
    *set_pages(" ".join(SENTENCES), 2, 6)[0],
    Words(250, 700, 7, "2"),
    Words(40, 300, 11, "Nobody paid for the ferry", upwards=True),
    Words(54, 300, 11, "and it went on", upwards=True),
    Words(72, 100, 11, "between"),
    Words(300, 200, 11, "the other"),
    Words(400, 100, 11, "words"),
]


@given(wanted=st.sets(st.integers(0, 400)), turn=st.sampled_from((0, 90, 180, 270)))
def test_the_boxes_of_any_characters_hold_these_alone(wanted: set[int], turn: int):
    made = Made.of([SCATTERED], turn)
    with closing(pypdfium2.PdfDocument(made.data)) as pdf, closing(pdf[0]) as page:
        text_page = page.get_textpage()
        characters = characters_of_page(text_page)
        # both halves of a ligature stand in one place
        wanted = {n for n in wanted if n < len(characters) and characters[n].text not in "fil"}
        boxes = boxes_of(page, text_page, characters, wanted)
    assert made.inside(1, boxes) == bare("".join(characters[n].text for n in sorted(wanted)))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("upwards", [False, True])
@pytest.mark.parametrize("cropped", [False, True])
def test_the_ink_of_the_picture_is_where_the_box_says(tmp_path: Path, turn: int, upwards: bool, cropped: bool):
    made = Made.of([[Words(150, 500, 20, "Nobody paid for it", upwards=upwards)]], turn, cropped=cropped)
    image = made.image(tmp_path, 1, [Span(0, 18)])
    ((box,),) = image.marks
    picture = Image.open(io.BytesIO(image.png)).convert("L")
    assert picture.size == (image.width, image.height)
    left, top, right, bottom = picture.point(lambda grey: 255 * (grey < 128)).getbbox()
    sides = (box.left * image.width, box.top * image.height, box.right * image.width, box.bottom * image.height)
    em = 40  # 20 points at 2 pixels a point: ink and the font's box differ by less than the height of the font
    assert sides[0] - 2 <= left <= sides[0] + em / 2
    assert sides[1] - 2 <= top <= sides[1] + em / 2
    assert sides[2] - em / 2 <= right <= sides[2] + 2
    assert sides[3] - em / 2 <= bottom <= sides[3] + 2


def test_words_outside_the_crop_have_no_box(tmp_path: Path):
    made = Made.of([[Words(5, 5, 9, "unseen"), *set_pages(SENTENCES[0], 1, 8)[0]]], cropped=True)
    at = made.document.text.index("unseen")
    assert made.image(tmp_path, 1, [Span(at, at + 6)]).marks == ((),)


@pytest.mark.parametrize("box", ["0 0 14400 14400", "0 0 14400 3", "0 0 1 1", "0 0 0 0", "0 0 9e9 1e-3"])
def test_no_page_takes_more_than_its_share_of_memory(tmp_path: Path, box: str):
    data = Made.of([[Words(0, 1, 20, "Nobody paid")]]).data.replace(b"[0 0 612 792]", f"[{box}]".encode())
    try:
        image = Made(data).image(tmp_path, 1, [])
    except RagError:
        return
    assert 1 <= image.width <= 2400
    assert 1 <= image.height <= 2400


def test_textless_pages_are_shown_and_touched_by_nothing(tmp_path: Path):
    first, last = set_pages("Nobody paid for the road", 1, 8)[0][1:2], set_pages("and the ferry went on.", 1, 8)[0][1:2]
    made = Made.of([first, [], last, []])
    document = made.document
    whole = Span(0, len(document.text))
    assert document.pages_of(whole) == (1, 3)
    assert document.pages_of(Span(document.text.index("and"), len(document.text))) == (3,)
    assert [bool(made.image(tmp_path, n, [whole]).marks[0]) for n in (1, 2, 3, 4)] == [True, False, True, False]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(Made.of(set_pages(" ".join(SENTENCES * 4), 1, 8)).data)
    (folder / "b.txt").write_text("Nobody paid for the bridge.", encoding="utf-8")
    with Library.open(folder, Settings(), HashEmbedder()) as opened:
        yield opened


def test_a_library_shows_what_it_found(library: Library):
    span = next(hit.span for hit in library.search("the council saw the flood") if hit.source == "a.pdf")
    document = library.document("a.pdf")
    shown = [library.page("a.pdf", number, [span]) for number in document.pages_of(span)]
    assert all(image.marks[0] and image.png.startswith(b"\x89PNG") for image in shown)
    assert {image.pages for image in shown} == {len(document.pages)}
    assert library.page("a.pdf", 1).marks == ()


@pytest.mark.parametrize(
    ("source", "number", "span", "says"),
    [
        ("a.pdf", 0, Span(0, 1), "there is no page 0"),
        ("a.pdf", 99, Span(0, 1), "there is no page 99"),
        ("b.txt", 1, Span(0, 1), "is not a PDF"),
        ("c.pdf", 1, Span(0, 1), "There is no article"),
        ("../a.pdf", 1, Span(0, 1), "There is no article"),
        ("a.pdf", 1, Span(-1, 1), "no stretch of the text"),
        ("a.pdf", 1, Span(5, 2), "no stretch of the text"),
        ("a.pdf", 1, Span(0, 10**9), "no stretch of the text"),
    ],
)
def test_what_cannot_be_shown_is_said(library: Library, source: str, number: int, span: Span, says: str):
    with pytest.raises(UsageError, match=says):
        library.page(source, number, [span])


def test_a_file_that_changed_or_went_is_not_shown(library: Library):
    path = library.folder / "a.pdf"
    data = path.read_bytes()
    for other in (data + b" ", data.replace(b"ferry", b"horse"), b""):
        path.write_bytes(other)
        with pytest.raises(UnreadableFile, match="has changed since"):
            library.page("a.pdf", 1)
    path.unlink()
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        library.page("a.pdf", 1)
    path.write_bytes(data)
    assert library.page("a.pdf", 1).width > 0


def test_a_damaged_page_is_said_and_the_others_are_shown(tmp_path: Path):
    data = Made.of(set_pages(" ".join(SENTENCES * 2), 1, 8)).data
    document = Made(data).document
    damaged = Made(data.replace(b"/Type /Page /Parent", b"/Type /Pa   /Xarent", 1))
    with pytest.raises(UnreadableFile, match=r"Page 1 of a\.pdf is damaged"):
        damaged.image(tmp_path, 1, [], document)
    assert damaged.image(tmp_path, 2, [], document).width > 0
    with pytest.raises(UnreadableFile, match=r"a\.pdf is damaged"):
        Made(b"%PDF-1.7\nnothing").image(tmp_path, 1, [], document)
