"""Batches on the disk: a folder each, in one of its owner's, in the index, so that they outlive the server.

batches/<owner>/<id>/job.json, questions.csv, answers.jsonl.unfinished while it is under way, then answers.jsonl
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.answer_json import filter_from_json
from rag.batches.batch import UNFINISHED
from rag.batches.questions import ENDINGS, QuestionFile, columns_of, open_questions
from rag.batches.rows import COLUMN
from rag.errors import FolderError, UsageError
from rag.json_object import JsonObject
from rag.whole_file import write_whole
from ui.visitors import visitor_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.values import Filter

_FOLDER = "batches"
_JOB = "job.json"
_QUESTIONS = "questions"
_ANSWERS = "answers.jsonl"
_ID = re.compile("[0-9a-f]{16}")
_REMEDY = "Make the index writable, or give another place for it with --index."
_READABLE = " ".join(dict.fromkeys(ENDINGS))


@dataclass(frozen=True, slots=True)
class Job:
    """A batch: its folder, what the questions' file was called, when it was made (ISO 8601, UTC), how it is asked.

    `within` is the filter it is asked under, as JSON has it; None for all articles.
    """

    folder: Path
    name: str
    made: str
    questions: int
    form: str
    column: str
    passages: int
    within: Mapping[str, Any] | None = None

    @property
    def filter(self) -> Filter | None:
        """Which articles are asked; None for all."""
        return filter_from_json(JsonObject.of(self.within)) if self.within else None

    @property
    def id(self) -> str:
        """By which a page names it; no other owner's has the same."""
        return self.folder.name

    @property
    def asked(self) -> QuestionFile:
        """The questions."""
        return QuestionFile(self.folder / f"{_QUESTIONS}.{self.form}", self.form, self.column)

    @property
    def answers(self) -> Path:
        """Where the answers are once all are made."""
        return self.folder / _ANSWERS

    def begun(self) -> int:
        """How many answers of a batch that is not finished are kept."""
        try:
            with self.answers.with_name(_ANSWERS + UNFINISHED).open("rb") as lines:
                return max(sum(1 for _ in lines) - 1, 0)
        except OSError:
            return 0


@dataclass(frozen=True, slots=True)
class Jobs:
    """The batches of one visitor, in the index at `index`."""

    index: Path
    owner: str

    @property
    def _folder(self) -> Path:
        return self.index / _FOLDER / visitor_folder(self.owner)

    def all(self) -> list[Job]:
        """The newest first, those left out that cannot be read. Raises FolderError where the folder cannot be."""
        jobs = []
        try:
            for folder in self._folder.iterdir() if self._folder.is_dir() else ():
                if _ID.fullmatch(folder.name) and (folder / _JOB).is_file():
                    with suppress(FolderError):
                        jobs.append(_read(folder))
        except OSError as error:
            raise FolderError(f"The batches in {self.index} cannot be read: {error.strerror}.") from error
        return sorted(jobs, key=lambda job: (job.made, job.id), reverse=True)

    def find(self, job: object) -> Job:
        """The one of that id. Raises UsageError where this visitor has none."""
        if isinstance(job, str) and _ID.fullmatch(job) and (self._folder / job / _JOB).is_file():
            return _read(self._folder / job)
        raise UsageError("This batch is not there any more. Begin another one.")

    def add(self, name: str, data: bytes, column: str = COLUMN, passages: int = 0, within: Filter | None = None) -> Job:
        """Keep the questions that a file of that name holds, as a batch that is to be asked.

        Raises UsageError where they cannot be read or are none, FolderError where they cannot be kept.
        """
        form = form_of(name)
        folder = self._folder / secrets.token_hex(8)
        try:
            folder.mkdir(parents=True)
            (folder / f"{_QUESTIONS}.{form}").write_bytes(data)
            asked_of = asdict(within) if within else None
            job = Job(folder, name, datetime.now(UTC).isoformat(), 0, form, column, passages, asked_of)
            return _kept(job)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise FolderError(f"The questions cannot be kept in {self.index}: {error.strerror}. {_REMEDY}") from error
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def columns(name: str, data: bytes, scratch: Path) -> Sequence[str]:
    """The columns of a file of questions of that name; none for plain lines. Raises UsageError as `Jobs.add` does."""
    path = scratch / f"{secrets.token_hex(8)}.{form_of(name)}"
    try:
        scratch.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return columns_of(QuestionFile(path))
    except OSError as error:
        raise FolderError(f"The questions cannot be kept in {scratch}: {error.strerror}. {_REMEDY}") from error
    finally:
        with suppress(OSError):
            path.unlink()


def form_of(name: str) -> str:
    """What a file of questions of that name is. Raises UsageError where its ending does not tell."""
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(f"{name} ends with {ending or 'nothing'}; questions are read from {_READABLE}.")
    return ENDINGS[ending]


def delete(job: Job) -> None:
    """Delete it with its questions and answers. Raises FolderError where that cannot be done."""
    try:
        (job.folder / _JOB).unlink(missing_ok=True)  # first: what is left of it is no batch any more
        shutil.rmtree(job.folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise FolderError(f"The batch cannot be deleted: {error.strerror}. {_REMEDY}") from error


def _kept(job: Job) -> Job:
    with open_questions(job.asked) as asked:
        rows = asked.survey().rows
    if not rows:
        raise UsageError(f"{job.name} holds no questions. Put one into each line, or under the name of their column.")
    values = asdict(job) | {"questions": rows}
    del values["folder"]
    # A page may send halves of surrogate pairs as the name: as JSON writes them, any file can hold them.
    write_whole(job.folder / _JOB, [json.dumps(values)], _REMEDY)
    return Job(job.folder, **values)


def _read(folder: Path) -> Job:
    try:
        job = Job(folder, **json.loads((folder / _JOB).read_bytes()))
        _ = job.filter  # or it raises
    except (ValueError, TypeError) as error:
        raise FolderError(f"{folder / _JOB} is no batch of this program: {error}. Delete {folder}.") from error
    return job
