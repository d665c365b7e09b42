"""A quotation -> the figures in it that can be compared: each with what it counts, and what its sentence ties it to.

English only, by small tables and the order of words; what it cannot be sure of it leaves out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import dropwhile, takewhile
from operator import attrgetter

from rag.copies import words_of
from rag.differing.contexts import CUT, WORD, Context, Reading, stems
from rag.differing.event_words import ANYONE, ENDS_CLAUSE, EVENT_OF, SAME_PERSONS, SOME_PERSONS
from rag.differing.figures import NUMBER_WORDS, Figure, NamedDate, dates_in, figures_in
from rag.passages import split_sentences

_MEASURES = {"population": "population", "turnout": "turnout", "membership": "members", "enrolment": "pupils"}

_PART_OF_MORE = frozenset(
    ("of", "other", "others", "more", "another", "further", "additional", "extra", "fewer", "less", "to", "and", "or")
)
_MORE_BEFORE = re.compile(r"\b(?:other|another|further|additional|extra|including|includes|among (?:them|whom))$")
_ENDS_NOUN = frozenset(
    ("does", "do", "did", "was", "were", "is", "are", "had", "has", "have", "been", "being", "in", "at", "on", "for")
)
_ENDS_NOUN |= ENDS_CLAUSE | {"from", "with", "to", "of", "during", "per", "a", "an", "the", "than", "out"}
_FARTHEST_EVENT = 6
_LONGEST_NOUN = 3
_SHORTEST_PLURAL = 4

_KILLING = re.compile(
    r"\b(killed|killing|kill|kills|murdered|murdering|massacred|massacring|injured|injuring|wounded|wounding|arrested|arresting|detained)$"
)
_DEATHS_OF = re.compile(r"\b(deaths|killings?|arrests?|detentions|injuries) of(?: the)?$")
_STANDS_AT = r"[^,;:]{0,40}\b(?:of|to|at|is|was|reached|reaches|passed|topped|hit|exceeded|totalled|totaled)$"
_TOLL = re.compile(rf"\b(?:death\s+toll|toll|number\s+of\s+(?:the\s+)?(?:dead|deaths)){_STANDS_AT}")
_NUMBER_OF = re.compile(rf"\bnumber\s+of\s+((?:[a-z-]+\s+){{0,2}}[a-z-]+s|people)\b{_STANDS_AT}")
_MEASURE = re.compile(rf"\b({'|'.join(_MEASURES)})\b{_STANDS_AT}")

_MOST_VALUES = 12
"""A “sentence” of more is a table."""

_SHOUTED = 0.6
_HAS_FIGURE = re.compile(rf"\d|\b(?:{'|'.join(NUMBER_WORDS)})\b", re.IGNORECASE)
_ENGLISH = re.compile(
    r"\b(?:the|of|was|were|has|have|had|been|from|with|people|killed|died|dead|than|and|its|their|is|on|in|at|by|to|for)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a figure counts or measures: an event, a thing or a unit, and of whom; `about` for people."""

    kind: str
    of: str
    about: str


@dataclass(frozen=True)
class Statement:
    """A figure or a date of a quotation, at `quote[start:end]`.

    `counted` is what the figure counts; None for a date and where it is not clear. `before` is the text of its sentence
    between the value before it and this one.
    """

    value: Figure | NamedDate
    start: int
    end: int
    counted: Counted | None
    before: str
    reading: Reading

    @cached_property
    def context(self) -> Context:
        """What its sentence says around it."""
        return self.reading.context(self.value.start)

    @cached_property
    def frame(self) -> str:
        """The words of its sentence with “#” in its place, each between spaces."""
        text = self.reading.text
        return f"{words_of(text[: self.value.start])}#{words_of(text[self.value.end :])}"


def statements(quote: str) -> list[Statement]:
    """The figures and dates of a quotation, in order.

    None of a table, of a sentence in capitals, whose names cannot be told, or of one that is not English.
    """
    found: list[Statement] = []
    for sentence in split_sentences(quote) if _HAS_FIGURE.search(quote) else []:
        text = quote[sentence.start : sentence.end]
        if _is_readable(text):
            found += _of_sentence(text, sentence.start, quote[: sentence.start])
    return found


