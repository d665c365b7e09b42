import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.library import Library
from rag.passages import MAX_SENTENCE_CHARACTERS, count_words, split_passages, split_sentences
from rag.values import Document, Heading, Span
from support import hostile_text, write_articles


def document_of(text: str, **marks: object) -> Document:
    return Document("a.txt", text, paragraphs=(Span(0, len(text)),) if text else (), **marks)


@given(hostile_text)
def test_sentences_are_in_order_and_hold_every_letter(text: str) -> None:
    sentences = split_sentences(text)
    reached = 0
    for sentence in sentences:
        assert reached <= sentence.start < sentence.end <= len(text)
        assert not any(c.isalnum() for c in text[reached : sentence.start])
        quote = text[sentence.start : sentence.end]
        assert quote == quote.strip()
        assert len(quote) <= MAX_SENTENCE_CHARACTERS
        reached = sentence.end
    assert not any(c.isalnum() for c in text[reached:])


@given(hostile_text, st.integers(40, 200))
def test_passages_are_runs_of_the_sentences(text: str, words: int) -> None:
    passages = split_passages(document_of(text), words)
    sentences = [sentence for passage in passages for sentence in passage.sentences]
    assert sentences == split_sentences(text)
    for passage in passages:
        assert passage.start == passage.sentences[0].start
        assert passage.end == passage.sentences[-1].end


@given(hostile_text, st.data())
def test_no_passage_touches_furniture(text: str, data: st.DataObject) -> None:
    bounds = sorted(set(data.draw(st.lists(st.integers(0, len(text)), max_size=8))))
    furniture = tuple(Span(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=False))
    for passage in split_passages(document_of(text, furniture=furniture)):
        assert all(passage.end <= mark.start or mark.end <= passage.start for mark in furniture)


def test_passages_are_of_about_the_wanted_length() -> None:
    text = "\n\n".join("The quick brown fox jumps over the lazy dog near the river. " * 7 for _ in range(40))
    lengths = [count_words(text[p.start : p.end]) for p in split_passages(document_of(text), 130)]
    assert all(65 <= length <= 207 for length in lengths)
    assert 115 <= sum(lengths) / len(lengths) <= 145


@pytest.mark.parametrize(
    "sentences",
    [
        ["The tram opens at 10 a.m. Monday after nine years.", "Nobody paid."],
        ["It left at 5 p.m. EST.", "He came at 9 a.m.", "She left."],
        ["They met at 8:30 p.m. Sept. 4 in Vell.", "They left at noon."],
    ],
)
def test_a_sentence_does_not_end_between_an_hour_and_its_day(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[s.start : s.end] for s in split_sentences(text)] == sentences


def test_a_heading_leads_its_passage_and_is_no_sentence() -> None:
    text = "Costs\n\nThe bridge cost a lot. It was paid late."
    document = Document("a.txt", text, headings=(Heading(0, 5, 1),), paragraphs=(Span(0, 5), Span(7, len(text))))
    (passage,) = split_passages(document)
    assert passage.start == 0
    assert [text[s.start : s.end] for s in passage.sentences] == ["The bridge cost a lot.", "It was paid late."]


def test_a_headline_that_a_byline_parts_from_its_text_leads_it_and_is_no_sentence() -> None:
    text = "Who drew the bridge?\n\nBy Ola Brandt\n\nShare\n\nCosts\n\nKari Dahl drew it. It was paid late.\n\nThe end"
    paragraphs = tuple(Span(m.start(), m.end()) for m in re.finditer(r".+", text))
    headline, byline, share, costs, _, end = paragraphs
    document = Document(
        "a.txt",
        text,
        headings=tuple(Heading(span.start, span.end, 1) for span in (headline, costs, end)),
        paragraphs=paragraphs,
        furniture=(byline, share),
    )
    (passage,) = split_passages(document)
    assert (passage.start, passage.lead) == (costs.start, headline)
    assert [text[s.start : s.end] for s in passage.sentences] == ["Kari Dahl drew it.", "It was paid late.", "The end"]
    (alone,) = split_passages(replace(document, headings=document.headings[:1], furniture=paragraphs[1:]))
    assert (text[alone.start : alone.end], alone.lead) == ("Who drew the bridge?", None)


