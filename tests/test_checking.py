"""Quotations of a draft against the articles: true ones are exact at their place, changed ones never are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering import answer_to_json
from rag.embedding import HashEmbedder
from rag.library import Library
from rag.settings import Settings
from support import ARTICLES, write_articles

MARKS = [("“", "”"), ('"', '"'), ("«", "»"), ("»", "«"), ("„", "“"), ("「", "」")]
CHANGES = [
    ("4.2 million", "4.3 million"),
    ("3 May", "8 May"),
    ("cracks", "leaks"),
    ("Lena Falk", "Lina Falk"),
    ("had waited", "had not waited"),
    ("120 passengers", "210 passengers"),
    ("6 percent", "16 percent"),
    ("14 ships", "40 ships"),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder, ARTICLES)
    with Library.open(folder, Settings(), HashEmbedder()) as opened:
        yield opened


@given(st.data())
def test_a_sentence_quoted_as_it_stands_is_exact_at_its_place(library: Library, data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(sorted(ARTICLES)))
    text = library.document(source).text
    long = [s for s in library.sentences(source) if len(text[s.start : s.end].split()) > 5]
    sentence = data.draw(st.sampled_from(long))
    before, after = data.draw(st.sampled_from(MARKS))
    quote = text[sentence.start : sentence.end]
    draft = f"It was reported at the time: {before}{quote}{after} Nothing more is known of it."
    (found,) = library.check(draft).quotations
    assert (found.verdict, found.source) == ("exact", source)
    assert (found.source_start, found.source_end) == (sentence.start, sentence.end)
    assert draft[found.start : found.end].strip(before + after) == quote


@pytest.mark.parametrize(("was", "becomes"), CHANGES)
def test_a_changed_word_is_never_exact(library: Library, was: str, becomes: str) -> None:
    quotes = [
        (source, library.document(source).text[s.start : s.end])
        for source in ARTICLES
        for s in library.sentences(source)
        if was in library.document(source).text[s.start : s.end]
    ]
    assert quotes
    for source, quote in quotes:
        (found,) = library.check(f"The paper wrote “{quote.replace(was, becomes)}” in those days.").quotations
        assert (found.verdict, found.source) == ("altered", source)
        assert found.differences


def test_what_no_article_says_is_not_found_and_short_words_in_marks_are_no_quotation(library: Library) -> None:
    report = library.check("The “so-called” ferry: “Nobody has ever flown a kite over the frozen sea at night.”")
    assert [found.verdict for found in report.quotations] == ["not_found"]
    assert [aside.text for aside in report.asides]


def test_saved_answers_are_held_against_the_folder_as_it_is_now(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    write_articles(folder, ARTICLES)
    saved = tmp_path / "answers.jsonl"
    with Library.open(folder, Settings(threshold=0), HashEmbedder()) as library:
        answers = [library.ask(question) for question in ("crowns for the bridge", "ships outside the harbour")]
        saved.write_text("".join(json.dumps(answer_to_json(answer)) + "\n" for answer in answers), encoding="utf-8")
        before = library.check_answers(saved)
        (folder / "strike.txt").write_text("Now something else stands here, about kites.\n", encoding="utf-8")
        library.sync()
        after = library.check_answers(saved)
    assert {one.fate for one in before.citations} == {"unchanged"}
    assert {one.fate for one in after.citations if one.source == "strike.txt"} <= {"changed", "gone"}
    assert any(one.source == "strike.txt" for one in after.citations)
