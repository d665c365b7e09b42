"""The engine as a script and a notebook use it."""

import doctest
import html
import json
import pkgutil
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

import rag
from rag.errors import RagError, UsageError
from rag.library import Library
from rag.notebook import answer_html, answer_markdown, plain
from rag.settings import Settings
from rag.values import Answer, Citation, Difference, Filter, LibraryState, RankedPassage, Span, Stated
from support import ARTICLES, hostile_text

Opener = Callable[..., Library]
ROOT = Path(__file__).parent.parent


def test_every_public_name_is_there_and_nothing_else() -> None:
    for name in rag.__all__:
        assert getattr(rag, name).__name__ == name
    assert list(rag.__all__) == sorted(rag.__all__) == dir(rag)
    with pytest.raises(AttributeError, match="Libary"):
        _ = rag.Libary
    errors = [getattr(rag, name) for name in rag.__all__ if name.endswith(("Error", "File", "Unusable", "Damaged"))]
    assert all(issubclass(error, RagError) for error in errors if issubclass(error, Exception))


def test_an_empty_name_is_not_taken_for_the_current_folder(articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(articles)
    with pytest.raises(UsageError, match="The folder has no name"):
        Library.open("")
    assert not (articles / ".rag").exists()
    with Library.open(".", Settings(model="hash")) as library:
        assert len(library.documents()) == len(ARTICLES)


def test_a_history_that_is_none_is_refused(articles: Path, open_library: Opener) -> None:
    library = open_library(articles)
    library.sync()
    refused = {
        "Give a list of the earlier questions": ["How tall is the tower at Orsa?", b"When?", None, 3, {"Why?": 1}],
        "Give the earlier questions alone": [[None], ["When?", 3], [b"When?"], [["When?"]], ["half \ud83d"]],
        "10,001 characters": [["x" * 10_001]],
    }
    for words, histories in refused.items():
        for history in histories:
            with pytest.raises(UsageError, match=words):
                library.ask("And in Vik?", history=history)
    for histories in ([], [()], [(), (), ()]):
        with pytest.raises(UsageError, match="for 2 questions"):
            library.ask_many(["Why?", "When?"], histories)


def test_questions_that_are_no_list_are_refused(articles: Path, open_library: Opener) -> None:
    library = open_library(articles)
    library.sync()
    refused: list[Any] = ["Who?", b"Who?", None, 3]
    for questions in refused:
        with pytest.raises(UsageError, match="Give a list of questions"):
            library.ask_many(questions)
    assert [answer.question for answer in library.ask_many(("Who?", "When?"))] == ["Who?", "When?"]


@pytest.mark.parametrize("within", ["*.pdf", "", {"since": "2022"}, {}, ["bridge.txt"]])
def test_what_is_no_filter_is_refused_in_words(articles: Path, open_library: Opener, within: Any) -> None:
    library = open_library(articles)
    library.sync()
    for asked in (library.ask, library.search, library.passages, library.cite):
        with pytest.raises(UsageError, match="is no filter. Give a Filter"):
            asked("When was the old bridge at Orsa closed?", within=within)
    with pytest.raises(UsageError, match="is no filter. Give a Filter"):
        library.admitted(within)


@pytest.mark.parametrize(("k", "words"), [("3", "whole"), (2.5, "whole"), (None, "whole"), (0, "least 1")])
def test_what_is_no_number_of_passages_is_refused_in_words(
    articles: Path, open_library: Opener, k: Any, words: str
) -> None:
    library = open_library(articles)
    library.sync()
    for asked in (library.search, library.passages):
        with pytest.raises(UsageError, match=words):
            asked("dockers", k=k)


def test_importing_loads_nothing_until_a_name_is_used() -> None:
    code = (
        "import sys, rag; before = {n for n in sys.modules if n.startswith('rag.') or n in ('numpy', 'torch')}; "
        "rag.RagError; after = {n for n in sys.modules if n.startswith('rag.')}; print(before, after)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "set() {'rag.errors'}\n"


def test_a_type_checker_sees_types_and_no_names_that_are_not_there(tmp_path: Path) -> None:
    assert files("rag").joinpath("py.typed").is_file()
    pytest.importorskip("mypy")
    script = tmp_path / "script.py"
    script.write_text(
        "from rag import Filter, Library, RagError, Settings\n"
        "library = Library.open('.', Settings(threshold=0.3), sync=False)\n"
        "reveal_type(library.ask('Why?', within=Filter(since='2023')).citations[0].page)\n"
        "from rag import Libary\n"
    )
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "--no-site-packages"),
            *("--ignore-missing-imports", "--cache-dir", tmp_path / "cache", script),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={"MYPYPATH": str(ROOT), "PATH": ""},
    )
    told = [line.partition("script.py:")[2] for line in done.stdout.splitlines() if "script.py:" in line]
    assert told[:2] == [
        '3: note: Revealed type is "int | None"',
        '4: error: Module "rag" has no attribute "Libary"; maybe "Library"?  [attr-defined]',
    ]


