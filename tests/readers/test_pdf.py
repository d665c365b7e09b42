import resource
from concurrent.futures import ThreadPoolExecutor

import pytest

from rag.errors import UnreadableFile
from rag.readers import read_document
from rag.values import Document

from .samples import Words, pdf_bytes
from .test_any_format import assert_offsets_right

NOUNS = (
    *("river", "mill", "ferry", "bell", "school", "terrace", "council", "bridge"),
    *("market", "orchard", "tower", "garden", "road", "wall", "field", "well"),
)


def prose(seed: int, lines: int, top: float, left: float = 72) -> list[Words]:
    """Full lines of made-up prose, each of another wording, 14 points apart."""
    words = [NOUNS[(seed * 7 + n * n + n) % len(NOUNS)] for n in range(lines * 12)]
    return [Words(left, top - 14 * n, 11, " ".join(words[n * 12 : n * 12 + 12])) for n in range(lines)]


def read(*pages: list[Words], info: dict[str, str] | None = None, extra: bytes = b"") -> Document:
    document = read_document(pdf_bytes(list(pages), info, extra), "a.pdf")
    assert_offsets_right(document)
    return document


def pieces(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in document.paragraphs]


def test_lines_become_paragraphs_by_gap_and_indent():
    one, two, three = prose(1, 4, 700), prose(2, 4, 600), prose(3, 3, 544)
    three[0] = Words(90, 544, 11, three[0].text)
    two[-1] = Words(72, two[-1].y, 11, "and the road ended at the mill.")
    assert pieces(read([*one, *two, *three])) == [" ".join(line.text for line in part) for part in (one, two, three)]


def test_broken_words_are_joined_and_hyphens_kept():
    lines = [
        Words(72, 700, 11, "The people of the lower valley car-"),
        Words(72, 686, 11, "ried the well-known bell of the old well-"),
        Words(72, 672, 11, "known school to the house of Anna-"),
        Words(72, 658, 11, "Maria in the eve\xadning of 1911-"),
        Words(72, 644, 11, "12 without a word of thanks."),
    ]
    text = " ".join(pieces(read(lines)))
    assert "carried the well-known bell of the old well-known school" in text
    assert "Anna-Maria" in text
    assert "1911-12" in text


def test_headings_by_size_and_by_weight():
    document = read(
        [
            Words(72, 740, 22, "The Flood"),
            Words(72, 700, 15, "Before It"),
            *prose(1, 5, 670),
            Words(72, 580, 11, "The Council", bold=True),
            *prose(2, 5, 566),
        ]
    )
    assert [(document.text[h.start : h.end], h.level) for h in document.headings] == [
        ("The Flood", 1),
        ("Before It", 2),
        ("The Council", 3),
    ]


def test_running_heads_and_page_numbers_are_furniture():
    pages = [
        [Words(72, 770, 9, f"Valley Courier {n}"), *prose(n, 9, 700), Words(300, 30, 9, str(n))] for n in range(11, 16)
    ]
    document = read(*pages)
    marked = "\n".join(document.text[f.start : f.end] for f in document.furniture)
    assert all(f"Valley Courier {n}" in marked for n in range(11, 16))
    assert len(document.body_paragraphs()) <= len(pages)
    assert not any(noun in marked for noun in NOUNS if noun != "valley")


def test_pages_begin_where_their_text_does():
    first, second = prose(1, 3, 700), prose(2, 3, 700)
    first[-1] = Words(72, first[-1].y, 11, "and so it ended.")
    document = read(first, [], [Words(72, 700, 11, "Then spring came."), *second[1:]], [])
    assert document.pages[0] == 0
    assert len(document.pages) == 4
    assert document.text[document.pages[2] :].startswith("Then spring came.")
    assert document.pages[3] == len(document.text)


def test_a_paragraph_goes_on_over_the_page():
    first = [*prose(1, 3, 700), Words(72, 30, 9, "7")]
    second = [Words(72, 770, 9, "8"), Words(72, 700, 11, "whose name nobody knew.")]
    document = read(first, second)
    assert f"{first[2].text} whose name nobody knew." in document.text
    assert document.text[document.pages[1] :].startswith("whose name")
    assert [document.text[f.start : f.end] for f in document.furniture] == ["7\n\n8"]


def test_metadata_of_the_information_dictionary_and_of_xmp():
    info = {"Title": "The Flood", "Author": "Ann Lee; Bo Chen", "CreationDate": "D:20230721120000Z"}
    document = read(prose(1, 3, 700), info=info)
    assert (document.title, document.author, document.created) == ("The Flood", "Ann Lee, Bo Chen", "2023-07-21")
    assert document.published is None
    xmp = (
        b'%<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
        b'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreateDate="2020-02-01T10:00:00"><dc:title><rdf:Alt><rdf:li>'
        b"Of Bridges</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>Cy Dow</rdf:li></rdf:Seq></dc:creator>"
        b"</rdf:Description></rdf:RDF></x:xmpmeta>\n"
    )
    document = read(prose(1, 3, 700), info={"Title": "Microsoft Word - x.doc"}, extra=xmp)
    assert (document.title, document.author, document.created) == ("Of Bridges", "Cy Dow", "2020-02-01")
    assert document.published is None
    declared = xmp.replace(b"xmp:CreateDate", b'xmlns:prism="http://prismstandard.org/" prism:publicationDate')
    document = read(prose(1, 3, 700), info={"CreationDate": "D:20230721120000Z"}, extra=declared)
    assert (document.published, document.created) == ("2020-02-01", "2023-07-21")


@pytest.mark.parametrize(("pages", "reason"), [(1, "1 page of pictures; run OCR"), (3, "3 pages of pictures; run OCR")])
def test_scans_are_refused_with_the_remedy(pages: int, reason: str):
    with pytest.raises(UnreadableFile, match=reason):
        read_document(pdf_bytes([[]] * pages), "a.pdf")


def test_locked_files_are_refused():
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<%s> <%s>] /Root" % (
        b"ab" * 32,
        b"cd" * 32,
        b"ef" * 16,
        b"ef" * 16,
    )
    with pytest.raises(UnreadableFile, match="password"):
        read_document(pdf_bytes([prose(1, 3, 700)]).replace(b"/Root", lock), "a.pdf")


def test_what_is_no_pdf_is_refused():
    with pytest.raises(UnreadableFile, match="not a PDF"):
        read_document(b"<html><body>Please log in</body></html>", "a.pdf")
    with pytest.raises(UnreadableFile, match="damaged"):
        read_document(b"%PDF-1.7\nnothing", "a.pdf")


def test_threads_and_repeats_neither_mix_nor_leak():
    files = [pdf_bytes([prose(n, 30, 720)] * 3) for n in range(4)]
    expected = [read_document(data, "a.pdf") for data in files]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: read_document(files[n % 4], "a.pdf"), range(80)))
    assert found == [expected[n % 4] for n in range(80)]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000
