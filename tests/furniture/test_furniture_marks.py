import re
import time

import pytest
from furniture_heads import HEADS
from furniture_other_scripts import HEADS as OTHER_HEADS
from furniture_other_scripts import TAILS as OTHER_TAILS
from furniture_pages import PROSE, TITLE
from furniture_tails import TAILS
from hypothesis import given
from hypothesis import strategies as st

from rag.furniture import prepare, repeatable_lines
from rag.values import Document, Heading, Span

CLEAN = {
    "chronology": "A History of the Bridge | P | 3 March 2021 | P | 4 March 2021 | P",
    "diary": "Diary of a Ferryman | 3 March 2021 | P | 4 March 2021 | P",
    "names as headings": "Normans | P | William Rufus | P | Henry Beauclerc | P",
    "name and place as headings": "Weimar | Von Papen | P | By Land and Sea | P",
    "a language": "English | History of the language | P",
    "breadcrumb as title": "Normans > Culture > Music | P",
    "see also": "Normans | P | P | See also: Angevins | See also | History of England | Angevin Empire",
    "interview": "A talk | P | Jane Doe: Why? | John Roe: Because. | Jane Doe: When? | John Roe: On 3 March 2021.",
    "list of networks": "Companies | P | Facebook | Twitter | Instagram | P",
    "signed letter": "An open letter | P | P | Jane Doe | Lima, 3 March 2021",
    "record": "pub | PMID: 1 // License: CC // Last Updated: 2021-01-05 08:21:03 // Retracted: no | P",
    "dates of a tour": "Tour | P | P | Lima | March 3, 2021 | Cusco | March 5, 2021 | Puno | March 7, 2021",
    "last section": "Report | P | P | Trending | Prices of stone | Prices of wood",
    "ordinary words": "Trade | Related-party deals | P | Related: the costs were borne by the mill. | P",
    "wrapped by hand": "The mayor said that people who meet in the square will never // share this // view of hers.",
    "verses": "The Road | Two ways went off // Into a wood | I took neither // And sat down",
    "contents": "Book | Contents | Home | News | Contact | P | P",
    "chat": "Bridge chat | Jane Doe // 3 March 2021 09:15 // Who has seen the plan? // John Roe // 3 March 2021 09:16 // I.",
    "chat in blocks": "Bridge chat | Jane Doe | 3 March 2021 09:15 | P | John Roe | 3 March 2021 09:16 | P",
    "letter": "Jane Doe // 12 Mill Road // Orsa | 3 March 2021 | Dear Ms Roe, | P | P | Yours sincerely, | Jane Doe",
    "letter, place and date": "Orsa, 3 March 2021 | Dear friends, | P | P | Jane Doe",
    "letter, formal": "Orsa, 3 March 2021 | Dear Sir or Madam: | P | P | Jane Doe | Mayor",
    "poem with its date": "The Road | I stood by the river // In March // They left // I stayed | 3 March 2021",
    "dated list": "Bridges | Stone Bridge, 4 May 1998 | Wooden Bridge, 3 March 2021 | Iron Bridge, 2 March 2020",
    "battles": "Famous battles | Battle of Orsa, 3 March 1621 | P | Battle of Lund, 4 May 1622 | P",
    "one battle": "Famous battles | Battle of Orsa, 3 March 1621 | P | P",
    "cast": "The Bridge (film) | P | Cast | Jane Doe | John Roe | Ann Poe | P",
    "people": "Prize winners | Jane Doe, University of Orsa | John Roe, University of Lund | P",
    "minutes": "Minutes of the council // Present: Jane Doe, John Roe // Absent: Ann Poe // Date: 3 March 2021 | P",
    "e-mail": "From: Jane Doe // To: John Roe // Date: 3 March 2021 // Subject: The bridge | P",
    "changes": "Changelog | 2021-03-03 | Mended the bridge so it stands. | 2021-02-03 | Broke the bridge on Tuesday.",
    "references": "On bridges | P | P | References | Jane Doe, 3 March 2021 | John Roe, Valley Courier, 4 May 2020",
    "last sections": "On bridges | P | P | Topics | Rivers | See also | Bridges of Lund | Related | Tunnels of Orsa",
    "last paragraph": "On trade | P | P | Readers who subscribe to the newsletter get it on Monday.",
    "play": "The Bridge | JANE DOE // By John Roe I swear it. // JOHN ROE // You swear too much.",
    "arrows": "Routes | P | P | Orsa → // Lund → // Mora →",
    "sections in a sentence": "US sport and culture in world politics | On bridges | P",
    "section names": "World News | Politics | P | Business | P",
    "upper case": "THE COUNCIL MET ON TUESDAY AND AGREED AFTER // HOURS OF ARGUMENT TO REBUILD THE BRIDGE // BY JANE DOE .",
    "where it was printed": "On bridges | P | P | This article was originally published in the magazine Valley in French.",
    "print in words": "On bridges | A version of this article appears in print on the wall of the mill. | P | P",
    "permission in words": "On bridges | P | Reprinted with permission, the book sold well. | P | Read the full story of the mill. | P",
    "pages in words": "On bridges | P | Page 2 is missing. | P | Continued on his way | P | See Orsa, Lund | P",
    "subheading that could be a name": "Bridges of the north | Upper Orsa | P | Lower Orsa | P",
}


