"""The journal of a batch: its answers as they are made, a line of JSON each, beside the file that they are to become.

The first line says what the answers are made with. A chunk of answers is one write, on the disk before the next is
begun. Of a chunk that is not whole nothing counts, so that the same questions are always asked together: the vectors
of questions depend, in their last places, on those they are made with. The file of answers appears under its name when
it is whole.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TypeVar

from filelock import FileLock, Timeout

from rag.errors import FolderError, UsageError
from rag.whole_file import sync_folder, whole_file

UNFINISHED = ".unfinished"
_BEGINS = b'{"questions": "'
"""How the first line of a journal begins."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class MadeWith:
    """What answers depend on, as JSON has it: questions by the SHA-256 of their rows, and how many there are."""

    questions: str
    rows: int
    settings: Mapping[str, object]
    filter: Mapping[str, object] | None
    reranker: str | None
    model: str
    version: str
    library: str
    journal: int = 1


_IN_WORDS = {
    "questions": "other questions",
    "rows": "other questions",
    "settings": "other settings",
    "filter": "another filter",
    "reranker": "another reranker",
    "model": "another model",
    "library": "another state of the library",
}
"""The first of these to differ is told: the library's fingerprint may be over some of the others too."""


class Journal:
    """The journal of the file `answers`, of so many answers a chunk. `kept` answers were in it when it was opened.

    `notes` says, in sentences, why an earlier one was not gone on with. Raises UsageError where one keeps answers to
    other questions: a name that was mistyped must not cost them.
    """

    def __init__(self, answers: Path, made_with: MadeWith, at_once: int) -> None:
        self._answers = answers
        self._path = answers.with_name(answers.name + UNFINISHED)
        self._at_once = at_once
        header = json.dumps(asdict(made_with), ensure_ascii=False) + "\n"
        self._header_size = len(header.encode())
        known, difference = self._known(header)
        self.notes = (f"{self._path} was begun with {difference}; it is begun anew.",) if difference else ()
        if difference:
            self._check_no_loss(known, made_with)
        self._file = self._path.open("r+b", buffering=0)
        if known is not None and difference is None:
            self.kept = self._cut_to_whole_chunks(made_with.rows)
        else:
            self.kept = 0
            self._file.seek(0)
            self._file.truncate()
            self._write(header)
            sync_folder(self._path.parent)
        self.rows = self.kept

    def append(self, lines: Sequence[str]) -> None:
        """Keep a chunk of answers; it is on the disk when this returns."""
        self._write("".join(f"{line}\n" for line in lines))
        self.rows += len(lines)

    def publish(self, render: Callable[[Iterator[str], IO[bytes]], T]) -> T:
        """Let `render` make the file of answers of the lines, put it under its name, and end the journal."""
        with whole_file(self._answers) as out:
            made = render(self._lines(), out)
        self.discard()
        return made

    def discard(self) -> None:
        """Forget it all."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    def close(self) -> None:
        """Leave it to be gone on with, unless there is nothing in it."""
        if not self._file.closed:
            is_empty = self._file.seek(0, os.SEEK_END) <= self._header_size
            self._file.close()
            if is_empty:
                self._path.unlink(missing_ok=True)

    def _known(self, header: str) -> tuple[dict[str, object] | None, str | None]:
        """What the journal was begun with, and what of it is not so now, in words; None for what there is not."""
        with self._path.open("rb") as lines:
            first = lines.readline()
        if not first:
            return None, None
        known = _read(first)
        if known is None:
            return None, "what cannot be told"
        differences = [name for name, value in json.loads(header).items() if known.get(name) != value]
        return known, _IN_WORDS.get(differences[0], "another version of this program") if differences else None

    def _check_no_loss(self, known: Mapping[str, object] | None, made_with: MadeWith) -> None:
        """Raises UsageError where answers to other questions would be lost, which could still be gone on with.

        Those that another state, other settings or another version made are not kept: no run could end what they begin.
        """
        if known is None or known.get("questions") == made_with.questions or known.get("version") != made_with.version:
            return
        rows = known.get("rows")
        kept, _ = self._whole_chunks(rows if isinstance(rows, int) else 0)
        if kept:
            raise UsageError(
                f"{self._path} keeps {kept:,} answers to other questions, a batch that is not finished. Give the "
                "questions that it was begun with, and it goes on; or give another place with -o, or delete it."
            )

    def _cut_to_whole_chunks(self, rows: int) -> int:
        """Cut off what is not whole; how many answers are left."""
        kept, end = self._whole_chunks(rows)
        self._file.truncate(end)
        self._file.seek(end)
        return kept

    def _whole_chunks(self, rows: int) -> tuple[int, int]:
        """How many answers stand in whole chunks, of so many rows, and where the last of them ends."""
        kept = end = at = number = 0
        with self._path.open("rb") as lines:
            end = at = len(lines.readline())
            for line in lines:
                if _read(line) is None or number == rows:
                    break
                number, at = number + 1, at + len(line)
                if number % self._at_once == 0 or number == rows:
                    kept, end = number, at
        return kept, end

    def _write(self, text: str) -> None:
        rest = memoryview(text.encode())
        while rest:
            rest = rest[self._file.write(rest) :]
        os.fsync(self._file.fileno())

    def _lines(self) -> Iterator[str]:
        with self._path.open(encoding="utf-8", newline="\n") as lines:
            next(lines)
            yield from lines


@contextmanager
def open_journal(answers: Path, made_with: MadeWith, at_once: int) -> Iterator[Journal]:
    """The journal of that file, begun anew where there is none that was made with the same.

    Raises FolderError where the file cannot be written, where another process is about to, and where something else has
    the journal's name; UsageError where it keeps answers to other questions.
    """
    path = answers.with_name(answers.name + UNFINISHED)
    lock = FileLock(path.with_name(path.name + ".lock"))
    with reporting(answers):
        path.open("ab").close()  # where no file can be made, the lock would take that for another's
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise FolderError(f"Another rag is answering into {answers}. Let it end, or give another place.") from None
    try:
        with reporting(answers):
            _check_is_journal(path)
            journal = Journal(answers, made_with, at_once)
        try:
            yield journal
        finally:
            journal.close()
    finally:
        with suppress(OSError):  # some systems keep a file that is open
            Path(lock.lock_file).unlink(missing_ok=True)
        lock.release()


@contextmanager
def reporting(answers: Path, remedy: str = "Give another place with -o.") -> Iterator[None]:
    """Make a FolderError, ending with the remedy, of what the system says of writing the file."""
    try:
        yield
    except OSError as error:
        raise FolderError(f"{answers} cannot be written: {error.strerror or error}. {remedy}") from error


def _check_is_journal(path: Path) -> None:
    """Raises FolderError where a file begins as no journal does, not even what a power cut leaves of one, or zeros."""
    with path.open("rb") as file:
        start = file.read(len(_BEGINS)).rstrip(b"\0")
    if not _BEGINS.startswith(start):
        raise FolderError(f"{path} is in the way: no rag batch wrote it. Move it, or give another place with -o.")


def _read(line: bytes) -> dict[str, object] | None:
    """The object in a whole line; None for what is half a line, or none."""
    try:
        values = json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None
