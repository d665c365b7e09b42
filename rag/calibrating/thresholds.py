"""Confidences of answerable and unanswerable questions -> a threshold, and how far to trust it.

A question is refused where its confidence is below the threshold. An answerable one that is refused, and an
unanswerable one that is answered, is an error; the two rates are apart, since people do not mind them equally.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Counts = npt.NDArray[np.int64]
    Booleans = npt.NDArray[np.bool_]

_STEPS = 10_000
"""Confidences and thresholds have four places."""

_BINS = 10


@dataclass(frozen=True, slots=True)
class Goal:
    """Which threshold is wanted: the least sum of both error rates, or the least of one with a limit to the other.

    `refuse_at_most` limits the rate at which the answerable are refused, `wrong_at_most` that at which the
    unanswerable are answered; from 0 to 1, at most one of them given.
    """

    refuse_at_most: float | None = None
    wrong_at_most: float | None = None


@dataclass(frozen=True, slots=True)
class Errors:
    """How many of the `answerable` questions are refused, and how many of the `unanswerable` are answered."""

    refused: int
    answerable: int
    wrong: int
    unanswerable: int

    @property
    def refused_rate(self) -> float:
        """The share of the answerable that are refused."""
        return self.refused / self.answerable

    @property
    def wrong_rate(self) -> float:
        """The share of the unanswerable that are answered."""
        return self.wrong / self.unanswerable


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Questions of a confidence from `least` to below `most`: the mean of it, and the share that was answered right."""

    least: float
    most: float
    questions: int
    confidence: float
    right: float


def choose_threshold(confidences: Floats, answerable: Booleans, goal: Goal) -> float:
    """The threshold that comes nearest to the goal on these questions (n,), of each kind at least one.

    Without limits, the least sum of both rates, that is the most of Youden's J (Youden 1950, Cancer 3:32). Within a
    limit, the least of the other rate. The threshold stands in the middle between two neighbouring confidences, or
    one and the end of the scale; of equally good gaps it is the lowest, since a doubtful answer can be looked at and
    a refusal cannot. A limit that no threshold keeps gives the highest.
    """
    steps = np.rint(confidences * _STEPS).astype(np.int64)
    order = np.argsort(steps, kind="stable")
    return _choose(steps[order], answerable[order], goal)


def errors_at(threshold: float, confidences: Floats, answerable: Booleans) -> Errors:
    """What a threshold gets wrong on these questions (n,)."""
    answered = confidences >= threshold
    return _count(answered, answerable)


def errors_unseen(confidences: Floats, answerable: Booleans, goal: Goal) -> Errors | None:
    """What is got wrong when each question is judged by the threshold that all the others give (leave one out).

    An estimate for questions yet to come; the errors on the questions that a threshold was chosen by flatter it. None
    where there are not two of each kind.
    """
    if min(answerable.sum(), (~answerable).sum()) < 2:  # noqa: PLR2004
        return None
    steps = np.rint(confidences * _STEPS).astype(np.int64)
    order = np.argsort(steps, kind="stable")
    steps, kinds = steps[order], answerable[order]
    thresholds = [_choose(np.delete(steps, i), np.delete(kinds, i), goal) for i in range(len(steps))]
    return _count(steps >= np.rint(np.array(thresholds) * _STEPS), kinds)


def auroc(confidences: Floats, answerable: Booleans) -> float:
    """How often an answerable question has more confidence than an unanswerable one, ties counted half (n,).

    The area under the receiver operating characteristic (Hanley & McNeil 1982, Radiology 143:29).
    """
    yes, no = confidences[answerable], np.sort(confidences[~answerable])
    below, not_above = np.searchsorted(no, yes, side="left"), np.searchsorted(no, yes, side="right")
    return float((below + not_above).mean() / 2 / len(no))


def reliability(confidences: Floats, right: Booleans) -> tuple[ReliabilityBin, ...]:
    """Ten bins of equal width, those without a question left out."""
    bins = np.minimum((confidences * _BINS).astype(np.int64), _BINS - 1)
    return tuple(
        ReliabilityBin(
            least=number / _BINS,
            most=(number + 1) / _BINS,
            questions=int(own.sum()),
            confidence=float(confidences[own].mean()),
            right=float(right[own].mean()),
        )
        for number in range(_BINS)
        if (own := bins == number).any()
    )


def expected_calibration_error(bins: tuple[ReliabilityBin, ...]) -> float:
    """The mean distance of confidence and share right over the bins, weighed by questions (Guo et al. 2017, eq. 5)."""
    return sum(b.questions * abs(b.confidence - b.right) for b in bins) / sum(b.questions for b in bins)


def _choose(steps: Counts, kinds: Booleans, goal: Goal) -> float:
    """The threshold by confidences in steps, ascending."""
    values, firsts = np.unique(steps, return_index=True)
    yes, no = int(kinds.sum()), int((~kinds).sum())
    # At the k-th gap, below the k-th value, all questions before the first of that value are refused.
    refused = np.append(np.concatenate(([0], np.cumsum(kinds)))[firsts], yes)
    wrong = no - (np.append(firsts, len(steps)) - refused)
    gaps = _gaps(values)
    best = _best_gap(refused[: len(gaps)], wrong[: len(gaps)], (yes, no), goal)
    return float(gaps[best]) / _STEPS


def _gaps(values: Counts) -> Counts:
    """The middle of each gap around the values, rounded up so that it is above the one before and at most the next."""
    lows, highs = np.concatenate(([0], values)), np.append(values, _STEPS)
    middles: Counts = (lows + highs + 1) // 2
    return middles[:-1] if values[-1] == _STEPS else middles


def _best_gap(refused: Counts, wrong: Counts, totals: tuple[int, int], goal: Goal) -> int:
    """The index of the best of the gaps, the lowest of equals; in whole numbers, where equal is equal."""
    yes, no = totals
    within = np.full(len(refused), fill_value=True)
    cost = refused * no + wrong * yes
    if goal.refuse_at_most is not None:
        within, cost = refused <= goal.refuse_at_most * yes + 1e-9, wrong * (yes + 1) + refused
    elif goal.wrong_at_most is not None:
        within, cost = wrong <= goal.wrong_at_most * no + 1e-9, refused * (no + 1) + wrong
    return int(np.argmin(np.where(within, cost, np.iinfo(np.int64).max))) if within.any() else len(refused) - 1


def _count(answered: Booleans, answerable: Booleans) -> Errors:
    return Errors(
        refused=int((answerable & ~answered).sum()),
        answerable=int(answerable.sum()),
        wrong=int((~answerable & answered).sum()),
        unanswerable=int((~answerable).sum()),
    )
