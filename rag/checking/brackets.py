"""A bracket of a quotation -> the words of the source that it stands for, and whether it may.

It may say whom a pronoun means, bend a word, or add to words that stay; another noun in the place of the source's is
another statement, however honestly it is bracketed. Where a bracket begins or ends a quotation, what it stands for is
what the source has in the same place of its sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.checking.folded_words import STOPS, folded_words
from rag.checking.standing_words import (
    is_article,
    is_auxiliary,
    is_determiner,
    is_form_of,
    is_subject,
    joins,
    opens_a_clause,
    says_little,
    stands_in,
)
from rag.languages.numerals import has_digit, is_number

if TYPE_CHECKING:
    from rag.checking.values import DifferenceKind
    from rag.folding import Token

    IsName = Callable[[Sequence[Token], int], bool]

_SHORTEST_SENTENCE_WORD = 3
_MOST_WORDS = 8
_SUBJECT_ANYWHERE = frozenset({"i", "he", "she", "we", "they"})


def is_sentence_end(source: Sequence[Token], at: int) -> bool:
    """Whether the token ends a sentence: a mark after a whole word, before a capital."""
    if source[at].is_word or source[at].text not in STOPS:
        return False
    before = source[at - 1].text if at else ""
    after = next((token.text for token in source[at + 1 : at + 2]), "A")
    return len(before) >= _SHORTEST_SENTENCE_WORD and not after[:1].islower()


def replaced(
    filler: Sequence[Token], source: Sequence[Token], left_out: tuple[int, int], is_name: IsName, language: str
) -> DifferenceKind | None:
    """What is wrong with a bracket that puts `filler` in the place of the source's tokens; None if nothing is."""
    dropped = source[slice(*left_out)]
    own, other = ({t.text for t in some if has_digit(t.text)} for some in (filler, dropped))
    if other and own and not own <= other:
        return "number"
    if not folded_words(filler) or not dropped or _stays(filler, source, left_out, is_name, language):
        return None
    is_another_name = is_name(source, left_out[1] - 1) and is_name(filler, len(filler) - 1)
    names = {source[n].text for n in range(*left_out)}
    return "name" if is_another_name and not names & {token.text for token in filler} else "bracket"


def _stays(
    filler: Sequence[Token], source: Sequence[Token], left_out: tuple[int, int], is_name: IsName, language: str
) -> bool:
    """Whether the bracket has all the words that it stands for, the last at its end, but for pronouns and endings."""
    own = folded_words(filler)
    left = iter(own)
    dropped = folded_words(source[slice(*left_out)])
    told = [word for word in dropped if not stands_in(word, language)]
    if not told or (is_form_of(told[-1], own[-1]) and all(any(is_form_of(w, o) for o in left) for w in told)):
        return True
    are_names = all(is_name(source, n) or is_article(source[n].text.casefold(), language) for n in range(*left_out))
    if are_names and set(own) <= set(dropped):
        return True
    # The same person by the name alone: [Lund] for the mason Per Lund, but not for the brother of Lund.
    is_one_phrase = all(is_determiner(word, language) or not says_little(word, language) for word in dropped)
    ends_alike = own == dropped[-len(own) :] and is_name(source, left_out[1] - 1)
    return ends_alike and is_one_phrase and all(token.is_word for token in source[slice(*left_out)])


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the source a bracket stands that begins or ends a run of quoted words: before its token `at`, or the
    end of the source.
    """

    filler: Sequence[Token]
    source: Sequence[Token]
    at: int
    is_name: IsName
    language: str

    def before(self, floor: int = 0) -> int:
        """The first of the tokens before `at`, not before `floor`, that the bracket stands for; `at` if for none."""
        source, at = self.source, self.at
        begin = next((n + 1 for n in range(at - 1, floor - 1, -1) if is_sentence_end(source, n)), floor)
        if begin == at or at >= len(source) or self._adds_to(source[begin:at]) or self._opens(at):
            return at
        last = at - 1
        while last > begin and source[last].is_word and self._goes_with_a_verb(last):
            last -= 1
        word = source[last].text.casefold()
        if not source[last].is_word or joins(word, self.language):
            return at if self._has_a_pronoun(begin, at) else self._not_over(begin, at)
        if stands_in(word, self.language) or (says_little(word, self.language) and not is_auxiliary(word)):
            return at
        return self._not_over(self._noun_phrase_before(last, begin), at)

    def behind(self) -> int:
        """The end of the tokens from `at` on that the bracket stands for; `at` if for none."""
        source, at = self.source, self.at
        if not 0 < at < len(source) or not source[at].is_word:
            return at
        end = next((n for n in range(at, len(source)) if is_sentence_end(source, n)), len(source))
        word = source[at].text.casefold()
        if self._adds_to(source[at : min(end, at + _MOST_WORDS)]) or (
            says_little(word, self.language) and not is_determiner(word, self.language)
        ):
            return at
        if not self._has_a_slot():
            return at
        last = at + is_determiner(word, self.language)
        while last < end and source[last].is_word and not says_little(source[last].text.casefold(), self.language):
            last += 1
        return min(last, at + _MOST_WORDS)

    def _adds_to(self, beside: Sequence[Token]) -> bool:
        """Whether it says nothing that is not in the words beside it."""
        said = [
            w for w in folded_words(self.filler) if is_subject(w, self.language) or not says_little(w, self.language)
        ]
        others = folded_words(beside)
        return all(any(is_form_of(other, word) for other in others) for word in said)

    def _opens(self, at: int) -> bool:
        """Whether the words from `at` on have a subject of their own, to which a bracket before them only adds."""
        word = self.source[at].text.casefold()
        restates = self.source[at - 1].text.casefold() in folded_words(self.filler)
        opens = (
            is_determiner(word, self.language)
            or is_subject(word, self.language)
            or stands_in(word, self.language)
            or opens_a_clause(word, self.language)
            or joins(word, self.language)
        )
        return not restates and (opens or self.is_name(self.source, at))

    def _has_a_slot(self) -> bool:
        """Whether the word before the bracket wants another, or a noun follows where the bracket has one."""
        source, at = self.source, self.at
        last = source[at - 1].text.casefold()
        if source[at - 1].is_word and stands_in(last, self.language) and not is_determiner(last, self.language):
            return False
        if source[at - 1].is_word and (says_little(last, self.language) or is_number(last, self.language)):
            return True
        first = self.filler[0].text.casefold()
        if is_determiner(source[at].text.casefold(), self.language):
            return is_determiner(first, self.language) or not says_little(first, self.language)
        return self.is_name(source, at) and (is_determiner(first, self.language) or self.is_name(self.filler, 0))

    def _goes_with_a_verb(self, at: int) -> bool:
        word = self.source[at].text.casefold()
        return is_auxiliary(word) or (word.endswith("ly") and word.islower())

    def _has_a_pronoun(self, begin: int, at: int) -> bool:
        words = folded_words(self.source[begin:at])
        return bool(words) and (is_subject(words[0], self.language) or not _SUBJECT_ANYWHERE.isdisjoint(words))

    def _noun_phrase_before(self, last: int, begin: int) -> int:
        start = last
        while start > begin and self.source[start - 1].is_word:
            word = self.source[start - 1].text.casefold()
            if is_determiner(word, self.language):
                return start - 1
            if says_little(word, self.language):
                break
            start -= 1
        return start

    def _not_over(self, start: int, at: int) -> int:
        """The start, or a later one from which there are no more words than a bracket may stand for."""
        words = [n for n in range(start, at) if self.source[n].is_word]
        return words[-_MOST_WORDS] if len(words) > _MOST_WORDS else start
