"""A file of questions, or standard input -> rows, bad ones with the reason.

Every form gives the same rows: what is asked, under which id, after which earlier questions, and what else the row
holds, which the answer carries along.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rag.batches.delimited import delimited_columns, read_delimited
from rag.batches.rows import COLUMN, Row, askable, is_array, make_row, plain_rows, read_lines, table_row
from rag.batches.sheets import read_xlsx, sheet_notes, xlsx_columns
from rag.batches.tables import column_notes, open_text, position
from rag.errors import UsageError

STANDARD_INPUT = Path("-")
ENDINGS = {".txt": "txt", ".csv": "csv", ".tsv": "tsv", ".xlsx": "xlsx", ".jsonl": "jsonl", ".ndjson": "jsonl"}
FORMS = tuple(dict.fromkeys(ENDINGS.values()))
_DELIMITERS = {"csv": None, "tsv": "\t"}
MOST_COLUMNS = 1_000
"""So many columns are carried into a table of answers."""

_MOST_IDS_KEPT = 100_000
"""Ids that later ones are compared with, so that the memory does not grow with the questions."""


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """Where questions are: a file, or `-` for standard input; its form, one of FORMS; the column that is asked.

    Without a form it is told by the file's ending, and where there is none by the content: lines that begin with { are
    JSON, those after a header with the column are rows of a table, others are questions.
    """

    path: Path
    form: str | None = None
    column: str = COLUMN


@dataclass(frozen=True, slots=True)
class Survey:
    """All questions at a glance: how many rows, the SHA-256 of what they hold, the names of the columns they carry.

    At most MOST_COLUMNS + 1 names, in the order in which they come. `follow_ups`: whether any row may be a follow-up.
    `notes` says, in sentences, what of the file is asked where that is not plain.
    """

    rows: int
    sha256: str
    carried: tuple[str, ...]
    follow_ups: bool
    notes: tuple[str, ...] = ()


class Digest:
    """The SHA-256 of rows, whatever file they came from."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, row: Row) -> None:
        """Count one more row in."""
        values = [row.id, row.question, row.history, row.error, dict(row.carried), row.conversation]
        self._hash.update(json.dumps(values).encode("ascii") + b"\n")

    def hexdigest(self) -> str:
        """The digest of the rows until now."""
        return self._hash.hexdigest()


@dataclass(frozen=True, slots=True)
class Questions:
    """A regular file of questions, which can be read more than once, its form decided; `name` is for messages."""

    path: Path
    form: str
    column: str
    name: str

    def rows(self, digest: Digest | None = None) -> Iterator[Row]:
        """The rows in order, those of a conversation with its earlier questions; empty lines do not count.

        A row's own history counts before its conversation's. Raises UsageError where the file cannot be read.
        """
        asked: dict[str, list[str]] = {}
        for row in self._rows():
            if digest:
                digest.add(row)
            earlier = asked.setdefault(row.conversation, []) if row.conversation else []
            yield row if row.history else replace(row, history=tuple(earlier))
            if row.conversation and (question := askable(row)):
                earlier.append(question)

    def survey(self) -> Survey:
        """Read all once. Raises UsageError as `rows` does."""
        digest, number, follow_ups, ids, again = Digest(), 0, False, set[str](), 0
        carried: dict[str, None] = {}
        for row in self._rows():
            digest.add(row)
            number += 1
            again += row.id in ids
            if len(ids) < _MOST_IDS_KEPT:
                ids.add(row.id)
            follow_ups = follow_ups or bool(row.history or row.conversation)
            if len(carried) <= MOST_COLUMNS:
                carried |= dict.fromkeys(row.carried)
        names = tuple(carried)[: MOST_COLUMNS + 1]
        notes = (*self._table_notes(), *_id_notes(again))
        return Survey(number, digest.hexdigest(), names, follow_ups, notes)

    def _table_notes(self) -> tuple[str, ...]:
        try:
            if self.form == "xlsx":
                return sheet_notes(self.path, self.column)
            if self.form in _DELIMITERS:
                header = delimited_columns(self.path, _DELIMITERS[self.form], self.column)
                return column_notes(header, self.column)
        except OSError as error:
            raise _unreadable(self.name, error) from error
        return ()

    def _rows(self) -> Iterator[Row]:
        try:
            if self.form == "jsonl":
                yield from (make_row(number, values, self.column) for number, values in read_lines(self.path))
            elif self.form == "txt":
                yield from plain_rows(self.path)
            elif self.form == "xlsx":
                yield from (table_row(row, self.column) for row in read_xlsx(self.path, self.column))
            else:
                rows = read_delimited(self.path, self.column, _DELIMITERS[self.form])
                yield from (table_row(row, self.column) for row in rows)
        except OSError as error:
            raise _unreadable(self.name, error) from error