PRINTED = "A version of this article appears in print on March 3, 2021, Section A, Page 1 of the New York edition with the headline: A Bridge Comes Back."
INSERTS = [
    *("Page 1 of 3", "Seite 2 von 3", "Página 2 de 3", "page 2/3", "Story continues below", "Continue reading"),
    *(
        "You have 2 free articles left this month.",
        "You’ve read 3 of 5 free articles",
        "This is your last free article.",
    ),
    *("This article is for subscribers only.", "Already a subscriber? Log in", "Subscribe now for $1 a week"),
    *(
        "Il vous reste 72.5% de cet article à lire. La suite est réservée aux abonnés.",
        "Sie haben noch 2 Artikel frei.",
    ),
    *(
        PRINTED,
        f"*{PRINTED}*",
        "A version of this review appeared in print on 03/03/2021, on page C7 of the Valley edition with the headline: “Stone”",
        "This article appeared in the Europe section of the print edition under the headline “Arch enemies”",
        "Appeared in the March 3, 2021, print edition as 'Arch Enemies'.",
        "This article is republished from The Valley Notes under a Creative Commons license. Read the original article.",
    ),
    *("Reprinted with permission from The Valley Courier.", "Republished with the kind permission of the author"),
    *(
        "Read the original article on The Valley Notes.",
        "Read the original article here",
        "Read the full story at Valley Notes",
    ),
]
PAGES = [
    *(
        "Page 2",
        "page A12",
        "[Page 3]",
        "- Page 4 -",
        "Seite 2",
        "Página 3",
        "Continued on A7",
        "(Continued from page 1)",
    ),
    *("Continued on next page", "Story continues on Page 12", "See BRIDGE, Page A7", "Please see Bridge, A7"),
    *(
        "Fortsetzung auf Seite 4",
        "Continúa en la página 4",
        "Viene de la página 1",
        "Suite en page 4",
        "Continua a pagina 4",
    ),
]


@pytest.mark.parametrize("insert", INSERTS)
def test_what_a_page_says_between_paragraphs_is_furniture(insert):
    text = f"{TITLE}\n\n{PROSE}\n\n{insert}\n\n{PROSE}\n"
    document = prepare(Document("x.txt", text))
    assert [text[span.start : span.end] for span in document.furniture] == [insert]
    after = () if "print " in insert else (f"{insert} and told the council of it",)
    for sentence in (f"{PROSE} {insert}", f"He said in the hall that {insert}", *after):
        assert prepare(Document("x.txt", f"{TITLE}\n\n{sentence}\n\n{PROSE}\n")).furniture == ()


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_print_between_paragraphs_are_furniture(page):
    text = f"{TITLE}\n\n{PROSE}\n\n{page}\n\n{PROSE}\n"
    assert [text[s.start : s.end] for s in prepare(Document("x.txt", text)).furniture] == [page]
    long = PROSE + PROSE
    text = f"{TITLE}\n{long}\n{page}\n{long}\n"
    assert [text[s.start : s.end] for s in prepare(Document("x.txt", text)).furniture] == [page]
    for sentence in (f"{PROSE} {page}", f"He said in the hall that {page}", f"{page} and told the council of it"):
        assert prepare(Document("x.txt", f"{TITLE}\n\n{sentence}\n\n{PROSE}\n")).furniture == ()
    wrapped = f"He said to all who met in the hall that on\n{page}\nof the book which he had brought it says so."
    assert prepare(Document("x.txt", f"{TITLE}\n\n{wrapped}\n\n{PROSE}\n")).furniture == ()
    wrapped = f"{page}\nof the book which he had brought says that the bridge stood."
    assert prepare(Document("x.txt", f"{TITLE}\n\n{wrapped}\n\n{PROSE}\n")).furniture == ()


