import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.passages import body_spans
from rag.readers import read_document
from rag.values import Document

from .samples import BRIDGE, RIVER
from .test_any_format import assert_offsets_right


def read(body: str, head: str = "") -> Document:
    return read_document(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(), "page.html")


def pieces(document: Document) -> list[str]:
    return [document.text[p.start : p.end] for p in document.paragraphs]


def furniture(document: Document) -> str:
    return "\n".join(document.text[f.start : f.end] for f in document.furniture)


def test_blocks_as_a_browser_shows_them():
    document = read(
        "<h1>The\n  <em>Flood</em></h1><p>One<br> two &amp;\n three</p>loose <b>words</b><ul><li>a<li>b<p>c</p></ul>"
        "<table><tr><th>Year<th>Height</tr><tr><td><p>1911</p><td>4 m</table><pre>x\n  y</pre>"
    )
    assert pieces(document) == [
        *("The Flood", "One\ntwo & three", "loose words", "a", "b", "c"),
        *("Year | Height", "1911 | 4 m", "x\n  y"),
    ]
    assert [(document.text[h.start : h.end], h.level) for h in document.headings] == [("The Flood", 1)]


LEADS = [
    RIVER,
    "The harbour master had warned of the flood for years, but nobody listened.",
    "The old school of the lower valley, and the bell that was carried up to the terraces in spring, long before any of the engineers came",
]


@pytest.mark.parametrize("lead", LEADS)
def test_a_lead_that_is_set_as_a_heading_is_text(lead: str):
    document = read(
        f"<h1>The Flood</h1><h2>{lead}</h2><h3>What the river left, and what the old mill was</h3><p>{BRIDGE}</p>"
    )
    assert [document.text[h.start : h.end] for h in document.headings] == [
        "The Flood",
        "What the river left, and what the old mill was",
    ]
    assert lead in pieces(document)


def test_words_are_whole_wherever_they_may_break():
    document = read("<h1>Hochwasser&shy;schutz</h1><p>Der Hafen&shy;meister sah es vorher, nicht wahr\u00ad?</p>")
    assert document.text == "Hochwasserschutz\n\nDer Hafenmeister sah es vorher, nicht wahr?"
    assert document.title == "Hochwasserschutz"


def test_layout_tables_keep_their_paragraphs():
    document = read(f"<table><tr><td>Menu</td><td><p>{RIVER}</p><p>{BRIDGE}</p></td></tr></table>")
    assert pieces(document)[-2:] == [RIVER, BRIDGE]


def test_what_is_hidden_gives_no_text():
    silent = "<p hidden>1</p><p aria-hidden=true>2</p><p style='color:red; display : none'>3</p><script>4</script>"
    document = read(f"<p>{RIVER}</p>{silent}<style>5</style><template>6</template><noscript>7</noscript><!-- 8 -->")
    assert document.text == RIVER


def test_text_that_is_only_in_noscript_is_kept():
    assert read(f"<noscript><p>{RIVER}</p></noscript>").text == RIVER


NOTE_MARKS = [
    '<sup><a role="doc-noteref" class="footnote-ref" href="#n">1</a></sup>',
    '<a href="#n" class="footnote-ref" role="doc-noteref"><sup>1</sup></a>',
    '<a epub:type="noteref" href="notes.xhtml#n">1</a>',
    '<sup id="r"><a href="#n">1</a>, <a href="#m">2</a></sup>',
    '<sup>[<a href="notes.html#n"><b>1</b></a>]</sup>',
    '<a href="#n"><sup>[1]</sup></a>',
    '<sup class="reference"><a href="#n"><span>[</span>3<span>]</span></a></sup>',
    '<sup class="noprint Inline-Template">[<i><a href="/wiki/Help">citation needed</a></i>]</sup>',
    '<a name="_ftnref1" href="#_ftn1">[1]</a>',
    ' <a href="#r" role="doc-backlink">↩︎</a>',
    ' <a href="#r" class="reversefootnote">&#8617;</a>',
    ' <a href="#r">↩︎</a>',
    '<a id="footnote-anchor-1" href="#footnote-1" class="footnote-anchor">1</a>',
    '<a href="#note-1">1</a>',
    '<a href="page.html#_fn7"><b>*</b></a>',
    "<sup>[7]</sup>",
    "<a href='x'><span class='sr-only'> (opens in a new tab)</span></a>",
    '<span class="extra visually-hidden">, neues Fenster</span>',
]


