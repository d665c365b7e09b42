"""What is left of printed pages between the paragraphs of a text: "Page 2", "Continued on A7", "2 / 5"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.furniture import patterns
from rag.furniture.signs import LONGEST_WRAPPED_LINE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.furniture.lines import Line

_MOST_CHARACTERS = 60
_FIRST_PAGES = (1, 2)
_AROUND = "()[]-–—• "
_PAGE = re.compile("|".join(f"(?:{pattern})" for pattern in patterns.PRINTED_PAGE_LINE))
_OF_ALL = re.compile(r"(?P<number>\d{1,3}) ?(?P<sign>/|of) ?(?P<last>\d{1,3})")
_BETWEEN_DASHES = re.compile(r"(?P<sign>[-–—]) ?(?P<number>\d{1,4}) ?[-–—]")


class PrintedPages:
    """Gathers the lines that are of printed pages, given all lines of a document in order.

    Numbers may be marks that a review gives, so they count only where those of all pages are there, in order.
    """

    def __init__(self) -> None:
        self._found: list[Line] = []
        self._numbers: dict[tuple[str, int | None], list[tuple[int, Line]]] = {}
        self._before: Line | None = None
        self._waiting: Line | None = None

    def take(self, line: Line) -> None:
        """Go on with the next line that is not blank."""
        if self._waiting is not None and _is_apart(line):
            self._add(self._waiting)
        apart = line.after_blank or self._before is None or _is_paragraph(self._before)
        self._waiting = line if apart and len(line.text) <= _MOST_CHARACTERS else None
        self._before = line

    def lines(self) -> Iterable[Line]:
        """The lines found, once all are taken."""
        if self._waiting is not None:
            self._add(self._waiting)
            self._waiting = None
        yield from self._found
        for (_, last), numbered in self._numbers.items():
            if _are_all([number for number, _ in numbered], last):
                yield from (line for _, line in numbered)

    def _add(self, line: Line) -> None:
        words = line.text.casefold()
        if number := _OF_ALL.fullmatch(words) or _BETWEEN_DASHES.fullmatch(words):
            last = number.groupdict().get("last")
            kind = (number["sign"], int(last) if last else None)
            self._numbers.setdefault(kind, []).append((int(number["number"]), line))
        elif _PAGE.fullmatch(words.strip(_AROUND)):
            self._found.append(line)


def _are_all(numbers: list[int], last: int | None) -> bool:
    """Whether numbers are those of pages that follow one another; where the last is said, up to it, from the first or
    second on."""
    whole = last is None or (numbers[0] in _FIRST_PAGES and numbers[-1] == last)
    return len(numbers) > 1 and whole and numbers == list(range(numbers[0], numbers[-1] + 1))


def _is_apart(line: Line) -> bool:
    return line.after_blank or _is_paragraph(line)


def _is_paragraph(line: Line) -> bool:
    return line.end - line.start > LONGEST_WRAPPED_LINE
