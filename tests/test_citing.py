import io
import json
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pylatexenc.latex2text import LatexNodes2Text

from rag.citing.csl import SHORT_NAMES, Cite, find_style, render
from rag.citing.csl.marks import QuoteMarks, held, runs_of
from rag.citing.forms import write_cited
from rag.citing.notes import cite_all, locator_of
from rag.errors import NothingFound, UsageError
from rag.readers import read_document
from rag.references.values import CitedText, Locator, Reference, plain
from rag.values import Citation, Name
from support import PIECES, hostile_text

BERG = Name(family="Berg", given="Anna", particle="van der")
NILSEN = Name(family="Nilsen", given="Ada Marie")
FERRY = Reference(
    key="berg2022",
    sources=("ferry.md",),
    type="article-newspaper",
    title='What is a "ferry" for?',
    authors=(BERG, NILSEN),
    container="The Island Post",
    issued="2022-02-11",
    url="https://post.example.org/a_b",
    language="en",
)
DOCKERS = Reference(
    key="dockers",
    sources=("dockers.txt",),
    type="document",
    title="Dockers end their strike",
    authors=(Name(literal="Valley News staff"),),
    language="en",
)
NOTHING = Reference(key="x", sources=("notes/x.txt",), type="document")
PAGE = Locator("page", "4")


def shown(style: str, *cites: Cite) -> tuple[list[str], list[str]]:
    rendered = render(find_style(style), cites)
    return [plain(note) for note in rendered.notes], [plain(entry) for entry in rendered.bibliography]


# As the Chicago Manual of Style (18th), the APA's (7th), MLA's (9th) and the others' own guides set them.
EXPECTED = {
    "chicago": (
        "Anna van der Berg and Ada Marie Nilsen, “What Is a ‘Ferry’ For?” The Island Post, February 11, 2022, 4, https://post.example.org/a_b.",
        "Berg, Anna van der, and Ada Marie Nilsen. “What Is a ‘Ferry’ For?” The Island Post, February 11, 2022. https://post.example.org/a_b.",
        "Valley News staff, “Dockers End Their Strike,” 4.",
    ),
    "chicago-author-date": (
        "(van der Berg and Nilsen 2022, 4)",
        "Berg, Anna van der, and Ada Marie Nilsen. 2022. “What Is a ‘Ferry’ For?” The Island Post, February 11. https://post.example.org/a_b.",
        "(Valley News staff, n.d., 4)",
    ),
    "apa": (
        "(van der Berg & Nilsen, 2022, p. 4)",
        'van der Berg, A., & Nilsen, A. M. (2022, February 11). What is a "ferry" for? The Island Post. https://post.example.org/a_b',
        "(Valley News staff, n.d., p. 4)",
    ),
    "mla": (
        "(van der Berg and Nilsen 4)",
        "van der Berg, Anna, and Ada Marie Nilsen. “What Is a ‘Ferry’ For?” The Island Post, 11 Feb. 2022, https://post.example.org/a_b.",
        "(Valley News staff 4)",
    ),
    "harvard": (
        "(van der Berg and Nilsen, 2022, p. 4)",
        "van der Berg, A. and Nilsen, A.M. (2022) “What is a ‘ferry’ for?” The Island Post, 11 February. Available at: https://post.example.org/a_b.",
        "(Valley News staff, no date, p. 4)",
    ),
    "ieee": (
        "[1, p. 4]",
        "[1] A. van der Berg and A. M. Nilsen, “What is a ‘ferry’ for?” The Island Post, Feb. 11, 2022. Available: https://post.example.org/a_b",
        "[2, p. 4]",
    ),
    "vancouver": (
        "(1)",
        '1. van der Berg A, Nilsen AM. What is a "ferry" for? The Island Post [Internet]. 2022 Feb 11. Available from: https://post.example.org/a_b',
        "(2)",
    ),
}


@pytest.mark.parametrize("style", SHORT_NAMES)
def test_each_style_sets_note_and_entry_as_its_guide_does(style: str) -> None:
    notes, entries = shown(style, Cite(FERRY, PAGE), Cite(DOCKERS, PAGE))
    note, entry, without_date = EXPECTED[style]
    assert notes == [note, without_date]
    assert entry in entries
    assert len(entries) == 2


