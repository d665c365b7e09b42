"""A quotation and a stretch of a document -> what of it stands there, and every difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.checking.alignment import align, line_up
from rag.checking.changes import Change, Surroundings, changes
from rag.checking.folded_words import SENTENCE_ENDS
from rag.checking.note_marks import without_note_marks
from rag.checking.number_signs import is_minus, kept_primes, without_quotation_marks
from rag.checking.values import WordingDifference
from rag.folding import Token, settled
from rag.languages.numerals import is_number
from rag.languages.words import ENGLISH
from rag.values import Span

if TYPE_CHECKING:
    from rag.checking.alignment import Pair
    from rag.checking.quoted import Quoted
    from rag.checking.source_text import SourceText
    from rag.checking.word_index import WordIndex
    from rag.plain_text import PlainText

_LONGEST_ALIGNED = 1500
"""Tokens; longer quotations are lined up by their longest common runs, which takes far less memory."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where in the document's text the quotation stands, and how.

    `share` is that of its words that stand there, `telling_share` the same with each word counted by its rarity.
    """

    span: Span
    exact: bool
    share: float
    telling_share: float
    differences: tuple[WordingDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some of a document's tokens, and those right before and behind it: what a bracket at an end may stand for."""

    tokens: Sequence[Token]
    before: Sequence[Token] = ()
    behind: Sequence[Token] = ()


def compare(quoted: Quoted, source: SourceText, stretch: Stretch, index: WordIndex) -> Comparison | None:
    """The comparison with the stretch of the source; None if not a word of the quotation stands in it."""
    found = _Comparing(quoted, source, stretch)
    if found.exact:
        return Comparison(found.exact, exact=True, share=1.0, telling_share=1.0)
    if not found.words_matched:
        return None
    around = Surroundings(index.is_lower, found.language, found.all_capitals)
    listed = changes(found.wording, found.theirs, found.pairs, source.furniture(found.theirs), around)
    return Comparison(
        found.span,
        exact=False,
        share=found.words_matched / found.wording.words,
        telling_share=found.telling_share(index),
        differences=tuple(found.difference(change) for change in listed),
    )


