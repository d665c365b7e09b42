"""A question as it is searched: its vector, its words and how rare they are, what it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log
from typing import TYPE_CHECKING

import numpy as np

from rag.demands import Demands
from rag.languages.cues import cues, question_language, without_question_words
from rag.languages.words import search_words

if TYPE_CHECKING:
    from rag.store import Store
    from rag.values import Vectors32

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is searched: its vector (d,), its words, how rare each is (idf) in the library.

    `words` are those of all languages that the library holds; `rarity` has, by language, the words as documents of that
    language have them. `numbers` are those it names, as it writes them. `demands` is what it asks beside its words.
    """

    vector: Vectors32
    words: tuple[str, ...]
    rarity: dict[str, dict[str, float]]
    asks_for_a_number: bool
    numbers: frozenset[str]
    demands: Demands
    _totals: dict[str, float] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Add the rarities up once: they are asked for with every passage."""
        totals = {language: sum(rarity.values()) for language, rarity in self.rarity.items()}
        object.__setattr__(self, "_totals", totals)

    def total(self, language: str) -> float:
        """The rarity of all its words together, as documents of that language have them."""
        return self._totals.get(language, 0.0)

    def missing_numbers(self, text: str) -> float:
        """The share of the numbers it names that the text does not."""
        if not any(number in text for number in self.numbers):  # soon seen, and so of most texts
            return 1.0 if self.numbers else 0.0
        return len(self.numbers - numbers_in(text)) / len(self.numbers)


def make_questions(store: Store, texts: Sequence[str], vectors: Iterable[Vectors32]) -> list[Question]:
    """The questions with their words looked up, all at once; each has its vector (d,).

    A word that no passage has is the rarest of all. To be called inside `Database.reading()`.
    """
    spoken = store.languages()
    read = [_Read.of(text, spoken) for text in texts]
    rarity = rarities(store, {word for own in read for word in own.all_words})

    return [
        Question(
            vector=vector,
            words=own.all_words,
            rarity={language: {word: rarity[word] for word in words} for language, words in own.words.items()},
            asks_for_a_number=cues(own.language).asks_number.search(text) is not None,
            numbers=numbers_in(text),
            demands=Demands.of(text, own.language),
        )
        for text, vector, own in zip(texts, vectors, read, strict=True)
    ]


def rarities(store: Store, words: Iterable[str]) -> dict[str, float]:
    """The inverse document frequency of each word, as BM25 has it."""
    asked, passages = set(words), store.counts()[1]
    known = store.passages_with(asked)
    return {word: log(1 + (passages - known.get(word, 0) + 0.5) / (known.get(word, 0) + 0.5)) for word in asked}


@dataclass(frozen=True, slots=True)
class _Read:
    """The language that a question is asked in, and its words as documents of each language have them."""

    language: str
    words: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, text: str, spoken: Sequence[str]) -> _Read:
        """A question read, among articles in these languages."""
        asked_in = question_language(text, spoken)
        plain = without_question_words(text, asked_in)
        words = {language: search_words(plain, language, asked_in) for language in spoken}
        return cls(asked_in, {language: tuple(dict.fromkeys(own)) for language, own in words.items()})

    @property
    def all_words(self) -> tuple[str, ...]:
        """The words of all languages, each once."""
        return tuple(dict.fromkeys(word for own in self.words.values() for word in own))


def read_together(question: Question, earlier: Question, weight: float) -> Question:
    """The question with so much of an earlier one, from 0 to 1, that it leans on."""
    vector = question.vector + weight * earlier.vector
    return Question(
        vector=vector / np.linalg.norm(vector),
        words=tuple(dict.fromkeys((*question.words, *earlier.words))),
        rarity={
            language: {word: weight * rarity for word, rarity in earlier.rarity.get(language, {}).items()} | own
            for language, own in question.rarity.items()
        },
        asks_for_a_number=question.asks_for_a_number,
        numbers=question.numbers,
        demands=question.demands,
    )


def numbers_in(text: str) -> frozenset[str]:
    """The numbers that the text writes in figures, as it writes them."""
    return frozenset(_NUMBER.findall(text))
