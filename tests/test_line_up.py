"""Long texts lined up by their common runs: each token once, in order, and the same words stand for each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.checking.alignment import line_up
from rag.folding import tokens

WORDS = st.lists(st.sampled_from(["mill", "Mill", "the", "wheel", "9", "stood", ",", "still"]), max_size=30)
EACH_ONCE = [f"word{n}" for n in range(40)]


@given(WORDS, WORDS)
def test_each_token_stands_once_and_in_order_and_those_paired_are_the_same(own: list[str], other: list[str]) -> None:
    ours, theirs = list(tokens(" ".join(own))), list(tokens(" ".join(other)))
    pairs = line_up(ours, theirs)
    assert [a for a, _ in pairs if a is not None] == list(range(len(ours)))
    seen = [b for _, b in pairs if b is not None]
    assert seen == list(range(seen[0], seen[-1] + 1)) if seen else True
    assert all(a is not None or b is not None for a, b in pairs)
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    assert all(ours[a].text.casefold() == theirs[b].text.casefold() for a, b in both)
    assert bool(both) == bool({t.text.casefold() for t in ours} & {t.text.casefold() for t in theirs})
    if both:  # nothing of the other text beyond what stands for anything
        assert (seen[0], seen[-1]) == (both[0][1], both[-1][1])


@given(st.integers(0, 40), st.integers(0, 40), WORDS, WORDS)
def test_a_run_of_a_text_is_lined_up_with_itself(start: int, end: int, before: list[str], behind: list[str]) -> None:
    run = EACH_ONCE[start:end]
    ours, theirs = list(tokens(" ".join(run))), list(tokens(" ".join([*before, *run, *behind])))
    first = len(list(tokens(" ".join(before))))
    assert list(line_up(ours, theirs)) == [(n, first + n) for n in range(len(run))]


@given(st.sets(st.integers(0, 39)), st.sets(st.integers(0, 39)))
def test_what_is_left_out_and_put_in_parts_no_words_that_are_the_same(left_out: set[int], put_in: set[int]) -> None:
    own = [word for n, word in enumerate(EACH_ONCE) if n not in left_out]
    other = [word for n, word in enumerate(EACH_ONCE) if n not in put_in]
    both = [
        (a, b) for a, b in line_up(list(tokens(" ".join(own))), list(tokens(" ".join(other)))) if None not in (a, b)
    ]
    assert [own[a] for a, _ in both if a is not None] == [word for word in own if word in other]
