"""How good the answers are on public sets of questions whose evidence is known, beside what other systems reach.

Run it by hand; README.md beside this file says how. The sets, what lays them out (unpack.py) and what scores the
answers (score.py) are no part of this repository: they lie in EVAL_FOLDER.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, fields, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import numpy as np

import rag.libraries.asking
import rag.libraries.finding
import rag.search
import rag.windows
from rag.answer_json import answer_to_json
from rag.calibrating.thresholds import ReliabilityBin, expected_calibration_error, reliability
from rag.embedding import DEFAULT_MODEL, Embedder, make_embedder
from rag.library import Library
from rag.scoring import WEIGHTS, Weights
from rag.search import find
from rag.settings import Settings

SQUAD, CHROMA = "squad2-half-articles", "chroma-chunking"
SETS = (SQUAD, "xquad-en-articles", CHROMA, "time", "ramdocs", "inscit-dev", "xquad-es")
ABLATION_SETS = (SQUAD, CHROMA, "time", "inscit-dev")
ASKED_WHOLE = frozenset({"time", "ramdocs", "inscit-dev"})

_LIMIT = 300
_FOREIGN = 200
_AT_ONCE = 64
_SETTINGS = Settings(model=DEFAULT_MODEL, passages=30)

COLUMNS = {
    "hit@1": "hit@1",
    "hit@3": "hit@3",
    "hit@150w": "hit@150w",
    "cited@1": "cited@1",
    "cited@3": "cited@3",
    "quote words": "quote_words",
    "nDCG@10": "nDCG@10",
    "coverage@8": "coverage@8",
    "verbatim": "verbatim",
    "refused": "right_refused",
    "questions/s": "speed",
}
"""What heads a column, and under what name score.py gives it."""

ABLATED = ("hit@1", "hit@150w", "cited@1", "nDCG@10", "coverage@8")

IN_CONFIDENCE_ALONE = (
    "words",
    "best_cosine",
    "best_bm25",
    "asked_number",
    "unmet_negation",
    "unmet_superlative",
    "unmet_names",
)
"""Weights of what is the same for all sentences of a question, so that they order nothing."""

OTHERS: Mapping[str, Mapping[str, float]] = {
    SQUAD: {"hit@1": 0.837, "hit@3": 0.930, "hit@150w": 0.843, "nDCG@10": 0.991},
    "xquad-en-articles": {"hit@1": 0.953, "hit@3": 0.990, "hit@150w": 0.943, "nDCG@10": 0.994},
    CHROMA: {"hit@1": 0.660, "hit@3": 0.850, "hit@150w": 0.490},
    "time": {"nDCG@10": 0.770},
    "ramdocs": {"nDCG@10": 0.782},
    "inscit-dev": {"nDCG@10": 0.649},
}
# From the table in EVAL_FOLDER/README.md: of each column the best, whichever system's (txtai, LangChain, Haystack,
# LlamaIndex, a prototype that late-chunks; ramdocs and inscit-dev: BM25 alone). Measured there over 300 questions
# drawn with seed 7, and all 83 of time.


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the sets lie, where they are laid out, by which model they are embedded."""

    data: Path
    work: Path
    embedder: Embedder

    def articles(self, name: str) -> Path:
        """The folder of the set's articles once they are laid out."""
        return self.work / name / "articles"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set, with the earlier ones of its conversation."""

    id: str
    text: str
    history: tuple[str, ...]


# A set asked and scored


def draw(bench: Bench, name: str, limit: int | None, *, answerable: bool) -> tuple[Question, ...]:
    """The set's questions as unpack.py draws them; the articles are laid out beside them."""
    of = [] if limit is None else ["--limit", str(limit)]
    run_script(bench.data / "unpack.py", bench.data / name, bench.work / name, *of, *["--answerable"] * answerable)
    rows = read_rows(bench.work / name / "questions.jsonl")
    return tuple(Question(row["id"], row["question"], tuple(row.get("history", ()))) for row in rows)


def ask(bench: Bench, name: str, questions: Sequence[Question], answers: Path, settings: Settings = _SETTINGS) -> float:
    """Ask the questions of the set's articles and write the answers; how many were answered a second."""
    with Library.open(bench.articles(name), settings, bench.embedder) as library, answers.open("w") as out:
        library.warm_up()
        seconds = 0.0
        for some in in_chunks(questions):
            start = time.perf_counter()
            given = library.ask_many([question.text for question in some], [question.history for question in some])
            seconds += time.perf_counter() - start
            for question, answer in zip(some, given, strict=True):
                out.write(json.dumps(answer_to_json(replace(answer, id=question.id))) + "\n")
    return len(questions) / seconds


def score(bench: Bench, name: str, answers: Path) -> dict[str, Any]:
    """What score.py says of the answers."""
    figures: dict[str, Any] = json.loads(run_script(bench.data / "score.py", bench.data / name, answers))
    if figures["errors"]:
        print(f"{name}: {figures['errors']} questions could not be asked and are not scored.")
    return figures


