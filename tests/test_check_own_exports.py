"""What is written of answers passes the check of quotations against the articles that it was made from."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rag import answer_file, write_cited
from rag.library import Library

Opener = Callable[..., Library]
QUESTIONS = [
    "How many passengers does the electric ferry carry?",
    "When was the old bridge closed?",
    "What do dockers do?",
]
LONG_TITLE = (
    "The ferry, the bridge and the dockers: what nine years of minutes of the harbour board say of each, and of all"
)


@pytest.fixture
def library(articles: Path, open_library: Opener) -> Library:
    for name in ("ferry", "harbour", "board"):
        said = f"# {LONG_TITLE}, {name}\n\nBy Ada Poe\n\nThe {name} carries 170 passengers over the fjord of Vik each day.\n"
        (articles / f"{name}.md").write_text(said, encoding="utf-8")
    library = open_library(articles, threshold=0.0, citations=6)
    library.sync()
    return library


def verdicts(library: Library, place: Path) -> list[str]:
    """Of all quotations in the file that was written there."""
    return [quotation.verdict for quotation in library.check(place).quotations]


@pytest.mark.parametrize("ending", ["md", "html"])
def test_a_batch(library: Library, tmp_path: Path, ending: str) -> None:
    (tmp_path / "questions.txt").write_text("\n".join(QUESTIONS), encoding="utf-8")
    place = tmp_path / f"answers.{ending}"
    answer_file(library, tmp_path / "questions.txt", place)
    found = verdicts(library, place)
    assert len(found) > len(QUESTIONS)
    assert set(found) == {"exact"}


@pytest.mark.parametrize(("form", "ending"), [("markdown", "md"), ("html", "html"), ("docx", "docx")])
def test_a_conversation(library: Library, tmp_path: Path, form: str, ending: str) -> None:
    place = tmp_path / f"talk.{ending}"
    place.write_bytes(library.transcript(library.ask_many(QUESTIONS), form, "A talk"))
    found = verdicts(library, place)
    assert len(found) > len(QUESTIONS)
    assert set(found) == {"exact"}


@pytest.mark.parametrize("style", ["chicago", "apa", "mla", "ieee"])
@pytest.mark.parametrize(
    ("form", "ending"), [("text", "txt"), ("markdown", "md"), ("html", "html"), ("docx", "docx"), ("latex", "tex")]
)
def test_an_answer_that_is_cited(library: Library, tmp_path: Path, form: str, ending: str, style: str) -> None:
    place = tmp_path / f"cited.{ending}"
    written = write_cited(library.cite_answer(library.ask(QUESTIONS[0]), style), form)
    place.write_bytes(written if isinstance(written, bytes) else written.encode("utf-8"))
    found = verdicts(library, place)
    assert len(found) > 1
    assert set(found) <= {"exact", "typography"}
