"""A file of answers -> the sources that they cite."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import UsageError

if TYPE_CHECKING:
    from rag.references.values import Reference


def read_cited_sources(path: Path) -> tuple[str, ...]:
    """The sources that a .jsonl file of answers cites, or one answer as JSON, each once, in order.

    Raises UsageError where the file cannot be read or a line is no answer.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"The answers at {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"The answers at {path} are not UTF-8. rag batch -o ANSWERS.jsonl writes them.") from error
    sources = (source for number, answer in _answers(text, path) for source in _sources(answer, number, path))
    return tuple(dict.fromkeys(sources))


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


def _answers(text: str, path: Path) -> Iterable[tuple[int, object]]:
    try:
        return [(1, json.loads(text))]
    except (ValueError, RecursionError):
        pass
    found = []
    for number, line in enumerate(text.split("\n"), start=1):  # U+2028 may stand in a JSON string, and ends no line
        if not line.strip():
            continue
        try:
            found.append((number, json.loads(line)))
        except (ValueError, RecursionError) as error:
            raise UsageError(f"Line {number} of {path} is not JSON: {error}. rag batch writes such files.") from error
    return found


def _sources(answer: object, number: int, path: Path) -> list[str]:
    match answer:
        case {"citations": list(citations)} if all(isinstance(one, dict) for one in citations):
            return [source for citation in citations if isinstance(source := citation.get("source"), str)]
    raise UsageError(f"Line {number} of {path} is not an answer with citations. rag batch writes such files.")
