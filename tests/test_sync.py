import datetime
import itertools
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.database import Database
from rag.embedding import HashEmbedder
from rag.errors import FolderError, IndexDamaged, IndexUnusable, ModelError, UsageError
from rag.library import Library
from rag.readers import read_document
from rag.settings import Settings
from rag.values import Document, PassageVectors, Progress, Span
from support import ARTICLES, ROOT, hostile_text, write_articles

MENU = "Home News Sport Weather Contact\n\n"


def contents(index: Path) -> dict[str, Any]:
    """All that the index says, without the ids and times that tell only its history."""
    connection = sqlite3.connect(index / "library.sqlite")
    try:
        passages = connection.execute(
            "SELECT source, passage.start, passage.end, passage.vector, sentence.start, sentence.end, sentence.vector"
            " FROM document JOIN passage ON passage.document = document.id"
            " JOIN sentence ON sentence.passage = passage.id ORDER BY 1, 2, 5"
        ).fetchall()
        words = connection.execute("SELECT term, doc, cnt FROM passage_vocabulary ORDER BY term").fetchall()
        return {
            "documents": connection.execute(
                "SELECT source, sha256, basis, text, as_read, prepared, title, author, published, words FROM document"
                " ORDER BY source"
            ).fetchall(),
            "passages": passages,
            "words": words,
            "unread": connection.execute("SELECT source, reason FROM unread ORDER BY source").fetchall(),
            "pending": connection.execute("SELECT source FROM pending").fetchall(),
            "lines": connection.execute("SELECT source, hash FROM line ORDER BY 1, 2").fetchall(),
            "made of": connection.execute(
                "SELECT key, value FROM meta WHERE key IN ('articles', 'weights', 'pipeline', 'passage_words') ORDER BY key"
            ).fetchall(),
        }
    finally:
        connection.close()


def fresh_contents(folder: Path, scratch: Path) -> dict[str, Any]:
    shutil.rmtree(scratch, ignore_errors=True)
    with Library(folder, Settings(index=scratch), HashEmbedder()) as library:
        library.sync()
    return contents(scratch)


texts = st.one_of(
    hostile_text.filter(lambda text: any(c.isalnum() for c in text)),
    st.sampled_from([*ARTICLES.values(), *(MENU + text for text in ARTICLES.values()), "", "\x00" * 50]),
)
edits = st.lists(
    st.tuples(st.sampled_from(["a.txt", "b.md", "c/d.txt", "e.txt"]), st.one_of(st.none(), texts)),
    min_size=1,
    max_size=7,
)


@settings(max_examples=25)
@given(edits, st.lists(st.booleans(), min_size=7, max_size=7))
def test_any_edit_history_leaves_what_a_fresh_index_has(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[str, str | None]], synced: list[bool]
) -> None:
    root = tmp_path_factory.mktemp("history")
    folder = root / "articles"
    write_articles(folder, {"keep.txt": MENU + ARTICLES["bridge.txt"]})
    with Library(folder, Settings(), HashEmbedder()) as library:
        library.sync()
        for number, ((source, text), sync_now) in enumerate(zip(history, synced, strict=False)):
            path = folder / source
            if text is None:
                path.unlink(missing_ok=True)
            else:
                write_articles(folder, {source: text})
                os.utime(path, ns=(number * 10**9, number * 10**9))
            if sync_now:
                library.sync()
        library.sync()
    assert contents(folder / ".rag") == fresh_contents(folder, root / "fresh")


class Failing(HashEmbedder):
    """Embeds so many passages, then is interrupted, as by Ctrl-C."""

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left

    def embed_passages(self, texts: Any, sentences: Any) -> list[PassageVectors]:
        self.left -= len(texts)
        if self.left < 0:
            raise KeyboardInterrupt
        return super().embed_passages(texts, sentences)


