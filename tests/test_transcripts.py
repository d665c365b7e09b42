"""What each form of a transcript holds, read back by a reader that has nothing to do with its writer."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from made_answers import answers
from rag import Answer, Citation, Difference, Filter, LibraryState, UsageError, answer_from_json
from rag.library import Library
from rag.readers import read_document
from rag.references.resolving import reference_of_citation
from rag.transcripts import TranscriptForm, write_transcript
from rag.transcripts.conversation import Conversation
from rag.values import Stated
from support import hostile_text

if TYPE_CHECKING:
    from markdown_it.token import Token

Opener = Callable[..., Library]
FORMS: tuple[TranscriptForm, ...] = ("markdown", "html", "docx")
STATE = LibraryState("f" * 64, "hash", 3, 5)
MARKUP = [
    *("1. ", "- ", "# ", "*a*", "_", "`", "$x$", "<b>", "&lt;", "[l](u)", "--", "...", '"', "'", "\\", "~~~", "[^1]"),
    *(
        "@me",
        "https://x.org/a_b",
        "www.x.org",
        "|",
        ":s:",
        "\n",
        "x ",
        "!",
        "<!--",
        "]]>",
        "</span>",
        "> ",
        "    ",
        "=",
    ),
    *('https://x.org/"><script>alert(1)</script>', "https://x/)a(b[c]|d;e"),
]
texts = st.one_of(hostile_text, st.lists(st.sampled_from(MARKUP), max_size=8).map("".join))
quotes = texts.filter(lambda text: bool(text.strip()))
UNSETTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def transcript(
    form: TranscriptForm, *given: Answer, title: str = "T", style: str = "chicago", asked: str | None = None
) -> bytes:
    return write_transcript(Conversation(given, title, asked), form, reference_of_citation, style)


def citation(quote: str, n: int = 1, **changed: Any) -> Citation:
    made = Citation(n, "sub/ferry.md", 0, len(quote), quote, 9, 2, None, None, "A ferry", "Per Lund", "2022-02-11", 0.9)
    return replace(made, **changed)


def answer(*quoted: Citation, **changed: Any) -> Answer:
    status = "answered" if quoted else "not_found"
    return replace(Answer("How many?", status, 0.71, "", quoted, (), STATE), **changed)


def markdown_tokens(content: bytes) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(content.decode())


def page(form: str, content: bytes) -> BeautifulSoup:
    """The page as a browser has it; of Markdown what CommonMark with tables makes of it."""
    markdown = MarkdownIt("commonmark").enable("table")
    return BeautifulSoup(markdown.render(content.decode()) if form == "markdown" else content.decode(), "html.parser")


def shown(form: str, content: bytes) -> str:
    """All text of the transcript in one line, the footnotes' too."""
    if form != "docx":
        return " ".join(page(form, content).get_text().split())
    return " ".join(read_document(content, "x.docx").text.split())


def on_one_line(text: str) -> str:
    """As Markdown shows text: what no format can set as U+FFFD, white space as single spaces and at no end."""
    return re.sub(r"[ \t\r\n\f\v]+", " ", UNSETTABLE.sub("\ufffd", text)).strip()


@settings(max_examples=30)
@given(st.lists(quotes, min_size=1, max_size=3), texts, texts)
@example(["Stop!", "!", "- x"], '!https://x.org/"><script>alert(1)</script>', "1. #")
def test_markdown_shows_every_quotation_and_nothing_of_the_text_becomes_markup(
    quoted: list[str], said: str, title: str
) -> None:
    asked = answer(
        *(citation(quote, n, title=said, author=None) for n, quote in enumerate(quoted, start=1)),
        question=said,
        read_with=said or None,
        filter=Filter((said,)),
        differences=(Difference("figure", said, (Stated(1, said, said, 0, len(said), said),)),),
    )
    content = transcript("markdown", asked, replace(asked, citations=(), status="error", error=said), title=f"T{title}")
    tokens = markdown_tokens(content)
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert kinds <= {"heading", "inline", "paragraph", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}
    inside = {child.type for token in tokens for child in token.children or ()}
    assert inside <= {"text", "text_special", "link_open", "link_close", "em_open", "em_close"}
    lines = ["".join(child.content for child in token.children or ()) for token in tokens if token.type == "inline"]
    quoted_lines = [lines[number] for number in _in_blockquotes(tokens)]
    assert [on_one_line(line.removesuffix(f"[^{n}]")) for n, line in enumerate(quoted_lines, start=1)] == list(
        map(on_one_line, quoted)
    )
    headings = [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]
    assert len(headings) == 4  # the title, two questions, and the bibliography
    assert content.decode().count("\n[^") == len(quoted)


def _in_blockquotes(tokens: list[Token]) -> list[int]:
    """The numbers of the inline tokens that stand in block quotations."""
    depth, found, number = 0, [], 0
    for token in tokens:
        depth += token.nesting if token.type.startswith("blockquote") else 0
        if token.type == "inline":
            found += [number] if depth else []
            number += 1
    return found


