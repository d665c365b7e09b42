"""A stretch of a document's text, and the characters on the page that it was made of: which is which.

The reader takes white space and hyphens away and moves whole lines (running heads before the page's text, feet behind
it, both behind a paragraph that runs over); the other lines keep their order. So lines are matched, each once and
whole: first the run of them in order that covers most, then the like of what is left; what no longer agrees to the
letter, as when the text was made by another PDFium, is compared last. A line is never sought outside its page's text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.values import Span

HYPHENS = "-‐\u00ad"
"""What the reader may take out at a line's end."""

_SURE_LETTERS = 8
_MOST_PLACES = 20_000
_MOST_ROUNDS = 8
_FIRM = 1000
_LEAST_ALIKE = 3
_MOST_COMPARED = 1_000_000
# Stands for text that has its line already; no text holds it.
_TAKEN = "\0"


@dataclass(frozen=True, slots=True)
class Character:
    """A character that is seen on a page.

    `text` is what the reader makes of it (a ligature is two letters or three), `at` its number in PDFium's count,
    `line` the line it stands in; lines are numbered in the order of reading.
    """

    text: str
    at: int
    line: int


@dataclass(frozen=True, slots=True)
class _Run:
    """Letters `start` to `end` of the page."""

    start: int
    end: int


def align(text: str, characters: Sequence[Character], furniture: Sequence[Span] = ()) -> list[int | None]:
    """For each character of `text`, made of one page, which of the page's `characters` it is; None where it is none.

    What is `furniture` of the text may have been moved. White space is none; a hyphen is one where it stands beside
    its neighbour in the text on the page as well.
    """
    letters = [(letter, n) for n, character in enumerate(characters) for letter in character.text if _is_letter(letter)]
    places = [at for at, letter in enumerate(text) if _is_letter(letter)]
    page = "".join(letter for letter, _ in letters)
    lines: list[_Run] = []
    for _, line in groupby(range(len(letters)), key=lambda at: characters[letters[at][1]].line):
        run = list(line)
        lines.append(_Run(run[0], run[-1] + 1))
    found: list[int | None] = [None] * len(text)
    firm = [True] * len(text)
    for span in furniture:
        firm[span.start : span.end] = [False] * len(firm[span.start : span.end])
    matching = _Matching(page, lines, "".join(text[at] for at in places), [firm[at] for at in places])
    for at, letter in matching.made():
        found[places[at]] = letters[letter][1]
    _add_hyphens(found, text, characters)
    return found


def _is_letter(character: str) -> bool:
    return not character.isspace() and character not in HYPHENS and character != _TAKEN


def _add_hyphens(found: list[int | None], text: str, characters: Sequence[Character]) -> None:
    for step, order in ((1, range(1, len(text))), (-1, range(len(text) - 2, -1, -1))):
        for at in order:
            beside = found[at - step]
            if text[at] in HYPHENS and found[at] is None and beside is not None:
                other = beside + step
                if 0 <= other < len(characters) and characters[other].text in HYPHENS:
                    found[at] = other