@pytest.mark.parametrize("style", [*SHORT_NAMES, "acm-siggraph", "vox-sanguinis", "frontiers-in-optics", "cell"])
@pytest.mark.parametrize("reference", [NOTHING, replace(NOTHING, title="Dockers end their strike")])
def test_what_is_unknown_leaves_no_stop_alone(style: str, reference: Reference) -> None:
    (note,), (entry,) = shown(style, Cite(reference))
    for set_so in (note, entry):
        assert not re.search(r"\s[.,;:]|[,;:]{2}|\(\s*\)|[,;:]\.", set_so)
    assert "x.txt" in entry or "Dockers" in entry


def test_a_style_without_titles_names_the_work_all_the_same() -> None:
    (entry,) = shown(
        "american-physics-society-without-titles", Cite(replace(NOTHING, title="Dockers end their strike"))
    )[1]
    assert entry == "[1] (unpublished). Dockers end their strike"


def test_titles_are_set_in_italics_where_the_style_wants_them() -> None:
    (note,) = render(find_style("chicago"), [Cite(FERRY)]).notes
    assert [run.text for run in note if run.italic] == ["The Island Post"]
    assert [run.link for run in note if run.link] == ["https://post.example.org/a_b"]


def test_a_second_note_is_short() -> None:
    notes, entries = shown(
        "chicago", Cite(FERRY, PAGE), Cite(DOCKERS, PAGE), Cite(FERRY, Locator("paragraph", "7", "Cost, in crowns"))
    )
    assert notes[2] == "van der Berg and Nilsen, “What Is a ‘Ferry’ For?” para. 7, “Cost, in crowns.”"
    assert len(entries) == 2


@pytest.mark.parametrize("style", ["chicago", "apa", "harvard"])
def test_a_heading_that_says_where_is_quoted_as_it_is(style: str) -> None:
    (note,), _ = shown(style, Cite(FERRY, Locator("paragraph", "7", "Twenty-eight crossings - and a half")))
    assert "“Twenty-eight crossings - and a half" in note.replace("‘", "“")


def test_works_of_one_author_and_year_get_letters() -> None:
    other = replace(FERRY, key="other", sources=("other.md",), title="Another ferry")
    for style, first in (("apa", "2022a"), ("harvard", "2022a"), ("chicago-author-date", "2022a")):
        notes, entries = shown(style, Cite(FERRY), Cite(other))
        assert sum(first in note for note in notes) == 1
        assert sum("2022b" in note for note in notes) == 1
        assert sum(first in entry for entry in entries) == 1
    assert not any("2022a" in text for texts in shown("chicago", Cite(FERRY), Cite(other)) for text in texts)


@pytest.mark.parametrize("style", SHORT_NAMES)
def test_a_document_of_which_nothing_is_known_is_cited_by_its_file(style: str) -> None:
    notes, entries = shown(style, Cite(NOTHING))
    for text in (*notes, *entries):
        assert any(map(str.isalnum, text))
        assert "None" not in text
    assert any("notes/x.txt" in text or "n.d." in text or "no date" in text for text in (*notes, *entries))


def test_a_title_in_another_language_keeps_its_case() -> None:
    spanish = replace(FERRY, title="La ruta del ferry en Perú", language="es")
    assert "“La ruta del ferry en Perú,”" in shown("chicago", Cite(spanish))[0][0]


names = st.one_of(
    st.builds(Name, literal=st.text(min_size=1, max_size=12).filter(str.strip)),
    st.builds(
        Name,
        family=st.text(min_size=1, max_size=8).filter(str.strip),
        given=st.sampled_from(["Ada", "ada m.", "أدا", "", "J.-P.", "\ue000x"]),
    ),
)


@settings(max_examples=40)
@given(
    title=st.one_of(
        st.none(),
        st.lists(st.sampled_from([*PIECES, "<b>x</b>", "?!", "...", "“a”", "\ue000", "&amp;"]), max_size=4).map(
            "".join
        ),
    ),
    authors=st.lists(names, max_size=3).map(tuple),
    issued=st.sampled_from([None, "2023", "2023-07", "2023-07-21", "2020/2021", "spring"]),
    style=st.sampled_from(["apa", "ieee", "mla", "vancouver", "harvard"]),
)
@example(title="Él llegó.  ", authors=(), issued=None, style="apa")
@example(title="A   quay", authors=(), issued=None, style="mla")
def test_no_reference_makes_a_style_stumble(
    title: str | None, authors: tuple[Name, ...], issued: str | None, style: str
) -> None:
    from rag.references.formats.csl_json import from_item, to_item

    hostile = from_item(to_item(Reference(key="k", type="webpage", title=title, authors=authors, issued=issued)))
    rendered = render(find_style(style), [Cite(hostile, Locator("paragraph", "3", title or None))])
    for runs in (*rendered.notes, *rendered.bibliography):
        text = plain(runs)
        assert "None" not in text
        assert not re.search("[\ue000-\uf8ff]", text)
        assert "  " not in text.replace("\u00a0", "x")


