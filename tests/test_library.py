import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings

from rag.embedding import HashEmbedder
from rag.errors import FolderError, IndexUnusable, UsageError
from rag.library import Library
from rag.settings import Settings
from support import hostile_text, write_articles

Opener = Callable[..., Library]


@settings(max_examples=40)
@given(hostile_text.filter(lambda text: sum(c.isalnum() for c in text) > 3))
def test_every_quote_and_passage_is_the_text_at_its_offsets(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder, {"a.txt": text, "b.md": text + "\n\nThe end."})
    with Library.open(folder, Settings(threshold=0), HashEmbedder()) as library:
        answer = library.ask("word quoted twice 文 the end")
        for citation in answer.citations:
            raw = (folder / citation.source).read_bytes().decode("utf-8")
            assert citation.quote == raw[citation.start : citation.end] != ""
            assert citation.line == len(raw[: citation.start].replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        for passage in answer.passages:
            raw = (folder / passage.source).read_bytes().decode("utf-8")
            assert passage.text == raw[passage.start : passage.end] != ""
        assert answer.citations or not answer.passages


def test_an_answer_names_its_source_place_and_reference(articles: Path, open_library: Opener) -> None:
    library = open_library(articles)
    library.sync()
    answer = library.ask("How many passengers does the electric ferry carry?")
    assert answer.status == "answered"
    first = answer.citations[0]
    assert first.quote == "The electric ferry carries 120 passengers and 40 cars between Holm and Vik."
    assert (first.n, first.source, first.line) == (1, "sub/ferry.md", 9)
    assert (first.title, first.author, first.published) == ("A ferry for the islands", "Per Lund", "2022-02-11")
    assert answer.answer.startswith(f"{first.quote} [1]")
    assert answer.library.documents == 3


def test_a_quotation_that_leans_on_the_sentence_before_brings_it(articles: Path, open_library: Opener) -> None:
    write_articles(
        articles,
        {"new.md": "# A part\n\nThe pilots left.\n\n## Waves\n\nIt makes waves, said the harbour master of Holm."},
    )
    library = open_library(articles)
    library.sync()
    quotes = [c.quote for c in library.ask("It makes the crossing in how many minutes?").citations]
    assert quotes[0] == (
        "The electric ferry carries 120 passengers and 40 cars between Holm and Vik. It makes the crossing in 18 minutes."
    )
    quotes = [c.quote for c in library.ask("It makes waves, said the harbour master of Holm").citations]
    assert quotes[0] == "It makes waves, said the harbour master of Holm."


@pytest.mark.parametrize(
    ("text", "question", "quote"),
    [
        (
            "The museum of Torp lost two million crowns.\n\nIt plans to sell a painting of the bay.\n\nRain fell.",
            "What painting does it plan to sell?",
            "The museum of Torp lost two million crowns.\n\nIt plans to sell a painting of the bay.",
        ),
        (
            "The mill of Tarn was built in 1890. In 1999 he sold it to the university.\n\nRain fell.",
            "In 1999 to which university was it sold?",
            "The mill of Tarn was built in 1890. In 1999 he sold it to the university.",
        ),
        (
            "KIM LOWE: Why did the bees die?\n\nOTTO BRANDT: No.\n\nIt was the mites that got into every hive.\n\nRain fell.",
            "Why did the bees die?",
            "KIM LOWE: Why did the bees die?\n\nOTTO BRANDT: No.\n\nIt was the mites that got into every hive.",
        ),
        (
            "Rain fell.\n\nThe council of Holm has three demands:\n\na share of the tax;\n\na new quay;\n\nmore buses.\n\nRain fell.",
            "What demands has the council of Holm?",
            "The council of Holm has three demands:\n\na share of the tax;\n\na new quay;\n\nmore buses.",
        ),
        (
            "Greta Solheim, who led the Torp museum, resigned. She will be replaced by the curator of Hull.\n\nRain fell.",
            "Greta Solheim resigned and will be replaced by the curator of what?",
            "Greta Solheim, who led the Torp museum, resigned. She will be replaced by the curator of Hull.",
        ),
    ],
)
def test_a_quotation_brings_what_it_cannot_be_read_without(
    tmp_path: Path, open_library: Opener, text: str, question: str, quote: str
) -> None:
    write_articles(tmp_path, {"a.txt": f"A day\n\n{text}\n"})
    library = open_library(tmp_path, threshold=0)
    library.sync()
    assert library.ask(question).citations[0].quote == quote


def test_a_question_at_the_end_of_a_part_does_not_take_the_next_heading_s_words(
    tmp_path: Path, open_library: Opener
) -> None:
    write_articles(tmp_path, {"a.md": "# Bees\n\nWhy did the bees die?\n\n## Rain\n\nIt rained for a week in May.\n"})
    library = open_library(tmp_path, threshold=0)
    library.sync()
    assert library.ask("Why did the bees die?").citations[0].quote == "Why did the bees die?"


def test_every_source_is_cited_before_any_is_cited_twice(tmp_path: Path, open_library: Opener) -> None:
    line = "The harbour of Vik was closed for the storm on day {}."
    write_articles(
        tmp_path,
        {
            "one.txt": "\n\n".join(
                line.format(i) + " Nothing moved. " + "Rain fell on the roofs. " * 30 for i in range(5)
            ),
            "two.txt": line.format(9) + " It was cold.",
            "three.txt": line.format(11) + " People waited.",
        },
    )
    library = open_library(tmp_path)
    library.sync()
    sources = [
        citation.source for citation in library.ask("When was the harbour of Vik closed for the storm?").citations
    ]
    assert set(sources[:3]) == {"one.txt", "two.txt", "three.txt"}


def test_a_question_of_something_else_is_not_found(articles: Path, open_library: Opener) -> None:
    library = open_library(articles)
    library.sync()
    for question in ("Which enzyme splits lactose?", "ποιος ήταν ο βασιλιάς;", "谁是总统？", "?!…", "\x00"):
        answer = library.ask(question)
        assert (answer.status, answer.citations, answer.answer) == ("not_found", (), "")
        assert answer.confidence < 0.3


@pytest.mark.parametrize(("question", "message"), [("", "empty"), (" \n", "empty"), ("a" * 100_000, "100,000.*10,000")])
def test_a_question_that_cannot_be_asked_says_why(
    articles: Path, open_library: Opener, question: str, message: str
) -> None:
    library = open_library(articles)
    library.sync()
    with pytest.raises(UsageError, match=message):
        library.ask(question)
    good, bad = library.ask_many(["Who is the mayor Lena Falk?", question])
    assert (good.status, bad.status) == ("answered", "error")
    assert bad.error


def test_asking_many_gives_what_asking_one_by_one_gives(articles: Path, open_library: Opener) -> None:
    library = open_library(articles)
    library.sync()
    questions = ["When did the dockers strike?", "What did repairs cost?", "Who owns the moon?"]
    assert library.ask_many(questions) == [library.ask(question) for question in questions]


def test_without_an_index_it_says_how_to_make_one(articles: Path, open_library: Opener) -> None:
    with pytest.raises(FolderError, match="rag index"):
        open_library(articles).ask("Anything?")
    assert not (articles / ".rag").exists()


def test_open_brings_the_index_up_to_date(articles: Path) -> None:
    for text in ("The tower at Orsa is 40 metres tall.", "The tower at Orsa is 41 metres tall."):
        (articles / "tower.txt").write_text(text)
        with Library.open(articles, embedder=HashEmbedder()) as library:
            assert library.ask("How tall is the tower at Orsa?").citations[0].quote == text


def test_a_folder_of_only_unreadable_files_says_so(tmp_path: Path, open_library: Opener) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4")
    library = open_library(tmp_path)
    assert [unread.source for unread in library.sync().unread] == ["scan.pdf"]
    with pytest.raises(FolderError, match="could be read"):
        library.ask("Anything?")


def test_another_process_s_changes_are_seen(articles: Path, open_library: Opener) -> None:
    reader, writer = open_library(articles), open_library(articles)
    writer.sync()
    assert reader.ask("What did the strike win?").library.documents == 3
    write_articles(articles, {"tower.txt": "The new tower at Orsa is 41 metres tall."})
    writer.sync()
    assert reader.ask("How tall is the new tower at Orsa?").citations[0].source == "tower.txt"


def test_an_index_that_another_process_made_anew_is_seen(articles: Path, open_library: Opener) -> None:
    reader, writer = open_library(articles), open_library(articles)
    writer.sync()
    assert reader.ask("What did the strike win?").library.documents == 3
    write_articles(articles, {"bridge.txt": "The new tower at Orsa is 41 metres tall."})
    writer.sync(rebuild=True)
    answer = reader.ask("How tall is the new tower at Orsa?")
    assert answer.citations[0].quote == "The new tower at Orsa is 41 metres tall."
    assert reader.document("bridge.txt").text == "The new tower at Orsa is 41 metres tall."


def test_threads_get_their_own_answers(articles: Path, open_library: Opener) -> None:
    library = open_library(articles)
    library.sync()
    questions = ["When did the dockers strike?", "What did repairs cost?", "How long is the crossing?"] * 20
    alone = {question: library.ask(question) for question in questions}
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(library.ask, questions)) == [alone[question] for question in questions]