def counted_in(text: str, start: int, end: int, unit: str | None = None) -> Counted | None:
    """What the figure at `text[start:end]`, or “how many” there, counts; None where that is not clear."""
    if unit is not None:
        return Counted(unit, "", unit)
    right = [word.lower() for word in WORD.findall(CUT.split(text[end:], maxsplit=1)[0])]
    left = " ".join(CUT.split(text[:start])[-1].lower().split())
    if _is_part_of_more(right) or _MORE_BEFORE.search(left):
        return None
    return _told_before(left, right) or _told_after(right)


def _is_part_of_more(right: Sequence[str]) -> bool:
    """Whether what follows makes a figure one of several: “28 of”, “28 and 3”; not so “killing 28 and injuring 3”."""
    goes_on = len(right) > 1 and right[0] == "and" and right[1] in EVENT_OF
    return bool(right) and right[0] in _PART_OF_MORE and not goes_on


def _told_after(right: Sequence[str]) -> Counted | None:
    """“28 people were killed”, “28 dead”, “87 votes”."""
    clause = list(takewhile(lambda word: word not in ENDS_CLAUSE, right[:_FARTHEST_EVENT]))
    event = next((place for place, word in enumerate(clause) if word in EVENT_OF), None)
    noun = _noun(clause[:event] if event is not None else clause)
    if event is None:
        return Counted("count", "people" if noun in ANYONE else " ".join(stems(noun)), noun) if noun else None
    return _of_event(clause[event], noun)


def _told_before(left: str, right: Sequence[str]) -> Counted | None:
    """“killing 28”, “the deaths of 49 demonstrators”, “the toll rose to 49”, “a population of 3,559”."""
    noun = _noun(right)
    if (verb := _KILLING.search(left) or _DEATHS_OF.search(left)) and (not noun or noun in ANYONE | SOME_PERSONS):
        return _of_event(verb[1], noun)
    if _TOLL.search(left):
        return Counted("death", "people", "deaths")
    if measure := _MEASURE.search(left):
        return Counted("count", _MEASURES[measure[1]], measure[1])
    if number := _NUMBER_OF.search(left):
        return _told_after([*number[1].split(), *left[number.end(1) :].split()])
    return None


def _of_event(word: str, noun: str) -> Counted | None:
    """An event by a word of it, and of whom: of persons only, “28 attacks killed” counts attacks."""
    if not noun or noun in ANYONE:
        return Counted(EVENT_OF[word], "people", word if not noun else f"{noun} {word}")
    if noun in SOME_PERSONS:
        return Counted(EVENT_OF[word], SAME_PERSONS.get(noun, noun), f"{noun} {word}")
    return None


def _noun(words: Sequence[str]) -> str:
    """The noun that a run of words after a figure is about: “road blocks” are blocks; "" where none is a plural."""
    run = list(takewhile(lambda word: word not in _ENDS_NOUN and word not in EVENT_OF, words))[:_LONGEST_NOUN]
    plurals = takewhile(_is_plural, dropwhile(lambda word: not _is_plural(word), run))
    return "".join([*plurals][-1:])


def _is_plural(word: str) -> bool:
    ends_so = word.endswith("s") and not word.endswith("ss") and len(word) >= _SHORTEST_PLURAL
    return ends_so or word in ANYONE or word in SOME_PERSONS


def _of_sentence(text: str, offset: int, lead: str) -> Iterator[Statement]:
    dates = dates_in(text)
    figures = figures_in(text, dates)
    reading = Reading(text, lead, dates, figures)
    values: list[Figure | NamedDate] = [*dates, *figures]
    values.sort(key=attrgetter("start"))
    for place, value in enumerate(values if len(values) <= _MOST_VALUES else []):
        first = values[place - 1].end if place else 0
        last = values[place + 1].start if place + 1 < len(values) else len(text)
        counted = None
        if isinstance(value, Figure):
            counted = counted_in(text[first:last], value.start - first, value.end - first, value.unit)
        start, end = offset + value.start, offset + value.end
        yield Statement(value, start, end, counted, text[first : value.start], reading)


def _is_readable(text: str) -> bool:
    if _ENGLISH.search(text) is None:
        return False
    letters = list(filter(str.isalpha, text))
    return sum(map(str.isupper, letters)) < _SHOUTED * len(letters)
