from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rag.answering import probability
from rag.embedding import HashEmbedder
from rag.library import Library
from rag.search import SHOWN_FIRST
from rag.settings import Settings
from support import ARTICLES, hostile_text, write_articles

Opener = Callable[..., Library]


@settings(max_examples=30)
@given(st.lists(hostile_text.filter(lambda text: sum(c.isalnum() for c in text) > 3), min_size=1, max_size=3))
def test_passages_are_whole_sentences_that_never_overlap(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder, {f"{number}.txt": text for number, text in enumerate(texts)})
    with Library.open(folder, Settings(), HashEmbedder()) as library:
        assume(library.state().documents)  # such as begins with a NUL is no text
        hits = library.search("word quoted twice 文 he smiled", 50)
        shown: set[tuple[str, int]] = set()
        for hit in hits:
            inside = [s for s in library.sentences(hit.source) if hit.span.start <= s.start and s.end <= hit.span.end]
            assert (hit.span.start, hit.span.end) == (inside[0].start, inside[-1].end)
            assert hit.sentence in inside
            places = {(hit.source, s.start) for s in inside}
            assert not places & shown
            shown |= places
            document = library.document(hit.source)
            assert all(m.end <= hit.span.start or hit.span.end <= m.start for m in document.furniture)
        for source in {hit.source for hit in hits}:
            own = [hit.score for hit in hits[:SHOWN_FIRST] if hit.source == source]
            assert own == sorted(own, reverse=True)
        everything = {(info.source, s.start) for info in library.documents() for s in library.sentences(info.source)}
        assert len(hits) == 50 or shown == everything


def test_a_passage_holds_what_is_likely_beside_its_best_sentence(tmp_path: Path, open_library: Opener) -> None:
    before = " ".join(f"Number {i} of the barges lay at the quay and took on sand." for i in range(30))
    between = " ".join(f"Barge {i} was loaded with gravel." for i in range(9))
    after = " ".join(f"Then barge {i} went down the river to the sea." for i in range(30))
    resigned = "The harbourmaster resigned in a letter of two lines."
    reason = "In that letter the harbourmaster named no reason to resign."
    write_articles(tmp_path, {"a.txt": f"{before} {reason} {between} {resigned} {after}"})
    library = open_library(tmp_path)
    library.sync()
    best = library.search("Why did the harbourmaster resign in a letter?", 1)[0]
    text = library.document("a.txt").text
    shown = text[best.span.start : best.span.end]
    assert text[best.sentence.start : best.sentence.end] in (resigned, reason)
    assert resigned in shown
    assert reason in shown
    assert 100 <= len(shown.split()) <= 130


def test_an_article_that_speaks_of_it_throughout_goes_before_one_that_mentions_it(
    tmp_path: Path, open_library: Opener
) -> None:
    other = "Rain fell on the hills. Nobody came down to the shore all week."
    write_articles(
        tmp_path,
        {
            "a-mention.txt": f"The ferry sank near the harbour. {other}",
            "throughout.txt": "The ferry sank near the harbour. A diver saw the ferry near the harbour wall.",
        },
    )
    library = open_library(tmp_path)
    library.sync()
    first, second, *_ = library.search("ferry sank near the harbour")
    assert [first.source, second.source] == ["throughout.txt", "a-mention.txt"]
    text = library.document("throughout.txt").text
    assert text[first.sentence.start : first.sentence.end] == "The ferry sank near the harbour."


def test_answers_do_not_depend_on_how_the_index_came_about(tmp_path: Path) -> None:
    questions = ["When did the dockers strike?", "What did repairs of the bridge cost?", "crowns", "the town"]
    answers = []
    for order in (list(ARTICLES), list(reversed(ARTICLES))):
        folder = tmp_path / order[0].replace("/", "-")
        library = Library(folder, Settings(threshold=0), HashEmbedder())
        for source in order:
            write_articles(folder, {source: "Something else at first."})
            library.sync()
            write_articles(folder, {source: ARTICLES[source]})
            library.sync()
        answers.append(library.ask_many(questions))
        library.close()
    assert answers[0] == answers[1]


def test_a_word_that_only_one_article_has_finds_it(articles: Path, open_library: Opener) -> None:
    library = open_library(articles)
    library.sync()
    assert [hit.source for hit in library.search("Falk", 1)] == ["bridge.txt"]
    assert [hit.source for hit in library.search("ferries", 1)] == ["sub/ferry.md"]


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_a_better_score_is_never_less_probable(one: float, other: float) -> None:
    from rag.values import Hit, Sentence, Span

    less, more = (
        probability(Hit("a.txt", Span(0, 1), Sentence(0, 1), score, 0.0, 0.0)) for score in sorted((one, other))
    )
    assert 0 <= less <= more <= 1
