"""Questions as .xlsx -> rows: what each cell holds, under the name of its column. The only importer of openpyxl."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rag.batches.tables import TableRow, column_names, named_cells, position
from rag.errors import UsageError

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
"""How .xlsx writes a character that XML cannot hold, and how Excel writes a carriage return (ECMA-376, ST_Xstring)."""


def read_xlsx(path: Path, column: str) -> Iterator[TableRow]:
    """The rows of the first sheet of an .xlsx that has the column, values as they were last calculated.

    A cell is text, a number, a truth value or None; dates are text, as ISO 8601 has them. Raises UsageError where the
    file is no .xlsx or no sheet has the column, OSError where it cannot be opened.
    """
    with path.open("rb") as file, _sheets(file) as sheets:
        found: list[str] = []
        for sheet in sheets:
            rows = _filled_rows(sheet)
            header = [_text(cell) for cell in next(rows, (0, ()))[1]]
            if position(header, column) is not None:
                names = column_names(header, column)
                yield from (TableRow(number, named_cells(names, cells, None)) for number, cells in rows)
                return
            found += header
        column_names(found, column)


def xlsx_columns(path: Path) -> list[str]:
    """The names of the columns of all sheets of an .xlsx. Raises as `read_xlsx` does, but for a missing column."""
    with path.open("rb") as file, _sheets(file) as sheets:
        headers = [next(_filled_rows(sheet), (0, ()))[1] for sheet in sheets]
    return [_text(cell).strip() for header in headers for cell in header if _text(cell).strip()]


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
