"""Questions as .xlsx -> rows: what each cell holds, under the name of its column. The only importer of openpyxl."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice, repeat
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rag.batches.rows import COLUMN
from rag.batches.tables import WELL_KNOWN, TableRow, column_names, column_notes, named_cells, position
from rag.errors import UsageError

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How .xlsx writes a character that XML cannot hold, and how Excel writes a carriage return (ECMA-376, ST_Xstring)."""

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CHUNK, _LONGEST_TAG = 2**20, 64

_MOST_ABOVE = 9
"""Rows, titles and the like, that may stand above the header."""

_NOT_CALCULATED = "holds a formula that has not been calculated. Open the file in a spreadsheet program and save it."


@dataclass(frozen=True, slots=True)
class _NoValue:
    """A cell that holds an error or a formula without a value: what it shows, and what is wrong, after its name."""

    text: str
    wrong: str


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet as it was last calculated, and again with its formulas if the workbook has any."""

    values: ReadOnlyWorksheet
    formulas: ReadOnlyWorksheet | None


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet as a table: how many rows stand above the header, the header's number, and the rows below it."""

    title: str
    is_hidden: bool
    above: int
    number: int
    header: list[str]
    rows: Iterator[tuple[int, Sequence[object]]]


def read_xlsx(path: Path, column: str) -> Iterator[TableRow]:
    """The rows of the first sheet of an .xlsx that has the column, a hidden one only where no other has it.

    One in which titles stand above the columns' names comes after those that begin with them.

    Values are those that were calculated last. A cell is text, a number, a truth value or None; dates are text, as ISO
    8601 has them. A formula that was not calculated is its own text. A row has an error where `column`, or one that has
    a meaning, holds such a formula or an error of the spreadsheet. Raises UsageError where the file is no .xlsx or no
    sheet has the column, OSError where it cannot be opened.
    """
    with path.open("rb") as file, _sheets(file) as sheets:
        tables = [_table(sheet, column) for sheet in sheets]
        having = _having(tables, column)
        names = column_names(having[0].header if having else [name for one in tables for name in one.header], column)
        yield from (_row(number, named_cells(names, cells, None), column) for number, cells in having[0].rows)


def xlsx_columns(path: Path) -> list[str]:
    """The names of the columns of all sheets of an .xlsx. Raises as `read_xlsx` does, but for a missing column."""
    with path.open("rb") as file, _sheets(file) as sheets:
        headers = [_table(sheet, COLUMN).header for sheet in sheets]
    return [name.strip() for header in headers for name in header if name.strip()]


def sheet_notes(path: Path, column: str) -> tuple[str, ...]:
    """Which sheet of an .xlsx is asked and what of it is not, in sentences; nothing where both are plain.

    Raises as `read_xlsx` does, but for a missing column.
    """
    with path.open("rb") as file, _sheets(file) as sheets:
        having = _having([_table(sheet, column) for sheet in sheets], column)
    if not having:
        return ()
    asked, others = having[0], len(having) - 1
    notes = []
    if asked.is_hidden or others:
        which = f"The sheet “{asked.title}”{', which is hidden,' if asked.is_hidden else ''} is asked"
        also = f"; {'another has' if others == 1 else f'{others} more have'} a column {column!r} too" if others else ""
        notes.append(f"{which}{also}.")
    if asked.above:
        notes.append(f"The columns are named in line {asked.number}; what stands above is not asked.")
    return (*notes, *column_notes(asked.header, column))


def _row(number: int, cells: dict[str, object], column: str) -> TableRow:
    told = [(name, cell.wrong) for name in (column, *WELL_KNOWN) if isinstance(cell := cells.get(name), _NoValue)]
    shown = {name: cell.text if isinstance(cell, _NoValue) else cell for name, cell in cells.items()}
    if isinstance(cells.get("id"), _NoValue):
        shown["id"] = None
    return TableRow(number, shown, f"The {told[0][0]} of line {number} {told[0][1]}" if told else None)