QUIET = """
import logging, sys, warnings
from rag import Library, Settings
root = logging.getLogger()
before = (root.level, list(root.handlers), list(warnings.filters), logging.root.manager.disable)
with Library.open({folder!r}, Settings({settings})) as library:
    library.sync(rebuild=True)
    answer = library.ask("How many passengers does the electric ferry carry?")
    library.ask_many(["Why?", "", "How long?"])
    library.search("ferry")
    library.status()
    answer._repr_html_()
assert answer.status == "answered", answer
assert (root.level, list(root.handlers), logging.root.manager.disable) == (before[0], before[1], before[3])
assert list(warnings.filters) == before[2] or {is_real}
"""


@pytest.mark.parametrize("model", ["hash", pytest.param("default", marks=pytest.mark.model)])
def test_the_engine_says_nothing_and_leaves_logging_as_it_is(articles: Path, model: str) -> None:
    code = QUIET.format(folder=str(articles), settings=f"model={model!r}", is_real=model == "default")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# Examples


def modules_with_examples() -> list[str]:
    names = ["rag", *(module.name for module in pkgutil.walk_packages(rag.__path__, "rag."))]
    paths = {name: ROOT.joinpath(*name.split(".")) for name in names}
    return [
        name
        for name, path in paths.items()
        if any(
            ">>> " in file.read_text(encoding="utf-8")
            for file in (path.with_suffix(".py"), path / "__init__.py")
            if file.is_file()
        )
    ]


