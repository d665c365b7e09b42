"""An aligned quotation -> its differences from the source, each with its kind, and what its gaps leave out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.checking.brackets import Place
from rag.checking.folded_words import SENTENCE_ENDS, folded_words
from rag.checking.gaps import judge_gap
from rag.checking.standing_words import is_form_of
from rag.folding import DASH, Token
from rag.languages.denials import is_negated_form, negations
from rag.languages.detection import language_of_words
from rag.languages.numerals import has_digit, is_number

if TYPE_CHECKING:
    from rag.checking.alignment import Pair
    from rag.checking.values import DifferenceKind
    from rag.checking.wording import Wording

_WHOLE_SENTENCE = 4
"""Words left out over a sentence's end, from which two places have been joined."""

_SHORT = 6
"""An omission or insertion of more words is called that, whatever is among them."""

_OF_THE_NAME_ALONE = 2

_BESIDE = 12
"""Tokens on either side of a change that tell what language it is in."""


@dataclass(frozen=True, slots=True)
class Change:
    """A difference by tokens: the quotation's `ours[0]` to `ours[1]` stand for the source's `theirs`.

    `gap` are the offsets of the ellipsis or bracket that stands for them instead, None where there is none.
    """

    kind: DifferenceKind
    ours: tuple[int, int]
    theirs: tuple[int, int]
    gap: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of the source's language and library where a change is to be named.

    `is_lower` says whether the library has a word, given in lower case, without a capital.
    """

    is_lower: Callable[[str], bool]
    language: str = "en"
    all_capitals: bool = False

    def is_name(self, found: Sequence[Token], at: int) -> bool:
        """Whether the token is written as a name: with a capital where plain words have none."""
        token = found[at]
        if not token.is_word or not token.text[:1].isupper() or self.all_capitals:
            return False
        if at == 0 or (not found[at - 1].is_word and found[at - 1].text in SENTENCE_ENDS):
            return not self.is_lower(token.text.casefold())
        if self.language == "de":  # where nouns have capitals
            return found[at - 1].text[:1].isupper() and not self.is_lower(token.text.casefold())
        return token.text not in {"I", "I'm", "I've", "I'd", "I'll"}


def changes(
    quoted: Wording,
    source: Sequence[Token],
    pairs: Sequence[Pair],
    furniture: Sequence[bool],
    around: Surroundings,
) -> tuple[Change, ...]:
    """The changes that the pairs show, in order; none if the words are the same."""
    found = _Walk(quoted, source, furniture, around)
    for ours, theirs in pairs:
        found.step(ours, theirs)
    return _reordered(found.made(), quoted.tokens, source)


class _Walk:
    """One way through the pairs, from match to match."""

    def __init__(
        self, quoted: Wording, source: Sequence[Token], furniture: Sequence[bool], around: Surroundings
    ) -> None:
        self._quoted, self._source, self._furniture, self._around = quoted, source, furniture, around
        self._changes: list[Change] = []
        self._ours = self._theirs = 0  # the tokens next to be consumed
        self._open: list[Pair] = []
        self._dropped: list[int] = []
        self._judged: set[int] = set()
        self._started = False

    def step(self, ours: int | None, theirs: int | None) -> None:
        """Take the next pair."""
        if not self._started:
            self._ours, self._theirs = ours or 0, theirs if theirs is not None else 0
            self._started = True
            self._look_before_the_first()
        if ours is None and theirs is not None and self._ours in self._quoted.gaps:
            self._close()
            self._dropped.append(theirs)
        elif ours is not None and theirs is not None and self._same(ours, theirs):
            self._close()
            self._judge_gap()
        elif ours is not None or theirs is None or not self._furniture[theirs]:
            if ours is not None:
                self._judge_gap()
            self._open.append((ours, theirs))
        self._ours += ours is not None
        self._theirs = theirs + 1 if theirs is not None else self._theirs

    def made(self) -> list[Change]:
        """The changes found."""
        self._close()
        self._look_behind_the_last()
        self._judge_gap()
        return self._changes

    def _same(self, ours: int, theirs: int) -> bool:
        one, other = self._quoted.tokens[ours], self._source[theirs]
        if one.is_word != other.is_word:
            return False
        if one.text == other.text:
            return True
        if ours in self._quoted.stems:
            bent, word = one.text.casefold(), other.text.casefold()
            return self._quoted.stems[ours].fits(word) and is_form_of(bent, word)
        if one.text.casefold() != other.text.casefold():
            return False
        return self._around.all_capitals or (ours in self._quoted.free_case and one.text[1:] == other.text[1:])

    def _judge_gap(self) -> None:
        """Whether what the ellipsis or bracket before the next token left out may be left out."""
        gaps = self._quoted.gaps.get(self._ours, ())
        if gaps and self._ours not in self._judged:
            self._judged.add(self._ours)
            dropped, self._dropped = self._dropped, []
            start = dropped[0] if dropped else self._theirs
            end = dropped[-1] + 1 if dropped else start
            around = self._around_at(start)
            kind = judge_gap(gaps, self._source, (start, end), around.is_name, around.language)
            if kind:
                self._changes.append(
                    Change(kind, (self._ours, self._ours), (start, end), (gaps[0].start, gaps[-1].end))
                )

    def _look_before_the_first(self) -> None:
        """Find what a bracket at the quotation's beginning stands for."""
        if 0 in self._quoted.gaps:
            self._dropped = list(range(self._place(0).before(), self._theirs))

    def _look_behind_the_last(self) -> None:
        """Find what a bracket at the quotation's end stands for."""
        if self._ours in self._quoted.gaps and not self._dropped:
            self._dropped = list(range(self._theirs, self._place(self._ours).behind()))

    def _place(self, ours: int) -> Place:
        """Where the bracket before a token of the quotation stands in the source."""
        filler = [token for gap in self._quoted.gaps[ours] if gap.kind == "bracket" for token in gap.filler]
        around = self._around_at(self._theirs)
        return Place(filler, self._source, self._theirs, around.is_name, around.language)

    def _around_at(self, theirs: int) -> Surroundings:
        """What is known there: some words of the source may be in another language than the rest."""
        words = folded_words(self._source[max(0, theirs - _BESIDE) : theirs + _BESIDE])
        return replace(self._around, language=language_of_words(words, self._around.language))

    def _close(self) -> None:
        """End the run of tokens that do not match."""
        if not self._open:
            return
        ours = [pair[0] for pair in self._open if pair[0] is not None]
        theirs = [pair[1] for pair in self._open if pair[1] is not None]
        own = (ours[0], ours[-1] + 1) if ours else (self._ours, self._ours)
        other = (theirs[0], theirs[-1] + 1) if theirs else (self._theirs, self._theirs)
        self._open = []
        self._changes.append(Change(self._kind(own, other), own, other))

    def _kind(self, ours: tuple[int, int], theirs: tuple[int, int]) -> DifferenceKind:
        own, other = self._quoted.tokens[slice(*ours)], self._source[slice(*theirs)]
        one, two = folded_words(own), folded_words(other)
        around = self._around_at(theirs[0])
        if not one and not two:
            return self._kind_of_marks(ours, theirs, around)
        if not one and len(two) >= _WHOLE_SENTENCE and any(t.text in SENTENCE_ENDS for t in other if not t.is_word):
            return "merged"
        if one and two and Counter(one) == Counter(two):
            return "case" if one == two else "order"
        told = _telling_kind(one, two, around.language) or (
            "name" if self._names_differ(ours, theirs, around) else None
        )
        return told or ("word" if one and two else "insertion" if one else "omission")

    def _kind_of_marks(self, ours: tuple[int, int], theirs: tuple[int, int], around: Surroundings) -> DifferenceKind:
        for found, (start, end) in ((self._quoted.tokens, ours), (self._source, theirs)):
            for at in range(start, end):
                beside = (found[n].text for n in (at - 1, at + 1) if 0 <= n < len(found))
                is_sign = found[at].text == DASH or found[at].is_prime or is_number(found[at].text, around.language)
                if is_sign and any(map(has_digit, beside)):
                    return "number"
        return "punctuation"

    def _names_differ(self, ours: tuple[int, int], theirs: tuple[int, int], around: Surroundings) -> bool:
        one, two = folded_words(self._quoted.tokens[slice(*ours)]), folded_words(self._source[slice(*theirs)])
        own = {self._quoted.tokens[n].text.casefold() for n in range(*ours) if around.is_name(self._quoted.tokens, n)}
        other = {self._source[n].text.casefold() for n in range(*theirs) if around.is_name(self._source, n)}
        if one and two:
            return own != other
        return 0 < len(own ^ other) == max(len(one), len(two)) <= _OF_THE_NAME_ALONE