@pytest.mark.parametrize("mark", NOTE_MARKS)
def test_the_marks_of_notes_are_no_text(mark: str):
    document = read(f"<p>The mill opened in 1887.{mark} It grinds <b>12,000</b> sacks.{mark}</p>")
    assert document.text == "The mill opened in 1887. It grinds 12,000 sacks."
    assert read(f"<h1>The mill{mark}</h1><p>{RIVER}</p>").title == "The mill"


@pytest.mark.parametrize(
    ("raised", "text"),
    [
        ("x<sup>2</sup>", "x2"),
        ("a<sup><a href='https://example.org/#tm'>TM</a></sup>", "aTM"),
        ("<a href='#mill'>the mill</a>", "the mill"),
        ("<a href='#mill'>the 2<sup>nd</sup> mill</a>", "the 2nd mill"),
        ("<sup><a href='#n'>1</a> and more</sup>", "1 and more"),
        ("<sup></sup>none", "none"),
        ("told in note <a href='#note-3'>3</a>", "told in note 3"),
        ("told [<a href='#cite-3'>3</a>]", "told [3]"),
        ("the T<a href='#page-4'>4</a> line", "the T4 line"),
        ("x<sup>[n+1]</sup>", "x[n+1]"),
        ("<span class='sr-only'>The</span> flood", "The flood"),
        (
            "<span class='visually-hidden'>the new window of the mill, which is from Orsa and painted in green</span>",
            "the new window of the mill, which is from Orsa and painted in green",
        ),
    ],
)
def test_what_is_raised_or_linked_and_no_mark_is_text(raised: str, text: str):
    assert read(f"<p>It was {raised} here.</p>").text == f"It was {text} here."


def test_surroundings_of_the_article_are_furniture():
    document = read(
        "<header><a>The Courier</a></header><nav>Sections</nav>"
        f"<article><header><h1>The Flood</h1></header><p>{RIVER}</p><figure><figcaption>The mill.</figcaption></figure>"
        f"<div class='ShareButtons'>Send</div><p>{BRIDGE}</p></article>"
        "<div id=comments>Well said</div><div role=complementary>Weather</div><aside>Other</aside><footer>1999</footer>"
    )
    marked = furniture(document)
    assert all(word in marked for word in ("Courier", "Sections", "Send", "Well said", "Weather", "Other", "1999"))
    assert all(text not in marked for text in ("The Flood", RIVER, BRIDGE, "The mill."))


FORMULAS = [
    ("<mi>x</mi> <mo>=</mo>\n<mn>5</mn>", "x=5"),
    ("<msup><mn>10</mn><mn>6</mn></msup>", "10^6"),
    ("<msup><mi>x</mi><mrow><mi>n</mi><mo>+</mo><mn>1</mn></mrow></msup>", "x^(n+1)"),
    ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mrow><mn>2</mn></mrow></mfrac>", "(a+b)/2"),
    ("<msubsup><mi>v</mi><mn>0</mn><mn>2</mn></msubsup><msqrt><mi>y</mi></msqrt>", "v_0^2√(y)"),
    ("<mi>f</mi><mo>&#x2061;</mo><mi>x</mi><mtext> if </mtext><mi>z</mi>", "fx if z"),
    ("<semantics><mi>q</mi><annotation encoding='application/x-tex'>\\\\q</annotation></semantics>", "q"),
    ("", "a^{2}"),
]


@pytest.mark.parametrize(("formula", "text"), FORMULAS)
@pytest.mark.parametrize(
    "frame",
    [
        "<math alttext='{{\\displaystyle a^{{2}}}}'>{}</math>",
        "<m:math alttext='a^{{2}}'>{}</m:math>",
        "<span class='mwe-math-mathml-inline' style='display: none;'><math alttext='a^{{2}}'>{}</math></span>",
    ],
)
def test_formulas_are_text(frame: str, formula: str, text: str):
    document = read(f"<p>The levy holds where {frame.format(formula)} metres is the span.</p>")
    assert document.text == f"The levy holds where {text} metres is the span."
    assert read(f"<h1>Of {frame.format(formula)}</h1><p>{RIVER}</p>").title == f"Of {text}"