class _Comparing:
    """The alignment of one quotation with one stretch, and what follows from it."""

    def __init__(self, quoted: Quoted, source: SourceText, stretch: Stretch) -> None:
        self._quoted, self._source = quoted, source
        parts = (stretch.before, stretch.tokens, stretch.behind)
        around = [token for part in parts for token in part]
        own = quoted.wording.only(kept_primes(quoted.wording.tokens, around))
        before, within, behind = (
            without_note_marks(
                settled(without_quotation_marks(part, quoted.wording.tokens), own.tokens), quoted.wording.tokens
            )
            for part in parts
        )
        self.wording = replace(own, tokens=tuple(without_note_marks(own.tokens, around)))
        self.theirs = [*before, *within, *behind]
        found = [(a, b if b is None else b + len(before)) for a, b in self._pairs(within)]
        self._matched = [(a, b) for a, b in found if a is not None and b is not None and self._is_same(a, b)]
        self.pairs = self._with_its_minus(self._within_its_sentence(found))
        self.words_matched = sum(self.wording.tokens[a].is_word for a, _ in self._matched)
        self._standing = [b for _, b in self.pairs if b is not None]

    def _pairs(self, within: Sequence[Token]) -> Sequence[Pair]:
        straight = self._straight(within)
        if straight is not None:
            return straight
        if len(self.wording.tokens) > _LONGEST_ALIGNED:
            return line_up(self.wording.tokens, within)
        return align(self.wording, within, self._source.furniture(within))

    def _is_same(self, ours: int, theirs: int) -> bool:
        """Whether the two tokens are one, but for case."""
        is_same = self.wording.tokens[ours].text.casefold() == self.theirs[theirs].text.casefold()
        return is_same or ours in self.wording.stems

    def _within_its_sentence(self, found: Sequence[Pair]) -> Sequence[Pair]:
        """The pairs; what is put in before the first match or behind the last stands for no other sentence's words."""
        if not self._matched or len(self._matched) == len(found):
            return found
        first, last = found.index(self._matched[0]), len(found) - 1 - list(reversed(found)).index(self._matched[-1])
        ends = [n for n, (_, b) in enumerate(found) if b is not None and self.theirs[b].text in SENTENCE_ENDS]
        start = max((n for n in ends if n < first), default=-1)
        stop = min((n for n in ends if n > last), default=len(found))
        cut = [(a, None) if n <= start or n >= stop else (a, b) for n, (a, b) in enumerate(found)]
        return [(a, b) for a, b in cut if a is not None or b is not None]

    def _with_its_minus(self, found: Sequence[Pair]) -> Sequence[Pair]:
        """The pairs, and before them the sign that the quotation's first number has in the source."""
        first, place = found[0] if found else (None, None)
        if first != 0 or not place or 0 in self.wording.gaps:
            return found
        sign, number = self.theirs[place - 1], self.theirs[place]
        is_cut_off = sign.end == number.start and is_minus(self._source.seen.text, sign.start)
        return [(None, place - 1), *found] if is_cut_off else found

    def _straight(self, within: Sequence[Token]) -> list[Pair] | None:
        """The pairs where token for token is the same, which is so nearly always, and quickly seen."""
        if self.wording.gaps or self.wording.stems:
            return None
        ours = [token.text.casefold() for token in self.wording.tokens]
        theirs = [token.text.casefold() for token in within]
        for start in range(len(theirs) - len(ours) + 1):
            if theirs[start] == ours[0] and theirs[start : start + len(ours)] == ours:
                return [(n, start + n) for n in range(len(ours))]
        return None

    def telling_share(self, index: WordIndex) -> float:
        """The share of the quotation's words that stand there, each counted by its rarity.

        A number in another's place counts for nothing: that no document has it tells of a slip as well as of an
        invention.
        """
        ours, theirs, matched = self.wording.tokens, self.theirs, set(self._matched)
        rarities = [index.rarity(token.text.casefold()) if token.is_word else 0.0 for token in ours]
        for a, b in self.pairs:
            if a is not None and b is not None and (a, b) not in matched and self._are_numbers(ours[a], theirs[b]):
                rarities[a] = 0.0
        return sum(rarities[a] for a, _ in matched) / (sum(rarities) or 1)

    @property
    def exact(self) -> Span | None:
        """The stretch of the document's text that is the quotation character for character, if it is."""
        if not self._matched:
            return None
        first, place = self._matched[0]
        quoted, text, at = self._quoted, self._source.document.text, self.wording.tokens[first].start
        there = self._source.seen.starts[self.theirs[place].start]
        before = (quoted.seen.starts[at] - quoted.span.start, at - quoted.start)
        for own, lead in zip(quoted.forms, before, strict=False):
            start = there - lead
            lacks_its_sign = start > 0 and is_minus(text, start - 1)
            if start >= 0 and text.startswith(own, start) and not lacks_its_sign:
                return Span(start, start + len(own))
        return None

    @property
    def span(self) -> Span:
        """From the first token that stands there to the last, with the marks that the quotation ends with too."""
        last = self._standing[-1]
        for token in self.wording.trailing:
            if last + 1 >= len(self.theirs) or self.theirs[last + 1].text != token.text:
                break
            last += 1
        return self._source.seen.written(self.theirs[self._standing[0]].start, self.theirs[last].end)

    @property
    def all_capitals(self) -> bool:
        """Whether the document has no small letter there."""
        stretch = self.theirs[self._standing[0] : self._standing[-1] + 1]
        words = [token.text for token in stretch if token.is_word]
        return len(words) > 1 and not any(character.islower() for word in words for character in word)

    @property
    def language(self) -> str:
        """The language of the document."""
        return self._source.document.language or ENGLISH

    def _are_numbers(self, one: Token, other: Token) -> bool:
        return all(is_number(token.text.casefold(), self.language) for token in (one, other))

    def difference(self, change: Change) -> WordingDifference:
        """The change by its offsets and words."""
        seen = self._quoted.seen
        own = seen.written(*change.gap) if change.gap else _stretch(seen, self.wording.tokens, change.ours)
        other = _stretch(self._source.seen, self.theirs, change.theirs)
        return WordingDifference(
            kind=change.kind,
            draft=self._quoted.written[own.start : own.end],
            draft_start=own.start,
            draft_end=own.end,
            source=self._source.document.text[other.start : other.end],
            source_start=other.start,
            source_end=other.end,
        )


def _stretch(seen: PlainText, found: Sequence[Token], span: tuple[int, int]) -> Span:
    """Where the tokens stand as they are written; of none, the place behind the token before them."""
    start, end = span
    if start < end:
        return seen.written(found[start].start, found[end - 1].end)
    at = seen.ends[found[start - 1].end - 1] if start else seen.starts[found[0].start]
    return Span(at, at)