def _telling_kind(one: Sequence[str], two: Sequence[str], language: str) -> DifferenceKind | None:
    """Whether a negation or a number is changed, the first of these that is."""
    if not (one and two) and max(len(one), len(two)) > _SHORT:
        return None
    if _negated(one, two, language):
        return "negation"
    return "number" if _numbers_differ(one, two, language) else None


def _negated(one: Sequence[str], two: Sequence[str], language: str) -> bool:
    if len(negations(one, language)) != len(negations(two, language)):
        return True
    return len(one) == len(two) and any(is_negated_form(a, b) for a, b in zip(one, two, strict=True) if a != b)


def _numbers_differ(one: Sequence[str], two: Sequence[str], language: str) -> bool:
    own, other = ([word for word in words if is_number(word, language)] for words in (one, two))
    figures = any(has_digit(word) for word in (*own, *other))
    return own != other and (figures or bool(own and other))


def _reordered(found: list[Change], ours: Sequence[Token], theirs: Sequence[Token]) -> tuple[Change, ...]:
    """The changes, those that together only put the same words into another order called that."""
    plain = [change for change in found if change.kind in {"word", "omission", "insertion"}]
    one = Counter(word for change in plain for word in folded_words(ours[slice(*change.ours)]))
    two = Counter(word for change in plain for word in folded_words(theirs[slice(*change.theirs)]))
    if len(plain) > 1 and one == two:
        return tuple(replace(change, kind="order") if change in plain else change for change in found)
    return tuple(found)
