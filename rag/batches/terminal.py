"""What `rag batch` tells on standard error: how far it is, how fast, how long it will take, and how it ended."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from rag.batches.answer_files.rows import report_text
from rag.batches.batch import UNFINISHED
from rag.printing import printable

if TYPE_CHECKING:
    from rag.batches.batch import BatchProgress, BatchReport

_SECONDS_BETWEEN_LINES = 10.0


class Meter:
    """Shows the progress of a batch: a bar on a terminal, a line now and then elsewhere, nothing if `quiet`."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._bar: Any = None
        self._begun = self._told = monotonic()
        self._done = self._total = 0

    def __call__(self, progress: BatchProgress) -> None:
        """Bring what is shown to where the batch is."""
        first = not self._total and progress.done == progress.kept
        new = progress.done - (progress.kept if first else self._done)
        self._done, self._total = progress.done, progress.total
        if self._quiet:
            return
        if first:
            self._begin(progress)
        if self._bar is not None:
            self._bar.update(new, rate_text(self._rate(progress)) if new else None)
        elif new and progress.done < progress.total and monotonic() - self._told >= _SECONDS_BETWEEN_LINES:
            self._told = monotonic()
            _say(f"{progress.done:,} of {progress.total:,} answered, {self._rest(progress)}")

    def _begin(self, progress: BatchProgress) -> None:
        self._begun = self._told = monotonic()
        for note in progress.notes:
            _say(note)
        if progress.kept:
            _say(f"{progress.kept:,} of {progress.total:,} were answered before; going on from there.")
        if sys.stderr.isatty() and progress.total > progress.kept:
            self._bar = click.progressbar(
                length=progress.total - progress.kept,
                label="Answering",
                show_pos=True,
                item_show_func=lambda rate: rate,
                file=sys.stderr,
            )
            self._bar.__enter__()

    def end(self) -> None:
        """Leave the line of the bar."""
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None

    def interrupted(self, answers: Path) -> str:
        """What is told when someone stops the batch."""
        journal = answers.with_name(answers.name + UNFINISHED)
        done = f"Interrupted with {self._done:,} of {self._total:,} questions answered."
        if str(answers) == "-" and self._done:
            return f"{done} What was printed is not gone on from; with -o FILE it would be."
        if str(answers) == "-" or not journal.exists():
            return "Interrupted before the first questions were answered; nothing is kept."
        if not self._done:  # the first answers were on the disk, and not told of yet
            done = "Interrupted with the first questions answered."
        return f"{done} They are kept in {journal}; the same command goes on from there."

    def _rate(self, progress: BatchProgress) -> float:
        """Rows a second of this run."""
        return (progress.done - progress.kept) / max(monotonic() - self._begun, 1e-3)

    def _rest(self, progress: BatchProgress) -> str:
        rate = self._rate(progress)
        return f"{rate_text(rate)}, about {duration_text((progress.total - progress.done) / rate)} left"


def summary_text(report: BatchReport) -> str:
    """How the batch came out, for people; a few lines."""
    lines = [f"{report.questions:,} {'question' if report.questions == 1 else 'questions'}: {report_text(report)}"]
    lines += [f"id {error.id}: {error.reason}" for error in report.first_errors]  # not “row”: reasons name lines
    more = report.errors - len(report.first_errors)
    lines += [f"… and {more:,} more errors"] if more else []
    if report.sources:
        told = ", ".join(f"{counted.source} ({counted.answers:,})" for counted in report.sources)
        lines.append(f"Quoted in most answers: {told}")
    return printable("\n".join(lines))


def summary_to_json(report: BatchReport) -> dict[str, Any]:
    """The report's fields."""
    return {"schema": 1, "questions": report.questions, **asdict(report)}


def rate_text(rate: float) -> str:
    """12.3/s, or 4.5/min where it is slow."""
    return f"{rate:.1f}/s" if rate >= 1 else f"{rate * 60:.1f}/min"


def duration_text(seconds: float) -> str:
    """40 s, 3 min or 2 h 5 min."""
    minutes = round(seconds / 60)
    if seconds < 60:  # noqa: PLR2004
        return f"{max(seconds, 1):.0f} s"
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"  # noqa: PLR2004


def _say(line: str) -> None:
    click.echo(f"rag: {printable(line)}", err=True)