@given(
    st.lists(
        st.sampled_from(
            [*(".", ",", "?", "!", ":", ";", " ", "a", "“", "”", '"', "\ue010", "\ue011", "\ue000", "\ue001", "\ue012")]
        ),
        max_size=12,
    ).map("".join)
)
@example("a.,.")
def test_marks_never_reach_the_text_and_stops_are_not_doubled(marked: str) -> None:
    for quotes in (QuoteMarks(), QuoteMarks(stops_inside=False)):
        text = plain(runs_of(marked, quotes))
        assert not re.search("[\ue000-\uf8ff]", text)
        assert not re.search(r"\.\.|,,|  ", text)


@pytest.mark.parametrize("title", ["Ferry:,", ".,", "Why?,", ",.", ":;,"])
def test_a_title_that_ends_in_several_stops_is_cited_with_them(title: str) -> None:
    notes, entries = shown("chicago", Cite(replace(FERRY, title=title)))
    assert title.rstrip(",.") in notes[0]
    assert title.rstrip(",.") in entries[0]


@given(hostile_text)
def test_held_text_is_set_as_it_is(text: str) -> None:
    visible = re.sub("[\ue000-\uf8ff]", "\ufffd", " ".join(text.split()))
    assert plain(runs_of(held(visible, wholly=True), QuoteMarks())) == visible


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("aap", "apa"),
        ("chicgo", "chicago"),
        ("", "empty"),
        ("natur", "nature"),
        ("zzzz-qqqq", "Short names are"),
        ("apa.csl", "no style file"),
        ("../apa", "no style file"),
    ],
)
def test_an_unknown_style_is_refused_with_those_near_it(name: str, near: str) -> None:
    with pytest.raises(UsageError, match=near):
        find_style(name)


def test_a_style_is_found_by_its_csl_name_in_any_case_its_parent_and_its_file(tmp_path: Path) -> None:
    assert find_style("APA").path == find_style("apa").path
    assert find_style("vancouver-nlm").path == find_style("vancouver").path
    own = tmp_path / "my style.csl"
    own.write_bytes(find_style("apa").path.read_bytes())
    assert shown(str(own), Cite(FERRY)) == shown("apa", Cite(FERRY))


@pytest.mark.parametrize("content", ["", "<a/>", "not xml", '<style xmlns="http://purl.org/net/xbiblio/csl"/>', "\x00"])
def test_a_file_that_is_no_style_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.csl").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape("x.csl")):
        find_style(str(tmp_path / "x.csl"))


def test_a_style_that_cannot_be_followed_is_told_as_that(tmp_path: Path) -> None:
    layout = '<citation><layout><text macro="missing"/></layout></citation>'
    (tmp_path / "x.csl").write_text(
        f'<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0">{layout}</style>'
    )
    with pytest.raises(UsageError, match="cannot be followed"):
        shown(str(tmp_path / "x.csl"), Cite(FERRY))


def citation(quote: str, **place: object) -> Citation:
    known = {"line": 1, "paragraph": 4, "page": None, "heading": None, "title": "T"} | place
    return Citation(
        n=1, source="ferry.md", start=0, end=len(quote), quote=quote, author=None, published=None, score=0.5, **known
    )  # type: ignore[arg-type]


def cited(quote: str, style: str = "chicago") -> CitedText:
    return cite_all([citation(quote)], lambda _: FERRY, style, 0.5)


@pytest.mark.parametrize(
    ("place", "locator"),
    [
        ({"page": 9, "heading": "Cost"}, Locator("page", "9")),
        ({"heading": "Cost"}, Locator("paragraph", "4", "Cost")),
        ({"heading": "T"}, Locator("paragraph", "4")),
        ({"paragraph": None, "heading": "Cost"}, Locator("section", "Cost")),
        ({"paragraph": None}, None),
    ],
)
def test_the_locator_is_the_page_else_paragraph_and_heading(place: dict[str, object], locator: Locator | None) -> None:
    assert locator_of(citation("Quote.", **place)) == locator