@pytest.mark.parametrize("numbers", ["1/3 2/3 3/3", "2 / 3|3 / 3", "1 of 2|2 of 2", "- 1 -|- 2 -", "— 7 —|— 8 —|— 9 —"])
def test_numbers_of_all_pages_in_order_are_furniture(numbers):
    pages = numbers.split("|") if "|" in numbers else numbers.split()
    text = "".join(f"{PROSE}\n\n{page}\n\n" for page in pages)
    assert [text[s.start : s.end] for s in prepare(Document("x.txt", text)).furniture] == pages


@pytest.mark.parametrize("numbers", ["4/5", "3/5|4/5", "5/5|4/5|3/5", "1|2|3", "1/2|1/2", "- 3 -", "2/3", "5/3|6/3"])
def test_numbers_that_may_be_marks_or_sections_stay(numbers):
    text = "".join(f"{PROSE}\n\n{page}\n\n" for page in numbers.split("|"))
    assert prepare(Document("x.txt", text)).furniture == ()


def test_a_print_note_stands_among_what_follows_an_article():
    foot = f"{PRINTED}\n\nShare this story\n\n© 2021 The Valley Courier. All rights reserved."
    text = f"{TITLE}\n\nBy Jane Doe\n\n{PROSE}\n\n{PROSE}\n\n{foot}\n"
    document = prepare(Document("x.txt", text))
    assert [text[s.start : s.end] for s in document.furniture] == ["By Jane Doe", foot]


@pytest.mark.parametrize("said", ["originally published", "first published"])
def test_the_date_on_which_an_article_was_first_published_is_read(said):
    line = f"This article was {said} on March 3, 2021."
    text = f"{TITLE}\n\n{PROSE}\n\n{PROSE}\n\n{line}\n"
    document = prepare(Document("x.txt", text))
    assert document.published == "2021-03-03"
    assert [text[s.start : s.end] for s in document.furniture] == [line]
    document = prepare(Document("x.txt", text.replace("This article was", "The book of the mill was")))
    assert (document.published, document.furniture) == (None, ())


def test_a_page_number_opens_no_tail():
    text = f"{TITLE}\n\n{PROSE}\n\n{PROSE}\n\nPage 3 of 3\n\nTwo ways went off\n\nInto a wood\n\nShare this story\n"
    document = prepare(Document("x.txt", text))
    assert [text[span.start : span.end] for span in document.furniture] == ["Page 3 of 3", "Share this story"]


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN)
def test_clean_text_is_not_marked(text):
    text = text.replace(" | ", "\n\n").replace(" // ", "\n")
    document = Document("clean.txt", re.sub(r"^P$", PROSE, text, flags=re.MULTILINE))
    for repeated in (frozenset[str](), repeatable_lines(document)):
        prepared = prepare(document, repeated)
        assert prepared.furniture == ()
        assert (prepared.author, prepared.published) == (None, None)


def test_furniture_is_no_heading_and_what_the_reader_marked_stays():
    text = f"NAV\n\n{TITLE}\n\nBy Jane Doe\n\n{PROSE}\n\nRead more: The mill\n\n{PROSE}"
    link = text.index("Read more")
    headings = (Heading(5, 5 + len(TITLE), 1), Heading(link, link + 19, 2))
    document = prepare(Document("x", text, headings=headings, furniture=(Span(0, 3),)))
    assert document.headings == headings[:1]
    assert document.title == TITLE
    assert document.furniture[0] == Span(0, 3)


