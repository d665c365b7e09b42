"""Text -> tokens that do not tell one typography of the same words from another.

Quotation marks, spaces, soft hyphens and other unseen characters are left out; dashes, apostrophes, primes, ellipses,
ligatures and composed letters have one form each; a word hyphenated at a line's end is whole. Case is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.primes import AFTER_A_FIGURE, DOUBLE_PRIME, PRIME, is_surely_prime, prime

QUOTATION_MARKS = "\"'`´‘’‚‛“”„‟‹›«»「」『』﹁﹂﹃﹄〝〞〟＂＇′″"
ELLIPSIS = "…"
DASH = "-"
PRIMES = frozenset((PRIME, DOUBLE_PRIME, "‴"))

_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_NO_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"


def _combining() -> str:
    """The combining marks of the scripts that write spaces, as ranges of a character class."""
    codes = [c for block in ((0x300, 0xE00), (0x1A00, 0x1E00), (0x20D0, 0x2100)) for c in range(*block)]
    marks = [code for code in codes if unicodedata.category(chr(code))[0] == "M"]
    firsts = [code for code in marks if unicodedata.category(chr(code - 1))[0] != "M" or code in {0x300, 0x20D0}]
    lasts = [code for code in marks if unicodedata.category(chr(code + 1))[0] != "M"]
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in zip(firsts, lasts, strict=True))


_MARKS = _combining()
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
"""Raised figures, as of powers and notes. No word begins with one: those behind a mark are a note's."""

_LETTER = rf"[^\W_{_NO_SPACES}]"
_FIRST = rf"[^\W_{_NO_SPACES}{RAISED}]"
_MORE = rf"(?:{_LETTER}|[{_MARKS}{_UNSEEN}])"
_CAPITAL = "A-ZÀ-ÖØ-ÞΑ-ΩА-Я"
_LINE_END = r"[ \t]*(?:\r\n|\r|\n)[ \t]*"
_HYPHENATED = rf"(?:(?<=[^\W\d_])[-\u2010]{_LINE_END}(?![{_CAPITAL}\d]){_LETTER}{_MORE}*)"
_APOSTROPHE = r"(?!(?<=\d)['’＇]\d{1,2}(?!\d))['’ʼ＇]"
"""That of don’t and 10’000, but not the foot of 5'9."""

WORD = (
    rf"\d+(?:[.,]\d+)+{_MORE}*"
    rf"|{_FIRST}{_MORE}*(?:{_APOSTROPHE}{_LETTER}{_MORE}*|{_HYPHENATED})*"
    rf"|[{_NO_SPACES}][{_MARKS}{_UNSEEN}]*"
)
REFERENCE = r"\[\d{1,3}(?:[,–-]\s?\d{1,3})*\]"
"""A reference as scholarly and encyclopedic texts have it: [12]."""

_WORDS = re.compile(rf"{REFERENCE}|({WORD})")
_TOKENS = re.compile(
    rf"{REFERENCE}|(?P<word>{WORD})|(?P<ellipsis>\.(?:[ \u00a0\u202f]?\.){{2,}}|…)"
    rf"|(?P<dash>[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+)|(?P<power>(?<=[)\]\s])[{RAISED}]+)|[{RAISED}]+"
    rf"|(?P<prime>{AFTER_A_FIGURE})"
    rf"|[\s*_`\\|{re.escape(QUOTATION_MARKS)}{_UNSEEN}]+|(?P<mark>.)",
    re.DOTALL,
)
_UNSEEN_ONES = re.compile(f"[{_UNSEEN}]")
_FOLDED_BY_WORD = re.compile(f"[{_UNSEEN}ʼ\r\n]")
_APOSTROPHES = str.maketrans("’ʼ＇", "'''")
_LINE_HYPHEN = re.compile(rf"[-\u2010]{_LINE_END}")
_KEPT_APART = ("<super>", "<sub>", "<fraction>", "<circle>")
"""Compatibility forms that are not the same as their plain ones: 10² is not 102."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark: `text` in its folded form, and where it stands in the text that was folded.

    `parts` are the two halves of a word that a line's end divides, for it may be written with a hyphen all the same.
    `is_loose`: it is a prime, or the quotation mark that it looks like.
    """

    text: str
    start: int
    end: int
    is_word: bool
    parts: tuple[str, ...] = ()
    is_loose: bool = False

    @property
    def is_prime(self) -> bool:
        """Whether it is one of feet, inches or minutes."""
        return not self.is_word and self.text in PRIMES


