import json
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_answers import provenances
from rag.embedding import DEFAULT_MODEL_SHA256, HashEmbedder
from rag.errors import ModelError
from rag.library import Library
from rag.provenance import Indexed, articles_digest, fingerprint, provenance, reranker_weights, weights_of
from rag.settings import Settings
from rag.values import Provenance
from support import ARTICLES, hostile_text, rag, rag_apart, write_articles

Opener = Callable[..., Library]


@given(provenances, st.data())
def test_any_part_that_changes_changes_the_fingerprint(one: Provenance, data: st.DataObject) -> None:
    assert fingerprint(replace(one)) == fingerprint(one)
    name = data.draw(st.sampled_from([field.name for field in fields(Provenance)]))
    other = replace(one, **{name: getattr(data.draw(provenances), name)})
    assert (fingerprint(one) == fingerprint(other)) == (one == other)


def test_anybody_can_make_the_fingerprint_of_the_parts(articles: Path, open_library: Opener) -> None:
    library = open_library(articles)
    library.sync()
    state = library.state()
    assert state.provenance is not None
    written = json.dumps(asdict(state.provenance), sort_keys=True, separators=(",", ":"))
    assert sha256(written.encode()).hexdigest() == state.fingerprint


sources = st.one_of(hostile_text, st.sampled_from(["a", "b", "a\n0 b", "a b", "0", "1 a"]))
folders = st.dictionaries(sources, st.sampled_from(["0", "1", "0 a", "1\n0"]), max_size=4)


@given(folders, folders)
def test_other_articles_have_another_digest_whatever_they_are_called(
    one: dict[str, str], other: dict[str, str]
) -> None:
    assert (articles_digest(one) == articles_digest(other)) == (one == other)
    assert articles_digest(dict(reversed(one.items()))) == articles_digest(one)


texts = st.dictionaries(
    st.sampled_from(["a.txt", "b.md", "c/d.txt"]),
    st.sampled_from([*ARTICLES.values(), "A ferry.", "A ferry. "]),
    min_size=1,
)


@settings(max_examples=20)
@given(texts, texts)
def test_the_same_articles_have_the_same_fingerprint_in_any_folder_and_others_another(
    tmp_path_factory: pytest.TempPathFactory, before: dict[str, str], after: dict[str, str]
) -> None:
    root = tmp_path_factory.mktemp("somewhere")

    def made(name: str, texts: dict[str, str]) -> str:
        shutil.rmtree(root / name, ignore_errors=True)
        write_articles(root / name, texts)
        with Library.open(root / name, Settings(index=root / f"{name}.index"), HashEmbedder()) as library:
            return library.ask("Which ferry?").library.fingerprint

    one = made("one", before)
    assert made("two", before) == one
    assert (made("one", after) == one) == (before == after)
    assert made("one", before) == one


@pytest.mark.parametrize(
    "changed",
    [{"threshold": 0.5}, {"citations": 2}, {"passages": 3}, {"passage_words": 60}, {"reranker": "some/judge"}],
)
def test_settings_that_change_answers_change_the_fingerprint(
    articles: Path, tmp_path: Path, open_library: Opener, changed: dict[str, object]
) -> None:
    open_library(articles).sync()
    plain = open_library(articles).state()
    other = open_library(articles, index=tmp_path / "other", **changed)
    other.sync()
    assert other.state().fingerprint != plain.fingerprint
    same = open_library(articles, max_file_mb=5)
    assert same.state().fingerprint == plain.fingerprint


def test_an_index_of_an_earlier_version_has_none_until_it_is_brought_up_to_date(
    articles: Path, open_library: Opener
) -> None:
    library = open_library(articles)
    library.sync()
    known = library.state().fingerprint
    with library._index.database.writing() as connection:
        connection.execute("DELETE FROM meta WHERE key IN ('articles', 'pipeline', 'passage_words', 'weights')")
    assert (library.state().fingerprint, library.state().provenance) == ("", None)
    assert library.sync_if_stale() is not None
    assert library.state().fingerprint == known
    assert library.sync_if_stale() is None


def test_while_articles_change_an_answer_tells_of_those_it_was_asked_of(articles: Path, open_library: Opener) -> None:
    library = open_library(articles)
    library.sync()
    first, seen = library.state(), []
    write_articles(articles, {"tower.txt": "The new tower at Orsa is 41 metres tall."})
    library.sync(lambda _: seen.append(library.state()))
    last = library.state()
    assert {state.fingerprint for state in seen} == {first.fingerprint, last.fingerprint}
    assert first.fingerprint != last.fingerprint


def test_an_index_half_made_anew_is_neither_the_old_nor_the_new(articles: Path, open_library: Opener) -> None:
    open_library(articles).sync()
    library = open_library(articles, passage_words=60)
    before, seen = library.state(), []
    library.sync(lambda _: seen.append(library.state()))
    after = library.state()
    between = {state.fingerprint for state in seen} - {after.fingerprint}
    assert between
    assert before.fingerprint not in between
    assert after.provenance is not None
    assert after.provenance.passage_words == 60


