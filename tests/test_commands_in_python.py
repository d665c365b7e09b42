"""What the commands write to files, Python writes by the public names alone."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document as WordDocument

from rag import (
    Goal,
    Library,
    Settings,
    answer_file,
    calibrate,
    check_page,
    commented_draft,
    compare,
    comparison_page,
    forget_threshold,
    keep_threshold,
    write_cited,
    write_references,
)
from support import rag

Opener = Callable[..., Library]
ASKED = "How many passengers does the electric ferry carry?"


@pytest.fixture
def library(indexed: Path, open_library: Opener) -> Library:
    return open_library(indexed)


def written(place: Path, *arguments: object, code: int = 0) -> bytes:
    """What the command writes to that place."""
    done = rag(*arguments)
    assert done.returncode == code, done.stderr
    return place.read_bytes()


def timeless(made: str | bytes) -> dict[str, bytes]:
    """The parts of a Word document without when they were made, or the one of a text."""
    if isinstance(made, str):
        return {"": made.encode("utf-8")}
    if not made.startswith(b"PK"):
        return {"": made}
    with ZipFile(BytesIO(made)) as archive:
        return {name: re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+", b"", archive.read(name)) for name in archive.namelist()}


@pytest.mark.parametrize("form", ["text", "markdown", "html", "latex", "docx", "pandoc"])
def test_a_quotation_with_its_footnote(library: Library, tmp_path: Path, form: str) -> None:
    place = tmp_path / ("note.docx" if form == "docx" else "note.txt")
    by_command = written(place, "cite", library.folder, ASKED, "--style", "mla", "--format", form, "-o", place)
    assert timeless(write_cited(library.cite(ASKED, "mla"), form)) == timeless(by_command)


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl-json"])
def test_references_of_all_articles_and_of_those_that_answers_cite(library: Library, tmp_path: Path, form: str) -> None:
    (tmp_path / "questions.txt").write_text(ASKED + "\n", encoding="utf-8")
    answers, place = tmp_path / "answers.jsonl", tmp_path / "references.txt"
    answer_file(library, tmp_path / "questions.txt", answers)
    everything = written(place, "export", library.folder, "--format", form, "-o", place)
    cited = written(place, "export", library.folder, "--format", form, "--cited", answers, "-o", place)
    assert write_references(library.references(), form).encode() == everything
    assert write_references(library.references(str(answers)), form).encode() == cited
    assert len(cited) < len(everything)


def test_a_draft_that_is_annotated(library: Library, tmp_path: Path) -> None:
    draft, page, copy = (tmp_path / name for name in ("draft.docx", "page.html", "copy.docx"))
    word = WordDocument()
    word.add_paragraph("It said that “the electric ferry carries 900 passengers and 40 cars”.")
    word.save(str(draft))
    by_command = written(page, "check", library.folder, draft, "--html", page, "--docx", copy, code=4)
    report = library.check(draft)
    assert check_page(report).encode() == by_command
    assert timeless(commented_draft(draft.read_bytes(), report)) == timeless(copy.read_bytes())
    assert b"900" in timeless(copy.read_bytes())["word/comments.xml"]


def test_answers_that_changed(library: Library, tmp_path: Path) -> None:
    (tmp_path / "questions.txt").write_text(ASKED + "\n", encoding="utf-8")
    old, new, page = (tmp_path / name for name in ("old.jsonl", "new.jsonl", "page.html"))
    answer_file(library, tmp_path / "questions.txt", old)
    stern = library.with_settings(replace(library.settings, threshold=1.0))
    answer_file(stern, tmp_path / "questions.txt", new)
    by_command = written(page, "diff", old, new, "--html", page, code=4)
    assert "".join(comparison_page(compare(str(old), str(new)))).encode() == by_command


def test_a_threshold_of_ones_own(library: Library, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    rows = [(ASKED, True), ("When was the old bridge closed?", True), ("Which enzyme splits lactose?", False)]
    lines = [json.dumps({"question": question, "answerable": answerable}) for question, answerable in rows]
    questions.write_text("\n".join(lines), encoding="utf-8")
    found = calibrate(library, str(questions), Goal(refuse_at_most=0))
    told = rag("calibrate", library.folder, questions, "--refuse-at-most", "0", "--json")
    by_command = library.index.joinpath("calibrated.toml").read_bytes()
    assert json.loads(told.stdout)["threshold"] == found.threshold
    assert forget_threshold(library.index)
    assert keep_threshold(library, found).read_bytes() == by_command
    assert Settings.load(library.folder).threshold == found.threshold
