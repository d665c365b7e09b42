"""A check's report as text, JSON, a page and comments: every verdict is told, and what comes from texts is harmless."""

from __future__ import annotations

import io
import json
import re
from dataclasses import asdict
from pathlib import Path

import docx
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings

from draft_files import word_draft
from rag.checking.comments import commented_draft
from rag.checking.page import check_page
from rag.checking.report import check_text
from rag.checking.report_json import check_to_json
from rag.checking.values import VERDICTS, CheckReport
from rag.embedding import HashEmbedder
from rag.library import Library
from rag.readers import read_document
from rag.settings import Settings
from support import hostile_text, write_articles

DRAFT = (
    "Nilsen says “Repairs cost 4.2 million crowns.” and “the ‘electric’ ferry carries 120 passengers” and “Dockers in Vik "
    "went back to work on Friday after nine days.” (strike.txt) and “It makes the crossing in 18 minutes” (strike.txt) and "
    "“Whales were never seen from the tower of the old castle.” and “so-called” and “left open.\n"
)


@pytest.fixture(scope="module")
def report(library: Library) -> CheckReport:
    return library.check(DRAFT, suggest=True)


def test_every_verdict_is_counted_and_told(report: CheckReport) -> None:
    assert [q.verdict for q in report.quotations] == list(VERDICTS)
    assert report.summary == {"quotations": 5, **dict.fromkeys(VERDICTS, 1)}
    assert not report.passes()
    text = check_text(report)
    assert "5 quotations: 1 exact, 1 exact but for typography, 1 altered, 1 misattributed, 1 not found" in text
    assert "work on **Friday** after" in text
    assert "work on **Monday** after" in text
    assert "the draft names strike.txt; the words are in sub/ferry.md" in text
    assert "Marks that nothing closes" in text
    assert [(aside.kind, aside.text) for aside in report.asides] == [
        *(("scare", "electric"), ("scare", "so-called"), ("unclosed", "“left open.")),
    ]


def test_json_has_the_fields_and_offsets_into_both_texts(report: CheckReport, library: Library) -> None:
    values = json.loads(json.dumps(check_to_json(report)))
    assert list(values) == ["schema", "draft", "quotations", "asides", "suggestions", "summary"]
    for quotation in values["quotations"]:
        assert DRAFT[quotation["start"] : quotation["end"]] == quotation["text"]
        if quotation["source"]:
            text = library.document(quotation["source"]).text
            assert text[quotation["source_start"] : quotation["source_end"]] == quotation["source_text"]
            assert (quotation["text"] == quotation["source_text"]) == (
                quotation["verdict"] in {"exact", "misattributed"}
            )
        for difference in quotation["differences"]:
            assert DRAFT[difference["draft_start"] : difference["draft_end"]] == difference["draft"]


def test_typography_passes_unless_it_is_strict(library: Library) -> None:
    typography = library.check("They say “repairs cost 4.2 million crowns”.")
    assert typography.passes()
    assert not typography.passes(strict=True)
    assert library.check("No quotation at all.").passes(strict=True)


def test_the_page_shows_the_draft_whole_and_every_verdict_in_words(report: CheckReport) -> None:
    soup = BeautifulSoup(check_page(report), "html.parser")
    for label in soup.select(".draft .label"):
        label.extract()
    assert soup.select_one(".draft").get_text() == DRAFT
    assert {mark["class"][0] for mark in soup.select(".draft mark")} == set(VERDICTS)
    for link in soup.select("a[href^='#']"):
        assert soup.find(id=link["href"][1:])
    assert [tag.get_text() for tag in soup.select("del")] == ["Friday"]
    assert [tag.get_text() for tag in soup.select("ins")] == ["Monday"]


@settings(max_examples=40)
@given(hostile_text)
def test_no_text_becomes_mark_up_of_the_page_or_a_control_of_the_terminal(library: Library, text: str) -> None:
    draft = f"{text} <script>alert(1)</script> “Repairs <b>cost</b> 4.2 million crowns & more.” {text}"
    report = library.check(draft.replace("\ud800", ""), suggest=True)
    page = check_page(report)
    soup = BeautifulSoup(page, "html.parser")
    assert not soup.find(["script", "b", "img", "iframe", "link", "object"])
    assert "http" not in re.sub(r"http-equiv", "", page.split("</head>")[0])
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", check_text(report).replace("\r\n", "\n"))


