"""A file of questions -> a file of answers, in their order, whatever interrupts it.

Questions are asked in chunks, always the same ones together. Answers go to a journal first, and from there into the
form that is asked for; `rag.batches.journal` says how that survives.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from rag.batches.answer_files import BatchReport, Outline, answer_form, check_fits, render
from rag.batches.chunks import AT_ONCE
from rag.batches.helpers import Asking, answers_in_order, helping
from rag.batches.journal import UNFINISHED, MadeWith, open_journal, reporting
from rag.batches.questions import Digest, QuestionFile, Questions, Survey, open_questions
from rag.errors import UsageError
from rag.filters import filter_in_force
from rag.readers import SUFFIXES
from rag.whole_file import WRITING

if TYPE_CHECKING:
    from rag.library import Library
    from rag.values import Filter, LibraryState

__all__ = [
    "UNFINISHED",
    "BatchProgress",
    "BatchReport",
    "QuestionFile",
    "answer_file",
    "write_answers",
]

_WORTH_HELPERS = 1_000
"""Rows that are worth a process that first loads its model, for some seconds."""

_MOST_USUAL_WORKERS = 8
_MOST_VECTORS_HELD = 800_000
"""Where nobody says how many processes are at work: each holds a model, some 300 MB, and the vectors of all sentences,
which come to 1.2 GB in all of them."""

_WITHOUT_EFFECT = ("index", "model", "max_file_mb", "style", "workers")
"""Settings that answers depend on only by way of the library's fingerprint, if at all."""


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """How far a batch is: `done` of `total` rows, `kept` of which an earlier run had done.

    `notes` says, in sentences, what of the questions' file is asked where that is not plain, and why what an earlier
    run had done does not count.
    """

    done: int
    total: int
    kept: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Batch:
    """What is asked of what."""

    library: Library
    questions: Questions
    survey: Survey
    within: Filter | None
    state: LibraryState


def answer_file(
    library: Library,
    questions: QuestionFile | Path | str,
    answers: Path | str,
    progress: Callable[[BatchProgress], None] | None = None,
    within: Filter | None = None,
    form: str | None = None,
) -> BatchReport:
    """Answer every row of a file of questions into a file, which appears under its name when whole.

    Forms are told by the endings, unless `questions` or `form` give them (`rag.batches.questions.FORMS`,
    `rag.batches.answer_files.WRITERS`). A bad row becomes an answer of status "error". Interrupted at any moment, a
    second call goes on where it stopped. `progress` is called before the first question and after each chunk. Only the
    articles that `within` admits are asked. Raises UsageError where the questions cannot be read, are none, change
    meanwhile, or do not fit the form, and where the filter admits no article; FolderError where the answers cannot be
    written; IndexUnusable where the articles change meanwhile.
    """
    tell = progress or (lambda _: None)
    answers = Path(answers)
    answers = answers.resolve() if answers.is_symlink() else answers
    form = answer_form(answers, form)
    with open_questions(_question_file(questions)) as asked:
        _check_place(library, asked, answers)
        batch = _make_batch(library, asked, within)
        outline = _outline(batch, answers.parent)
        check_fits(form, outline)
        with open_journal(answers, _made_with(batch), AT_ONCE) as journal:
            notes = (*batch.survey.notes, *journal.notes)
            tell(BatchProgress(journal.kept, batch.survey.rows, journal.kept, notes))
            remedy = (
                f"What is answered is in {answers.name}{UNFINISHED}; ask again once it can, and it goes on from there."
            )
            try:
                for lines in _chunks(batch, journal.kept):
                    with reporting(answers, remedy):
                        journal.append(lines)
                    tell(BatchProgress(journal.rows, batch.survey.rows, journal.kept))
            except _QuestionsChanged:
                journal.discard()
                raise
            with reporting(answers, remedy):
                return journal.publish(lambda lines, out: render(lines, out, form, outline))


def write_answers(
    library: Library,
    questions: QuestionFile | Path | str,
    out: IO[bytes],
    progress: Callable[[BatchProgress], None] | None = None,
    within: Filter | None = None,
    form: str = "jsonl",
) -> BatchReport:
    """As `answer_file`, to a binary stream as the answers are made, with nothing kept. An .xlsx cannot be streamed."""
    form = answer_form(Path(), form)
    if form == "xlsx":
        raise UsageError("An .xlsx cannot be printed. Give a file with -o, or another --format.")
    tell = progress or (lambda _: None)
    with open_questions(_question_file(questions)) as asked:
        batch = _make_batch(library, asked, within)
        outline = _outline(batch, Path())
        check_fits(form, outline)

        def lines() -> Iterator[str]:
            """Each answer, and after each chunk how far it is."""
            tell(BatchProgress(0, batch.survey.rows, notes=batch.survey.notes))
            done = 0
            for chunk in _chunks(batch):
                yield from chunk
                out.flush()
                done += len(chunk)
                tell(BatchProgress(done, batch.survey.rows))

        return render(lines(), out, form, outline)


