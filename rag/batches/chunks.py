"""A chunk of questions -> the lines of their answers: what one process does at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.answer_json import answer_to_json
from rag.answering import make_error
from rag.batches.rows import Row, cell_text
from rag.errors import IndexUnusable

if TYPE_CHECKING:
    from rag.library import Library
    from rag.values import Answer, Filter

AT_ONCE = 64
"""Questions that are asked together, always the same ones: in their last places their vectors depend on the others."""


def answer_lines(library: Library, rows: Sequence[Row], within: Filter | None, fingerprint: str) -> list[str]:
    """The answer to each row, as JSON without a line's end. A row that cannot be asked gets one of status "error".

    Raises IndexUnusable where the library is no longer the one of that fingerprint.
    """
    answers = _answers(library, rows, within, fingerprint)
    return [_line(row, answer) for row, answer in zip(rows, answers, strict=True)]


def _answers(library: Library, rows: Sequence[Row], within: Filter | None, fingerprint: str) -> Iterator[Answer]:
    sound = [row for row in rows if row.error is None]
    answers = library.ask_many([row.question for row in sound], [row.history for row in sound], within)
    state = library.state()
    if any(one.fingerprint != fingerprint for one in (state, *(answer.library for answer in answers))):
        raise IndexUnusable(
            "The articles, or what they are read with, changed meanwhile. Run it again; it begins anew."
        )
    given = iter(answers)
    for row in rows:
        if row.error is None:
            answer = next(given)
            # What is no text is shown as its file has it.
            asked = answer.question if isinstance(row.question, str) else cell_text(row.question)
            yield replace(answer, id=row.id, question=asked)
        else:
            yield replace(make_error(cell_text(row.question), row.error, state), id=row.id, filter=within)


def _line(row: Row, answer: Answer) -> str:
    return json.dumps(answer_to_json(answer) | {"row": dict(row.carried)}, ensure_ascii=False)