def test_suggestions_show_what_supports_a_statement_or_say_that_nothing_does(library: Library) -> None:
    draft = (
        "The county paid 96 million crowns for the vessel. The county paid 69 million crowns for the vessel. "
        "The county did not pay 96 million crowns for the vessel. Whales sing in the deep sea at night. "
        "Is this a question about crowns? The paper says “Repairs cost 4.2 million crowns.”\n"
    )
    report = library.check(draft, suggest=True)
    assert report.suggestions is not None
    told = {s.text.split(" for")[0]: [near.source for near in s.support] for s in report.suggestions}
    assert told["The county paid 96 million crowns"] == ["sub/ferry.md"]
    assert told["The county paid 69 million crowns"] == []
    assert told["The county did not pay 96 million crowns"] == []
    assert len(report.suggestions) == 4
    for suggestion in report.suggestions:
        assert draft[suggestion.start : suggestion.end] == suggestion.text
        for near in suggestion.support:
            assert library.document(near.source).text[near.start : near.end] == near.quote
    text = check_text(report)
    assert text.count("nothing in the articles clearly supports it") == 3
    assert "supported" not in text


@pytest.mark.parametrize(
    ("stated", "supports"),
    [
        ("The mill at Orsa ground 37 sacks a day.", True),
        ("The mill at Orsa was sold to the county.", True),
        ("The mill at Orsa ground thirty-eight sacks a day.", False),
        ("The mill at Orsa did not grind 37 sacks a day.", False),
        ("The stream was deep enough for the mill wheel.", False),
    ],
)
def test_a_sentence_that_denies_something_else_may_support_a_statement(
    tmp_path: Path, stated: str, supports: bool
) -> None:
    article = (
        "The mill at Orsa ground 37 sacks a day and the miller did not rest on Sundays. No bell was rung, but the mill at "
        "Orsa was sold to the county. The stream was never deep enough for the mill wheel, and it froze.\n"
    )
    write_articles(tmp_path, {"mill.txt": article})
    with Library.open(tmp_path, Settings(), HashEmbedder()) as library:
        report = library.check(stated, suggest=True)
        assert report.suggestions is not None
        (suggestion,) = report.suggestions
        assert bool(suggestion.support) == supports
        assert (suggestion.nearest is None) == supports
        for near in (*suggestion.support, *([suggestion.nearest] if suggestion.nearest else [])):
            assert library.document(near.source).text[near.start : near.end] == near.quote
            assert near.quote in check_text(report)
            assert near.quote in BeautifulSoup(check_page(report), "html.parser").get_text()
    assert "supported" not in check_text(report)


def test_comments_stand_at_the_words_and_leave_the_text_as_it_was(library: Library, tmp_path: Path) -> None:
    data = word_draft(
        ["It says “Repairs ", "cost 4.3 million", " crowns.” and “He left ‘all of the old boats’ there”."],
        ("Dockers in Vik went back to work on Friday after nine days.", "Quote"),
        ["The end “It makes the crossing in 18 minutes.”"],
        note="It says “Whales were never seen from the tower of the castle”.",
    )
    path = tmp_path / "draft.docx"
    path.write_bytes(data)
    report = library.check(path)
    copy = commented_draft(data, report)
    assert read_document(copy, "a.docx").text == report.draft_text == read_document(data, "a.docx").text
    word = docx.Document(io.BytesIO(copy))
    assert [comment.author for comment in word.comments] == ["rag check"] * 5
    starts = re.findall(r"commentRangeStart w:id=\"(\d+)\"", word.element.xml)
    ends = re.findall(r"commentRangeEnd w:id=\"(\d+)\"", word.element.xml)
    assert sorted(starts) == sorted(ends) == list("01234")
    covered = _commented_words(word)
    assert "Repairs cost 4.3 million crowns." in covered
    assert "Dockers in Vik went back to work on Friday after nine days." in covered
    assert "all of the old boats" in covered


def _commented_words(word: docx.document.Document) -> set[str]:
    """The words within each comment's marks."""
    found: dict[str, str] = {}
    within: set[str] = set()
    for element in word.element.body.iter():
        name = element.tag.rsplit("}", 1)[-1]
        if name == "commentRangeStart":
            within.add(element.values()[0])
        elif name == "commentRangeEnd":
            within.discard(element.values()[0])
        elif name == "t":
            for number in within:
                found[number] = found.get(number, "") + (element.text or "")
    return set(found.values())


def test_a_report_is_made_of_plain_values(report: CheckReport) -> None:
    assert json.loads(json.dumps(asdict(report)))["draft"] == "draft.md"
