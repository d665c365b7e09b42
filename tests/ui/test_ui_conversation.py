from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.values import Answer, Citation, Difference, Filter, LibraryState, RankedPassage, Span, Stated
from shown_html import as_named, as_shown, read_back
from ui.asking.conversation import conversation_html, examples_html
from ui.asking.kept import Conversation, Turn
from ui.forms.filters import filter_html
from ui.frame import heading_html
from ui.text import confidence_in_words, date_in_words

_STATE = LibraryState("f", "hash", 2, 3)
_HOSTILE = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '" onclick="x',
        "[a](b)",
        "$x$",
        "\0",
        "\r\n",
        "\u202e",
    ]
)
_TEXT = st.lists(_HOSTILE | st.text(max_size=10), max_size=4).map("".join)
_KNOWN_TAGS = {*("div", "section", "h2", "h3", "blockquote", "span", "button", "bdi", "p", "mark")} | {
    *("ul", "ol", "li", "details", "summary", "table", "caption", "thead", "tbody", "tr", "th", "td")
}
_KNOWN_ATTRIBUTES = {"class", "role", "aria-label", "aria-hidden", "aria-expanded", "type", "dir", "scope"} | {
    *("data-act", "data-turn", "data-n", "data-conversation", "data-source", "data-start", "data-end")
}


def shown(*turns, articles=2):
    return conversation_html(Conversation("0" * 16, turns=turns), articles)


@st.composite
def citations(draw, n):
    quote, start = draw(_TEXT), draw(st.integers(0, 99))
    edges = sorted(draw(st.sets(st.integers(start, start + len(quote)), max_size=6)))
    return Citation(
        n=n,
        source=draw(_TEXT),
        start=start,
        end=start + len(quote),
        quote=quote,
        line=draw(st.integers(1, 9999)),
        paragraph=None,
        page=draw(st.none() | st.integers(1, 99)),
        heading=None,
        title=draw(st.none() | _TEXT),
        author=draw(st.none() | _TEXT),
        published=draw(st.none() | _TEXT),
        score=0.5,
        matches=tuple(Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=False)),
        copies=tuple(draw(st.lists(_TEXT, max_size=2))),
    )


filters = st.builds(
    Filter, st.lists(_TEXT, max_size=2).map(tuple), st.lists(_TEXT, max_size=2).map(tuple), st.none() | _TEXT
)


differences = st.builds(
    Difference,
    st.sampled_from(["figure", "date"]),
    _TEXT,
    st.lists(
        st.builds(Stated, st.integers(1, 9), _TEXT, st.none() | _TEXT, st.just(0), st.just(1), _TEXT), max_size=3
    ).map(tuple),
)


@st.composite
def answers(draw):
    cited = tuple(draw(citations(n + 1)) for n in range(draw(st.integers(0, 3))))
    passages = tuple(RankedPassage(1, draw(_TEXT), 0, 1, draw(_TEXT), 0.5) for _ in range(draw(st.integers(0, 2))))
    status = draw(st.sampled_from(["answered", "not_found", "error"]))
    return Answer(
        draw(_TEXT),
        status,
        draw(st.floats(0, 1)),
        "",
        cited,
        passages,
        _STATE,
        error=draw(st.none() | _TEXT),
        read_with=draw(st.none() | _TEXT),
        filter=draw(st.none() | filters),
        differences=tuple(draw(st.lists(differences, max_size=2))),
    )


turns = st.builds(Turn, _TEXT, answer=st.none() | answers(), problem=st.none() | _TEXT)


@given(st.lists(turns, max_size=3))
def test_nothing_that_people_or_files_wrote_becomes_markup(conversation):
    _, elements = read_back(shown(*conversation))
    assert {element.tag for element in elements} <= _KNOWN_TAGS
    assert {name for element in elements for name in element.attributes} <= _KNOWN_ATTRIBUTES
    questions = [element.text for element in elements if "question" in element.attributes.get("class", "").split()]
    assert questions == [as_shown(turn.question) for turn in conversation]


@pytest.mark.parametrize(
    ("question", "folded"),
    [
        ("a\n" * 5 + "a", False),
        ("a\n" * 6 + "a", True),
        ("a" * 600, False),
        ("a" * 601, True),
        ("\x1e" * 20, False),  # which str.splitlines would call twenty lines
    ],
)
def test_a_question_of_many_lines_is_folded_and_can_be_read_whole(question, folded):
    _, elements = read_back(shown(Turn(question)))
    assert [element.attributes["class"] for element in elements if element.tag == "h2"] == [
        "question folded" if folded else "question"
    ]
    assert ("Show the whole question" in [element.text for element in elements if element.tag == "button"]) == folded


@given(st.lists(turns, min_size=1, max_size=3))
def test_each_quotation_is_whole_and_its_button_says_which_it_opens(conversation):
    _, elements = read_back(shown(*conversation))
    quoted = [
        (number, citation)
        for number, turn in enumerate(conversation)
        if turn.problem is None and turn.answer and turn.answer.status == "answered"
        for citation in turn.answer.citations
    ]
    quotes = [element.text for element in elements if element.attributes.get("class") == "quote"]
    assert quotes == [as_shown(citation.quote) for _, citation in quoted]
    buttons = [element for element in elements if element.attributes.get("class") == "number"]
    assert [(b.attributes["data-turn"], b.attributes["data-n"], b.text) for b in buttons] == [
        (str(number), str(citation.n), f"[{citation.n}]") for number, citation in quoted
    ]
    assert [b.attributes["aria-label"] for b in buttons] == [
        f"Open citation {citation.n}: {as_shown(citation.title or citation.source)}" for _, citation in quoted
    ]


