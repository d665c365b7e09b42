"""Text -> the words it is searched by: lower case, without accents, stems of its language, no stop words.

The same function makes what the index holds and what a question asks for, so that they meet. What is written without
spaces between words, and Korean, whose words carry their particles, gives pairs of neighbouring characters.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import metadata
from itertools import islice, pairwise

from snowballstemmer import stemmer

from rag.languages.stop_words import STOP_WORDS
from rag.values import Span

ENGLISH = "en"
"""How text is treated whose language is not known."""

_FORM = "3"
"""Raised whenever `search_words` gives other words for the same text: the full text is then made anew."""

_STEMMERS = dict(
    pair.split(":")
    for pair in """
        ar:arabic ca:catalan cs:czech da:danish de:german el:greek en:english es:spanish et:estonian eu:basque
        fa:persian fi:finnish fr:french ga:irish hi:hindi hu:hungarian hy:armenian id:indonesian it:italian
        lt:lithuanian ne:nepali nl:dutch no:norwegian pl:polish pt:portuguese ro:romanian ru:russian sr:serbian
        sv:swedish ta:tamil tr:turkish
    """.split()  # noqa: SIM905 - two columns in quotes are no easier to read
)
"""The Snowball stemmer of each language that has one."""

_ELIDING = frozenset({"fr", "it", "ca"})
"""Where an apostrophe ends a word: l'acqua."""

_SUFFIXING = frozenset({"tr"})
"""Where an apostrophe begins a name's endings: Ankara'da."""

_TELLING_ACCENTS = frozenset({"vi"})
"""Where accents make other words, and nobody leaves them out."""


def _characters(first: int, last: int, kinds: str) -> str:
    """The characters from one code point to another whose Unicode category begins with one of the letters."""
    return "".join(c for c in map(chr, range(first, last + 1)) if unicodedata.category(c)[0] in kinds)


_THAI_LAO_BURMESE_KHMER = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HANGUL = "\u1100-\u11ff\uac00-\ud7af"
_PAIRED = _CJK + _HANGUL + "".join(_characters(*block, "LM") for block in _THAI_LAO_BURMESE_KHMER)
_MARKS_IN_PAIRED = "\u3099\u309a" + "".join(_characters(*block, "M") for block in _THAI_LAO_BURMESE_KHMER)
_ACCENTS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
_JOINERS = "\u200c\u200d"
_MARKS = _ACCENTS + _JOINERS + _characters(0x0900, 0x0DFF, "M")
_LETTERS = rf"[^\W_{_PAIRED}]+(?:[{_MARKS}]+[^\W_{_PAIRED}]*)*"
_NO_DIGITS = rf"[^\W\d_{_PAIRED}]+(?:[{_MARKS}]+[^\W\d_{_PAIRED}]*)*"
_WORD = re.compile(rf"[{_PAIRED}]+|\d+(?:[.,]\d+)+|{_LETTERS}(?:['’]{_NO_DIGITS})?")
_IS_PAIRED = re.compile(rf"[{_PAIRED}]")
_CLUSTER = re.compile(rf"[^{_MARKS_IN_PAIRED}]?[{_MARKS_IN_PAIRED}]*")
_LEFT_OUT = re.compile(rf"[{_ACCENTS}{_JOINERS}\u0640]")
_APOSTROPHE = re.compile("['’]")
_POSSESSIVE = re.compile(r"['’]s$")
_INNER_MARKS = re.compile(r"[.,'’]")
_MAX_WORD = 40
_SAME = {(ENGLISH, "percentag"): "percent"}
"""Stems that are asked for by one and answered with the other."""


