"""Answers -> a file in the form that its ending names. One module a form; each writes row after row, in little
memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from rag.batches.answer_files.csv_file import CsvWriter
from rag.batches.answer_files.html_file import HtmlWriter
from rag.batches.answer_files.jsonl_file import JsonlWriter
from rag.batches.answer_files.markdown_file import MarkdownWriter
from rag.batches.answer_files.report import BatchReport, Tally
from rag.batches.answer_files.rows import AnswerWriter, Outline, read_row
from rag.batches.answer_files.xlsx_file import MOST_ROWS, XlsxWriter
from rag.batches.questions import MOST_COLUMNS
from rag.errors import UsageError

ENDINGS = {".jsonl": "jsonl", ".csv": "csv", ".xlsx": "xlsx", ".md": "md", ".html": "html", ".htm": "html"}

WRITERS: dict[str, Callable[[IO[bytes], Outline], AnswerWriter]] = {
    "jsonl": JsonlWriter,
    "csv": CsvWriter,
    "xlsx": XlsxWriter,
    "md": MarkdownWriter,
    "html": HtmlWriter,
}

_TABLES = ("csv", "xlsx")

__all__ = ["ENDINGS", "WRITERS", "BatchReport", "Outline", "answer_form", "check_fits", "render"]


def answer_form(path: Path, form: str | None) -> str:
    """The form that is given, else the one that the path's ending names. Raises UsageError for another one."""
    chosen = form or ENDINGS.get(path.suffix.lower())
    if chosen is None:
        raise UsageError(f"{path} ends with none of {', '.join(ENDINGS)}. Say what to write: --format jsonl.")
    if chosen not in WRITERS:
        raise UsageError(f"The form of the answers is {chosen!r}; it must be one of {', '.join(WRITERS)}.")
    return chosen


def check_fits(form: str, outline: Outline) -> None:
    """Raises UsageError where the form cannot hold so many rows or columns."""
    if form == "xlsx" and outline.questions > MOST_ROWS:
        raise UsageError(
            f"There are {outline.questions:,} questions; a sheet holds {MOST_ROWS:,}. Write .csv or .jsonl."
        )
    if form in _TABLES and len(outline.carried) > MOST_COLUMNS:
        raise UsageError(f"The questions have more than {MOST_COLUMNS:,} columns. Write .jsonl, .md or .html.")


def render(lines: Iterable[str], out: IO[bytes], form: str, outline: Outline) -> BatchReport:
    """Write answers, a line of JSON each, to a binary stream in that form; what there is to tell of them."""
    writer, tally = WRITERS[form](out, outline), Tally()
    for line in lines:
        row = read_row(line)
        tally.add(row)
        writer.write(row)
    report = tally.report()
    writer.finish(report)
    return report
