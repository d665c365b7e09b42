"""A line of a file, or a row of a table -> a Row of what is asked, or why it cannot be."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rag.answering import check_history, check_question
from rag.batches.tables import TableRow, is_utf16, open_text
from rag.errors import UsageError
from rag.json_lines import json_value, nearly_json_value, read_json_lines
from rag.line_ends import LINE_END
from rag.valid_text import as_text, is_text

COLUMN = "question"

_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Row:
    """What is asked under which id, after which earlier questions, oldest first; or why the row cannot be asked.

    `carried` are the row's other columns, values as JSON has them. Rows of the same `conversation` are its turns.
    """

    id: str
    question: object
    history: tuple[str, ...] = ()
    error: str | None = None
    carried: Mapping[str, object] = field(default_factory=dict)
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class BadLine:
    """Why a line could not be read, and what it holds where only numbers of it are wrong, these as None."""

    reason: str
    values: object = None


def read_lines(path: Path) -> Iterator[tuple[int, object]]:
    """What each line of a .jsonl file holds, with the line's number, or the BadLine; empty lines do not count.

    It is UTF-8, or UTF-16 with its mark. Raises OSError where the file cannot be read.
    """
    for number, line in _utf16_lines(path) if is_utf16(path) else _utf8_lines(path):
        try:
            yield number, json_value(line)
        except ValueError as error:
            yield number, BadLine(f"Line {number} {error}.", nearly_json_value(line))


def is_array(path: Path) -> bool:
    """Whether a file is one JSON array of objects, not an object a line. Raises OSError where it cannot be read."""
    with open_text(path) as text:
        if not next((line for line in text if line.strip()), "").lstrip().startswith("["):
            return False
        text.seek(0)
        try:
            values = json.load(text)
        except (ValueError, RecursionError):
            return False
    return isinstance(values, list) and bool(values) and all(isinstance(value, dict) for value in values)


def _utf8_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    return ((line.number, line.data) for line in read_json_lines(path))


def _utf16_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that are not empty, as UTF-8."""
    with open_text(path, newline="\n") as lines:
        yield from ((number, line.encode()) for number, line in enumerate(lines, start=1) if line.strip())


def make_row(number: int, values: object, column: str = COLUMN) -> Row:
    """The row that a line's values are, or the reason why they are none."""
    line = f"Line {number}"
    if isinstance(values, BadLine):
        bad = make_row(number, values.values, column)  # so that it is found by its id and its question
        return replace(bad, error=values.reason, history=(), conversation="")
    if not isinstance(values, dict) or column not in values:
        return Row(str(number), None, error=f'{line} is not an object with a "{column}".')
    if _is_deeper(values, _DEEPEST):
        return Row(str(number), None, error=f"{line} is nested more than {_DEEPEST} deep.")
    return _row(line, values, column, str(number), _conversation_error(line, values.get("conversation")))


def table_row(row: TableRow, column: str) -> Row:
    """The row that a table's row is, or the reason why it is none.

    What is asked is text, whatever the cell is; a history is a question a line, or a list as JSON has it.
    """
    if row.error is not None and not row.cells:
        return Row(str(row.number), None, error=row.error)
    asked = {column: cell_text(row.cells[column]), "history": _history(cell_text(row.cells.get("history")))}
    return _row(f"Line {row.number}", row.cells | asked, column, str(row.number), row.error)


def _row(line: str, values: Mapping[str, object], column: str, number: str, error: str | None = None) -> Row:
    written = json.dumps(values, ensure_ascii=False)
    not_text = not is_text(written)
    if not_text:  # no file could hold it
        values = json.loads(as_text(written))
        error = error or f"{line} holds what is not valid text. Save the file as UTF-8."
    history = values.get("history")
    error = error or _history_error(line, history)
    return Row(
        id=cell_text(values.get("id")) or number,
        question=values[column],
        history=tuple(history) if error is None and isinstance(history, list) else (),
        error=error,
        carried={name: value for name, value in values.items() if name not in (column, "id", "history")},
        conversation=cell_text(values.get("conversation")) if error is None else "",
    )


def plain_rows(path: Path) -> Iterator[Row]:
    """The questions of a .txt, one a line; empty lines do not count. Raises OSError where the file cannot be read."""
    with open_text(path) as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _row(f"Line {number}", {COLUMN: line.rstrip("\n")}, COLUMN, str(number))


def _history(cell: str) -> object:
    try:
        values = json.loads(cell) if cell.lstrip().startswith("[") else None
    except (ValueError, RecursionError):
        values = None
    return values if isinstance(values, list) else [line for line in LINE_END.split(cell) if line.strip()]


def _conversation_error(line: str, conversation: object) -> str | None:
    if conversation is None or (isinstance(conversation, (str, int, float)) and not isinstance(conversation, bool)):
        return None
    return f"The conversation of {line[0].lower()}{line[1:]} is not a name: neither text nor a number."


def _history_error(line: str, history: object) -> str | None:
    try:
        check_history([] if history is None else history)
    except UsageError as error:
        return f"{line}: {error}"
    return None


def askable(row: Row) -> str | None:
    """The question as a later turn looks back on it; None where it cannot be asked."""
    try:
        return check_question(row.question) if row.error is None else None
    except UsageError:
        return None


def cell_text(value: object) -> str:
    """A value as the text of a cell: text as it is, nothing for None, anything else as JSON writes it."""
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


def _is_deeper(value: object, levels: int) -> bool:
    inner: Sequence[object] = [*value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []
    return bool(inner) and (levels == 0 or any(_is_deeper(one, levels - 1) for one in inner))
