import json
import os
import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer_json import answer_to_json
from rag.corrections import FIELDS, Correction, check_correction
from rag.corrections_file import FILE_NAME, corrections_file, read_corrections
from rag.embedding import HashEmbedder
from rag.errors import FolderError, UsageError
from rag.library import Library
from rag.references.given_keys import FILE_NAME as KEYS
from rag.references.values import Reference
from rag.settings import Settings
from rag.values import Filter, Name
from support import ARTICLES, hostile_text, rag, rag_apart, write_articles

Opener = Callable[..., Library]

CLOSED = "When was the old bridge at Orsa closed to traffic?"
BIB = """@article{orsa2021,
  title = {The bridge at Orsa}, shorttitle = {The bridge}, author = {Nilsen, A.}, date = {2021-05-04},
  journaltitle = {Bridge Weekly}
}
"""


@pytest.fixture
def library(articles: Path, open_library: Opener) -> Library:
    opened = open_library(articles)
    opened.sync()
    return opened


def reference(library: Library, source: str) -> Reference:
    return next(one for one in library.references() if source in one.sources)


words = st.text(min_size=1, max_size=12)
dates = st.sampled_from(["2023", "2023-07", "2023-07-21", "1999-12"])
corrections = st.builds(
    lambda title, author, published, unknown: Correction(
        None if "title" in unknown else title,
        None if "author" in unknown else author,
        None if "published" in unknown else published,
        tuple(unknown),
    ),
    st.none() | st.sampled_from(["The bridge at Orsa", "Another name", "Brücke «Orsa»"]),
    st.none() | st.sampled_from(["Ada Nilsen", "Poe, Ann and Roe, Bob", "العربية", "Island Desk"]),
    st.none() | dates,
    st.lists(st.sampled_from(FIELDS), unique=True),
)
SOURCES = ["bridge.txt", "sub/ferry.md", "new.txt"]
steps = st.lists(
    st.one_of(
        st.tuples(st.just("correct"), st.sampled_from(SOURCES), corrections),
        st.tuples(st.just("take back"), st.sampled_from(SOURCES), st.none()),
        st.tuples(st.just("write"), st.sampled_from(SOURCES), st.sampled_from(list(ARTICLES.values()))),
        st.tuples(st.just("remove"), st.sampled_from(SOURCES), st.none()),
        st.tuples(st.just("rename"), st.sampled_from(SOURCES), st.sampled_from(SOURCES)),
        st.tuples(st.just("rebuild"), st.none(), st.none()),
    ),
    max_size=8,
)


def all_that_is_said(library: Library) -> dict[str, Any]:
    answer = answer_to_json(library.ask(CLOSED))
    documents = library.documents()
    filters = [Filter(authors=("Nilsen",)), Filter(since="2023"), Filter(until="2022-02")]
    return {
        "documents": documents,
        "texts": [library.document(info.source) for info in documents],
        "references": library.references(),
        "state": library.state(),
        "admitted": [admitted(library, within) for within in filters],
        "answer": {key: value for key, value in answer.items() if key != "confidence"},
        "corrections": dict(library.corrections()),
    }


def admitted(library: Library, within: Filter) -> object:
    try:
        return library.admitted(within)
    except UsageError as error:
        return str(error)


def take(library: Library, folder: Path, number: int, step: tuple[str, Any, Any]) -> None:
    """One step of a history; of a correction that is refused, nothing."""
    what, source, given_ = step
    if what == "rebuild":
        library.sync(rebuild=True)
        return
    path = folder / source
    if what == "write":
        write_articles(folder, {source: given_})
        os.utime(path, ns=(number * 10**9, number * 10**9))
    elif what == "remove":
        path.unlink(missing_ok=True)
    elif what == "rename" and path.exists():
        path.replace(folder / given_)
    library.sync()
    if what in ("correct", "take back"):
        known = {info.source for info in library.documents()} | set(library.corrections())
        if source in known:
            library.correct(source, given_ or Correction())
        else:
            with pytest.raises(UsageError, match="no article"):
                library.correct(source, given_ or Correction())


@settings(max_examples=25)
@given(steps)
def test_any_history_of_corrections_and_edits_equals_a_fresh_library_with_the_same_corrections_and_keys(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[str, Any, Any]]
) -> None:
    root = tmp_path_factory.mktemp("history")
    folder = root / "articles"
    write_articles(folder, ARTICLES | {"references.bib": BIB})
    with Library(folder, Settings(), HashEmbedder()) as library:
        library.sync()
        for number, step in enumerate(history):
            take(library, folder, number, step)
            all_that_is_said(library)  # so that whatever is remembered is remembered
        said = all_that_is_said(library)
    fresh = root / "fresh"
    fresh.mkdir()
    for kept in (FILE_NAME, KEYS):
        if (folder / ".rag" / kept).exists():
            shutil.copy(folder / ".rag" / kept, fresh)
    with Library(folder, Settings(index=fresh), HashEmbedder()) as library:
        library.sync()
        assert all_that_is_said(library) == said


