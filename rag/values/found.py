"""What is found for a question, and the vectors by which it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.values.documents import Sentence, Span

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Vectors32 = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """What one passage is embedded to: `passage` float32 (d,), `sentences` float32 (n, d), all of length 1."""

    passage: Vectors32
    sentences: Vectors32


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence found for a question, and the span that is shown: its own, or that of the passage around it.

    `score` orders hits, greater is better, as log-odds that the sentence answers. `similarity` is the cosine of
    question and sentence; `overlap` the share, from 0 to 1, of the question's words by rarity that the sentence holds.
    """

    source: str
    span: Span
    sentence: Sentence
    score: float
    similarity: float
    overlap: float


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found for a question: the best sentences, and the best passages to show, each best first.

    No passage overlaps another; a sentence may stand in the passage of a better one.
    """

    sentences: tuple[Hit, ...]
    passages: tuple[Hit, ...]