WIKI = """
<div id="mw-page-base" class="noprint"></div>
<div id="content" class="mw-body" role="main"><h1 id="firstHeading">Orsa mill<sup class="reference"><a href="#n">1</a></sup></h1>
<div id="bodyContent"><div id="siteSub" class="noprint">From the example encyclopedia</div><div id="contentSub">Redirected</div>
<a class="mw-jump-link" href="#mw-head">Skip to the menu</a><div class="mw-parser-output">
<div role="note" class="hatnote navigation-not-searchable">For other mills, see <a href="/m">Mill</a>.</div>
<table class="box-More ambox"><tr><td>Please add sources.</td></tr></table>
<p>{river}<sup class="reference"><a href="#c">[3]</a></sup></p>
<div id="toc" class="toc"><h2>Contents</h2><ul><li><a href="#h">1 Its story</a></li></ul></div>
<h2><span class="mw-headline">Its story</span><span class="mw-editsection">[<a href="/e">edit</a>]</span></h2>
<p>{bridge}<span class="noprint"> [<a href="/de">de</a>]</span></p>
<div class="mw-heading"><h2>References</h2><span class="mw-editsection">[<a href="/e">edit</a>]</span></div>
<div class="reflist"><ol class="references"><li><span class="mw-cite-backlink">^</span> Berg, O. (1990).</li></ol></div>
<div class="navbox">Mills of the north</div></div><div class="printfooter">Retrieved from here</div></div>
<div id="catlinks" class="catlinks">Categories: Mills</div></div>
<div id="mw-head"><a>Log in</a></div><div id="mw-panel"><a>Main page</a></div>
"""


def test_a_page_of_a_wiki_is_its_article():
    linked = '{"@type": "Article", "name": "Orsa mill", "headline": "a mill"}'
    head = f"<title>Orsa mill - Example</title><script type=application/ld+json>{linked}</script>"
    document = read(WIKI.format(river=RIVER, bridge=BRIDGE), head)
    assert [document.text[s.start : s.end] for s in body_spans(document)] == [
        "Orsa mill",
        RIVER,
        "Its story",
        BRIDGE,
        "References",
    ]
    assert "Berg, O. (1990)." in pieces(document)
    assert document.title == "Orsa mill"
    assert "edit" not in document.text


def test_names_that_take_in_the_article_do_not_mark_it():
    document = read(f"<div class='has-sidebar social-page'><h1>A</h1><p>{RIVER}</p></div><div class=share>Send</div>")
    assert furniture(document) == "Send"


@pytest.mark.parametrize("page", ["<h1>The Flood</h1><p>{0}</p><p>{1}</p>", "<div>{0}<br>{1}</div>"])
def test_a_form_around_the_page_is_not_furniture(page: str):
    form = f"<form id=aspnetForm><nav>Sections</nav>{page.format(RIVER, BRIDGE)}<form><p>Your address</p></form></form>"
    marked = furniture(read(f"<div>Weather: 12 degrees</div>{form}"))
    assert "Sections" in marked
    assert RIVER not in marked
    assert "Flood" not in marked
    letters = f"<form><h2>Letters</h2><p>Your address</p></form><p>{RIVER}</p><p>{BRIDGE}</p>"
    assert "Your address" in furniture(read(letters))


WITHIN_SENTENCES = [
    "He wrote on <a class='social-link' href='x'>Twitter</a> that the dam would hold.",
    "<span class='promo'>The <i>Orsa</i> mill</span> stood until the river took it.",
    "The council heard of it from <b><a class='related-link'>an engineer</a></b>.",
    "The <button class='definition'>sluice</button> was closed when the river rose.",
]


@pytest.mark.parametrize("words", WITHIN_SENTENCES)
def test_what_stands_within_a_sentence_is_its_words(words: str):
    document = read(f"<h1>The Flood</h1><p>{words}</p><p>{RIVER}</p>")
    assert pieces(document)[1] == re.sub("<[^>]*>", "", words)
    assert furniture(document) == ""


def test_buttons_beside_a_paragraph_stay_furniture():
    row = "<p>Share on <a class=share-x>Mastodon</a> | <a class=share-y>Reddit</a> <button>Copy</button></p>"
    assert furniture(read(f"<p>{RIVER}</p><p>{BRIDGE}<button>Save</button></p>{row}")).split() == [
        *("Save", "Mastodon", "Reddit", "Copy")
    ]


def test_the_head_of_the_article_is_no_furniture_beside_a_sites_name():
    heads = "<header class=top><h1>The Courier</h1></header><header class=article-header><h1>The Flood</h1><p>It rose.</p></header>"
    assert furniture(read(f"{heads}<div><p>{RIVER}</p></div>")) == "The Courier"


@pytest.mark.parametrize("name", ["teaser", "article-teaser", "Article__Teaser"])
def test_a_teaser_that_leads_nowhere_leads_the_article_in(name: str):
    lead = f"<p class={name}>{BRIDGE}</p>"
    other = f"<div class={name}><h3><a href=x>The ferry</a></h3><p>Since May.</p></div><a href=y><b class={name}>Dams</b></a>"
    document = read(f"<article><h1>The Flood</h1>{lead}<p>{RIVER}</p>{other}</article>")
    assert furniture(document).split("\n\n") == ["The ferry", "Since May.", "Dams"]