def test_what_the_reader_marked_within_a_line_above_the_title_costs_no_words():
    text = f"{PROSE} <!-- so --> {PROSE}\n\n{TITLE}\n\n{PROSE}"
    mark = Span(len(PROSE) + 1, len(PROSE) + 12)
    assert prepare(Document("x", text, title=TITLE, furniture=(mark,))).furniture == (mark,)


LINES = st.one_of(
    st.sampled_from(
        [
            *(block.lstrip("/+-?") for block in (HEADS + TAILS + OTHER_HEADS + OTHER_TAILS).splitlines()),
            *(
                "",
                "",
                "",
                PROSE,
                PROSE,
                "Jane Doe",
                "March 3, 2021",
                "English",
                "NAV",
                "é\u0301 你好。",
                "שלום",
                "🌉 | 🌉",
            ),
        ]
    ),
    st.text(max_size=20),
)


@st.composite
def hostile_documents(draw):
    text = draw(st.sampled_from(["\n", "\r\n", "\r", "\n\n"])).join(draw(st.lists(LINES, max_size=40)))
    ends = sorted(draw(st.sets(st.integers(0, len(text)), max_size=4)))
    furniture = tuple(Span(a, b) for a, b in zip(ends[::2], ends[1::2], strict=False))
    return Document("x", text, furniture=furniture)


@given(hostile_documents(), st.sets(LINES, max_size=5))
def test_marks_are_whole_lines_in_order_and_stay(document, repeated):
    prepared = prepare(document, repeated)
    assert prepared.text == document.text
    ends = [offset for span in prepared.furniture for offset in (span.start, span.end)]
    assert ends == sorted(set(ends))
    assert all(0 <= end <= len(document.text) for end in ends)
    own = {offset for span in document.furniture for offset in (span.start, span.end)}
    for span in prepared.furniture:
        assert span.start in own or document.text[: span.start][-1:] in ("", "\n", "\r")
        assert span.end in own or document.text[span.end : span.end + 1] in ("", "\n", "\r")
    assert all(any(s.start <= own.start and own.end <= s.end for s in prepared.furniture) for own in document.furniture)
    assert prepare(prepared, repeated) == prepared


@given(hostile_documents(), st.sets(LINES, max_size=5))
def test_only_lines_that_the_document_has_matter(document, repeated):
    own = repeatable_lines(document)
    assert prepare(document, repeated | own) == prepare(document, own)


PARAGRAPHS = st.lists(
    st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=9), min_size=20, max_size=30)
    .map(lambda words: " ".join(words).capitalize() + "."),
    min_size=1,
    max_size=8,
)  # fmt: skip


@given(PARAGRAPHS)
def test_plain_prose_is_never_marked(paragraphs):
    text = "\n\n".join(paragraphs)
    document = prepare(Document("x", text), frozenset(paragraphs))
    assert document.furniture == ()
    assert document.title is None


def test_a_million_characters_take_seconds():
    began = time.monotonic()
    for text in (
        "word, word. " * 90_000,
        "\n" * 1_000_000,
        "Trending\n\nA headline of words\n\n3 May 2021\n\n" * 20_000,
    ):
        document = Document("x", text)
        assert len(repeatable_lines(document)) <= 2000
        prepare(document)
    assert time.monotonic() - began < 10


def test_repeatable_lines_are_few_and_short():
    lines = frozenset(repeatable_lines(Document("x", "\n".join(f"line  {n}" for n in range(10_000)))))
    assert len(lines) == 2000
    assert {"line 0", "line 9999"} <= lines
    assert repeatable_lines(Document("x", f"{PROSE}\n\n Home \t News \n{'long ' * 50}")) == {"Home News"}


def test_a_menu_needs_no_byline_to_be_told_from_the_title():
    menus = (
        "Home  World  Lake district  Opinion  Log in",
        "Inicio   Mundo   Perú al día   Suscríbete",
        "World Politics Business",
    )
    for menu in menus:
        document = prepare(Document("x", f"{menu}\n\nValley Courier\n\n{TITLE}\n\n{PROSE}"))
        assert document.title == TITLE
        assert [document.text[s.start : s.end] for s in document.furniture] == [f"{menu}\n\nValley Courier"]
