"""The command `rag batch`: thin, as those of `rag.cli`, which takes it up."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.commands.common import (
    PARTLY,
    Common,
    common,
    narrowed,
    open_library,
    reranked,
    sync_if_stale,
    tell_who_is_left_out,
)
from rag.errors import RagError

if TYPE_CHECKING:
    from rag.batches.batch import BatchReport
    from rag.batches.questions import QuestionFile
    from rag.batches.terminal import Meter
    from rag.library import Library
    from rag.values import Filter

_PRINTED = Path("-")


@dataclass(frozen=True, slots=True)
class _Asked:
    """Where questions come from and answers go to; `fail_on` are statuses that count as failed."""

    questions: QuestionFile
    answers: Path
    form: str | None
    fail_on: tuple[str, ...]


def _asked(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the arguments and options of questions and answers, as its argument `asked`."""

    @wraps(command)
    def run(given: Common, *, questions: Path, questions_format: str | None, column: str, **own: object) -> None:
        """Gather them, and run this command."""
        from rag.batches.questions import QuestionFile

        names = ("answers", "form", "fail_on")
        asked = _Asked(QuestionFile(questions, questions_format, column), *(own.pop(name) for name in names))  # type: ignore[arg-type]
        command(given, asked, **own)

    for decorate in (
        click.option(
            *("--fail-on",),
            type=click.Choice(["not_found"]),
            multiple=True,
            help="Exit with 4 if any question came out so, as if it were an error.",
        ),
        click.option(
            *("--column",), metavar="NAME", default="question", show_default=True, help="The column that is asked."
        ),
        click.option(
            *("--questions-format",),
            type=click.Choice(["txt", "csv", "tsv", "xlsx", "jsonl"]),
            help="What the questions are.",
            show_default="by the ending, else by the content",
        ),
        click.option(
            *("--format", "form"),
            type=click.Choice(["jsonl", "csv", "xlsx", "md", "html"]),
            help="What to write.",
            show_default="by the ending; jsonl to standard output",
        ),
        click.option(
            *("-o", "answers"),
            required=True,
            type=click.Path(path_type=Path),
            help="The answers' file; - for standard output.",
        ),
        click.argument("questions", type=click.Path(path_type=Path, readable=False)),
    ):
        run = decorate(run)
    return run


@click.command()
@common
@reranked
@_asked
@click.option(
    *("--passages",),
    type=click.IntRange(0, 200),
    help="How many passages each answer carries in .jsonl.",
    show_default="8",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="N",
    help="How many processes answer at once; the answers are the same.",
    show_default="one, and from 1,000 questions on one a core, up to 8",
)
@narrowed
def batch(given: Common, asked: _Asked, *, passages: int | None, workers: int | None, within: Filter | None) -> None:
    """Answer a file of questions into a file of answers.

    QUESTIONS is a .txt (one a line), .csv, .tsv or .xlsx (the column "question"), a .jsonl, or - for standard input.
    A column "conversation" makes follow-ups of the questions of the same conversation; a column "history" holds the
    earlier questions of each. Interrupted, the same command goes on where it stopped.

    Exits with 0 if all is done, with 4 if the rest was done and some questions came to an error, with 2 if what was
    asked for is wrong, and with 1 if it failed.
    """
    from rag.batches.terminal import Meter

    meter = Meter(quiet=given.quiet)
    with open_library(given, passages, workers) as library:
        sync_if_stale(library, given)
        tell_who_is_left_out(library, within, given)
        try:
            report = _answer(library, asked, within, meter)
        except KeyboardInterrupt:
            raise RagError(meter.interrupted(asked.answers)) from None
        finally:
            meter.end()
    _tell(report, given, to_errors=asked.answers == _PRINTED)
    if report.errors or ("not_found" in asked.fail_on and report.not_found):
        sys.exit(PARTLY)


def _answer(library: Library, asked: _Asked, within: Filter | None, meter: Meter) -> BatchReport:
    from rag.batches.batch import answer_file, write_answers

    if asked.answers == _PRINTED:
        return write_answers(library, asked.questions, sys.stdout.buffer, meter, within, asked.form or "jsonl")
    return answer_file(library, asked.questions, asked.answers, meter, within, asked.form)


def _tell(report: BatchReport, given: Common, *, to_errors: bool) -> None:
    """The summary on standard error; as JSON on standard output, where no answers went there."""
    from rag.batches.terminal import summary_text, summary_to_json

    if given.as_json:
        click.echo(json.dumps(summary_to_json(report), ensure_ascii=False, indent=2), err=to_errors)
    elif not given.quiet:
        click.echo(summary_text(report), err=True)
