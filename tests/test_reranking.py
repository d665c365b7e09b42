import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering import probability, score_of
from rag.embedding import HashEmbedder
from rag.errors import ModelError, UsageError
from rag.library import Library
from rag.reranking import LOOKED_AT_AGAIN, CrossEncoderReranker, rerank
from rag.settings import Settings
from rag.values import Document, Findings, Hit, Sentence, Span
from support import ROOT, hostile_text, rag, rag_apart, write_articles

Opener = Callable[..., Library]
HARBOUR = "harbour of Vik"


class Judge:
    """A reranker that gives each text what `opinion` says, and remembers what it was asked."""

    def __init__(self, opinion: Callable[[str], float]) -> None:
        self.opinion = opinion
        self.asked: list[tuple[str, list[str]]] = []

    def scores(self, question: str, texts: Sequence[str]) -> np.ndarray:
        self.asked.append((question, list(texts)))
        return np.array([self.opinion(text) for text in texts], dtype=np.float32)


class Shelf:
    """One document of so many sentences, ten characters each."""

    def __init__(self, sentences: int, furniture: tuple[Span, ...] = ()) -> None:
        text = "".join(f"Here is {n:02}" for n in range(sentences))
        self._document = Document("a.txt", text, furniture=furniture)
        self._sentences = tuple(Sentence(n * 10, n * 10 + 10) for n in range(sentences))

    def document(self, _: str) -> Document:
        return self._document

    def sentences(self, _: str) -> tuple[Sentence, ...]:
        return self._sentences


def hit(n: int, score: float, window: Span | None = None) -> Hit:
    span = Span(n * 10, n * 10 + 10)
    return Hit("a.txt", window or span, Sentence(span.start, span.end), score, 0.5, 0.5)


def middle(text: str) -> int:
    """Which sentence of a Shelf is in the middle of the three that were read."""
    return int(text[18:20])


@given(st.floats(0.001, 0.999))
def test_a_score_has_the_probability_it_was_made_for(wanted: float) -> None:
    assert probability(hit(0, score_of(wanted))) == pytest.approx(wanted, abs=1e-4)


def test_equal_opinions_leave_the_order_and_opposite_ones_turn_it() -> None:
    hits = tuple(hit(n, 10 - n * 0.01) for n in range(1, 9))
    found = Findings(hits, hits)
    same = rerank("?", found, Shelf(10), Judge(lambda _: 0.7))
    assert [h.sentence for h in same.sentences] == [h.sentence for h in hits]
    turned = rerank("?", found, Shelf(10), Judge(lambda text: middle(text) / 5))
    assert [h.sentence for h in turned.sentences] == [h.sentence for h in reversed(hits)]
    assert [h.sentence for h in turned.passages] == [h.sentence for h in reversed(hits)]


@given(st.lists(st.floats(-20, 30), min_size=1, max_size=40), st.data())
def test_probabilities_are_the_mean_of_both_and_what_was_not_read_stays_behind(
    scores: list[float], data: st.DataObject
) -> None:
    ordered = sorted(scores, reverse=True)
    hits = tuple(hit(n, score) for n, score in enumerate(ordered, start=1))
    logits = data.draw(st.lists(st.floats(-50, 50), min_size=len(hits), max_size=len(hits)))
    judge = Judge(lambda text: logits[middle(text) - 1])
    again = rerank("?", Findings(hits, hits), Shelf(len(hits) + 2), judge)
    assert len(judge.asked[0][1]) == min(len(hits), LOOKED_AT_AGAIN)
    for found in (again.sentences, again.passages):
        assert sorted(h.sentence.start for h in found) == [h.sentence.start for h in hits]
        assert [h.score for h in found] == sorted((h.score for h in found), reverse=True)
        assert [h.sentence for h in found[LOOKED_AT_AGAIN:]] == [h.sentence for h in hits[LOOKED_AT_AGAIN:]]
    for read in again.sentences[:LOOKED_AT_AGAIN]:
        n = read.sentence.start // 10 - 1
        mean = (probability(hits[n]) + 1 / (1 + np.exp(-logits[n]))) / 2
        assert probability(read) == pytest.approx(mean, abs=2e-4)