@pytest.mark.parametrize("share", [0, 0.2, 0.4, 0.6, 0.8, 1])
def test_an_interrupted_sync_goes_on_and_loses_nothing(
    tmp_path: Path, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.sync._PASSAGES_AT_ONCE", 1)
    folder = tmp_path / "articles"
    write_articles(folder, {**ARTICLES, "long.txt": "A sentence about the harbour of Vik and its ships. " * 60})
    with Library(folder, Settings(index=tmp_path / "whole"), HashEmbedder()) as whole:
        whole.sync()
        passages = whole.status().state.passages
    library = Library(folder, Settings(), Failing(round(share * (passages - 1))))
    with pytest.raises(KeyboardInterrupt):
        library.sync()
    library.close()
    with Library(folder, Settings(), HashEmbedder()) as library:
        assert library.status().stale
        library.sync()
        assert not library.status().stale
    assert contents(folder / ".rag") == fresh_contents(folder, tmp_path / "fresh")


REBUILT_UNTIL = """
import os, sys
from pathlib import Path
from rag.embedding import HashEmbedder
from rag.library import Library
from rag.settings import Settings

stage, done = sys.argv[2], int(sys.argv[3])
library = Library(Path(sys.argv[1]), Settings(), HashEmbedder())
library.sync(lambda at: os._exit(9) if (at.stage, at.done) == (stage, done) else None, rebuild=True)
"""
"""Makes an index anew and ends there as a process does that is killed: nothing is rolled back or closed."""


@pytest.mark.parametrize(("stage", "done"), [("reading", 3), ("embedding", 2)])
def test_where_making_it_anew_is_killed_the_index_before_stays_and_the_next_call_ends_it(
    tmp_path: Path, stage: str, done: int
) -> None:
    folder, index = tmp_path / "articles", tmp_path / "articles" / ".rag"
    write_articles(folder, ARTICLES)
    with Library(folder, Settings(), HashEmbedder()) as library:
        library.sync()
    before, beside = contents(index), {path.name for path in index.iterdir()}
    long = {
        f"{n}.txt": "A sentence about the harbour of Vik and its ships. " * 2000 for n in range(2)
    }  # outgrows a cache
    write_articles(folder, {"bridge.txt": "All is new here. Nothing is as it was.", **long})
    killed = [sys.executable, "-c", REBUILT_UNTIL, str(folder), stage, str(done)]
    assert subprocess.run(killed, check=False, cwd=ROOT).returncode == 9
    assert contents(index) == before
    with Library(folder, Settings(), HashEmbedder()) as library:
        answer = library.ask("When was the old bridge at Orsa closed to traffic?")
        assert answer.citations[0].quote in ARTICLES["bridge.txt"]
        assert len(library.sync(rebuild=True).added) == len(ARTICLES) + len(long)
    assert contents(index) == fresh_contents(folder, tmp_path / "fresh")
    assert {path.name for path in index.iterdir() if path.suffix != ".faiss"} == {
        name for name in beside if not name.endswith(".faiss")
    }


def test_while_it_is_first_made_the_index_is_said_to_be_unfinished(
    articles: Path, open_library: Callable[..., Library]
) -> None:
    library, other = open_library(articles), open_library(articles)
    told: list[str] = []

    def ask_meanwhile(progress: Progress) -> None:
        if progress == Progress("embedding", len(ARTICLES), len(ARTICLES)):
            return
        with pytest.raises(FolderError) as error:
            other.ask("When was the old bridge at Orsa closed to traffic?")
        told.append(str(error.value))

    library.sync(ask_meanwhile)
    assert told
    assert all("not finished" in reason and "rag index" in reason for reason in told)
    assert other.ask("When was the old bridge at Orsa closed to traffic?").citations


def test_an_index_that_cannot_be_written_is_used_as_it_is_saying_so_in_sentences(
    articles: Path, open_library: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_library(articles)
    library.sync()
    write_articles(articles, {"new.txt": "Something new was built at Orsa."})
    for remedy in ("Give another place: --index DIR", "Check the disk."):
        monkeypatch.setattr("rag.libraries.syncing.only_one", Mock(side_effect=FolderError(remedy)))
        report = library.sync_if_stale()
        assert report is not None
        assert report.notes == (f"{remedy.rstrip('.')}. Until then the index is used as it is, behind the folder.",)


def test_an_index_that_another_program_holds_is_not_taken_for_damaged(
    articles: Path, open_library: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.database._WAIT_SECONDS", 0.1)
    with Library(articles, Settings(), HashEmbedder()) as library:
        library.sync()
    holder = sqlite3.connect(articles / ".rag" / "library.sqlite", isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN IMMEDIATE")
    before = (articles / ".rag" / "library.sqlite").stat().st_ino
    library = open_library(articles)
    for rebuild in (False, True):
        with pytest.raises(IndexUnusable, match="in use by another process"):
            library.sync(rebuild=rebuild)
    holder.close()
    assert (articles / ".rag" / "library.sqlite").stat().st_ino == before
    assert library.sync().unchanged == len(ARTICLES)


def test_a_wrong_call_of_the_store_is_not_told_as_damage(articles: Path, open_library: Callable[..., Library]) -> None:
    library = open_library(articles)
    library.sync()
    with pytest.raises(sqlite3.ProgrammingError), Database(library.index).reading() as connection:
        connection.execute("SELECT ?", ())


def test_a_damaged_index_that_cannot_be_removed_says_what_to_do(
    articles: Path, open_library: Callable[..., Library]
) -> None:
    library = open_library(articles)
    library.sync()
    library.close()
    store = library.index / "library.sqlite"
    store.write_bytes(b"damage" * 2000)
    store.with_name("library.sqlite-shm").mkdir()
    with pytest.raises(FolderError, match="cannot be made anew.*--index DIR"):
        library.sync(rebuild=True)


def test_an_interrupted_change_leaves_the_old_document_whole(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    write_articles(folder, ARTICLES)
    with Library(folder, Settings(), HashEmbedder()) as library:
        library.sync()
    write_articles(folder, {"bridge.txt": "All is new here. Nothing is as it was."})
    interrupted = Library(folder, Settings(), Failing(0))
    with pytest.raises(KeyboardInterrupt):
        interrupted.sync()
    answer = interrupted.ask("When was the old bridge at Orsa closed to traffic?")
    assert answer.citations[0].quote in ARTICLES["bridge.txt"]
    interrupted.close()


class Counting(HashEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def embed_passages(self, texts: Any, sentences: list[list[Span]]) -> list[PassageVectors]:
        self.texts += texts
        return super().embed_passages(texts, sentences)


def test_only_what_changed_is_embedded(articles: Path) -> None:
    embedder = Counting()
    with Library(articles, Settings(), embedder) as library:
        assert library.sync().added == tuple(sorted(ARTICLES))
        embedder.texts.clear()
        (articles / "strike.txt").write_text("The dockers struck again. It rained.", encoding="utf-8")
        os.utime(articles / "bridge.txt", ns=(1, 1))
        (articles / "sub" / "ferry.md").unlink()
        report = library.sync()
    assert embedder.texts == ["The dockers struck again. It rained."]
    assert (report.added, report.changed, report.removed) == ((), ("strike.txt",), ("sub/ferry.md",))


def test_a_file_that_cannot_be_read_is_listed_and_the_rest_is_indexed(
    articles: Path, open_library: Callable[..., Library]
) -> None:
    (articles / "broken.pdf").write_bytes(b"%PDF-1.4 nothing of a PDF")
    (articles / "empty.txt").write_bytes(b"")
    (articles / "large.txt").write_bytes(b"word " * 300_000)
    report = open_library(articles, max_file_mb=1).sync()
    assert {unread.source for unread in report.unread} == {"broken.pdf", "empty.txt", "large.txt"}
    assert all(unread.reason for unread in report.unread)
    assert report.added == tuple(sorted(ARTICLES))


def test_hidden_and_ignored_files_are_left_out(articles: Path, open_library: Callable[..., Library]) -> None:
    write_articles(
        articles,
        {
            ".hidden.txt": "Hidden.",
            ".git/a.txt": "Hidden.",
            "drafts/a.txt": "A draft.",
            "drafts/keep.txt": "Kept.",
            ".ragignore": "drafts/*\n!drafts/keep.txt\n*.md\n",
            "picture.png": "no article",
        },
    )
    library = open_library(articles)
    report = library.sync()
    assert report.added == ("bridge.txt", "drafts/keep.txt", "strike.txt")
    assert ".png" in " ".join(report.notes)


def test_nothing_is_left_out_silently(articles: Path, open_library: Callable[..., Library]) -> None:
    (articles / "gone.txt").symlink_to(articles / "nowhere.txt")
    (Path(os.fsdecode(os.fsencode(articles) + b"/caf\xe9.txt"))).write_text("A name that is not UTF-8.")
    unread = {unread.source: unread.reason for unread in open_library(articles).sync().unread}
    assert "broken link" in unread["gone.txt"]
    assert "Rename it" in unread["caf\\udce9.txt"]


def test_the_status_tells_of_all_that_could_not_be_read(articles: Path, open_library: Callable[..., Library]) -> None:
    (articles / "empty.txt").write_bytes(b"")
    (articles / "gone.txt").symlink_to(articles / "nowhere.txt")
    os.mkfifo(articles / "pipe.txt")
    library = open_library(articles)
    told = library.sync().unread
    assert [unread.source for unread in told] == ["empty.txt", "gone.txt", "pipe.txt"]
    assert library.status().unread == told


def test_an_ignore_file_that_cannot_be_read_says_so(articles: Path, open_library: Callable[..., Library]) -> None:
    (articles / ".ragignore").write_bytes(b"caf\xe9\n")
    with pytest.raises(UsageError, match="ragignore"):
        open_library(articles).sync()


def test_another_model_is_refused_with_the_command_that_rebuilds(articles: Path) -> None:
    with Library(articles, Settings(), HashEmbedder()) as library:
        library.sync()
    with Library(articles, Settings(model="default")) as other, pytest.raises(IndexUnusable, match="--rebuild"):
        other.sync()
    with Library(articles, Settings()) as unsaid:
        assert unsaid.embedder().name == "hash"


def test_rebuilding_keeps_the_index_s_model_or_takes_the_one_asked_for(articles: Path) -> None:
    with Library(articles, Settings(model="hash")) as library:
        library.sync()
    with Library(articles, Settings()) as library:
        library.sync(rebuild=True)
        assert library.status().state.model == "hash"
    other = HashEmbedder(dimensions=32)
    other.name = "other"
    with Library(articles, Settings(), other) as library:
        library.sync(rebuild=True)
        assert library.status().state.model == "other"


def test_a_model_that_cannot_be_loaded_does_not_become_the_index_s(articles: Path, tmp_path: Path) -> None:
    with Library(articles, Settings(model=str(tmp_path / "missing"))) as library, pytest.raises(ModelError):
        library.sync()
    with Library(articles, Settings(), HashEmbedder()) as library:
        assert library.sync().added == tuple(sorted(ARTICLES))


def test_another_model_under_the_same_name_is_refused(articles: Path, open_library: Callable[..., Library]) -> None:
    open_library(articles).sync()
    write_articles(articles, {"new.txt": "A new text."})
    with Library(articles, Settings(), HashEmbedder(dimensions=32)) as other, pytest.raises(ModelError, match="32"):
        other.sync()


def test_other_settings_bring_other_passages(articles: Path, open_library: Callable[..., Library]) -> None:
    write_articles(articles, {"long.txt": "The sea was calm that day in the harbour. " * 60})
    open_library(articles).sync()
    library = open_library(articles, passage_words=50)
    before = library.status().state
    assert library.sync_if_stale() is not None
    assert library.status().state.passages > before.passages
    assert library.status().state.fingerprint != before.fingerprint
    assert library.sync_if_stale() is None


def test_another_schema_is_refused(articles: Path, open_library: Callable[..., Library]) -> None:
    library = open_library(articles)
    library.sync()
    connection = sqlite3.connect(library.index / "library.sqlite")
    connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    connection.commit()
    connection.close()
    with pytest.raises(IndexUnusable, match=f"schema 99.*rag index {re.escape(str(articles))} --rebuild"):
        library.sync()
    assert library.sync(rebuild=True).added


@pytest.mark.parametrize("keep", [0, 100, 5000])
def test_a_damaged_store_is_made_anew_saying_so(
    articles: Path, open_library: Callable[..., Library], keep: int
) -> None:
    library = open_library(articles)
    library.sync()
    library.close()
    store = library.index / "library.sqlite"
    store.write_bytes(store.read_bytes()[:keep] + b"damage" * 2000)
    for suffix in ("-wal", "-shm"):
        store.with_name(store.name + suffix).unlink(missing_ok=True)
    report = library.sync()
    assert "damaged" in report.notes[0]
    assert library.ask("What did the ferry cost the county?").passages[0].source == "sub/ferry.md"


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM meta",
        "UPDATE meta SET value = x'00ff' WHERE key = 'schema'",
        "UPDATE meta SET value = CAST(x'00ff' AS TEXT) WHERE key = 'schema'",
    ],
)
def test_a_store_whose_schema_is_lost_is_damaged(
    articles: Path, open_library: Callable[..., Library], damage: str
) -> None:
    library = open_library(articles)
    library.sync()
    library.close()
    connection = sqlite3.connect(library.index / "library.sqlite")
    connection.execute(damage)
    connection.commit()
    connection.close()
    with pytest.raises(IndexDamaged, match=f"Make it anew: rag index {re.escape(str(articles))} --rebuild"):
        library.status()
    report = library.sync_if_stale()
    assert report is not None
    assert "damaged" in report.notes[0]
    assert library.sync_if_stale() is None


def test_other_files_in_the_index_folder_are_never_deleted(tmp_path: Path, articles: Path) -> None:
    index = tmp_path / "shared"
    write_articles(index, {"thesis.txt": "Years of work."})
    with Library(articles, Settings(index=index), HashEmbedder()) as library:
        library.sync()
        library.sync(rebuild=True)
    assert (index / "thesis.txt").read_text() == "Years of work."


def test_an_index_among_the_articles_is_refused(articles: Path) -> None:
    with (
        Library(articles, Settings(index=articles), HashEmbedder()) as library,
        pytest.raises(FolderError, match="--index DIR"),
    ):
        library.sync()
    assert not (articles / "library.sqlite").exists()


def test_folders_that_cannot_be_indexed_say_what_to_do(tmp_path: Path, open_library: Callable[..., Library]) -> None:
    with pytest.raises(FolderError, match="does not exist"):
        open_library(tmp_path / "missing", index=tmp_path / "index").sync()
    (tmp_path / "file.txt").write_text("text")
    with pytest.raises(FolderError, match="is a file"):
        open_library(tmp_path / "file.txt", index=tmp_path / "index").sync()
    (tmp_path / "empty").mkdir()
    with pytest.raises(FolderError, match="holds no articles"):
        open_library(tmp_path / "empty").sync()
    with pytest.raises(FolderError, match="--index"):
        open_library(tmp_path / "empty", index=tmp_path / "file.txt" / "index").sync()


def test_a_second_sync_waits_for_the_first(articles: Path, open_library: Callable[..., Library]) -> None:
    from threading import Event, Thread

    from filelock import FileLock

    library = open_library(articles)
    library.sync()
    waiting = Event()
    lock = FileLock(library.index / "lock", thread_local=False)
    lock.acquire()
    thread = Thread(target=lambda: library.sync(lambda progress: progress.stage == "waiting" and waiting.set()))
    thread.start()
    assert waiting.wait(10)
    lock.release()
    thread.join(10)
    assert not thread.is_alive()


def test_progress_moves_with_what_is_embedded_to_the_end(articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.sync._PASSAGES_A_CALL", 8)
    for number in range(20):
        (articles / f"{number}.txt").write_text(f"The tram of line {number} ran late again in the snow.\n", "utf-8")
    (articles / "empty.txt").write_text("", "utf-8")
    embedder = _Counting()
    told: list[tuple[int, int]] = []
    with Library(articles, Settings(), embedder) as library:
        library.sync(lambda progress: progress.stage == "embedding" and told.append((progress.done, embedder.embedded)))
        total = len(library.documents())
    done = [files for files, _ in told]
    assert done[0] == 0
    assert done[-1] == total
    assert all(0 < after - before <= 8 + 1 for before, after in itertools.pairwise(done))
    assert all(files <= embedded + 1 for files, embedded in told)  # nothing is told before it is so


class _Counting(HashEmbedder):
    """Counts the passages."""

    embedded = 0

    def embed_passages(self, texts: list[str], sentences: list[list[Span]]) -> list[PassageVectors]:  # type: ignore[override]
        self.embedded += len(texts)
        return super().embed_passages(texts, sentences)


def test_what_kept_a_file_from_being_read_is_looked_at_again(
    articles: Path, open_library: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    (articles / "large.txt").write_bytes(b"A word or two." + b" " * 1_100_000)
    (articles / "locked.txt").write_bytes(b"The ferry waits.")
    opened = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "locked.txt":
            raise PermissionError(13, "Permission denied")
        return opened(path)

    library = open_library(articles, max_file_mb=1)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", refuse)
        patched.setattr("os.access", lambda path, _: Path(path).name != "locked.txt")
        assert {unread.source for unread in library.sync().unread} == {"large.txt", "locked.txt"}
        assert library.stale() == ()
    assert library.stale() == ("locked.txt",)
    report = open_library(articles, max_file_mb=2).sync()
    assert (report.added, report.unread) == (("large.txt", "locked.txt"), ())


def test_a_word_document_that_was_made_lately_has_the_date_under_its_headline(
    tmp_path: Path, open_library: Callable[..., Library]
) -> None:
    word = docx.Document()
    for paragraph in ("The mill by the weir burns down", "By Ada Nilsen", "14 May 2019", ARTICLES["bridge.txt"]):
        word.add_paragraph(paragraph)
    word.core_properties.created = datetime.datetime(2026, 11, 2, tzinfo=datetime.UTC)
    word.save(str(tmp_path / "mill.docx"))
    library = open_library(tmp_path)
    library.sync()
    assert [info.published for info in library.documents()] == ["2019-05-14"]
    assert library.document("mill.docx").created == "2026-11-02"


def test_other_readers_read_every_file_again(
    articles: Path, open_library: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    (articles / "broken.pdf").write_bytes(b"%PDF-1.4 nothing of a PDF")
    library = open_library(articles)
    library.sync()
    before = library.state().fingerprint

    def read(data: bytes, source: str) -> Document:
        return read_document(b"Read otherwise. " + data.removeprefix(b"%PDF-1.4 "), source.replace(".pdf", ".txt"))

    monkeypatch.setattr("rag.sync.read_document", lambda data, source: replace(read(data, source), source=source))
    assert library.sync_if_stale() is None
    monkeypatch.setattr("rag.sync.PIPELINE", "another")
    report = library.sync_if_stale()
    assert report is not None
    assert (report.added, report.changed, report.unread) == (("broken.pdf",), (), ())
    assert all(library.document(source).text.startswith("Read otherwise.") for source in [*ARTICLES, "broken.pdf"])
    assert library.state().fingerprint != before