def make_model(folder: Path) -> Path:
    for name, content in {
        "modules.json": json.dumps([{"path": ""}, {"path": "1_Pooling"}, {"path": "missing"}, {"path": 3}, 4]),
        "config.json": "{}",
        "model.safetensors": "weights",
        "tokenizer.json": "words",
        "1_Pooling/config.json": "mean",
        "README.md": "Read me.",
        "onnx/model.safetensors": "other weights",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return folder


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        *(
            ("model.safetensors", True),
            ("config.json", True),
            ("tokenizer.json", True),
            ("1_Pooling/config.json", True),
        ),
        *(("README.md", False), ("onnx/model.safetensors", False), (".git", False), ("pytorch_model.bin", False)),
    ],
)
def test_a_model_is_known_by_the_files_it_is_made_of_wherever_it_lies(tmp_path: Path, name: str, counts: bool) -> None:
    model = make_model(tmp_path / "model")
    known = weights_of(str(model), 384)
    model.rename(tmp_path / "moved")
    assert weights_of(str(tmp_path / "moved"), 384) == known
    (tmp_path / "moved" / name).write_text("changed")
    assert (weights_of(str(tmp_path / "moved"), 384) != known) == counts
    assert str(tmp_path) not in known


def test_a_model_in_the_machines_cache_is_known_by_its_files_and_any_other_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    assert reranker_weights("some/model") == "name:some/model"
    kept = tmp_path / "models--some--model"
    make_model(kept / "snapshots" / ("0" * 40))
    (kept / "refs").mkdir()
    (kept / "refs" / "main").write_text("0" * 40)
    assert reranker_weights("some/model") == reranker_weights(str(make_model(tmp_path / "copy")))
    for name in ("no such model", "a/b/c", "..", "x" * 300, "\x00"):
        assert reranker_weights(name) == f"name:{name}"


def test_the_bundled_model_is_known_by_its_weights_and_hashed_words_by_their_dimensions() -> None:
    assert weights_of("default", 384) == f"sha256:{DEFAULT_MODEL_SHA256}"
    assert weights_of("hash", 64) != weights_of("hash", 32)


class Renamed(HashEmbedder):
    """Hashed words that say they are the model in that folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.name = str(folder)


def test_a_model_whose_files_changed_is_refused_and_the_index_stays_as_it_is(articles: Path, tmp_path: Path) -> None:
    model = make_model(tmp_path / "model")
    with Library.open(articles, embedder=Renamed(model)) as library:
        before = library.state()
        (model / "model.safetensors").write_text("trained again")
        assert library.sync().unchanged == 3
        write_articles(articles, {"new.txt": "A new text."})
        with pytest.raises(ModelError, match="other files.*--rebuild"):
            library.sync()
        assert library.ask("When was the old bridge at Orsa closed?").library == before
        library.sync(rebuild=True)
        assert library.state().provenance != before.provenance


@pytest.mark.parametrize("threshold", [0, 1])
def test_a_threshold_counts_by_its_value_however_it_is_written(threshold: int) -> None:
    indexed = Indexed("a", "w", "1", 130)
    whole, real = (provenance(indexed, Settings(threshold=value), None) for value in (threshold, float(threshold)))
    assert fingerprint(whole) == fingerprint(real)


def test_the_command_prints_the_fingerprint_that_answers_carry_and_nothing_else(articles: Path) -> None:
    answer = json.loads(rag("ask", articles, "When was the bridge closed?", "--json").stdout)
    known = answer["library"]["fingerprint"]
    alone = rag_apart("status", articles, "--fingerprint")
    assert (alone.stdout, alone.stderr, alone.returncode) == (f"{known}\n", "", 0)
    status = json.loads(rag("status", articles, "--json").stdout)
    assert status["state"] == answer["library"]
    assert json.loads(rag("status", articles, "--fingerprint", "--json").stdout) == {"schema": 1, "fingerprint": known}
    assert re.search(rf"^fingerprint +{known}$", rag("status", articles).stdout, re.MULTILINE)
    assert rag("status", articles, "--fingerprint", RAG_THRESHOLD="0.9").stdout != alone.stdout
    assert rag("status", articles, "--fingerprint", "--reranker", "no such model").stdout != alone.stdout


def test_a_fingerprint_behind_the_folder_says_so_beside_it(articles: Path) -> None:
    rag("index", articles)
    known = rag("status", articles, "--fingerprint").stdout
    write_articles(articles, {"new.txt": "A new text."})
    behind = rag("status", articles, "--fingerprint")
    assert behind.stdout == known
    assert behind.stderr == "rag: 1 file changed since; rag index brings it in.\n"
    assert rag("status", articles, "--fingerprint", "--quiet").stderr == ""
    rag("index", articles)
    assert rag("status", articles, "--fingerprint").stdout != known