def test_a_headline_that_asks_the_question_is_not_its_answer_and_finds_it(
    tmp_path: Path, open_library: Callable[..., Library]
) -> None:
    write_articles(
        tmp_path,
        {
            "a.md": "# Who built the Korsund bridge?\n\nBy Ola Brandt, 4 May 2021\n\n"
            "It is the work of the engineer Kari Dahl, who drew it in 1934.\n",
            "c.txt": "WHO BUILT THE KORSUND BRIDGE?\n\nOla Brandt\n4 May 2021\n\nThe work of Kari Dahl stands for ever.\n",
            "b.md": "# The harbour of Vell\n\nBy Ola Brandt, 5 May 2021\n\nIt is the work of many hands, and of time.\n",
        },
    )
    library = open_library(tmp_path, threshold=0)
    library.sync()
    first, *_ = library.ask("Who built the Korsund bridge?").citations
    assert first.quote == "It is the work of the engineer Kari Dahl, who drew it in 1934."
    assert not any(hit.sentence.start == 0 for hit in library.search("Who built the Korsund bridge?", 9))
    assert library.document("c.txt").title == "WHO BUILT THE KORSUND BRIDGE?"


def test_a_heading_with_nothing_below_is_kept_as_text() -> None:
    text = "Only a heading"
    document = Document("a.txt", text, headings=(Heading(0, len(text), 1),), paragraphs=(Span(0, len(text)),))
    (passage,) = split_passages(document)
    assert [text[s.start : s.end] for s in passage.sentences] == ["Only a heading"]


def test_sentences_end_where_a_reader_would_say() -> None:
    text = "Dr. Roe left the U.S. on Jan. 5. “Why? Nobody knows.” 他来了。她走了！ Is it $3.50? Yes."
    assert [text[s.start : s.end] for s in split_sentences(text)] == [
        *("Dr. Roe left the U.S. on Jan. 5.", "“Why? Nobody knows.”", "他来了。", "她走了！", "Is it $3.50?", "Yes.")
    ]


@pytest.mark.parametrize("language", [None, "fr"])
@pytest.mark.parametrize(
    "mark",
    [
        "[^1]",
        " [^1]",
        "[^a][^b-2]",
        "[12]",
        "[4][5]",
        "[citation needed]",
        "[by whom?][3]",
        "[note 2]",
        "¹",
        "¹²",
        "²,³",
        "†",
    ],
)
def test_the_marks_of_notes_belong_to_the_sentence_before_them(mark: str, language: str | None) -> None:
    text = f"The dam held until 1901.{mark} Boats pass it daily.{mark}\nIt stands.{mark}"
    sentences = [text[s.start : s.end] for s in split_sentences(text, language=language)]
    assert sentences == [f"The dam held until 1901.{mark}", f"Boats pass it daily.{mark}", f"It stands.{mark}"]


@pytest.mark.parametrize("language", [None, "fr"])
@pytest.mark.parametrize("mark", ["[1]", "[^1]", "[4][5]", "[b]"])
@pytest.mark.parametrize("quotation", ["“We go.”", '"Go!"', "‘Who?’", "«We go.»", "« We go. »", "“So he said ‘no.’”"])
def test_a_quotation_with_a_mark_ends_its_sentence(quotation: str, mark: str, language: str | None) -> None:
    text = f"She wrote: {quotation}{mark} The dam fell."
    assert [text[s.start : s.end] for s in split_sentences(text, language=language)] == [
        f"She wrote: {quotation}{mark}",
        "The dam fell.",
    ]
    going_on = f"In {quotation}{mark} she meant the dam."
    assert len(split_sentences(going_on, language=language)) == len(
        split_sentences(going_on.replace(mark, ""), language=language)
    )


def test_brackets_that_begin_a_sentence_stay_with_it() -> None:
    for text, second in (
        ("It was late. [Later] they came.", "[Later] they came."),
        ("It was late.[more](a.html) They came.", "[more](a.html) They came."),
        ("It was late. ² of them came.", "² of them came."),
        ("It was late.\n[^1]: They came.", "[^1]: They came."),
    ):
        assert [text[s.start : s.end] for s in split_sentences(text)] == ["It was late.", second]


def test_sentences_end_by_the_habits_of_the_document_s_language() -> None:
    text = "Am 3. Mai kam Prof. Klein. Er blieb bis zum 5. Juni."
    (passage,) = split_passages(document_of(text, language="de"))
    assert [text[s.start : s.end] for s in passage.sentences] == [
        "Am 3. Mai kam Prof. Klein.",
        "Er blieb bis zum 5. Juni.",
    ]
    assert len(split_sentences(text)) > len(passage.sentences)


def test_words_are_counted_where_none_are_spaced() -> None:
    for text, least, most in (("สะพานเก่าถูกปิดการจราจร", 4, 8), ("旧大桥停止通车", 3, 6), ("ស្ពានចាស់ត្រូវបានបិទ", 3, 8)):
        assert least <= count_words(text) <= most
        assert least * 10 <= count_words(text * 10) <= most * 10


def test_a_megabyte_in_one_line_is_cut() -> None:
    for piece in ("word ", "x", "你好。", "a. "):
        text = (piece * 1_000_000).encode()[:1_000_000].decode(errors="ignore")
        passages = split_passages(document_of(text))
        assert len(passages) > 500
        assert max(p.end - p.start for p in passages) < 5_000
