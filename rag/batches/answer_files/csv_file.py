"""Answers as .csv: UTF-8 with the mark that Excel wants, every cell in quotation marks, formulas made harmless.

`rag.batches.formulas` says how a cell that a spreadsheet would run is written; `rag.batches.tables` reads it back as
it was. Every cell is quoted because a spreadsheet that cuts at another character would make new cells of unquoted text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

from rag.batches.answer_files.table import cells, columns
from rag.batches.formulas import guarded
from rag.batches.rows import cell_text

if TYPE_CHECKING:
    from rag.batches.answer_files.report import BatchReport
    from rag.batches.answer_files.rows import AnswerRow, Outline

_MARK = "\ufeff"


class CsvWriter:
    """See `AnswerWriter`."""

    def __init__(self, out: IO[bytes], outline: Outline) -> None:
        self._out = out
        self._outline = outline
        self._out.write(_MARK.encode())
        self._write(guarded(column.name) for column in columns(outline))

    def write(self, row: AnswerRow) -> None:
        """See `AnswerWriter`."""
        values = [cell.value for cell in cells(row, self._outline)]
        self._write(guarded(value) if isinstance(value, str) else cell_text(value) for value in values)

    def finish(self, report: BatchReport) -> None:
        """See `AnswerWriter`."""

    def _write(self, texts: Iterable[str]) -> None:
        line = io.StringIO(newline="")
        csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(texts)
        self._out.write(line.getvalue().encode())