@given(citations(1), differences)
def test_what_the_sources_state_otherwise_is_a_table_whose_buttons_open_the_citations(citation, difference):
    answer = Answer("Who?", "answered", 0.5, "", (citation,), (), _STATE, differences=(difference,))
    _, elements = read_back(shown(Turn("Who?", answer)))
    (caption,) = [element.text for element in elements if element.tag == "caption"]
    assert caption.startswith("The sources differ")
    rows = [element.text for element in elements if element.tag == "th" and element.attributes["scope"] == "row"]
    assert rows == [as_named(stated.figure) for stated in difference.stated]
    table = next(number for number, element in enumerate(elements) if element.tag == "table")
    buttons = [e for e in elements[table:] if e.attributes.get("data-act") == "open_citation"]
    assert [(b.text, b.attributes["data-n"]) for b in buttons] == [(f"[{s.n}]", str(s.n)) for s in difference.stated]
    assert [b.attributes["aria-label"] for b in buttons] == [
        f"Open citation {s.n}, which states {as_shown(s.figure)}" for s in difference.stated
    ]


@given(citations(1))
def test_a_source_names_its_copies(citation):
    answer = Answer("Who?", "answered", 0.5, "", (citation,), (), _STATE)
    text, _ = read_back(shown(Turn("Who?", answer)))
    assert ("Also in: " in text) == bool(citation.copies)
    assert ", ".join(map(as_named, citation.copies)) in text


@given(citations(1))
def test_the_questions_words_are_marked_in_the_quotation(citation):
    answer = Answer("Who?", "answered", 0.5, "", (citation,), (), _STATE)
    _, elements = read_back(shown(Turn("Who?", answer)))
    marks = [element.text for element in elements if element.tag == "mark"]
    starts = [(match.start - citation.start, match.end - citation.start) for match in citation.matches]
    assert marks == [as_shown(citation.quote[start:end]) for start, end in starts]


@pytest.mark.parametrize(
    ("quote", "several"), [("One.\n\nTwo.", True), ("One.\r\n \r\nTwo.", True), ("One\nwrapped.", False)]
)
def test_a_quotation_of_several_paragraphs_keeps_its_lines(quote, several):
    citation = Citation(1, "a.txt", 0, len(quote), quote, 1, 1, None, None, None, None, None, 0.5)
    _, elements = read_back(shown(Turn("Who?", Answer("Who?", "answered", 0.5, "", (citation,), (), _STATE))))
    assert any("several" in str(element.attributes.get("class")) for element in elements) == several


def test_what_is_near_is_folded_away_and_not_called_an_answer():
    near = RankedPassage(1, "tides.txt", 0, 21, "The tide table is new.", 0.2)
    answer = Answer("Who?", "not_found", 0.1, "", (), (near,), _STATE)
    text, elements = read_back(shown(Turn("Who?", answer)))
    assert "The articles do not say." in text
    folded = next(element for element in elements if element.tag == "details")
    assert "open" not in folded.attributes
    assert "not an answer" in folded.text
    assert near.text in folded.text
    assert not [element for element in elements if element.tag == "blockquote"]


def test_an_answer_of_some_articles_says_which():
    within = Filter(("2023/*", "*.pdf"), ("Una <Marsh>",), since="2022-12")
    words = "source 2023/* or *.pdf, author Una <Marsh>, since 2022-12"
    assert read_back(filter_html(within))[0] == words
    answer = Answer("Who?", "not_found", 0.1, "", (), (), _STATE, filter=within)
    assert words in read_back(shown(Turn("Who?", answer)))[0]
    unfiltered = replace(answer, filter=None)
    assert "only" not in read_back(shown(Turn("Who?", unfiltered)))[0]


def test_an_empty_folder_is_not_asked_to_be_asked():
    assert "no articles" in read_back(shown(articles=0))[0]
    assert "Ask a question" in read_back(shown(articles=1))[0]


@given(_TEXT)
def test_the_head_shows_a_folder_named_anything(name):
    text, elements = read_back(heading_html(name, 1, ""))
    assert text.startswith(f"{as_shown(name)}1 article")
    assert [element.tag for element in elements[:4]] == ["header", "h1", "p", "nav"]
    here = [element.text for element in elements if "aria-current" in element.attributes]
    assert here == ["Ask"]


def test_dates_in_words():
    assert [date_in_words(date) for date in ("2023", "2023-07", "2023-07-01", "last week", "2023-13")] == [
        "2023",
        "July 2023",
        "1 July 2023",
        "last week",
        "2023-13",
    ]


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_confidence_never_sounds_like_less(one, other):
    order = ["doubtful", "possible", "likely"]
    less, more = sorted((one, other))
    ranks = [order.index(confidence_in_words(confidence).rsplit(" ", 1)[0]) for confidence in (less, more)]
    assert ranks == sorted(ranks)
    assert "100%" not in confidence_in_words(more)


def test_a_follow_up_says_what_it_was_read_with():
    answer = Answer("And there?", "not_found", 0.1, "", (), (), _STATE, read_with="What did <b>Vik</b> pay?")
    assert "Read together with “<bdi>What did &lt;b&gt;Vik&lt;/b&gt; pay?</bdi>”" in shown(Turn("And there?", answer))
    assert "Ask it as written" in shown(Turn("And there?", answer))
    assert "by itself" in shown(Turn("And there?", replace(answer, read_with=None), as_written=True))


@given(st.lists(_TEXT, max_size=4))
def test_what_can_be_asked_is_text_to_press(examples):
    _, elements = read_back(examples_html(examples))
    assert [element.text for element in elements if element.tag == "button"] == [*map(as_shown, examples)]
