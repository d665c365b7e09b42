import pytest
from furniture_heads import HEADS
from furniture_mixed_heads import MIXED_HEADS
from furniture_pages import BODY, PROSE, TITLE, Page, pages

from rag.furniture import prepare
from rag.values import Document

ALL_HEADS = pages(HEADS + MIXED_HEADS)


@pytest.mark.parametrize(("author", "blocks"), ALL_HEADS.values(), ids=ALL_HEADS)
def test_head_is_read_and_told_from_the_article(author, blocks):
    page = Page(blocks + BODY)
    document = prepare(page.document)
    assert (document.title, document.author) == (TITLE, author)
    assert document.published == "2021-03-03"
    assert page.wrong(document) == []


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("03/04/2021", None),
        ("03/25/2021", "2021-03-25"),
        ("25/03/2021", "2021-03-25"),
        ("04/04/2021", "2021-04-04"),
        ("31 February 2021", None),
        ("Last updated: 4 March 2021", None),
        ("3 hours ago", None),
        ("2021-03-03T09:15:00Z", "2021-03-03"),
        ("1er janvier 2021", "2021-01-01"),
        ("1º de enero de 2021", "2021-01-01"),
        ("Donnerstag, den 1. Jänner 2021", "2021-01-01"),
        ("March 2021", "2021-03"),
    ],
)
def test_dates(date, published):
    document = prepare(Document("x", f"{TITLE}\n\nBy Jane Doe\n{date}\n\n{PROSE}"))
    assert (document.author, document.published) == ("Jane Doe", published)


def test_what_is_known_is_not_overridden():
    known = Document("x", f"{TITLE}\n\nBy Jane Doe\n3 March 2021\n\n{PROSE}", "A title", "A. Author", "1999")
    prepared = prepare(known)
    assert (prepared.title, prepared.author, prepared.published) == ("A title", "A. Author", "1999")
    assert prepared.furniture != ()


@pytest.mark.parametrize(
    ("declared", "printed", "published"),
    [("2019-05-15", "3 March 2021", "2019-05-15"), (None, "3 March 2021", "2021-03-03"), (None, "", "2026-11-02")],
)
def test_the_day_a_file_was_made_stands_behind_the_date_that_is_declared_or_printed(declared, printed, published):
    known = Document(
        "x.docx", f"{TITLE}\n\nBy Jane Doe\n{printed}\n\n{PROSE}", published=declared, created="2026-11-02"
    )
    prepared = prepare(known)
    assert (prepared.published, prepare(prepared)) == (published, prepared)


@pytest.mark.parametrize("text", [PROSE, f"{PROSE}\n\n{PROSE}", PROSE.upper(), "", "\n \n", "\x00"])
def test_text_without_a_title_has_none(text):
    assert prepare(Document("x", text)).title is None


def test_a_menu_that_several_pages_repeat_is_no_title():
    menu = "Nyheter\n\nInrikes\n\nSport och spel"
    text = f"{menu}\n\nThe stone bridge will be rebuilt in the spring\n\n{PROSE}\n\nStöd oss: donate here\n\n{PROSE}"
    alone = prepare(Document("x", text))
    among = prepare(Document("x", text), frozenset([*menu.split("\n\n"), "Stöd oss: donate here"]))
    assert among.title == "The stone bridge will be rebuilt in the spring"
    assert [among.text[s.start : s.end] for s in among.furniture] == [menu, "Stöd oss: donate here"]
    assert alone.furniture == ()