def test_a_passage_stands_where_the_best_sentence_in_it_does() -> None:
    sentences = (hit(1, 10), hit(5, 9.9), hit(2, 9.8))
    passages = (hit(1, 10, Span(0, 40)), hit(5, 9.9, Span(40, 80)), hit(9, 9.0, Span(80, 100)))
    again = rerank("?", Findings(sentences, passages), Shelf(12), Judge(lambda text: {2: 5, 5: 0, 1: -5}[middle(text)]))
    assert [(h.span, h.sentence.start) for h in again.passages] == [
        (Span(0, 40), 20),
        (Span(40, 80), 50),
        (Span(80, 100), 90),
    ]


def test_it_reads_a_sentence_with_its_neighbours_but_nothing_across_furniture() -> None:
    judge = Judge(lambda _: 0.0)
    shelf = Shelf(4)
    rerank("Why?", Findings((hit(0, 1), hit(2, 1), hit(3, 1)), ()), shelf, judge)
    text = shelf.document("").text
    assert judge.asked == [("Why?", [text[:20], text[10:40], text[20:]])]
    parted = Shelf(4, furniture=(Span(20, 30),))
    parted._sentences = tuple(s for s in parted._sentences if s.start != 20)
    rerank("Why?", Findings((hit(1, 1), hit(3, 1)), ()), parted, judge)
    assert judge.asked[1] == ("Why?", [text[:20], text[30:]])
    assert rerank("Why?", Findings((), ()), shelf, judge) == Findings((), ())
    assert len(judge.asked) == 2


@settings(max_examples=20)
@given(hostile_text.filter(lambda text: sum(c.isalnum() for c in text) > 3), st.integers(0, 99))
def test_what_is_quoted_after_a_second_look_is_the_text_too(
    tmp_path_factory: pytest.TempPathFactory, text: str, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder, {"a.txt": text, "b.md": text + "\n\nThe end."})
    judge = Judge(lambda read: (crc32(f"{seed} {read}".encode("utf-8", "replace")) % 100) / 10 - 5)
    with Library(folder, Settings(threshold=0), HashEmbedder(), judge) as library:
        library.sync()
        answer = library.ask("word quoted twice 文 the end")
        for quoted, words in [(c, c.quote) for c in answer.citations] + [(p, p.text) for p in answer.passages]:
            assert words == (folder / quoted.source).read_bytes().decode()[quoted.start : quoted.end] != ""
        assert answer.citations or not answer.passages
        assert 0 <= answer.confidence <= 1


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    write_articles(
        tmp_path / "harbour",
        {
            f"{n}.txt": f"The {HARBOUR} was closed for the storm on day {n}. Nothing moved there until the evening."
            for n in range(1, 30)
        },
    )
    return tmp_path / "harbour"


QUESTION = f"When was the {HARBOUR} closed for the storm?"


def test_the_judge_decides_between_likes_in_answers_and_searches(harbour: Path) -> None:
    judge = Judge(lambda text: 8.0 if "day 7." in text else -8.0)
    with Library(harbour, Settings(threshold=0), HashEmbedder()) as plain:
        plain.sync()
        plainly = plain.ask(QUESTION)
    with Library(harbour, Settings(threshold=0), HashEmbedder(), judge) as library:
        answer = library.ask(QUESTION)
        shown = library.search(QUESTION, 3)
    assert plainly.citations[0].source != "7.txt"
    assert (answer.citations[0].source, shown[0].source) == ("7.txt", "7.txt")
    assert (len(answer.passages), len(shown)) == (len(plainly.passages), 3)
    assert len(judge.asked[0][1]) == LOOKED_AT_AGAIN
    assert answer.confidence > plainly.confidence


def test_a_follow_up_is_read_with_what_it_leans_on(harbour: Path) -> None:
    judge = Judge(lambda _: 0.0)
    with Library(harbour, Settings(threshold=0), HashEmbedder(), judge) as library:
        library.sync()
        library.ask("And until when?", [QUESTION])
    assert judge.asked[0][0] == f"{QUESTION} And until when?"