@settings(max_examples=30)
@given(st.lists(quotes, min_size=1, max_size=3), texts, st.sampled_from(["chicago", "apa"]))
def test_html_gives_back_every_character_of_every_quotation_and_runs_nothing(
    quoted: list[str], said: str, style: str
) -> None:
    asked = answer(
        *(citation(quote, n, title=said, author=None) for n, quote in enumerate(quoted, start=1)),
        question=said,
        read_with=said or None,
        differences=(Difference("figure", said, (Stated(1, said, None, 0, len(said), said),)),),
    )
    found = page("html", transcript("html", asked, title=f"T{said}", style=style))
    assert [one.get_text() for one in found.select("blockquote .quote")] == [
        re.sub("[\x00\ud800-\udfff]", "\ufffd", quote) for quote in quoted
    ]
    tags = found.find_all(True)
    assert not {tag.name for tag in tags} & {"script", "img", "iframe", "b", "object", "base", "form"}
    assert not [name for tag in tags for name in tag.attrs if name.startswith("on") or name == "src"]
    assert all(re.match("#fn|https?://", str(link["href"])) for link in found.find_all("a"))
    marked = {str(tag["id"]) for tag in tags if tag.get("id")}
    assert {str(link["href"])[1:] for link in found.find_all("a", href=re.compile("^#"))} <= marked


@settings(max_examples=30)
@given(st.lists(quotes, min_size=1, max_size=3), texts, st.sampled_from(["chicago", "apa"]))
def test_word_gives_back_every_character_of_every_quotation_that_it_can_hold(
    quoted: list[str], said: str, style: str
) -> None:
    given_citations = (citation(quote, n, title=said, author=None) for n, quote in enumerate(quoted, start=1))
    content = transcript("docx", answer(*given_citations, question=said), title=f"T{said * 20}", style=style)
    found = [one for one in docx.Document(io.BytesIO(content)).paragraphs if one.style and one.style.name == "Quote"]
    for paragraph, quote in zip(found, quoted, strict=True):
        expected = UNSETTABLE.sub("\ufffd", quote.replace("\r\n", "\n")).replace("\r", "\n")
        text = paragraph.text
        assert text == expected if style == "chicago" else text.startswith(f"{expected} (")
    parts = zipfile.ZipFile(io.BytesIO(content))
    marks = re.findall(r'w:footnoteReference w:id="(\d+)"', parts.read("word/document.xml").decode())
    if style == "apa":
        assert not marks
        return
    assert marks == [str(n) for n in range(1, len(quoted) + 1)]
    assert set(marks) < set(re.findall(r'<w:footnote [^>]*w:id="(\d+)"', parts.read("word/footnotes.xml").decode()))


@given(st.lists(answers(), min_size=1, max_size=2), hostile_text, st.none() | hostile_text)
def test_json_gives_back_the_conversation(given_answers: list[Answer], title: str, asked: str | None) -> None:
    values = json.loads(transcript("json", *given_answers, title=f"T{title}", asked=asked))
    assert [answer_from_json(one) for one in values["answers"]] == given_answers
    assert values["title"] == f"T{title}"
    assert list(values) == (["title", "asked", "answers"] if asked else ["title", "answers"])


@settings(max_examples=15)
@given(st.lists(answers(), min_size=1, max_size=2), st.sampled_from(FORMS), st.sampled_from(["chicago", "mla"]))
def test_no_answer_makes_a_form_stumble(given_answers: list[Answer], form: TranscriptForm, style: str) -> None:
    content = transcript(form, *given_answers, style=style)
    found = shown(form, content)
    for one in given_answers:
        assert ("The articles do not say." in found) or one.status != "not_found"


def test_half_of_a_surrogate_pair_breaks_no_form() -> None:
    broken = answer(citation("Half \ud83d!", title="\ud83d"), question="\ud83d?")
    for form in FORMS:
        assert "Half \ufffd!" in shown(form, transcript(form, broken))
    (one,) = json.loads(transcript("json", broken))["answers"]
    assert answer_from_json(one) == broken


TALK = (
    answer(citation("The ferry carries 40 cars.", 1), citation("It sails at 6.", 2, paragraph=5), question="What?"),
    answer(question="Who?", status="not_found", confidence=0.1),
    answer(question="", status="error", error="The question is empty.", confidence=0.0),
    answer(
        citation("Two were hurt.", 1, source="a.txt", title="Harbour", author="Ada Nilsen", published="2021-02-03"),
        citation("Nine were hurt.", 2, paragraph=7),
        question="And who was hurt?",
        read_with="What?",
        filter=Filter(("sub/",), ("Lund",), since="2021"),
        differences=(
            Difference(
                "figure",
                "hurt",
                (Stated(1, "a.txt", "2021-02-03", 0, 3, "Two"), Stated(2, "sub/ferry.md", None, 0, 4, "Nine")),
            ),
        ),
        library=replace(STATE, fingerprint="e" * 64, reranker="some/judge"),
    ),
)


