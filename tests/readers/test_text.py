import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from rag.errors import UnreadableFile
from rag.furniture import prepare
from rag.passages import body_spans
from rag.readers import read_document

from .samples import BRIDGE, RIVER
from .test_any_format import assert_offsets_right

hostile = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("\r\n \t\ufeff\x00#-*>`=[]:<!é語😀שלום.—ß\u2028\u200b\x85\x0c")),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=300,
)


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@settings(deadline=None)
@given(text=hostile)
@example(text="\ufeffTitle\r\n\r\nA word\x00 and\rmore \u202eשלום\u202c 語 😀\n")
@example(text="---\r\ntitle: x\r\n---\rA\r\n-\r- b <!-- c\n\nd --> e\n```\n# f")
def test_any_text_round_trips(suffix: str, text: str):
    text = "word of the valley " + text
    controls = sum(1 for c in text if c < " " and c not in "\t\n\v\f\r\x1b")
    assume(controls < len(text.encode()) * 0.2)
    document = read_document(text.encode(), "a" + suffix)
    assert document.text.encode() == text.encode()
    assert_offsets_right(document)


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize("text", ["word " * 200_000, "語" * 350_000, "é\u200b \x00" * 200_000, "a\n" * 20_000])
def test_a_megabyte_of_one_line_or_many_is_read(suffix: str, text: str):
    assert_offsets_right(read_document(text.encode(), "a" + suffix))


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Der Müller hörte die Glocke, und die Straße war leer."),
        ("cp1252", "El señor llegó más tarde, según dijo el alcalde: ¿por qué?"),
        ("cp1252", "Le garçon a été reçu à l’école où il étudie – dit-on."),
        ("cp1252", "“We will cross,” she said – and it’s £5 a head…"),
        ("cp1252", "Straße"),
        ("latin-1", "A Ponte não caiu; as crianças estão em São João."),
        ("cp1251", "Река поднималась девять дней, и люди унесли вещи на холмы."),
        ("koi8_r", "Река поднималась девять дней, и люди унесли вещи на холмы."),
        ("cp866", "Река поднималась девять дней, и люди унесли вещи на холмы."),
        ("iso8859_5", "Река поднималась девять дней, и люди унесли вещи на холмы."),
        ("iso8859_2", "Reka je naraščala devet dni, ljudje pa so svoje reči odnesli na hribe, še šolski zvon."),
        ("cp1250", "A folyó kilenc napig áradt, és az emberek felvitték a holmijukat a hegyekre, a bőröndöket is."),
        ("cp1254", "Nehir dokuz gün yükseldi ve insanlar eşyalarını tepelere taşıdı, çanı da."),
        ("cp1250", "Rzeka wzbierała przez dziewięć dni, a ludzie wynieśli swoje rzeczy na wzgórza."),
        ("shift_jis", "川は九日間も増水し、谷の人々は荷物を丘の上へ運びました。"),
        ("euc_kr", "강물은 아흐레 동안 불어났고 사람들은 짐을 언덕으로 옮겼다."),
        ("gb18030", "河水涨了九天，山谷里的人们把东西搬到了山上。"),
        ("utf-16", "The river rose – нет 語."),
        ("utf-32", "The river rose – нет 語."),
        ("utf-16-le", "The river rose for nine days."),
    ],
)
def test_other_encodings_are_found(encoding: str, text: str):
    assert read_document(text.encode(encoding), "a.txt").text == text


def test_one_broken_byte_does_not_change_the_encoding_of_the_rest():
    data = ("Die Brücke über die Mühle, größer als früher, gehört der Gemeinde Süßen. " * 5).encode()
    assert read_document(data[:60] + b"\xff" + data[60:], "a.txt").text.count("ü") == data.decode().count("ü")


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8,
        bytes(range(256)) * 20,
        b"\x00\x01\x02\x03abc" * 100,
        b"%PDF-1.7\n1 0 obj",
        b"PK\x03\x04" + b"\x00" * 100,
    ],
)
def test_binary_data_is_refused(data: bytes):
    with pytest.raises(UnreadableFile, match="not"):
        read_document(data, "a.txt")