def test_calibrating_asks_with_the_same_judge(harbour: Path, tmp_path: Path) -> None:
    from rag.calibrating.calibration import calibrate
    from rag.calibrating.thresholds import Goal

    judge = Judge(lambda _: -50.0)
    rows = [
        {"question": QUESTION, "answerable": True},
        {"question": "Which enzyme splits lactose?", "answerable": False},
    ]
    (tmp_path / "q.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    with Library(harbour, Settings(), HashEmbedder(), judge) as library:
        library.sync()
        found = calibrate(library, tmp_path / "q.jsonl", Goal())
    assert len(judge.asked) == 2
    assert max(b.confidence for b in found.bins) <= 0.5  # the mean with nothing


def test_naming_a_reranker_loads_nothing_and_none_costs_nothing(harbour: Path, open_library: Opener) -> None:
    library = open_library(harbour, reranker="there/is/no/such/model")
    library.sync()
    assert library.state().reranker == "there/is/no/such/model"
    with pytest.raises(UsageError, match="leave --reranker out|Leave --reranker out"):
        Settings(reranker=" ")
    code = (
        "import sys; from pathlib import Path; from rag.library import Library; from rag.settings import Settings\n"
        f"library = Library(Path({str(harbour)!r}), Settings(model='hash'))\n"
        "library.ask('When was the harbour closed?'); print('sentence_transformers' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "False\n"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tiny untrained models with a vocabulary of letters: a cross-encoder, one of three outputs, and a plain encoder."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("models")
    letters = "abcdefghijklmnopqrstuvwxyz0123456789.?,"
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    tokenizer = BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=128)
    small = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    config = {"vocab_size": len(vocabulary), "max_position_embeddings": 128, **small}
    torch.manual_seed(0)
    one = BertForSequenceClassification(BertConfig(num_labels=1, **config))
    torch.nn.init.normal_(one.classifier.weight, std=1.0)  # else all scores are next to 0
    three = BertForSequenceClassification(BertConfig(num_labels=3, **config))
    for name, model in {"one": one, "three": three, "encoder": BertModel(BertConfig(**config))}.items():
        model.save_pretrained(folder / name)
        tokenizer.save_pretrained(folder / name)
    return folder


@pytest.mark.model
def test_a_cross_encoder_gives_its_log_odds(models: Path) -> None:
    import torch
    from sentence_transformers import CrossEncoder

    reranker = CrossEncoderReranker(str(models / "one"))
    texts = ["the ferry sails at noon", "a bridge", "", "日本 \x00 👩", "long " * 500]
    scores = reranker.scores("when does the ferry sail?", texts)
    assert (scores.shape, scores.dtype) == ((5,), np.float32)
    assert len(set(scores.tolist())) > 1
    pairs = [("when does the ferry sail?", text) for text in texts]
    likely = CrossEncoder(str(models / "one")).predict(pairs, activation_fn=torch.nn.Sigmoid())
    np.testing.assert_allclose(1 / (1 + np.exp(-scores)), likely, atol=1e-4)
    assert reranker.scores("when?", []).shape == (0,)


@pytest.mark.model
def test_threads_share_a_reranker(models: Path) -> None:
    reranker = CrossEncoderReranker(str(models / "one"))
    texts = [f"ferry {n} sails at noon " * (n % 7 + 1) for n in range(60)]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda text: reranker.scores("when?", [text])[0], texts))
    np.testing.assert_allclose(together, reranker.scores("when?", texts), atol=1e-4)


@pytest.mark.model
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing", "cannot be loaded.*leave --reranker out"),
        ("three", "gives 3 scores"),
        ("encoder", "not a cross-encoder"),
        ("", "cannot be loaded"),
    ],
)
def test_what_is_no_reranker_is_refused(models: Path, name: str, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        CrossEncoderReranker(str(models / name)).scores("when?", ["noon"])


@pytest.mark.model
def test_scores_that_are_no_numbers_are_refused(models: Path, tmp_path: Path) -> None:
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    model = AutoModelForSequenceClassification.from_pretrained(models / "one")
    model.classifier.bias.data[:] = float("nan")
    model.save_pretrained(tmp_path)
    AutoTokenizer.from_pretrained(models / "one").save_pretrained(tmp_path)
    with pytest.raises(ModelError, match="no numbers"):
        CrossEncoderReranker(str(tmp_path)).scores("when?", ["noon"])


@pytest.mark.model
def test_the_command_takes_a_reranker(harbour: Path, models: Path) -> None:
    plain = json.loads(rag("ask", harbour, QUESTION, "--json", RAG_THRESHOLD="0").stdout)
    done = rag_apart("ask", harbour, QUESTION, "--json", "--reranker", models / "one", RAG_THRESHOLD="0")
    again = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert again["confidence"] != plain["confidence"]
    assert (plain["library"]["reranker"], again["library"]["reranker"]) == (None, str(models / "one"))
    assert again["library"]["fingerprint"] != plain["library"]["fingerprint"]
    refused = rag("search", harbour, QUESTION, "--reranker", models / "missing")
    assert refused.returncode == 1
    assert "leave --reranker out" in refused.stderr
    assert "Traceback" not in refused.stderr
