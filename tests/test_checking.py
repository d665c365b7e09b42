"""Quotations of a draft against the articles: true ones are exact at their place, changed ones never are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer_json import answer_to_json
from rag.embedding import HashEmbedder
from rag.errors import FolderError
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


def test_a_draft_in_the_folder_is_not_checked_against_itself(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    own = (
        "Of Whales\n\nShe said “whales sang under the old pier all night long” and “Repairs cost 4.2 million crowns.”\n"
    )
    write_articles(folder, {**ARTICLES, "my/draft.md": own})
    with Library.open(folder, Settings(), HashEmbedder()) as library:
        for draft in (folder / "my/draft.md", str(folder / "my/draft.md")):
            report = library.check(draft)
            assert report.draft == "draft.md"
            assert [q.verdict for q in report.quotations] == ["not_found", "exact"]
        assert library.check(own).quotations[0].verdict == "exact"


def test_paragraphs_of_a_block_are_one_quotation_or_several_where_the_format_does_not_tell(library: Library) -> None:
    first, second = "It makes the crossing in 18 minutes.", "The union won a raise of 6 percent."
    (joined,) = library.check(f"> {first}\n>\n> {second}\n").quotations
    assert joined.verdict == "altered"
    assert [q.verdict for q in library.check(f"> {first}\n\n> {second}\n").quotations] == ["exact", "exact"]


@pytest.mark.parametrize(
    ("named", "verdict"),
    [("— Ada Nilsen", "exact"), ("(Nilsen 2021, p. 3)", "exact"), ("(Lund 2022)", "misattributed")],
)
def test_a_block_quotation_may_name_its_source(library: Library, named: str, verdict: str) -> None:
    quote = "The old bridge at Orsa was closed to traffic on 3 May 2021 after engineers found cracks in two pillars."
    (found,) = library.check(f"> {quote}\n> {named}\n").quotations
    assert (found.verdict, found.text) == (verdict, quote)


def test_what_looks_like_a_block_s_source_is_checked_where_the_article_has_it(tmp_path: Path) -> None:
    write_articles(tmp_path, {"a.txt": "The lamp was lit by the keepers of the tower (see Berg et al. 2003).\n"})
    with Library.open(tmp_path, Settings(), HashEmbedder()) as library:
        quote = "> The lamp was lit by the keepers of the tower (see {} et al. 2003).\n"
        assert library.check(quote.format("Berg")).quotations[0].verdict == "exact"
        (altered,) = library.check(quote.format("Holm")).quotations
        assert (altered.verdict, [d.kind for d in altered.differences]) == ("altered", ["name"])


def test_a_quotation_in_a_quotation_has_the_place_of_the_outer_one(tmp_path: Path) -> None:
    line = "He said “we sail at dawn tomorrow” to the crew."
    write_articles(tmp_path, {"a.txt": "We sail at dawn tomorrow, it said.\n", "b.txt": f"A log.\n\n{line}\n"})
    with Library.open(tmp_path, Settings(), HashEmbedder()) as library:
        outer, inner = library.check("It has “he said ‘we sail at dawn tomorrow’ to the crew” in it.").quotations
    assert (outer.source, inner.source, inner.nested, inner.verdict) == ("b.txt", "b.txt", True, "exact")


def test_what_is_near_is_told_of_what_is_not_found_and_titles_are_told_apart(library: Library) -> None:
    report = library.check(
        "“The vessel had cost the county nearly a hundred million crowns.” and “A Long Title of Some Other Work” here."
    )
    (found,) = report.quotations
    assert found.nearest
    near = found.nearest
    assert library.document(near.source).text[near.start : near.end] == near.quote
    assert near.source == "sub/ferry.md"
    assert [(aside.kind, aside.text) for aside in report.asides] == [("title", "A Long Title of Some Other Work")]


def test_a_library_without_an_index_or_articles_is_told(tmp_path: Path) -> None:
    library = Library(tmp_path, Settings(), HashEmbedder())
    with pytest.raises(FolderError, match="no index yet"):
        library.check("“four words are here”")


def test_saved_answers_are_unchanged_moved_changed_or_gone(tmp_path: Path) -> None:
    folder, saved = tmp_path / "articles", tmp_path / "answers.jsonl"
    write_articles(folder, ARTICLES)
    quotes = {
        "strike.txt": [
            "The union won a raise of 6 percent.",
            "Dockers in Vik went back to work on Monday after nine days.",
        ],
        "sub/ferry.md": [
            "It makes the crossing in 18 minutes.",
            "The electric ferry carries 120 passengers and 40 cars between Holm and Vik.",
        ],
    }
    citations = [
        {
            "n": n,
            "source": source,
            "start": (at := ARTICLES[source].index(quote)),
            "end": at + len(quote),
            "quote": quote,
        }
        for source, listed in quotes.items()
        for n, quote in enumerate(listed, start=1)
    ]
    bad = ["not json", '["a list"]', '{"id": 7, "citations": [{"source": 5}]}', '{"citations": null}']
    saved.write_text("\n".join([json.dumps({"id": "q", "citations": citations}), "", *bad]), encoding="utf-8")
    with Library.open(folder, Settings(), HashEmbedder()) as library:
        assert {c.fate for c in library.check_answers(saved).citations} == {"unchanged"}
        strike = ARTICLES["strike.txt"].replace("6 percent", "7 percent").replace("Dockers end", "The dockers end")
        ferry = ARTICLES["sub/ferry.md"].replace("It makes the crossing in 18 minutes.", "")
        write_articles(folder, {"strike.txt": strike, "sub/new.md": ferry})
        (folder / "sub/ferry.md").unlink()
        library.sync()
        report = library.check_answers(saved)
        text = library.document("sub/new.md").text
    assert [c.fate for c in report.citations] == ["changed", "moved", "gone", "moved"]
    changed, moved, gone, renamed = report.citations
    assert [(d.kind, d.draft, d.source) for d in changed.differences] == [("number", "6", "7")]
    assert moved.now
    assert (moved.now.source, moved.now.quote) == ("strike.txt", moved.quote)
    assert renamed.now
    assert text[renamed.now.start : renamed.now.end] == renamed.quote
    assert gone.now is None
    assert [row.row for row in report.bad_rows] == ["3", "4", "7"]
    assert report.summary == {
        "rows": 5,
        "citations": 4,
        "unchanged": 0,
        "moved": 2,
        "changed": 1,
        "gone": 1,
        "bad_rows": 3,
    }
    assert not report.passes()


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
