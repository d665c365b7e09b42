"""How right and how fast the check of quotations is: drafts made of public articles, with errors planted in them.

Run it by hand; README.md beside this file says how. The sets and what lays them out (unpack.py) are no part of this
repository: they lie in EVAL_FOLDER.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING

from planting import ERRORS, FILLER, Planted, Sentence, Written, planted_quotations, sentences_of, write_draft
from rag.copies import words_of
from rag.embedding import HashEmbedder
from rag.library import Library
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.checking.values import CheckedQuotation

SETS = ("squad2-half-articles", "xquad-en-articles", "chroma-chunking", "time", "ramdocs", "inscit-dev", "xquad-es")
TOPICS = frozenset(SETS[:4])
"""Sets whose documents have a topic each; those of the others repeat each other's sentences with a word changed, so
that what is held back of them is no invention. They are given the invented quotations of the set before.
"""

_HELD_BACK = 10
"""One document in so many is kept out of the library; its sentences are the invented quotations."""

_PER_DRAFT = 25
_TRUE_RIGHT, _KIND_RIGHT, _SECONDS = 0.995, 0.95, 3.0


# What is said of it


@dataclass
class Tally:
    """Counts over all drafts; `wrong` tells of the first of each kind of mistake."""

    true: int = 0
    true_right: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, written: Written, got: CheckedQuotation | None) -> None:
        """Count what was said of one quotation."""
        planted = written.planted
        verdict = got.verdict if got else "missed"
        if planted.expected == "true":
            self.true += 1
            good = verdict in {"exact", "typography"}
            self.true_right += good
        else:
            self.errors[planted.expected] += 1
            good = verdict not in {"exact", "typography", "missed"}
            self.passed[planted.expected] += not good
            self.kinds[planted.expected] += good and is_kind(planted.expected, got)
            good = good and is_kind(planted.expected, got)
        if not good:
            told = [(d.kind, d.draft, d.source) for d in got.differences] if got else []
            said = f"{planted.lead} | {planted.words!r} | {planted.tail}"
            self.wrong.append(f"{planted.how} {written.marks!r} -> {verdict} {told}\n    {said}")


def is_kind(expected: str, got: CheckedQuotation | None) -> bool:
    """Whether the verdict, or the kind of a difference, is that of the planted error."""
    if got is None:
        return False
    if expected in {"misattributed", "not_found"}:
        return got.verdict == expected
    return got.verdict == "altered" and any(difference.kind == expected for difference in got.differences)


def overlapping(written: Written, found: Sequence[CheckedQuotation]) -> CheckedQuotation | None:
    """What was found where it was written: the one that covers most of it, outer ones first."""

    def covered(got: CheckedQuotation) -> int:
        return min(got.end, written.end) - max(got.start, written.start)

    best = max(found, key=covered, default=None)
    return best if best and covered(best) > 0.5 * (written.end - written.start) else None


def measure(library: Library, held: Sequence[Sentence], count: int, rng: Random, tally: Tally) -> None:
    """Plant `count` quotations, half of them true, and count what the check says of them."""
    sentences, known = sentences_of(library), all_words(library)
    invented = [sentence for sentence in held if words_of(sentence.text) not in known]
    made = planted_quotations(sentences, invented, rng)
    sound = (one for one in made if one.is_what_it_seems(known))
    planted = half_true(sound, count)
    for start in range(0, len(planted), _PER_DRAFT):
        text, written = write_draft(planted[start : start + _PER_DRAFT], rng)
        report = library.check(text)
        for one in written:
            got = overlapping(one, report.quotations)
            tally.add(one, got)
            if got and text[got.start : got.end] != got.text:
                tally.wrong.append(f"offsets: {got}")
            if got and got.verdict == "exact":
                assert library.document(got.source or "").text[got.source_start : got.source_end] == got.text


def half_true(made: Iterator[Planted], count: int) -> list[Planted]:
    """The first `count` of them of which half are true, in their order."""
    room = {True: count - count // 2, False: count // 2}
    taken: list[Planted] = []
    while any(room.values()):
        one = next(made)
        is_true = one.expected == "true"
        if room[is_true]:
            room[is_true] -= 1
            taken.append(one)
    return taken


@dataclass(frozen=True)
class Timed:
    """Medians, in seconds: of a first check, for which the articles' words are indexed, and of one more after it.

    `processor` is what the first takes of the processor, which other work on the machine hardly changes.
    """

    first: float
    processor: float
    again: float
    words: int
    documents: int


def seconds(folder: Path, rng: Random, times: int) -> Timed:
    """How long a draft of 10,000 words and more with 200 quotations takes against a library that is loaded."""
    firsts, processors, agains = [], [], []
    for _ in range(times):
        with Library.open(folder, Settings(model="hash"), HashEmbedder()) as library:
            sentences = sentences_of(library)
            text, _ = write_draft(list(islice(planted_quotations(sentences, sentences, rng), 200)), rng)
            text += FILLER * (max(0, 10_000 - len(text.split())) // len(FILLER.split()))
            library.warm_up()
            for taken in (firsts, agains):
                began, used = time.perf_counter(), time.process_time()
                library.check(text)
                taken.append(time.perf_counter() - began)
                processors += [time.process_time() - used] if taken is firsts else []
            documents = len(library.documents())
    return Timed(median(firsts), median(processors), median(agains), len(text.split()), documents)


def lay_out(data: Path, name: str, work: Path) -> tuple[Path, list[Path]]:
    """The set's articles as a folder, without those held back, which are given by their files."""
    folder = work / name
    subprocess.run([sys.executable, data / "unpack.py", data / name, folder, "--limit", "1"], check=True)
    articles = sorted((folder / "articles").glob("*.txt"))
    back = folder / "held"
    back.mkdir(exist_ok=True)
    held = articles[::_HELD_BACK] if len(articles) >= 2 * _HELD_BACK else articles[-1:]
    return folder / "articles", [path.rename(back / path.name) for path in held]


