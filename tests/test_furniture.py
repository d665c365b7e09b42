"""Invented pages in the styles of many sites.

A page is written one block a line; "/" begins a line that belongs to the block above; "-" begins what is furniture, "+"
what is of the article, "?" what may be either. T, D and P stand for a title, a deck and a paragraph.
"""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.furniture import mark_furniture, prepare, read_head, repeatable_lines
from rag.values import Document, Heading, Span

BODY = """
+The town council met on Tuesday evening and agreed, after four hours of argument, to rebuild the old stone bridge.
+On 4 May 1998 a flood carried away two of its arches, and since then carts and buses have taken the road by the mill.
+A long quarrel
+“We have waited for twenty-five years,” said the miller, who has kept every letter the council ever sent him.
+She laughed.
+***
+The mayor promised that it would carry trams as well, although none has been seen in the valley since the war ended.
+An earlier version of this article was first printed in the parish paper.
"""

TITLE = "Council votes to rebuild the stone bridge"
DECK = "After a quarter of a century the valley gets its crossing back, and the mill its road."
PROSE = (
    "The council met on Tuesday and agreed after four hours of argument to rebuild the old stone bridge in the spring. "
    "Nobody in the valley was happy with that."
)
STANDS_FOR = {"T": TITLE, "D": DECK, "P": PROSE}

# "= name = author", then the page.
HEADS = """
= one line = Jane Doe
-Skip to content
-Home | News | Opinion
+T
+D
-By Jane Doe | March 3, 2021
-5 min read
= published, updated =
-Home > World > Valleys
+T
-Published: 3 March 2021
/Updated 4 March 2021 10:00 GMT
= role and time = Mary-Ann O’Neill
-Advertisement
+T
-Mary-Ann O’Neill
/Senior correspondent
/3 March 2021 09:15 GMT
/Facebook Twitter Email
= name, date, bar, credit = Jane Doe
-Facebook Instagram YouTube
+T
+D
-Jane Doe
-March 3, 2021
/Facebook Twitter Share
/REUTERS/John Roe
= spanish = Ana Ruiz
-Español
+T
-Por Ana Ruiz
/3 de marzo de 2021
/Compartir este artículo
= spanish, place = Ana Ruiz
-Internacional
+T
+D
-Ana Ruiz
/Lima - 3 mar 2021 - 09:15 CET
= german = Max Muster
-Startseite › Politik
+T
-Von Max Muster
/3. März 2021, 09:15 Uhr
-Lesezeit: 4 Min.
= german, dots = Max Muster
+T
-Stand: 03.03.2021 09:15 Uhr
+D
-Von Max Muster, Lima
= french = Jeanne Dupont
+T
-Par Jeanne Dupont (Lima, correspondante)
-Publié le 3 mars 2021 à 09h15, modifié le 4 mars 2021
= portuguese = João da Silva
+T
-Por João da Silva — 3 de março de 2021
= portuguese, numeric = João da Silva
+T
-Por João da Silva, a1 — São Paulo
/03/03/2021 09h15 Atualizado há 2 anos
= italian = Mario Rossi
+T
-di Mario Rossi
/mercoledì 3 marzo 2021
= date first = Jane Doe and John Roe
-2021-03-03
+T
-Written by Jane Doe and John Roe
= paper after comma = Jane Doe
+T
/-By Jane Doe, Staff Writer
/Wednesday, March 3rd, 2021 at 9:15 a.m. EST
-Photo: John Roe
= blog =
+T
-Posted on March 3, 2021 by admin
= buttons about the name = Jane Doe
+T
-Jane Doe
-Follow
-5 min read
-·
-Mar 3, 2021
= labels above = Jane Doe
+T
-By
/Jane Doe
/Valley News
-Published
/3 March 2021
= deck between = Jane Doe
+T
-By
/Jane Doe
+D
-03.03.2021
= time before date = JANE DOE
+T
-By JANE DOE
/Published 9:15 AM EST, March 3, 2021
= kicker = Jane Doe
-Opinion
+T
-March 3, 2021
/by Jane Doe
= group = Valley News Staff
+T
?A goose on the bridge [John Roe/Reuters]
/By Valley News Staff
/Published On 3 Mar 2021
= one buttons a line = Jane Doe
-We use cookies to make this site work. By going on you agree.
+T
-Jane Doe
/3 Mar 2021
-Share
/Tweet
/Email
= han =
+T
-2021年3月3日
"""

