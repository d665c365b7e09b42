"""Questions as .xlsx -> rows: what each cell holds, under the name of its column. The only importer of openpyxl."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import repeat
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rag.batches.tables import WELL_KNOWN, TableRow, column_names, named_cells, position
from rag.errors import UsageError

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How .xlsx writes a character that XML cannot hold, and how Excel writes a carriage return (ECMA-376, ST_Xstring)."""

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CHUNK, _LONGEST_TAG = 2**20, 64

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


def read_xlsx(path: Path, column: str) -> Iterator[TableRow]:
    """The rows of the first sheet of an .xlsx that has the column, a hidden one only where no other has it.

    Values are those that were calculated last. A cell is text, a number, a truth value or None; dates are text, as ISO
    8601 has them. A formula that was not calculated is its own text. A row has an error where `column`, or one that has
    a meaning, holds such a formula or an error of the spreadsheet. Raises UsageError where the file is no .xlsx or no
    sheet has the column, OSError where it cannot be opened.
    """
    with path.open("rb") as file, _sheets(file) as sheets:
        found: list[str] = []
        for sheet in sheets:
            rows = _filled_rows(sheet)
            header = _header(rows)
            if position(header, column) is not None:
                names = column_names(header, column)
                yield from (_row(number, named_cells(names, cells, None), column) for number, cells in rows)
                return
            found += header
        column_names(found, column)


def xlsx_columns(path: Path) -> list[str]:
    """The names of the columns of all sheets of an .xlsx. Raises as `read_xlsx` does, but for a missing column."""
    with path.open("rb") as file, _sheets(file) as sheets:
        headers = [_header(_filled_rows(sheet)) for sheet in sheets]
    return [name.strip() for header in headers for name in header if name.strip()]


def sheet_notes(path: Path, column: str) -> tuple[str, ...]:
    """Which sheet of an .xlsx is asked, in a sentence; nothing where it is seen and no other has the column.

    Raises as `read_xlsx` does, but for a missing column.
    """
    with path.open("rb") as file, _sheets(file) as sheets:
        having = [sheet.values for sheet in sheets if position(_header(_filled_rows(sheet)), column) is not None]
        told = [(sheet.title, sheet.sheet_state != "visible") for sheet in having]
    hidden, others = bool(told) and told[0][1], len(told) - 1
    if not hidden and others < 1:
        return ()
    asked = f"The sheet “{told[0][0]}”{', which is hidden,' if hidden else ''} is asked"
    also = f"; {'another has' if others == 1 else f'{others} more have'} a column {column!r} too" if others else ""
    return (f"{asked}{also}.",)


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


def _header(rows: Iterator[tuple[int, Sequence[object]]]) -> list[str]:
    """The first of the rows as text; it is taken from them."""
    return [_text(cell) for cell in next(rows, (0, ()))[1]]


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