def measure(bench: Bench, name: str, questions: Sequence[Question], settings: Settings = _SETTINGS) -> dict[str, Any]:
    """The figures of the set, with the speed."""
    answers = bench.work / name / "answers.jsonl"
    speed = ask(bench, name, questions, answers, settings)
    return {**score(bench, name, answers), "speed": speed}


def drawn_of(name: str, limit: int) -> int | None:
    """How many questions of the set are drawn; None for all."""
    return None if name in ASKED_WHOLE else limit


def in_chunks(questions: Sequence[Question]) -> Iterable[Sequence[Question]]:
    """So many at a time as a batch asks."""
    return (questions[first : first + _AT_ONCE] for first in range(0, len(questions), _AT_ONCE))


def run_script(script: Path, *given: Path | str) -> str:
    """What the script prints; it leaves no bytecode beside itself."""
    return subprocess.run([sys.executable, "-B", script, *given], check=True, stdout=subprocess.PIPE, text=True).stdout


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a .jsonl file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


# Whether confidence means what it says


def judge(scoring: ModuleType, data: Path, answers: Path) -> tuple[ReliabilityBin, ...]:
    """How often answers of each confidence are right: the first three citations hold the evidence.

    An unanswerable question has no right answer.
    """
    _, _, spans, queries = scoring.load(data)
    rows = read_rows(answers)
    right = [
        not queries[row["id"]].get("unanswerable")
        and any(scoring.holds(citation, spans[row["id"]]) for citation in row["citations"][:3])
        for row in rows
    ]
    return reliability(np.array([row["confidence"] for row in rows]), np.array(right, dtype=bool))


def print_confidence(bench: Bench, limit: int) -> None:
    """How well the confidence tells SQuAD's unanswerable questions and another set's from those to be answered."""
    sys.path.insert(0, str(bench.data))
    sys.dont_write_bytecode = True
    scoring = import_module("score")
    folder = bench.work / SQUAD
    mixed, foreign = folder / "answers-mixed.jsonl", folder / "answers-foreign.jsonl"
    ask(bench, SQUAD, draw(bench, SQUAD, 2 * limit, answerable=False), mixed)
    ask(bench, SQUAD, draw(bench, CHROMA, _FOREIGN, answerable=True), foreign)
    figures = score(bench, SQUAD, mixed)
    ours = [row["confidence"] for row in read_rows(folder / "answers.jsonl")]
    rows = read_rows(foreign)
    told_apart = scoring.auroc(ours, [row["confidence"] for row in rows])
    bins = judge(scoring, bench.data / SQUAD, mixed)
    print(f"\n{SQUAD}: {figures['answerable']} answerable and {figures['unanswerable']} unanswerable questions")
    print(f"  auroc {figures['auroc']:.3f}, wrong_answered {figures['wrong_answered']:.3f}", end="")
    print(f", right_refused {figures['right_refused']:.3f}, calibration error {expected_calibration_error(bins):.3f}")
    wrong = sum(row["status"] == "answered" for row in rows) / len(rows)
    print(f"  {len(rows)} questions of {CHROMA} asked here: auroc {told_apart:.3f}, wrong_answered {wrong:.3f}")
    print("  confidence   answers  claimed  came true (# to 1; | what was claimed)")
    for one in bins:
        print(
            f"  {one.least:.1f} to {one.most:.1f} {one.questions:10}{one.confidence:9.2f}{one.right:7.2f}  {bar(one)}"
        )


def bar(one: ReliabilityBin, width: int = 40) -> str:
    """The share that came true as a bar, with a mark at what was claimed."""
    drawn = ("#" * round(one.right * width)).ljust(width)
    at = min(round(one.confidence * width), width - 1)
    return f"{drawn[:at]}|{drawn[at + 1 :]}".rstrip()


# What is printed


def print_table(results: Mapping[str, Mapping[str, Any]], limit: int) -> None:
    """All sets, with what the best other system reaches in brackets."""
    rows = [["set", *COLUMNS]]
    for name, figures in results.items():
        others = OTHERS.get(name, {})
        rows.append([name, *(cell(figures.get(key), others.get(key)) for key in COLUMNS.values())])
    print_aligned(rows)
    print("\nIn brackets: the best other system in that column, as the README of the sets quotes it.")
    if limit != _LIMIT:
        print(f"Those are of {_LIMIT} questions: with --limit {limit} others are asked, so that they do not compare.")


def cell(value: float | None, other: float | None) -> str:
    """A share to three places, anything greater than 1 to the nearest whole; and the other system's."""
    if value is None:
        return "-"
    text = f"{value:.3f}" if value <= 1 else f"{value:.0f}"
    return text if other is None else f"{text} ({other:.3f})"


