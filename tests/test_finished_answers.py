"""Finished answers are read back as they were written, and make the same files as asking again would."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from rag.batches.batch import answer_file
from rag.batches.finished import Finished, open_finished, write_finished
from rag.batches.questions import QuestionFile, columns_of
from rag.errors import UsageError
from rag.values import Filter

if TYPE_CHECKING:
    from rag.library import Library

QUESTIONS = [
    {"question": "When was the old bridge at Orsa closed to traffic?", "id": "a", "topic": "=1+1", "conversation": "x"},
    {"question": "Who sang of whales in the castle tower?", "id": "b", "topic": "", "conversation": ""},
    {"question": "", "id": "c", "topic": "<b>", "conversation": ""},
    {"question": "And when did it reopen?", "id": "d", "topic": "t", "conversation": "x"},
    {"question": "How many passengers does the electric ferry carry?", "id": "e", "topic": "t", "conversation": ""},
]


@pytest.fixture
def library(indexed: Path, open_library: Callable[..., Library]) -> Library:
    return open_library(indexed)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, QUESTIONS)), encoding="utf-8")
    return path


@pytest.fixture
def answers(library: Library, questions: Path, tmp_path: Path) -> Path:
    path = tmp_path / "answers.jsonl"
    answer_file(library, questions, path)
    return path


def test_how_it_came_out_and_each_page_of_answers_are_read_back(
    library: Library, questions: Path, answers: Path, tmp_path: Path
) -> None:
    finished = open_finished(answers)
    assert finished.report == answer_file(library, questions, tmp_path / "again.jsonl")
    lines = answers.read_text(encoding="utf-8").splitlines()
    assert [row.line for row in finished.rows(0, 50)] == lines
    assert [row.line for first in range(0, 6, 2) for row in finished.rows(first, 2)] == lines
    for status in ("answered", "not_found", "error"):
        rows = finished.rows(0, 50, status)
        assert [row.line for row in rows] == [line for line in lines if json.loads(line)["status"] == status]
        assert finished.count(status) == len(rows)
    assert finished.count() == len(lines)
    assert finished.rows(99, 50) == finished.rows(0, 50, "no such status") == []


@pytest.mark.parametrize("within", [None, Filter(sources=("*.txt",))])
@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx", "md", "html"])
def test_another_form_has_the_bytes_that_asking_again_would_give(
    library: Library, questions: Path, tmp_path: Path, form: str, within: Filter | None
) -> None:
    asked = tmp_path / f"asked.{form}"
    answer_file(library, questions, asked, within=within)
    answer_file(library, questions, tmp_path / "kept.jsonl", within=within)
    out = io.BytesIO()
    write_finished(library, QuestionFile(questions), tmp_path / "kept.jsonl", out, form, tmp_path)
    assert out.getvalue() == asked.read_bytes()


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx", "md", "html"])
def test_without_a_place_nothing_tells_where_the_articles_are(
    library: Library, questions: Path, answers: Path, form: str
) -> None:
    out = io.BytesIO()
    write_finished(library, QuestionFile(questions), answers, out, form)
    files = [out.getvalue()]
    if form == "xlsx":
        with zipfile.ZipFile(out) as book:
            files = [book.read(name) for name in book.namelist()]
    assert any(b"bridge.txt" in data for data in files)
    folder = library.folder.resolve()
    for place in (str(folder), folder.as_uri().removeprefix("file://")):
        assert not any(place.encode() in data for data in files)


def test_no_answer_at_all_makes_files_all_the_same(library: Library, tmp_path: Path) -> None:
    (tmp_path / "none.txt").write_text("\n", encoding="utf-8")
    (tmp_path / "none.jsonl").touch()  # as batches of no question were kept before these were refused
    assert open_finished(tmp_path / "none.jsonl").count() == 0
    for form in ("csv", "xlsx", "md", "html"):
        out = io.BytesIO()
        write_finished(library, QuestionFile(tmp_path / "none.txt"), tmp_path / "none.jsonl", out, form)
        assert out.getvalue()


@pytest.mark.parametrize("data", [b"no json\n", b"{}\n", b"\xff\n", b"[1]\n", b'{"id": "a"'])
def test_what_are_no_answers_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(data)
    with pytest.raises(UsageError, match=r"a\.jsonl cannot be read"):
        open_finished(tmp_path / "a.jsonl")
    with pytest.raises(UsageError, match=r"gone\.jsonl cannot be read"):
        open_finished(tmp_path / "gone.jsonl")


def test_answers_that_are_gone_are_told(answers: Path) -> None:
    finished: Finished = open_finished(answers)
    answers.unlink()
    with pytest.raises(UsageError, match="cannot be read"):
        finished.rows(0, 1)


@pytest.mark.parametrize("form", ["jsonl", "csv", "md"])
def test_answers_that_are_gone_are_written_in_no_form(
    library: Library, questions: Path, answers: Path, form: str
) -> None:
    answers.unlink()
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        write_finished(library, QuestionFile(questions), answers, io.BytesIO(), form)


def test_the_columns_of_every_form_of_questions_are_named(tmp_path: Path) -> None:
    names = ["id", "Frage, lang", "note"]
    for delimiter, ending in ((",", "csv"), (";", "csv"), ("\t", "tsv")):
        with (tmp_path / f"q.{ending}").open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out, delimiter=delimiter).writerows([[], names, ["1", "Why?", ""]])
        assert columns_of(QuestionFile(tmp_path / f"q.{ending}")) == tuple(names)
    book = openpyxl.Workbook()
    book.active.append(names[:2])
    book.create_sheet("second").append(["note", "id"])
    book.save(tmp_path / "q.xlsx")
    assert columns_of(QuestionFile(tmp_path / "q.xlsx")) == ("id", "Frage, lang", "note")
    (tmp_path / "q.jsonl").write_text('{"id": 1, "ask": "Why?"}\n{"other": 1}\n', encoding="utf-8")
    assert columns_of(QuestionFile(tmp_path / "q.jsonl")) == ("id", "ask")
    (tmp_path / "q.txt").write_text("Why?\n", encoding="utf-8")
    assert columns_of(QuestionFile(tmp_path / "q.txt", column="ask")) == ()


@pytest.mark.parametrize(("name", "data"), [("q.xlsx", b"no zip"), ("q.pdf", b"x"), ("gone.csv", None)])
def test_columns_that_cannot_be_read_are_told(tmp_path: Path, name: str, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(UsageError):
        columns_of(QuestionFile(tmp_path / name))


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl"])
@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xff\xfe", b'"', b"\x00\x00", b"[1]\n"])
def test_a_table_without_a_header_has_no_columns_or_odd_ones(tmp_path: Path, ending: str, data: bytes) -> None:
    (tmp_path / f"q.{ending}").write_bytes(data)
    assert all(name.strip() for name in columns_of(QuestionFile(tmp_path / f"q.{ending}")))
