"""A file of questions -> a file of answers, a line each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rag.answering import answer_to_json
from rag.errors import FolderError, UsageError

if TYPE_CHECKING:
    from rag.library import Library
    from rag.values import Answer

_AT_ONCE = 64
"""Questions whose vectors are made together."""

UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the questions file: what is asked under which id, or why the line cannot be."""

    id: str
    question: object
    history: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class BatchReport:
    """How many rows came out how."""

    answered: int = 0
    not_found: int = 0
    errors: int = 0

    def plus(self, answer: Answer) -> BatchReport:
        """With one more answer counted."""
        count = {"answered": "answered", "not_found": "not_found", "error": "errors"}[answer.status]
        return replace(self, **{count: getattr(self, count) + 1})


def answer_file(
    library: Library, questions: Path, answers: Path, progress: Callable[[int], None] | None = None
) -> BatchReport:
    """Answer every row of a .jsonl file of questions into a .jsonl file, which appears under its name when whole.

    A row is `{"question": …, "id"?: …, "history"?: […]}`; without an id the number of its line is its id. A bad row
    becomes an answer of status "error". `progress` gets the number of rows done. Raises UsageError where the questions
    cannot be read, FolderError where the answers cannot be written.
    """
    unfinished = answers.with_name(answers.name + UNFINISHED)
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as out:
            report = write_answers(library, questions, out, progress)
        unfinished.replace(answers)
    except OSError as error:
        raise FolderError(f"{answers} cannot be written: {error.strerror}. Give another place with -o.") from error
    return report


def write_answers(
    library: Library, questions: Path, out: IO[str], progress: Callable[[int], None] | None = None
) -> BatchReport:
    """As `answer_file`, to a stream."""
    report = BatchReport()
    rows = read_rows(questions)
    done = 0
    while some := list(islice(rows, _AT_ONCE)):
        for answer in _answers(library, some):
            out.write(json.dumps(answer_to_json(answer), ensure_ascii=False) + "\n")
            report = report.plus(answer)
        done += len(some)
        if progress:
            progress(done)
    return report


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a .jsonl file, bad ones with the reason; empty lines do not count. Raises UsageError."""
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _row(line, number)
    except OSError as error:
        raise UsageError(f"The questions at {path} cannot be read: {error.strerror}.") from error


def _row(line: bytes, number: int) -> Row:
    name = str(number)
    try:
        values = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Row(name, None, error=f"Line {number} is not UTF-8.")
    except (ValueError, RecursionError) as error:
        return Row(name, None, error=f"Line {number} is not JSON: {error}.")
    if not isinstance(values, dict) or "question" not in values:
        return Row(name, None, error=f'Line {number} is not an object with a "question".')
    name = str(values.get("id", number))
    history = values.get("history") or []
    if not isinstance(history, list) or not all(isinstance(earlier, str) for earlier in history):
        return Row(name, None, error=f"The history of line {number} is not a list of questions.")
    return Row(name, values["question"], tuple(history))


def _answers(library: Library, rows: list[Row]) -> Iterator[Answer]:
    for row, answer in zip(
        rows, library.ask_many([row.question for row in rows], [row.history for row in rows]), strict=True
    ):
        if row.error is None:
            yield replace(answer, id=row.id)
        else:
            yield replace(answer, id=row.id, question="", error=row.error)
