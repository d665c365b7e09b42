"""What a question demands of its answer beside its words, and which of it the best sentence leaves unmet.

Questions that were made unanswerable on purpose take a passage's words and turn what they say: they put in a “not”,
another name, a “first” (Rajpurkar, Jia & Liang 2018, https://arxiv.org/abs/1806.03822). So do people who misremember.
Vectors and overlaps hardly notice.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from rag import folding
from rag.languages.cues import cues
from rag.languages.denials import is_denied
from rag.languages.words import ENGLISH

if TYPE_CHECKING:
    from rag.values import Document, Sentence

_INNER_NAME = re.compile(r"(?<=[\w,;:] )[^\W\d_a-z][\w’'-]+")
"""A word with a capital that does not begin a sentence."""

_POSSESSIVE = re.compile(r"['’]s?$")

_SUPERLATIVE_WITHIN = 1
_NAMES_WITHIN = 3
"""How many sentences on either side of the best may meet a demand for it."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What a question asks that its answer must say: its negation, its superlatives and names, in small letters.

    A “not” after an “if” is of what would be, not of what is asked: “What happens if I do not pay?”
    Names are empty in a language that writes other words with a capital too, and in a question all in capitals.
    """

    negated: bool
    superlatives: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, question: str, language: str) -> Demands:
        """The demands of a question in that language."""
        own = cues(language)
        names = _INNER_NAME.findall(question) if own.names_stand_out and not question.isupper() else []
        return cls(
            negated=bool(is_denied(_words(own.condition.sub(" ", question)), language)),
            superlatives=frozenset(word.lower() for word in own.superlative.findall(question)),
            names=frozenset(_POSSESSIVE.sub("", word.lower()) for word in names if word[0].isupper()),
        )


@dataclass(frozen=True, slots=True)
class Unmet:
    """What the best sentence leaves unmet: the negation and all superlatives as 0 or 1, of the names a share."""

    negation: float
    superlative: float
    names: float


def unmet(demands: Demands, text: str, sentences: Sequence[Sentence], best: Sentence, language: str | None) -> Unmet:
    """What of the demands `best` leaves unmet, one of the sentences of a document's text.

    A negation must be in itself, by the habits of the document's language; a superlative in it or next to it, a name
    not far from it.
    """
    own = bisect_left(sentences, best.start, key=attrgetter("start"))

    def near(within: int) -> str:
        """The text so many sentences around, in small letters."""
        some = sentences[max(0, own - within) : own + within + 1]
        return text[some[0].start : some[-1].end].lower()

    affirmed = demands.negated and is_denied(_words(text[best.start : best.end]), language or ENGLISH) is False
    superlative = bool(demands.superlatives) and not _any_in(demands.superlatives, near(_SUPERLATIVE_WITHIN))
    missing = _missing(demands.names, near(_NAMES_WITHIN)) if demands.names else 0.0
    return Unmet(float(affirmed), float(superlative), missing)


def names_any(demands: Demands, document: Document) -> bool:
    """Whether the document has one of the names in its text or title."""
    text = f"{document.title or ''}\n{document.text}".lower()
    return _any_in(demands.names, text)


def _words(text: str) -> list[str]:
    return folding.keys(folding.words(text))


def _any_in(words: frozenset[str], text: str) -> bool:
    return any(word in text for word in words)


def _missing(names: frozenset[str], text: str) -> float:
    """The share of the names that the text does not hold."""
    return sum(name not in text for name in names) / len(names)