STORY = f"<h1>The Flood</h1><p>{RIVER}</p><p>{BRIDGE}</p><p>{RIVER}</p><p>{BRIDGE}</p>"
REPLY = (
    "<li class=comment><article class=comment-body><p>{} says that nobody had listened to the engineers.</p></article>"
)
CARD = "<article class=card><h3>The ferry</h3><p>It lies in the harbour since {}, and nobody knows why.</p></article>"
BESIDE = [
    "<div id=jp-relatedposts class=jp-relatedposts><h3>More</h3><p>The ferry has lain there since May.</p></div>",
    "<div class=subscription-widget-wrap><p>Thanks for reading!</p><div class=fake-button>Go on</div></div>",
    "<amp-consent><div><p>Advertising pays for this.</p></div></amp-consent><amp-ad>The <i>best</i> mills</amp-ad>",
    "<div id=comments class=comments-area><ol>{replies}</ol><div id=respond><h3>Leave a reply</h3></div></div>",
    "<section class=related-posts><h2>More</h2>{cards}</section>",
    "<div class=recommended>{cards}{replies}</div>",
]


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize(
    "frame", ["<main><article>{0}</article>{1}</main>", "<article>{0}{1}</article>", "<main>{0}{1}</main>"]
)
def test_articles_of_readers_and_teasers_are_furniture(frame: str, beside: str):
    few = beside.format(replies=REPLY.format("Berg") + REPLY.format("Lind"), cards=CARD.format("May"))
    document = read(frame.format(STORY, few))
    assert [document.text[s.start : s.end] for s in body_spans(document)] == ["The Flood", *[RIVER, BRIDGE] * 2]


def test_readers_may_write_more_than_the_article_has():
    replies = "".join(REPLY.format(name) for name in ("Berg", "Lind", "Holm", "Dahl") * 10)
    document = read(f"<article>{STORY}</article><div id=comments>{replies}</div>")
    assert "listened" in furniture(document)
    assert RIVER not in furniture(document)
    assert furniture(read(f"<div id=comments><p>{RIVER}</p></div><p>An address.</p>")) == ""


@pytest.mark.parametrize("name", ["related", "promo-wrap", "comments"])
def test_no_name_hides_the_longest_article(name: str):
    long = f"<div class='{name}'><article><p>{RIVER}</p><p>{BRIDGE}</p></article></div>"
    assert furniture(read(f"<h1>The Flood</h1>{long}{CARD * 3}")) == ""


def test_a_page_that_would_be_all_furniture_is_marked_less():
    assert furniture(read(f"<form><nav>Sections</nav><p>{RIVER}</p></form>")) == "Sections"
    assert furniture(read(f"<aside><p>{RIVER}</p></aside>")) == ""


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ('<meta charset="windows-1251"><p>Река поднималась</p>'.encode("cp1251"), "Река"),
        ('<meta charset="iso-8859-1"><p>It’s the Müller’s</p>'.encode("cp1252"), "It’s the Müller’s"),
        ('<meta charset="iso-8859-1"><p>Müller – saved again</p>'.encode(), "Müller –"),
        ("<p>Müller hörte</p>".encode("cp1252"), "Müller hörte"),
        (
            '<?xml version="1.0" encoding="shift_jis"?><html><body><p>川は九日間</p></body></html>'.encode("shift_jis"),
            "川は",
        ),
        ("<p>Реки</p>".encode("utf-16"), "Реки"),
        (b'<meta charset="no-such"><p>plain</p>', "plain"),
        (b'<meta charset="base64"><p>plain \xfc</p>', "plain"),
    ],
)
def test_encodings(data: bytes, word: str):
    assert word in read_document(data, "a.html").text


BY_THEIR_NAMES = [
    ("shift_jis", "cp932", "川は①九日間～増水した。"),
    ("Windows-31J", "cp932", "川は①九日間"),
    ("gb2312", "gbk", "洪水冲走了桥，朱镕基说。"),
    ("x-gbk", "gbk", "洪水冲走了桥"),
    ("big5", "big5hkscs", "河水漲了九日，嘅。"),
    ("euc-kr", "cp949", "강물이 아홉 날 동안 불어났다 똠."),
    ("iso-8859-9", "cp1254", "Nehir dokuz gün “yükseldi” – şehir."),
    ("tis-620", "cp874", "แม่น้ำ “สูงขึ้น” เก้าวัน"),
    ("latin-1", "cp1252", "“Müller” – 5 €"),
    ("x-mac-roman", "mac_roman", "Müller “hörte”"),
]


