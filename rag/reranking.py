"""A second look at the best sentences, by a cross-encoder: a model that reads question and text together.

It tells better than two vectors whether a text answers (Nogueira & Cho 2019, https://arxiv.org/abs/1901.04085), and
takes a forward pass for each pair, so that only the first few are looked at. Off unless a person names a model.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from logging import ERROR
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from rag.answering import probability, score_of
from rag.errors import ModelError

if TYPE_CHECKING:
    import numpy.typing as npt
    from sentence_transformers import CrossEncoder

    from rag.articles import Articles
    from rag.values import Findings, Hit, Span

LOOKED_AT_AGAIN = 20
"""How many of the best sentences the reranker reads."""

_PAIRS_AT_ONCE = 32


class Reranker(Protocol):
    """What looks a second time at a question and the texts that were found for it."""

    def scores(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """How well each text answers, as log-odds, float32 (n,)."""


class CrossEncoderReranker:
    """A sentence-transformers CrossEncoder with one output, by name or folder; its weights are loaded on first use.

    A name that is in the machine's cache is taken from there, any other from the model hub.
    """

    def __init__(self, model: str) -> None:
        self.name = model
        self._model: CrossEncoder | None = None
        self._refused: ModelError | None = None
        self._guard = threading.RLock()

    def load(self) -> CrossEncoder:
        """The model, now rather than at the first question. Raises ModelError as `scores` does."""
        with self._guard:
            if self._refused is not None:
                raise self._refused
            if self._model is None:
                try:
                    self._model = _load(self.name)
                except ModelError as error:
                    self._refused = error  # looked for once: the hub is tried again and again for most of a minute
                    raise
            return self._model

    def scores(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """See `Reranker`. Raises ModelError when the model cannot be loaded or is no reranker."""
        if not texts:
            return np.empty(0, dtype=np.float32)
        with self._guard:  # a tokenizer cannot be used by two threads at a time
            model = self.load()
            from torch.nn import Identity

            pairs = [(question, text) for text in texts]
            logits = model.predict(pairs, batch_size=_PAIRS_AT_ONCE, show_progress_bar=False, activation_fn=Identity())
        found = np.asarray(logits, dtype=np.float32)
        if not np.isfinite(found).all():
            raise ModelError(f"The reranker {self.name!r} gives scores that are no numbers. Leave --reranker out.")
        return found


def rerank(question: str, found: Findings, articles: Articles, reranker: Reranker) -> Findings:
    """The findings with their best sentences looked at again, and put in the order that this gives.

    The reranker reads the first `LOOKED_AT_AGAIN` sentences, each with its neighbours. A sentence's probability becomes
    the mean of ours and of the logistic of the reranker's log-odds: neither was fitted to the other, so neither counts
    for more. It is still a probability, but ours was calibrated alone: `rag calibrate` finds the threshold for both
    together. A passage is ranked by the best sentence in it. What was not looked at comes after what was, as before.
    """
    read, unread = found.sentences[:LOOKED_AT_AGAIN], found.sentences[LOOKED_AT_AGAIN:]
    if not read:
        return found
    logits = reranker.scores(question, [_text_to_read(hit, articles) for hit in read])
    blended = [_blended(hit, float(logit)) for hit, logit in zip(read, logits, strict=True)]
    blended.sort(key=lambda hit: -hit.score)
    least = blended[-1].score
    again = [_passage_again(passage, blended) for passage in found.passages]
    passages = sorted((passage for passage in again if passage is not None), key=lambda hit: -hit.score)
    unread_passages = [passage for passage, read in zip(found.passages, again, strict=True) if read is None]
    return replace(
        found,
        sentences=(*blended, *(_at_most(least, hit) for hit in unread)),
        passages=(*passages, *(_at_most(least, hit) for hit in unread_passages)),
    )


def _text_to_read(hit: Hit, articles: Articles) -> str:
    """The sentence with the one before and the one after, up to furniture: such models are made for short passages."""
    document, sentences = articles.document(hit.source), articles.sentences(hit.source)
    own = bisect_left(sentences, hit.sentence.start, key=attrgetter("start"))
    start, end = hit.sentence.start, hit.sentence.end
    if own > 0 and not _furniture_between(sentences[own - 1].end, start, document.furniture):
        start = sentences[own - 1].start
    if own + 1 < len(sentences) and not _furniture_between(end, sentences[own + 1].start, document.furniture):
        end = sentences[own + 1].end
    return document.text[start:end]


def _furniture_between(start: int, end: int, furniture: Sequence[Span]) -> bool:
    return any(span.start < end and start < span.end for span in furniture)


def _blended(hit: Hit, logit: float) -> Hit:
    return replace(hit, score=score_of((probability(hit) + float(_logistic(logit))) / 2))


def _logistic(logit: float) -> float:
    return float(np.exp(-np.logaddexp(0, -logit)))


def _passage_again(passage: Hit, blended: Sequence[Hit]) -> Hit | None:
    """The passage as the best of the sentences in it that were looked at; None where none was."""
    span = passage.span
    inside = (hit for hit in blended if hit.source == passage.source and span.start <= hit.sentence.start < span.end)
    best = next(inside, None)
    return None if best is None else replace(best, span=span)


def _at_most(score: float, hit: Hit) -> Hit:
    return replace(hit, score=min(score, hit.score))


def _load(name: str) -> CrossEncoder:
    from transformers.utils import logging

    bars_shown, verbosity = logging.is_progress_bar_enabled(), logging.get_verbosity()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.set_verbosity(ERROR)  # what it would warn of is checked here
    try:
        return _checked(_found(name))
    except Exception as error:  # whatever a model's own files and code may raise
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(
            f"The reranker {name!r} cannot be loaded: {reason} "
            "Give the folder of a sentence-transformers CrossEncoder, or a name when the network is there, or leave "
            "--reranker out."
        ) from error
    finally:
        logging.set_verbosity(verbosity)
        if bars_shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def _found(name: str) -> CrossEncoder:
    """The model from its folder or the cache; only if it is in neither, from the hub."""
    import torch
    from sentence_transformers import CrossEncoder

    try:
        model: CrossEncoder = CrossEncoder(name, local_files_only=True, model_kwargs={"dtype": torch.float32})
    except OSError:
        if Path(name).exists():
            raise
        model = CrossEncoder(name, model_kwargs={"dtype": torch.float32})
    return model


def _checked(model: CrossEncoder) -> CrossEncoder:
    """The model if it was trained to give one score a pair; an embedding model would be given weights by chance."""
    made_as = getattr(model.model.config, "architectures", None) or [] if model.model else []
    if not any(name.endswith(("ForSequenceClassification", "ForCausalLM")) for name in made_as):
        raise ModelError(f"It is a {', '.join(made_as) or 'model of an unknown kind'}, not a cross-encoder.")
    if model.num_labels != 1:
        raise ModelError(f"It gives {model.num_labels} scores for each text; a reranker gives one.")
    return model
