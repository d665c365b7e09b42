"""Answers as JSON, one a line: schema 1, with `row` for what the question's row held beside the question."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rag.batches.answer_files.report import BatchReport
    from rag.batches.answer_files.rows import AnswerRow, Outline


class JsonlWriter:
    """See `AnswerWriter`."""

    def __init__(self, out: IO[bytes], outline: Outline) -> None:
        del outline
        self._out = out

    def write(self, row: AnswerRow) -> None:
        """See `AnswerWriter`."""
        self._out.write(f"{row.line}\n".encode())

    def finish(self, report: BatchReport) -> None:
        """See `AnswerWriter`."""
