from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from threadpoolctl import ThreadpoolController, threadpool_limits

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


def cores() -> set[int]:
    """How many cores NumPy multiplies on; FAISS has a library of its own."""
    found = ThreadpoolController().select(user_api="blas").info()
    return {info["num_threads"] for info in found if "faiss" not in info["filepath"]}


def test_however_many_threads_want_it_it_is_one_core_and_afterwards_as_before() -> None:
    before, seen = cores(), set[int]()

    def in_and_out() -> None:
        for _ in range(20):
            with one_core():
                seen.update(cores())

    threads = [threading.Thread(target=in_and_out) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {1}
    assert cores() == before


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
