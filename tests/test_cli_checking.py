"""The command `rag check`: codes, formats, and what cannot be checked."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest

from draft_files import word_draft
from support import ARTICLES, rag

TRUE = "She wrote “The union won a raise of 6 percent.” in May.\n"
TYPOGRAPHY = "She wrote “the union won a raise of 6\u00a0percent” in May.\n"
WORDS = "The union won a raise of 6 percent."
WRONG = "She wrote “The union won a raise of 16 percent.” in May.\n"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return tmp_path / "draft.md"


@pytest.mark.parametrize(
    ("text", "more", "code", "told"),
    [
        (TRUE, [], 0, "1 quotation: 1 exact"),
        (TRUE, ["--strict"], 0, "1 quotation: 1 exact"),
        (TYPOGRAPHY, [], 0, "1 exact but for typography"),
        (TYPOGRAPHY, ["--strict"], 4, "1 exact but for typography"),
        (WRONG, [], 4, "number changed: “16” for “6”"),
        ("Words without a single one.\n", [], 0, "draft.md: no quotation in it."),
    ],
)
def test_the_code_guards_a_publication(
    articles: Path, draft: Path, text: str, more: list[str], code: int, told: str
) -> None:
    draft.write_text(text, encoding="utf-8")
    done = rag("check", articles, draft, *more)
    assert (done.returncode, told in done.stdout) == (code, True), done.stderr


def test_the_formats_agree(articles: Path, tmp_path: Path) -> None:
    draft, page, copy = tmp_path / "draft.docx", tmp_path / "page.html", tmp_path / "copy.docx"
    draft.write_bytes(word_draft(["She wrote “The union won ", "a raise of 16", " percent.” in May."]))
    before = draft.read_bytes()
    done = rag("check", articles, draft, "--json", "--html", page, "--docx", copy, "--suggest")
    assert done.returncode == 4
    (quotation,) = json.loads(done.stdout)["quotations"]
    assert (quotation["verdict"], quotation["source"]) == ("altered", "strike.txt")
    assert "<del>16</del>" in page.read_text(encoding="utf-8")
    (comment,) = docx.Document(str(copy)).comments
    assert "number changed: “16” for “6”" in comment.text
    assert draft.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["articles", "copy.docx", "draft.docx", "page.html"]


def test_saved_answers_of_a_batch_are_checked(articles: Path, tmp_path: Path) -> None:
    questions, answers = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    questions.write_text(
        '{"question": "How many million crowns did the county pay for the vessel?"}\n', encoding="utf-8"
    )
    assert rag("batch", articles, questions, "-o", answers).returncode == 0
    same = rag("check", articles, answers)
    assert (same.returncode, "still there" in same.stdout) == (0, True)
    path = articles / "sub/ferry.md"
    path.write_text(path.read_text(encoding="utf-8").replace("# A ferry", "Found.\n\n# A ferry"), encoding="utf-8")
    assert rag("check", articles, answers).returncode == 0
    assert rag("check", articles, answers, "--strict").returncode == 4
    path.write_text(path.read_text(encoding="utf-8").replace("96 million", "69 million"), encoding="utf-8")
    changed = rag("check", articles, answers, "--json")
    assert changed.returncode == 4
    assert "changed" in {citation["fate"] for citation in json.loads(changed.stdout)["citations"]}


def test_a_row_that_is_no_answer_is_told_and_the_rest_is_checked(articles: Path, tmp_path: Path) -> None:
    start = ARTICLES["strike.txt"].index(WORDS)
    row = {"source": "strike.txt", "start": start, "end": start + len(WORDS), "quote": WORDS}
    rows = ['{"x": 1}', json.dumps({"id": "q", "citations": [row]})]
    (tmp_path / "answers.jsonl").write_text("\n".join(rows), encoding="utf-8")
    done = rag("check", articles, tmp_path / "answers.jsonl")
    assert done.returncode == 4
    assert "Line 1 is not an answer" in done.stdout
    assert "still there" in done.stdout


def test_what_cannot_be_checked_is_told_in_words(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_bytes(b"")
    (tmp_path / "broken.docx").write_bytes(b"no archive")
    (tmp_path / "good.md").write_text(TRUE, encoding="utf-8")
    for arguments, code, message in (
        (["empty.md"], 1, "is empty"),
        (["broken.docx"], 1, "Word document"),
        (["missing.md"], 2, "no draft at"),
        (["missing.jsonl"], 2, "cannot be read"),
        (["good.md", "--docx", tmp_path / "copy.docx"], 2, "is none"),
        (["good.md", "--html", tmp_path / "good.md"], 2, "is the draft itself"),
        (["good.md", "--html", tmp_path / "no" / "page.html"], 1, "cannot be written"),
        (["missing.jsonl", "--suggest"], 2, "are for drafts"),
    ):
        done = rag("check", articles, tmp_path / arguments[0], *arguments[1:])
        assert (done.returncode, message in done.stderr) == (code, True), done.stderr
        assert "Traceback" not in done.stderr
