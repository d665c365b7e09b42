"""How much of a question's words sentences hold, for many sentences at once.

A word is compared by its hash of 64 bits, and rarities are added up as whole numbers: so the share does not depend on
the order of the words, nor on that of anything else.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, Protocol

import numpy as np

from rag.articles import Articles
from rag.languages.words import search_words

if TYPE_CHECKING:
    import numpy.typing as npt

    from rag.stored_passages import StoredPassage

    Keys = npt.NDArray[np.int64]
    Rows = npt.NDArray[np.int64]
    Held = npt.NDArray[np.bool_]
    Shares = npt.NDArray[np.float64]

_UNIT = float(1 << 32)
"""Rarities are counted in this part of 1: many thousands of words of any rarity fit into 64 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class SentenceWords:
    """The words of so many sentences as they are compared: the key of each, and the number of its sentence."""

    keys: Keys
    rows: Rows
    sentences: int


class WordedArticles(Articles, Protocol):
    """Articles whose passages' words are at hand."""

    def words(self, stored: StoredPassage) -> SentenceWords:
        """See `passage_words`."""


def sentence_words(texts: Sequence[str], language: str | None = None) -> SentenceWords:
    """The words of these sentences."""
    words = [search_words(text, language) for text in texts]
    lengths = [len(own) for own in words]
    keys = np.fromiter((hash(word) for own in words for word in own), dtype=np.int64, count=sum(lengths))
    return SentenceWords(keys, np.repeat(np.arange(len(words)), lengths), len(words))


def passage_words(stored: StoredPassage, articles: Articles) -> SentenceWords:
    """The words of the sentence before a passage, none if there is none, and those of each of its own sentences."""
    text, own, every = (
        articles.document(stored.source).text,
        stored.passage.sentences,
        articles.sentences(stored.source),
    )
    number = bisect_left(every, own[0].start, key=attrgetter("start"))
    before = text[every[number - 1].start : every[number - 1].end] if number else ""
    return sentence_words([before, *(text[sentence.start : sentence.end] for sentence in own)], stored.language)


class Wanted:
    """The words that are looked for, with their rarities."""

    def __init__(self, rarity: Mapping[str, float]) -> None:
        keys = np.fromiter(map(hash, rarity), dtype=np.int64, count=len(rarity))
        order = np.argsort(keys)
        self._keys = keys[order]
        self._rarities = np.rint(np.fromiter(rarity.values(), np.float64, len(rarity)) * _UNIT).astype(np.int64)[order]
        self._total = int(self._rarities.sum())

    def held(self, texts: Sequence[SentenceWords]) -> Held:
        """Which of the words each sentence of the texts holds, as (sentences, words)."""
        *firsts, sentences = accumulate((text.sentences for text in texts), initial=0)
        return self._held(texts, [text.rows + first for text, first in zip(texts, firsts, strict=True)], sentences)

    def held_by_passages(self, passages: Sequence[SentenceWords]) -> Held:
        """Which of the words each passage holds, as (passages, words), the sentence before it left out."""
        rows = [np.where(words.rows > 0, number, len(passages)) for number, words in enumerate(passages)]
        return self._held(passages, rows, len(passages) + 1)[:-1]

    def _held(self, texts: Sequence[SentenceWords], rows: Sequence[Rows], count: int) -> Held:
        """Which of the words each of so many rows holds; `rows` has the row of each word."""
        held = np.zeros((count, len(self._keys)), dtype=np.bool_)
        if len(self._keys) and texts:
            words = np.concatenate([text.keys for text in texts])
            places = np.minimum(np.searchsorted(self._keys, words), len(self._keys) - 1)
            found = self._keys[places] == words
            held[np.concatenate(rows)[found], places[found]] = True
        return held

    def shares(self, held: Held) -> Shares:
        """The share, from 0 to 1, of the words by their rarity that each text (texts,) holds."""
        return (held @ self._rarities) / float(self._total or 1)

    def shares_of(self, whole: Held, held: Held) -> Shares:
        """The share, from 0 to 1, of the words that one text holds (words,) that each text (texts,) holds too."""
        return (held[:, whole] @ self._rarities[whole]) / float(self._rarities[whole].sum() or 1)