@pytest.mark.model
@pytest.mark.parametrize("module", modules_with_examples())
def test_the_examples_of_docstrings_do_what_they_say(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds", ignore=shutil.ignore_patterns(".rag"))
    monkeypatch.chdir(tmp_path)
    found = doctest.testmod(import_module(module))
    assert found.attempted > 0
    assert found.failed == 0


def test_there_are_examples() -> None:
    assert "rag.library" in modules_with_examples()


# Notebooks

STATE = LibraryState("f", "hash", 2, 3)
text = hostile_text | st.sampled_from(
    [
        *("<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](//evil.example)", "$\\href{javascript:x}{y}$"),
        *("\\(x\\)", "\\[x\\]", "`code`", "# Head", "1. one", "- list", "+ list", "=== ", "--- ", "    code", "a | b"),
        *("www.evil.example", "https://evil.example", "me@evil.example", "<https://evil.example>", "&lt;b&gt;", "[^1]"),
        *("*bold* _it_ ~~no~~", "> quote", "\n\n# Head", "a\\", "***", "&#42;"),
    ]
)
citations = st.lists(
    st.builds(
        Citation,
        n=st.integers(1, 4),
        source=text,
        start=st.just(0),
        end=st.just(9),
        quote=text.map(lambda quote: f"{quote} ferry"),
        line=st.integers(1, 9),
        paragraph=st.none(),
        page=st.none() | st.integers(1, 9),
        heading=st.none(),
        title=st.none() | text,
        author=st.none() | text,
        published=st.none() | text,
        score=st.just(0.5),
        copies=st.lists(text, max_size=2).map(tuple),
    ).map(lambda c: replace(c, end=len(c.quote), matches=(Span(len(c.quote) - 5, len(c.quote)),))),
    max_size=3,
).map(tuple)
answers = st.builds(
    Answer,
    question=text,
    status=st.sampled_from(["answered", "not_found", "error"]),
    confidence=st.floats(0, 1),
    answer=text,
    citations=citations,
    passages=st.lists(
        st.builds(RankedPassage, st.just(1), text, st.just(0), st.just(1), text, st.just(0.1)), max_size=5
    ).map(tuple),
    library=st.just(STATE),
    error=st.none() | text,
    read_with=st.none() | text,
    filter=st.none() | st.builds(Filter, sources=st.tuples(text), authors=st.tuples(text), since=st.none() | text),
    differences=st.lists(
        st.builds(lambda t: Difference("figure", t, (Stated(1, t, t, 0, 1, t), Stated(2, t, None, 0, 1, t))), text),
        max_size=2,
    ).map(tuple),
)


@given(answers)
def test_a_notebook_shows_every_text_of_an_answer_and_runs_none(answer: Answer) -> None:
    page = answer_html(answer)
    tags = BeautifulSoup(page, "html.parser").find_all(True)
    allowed = {"div", "p", "strong", "small", "blockquote", "mark", "ul", "li", "bdi", "details", "summary", "ol"}
    assert {tag.name for tag in tags} <= allowed
    assert {name for tag in tags for name in tag.attrs} <= {"dir", "style"}
    shown = re.findall(r'<blockquote dir="auto">“(.*?)” \[\d\]</blockquote>', page, re.DOTALL)
    quotes = [citation.quote.replace("\x00", "\ufffd") for citation in answer.citations]
    assert [html.unescape(re.sub("</?mark>", "", quote)) for quote in shown] == quotes
    assert page.count("<mark>ferry</mark>") == len(answer.citations)


@given(answers)
def test_markdown_of_an_answer_has_no_marks_but_its_own(answer: Answer) -> None:
    written = answer_markdown(answer)
    assert len(re.findall(r"^> “", written, re.MULTILINE)) == len(answer.citations)
    marks = re.sub(r"&#\d+;", "x", written)
    marks = re.sub(r"^\*\*(.*)\*\*$|^\*(.*)\*$", r"\1\2", marks, flags=re.MULTILINE)
    marks = re.sub(r"^(?:> (?=“)|- (?=\\\[\d\\\] ))", "", marks, flags=re.MULTILINE)
    marks = re.sub(r"\\\[\d\\\]", "", marks)
    assert not re.search(r"[\\`*_{}\[\]<>#|~$&!@^:\x00]|www\.", marks, re.IGNORECASE)
    assert not re.search(r"^(?:[-+=]|\d+[.)]|\s{4})", marks, re.MULTILINE)


@given(text)
def test_markdown_shows_the_text_and_nothing_else(value: str) -> None:
    markdown = (
        pytest.importorskip("markdown_it")
        .MarkdownIt("commonmark", {"html": True})
        .enable("table")
        .enable("strikethrough")
    )
    rendered = markdown.render(plain(value))
    words = " ".join(value.replace("\x00", "\ufffd").split())
    assert rendered == (f"<p>{html.escape(words).replace('&#x27;', chr(39))}</p>\n" if words else "")


def test_an_answer_is_shown_with_quotation_source_and_confidence(articles: Path, open_library: Opener) -> None:
    library = open_library(articles)
    library.sync()
    answer = library.ask("How many passengers does the electric ferry carry?")
    page, written = answer._repr_html_(), answer._repr_markdown_()
    assert "electric</mark>" in page
    assert "A ferry for the islands · Per Lund · 2022-02-11 · sub/ferry.md, line 9" in html.unescape(page)
    assert written.startswith(
        "**How many passengers does the electric ferry carry?**\n\n> “The electric ferry carries 120"
    )
    assert re.search(r"^Confidence&#58; (likely|possible|doubtful) \(0\.\d\d\)$", written, re.MULTILINE)
    nothing = library.ask("Which enzyme splits lactose?")
    assert "The articles do not say." in nothing._repr_html_()
    assert "The articles do not say." in nothing._repr_markdown_()
    assert json.loads(json.dumps(rag.answer_to_json(answer)))["citations"]


def test_figures_that_differ_are_told_between_quotations_and_sources() -> None:
    one, other = (Stated(n, f"{n}.txt", None, 0, 2, figure) for n, figure in ((1, "28"), (2, "31")))
    answer = Answer(
        "How many?", "answered", 0.8, "", (), (), STATE, differences=(Difference("figure", "deaths", (one, other)),)
    )
    for shown in (answer._repr_html_(), answer._repr_markdown_()):
        assert re.search(r"The sources differ.*28.*31", html.unescape(shown))