def print_aligned(rows: Sequence[Sequence[str]]) -> None:
    """The rows with each column as wide as its longest cell, the first to the left."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        print(first.ljust(widths[0]), *(text.rjust(width) for text, width in zip(rest, widths[1:], strict=True)))


def without(weights: Iterable[str]) -> dict[str, AbstractContextManager[object]]:
    """Each of the weights and how it is switched off: first none, then each 0."""
    off: dict[str, AbstractContextManager[object]] = {"as it is": nullcontext()}
    for weight in weights:
        found = partial(find, weights=replace(WEIGHTS, **{weight: 0.0}))
        off[f"{weight} 0"] = patch.object(rag.libraries.finding, "find", found)
    return off


def ablations() -> dict[str, AbstractContextManager[object]]:
    """Each part of the method and how it is switched off: first none, then each weight 0, then what is no weight."""
    off = without(field.name for field in fields(Weights) if field.name not in {"base", *IN_CONFIDENCE_ALONE})
    off["passages not spread"] = patch.object(rag.windows, "_SHOWN_BEFORE", 0.0)
    off["passages of one length"] = patch.object(rag.windows, "_READ_FIRST", sys.maxsize)
    off["windows by words alone"] = patch.object(rag.windows, "_SHARPNESS", 0.0)
    off["no feedback of the first"] = patch.object(rag.search, "SHOWN_FIRST", sys.maxsize)
    off["follow-ups as written"] = patch.object(rag.libraries.asking, "follow_up", lambda *_: None)
    return off


def print_ablation(bench: Bench, name: str, limit: int) -> None:
    """What each part is worth on a set: the figures without it, and the change."""
    questions = draw(bench, name, drawn_of(name, limit), answerable=True)
    # Without a weight all scores are lower: at the usual threshold answers would be refused that rank as well.
    settings = replace(_SETTINGS, threshold=0.0)
    rows = [[name, *ABLATED]]
    base: dict[str, Any] = {}
    for label, switched_off in ablations().items():
        with switched_off:
            figures = measure(bench, name, questions, settings)
        base = base or figures
        rows.append([label, *(changed(figures.get(key), base.get(key)) for key in ABLATED)])
    print_aligned(rows)
    print()


def print_confidence_ablation(bench: Bench, limit: int) -> None:
    """What each weight of the confidence is worth: the AUROC of SQuAD's unanswerable questions without it."""
    questions = draw(bench, SQUAD, 2 * limit, answerable=False)
    answers = bench.work / SQUAD / "answers-mixed.jsonl"
    rows = [[f"{SQUAD}, unanswerable too", "auroc"]]
    base = None
    for label, switched_off in without(IN_CONFIDENCE_ALONE).items():
        with switched_off:
            ask(bench, SQUAD, questions, answers)
        auroc = score(bench, SQUAD, answers)["auroc"]
        base = auroc if base is None else base
        rows.append([label, changed(auroc, base)])
    print_aligned(rows)


def changed(value: float | None, base: float | None) -> str:
    """A figure and how it differs."""
    return "-" if value is None or base is None else f"{value:.3f} {value - base:+.3f}"


def arguments() -> argparse.Namespace:
    """The command line, checked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", metavar="EVAL_FOLDER", type=Path, help="holds the sets, unpack.py and score.py")
    parser.add_argument("--sets", help=f"some of {','.join(SETS)}")
    parser.add_argument(
        "--limit", type=int, default=_LIMIT, help=f"questions of a set ({_LIMIT}; some are asked whole)"
    )
    parser.add_argument("--ablation", action="store_true", help="what each weight of the ranking is worth, instead")
    parser.add_argument("--work", type=Path, help="where sets are laid out and indexes kept (a temporary folder)")
    given = parser.parse_args()
    default = ABLATION_SETS if given.ablation else SETS
    given.sets = tuple(given.sets.split(",")) if given.sets else default
    for name in ("unpack.py", "score.py", *given.sets):
        if not (given.data / name).exists():
            parser.error(f"{given.data} holds no {name}")
    if given.limit < 1:
        parser.error(f"--limit is {given.limit}; it must be at least 1")
    return given


def main() -> None:
    """Measure, or show what each weight is worth."""
    given = arguments()
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(given.data.resolve(), given.work or Path(temporary), make_embedder(DEFAULT_MODEL))
        if given.ablation:
            for name in given.sets:
                print_ablation(bench, name, given.limit)
            if SQUAD in given.sets:
                print_confidence_ablation(bench, given.limit)
            return
        results = {
            name: measure(bench, name, draw(bench, name, drawn_of(name, given.limit), answerable=True))
            for name in given.sets
        }
        print_table(results, given.limit)
        if SQUAD in given.sets:
            print_confidence(bench, given.limit)


if __name__ == "__main__":
    main()
