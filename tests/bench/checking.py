"""How right and how fast the check of quotations is: drafts made of public articles, with errors planted in them.

Run it by hand; README.md beside this file says how. The sets and what lays them out (unpack.py) are no part of this
repository: they lie in EVAL_FOLDER.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from rag.copies import words_of
from rag.embedding import HashEmbedder
from rag.library import Library
from rag.settings import Settings
from rag.telling_words import denies, is_number, negations

if TYPE_CHECKING:
    from rag.check_values import CheckedQuotation

SETS = ("squad2-half-articles", "xquad-en-articles", "chroma-chunking", "time", "ramdocs", "inscit-dev", "xquad-es")
TOPICS = frozenset(SETS[:4])
"""Sets whose documents have a topic each; those of the others repeat each other's sentences with a word changed, so
that what is held back of them is no invention. They are given the invented quotations of the set before.
"""

ERRORS = ("negation", "number", "name", "word", "merged", "misattributed", "not_found")
WORDS = range(6, 46)
_HELD_BACK = 10
"""One document in so many is kept out of the library; its sentences are the invented quotations."""

_PER_DRAFT = 25
_TARGETS = {"called right": 0.995, "kind right": 0.95, "seconds": 3.0}

_FILLER = (
    "The committee met again in the spring, and its members went over what had been written until then. "
    "Nothing was settled on that day, for the papers had come too late and half of the seats were empty. "
    "It was agreed that the clerk would ask for more time, and that the matter would come up in the next month. "
)


@dataclass(frozen=True)
class Sentence:
    """A sentence of a document of the library, or of one that was held back."""

    source: str
    start: int
    end: int
    text: str
    title: str | None


@dataclass(frozen=True)
class Planted:
    """What a draft quotes: words of a sentence, with what was done to them; `lead` comes before, `tail` behind."""

    words: str
    expected: str  # "true", or the kind of error
    how: str
    lead: str = "They wrote that"
    tail: str = "and went on."


@dataclass(frozen=True)
class Written:
    """A planted quotation, and where it begins and ends in its draft."""

    planted: Planted
    start: int
    end: int
    marks: str


# What is quoted


def true_quotation(sentence: Sentence, rng: random.Random) -> Planted:
    """The sentence, or a part of it, as it is or in another typography."""
    ways: list[Callable[[str, random.Random], str | None]] = [_verbatim] * 4
    ways += [_other_marks, _other_spaces, _other_dashes, _first_letter, _with_ellipsis, _with_bracket, _part]
    way = rng.choice(ways)
    return Planted(way(sentence.text, rng) or sentence.text, "true", way.__name__.strip("_"))


def _verbatim(text: str, rng: random.Random) -> str:
    return text


def _other_marks(text: str, rng: random.Random) -> str:
    curly = text.replace("'", "’")
    return re.sub(r'"([^"]*)"', r"“\1”", curly)


def _other_spaces(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    at = rng.randrange(1, len(words)) if len(words) > 1 else 0
    return " ".join(words[:at]) + rng.choice(["\u00a0", "\u202f", "\n", "  "]) + " ".join(words[at:]) if at else text


def _other_dashes(text: str, rng: random.Random) -> str:
    return re.sub(r" ?(?:--|—) ?|(?<= )[–-](?= )", rng.choice(["—", " – ", " — "]), text).replace("-", "‑")


def _first_letter(text: str, rng: random.Random) -> str:
    changed = text[0].lower() if text[0].isupper() and text[1:2].islower() else text[0]
    return changed + text[1:].rstrip(". ") + rng.choice(["", ",", "."])


def _with_ellipsis(text: str, rng: random.Random) -> str | None:
    """The sentence without an aside between commas or, rarely, other words of its middle; never without a negation."""
    asides = list(re.finditer(r", [^,.;:!?()\"]{8,80},(?= )", text))
    words = text.split(" ")
    if asides:
        found = rng.choice(asides)
        left, dropped, right = text[: found.start()], found.group(), text[found.end() :]
    elif len(words) >= 12:
        first = rng.randrange(3, len(words) - 6)
        last = first + rng.randrange(1, min(9, len(words) - first - 3))
        left, dropped, right = (" ".join(part) for part in (words[:first], words[first:last], words[last:]))
        if re.search(r"[.!?]", dropped):
            return None
    else:
        return None
    left_out = re.findall(r"[\w'’]+", dropped.lower())
    if negations(left_out) or any(map(denies, left_out)):
        return None
    return f"{left.rstrip()} {rng.choice(['…', '...', '[…]', '[...]', '. . .'])} {right.lstrip()}"


def _with_bracket(text: str, rng: random.Random) -> str | None:
    pronoun = re.search(r"(?<= )(?:he|she|they|it|him|them)(?= )", text)
    if pronoun and rng.random() < 0.5:
        return f"{text[: pronoun.start()]}[the council]{text[pronoun.end() :]}"
    if rng.random() < 0.3 and len(text.split(" ")) > 6:
        words = text.split(" ")
        return " ".join([*words[:4], "[sic]", *words[4:]])
    return f"[{text[0].swapcase()}]{text[1:]}" if text[0].isalpha() and text[1:2].islower() else None


def _part(text: str, rng: random.Random) -> str | None:
    words = text.split(" ")
    length = rng.randrange(5, len(words)) if len(words) > 6 else len(words)
    start = rng.randrange(0, len(words) - length + 1)
    return " ".join(words[start : start + length])


def planted_error(
    kind: str, sentences: Sequence[Sentence], held: Sequence[Sentence], rng: random.Random
) -> Planted | None:
    """A quotation with an error of that kind, made of a sentence that allows it; None where the drawn one does not."""
    sentence = rng.choice(sentences)
    if kind == "merged":
        other = rng.choice(sentences)
        if (other.source, other.start) == (sentence.source, sentence.start) or _adjoin(sentence, other):
            return None
        return Planted(f"{sentence.text} {other.text}", kind, kind)
    if kind == "misattributed":
        other = rng.choice(sentences)
        return _misattributed(sentence, other, rng)
    if kind == "not_found":
        return Planted(rng.choice(held).text, kind, kind)
    changed = {"negation": _negated, "number": _renumbered, "name": _renamed, "word": _reworded}[kind](
        sentence.text, sentences, rng
    )
    return Planted(changed, kind, kind) if changed else None


def _adjoin(one: Sentence, other: Sentence) -> bool:
    return one.source == other.source and abs(one.start - other.start) < 600


def _negated(text: str, sentences: Sequence[Sentence], rng: random.Random) -> str | None:
    if re.search(r" not(?= )", text):
        return re.sub(r" not(?= )", "", text, count=1)
    if re.search(r"n['’]t\b", text):
        return re.sub(r"n['’]t\b", "", text, count=1)
    found = re.search(r"(?<= )(?:is|was|were|are|has|had|would|could|will|es|fue|era)(?= )", text)
    negation = "no" if found and found.group() in {"es", "fue", "era"} else "not"
    return f"{text[: found.end()]} {negation}{text[found.end() :]}" if found else None


def _renumbered(text: str, sentences: Sequence[Sentence], rng: random.Random) -> str | None:
    figures = list(re.finditer(r"\d", text))
    if not figures:
        return None
    at = rng.choice(figures).start()
    return text[:at] + rng.choice([d for d in "123456789" if d != text[at]]) + text[at + 1 :]


_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?=[ ,.;])")


def _renamed(text: str, sentences: Sequence[Sentence], rng: random.Random) -> str | None:
    own = _NAME.findall(text)
    other = _NAME.findall(rng.choice(sentences).text)
    if not own or not other:
        return None
    name, new = rng.choice(own), rng.choice(other)
    return None if new in text else re.sub(rf"(?<=[a-z,] ){name}(?=[ ,.;])", new, text, count=1)


def _reworded(text: str, sentences: Sequence[Sentence], rng: random.Random) -> str | None:
    own = [m for m in re.finditer(r"(?<= )[^\W\d_A-Z]{4,}(?=[ ,.;])", text) if m.group().islower()]
    other = [w for w in re.findall(r"(?<= )[^\W\d_A-Z]{4,}(?=[ ,.;])", rng.choice(sentences).text) if w.islower()]
    if not own or not other:
        return None
    old, new = rng.choice(own), rng.choice(other)
    tells = any(is_number(word) or negations([word]) for word in (old.group(), new))
    return None if tells or old.group() == new else text[: old.start()] + new + text[old.end() :]


def _misattributed(sentence: Sentence, other: Sentence, rng: random.Random) -> Planted | None:
    if other.source == sentence.source or sentence.title == other.title:
        return None
    lead, tail = "They wrote that", "and went on."
    if other.title and len(other.title.split()) > 1 and rng.random() < 0.5:
        lead = rng.choice([f"According to “{other.title}”,", f"In the article {other.title} it says that"])
    else:
        tail = rng.choice([f"({other.source}).", f"as {other.source} has it."])
    return Planted(sentence.text, "misattributed", "misattributed", lead, tail)


# How it is quoted

_MARKS = (
    *(("“", "”"), ("“", "”"), ('"', '"'), ("«", "»"), ("« ", " »"), ("»", "«"), ("„", "“"), ("‘", "’"), ("'", "'")),
    *(("「", "」"), ("``", "''"), ("> ", ""), ("<q>", "</q>")),
)


def write_draft(planted: Sequence[Planted], rng: random.Random) -> tuple[str, list[Written]]:
    """A Markdown draft with the quotations among filler, and where each stands."""
    pieces, written, at = ["# A draft\n\n"], [], len("# A draft\n\n")
    for one in planted:
        first, last = rng.choice(_MARKS)
        words = one.words
        if first in {"'", "‘"} and re.search("['’‘]", words):
            first, last = "“", "”"
        if first == '"' and re.search(r'\d"', words + last):
            first, last = "“", "”"
        if first != "> ":
            words = _nested(words, first)
        if first == "> ":
            words = " ".join(one.words.split("\n"))
            before, behind = f"{one.lead}:\n\n> ", f"\n\n{one.tail}\n\n" if one.expected != "misattributed" else "\n\n"
            if one.expected == "misattributed" and one.lead.startswith("They"):
                behind = f"\n>\n> — {one.tail.strip('().')}\n\n"
        else:
            before, behind = f"{_FILLER}{one.lead} {first}", f"{last} {one.tail}\n\n"
        pieces += [before, words, behind]
        written.append(Written(one, at + len(before), at + len(before) + len(words), first.strip()))
        at += len(before) + len(words) + len(behind)
    return "".join(pieces), written


def _nested(words: str, first: str) -> str:
    """The words with marks within them other than those around them."""
    left, right = ("“", "”") if first in {"‘", "'", "「", "«", "« ", "»"} else ("‘", "’")
    plain = re.sub("[“”„]", '"', words)
    return re.sub(r'"([^"]*)"', rf"{left}\1{right}", plain)


def sentences_of(library: Library) -> list[Sentence]:
    """The library's sentences that are long enough to be quoted and have no mark that would end the quotation."""
    found: list[Sentence] = []
    for info in library.documents():
        text = library.document(info.source).text
        for sentence in library.sentences(info.source):
            words = text[sentence.start : sentence.end]
            marked = re.search(r"[\[\]<>*_`#|\\&@~]|\.\.\.|…|\n\s*\n|''|``", words)
            paired = len(re.findall('["“”„]', words)) % 2 == 0 and not re.search("[«»‘「」]", words)
            if len(words.split()) in WORDS and not marked and paired and re.search(r"[.!?][\"”’)]*$", words):
                found.append(Sentence(info.source, sentence.start, sentence.end, words, info.title))
    return found


