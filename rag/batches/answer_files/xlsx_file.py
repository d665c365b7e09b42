"""Answers as .xlsx: a sheet to read, and one that says what was asked of what. The only importer of xlsxwriter.

Rows go to disk as they come. Text is written as text, never as a formula, and what begins like one carries the mark by
which a spreadsheet keeps it text when it is edited. The file holds no time, so the same answers give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

from rag.batches.answer_files.rows import head_text, report_text
from rag.batches.answer_files.table import LEADING, Cell, cells, columns
from rag.batches.formulas import would_run
from rag.batches.rows import cell_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from rag.batches.answer_files.report import BatchReport
    from rag.batches.answer_files.rows import AnswerRow, Outline

MOST_ROWS = 1_048_575
"""What a sheet holds below its header."""

_MOST_UNITS = 32_767
_CUT = " … (cut here: a cell holds no more; .jsonl has all of it)"
_MOST_LINKS = 65_530
_LONGEST_LINK = 2_000
_EXACT = 2**53
_NUMBER = re.compile("0|-?[1-9][0-9]{0,14}")
"""A whole number as it is written, of as many digits as a cell keeps."""

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class XlsxWriter:
    """See `AnswerWriter`."""

    def __init__(self, out: IO[bytes], outline: Outline) -> None:
        import xlsxwriter

        self._outline = outline
        # What xlsxwriter would leave among the system's temporary files, where writing ends early, goes with this.
        self._parts = TemporaryDirectory(prefix="rag-", ignore_cleanup_errors=True)
        self._book = xlsxwriter.Workbook(out, {"constant_memory": True, "tmpdir": self._parts.name})
        self._book.set_properties({"title": "Answers", "created": _EPOCH})
        self._formats = {
            (links, quoted): self._format(links=links, quoted=quoted)
            for links in (False, True)
            for quoted in (False, True)
        }
        self._sheet = self._book.add_worksheet("Answers")
        self._row = 0
        self._links = 0
        self._write_header()

    def write(self, row: AnswerRow) -> None:
        """See `AnswerWriter`."""
        _, *rest = cells(row, self._outline)
        self._write_cells([Cell(_as_it_was(row.id)), *rest])

    def finish(self, report: BatchReport) -> None:
        """See `AnswerWriter`. Raises OSError where the file cannot be written."""
        from xlsxwriter.exceptions import FileCreateError

        self._sheet.autofilter(0, 0, self._row - 1, len(columns(self._outline)) - 1)
        about = self._book.add_worksheet("About")
        about.set_column(0, 0, 100)
        for number, text in enumerate((head_text(self._outline), report_text(report))):
            about.write_string(number, 0, text, self._formats[False, would_run(text)])
        try:
            self._book.close()
        except FileCreateError as error:
            raise OSError(None, str(error)) from error
        finally:
            self._parts.cleanup()

    def _format(self, *, links: bool, quoted: bool) -> Format:
        made = self._book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": quoted})
        if links:
            made.set_font_color("#0563C1")
            made.set_underline()
        return made

    def _write_header(self) -> None:
        bold = self._book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#EEEEEE"}
        )
        for number, column in enumerate(columns(self._outline)):
            self._sheet.set_column(number, number, column.width)
            self._sheet.write_string(0, number, _fitting(column.name), bold)
        self._sheet.freeze_panes(1, LEADING)
        self._sheet.repeat_rows(0)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)  # A4
        self._row = 1

    def _write_cells(self, row: Sequence[Cell]) -> None:
        for column, cell in enumerate(row):
            self._write_cell(self._sheet, column, cell)
        self._row += 1

    def _write_cell(self, sheet: Worksheet, column: int, cell: Cell) -> None:
        value = cell.value
        plain = self._formats[False, False]
        if isinstance(value, bool):
            sheet.write_boolean(self._row, column, value, plain)
        elif isinstance(value, (int, float)) and abs(value) <= _EXACT:
            sheet.write_number(self._row, column, value, plain)
        elif text := _fitting(cell_text(value)):
            link = self._link(cell.source)
            made = self._formats[link is not None, would_run(text)]
            if link is None:
                sheet.write_string(self._row, column, text, made)
            else:
                sheet.write_url(self._row, column, link, made, text)

    def _link(self, source: str | None) -> str | None:
        """The article's address, as long as a sheet can hold more of them."""
        address = self._outline.address(source) if source else None
        if not address or self._links >= _MOST_LINKS or len(address) > _LONGEST_LINK:
            return None
        self._links += 1
        # Written so, xlsxwriter leaves it as it is: of file:// it makes a path of Windows.
        return address.replace("file://", "FILE://", 1)


def _as_it_was(id_: str) -> int | str:
    """A whole number as a sheet of questions holds it, so that it is found there; any other id as text."""
    return int(id_) if _NUMBER.fullmatch(id_) else id_


def _fitting(text: str) -> str:
    """The text, cut where a cell cannot hold it, which it then says; a cell is measured in UTF-16."""
    if len(text) <= _MOST_UNITS // 2 or len(text.encode("utf-16-le")) // 2 <= _MOST_UNITS:
        return text
    most = (_MOST_UNITS - len(_CUT)) * 2
    return text.encode("utf-16-le")[:most].decode("utf-16-le", "ignore") + _CUT