@pytest.mark.parametrize(("name", "encoding", "text"), BY_THEIR_NAMES)
def test_a_declared_encoding_is_the_one_that_browsers_read(name: str, encoding: str, text: str):
    page = f'<meta http-equiv=Content-Type content="text/html; charset={name}"><p>'.encode() + text.encode(encoding)
    assert read_document(page, "a.html").text == text


def test_a_broken_byte_costs_only_itself_in_a_declared_encoding():
    page = b"<meta charset=euc-kr><p>" + "강물이 불어났다. ".encode("euc-kr") * 60 + b"\xff.</p>"
    assert read_document(page, "a.html").text == "강물이 불어났다. " * 60 + "\ufffd."
    declared = f"<meta charset=utf-8><p>{RIVER * 9} It’s Müller’s.".encode("cp1252")
    assert "It’s Müller’s." in read_document(declared, "a.html").text


def test_json_ld_comes_first():
    data = {
        "@graph": [
            {"@type": "Organization", "name": "Courier"},
            {
                "@type": ["NewsArticle"],
                "headline": "The Flood",
                "author": [{"name": "Ann Lee"}, "Bo Chen"],
                "datePublished": "2023-07-21T23:30:00+02:00",
            },
        ]
    }
    script = f"<script type=application/ld+json>{json.dumps(data)}</script>"
    head = f"<title>Other | Courier</title><meta name=author content=Else>{script}"
    document = read(f"<p>{RIVER}</p>", head)
    assert (document.title, document.author, document.published) == ("The Flood", "Ann Lee, Bo Chen", "2023-07-21")


def test_meta_elements_and_the_sites_name():
    document = read(
        f"<article><h1>A Flood - And After</h1><time datetime=2020-01-01>then</time><p>{RIVER}</p></article>",
        "<title>A Flood - And After | Courier</title><meta name=citation_author content='Lee, Ann'>"
        "<meta name=citation_author content='Chen, Bo'><meta name=citation_publication_date content=2021/07>",
    )
    assert (document.title, document.author, document.published) == (
        "A Flood - And After",
        "Ann Lee, Bo Chen",
        "2021-07",
    )


@pytest.mark.parametrize(
    ("title", "author", "date"),
    [
        ("Untitled", "admin", "soon"),
        ("page.html", "https://example.org/ann", "0000-00-00"),
        ("Microsoft Word - a.doc", "", "13"),
    ],
)
def test_junk_is_no_metadata(title: str, author: str, date: str):
    head = f"<title>{title}</title><meta name=author content='{author}'><meta name=date content='{date}'>"
    document = read(f"<p>{RIVER}</p>", head)
    assert (document.title, document.author, document.published) == (None, None, None)


@pytest.mark.parametrize(
    "script", ["{", "[" * 100_000, '{"@type": "Article", "headline": "\\ud800", "author": {"name": 3}}']
)
def test_hostile_json_ld_harms_nothing(script: str):
    assert_offsets_right(read(f"<p>{RIVER}</p><script type=application/ld+json>{script}</script>"))


@pytest.mark.parametrize(
    "tag", ["<div>", "<div class=share>", "<header>", "<table><tr><td>x<td>", "<b>", "<ul><li>", "<sup>"]
)
def test_deep_nesting_is_read(tag: str):
    assert "deep" in read(tag * 3000 + "<p>deep</p>").text


SOUP = (
    *("<p>", "</p>", "<div class=share>", "</div>", "<table>", "<tr>", "<td>", "</table>", "<pre>", "</pre>", "<h1>"),
    *("</h2>", "<nav>", "</nav>", "<br>", "a", "b", "é", "<article>", "</article>", "<header>", "<footer>", "<li>"),
    *("<aside>", "</aside>", "<noscript>", "<!--", "-->", "&nbsp;", "&#0;", "&#xd800;"),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(SOUP)))
def test_tag_soup_is_read(parts: list[str]):
    assert_offsets_right(read("start " + " ".join(parts)))


def test_a_declaration_of_utf_16_that_can_be_read_is_not_true():
    page = (
        b'<html><head><meta charset="utf-16"></head><body><p>The caf\xe9 at the harbour opened again.</p></body></html>'
    )
    assert "The café at the harbour opened again." in read_document(page + b" " * (len(page) % 2), "a.html").text
