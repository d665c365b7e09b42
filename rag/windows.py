"""Ranked sentences -> the passages to show: runs of whole sentences around the best ones, spread over sources."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import pairwise
from math import exp
from operator import attrgetter
from typing import TYPE_CHECKING

from rag.passages import count_words
from rag.values import Hit, Sentence, Span

if TYPE_CHECKING:
    from rag.articles import Articles
    from rag.ranked import RankedSentences

    Place = tuple[str, int]  # a source, and where in it a sentence begins

_MOST_WORDS = 130
_READ_FIRST = 150
_FEWEST_WORDS = 15
"""Of a passage that is shown, and of those that are read first: the first passage gets the most, the next what is left
of these, if it is not too few. The first so tells what stands around its sentence, and the next comes to the point.

With 100 for each, 1 to 2 % fewer questions find their evidence in the first passage, and 1 to 2 % fewer in the first
150 words (1,190 of XQuAD, 700 of SQuAD 2, 300 of Chroma's; of XQuAD those of the bench and the others alike)."""

_CHARACTERS_A_WORD = 20
"""More than words have on average, with the space: a longer document need not be counted."""

_SHARPNESS = 2.0
"""By which log-odds are multiplied before likelihoods are summed: the ranking knows more than the confidence."""

_SHOWN_BEFORE = 0.4
_MOST_OFTEN = 2
"""For every passage of its document that is shown already, up to two, another must be so much better, in log-odds."""


def passages_to_show(ranked: RankedSentences, articles: Articles, limit: int) -> tuple[Hit, ...]:
    """At most `limit` of the sentences, best first, each with the passage to show; none lies in that of another.

    A passage is the run of whole sentences around its own, up to furniture and to what is shown already, that holds the
    most of what is likely to answer. Where one document has several, each must be so much better than the next
    document's: several sources are seen before one is seen through.
    """
    if not len(ranked):
        return ()
    best = ranked.scores[0]
    likelihoods = dict(zip(ranked.places(), [exp(_SHARPNESS * (own - best)) for own in ranked.scores], strict=True))
    shown: dict[str, list[Span]] = {}
    passages: list[Hit] = []
    left = _READ_FIRST
    for hit in _spread(ranked, shown):
        if len(passages) == limit:
            break
        cut_short = _FEWEST_WORDS <= left < _MOST_WORDS and not _is_short(articles.document(hit.source).text)
        most = left if cut_short else _MOST_WORDS
        span = _Room.around(hit, articles, shown[hit.source], most).best(likelihoods)
        shown[hit.source].append(span)
        passages.append(replace(hit, span=span))
        if left >= _FEWEST_WORDS:
            left -= count_words(articles.document(hit.source).text[span.start : span.end])
    return tuple(passages)


def _is_short(text: str) -> bool:
    """Whether a passage can hold all of a document: cut, the rest of it would come as a passage of its own."""
    return len(text) < _MOST_WORDS * _CHARACTERS_A_WORD and count_words(text) <= _MOST_WORDS


def _spread(ranked: RankedSentences, shown: dict[str, list[Span]]) -> Iterator[Hit]:
    """The sentences not yet shown, the next best each time, `shown` growing between one and the next."""
    queue = [(-score, number, 0) for number, score in enumerate(ranked.scores)]  # in order, so a heap already
    while queue:
        _, number, times = heappop(queue)
        taken = shown.setdefault(ranked.sources[number], [])
        start = ranked.sentences[number].start
        if any(span.start <= start < span.end for span in taken):
            continue
        times_now = min(len(taken), _MOST_OFTEN)
        if times_now > times:
            heappush(queue, (_SHOWN_BEFORE * times_now - ranked.scores[number], number, times_now))
        else:
            yield ranked[number]


@dataclass(frozen=True, slots=True)
class _Room:
    """The sentences among which a passage may lie: those that could stand in one with number `own`, and their words.

    A passage has at most `most` words, or is the one sentence.
    """

    source: str
    sentences: Sequence[Sentence]
    words: Sequence[int]
    own: int
    most: int

    @classmethod
    def around(cls, hit: Hit, articles: Articles, taken: Sequence[Span], most: int) -> _Room:
        """The room that furniture, what is shown already and the limit of words leave."""
        document, sentences = articles.document(hit.source), articles.sentences(hit.source)
        own = bisect_left(sentences, hit.sentence.start, key=attrgetter("start"))
        barriers = [*document.furniture, *taken]
        before = _reach(document.text, barriers, sentences[own::-1], most)
        after = _reach(document.text, barriers, sentences[own:], most)
        words = [*before[:0:-1], *after]
        return cls(hit.source, sentences[own - len(before) + 1 : own + len(after)], words, len(before) - 1, most)

    def best(self, likelihoods: Mapping[Place, float]) -> Span:
        """The run with the sentence in it that holds the most likelihood within the limit of words."""
        least = min(likelihoods.values()) / 2  # of a sentence that was not looked at
        mass = [likelihoods.get((self.source, sentence.start), least) for sentence in self.sentences]
        first, last = max(self._runs(), key=lambda run: sum(mass[run[0] : run[1] + 1]))
        return Span(self.sentences[first].start, self.sentences[last].end)

    def _runs(self) -> Iterator[tuple[int, int]]:
        """The first and last number of each run that cannot be longer to the right."""
        for first in range(self.own, -1, -1):
            words = sum(self.words[first : self.own + 1])
            if words > self.most and first < self.own:
                return
            last = self.own
            while last + 1 < len(self.words) and words + self.words[last + 1] <= self.most:
                last += 1
                words += self.words[last]
            yield first, last


def _reach(text: str, barriers: Sequence[Span], outward: Sequence[Sentence], most: int) -> list[int]:
    """The words of each sentence, from the first one outward, as far as a passage with the first can come."""
    words = [count_words(text[outward[0].start : outward[0].end])]
    room = most - words[0]
    for inner, outer in pairwise(outward):
        start, end = min(inner.start, outer.start), max(inner.end, outer.end)
        own = count_words(text[outer.start : outer.end])
        if own > room or any(barrier.start < end and start < barrier.end for barrier in barriers):
            break
        words.append(own)
        room -= own
    return words