def all_words(library: Library) -> str:
    """The words of all documents, one after the other, by another way than the check's."""
    return " / ".join(words_of(library.document(info.source).text) for info in library.documents())


def thousand(data: Path, work: Path) -> Path:
    """A folder of 1,000 articles of several sets."""
    folder = work / "thousand"
    folder.mkdir(exist_ok=True)
    paths = [path for name in SETS for path in sorted((work / name / "articles").glob("*.txt"))]
    for number, path in enumerate(sorted(paths, key=lambda p: -p.stat().st_size)[10:1010]):
        (folder / f"{number}.txt").write_bytes(path.read_bytes())
    return folder


def main() -> bool:
    """Print the figures, and with --show what was called wrong; whether all are as they should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sets", default=",".join(SETS[:5]))
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    rng, tally, names = Random(given.seed), Tally(), given.sets.split(",")  # noqa: S311 - planted errors, not secrets
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        foreign: list[Sentence] = []
        for name in names:
            folder, held_files = lay_out(given.data, name, work)
            with Library.open(held_files[0].parent, Settings(model="hash"), HashEmbedder()) as held_library:
                held = sentences_of(held_library)
            with Library.open(folder, Settings(model="hash"), HashEmbedder()) as library:
                held = [*(held if name in TOPICS else []), *foreign]
                measure(library, held, given.count // len(names), rng, tally)
                if name in TOPICS:
                    foreign = rng.sample(held, min(200, len(held)))
        timed = seconds(thousand(given.data, work), rng, given.times)
    return report(tally, timed, given.show)


def report(tally: Tally, timed: Timed, show: int) -> bool:
    """Print the figures, each with what it should be; whether all are."""
    errors, kinds, passed = sum(tally.errors.values()), sum(tally.kinds.values()), sum(tally.passed.values())
    right, kind_right = tally.true_right / tally.true, kinds / errors
    print(f"true quotations called exact or typography: {right:.4f} of {tally.true} (at least {_TRUE_RIGHT})")
    print(f"planted errors called exact or typography, or missed: {passed} of {errors} (none)")
    print(f"kind of error right: {kind_right:.4f} of {errors} (at least {_KIND_RIGHT})")
    for kind in ERRORS:
        print(f"    {kind:14} {tally.kinds[kind]:4} of {tally.errors[kind]:4}, passed {tally.passed[kind]}")
    print(
        f"{timed.words:,} words, 200 quotations, {timed.documents:,} articles: {timed.first:.2f} s (under {_SECONDS:.0f}),"
    )
    print(
        f"    {timed.processor:.2f} s of the processor, the articles' words indexed; {timed.again:.2f} s when asked again"
    )
    for line in tally.wrong[:show]:
        print(line)
    return right >= _TRUE_RIGHT and not passed and kind_right >= _KIND_RIGHT and timed.first < _SECONDS


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