TAILS = """
= tags, comments, rights =
-Tags: bridges, rivers
-Comments (12)
-© 2023 The Valley Courier. All rights reserved.
= most read =
-Read more: Why the mill stands still
-Most read
-Ten ways to cross a river
-Why geese hate bridges
= author's box =
-Facebook Twitter Email
-Ann Poe
-Ann has written about rivers since 2009 and has a boat.
-Loading…
= spanish =
-Lee también: La última barca
-Te puede interesar
-Los gansos del valle
-Suscríbete a nuestro boletín
= german =
-Lesen Sie auch: Die Mühle
-Das könnte Sie auch interessieren
-Gänse hassen Brücken
-Impressum
-Datenschutz
= french =
-Lire aussi : Le moulin arrêté
-Partager cet article
-Les plus lus
-Les oies détestent les ponts
= portuguese =
-Leia também: O moinho parado
-Compartilhe
= italian =
-Leggi anche: Il mulino fermo
-Condividi su Facebook
= cards =
-Facebook Twitter Share
-Rivers
-Geese at the gate of the town hall, seen from the tower.
-The Geese That Stopped an Army
-A forgotten story of the river war, told by those whose grandparents fed the birds.
-John Roe
-May 5, 2022
-Why Does Nobody Build in Wood Any More?
-Stone lasts, but wood forgives. A carpenter explains what the valley has lost.
-Ann Poe
-May 2, 2022
/A carpenter in front of his workshop. Photograph of the valley’s archive.
-Three Ferries and a Funeral
-The last boats are gone. We asked the ferrymen what they do now.
-John Roe
-April 30, 2022
= undated cards =
-You may also like
-The Geese That Stopped an Army
-A forgotten story of the river war, told by those whose grandparents fed the birds.
-Three Ferries and a Funeral
-The last boats are gone. We asked the ferrymen what they do now.
= bylines above headlines =
-Latest News
-By John Roe | May 5, 2022
-The Geese That Stopped an Army
-A forgotten story of the river war, told by those whose grandparents fed the birds.
-By Ann Poe | May 2, 2022
-Three Ferries and a Funeral
-The last boats are gone. We asked the ferrymen what they do now.
= relative dates =
-More from Politics
-Geese in the hall
/3 hours ago
-Who builds in wood?
/yesterday
-Privacy Policy
= date in the line =
-Read more
-The geese that stopped an army 5 May 2020
-Three ferries and a funeral 30 April 2020
-Loading
= blog =
-Share this:
/Twitter
/Facebook
/Email
-Related
-The Geese That Stopped an Army
/May 5, 2022
-Three Ferries and a Long Funeral
/April 30, 2022
-← Previous post
/Next post →
-Leave a Reply
-Your email address will not be published. Required fields are marked *
-Comment *
-Name *
= about =
-About the author
-Ann Poe
-Ann has written about rivers since 2009.
-Contact us
-Privacy policy
-Copyright © 2021 V.C.
"""

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
}


def pages(table: str) -> dict[str, tuple[str | None, str]]:
    parts = re.split(r"^= (.+?) = ?(.*)\n", table, flags=re.MULTILINE)[1:]
    return {name: (author or None, page) for name, author, page in zip(*[iter(parts)] * 3, strict=True)}


