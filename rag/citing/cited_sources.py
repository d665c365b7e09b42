"""A file of answers -> the sources that they cite."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import UsageError
from rag.json_lines import json_value, read_json_lines

if TYPE_CHECKING:
    from rag.references.values import Reference


def read_cited_sources(path: Path) -> tuple[str, ...]:
    """The sources that a .jsonl file of answers cites, or one answer as JSON, each once, in order.

    Raises UsageError where the file cannot be read or a line is no answer.
    """
    try:
        answers = _answers(path)
    except OSError as error:
        raise UsageError(f"The answers at {path} cannot be read: {error.strerror}.") from error
    return tuple(dict.fromkeys(source for where, answer in answers for source in _sources(answer, where)))


def of_sources(references: Sequence[Reference], sources: Sequence[str]) -> tuple[Reference, ...]:
    """The references of these sources, in the references' order. Raises UsageError for a source that has none."""
    known = {source for reference in references for source in reference.sources}
    for source in sources:
        if source not in known:
            raise UsageError(
                f"The answers cite {source!r}, which is not in this folder. Give the folder they are from."
            )
    wanted = frozenset(sources)
    return tuple(reference for reference in references if wanted & frozenset(reference.sources))


def _answers(path: Path) -> list[tuple[str, object]]:
    """Each answer with where it stands."""
    found: list[tuple[str, object]] = []
    for line in read_json_lines(path):
        where = f"Line {line.number} of {path}"
        try:
            found.append((where, json_value(line.data)))
        except ValueError as error:
            whole = _value(path)
            if whole is None:
                raise UsageError(f"{where} {error}. rag batch -o ANSWERS.jsonl writes such files.") from error
            return [(str(path), whole)]
    return found


def _value(path: Path) -> object:
    """What the whole file holds, as JSON; None where it is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def _sources(answer: object, where: str) -> list[str]:
    match answer:
        case {"citations": list(citations)} if all(isinstance(one, dict) for one in citations):
            return [source for citation in citations if isinstance(source := citation.get("source"), str)]
    raise UsageError(f"{where} is not an answer with citations. rag batch -o ANSWERS.jsonl writes such files.")
