import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_batch import SOUND, write_questions

from rag.batches.batch import BatchProgress, answer_file, usual_workers
from rag.batches.chunks import answer_lines
from rag.batches.helpers import Asking, Helper, answers_in_order, helping
from rag.batches.rows import Row
from rag.errors import IndexUnusable
from rag.library import Library
from rag.settings import Settings
from rag.values import Filter
from support import COMMAND, ROOT, rag

HASHED = Settings(model="hash", threshold=0, passages=3)


@pytest.fixture
def library(articles: Path, tmp_path: Path) -> Iterator[Library]:
    """Of its settings alone, its index elsewhere, so that a helper must be told of both."""
    with Library.open(articles, Settings(model="hash", threshold=0, passages=3, index=tmp_path / "index")) as library:
        yield library


def asking(library: Library, within: Filter | None = None) -> Asking:
    return Asking(library.folder, library.settings, within, library.state().fingerprint)


def chunks(count: int) -> list[list[Row]]:
    odd = Row("odd", "\x00 “文”\n?", ("What was that?",), None, {"topic": "=1+1", "n": 0.1, "none": None})
    bad = Row("bad", 7, error="The question is a number, not text.")
    return [[Row(f"{n}-{i}", f"{text} ({n})") for i, text in enumerate(SOUND)] + [odd, bad] for n in range(count)]


def ready(helper: Helper) -> Helper:
    helper._ready.result()
    assert helper.is_free()
    return helper


@pytest.mark.parametrize("within", [None, Filter(sources=("sub/*",), until="2030")])
def test_what_a_helper_gives_is_what_this_process_would(library: Library, within: Filter | None) -> None:
    asked = asking(library, within)
    alone = [answer_lines(library, rows, within, asked.fingerprint) for rows in chunks(3)]
    with helping(asked, 1) as (helper,):
        ready(helper)
        given = [helper.answer(rows) for rows in chunks(3)]
        assert [lines.result() for lines in given] == alone


def test_answers_of_several_processes_come_in_order(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, many = asking(library), chunks(40)
    helped: list[int] = []
    answer = Helper.answer

    def counted(helper: Helper, rows: Any) -> Any:
        helped.append(len(rows))
        return answer(helper, rows)

    monkeypatch.setattr(Helper, "answer", counted)
    alone = [answer_lines(library, rows, None, asked.fingerprint) for rows in many]
    with helping(asked, 2) as helpers:
        ready(helpers[0])
        assert list(answers_in_order(library, asked, iter(many), helpers)) == alone
    assert sum(helped) > 0


def test_helpers_that_the_machine_does_not_let_begin_are_done_without(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Helper] = []
    begin = Helper.__init__

    def one_alone(helper: Helper, asked: Asking) -> None:
        if begun:
            raise OSError(12, "Cannot allocate memory")
        begun.append(helper)
        begin(helper, asked)

    monkeypatch.setattr(Helper, "__init__", one_alone)
    asked, many = asking(library), chunks(4)
    with helping(asked, 3) as helpers:
        assert helpers == begun
        alone = [answer_lines(library, rows, None, asked.fingerprint) for rows in many]
        assert list(answers_in_order(library, asked, iter(many), helpers)) == alone
    assert begun[0]._process.poll() is not None


def test_a_helper_that_ends_is_done_without(library: Library) -> None:
    asked, many = asking(library), chunks(12)
    alone = [answer_lines(library, rows, None, asked.fingerprint) for rows in many]
    with helping(asked, 2) as helpers:
        ready(helpers[0])
        answered = answers_in_order(library, asked, iter(many), helpers)
        first = next(answered)
        helpers[0]._process.kill()
        assert [first, *answered] == alone
        assert not helpers[0].is_free()


def test_articles_that_change_meanwhile_are_told_of_by_this_process(library: Library) -> None:
    asked = Asking(library.folder, library.settings, None, "another")
    with helping(asked, 1) as (helper,):
        assert ready(helper).answer(chunks(1)[0]).result() is None
        with pytest.raises(IndexUnusable, match="changed meanwhile"):
            list(answers_in_order(library, asked, iter(chunks(2)), [helper]))


def test_a_helper_that_cannot_begin_says_nothing(library: Library, tmp_path: Path) -> None:
    lost = Asking(tmp_path / "nowhere", HASHED, None, "")
    with helping(lost, 1) as (helper,):
        assert helper._ready.result() is None
        assert helper._process.wait(20) == 0
        assert not helper.is_free()
        asked = asking(library)
        assert len(list(answers_in_order(library, asked, iter(chunks(2)), [helper]))) == 2


def test_a_batch_goes_on_with_another_number_of_workers(library: Library, tmp_path: Path) -> None:
    questions = write_questions(tmp_path / "questions.csv", 300)
    answer_file(library, questions, tmp_path / "whole.jsonl")

    def stop(progress: BatchProgress) -> None:
        if progress.done == 128:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        answer_file(library, questions, tmp_path / "a.jsonl", stop)
    told: list[BatchProgress] = []
    settings = Settings(model="hash", threshold=0, passages=3, index=library.index, workers=2)
    answer_file(library.with_settings(settings), questions, tmp_path / "a.jsonl", told.append)
    assert told[0].kept == 128
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("cores", "sentences", "workers"),
    [(1, 0, 1), (2, 5_000, 2), (64, 5_000, 8), (8, 100_000, 8), (8, 200_000, 4), (8, 400_000, 2), (8, 900_000, 1)],
)
def test_processes_by_cores_and_by_what_their_vectors_take(cores: int, sentences: int, workers: int) -> None:
    assert usual_workers(cores, sentences) == workers


def test_the_command_takes_a_number_of_workers(articles: Path, tmp_path: Path) -> None:
    questions = write_questions(tmp_path / "questions.csv", 300)
    for workers in (1, 3):
        rag("batch", articles, questions, "-o", tmp_path / f"{workers}.csv", "--workers", workers)
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "3.csv").read_bytes()
    assert rag("batch", articles, questions, "-o", tmp_path / "a.csv", "--workers", 0).returncode == 2


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_helpers_end_with_the_process_that_they_help_even_if_it_is_killed(articles: Path, tmp_path: Path) -> None:
    questions = write_questions(tmp_path / "questions.csv", 20_000, every=1)
    for ended_by in (signal.SIGKILL, signal.SIGINT):
        command = [sys.executable, "-c", COMMAND, "batch", str(articles), str(questions), "-o", str(tmp_path / "a.csv")]
        env = {**os.environ, "RAG_MODEL": "hash", "RAG_WORKERS": "3"}
        with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL, process_group=0) as running:
            helpers = wait_for(lambda process=running.pid: found if len(found := children(process)) == 2 else [])
            os.kill(running.pid, ended_by)
            running.wait(30)
        wait_for(lambda helpers=helpers: not any(map(is_alive, helpers)))


def wait_for(come_true):
    deadline = time.monotonic() + 30
    while not (value := come_true()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return value


def children(process: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == process:
            found.append(int(stat.parent.name))
    return found


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_library_with_a_model_of_its_own_is_answered_alone(articles: Path, tmp_path: Path) -> None:
    from rag.embedding import HashEmbedder

    questions = write_questions(tmp_path / "questions.csv", 130)
    with Library.open(articles, Settings(workers=4), HashEmbedder()) as library:
        assert not library.is_of_its_settings
        report = answer_file(library, questions, tmp_path / "a.jsonl")
    assert report.questions == len((tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()) == 130
    assert json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()[0])["status"] != "error"
