"""A user's own questions, answerable and not -> the threshold that suits them, and how often it will be wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.batches.rows import Row, make_row, read_lines
from rag.calibrating.thresholds import (
    Errors,
    Goal,
    ReliabilityBin,
    auroc,
    choose_threshold,
    errors_at,
    errors_unseen,
    expected_calibration_error,
    reliability,
)
from rag.errors import UsageError
from rag.threshold_file import write_threshold
from rag.values import CalibratedThreshold

if TYPE_CHECKING:
    from rag.library import Library
    from rag.values import Answer

_AT_ONCE = 64
_FEW = 10
"""Below so many questions of a kind, its error rate is hardly known."""


@dataclass(frozen=True, slots=True)
class UnusableRow:
    """A line of the questions file that could not be asked or says not whether it can be answered, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a user's questions say of the threshold.

    `threshold` is the one chosen, `present` the one in force until now; `errors` and `present_errors` are what each
    gets wrong on these questions, `unseen_errors` is the estimate for others (None from too few). `auroc` tells how
    well confidence tells answerable questions from others. `calibration_error` and `bins` tell how far confidence is
    the share answered right: an answer to an answerable question is right if it quotes the source that the row names,
    or whatever it quotes where the row names none. `located` rows name their source; at the threshold, `elsewhere` of
    them are answered from other sources alone.
    """

    threshold: float
    present: float
    errors: Errors
    present_errors: Errors
    unseen_errors: Errors | None
    auroc: float
    calibration_error: float
    bins: tuple[ReliabilityBin, ...]
    located: int
    elsewhere: int
    unusable: tuple[UnusableRow, ...]
    warnings: tuple[str, ...]

    @property
    def questions(self) -> int:
        """How many questions it was made from."""
        return self.errors.answerable + self.errors.unanswerable


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A row that says whether it is answerable, and perhaps from which source."""

    line: int
    row: Row
    answerable: bool
    source: str | None


@dataclass(frozen=True, slots=True)
class _Judged:
    """How a labelled question came out when every question is answered."""

    confidence: float
    answerable: bool
    right: bool
    located: bool


def check_goal(goal: Goal) -> Goal:
    """The goal. Raises UsageError where it limits both rates, of which one depends on the other, or is no rate."""
    limits = [limit for limit in (goal.refuse_at_most, goal.wrong_at_most) if limit is not None]
    if len(limits) > 1:
        raise UsageError("Only one of --refuse-at-most and --wrong-at-most can be kept: each is at the other's cost.")
    for limit in limits:
        if not 0 <= limit <= 1:
            raise UsageError(f"The limit is {limit}; it must be from 0 to 1, such as 0.05 for 5 %.")
    return goal


def calibrate(
    library: Library, questions: Path | str, goal: Goal, progress: Callable[[int], None] | None = None
) -> Calibration:
    """The threshold that comes nearest to the goal on a .jsonl file of questions, and what it gets wrong.

    A row is `{"question": …, "answerable": true or false, "history"?: […], "source"?: the file that answers}`. Nothing
    is set. `progress` gets the number of rows done. Raises UsageError where the file cannot be read or has not one
    question of each kind, and for a goal that cannot be.
    """
    check_goal(goal)
    questions = Path(questions)
    outcomes = list(_outcomes(library, questions, progress))
    judged = [one for one in outcomes if isinstance(one, _Judged)]
    unusable = sorted((one for one in outcomes if isinstance(one, UnusableRow)), key=attrgetter("line"))
    _check_kinds(questions, judged, unusable)
    return _calibration(judged, unusable, library.settings.threshold, goal)


def _calibration(judged: Sequence[_Judged], unusable: Sequence[UnusableRow], present: float, goal: Goal) -> Calibration:
    confidences = np.array([one.confidence for one in judged])
    answerable = np.array([one.answerable for one in judged], dtype=bool)
    threshold = choose_threshold(confidences, answerable, goal)
    bins = reliability(confidences, np.array([one.right for one in judged], dtype=bool))
    located = [one for one in judged if one.located]
    errors = errors_at(threshold, confidences, answerable)
    return Calibration(
        threshold=threshold,
        present=present,
        errors=errors,
        present_errors=errors_at(present, confidences, answerable),
        unseen_errors=errors_unseen(confidences, answerable, goal),
        auroc=auroc(confidences, answerable),
        calibration_error=expected_calibration_error(bins),
        bins=bins,
        located=len(located),
        elsewhere=sum(one.confidence >= threshold and not one.right for one in located),
        unusable=tuple(unusable),
        warnings=tuple(_warnings(errors, goal)),
    )


def keep_threshold(library: Library, found: Calibration) -> Path:
    """Set the threshold to the one found, for a library that is opened from now on; the file where it lies.

    A threshold in rag.toml or in the environment goes before it. Raises FolderError where it cannot be written.
    """
    state = library.state()
    kept = CalibratedThreshold(found.threshold, found.questions, state.model, state.reranker)
    return write_threshold(library.index, kept)


def calibration_to_json(found: Calibration) -> dict[str, Any]:
    """The calibration's fields, its errors with their rates."""
    rates = {
        name: asdict(errors) | {"refused_rate": errors.refused_rate, "wrong_rate": errors.wrong_rate}
        if errors
        else None
        for name, errors in (
            ("errors", found.errors),
            ("present_errors", found.present_errors),
            ("unseen_errors", found.unseen_errors),
        )
    }
    return {"schema": 1, "questions": found.questions, **asdict(found), **rates}


