"""From a sentence-transformers model's token embeddings to the vectors of a passage and of its sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch

from rag.values import PassageVectors, Span

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from rag.values import Vectors32

Offsets = npt.NDArray[np.int64]
"""Start and end (t, 2) of each token in the passage's text; tokens of the prompt lie before 0."""

_LENGTH_STEP = 16
"""Batches are padded to a multiple of so many tokens: each new shape costs memory that is never given back."""

_USUAL_LIMIT = 512
"""Tokens a model takes that does not say how many."""

_BATCHES_HELD = 4
"""Batches encoded one by one before another thread has its turn."""


@dataclass(frozen=True, slots=True)
class _Window:
    """As much of passage number `passage` as the model takes at once, with the sentences in it."""

    passage: int
    text: str
    spans: tuple[Span, ...]
    offsets: Offsets


def pools_by_mean(model: SentenceTransformer) -> bool:
    """Whether the model's vector is the mean of its tokens, so that a sentence's can be had from the passage's pass."""
    modules = list(model)
    pooling = modules[1] if len(modules) > 1 else None
    return (
        getattr(pooling, "pooling_mode", None) in ("mean", ("mean",), ["mean"])
        and bool(getattr(pooling, "include_prompt", True))
        and bool(getattr(model.tokenizer, "is_fast", False))
    )


@dataclass(frozen=True, slots=True)
class Encoder:
    """A model with the prompt for documents, and how many texts it takes at once.

    `guard` is held whenever its tokenizer is used: two threads would set each other's truncation and padding.
    """

    model: SentenceTransformer
    prompt: str
    batch: int
    guard: AbstractContextManager[object]


def embed_one_by_one(
    encoder: Encoder, texts: Sequence[str], sentences: Sequence[Sequence[Span]]
) -> list[PassageVectors]:
    """Passages and sentences each encoded on their own, whatever the model's pooling."""
    alone = [text[span.start : span.end] for text, spans in zip(texts, sentences, strict=True) for span in spans]
    every = sorted(dict.fromkeys([*texts, *alone]), key=len, reverse=True)
    step = encoder.batch * _BATCHES_HELD
    encoded = [_encode(encoder, every[start : start + step]) for start in range(0, len(every), step)]
    known = dict(zip(every, np.concatenate(encoded), strict=True))
    rows = np.stack([known[text] for text in (*texts, *alone)])
    of_sentences = iter(rows[len(texts) :])
    return [
        PassageVectors(passage, np.stack(list(islice(of_sentences, len(spans)))))
        for passage, spans in zip(rows[: len(texts)], sentences, strict=True)
    ]


def _encode(encoder: Encoder, texts: list[str]) -> Vectors32:
    """Float32 vectors (n, d) of length 1."""
    with encoder.guard:
        vectors = encoder.model.encode_document(
            texts,
            prompt=encoder.prompt or None,
            batch_size=encoder.batch,
            convert_to_tensor=True,
            show_progress_bar=False,
        )
    unit: Vectors32 = torch.nn.functional.normalize(vectors.float(), dim=-1).cpu().numpy()
    return unit


@torch.inference_mode()
def embed_by_tokens(
    encoder: Encoder, texts: Sequence[str], sentences: Sequence[Sequence[Span]]
) -> list[PassageVectors]:
    """One forward pass a passage (several where it is longer than the model takes), pooled at both levels."""
    with encoder.guard:
        windows = list(_windows(encoder.model, encoder.prompt, texts, sentences))
    windows_by_length = sorted(range(len(windows)), key=lambda i: -len(windows[i].offsets))
    pooled: dict[int, torch.Tensor] = {}
    for start in range(0, len(windows), encoder.batch):
        numbers = windows_by_length[start : start + encoder.batch]
        pooled.update(zip(numbers, _pool(encoder, [windows[i] for i in numbers]), strict=True))
    parts: list[list[torch.Tensor]] = [[] for _ in texts]
    for number, window in enumerate(windows):
        parts[window.passage].append(pooled[number])
    return [_joined(part) for part in parts]


