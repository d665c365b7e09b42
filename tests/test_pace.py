"""What the bar says is left of a job, before which a model is loaded."""

import itertools
import sys
from io import StringIO

import pytest

from rag.commands.common import stages
from rag.commands.pace import Pace
from rag.values import Progress

LOADING, A_CALL, FILES_A_CALL, FILES = 12.0, 4.0, 20, 620


def steps() -> list[tuple[float, int]]:
    """When how many files are done: the model is loaded, then some files are embedded in each call, told at once."""
    calls = range(FILES // FILES_A_CALL)
    return [
        (LOADING + A_CALL * (call + 1) + n / 1000, FILES_A_CALL * call + n + 1)
        for call, n in itertools.product(calls, range(FILES_A_CALL))
    ]


def test_the_time_left_does_not_count_the_loading() -> None:
    pace = Pace()
    assert pace.left(0, FILES, 0) is None
    told = [(done, left) for now, done in steps() if (left := pace.left(done, FILES, now)) is not None]
    assert told[0][0] == FILES_A_CALL + 1
    for done, left in told[FILES_A_CALL:]:
        truth = (FILES - done) / FILES_A_CALL * A_CALL
        assert left == pytest.approx(truth, rel=1, abs=A_CALL)
    assert told[-1] == (FILES, 0)


def test_a_job_of_slow_steps_is_told_from_the_second() -> None:
    pace = Pace()
    assert [pace.left(done, 4, 30 + 10 * done) for done in range(4)] == [None, None, 20, 10]


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_says_the_time_left_after_the_first_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, clock = Terminal(), iter([0.0, *(now for now, _ in steps())])
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr("rag.commands.common.monotonic", lambda: next(clock))
    with stages(quiet=False) as progress:
        progress(Progress("embedding", 0, FILES))
        for _, done in steps():
            progress(Progress("embedding", done, FILES))
    lines = terminal.getvalue().split("\r")
    told = [line for line in lines if "left" in line]
    assert "Embedding 620 files" in lines[1]
    assert 0 < lines.index(told[0]) <= FILES_A_CALL + 4
    assert "about 1 min left" in terminal.getvalue() or "about 2 min left" in terminal.getvalue()
    assert "left" not in lines[-1]
    assert not any(" h " in line for line in told)


def test_one_file_is_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with stages(quiet=False) as progress:
        progress(Progress("reading", 0, 1))
    assert "Reading 1 file " in terminal.getvalue()