def test_text_without_visible_characters_is_refused():
    with pytest.raises(UnreadableFile, match="has no text"):
        read_document("\ufeff \r\n\t\u200b\n".encode(), "a.txt")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_paragraphs_are_the_blocks_between_blank_lines(end: str):
    text = end.join(["First line", "second line.", " \t", "", "  Another block.", ""])
    document = read_document(text.encode(), "a.txt")
    pieces = [document.text[p.start : p.end] for p in document.paragraphs]
    assert pieces == [f"First line{end}second line.", "Another block."]


def test_a_paragraph_a_line_where_lines_are_long():
    document = read_document("\n".join([RIVER, BRIDGE + RIVER, "Short.", RIVER]).encode(), "a.txt")
    assert len(document.paragraphs) == 4


def test_headings_are_single_lines_above_running_text():
    text = "\n\n".join(["The Flood", RIVER, "Of Bridges", BRIDGE, "He paused.", RIVER, "no capital", RIVER, "Last"])
    document = read_document(text.encode(), "a.txt")
    assert [(text[h.start : h.end], h.level) for h in document.headings] == [("The Flood", 1), ("Of Bridges", 2)]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("It’s the mayor’s bridge, not the caf".encode() + b"\xe9.", "It’s the mayor’s bridge, not the caf\ufffd."),
        ("“The bridge,” she said. “It is shut,” he said. “Why?” “".encode()[:-1], None),
        ("“The bridge,” she said, “is closed.” It cost two million cr".encode() + b"\xe9wns.", None),
    ],
)
def test_a_broken_byte_among_a_few_signs_does_not_change_the_encoding(data: bytes, text: str | None):
    assert read_document(data, "a.txt").text == (text or data.decode("utf-8", "replace"))


FIELDS = [
    "Title: The mill stands still\nAuthor: Ann Lee\nDate: 3 March 2021\nURL: https://example.org/mill\n\n",
    "\ufeffURL: https://example.org/mill\r\nTITLE: The mill stands still\r\nBy line: none\r\n".replace(
        "By line: none\r\n", ""
    )
    + "Authors: Ann Lee\r\nPublished: 2021-03-03\r\n\r\nThe mill stands still\r\n\r\n",
    "Title: The mill stands still\n\nAuthor: Ann Lee\n\nPublication date: 2021-03-03\nSource: https://example.org/mill\n",
]


@pytest.mark.parametrize("head", FIELDS)
def test_fields_above_a_text_are_what_they_say(head: str):
    document = prepare(read_document((head + RIVER + "\n\n" + BRIDGE).encode(), "a.txt"))
    assert (document.title, document.author, document.published) == ("The mill stands still", "Ann Lee", "2021-03-03")
    assert document.imprint.url == "https://example.org/mill"
    body = [document.text[s.start : s.end].strip() for s in body_spans(document)]
    assert body[-2:] == [RIVER, BRIDGE]
    assert body[:-2] in ([], ["The mill stands still"])


@pytest.mark.parametrize("head", ["Title: The mill stands still\nBy Ann Lee\n\n", "Title: The mill stands still\n\n"])
def test_a_title_is_known_without_the_name_of_its_field(head: str):
    assert prepare(read_document((head + RIVER + "\n\n" + BRIDGE).encode(), "a.txt")).title == "The mill stands still"


def test_records_and_fields_alone_stay_text():
    for text in ("Title: One\nAuthor: Ann\n\nTitle: Two\nAuthor: Bo\n\nSo it ends.", "Title: One\nAuthor: Ann\n"):
        assert read_document(text.encode(), "a.txt").furniture == ()


@pytest.mark.parametrize("source", ["The Orsa Courier", "https://example.org/x"])
def test_a_source_is_an_address_or_a_paper(source: str):
    imprint = read_document(f"Title: The mill\nSource: {source}\n\n{RIVER}".encode(), "a.txt").imprint
    assert (imprint.url, imprint.container) in {(None, "The Orsa Courier"), ("https://example.org/x", None)}


@pytest.mark.parametrize(
    "head",
    [
        "Date: none was set.\n\n",
        "Author: the one who writes\nDate: 2020-01-01\n",
        "Entitled: it was\nDate: 2020-01-01\n",
    ],
)
def test_a_text_without_a_field_of_its_title_has_none(head: str):
    document = read_document((head + RIVER).encode(), "a.txt")
    assert (document.title, document.furniture) == (None, ())