def tokens(text: str, start: int = 0, end: int | None = None, *, since: int = 0) -> Iterator[Token]:
    """The tokens of `text[start:end]` in order, offsets into `text`; marks are paired from the offset `since` on."""
    for match in _TOKENS.finditer(text, start, len(text) if end is None else end):
        kind = match.lastgroup
        if kind == "word":
            word = match.group()
            yield Token(fold_word(word), match.start(), match.end(), is_word=True, parts=_halves(word))
        elif kind == "prime":
            is_loose = not is_surely_prime(text, match.start(), match.end(), since)
            yield Token(prime(match.group()), match.start(), match.end(), is_word=False, is_loose=is_loose)
        elif kind is not None:
            folded = {"ellipsis": ELLIPSIS, "dash": DASH}.get(kind) or unicodedata.normalize("NFKC", match.group())
            yield Token(folded, match.start(), match.end(), is_word=False)


def words(text: str) -> list[str]:
    """The words of the text as they are written."""
    return [word for word in _WORDS.findall(text) if word]


def keys(found: Sequence[str]) -> list[str]:
    """The words as they are looked up: folded, in one case."""
    # Nearly all texts need no word looked at by itself; this is what a library's first check waits for.
    joined = "\x00".join(found).replace("’", "'")
    if found and unicodedata.is_normalized("NFKC", joined) and not _FOLDED_BY_WORD.search(joined):
        return joined.casefold().split("\x00")
    return [key(word) for word in found]


def word_starts(text: str) -> Iterator[int]:
    """Where each of `words(text)` begins."""
    return (match.start() for match in _WORDS.finditer(text) if match.lastindex)


@lru_cache(maxsize=1 << 16)
def key(word: str) -> str:
    """A word as it is looked up."""
    return word.lower() if word.isascii() and "\n" not in word and "\r" not in word else fold_word(word).casefold()


def fold_word(word: str) -> str:
    """The form of a word that all its typographies share; case is kept."""
    if "-" in word or "\u2010" in word:
        word = _LINE_HYPHEN.sub("", word)
    if word.isascii():
        return word
    plain = _UNSEEN_ONES.sub("", word).translate(_APOSTROPHES)
    return unicodedata.normalize("NFC", "".join(map(_plain_character, plain)))


def settled(found: Sequence[Token], other: Sequence[Token]) -> list[Token]:
    """The tokens, each word that a line's end divides written as the other text writes it: whole, or with a hyphen."""
    if not any(token.parts for token in found):
        return list(found)
    whole = {token.text.casefold() for token in other}
    kept: list[Token] = []
    for token in found:
        halves = token.parts
        if halves and token.text.casefold() not in whole and all(half.casefold() in whole for half in halves):
            middle = token.start + 1
            kept.append(Token(halves[0], token.start, middle, is_word=True))
            kept.append(Token(DASH, middle, middle, is_word=False))
            kept.append(Token(halves[1], middle, token.end, is_word=True))
        else:
            kept.append(token)
    return kept


def _halves(word: str) -> tuple[str, ...]:
    if "\n" not in word and "\r" not in word:
        return ()
    halves = tuple(fold_word(half) for half in _LINE_HYPHEN.split(word))
    return halves if len(halves) == 2 else ()  # noqa: PLR2004 - two halves


@lru_cache(maxsize=1 << 12)
def _plain_character(character: str) -> str:
    decomposed = unicodedata.decomposition(character)
    if not decomposed.startswith("<") or decomposed.startswith(_KEPT_APART):
        return character
    return unicodedata.normalize("NFKC", character)
