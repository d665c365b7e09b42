"""Questions as .csv or .tsv -> rows: what each cell holds, under the name of its column."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from rag.batches.formulas import unguarded
from rag.batches.tables import TableRow, column_names, named_cells, open_text, position
from rag.errors import UsageError

_DELIMITERS = ",;\t|"


def read_delimited(path: Path, column: str, delimiter: str | None = None) -> Iterator[TableRow]:
    """The rows of a .csv or .tsv, UTF-8 or UTF-16 with its mark; the delimiter by the header unless it is given.

    A cell is text; what `rag.batches.formulas.guarded` put before it is taken away. A row that is not UTF-8, or that is
    no row of a table, has an error. Raises UsageError where `column` is missing or the header cannot be read, OSError
    where the file cannot be read.
    """
    with _opened(path, column, delimiter) as (header, records):
        names = column_names(header, column)
        for number, record in records:
            if isinstance(record, str):
                yield TableRow(number, {}, f"Line {number} cannot be read: {record}.")
            else:
                yield TableRow(number, named_cells(names, record, ""))


def delimited_columns(path: Path, delimiter: str | None = None) -> list[str]:
    """The names of the columns of a .csv or .tsv. Raises as `read_delimited` does, but for a missing column."""
    with _opened(path, "", delimiter) as (header, _):
        return [name.strip() for name in header if name.strip()]


@contextmanager
def _opened(
    path: Path, column: str, delimiter: str | None
) -> Iterator[tuple[list[str], Iterator[tuple[int, list[str] | str]]]]:
    """The header, empty where there is none, and what comes after it."""
    with open_text(path, newline="") as lines:
        number, line = next((each for each in enumerate(lines, start=1) if each[1].strip()), (1, ""))
        records = _records(chain([line], lines), delimiter or _delimiter(line, column), number)
        number, header = next(records, (number, []))
        if isinstance(header, str):
            raise UsageError(f"The header of the table of questions, line {number}, cannot be read: {header}.")
        yield header, records


def _records(lines: Iterable[str], delimiter: str, first: int) -> Iterator[tuple[int, list[str] | str]]:
    """The cells of each row that has any, with the number of its first line; or what is wrong with it.

    `first` is the number of the first of the lines.
    """
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        number = reader.line_num + first
        try:
            cells = [unguarded(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            yield number, str(error)
        else:
            if any(cell.strip() for cell in cells):
                yield number, cells


def _delimiter(header: str, column: str) -> str:
    """What the header is cut at: where that gives the column, else where it gives the most columns."""
    cut = {delimiter: _cut(header, delimiter) for delimiter in _DELIMITERS}
    return max(_DELIMITERS, key=lambda one: (position(cut[one], column) is not None, len(cut[one])))


def _cut(header: str, delimiter: str) -> list[str]:
    """The columns of the header; none where one is longer than the csv module takes, which reading it then says."""
    try:
        return next(csv.reader([header], delimiter=delimiter), [])
    except csv.Error:
        return []
