import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.languages.words import search_words
from rag.library import Library
from rag.overlaps import Wanted, sentence_words, shares_held
from support import ROOT, hostile_text, write_articles

Opener = Callable[..., Library]

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
    st.lists(st.dictionaries(st.sampled_from(WORDS), st.floats(0.01, 14)), min_size=1, max_size=4),
    st.lists(st.lists(st.sampled_from(WORDS)), min_size=1, max_size=5),
)
def test_what_passages_have_in_common_with_others_is_told_by_rarity(
    rarities: list[dict[str, float]], said: list[list[str]]
) -> None:
    others = [{search_words(word)[0]: value for word, value in rarity.items()} for rarity in rarities]
    held = [np.unique(sentence_words([" ".join(own)]).keys) for own in said]
    shares = shares_held([Wanted(rarity) for rarity in others], held)
    assert shares.shape == (len(said), len(others))
    for own, of_passage in zip(said, shares.tolist(), strict=True):
        words = set(search_words(" ".join(own)))
        for rarity, share in zip(others, of_passage, strict=True):
            both = sum(value for word, value in rarity.items() if word in words)
            assert share == pytest.approx(both / sum(rarity.values()) if rarity else 0)


def test_a_passage_s_own_words_are_without_those_of_the_sentence_before_it(
    tmp_path: Path, open_library: Opener
) -> None:
    """What leads up to a passage counts for its first sentence, and is nothing that it has in common with others."""
    text = " ".join(f"The {word} of number {n} was sold." for n, word in enumerate(WORDS * 4))
    write_articles(tmp_path, {"sold.txt": text})
    library = open_library(tmp_path, passage_words=40)
    library.sync()
    with library._index.reading_articles():
        articles, store = library._documents.now(), library._index.store
        passages = [stored for _, stored in sorted(store.passages(range(1, 20)).items())]
        assert len(passages) > 2
        for stored in passages:
            span = stored.passage
            own = {hash(word) for word in search_words(text[span.start : span.end])}
            words = articles.words(stored)
            assert set(words.own.tolist()) == own
            assert len(words.own) == len(own)
            assert (0 in words.rows.tolist()) == (span.start > 0)


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
