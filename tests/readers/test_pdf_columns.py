"""Columns that are stored row by row read as columns that are stored one after the other; rows of tables stay rows."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import chain, pairwise, zip_longest
from random import Random

import pypdfium2
import pytest

from rag.readers import read_document
from rag.readers.pdf_characters import letters_of_page, stored_lines
from rag.readers.pdf_columns import reading_order
from rag.values import Document

from .samples import Words, pdf_bytes
from .test_any_format import assert_offsets_right

SENTENCES = (
    "The ferryman kept a ledger of every crossing, and in it he wrote the weather, the hour and the name of the boat.",
    "When the water stood above the second step, no cart was taken over, whatever its owner offered to pay.",
    "Nobody complained; the old people remembered the spring in which the chain had broken.",
    "A school was built on the far bank, so that from then on the children crossed twice a day.",
    "The council met in the mill, because its floor was the only dry one, and talked until the lamps went out.",
    "It cost them 340 crowns, which was more than the bell had cost.",
    (
        "In the last of these winters the ice came down from the lakes, took the landing stage with it and left the "
        "village without bread for a week."
    ),
    "Her letters say little of that.",
    "What they called the new road was a track between two walls, wide enough for one animal and its load.",
    (
        "By the end of the century most of the terraces lay fallow, and their walls, which had been mended every year, "
        "were falling into the orchards below."
    ),
)
# Of Helvetica, in thousandths of its size; other letters and the figures are 556 wide.
WIDTHS = {
    **dict.fromkeys("ijl", 222)
    | dict.fromkeys("ft .,;:I", 278)
    | dict.fromkeys("r-()", 333)
    | dict.fromkeys("cksvxyz", 500),
    **dict.fromkeys("wCHN", 722) | dict.fromkeys("ABSVY", 667) | {"T": 611, "m": 833, "W": 944},
}
SIZE = 11

Columns = list[list[Words]]


def width(text: str) -> float:
    return sum(WIDTHS.get(letter, 556) for letter in text) * SIZE / 1000


def set_lines(text: str, widest: float, blank: str = " ") -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and width(f"{line}{blank}{word}") > widest:
            yield line
            line = word
        else:
            line = f"{line}{blank}{word}".strip()
    yield line


def set_columns(paragraphs: tuple[str, ...], count: int = 2, top: float = 700, rows: int = 0) -> Columns:
    """The paragraphs in columns of as many rows, or of equal length; each paragraph but the first is indented."""
    across = (468 - 20 * (count - 1)) / count
    lines: list[tuple[float, str]] = []
    for paragraph in paragraphs:
        for n, line in enumerate(set_lines(paragraph, across - 14)):
            lines.append((12 if n == 0 else 0, line))
    rows = rows or -(-len(lines) // count)
    return [
        [
            Words(72 + (across + 20) * column + indent, top - 13 * n, SIZE, text)
            for n, (indent, text) in enumerate(lines[column * rows : (column + 1) * rows])
        ]
        for column in range(count)
    ]


def in_order(columns: Columns) -> list[Words]:
    return list(chain(*columns))


def by_row(columns: Columns) -> list[Words]:
    return [words for row in zip_longest(*columns) for words in row if words]


def in_one_run(columns: Columns) -> list[Words]:
    """Each row as one string of letters, with blanks between its parts."""
    rows: list[Words] = []
    for row in zip_longest(*columns):
        parts = [words for words in row if words]
        text = parts[0].text
        for words in parts[1:]:
            room = words.x - parts[0].x - width(text)
            text += " " * max(1, round(room / width(" "))) + words.text
        rows.append(Words(parts[0].x, parts[0].y, SIZE, text))
    return rows


def on_lines_of_their_own(columns: Columns) -> list[Words]:
    """Row by row, but no two columns have their lines at one height."""
    lowered = [[Words(w.x, w.y - 3 * n, SIZE, w.text) for w in column] for n, column in enumerate(columns)]
    return by_row(lowered)


STORED = [by_row, in_one_run, on_lines_of_their_own]


def read(*pages: list[Words]) -> Document:
    document = read_document(pdf_bytes(list(pages)), "a.pdf")
    assert_offsets_right(document)
    return document


def is_as_stored(page: list[Words]) -> bool:
    with closing(pypdfium2.PdfDocument(pdf_bytes([page]))) as pdf, closing(pdf[0].get_textpage()) as text_page:
        letters = letters_of_page(text_page)
        return reading_order(text_page, letters) == stored_lines(letters)


def paragraphs_of(seed: int) -> tuple[str, ...]:
    """Each sentence thrice, in some order, as paragraphs of up to five."""
    chance = Random(seed)  # noqa: S311
    sentences = [sentence for _ in range(3) for sentence in chance.sample(SENTENCES, len(SENTENCES))]
    ends = [0, *(end for end in range(1, 30) if chance.random() < 0.3), 30]
    return tuple(" ".join(sentences[start:end]) for start, end in pairwise(ends))


@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("seed", range(12))
def test_columns_read_the_same_however_they_are_stored(seed: int, count: int):
    paragraphs = paragraphs_of(seed)
    columns = set_columns(paragraphs, count)
    document = read(in_order(columns))
    assert is_as_stored(in_order(columns))
    assert document.text.split() == " ".join(paragraphs).split()
    assert read(by_row(columns)) == read(on_lines_of_their_own(columns)) == document
    assert read(in_one_run(columns)).text.split() == document.text.split()


PROSE = (" ".join(SENTENCES[:4]), " ".join(SENTENCES[4:8]), " ".join(SENTENCES[8:]), " ".join(SENTENCES[1:6]))
LONG = tuple(" ".join(SENTENCES[(n * 3 + k) % 10] for k in range(2 + n % 3)) for n in range(10))
CENSUS = [
    *(("Houses that stood above the mill", "1,204"), ("Houses below the mill", "96"), ("Boats", "12")),
    *(("Animals taken over in the flood", "3,310"), ("Carts", "411"), ("Bells", "2")),
]


def rows_of(cells: list[tuple[str, ...]], lefts: tuple[float, ...], top: float) -> list[Words]:
    return [
        Words(x, top - 13 * n, SIZE, text) for n, row in enumerate(cells) for x, text in zip(lefts, row, strict=True)
    ]


@pytest.mark.parametrize("stored", STORED)
@pytest.mark.parametrize("lefts", [(72, 316), (72, 420), (110, 300)])
def test_title_table_and_caption_part_what_is_in_columns(stored: Callable, lefts: tuple[float, float]):
    """The table's gap lies above the gutter, on its right, or on its left."""
    title = Words(150, 740, 18, "Crossings of the lower valley")
    abstract = [Words(72, 715 - 13 * n, SIZE, line) for n, line in enumerate(set_lines(SENTENCES[6] * 2, 468))]
    table = rows_of(CENSUS, lefts, 400)
    caption = Words(72, 318, SIZE, "Table 1. What was counted.")
    foot = [Words(72, 40, 9, "The Valley Courier"), Words(530, 40, 9, "12")]
    above, below = set_columns(PROSE[:2], top=650), set_columns(PROSE[2:], top=280)
    expected, found = (
        read([title, *abstract, *way(above), *table, caption, *way(below), *foot]) for way in (in_order, stored)
    )
    assert found == expected
    for label, number in CENSUS:
        assert re.search(rf"{label}\s+{number}", found.text)


