"""A document's text -> the language it is written in.

English is told by small words that no other language has, an eighth of any running text in it, so that an English
article can be taken for no other. The rest is told by py3langid, a naive Bayes classifier over byte n-grams (Lui and
Baldwin 2012, https://aclanthology.org/P12-3005), offline and deterministic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.languages.stop_words import STOP_WORDS
from rag.passages import body_spans

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

    from rag.values import Document

_LANGUAGES = frozenset(
    """
    ar bg bn ca cs da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko lo lt lv mk ml mr ms
    my ne nl no pa pl pt ro ru si sk sl sq sr sv sw ta te th tr uk ur vi zh
    """.split()  # noqa: SIM905 - a list of codes in quotes is no easier to read
)
"""Those that are told apart: the fewer, the surer. A text in another is taken for a near one, or for none."""

_SAMPLE_PARAGRAPHS = 40
_SAMPLE_CHARACTERS = 6000

_ONLY_ENGLISH = frozenset(
    ("the", "and", "that", "with", "from", "this", "which", "were", "has", "been", "they", "their")
)
_FEWEST_WORDS = 20
_LEAST_ENGLISH = 0.06
"""The least share of these that makes a text English. Of 1,488 English articles of public sets 1,429 have it, of 240
Spanish ones none."""

_FEWEST_BYTES = 24
"""Of letters, in UTF-8: four or five words, or eight characters of Chinese."""

_LEAST_CERTAINTY = 0.9
"""Of 1,527 pieces of 60 characters of Spanish and English articles, none was surer than this and wrong."""

_MORE_SMALL_WORDS = 3
"""By which another language is told from the one that a few words should be in."""

_WORD = re.compile(r"[^\W\d_]+")


def with_language(document: Document) -> Document:
    """The document with the language of its text; where that cannot be told, the one that its file names, or None.

    None is treated as English. Raises nothing.
    """
    return replace(document, language=detect_language(_sample(document)) or document.language)


def detect_language(text: str) -> str | None:
    """The language of a text, an ISO 639-1 code; None where it is too short or too mixed to tell."""
    lowered = text.lower()
    words: list[str] = _WORD.findall(lowered)
    if _is_english(words):
        return "en"
    if sum(len(word.encode("utf-8", "surrogatepass")) for word in words) < _FEWEST_BYTES:
        return None
    language, certainty = _identifier().classify(lowered)
    if certainty < _LEAST_CERTAINTY:
        return None
    # Foreign names can outweigh what English there is around them.
    english = sum(word in STOP_WORDS["en"] for word in words)
    foreign = sum(word in STOP_WORDS[language] for word in words) if language in STOP_WORDS else english
    return str(language) if english <= foreign else None


def language_of_words(words: Iterable[str], assumed: str) -> str:
    """The language of a few words, in lower case: `assumed`, unless they plainly have more small words of another."""
    told = set(words)
    counts = {language: len(told & small) for language, small in STOP_WORDS.items()}
    best = max(counts, key=lambda language: (counts[language], language == assumed))
    return best if counts[best] - counts.get(assumed, 0) >= _MORE_SMALL_WORDS else assumed


def _is_english(words: Sequence[str]) -> bool:
    english = sum(word in _ONLY_ENGLISH for word in words)
    return len(words) >= _FEWEST_WORDS and english >= _LEAST_ENGLISH * len(words)


def _sample(document: Document) -> str:
    """Pieces of paragraphs from all over the document, no furniture among them."""
    body = list(body_spans(document))
    chosen = body[:: len(body) // _SAMPLE_PARAGRAPHS + 1]
    share = _SAMPLE_CHARACTERS // max(1, len(chosen))
    return "\n".join(document.text[span.start : min(span.end, span.start + share)] for span in chosen)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    """The classifier. It takes half a second to load, so that a library of English articles never loads it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES)
    return identifier