@settings(max_examples=25)
@given(corrections)
def test_what_is_corrected_is_so_everywhere_and_taken_back_nothing_is_left(
    tmp_path_factory: pytest.TempPathFactory, correction: Correction
) -> None:
    folder = tmp_path_factory.mktemp("everywhere")
    write_articles(folder, ARTICLES | {"references.bib": BIB})
    with Library(folder, Settings(), HashEmbedder()) as library:
        library.sync()
        before = all_that_is_said(library)
        own = library.document("bridge.txt")
        library.correct("bridge.txt", correction)
        document, cited = library.document("bridge.txt"), library.ask(CLOSED).citations[0]
        info = library.documents()[0]
        assert cited.source == info.source == "bridge.txt"
        for name in FIELDS:
            so = correction.over(name, getattr(own, name))
            assert getattr(document, name) == getattr(cited, name) == getattr(info, name) == so
        assert info.corrected == correction.fields()
        assert replace(document, title=None, author=None, published=None) == replace(
            own, title=None, author=None, published=None
        )
        known = reference(library, "bridge.txt")
        assert "title" not in correction.fields() or known.title == correction.title
        assert "published" not in correction.fields() or known.issued == correction.published
        assert "author" not in correction.unknown or known.authors == ()
        # The fingerprint is another one where, and only where, what answers carry is.
        changed = info != replace(before["documents"][0], corrected=info.corrected)
        assert (library.state().fingerprint != before["state"].fingerprint) == changed
        assert library.ask(CLOSED).library == library.state()
        library.correct("bridge.txt", Correction())
        assert all_that_is_said(library) == before


def test_a_correction_stands_before_the_references_file_and_keeps_the_rest_of_its_entry(library: Library) -> None:
    (library.folder / "references.bib").write_text(BIB, encoding="utf-8")
    assert reference(library, "bridge.txt").authors == (Name(family="Nilsen", given="A."),)
    library.correct("bridge.txt", Correction(title="Two pillars", author="Ada Nilsen", unknown=("published",)))
    known = reference(library, "bridge.txt")
    assert (known.title, known.authors, known.issued) == ("Two pillars", (Name(family="Nilsen", given="Ada"),), None)
    assert (known.key, known.container) == ("orsa2021", "Bridge Weekly")
    assert dict(known.further).get("title-short") is None
    assert "“Two Pillars,”" in library.cite("the old bridge at Orsa was closed to traffic").note


def test_an_entry_is_found_by_a_corrected_title(library: Library) -> None:
    entry = BIB.replace("The bridge at Orsa", "Cracks in two pillars")
    (library.folder / "references.bib").write_text(entry, encoding="utf-8")
    assert reference(library, "bridge.txt").container is None
    library.correct("bridge.txt", Correction(title="Cracks in two pillars"))
    assert reference(library, "bridge.txt").container == "Bridge Weekly"


def test_the_parts_of_a_name_that_the_file_gives_are_not_those_of_a_corrected_author(
    tmp_path: Path, open_library: Opener
) -> None:
    head = '<meta name="citation_author" content="van der Berg, Anna"><meta name="citation_title" content="Ferries">'
    write_articles(tmp_path, {"f.html": f"<html><head>{head}</head><body><p>Ferries come back each day.</p></body>"})
    library = open_library(tmp_path)
    library.sync()
    assert reference(library, "f.html").authors[0].family == "Berg"
    library.correct("f.html", Correction(author="Per Lund"))
    assert reference(library, "f.html").authors == (Name(family="Lund", given="Per"),)
    assert library.document("f.html").imprint.authors == ()