def search_words(text: str, language: str | None = None, asked_in: str | None = None) -> list[str]:
    """The words of the text in order, each as it is looked up in documents of the language, an ISO 639-1 code.

    Stop words are left out, those of the language and, if it is given, of the one that a question was asked in. A text
    of no known language is taken for English; a language without stemmer or stop words does without.
    """
    language = language or ENGLISH
    words: list[str] = []
    for match in _WORD.finditer(_prepared(text, language)):
        word = match.group()
        if _IS_PAIRED.match(word):
            words += [word[first:last] for first, last in _pairs(word)]
        else:
            words += _terms(word, language, asked_in)
    return words


@lru_cache(maxsize=10_000)
def distinct_words(text: str, language: str | None = None) -> frozenset[str]:
    """The words of a question, each once; kept, since each is compared with many others."""
    return frozenset(search_words(text, language))


@lru_cache(maxsize=1)
def words_version() -> str:
    """What the words of a text depend on besides the text and its language."""
    return f"{_FORM} {metadata.version('snowballstemmer')}"


@lru_cache(maxsize=len(STOP_WORDS))
def stop_words(language: str) -> frozenset[str]:
    """The stop words of a language as `plain_word` has them; none for one without a list."""
    return frozenset(plain_word(word, language) for word in STOP_WORDS.get(language, ()))


def plain_word(word: str, language: str) -> str:
    """A word in lower case without accents, in those languages that can do without."""
    if word.isascii() or language in _TELLING_ACCENTS:
        return word
    if language == ENGLISH:
        return _without_accents(word)
    composed = unicodedata.normalize("NFC", _LEFT_OUT.sub("", unicodedata.normalize("NFKD", word)))
    return composed.replace("ı", "i") if language in _SUFFIXING else composed


def _prepared(text: str, language: str) -> str:
    # English is stemmed without accents, as its stemmer knows none; others lose them after stemming, which needs them.
    return _without_accents(text.lower()) if language == ENGLISH else unicodedata.normalize("NFKC", text.lower())


@lru_cache(maxsize=100_000)
def _terms(word: str, language: str, asked_in: str | None) -> tuple[str, ...]:
    """What a word of a script with spaces is looked up as: mostly one term, none for a stop word."""
    terms: list[str] = []
    for part in _parts(word, language, asked_in):
        if part in stop_words(language) or plain_word(part, language) in stop_words(language):
            continue
        if asked_in is not None and plain_word(part, asked_in) in stop_words(asked_in):
            continue
        stem = _stem(_INNER_MARKS.sub("", part)[:_MAX_WORD], language)
        terms.append(plain_word(_SAME.get((language, stem), stem), language))
    return tuple(term for term in terms if term)


def _parts(word: str, language: str, asked_in: str | None) -> Iterable[str]:
    if language in _ELIDING or asked_in in _ELIDING:
        return _APOSTROPHE.split(word)
    if language in _SUFFIXING:
        return _APOSTROPHE.split(word)[:1]
    return (_POSSESSIVE.sub("", word),)


def word_spans(
    text: str, start: int, end: int, language: str | None = None, wanted: Container[str] | None = None
) -> Iterator[tuple[Span, str]]:
    """The words of `text[start:end]` in order, each with where in the text it stands; stop words are left out.

    They are those of `search_words`, or only those that are wanted. Pairs of characters, of scripts without spaces,
    overlap. No span parts a character or takes its marks from it: what is only a piece of a character, as 2 of ½, is
    left out.
    """
    own = text[start:end]
    folded, origins = _folded(own)
    # Other languages' stemmers want the accents that the folded text has lost.
    is_folded = language in {None, ENGLISH}
    for match in _WORD.finditer(folded):
        for first, last in _pieces(match):
            place = (first, last) if origins is None else _where(origins, first, last)
            if place is None:
                continue
            for word in _words_in(folded[first:last] if is_folded else own[slice(*place)], language):
                if wanted is None or word in wanted:
                    yield Span(start + place[0], start + place[1]), word


def _where(origins: Sequence[Span], first: int, last: int) -> tuple[int, int] | None:
    """Where characters of a folded text come from; None where one at the edge is but a piece of what it comes from."""
    before = origins[first - 1] if first else None
    after = origins[last] if last < len(origins) else None
    if before == origins[first] or after == origins[last - 1]:
        return None
    return origins[first].start, origins[last - 1].end