def test_a_table_within_one_column_stays_within_it():
    left, right = set_columns(LONG)
    cells = rows_of(CENSUS[:1] + CENSUS[2:3] + CENSUS[4:], (left[4].x, left[4].x + 180), left[4].y)
    columns = [[*left[:4], *left[8:]], right]
    plain = [*left[:4], *cells, *left[8:], *right]
    mixed = sorted([*columns[0], *right, *cells], key=lambda words: (-words.y, words.x))
    assert not is_as_stored(mixed)
    assert read(mixed) == read(plain)


def test_a_word_broken_at_the_end_of_a_column_is_joined():
    columns = set_columns(LONG)
    columns[0][5] = Words(columns[0][5].x, columns[0][5].y, SIZE, "and the old bell of the lower vil-")
    columns[0][6] = Words(columns[0][6].x, columns[0][6].y, SIZE, "lage was taken up to the school,")
    for stored in STORED:
        document = read(stored(columns))
        assert "of the lower village was taken up" in document.text
        assert document.text.split() == read(in_order(columns)).text.split()


def test_specks_between_columns_do_not_part_them():
    columns = set_columns(LONG)
    left, right = columns
    specks = [Words(right[n].x - 10, left[n].y, SIZE, "|") for n in (4, 5, 11, 20)]
    mixed = sorted([*left, *specks, *right], key=lambda words: (-words.y, words.x))
    assert read(mixed).text.replace("|", "").split() == read(in_order(columns)).text.split()


