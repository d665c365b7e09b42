"""Sentences -> how their words are written, by which names are told from other words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.differing.figures import MONTHS
from rag.examples.words import ANY_PLACE, NOT_A_NOUN, VAGUE

_CHUNK = re.compile(r"\S+")
_WORD = re.compile(
    r"[^\w$€£]*(?P<word>(?:[^\W\d_]\.){2,}|[^\W\d_]\.(?!$)|(?:Mr|Mrs|Ms|Dr|St|Mt|Jr)\."
    r"|[\w$€£].*?[\w%](?:['’](?=$))?|\w)[^\w%]*$"
)
_DEMONYM = re.compile(r".*(?:ian|ean|ish|ese|can|ench|utch|reek|erman|wiss|rab)")
_POSSESSIVE = re.compile(r"['’]s?$")
_BEFORE_PLACES = frozenset(("in", "at", "near", "across", "throughout", "into", "within"))
_NEARLY_ALL = 0.8
_MOST_OF = 0.6
_FEWEST_DOCUMENTS = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence without the marks around it; `before`, `after` say whether there are such."""

    text: str
    before: str
    after: str
    start: int

    @property
    def low(self) -> str:
        """In lower case."""
        return self.text.lower()

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()


@dataclass(frozen=True)
class Written:
    """How words are written within sentences, by which names are told from other words where one begins.

    `lower` counts the words without a capital, `names` those with one; `places` are those of them that follow an “in”
    or “at”. `full` has, by their last word, the pairs that may be names of persons. `topics` are the nouns that need no
    more than “the” before them, since most of the documents are about them.
    """

    lower: Counter[str]
    names: Counter[str]
    places: frozenset[str]
    full: dict[str, frozenset[str]]
    topics: frozenset[str] = frozenset()


def bare(word: str) -> str:
    """The word without a possessive ending."""
    return _POSSESSIVE.sub("", word)


def is_demonym(word: str) -> bool:
    """Whether a word with a capital may say no more than where something is from: “Scottish”."""
    return _DEMONYM.fullmatch(word) is not None


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text that has single spaces; what is no word is left out."""
    words: list[Word] = []
    for chunk in _CHUNK.finditer(text):
        found = _WORD.match(chunk.group())
        if found is None:
            if words:
                last = words.pop()
                words.append(Word(last.text, last.before, last.after + chunk.group(), last.start))
            continue
        start, end = found.span("word")
        words.append(Word(found["word"], chunk.group()[:start], chunk.group()[end:], chunk.start() + start))
    return tuple(words)


def writing_in(sentences: Iterable[str]) -> Written:
    """How the words of these sentences are written inside them, where a capital tells a name."""
    lower: Counter[str] = Counter()
    names: Counter[str] = Counter()
    places: set[str] = set()
    full: dict[str, set[str]] = {}
    for sentence in sentences:
        words = words_of(" ".join(sentence.split()))
        lower.update(word.text for word in words if not word.capital)
        for before, word in pairwise(words):
            if word.capital and not before.after and not word.before:
                names[bare(word.text)] += 1
                if before.low in _BEFORE_PLACES:
                    places.add(bare(word.text))
        for given, family in _pairs(words):
            full.setdefault(family, set()).add(f"{given} {family}")
    return Written(lower, names, frozenset(places), {name: frozenset(full[name]) for name in full})


def writing_together(parts: Sequence[Written]) -> Written:
    """How the words are written in several documents together."""
    lower: Counter[str] = Counter()
    names: Counter[str] = Counter()
    full: dict[str, frozenset[str]] = {}
    for part in parts:
        lower.update(part.lower)
        names.update(part.names)
        for family, found in part.full.items():
            full[family] = full.get(family, frozenset()) | found
    places = frozenset[str]().union(*(part.places for part in parts))
    return Written(lower, names, places, full, _topics(parts))


def _topics(parts: Sequence[Written]) -> frozenset[str]:
    """The nouns of most documents, if nearly all name the same person, place or thing: “the protests” then is clear."""
    named = Counter(name for part in parts for name in part.names if name.isalpha() and not is_demonym(name))
    same = any(
        count >= _NEARLY_ALL * len(parts)
        and name not in ANY_PLACE
        and name not in MONTHS
        and name.lower() not in NOT_A_NOUN
        for name, count in named.items()
    )
    if not same or len(parts) < _FEWEST_DOCUMENTS:
        return frozenset()
    common = Counter(word for part in parts for word in part.lower if word.isalpha())
    return frozenset(
        word for word, count in common.items() if count >= _MOST_OF * len(parts) and word not in NOT_A_NOUN | VAGUE
    )


def _pairs(words: Sequence[Word]) -> Iterable[tuple[str, str]]:
    """Each two words with capitals side by side, between words without."""
    for at in range(1, len(words) - 1):
        given, family = words[at], words[at + 1]
        alone = not words[at - 1].capital and (at + 2 >= len(words) or family.after or not words[at + 2].capital)
        plain = given.text.isalpha() and family.text.isalpha() and not given.after
        if alone and plain and given.capital and family.capital and given.text not in ANY_PLACE | set(MONTHS):
            yield given.text, family.text