class _Text(HTMLParser):
    """The text of the element that holds the quotation."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.inside, self.tags = "", False, set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.inside = self.inside or ("class", "quote") in attrs

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "span"

    def handle_data(self, data: str) -> None:
        self.text += data if self.inside else ""


BASIS = {form: cited("word") for form in ("chicago", "apa")}


def with_quote(style: str, quote: str) -> CitedText:
    passage = replace(BASIS[style].passages[0], citation=citation(quote))
    return replace(BASIS[style], passages=(passage,))


def same(text: str) -> str:
    settable = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)
    return " ".join(re.sub(r"[ \t\r\n\f\v]+", " ", settable).split(" ")).strip()


quotes = st.one_of(
    hostile_text,
    st.lists(
        st.sampled_from(
            [
                "1. ",
                "- ",
                "# ",
                "*a*",
                "_",
                "`",
                "$x$",
                "<b>",
                "&lt;",
                "[l](u)",
                "--",
                "...",
                '"',
                "'",
                "\\",
                "{",
                "}",
                "^",
                "~",
                "%",
                "@me",
                "https://x.org/a_b",
                "www.x.org",
                "|",
                ":s:",
                "?`",
                "\n",
                "x ",
            ]
        ),
        max_size=10,
    ).map("".join),
).filter(lambda quote: quote.strip())


@given(quotes, st.sampled_from(["chicago", "apa"]))
def test_html_shows_the_quotation_as_it_is_and_no_mark_up_of_its_own(quote: str, style: str) -> None:
    page = write_cited(with_quote(style, quote), "html")
    parser = _Text()
    parser.feed(str(page))
    assert same(parser.text) == same(quote)
    assert parser.tags <= {
        *("html", "head", "meta", "title", "body", "p", "blockquote", "span", "sup", "a", "section", "ol"),
        *("li", "h2", "i", "bdi"),
    }


@given(quotes, st.sampled_from(["markdown", "pandoc"]))
def test_markdown_shows_the_quotation_as_it_is(quote: str, form: str) -> None:
    written = str(write_cited(with_quote("chicago", quote), form))  # type: ignore[arg-type]
    first = next(token for token in MarkdownIt("commonmark").parse(written) if token.type == "inline")
    assert all(child.type in {"text", "text_special"} for child in first.children or ())
    text = "".join(child.content for child in first.children or ())
    mark = "[^1]" if form == "markdown" else " [@berg2022, para. 4]"
    assert text.endswith(mark)
    assert same(text.removesuffix(mark).removeprefix("“").removesuffix("”")) == same(quote) or same(
        text.removesuffix(mark)
    ) == same(quote)


T1 = dict(
    zip(
        '"«»‹›„‚ðÐþÞđĐŋŊ',
        "textquotedbl guillemotleft guillemotright guilsinglleft guilsinglright quotedblbase quotesinglbase dh DH th TH dj DJ ng NG".split(),  # noqa: SIM905
        strict=True,
    )
)


@given(quotes)
def test_latex_shows_the_quotation_as_it_is(quote: str) -> None:
    from rag.citing.forms.latex import latex_escaped

    known = {
        **{rf"\UseTextSymbol{{T1}}{{\{name}}}": character for character, name in T1.items()},
        **{
            rf"\UseTextAccent{{T1}}{{\k}}{{{letter}}}": bent
            for letter, bent in zip("aAeEiIuUoO", "ąĄęĘįĮųŲǫǪ", strict=True)
        },
        r"\ensuremath{{}^{\prime\prime}}": "″",
        r"\ensuremath{{}^{\prime}}": "′",
        r"\ensuremath{-}": "−",
        r"\mbox{-}": "\u2011",
        r"\,": "\u202f",
        r"\textquotesingle{}": "'",
        r"\textasciigrave{}": "`",
        r"\textless{}": "<",
        r"\textgreater{}": ">",
        r"\textbar{}": "|",
        r"\textasciicircum{}": "^",
        r"\textasciitilde{}": "~",
        "~": "\u00a0",
    }
    latex = latex_escaped(quote)
    held_back = {character: chr(0xE100 + number) for number, character in enumerate(known.values())}
    for command, character in known.items():
        latex = latex.replace(command, held_back[character])
    assert not re.search(r"(?<!\\)[%$&#_^\"„«»]|--|``|''", latex)
    decoded = LatexNodes2Text(math_mode="verbatim", keep_comments=True, strict_latex_spaces=True).latex_to_text(latex)
    for character, stand_in in held_back.items():
        decoded = decoded.replace(stand_in, character)
    assert same(decoded) == same(quote)


@settings(max_examples=25)
@given(quotes, st.sampled_from(["chicago", "apa"]))
def test_a_word_document_holds_the_quotation_as_it_is(quote: str, style: str) -> None:
    data = write_cited(with_quote(style, quote), "docx")
    assert isinstance(data, bytes)
    text = read_document(data, "x.docx").text
    read = same(quote).replace("\ufeff", " ").replace("\u00ad", "")  # as Word documents are read
    assert "".join(read.split()) in "".join(text.split())


def test_a_word_document_has_a_real_footnote_in_a_style_of_notes() -> None:
    data = write_cited(cited("The ferry carries 40 cars."), "docx")
    assert isinstance(data, bytes)
    parts = zipfile.ZipFile(io.BytesIO(data))
    assert "Anna van der Berg and Ada Marie Nilsen" in re.sub(r"<[^>]+>", "", parts.read("word/footnotes.xml").decode())
    assert 'w:footnoteReference w:id="1"' in parts.read("word/document.xml").decode()
    inline = write_cited(cited("The ferry carries 40 cars.", "apa"), "docx")
    assert isinstance(inline, bytes)
    assert "word/footnotes.xml" not in zipfile.ZipFile(io.BytesIO(inline)).namelist()


def test_text_and_pandoc_have_quotation_note_and_key() -> None:
    text = str(write_cited(cited("The ferry carries 40 cars."), "text"))
    assert text.startswith("“The ferry carries 40 cars.” [1]\n\n[1] Anna van der Berg")
    assert "\n\nBibliography\n\nBerg, Anna van der" in text
    assert (
        write_cited(cited("The ferry carries 40 cars."), "pandoc")
        == "“The ferry carries 40 cars.” [@berg2022, para. 4]\n"
    )
    odd = replace(cited("Yes."), passages=(replace(cited("Yes.").passages[0], reference=replace(FERRY, key="a b;c")),))
    assert "[@{a b;c}, para. 4]" in str(write_cited(odd, "pandoc"))


def test_a_library_cites_what_is_remembered(articles: Path, open_library) -> None:  # type: ignore[no-untyped-def]
    library = open_library(articles)
    library.sync()
    found = library.cite("ferry carries passengers and cars between Holm and Vik", style="apa")
    assert (
        found.source_of == "sub/ferry.md" if hasattr(found, "source_of") else found.passages[0].source == "sub/ferry.md"
    )
    document = library.document("sub/ferry.md")
    passage = found.passages[0]
    assert found.quote == document.text[passage.citation.start : passage.citation.end]
    assert found.note == "(Lund, 2022, para. 1)"
    assert found.entries == ("Lund, P. (2022, February 11). A ferry for the islands.",)
    with pytest.raises(NothingFound):
        library.cite("xylophone quux")
    with pytest.raises(UsageError, match="empty"):
        library.cite("  ")


def test_an_answer_is_cited_with_one_bibliography(articles: Path, open_library) -> None:  # type: ignore[no-untyped-def]
    library = open_library(articles, style="chicago-author-date", threshold=0.0)
    library.sync()
    answer = library.ask("How many crowns did the vessel and the repairs cost?")
    found = library.cite_answer(answer)
    assert found.style == "chicago-author-date"
    assert [passage.quote for passage in found.passages] == [citation.quote for citation in answer.citations]
    assert len(found.entries) == len({passage.reference.key for passage in found.passages})


def test_the_cited_text_as_json_is_whole() -> None:
    from rag.citing.notes import cited_to_json

    written = json.loads(json.dumps(cited_to_json(cited("Yes."))))
    assert list(written) == ["schema", "style", "in_notes", "confidence", "passages", "bibliography"]
    assert list(written["passages"][0]) == [
        "n",
        "source",
        "start",
        "end",
        "quote",
        "key",
        "locator",
        "note",
        "reference",
    ]
    assert written["passages"][0]["reference"]["author"][0] == {
        "family": "Berg",
        "given": "Anna",
        "non-dropping-particle": "van der",
    }