class _QuestionsChanged(UsageError):
    """What is asked is no longer what was to be asked."""


def _question_file(questions: QuestionFile | Path | str) -> QuestionFile:
    return questions if isinstance(questions, QuestionFile) else QuestionFile(Path(questions))


def _make_batch(library: Library, questions: Questions, within: Filter | None) -> _Batch:
    _check_apart(library, questions)
    within = filter_in_force(within)
    # An index that is missing or empty says so, and so does a filter that admits nothing; and what had to be fetched is
    # known by its weights from now on.
    library.warm_up(within)
    survey = questions.survey()
    if not survey.rows:  # answers to nothing would take the place of those that stand there
        raise UsageError(
            f"There is nothing to ask: {questions.name} holds no question. Put one into each line, or under the name of"
            " their column."
        )
    return _Batch(library, questions, survey, within, library.state())


def _made_with(batch: _Batch) -> MadeWith:
    settings = {name: value for name, value in asdict(batch.library.settings).items() if name not in _WITHOUT_EFFECT}
    return MadeWith(
        questions=batch.survey.sha256,
        rows=batch.survey.rows,
        settings=settings,
        filter=asdict(batch.within) if batch.within else None,
        reranker=batch.state.reranker,
        model=batch.state.model,
        version=batch.state.provenance.version if batch.state.provenance else "",
        library=batch.state.fingerprint,
    )


def _outline(batch: _Batch, place: Path) -> Outline:
    return Outline(
        folder=batch.library.folder.resolve(),
        place=place.resolve(),
        questions=batch.survey.rows,
        citations=batch.library.settings.citations,
        carried=batch.survey.carried,
        follow_ups=batch.survey.follow_ups,
        library=batch.state,
        within=batch.within,
    )


def _check_place(library: Library, questions: Questions, answers: Path) -> None:
    """Raises UsageError where answers would take the place of the questions, or become an article themselves."""
    if answers.exists() and not answers.is_file():
        raise UsageError(f"{answers} is not a file that answers could replace. Give another place, or - to print.")
    place = answers.resolve()
    taken = (place, *(place.with_name(place.name + until_whole) for until_whole in (UNFINISHED, WRITING)))
    if questions.path.resolve() in taken:
        raise UsageError(
            f"The answers would take the place of the questions, {questions.path}. Give another place with -o."
        )
    folder = library.folder.resolve()
    if answers.suffix.lower() not in SUFFIXES or not place.is_relative_to(folder):
        return
    if not any(part.startswith(".") for part in place.relative_to(folder).parts):
        raise UsageError(
            f"{answers} would lie among the articles and be asked as one of them. Give a place outside {folder}, "
            "or write .jsonl, .csv or .xlsx."
        )


def _check_apart(library: Library, questions: Questions) -> None:
    """Raises UsageError where the questions are an article themselves, which would answer each with its own words."""
    place, folder = questions.path.resolve(), library.folder.resolve()
    source = place.relative_to(folder).as_posix() if place.is_relative_to(folder) else None
    if source and any(info.source == source for info in library.documents()):
        raise UsageError(
            f"{questions.name} is one of the articles, and would answer its own questions. Move it out of {folder}, or "
            "name it in .ragignore there."
        )


def _chunks(batch: _Batch, kept: int = 0) -> Iterator[list[str]]:
    """The answers as lines of JSON without line ends, so many at once; those that are kept are left out.

    Raises _QuestionsChanged at the end where the questions are others than those that were surveyed.
    """
    digest = Digest()
    rows = batch.questions.rows(digest)
    for _ in islice(rows, kept):
        pass
    chunks = iter(lambda: list(islice(rows, AT_ONCE)), [])
    asking = Asking(batch.library.folder, batch.library.settings, batch.within, batch.state.fingerprint)
    with helping(asking, _helpers(batch, batch.survey.rows - kept)) as helpers:
        yield from answers_in_order(batch.library, asking, chunks, helpers)
    if digest.hexdigest() != batch.survey.sha256:
        raise _QuestionsChanged(f"The questions at {batch.questions.name} changed meanwhile. Run it again.")


def _helpers(batch: _Batch, rows: int) -> int:
    """How many processes are to help this one with so many rows."""
    if not batch.library.is_of_its_settings:
        return 0
    workers = batch.library.settings.workers
    if not workers:
        workers = usual_workers(_cores(), batch.library.sentence_count()) if rows >= _WORTH_HELPERS else 1
    return max(0, min(workers, -(-rows // AT_ONCE)) - 1)


def usual_workers(cores: int, sentences: int) -> int:
    """How many processes answer a long file of questions of so many sentences where nobody says."""
    return max(1, min(cores, _MOST_USUAL_WORKERS, _MOST_VECTORS_HELD // max(1, sentences)))


def _cores() -> int:
    """On how many cores this process may run."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
