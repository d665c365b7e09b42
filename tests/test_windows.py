"""Passages to show: whole sentences around the best ones, the most likely with them, several sources first."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.passages import count_words, split_sentences
from rag.ranked import RankedSentences
from rag.values import Document, Hit, Sentence, Span
from rag.windows import Shown


class Texts:
    """Articles in memory."""

    def __init__(self, texts: dict[str, str], furniture: dict[str, tuple[Span, ...]] | None = None) -> None:
        self.texts, self.furniture = texts, furniture or {}

    def document(self, source: str) -> Document:
        return Document(source, self.texts[source], furniture=self.furniture.get(source, ()))

    def sentences(self, source: str) -> tuple[Sentence, ...]:
        return tuple(split_sentences(self.texts[source]))

    def ranked(self, scores: dict[str, list[float]]) -> RankedSentences:
        rows = [
            (source, sentence, score)
            for source, own in scores.items()
            for sentence, score in zip(self.sentences(source), own, strict=True)
        ]
        sources, sentences, of_all = zip(*rows, strict=True)
        return RankedSentences.of(sources, sentences, np.array(of_all), np.zeros(len(rows)), np.zeros(len(rows)))


def passages_to_show(ranked: RankedSentences, articles: Texts, limit: int) -> list[Hit]:
    shown = Shown(articles)
    shown.show(ranked, limit)
    return shown.passages


def article(lengths: list[int]) -> str:
    return " ".join(f"Begin {' '.join(['word'] * length)} end {number}." for number, length in enumerate(lengths))


scored = st.lists(st.tuples(st.integers(0, 60), st.floats(-6, 4)), min_size=1, max_size=25)


@given(st.dictionaries(st.sampled_from("abc"), scored, min_size=1), st.integers(1, 12))
def test_passages_are_apart_short_and_as_good_as_what_they_leave_for_later(
    library: dict[str, list[tuple[int, float]]], limit: int
) -> None:
    articles = Texts({source: article([length for length, _ in own]) for source, own in library.items()})
    shown = passages_to_show(
        articles.ranked({source: [score for _, score in own] for source, own in library.items()}), articles, limit
    )
    assert len(shown) <= limit
    for hit in shown:
        assert hit.span.start <= hit.sentence.start < hit.sentence.end <= hit.span.end
        text = articles.texts[hit.source][hit.span.start : hit.span.end]
        assert count_words(text) <= 130 or hit.span == Span(hit.sentence.start, hit.sentence.end)
    for one, other in combinations(shown, 2):
        assert one.source != other.source or one.span.end <= other.span.start or other.span.end <= one.span.start
    taken: Counter[str] = Counter()
    for number, hit in enumerate(shown):
        for later in shown[number + 1 :]:
            assert hit.score - 0.4 * min(taken[hit.source], 2) >= later.score - 0.4 * min(taken[later.source], 2) - 1e-9
        taken[hit.source] += 1


def test_a_passage_takes_the_side_on_which_more_is_likely() -> None:
    articles = Texts({"a": article([29] * 12)})
    scores = [-4.0] * 12
    scores[6], scores[9] = 2.0, 1.8
    best = passages_to_show(articles.ranked({"a": scores}), articles, 1)[0]
    sentences = articles.sentences("a")
    assert (best.sentence, best.span) == (sentences[6], Span(sentences[6].start, sentences[9].end))


@given(scored, scored)
def test_the_second_passage_takes_what_the_first_leaves_of_the_words_read_first(
    one: list[tuple[int, float]], other: list[tuple[int, float]]
) -> None:
    library = {"a": one, "b": other}
    articles = Texts({source: article([length for length, _ in own]) for source, own in library.items()})
    shown = passages_to_show(
        articles.ranked({source: [score for _, score in own] for source, own in library.items()}), articles, 2
    )
    words = [count_words(articles.texts[hit.source][hit.span.start : hit.span.end]) for hit in shown]
    if len(words) == 2 and words[0] <= 150 - 15 and count_words(articles.texts[shown[1].source]) > 130:
        assert sum(words) <= 150 or shown[1].span == Span(shown[1].sentence.start, shown[1].sentence.end)


def test_a_short_article_is_not_cut_to_what_is_left() -> None:
    articles = Texts({"a": article([17] * 20), "b": article([17] * 6)})
    shown = passages_to_show(articles.ranked({"a": [1.0] * 20, "b": [0.9] * 6}), articles, 2)
    assert shown[1].source == "b"
    assert (shown[1].span.start, shown[1].span.end) == (0, len(articles.texts["b"]))


def test_a_third_passage_is_as_long_as_the_first() -> None:
    articles = Texts({source: article([17] * 20) for source in "abc"})
    shown = passages_to_show(articles.ranked({source: [0.0] * 20 for source in "abc"}), articles, 3)
    words = [count_words(articles.texts[hit.source][hit.span.start : hit.span.end]) for hit in shown]
    assert words == [120, 20, 120]


def test_a_passage_ends_at_furniture() -> None:
    articles = Texts({"a": article([5] * 9)})
    third, sixth = articles.sentences("a")[2], articles.sentences("a")[6]
    articles.furniture["a"] = (Span(third.start, third.end), Span(sixth.start, sixth.end))
    scores = [0.0] * 9
    scores[4] = 1.0
    best = passages_to_show(articles.ranked({"a": scores}), articles, 1)[0]
    sentences = articles.sentences("a")
    assert best.span == Span(sentences[3].start, sentences[5].end)