@contextmanager
def _sheets(file: IO[bytes]) -> Iterator[Sequence[_Sheet]]:
    """The sheets of a workbook in order, hidden ones after those that are seen."""
    try:
        with warnings.catch_warnings(), ExitStack() as stack:
            warnings.simplefilter("ignore")  # of what a workbook may hold beside cells
            values = stack.enter_context(_workbook(file, data_only=True)).worksheets
            formulas = repeat(None)
            if _has_formulas(file):
                formulas = stack.enter_context(_workbook(file, data_only=False)).worksheets
            sheets = [_Sheet(*each) for each in zip(values, formulas, strict=False)]
            yield sorted(sheets, key=lambda sheet: sheet.values.sheet_state != "visible")
    except (UsageError, OSError):
        raise
    except Exception as error:  # whatever a damaged file makes of its zip and its XML
        raise UsageError(
            f"The questions are not an .xlsx that can be read: {error or type(error).__name__}. "
            "Save them again as .xlsx, or as .csv in UTF-8."
        ) from error


def _workbook(file: IO[bytes], *, data_only: bool) -> closing[Workbook]:
    import openpyxl

    return closing(openpyxl.load_workbook(file, read_only=True, data_only=data_only))


def _has_formulas(file: IO[bytes]) -> bool:
    """Whether any cell might hold a formula: seldom one does, and then the cells need not be read twice."""
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            with archive.open(name) as part:
                before = b""
                while name.endswith(".xml") and (chunk := part.read(_CHUNK)):
                    if _FORMULA.search(before + chunk):
                        return True
                    before = chunk[-_LONGEST_TAG:]
    return False


def _table(sheet: _Sheet, column: str) -> _Table:
    """A sheet's rows below the first of the first few that has the column; else below the first that is no title."""
    rows = _filled_rows(sheet)
    first = [*islice(rows, _MOST_ABOVE + 1)]
    headers = [[_text(cell) for cell in cells] for _, cells in first] or [[]]
    having = [at for at, header in enumerate(headers) if position(header, column) is not None]
    wide = (at for at, header in enumerate(headers) if sum(map(bool, header)) > 1)
    at = having[0] if having else next(wide, 0)
    return _Table(
        title=sheet.values.title,
        is_hidden=sheet.values.sheet_state != "visible",
        above=at,
        number=first[at][0] if first else 0,
        header=headers[at],
        rows=chain(first[at + 1 :], rows),
    )


def _having(tables: Sequence[_Table], column: str) -> list[_Table]:
    """Those with the column, the one that is asked first."""
    having = [table for table in tables if position(table.header, column) is not None]
    return sorted(having, key=lambda table: (table.is_hidden, table.above > 0))


def _filled_rows(sheet: _Sheet) -> Iterator[tuple[int, Sequence[object]]]:
    rows = zip(_cells(sheet.values), _cells(sheet.formulas) if sheet.formulas else repeat(None), strict=False)
    for number, (cells, formulas) in enumerate(rows, start=1):
        values = [_value(*each) for each in zip(cells, formulas or repeat(None), strict=False)]
        if any(_text(value).strip() for value in values):
            yield number, values


def _cells(sheet: ReadOnlyWorksheet) -> Iterator[Sequence[Cell]]:
    sheet.reset_dimensions()  # the size that a file claims may be wrong, and would cut it
    yield from sheet.iter_rows()


def _value(cell: Cell, formula: Cell | None) -> object:
    """What a cell holds; `formula` is the same cell with its formula."""
    if cell.data_type == "e":
        return _NoValue(str(cell.value), f"is the error {cell.value}. Correct it in the file and save it.")
    # A formula whose result is an empty text has no value either, but is known to be a text.
    if cell.value is None and cell.data_type == "n" and formula is not None and formula.data_type == "f":
        written = formula.value if isinstance(formula.value, str) else getattr(formula.value, "text", None)
        return _NoValue(written or "=", _NOT_CALCULATED)
    return _plain(cell.value)


def _plain(cell: object) -> object:
    if isinstance(cell, str):
        return _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return cell if cell is None or isinstance(cell, (bool, int, float)) else str(cell)


def _text(cell: object) -> str:
    return "" if cell is None else cell.text if isinstance(cell, _NoValue) else str(cell)
