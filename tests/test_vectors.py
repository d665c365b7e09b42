from collections.abc import Callable, Iterator
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.database import Database
from rag.embedding import HashEmbedder
from rag.library import Library
from rag.store import Store
from rag.vectors import Vectors
from support import write_articles


def all_vectors(store: Store) -> tuple[np.ndarray, np.ndarray]:
    return store.sentence_vectors(store.sentence_ids())


def brute_force(store: Store, question: np.ndarray) -> dict[int, float]:
    ids, vectors = all_vectors(store)
    return dict(zip(ids.tolist(), (vectors @ question).tolist(), strict=True))


def assert_equals_brute_force(vectors: Vectors, store: Store, text: str) -> None:
    question = HashEmbedder().embed_questions([text])
    expected = brute_force(store, question[0])
    scores, ids = vectors.search(question, len(expected) + 5)
    assert set(ids[0].tolist()) == set(expected)
    np.testing.assert_allclose(scores[0], [expected[i] for i in ids[0].tolist()], atol=1e-6)
    assert np.all(np.diff(scores[0]) <= 1e-7)


def parts_of(library: Library) -> tuple[Store, Vectors]:
    return Store(Database(library.index)), Vectors(library.index)


@settings(max_examples=15)
@given(st.lists(st.sampled_from(["bridge.txt", "sub/ferry.md", "strike.txt", "new.txt"]), min_size=1, max_size=6))
def test_faiss_equals_brute_force_after_any_removals_and_additions(
    tmp_path_factory: pytest.TempPathFactory, toggled: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder, {"keep.txt": "A text that stays. It has two sentences."})
    library = Library.open(folder, embedder=HashEmbedder())
    store, held = parts_of(library)
    for number, source in enumerate(toggled):
        path = folder / source
        if path.exists():
            path.unlink()
        else:
            write_articles(folder, {source: f"Something new, number {number}. The sea was calm! Ships waited."})
        library.sync()
        held.bring_up_to(store)
        assert_equals_brute_force(held, store, "ships on the calm sea")
    fresh = Vectors(library.index)
    fresh.bring_up_to(store)
    assert_equals_brute_force(fresh, store, "ships on the calm sea")
    library.close()


@settings(max_examples=40)
@given(st.data())
def test_a_search_among_some_equals_brute_force_over_those(
    many_sentences: tuple[Store, Vectors], data: st.DataObject
) -> None:
    store, vectors = many_sentences
    ids, rows = all_vectors(store)
    among = np.array(sorted(data.draw(st.sets(st.sampled_from(ids.tolist()), min_size=1))), dtype=np.int64)
    k = data.draw(st.integers(1, 60))
    question = HashEmbedder().embed_questions([data.draw(st.sampled_from(["ships at sea", "keeper 3", "fog"]))])
    scores, found = vectors.search(question, k, among)
    expected = dict(zip(among.tolist(), (rows[np.isin(ids, among)] @ question[0]).tolist(), strict=True))
    best = sorted(expected.values(), reverse=True)[:k]
    assert len(set(found[0].tolist())) == len(best)
    np.testing.assert_allclose(scores[0], best, atol=1e-6)
    np.testing.assert_allclose(scores[0], [expected[i] for i in found[0].tolist()], atol=1e-6)


@settings(max_examples=20)
@given(st.integers(1, 70), st.integers(1, 60), st.booleans())
def test_questions_together_find_what_each_finds_alone(
    many_sentences: tuple[Store, Vectors], asked: int, k: int, some: bool
) -> None:
    """FAISS multiplies many questions in another way than one."""
    store, vectors = many_sentences
    ids, rows = all_vectors(store)
    among = ids[::2] if some else None
    questions = HashEmbedder().embed_questions([f"keeper {n} at sea" for n in range(asked)])
    scores, found = vectors.search(questions, k, among)
    every = questions @ rows[np.isin(ids, ids if among is None else among)].T
    np.testing.assert_allclose(scores, -np.sort(-every, axis=1)[:, :k], atol=1e-6)
    for question, own, at in zip(questions, scores, found, strict=True):
        np.testing.assert_allclose(own, rows[np.searchsorted(ids, at)] @ question, atol=1e-6)


def test_a_search_leaves_faiss_as_it_was(many_sentences: tuple[Store, Vectors]) -> None:
    _, vectors = many_sentences

    def settings_of_faiss() -> tuple[int, int]:
        return faiss.cvar.distance_compute_blas_threshold, faiss.omp_get_max_threads()

    before = settings_of_faiss()
    vectors.search(HashEmbedder().embed_questions(["ships at sea"] * 9), 5)
    with pytest.raises(AssertionError):
        vectors.search(np.zeros((9, 3), dtype=np.float32), 5)
    assert settings_of_faiss() == before


def test_ids_that_are_gone_are_passed_over(many_sentences: tuple[Store, Vectors]) -> None:
    store, vectors = many_sentences
    known = store.sentence_ids()[:2]
    question = HashEmbedder().embed_questions(["ships at sea"])
    _, found = vectors.search(question, 9, np.array([*known, 10**6], dtype=np.int64))
    assert set(found[0].tolist()) - {-1} == set(known.tolist())
    assert vectors.search(question, 9, np.empty(0, dtype=np.int64))[1].shape == (1, 0)


@pytest.fixture(scope="module")
def many_sentences(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Vectors]]:
    """A library of sentences whose ids have gaps, since some articles were written again."""
    folder = tmp_path_factory.mktemp("articles")
    with Library.open(folder, embedder=HashEmbedder(), sync=False) as library:
        for repeat in range(2):
            lines = [f"Keeper {n} saw {n * 7} ships at sea. The fog of day {n} was thick." for n in range(15 + repeat)]
            write_articles(folder, {f"{n}.txt": line for n, line in enumerate(lines) if not repeat or n % 2})
            library.sync()
        store, vectors = parts_of(library)
        vectors.bring_up_to(store)
        yield store, vectors


@pytest.mark.parametrize("damage", [b"", b"not a faiss file", None])
def test_a_lost_or_damaged_file_is_made_again(
    articles: Path, open_library: Callable[..., Library], damage: bytes | None
) -> None:
    library = open_library(articles)
    library.sync()
    (saved,) = library.index.glob("vectors-*.faiss")
    saved.unlink() if damage is None else saved.write_bytes(damage)
    store, vectors = parts_of(library)
    vectors.bring_up_to(store)
    assert_equals_brute_force(vectors, store, "ferry")
    library.sync()
    assert library.ask("How many passengers does the electric ferry carry?").citations[0].source == "sub/ferry.md"


def test_an_index_made_anew_has_new_vectors_under_the_same_ids(
    articles: Path, open_library: Callable[..., Library]
) -> None:
    library = open_library(articles)
    library.sync()
    store, held = parts_of(library)
    held.bring_up_to(store)
    for source in ("bridge.txt", "strike.txt"):
        (articles / source).write_text("Other words stand here now. And here. And there.", encoding="utf-8")
    open_library(articles).sync(rebuild=True)
    held.bring_up_to(store)
    assert_equals_brute_force(held, store, "other words")


def test_only_the_file_of_the_last_generation_stays(articles: Path, open_library: Callable[..., Library]) -> None:
    library = open_library(articles)
    library.sync()
    (articles / "bridge.txt").write_text("Another text about the bridge.", encoding="utf-8")
    library.sync()
    assert len(list(library.index.glob("vectors-*"))) == 1
