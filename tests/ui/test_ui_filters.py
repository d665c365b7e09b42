import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.embedding import HashEmbedder
from rag.library import Library
from rag.values import Filter
from shown_html import read_back
from support import ARTICLES, hostile_text, write_articles
from ui.forms.filters import read_filter, tell
from ui.page import build_page


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("harbour")
    write_articles(folder, ARTICLES)
    with Library.open(folder, embedder=HashEmbedder()) as library:
        yield library


def said(chosen):
    return read_back(tell(chosen)[0])[0]


def can_be_cleared(chosen):
    return tell(chosen)[1]["visible"]


def test_the_bar_says_how_many_articles_are_asked_and_what_is_left_out(library):
    chosen = read_filter(library, ["*.txt", "sub/"], None, "2022", " ")
    assert chosen.within == Filter(("*.txt", "sub/"), since="2022")
    assert said(chosen) == (
        "Asking 1 of 3 articles: source *.txt or sub/, since 2022. 2 articles have no date, which leaves them out."
    )
    assert can_be_cleared(chosen)


@pytest.mark.parametrize("nothing", [(), ([], [], "", ""), (None, None, None, None), ([], None, " ", "\n")])
def test_no_choice_is_no_filter_and_says_nothing(library, nothing):
    chosen = read_filter(library, *nothing)
    assert (chosen.within, chosen.problem, said(chosen)) == (None, None, "")
    assert not can_be_cleared(chosen)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (([], [], "2022-13", ""), "2022-13"),
        (([], ["Lindt"], "", ""), "Per Lund"),
        ((["*.epub"], [], "", ""), "*.epub"),
        (([7], [], "", ""), "7"),
        (([], [], {"a": 1}, ""), "since"),
    ],
)
def test_a_bad_value_is_a_problem_that_can_be_cleared(library, values, message):
    chosen = read_filter(library, *values)
    assert message in chosen.problem
    assert message in said(chosen)
    assert [element.attributes["role"] for element in read_back(chosen.html)[1]] == ["alert"]
    assert can_be_cleared(chosen)


@given(st.lists(hostile_text, max_size=2), st.lists(hostile_text, max_size=2), hostile_text)
def test_what_people_choose_is_only_text(library, sources, authors, since):
    chosen = read_filter(library, sources, authors, since, None)
    _, elements = read_back(tell(chosen)[0])
    assert {element.tag for element in elements} <= {"div", "p", "span", "bdi"}


def test_the_choices_are_folders_files_and_authors(library):
    fields = {block.label: block for block in build_page(library).blocks.values() if getattr(block, "label", None)}
    offered = {label: [value for _, value in fields[label].choices] for label in ("Files and folders", "Authors")}
    assert offered["Files and folders"] == ["sub/", "bridge.txt", "strike.txt", "sub/ferry.md"]
    assert offered["Authors"] == ["Ada Nilsen", "Per Lund"]
    for source in offered["Files and folders"]:
        assert read_filter(library, [source]).problem is None
