from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from rag.values import Document, Heading, Sentence, Span
from shown_html import as_shown, read_back
from ui.reading.reader import Marking, article_html, mark, problem_html, text_html

_MARKUP = (
    "<script>alert(1)</script>",
    "<img onerror=alert(1)>",
    "[a](javascript:b)",
    "$x^2$",
    "${x}",
    "{{x}}",
    "&amp;",
)
_TAGS = ("</p></article>", "<!--", "]]>", "<")
_CHARACTERS = ("\0", "\ud800", "\r\n", "\r", "日本語。", "👩\u200d👧", "\u202eعربى", "e\u0301", "\u00a0", "\f")
_HOSTILE = st.sampled_from(_MARKUP + _TAGS + _CHARACTERS)
_TEXT = st.lists(_HOSTILE | st.text(max_size=12), max_size=6).map("".join)
_GAP = st.sampled_from(["", "\n\n", "\r\n\r\n", "\n \n", "left between "])


@st.composite
def documents(draw):
    parts = draw(st.lists(st.tuples(_TEXT, _GAP, st.booleans()), max_size=6))
    starts = accumulate((len(block) + len(gap) for block, gap, _ in parts), initial=0)
    blocks = [
        (Span(start, start + len(part[0])), part[2]) for start, part in zip(starts, parts, strict=False) if part[0]
    ]
    text = "".join(block + gap for block, gap, _ in parts)
    return Document(
        source="a.txt",
        text=text,
        headings=tuple(Heading(span.start, span.end, 1 + span.start % 7) for span, heading in blocks if heading),
        paragraphs=tuple(span for span, _ in blocks),
        furniture=tuple(draw(apart_spans(len(text)))),
    )


@st.composite
def apart_spans(draw, length):
    edges = sorted(draw(st.sets(st.integers(0, length), max_size=6)))
    return [Span(start, end) for start, end in list(pairwise(edges))[::2]]


def spans(length):
    return st.tuples(st.integers(0, length), st.integers(0, length)).map(lambda ends: Span(min(ends), max(ends)))


def marked(elements, kind):
    return "".join(element.text for element in elements if element.attributes.get("class") == kind)


@given(documents(), st.data())
def test_without_its_tags_the_reader_is_the_text(document, data):
    marking = mark(data.draw(spans(len(document.text))), data.draw(st.lists(spans(len(document.text)), max_size=3)))
    assert read_back(text_html(document, marking))[0] == as_shown(document.text)


@given(documents(), st.data())
def test_the_mark_holds_exactly_the_quotation(document, data):
    opened, *others = data.draw(st.lists(spans(len(document.text)), min_size=1, max_size=4))
    _, elements = read_back(text_html(document, mark(opened, others)))
    assert marked(elements, "opened") == as_shown(document.text[opened.start : opened.end])
    elsewhere = {at for other in others for at in range(other.start, other.end)} - set(range(opened.start, opened.end))
    assert marked(elements, "other") == as_shown("".join(document.text[at] for at in sorted(elsewhere)))


@given(documents())
def test_furniture_is_dimmed_and_nothing_else(document):
    _, elements = read_back(text_html(document, Marking()))
    assert marked(elements, "furniture") == as_shown(
        "".join(document.text[span.start : span.end] for span in document.furniture)
    )


@given(documents())
def test_blocks_are_paragraphs_and_headings(document):
    _, elements = read_back(text_html(document, Marking()))
    assert {element.tag for element in elements} <= {"p", "span", "h3", "h4", "h5", "h6"}
    headings = [element.text for element in elements if element.tag.startswith("h")]
    assert len(headings) == len(document.headings)
    for shown, heading in zip(headings, document.headings, strict=True):
        assert shown.endswith(as_shown(document.text[heading.start : heading.end]))


def test_signs_before_a_heading_stand_in_its_line_and_others_by_themselves():
    text = "One.\n\n## Two\n\n---\n\n  Three."
    blocks = (Span(0, 4), Span(9, 12), Span(21, 27))
    document = Document("a.md", text, headings=(Heading(9, 12, 2),), paragraphs=blocks)
    _, elements = read_back(text_html(document, Marking()))
    lines = [(element.tag, element.text) for element in elements if element.tag != "span"]
    assert lines == [("p", "One."), ("h4", "## Two"), ("p", "---"), ("p", "Three.")]


def test_each_place_is_marked_by_its_number_and_the_opened_one_once():
    document = Document("a.txt", "One is here. Two is here.", paragraphs=(Span(0, 25),))
    one, two = Span(0, 12), Span(13, 25)
    marking = mark(two, [one, two, one])
    assert marking == Marking((one, two), 1)
    text, elements = read_back(article_html(document, marking))
    marks = [(e.text, e.attributes["class"], e.attributes["data-places"]) for e in elements if e.tag == "mark"]
    assert marks == [("One is here.", "other", "0"), ("Two is here.", "opened", "1")]
    assert "2 of 2" in text


@given(_TEXT, _TEXT, _TEXT)
def test_head_notes_and_problems_are_text(title, author, source):
    document = Document(source, "x", title=title, author=author, paragraphs=(Span(0, 1),))
    _, elements = read_back(article_html(document, mark(Span(0, 1)), (Sentence(0, 1),), note=title))
    known = {"article", "header", "h2", "button", "p", "bdi", "div", "mark", "span"}
    assert {element.tag for element in elements} <= known
    assert as_shown(title) in read_back(problem_html(title))[0]


def test_a_million_characters_in_one_line_are_one_paragraph():
    text = "The tide came in again & again. " * 31_250
    document = Document("a.txt", text, paragraphs=(Span(0, len(text)),))
    shown, elements = read_back(text_html(document, mark(Span(500_000, 500_031))))
    assert shown == text
    assert [element.tag for element in elements] == ["p", "mark"]
