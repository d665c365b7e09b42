from collections.abc import Callable
from pathlib import Path

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
