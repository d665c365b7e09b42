"""A sentence -> its words, and the noun phrases among them that can be told without doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from rag.differing.figures import MONTHS, Figure, NamedDate, dates_in, figures_in
from rag.examples.verbs import BASE_OF_PAST, BASE_OF_PRESENT
from rag.examples.words import (
    ANY_PLACE,
    ATTACHING,
    AUXILIARIES,
    DETERMINERS,
    IN_NAMES,
    KNOWN_TO_ALL,
    NOT_A_NOUN,
    POINTING,
)
from rag.examples.written import Word, Written, bare, is_demonym, words_of

_IN_BRACKETS = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])")
_CLEAN = re.compile(r"[^\W_][^«»„`|•*_<>{}\\^~=?!]*\.[\"”’]?")
_ADJECTIVE = re.compile(r".*(?:ic|ian|ean|ish|ese|al|ern|ive|ous)")
_MAYBE_A_DATE = re.compile(r"\d")
_MOST_WORDS_IN_NOUN = 6
_MOST_ATTACHED = 2
_LONGEST_SENTENCE = 400
_MOST_CAPITALS = 1 / 3
_OFTEN = 5


@dataclass(frozen=True, slots=True)
class Dated:
    """A date with its “in” or “on”: the words `start` to `end`."""

    start: int
    end: int


@dataclass(frozen=True)
class Clause:
    """A sentence without brackets, as words; how words are written in its document (`own`) and in all of them."""

    text: str
    words: tuple[Word, ...]
    own: Written
    written: Written

    @cached_property
    def all_dates(self) -> list[NamedDate]:
        """The dates of the sentence."""
        return dates_in(self.text) if _MAYBE_A_DATE.search(self.text) else []

    @cached_property
    def figures(self) -> list[Figure]:
        """The figures of the sentence."""
        return figures_in(self.text, self.all_dates)

    def inside(self, start: int, end: int) -> list[int]:
        """The words that begin between two offsets of the text."""
        return [at for at, word in enumerate(self.words) if start <= word.start < end]

    @cached_property
    def dates(self) -> tuple[Dated, ...]:
        """The exact dates that stand after “in” or “on”."""
        found: list[Dated] = []
        for date in self.all_dates:
            inside = self.inside(date.start, date.end)
            if inside and inside[0] and not date.loose and self.words[inside[0] - 1].low in ("in", "on"):
                found.append(Dated(inside[0] - 1, inside[-1] + 1))
        return tuple(found)

    def said(self, start: int, end: int) -> str:
        """The words from `start` to before `end`, as a question has them."""
        return " ".join(self.as_asked(at) for at in range(start, end))

    def as_asked(self, at: int) -> str:
        """A word, in lower case where only the sentence's beginning gave it a capital."""
        word = self.words[at]
        return word.text[0].lower() + word.text[1:] if at == 0 and not self.is_name(at) else word.text

    def is_name(self, at: int) -> bool:
        """Whether a word with a capital is one of a name, which at the sentence's beginning the document tells."""
        word = self.words[at]
        if not word.capital or word.text in MONTHS or word.low in NOT_A_NOUN:
            return False
        if at > 0:
            return True
        follows = len(self.words) > 1 and self.words[1].capital
        if self.written.lower[bare(word.low)]:
            return follows and bare(word.text) in self.written.names
        return follows or bare(word.text) in self.written.names or bare(word.text) != word.text

    def is_unclear(self) -> bool:
        """Whether the sentence's first word may or may not be a part of a name."""
        if self.is_name(0) or self.low(0) in NOT_A_NOUN:
            return False
        follows = len(self.words) > 1 and self.words[1].capital and not self.words[0].after
        return follows or not self.written.lower[bare(self.low(0))]

    def is_generic(self, at: int) -> bool:
        """Whether the word names what the document is about, as “oxygen” does."""
        word = self.words[at]
        return self.own.lower[word.low] >= _OFTEN and not word.low.endswith("s") and word.low not in NOT_A_NOUN

    def names(self, start: int, end: int) -> bool:
        """Whether one of the words names somebody or something by itself."""
        return any(self.is_name(at) and bare(self.words[at].text) not in ANY_PLACE for at in range(start, end))

    def is_topic(self, start: int, end: int) -> bool:
        """Whether the words are “the” and what the documents are about: “the protests”, “the new president”."""
        head = next((at for at in range(start + 1, end) if self.low(at) in ATTACHING), end) - 1
        return self.low(start) == "the" and start < head and self.low(head) in self.written.topics

    def tells_apart(self, start: int, end: int) -> bool:
        """Whether a name or a topic among the words says what they are about."""
        return self.names(start, end) or any(
            self.is_topic(at, noun_phrase(self, at)) for at in range(start, end) if self.low(at) == "the"
        )

    def names_one(self, start: int, end: int) -> bool:
        """Whether the words name one of its kind: “the Scottish Parliament”, but not “the Scottish team”."""
        named = [at for at in range(start, end) if self.is_name(at)]
        side_by_side = any(at - 1 in named and not is_demonym(self.words[at].text) for at in named)
        return side_by_side or any(
            bare(self.words[at].text) not in ANY_PLACE
            and not is_demonym(self.words[at].text)
            and not self.written.lower[self.words[at].low]
            for at in named
        )

    def unbroken(self, start: int, end: int) -> bool:
        """Whether no mark stands between the words."""
        return not any(word.after for word in self.words[start : end - 1]) and not any(
            word.before for word in self.words[start:end]
        )

    def person(self, family: str) -> str | None:
        """The name with its given name; the word alone where it is no family name; None where it may be several's."""
        if family in self.written.places or self.written.lower[family.lower()]:
            return family
        here = self.own.full.get(family, frozenset())
        if len(here) == 1:
            (whole,) = here
            given = whole.split()[0]
            return family if self.written.lower[given.lower()] or _ADJECTIVE.fullmatch(given) else whole
        return None if len(self.written.full.get(family, ())) > 1 else family

    def is_known(self, start: int, end: int) -> bool:
        """Whether the words name more than somebody by one name whom the document hardly mentions."""
        named = [at for at in range(start, end) if self.is_name(at)]
        alone = bare(self.words[named[0]].text) if len(named) == 1 else ""
        return not alone or self.low(start) == "the" or alone in self.written.places or self.own.names[alone] >= _OFTEN

    def has_verb(self, start: int, end: int) -> bool:
        """Whether one of the words is a verb, or begins a clause that has one."""
        return any(self.low(at) in AUXILIARIES | POINTING or self.low(at) in BASE_OF_PAST for at in range(start, end))

    def low(self, at: int) -> str:
        """The word at `at` in lower case; "" past the end."""
        return self.words[at].low if 0 <= at < len(self.words) else ""


