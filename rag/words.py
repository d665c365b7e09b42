"""Text -> the words it is searched by: lower case, without accents, English stems, no stop words.

The same function makes what the index holds and what a question asks for, so that they meet.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache

from snowballstemmer import stemmer

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]+|\d+(?:[.,]\d+)+|[^\W_{_CJK}]+(?:['’][^\W\d_{_CJK}]+)?")
_IS_CJK = re.compile(rf"[{_CJK}]")
_POSSESSIVE = re.compile(r"['’]s$")
_INNER_MARKS = re.compile(r"[.,'’]")
_MAX_WORD = 40

STOP_WORDS = frozenset(
    """
    a about above after again all also am an and any are as at be because been before being below between both but by
    can could did do does doing down during each few for from further had has have having he her here hers him his how i
    if in into is it its itself just me more most my no nor not of off on once only or other our out over own s same she
    should so some such t than that the their them then there these they this those through to too under until up us
    very was we were what when where which while who whom whose why will with would you your
    """.split()  # noqa: SIM905 - a list of a hundred quoted words is no easier to read
)


def search_words(text: str) -> list[str]:
    """The words of the text in order, each as it is looked up; stop words are left out.

    Chinese and Japanese, which write no spaces, give each pair of neighbouring characters.
    """
    words: list[str] = []
    for match in _WORD.finditer(_without_accents(text.lower())):
        word = match.group()
        if _IS_CJK.match(word):
            words += [word[i : i + 2] for i in range(max(1, len(word) - 1))]
        elif (plain := _POSSESSIVE.sub("", word)) not in STOP_WORDS:
            words.append(_stem(_INNER_MARKS.sub("", plain)[:_MAX_WORD]))
    return words


@lru_cache(maxsize=20_000)
def distinct_words(text: str) -> frozenset[str]:
    """The words of a sentence, each once; kept, since a question's best sentences are often the next one's too."""
    return frozenset(search_words(text))


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    # A stemmer keeps the word it works on in itself, so that each thread needs its own.
    if not hasattr(_own, "stemmer"):
        _own.stemmer = stemmer("english")
    stem: str = _own.stemmer.stemWord(word)
    return stem


_own = threading.local()