def _joined(windows: list[torch.Tensor]) -> PassageVectors:
    """A window's first row is the window's own vector, the others its sentences'."""
    passage = torch.nn.functional.normalize(torch.stack([rows[0] for rows in windows]).mean(dim=0), dim=-1)
    return PassageVectors(passage.numpy(), torch.cat([rows[1:] for rows in windows]).numpy())


def _windows(
    model: SentenceTransformer, prompt: str, texts: Sequence[str], sentences: Sequence[Sequence[Span]]
) -> Iterator[_Window]:
    limit = model.max_seq_length or _USUAL_LIMIT
    full = [prompt + text for text in texts]
    # Longer than any limit on purpose: what does not fit is divided, not cut off.
    all_offsets = model.tokenizer(full, return_offsets_mapping=True, verbose=False)["offset_mapping"]
    for number, (text, spans, pairs) in enumerate(zip(texts, sentences, all_offsets, strict=True)):
        offsets = np.array(pairs) - len(prompt)
        if len(offsets) <= limit:
            yield _Window(number, text, tuple(spans), offsets)
        else:
            for inner in _divided(text, spans, offsets, limit):
                start, end = inner[0].start, inner[-1].end
                cut = tuple(Span(span.start - start, span.end - start) for span in inner)
                cut_offsets = model.tokenizer(
                    prompt + text[start:end], truncation=True, max_length=limit, return_offsets_mapping=True
                )["offset_mapping"]
                yield _Window(number, text[start:end], cut, np.array(cut_offsets) - len(prompt))


def _divided(text: str, spans: Sequence[Span], offsets: Offsets, limit: int) -> Iterator[Sequence[Span]]:
    """Runs of sentences that fit the model; a single sentence that does not is left for the model to truncate."""
    starts, ends = offsets.T
    of_text = (ends > starts) & (starts >= 0) & (starts < len(text))
    room = limit - int(np.count_nonzero(~of_text))
    token_starts = starts[of_text]
    before = [*np.searchsorted(token_starts, [span.start for span in spans]), len(token_starts)]
    first = 0
    for last in range(1, len(spans) + 1):
        if last == len(spans) or before[last + 1] - before[first] > room:
            yield spans[first:last]
            first = last


def _pool(encoder: Encoder, windows: list[_Window]) -> list[torch.Tensor]:
    """Float32 rows a window, of length 1: the window's vector, then one a sentence."""
    model = encoder.model
    with encoder.guard:
        passes = model.encode_document(
            [window.text for window in windows],
            prompt=encoder.prompt or None,
            batch_size=len(windows),
            output_value=None,
            show_progress_bar=False,
            processing_kwargs={"text": {"pad_to_multiple_of": _LENGTH_STEP}},
        )
    rows = [_mean_rows(one, window) for one, window in zip(passes, windows, strict=True)]
    pooled = torch.from_numpy(np.concatenate(rows)).to(model.device)
    for module in list(model)[2:]:
        parameter = next(module.parameters(), None)
        pooled = module({"sentence_embedding": pooled if parameter is None else pooled.to(parameter.dtype)})[
            "sentence_embedding"
        ]
    unit = torch.nn.functional.normalize(pooled.float(), dim=-1).cpu()
    return list(torch.split(unit, [len(part) for part in rows]))


def _mean_rows(one_pass: dict[str, torch.Tensor], window: _Window) -> Vectors32:
    """The mean of all the window's tokens, then of each sentence's own, which stand together."""
    tokens = one_pass["token_embeddings"][one_pass["attention_mask"].bool()].float().cpu().numpy()
    starts, ends = window.offsets.T
    rows = [tokens.mean(axis=0)]
    for span in window.spans:
        own = np.flatnonzero((starts < span.end) & (ends > span.start) & (ends > starts))
        # A sentence that lies wholly behind the model's limit has no token of its own: its window speaks for it.
        rows.append(tokens[own[0] : own[-1] + 1].mean(axis=0) if len(own) else rows[0])
    return np.stack(rows)
