import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from rag.database import Database
from rag.embedding import HashEmbedder, SentenceTransformerEmbedder
from rag.errors import IndexUnusable
from rag.library import Library
from rag.passages import split_sentences
from rag.settings import Settings
from rag.values import Answer, Progress, Span
from support import ARTICLES, write_articles

Opener = Callable[..., Library]

QUESTIONS = [
    "How tall is the tower at Orsa?",
    "When was the old bridge at Orsa closed to traffic?",
    "How many passengers does the electric ferry carry?",
    "How many ships waited outside the harbour?",
]
TOWER = "The tower at Orsa is {} metres tall, and {} people climbed it."
HISTORY = [{"tower.txt": TOWER.format(40 + n, n)} for n in range(6)]


def ask_until(library: Library, is_over: threading.Event, first: int) -> list[Answer]:
    asked, questions = [], cycle(QUESTIONS)
    for _ in range(first):
        next(questions)
    while not is_over.is_set() or len(asked) < len(QUESTIONS):
        asked.append(library.ask(next(questions)))
    return asked


def test_eight_threads_asking_while_one_syncs_each_get_the_answers_of_one_state(
    articles: Path, tmp_path: Path, open_library: Opener
) -> None:
    expected: dict[str, dict[str, Answer]] = {}
    for number, change in enumerate([{}, *HISTORY]):
        alone = tmp_path / f"alone {number}"
        write_articles(alone, ARTICLES | change)
        with Library.open(alone, embedder=HashEmbedder()) as library:
            expected[library.state().fingerprint] = {question: library.ask(question) for question in QUESTIONS}

    library = open_library(articles)
    library.sync()
    is_over = threading.Event()
    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(ask_until, library, is_over, number) for number in range(8)]
        try:
            for change in HISTORY:
                write_articles(articles, change)
                library.sync()
        finally:
            is_over.set()
        answers = [answer for future in asking for answer in future.result(60)]
    assert len({answer.library.fingerprint for answer in answers}) > 1
    for answer in answers:
        assert answer == expected[answer.library.fingerprint][answer.question]


@pytest.mark.model
def test_threads_that_embed_passages_and_questions_at_once_get_what_each_gets_alone() -> None:
    """Questions are cut off where the model ends and passages are not, which the one tokenizer keeps as its state."""
    embedder = SentenceTransformerEmbedder()
    question = "Which boats left? " * 300
    text = "".join(f"Number {n} of the boats left the harbour of Vik, and nobody waved. " for n in range(60))
    spans = [Span(sentence.start, sentence.end) for sentence in split_sentences(text)]
    asked_alone, (passage_alone,) = embedder.embed_questions([question]), embedder.embed_passages([text], [spans])

    def ask(_: int) -> None:
        np.testing.assert_allclose(embedder.embed_questions([question]), asked_alone, atol=1e-2)

    def read(_: int) -> None:
        (passage,) = embedder.embed_passages([text], [spans])
        np.testing.assert_allclose(passage.sentences, passage_alone.sentences, atol=1e-2)

    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(work, number) for number in range(30) for work in (ask, read)]:
            done.result()


@pytest.mark.model
def test_the_number_of_threads_changes_no_vector_and_stays_what_it_was() -> None:
    import torch

    embedder = SentenceTransformerEmbedder()
    questions = [f"{question} ({n})" for n, question in enumerate(QUESTIONS * 20)]
    text = "".join(f"Number {n} of the boats left the harbour of Vik, and nobody waved. " for n in range(9))
    spans = [Span(sentence.start, sentence.end) for sentence in split_sentences(text)]
    embedder.embed_passages([text], [spans])  # so that all libraries are there, whose threads are limited below
    before, made = torch.get_num_threads(), []
    try:
        for threads in (1, 2, 4):
            torch.set_num_threads(threads)
            with threadpool_limits(threads, user_api="blas"):
                (passage,) = embedder.embed_passages([text], [spans])
                made.append(np.concatenate([embedder.embed_questions(questions), passage.sentences, [passage.passage]]))
                blas = {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}
            assert (blas, torch.get_num_threads()) == ({threads}, threads)
    finally:
        torch.set_num_threads(before)
    assert made[0].tobytes() == made[1].tobytes() == made[2].tobytes()