class Page:
    def __init__(self, blocks: str) -> None:
        self.wanted: dict[Span, str] = {}
        pieces: list[str] = []
        at = 0
        kind = "+"
        for block in filter(None, blocks.splitlines()):
            end = "\n" if block[0] == "/" else "\n\n"
            mark = block.removeprefix("/")
            kind = mark[0] if mark[0] in "+-?" else kind
            line = STANDS_FOR.get(mark.lstrip("+-?"), mark.lstrip("+-?"))
            pieces.append((end if pieces else "") + line)
            at += len(pieces[-1])
            self.wanted[Span(at - len(line), at)] = kind
        self.document = Document("page.txt", "".join(pieces))

    def wrong(self, document: Document) -> list[tuple[str, str]]:
        return [
            (kind, document.text[line.start : line.end])
            for line, kind in self.wanted.items()
            if (kind == "-" and not covers(document, line)) or (kind == "+" and touches(document, line))
        ]


def covers(document: Document, line: Span) -> bool:
    return any(span.start <= line.start and line.end <= span.end for span in document.furniture)


def touches(document: Document, line: Span) -> bool:
    return any(span.start < line.end and line.start < span.end for span in document.furniture)


@pytest.mark.parametrize(("author", "blocks"), pages(HEADS).values(), ids=pages(HEADS))
def test_head_is_read_and_told_from_the_article(author, blocks):
    page = Page(blocks + BODY)
    document = prepare(page.document)
    assert (document.title, document.author) == (TITLE, author)
    assert document.published == "2021-03-03"
    assert page.wrong(document) == []


@pytest.mark.parametrize("tail", pages(TAILS))
@pytest.mark.parametrize("head", ["+T", "+T\n+D\n-Jane Doe\n-March 3, 2021\n/Facebook Twitter Share"])
def test_tail_is_told_from_the_article_and_lends_it_no_author(head, tail):
    page = Page(f"{head}\n{BODY}{pages(TAILS)[tail][1]}")
    document = prepare(page.document)
    known = "-" in head
    assert (document.author, document.published) == (("Jane Doe", "2021-03-03") if known else (None, None))
    assert page.wrong(document) == []


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN)
def test_clean_text_is_not_marked(text):
    text = text.replace(" | ", "\n\n").replace(" // ", "\n")
    document = Document("clean.txt", re.sub(r"^P$", PROSE, text, flags=re.MULTILINE))
    for repeated in (frozenset[str](), repeatable_lines(document)):
        prepared = prepare(document, repeated)
        assert prepared.furniture == ()
        assert (prepared.author, prepared.published) == (None, None)


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
    document = read_head(Document("x", f"{TITLE}\n\nBy Jane Doe\n{date}\n\n{PROSE}"))
    assert (document.author, document.published) == ("Jane Doe", published)


def test_what_is_known_is_not_overridden():
    known = Document("x", f"{TITLE}\n\nBy Jane Doe\n3 March 2021\n\n{PROSE}", "A title", "A. Author", "1999")
    assert read_head(known) == known
    assert prepare(known).furniture != ()


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


def test_a_repost_loses_nothing():
    page = Page(f"+T\n+D\n-Jane Doe\n-March 3, 2021\n{BODY}+Long live the bridge!\n+Long live the mill!")
    document = prepare(page.document, repeatable_lines(page.document))
    assert page.wrong(document) == []


def test_furniture_is_no_heading_and_what_the_reader_marked_stays():
    text = f"NAV\n\n{TITLE}\n\nBy Jane Doe\n\n{PROSE}\n\nRead more: The mill\n\n{PROSE}"
    link = text.index("Read more")
    headings = (Heading(5, 5 + len(TITLE), 1), Heading(link, link + 19, 2))
    document = prepare(Document("x", text, headings=headings, furniture=(Span(0, 3),)))
    assert document.headings == headings[:1]
    assert document.title == TITLE
    assert document.furniture[0] == Span(0, 3)


LINES = st.one_of(
    st.sampled_from(
        [
            *(block.lstrip("/+-?") for block in (HEADS + TAILS).splitlines()),
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
    assert mark_furniture(read_head(document, repeated), repeated) == prepared


@given(hostile_documents(), st.sets(LINES, max_size=5))
def test_only_lines_that_the_document_has_matter(document, repeated):
    own = repeatable_lines(document)
    assert mark_furniture(document, repeated | own) == mark_furniture(document, own)


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
