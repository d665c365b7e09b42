import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.batches.answer_files.report import RowError
from rag.batches.batch import BatchProgress, BatchReport
from rag.batches.terminal import Meter, duration_text, rate_text, summary_text
from rag.library import Library
from rag.values import Progress
from support import ARTICLES, COMMAND, ROOT, rag, write_articles

PAID = "How many million crowns did the county pay for the vessel?"
UNKNOWN = "Which enzyme splits lactose?"


# Where tests run in the background, Ctrl-C is ignored, and processes begun there ignore it too.
@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.csv"
    path.write_text(f"Frage,question,topic\nx,{PAID},=ferry\ny,{UNKNOWN},chemistry\n", encoding="utf-8")
    return path


def test_batch_makes_a_table_of_a_table_and_says_what_came_out(articles: Path, questions: Path, tmp_path: Path) -> None:
    done = rag("batch", articles, questions, "-o", tmp_path / "answers.csv")
    assert done.returncode == 0
    assert done.stdout == ""
    assert "2 questions: 1 answered (median confidence " in done.stderr
    assert done.stderr.endswith(", 1 not found, 0 errors\nQuoted in most answers: sub/ferry.md (1)\n")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "answers.csv").read_text(encoding="utf-8-sig"))))
    assert [(row["id"], row["question"], row["status"], row["topic"]) for row in rows] == [
        *(("2", PAID, "answered", "'=ferry"), ("3", UNKNOWN, "not_found", "chemistry"))
    ]
    assert rag("batch", articles, questions, "-o", tmp_path / "a.html", "--fail-on", "not_found").returncode == 4


@pytest.mark.parametrize(
    ("given", "more"),
    [
        (f"{PAID}\n\n{UNKNOWN}\n", []),
        (json.dumps({"question": PAID}) + "\n" + json.dumps({"question": UNKNOWN}), []),
        (f"topic,question\nferry,{PAID}\nchemistry,{UNKNOWN}\n", []),
        (f"a\tFrage\n1\t{PAID}\n2\t{UNKNOWN}\n", ["--questions-format", "tsv", "--column", "Frage"]),
    ],
)
def test_batch_reads_standard_input_and_prints_answers_alone(articles: Path, given: str, more: list[str]) -> None:
    done = rag("batch", articles, "-", "-o", "-", "--passages", 0, *more, given=given)
    assert done.returncode == 0
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["question"], row["status"]) for row in rows] == [(PAID, "answered"), (UNKNOWN, "not_found")]
    printed = rag("batch", articles, "-", "-o", "-", "--format", "md", "--quiet", *more, given=given)
    assert printed.stdout.startswith("# Answers\n")
    assert printed.stderr == ""


@pytest.mark.parametrize("given", ["< /dev/null", "<&-"])
def test_standard_input_that_holds_nothing_is_told_and_the_answers_stay(
    articles: Path, tmp_path: Path, given: str
) -> None:
    (tmp_path / "weekly.jsonl").write_text("{}\n", encoding="utf-8")
    command = f"exec {sys.executable} -c '{COMMAND}' batch {articles} - -o {tmp_path}/weekly.jsonl {given}"
    environment = {**os.environ, "RAG_MODEL": "hash"}
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False, env=environment
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "standard input holds no question. Put one into each line" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "weekly.jsonl").read_text(encoding="utf-8") == "{}\n"


def test_batch_reads_a_pipe(articles: Path, tmp_path: Path) -> None:
    command = f"exec {sys.executable} -c '{COMMAND}' batch {articles} <(echo '{PAID}') -o - --quiet"
    done = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        env={**os.environ, "RAG_MODEL": "hash"},
    )
    assert json.loads(done.stdout)["question"] == PAID


