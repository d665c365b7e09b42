"""The bundled all-MiniLM-L6-v2 in NumPy, for questions: they take milliseconds, and importing torch takes seconds.

It is BERT (Devlin et al. 2018, https://arxiv.org/abs/1810.04805) with the mean of its tokens as the vector, in float32.
Nothing is padded: what works token by token runs over the tokens of all texts, and attention over texts of one length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from safetensors import safe_open
from tokenizers import Tokenizer

from rag.one_core import one_core

if TYPE_CHECKING:
    from pathlib import Path

    from rag.values import Vectors32

_LAYERS = 6
_HEADS = 12
_MOST_TOKENS = 256
"""Of a text; what comes after them is cut off, as sentence_bert_config.json of the model has it."""

_EPSILON = np.float32(1e-12)
_TOGETHER = 16
"""Texts at once: more take more memory and no less time."""

_ROWS_IN_CACHE = 32


@dataclass(frozen=True, slots=True)
class _Linear:
    """`weight` (in, out), `bias` (out,)."""

    weight: Vectors32
    bias: Vectors32

    def __call__(self, rows: Vectors32) -> Vectors32:
        result: Vectors32 = rows @ self.weight
        result += self.bias
        return result


@dataclass(frozen=True, slots=True)
class _Norm:
    """Layer normalization (Ba et al. 2016, https://arxiv.org/abs/1607.06450), in place."""

    weight: Vectors32
    bias: Vectors32

    def __call__(self, rows: Vectors32) -> Vectors32:
        rows -= rows.mean(axis=1, keepdims=True)
        rows /= np.sqrt(np.einsum("ij,ij->i", rows, rows)[:, None] / np.float32(rows.shape[1]) + _EPSILON)
        rows *= self.weight
        rows += self.bias
        return rows


@dataclass(frozen=True, slots=True)
class _Layer:
    queries_keys_values: _Linear
    attended: _Linear
    attended_norm: _Norm
    wide: _Linear
    narrow: _Linear
    norm: _Norm


@dataclass(frozen=True, slots=True)
class _Run:
    """`texts` texts of `tokens` tokens each, whose rows begin at `start`."""

    start: int
    texts: int
    tokens: int

    @property
    def rows(self) -> slice:
        """Where its rows stand."""
        return slice(self.start, self.start + self.texts * self.tokens)


class MiniLM:
    """The model, its weights in memory. Safe to use from several threads."""

    def __init__(self, weight: Callable[[str], Vectors32], tokenizer: Tokenizer) -> None:
        """`weight` gives the array of that name."""
        tokenizer.enable_truncation(_MOST_TOKENS)
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._words = weight("embeddings.word_embeddings.weight")
        # Each text is a first segment, with no second.
        first_segment = weight("embeddings.token_type_embeddings.weight")[0]
        self._places = weight("embeddings.position_embeddings.weight")[:_MOST_TOKENS] + first_segment
        self._norm = _norm(weight, "embeddings.LayerNorm")
        self._layers = [_layer(weight, f"encoder.layer.{number}") for number in range(_LAYERS)]

    @classmethod
    def load(cls, folder: Path) -> MiniLM:
        """The model in that folder, as sentence-transformers keeps it."""
        with safe_open(folder / "model.safetensors", framework="numpy") as weights:
            return cls(weights.get_tensor, Tokenizer.from_file(str(folder / "tokenizer.json")))

    def encode(self, texts: Sequence[str]) -> Vectors32:
        """Float32 vectors (n, 384), the means of the texts' tokens, not yet of length 1.

        They do not depend on the number of cores.
        """
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        by_length = sorted(range(len(texts)), key=lambda number: len(tokens[number]))
        vectors = np.empty((len(texts), self._words.shape[1]), dtype=np.float32)
        with one_core():
            for start in range(0, len(texts), _TOGETHER):
                numbers = by_length[start : start + _TOGETHER]
                vectors[numbers] = self._means([tokens[number] for number in numbers])
        return vectors

    def _means(self, tokens: Sequence[list[int]]) -> Vectors32:
        """The mean of each text's last states; texts of one length stand together."""
        runs = list(_runs(tokens))
        states = self._words[np.concatenate([np.asarray(ids) for ids in tokens])]
        states += np.concatenate([self._places[: len(ids)] for ids in tokens])
        states = self._norm(states)
        for layer in self._layers:
            attended = layer.attended(_attention(layer.queries_keys_values(states), runs))
            attended += states
            states = layer.attended_norm(attended)
            narrow = layer.narrow(_gelu(layer.wide(states)))
            narrow += states
            states = layer.norm(narrow)
        return np.concatenate([states[run.rows].reshape(run.texts, run.tokens, -1).mean(axis=1) for run in runs])


def _runs(tokens: Sequence[list[int]]) -> Iterator[_Run]:
    start = 0
    for length, same in groupby(len(ids) for ids in tokens):
        run = _Run(start, len(list(same)), length)
        yield run
        start = run.rows.stop


def _attention(queries_keys_values: Vectors32, runs: Sequence[_Run]) -> Vectors32:
    """Rows (t, 3d) of queries, keys and values -> what each token takes from those of its own text (t, d)."""
    taken = np.empty((len(queries_keys_values), queries_keys_values.shape[1] // 3), dtype=np.float32)
    for run in runs:
        shape = (run.texts, run.tokens, 3, _HEADS, -1)
        queries, keys, values = queries_keys_values[run.rows].reshape(shape).transpose(2, 0, 3, 1, 4)
        weights = (queries * np.float32(queries.shape[-1] ** -0.5)) @ keys.swapaxes(-1, -2)
        weights -= weights.max(axis=-1, keepdims=True)
        np.exp(weights, out=weights)
        weights /= weights.sum(axis=-1, keepdims=True)
        taken[run.rows] = (weights @ values).transpose(0, 2, 1, 3).reshape(run.texts * run.tokens, -1)
    return taken


def _gelu(rows: Vectors32) -> Vectors32:
    """GELU (Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415), in place, by the error function itself.

    That is by Abramowitz and Stegun, 7.1.26, within 1.5e-7: NumPy has none, and SciPy's takes longer to import than
    this model to load.
    """
    for start in range(0, len(rows), _ROWS_IN_CACHE):
        some = rows[start : start + _ROWS_IN_CACHE]
        z = np.abs(some)
        z *= np.float32(0.5**0.5)
        t = z * np.float32(0.3275911)
        t += np.float32(1)
        np.reciprocal(t, out=t)
        tail = t * np.float32(1.061405429)
        for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
            tail += np.float32(factor)
            tail *= t
        z *= z
        np.negative(z, out=z)
        tail *= np.exp(z, out=z)
        # tail is erfc(|x| / sqrt 2), and so gelu(x) is max(x, 0) - |x| * tail / 2
        tail *= np.abs(some, out=z)
        tail *= np.float32(0.5)
        np.maximum(some, 0, out=some)
        some -= tail
    return rows


def _layer(weight: Callable[[str], Vectors32], name: str) -> _Layer:
    parts = [_linear(weight, f"{name}.attention.self.{part}") for part in ("query", "key", "value")]
    return _Layer(
        queries_keys_values=_Linear(
            np.concatenate([part.weight for part in parts], axis=1), np.concatenate([part.bias for part in parts])
        ),
        attended=_linear(weight, f"{name}.attention.output.dense"),
        attended_norm=_norm(weight, f"{name}.attention.output.LayerNorm"),
        wide=_linear(weight, f"{name}.intermediate.dense"),
        narrow=_linear(weight, f"{name}.output.dense"),
        norm=_norm(weight, f"{name}.output.LayerNorm"),
    )


def _linear(weight: Callable[[str], Vectors32], name: str) -> _Linear:
    return _Linear(np.ascontiguousarray(weight(f"{name}.weight").T), weight(f"{name}.bias"))


def _norm(weight: Callable[[str], Vectors32], name: str) -> _Norm:
    return _Norm(weight(f"{name}.weight"), weight(f"{name}.bias"))
