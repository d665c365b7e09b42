"""Questions as .csv or .tsv -> rows: what each cell holds, under the name of its column."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from rag.batches.formulas import unguarded
from rag.batches.tables import TableRow, column_names, named_cells, open_text, position
from rag.errors import UsageError

_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r'"?sep=([!#-~\t])"?\s*', re.IGNORECASE)
"""The line by which Excel is told the delimiter, whatever its country's is."""

_LONGEST_CELL = 2**31 - 1
"""Characters; as many as the csv module can be told on every system."""

_NOT_CLOSED = "a quotation mark is opened and not closed; close it, and double one that belongs to the text"


def read_delimited(path: Path, column: str, delimiter: str | None = None) -> Iterator[TableRow]:
    """The rows of a .csv or .tsv, UTF-8 or UTF-16 with its mark.

    The delimiter is that of a first line sep=;, else the one given, else told by the header. A cell is text; what
    `rag.batches.formulas.guarded` put before it is taken away. A row that is not UTF-8, or that is no row of a table,
    has an error. Raises UsageError where `column` is missing or the header cannot be read, OSError where the file
    cannot be read.
    """
    with _opened(path, column, delimiter) as (header, records):
        names = column_names(header, column)
        for number, record in records:
            if isinstance(record, str):
                yield TableRow(number, {}, f"Line {number} cannot be read: {record}.")
            else:
                yield TableRow(number, named_cells(names, record, ""))


def delimited_columns(path: Path, delimiter: str | None = None, column: str = "") -> list[str]:
    """The names of the columns of a .csv or .tsv, cut where that gives `column`, if anything does.

    None where there is no header that can be read. Raises OSError where the file cannot be read.
    """
    try:
        with _opened(path, column, delimiter) as (header, _):
            return [name.strip() for name in header if name.strip()]
    except UsageError:
        return []


@contextmanager
def _opened(
    path: Path, column: str, delimiter: str | None
) -> Iterator[tuple[list[str], Iterator[tuple[int, list[str] | str]]]]:
    """The header, empty where there is none, and what comes after it. Raises UsageError where it cannot be read."""
    # Of the whole process, so it is only ever raised: another thread may be reading.
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    with open_text(path, newline="") as lines:
        numbered = (each for each in enumerate(lines, start=1) if each[1].strip())
        number, line = next(numbered, (1, ""))
        if number == 1 and (told := _SEPARATOR.fullmatch(line)):
            delimiter = told[1]
            number, line = next(numbered, (1, ""))
        records = _records(chain([line], lines), delimiter or _delimiter(line, column), number)
        number, header = next(records, (number, []))
        if isinstance(header, str):
            raise UsageError(f"The header of the table of questions, line {number}, cannot be read: {header}.")
        yield header, records


def _records(lines: Iterable[str], delimiter: str, first: int) -> Iterator[tuple[int, list[str] | str]]:
    """The cells of each row that has any, with the number of its first line; or what is wrong with it.

    `first` is the number of the first of the lines. Reading goes on after the first line of what cannot be read.
    """
    number, ahead = first, _Ahead(iter(lines))
    while (record := _record(ahead, delimiter)) is not None:
        cells = record if isinstance(record, str) else [unguarded(cell) for cell in record]
        if isinstance(cells, str) or any(cell.strip() for cell in cells):
            yield number, cells
        number += len(ahead.taken)
        ahead.taken.clear()


def _record(ahead: _Ahead, delimiter: str) -> list[str] | str | None:
    """The cells of the next row, or what is wrong with it; None at the end.

    Where a quotation mark is missing, the next one closes the cell, before text that then follows it; or none does.
    """
    try:
        return next(csv.reader(ahead, delimiter=delimiter, strict=True), None)
    except csv.Error:
        cells = _sloppy_line(ahead, delimiter) if ahead.is_within_a_line() else None
        ahead.give_back(1)
        return _NOT_CLOSED if cells is None else cells


def _sloppy_line(ahead: _Ahead, delimiter: str) -> list[str] | None:
    """The cells of a line in which text follows a cell's closing mark; None where it goes on."""
    ahead.give_back(0)
    cells = next(csv.reader(ahead, delimiter=delimiter))
    return cells if ahead.is_within_a_line() else None


class _Ahead:
    """Lines of which those that were taken can be given back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._given_back: deque[str] = deque()
        self.taken: list[str] = []
        self._has_ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self._given_back.popleft() if self._given_back else next(self._lines)
        except StopIteration:
            self._has_ended = True
            raise
        self.taken.append(line)
        return line

    def is_within_a_line(self) -> bool:
        """Whether one line was taken and no more looked for."""
        return len(self.taken) == 1 and not self._has_ended

    def give_back(self, but: int) -> None:
        """Give back what was taken, but so many lines."""
        self._given_back.extendleft(reversed(self.taken[but:]))
        del self.taken[but:]
        self._has_ended = False


def _delimiter(header: str, column: str) -> str:
    """What the header is cut at: where that gives the column, else where it gives the most columns."""
    cut = {delimiter: _cut(header, delimiter) for delimiter in _DELIMITERS}
    return max(_DELIMITERS, key=lambda one: (position(cut[one], column) is not None, len(cut[one])))


def _cut(header: str, delimiter: str) -> list[str]:
    return next(csv.reader([header], delimiter=delimiter), [])
