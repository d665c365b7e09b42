from __future__ import annotations

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from threadpoolctl import threadpool_limits

from rag.embedding import PassageVectors
from rag.library import Library
from rag.one_core import one_core
from rag.settings import Settings
from support import write_articles

if TYPE_CHECKING:
    from rag.values import Span, Vectors32


class RoughEmbedder:
    """Vectors whose products are sums of large numbers that cancel out, so that their order can be seen in the result."""

    name = "rough"

    def embed_passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[PassageVectors]:
        return [
            PassageVectors(_vector(text, 1), np.stack([_vector(text[span.start : span.end], 1) for span in spans]))
            for text, spans in zip(texts, sentences, strict=True)
        ]

    def embed_questions(self, questions: Sequence[str]) -> Vectors32:
        return np.stack([_vector(question, -1) for question in questions])


def _vector(text: str, sign: int) -> Vectors32:
    large, small = np.random.default_rng(crc32(text.encode())).standard_normal((2, 128)).astype(np.float32)
    return np.concatenate([20 * large, sign * 20 * large, small / np.linalg.norm(small)])


def test_however_many_threads_want_it_sums_are_those_of_one_core_and_afterwards_as_before() -> None:
    random = np.random.default_rng(7)
    one, other = random.standard_normal((1003, 384)), random.standard_normal((384, 37))
    before = one @ other
    with threadpool_limits(1):
        expected = one @ other

    def are_as_expected() -> bool:
        products = []
        for _ in range(20):
            with one_core():
                products.append(one @ other)
        return all(np.array_equal(product, expected) for product in products)

    with ThreadPoolExecutor(4) as pool:
        assert all(future.result() for future in [pool.submit(are_as_expected) for _ in range(4)])
    assert np.array_equal(one @ other, before)


def test_answers_are_the_same_on_one_core_and_on_several(tmp_path: Path) -> None:
    chance = random.Random(5)  # noqa: S311
    words = [f"word{number}" for number in range(300)]

    def sentence() -> str:
        return " ".join(chance.sample(words, 12)).capitalize() + "."

    write_articles(tmp_path, {f"{n}.txt": " ".join(sentence() for _ in range(59)) for n in range(17)})
    questions = [sentence() for _ in range(37)]
    with Library.open(tmp_path, Settings(model="rough", threshold=0, passages=3), RoughEmbedder()) as library:
        on_several = library.ask_many(questions)
        with threadpool_limits(1):
            on_one = library.ask_many(questions)
    assert on_several == on_one
