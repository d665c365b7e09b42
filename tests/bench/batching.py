"""How fast questions are answered one by one and in a batch, and how much memory a batch takes.

Run it by hand; README.md beside this file says how. Every run is a process of its own, which loads its model before the
clock starts; the ways run in turn, so that what else the machine does hits all alike.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""getrusage(2) counts kibibytes on Linux and bytes on macOS."""

_FIRST = 64
"""Questions asked before the clock starts: what the first ones read is kept for those after them."""

_ONE_BY_ONE = 0
"""The number of workers that stands for asking one by one."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one process did: questions a second, and its greatest memory in megabytes."""

    rate: float
    memory: float


def made_questions(files: list[Path], count: int) -> list[str]:
    """So many questions, none twice: the files' own in some order, then those of the first with their words shuffled."""
    read = [[json.loads(line)["question"] for line in file.read_text(encoding="utf-8").splitlines()] for file in files]
    chance = random.Random(11)  # noqa: S311
    questions = dict.fromkeys(question for own in read for question in own)
    while len(questions) < count:
        words = " ".join(chance.sample(read[0], min(2, len(read[0])))).split()
        chance.shuffle(words)
        questions[" ".join(words[: chance.randint(5, 15)])] = None
    chosen = list(questions)
    chance.shuffle(chosen)
    return chosen[:count]


def run(folder: Path, questions: Path, workers: int, count: int) -> Run:
    """One run in a process of its own: one by one, or a batch of so many workers."""
    command = [sys.executable, __file__, "--run", str(folder), str(questions), str(workers), str(count)]
    # A measurement of this checkout, whichever is installed.
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, "PYTHONPATH": path}
    )
    return Run(**json.loads(done.stdout))


def timed(folder: Path, questions: Path, workers: int, count: int) -> Run:
    """What `run` has a process do."""
    from rag.batches.batch import answer_file
    from rag.library import Library
    from rag.settings import Settings

    asked = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines()]
    settings = Settings.load(folder, {"workers": max(workers, 1)})
    with Library.open(folder, settings, sync=False) as library, tempfile.TemporaryDirectory() as temporary:
        library.ask_many([row["question"] for row in asked[-_FIRST:]])
        some = Path(temporary, "questions.jsonl")
        some.write_text("".join(f"{json.dumps(row)}\n" for row in asked[:count]), encoding="utf-8")
        begun = time.perf_counter()
        if workers == _ONE_BY_ONE:
            for row in asked[:count]:
                library.ask(row["question"])
        else:
            answer_file(library, some, Path(temporary, "answers.jsonl"))
        seconds = time.perf_counter() - begun
    return Run(count / seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT / 1e6)


def compare(folder: Path, questions: Path, given: argparse.Namespace) -> None:
    """Print the rate of each way, pair by pair, and how many times that of asking one by one it is."""
    ways = [int(number) for number in given.workers.split(",")]
    rates: dict[int, list[float]] = {way: [] for way in (_ONE_BY_ONE, *ways)}
    for _ in range(given.pairs):
        for way, own in rates.items():
            own.append(run(folder, questions, way, given.alone if way == _ONE_BY_ONE else given.rate_of).rate)
            print(".", end="", file=sys.stderr, flush=True)
    print(f"\n| way | questions/s, median of {given.pairs} | times one by one, pair by pair |\n| --- | --- | --- |")
    for way, own in rates.items():
        name = f"a batch, {way} {'process' if way == 1 else 'processes'}" if way else "one by one"
        times = sorted(rate / alone for rate, alone in zip(own, rates[_ONE_BY_ONE], strict=True))
        print(f"| {name} | {median(own):.0f} | {median(times):.1f} ({times[0]:.1f} to {times[-1]:.1f}) |")


def main() -> None:
    """Read the arguments, measure and print."""
    if sys.argv[1:2] == ["--run"]:
        folder, questions, workers, count = sys.argv[2:]
        done = timed(Path(folder), Path(questions), int(workers), int(count))
        print(json.dumps({"rate": done.rate, "memory": done.memory}))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="articles with an index that is up to date")
    parser.add_argument("questions", type=Path, nargs="+", help=".jsonl files; the first one's are shuffled for more")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--workers", default="1,2", help="numbers of processes to try, commas between them")
    parser.add_argument("--alone", type=int, default=100, help="how many questions are asked one by one")
    parser.add_argument("--rate-of", type=int, default=10_000, help="how many a batch has")
    parser.add_argument("--memory-of", default="1000,10000", help="batches whose memory is measured")
    given = parser.parse_args()
    counts = [int(count) for count in given.memory_of.split(",") if count]
    with tempfile.TemporaryDirectory() as temporary:
        questions = Path(temporary, "questions.jsonl")
        made = made_questions(given.questions, max(given.rate_of, given.alone, *counts))
        rows = (json.dumps({"id": f"q{number}", "question": question}) for number, question in enumerate(made))
        questions.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
        compare(given.folder, questions, given)
        for count in counts:
            print(f"{count:,} questions, one process: {run(given.folder, questions, 1, count).memory:.0f} MB at most")


if __name__ == "__main__":
    main()
