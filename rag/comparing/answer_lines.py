"""A .jsonl of answers, as `rag batch` writes it, read back line by line; fields of earlier versions may be missing.

Two passes over a large file hold little of it: an answer can be read again at the offset of its line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from rag.answer_json import check_schema, citation_from_json, confidence_from_json, status_from_json
from rag.errors import UsageError
from rag.json_lines import json_value, read_json_lines
from rag.json_object import JsonObject
from rag.valid_text import as_text

if TYPE_CHECKING:
    from rag.values import Citation, Status

ENDING = ".jsonl"
_HALF_WRITTEN = re.compile(rb"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer of a file, and the offset in bytes of its line; `read_with` is the earlier question it was read with.

    `made_with` are the parts of its `library` and its `filter`, by their names with dots between: "library.model".
    """

    offset: int
    id: str
    question: str
    read_with: str | None
    status: Status
    confidence: float
    error: str | None
    citations: tuple[Citation, ...]
    made_with: Mapping[str, object]


def check_ending(path: Path) -> None:
    """Raises UsageError where this is no .jsonl file, or none that can be read more than once."""
    if path.suffix.lower() != ENDING:
        raise UsageError(
            f"{path} is not a {ENDING} file. Only those are compared: rag batch FOLDER QUESTIONS -o ANSWERS{ENDING}"
        )
    if path.exists() and not path.is_file():
        raise UsageError(f"{path} is not a file. Give a {ENDING} file that rag batch has written.")


def read_answers(path: Path) -> Iterator[AnswerLine]:
    """The answers of a file in order; empty lines do not count. Raises UsageError for a line that is no answer."""
    try:
        for line in read_json_lines(path):
            try:
                yield _answer(line.data, line.offset)
            except ValueError as error:
                raise UsageError(f"Line {line.number} of {path} {error}.") from error
    except OSError as error:
        raise UsageError(f"The answers at {path} cannot be read: {error.strerror}.") from error


def read_again(file: IO[bytes], offset: int) -> AnswerLine:
    """The answer at that offset. Raises ValueError where there is none any more."""
    file.seek(offset)
    return _answer(file.readline(), offset)


def _answer(line: bytes, offset: int) -> AnswerLine:
    """The answer that a line holds. Raises ValueError, with words that complete “Line 3 …”."""
    values = json_value(line)
    try:
        return _made(JsonObject.of(_sound(values) if _HALF_WRITTEN.search(line) else values), offset)
    except ValueError as error:
        raise ValueError(f"is not an answer as rag batch writes it: {error}") from error


def _made(values: JsonObject, offset: int) -> AnswerLine:
    check_schema(values)
    return AnswerLine(
        offset=offset,
        id=values.text_or_none("id") or "",
        question=values.text("question"),
        read_with=values.text_or_none("read_with"),
        status=status_from_json(values),
        confidence=confidence_from_json(values),
        error=values.text_or_none("error"),
        citations=tuple(citation_from_json(each) for each in values.objects("citations")),
        made_with=dict(_flat("library", values.object("library").values))
        | {"filter": _whole(values.values.get("filter"))},
    )


def _flat(name: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for inner, one in value.items():
            yield from _flat(f"{name}.{inner}", one)
    elif value is not None:
        yield name, _whole(value)


def _whole(value: object) -> object:
    """A part as it can be compared and counted: text and numbers as they are, anything else as JSON."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _sound(value: Any) -> Any:  # noqa: ANN401
    """JSON can hold halves of a surrogate pair, which no file and no terminal can."""
    if isinstance(value, dict):
        return {_sound(name): _sound(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_sound(one) for one in value]
    return as_text(value) if isinstance(value, str) else value