def test_columns_are_found_though_all_words_stand_far_apart():
    """Recognized scans give words narrower than they are: there are gaps all over the page."""
    lines = list(set_lines(" ".join(paragraphs_of(0) * 2), 224, "     "))[:106]
    columns = [
        [Words(72 + 244 * column, 700 - 12 * n, SIZE, line) for n, line in enumerate(part)]
        for column, part in enumerate((lines[:53], lines[53:]))
    ]
    assert read(by_row(columns)).text.split() == " ".join(lines).split()


def test_parts_of_a_crooked_line_are_read_one_after_the_other():
    left, right = set_columns(LONG)
    line = left[6]
    start, end = re.split(r"(?<=\w{3} )", line.text, maxsplit=1)
    parts = Words(line.x, line.y, SIZE, start), Words(line.x + width(start), line.y + 5, SIZE, end)
    mixed = by_row([[*left[:6], parts[0], *left[7:]], right])
    mixed.insert(mixed.index(right[6]) + 1, parts[1])
    assert read(mixed).text.split() == read([*left, *right]).text.split()


WRAPPED = [tuple(set_lines(sentence, 205)) for sentence in SENTENCES]
LABELS = ("Ferry", "Old stone mill", "The school on the bank", "Council", "Road between the walls", "Bell tower")


def wrapped_cells(rows: int, gap: float, *, labels: bool) -> list[Words]:
    """A table whose cells have several lines, stored line by line."""
    words: list[Words] = []
    y = 700.0
    for n in range(rows):
        left = LABELS[n : n + 1] if labels else WRAPPED[n]
        for one, other in zip_longest(left, WRAPPED[-1 - n]):
            words += [Words(x, y, SIZE, text) for x, text in ((72, one), (316, other)) if text]
            y -= 13
        y -= gap
    return words


