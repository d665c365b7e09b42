import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.calibrating.thresholds import (
    Errors,
    Goal,
    auroc,
    choose_threshold,
    errors_at,
    errors_unseen,
    expected_calibration_error,
    reliability,
)

QUESTION = st.tuples(st.integers(0, 10_000) | st.sampled_from([0, 1, 2000, 2001, 9999, 10_000]), st.booleans())
QUESTIONS = (
    st.lists(QUESTION, min_size=2, max_size=25)
    .filter(lambda drawn: len({kind for _, kind in drawn}) == 2)
    .map(lambda drawn: (np.array([step / 10_000 for step, _ in drawn]), np.array([kind for _, kind in drawn])))
)
EVERY_THRESHOLD = np.arange(10_001) / 10_000


def rates(threshold, confidences, answerable):
    errors = errors_at(threshold, confidences, answerable)
    return errors.refused_rate, errors.wrong_rate


def all_rates(confidences, answerable):
    """Both rates at every threshold of four places, counted one question at a time."""
    answered = confidences[None, :] >= EVERY_THRESHOLD[:, None]
    return (~answered[:, answerable]).mean(axis=1), answered[:, ~answerable].mean(axis=1)


@given(QUESTIONS)
def test_no_threshold_has_a_smaller_sum_of_rates_and_no_lower_one_another_gap_as_small(questions):
    chosen = choose_threshold(*questions, Goal())
    refused, wrong = all_rates(*questions)
    assert chosen in EVERY_THRESHOLD
    assert sum(rates(chosen, *questions)) == pytest.approx((refused + wrong).min())
    first = np.flatnonzero(np.isclose(refused + wrong, (refused + wrong).min()))[0]
    assert rates(chosen, *questions) == pytest.approx((refused[first], wrong[first]))


@given(QUESTIONS, st.floats(0, 1))
def test_a_limit_to_one_rate_is_kept_and_the_other_is_the_least_within_it(questions, limit):
    refused, wrong = all_rates(*questions)
    by_refusals = rates(choose_threshold(*questions, Goal(refuse_at_most=limit)), *questions)
    assert by_refusals[0] <= limit + 1e-9
    assert by_refusals[1] == pytest.approx(wrong[refused <= limit + 1e-9].min())
    by_wrong = rates(choose_threshold(*questions, Goal(wrong_at_most=limit)), *questions)
    if (wrong <= limit + 1e-9).any():
        assert by_wrong[1] <= limit + 1e-9
        assert by_wrong[0] == pytest.approx(refused[wrong <= limit + 1e-9].min())
    else:  # a question of confidence 1 cannot be refused
        assert by_wrong[1] == pytest.approx(wrong.min())


def test_the_threshold_stands_in_the_middle_between_neighbours():
    confidences, answerable = np.array([0.1, 0.3, 0.7, 0.9]), np.array([False, False, True, True])
    assert choose_threshold(confidences, answerable, Goal()) == 0.5
    assert choose_threshold(confidences, answerable, Goal(wrong_at_most=0)) == 0.5
    assert choose_threshold(np.array([0.4, 0.4]), np.array([True, False]), Goal()) == 0.2


@given(QUESTIONS)
def test_confidence_that_tells_nothing_apart_is_told(questions):
    confidences, answerable = questions
    pairs = [(a > b) + (a == b) / 2 for a in confidences[answerable] for b in confidences[~answerable]]
    assert auroc(confidences, answerable) == pytest.approx(np.mean(pairs))


def test_unseen_errors_are_those_of_thresholds_made_without_the_question():
    confidences = np.array([0.1, 0.2, 0.3, 0.6, 0.5, 0.8, 0.9])
    answerable = np.array([False, False, False, False, True, True, True])
    seen = errors_at(choose_threshold(confidences, answerable, Goal()), confidences, answerable)
    assert (seen.refused, seen.wrong) == (0, 1)
    # Without the answerable one at .5, .7 is the best; without any other the best stays between .3 and .5.
    assert errors_unseen(confidences, answerable, Goal()) == Errors(refused=1, answerable=3, wrong=1, unanswerable=4)
    assert errors_unseen(confidences[3:5], answerable[3:5], Goal()) is None


@given(QUESTIONS)
def test_unseen_errors_do_not_depend_on_the_order_of_questions(questions):
    confidences, answerable = questions
    turned = errors_unseen(confidences[::-1], answerable[::-1], Goal())
    assert errors_unseen(confidences, answerable, Goal()) == turned


@given(QUESTIONS)
def test_every_question_is_in_one_bin_that_holds_its_confidence(questions):
    confidences, right = questions
    bins = reliability(confidences, right)
    assert sum(b.questions for b in bins) == len(confidences)
    assert all(b.least - 1e-9 <= b.confidence <= b.most + 1e-9 for b in bins)
    assert sum(b.questions * b.right for b in bins) == pytest.approx(right.sum())
    assert 0 <= expected_calibration_error(bins) <= 1


def test_the_calibration_error_of_confidence_that_is_right_is_nothing():
    confidences = np.repeat([0.25, 0.75], 4)
    right = np.array([True, False, False, False, True, True, True, False])
    assert expected_calibration_error(reliability(confidences, right)) == pytest.approx(0)
    assert expected_calibration_error(reliability(confidences, ~right)) == pytest.approx(0.5)