def clause_of(text: str, own: Written, written: Written) -> Clause | None:
    """The sentence as a clause; None where it is no plain sentence, as questions and quotations are not."""
    plain = _IN_BRACKETS.sub("", " ".join(text.split()))
    if len(plain) > _LONGEST_SENTENCE or not _CLEAN.fullmatch(plain) or " ," in plain:
        return None
    if not (plain[0].isupper() or plain[0].isdigit()) or sum(map(str.isupper, plain)) > _MOST_CAPITALS * len(plain):
        return None
    if plain.count('"') % 2 or plain.count("“") != plain.count("”"):
        return None
    words = words_of(plain)
    return Clause(plain, words, own, written) if words else None


def noun_phrase(clause: Clause, start: int, attached: int = _MOST_ATTACHED) -> int:
    """Where the noun phrase that begins at word `start` ends, with so many more attached to it; `start` if none."""
    end = _simple(clause, start)
    while attached and start < end and not clause.words[end - 1].after and clause.low(end) in ATTACHING:
        further = _simple(clause, end + 1)
        if further == end + 1 or any(date.start == end for date in clause.dates):
            break
        end, attached = further, attached - 1
    return end


def _simple(clause: Clause, start: int) -> int:
    """Where a noun with what stands before it ends, prepositions not among it."""
    words = clause.words
    at = start + (clause.low(start) in DETERMINERS)
    first = at
    while at < len(words) and at - first < _MOST_WORDS_IN_NOUN and not (at > start and words[at - 1].after):
        joins = (
            at > first
            and words[at].low in IN_NAMES
            and words[at].text.islower()
            and words[at - 1].capital
            and at + 1 < len(words)
            and words[at + 1].capital
            and words[at + 1].text not in MONTHS
        )
        if not joins and not _can_be_noun(words[at]):
            break
        at += 1
    return at if at > first else start


def _can_be_noun(word: Word) -> bool:
    low = word.low
    if word.before or not word.text[0].isalpha() or word.text in MONTHS:
        return False
    verb = low in BASE_OF_PAST or low in BASE_OF_PRESENT
    return low not in NOT_A_NOUN and not (not word.capital and (verb or low.endswith("ly")))


def is_definite(clause: Clause, start: int, end: int) -> bool:
    """Whether the words can stand in a question alone: nothing in them points back at the text around them."""
    for at in range(start, end):
        low = clause.low(at)
        if low in POINTING or bare(low) in POINTING:
            return False
        if low in DETERMINERS:
            until = min(noun_phrase(clause, at), end)
            known = any(clause.low(n) in KNOWN_TO_ALL for n in range(at, until)) or clause.is_topic(at, until)
            if until <= at + 1 or not (known or clause.names_one(at, until)):
                return False
    return True