@lru_cache(maxsize=20_000)
def _words_in(piece: str, language: str | None) -> tuple[str, ...]:
    return tuple(search_words(piece, language))


def _pieces(match: re.Match[str]) -> list[tuple[int, int]]:
    """Where the words of a match stand: each pair of characters in scripts without spaces, otherwise all of it."""
    if not _IS_PAIRED.match(match.group()):
        return [match.span()]
    return [(match.start() + first, match.start() + last) for first, last in _pairs(match.group())]


def _pairs(run: str) -> list[tuple[int, int]]:
    """Where each two neighbouring characters with their marks begin and end, or all of the run if it is but one."""
    clusters = [cluster.span() for cluster in _CLUSTER.finditer(run) if cluster.group()]
    return [(one[0], other[1]) for one, other in pairwise(clusters)] or [(0, len(run))]


def _folded(text: str) -> tuple[str, list[Span] | None]:
    """The text as its words are looked for in it, and for each of its characters the one it comes from, with marks.

    None where each comes from the one at its own place, and none has marks.
    """
    lowered = text.lower()
    if len(lowered) == len(text):
        simply = lowered if lowered.isascii() else lowered.translate(_PLAIN)
        if _NOT_ONE not in simply:
            return simply, None
    return _folded_by_character(text, lowered)


def _folded_by_character(text: str, lowered: str) -> tuple[str, list[Span]]:
    plain: list[str] = []
    owners: list[int] = []
    rest = iter(lowered)
    for at, character in enumerate(text):
        decomposed = unicodedata.normalize("NFKD", "".join(islice(rest, len(character.lower()))))
        kept = [c for c in decomposed if not unicodedata.combining(c)]
        plain += kept
        owners += [at] * len(kept)
    folded = unicodedata.normalize("NFC", "".join(plain))
    origins: list[Span] = []
    reached = 0
    for character in folded:
        parts = len(unicodedata.normalize("NFD", character))
        origins.append(Span(owners[reached], _after_marks(text, owners[reached + parts - 1])))
        reached += parts
    return folded, origins


_NOT_ONE = "\ufffe"
"""Stands for a character that is a mark, or that is not folded to one alone; itself it is none."""


class _Plain(dict[int, str]):
    """What each character is folded to by itself, looked up once."""

    def __missing__(self, code: int) -> str:
        """One character that no neighbour can be composed with, or `_NOT_ONE`."""
        kept = [c for c in unicodedata.normalize("NFKD", chr(code)) if not unicodedata.combining(c)]
        is_one = len(kept) == 1 and not _COMPOSING.match(chr(code)) and not _COMPOSING.match(kept[0])
        marked = any(unicodedata.category(c).startswith("M") for c in (chr(code), *kept))
        self[code] = kept[0] if is_one and not marked else _NOT_ONE
        return self[code]


_COMPOSING = re.compile("[\u1100-\u11ff]")
"""Parts of Korean syllables: besides marks, what one character is composed of that follows another."""

_PLAIN = _Plain()


def _after_marks(text: str, at: int) -> int:
    """Where the character at `at` ends with the marks that stand on it."""
    end = at + 1
    while end < len(text) and unicodedata.category(text[end]).startswith("M"):
        end += 1
    return end


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


@lru_cache(maxsize=100_000)
def _stem(word: str, language: str = ENGLISH) -> str:
    if language not in _STEMMERS:
        return word
    # A stemmer keeps the word it works on in itself, so that each thread needs its own.
    if not hasattr(_own, "stemmers"):
        _own.stemmers = {}
    if language not in _own.stemmers:
        _own.stemmers[language] = stemmer(_STEMMERS[language])
    stem: str = _own.stemmers[language].stemWord(word)
    return stem


_own = threading.local()
