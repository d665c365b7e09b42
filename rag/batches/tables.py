"""Tables of questions, .csv, .tsv and .xlsx -> rows: what each cell holds, under the name of its column.

The first row that is not empty names the columns. A column without a name is called by its number, a second one of the
same name gets a (2). Rows of which every cell is empty do not count.
"""

from __future__ import annotations

import csv
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rag.batches.formulas import unguarded
from rag.errors import UsageError

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_DELIMITERS = ",;\t|"
_WELL_KNOWN = ("id", "history", "conversation")
_NAMES_SHOWN, _LETTERS_SHOWN = 12, 40
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How .xlsx writes a character that XML cannot hold, and how Excel writes a carriage return (ECMA-376, ST_Xstring)."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: its number as an editor or a spreadsheet shows it, its cells by column, or why it cannot be read."""

    number: int
    cells: dict[str, object]
    error: str | None = None


def read_delimited(path: Path, column: str, delimiter: str | None = None) -> Iterator[TableRow]:
    """The rows of a .csv or .tsv, UTF-8 or UTF-16 with its mark; the delimiter by the header unless it is given.

    A cell is text; what `rag.batches.formulas.guarded` put before it is taken away. A row that is not UTF-8, or that is
    no row of a table, has an error. Raises UsageError where `column` is missing, OSError where the file cannot be read.
    """
    with open_text(path, newline="") as lines:
        header = next((line for line in lines if line.strip()), "")
    with open_text(path, newline="") as lines:
        records = _records(lines, delimiter or _delimiter(header, column))
        names: list[str | None] | None = None
        for number, record in records:
            if names is None:
                names = _names([] if isinstance(record, str) else record, column)
            elif isinstance(record, str):
                yield TableRow(number, {}, f"Line {number} cannot be read: {record}.")
            else:
                yield TableRow(number, _cells(names, record, ""))
        if names is None:
            _names([], column)


def read_xlsx(path: Path, column: str) -> Iterator[TableRow]:
    """The rows of the first sheet of an .xlsx that has the column, values as they were last calculated.

    A cell is text, a number, a truth value or None; dates are text, as ISO 8601 has them. Raises UsageError where the
    file is no .xlsx or no sheet has the column, OSError where it cannot be opened.
    """
    with path.open("rb") as file, _sheets(file) as sheets:
        found: list[object] = []
        for sheet in sheets:
            rows = _filled_rows(sheet)
            header = next(rows, (0, ()))[1]
            if _position([_text(cell) for cell in header], column) is not None:
                names = _names([_text(cell) for cell in header], column)
                yield from (TableRow(number, _cells(names, cells, None)) for number, cells in rows)
                return
            found += header
        _names([_text(cell) for cell in found], column)


def delimited_columns(path: Path, delimiter: str | None = None) -> list[str]:
    """The names of the columns of a .csv or .tsv. Raises OSError where it cannot be read."""
    with open_text(path, newline="") as lines:
        header = next((line for line in lines if line.strip()), "")
    with open_text(path, newline="") as lines:
        first = next((cells for _, cells in _records(lines, delimiter or _delimiter(header, ""))), [])
    return [name.strip() for name in first if name.strip()] if isinstance(first, list) else []


def xlsx_columns(path: Path) -> list[str]:
    """The names of the columns of all sheets of an .xlsx. Raises as `read_xlsx` does, but for a missing column."""
    with path.open("rb") as file, _sheets(file) as sheets:
        headers = [next(_filled_rows(sheet), (0, ()))[1] for sheet in sheets]
    return [_text(cell).strip() for header in headers for cell in header if _text(cell).strip()]


@contextmanager
def open_text(path: Path, newline: str | None = None) -> Iterator[IO[str]]:
    """A text file as UTF-8, or UTF-16 where its mark says so; bytes that are not UTF-8 become halves of surrogates."""
    with path.open("rb") as file:
        is_utf16 = file.read(2) in (b"\xff\xfe", b"\xfe\xff")
    encoding, errors = ("utf-16", "replace") if is_utf16 else ("utf-8-sig", "surrogateescape")
    with path.open(encoding=encoding, errors=errors, newline=newline) as text:
        yield text


def _records(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """The cells of each row that has any, with the number of its first line; or what is wrong with it."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        number = reader.line_num + 1
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
    return max(_DELIMITERS, key=lambda one: (_position(cut[one], column) is not None, len(cut[one])))


def _cut(header: str, delimiter: str) -> list[str]:
    """The columns of the header; none where one is longer than the csv module takes, which reading it then says."""
    try:
        return next(csv.reader([header], delimiter=delimiter), [])
    except csv.Error:
        return []


def _position(header: Sequence[str], column: str) -> int | None:
    """Where a column stands: under exactly this name, else whatever its case."""
    names = [name.strip() for name in header]
    if column in names:
        return names.index(column)
    folded = [name.casefold() for name in names]
    return folded.index(column.casefold()) if column.casefold() in folded else None


def _names(header: Sequence[str], column: str) -> list[str | None]:
    """The columns' names, each once, None for none; `column` and those that have a meaning as this program spells them.

    Raises UsageError where `column` is missing.
    """
    if _position(header, column) is None:
        known = [name.strip()[:_LETTERS_SHOWN] for name in header if name.strip()]
        others = f"; it has {', '.join(repr(name) for name in known[:_NAMES_SHOWN])}" if known else " and no header"
        raise UsageError(f"The table of questions has no column {column!r}{others}. Name the column with --column.")
    positions = {_position(header, name): name for name in (*_WELL_KNOWN, column)}
    names: list[str | None] = []
    for at, name in enumerate(header):
        names.append(_unused(positions.get(at, name.strip()), names) if name.strip() else None)
    return names


def _unused(name: str, names: Sequence[str | None]) -> str:
    others = (f"{name} ({number})" for number in range(2, len(names) + 3))
    return name if name not in names else next(other for other in others if other not in names)


def _cells(names: Sequence[str | None], values: Sequence[object], empty: object) -> dict[str, object]:
    """Values by column; cells that are missing are `empty`, those of columns without a name count if they are not."""
    cells = {name: empty for name in names if name is not None}
    for at, value in enumerate(values):
        name = names[at] if at < len(names) else None
        if name is not None:
            cells[name] = value
        elif value not in (None, ""):
            cells[_unused(f"column {at + 1}", list(cells))] = value
    return cells


@contextmanager
def _sheets(file: IO[bytes]) -> Iterator[Sequence[ReadOnlyWorksheet]]:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a workbook may hold beside cells
            workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
            yield workbook.worksheets
            workbook.close()
    except (UsageError, OSError):
        raise
    except Exception as error:  # whatever a damaged file makes of its zip and its XML
        raise UsageError(
            f"The questions are not an .xlsx that can be read: {error or type(error).__name__}. "
            "Save them again as .xlsx, or as .csv in UTF-8."
        ) from error


def _filled_rows(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, Sequence[object]]]:
    sheet.reset_dimensions()  # the size that a file claims may be wrong, and would cut it
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        values = [_value(cell) for cell in cells]
        if any(value is not None and str(value).strip() for value in values):
            yield number, values


def _value(cell: object) -> object:
    if isinstance(cell, str):
        return _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return cell if cell is None or isinstance(cell, (bool, int, float)) else str(cell)


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)
