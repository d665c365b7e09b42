import os
import random
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.languages.words import search_words
from rag.overlaps import Wanted, sentence_words
from support import ROOT, hostile_text

WORDS = ("harbour", "lantern", "kiln", "orchard", "falcon", "granite", "ribbon", "anchor", "copper", "willow")


@given(st.dictionaries(st.sampled_from(WORDS), st.floats(0.01, 14), min_size=1), st.lists(hostile_text, max_size=4))
def test_a_share_is_that_of_the_rarities_of_the_words_that_are_held(rarity: dict[str, float], texts: list[str]) -> None:
    rarity = {search_words(word)[0]: value for word, value in rarity.items()}
    texts += [f"The {WORDS[0]}, a {WORDS[3]} and the {WORDS[0]}.", " ".join(WORDS)]
    wanted = Wanted(rarity)
    held = wanted.held([sentence_words(texts[:2]), sentence_words(texts[2:])])
    for text, share in zip(texts, wanted.shares(held).tolist(), strict=True):
        words = set(search_words(text))
        assert share == pytest.approx(sum(v for word, v in rarity.items() if word in words) / sum(rarity.values()))
    assert wanted.shares(held)[-1] == 1


@given(st.dictionaries(st.sampled_from(WORDS), st.floats(0.01, 14), min_size=2), st.randoms())
def test_a_share_does_not_depend_on_the_order_of_words(rarity: dict[str, float], order: random.Random) -> None:
    rarity = {search_words(word)[0]: value for word, value in rarity.items()}
    said, asked = list(WORDS[: len(WORDS) // 2 + 2]), list(rarity.items())
    order.shuffle(said)
    order.shuffle(asked)
    one, other = Wanted(rarity), Wanted(dict(asked))
    first = one.shares(one.held([sentence_words([" ".join(WORDS[: len(WORDS) // 2 + 2])])]))
    assert np.array_equal(first, other.shares(other.held([sentence_words([" ".join(said)])])))


@given(
    st.dictionaries(st.sampled_from(WORDS), st.floats(0.01, 14), min_size=1),
    st.lists(st.lists(st.sampled_from(WORDS)), min_size=2, max_size=5),
)
def test_what_passages_have_in_common_is_told_by_rarity_without_the_sentences_before_them(
    rarity: dict[str, float], said: list[list[str]]
) -> None:
    rarity = {search_words(word)[0]: value for word, value in rarity.items()}
    wanted = Wanted(rarity)
    held = wanted.held_by_passages([sentence_words([" ".join(WORDS), " ".join(own), "A kiln."]) for own in said])
    words = [{*search_words(" ".join(own)), "kiln"} & rarity.keys() for own in said]
    whole = sum(rarity[word] for word in words[0])
    for share, own in zip(wanted.shares_of(held[0], held).tolist(), words, strict=True):
        assert share == pytest.approx(sum(rarity[word] for word in own & words[0]) / whole if whole else 0)


def test_no_words_hold_nothing() -> None:
    nothing, something = Wanted({}), Wanted({"kiln": 1.0})
    assert nothing.shares(nothing.held([sentence_words(["a kiln", ""])])).tolist() == [0, 0]
    assert something.shares(something.held([sentence_words([""])])).tolist() == [0]
    assert something.held([]).shape == (0, 1)


SHARES = """
import random
from rag.overlaps import Wanted, sentence_words
chance = random.Random(3)
words = [f"word{n}" for n in range(40)]
for _ in range(50):
    wanted = Wanted({word: chance.uniform(0.01, 14) for word in chance.sample(words, 20)})
    held = wanted.held([sentence_words([" ".join(chance.sample(words, 15)) for _ in range(20)])])
    print(*[share.hex() for share in wanted.shares(held).tolist()])
"""


def test_shares_are_the_same_in_every_process() -> None:
    """Python hashes words in another way each time it starts, and sums of floats depend on their order."""
    first, *others = (
        subprocess.run(
            [sys.executable, "-c", SHARES],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    )
    assert len(set(first.split())) > 500
    assert others == [first, first]