def _id_notes(again: int) -> tuple[str, ...]:
    """That rows have an id that an earlier one has, in a sentence; nothing where none has."""
    if not again:
        return ()
    return (f"{again:,} {'row has' if again == 1 else 'rows have'} the id of an earlier one.",)


def columns_of(file: QuestionFile) -> tuple[str, ...]:
    """The names of the columns of a table, or of what the first line of a .jsonl holds, in order; none for plain lines.

    Raises UsageError as `open_questions` does, and where the table cannot be read.
    """
    with open_questions(replace(file, column=COLUMN)) as questions:
        try:
            if questions.form == "xlsx":
                names = xlsx_columns(questions.path)
            elif questions.form == "jsonl":
                first = next(read_lines(questions.path), (0, None))[1]
                names = list(first) if isinstance(first, dict) else []
            elif questions.form == "txt":
                names = []
            else:
                names = delimited_columns(questions.path, _DELIMITERS[questions.form])
        except OSError as error:
            raise _unreadable(questions.name, error) from error
    return tuple(dict.fromkeys(names))


@contextmanager
def open_questions(file: QuestionFile) -> Iterator[Questions]:
    """The questions, ready to be read; what comes through a pipe is kept in a temporary file meanwhile.

    Raises UsageError where there is no such file, its form cannot be told, or it is one JSON array.
    """
    name = "standard input" if file.path == STANDARD_INPUT else str(file.path)
    with ExitStack() as stack:
        try:
            path = file.path
            if _is_piped(path):
                path = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "questions"
                _keep(file.path, path)
            form = _form(file, path)
            if form == "jsonl" and is_array(path):
                raise UsageError(
                    f"The questions at {name} are one JSON array; an object a line is wanted. Make it so: jq -c '.[]'."
                )
        except OSError as error:
            raise _unreadable(name, error) from error
        yield Questions(path, form, file.column, name)


def _is_piped(path: Path) -> bool:
    """Whether it can be read but once: standard input, a pipe."""
    return path == STANDARD_INPUT or (path.exists() and not path.is_file() and not path.is_dir())


def _keep(pipe: Path, path: Path) -> None:
    with path.open("wb") as out:
        if pipe == STANDARD_INPUT:
            if sys.stdin is not None:  # closed, it holds nothing
                shutil.copyfileobj(sys.stdin.buffer, out)
        else:
            with pipe.open("rb") as source:
                shutil.copyfileobj(source, out)


def _form(file: QuestionFile, path: Path) -> str:
    form = file.form or ENDINGS.get(file.path.suffix.lower())
    if form is None and file.path.suffix and path == file.path:
        raise UsageError(
            f"{file.path} ends with {file.path.suffix}; questions are read from {', '.join(ENDINGS)}. "
            f"Say what it is with --questions-format {'|'.join(FORMS)}."
        )
    form = form or _told_by_content(path, file.column)
    if form not in FORMS:
        raise UsageError(f"The form of the questions is {form!r}; it must be one of {', '.join(FORMS)}.")
    if form == "txt" and file.column != COLUMN:
        raise UsageError(f"Plain lines have no column {file.column!r}. Leave --column out.")
    return form


def _told_by_content(path: Path, column: str) -> str:
    with path.open("rb") as file:
        if file.read(4) == b"PK\x03\x04":
            return "xlsx"
    with open_text(path) as lines:
        first = next((line for line in lines if line.strip()), "")
    if first.lstrip().startswith("{") or is_array(path):
        return "jsonl"
    return "csv" if _begins_a_table(first.strip(), path, column) else "txt"


def _begins_a_table(first: str, path: Path, column: str) -> bool:
    """Whether the first line of a file leads to a header with the column.

    A question is none, nor is a line of the word “question” alone, which may be asked; a column that was chosen, marks
    around the word or a line before it tell a table.
    """
    names = delimited_columns(path, column=column)
    if position(names, column) is None or names[-1].endswith("?"):
        return False
    return first != names[0] or column != COLUMN


def _unreadable(name: str, error: OSError) -> UsageError:
    return UsageError(f"The questions at {name} cannot be read: {error.strerror}.")