def test_filters_and_drafts_go_by_what_is_corrected(library: Library, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No article's author"):
        library.admitted(Filter(authors=("Roe",)))
    library.correct("strike.txt", Correction(author="Bob Roe", published="2019-03"))
    assert library.admitted(Filter(authors=("Roe",), until="2019")).sources == ("strike.txt",)
    assert [hit.source for hit in library.search("dockers", within=Filter(until="2019"))] == ["strike.txt"]
    draft = tmp_path / "draft.md"
    quote = "Dockers in Vik went back to work on Monday after nine days."
    draft.write_text(f"As Bob Roe wrote, “{quote}”\n", encoding="utf-8")
    assert [one.verdict for one in library.check(draft).quotations] == ["exact"]
    library.correct("bridge.txt", Correction(author="Bob Roe"))
    library.correct("strike.txt", Correction(author="Cy Doe"))
    assert [one.verdict for one in library.check(draft).quotations] == ["misattributed"]


def test_what_another_process_corrects_is_seen_at_once(library: Library) -> None:
    before = library.state().fingerprint
    library.references()
    done = rag_apart("correct", library.folder, "bridge.txt", "--title", "Two pillars", "--author", "")
    assert done.returncode == 0, done.stderr
    assert library.document("bridge.txt").title == reference(library, "bridge.txt").title == "Two pillars"
    assert library.documents()[0].author is None
    assert library.state().fingerprint != before
    assert rag("correct", library.folder, "bridge.txt", "--clear").returncode == 0
    assert library.state().fingerprint == before


def test_corrections_survive_a_rebuild_and_a_damaged_index(library: Library) -> None:
    library.correct("bridge.txt", Correction(title="Two pillars"))
    kept = corrections_file(library.index).read_bytes()
    library.sync(rebuild=True)
    library.close()
    (library.index / "library.sqlite").write_bytes(b"no database" * 1000)
    library.sync()
    assert library.document("bridge.txt").title == "Two pillars"
    assert corrections_file(library.index).read_bytes() == kept


def test_a_correction_of_an_article_that_is_gone_stays_and_does_no_harm(library: Library) -> None:
    library.correct("strike.txt", Correction(title="Nine days"))
    text = (library.folder / "strike.txt").read_text(encoding="utf-8")
    (library.folder / "strike.txt").unlink()
    library.sync()
    state = library.state()
    assert state.provenance is not None
    assert state.provenance.corrections is None
    assert library.corrections() == {"strike.txt": Correction(title="Nine days")}
    assert "strike.txt" not in {info.source for info in library.documents()}
    library.references()
    (library.folder / "strike.txt").write_text(text, encoding="utf-8")
    library.sync()
    assert library.document("strike.txt").title == "Nine days"


def test_only_articles_that_are_there_are_corrected(library: Library) -> None:
    for source in ("missing.txt", "", "../bridge.txt", "bridge\x00.txt", "\udcff.txt"):
        with pytest.raises(UsageError, match="no article"):
            library.correct(source, Correction(title="A"))
    assert not corrections_file(library.index).exists()


@pytest.mark.parametrize(
    ("correction", "said"),
    [
        (Correction(published="2023-13"), "The date is '2023-13'.*2023-07-21"),
        (Correction(published="21 July 2023"), "no date"),
        (Correction(title=" \n"), "no text.*unknown"),
        (Correction(title="Two\x1b[31m pillars"), "control character"),
        (Correction(author="Ada\nNilsen"), "control character"),
        (Correction(author="Ada \ud800"), "control character"),
        (Correction(title="a" * 1001), "1,001 characters; the limit is 1,000"),
        (Correction(title="A", unknown=("title",)), "at once"),
        (Correction(unknown=("words",)), "words"),  # type: ignore[arg-type]
        (Correction(title=5), "5"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_so_is_refused_and_nothing_is_kept(library: Library, correction: Correction, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        library.correct("bridge.txt", correction)
    assert library.corrections() == {}


@given(hostile_text, hostile_text | words)
def test_any_text_is_refused_or_comes_back_as_it_was_given(
    tmp_path_factory: pytest.TempPathFactory, title: str, source: str
) -> None:
    from rag.corrections_file import keep_correction

    index = tmp_path_factory.mktemp("index")
    source = source.encode("utf-8", "replace").decode()
    try:
        checked = check_correction(Correction(title=title))
    except UsageError:
        return
    assert checked.title == title.strip()
    keep_correction(index, source, Correction(title=title, unknown=("author",)))
    assert read_corrections(index).by_source == {source: replace(checked, unknown=("author",))}
    assert json.loads(corrections_file(index).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("damaged", "said"),
    [
        (b"", "line 1"),
        (b'{"schema": 1, "corrections": {"bridge.txt": {"title": "A"', "line 1"),
        (b"[]", "not as rag correct writes it"),
        (b'{"schema": 1, "corrections": {}, "more": 1}', "not as rag correct writes it"),
        (b'{"schema": 2, "corrections": {}}', "schema 2"),
        (b'{"schema": 1, "corrections": {"a.txt": {"date": "2023"}}}', "a.txt"),
        (b'{"schema": 1, "corrections": {"a.txt": {"published": "2023-13"}}}', "a.txt.*2023-13"),
        (b'{"schema": 1, "corrections": {"a.txt": {}, "a.txt": {"title": "A"}}}', "'a.txt' is in it twice"),
        (b"\xff\xfe", "decode"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_damaged_file_is_told_with_the_remedy_and_never_written_over(
    library: Library, damaged: bytes, said: str
) -> None:
    path = corrections_file(library.index)
    path.write_bytes(damaged)
    for use in (
        library.corrections,
        library.documents,
        library.state,
        library.references,
        lambda: library.document("bridge.txt"),
        lambda: library.ask(CLOSED),
        lambda: library.correct("bridge.txt", Correction(title="A")),
    ):
        with pytest.raises(UsageError, match=f"(?s){said}.*mend it, or move it away"):
            use()
    library.sync(rebuild=True)
    assert path.read_bytes() == damaged


def test_a_file_edited_by_hand_is_read(library: Library) -> None:
    text = '{"schema": 1,\r\n "corrections": {"bridge.txt": {"published": "2021", "unknown": ["author"]}}}'
    corrections_file(library.index).write_text("\ufeff" + text, encoding="utf-8")
    assert (library.document("bridge.txt").published, library.document("bridge.txt").author) == ("2021", None)


def test_an_index_that_cannot_be_written_says_so(library: Library) -> None:
    (library.index / "corrections.lock").mkdir()
    with pytest.raises(FolderError, match="--index DIR"):
        library.correct("bridge.txt", Correction(title="A"))


def correct_each(library: Library, source: str, titles: list[str]) -> threading.Thread:
    def correct() -> None:
        for title in titles:
            library.correct(source, Correction(title=title))

    started = threading.Thread(target=correct)
    started.start()
    return started


class Correcting:
    """Looks at the sentences again while somebody corrects their article."""

    def __init__(self) -> None:
        self.library: Library | None = None

    def scores(self, question: str, texts: Sequence[str]) -> Any:
        assert question
        assert self.library is not None
        correct_each(self.library, "bridge.txt", ["Two pillars"]).join()
        return np.zeros(len(texts), np.float32)


def test_an_answer_is_of_one_state_while_another_thread_corrects(articles: Path) -> None:
    reranker = Correcting()
    with Library(articles, Settings(), HashEmbedder(), reranker) as library:
        reranker.library = library
        library.sync()
        before = library.state()
        answer = library.ask(CLOSED)
        assert (answer.library, answer.citations[0].title) == (before, "The bridge at Orsa")
        assert library.state() != before
        answer = library.ask(CLOSED)
        assert (answer.library, answer.citations[0].title) == (library.state(), "Two pillars")


def test_corrections_made_at_once_by_two_libraries_are_all_kept(library: Library) -> None:
    with Library(library.folder, library.settings, HashEmbedder()) as other:
        titles = [str(number) for number in range(20)]
        for thread in (
            correct_each(library, "strike.txt", titles),
            correct_each(other, "sub/ferry.md", titles),
        ):
            thread.join()
    assert library.corrections() == dict.fromkeys(("strike.txt", "sub/ferry.md"), Correction(title="19"))


def test_the_command_sets_shows_and_takes_back(indexed: Path) -> None:
    assert rag("correct", indexed).stdout == "Nothing is corrected.\n"
    done = rag("correct", indexed, "bridge.txt", "--author", "Ann Poe", "--date", "2021-05")
    assert (done.stdout, done.returncode) == ("bridge.txt\n  author     Ann Poe\n  published  2021-05\n", 0)
    done = rag("correct", indexed, "bridge.txt", "--date", "")
    assert done.stdout == "bridge.txt\n  author     Ann Poe\n  published  unknown\n"
    assert json.loads(rag("correct", indexed, "--json").stdout)["corrections"] == {
        "bridge.txt": {"title": None, "author": "Ann Poe", "published": None, "unknown": ["published"]}
    }
    asked = rag("ask", indexed, CLOSED)
    assert "The bridge at Orsa · Ann Poe · bridge.txt" in asked.stdout
    done = rag("correct", indexed, "bridge.txt", "--clear", "--title", "Two pillars")
    assert done.stdout == "bridge.txt\n  title      Two pillars\n"
    assert rag("correct", indexed, "bridge.txt", "--clear").stdout == "bridge.txt\n  as the article says\n"
    assert rag("correct", indexed, "bridge.txt", "--quiet").stdout == ""


def test_the_command_corrects_an_article_that_is_new(indexed: Path) -> None:
    write_articles(indexed, {"new.txt": "A new ferry came to Holm on Sunday. It is blue."})
    assert rag("correct", indexed, "new.txt", "--title", "A blue ferry").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--title", "A"], "rag correct {} SOURCE"),
        (["missing.txt", "--title", "A"], "no article"),
        (["\udcff", "--title", "A"], "no article"),
        (["bridge.txt", "--date", "yesterday"], "2023-07-21"),
        (["bridge.txt", "--title", "\udcff"], "control character"),
    ],
)
def test_the_command_refuses_in_words(indexed: Path, arguments: list[str], said: str) -> None:
    done = rag("correct", indexed, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said.replace("{}", str(indexed)) in done.stderr
    assert "Traceback" not in done.stderr
