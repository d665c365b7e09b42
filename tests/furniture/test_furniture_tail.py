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


HEAD = "+T\n-By Jane Doe and John Roe\n-March 3, 2021"
ABOUT_AUTHORS = [
    "-Jane Doe is a staff writer at The Valley Courier. She lives in Orsa with two dogs.",
    "-Jane Doe covers the river for The Valley Courier.\n-John Roe is the author of “Three Ferries” and a professor of law.",
    "-(Reporting by Jane Doe in Orsa; additional reporting by Ann Poe; Editing by Mary Poe)",
    "-Reporting by Jane Doe; Editing by Ann Poe",
    "-John Roe writes about bridges for The Valley Courier.\n-Sign up for our newsletter",
    "-*Jane Doe is a reporter at The Valley Courier.*",
    "-*Ann Poe is a freelance reporter based in Lund.*",
    "-_Ann Poe is the author of “Three Ferries”. Mary Poe translated this article._",
]


@pytest.mark.parametrize("tail", ABOUT_AUTHORS)
def test_what_tells_of_the_authors_at_the_end_is_furniture(tail):
    page = Page(f"{HEAD}\n{BODY}{tail}")
    assert page.wrong(prepare(page.document)) == []


@pytest.mark.parametrize(
    "tail",
    [
        "+Ann Poe is a staff writer at The Valley Courier.",  # who is not the author
        "+Jane Doe is a staff writer at The Valley Courier.\n+She laughed, and the council went home in the rain.",
        "+Jane Doe is not afraid of the river.",
        "+Jane Doe and the writer of the letter went home.",
        "+The bridge was built by Jane Doe; the mill by John Roe",
        "+*Ann Poe is not afraid of the river.*",
        "+The mill is Ann Poe’s.\n+*Ann Poe is a novelist who came back to the valley.*",  # of whom the article tells
        "+“So it is,” said Poe.\n+*Ann Poe is a novelist who came back to the valley.*",
        "+*Ann Poe is a reporter* and the novel is hers.*",
        "+*Ann Poe is a reporter.*\n+She laughed, and the council went home in the rain.",
    ],
)
def test_what_an_article_says_of_people_at_its_end_stays(tail):
    page = Page(f"{HEAD}\n{BODY}{tail}")
    assert page.wrong(prepare(page.document)) == []
    short = Page("+T\n-By Jane Doe\n+She met them. Nobody in the valley was happy with that.\n+Jane Doe is a writer.")
    assert short.wrong(prepare(short.document)) == []


def test_a_repost_loses_nothing():
    page = Page(f"+T\n+D\n-Jane Doe\n-March 3, 2021\n{BODY}+Long live the bridge!\n+Long live the mill!")
    document = prepare(page.document, repeatable_lines(page.document))
    assert page.wrong(document) == []
