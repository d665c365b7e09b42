"""Articles that are away for a while: a folder that cannot be listed, a disk that is not there."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.errors import ArticlesAway, FolderError
from rag.library import Library
from support import ARTICLES, rag, write_articles

Away = Callable[[Path], None]


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[Away]:
    """Makes a folder one that cannot be listed, or a file one that cannot be looked at, as for others than root."""
    hidden: set[str] = set()
    scandir, stat = os.scandir, os.stat

    def refuse(path: Any) -> None:
        if isinstance(path, str | Path) and str(path) in hidden:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))

    def listed(path: Any = ".") -> Any:
        refuse(path)
        return scandir(path)

    def looked_at(path: Any, **how: Any) -> os.stat_result:
        refuse(path)
        return stat(path, **how)

    monkeypatch.setattr(os, "scandir", listed)
    monkeypatch.setattr(os, "stat", looked_at)
    yield lambda path: hidden.add(str(path))
    hidden.clear()


@pytest.mark.parametrize("place", ["sub", "sub/ferry.md"])
def test_what_is_out_of_sight_stays_in_the_index_and_is_told(
    place: str, articles: Path, open_library: Callable[..., Library], away: Away, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_library(articles)
    library.sync()
    known = library.document("sub/ferry.md")
    away(articles / place)
    assert (library.stale(), library.sync_if_stale()) == ((), None)
    write_articles(articles, {"subway.txt": "A tunnel was dug below the town of Orsa in nine years."})
    (articles / "strike.txt").unlink()
    report = library.sync()
    assert (report.added, report.changed, report.removed) == (("subway.txt",), (), ("strike.txt",))
    assert [(unread.source, "Permission denied" in unread.reason) for unread in report.unread] == [(place, True)]
    monkeypatch.setattr("rag.sync.PIPELINE", "another")
    report = library.sync()
    assert (report.changed, report.removed, report.unchanged) == ((), (), len(ARTICLES))
    assert library.document("sub/ferry.md") == known
    assert library.stale() == ()


def test_an_index_is_not_made_anew_without_what_is_out_of_sight(
    articles: Path, open_library: Callable[..., Library], away: Away
) -> None:
    library = open_library(articles)
    library.sync()
    (articles / "new").mkdir()
    away(articles / "new")
    assert len(library.sync(rebuild=True).added) == len(ARTICLES)  # nothing is known of it
    away(articles / "sub")
    with pytest.raises(FolderError, match=r"whole \(new, sub\).* would lose 1 of 3 articles"):
        library.sync(rebuild=True)
    assert library.document("sub/ferry.md").text


def test_what_was_out_of_sight_is_read_again_when_it_is_back(
    articles: Path, open_library: Callable[..., Library], away: Away, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_library(articles)
    library.sync()
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("rag.sync.list_articles", lambda *given: _without(given, "sub"))
        elsewhere.setattr("rag.sync.PIPELINE", "another")
        library.sync()
    write_articles(articles, {"sub/ferry.md": "The ferry is sold."})
    assert library.sync().changed == ("sub/ferry.md",)


def _without(given: Any, place: str) -> Any:
    from dataclasses import replace

    from rag.files import list_articles

    listing = list_articles(*given)
    seen = {source: file for source, file in listing.articles.items() if not source.startswith(f"{place}/")}
    return replace(listing, articles=seen, out_of_sight=frozenset({place}))


def _take_all_away(folder: Path) -> None:
    for source in ARTICLES:
        (folder / source).unlink()


@pytest.mark.parametrize(
    "command",
    [["ask", "FOLDER", "Who paid?"], ["search", "FOLDER", "ferry"], ["batch", "FOLDER", "-", "-o", "-"]],
    ids=lambda command: command[0],
)
def test_a_question_does_not_empty_the_index(command: list[str], indexed: Path) -> None:
    _take_all_away(indexed)
    done = rag(*[str(indexed) if word == "FOLDER" else word for word in command], given="Who paid?\n")
    assert (done.stdout, done.returncode) == ("", 1)
    assert "does not hold any of the 3 articles" in done.stderr
    assert f"rag index {indexed}" in done.stderr
    write_articles(indexed, ARTICLES)
    assert "added" not in rag("index", indexed).stdout


def test_the_index_is_emptied_where_that_is_meant(indexed: Path) -> None:
    _take_all_away(indexed)
    done = rag("index", indexed)
    assert (done.stdout.count("removed  "), done.returncode) == (3, 0)
    asked = rag("ask", indexed, "Who paid?")
    assert asked.returncode == 1
    assert f"{indexed} holds no articles. Put .txt" in asked.stderr


def test_where_no_article_could_be_read_it_is_said_where_the_reasons_stand(indexed: Path) -> None:
    _take_all_away(indexed)
    (indexed / "empty.txt").write_bytes(b"")
    assert f"could be read. rag index {indexed} says why" in rag("ask", indexed, "Who paid?").stderr


def test_a_program_may_empty_the_index_or_have_that_refused(
    articles: Path, open_library: Callable[..., Library]
) -> None:
    library = open_library(articles)
    library.sync()
    _take_all_away(articles)
    for refused in (library.sync, library.sync_if_stale):
        with pytest.raises(ArticlesAway, match="bring it"):
            refused(may_empty=False)
    assert len(library.documents()) == len(ARTICLES)
    assert issubclass(ArticlesAway, FolderError)
    assert library.sync().removed == tuple(sorted(ARTICLES))