@pytest.mark.parametrize("form", FORMS)
def test_all_that_was_asked_and_told_stands_in_order(form: TranscriptForm) -> None:
    found = shown(form, transcript(form, *TALK, title="Ferries", asked="2026-02-03"))
    told = [
        *("Ferries", "Asked on 2026-02-03", "What?", "The ferry carries 40 cars.", "It sails at 6."),
        *("Confidence: likely (0.71)", "Who?", "The articles do not say.", "(no question)", "The question is empty."),
        *("And who was hurt?", "Read together with “What?”", "Asked only of articles at sub/, by Lund, since 2021"),
        *(
            "Two were hurt.",
            "Nine were hurt.",
            "Where the sources differ: hurt",
            "2021-02-03",
            "Two",
            "no date",
            "Nine",
        ),
        *("Confidence: likely (0.71)", "Lund, Per. “A Ferry.” February 11, 2022."),
        f"Made with library {'f' * 64} · model hash; then library {'e' * 64} · model hash · reranker some/judge",
    ]
    at = 0
    for text in told:
        at = found.find(text, at)
        assert at >= 0, text
        at += len(text)


@pytest.mark.parametrize("form", FORMS)
def test_notes_are_numbered_through_short_the_second_time_and_listed_once(form: TranscriptForm) -> None:
    found = shown(form, transcript(form, *TALK))
    notes = [
        *("Per Lund, “A Ferry,” February 11, 2022, para. 2.", "Lund, “A Ferry,” para. 5."),
        *("Ada Nilsen, “Harbour,” February 3, 2021, para. 2.", "Lund, “A Ferry,” para. 7."),
    ]
    places = [found.find(note) for note in notes]
    assert -1 not in places
    assert places == sorted(places)
    assert found.count("Lund, Per. “A Ferry.” February 11, 2022.") == 1


@pytest.mark.parametrize("form", FORMS)
def test_a_difference_is_a_table_that_says_where_each_figure_is_quoted(form: TranscriptForm) -> None:
    for style, heading, citing in (
        ("chicago", "Note", ["3", "4"]),
        ("apa", "Source", ["(Nilsen, 2021, para. 2)", "(Lund, 2022, para. 7)"]),
    ):
        content = transcript(form, *TALK, style=style)
        if form == "docx":
            (table,) = docx.Document(io.BytesIO(content)).tables
            rows = [[cell.text for cell in row.cells] for row in table.rows]
        else:
            (found,) = page(form, content).find_all("table")
            rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in found.find_all("tr")]
        assert rows == [["Date", "Stated", heading], ["2021-02-03", "Two", citing[0]], ["no date", "Nine", citing[1]]]


@pytest.mark.parametrize("form", FORMS)
def test_a_conversation_without_a_quotation_has_no_notes_and_no_bibliography(form: TranscriptForm) -> None:
    found = shown(form, transcript(form, *TALK[1:3]))
    assert "The articles do not say." in found
    assert "Bibliography" not in found
    assert "[^" not in found


def test_the_page_needs_nothing_from_elsewhere() -> None:
    content = transcript("html", *TALK).decode()
    assert not re.findall(r"<script|\bon\w+=|@import|url\(|https?://", content)
    assert "default-src 'none'" in content
    assert "prefers-color-scheme: dark" in content


@pytest.mark.parametrize("form", FORMS)
def test_a_source_that_has_been_removed_since_is_cited_by_what_the_answer_tells(
    articles: Path, open_library: Opener, form: TranscriptForm
) -> None:
    library = open_library(articles, threshold=0.0, style="chicago")
    library.sync()
    (articles / "references.bib").write_text(
        "@article{ferry, title={A better title}, author={Lund, Per Olav}, file={sub/ferry.md}}", encoding="utf-8"
    )
    asked = library.ask("How many passengers does the electric ferry carry?")
    assert "Per Olav Lund, A Better Title," in shown(form, library.transcript([asked], form, "Ferries"))
    (articles / "sub/ferry.md").unlink()
    library.sync()
    found = shown(form, library.transcript([asked], form, "Ferries", asked=date(2026, 2, 3)))
    assert "Per Lund, “A Ferry for the Islands,” February 11, 2022, para. 1" in found
    assert "Asked on 2026-02-03" in found
    assert library.cite_answer(asked).note.startswith("Per Lund, “A Ferry for the Islands,”")


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        ((TALK, "pdf", "T"), "'pdf'; it must be one of markdown, html, docx, json"),
        ((TALK, "html", "  "), "no title"),
        (((), "html", "T"), "no answer yet"),
        ((TALK, "docx", "T", "aap"), "Near it are: .*apa"),
    ],
)
def test_what_cannot_be_written_is_refused(articles: Path, open_library: Opener, refused: Any, said: str) -> None:
    library = open_library(articles)
    library.sync()
    with pytest.raises(UsageError, match=said):
        library.transcript(*refused)