def test_a_library_that_is_closed_while_others_use_it_answers_them_all(articles: Path, open_library: Opener) -> None:
    library = open_library(articles)
    library.sync()
    expected = [library.document("bridge.txt"), library.search("the old bridge", 3)]
    is_over = threading.Event()

    def use() -> list[object]:
        seen = []
        while not is_over.is_set():
            seen += [library.document("bridge.txt"), library.search("the old bridge", 3)]
        return seen

    with ThreadPoolExecutor(4) as pool:
        using = [pool.submit(use) for _ in range(4)]
        for _ in range(200):
            library.close()
            is_over.wait(0.001)
        is_over.set()
        for future in using:
            seen = future.result(60)
            assert seen == expected * (len(seen) // 2)
            assert seen


def test_while_an_index_is_made_anew_everyone_is_answered_from_the_old_one(
    articles: Path, open_library: Opener
) -> None:
    library, other = open_library(articles), open_library(articles)
    library.sync()
    before = library.ask(QUESTIONS[0])
    write_articles(articles, HISTORY[0])
    asked: list[Answer] = []

    def ask_meanwhile(_: Progress) -> None:
        with ThreadPoolExecutor(1) as pool:
            asked.extend(pool.submit(asking.ask, QUESTIONS[0]).result(60) for asking in (library, other))

    library.sync(ask_meanwhile, rebuild=True)
    assert asked == [before] * len(asked) != []
    after = library.ask(QUESTIONS[0])
    assert (after.status, after.citations[0].source) == ("answered", "tower.txt")
    assert other.ask(QUESTIONS[0]) == after


def test_a_question_embedded_before_another_model_makes_the_index_anew_is_refused_in_words(articles: Path) -> None:
    other = HashEmbedder(dimensions=32)
    other.name = "other"

    class Overtaken(HashEmbedder):
        def embed_questions(self, questions: Sequence[str]) -> npt.NDArray[np.float32]:
            vectors = super().embed_questions(questions)
            with Library(articles, Settings(), other) as maker:
                maker.sync(rebuild=True)
            return vectors

    with Library(articles, Settings(), Overtaken()) as library:
        library.sync()
        with pytest.raises(IndexUnusable, match="'other'.*--rebuild"):
            library.ask(QUESTIONS[0])


@pytest.mark.parametrize("stage", ["reading", "embedding"])
def test_where_making_it_anew_is_interrupted_the_index_is_as_it_was(
    articles: Path, open_library: Opener, stage: str
) -> None:
    library = open_library(articles)
    library.sync()
    before = library.ask(QUESTIONS[0]), library.status()

    def interrupt(progress: Progress) -> None:
        if progress.stage == stage and progress.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.sync(interrupt, rebuild=True)
    assert (library.ask(QUESTIONS[0]), library.status()) == before
    library.sync(rebuild=True)
    assert library.ask(QUESTIONS[0]) == before[0]


proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files in /proc")


def opened(library: Library) -> int:
    """How many files of its index this process has open."""
    return sum(str(library.index) in os.path.realpath(file) for file in Path("/proc/self/fd").iterdir())


@proc
def test_connections_of_threads_that_are_gone_do_not_pile_up(articles: Path, open_library: Opener) -> None:
    library = open_library(articles)
    library.sync()

    for _ in range(20):
        thread = threading.Thread(target=library.document, args=("bridge.txt",))
        thread.start()
        thread.join()
    assert opened(library) < 20
    library.close()
    assert opened(library) == 0


@proc
def test_a_thread_that_reads_while_others_close_ends_with_its_snapshot_and_leaves_no_file_open(
    articles: Path, open_library: Opener
) -> None:
    library = open_library(articles)
    library.sync()
    library.close()
    database, inside, go_on = Database(library.index), threading.Event(), threading.Event()
    generation = database.meta("generation")

    def read() -> tuple[int, str | None]:
        with database.reading() as connection:
            inside.set()
            assert go_on.wait(10)
            (documents,) = connection.execute("SELECT COUNT(*) FROM document").fetchone()
            return documents, database.meta("generation")

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        assert inside.wait(10)
        database.close()
        assert opened(library) > 0
        go_on.set()
        assert reading.result(10) == (len(ARTICLES), generation)
        assert opened(library) == 0
