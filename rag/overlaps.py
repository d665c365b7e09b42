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


@dataclass(frozen=True, slots=True, eq=False)
class PassageWords(SentenceWords):
    """The words of the sentence before a passage, as its first, and of its own; `own` has the keys of these, each once.

    In order.
    """

    own: Keys


class WordedArticles(Articles, Protocol):
    """Articles whose passages' words are at hand."""

    def words(self, stored: StoredPassage) -> PassageWords:
        """See `passage_words`."""

    def telling_words(self, stored: StoredPassage) -> Wanted:
        """See `rag.feedback.telling_words`."""


def sentence_words(texts: Sequence[str], language: str | None = None) -> SentenceWords:
    """The words of these sentences."""
    words = [search_words(text, language) for text in texts]
    lengths = [len(own) for own in words]
    keys = np.fromiter((hash(word) for own in words for word in own), dtype=np.int64, count=sum(lengths))
    return SentenceWords(keys, np.repeat(np.arange(len(words)), lengths), len(words))


def passage_words(stored: StoredPassage, articles: Articles) -> PassageWords:
    """The words of a passage; the sentence before it has none if there is none."""
    text, own, every = (
        articles.document(stored.source).text,
        stored.passage.sentences,
        articles.sentences(stored.source),
    )
    number = bisect_left(every, own[0].start, key=attrgetter("start"))
    before = text[every[number - 1].start : every[number - 1].end] if number else ""
    words = sentence_words([before, *(text[sentence.start : sentence.end] for sentence in own)], stored.language)
    return PassageWords(words.keys, words.rows, words.sentences, np.unique(words.keys[words.rows > 0]))


class Wanted:
    """The words that are looked for: their keys, sorted, and the rarity of each, in parts of `_UNIT`."""

    def __init__(self, rarity: Mapping[str, float]) -> None:
        keys = np.fromiter(map(hash, rarity), dtype=np.int64, count=len(rarity))
        order = np.argsort(keys)
        self.keys = keys[order]
        self.rarities = np.rint(np.fromiter(rarity.values(), np.float64, len(rarity)) * _UNIT).astype(np.int64)[order]
        self._total = int(self.rarities.sum())

    @property
    def bytes(self) -> int:
        """What it takes in memory."""
        return self.keys.nbytes + self.rarities.nbytes

    def held(self, texts: Sequence[SentenceWords]) -> Held:
        """Which of the words each sentence of the texts holds, as (sentences, words)."""
        *firsts, sentences = accumulate((text.sentences for text in texts), initial=0)
        held = np.zeros((sentences, len(self.keys)), dtype=np.bool_)
        if len(self.keys) and texts:
            places, found = _looked_up(self.keys, np.concatenate([text.keys for text in texts]))
            rows = np.concatenate([text.rows + first for text, first in zip(texts, firsts, strict=True)])
            held[rows[found], places[found]] = True
        return held

    def shares(self, held: Held) -> Shares:
        """The share, from 0 to 1, of the words by their rarity that each text (texts,) holds."""
        return (held @ self.rarities) / float(self._total or 1)


def shares_held(several: Sequence[Wanted], passages: Sequence[Keys]) -> Shares:
    """Of the words of each of several, the share, from 0 to 1, that each passage holds: (passages, several).

    A passage is given by the keys of its words, each once.
    """
    keys, columns = np.unique(np.concatenate([one.keys for one in several]), return_inverse=True)
    rarities = np.zeros((len(keys), len(several)), dtype=np.int64)
    numbers = np.repeat(np.arange(len(several)), [len(one.keys) for one in several])
    rarities[columns, numbers] = np.concatenate([one.rarities for one in several])
    held = np.zeros((len(passages), len(keys)), dtype=np.bool_)
    if len(keys):
        places, found = _looked_up(keys, np.concatenate(passages))
        rows = np.repeat(np.arange(len(passages)), [len(own) for own in passages])
        held[rows[found], places[found]] = True
    shares: Shares = (held @ rarities) / np.maximum(rarities.sum(axis=0), 1)
    return shares


def _looked_up(keys: Keys, words: Keys) -> tuple[Rows, Held]:
    """Where each word stands among the keys, which are sorted and at least one, and whether it does stand there."""
    places = np.minimum(np.searchsorted(keys, words), len(keys) - 1)
    return places, keys[places] == words