def calibration_text(found: Calibration) -> str:
    """The calibration for people: both error rates at each threshold, and how far confidence is to be believed."""
    kinds = f"{found.errors.answerable} answerable and {found.errors.unanswerable} not"
    unusable = f"; {len(found.unusable)} lines could not be used" if found.unusable else ""
    lines = [
        f"{found.questions} questions, {kinds}{unusable}",
        *(f"  {row.reason}" for row in found.unusable),
        "",
        f"{'threshold':<24}{'answerable, refused':<24}unanswerable, answered",
        _errors_line(f"{found.threshold:.4f} chosen", found.errors),
        _errors_line(f"{found.present:.4f} until now", found.present_errors),
        *([_errors_line("chosen, other questions", found.unseen_errors)] if found.unseen_errors else []),
        "",
        f"Told apart (AUROC) {found.auroc:.2f} · expected calibration error {found.calibration_error:.2f}",
        *([f"Answered from other sources than named: {found.elsewhere} of {found.located}"] if found.located else []),
        "",
        f"{'confidence':<14}{'questions':<12}{'mean':<8}answered right",
        *(
            f"{b.least:.1f} to {b.most:.1f}".ljust(14) + f"{b.questions:<12}{b.confidence:<8.2f}{b.right:.2f}"
            for b in found.bins
        ),
        *(f"\nWarning: {warning}" for warning in found.warnings),
    ]
    return "".join(f"{line}\n" for line in lines)


def _errors_line(label: str, errors: Errors) -> str:
    refused = f"{errors.refused} of {errors.answerable} ({errors.refused_rate:.0%})"
    wrong = f"{errors.wrong} of {errors.unanswerable} ({errors.wrong_rate:.0%})"
    return f"{label:<24}{refused:<24}{wrong}"


def _outcomes(
    library: Library, questions: Path, progress: Callable[[int], None] | None
) -> Iterator[_Judged | UnusableRow]:
    """How each row came out, or why it could not be used."""
    sources = {info.source for info in library.documents()}
    lines = _lines(questions)
    done = 0
    answering_all = library.with_settings(replace(library.settings, threshold=0.0, passages=0))
    while some := list(islice(lines, _AT_ONCE)):
        rows = [_labelled(number, values, sources) for number, values in some]
        yield from (row for row in rows if isinstance(row, UnusableRow))
        yield from _judge(answering_all, [row for row in rows if isinstance(row, _Labelled)])
        done += len(some)
        if progress:
            progress(done)


def _lines(questions: Path) -> Iterator[tuple[int, object]]:
    try:
        yield from read_lines(questions)
    except OSError as error:
        raise UsageError(f"The questions at {questions} cannot be read: {error.strerror}.") from error


def _labelled(number: int, values: object, sources: set[str]) -> _Labelled | UnusableRow:
    row = make_row(number, values)
    if row.error is not None or not isinstance(values, dict):
        return UnusableRow(number, row.error or "")
    answerable, source = values.get("answerable"), values.get("source")
    if not isinstance(answerable, bool):
        given = "has no" if "answerable" not in values else f"has {answerable!r} for"
        return UnusableRow(number, f'Line {number} {given} "answerable"; it must be true or false.')
    if source is not None and (not isinstance(source, str) or source not in sources):
        return UnusableRow(number, f"The source of line {number}, {source!r}, is not an article of the library.")
    return _Labelled(number, row, answerable, source if answerable else None)


def _judge(answering_all: Library, rows: Sequence[_Labelled]) -> Iterator[_Judged | UnusableRow]:
    answers = answering_all.ask_many([one.row.question for one in rows], [one.row.history for one in rows])
    for labelled, answer in zip(rows, answers, strict=True):
        if answer.status == "error":
            yield UnusableRow(labelled.line, f"Line {labelled.line}: {answer.error}")
        else:
            yield _Judged(
                answer.confidence, labelled.answerable, _is_right(labelled, answer), labelled.source is not None
            )


def _is_right(labelled: _Labelled, answer: Answer) -> bool:
    quoted = {source for citation in answer.citations for source in (citation.source, *citation.copies)}
    return labelled.answerable and bool(quoted) and (labelled.source is None or labelled.source in quoted)


def _check_kinds(questions: Path, judged: Sequence[_Judged], unusable: Sequence[UnusableRow]) -> None:
    answerable = sum(one.answerable for one in judged)
    if 0 in (answerable, len(judged) - answerable):
        why = "".join(f"\n  {row.reason}" for row in unusable)
        raise UsageError(
            f"{questions} has {answerable} answerable and {len(judged) - answerable} unanswerable questions; it needs "
            f'some of each, at least {_FEW}, such as {{"question": "…", "answerable": false}} a line.{why}'
        )


def _warnings(errors: Errors, goal: Goal) -> Iterator[str]:
    for kind, number in (("answerable", errors.answerable), ("unanswerable", errors.unanswerable)):
        if number < _FEW:
            yield f"{number} {kind} questions are too few to go by; ask at least {_FEW} of each kind."
    for limit, rate in ((goal.refuse_at_most, errors.refused_rate), (goal.wrong_at_most, errors.wrong_rate)):
        if limit is not None and rate > limit:
            yield f"No threshold keeps the rate at {limit}."