CELLS = [
    (f"{noun} of the {place}", f"{n * 37 % 90}", f"{n * 731:,}")
    for n, (noun, place) in enumerate(
        (noun, place)
        for noun in ("walls", "boats", "carts", "bells")
        for place in ("upper valley", "far bank", "old mill")
    )
]
POEM = [line for sentence in SENTENCES for line in re.split(r"(?<=,) ", sentence)]
AS_THEY_ARE = {
    "table": rows_of(CELLS, (72, 316, 420), 700),
    "table of text": rows_of(
        [(f"the {a[0]} was {b}", f"{a[2]} {b}, then {a[0]}") for a, b in zip(CELLS, "abcdefghijkl", strict=False)],
        (72, 316),
        700,
    ),
    "table of long cells": wrapped_cells(6, 0, labels=False),
    "table of long cells, parted": wrapped_cells(6, 8, labels=False),
    "terms and what they mean": wrapped_cells(6, 4, labels=True),
    "contents": rows_of(
        [(f"{n} {label} {'.' * (90 - len(label))}", str(n * 7)) for n, (label, _, _) in enumerate(CELLS)],
        (72, 500),
        700,
    ),
    "contents in columns": rows_of(
        [(f"{a} {'. ' * 12}", str(n), f"{a} again {'. ' * 9}", str(n + 40)) for n, (a, _, _) in enumerate(CELLS)],
        (72, 270, 316, 520),
        700,
    ),
    "keys and values": rows_of(
        [(f"{label}:", value) for label, value in zip(LABELS * 2, SENTENCES[2:3] * 12, strict=False)], (72, 316), 700
    ),
    "form": rows_of([("Name of the owner: ______________", "Date of the crossing: __________")] * 9, (72, 316), 700),
    "list with hanging numbers": [
        words
        for n, sentence in enumerate(set_lines(" ".join(SENTENCES * 2), 440))
        for words in ([Words(72, 700 - 13 * n, SIZE, f"{n}.")] if n % 3 == 0 else [])
        + [Words(100, 700 - 13 * n, SIZE, sentence)]
    ],
    "numbered lines": rows_of(
        [(str(n), line) for n, line in enumerate(set_lines(" ".join(SENTENCES * 2), 400))], (72, 100), 700
    ),
    "poem": [Words(72 + 30 * (n % 2), 700 - 13 * n, SIZE, line) for n, line in enumerate(POEM)],
    "poem beside its translation": rows_of(
        [(a[:40], b[:40]) for a, b in zip(POEM, POEM[::-1], strict=False)], (72, 316), 700
    ),
    "play": rows_of(
        [
            (name.upper(), line)
            for name, line in zip(("Anna", "Bo") * 20, set_lines(" ".join(SENTENCES), 380), strict=False)
        ],
        (72, 150),
        700,
    ),
    "one column": [Words(72, 700 - 13 * n, SIZE, line) for n, line in enumerate(set_lines(" ".join(SENTENCES), 468))],
    "one column, words far apart": [
        Words(72, 700 - 13 * n, SIZE, line.replace(" ", " " * (3 + n % 3)))
        for n, line in enumerate(set_lines(" ".join(SENTENCES), 240))
    ],
    "names": rows_of(
        [(f"{a[0]} {b}", f"{b} {a[0]}, 1911") for a, b in zip(CELLS, LABELS * 2, strict=False)], (72, 316), 700
    ),
    "little text in columns": by_row(set_columns(PROSE[:1])),
}


@pytest.mark.parametrize("page", AS_THEY_ARE.values(), ids=AS_THEY_ARE)
def test_rows_and_single_columns_are_read_as_they_are_stored(page: list[Words]):
    assert is_as_stored(page)
    assert is_as_stored(
        [Words(72, 760, 9, "The Valley Courier"), Words(530, 760, 9, "12"), *page, Words(300, 40, 9, "12")]
    )


HEBREW = b"<< /BaseEncoding /WinAnsiEncoding /Differences [97 %s] >>" % b" ".join(
    b"/afii%d" % glyph for glyph in range(57664, 57690)
)


def test_columns_that_are_read_from_the_right_are_left_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("readers.samples._ENCODING", HEBREW)
    page = by_row(set_columns(LONG))
    assert any("א" <= letter <= "ת" for letter in read(page).text)
    assert is_as_stored(page)


ALIKE = "abdeghnopqu"
CHINESE = b"<< /BaseEncoding /WinAnsiEncoding /Differences [44 /uni3001 46 /uni3002 %s] >>" % b" ".join(
    b"%d /uni%04X" % (ord(letter), ord(character))
    for letter, character in zip(ALIKE, "的一是不了在人有我他这", strict=True)
)
"""Characters for the letters that are equally wide."""


@pytest.mark.parametrize("stored", STORED)
def test_columns_without_spaces_between_words(monkeypatch: pytest.MonkeyPatch, stored: Callable):
    monkeypatch.setattr("readers.samples._ENCODING", CHINESE)
    text = "".join(letter for letter in " ".join(LONG) if letter in ALIKE or letter in ",.")
    lines = [text[at : at + 28] for at in range(0, len(text), 28)]
    columns = [
        [Words(72 + 244 * column, 700 - 13 * n, SIZE, line) for n, line in enumerate(part)]
        for column, part in enumerate((lines[:22], lines[22:]))
    ]
    assert not is_as_stored(stored(columns))
    assert read(stored(columns)).text.split() == read(in_order(columns)).text.split()
