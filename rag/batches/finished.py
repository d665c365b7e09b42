"""A finished file of answers (.jsonl), read back: how it came out, some of its answers, or all in another form.

Nothing is asked again. Where each answer begins is kept in eight bytes, so that a page of them can be read at once
however many there are.
"""

from __future__ import annotations

import json
import shutil
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from rag.answer_json import filter_from_json
from rag.batches.answer_files import BatchReport, Outline, answer_form, check_fits, render
from rag.batches.answer_files.report import Tally
from rag.batches.answer_files.rows import read_row
from rag.batches.questions import QuestionFile, open_questions
from rag.errors import UsageError
from rag.json_object import JsonObject
from rag.values import LibraryState

if TYPE_CHECKING:
    from rag.batches.answer_files.rows import AnswerRow
    from rag.library import Library

_STATE = ("fingerprint", "model", "documents", "passages", "reranker")


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished file: what there is to tell of it, and where in it the answers of each status begin, in bytes."""

    path: Path
    report: BatchReport
    starts: dict[str, array[int]]

    def count(self, status: str | None = None) -> int:
        """How many answers there are of a status, or of all."""
        return len(self._starts(status))

    def rows(self, first: int, most: int, status: str | None = None) -> list[AnswerRow]:
        """At most so many answers from the one numbered `first` on, counted from 0, of a status or of all.

        Raises UsageError where the file cannot be read any more.
        """
        try:
            with self.path.open("rb") as lines:
                return [_row_at(lines, start) for start in self._starts(status)[first : first + most]]
        except (OSError, ValueError) as error:
            raise UsageError(f"The answers at {self.path} cannot be read: {error}.") from error

    def _starts(self, status: str | None) -> Sequence[int]:
        return self.starts["all"] if status is None else self.starts.get(status, ())


def open_finished(path: Path) -> Finished:
    """Read a file that `answer_file` wrote as .jsonl once. Raises UsageError where it cannot be read."""
    tally, at = Tally(), 0
    starts = {"all": array("q")}
    try:
        with path.open("rb") as lines:
            for line in lines:
                row = read_row(line.decode())
                tally.add(row)
                for name in ("all", row.status):
                    starts.setdefault(name, array("q")).append(at)
                at += len(line)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise UsageError(f"The answers at {path} cannot be read: {error}. Ask the questions again.") from error
    return Finished(path, tally.report(), starts)


def write_finished(
    library: Library,
    questions: QuestionFile,
    answers: Path,
    out: IO[bytes],
    form: str,
    place: Path | None = None,
) -> None:
    """Write the answers that `answer_file` wrote as .jsonl to a binary stream in that form.

    They are the bytes that it would have written in that form to the folder `place`; without one, nothing in them
    links to this machine's files. Raises UsageError where they do not fit the form, or a file cannot be read.
    """
    form = answer_form(answers, form)
    if form == "jsonl":
        with _opened(answers) as lines:
            shutil.copyfileobj(lines, out)
        return
    outline = _outline(library, questions, answers, place)
    check_fits(form, outline)
    with _opened(answers) as lines:
        render((line.decode() for line in lines), out, form, outline)


def _outline(library: Library, questions: QuestionFile, answers: Path, place: Path | None) -> Outline:
    with open_questions(questions) as asked:
        survey = asked.survey()
    most, state, within = library.settings.citations, None, None
    for values in _values(answers):
        most = max(most, len(values["citations"]))
        state = state or LibraryState(**{name: values["library"].get(name) for name in _STATE})
        given = JsonObject.of(values).object_or_none("filter")
        within = filter_from_json(given) if given else within
    return Outline(
        folder=library.folder.resolve(),
        place=place and place.resolve(),
        questions=survey.rows,
        citations=most,
        carried=survey.carried,
        follow_ups=survey.follow_ups,
        library=state or library.state(),
        within=within,
    )


def _values(answers: Path) -> Iterator[dict[str, Any]]:
    with _opened(answers) as lines:
        yield from map(json.loads, lines)


def _opened(answers: Path) -> IO[bytes]:
    try:
        return answers.open("rb")
    except OSError as error:
        raise UsageError(f"The answers at {answers} cannot be read: {error.strerror}.") from error


def _row_at(lines: IO[bytes], start: int) -> AnswerRow:
    lines.seek(start)
    return read_row(lines.readline().decode())
