import pytest
from furniture_pages import BODY, Page, pages
from furniture_tails import TAILS

from rag.furniture import prepare, repeatable_lines


@pytest.mark.parametrize("tail", pages(TAILS))
@pytest.mark.parametrize("head", ["+T", "+T\n+D\n-Jane Doe\n-March 3, 2021\n/Facebook Twitter Share"])
def test_tail_is_told_from_the_article_and_lends_it_no_author(head, tail):
    page = Page(f"{head}\n{BODY}{pages(TAILS)[tail][1]}")
    document = prepare(page.document)
    known = "-" in head
    assert (document.author, document.published) == (("Jane Doe", "2021-03-03") if known else (None, None))
    assert page.wrong(document) == []


def test_cards_need_nothing_above_them_if_there_are_three():
    cards = pages(TAILS)["cards"][1].split("\n", 3)[3]
    page = Page("+T\n" + BODY + BODY + cards)
    assert page.wrong(prepare(page.document)) == []


def test_links_among_the_paragraphs_and_a_date_at_the_end():
    body = BODY.strip()
    link = "-You might be interested in: The Geese That Stopped an Army"
    page = Page(
        f"+T\n{body}\n{link}\n{body}\n-Related: Three Ferries\n{body}\n-Published on 3 March 2021\n-Share this story"
    )
    document = prepare(page.document)
    assert page.wrong(document) == []
    assert (document.author, document.published) == (None, "2021-03-03")


def test_a_repost_loses_nothing():
    page = Page(f"+T\n+D\n-Jane Doe\n-March 3, 2021\n{BODY}+Long live the bridge!\n+Long live the mill!")
    document = prepare(page.document, repeatable_lines(page.document))
    assert page.wrong(document) == []