def test_batch_gives_its_summary_as_json_where_no_answers_are(articles: Path, questions: Path, tmp_path: Path) -> None:
    questions.write_text(f"question\n{PAID}\n{'x' * 10_001}\n", encoding="utf-8")
    done = rag("batch", articles, questions, "-o", tmp_path / "answers.xlsx", "--json", "--quiet")
    assert done.returncode == 4
    summary = json.loads(done.stdout)
    assert (summary["questions"], summary["answered"], summary["errors"]) == (2, 1, 1)
    assert summary["sources"] == [{"source": "sub/ferry.md", "answers": 1}]
    assert "10,001" in summary["first_errors"][0]["reason"]
    assert done.stderr == ""
    streamed = rag("batch", articles, questions, "-o", "-", "--json", "--quiet")
    assert [json.loads(line)["id"] for line in streamed.stdout.splitlines()] == ["2", "3"]
    assert json.loads(streamed.stderr) == summary


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["FOLDER/bridge.txt", "-o", "-", "--format", "xlsx"], 2, "cannot be printed"),
        (["FOLDER/bridge.txt", "-o", "FOLDER/answers.html"], 2, "among the articles"),
        (["FOLDER/bridge.txt", "-o", "FOLDER/bridge.txt", "--format", "md"], 2, "place of the questions"),
        (["FOLDER/bridge.txt", "-o", "FOLDER/answers"], 2, "--format"),
        (["BESIDE/bridge.txt", "-o", "FOLDER/missing/answers.csv"], 1, "No such file or directory"),
        (["FOLDER/bridge.txt", "-o", "-", "--column", "x"], 2, "no column"),
        (["FOLDER/sub/ferry.md", "-o", "-"], 2, "--questions-format"),
        (["BESIDE/sub/ferry.md", "-o", "-", "--questions-format", "xlsx"], 2, ".xlsx"),
        (["BESIDE/sub/ferry.md", "-o", "-", "--questions-format", "csv"], 2, "--column"),
        (["FOLDER", "-o", "-"], 2, "cannot be read"),
        (["FOLDER/bridge.txt"], 2, "-o"),
        (["FOLDER/bridge.txt", "-o", "-"], 2, "one of the articles"),
    ],
)
def test_what_cannot_be_is_told_with_what_to_do(articles: Path, arguments: list[str], code: int, message: str) -> None:
    beside = articles.parent / "beside"
    write_articles(beside, ARTICLES)
    given = (argument.replace("FOLDER", str(articles)).replace("BESIDE", str(beside)) for argument in arguments)
    done = rag("batch", articles, *given)
    assert (done.returncode, message in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_ctrl_c_says_what_is_kept_and_the_same_command_goes_on(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "questions.txt").write_text("".join(f"{PAID} ({n})\n" for n in range(400)), encoding="utf-8")
    answers = tmp_path / "answers.csv"
    command = ["batch", str(articles), str(tmp_path / "questions.txt"), "-o", str(answers)]
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, *command],
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "RAG_MODEL": "hash"},
    ) as running:
        journal = tmp_path / "answers.csv.unfinished"
        while running.poll() is None and not (journal.exists() and journal.read_bytes().count(b"\n") > 128):
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        said = running.communicate()[1]
    assert running.returncode == 1
    assert "of 400 questions answered. They are kept in " in said
    assert "answers.csv.unfinished; the same command goes on from there." in said
    assert "Traceback" not in said
    assert not answers.exists()
    again = rag(*command)
    assert again.returncode == 0
    assert "were answered before; going on from there." in again.stderr
    assert answers.read_bytes().count(b"\r\n") == 401
    assert sorted(path.name for path in tmp_path.glob("answers*")) == ["answers.csv"]


@pytest.mark.parametrize(
    ("done", "said"), [(0, ""), (1, " What was done is kept; the same command goes on from there.")]
)
def test_an_interruption_before_the_first_question_says_what_is_kept_only_where_something_is(
    articles: Path, questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: int, said: str
) -> None:
    def stopped(library: Library, progress: Callable[[Progress], None], **_: object) -> None:
        progress(Progress("reading", done, 2))
        raise KeyboardInterrupt

    monkeypatch.setattr(Library, "sync_if_stale", stopped)
    told = rag("batch", articles, questions, "-o", tmp_path / "answers.csv", "--quiet")
    assert (told.returncode, told.stdout, told.stderr.strip()) == (1, "", f"rag: interrupted.{said}")


def test_an_interruption_is_told_as_it_is(tmp_path: Path) -> None:
    meter = Meter(quiet=True)
    assert "nothing is kept" in meter.interrupted(tmp_path / "a.csv")
    meter(BatchProgress(0, 500))
    (tmp_path / "a.csv.unfinished").write_text("a journal")
    assert "the first questions answered. They are kept" in meter.interrupted(tmp_path / "a.csv")
    meter(BatchProgress(128, 500))
    assert "128 of 500" in meter.interrupted(tmp_path / "a.csv")
    assert "a.csv.unfinished" in meter.interrupted(tmp_path / "a.csv")
    assert "not gone on from" in meter.interrupted(Path("-"))


def test_notes_and_what_was_done_before_are_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    meter = Meter(quiet=False)
    meter(BatchProgress(64, 128, kept=64, notes=("A note \x1b[31m.",)))
    meter(BatchProgress(128, 128, kept=64))
    meter.end()
    assert capsys.readouterr().err == "rag: A note �[31m.\nrag: 64 of 128 were answered before; going on from there.\n"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (59, "59 s"), (61, "1 min"), (3_540, "59 min"), (7_500, "2 h 5 min")]
)
def test_durations_are_told_in_round_figures(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


def test_rates_and_summaries_are_for_people() -> None:
    assert (rate_text(12.34), rate_text(0.1)) == ("12.3/s", "6.0/min")
    assert summary_text(BatchReport(not_found=1)) == "1 question: 0 answered, 1 not found, 0 errors"
    report = BatchReport(errors=1, first_errors=(RowError("2", "The history of line 4 is not a list of questions."),))
    assert summary_text(report).endswith("\nid 2: The history of line 4 is not a list of questions.")
    assert "… and 3 more errors" in summary_text(BatchReport(errors=3))