def test_asking_goes_on_while_the_index_is_brought_up_to_date(articles: Path, open_library: Opener) -> None:
    library = open_library(articles)
    library.sync()
    inside, go_on = threading.Event(), threading.Event()

    def hold(_: object) -> None:
        inside.set()
        go_on.wait(10)

    write_articles(articles, {"tower.txt": "The new tower at Orsa is 41 metres tall."})
    with ThreadPoolExecutor(1) as pool:
        syncing = pool.submit(library.sync, hold)
        assert inside.wait(10)
        assert library.ask("When was the old bridge at Orsa closed?").library.documents == 3
        go_on.set()
        assert syncing.result(10).added == ("tower.txt",)


def test_an_index_that_cannot_be_written_is_used_as_it_is_saying_so(
    articles: Path, open_library: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_library(articles).sync()
    write_articles(articles, {"new.txt": "A new text."})

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    library = open_library(articles)
    report = library.sync_if_stale()
    assert report is not None
    assert "--index DIR" in report.notes[0]
    assert library.ask("When was the old bridge at Orsa closed to traffic?").citations
    with pytest.raises(FolderError, match="--index DIR"):
        library.sync()


def test_a_reading_without_an_up_to_date_model_is_refused(articles: Path, open_library: Opener) -> None:
    open_library(articles).sync()
    with Library(articles, Settings(model="other")) as library, pytest.raises(IndexUnusable, match="hash"):
        library.ask("Anything?")


def test_a_question_that_is_not_text_is_refused(articles: Path, open_library: Callable[..., Library]) -> None:
    library = open_library(articles)
    library.sync()
    with pytest.raises(UsageError, match="not valid text"):
        library.ask("Who\udcff?")
    answers = library.ask_many(["Who\ud83d?", "How tall is the tower at Orsa?"])
    assert answers[0].status == "error"
    assert answers[1] == library.ask("How tall is the tower at Orsa?")
