"""Hits for a statement -> the sentence nearest to it, and the sentences that may support it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from rag import folding
from rag.checking.standing_words import joins
from rag.checking.values import Near
from rag.languages.denials import denies_a_thing, negations
from rag.languages.detection import language_of_words
from rag.languages.numerals import figures, is_number
from rag.languages.stop_words import STOP_WORDS
from rag.languages.words import ENGLISH

if TYPE_CHECKING:
    from rag.articles import Articles
    from rag.values import Findings, Hit

MOST_CHARACTERS = 1000
"""Of a statement that is looked up; more would not be read by the model."""

LOOKED_AT = 8
_MOST_SHOWN = 3
_NEAR = 0.4
"""The cosine, or the share of words by rarity, from which a sentence is near enough to be shown."""

_NAMES_MISSING = 1 / 3
"""Of a statement's names so many may be missing around a sentence that supports it: one in three."""

_PARTS = frozenset(",;:()")
_SHARED = 0.3
_SUPPORTS = 1.05
"""Of a sentence that may support another: the least share of words, and the least sum of share and cosine."""

Finder = Callable[[Sequence[str], int], Sequence["Findings"]]
"""Gives, for each text, the best sentences and passages, at most so many."""

LineOf = Callable[[str, int], int]
"""Gives the line of an offset into the document at a source."""


@dataclass(frozen=True, slots=True)
class Support:
    """The sentences that may support a statement, at most three, best first: they hold its numbers and names, deny what
    it denies, and are near to it. `nearest` is the sentence nearest to it, whatever it says; None where none is near.
    """

    sentences: tuple[Near, ...]
    nearest: Near | None


def nearest(texts: Sequence[str], find: Finder, articles: Articles, hidden: frozenset[str]) -> list[Near | None]:
    """The sentence nearest to each text, None where none is near; not of the hidden sources."""
    found = find([_cut(text) for text in texts], LOOKED_AT)
    return [_nearest(findings, articles, hidden) for findings in found]


def support(texts: Sequence[str], find: Finder, articles: Articles, hidden: frozenset[str]) -> list[Support]:
    """What may support each statement, and what is nearest to it; not of the hidden sources."""
    found = find([_cut(text) for text in texts], LOOKED_AT)
    return [_support(text, findings, articles, hidden) for text, findings in zip(texts, found, strict=True)]


def _support(text: str, findings: Findings, articles: Articles, hidden: frozenset[str]) -> Support:
    hits = (hit for hit in findings.sentences if hit.source not in hidden and _supports(text, hit, articles))
    return Support(
        tuple(_near(hit, articles) for hit in islice(hits, _MOST_SHOWN)), _nearest(findings, articles, hidden)
    )


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= MOST_CHARACTERS else words[:MOST_CHARACTERS].rsplit(" ", 1)[0]


def _nearest(findings: Findings, articles: Articles, hidden: frozenset[str]) -> Near | None:
    near = [hit for hit in findings.sentences if hit.source not in hidden and max(hit.similarity, hit.overlap) >= _NEAR]
    return _near(max(near, key=lambda hit: hit.similarity + hit.overlap), articles) if near else None


def _near(hit: Hit, articles: Articles) -> Near:
    document = articles.document(hit.source)
    start, end = hit.sentence.start, hit.sentence.end
    line = document.places([start])[0].line
    return Near(hit.source, start, end, document.text[start:end], line)


def _supports(text: str, hit: Hit, articles: Articles) -> bool:
    document = articles.document(hit.source)
    sentence = document.text[hit.sentence.start : hit.sentence.end]
    around = document.text[hit.span.start : hit.span.end]
    own, held = _keys(text), _keys(sentence)
    language = document.language or ENGLISH
    own_language = language_of_words(own, language)
    if figures(own, own_language) - figures(held, language):
        return False
    if _denies(own, own_language) != _denies_any(sentence, set(own), language):
        return False
    names = _names(text, own_language)
    if len(names - set(_keys(f"{document.title or ''} {around}"))) > _NAMES_MISSING * len(names):
        return False
    return hit.overlap >= _SHARED and hit.similarity + hit.overlap >= _SUPPORTS


def _keys(text: str) -> list[str]:
    return folding.keys(folding.words(text))


def _denies(words: list[str], language: str) -> bool:
    return any(not denies_a_thing(word, language) for word in negations(words, language))


def _denies_any(sentence: str, words: set[str], language: str) -> bool:
    """Whether the sentence denies something in the clauses that have the words: what it denies in others is another."""
    found = [(token.text.casefold(), token.is_word) for token in folding.tokens(sentence)]
    small = STOP_WORDS.get(language, frozenset())
    shared = [n for n, (word, _) in enumerate(found) if word in words and word not in small]
    if not shared:
        return _denies([word for word, is_word in found if is_word], language)
    parts = [n for n, (word, is_word) in enumerate(found) if joins(word, language) or (not is_word and word in _PARTS)]
    start = max((n for n in parts if n < shared[0]), default=0)
    end = min((n for n in parts if n > shared[-1]), default=len(found))
    return _denies([word for word, is_word in found[start:end] if is_word], language)


def _names(text: str, language: str) -> set[str]:
    """The words with a capital, folded, small words left out."""
    found = (folding.key(word).removesuffix("'s") for word in folding.words(text) if word[:1].isupper())
    return {
        word
        for word in found
        if not is_number(word, language) and not any(word in small for small in STOP_WORDS.values())
    }
