"""A .jsonl of answers, as `rag batch` writes it, read back line by line; fields of earlier versions may be missing.

Two passes over a large file hold little of it: an answer can be read again at the offset of its line.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Never, get_args

from rag.errors import UsageError
from rag.values import Citation, Status

ENDING = ".jsonl"
_SCHEMA = 1
_HALF_OF_A_PAIR = re.compile("[\ud800-\udfff]")
_STATUSES: tuple[str, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer of a file, and the offset in bytes of its line.

    `made_with` are the parts of its `library` and its `filter`, by their names with dots between: "library.model".
    """

    offset: int
    id: str
    question: str
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
        with path.open("rb") as file:
            offset = 0
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield _answer(line, offset, f"Line {number} of {path}")
                offset += len(line)
    except OSError as error:
        raise UsageError(f"The answers at {path} cannot be read: {error.strerror}.") from error


def read_again(file: IO[bytes], offset: int, path: Path) -> AnswerLine:
    """The answer at that offset. Raises UsageError where the file changed meanwhile."""
    file.seek(offset)
    return _answer(file.readline(), offset, f"What stood at byte {offset} of {path}")


def _answer(line: bytes, offset: int, where: str) -> AnswerLine:
    try:
        values = json.loads(line.decode("utf-8-sig"), parse_constant=_no_constant)
        return _made(values, offset)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        why = f"it has no {error}" if isinstance(error, KeyError) else str(error)
        raise UsageError(f"{where} is not an answer as rag batch writes it: {why}.") from error


def _no_constant(name: str) -> Never:
    raise ValueError(f"it has the number {name}")


def _made(values: Any, offset: int) -> AnswerLine:  # noqa: ANN401
    if not isinstance(values, dict):
        raise TypeError("it is no object")
    if values["schema"] != _SCHEMA:
        raise ValueError(f"its schema is {values['schema']!r:.80}, and this version reads {_SCHEMA}")
    status = _one_of(values, "status", str)
    if status not in _STATUSES:
        raise ValueError(f"its status is {status!r:.80}")
    confidence = float(_one_of(values, "confidence", float, int))
    if not (math.isfinite(confidence) and 0 <= confidence <= 1):
        raise ValueError(f"its confidence is {confidence}")
    library = _one_of(values, "library", dict)
    return AnswerLine(
        offset=offset,
        id=_text(values, "id") or "",
        question=_one_of(values, "question", str),
        status=status,
        confidence=confidence,
        error=_text(values, "error"),
        citations=tuple(_citation(each) for each in _one_of(values, "citations", list)),
        made_with=dict(_flat("library", library)) | {"filter": _whole(values.get("filter"))},
    )


def _citation(values: Any) -> Citation:  # noqa: ANN401
    if not isinstance(values, dict):
        raise TypeError("a citation is no object")
    return Citation(
        n=_one_of(values, "n", int),
        source=_one_of(values, "source", str),
        start=_one_of(values, "start", int),
        end=_one_of(values, "end", int),
        quote=_one_of(values, "quote", str),
        line=_one_of(values, "line", int),
        paragraph=_number(values, "paragraph"),
        page=_number(values, "page"),
        heading=_text(values, "heading"),
        title=_text(values, "title"),
        author=_text(values, "author"),
        published=_text(values, "published"),
        score=float(_one_of(values, "score", float, int)),
    )


def _one_of(values: Mapping[str, Any], name: str, *types: type) -> Any:  # noqa: ANN401
    found = values[name]
    if not isinstance(found, types) or isinstance(found, bool):
        raise TypeError(f"its {name} is {found!r:.80}")
    return _sound(found) if isinstance(found, str) else found


def _text(values: Mapping[str, Any], name: str) -> str | None:
    found: str | None = _one_of(values, name, str) if values.get(name) is not None else None
    return found


def _number(values: Mapping[str, Any], name: str) -> int | None:
    found: int | None = _one_of(values, name, int) if values.get(name) is not None else None
    return found


def _flat(name: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for inner, one in value.items():
            yield from _flat(f"{name}.{_sound(inner)}", one)
    elif value is not None:
        yield name, _whole(value)


def _whole(value: object) -> object:
    """A part as it can be compared and counted: text and numbers as they are, anything else as JSON."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return _sound(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True))


def _sound(text: str) -> str:
    """JSON can hold halves of a surrogate pair, which no file and no terminal can."""
    return _HALF_OF_A_PAIR.sub("\ufffd", text)
