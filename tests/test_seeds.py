"""The real model over the sample articles, as a newcomer would ask, and the README's own words."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.library import Library
from rag.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("somewhere") / "seeds"
    shutil.copytree(ROOT / "seeds", folder, ignore=shutil.ignore_patterns(".rag"))
    return folder


@pytest.fixture(scope="module")
def library(seeds: Path) -> Iterator[Library]:
    with Library.open(seeds, Settings()) as library:
        yield library


FIRST_QUESTIONS = [
    ("How many lawmakers voted to remove Castillo?", "castillo-removed-by-congress.txt", "101 votes"),
    ("How many votes does Congress need to remove a president?", "castillo-removed-by-congress.txt", "87 votes"),
    ("For how long was the state of emergency declared?", "twenty-eight-dead-in-three-weeks.html", "30 days"),
    ("How many Peruvians work informally?", "two-perus-and-informal-work.md", "13 million"),
    ("How many Peruvians want a constituent assembly?", "the-march-on-lima-explained.md", "60 percent"),
    ("When was the 1993 constitution promulgated?", "the-rules-nobody-voted-for-twice.pdf", "29 December 1993"),
    ("How long has Castillo spent in prison?", "one-year-later.docx", "thirteen months"),
    ("How many troops of the United States did legislators approve?", "weapons-troops-and-a-court-ruling.md", "1,200"),
    ("Who was barred from entering Peru?", "neighbours-divided-over-peru.html", "Evo Morales"),
    ("What did 71 percent of business people say of Boluarte?", "third-takeover-of-lima.txt", "71 percent"),
]


@pytest.mark.parametrize(("question", "source", "words"), FIRST_QUESTIONS)
def test_first_questions_find_their_sentence(library: Library, question: str, source: str, words: str) -> None:
    answer = library.ask(question)
    assert any(c.source == source and words in c.quote for c in answer.citations), answer.citations


@pytest.mark.parametrize(
    "question", ["What did Pope Francis say about the deaths in Peru?", "How is sourdough bread baked?"]
)
def test_what_the_articles_do_not_say_is_not_answered(library: Library, question: str) -> None:
    assert library.ask(question).status == "not_found"


def test_every_document_has_its_reference_and_verbatim_quotations(library: Library) -> None:
    for info in library.documents():
        assert (info.title, info.author, info.published) != (None, None, None), info
        assert info.title
        assert info.author, info
        assert info.published, info
    for question, _, _ in FIRST_QUESTIONS:
        for citation in library.ask(question).citations:
            assert citation.quote == library.document(citation.source).text[citation.start : citation.end]


def test_furniture_of_the_sample_pages_is_never_ranked(library: Library) -> None:
    for words in ("Subscribe to our newsletter", "Most read", "Cookies", "All rights reserved", "Related articles"):
        for hit in library.search(words, 30):
            document = library.document(hit.source)
            assert all(m.end <= hit.span.start or hit.span.end <= m.start for m in document.furniture)


def console_examples() -> list[tuple[str, str]]:
    blocks = re.findall(r"```console\n\$ (.*?)\n(.*?)```", README, re.DOTALL)
    return [(command, output) for command, output in blocks]


@pytest.mark.parametrize(("command", "output"), console_examples())
def test_the_readmes_commands_print_what_it_says(seeds: Path, command: str, output: str) -> None:
    questions = ["What happened in Juliaca on 9 January 2023?", "How many Peruvians work informally?", "Who is Zorro?"]
    rows = "".join(json.dumps({"question": question}) + "\n" for question in questions)
    (seeds.parent / "questions.jsonl").write_text(rows)
    code = "import shlex, sys; sys.argv = shlex.split(sys.argv[1]); from rag.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, command],
        capture_output=True,
        encoding="utf-8",
        cwd=seeds.parent,
        check=True,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )
    told = done.stderr.splitlines(keepends=True)
    printed = done.stdout or "".join(told[-output.count("\n") :])
    assert re.sub(r"\d\.\d\d", "N", printed) == re.sub(r"\d\.\d\d", "N", output)


def test_the_readmes_python_runs(
    seeds: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(seeds.parent)
    for code in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
        exec(code, {})  # noqa: S102
    assert "13 million Peruvians" in capsys.readouterr().out


def test_the_readme_names_every_command() -> None:
    from rag.cli import cli

    assert set(re.findall(r"^\| `rag (\w+)", README, re.MULTILINE)) == set(cli.commands)