# What is said of it


@dataclass
class Tally:
    """Counts over all drafts; `wrong` tells of the first of each kind of mistake."""

    true: int = 0
    true_right: int = 0
    errors: Counter[str] = None  # type: ignore[assignment]
    passed: Counter[str] = None  # type: ignore[assignment]
    kinds: Counter[str] = None  # type: ignore[assignment]
    wrong: list[str] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.errors, self.passed, self.kinds, self.wrong = Counter(), Counter(), Counter(), []

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


def measure(library: Library, held: Sequence[Sentence], count: int, rng: random.Random, tally: Tally) -> None:
    """Plant `count` quotations, half of them true, and count what the check says of them."""
    sentences = sentences_of(library)
    planted = list(islice(_planted(sentences, held, rng), count))
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


def _planted(sentences: Sequence[Sentence], held: Sequence[Sentence], rng: random.Random) -> Iterator[Planted]:
    while True:
        if rng.random() < 0.5:
            yield true_quotation(rng.choice(sentences), rng)
            continue
        kind = rng.choice(ERRORS)
        made = next((p for _ in range(200) if (p := planted_error(kind, sentences, held, rng))), None)
        if made:
            yield made


def seconds(folder: Path, rng: random.Random) -> tuple[float, float, int, int]:
    """How long a draft of 10,000 words with 200 quotations takes against a library, its words indexed or not."""
    with Library.open(folder, Settings(model="hash"), HashEmbedder()) as library:
        sentences = sentences_of(library)
        planted = list(islice(_planted(sentences, sentences, rng), 200))
        text, _ = write_draft(planted, rng)
        text += _FILLER * (max(0, 10_000 - len(text.split())) // len(_FILLER.split()))
        library.warm_up()
        began = time.perf_counter()
        library.check(text)
        first = time.perf_counter() - began
        began = time.perf_counter()
        library.check(text)
        return first, time.perf_counter() - began, len(text.split()), len(library.documents())


def lay_out(data: Path, name: str, work: Path) -> tuple[Path, list[Path]]:
    """The set's articles as a folder, without those held back, which are given by their files."""
    folder = work / name
    subprocess.run([sys.executable, data / "unpack.py", data / name, folder, "--limit", "1"], check=True)
    articles = sorted((folder / "articles").glob("*.txt"))
    back = folder / "held"
    back.mkdir(exist_ok=True)
    held = articles[::_HELD_BACK] if len(articles) >= 2 * _HELD_BACK else articles[-1:]
    return folder / "articles", [path.rename(back / path.name) for path in held]


def is_in(library: Library, text: str) -> bool:
    """Whether the words of the text stand in a document, by another way than the check's."""
    if id(library) not in _WORDS_OF:
        texts = (library.document(info.source).text for info in library.documents())
        _WORDS_OF[id(library)] = " / ".join(words_of(text) for text in texts)
    return words_of(text) in _WORDS_OF[id(library)]


_WORDS_OF: dict[int, str] = {}


def thousand(data: Path, work: Path) -> Path:
    """A folder of 1,000 articles of several sets."""
    folder = work / "thousand"
    folder.mkdir(exist_ok=True)
    paths = [path for name in SETS for path in sorted((work / name / "articles").glob("*.txt"))]
    for number, path in enumerate(sorted(paths, key=lambda p: -p.stat().st_size)[10:1010]):
        (folder / f"{number}.txt").write_bytes(path.read_bytes())
    return folder


def main() -> None:
    """Print the figures, and with --show what was called wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sets", default=",".join(SETS[:5]))
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", type=int, default=0)
    given = parser.parse_args()
    rng, tally, names = random.Random(given.seed), Tally(), given.sets.split(",")  # noqa: S311 - planted errors, not secrets
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        foreign: list[Sentence] = []
        for name in names:
            folder, held_files = lay_out(given.data, name, work)
            with Library.open(held_files[0].parent, Settings(model="hash"), HashEmbedder()) as held_library:
                held = sentences_of(held_library)
            with Library.open(folder, Settings(model="hash"), HashEmbedder()) as library:
                held = [*(held if name in TOPICS else []), *foreign]
                held = [sentence for sentence in held if not is_in(library, sentence.text)]
                measure(library, held, given.count // len(names), rng, tally)
                if name in TOPICS:
                    foreign = rng.sample(held, min(200, len(held)))
        timed = seconds(thousand(given.data, work), rng)
    report(tally, timed, given.show)


def report(tally: Tally, timed: tuple[float, float, int, int], show: int) -> None:
    """Print the table."""
    errors, kinds = sum(tally.errors.values()), sum(tally.kinds.values())
    print(f"true quotations called exact or typography: {tally.true_right / tally.true:.4f} of {tally.true}")
    print(f"planted errors called exact or typography, or missed: {sum(tally.passed.values())} of {errors}")
    print(f"kind of error right: {kinds / errors:.4f}")
    for kind in ERRORS:
        print(f"    {kind:14} {tally.kinds[kind]:4} of {tally.errors[kind]:4}, passed {tally.passed[kind]}")
    first, again, words, documents = timed
    print(f"{words} words, 200 quotations, {documents} articles: {first:.2f} s, {again:.2f} s when asked again")
    for line in tally.wrong[:show]:
        print(line)


if __name__ == "__main__":
    main()
