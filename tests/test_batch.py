import csv
import errno
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.batches import batch
from rag.batches.batch import BatchProgress, BatchReport, answer_file, write_answers
from rag.batches.journal import MadeWith, open_journal
from rag.batches.questions import QuestionFile
from rag.errors import FolderError, IndexUnusable, UsageError
from rag.library import Library
from rag.values import Filter
from support import ARTICLES, hostile_text, write_articles

ROOT = Path(__file__).parent.parent
FORMS = ("jsonl", "csv", "xlsx", "md", "html")

SOUND = [
    "How many million crowns did the county pay for the vessel?",
    "Which ships waited outside the harbour?",
    "When was the old bridge at Orsa closed to traffic?",
    "Which enzyme splits lactose?",
]


def write_questions(path: Path, number: int, every: int = 4) -> Path:
    """So many rows, one in `every` of which can be asked; the others are quickly done."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["question", "topic"])
        for n in range(number):
            rows.writerow([f"{SOUND[n % len(SOUND)]} ({n})" if n % every == 0 else "", f"topic {n}"])
    return path


@pytest.fixture
def library(articles: Path, open_library: Callable[..., Library]) -> Library:
    library = open_library(articles)
    library.sync()
    return library


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write_questions(tmp_path / "questions.csv", 200, every=10)


def read(answers: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]


class Stopped(Exception):
    """Stands for whatever ends a batch early."""


def stop_after(rows: int) -> Callable[[BatchProgress], None]:
    def stop(progress: BatchProgress) -> None:
        if progress.done >= rows:
            raise Stopped

    return stop


def stopped(library: Library, questions: Path, answers: Path, rows: int) -> Path:
    """The journal of a batch that ended early."""
    with pytest.raises(Stopped):
        answer_file(library, questions, answers, stop_after(rows))
    assert not answers.exists()
    return answers.with_name(answers.name + ".unfinished")


def told(library: Library, questions: Path, answers: Path, **more: object) -> list[BatchProgress]:
    progress: list[BatchProgress] = []
    answer_file(library, questions, answers, progress.append, **more)  # type: ignore[arg-type]
    return progress


def test_rows_come_out_in_order_with_what_they_carried_and_are_counted(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    asked = [
        {"question": SOUND[0], "id": "a", "tags": ["x", 1]},
        {"question": SOUND[3]},
        {"question": ""},
        {"question": SOUND[0]},
    ]
    path.write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    report = answer_file(library, path, tmp_path / "a.jsonl")
    rows = read(tmp_path / "a.jsonl")
    assert [(row["id"], row["status"], row["row"]) for row in rows] == [
        ("a", "answered", {"tags": ["x", 1]}),
        *((str(n), status, {}) for n, status in ((2, "not_found"), (3, "error"), (4, "answered"))),
    ]
    assert (report.answered, report.not_found, report.errors, report.questions) == (2, 1, 1, 4)
    assert report.median_confidence == rows[0]["confidence"]
    assert (report.sources[0].source, report.sources[0].answers) == ("sub/ferry.md", 2)
    assert [error.id for error in report.first_errors] == ["3"]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [(None, ""), (["a", True, None], '["a", true, null]'), ({"é": 1.5}, '{"é": 1.5}'), (False, "false")],
)
def test_what_is_no_text_is_shown_as_it_was_written(
    library: Library, tmp_path: Path, asked: object, shown: str
) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps({"question": asked}) + "\n" + json.dumps({"question": SOUND[3]}), encoding="utf-8")
    answer_file(library, path, tmp_path / "a.jsonl")
    first, second = read(tmp_path / "a.jsonl")
    assert (first["question"], first["status"]) == (shown, "error")
    assert "not text" in str(first["error"])
    assert second["question"] == SOUND[3]


def test_which_sheet_is_asked_is_told_once_and_first(library: Library, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title in ("Old", "New"):
        book.create_sheet(title).append(["question"])
        book[title].append([SOUND[3]])
    book.save(tmp_path / "q.xlsx")
    progress = told(library, tmp_path / "q.xlsx", tmp_path / "a.jsonl")
    streamed: list[BatchProgress] = []
    write_answers(library, tmp_path / "q.xlsx", io.BytesIO(), streamed.append)
    for each in (progress, streamed):
        assert [one.notes for one in each] == [("The sheet “Old” is asked; another has a column 'question' too.",), ()]


def test_what_a_script_needs_stands_in_rag(articles: Path, tmp_path: Path, library: Library) -> None:
    import rag

    path = write_questions(tmp_path / "q.csv", 3)
    report: BatchReport = rag.answer_file(
        library, str(path), str(tmp_path / "a.html"), within=rag.Filter(sources=("sub/",))
    )
    assert report.questions == 3
    assert "sub/" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert {"BatchProgress", "BatchReport", "QuestionFile"} <= set(rag.__all__)


def test_progress_is_told_before_the_first_question_and_after_each_chunk(
    library: Library, questions: Path, tmp_path: Path
) -> None:
    progress = told(library, questions, tmp_path / "a.jsonl")
    assert progress == [BatchProgress(done, 200) for done in (0, 64, 128, 192, 200)]


@pytest.mark.parametrize("form", FORMS)
def test_the_same_questions_give_the_same_bytes_however_they_are_cut(
    library: Library, questions: Path, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tmp_path / f"first.{form}"
    answer_file(library, questions, first)
    for number, at_once in enumerate((7, 1_000)):
        monkeypatch.setattr(batch, "AT_ONCE", at_once)
        other = tmp_path / f"{number}.{form}"
        answer_file(library, questions, other)
        assert other.read_bytes() == first.read_bytes()


@pytest.mark.parametrize("form", ["jsonl", "csv", "md", "html"])
def test_what_is_streamed_is_what_a_file_holds(
    library: Library, questions: Path, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    report = answer_file(library, questions, tmp_path / f"a.{form}")
    with (tmp_path / "streamed").open("w+b") as out:
        assert write_answers(library, questions, out, form=form) == report
        out.seek(0)
        assert out.read() == (tmp_path / f"a.{form}").read_bytes()


def test_a_form_that_there_is_not_is_told(library: Library, questions: Path, tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out, pytest.raises(UsageError, match="pdf"):
        write_answers(library, questions, out, form="pdf")


def test_a_workbook_cannot_be_streamed(library: Library, questions: Path, tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out, pytest.raises(UsageError, match="cannot be printed"):
        write_answers(library, questions, out, form="xlsx")


def test_a_batch_goes_on_where_it_stopped(library: Library, questions: Path, tmp_path: Path) -> None:
    answer_file(library, questions, tmp_path / "whole.jsonl")
    answers = tmp_path / "a.jsonl"
    journal = stopped(library, questions, answers, 128)
    assert (tmp_path / "whole.jsonl").read_bytes().startswith(journal.read_bytes().split(b"\n", 1)[1])
    progress = told(library, questions, answers)
    assert progress[0] == BatchProgress(128, 200, kept=128)
    assert [one.done for one in progress] == [128, 192, 200]
    assert answers.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert sorted(path.name for path in tmp_path.glob("a.*")) == ["a.jsonl"]


def test_a_batch_of_some_articles_goes_on_too(library: Library, questions: Path, tmp_path: Path) -> None:
    within = Filter(sources=("sub/",), since="2022")
    with pytest.raises(Stopped):
        answer_file(library, questions, tmp_path / "a.jsonl", stop_after(64), within)
    assert told(library, questions, tmp_path / "a.jsonl", within=within)[0] == BatchProgress(64, 200, kept=64)


def test_an_interrupted_batch_may_be_finished_in_another_form(
    library: Library, questions: Path, tmp_path: Path
) -> None:
    answer_file(library, questions, tmp_path / "whole.csv")
    stopped(library, questions, tmp_path / "answers.html", 128)
    assert told(library, questions, tmp_path / "answers.html", form="csv")[0].kept == 128
    assert (tmp_path / "answers.html").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_whatever_a_power_cut_leaves_of_the_journal_the_answers_are_the_same(
    library: Library, questions: Path, tmp_path: Path
) -> None:
    answer_file(library, questions, tmp_path / "whole.jsonl")
    answers = tmp_path / "a.jsonl"
    journal = stopped(library, questions, answers, 128)
    whole = journal.read_bytes()
    second = sum(map(len, whole.splitlines(keepends=True)[:65]))  # where the second chunk begins
    left = [(whole[:second], 64), (whole[: second + 1], 64), (whole[:-1], 64), (whole[: second - 1], 0)]
    left += [(whole + b"\x00" * 4096, 128), (whole + b'{"half": ', 128), (whole + b"[1]\n", 128)]
    left += [
        (whole[:second] + b"\x00" * 500 + b"\n" + whole[second + 500 :], 64),
        (whole[:40], 0),
        (b"", 0),
        (b"\x00" * 99, 0),
    ]
    for content, kept in left:
        journal.write_bytes(content)
        assert told(library, questions, answers)[0].kept == kept
        assert answers.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
        answers.unlink()


def test_a_journal_that_was_whole_is_only_written_out(library: Library, questions: Path, tmp_path: Path) -> None:
    answer_file(library, questions, tmp_path / "whole.jsonl")
    stopped(library, questions, tmp_path / "a.jsonl", 200)
    assert told(library, questions, tmp_path / "a.jsonl") == [BatchProgress(200, 200, kept=200)]
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def change_nothing(library: Library, questions: Path) -> None:
    pass


def change_questions(library: Library, questions: Path) -> None:
    write_questions(questions, 201, every=10)


def change_a_column(library: Library, questions: Path) -> None:
    questions.write_text(questions.read_text(encoding="utf-8").replace("topic 7", "Topic 7"), encoding="utf-8")


def change_articles(library: Library, questions: Path) -> None:
    write_articles(library.folder, {"bridge.txt": ARTICLES["bridge.txt"].replace("4.2", "5.3")})
    library.sync()


@pytest.mark.parametrize(
    ("change", "more", "reason"),
    [
        (change_articles, {}, "another state of the library"),
        (change_nothing, {"within": Filter(sources=("sub/",))}, "another filter"),
    ],
)
def test_a_journal_of_something_else_is_begun_anew_and_that_is_told(
    library: Library,
    questions: Path,
    tmp_path: Path,
    change: Callable[[Library, Path], None],
    more: dict[str, object],
    reason: str,
) -> None:
    stopped(library, questions, tmp_path / "a.jsonl", 128)
    change(library, questions)
    first = told(library, questions, tmp_path / "a.jsonl", **more)[0]
    assert first.kept == 0
    assert reason in " ".join(first.notes)
    answer_file(library, questions, tmp_path / "whole.jsonl", **more)  # type: ignore[arg-type]
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


@pytest.mark.parametrize("change", [change_questions, change_a_column])
def test_answers_to_other_questions_are_not_lost_to_a_name_that_was_mistyped(
    library: Library, questions: Path, tmp_path: Path, change: Callable[[Library, Path], None]
) -> None:
    journal = stopped(library, questions, tmp_path / "a.jsonl", 128)
    kept, asked = journal.read_bytes(), questions.read_bytes()
    change(library, questions)
    with pytest.raises(UsageError, match=r"a\.jsonl\.unfinished keeps 128 answers to other questions.* delete it"):
        answer_file(library, questions, tmp_path / "a.jsonl")
    assert journal.read_bytes() == kept
    questions.write_bytes(asked)
    assert told(library, questions, tmp_path / "a.jsonl")[0].kept == 128


def test_a_journal_that_keeps_nothing_is_begun_anew_whatever_is_asked(
    library: Library, questions: Path, tmp_path: Path
) -> None:
    journal = stopped(library, questions, tmp_path / "a.jsonl", 64)
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:64]))
    change_questions(library, questions)
    first = told(library, questions, tmp_path / "a.jsonl")[0]
    assert (first.kept, first.total) == (0, 201)
    assert "other questions" in " ".join(first.notes)


def test_a_journal_made_with_other_settings_is_begun_anew(
    library: Library, questions: Path, tmp_path: Path, open_library: Callable[..., Library]
) -> None:
    stopped(library, questions, tmp_path / "a.jsonl", 128)
    other = open_library(library.folder, threshold=0.9)
    assert "other settings" in " ".join(told(other, questions, tmp_path / "a.jsonl")[0].notes)


def test_articles_that_change_meanwhile_end_the_batch(library: Library, questions: Path, tmp_path: Path) -> None:
    def change(progress: BatchProgress) -> None:
        if progress.done == 64:
            change_articles(library, questions)

    with pytest.raises(IndexUnusable, match="changed meanwhile"):
        answer_file(library, questions, tmp_path / "a.jsonl", change)
    assert not (tmp_path / "a.jsonl").exists()
    assert told(library, questions, tmp_path / "a.jsonl")[0].notes


def test_questions_that_change_meanwhile_end_the_batch_and_nothing_is_kept(library: Library, tmp_path: Path) -> None:
    path = write_questions(tmp_path / "q.csv", 2_000, every=100)

    def change(progress: BatchProgress) -> None:
        if progress.done == 64:
            with path.open("a") as file:
                file.write("Why?,more\n")

    with pytest.raises(UsageError, match="changed meanwhile"):
        answer_file(library, path, tmp_path / "a.jsonl", change)
    assert [path.name for path in tmp_path.glob("a.*")] == []


def test_two_batches_do_not_write_the_same_answers(library: Library, questions: Path, tmp_path: Path) -> None:
    made_with = MadeWith("", 0, {}, None, None, "", "", "")
    with open_journal(tmp_path / "a.jsonl", made_with, 64), pytest.raises(FolderError, match="Another rag"):
        answer_file(library, questions, tmp_path / "a.jsonl")
    answer_file(library, questions, tmp_path / "a.jsonl")


def test_answers_have_a_place_of_their_own(library: Library, questions: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="take the place of the questions"):
        answer_file(library, questions, questions)
    with pytest.raises(UsageError, match="among the articles"):
        answer_file(library, questions, library.folder / "sub" / "answers.md")
    with pytest.raises(UsageError, match="not a file"):
        answer_file(library, questions, tmp_path, form="csv")
    with pytest.raises(FolderError, match="No such file or directory"):
        answer_file(library, questions, tmp_path / "nowhere" / "a.csv")
    with pytest.raises(UsageError, match=r"none of \.jsonl"):
        answer_file(library, questions, tmp_path / "answers.pdf")
    answer_file(library, questions, library.folder / "answers.jsonl")


@pytest.mark.parametrize(
    ("name", "content"), [("q.txt", ""), ("q.txt", "\n \n"), ("q.csv", "question,topic\n"), ("q.jsonl", "\n")]
)
def test_questions_that_are_none_leave_the_answers_that_stand_there(
    library: Library, tmp_path: Path, name: str, content: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "a.jsonl").write_text("last week's answers\n", encoding="utf-8")
    with pytest.raises(UsageError, match=rf"{name} holds no question\. Put one"):
        answer_file(library, tmp_path / name, tmp_path / "a.jsonl")
    with pytest.raises(UsageError, match="holds no question"):
        write_answers(library, tmp_path / name, io.BytesIO())
    assert [path.read_text(encoding="utf-8") for path in tmp_path.glob("a.*")] == ["last week's answers\n"]


@pytest.mark.parametrize("ending", [".unfinished", ".writing"])
def test_questions_are_not_lost_to_what_answers_are_called_until_they_are_whole(
    library: Library, tmp_path: Path, ending: str
) -> None:
    questions = tmp_path / f"a.jsonl{ending}"
    questions.write_text(SOUND[0], encoding="utf-8")
    with pytest.raises(UsageError, match="take the place of the questions"):
        answer_file(library, QuestionFile(questions, "txt"), tmp_path / "a.jsonl")
    assert questions.read_text(encoding="utf-8") == SOUND[0]


@pytest.mark.parametrize("content", [b"my notes\n", b"{}\n", b"[1]", b"\xff", b'{"question": "Why?"}\n'])
def test_what_is_no_journal_is_left_as_it_is(library: Library, questions: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv.unfinished").write_bytes(content)
    with pytest.raises(FolderError, match=r"a\.csv\.unfinished is in the way"):
        answer_file(library, questions, tmp_path / "a.csv")
    assert (tmp_path / "a.csv.unfinished").read_bytes() == content


def test_questions_that_are_an_article_are_not_asked_of_themselves(library: Library, tmp_path: Path) -> None:
    (library.folder / "questions.txt").write_text(f"{SOUND[0]}\n", encoding="utf-8")
    answer_file(library, library.folder / "questions.txt", tmp_path / "before.jsonl")
    library.sync()
    for ask in (answer_file, write_answers):
        with pytest.raises(UsageError, match="one of the articles"), (tmp_path / "out").open("wb") as out:
            ask(library, library.folder / "questions.txt", tmp_path / "a.jsonl" if ask is answer_file else out)  # type: ignore[operator]
    (library.folder / ".ragignore").write_text("questions.txt\n", encoding="utf-8")
    library.sync()
    answer_file(library, library.folder / "questions.txt", tmp_path / "after.jsonl")


def test_a_full_disk_says_where_what_is_done_is_kept(
    library: Library, questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, written = tmp_path / "a.jsonl", os.fsync

    def full(file: int) -> None:
        written(file)
        if (tmp_path / "a.jsonl.unfinished").stat().st_size > 40_000:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FolderError, match=r"No space left on device\. What is answered is in a\.jsonl\.unfinished"):
        answer_file(library, questions, answers)
    monkeypatch.undo()
    assert told(library, questions, answers)[0].kept > 0


def test_an_index_that_is_missing_or_a_filter_that_admits_nothing_leaves_no_file(
    articles: Path, questions: Path, tmp_path: Path, open_library: Callable[..., Library]
) -> None:
    library = open_library(articles)
    with pytest.raises(FolderError, match="no index yet"):
        answer_file(library, questions, tmp_path / "a.csv")
    library.sync()
    with pytest.raises(UsageError, match=r"\*\.epub"):
        answer_file(library, questions, tmp_path / "a.csv", within=Filter(sources=("*.epub",)))
    assert [path.name for path in tmp_path.glob("a.csv*")] == []


def test_a_conversation_is_followed_as_if_the_history_were_given(library: Library, tmp_path: Path) -> None:
    turns = [SOUND[0], "And when was that?", "And in Vik?"]
    given_history = [{"question": turn, "history": turns[:n]} for n, turn in enumerate(turns)]
    by_conversation: list[dict[str, object]] = [{"question": turn, "conversation": "c"} for turn in turns]
    by_conversation.insert(1, {"question": "Which ships waited?", "conversation": "d"})
    for name, rows in (("history", given_history), ("conversation", by_conversation)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        answer_file(library, tmp_path / f"{name}.jsonl", tmp_path / f"{name}.out", form="jsonl")
    first, second = read(tmp_path / "history.out"), read(tmp_path / "conversation.out")
    of_the_conversation = [row for row in second if row["row"] == {"conversation": "c"}]
    assert [row["read_with"] for row in first] == [None, SOUND[0], SOUND[0]]
    for one, other in zip(first, of_the_conversation, strict=True):
        assert {**one, "id": "", "row": {}} == {**other, "id": "", "row": {}}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(hostile_text, hostile_text), min_size=1, max_size=3), st.sampled_from(FORMS))
def test_hostile_questions_are_answered_or_say_why_not(
    library: Library, tmp_path: Path, rows: list[tuple[str, str]], form: str
) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        "\n".join(json.dumps({"question": q, "id": other, other: other}) for q, other in rows), encoding="utf-8"
    )
    report = answer_file(library, path, tmp_path / f"hostile.{form}")
    assert report.questions == len(rows)
    assert report.errors >= sum(not question.strip() for question, _ in rows)
    assert report == answer_file(library, path, tmp_path / "as_json", form="jsonl")
    for row, (question, other) in zip(read_lines(tmp_path / "as_json"), rows, strict=True):
        assert row["status"] == "error" or row["question"] == question.strip()
        assert row["id"] == other or not other


def read_lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8", newline="\n") as lines:
        yield from map(json.loads, lines)


# Killed at any moment


@pytest.fixture(scope="module")
def killed_batch() -> Iterator[Callable[[Path, Path, Path, float], None]]:
    """Runs a batch in a process of its own, which is killed after so many seconds, if it takes as long."""
    command = [sys.executable, str(ROOT / "tests" / "killed_batch.py")]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as server:
        assert server.stdin
        assert server.stdout

        def run(folder: Path, questions: Path, answers: Path, seconds: float) -> None:
            print(json.dumps([str(folder), str(questions), str(answers)]), file=server.stdin, flush=True)
            process = int(server.stdout.readline())
            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline and not answers.exists():
                time.sleep(0.002)
            os.kill(process, signal.SIGKILL)
            print(file=server.stdin, flush=True)
            assert int(server.stdout.readline()) in (0, signal.SIGKILL)

        yield run
        server.stdin.close()


def whole_rows(journal: Path) -> bytes:
    """The rows of a journal that are whole, without its header."""
    content = journal.read_bytes() if journal.exists() else b""
    return content[content.find(b"\n") + 1 : content.rfind(b"\n") + 1]


@pytest.mark.parametrize("form", FORMS)
def test_killed_at_any_moment_it_goes_on_and_the_bytes_are_those_of_an_undisturbed_run(
    library: Library, tmp_path: Path, form: str, killed_batch: Callable[[Path, Path, Path, float], None]
) -> None:
    questions = write_questions(tmp_path / "questions.csv", 64 * 5 + 30, every=16)
    whole, rows, answers = tmp_path / f"whole.{form}", tmp_path / "rows.jsonl", tmp_path / f"answers.{form}"
    begun = time.monotonic()
    answer_file(library, questions, whole)
    most = time.monotonic() - begun
    answer_file(library, questions, rows)
    moments = random.Random(form)  # noqa: S311
    kept = 0
    for _ in range(10):
        killed_batch(library.folder, questions, answers, moments.uniform(0, most))
        done = whole_rows(answers.with_name(f"{answers.name}.unfinished"))
        assert rows.read_bytes().startswith(done)
        assert done.count(b"\n") // 64 * 64 >= kept or answers.exists()
        kept = 0 if answers.exists() else done.count(b"\n") // 64 * 64
        if answers.exists():
            assert answers.read_bytes() == whole.read_bytes()
            answers.unlink()
    assert told(library, questions, answers)[0].kept >= kept
    assert answers.read_bytes() == whole.read_bytes()
    assert [path.name for path in tmp_path.glob("answers.*")] == [answers.name]


def test_a_batch_goes_on_though_a_style_was_remembered(library: Library, questions: Path, tmp_path: Path) -> None:
    stopped(library, questions, tmp_path / "a.jsonl", 128)
    cited = library.with_settings(replace(library.settings, style="apa"))
    assert told(cited, questions, tmp_path / "a.jsonl")[0].kept == 128
