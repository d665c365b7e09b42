"""Articles added, removed and put back, and whether the index is behind."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.embedding import HashEmbedder
from rag.errors import FolderError, RagError, UnreadableFile, UsageError
from rag.library import Library
from rag.settings import Settings
from support import ARTICLES, ROOT, hostile_text, write_articles

Opener = Callable[..., Library]
NEW = "A blue ferry\n\nA new ferry came to Holm on Sunday. It is blue.\n"


@pytest.fixture
def library(articles: Path, open_library: Opener) -> Library:
    opened = open_library(articles)
    opened.sync()
    return opened


@pytest.fixture
def given_file(tmp_path: Path) -> Path:
    """A file that a person has elsewhere."""
    path = tmp_path / "elsewhere" / "blue.txt"
    write_articles(path.parent, {path.name: NEW})
    return path


def files(folder: Path) -> dict[str, bytes]:
    """All that stands in the folder but the index."""
    paths = [path for path in folder.rglob("*") if path.is_file() and ".rag" not in path.relative_to(folder).parts]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


# Adding


def test_what_is_added_is_read_and_quoted_after_the_next_sync(library: Library, given_file: Path) -> None:
    assert library.add(given_file) == "blue.txt"
    assert library.stale() == ("blue.txt",)
    assert library.sync().added == ("blue.txt",)
    answer = library.ask("Which new ferry came to Holm on Sunday?")
    assert answer.citations[0].source == "blue.txt"
    assert given_file.read_text(encoding="utf-8") == NEW


def test_another_file_of_the_name_stays_and_the_same_is_told(library: Library, given_file: Path) -> None:
    before = files(library.folder)
    assert library.add(given_file, "bridge.txt") == "bridge (2).txt"
    with pytest.raises(UsageError, match="this very file already, as 'bridge \\(2\\).txt'"):
        library.add(given_file, "bridge.txt")
    given_file.write_text("Another text.", encoding="utf-8")
    assert library.add(given_file, "bridge.txt") == "bridge (3).txt"
    assert files(library.folder) == before | {"bridge (2).txt": NEW.encode(), "bridge (3).txt": b"Another text."}
    with pytest.raises(UsageError, match="already"):
        library.add(library.folder / "strike.txt")


def test_what_has_the_name_is_not_written_to_even_if_it_is_a_link_or_a_folder(
    library: Library, given_file: Path, tmp_path: Path
) -> None:
    (library.folder / "link.txt").symlink_to(tmp_path / "nowhere.txt")
    (library.folder / "folder.txt").mkdir()
    assert library.add(given_file, "link.txt") == "link (2).txt"
    assert library.add(given_file, "folder.txt") == "folder (2).txt"
    assert not (tmp_path / "nowhere.txt").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../blue.txt", "is a path"),
        ("/etc/blue.txt", "is a path"),
        ("sub/blue.txt", "is a path"),
        ("C:\\blue.txt", "is a path"),
        (".blue.txt", "hidden"),
        (".txt", "hidden"),
        ("..", "hidden"),
        ("", "hidden"),
        ("blue\x00.txt", "control character"),
        ("blue\x1b[2J.txt", "control character"),
        ("blue\n.txt", "control character"),
        ("blue\udcff.txt", "control character"),
        ("b" * 250 + ".txt", "254 bytes; the limit is 200"),
    ],
)
def test_a_name_that_cannot_be_an_article_s_is_refused(
    library: Library, given_file: Path, name: str, said: str
) -> None:
    before = files(library.folder)
    with pytest.raises(UsageError, match=said):
        library.add(given_file, name)
    assert files(library.folder) == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("blue.exe", b"MZ", "the ending '.exe'; the readable ones are .docx"),
        ("blue", b"text", "the readable ones are"),
        ("blue.txt", b"", "is empty"),
        ("blue.pdf", b"%PDF-1.4 nothing of a PDF", "blue.pdf is damaged|blue.pdf cannot"),
        ("blue.docx", b"PK\x03\x04 no archive", "blue.docx"),
        ("blue.txt", b"word " * 300_000, "the limit is 1 MB"),
    ],
)
def test_a_file_that_cannot_be_read_never_lands_in_the_folder(
    articles: Path, open_library: Opener, given_file: Path, name: str, content: bytes, said: str
) -> None:
    library, before = open_library(articles, max_file_mb=1), files(articles)
    given_file.write_bytes(content)
    with pytest.raises(UnreadableFile, match=f"({said}).*It was not added"):
        library.add(given_file, name)
    assert files(articles) == before


def test_what_would_be_left_out_or_is_no_file_is_refused(library: Library, given_file: Path) -> None:
    (library.folder / ".ragignore").write_text("*draft*\n", encoding="utf-8")
    with pytest.raises(UsageError, match="ragignore"):
        library.add(given_file, "My draft.txt")
    for path in (given_file.parent, given_file.with_name("missing.txt"), Path("a\x00.txt")):
        with pytest.raises(UsageError, match="the file of one article"):
            library.add(path, "a.txt")


def test_a_folder_that_cannot_be_written_says_so_and_keeps_nothing(
    library: Library, given_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(library.folder)

    def full(self: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(FolderError, match="No space left.*the disk is not full"):
        library.add(given_file)
    with pytest.raises(FolderError, match="No space left"):
        library.remove("bridge.txt")
    assert files(library.folder) == before
    assert library.removed() == ()


@given(
    hostile_text, hostile_text.map(str.encode) | st.binary(max_size=200), st.sampled_from([".txt", ".md", ".html", ""])
)
def test_whatever_is_given_is_a_new_article_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes, ending: str
) -> None:
    root = tmp_path_factory.mktemp("adding")
    folder, path = root / "articles", root / "given"
    write_articles(folder, {"bridge.txt": ARTICLES["bridge.txt"]})
    path.write_bytes(content)
    library, before = Library(folder, Settings(), HashEmbedder()), files(root)
    try:
        source = library.add(path, name + ending)
    except RagError:
        assert files(root) == before
        return
    assert files(root) == before | {f"articles/{source}": content}
    assert "/" not in source
    assert library.stale() == tuple(sorted(["bridge.txt", source]))
    with library:
        assert library.sync().unread == ()


# Removing and putting back


def test_what_is_removed_is_kept_and_put_back_where_it_stood(library: Library) -> None:
    path = library.folder / "sub" / "ferry.md"
    before, state, changed = files(library.folder), library.state(), path.stat().st_mtime_ns
    removed = library.remove("sub/ferry.md")
    assert (removed.source, removed.bytes) == ("sub/ferry.md", len(ARTICLES["sub/ferry.md"].encode()))
    assert library.removed() == (removed,)
    assert library.stale() == ("sub/ferry.md",)
    assert library.sync().removed == ("sub/ferry.md",)
    library.sync(rebuild=True)
    assert library.sync().unchanged == 2
    path.parent.rmdir()
    assert library.put_back(removed.key) == "sub/ferry.md"
    library.sync()
    assert files(library.folder) == before
    assert (path.stat().st_mtime_ns, library.removed(), library.state().fingerprint) == (changed, (), state.fingerprint)
    assert not (library.index / "removed").exists()
    with pytest.raises(UsageError, match="put back already"):
        library.put_back(removed.key)


def test_two_files_removed_from_one_place_are_both_kept_and_none_is_written_over(library: Library) -> None:
    first = library.remove("strike.txt")
    write_articles(library.folder, {"strike.txt": NEW})
    with pytest.raises(UsageError, match="something else in its place"):
        library.put_back(first.key)
    second = library.remove("strike.txt")
    assert library.removed() == (second, first)
    library.put_back(first.key)
    assert (library.folder / "strike.txt").read_text(encoding="utf-8") == ARTICLES["strike.txt"]
    assert library.removed() == (second,)


def test_a_file_in_place_of_a_folder_is_not_written_over(library: Library) -> None:
    removed = library.remove("sub/ferry.md")
    (library.folder / "sub").rmdir()
    (library.folder / "sub").write_text("no folder")
    with pytest.raises(UsageError, match="something else in its place"):
        library.put_back(removed.key)
    assert library.removed() == (removed,)


def test_nothing_is_put_back_outside_the_folder(library: Library, tmp_path: Path) -> None:
    removed = library.remove("sub/ferry.md")
    (library.folder / "sub").rmdir()
    (tmp_path / "outside").mkdir()
    (library.folder / "sub").symlink_to(tmp_path / "outside")
    with pytest.raises(UsageError, match="outside"):
        library.put_back(removed.key)
    for key in ("../library.sqlite", "/etc/passwd", "", removed.key + "/../ferry.md", "a\x00", "\udcff"):
        with pytest.raises(UsageError, match="Nothing that was removed"):
            library.put_back(key)
    assert list((tmp_path / "outside").iterdir()) == []
    assert library.removed() == (removed,)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("../outside.txt", "outside"),
        ("sub/../bridge.txt", "outside"),
        ("/etc/passwd", "outside"),
        ("missing.txt", "no article"),
        ("sub", "no article"),
        ("", "no article"),
        ("bridge.txt\x00", "no article"),
        ("\udcff", "no article"),
        (".rag/library.sqlite", "no article"),
        (".ragignore", "no article"),
        ("link.txt", "link"),
        ("linked/other.txt", "no article"),
    ],
)
def test_only_articles_of_the_folder_are_removed(library: Library, tmp_path: Path, source: str, said: str) -> None:
    (library.folder / ".ragignore").write_text("*.tmp\n", encoding="utf-8")
    write_articles(tmp_path, {"outside.txt": NEW, "away/other.txt": NEW})
    (library.folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    (library.folder / "linked").symlink_to(tmp_path / "away")
    with pytest.raises(UsageError, match=said):
        library.remove(source)
    assert library.removed() == ()
    assert (tmp_path / "outside.txt").exists()


def test_an_article_that_cannot_be_read_is_removed_too(library: Library) -> None:
    (library.folder / "broken.pdf").write_bytes(b"no PDF")
    library.sync()
    assert library.remove("broken.pdf").bytes == 6
    assert library.sync().unread == ()


def test_with_the_index_among_the_articles_nothing_is_removed(articles: Path, open_library: Opener) -> None:
    library = open_library(articles, index=articles)
    with pytest.raises(FolderError, match="--index DIR"):
        library.remove("bridge.txt")
    assert (articles / "bridge.txt").exists()


@pytest.fixture
def other_file_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """The index and the folder lie on two file systems, between which nothing can be renamed."""
    replace = Path.replace

    def within_one(self: Path, target: Path) -> Path:
        if self.parent != target.parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", within_one)


@pytest.mark.usefixtures("other_file_system")
def test_files_are_moved_between_file_systems(library: Library) -> None:
    before = files(library.folder)
    changed = (library.folder / "bridge.txt").stat().st_mtime_ns
    removed = library.remove("bridge.txt")
    assert "bridge.txt" not in files(library.folder)
    assert library.removed() == (removed,)
    library.put_back(removed.key)
    assert files(library.folder) == before
    assert (library.folder / "bridge.txt").stat().st_mtime_ns == changed


moves = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(["a.txt", "b.md"]), st.sampled_from(list(ARTICLES.values()))),
        st.tuples(st.just("remove"), st.integers(0, 5), st.none()),
        st.tuples(st.just("put back"), st.integers(0, 5), st.none()),
    ),
    max_size=10,
)


@settings(max_examples=40)
@given(moves)
def test_no_bytes_are_ever_lost(tmp_path_factory: pytest.TempPathFactory, history: list[tuple[str, Any, Any]]) -> None:
    root = tmp_path_factory.mktemp("moves")
    folder, path = root / "articles", root / "given"
    write_articles(folder, ARTICLES)
    library = Library(folder, Settings(), HashEmbedder())
    known = sorted(files(folder).values())
    for what, which, text in history:
        try:
            if what == "add":
                path.write_text(text, encoding="utf-8", newline="")
                library.add(path, which)
                known = sorted([*known, path.read_bytes()])
            elif what == "remove":
                sources = sorted(files(folder))
                library.remove(sources[which % len(sources)])
            elif kept := library.removed():
                library.put_back(kept[which % len(kept)].key)
        except UsageError:
            pass  # the very same file, or something in its place
        kept_now = [(library.index / "removed" / one.key).read_bytes() for one in library.removed()]
        assert sorted([*files(folder).values(), *kept_now]) == known
        if not files(folder):
            break


# Being behind


def test_what_is_new_changed_or_gone_is_told_without_a_model(library: Library) -> None:
    assert library.stale() == ()
    write_articles(library.folder, {"new.txt": NEW, "bridge.txt": NEW})
    (library.folder / "strike.txt").unlink()
    os.utime(library.folder / "sub" / "ferry.md")
    assert library.stale() == ("bridge.txt", "new.txt", "strike.txt", "sub/ferry.md")
    library.sync()
    assert library.stale() == ()
    code = (
        "import sys; from pathlib import Path; from rag.library import Library; from rag.settings import Settings\n"
        "library = Library(Path(sys.argv[1]), Settings()); library.stale(); library.documents(); library.removed()\n"
        "assert not {'torch', 'faiss', 'sentence_transformers', 'py3langid'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code, library.folder], check=True, cwd=ROOT)


def test_without_an_index_all_articles_are_new(articles: Path, open_library: Opener) -> None:
    library = open_library(articles)
    assert library.stale() == tuple(sorted(ARTICLES))
    with pytest.raises(FolderError, match="does not exist"):
        open_library(articles / "missing").stale()


def test_a_list_of_documents_tells_their_language_and_what_is_corrected(library: Library) -> None:
    from rag import Correction, DocumentInfo

    long = "El nuevo transbordador llegó a Holm el domingo por la mañana y todo el pueblo salió a verlo. " * 5
    write_articles(library.folder, {"azul.txt": long})
    library.sync()
    library.correct("strike.txt", Correction(author="Ada Nilsen", unknown=("title",)))
    told = {info.source: (info.language, info.corrected) for info in library.documents()}
    assert told["azul.txt"] == ("es", ())
    assert told["strike.txt"] == ("en", ("title", "author"))
    assert DocumentInfo("a.txt", None, None, None, 10, 1).corrected == ()
    for info in library.documents():
        assert info.language == library.document(info.source).language