class _Matching:
    """Where in a page's text each of its lines stands; letters only."""

    def __init__(self, page: str, lines: list[_Run], text: str, firm: list[bool]) -> None:
        """`firm` says of each letter of the text whether its line is surely in order."""
        self._page = page
        self._lines = lines
        self._text = text
        self._firm = firm
        self._left = text
        self._places: dict[int, int] = {}  # of a line of the page, by its number, in the text

    def made(self) -> Iterator[tuple[int, int]]:
        """Pairs of a letter's number in the text and of its number on the page."""
        if self._page == self._text:
            yield from ((at, at) for at in range(len(self._text)))
            return
        singly = [[number] for number in range(len(self._lines))]
        self._take(singly if self._are_few(singly) else self._units())
        for _ in range(_MOST_ROUNDS):
            before = len(self._places)
            self._take([[number] for number in self._without_place()])
            if len(self._places) == before:
                break
        for number, place in self._places.items():
            run = self._lines[number]
            yield from zip(range(place, place + run.end - run.start), range(run.start, run.end), strict=True)
        yield from self._alike()

    def _words(self, unit: Sequence[int]) -> str:
        return self._page[self._lines[unit[0]].start : self._lines[unit[-1]].end]

    def _units(self) -> list[list[int]]:
        """The lines' numbers, short lines together with those after them, since alone they might stand anywhere."""
        units: list[list[int]] = []
        for number in range(len(self._lines)):
            if units and len(self._words(units[-1])) < _SURE_LETTERS:
                units[-1].append(number)
            else:
                units.append([number])
        return units

    def _are_few(self, units: list[list[int]]) -> bool:
        """Whether the places that the units may take can all be looked at."""
        return sum(self._text.count(self._words(unit)) for unit in units) < _MOST_PLACES

    def _without_place(self) -> list[int]:
        return [number for number in range(len(self._lines)) if number not in self._places]

    def _put(self, unit: Sequence[int], place: int) -> None:
        words = self._words(unit)
        self._left = f"{self._left[:place]}{_TAKEN * len(words)}{self._left[place + len(words) :]}"
        for number in unit:
            self._places[number] = place + self._lines[number].start - self._lines[unit[0]].start

    def _take(self, units: list[list[int]]) -> None:
        """Put the heaviest run of the units that stand in the text in their order, none over another."""
        words = [self._words(unit) for unit in units]
        stand = _occurrences(words, self._left)
        for number, place in _heaviest(list(zip(map(len, words), stand, strict=True)), self._firm):
            self._put(units[number], place)

    def _alike(self) -> Iterator[tuple[int, int]]:
        """Letters of lines without a place that agree with what of the text is left between their neighbours."""
        for has_place, group in groupby(range(len(self._lines)), key=self._places.__contains__):
            numbers = list(group)
            if has_place:
                continue
            start = self._places.get(numbers[0] - 1, 0)
            end = self._places.get(numbers[-1] + 1, len(self._left))
            words, left = self._words(numbers), self._left[start:end]
            if len(words) * len(left) > _MOST_COMPARED:
                continue
            for block in SequenceMatcher(None, left, words, autojunk=False).get_matching_blocks():
                if block.size >= _LEAST_ALIKE:
                    first = self._lines[numbers[0]].start + block.b
                    yield from ((start + block.a + n, first + n) for n in range(block.size))


def _occurrences(words: list[str], text: str) -> list[list[int]]:
    """Where each of the words stands in the text; nowhere for the shortest if all have too many places."""
    places: list[list[int]] = [[] for _ in words]
    room = _MOST_PLACES
    for number in sorted(range(len(words)), key=lambda number: -len(words[number])):
        at = text.find(words[number])
        while at >= 0 and room > 0:
            places[number].append(at)
            room -= 1
            at = text.find(words[number], at + 1)
    return places


_Link = tuple[int, int, "_Link | None"]


def _heaviest(units: list[tuple[int, list[int]]], firm: list[bool]) -> list[tuple[int, int]]:
    """Of units, each of a length and with the places it may take, the run that covers most: its numbers and places.

    What is firm counts far more. Places rise with the numbers and none overlaps; a weighted longest increasing
    subsequence, by the best run that ends at or before each place.
    """
    ends, weights, links = [0], [0], [None]
    best: list[_Link | None] = [*links]
    for number, (length, places) in enumerate(units):
        for place in reversed(places):  # so that no place of this unit follows another of its own
            before = bisect_right(ends, place) - 1
            weight, end = weights[before] + length * (_FIRM if firm[place] else 1), place + length
            at = bisect_right(ends, end)
            if weights[at - 1] >= weight:
                continue
            link: _Link = (number, place, best[before])
            at = bisect_left(ends, end)
            over = at
            while over < len(ends) and weights[over] <= weight:
                over += 1
            ends[at:over], weights[at:over], best[at:over] = [end], [weight], [link]
    run: list[tuple[int, int]] = []
    link_or_none = best[-1]
    while link_or_none is not None:
        number, place, link_or_none = link_or_none
        run.append((number, place))
    return run[::-1]
